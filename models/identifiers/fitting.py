"""Chunks of the training texts with their features, and the scorer fitted on them."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from rakenlp.privacy import Span
from rakenlp.privacy._chunk_features import Term, candidates, expand, terms
from rakenlp.privacy._chunk_model import KINDS, SIZE, ChunkModel, bucket
from rakenlp.privacy._chunks import chunks
from rakenlp.privacy.identifiers import may_identify, ruled

sys.path.append(str(Path(__file__).resolve().parents[1] / "names"))
from reading import KINDS as KIND_OF  # noqa: E402 - lies in the folder of the marked texts
from reading import without_marks  # noqa: E402

STRENGTH = 0.03  # inverse of the regularisation
STEPS = 60
LEAST = 2  # chunks that a feature must be of
#: Weights of chunks: of an identifier that the rules are sure of, of one that they are not sure of or leave, of
#: texts without personal data.
EASY, HARD, PLAIN = 0.5, 3.0, 0.5
SURE = 0.7  # score of a rule from which its identifier is an easy one
THRESHOLDS = {"begin": 0.3, "formed": 0.6, "join": 0.1}
Gold = tuple[tuple[str, int, int], ...]


class Marked(NamedTuple):
    """A text and what is marked in it; ``writer`` is "plain" where nothing is to be found."""

    text: str
    gold: Gold
    writer: str


class Rows(NamedTuple):
    """Chunks as numbers."""

    matrix: csr_matrix
    labels: np.ndarray
    weights: np.ndarray
    writers: np.ndarray


def read_marked(path: Path) -> Iterator[Marked]:
    """Yield the texts of a writer's file, one a line: ``{kind:words}`` around what is to be masked."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield unmarked(line.strip(), path.stem.rstrip("abc"))


def unmarked(line: str, writer: str) -> Marked:
    """Take the marks out of a line."""
    text, marks = without_marks(line)
    return Marked(text, tuple((KIND_OF[mark], start, end) for mark, start, end in marks), writer)


@cache
def _buckets(term: Term) -> np.ndarray:
    return np.array([bucket(feature) for feature in expand(term)], np.int32)


def rows(texts: Iterable[Marked]) -> Rows:
    """Return the candidates of texts. What the rules take is trained on too, as if they had left it.

    Names of persons are left out: they are found by another model. So is, in texts without personal data, what a rule
    takes, right or wrong.
    """
    found, labels, weights, writers = [], [], [], []
    for marked in texts:
        if not may_identify(marked.text):
            continue
        spans = ruled(marked.text)
        pieces = chunks(marked.text)
        for at in candidates(pieces, [False] * len(pieces)):
            chunk = pieces[at]
            own = [span for span in spans if span.start < chunk.end and chunk.start < span.end]
            kind = next((kind for kind, a, b in marked.gold if a < chunk.end and chunk.start < b), "none")
            if kind == "name" or (marked.writer == "plain" and own):
                continue
            others = sorted({span.kind for span in spans if span not in own})
            found.append(np.concatenate([_buckets(term) for term in terms(pieces, at, others)]))
            labels.append(KINDS.index(kind))
            writers.append(marked.writer)
            weights.append(_weight(kind, own, marked.writer))
    ends = np.cumsum([0, *map(len, found)])
    matrix = csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(found), ends), shape=(len(found), SIZE))
    matrix.sum_duplicates()
    return Rows(matrix, np.array(labels), np.array(weights), np.array(writers))


def _weight(kind: str, own: Sequence[Span], writer: str) -> float:
    if writer == "plain":
        return PLAIN
    if kind == "none":
        return 1.0
    return EASY if max((span.score for span in own), default=0.0) >= SURE else HARD


def fit(some: Rows, keep: np.ndarray | None = None) -> ChunkModel:
    """Return a scorer fitted on the rows to keep, all when None."""
    keep = np.ones(len(some.labels), bool) if keep is None else keep
    matrix = some.matrix[keep]
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=SIZE) >= LEAST)
    regression = LogisticRegression(C=STRENGTH, max_iter=STEPS, tol=1e-3)
    regression.fit(matrix[:, columns], some.labels[keep], sample_weight=some.weights[keep])
    weights = np.zeros((SIZE, len(KINDS)))
    bias = np.full(len(KINDS), -20.0)  # of a kind that nothing is of
    weights[np.ix_(columns, regression.classes_)] = regression.coef_.T
    bias[regression.classes_] = regression.intercept_
    unit = np.maximum(np.abs(weights).max(axis=0) / 127, 1e-9)
    return ChunkModel(np.round(weights / unit).astype(np.int8), unit.tolist(), bias.tolist(), THRESHOLDS)


def shuffled(texts: Sequence[Marked], seed: int = 3) -> list[Marked]:
    """Return texts in another order."""
    out = list(texts)
    random.Random(seed).shuffle(out)
    return out
