"""Train the finder of names that ships with rakenlp.

    python models/names/train.py [--measure] TURKU-NER-TRAIN

``--measure`` prints figures by cross-validation over writers and documents, and writes nothing. The marked texts and
the lists of names lie beside this file; see README.md there.
"""

from __future__ import annotations

import random
import sys
import tomllib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measuring import Figures, report
from reading import Marked, read_marked, read_plain, read_turku
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from varying import Stock, exchanged, peopled

from rakenlp.language.tokens import pieces
from rakenlp.privacy._name_model import SIZE, NameModel, bucket
from rakenlp.privacy._name_passes import second_features
from rakenlp.privacy._name_text import (
    Token,
    candidates,
    expand_pair,
    expand_single,
    manner,
    other_keys,
    own_key,
    tokens,
)
from rakenlp.privacy._name_words import FLAGS, Lists
from rakenlp.privacy.names import names_in
from rakenlp.vectors import LemmaVectors

HERE = Path(__file__).resolve().parent
LANGUAGE = HERE.parent.parent / "src" / "rakenlp" / "language"
PLAIN = HERE.parent / "corpus" / "observations.jsonl"
OWN = {
    "given.txt": "given", "nicknames.txt": "nick", "family.txt": "family",
    "foreign_given.txt": "foreign_given", "foreign_family.txt": "foreign_family", "also_words.txt": "double",
    "places.txt": "place", "not_names.txt": "no_name", "foreign_words.txt": "foreign_word",
    "seen_people.txt": "seen_person", "seen_other.txt": "seen_other",
}  # fmt: skip
WEIGHTS = {"synthetic": 3.0, "turku": 1.0, "plain": 1.0, "exchanged": 1.0, "peopled": 0.5}
MADE = ("exchanged", "peopled")  # texts that are made of others: trained on, never measured on
STRENGTH, STRENGTH_2 = 0.3, 0.3  # inverse of the regularisation
INNER = 4  # parts by which the first pass is made for the second
GROUPS, LEMMAS = 160, 14_000  # of lemmas that are used alike
PEOPLED = 16_000
COPIES = 2  # of each marked text, with other names
THRESHOLD, SMALL = 0.33, 0.47


def lists() -> Lists:
    """Return the lists of names and of common words."""
    names: dict[str, int] = defaultdict(int)
    for file, flag in OWN.items():
        path = HERE / file
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            for part in line.partition("#")[0].lower().split():
                if len(part) > 1:
                    names[part] |= 1 << FLAGS.index(flag)
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
    return Lists(dict(names), common, groups())


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


class Row(NamedTuple):
    """A text read for training."""

    marked: Marked
    found: list[Token]
    places: list[int]
    features: list[list[int]]
    labels: list[int]  # 1 a name, 0 none, -1 not to be trained on


def rows(texts: Iterable[Marked], known: Lists) -> list[Row]:
    """Return the texts with the features of their candidates."""
    model = NameModel(known, array("b", bytes(SIZE)), 1.0, 0.0, {}, THRESHOLD, SMALL)
    single: dict[tuple[str, str], list[int]] = {}
    pair: dict[tuple[str, str], int] = {}
    out = []
    for marked in texts:
        found = tokens(marked.text, model.words.__getitem__)
        how = manner(found)
        places = candidates(found, how)
        features, labels = [], []
        for place in places:
            own = own_key(found, place, how)
            others, both = other_keys(found, place, own)
            ids: list[int] = []
            for key in (own, *others):
                if key not in single:
                    if key[0]:
                        single[key] = [bucket(f) for f in expand_single(model.words[key[0]], key[1])]
                    else:
                        single[key] = [bucket(key[1] + "|w="), bucket(key[1][0] + "|w=")]
                ids += single[key]
            for key in both:
                if key not in pair:
                    pair[key] = bucket(expand_pair(*key))
                ids.append(pair[key])
            features.append(ids)
            labels.append(_label(marked, found[place]))
        out.append(Row(marked, found, places, features, labels))
    return out


def _label(marked: Marked, token: Token) -> int:
    if not token.word.low.startswith("jumal") and any(
        start < token.end and token.start < end for start, end in marked.names
    ):
        return 1
    if token.word.low.startswith("jumal"):  # a person in the named-entity data, not here
        return -1
    return -1 if any(start < token.end and token.start < end for start, end in marked.other) else 0


def _matrix(some: Sequence[Row]) -> csr_matrix:
    lengths = [len(ids) for row in some for ids in row.features]
    flat = np.fromiter((i for row in some for ids in row.features for i in ids), np.int32)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    return csr_matrix((np.ones(len(flat), np.float32), flat, ends), (len(lengths), SIZE))


