"""Nearest stored vectors by cosine, in whole numbers: the same answer on every thread, batch and machine.

Vectors are kept in 8 bits. A product of two of them is a sum of whole numbers far below 2²⁴, which single
precision holds exactly, so its order does not matter. Above ``EXACT_UP_TO`` vectors they lie in lists by their
nearest centre (an inverted file; Sivic & Zisserman 2003), and only the lists nearest to the query are looked at.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Up to this many vectors all are compared.
EXACT_UP_TO = 6_000
_IN_LIST = 128
_LOOKED_AT = 6_144
_FEWEST_LISTS = 16
_AT_ONCE = 512  # vectors made floats at a time, so that these stay in the processor's cache
_GROUP = 64
_TRAINED_ON = 20_000
_ROUNDS = 4
_BLOCK = 8_192

Bytes = NDArray[np.int8]


def quantised(vector: NDArray[np.float64]) -> Bytes:
    """Return a vector in 8 bits, its largest number as 127; zeros stay zeros."""
    largest = float(np.abs(vector).max(initial=0.0))
    if not largest > 0.0:
        return np.zeros(len(vector), dtype=np.int8)
    return np.rint(vector * (127.0 / largest)).astype(np.int8)


def lengths(vectors: Bytes) -> NDArray[np.float64]:
    """Return the length of each vector, of shape (n_vectors,)."""
    found = np.empty(len(vectors))
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK].astype(np.int64)
        found[start : start + _BLOCK] = np.sqrt((block * block).sum(axis=1))
    return found


class Neighbours:
    """An index of 8-bit vectors.

    Parameters
    ----------
    vectors : ndarray of int8 of shape (n_vectors, n_dimensions)
        In the order of the lists.
    order : ndarray of int32 of shape (n_vectors,)
        Row of each of them as it was given to :meth:`build`.
    starts : ndarray of int64 of shape (n_lists + 1,)
    centres : ndarray of int8 of shape (n_lists, n_dimensions)
    """

    def __init__(self, vectors: Bytes, order: NDArray[np.int32], starts: NDArray[np.int64], centres: Bytes) -> None:
        self._vectors, self._order, self._starts = vectors, order, starts
        self._lengths = np.maximum(lengths(vectors), 1.0)
        self._centres = centres
        self._centre_floats = centres.astype(np.float32)
        self._centre_lengths = np.maximum(lengths(centres), 1.0)
        self._sizes = np.diff(starts)
        self._floats = vectors.astype(np.float32) if not len(centres) else None

    @classmethod
    def build(cls, vectors: Bytes) -> Neighbours:
        """Index vectors; the same ones in the same order always give the same index."""
        count = len(vectors)
        if count <= EXACT_UP_TO:
            return cls(vectors, np.arange(count, dtype=np.int32), np.array([0, count]), vectors[:0])
        centres = clustered(vectors, count // _IN_LIST)
        labels = _nearest(vectors, centres)
        order = np.argsort(labels, kind="stable").astype(np.int32)
        starts = np.searchsorted(labels[order], np.arange(len(centres) + 1)).astype(np.int64)
        return cls(np.ascontiguousarray(vectors[order]), order, starts, centres)

    def search(self, query: Bytes, count: int) -> list[tuple[int, float]]:
        """Return the rows of the nearest vectors and their cosines, nearest first, of equal ones the first row."""
        floats = query.astype(np.float32)
        own = math.sqrt(float(floats @ floats))
        if not own or not len(self._vectors):
            return []
        if self._floats is not None:
            products, norms, order = self._floats @ floats, self._lengths, self._order
        else:
            places = self._in_nearest_lists(floats)
            products, norms, order = self._products(places, floats), self._lengths[places], self._order[places]
        cosines = products / (norms * own)
        chosen = _largest(cosines, count)
        rows, cosines = order[chosen], cosines[chosen]
        ranked = np.lexsort((rows, -cosines))[:count]
        return [(int(rows[i]), float(cosines[i])) for i in ranked if cosines[i] > 0]

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that the constructor takes."""
        return {"vectors": self._vectors, "order": self._order, "starts": self._starts, "centres": self._centres}

    def __len__(self) -> int:
        return len(self._vectors)

    def _in_nearest_lists(self, query: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the places of the vectors in the nearest lists, ``_LOOKED_AT`` of them at least, rising."""
        nearness = (self._centre_floats @ query) / self._centre_lengths
        ranked = np.argsort(-nearness, kind="stable")
        enough = int(np.searchsorted(np.cumsum(self._sizes[ranked]), _LOOKED_AT)) + 1
        lists = np.sort(ranked[: max(enough, _FEWEST_LISTS)])
        sizes = self._sizes[lists]
        places = (self._starts[lists] - (sizes.cumsum() - sizes)).repeat(sizes)
        return np.asarray(places + np.arange(len(places)))

    def _products(self, places: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the products of some vectors with a query."""
        found = np.empty(len(places), dtype=np.float32)
        for start in range(0, len(places), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            np.dot(self._vectors.take(places[some], axis=0).astype(np.float32), query, out=found[some])
        return found


def _largest(values: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return where the largest values are, so many at least with all that equal the least of them."""
    if len(values) < count * _GROUP:
        return np.arange(len(values))
    tops = np.maximum.reduceat(values, np.arange(0, len(values), _GROUP))  # so many values are no less than theirs
    return np.flatnonzero(values >= np.partition(tops, len(tops) - count)[len(tops) - count])


def clustered(vectors: Bytes, count: int) -> Bytes:
    """Return ``count`` centres of vectors by k-means on the sphere, started from evenly spaced ones; all exact."""
    sample = vectors[np.linspace(0, len(vectors) - 1, min(len(vectors), _TRAINED_ON)).astype(np.intp)]
    centres = sample[np.linspace(0, len(sample) - 1, min(count, len(sample))).astype(np.intp)]
    for _ in range(_ROUNDS):
        labels = _nearest(sample, centres)
        order = np.argsort(labels, kind="stable")
        present, first = np.unique(labels[order], return_index=True)
        sums = np.add.reduceat(sample[order].astype(np.int64), first, axis=0)
        centres = centres.copy()
        centres[present] = np.array([quantised(row.astype(np.float64)) for row in sums])
    return centres


def _nearest(vectors: Bytes, centres: Bytes) -> NDArray[np.int64]:
    floats = centres.astype(np.float32).T
    norms = np.maximum(lengths(centres), 1.0)
    found = np.empty(len(vectors), dtype=np.int64)
    for start in range(0, len(vectors), _BLOCK):
        products = vectors[start : start + _BLOCK].astype(np.float32) @ floats
        found[start : start + _BLOCK] = (products.astype(np.float64) / norms).argmax(axis=1)
    return found
