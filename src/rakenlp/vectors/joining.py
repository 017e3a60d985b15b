"""Vectors of one's own beside those that ship: one space for both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from sklearn.preprocessing import normalize

from ._lemma_vectors import LemmaVectors

#: Texts in which one's own vector of a lemma weighs as much as the base's.
EVEN = 10
#: Fewest lemmas of both that tell how one space lies in the other.
_ANCHORS = 50


def joined(base: LemmaVectors, own: LemmaVectors, n_texts: int) -> LemmaVectors:
    """Turn vectors of one's own into the space of the base, and join the two.

    Lemmas of both tell how one space lies in the other (orthogonal Procrustes). The vector of a lemma of both is
    their weighted mean, the more one's own the more texts it is from; lemmas of one are taken as they are.

    Parameters
    ----------
    base, own : LemmaVectors
    n_texts : int
        Texts that the own ones are from.

    Returns
    -------
    LemmaVectors
        In the space of the base: of its dimensions and near its vectors.
    """
    both = sorted(set(base.vocabulary) & set(own.vocabulary))
    turned = own.vectors.astype(np.float64)
    if own.dimensions < base.dimensions:
        turned = np.hstack([turned, np.zeros((len(turned), base.dimensions - own.dimensions))])
    of_base = np.array([base.vocabulary[lemma] for lemma in both], dtype=np.intp)
    of_own = np.array([own.vocabulary[lemma] for lemma in both], dtype=np.intp)
    if len(both) >= _ANCHORS:
        turn, _ = orthogonal_procrustes(turned[of_own], base.rows(of_base).astype(np.float64))
        turned = turned @ turn
    names = sorted(set(base.vocabulary) | set(own.vocabulary))
    place = {lemma: row for row, lemma in enumerate(names)}
    vectors, shares = np.zeros((len(names), base.dimensions)), np.zeros(len(names))
    known = np.array([place[lemma] for lemma in base.vocabulary], dtype=np.intp)
    mine = np.array([place[lemma] for lemma in own.vocabulary], dtype=np.intp)
    vectors[known], shares[known] = base.vectors, base.shares
    trust = _trust(own.shares * n_texts)
    alone = np.ones(len(own.vocabulary), dtype=bool)
    alone[of_own] = False
    trust[alone] = 1.0
    vectors[mine] = (1 - trust)[:, None] * vectors[mine] + trust[:, None] * turned
    shares[mine] = own.shares
    return LemmaVectors(place, normalize(vectors).astype(np.float32), shares)


def _trust(texts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(texts / (texts + EVEN))
