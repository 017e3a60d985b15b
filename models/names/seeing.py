"""What raw texts tell of words with a capital: who is spoken of as a person, and what never is.

    python models/names/seeing.py TURKU-NER-TRAIN NEWS.csv.xz ANSWERS.csv.xz

A first model reads newspaper headlines, ministers' answers and the submissions; what it says of each word is put
together over all places where the word stands. Only single words seen in several texts are kept, with one bit each.
"""

from __future__ import annotations

import csv
import lzma
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from reading import read_plain

from rakenlp.privacy._name_bases import bases
from rakenlp.privacy._name_model import NameModel
from rakenlp.privacy._name_passes import first_pass, second_pass
from rakenlp.privacy._name_runs import marks
from rakenlp.privacy._name_text import candidates, manner, tokens

HERE = Path(__file__).resolve().parent
LEAST, SURE, NEVER = 3, 0.75, 0.12


def raw_texts(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the longer cells of CSV files (.xz)."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                for cell in row:
                    if len(cell) > 25 and " " in cell:
                        yield cell


def seen(texts: Iterable[str], model: NameModel) -> tuple[set[str], set[str]]:
    """Return words that are names of persons in raw texts, and words with a capital that are not; in lower case."""
    said: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        found = tokens(text, model.words.__getitem__)
        how = manner(found)
        if how.capitals != "n":
            continue
        places = candidates(found, how)
        at = marks(found, model.lists.runs)
        odds = second_pass(model, found, places, first_pass(model, found, places, how, at), how, at)
        for place, share in zip(places, odds, strict=True):
            word = found[place].word
            if (
                word.shape in ("Aa", "AA", "aA")
                and place
                and found[place - 1].word.shape not in (".", "\n", "-", ":", "q")
            ):
                low = word.low.partition(":")[0]
                if len(said[low]) < 400:
                    said[low].append(share)
    return _judged(said)


def _judged(said: dict[str, list[float]]) -> tuple[set[str], set[str]]:
    """Put the forms of a word together, and judge it."""
    whole: dict[str, list[float]] = defaultdict(list)
    for form, shares in said.items():
        possible = [base for base, _ in bases(form) if base in said]
        shortest = min(possible or [form], key=lambda base: (-len(said[base]) if base in said else 0, len(base)))
        whole[shortest] += shares
    people, others = set(), set()
    for word, shares in whole.items():
        if len(shares) >= LEAST and len(word) > 2:
            mean = sum(shares) / len(shares)
            if mean >= SURE:
                people.add(word)
            elif mean <= NEVER:
                others.add(word)
    return people, others


def main() -> None:
    """Write the two lists from raw texts, with a model fitted without them."""
    from fitting import fit, rows  # these need the lists
    from known import PLAIN, lists
    from train import texts

    turku, *raw = map(Path, sys.argv[1:])
    for name in ("seen_people.txt", "seen_other.txt"):
        (HERE / name).write_text("", encoding="utf-8")
    known = lists()
    model = fit(rows(texts(turku, known, 10_000), known), known)
    people, others = seen([*raw_texts(raw), *(marked.text for marked in read_plain(PLAIN))], model)
    (HERE / "seen_people.txt").write_text("\n".join(sorted(people)) + "\n", encoding="utf-8")
    (HERE / "seen_other.txt").write_text("\n".join(sorted(others)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
