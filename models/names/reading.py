"""Texts in which names of persons are marked: the writers' braces, the named-entity data, and texts without names."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

#: Kinds of marks, and what the library calls what they mark.
KINDS = {
    "nimi": "name", "hetu": "hetu", "synt": "birth_date", "puhelin": "phone", "sahkoposti": "email", "verkko": "url",
    "some": "handle", "iban": "iban", "ytunnus": "business_id", "rekisteri": "plate", "asiakasnro": "case_number",
    "ip": "ip", "osoite": "address", "postinro": "postcode",
}  # fmt: skip
_MARK = re.compile(r"\{(\w+):([^{}]*)\}")
_NO_SPACE_BEFORE = frozenset(". , ; : ! ? ) ] } % …".split())  # noqa: SIM905
_NO_SPACE_AFTER = frozenset("( [ {".split())  # noqa: SIM905


class Marked(NamedTuple):
    """A text with its names.

    Attributes
    ----------
    source : str
        Kind of text: "synthetic", "turku", "document" or "plain".
    writer : str
        Writer or document: no writer is in both halves of a cross-validation.
    text : str
    names : tuple of (int, int)
    other : tuple of (int, int)
        What is marked as something else: not trained on, whatever is found there.
    things : tuple of (int, int, str) or None
        Places ("LOC") and other named things ("ORG", "PRO", "EVENT"), where they are marked.
    """

    source: str
    writer: str
    text: str
    names: tuple[tuple[int, int], ...]
    other: tuple[tuple[int, int], ...] = ()
    things: tuple[tuple[int, int, str], ...] | None = None


def read_marked(path: Path) -> Iterator[Marked]:
    """Yield the texts of a writer's file, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield unmarked(line.strip(), path.stem)


def unmarked(line: str, writer: str) -> Marked:
    """Return a line without its braces, and where they were."""
    text, marks = without_marks(line)
    names = tuple((start, end) for mark, start, end in marks if mark == "nimi")
    other = tuple((start, end) for mark, start, end in marks if mark != "nimi")
    return Marked("synthetic", writer, text, names, other)


def without_marks(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Return a line without its marks, ``{kind:words}``, and the kind, start and end of each."""
    out, marks = [], []
    last = size = 0
    for match in _MARK.finditer(line):
        before = line[last : match.start()]
        out += [before, match[2]]
        start = size + len(before)
        size = start + len(match[2])
        marks.append((match[1], start, size))
        last = match.end()
    return "".join([*out, line[last:]]), marks


def read_turku(path: Path, seed: int | None = 7) -> Iterator[Marked]:
    """Yield the texts of the named-entity data: up to four sentences of a document, or each alone without a seed."""
    rng = random.Random(seed)
    for number, document in enumerate(_documents(path)):
        while document:
            size = 1 if seed is None else rng.choice((1, 1, 2, 3, 4))
            some, document = document[:size], document[size:]
            yield _joined([word for sentence in some for word in sentence], f"turku{number}")


def read_documents(path: Path) -> Iterator[Marked]:
    """Yield the documents of the named-entity data whole; :func:`read_turku` yields the same ones in pieces."""
    for number, document in enumerate(_documents(path)):
        yield _joined([word for sentence in document for word in sentence], f"turku{number}")._replace(
            source="document"
        )


def _documents(path: Path) -> Iterator[list[list[tuple[str, str]]]]:
    document: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, _, tag = line.rstrip("\n").partition("\t")
            if word == "-DOCSTART-":
                if document:
                    yield document
                document = []
            elif word:
                sentence.append((word, tag))
            elif sentence:
                document.append(sentence)
                sentence = []
    if document:
        yield document


def _joined(words: Iterable[tuple[str, str]], writer: str) -> Marked:
    """Put words together as they would be written."""
    text, spans, tight, quoted = "", [], True, False
    for word, tag in words:
        closing = word in '"”' and quoted
        if not (tight or word in _NO_SPACE_BEFORE or closing):
            text += " "
        tight = word in _NO_SPACE_AFTER or (word in '"”' and not quoted)
        if word in '"”':
            quoted = not quoted
        start = len(text)
        text += word
        begins, _, kind = tag.partition("-")
        if begins == "I" and spans and spans[-1][2] == kind:
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
    names = tuple((a, b) for a, b, kind in spans if kind == "PER")
    things = tuple(span for span in spans if span[2] not in ("PER", "DATE"))
    return Marked("turku", writer, text, names, (), things)


def read_plain(path: Path) -> Iterator[Marked]:
    """Yield the synthetic submissions, in which nobody is named."""
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        yield Marked("plain", row["kirjoittaja"], row["teksti"], ())