def _fit_first(some: Sequence[Row]) -> tuple[np.ndarray, float]:
    labels = np.array([label for row in some for label in row.labels])
    weights = np.array([WEIGHTS[row.marked.source] for row in some for _ in row.labels])
    used = labels >= 0
    fitted = LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3)
    fitted.fit(_matrix(some)[used], labels[used], sample_weight=weights[used])
    return fitted.coef_[0], float(fitted.intercept_[0])


def _first_scores(some: Sequence[Row], weights: np.ndarray, bias: float) -> list[list[float]]:
    flat = iter((_matrix(some) @ weights + bias).tolist())
    return [[next(flat) for _ in row.labels] for row in some]


def fit(some: Sequence[Row], known: Lists) -> NameModel:
    """Return the model: the first pass on all rows, the second on scores from rows that the first was not fitted on."""
    part = parts(some, INNER)
    held: list[tuple[Row, list[float]]] = []
    for number in range(INNER):
        inside = [row for row in some if part[row.marked.writer] == number]
        outside = [row for row in some if part[row.marked.writer] != number]
        held += zip(inside, _first_scores(inside, *_fit_first(outside)), strict=True)
    second = _fit_second(held)
    weights, bias = _fit_first(some)
    unit = float(np.abs(weights).max()) / 127
    return NameModel(
        known, array("b", np.rint(weights / unit).astype(np.int8).tobytes()), unit, bias, second, THRESHOLD, SMALL
    )


def _fit_second(held: Sequence[tuple[Row, list[float]]]) -> dict[str, float]:
    from sklearn.feature_extraction import DictVectorizer

    given, labels, weights = [], [], []
    for row, scores in held:
        at = dict(zip(row.places, scores, strict=True))
        found = second_features(row.found, at, row.places)
        for features, score, label in zip(found, scores, row.labels, strict=True):
            if label >= 0:
                given.append({**dict.fromkeys(features, 1.0), "score": score})
                labels.append(label)
                weights.append(WEIGHTS[row.marked.source])
    names = DictVectorizer()
    matrix = names.fit_transform(given)
    fitted = LogisticRegression(C=STRENGTH_2, max_iter=300)
    fitted.fit(matrix, labels, sample_weight=weights)
    found = dict(zip(names.get_feature_names_out(), fitted.coef_[0].tolist(), strict=True))
    return {"bias": float(fitted.intercept_[0]), **{k: round(v, 4) for k, v in found.items() if abs(v) > 0.005}}


def measure(some: Sequence[Row], known: Lists, folds: int = 4) -> None:
    """Print figures by cross-validation: whole writers of the synthetic texts, whole documents of the others."""
    part = parts(some, folds)
    figures = Figures()
    for fold in range(folds):
        model = fit([row for row in some if part[row.marked.writer] != fold], known)
        for row in some:
            if part[row.marked.writer] == fold and row.marked.source not in MADE:
                figures.add(row.marked, names_in(row.marked.text, model), model)
    report(figures)


def parts(some: Sequence[Row], folds: int) -> dict[str, int]:
    """Return the fold of each writer; files of one writer (w1a, w1b) are together."""
    writers = sorted({row.marked.writer for row in some})
    groups = sorted({_person(writer) for writer in writers})
    kinds = [sorted(g for g in groups if g[0] == first) for first in sorted({g[0] for g in groups})]
    number = {group: place % folds for kind in kinds for place, group in enumerate(kind)}
    return {writer: number[_person(writer)] for writer in writers}


def _person(writer: str) -> str:
    return writer[:-1] if writer[0] == "w" else writer


def texts(turku: Path, known: Lists, plain: int | None = None) -> list[Marked]:
    """Return everything that is trained on."""
    found = [marked for path in sorted((HERE / "marked").glob("*.txt")) for marked in read_marked(path)]
    found += read_turku(turku)
    others = list(read_plain(PLAIN))
    random.Random(3).shuffle(others)
    model = NameModel(known, array("b", bytes(SIZE)), 1.0, 0.0, {}, THRESHOLD, SMALL)
    stock = Stock.of(known.names)
    for seed in range(COPIES):
        found += list(exchanged([m for m in found if m.source not in MADE], model, stock, seed))
    people = list(peopled(others[:PEOPLED], model, stock, 11))
    return found + others[: plain or len(others)] + people


def main() -> None:
    """Train, or measure."""
    turku = Path(sys.argv[-1])
    known = lists()
    print(f"{len(known.names)} names and other words, {len(known.common)} common words", flush=True)
    if "--measure" in sys.argv:
        measure(rows(texts(turku, known, 8000), known), known)
        return
    fit(rows(texts(turku, known), known), known).save(HERE)


if __name__ == "__main__":
    main()
