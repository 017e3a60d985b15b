"""What the domain model learns from: submissions, and the short texts of what is known of the field."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rakenlp.phenomena.taxonomy import Taxonomy

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BACKGROUND = ["asiaton", "muu"]  # spam and tests; other matters than the taxonomy's


class Example(NamedTuple):
    """A text to learn from.

    Attributes
    ----------
    text : str
    label : str
        Its phenomenon.
    sub : str
        Its sub-phenomenon; empty where nobody told it.
    """

    text: str
    label: str
    sub: str = ""


def observations(path: Path = CORPUS / "observations.jsonl") -> list[dict]:
    """Return the synthetic submissions."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def example(row: dict) -> Example:
    """Return a submission as a text to learn from."""
    return Example(row["teksti"], row["ilmio"], row["alailmio"] or "")


def sides(rows: list[dict]) -> list[tuple[int, str]]:
    """Return the side phenomena of submissions: positions of the rows, and phenomena."""
    return [(position, code) for position, row in enumerate(rows) for code in row["sivuilmiot"]]


def sub_phenomena() -> list[dict]:
    """Return the sub-phenomena: parent_code, sub_code, names, definition and terms."""
    with (CORPUS / "sub-phenomena.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def knowledge() -> list[Example]:
    """Return seeds, lexicon and definitions of sub-phenomena as texts."""
    return [*_seeds(), *_lexicon(), *_definitions()]


def _seeds() -> Iterator[Example]:
    for phenomenon in Taxonomy.default().phenomena.values():
        whole = " ".join(phenomenon.seeds) + " " + phenomenon.names["fi"]
        for text in (whole, whole, whole, phenomenon.names["sv"], phenomenon.names["en"], *phenomenon.seeds):
            yield Example(text, phenomenon.code)


def _lexicon() -> Iterator[Example]:
    groups: dict[str, list[str]] = {}
    with (CORPUS / "lexicon.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["code"], []).append(row["term"])
            if row["strength"] in ("core", "strong"):  # a telling word tells alone, too
                yield Example(row["term"], row["code"])
    for code, terms in groups.items():
        for start in range(0, len(terms), 8):
            yield Example(" . ".join(terms[start : start + 8]), code)


def _definitions() -> Iterator[Example]:
    for row in sub_phenomena():
        code, sub = row["parent_code"], row["sub_code"]
        whole = f"{row['name_fi']}. {row['definition_fi']} {row['terms'].replace('|', ' . ')}"
        for text in (whole, row["name_sv"], row["name_en"]):
            yield Example(text, code, sub)
