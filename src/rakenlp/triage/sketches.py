"""Near-duplicates of one text among many, from sketches that hold no text.

A text leaves behind a MinHash signature (Broder 1997) of its character 3- to 5-grams: eight bits of the least hash in
each of 256 bins, of one permutation with densification (Li, Owen & Zhang 2012; Shrivastava 2017). Texts that share
one of 32 bands of four hashes are compared by their signatures, and the bar is that of
:func:`rakenlp.observations.find_near_duplicates`: a cosine of 0.8, more for short texts, identical words for the
shortest. The cosine is estimated, with a standard error of about 0.02 at the bar.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..observations.ngrams import begins, densified, mix, ngram_counts, ngram_set, plain_words, without_marks

_HASHES, _BANDS, _ROWS = 256, 32, 4
_OLDEST, _NEWEST = 16, 48  # members of a crowded bucket that are compared
_SHORTEST, _ORDINARY, _BAR = 20, 120, 0.8
_U = np.uint64
_BLOCK = 512
#: Bins that an empty one tries, in an order of its own; in the end each tries all.
_TRIED = np.vstack(
    [
        (mix(np.arange(_HASHES, dtype=np.uint64) + _U(turn << 32)) % _U(_HASHES)).astype(np.int64)
        for turn in range(1, 65)
    ]
    + [(np.arange(_HASHES) + step) % _HASHES for step in range(1, _HASHES)]
)
_MARKS = mix(np.arange(_BANDS, dtype=np.uint64) + _U(1 << 41))
#: The keys of bands in which the lower half of the bits is zero.
_HALF = np.uint32(16)
_HALVES = np.arange(1 << 16, dtype=np.uint32) << _HALF
#: Days within which texts that differ at all are the same submission.
MAX_DAYS = 60
NO_DAY = np.iinfo(np.int32).max


def identity(text: str) -> tuple[int, str]:
    """Return the hash of what makes two texts identical (words, or signs where there are none), and the words."""
    words = plain_words(text)
    key = words or " " + "".join(text.split())
    if key == " ":
        return 0, ""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1, without_marks(key.strip())


class Sketch:
    """What is compared of a set of texts.

    Attributes
    ----------
    signatures : ndarray of uint8 of shape (n_texts, 256)
    bands : ndarray of uint32 of shape (n_texts, 32)
    sizes : ndarray of int32 of shape (n_texts,)
        Number of different n-grams.
    lengths : ndarray of int32 of shape (n_texts,)
        Characters of the words.
    """

    def __init__(self, words: Sequence[str]) -> None:
        count = len(words)
        self.signatures = np.zeros((count, _HASHES), dtype=np.uint8)
        self.bands = np.zeros((count, _BANDS), dtype=np.uint32)
        self.sizes = np.zeros(count, dtype=np.int32)
        self.lengths = np.array([len(each) for each in words], dtype=np.int32)
        for start in range(0, count, _BLOCK):
            self._fill(start, words[start : start + _BLOCK])

    def _fill(self, start: int, words: Sequence[str]) -> None:
        if len(words) == 1:
            feature = ngram_set(words[0])
            present, first = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        else:
            owners, feature, _ = ngram_counts(words, (3, 4, 5))
            first = np.flatnonzero(begins(owners))
            present = owners[first]
        if not len(feature):
            return
        rows = present + start
        self.sizes[rows] = np.diff(np.append(first, len(feature)))
        hashed = mix(feature.astype(np.uint64) + _U(0x9E3779B97F4A7C15))
        bins = np.repeat(np.arange(len(present), dtype=np.int64), self.sizes[rows]) * _HASHES
        bins += (hashed >> _U(56)).astype(np.int64)
        lowest = np.full(len(present) * _HASHES, 1 << 32, dtype=np.uint64)  # more than any
        np.minimum.at(lowest, bins, hashed & _U(0xFFFFFFFF))
        lowest = np.where(lowest < _U(1 << 32), lowest + _U(1), _U(0))
        filled = densified(lowest.reshape(-1, _HASHES), _TRIED)
        self.signatures[rows] = (mix(filled) >> _U(56)).astype(np.uint8)
        banded = filled[:, : _BANDS * _ROWS].reshape(len(present), _BANDS, _ROWS)
        key = np.broadcast_to(_MARKS, (len(present), _BANDS))
        for row in range(_ROWS):
            key = mix(key * _U(31) + banded[:, :, row])
        self.bands[rows] = (key >> _U(32)).astype(np.uint32)


class Sketches:
    """Sketches of stored texts, ready for look-up; rows are in the order of their dates.

    Parameters
    ----------
    signatures, sizes, lengths : ndarray
        As of :class:`Sketch`.
    keys : ndarray of uint32
        Keys of all bands, rising.
    key_rows : ndarray of int32
        Whose they are.
    identities : ndarray of uint64
        Rising.
    identity_rows : ndarray of int32
        First row of each identity.
    """

    def __init__(
        self,
        signatures: NDArray[np.uint8],
        sizes: NDArray[np.int32],
        lengths: NDArray[np.int32],
        keys: NDArray[np.uint32],
        key_rows: NDArray[np.int32],
        identities: NDArray[np.uint64],
        identity_rows: NDArray[np.int32],
    ) -> None:
        self._signatures, self._sizes, self._lengths = signatures, sizes, lengths
        # half of each key is told by where it lies
        self._begins = np.append(np.searchsorted(keys, _HALVES), len(keys)).astype(np.int32)
        self._keys, self._key_rows = keys.astype(np.uint16), key_rows
        self._identities, self._identity_rows = identities, identity_rows

    @classmethod
    def build(cls, texts: Sequence[str]) -> Sketches:
        """Sketch texts, which are not kept."""
        found = [identity(text) for text in texts]
        hashes = np.array([number for number, _ in found], dtype=np.uint64)
        identities, rows = np.unique(hashes, return_index=True)
        known = identities > 0
        identities, rows = identities[known], rows[known]
        sketch = Sketch([words for _, words in found])
        alive = np.sort(rows[sketch.lengths[rows] >= _SHORTEST])  # one of each identity is enough for likeness
        keys = sketch.bands[alive].ravel()
        key_rows = np.repeat(alive, _BANDS).astype(np.int32)
        order = np.lexsort((key_rows, keys))
        return cls(
            sketch.signatures,
            sketch.sizes,
            sketch.lengths,
            keys[order],
            key_rows[order],
            identities,
            rows.astype(np.int32),
        )

    def find(self, text: str, day: int, days: NDArray[np.int32]) -> tuple[int, float] | None:
        """Return the row of the stored text that a text repeats, and how alike they are; None if it repeats none.

        Parameters
        ----------
        text : str
        day : int
            When it came; ``NO_DAY`` if not known.
        days : ndarray of int32
            When the stored ones came.
        """
        if not len(self._identities):
            return None
        number, words = identity(text)
        if not number:
            return None
        place = int(np.searchsorted(self._identities, np.uint64(number)))
        if place < len(self._identities) and int(self._identities[place]) == number:
            return int(self._identity_rows[place]), 1.0
        if len(words) < _SHORTEST or not len(self._keys):
            return None
        sketch = Sketch([words])
        rows = self._candidates(sketch.bands[0])
        if day != NO_DAY and len(rows):
            near = np.abs(days[rows].astype(np.int64) - day) <= MAX_DAYS
            rows = rows[near | (days[rows] == NO_DAY)]
        if not len(rows):
            return None
        alike = self._cosines(sketch, rows)
        close = alike >= np.maximum(needed(self._lengths[rows]), needed(sketch.lengths))
        if not close.any():
            return None
        rows, alike = rows[close], alike[close]
        best = int(alike.argmax())  # of equal ones the first
        return int(rows[best]), float(min(alike[best], 1.0))

    def state(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that the constructor takes."""
        return {
            "signatures": self._signatures,
            "sizes": self._sizes,
            "lengths": self._lengths,
            "keys": _HALVES.repeat(np.diff(self._begins)) | self._keys,
            "key_rows": self._key_rows,
            "identities": self._identities,
            "identity_rows": self._identity_rows,
        }

    def _candidates(self, bands: NDArray[np.uint32]) -> NDArray[np.int32]:
        high = (bands >> _HALF).astype(np.intp)
        bounds = zip(self._begins[high].tolist(), self._begins[high + 1].tolist(), strict=True)
        parts = []
        for key, (start, end) in zip(bands.astype(np.uint16), bounds, strict=True):
            near = self._keys[start:end]
            first = int(near.searchsorted(key))
            if first == len(near) or near[first] != key:
                continue
            start, end = start + first, start + int(near.searchsorted(key, "right"))
            if end - start > _OLDEST + _NEWEST:
                parts += [self._key_rows[start : start + _OLDEST], self._key_rows[end - _NEWEST : end]]
            else:
                parts.append(self._key_rows[start:end])
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int32)

    def _cosines(self, sketch: Sketch, rows: NDArray[np.int32]) -> NDArray[np.float64]:
        """Estimate cosines of the sets of n-grams: from the share of equal hashes, less those equal by chance."""
        equal = (self._signatures[rows] == sketch.signatures[0]).sum(axis=1) / _HASHES
        jaccard = np.clip((equal - 1 / 256) / (1 - 1 / 256), 0.0, 1.0)
        one, other = self._sizes[rows].astype(np.float64), float(sketch.sizes[0])
        return jaccard / (1 + jaccard) * (one + other) / np.sqrt(np.maximum(one * other, 1.0))


def needed(lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the least cosine of near-duplicates of so many characters."""
    shortness = np.minimum(np.maximum((_ORDINARY - lengths) / (_ORDINARY - _SHORTEST), 0), 1)
    return _BAR + (1 - _BAR) * 0.75 * shortness
