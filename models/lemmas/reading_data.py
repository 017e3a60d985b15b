"""Read what the lemma model is trained on: treebanks (CoNLL-U) and raw texts (CSV, JSON lines)."""

from __future__ import annotations

import csv
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

_BOUNDARY = re.compile(r"(?<=[-–\w])#(?=\w)")  # between the parts of a compound, as in finnish-pos-accuracy
_WORD = re.compile(r"[^\W\d_]+(?:[-:'’][^\W\d_]+)*")
_OPENING = " \"”“'’(»"


class Token(NamedTuple):
    """One word of a treebank."""

    form: str
    lemma: str
    pos: str
    feats: str


class Sentence(NamedTuple):
    """One sentence: where it comes from and its words."""

    treebank: str
    document: str
    tokens: list[Token]


def plain_lemma(lemma: str) -> str:
    """Return a gold lemma in lower case, without the marks between the parts of a compound."""
    return _BOUNDARY.sub("", lemma).lower()


def _open(path: Path) -> TextIO:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def read_treebank(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file; the document is the sentence id up to its first full stop."""
    treebank = "ftb" if "ftb" in path.name else "tdt"
    document, tokens = "", []
    with _open(path) as file:
        for line in file:
            columns = line.rstrip("\n").split("\t")
            if line.startswith("# sent_id"):
                document = line.partition("=")[2].strip().split(".")[0]
            elif columns[0].isdigit():
                tokens.append(Token(columns[1], plain_lemma(columns[2]), columns[3], columns[5]))
            elif not line.strip() and tokens:
                yield Sentence(treebank, document, tokens)
                tokens = []
    if tokens:
        yield Sentence(treebank, document, tokens)


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a CSV or JSON lines file: every column that holds running text."""
    with _open(path) as file:
        if ".json" in path.name:
            yield from (json.loads(line)["teksti"] for line in file)
        else:
            for row in csv.reader(file):
                yield from (cell for cell in row if len(cell) > 15 and " " in cell)


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count the words of raw texts: all, and those inside sentences, whose capitals tell of names."""
    everywhere: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            before = text[: match.start()].rstrip(_OPENING)[-1:]
            everywhere[match.group()] += 1
            if before and before not in ".!?:–-•\n":
                inside[match.group()] += 1
    return everywhere, inside
