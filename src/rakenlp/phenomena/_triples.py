"""RDF as triples, from RDF/XML and Turtle: as much of both as vocabularies in SKOS are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree import ElementTree

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<type>\^\^)
    |(?P<number>[+-]?(?:\d+\.\d*|\.?\d+)(?:[eE][+-]?\d+)?(?![\w:]))
    |(?P<name>_:[\w.-]*\w|[^\W\d_][\w.-]*:[\w.:%/~-]*[\w%/~-]|[^\W\d_][\w.-]*:|:[\w.:%/~-]*[\w%/~-]|:|[^\W\d_]+)
    |(?P<mark>[.;,\[\]()])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Value(NamedTuple):
    """An object: a literal with its language, or the address of a resource."""

    text: str
    language: str = ""
    is_resource: bool = False


class Triple(NamedTuple):
    """Subject and predicate are addresses."""

    subject: str
    predicate: str
    value: Value


class TriplesError(ValueError):
    """The text is not what its ending says; ``line`` tells where."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_xml(text: str) -> list[Triple]:
    """Return the triples of RDF/XML."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise TriplesError(error.position[0]) from None
    nodes = list(root) if root.tag == f"{{{RDF}}}RDF" else [root]
    reader = _XmlReader(root.get(_XML_BASE, ""))
    language = root.get(_XML_LANG, "")
    for node in nodes:
        reader.node(node, language)
    return reader.triples


class _XmlReader:
    def __init__(self, base: str) -> None:
        self.base = base
        self.triples: list[Triple] = []
        self._blank = 0

    def node(self, element: ElementTree.Element, language: str) -> str:
        language = element.get(_XML_LANG, language)
        subject = self._address(element)
        if element.tag != f"{{{RDF}}}Description":
            self._add(subject, f"{RDF}type", Value(_plain(element.tag), "", True))
        for name, value in element.attrib.items():
            if not name.startswith(f"{{{RDF}}}") and name not in (_XML_LANG, _XML_BASE):
                self._add(subject, _plain(name), Value(value, language))
        for child in element:
            self._property(subject, child, language)
        return subject

    def _property(self, subject: str, element: ElementTree.Element, language: str) -> None:
        language = element.get(_XML_LANG, language)
        predicate = _plain(element.tag)
        resource = element.get(f"{{{RDF}}}resource")
        blank = element.get(f"{{{RDF}}}nodeID")
        if resource is not None or blank is not None:
            target = urljoin(self.base, resource) if resource is not None else f"_:{blank}"
            self._add(subject, predicate, Value(target, "", True))
        elif len(element):
            if element.get(f"{{{RDF}}}parseType") == "Resource":
                inner = self._new()
                for child in element:
                    self._property(inner, child, language)
                self._add(subject, predicate, Value(inner, "", True))
            else:
                for child in element:
                    self._add(subject, predicate, Value(self.node(child, language), "", True))
        else:
            self._add(subject, predicate, Value(element.text or "", language))

    def _address(self, element: ElementTree.Element) -> str:
        about, own = element.get(f"{{{RDF}}}about"), element.get(f"{{{RDF}}}ID")
        if about is not None:
            return urljoin(self.base, about)
        if own is not None:
            return urljoin(self.base, f"#{own}")
        blank = element.get(f"{{{RDF}}}nodeID")
        return self._new() if blank is None else f"_:{blank}"

    def _new(self) -> str:
        self._blank += 1
        return f"_:xml{self._blank}"

    def _add(self, subject: str, predicate: str, value: Value) -> None:
        self.triples.append(Triple(subject, predicate, value))


def _plain(tag: str) -> str:
    return tag[1:].replace("}", "", 1) if tag.startswith("{") else tag


def read_turtle(text: str) -> list[Triple]:
    """Return the triples of Turtle.

    Examples
    --------
    >>> from rakenlp.phenomena._triples import read_turtle
    >>> read_turtle('@prefix s: <http://x/> . s:a s:name "häätö"@fi ; s:near s:b .')[0]
    Triple(subject='http://x/a', predicate='http://x/name', value=Value(text='häätö', language='fi', is_resource=False))
    """
    return _TurtleReader(text).read()


class _TurtleReader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._blank = 0
        self.triples: list[Triple] = []

    def read(self) -> list[Triple]:
        while self._at < len(self._tokens):
            kind, token, _ = self._tokens[self._at]
            word = token.lower().lstrip("@")
            if kind in ("lang", "name") and word in ("prefix", "base"):
                self._declaration(word, needs_dot=token.startswith("@"))
                continue
            subject = self._resource()
            if not self._is("."):
                self._predicates(subject)
            self._expect(".")
        return self.triples

    def _declaration(self, word: str, *, needs_dot: bool) -> None:
        self._at += 1
        if word == "prefix":
            kind, name, line = self._take()
            if kind != "name" or not name.endswith(":"):
                raise TriplesError(line)
            self._prefixes[name[:-1]] = self._resource()
        else:
            self._base = self._resource()
        if needs_dot:
            self._expect(".")

    def _predicates(self, subject: str) -> None:
        while True:
            while self._is(";"):
                self._at += 1
            if self._is(".") or self._is("]"):
                return
            predicate = self._resource()
            while True:
                self.triples.append(Triple(subject, predicate, self._value()))
                if not self._is(","):
                    break
                self._at += 1
            if not self._is(";"):
                return

    def _value(self) -> Value:
        kind, token, line = self._tokens[self._at] if self._at < len(self._tokens) else ("", "", 0)
        if kind in ("text", "long"):
            self._at += 1
            size = 3 if kind == "long" else 1
            said = _ESCAPE.sub(_unescaped, token[size:-size])
            if self._at < len(self._tokens):
                following, mark, _ = self._tokens[self._at]
                if following == "lang":
                    self._at += 1
                    return Value(said, mark[1:].lower())
                if following == "type":
                    self._at += 1
                    self._resource()
            return Value(said)
        if kind == "number" or (kind == "name" and token in ("true", "false")):
            self._at += 1
            return Value(token)
        if not kind:
            raise TriplesError(line)
        return Value(self._resource(), "", True)

    def _resource(self) -> str:
        kind, token, line = self._take()
        if kind == "iri":
            return urljoin(self._base, _ESCAPE.sub(_unescaped, token[1:-1]))
        if token == "a":
            return f"{RDF}type"
        if kind == "name" and token.startswith("_:"):
            return token
        if kind == "name" and ":" in token:
            prefix, _, local = token.partition(":")
            if prefix in self._prefixes:
                return self._prefixes[prefix] + local
        if token == "[":
            inner = self._new()
            self._predicates(inner)
            self._expect("]")
            return inner
        if token == "(":
            while not self._is(")"):
                self._value()
            self._expect(")")
            return self._new()
        raise TriplesError(line)

    def _take(self) -> tuple[str, str, int]:
        if self._at >= len(self._tokens):
            raise TriplesError(self._tokens[-1][2] if self._tokens else 1)
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, mark: str) -> bool:
        if self._at >= len(self._tokens):
            raise TriplesError(self._tokens[-1][2])
        return self._tokens[self._at][:2] == ("mark", mark)

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise TriplesError(self._tokens[self._at][2])
        self._at += 1

    def _new(self) -> str:
        self._blank += 1
        return f"_:ttl{self._blank}"


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    place, line = 0, 1
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise TriplesError(line)
        if found.lastgroup != "skip":
            yield found.lastgroup, found[0], line
        line += found[0].count("\n")
        place = found.end()


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _LETTERS.get(found[3], found[3])
