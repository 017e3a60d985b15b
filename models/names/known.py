"""The lists that the finder of names looks words up in."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import numpy as np
from reading import read_plain
from sklearn.cluster import MiniBatchKMeans

from rakenlp.language.tokens import pieces
from rakenlp.privacy._name_kinds import FLAGS
from rakenlp.privacy._name_runs import read_runs
from rakenlp.privacy._name_words import Lists
from rakenlp.vectors import LemmaVectors

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parent.parent / "src" / "rakenlp" / "language"
PLAIN = HERE.parent / "corpus" / "observations.jsonl"
OWN = {
    "given.txt": "given", "nicknames.txt": "nick", "family.txt": "family",
    "foreign_given.txt": "foreign_given", "foreign_family.txt": "foreign_family", "common_family.txt": "foreign_family",
    "also_words.txt": "double",
    "places.txt": "place", "not_names.txt": "no_name", "foreign_words.txt": "foreign_word",
    "seen_people.txt": "seen_person", "seen_other.txt": "seen_other", "known_people.txt": "known_person",
}  # fmt: skip
#: What is no person, by the letters of rakenlp's runs.
THINGS = {
    "firms.txt": "f", "known_firms.txt": "f", "organisations.txt": "o", "known_organisations.txt": "o",
    "works.txt": "w", "known_works.txt": "w", "no_person_places.txt": "p", "known_places.txt": "p",
    "products.txt": "x", "brands.txt": "x",
}  # fmt: skip
GROUPS, LEMMAS = 160, 14_000  # of lemmas that are used alike


def lists() -> Lists:
    """Return the lists of names and of common words."""
    names: dict[str, int] = defaultdict(int)
    for file, flag in OWN.items():
        for line in (HERE / file).read_text(encoding="utf-8").splitlines():
            listed, _, codes = line.partition("#")[0].lower().partition("\t")
            for part in listed.split():
                if len(part) > 1:
                    names[part] |= 1 << FLAGS.index(_flag(flag, names[part], codes))
    listed = tomllib.loads((LANGUAGE / "language_words.toml").read_text(encoding="utf-8"))["supported"]
    for word in (listed["sv"] + " " + listed["en"]).split():
        names[word] |= 1 << FLAGS.index("foreign_word")
    common, capital = words_of_submissions()
    for word in capital:
        names[word] |= 1 << FLAGS.index("submitted")
    rows = (HERE / "faker.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for row in rows:
        name, kind, countries, near = row.split("\t")
        what = {"g": "given", "f": "family"}[kind]
        names[name] |= 1 << FLAGS.index(f"far_{what}")
        if int(countries) > 2:
            names[name] |= 1 << FLAGS.index(f"many_{what}")
        if near:
            names[name] |= 1 << FLAGS.index(f"near_{what}")
    return Lists(dict(names), common, groups(), *read_runs(things()))


def _flag(flag: str, bits: int, codes: str) -> str:
    """Return what a list says; what no list of names has and is marked p or e is a place or a firm only."""
    if flag != "double" or bits or "s" in codes:
        return flag
    return "place" if "p" in codes else "no_name" if "e" in codes else flag


def things() -> list[str]:
    """Return what is listed as no person, with the letter of its kind."""
    found: dict[str, str] = {}
    for file, letter in THINGS.items():
        path = HERE / file
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            listed = line.partition("#")[0].partition("\t")[0].strip().lower()
            if len(listed) > 1:
                found.setdefault(listed, letter)
    return sorted(f"{letter} {listed}" for listed, letter in found.items())


def groups() -> dict[str, int]:
    """Return the lemmas of the shipped vectors in groups that are used alike."""
    vectors = LemmaVectors.default()
    rows = vectors.vectors / np.maximum(np.linalg.norm(vectors.vectors, axis=1, keepdims=True), 1e-9)
    found = MiniBatchKMeans(GROUPS, random_state=1, n_init=1, max_iter=30, batch_size=4096).fit_predict(rows)
    often = np.argsort(-vectors.shares)[:LEMMAS]
    names = list(vectors.vocabulary)
    return {names[i]: int(found[i]) for i in sorted(often.tolist())}


def words_of_submissions() -> tuple[dict[str, int], set[str]]:
    """Return words that several writers of submissions write in lower case, with how widely; and those with a capital.

    Nobody is named in the submissions, so what has a capital inside a sentence is something else.
    """
    writers: dict[str, set[str]] = defaultdict(set)
    capitals: dict[str, set[str]] = defaultdict(set)
    for text in read_plain(PLAIN):
        before = "."
        for piece in map(str.strip, pieces(text.text)):
            if piece.isalpha() and len(piece) < 30:
                if piece.islower():
                    writers[piece].add(text.writer)
                elif before[-1:].isalpha() or before == ",":
                    capitals[piece.lower()].add(text.writer)
            before = piece
    width = {word: sum(len(who) >= least for least in (3, 6, 15, 40)) for word, who in writers.items()}
    often = {word for word, who in capitals.items() if len(who) > 2}
    return {word: n for word, n in width.items() if n}, often
