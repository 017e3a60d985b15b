"""Features of the training texts, and the two passes fitted on them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from inflecting import CASES, inflect
from reading import Marked
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from rakenlp.privacy import _name_words
from rakenlp.privacy._name_features import unmet_features
from rakenlp.privacy._name_kinds import FLAGS
from rakenlp.privacy._name_model import KINDS, SIZE, NameModel, bucket
from rakenlp.privacy._name_rows import COLUMNS, HOPELESS, Said, rows_of
from rakenlp.privacy._name_runs import marks
from rakenlp.privacy._name_text import (
    Manner,
    Token,
    candidates,
    expand_pair,
    expand_single,
    manner,
    other_keys,
    own_key,
    tokens,
)
from rakenlp.privacy._name_trees import Trees
from rakenlp.privacy._name_words import Lists, NameWord, read_name_word

WEIGHTS = {"synthetic": 3.0, "turku": 1.0, "plain": 1.0, "exchanged": 1.0, "peopled": 0.5, "unmet": 0.7}
DOCUMENTS = 2.0  # weight of whole documents in the second pass; the first knows them in pieces
LISTED = 0.1  # weight of a listed word
STRENGTH = 0.3  # inverse of the regularisation
INNER = 3  # parts by which the first pass is made for the second
TREES = {"max_iter": 120, "max_leaf_nodes": 12, "learning_rate": 0.08, "l2_regularization": 1.0, "max_features": 0.3}
THRESHOLDS = {"middle": 0.26, "start": 0.36, "small": 0.45, "small_rare": 0.55, "small_unmet": 0.65, "beside": 0.05}
UNMET = 0.35  # share of the words that are read as if no list and no dictionary had them
_TWIN = "\x01"


class Row(NamedTuple):
    """A text read for training."""

    marked: Marked
    found: list[Token]
    how: Manner
    places: list[int]
    marks: dict[int, str]
    own: list[np.ndarray]  # buckets of the word itself
    around: list[np.ndarray]  # and of what stands around it
    labels: list[int]  # 1 a name, 0 none, -1 not to be trained on
    kinds: list[str]  # of the thing, "" for none, "?" if things are not marked


def untrained(known: Lists) -> NameModel:
    """Return a model that only reads words."""
    trees = Trees((), (), (), (), (), (), 0.0)
    return NameModel(known, np.zeros((KINDS, SIZE), np.int8), (1.0,) * KINDS, (0.0,) * KINDS, trees, THRESHOLDS)


def rows(texts: Iterable[Marked], known: Lists) -> list[Row]:
    """Return the texts with the features of their candidates."""
    words = untrained(known).words
    twins: dict[str, NameWord] = {}
    single: dict[tuple[str, str], np.ndarray] = {}
    pair: dict[tuple[str, str], int] = {}
    rng = random.Random(5)

    def word_of(piece: str) -> NameWord:
        return twins[piece] if piece[-1:] == _TWIN else words[piece]

    def buckets(key: tuple[str, str]) -> np.ndarray:
        if key not in single:
            names = expand_single(word_of(key[0]), key[1]) if key[0] else (key[1] + "|w=", key[1][0] + "|w=")
            single[key] = np.fromiter(map(bucket, names), np.int32)
        return single[key]

    out = []
    for marked in texts:
        found = tokens(marked.text, words.__getitem__)
        if marked.source == "unmet":
            found = _unmet(found, twins, known, rng)
        how = manner(found)
        places = candidates(found, how)
        at = marks(found, known.runs)
        mine, around = [], []
        for place in places:
            own = own_key(found, place, how, at.get(place, ""))
            others, both = other_keys(found, place, own)
            twin = found[place].piece[-1:] == _TWIN
            mine.append(np.append(buckets(own), bucket("twin")) if twin else buckets(own))
            for key in both:
                if key not in pair:
                    pair[key] = bucket(expand_pair(*key))
            around.append(np.concatenate([*map(buckets, others), np.array([pair[key] for key in both], np.int32)]))
        labels = [_label(marked, found[place]) for place in places]
        kinds = [_thing(marked, found[place]) for place in places]
        out.append(Row(marked, found, how, places, at, mine, around, labels, kinds))
    return out


def _unmet(found: list[Token], twins: dict[str, NameWord], known: Lists, rng: random.Random) -> list[Token]:
    """Return the words of a text, some with a capital as if neither lists nor Voikko knew them."""
    chosen: dict[str, bool] = {}
    out = []
    for token in found:
        word = token.word
        known_name = word.shape in ("Aa", "aA") and bool(set("GgFfhePO+-") & set(word.kind))
        if known_name and chosen.setdefault(word.bases[0] if word.bases else word.low, rng.random() < UNMET):
            piece = token.piece + _TWIN
            if piece not in twins:
                twins[piece] = _unknown(token.piece, known)
            token = token._replace(piece=piece, word=twins[piece])
        out.append(token)
    return out


def _unknown(piece: str, known: Lists) -> NameWord:
    real: Callable[..., object] = _name_words._analyses
    _name_words._analyses = lambda *_: ()
    try:
        return read_name_word(piece, Lists({}, {}, known.groups))
    finally:
        _name_words._analyses = real


def _label(marked: Marked, token: Token) -> int:
    if token.word.low.startswith("jumal"):  # a person in the named-entity data, not here
        return -1
    if _inside(marked.names, token):
        return 1
    return -1 if _inside(marked.other, token) else 0


def _inside(spans: Iterable[tuple[int, int]], token: Token) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _thing(marked: Marked, token: Token) -> str:
    if marked.things is None:
        return "?"
    return next((kind for start, end, kind in marked.things if start < token.end and token.start < end), "")


def listed_words(known: Lists) -> list[tuple[str, str]]:
    """Return words of the lists in some case form, each with what it is: PER, LOC, ORG or nothing."""
    rng = random.Random(9)
    bit = {flag: 1 << place for place, flag in enumerate(FLAGS)}
    people = sum(bit[flag] for flag in (*FLAGS[:12], "known_person"))
    out = []
    for name, bits in sorted(known.names.items()):
        kind = "PER" if bits & people else "LOC" if bits & bit["place"] else ""
        if (kind or bits & bit["seen_other"]) and not bits & bit["foreign_word"] and name.isalpha():
            out.append((inflect(name, rng.choice(CASES), not bits & (bit["family"] | bit["far_family"])), kind))
    out += [
        (first, "LOC" if some[0][1] == "p" else "ORG") for first, some in sorted(known.runs.items()) if first.isalpha()
    ]
    out += [(word, "") for word in sorted(known.common)]
    return [(word, kind) for word, kind in out if len(word) > 2]


def _matrix(ids: Sequence[np.ndarray]) -> csr_matrix:
    flat = np.concatenate(ids) if ids else np.zeros(0, np.int32)
    ends = np.concatenate([[0], np.cumsum([len(some) for some in ids])])
    return csr_matrix((np.ones(len(flat), np.float32), flat, ends), (len(ids), SIZE))


@cache
def _features_of(word: str) -> np.ndarray:
    return np.array([bucket("c|" + feature) for feature in unmet_features(word)] + [bucket("listed")], np.int32)


def _listed(known: Lists) -> list[tuple[np.ndarray, str]]:
    """Return features of the letters of listed words: what unknown words are judged by."""
    return [(_features_of(word), kind) for word, kind in listed_words(known)]


def fit_first(some: Sequence[Row], known: Lists) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the first pass and its biases: persons by all texts, things where they are marked."""
    lone = _listed(known)
    some = [row for row in some if row.marked.source != "document"]
    ids = [np.concatenate(pair) for row in some for pair in zip(row.own, row.around, strict=True)]
    matrix = _matrix([*ids, *(ids for ids, _ in lone)])
    used = np.unique(matrix.indices)
    matrix = matrix[:, used]
    labels = np.array([label for row in some for label in row.labels] + [int(kind == "PER") for _, kind in lone])
    kinds = np.array([kind for row in some for kind in row.kinds] + [kind for _, kind in lone])
    shares = np.array([WEIGHTS[row.marked.source] for row in some for _ in row.labels] + [LISTED] * len(lone))
    weights, bias = np.zeros((KINDS, SIZE)), np.zeros(KINDS)
    told = kinds != "?"
    for number, (wanted, rows_) in enumerate([
        (labels == 1, labels >= 0), (kinds == "LOC", told), (np.isin(kinds, ("ORG", "PRO", "EVENT")), told),
    ]):  # fmt: skip
        fitted = LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3)
        fitted.fit(matrix[rows_], wanted[rows_], sample_weight=shares[rows_])
        weights[number, used], bias[number] = fitted.coef_[0], fitted.intercept_[0]
    return weights, bias


