"""Character n-grams of texts as sparse vectors and MinHash signatures, all in numpy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_BITS = 22
_LOOKED_AT = 20_000
_WORD = re.compile(r"[^\W_]+")
_U = np.uint64
_NO_MARKS: dict[int, None] = dict.fromkeys(range(768, 880))


def plain_words(text: str) -> str:
    """Return the words of a text in lower case, without punctuation, one space between them."""
    return " ".join(_WORD.findall(text.casefold()))


def without_marks(words: str) -> str:
    """Return words without diacritics (ä as a), at most their first 20,000 characters."""
    return unicodedata.normalize("NFD", words[:_LOOKED_AT]).translate(_NO_MARKS)


def ngram_counts(texts: Sequence[str], sizes: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count the n-grams inside the words of texts, with a space at both ends of each word.

    Returns
    -------
    text, feature, count : ndarray of shape (n_pairs,)
        Sorted by text and feature; a feature is the hash of an n-gram, the same in every run and process.
    """
    padded = [f" {text} " for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(padded), dtype=np.uint64), [len(text) for text in padded])
    space = codes == ord(" ")
    keys = []
    for size in sizes:
        length = len(codes) - size + 1
        if length <= 0:
            continue
        value = np.zeros(length, dtype=np.uint64)
        inside = owner[:length] == owner[size - 1 :]
        for offset in range(size):
            value = value * _U(0x100000001B3) + codes[offset : offset + length]
            if 0 < offset < size - 1:
                inside &= ~space[offset : offset + length]
        keys.append((owner[:length][inside] << _U(_BITS)) | (mix(value[inside]) >> _U(64 - _BITS)))
    merged = np.sort(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.uint64)
    pairs, first = np.unique(merged, return_index=True)
    counts = np.diff(np.append(first, len(merged)))
    return (pairs >> _U(_BITS)).astype(np.int64), (pairs & _U((1 << _BITS) - 1)).astype(np.int64), counts


def mix(value: np.ndarray) -> np.ndarray:
    """Scramble 64-bit integers (the finaliser of splitmix64)."""
    value = (value ^ (value >> _U(30))) * _U(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> _U(27))) * _U(0x94D049BB133111EB)
    return value ^ (value >> _U(31))


def ngram_vectors(texts: Sequence[str]) -> csr_matrix:
    """Return the unit vectors of the 3- to 5-grams of texts, with dampened counts.

    The weights of a text depend on that text alone, so the similarity of two texts is the same in any
    collection.
    """
    from scipy.sparse import csr_matrix

    owner, feature, count = ngram_counts(texts, (3, 4, 5))
    weight = 1.0 + np.log(count)
    norm = np.sqrt(np.bincount(owner, weights=weight**2, minlength=len(texts)))
    bounds = np.searchsorted(owner, np.arange(len(texts) + 1))
    return csr_matrix((weight / norm[owner], feature, bounds), shape=(len(texts), 1 << _BITS))


def rare_parts(vectors: csr_matrix, rest: float) -> tuple[csr_matrix, np.ndarray]:
    """Cut each vector to its rarest features, so that what is left out is no longer than ``rest``.

    Returns
    -------
    parts : csr_matrix
    left_out : ndarray of shape (n_texts,)
        Length of what was left out. For unit vectors x and y, ``part(x) @ y >= x @ y - left_out(x)``.
    """
    from scipy.sparse import csr_matrix

    owner = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    frequency = np.bincount(vectors.indices, minlength=vectors.shape[1])
    order = np.lexsort((vectors.indices, -frequency[vectors.indices], owner))  # common features first
    squares = vectors.data[order] ** 2
    before = np.concatenate([[0.0], np.cumsum(squares)])
    from_start = before[1:] - before[vectors.indptr[:-1]][owner]
    left = from_start <= rest**2 - 1e-9
    left_out = np.sqrt(np.bincount(owner[left], weights=squares[left], minlength=vectors.shape[0]))
    kept = np.sort(order[~left])
    bounds = np.searchsorted(owner[kept], np.arange(vectors.shape[0] + 1))
    parts: Any = csr_matrix((vectors.data[kept], vectors.indices[kept], bounds), shape=vectors.shape)
    return parts, left_out


def minhash_bands(texts: Sequence[str], bands: int, rows: int) -> np.ndarray:
    """Return MinHash signatures of the sets of 4-grams, hashed by bands: array of shape (bands, n_texts)."""
    owner, feature, _ = ngram_counts(texts, (4,))
    values = mix(feature.astype(np.uint64) + _U(0x9E3779B97F4A7C15))
    present = np.unique(owner)
    starts = np.searchsorted(owner, present)
    alone = mix(np.arange(len(texts), dtype=np.uint64) + _U(1 << 40))  # texts without n-grams meet nobody
    result = np.empty((bands, len(texts)), dtype=np.uint64)
    factors = mix(np.arange(1, bands * rows + 1, dtype=np.uint64) * _U(0x9E3779B97F4A7C15)) | _U(1)
    for band in range(bands):
        key = alone.copy()
        key[present] = 0
        for factor in factors[band * rows : (band + 1) * rows]:
            lowest = np.minimum.reduceat((values * factor) >> _U(20), starts)
            key[present] = mix(key[present] * _U(31) + lowest)
        result[band] = key
    return result
