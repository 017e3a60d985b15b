"""Taxonomies in SKOS, the form of thesauri and ontologies, as RDF/XML or Turtle."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from ..errors import InputError
from ..texts import LANGUAGES
from ._triples import RDF, TriplesError, Value, read_turtle, read_xml
from .taxonomy import PARENTS, Change, KnownPhenomenon, Taxonomy, find_parent

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TERMS = "http://purl.org/dc/terms/"
_OWL = "http://www.w3.org/2002/07/owl#"
_TURTLE = (".ttl", ".turtle")
_NO_CODE = re.compile(r"[\s|,;]+")
Facts = Mapping[str, Mapping[str, Sequence[Value]]]


def read_skos(path: Path) -> Taxonomy:
    """Read the concepts of a SKOS file as phenomena.

    ``skos:notation``, or else the last part of the address, is the code; ``skos:prefLabel`` gives the names,
    ``skos:altLabel`` and ``skos:hiddenLabel`` the aliases, ``skos:definition`` (or ``skos:scopeNote``) the definition,
    ``skos:broader`` and ``skos:narrower`` the parents. A concept that is called as a national parent, or is an
    ``skos:exactMatch`` of one, is that parent. ``dcterms:isReplacedBy`` makes history.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    Taxonomy
        Not checked; concepts without a broader one have an empty parent.

    Raises
    ------
    InputError
        If the file is not what its ending says, or holds no concepts.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        triples = read_turtle(text) if path.suffix.lower() in _TURTLE else read_xml(text)
    except TriplesError as error:
        raise InputError("taxonomy_rdf", path=path, line=error.line) from None
    except UnicodeDecodeError:
        raise InputError("wrong_encoding", path=path, encoding="utf-8") from None
    facts: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        facts[triple.subject][triple.predicate].append(triple.value)
    concepts = [s for s, told in facts.items() if any(v.text == f"{_SKOS}Concept" for v in told.get(f"{RDF}type", ()))]
    if not concepts:
        raise InputError("taxonomy_no_concepts", path=path)
    return _taxonomy(facts, concepts, hashlib.sha256(data).hexdigest()[:8])


def _taxonomy(facts: Facts, concepts: Sequence[str], digest: str) -> Taxonomy:
    above = _above(facts, concepts)
    national = {concept: parent for concept in concepts if (parent := _national(facts[concept]))}
    carrying = {parent for parents in above.values() for parent in parents}
    national = {c: p for c, p in national.items() if c in carrying or p == PARENTS[-1] or not above[c]}
    replaced = {c: [v.text for v in facts[c].get(f"{_TERMS}isReplacedBy", ())] for c in concepts}
    retired = {c for c in concepts if replaced[c] or _is_true(facts[c].get(f"{_OWL}deprecated", ()))}
    code = {concept: _code(concept, facts[concept]) for concept in concepts}
    phenomena = []
    for concept in concepts:
        if concept in national or concept in retired:
            continue
        parents = [national.get(p) or code.get(p, p) for p in above[concept] if p not in retired] or [""]
        phenomena.append(_phenomenon(code[concept], facts[concept], list(dict.fromkeys(parents))))
    scheme = next((s for s, told in facts.items() if _has_type(told, f"{_SKOS}ConceptScheme")), None)
    version = _version(facts[scheme]) if scheme is not None else ""
    history = [
        Change(code[c], tuple(code.get(new, new) for new in replaced[c]), _literal(facts[c], f"{_TERMS}modified"))
        for c in concepts
        if c in retired
    ]
    return Taxonomy(phenomena, version or f"skos-{digest}", history)


def _above(facts: Facts, concepts: Sequence[str]) -> dict[str, list[str]]:
    """Return the broader concepts of each, told from above or from below."""
    known = set(concepts)
    above: dict[str, list[str]] = {concept: [] for concept in concepts}
    for concept in concepts:
        above[concept] += [v.text for v in facts[concept].get(f"{_SKOS}broader", ()) if v.text in known]
    for concept in concepts:
        for value in facts[concept].get(f"{_SKOS}narrower", ()):
            if value.text in known:
                above[value.text].append(concept)
    return {concept: list(dict.fromkeys(parents)) for concept, parents in above.items()}


def _national(told: Mapping[str, Sequence[Value]]) -> str | None:
    names = [v.text for key in ("prefLabel", "notation") for v in told.get(f"{_SKOS}{key}", ())]
    names += [_last(v.text).replace("_", " ") for v in told.get(f"{_SKOS}exactMatch", ())]
    return next((parent for name in names if (parent := find_parent(name))), None)


def _phenomenon(code: str, told: Mapping[str, Sequence[Value]], parents: Sequence[str]) -> KnownPhenomenon:
    labels = told.get(f"{_SKOS}prefLabel", ())
    names = {language: found for language in LANGUAGES if (found := _in_language(labels, language))}
    if "fi" not in names and (plain := _in_language(labels, "")):
        names["fi"] = plain
    others = [*told.get(f"{_SKOS}altLabel", ()), *told.get(f"{_SKOS}hiddenLabel", ())]
    notes = [*told.get(f"{_SKOS}definition", ()), *told.get(f"{_SKOS}scopeNote", ())]
    definition = _in_language(notes, "fi") or _in_language(notes, "")
    finnish = [v.text.strip() for v in others if v.language.partition("-")[0] in ("fi", "") and v.text.strip()]
    return KnownPhenomenon(
        code=code,
        names=names,
        parent=parents[0],
        definition=definition,
        seeds=tuple(dict.fromkeys(finnish)),
        other_parents=tuple(parents[1:]),
        aliases=tuple(dict.fromkeys(v.text.strip() for v in others if v.text.strip())),
    )


def _in_language(values: Sequence[Value], language: str) -> str:
    return next((v.text.strip() for v in values if v.language.partition("-")[0] == language and v.text.strip()), "")


def _code(address: str, told: Mapping[str, Sequence[Value]]) -> str:
    return _NO_CODE.sub("_", _literal(told, f"{_SKOS}notation") or _last(address))


def _last(address: str) -> str:
    return unicodedata.normalize("NFC", unquote(re.split(r"[/#:]", address.rstrip("/#"))[-1]))


def _literal(told: Mapping[str, Sequence[Value]], predicate: str) -> str:
    return next((v.text.strip() for v in told.get(predicate, ()) if not v.is_resource), "")


def _version(told: Mapping[str, Sequence[Value]]) -> str:
    return _literal(told, f"{_OWL}versionInfo") or _literal(told, f"{_TERMS}modified")


def _has_type(told: Mapping[str, Sequence[Value]], kind: str) -> bool:
    return any(v.text == kind for v in told.get(f"{RDF}type", ()))


def _is_true(values: Sequence[Value]) -> bool:
    return any(v.text.strip().lower() in ("true", "1") for v in values)