def first_scores(some: Sequence[Row], weights: np.ndarray, bias: np.ndarray) -> list[list[Said]]:
    """Return what the first pass says, as :func:`rakenlp.privacy._name_passes.first_pass` does."""
    alone = _matrix([ids for row in some for ids in row.own]) @ weights.T + bias
    whole = alone + _matrix([ids for row in some for ids in row.around]) @ weights.T
    said = np.where(alone[:, :1] > HOPELESS, whole, alone)
    flat = iter(map(tuple, said.tolist()))
    return [[next(flat) for _ in row.places] for row in some]


def second_table(some: Sequence[Row], scores: Sequence[Sequence[Said]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows, labels and weights for the second pass."""
    table, labels, shares = [], [], []
    for row, said in zip(some, scores, strict=True):
        if row.marked.source == "unmet":
            continue
        at = dict(zip(row.places, said, strict=True))
        label = dict(zip(row.places, row.labels, strict=True))
        wanted = [place for place in row.places if at[place][0] > HOPELESS]
        table += rows_of(row.found, at, wanted, row.how, row.marks)
        labels += [label[place] for place in wanted]
        shares += [WEIGHTS.get(row.marked.source, DOCUMENTS)] * len(wanted)
    return np.array(table).reshape(-1, COLUMNS), np.array(labels), np.array(shares)


def fit_second(table: np.ndarray, labels: np.ndarray, shares: np.ndarray) -> Trees:
    """Return the trees of the second pass."""
    used = labels >= 0
    fitted = HistGradientBoostingClassifier(**TREES, early_stopping=False, random_state=1)
    fitted.fit(table[used], labels[used], sample_weight=shares[used])
    feature, cut, left, right, value, roots = [], [], [], [], [], []
    for (tree,) in fitted._predictors:
        first = len(feature)
        roots.append(first)
        for node in tree.nodes:
            leaf = bool(node["is_leaf"])
            feature.append(-1 if leaf else int(node["feature_idx"]))
            cut.append(0.0 if leaf else float(np.float32(node["num_threshold"])))
            left.append(0 if leaf else first + int(node["left"]))
            right.append(0 if leaf else first + int(node["right"]))
            value.append(float(np.float32(node["value"])) if leaf else 0.0)
    return Trees(feature, cut, left, right, value, roots, float(np.ravel(fitted._baseline_prediction)[0]))


def fit(some: Sequence[Row], known: Lists) -> NameModel:
    """Return the model: the first pass on all rows, the second on scores from rows that the first was not fitted on."""
    part = parts(some, INNER)
    inside, scores = [], []
    for number in range(INNER):
        held = [row for row in some if part[row.marked.writer] == number]
        inside += held
        scores += first_scores(held, *fit_first([row for row in some if part[row.marked.writer] != number], known))
    second = fit_second(*second_table(inside, scores))
    return joined(known, *fit_first(some, known), second)


def joined(known: Lists, weights: np.ndarray, bias: np.ndarray, second: Trees) -> NameModel:
    """Return the model with its weights in 8 bits."""
    unit = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    rounded = np.rint(weights / unit[:, None]).astype(np.int8)
    return NameModel(known, rounded, unit.tolist(), bias.tolist(), second, THRESHOLDS)


def parts(some: Sequence[Row], folds: int) -> dict[str, int]:
    """Return the fold of each writer; files of one writer (w1a, w1b) are together."""
    writers = sorted({row.marked.writer for row in some})
    groups = sorted({_person(writer) for writer in writers})
    kinds = [sorted(g for g in groups if g[0] == first) for first in sorted({g[0] for g in groups})]
    number = {group: place % folds for kind in kinds for place, group in enumerate(kind)}
    return {writer: number[_person(writer)] for writer in writers}


def _person(writer: str) -> str:
    return writer[:-1] if writer[0] == "w" else writer
