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
_BLOCK = 256  # texts at a time: sorts stay in the cache of the processor
_U = np.uint64
_PRIME = _U(0x100000001B3)
#: Turns that a few empty bins take at once: a text seldom needs more.
_TURNS, _FEW = 8, 256
#: Bytes of a signature.
HASHES = 160
_MARKS = re.compile("[\u0300-\u036f]+")


def plain_words(text: str) -> str:
    """Return the words of a text in lower case, without punctuation, one space between them."""
    return " ".join(_WORD.findall(text.casefold()))


def without_marks(words: str) -> str:
    """Return words without diacritics (ä as a), at most their first 20,000 characters."""
    return words[:_LOOKED_AT] if words.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", words[:_LOOKED_AT]))


def ngram_counts(texts: Sequence[str], sizes: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count the n-grams inside the words of texts, with a space at both ends of each word.

    Returns
    -------
    text, feature, count : ndarray of shape (n_pairs,)
        Sorted by text and feature; a feature is the hash of an n-gram, the same in every run and process.
    """
    keys = [
        (owner << _U(_BITS)) | (mix(value) >> _U(64 - _BITS))
        for owner, value in (_ngrams(texts, size) for size in sizes)
    ]
    merged = np.sort(np.concatenate(keys)) if keys else np.zeros(0, dtype=np.uint64)
    first = np.flatnonzero(begins(merged))
    pairs = merged[first]
    counts = np.diff(np.append(first, len(merged)))
    return (pairs >> _U(_BITS)).astype(np.int64), (pairs & _U((1 << _BITS) - 1)).astype(np.int64), counts


def ngram_set(words: str) -> np.ndarray:
    """Return the features of the 3- to 5-grams of one text, rising: those of :func:`ngram_counts`, sooner."""
    codes = np.frombuffer(f" {words} ".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    solid = codes != ord(" ")
    value, inside, found = codes, np.ones(len(codes), dtype=bool), []
    for size in range(2, 6):
        length = len(codes) - size + 1
        if length <= 0:
            break
        value = value[:length] * _PRIME + codes[size - 1 :]
        if size > 2:
            inside = inside[:length] & solid[size - 2 : size - 2 + length]
            found.append(value[inside])
        else:
            inside = inside[:length]
    merged = mix(np.concatenate(found)) >> _U(64 - _BITS) if found else np.zeros(0, dtype=np.uint64)
    merged.sort()
    return merged[begins(merged)].astype(np.int64)


def _ngrams(texts: Sequence[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the text and a number of each n-gram of a size inside the words of texts, in order."""
    padded = [f" {text} " for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(padded), dtype=np.uint64), [len(text) for text in padded])
    space = codes == ord(" ")
    length = len(codes) - size + 1
    if length <= 0:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint64)
    value = np.zeros(length, dtype=np.uint64)
    inside = owner[:length] == owner[size - 1 :]
    for offset in range(size):
        value = value * _PRIME + codes[offset : offset + length]
        if 0 < offset < size - 1:
            inside &= ~space[offset : offset + length]
    return owner[:length][inside], value[inside]


def begins(ordered: np.ndarray) -> np.ndarray:
    """Tell where a new value begins in an array of rising ones."""
    new = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


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

    parts = [_block_of_vectors(texts[at : at + _BLOCK]) for at in range(0, len(texts), _BLOCK)]
    if len(parts) == 1:
        data, feature, ends = parts[0]
    else:
        data = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0)
        feature = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
        ends = np.cumsum(np.concatenate([np.diff(part[2]) for part in parts])) if parts else np.zeros(0, dtype=np.int64)
        ends = np.concatenate([[0], ends])
    return csr_matrix((data, feature, ends), shape=(len(texts), 1 << _BITS))


def _block_of_vectors(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    owner, feature, count = ngram_counts(texts, (3, 4, 5))
    weight = 1.0 + np.log(count)
    norm = np.sqrt(np.bincount(owner, weights=weight**2, minlength=len(texts)))
    return weight / norm[owner], feature, np.searchsorted(owner, np.arange(len(texts) + 1))


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


def signatures(texts: Sequence[str]) -> np.ndarray:
    """Return MinHash signatures of the sets of 4-grams, in one byte each: array of uint8 of shape (n_texts, HASHES).

    Of one permutation, the least hash in each of its bins (Li, Owen & Zhang 2012); an empty bin takes that of a full
    one, found by trying bins in an order of its own (Shrivastava 2017). Texts without n-grams are alone: zeros.
    """
    found = np.zeros((len(texts), HASHES), dtype=np.uint8)
    for start in range(0, len(texts), _BLOCK):
        owner, value = _ngrams(texts[start : start + _BLOCK], 4)
        if len(owner):
            _fill_signatures(found[start : start + _BLOCK], owner, value)
    return found


def _fill_signatures(found: np.ndarray, owner: np.ndarray, value: np.ndarray) -> None:
    hashed = mix(value + _U(0x9E3779B97F4A7C15))
    bins = owner * _U(HASHES) + ((hashed >> _U(32)) * _U(HASHES) >> _U(32))
    ordered = np.sort((bins << _U(32)) | (hashed & _U(0xFFFFFFFF)))  # the least of each bin comes first
    places = ordered >> _U(32)
    first = begins(places)
    least = np.zeros(found.size, dtype=np.uint64)
    least[places[first].astype(np.int64)] = (ordered[first] & _U(0xFFFFFFFF)) + _U(1)
    lowest = least.reshape(found.shape)
    rows = np.flatnonzero(lowest.any(axis=1))
    found[rows] = (mix(densified(lowest[rows], _TRIED)) >> _U(56)).astype(np.uint8)


def densified(lowest: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Let each empty bin (zero) take the value of a full one of its text, of bins tried in an order of its own.

    Parameters
    ----------
    lowest : ndarray of uint64 of shape (n_texts, n_bins)
        Each text has one full bin at least.
    order : ndarray of int of shape (n_tries, n_bins)
        Which bin each bin tries at each turn.
    """
    found = lowest.copy()
    row, own = np.nonzero(lowest == 0)
    turn = 0
    while len(row) and turn < len(order):
        tried = order[turn : turn + (_TURNS if len(row) <= _FEW else 1)]
        turn += len(tried)
        values = lowest[row, tried[:, own]]
        value = values[(values > 0).argmax(axis=0), np.arange(len(row))]  # of the first turn that met a full bin
        full = value > 0
        found[row[full], own[full]] = value[full] + _U(1 << 33)
        row, own = row[~full], own[~full]
    return found


#: Bins that an empty one tries, in an order of its own; in the end each tries all.
_TRIED = np.vstack(
    [(mix(np.arange(HASHES, dtype=np.uint64) + _U(turn << 32)) % _U(HASHES)).astype(np.int64) for turn in range(1, 33)]
    + [(np.arange(HASHES) + step) % HASHES for step in range(1, HASHES)]
)
