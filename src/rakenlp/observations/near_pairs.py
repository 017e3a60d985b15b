"""Pairs of texts that may be near-duplicates: all of them for a few thousand, those that signatures tell for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .ngrams import HASHES, begins, ngram_vectors, rare_parts, signatures

#: Texts of some positions, as they are compared.
TextsAt = Callable[[Sequence[int]], list[str]]
#: Texts first, texts second and how similar they are (the cosine of their character n-grams).
Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]

_ROWS = 4  # bytes of a band: texts that share one are compared
_BUCKET_HEADS, _BUCKET_NEIGHBOURS = 6, 2
_SLACK = 0.2  # signatures tell how much two sets have in common with a standard error of 0.04
_BLOCK = 500
_READ = 4_096  # texts whose signatures are made at a time
_COMPARED = 10_000  # texts that are compared with earlier ones at a time


def exact_pairs(
    texts_at: TextsAt, size: int, threshold: float, rivals_before: Callable[[int, int], list[int]]
) -> Iterator[Pairs]:
    """Pairs (earlier, later) that may reach the threshold, block by block; none that does is left out.

    A unit vector whose common features are cut to a length of 0.7 × threshold keeps at least
    0.3 × threshold of any cosine that reaches the threshold, and rare features are cheap to compare.

    Parameters
    ----------
    texts_at : callable
    size : int
        Number of texts.
    threshold : float
    rivals_before : callable
        Called with the bounds of a block when its turn comes; tells which texts before it are compared with it.
    """
    vectors = ngram_vectors(texts_at(range(size)))
    parts, left_out = rare_parts(vectors, 0.7 * threshold)
    for begin in range(0, size, _BLOCK):
        end = min(begin + _BLOCK, size)
        rivals = np.array([*rivals_before(begin, end), *range(begin, end)])
        products = (parts[begin:end] @ vectors[rivals].T).tocoo()
        second = products.row + begin
        first = rivals[products.col]
        near = (products.data >= threshold - left_out[second] - 1e-9) & (first < second)
        yield first[near], second[near], cosines(vectors, first[near], vectors, second[near])


def hashed_pairs(texts_at: TextsAt, size: int, needed: np.ndarray) -> Iterator[Pairs]:
    """Pairs (earlier, later) that share a band of their signatures, and much of the rest of these.

    Cost and memory are linear in the number of texts: a text meets at most eight others in each band, of which only
    those are compared that have as much in common as near-duplicates must.

    Parameters
    ----------
    texts_at : callable
    size : int
        Number of texts.
    needed : ndarray of shape (size,)
        Least cosine that a near-duplicate of each must have.
    """
    signed = np.empty((size, HASHES), dtype=np.uint8)
    for start in range(0, size, _READ):
        signed[start : start + _READ] = signatures(texts_at(range(start, min(start + _READ, size))))
    pairs = _alike(signed, np.ceil((needed / (2 - needed) - _SLACK) * HASHES).astype(np.uint8))
    del signed
    second, first = pairs // size, pairs % size
    for begin in range(0, size, _COMPARED):
        inside = slice(*np.searchsorted(second, [begin, begin + _COMPARED]))
        if inside.start == inside.stop:
            continue
        used, place = np.unique(np.concatenate([first[inside], second[inside]]), return_inverse=True)
        vectors = ngram_vectors(texts_at(used.tolist()))
        half = len(place) // 2
        yield first[inside], second[inside], cosines(vectors, place[:half], vectors, place[half:])


def _alike(signed: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Return the pairs of texts with as many equal bytes as both ask for, as rising numbers.

    The number of a pair is that of the later text × size + that of the earlier one.
    """
    size = len(signed)
    bands = signed.view(np.uint32)
    has_ngrams = np.asarray(signed.any(axis=1))
    found = np.zeros(0, dtype=np.int64)
    for band in range(bands.shape[1]):
        keys = bands[:, band]
        order = np.argsort(keys, kind="stable")
        order = order[has_ngrams[order]]
        ordered = keys[order]
        new = begins(ordered)
        start = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        place = np.arange(len(order)) - start
        parts = []
        for head in range(_BUCKET_HEADS):
            later = np.flatnonzero(place > head)
            parts.append(order[later] * size + order[start[later] + head])
        for step in range(1, _BUCKET_NEIGHBOURS + 1):
            later = np.flatnonzero(place >= _BUCKET_HEADS + step)
            parts.append(order[later] * size + order[later - step])
        met = np.unique(np.concatenate(parts))
        met = met[~_among(met, found)]
        if len(met):
            found = np.sort(np.concatenate([found, met[_share_much(signed, least, met)]]))
    return found


def _among(values: np.ndarray, rising: np.ndarray) -> np.ndarray:
    at = np.searchsorted(rising, values)
    there = at < len(rising)
    there[there] = rising[at[there]] == values[there]
    return there


def _share_much(signed: np.ndarray, least: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    size, step = len(signed), 65_536
    found = np.empty(len(pairs), dtype=bool)
    for at in range(0, len(pairs), step):
        later, earlier = np.divmod(pairs[at : at + step], size)
        equal = np.count_nonzero(signed[later] == signed[earlier], axis=1)
        found[at : at + step] = equal >= np.maximum(least[later], least[earlier])
    return found


def cosines(vectors: object, first: np.ndarray, others: object, second: np.ndarray) -> np.ndarray:
    """Return the cosines of some rows of a sparse matrix of unit vectors with rows of another one."""
    parts = [
        np.asarray(vectors[first[at : at + 4096]].multiply(others[second[at : at + 4096]]).sum(axis=1)).ravel()  # type: ignore[index]
        for at in range(0, len(first), 4096)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)
