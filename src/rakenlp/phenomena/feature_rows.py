"""Numbers of every feature, kept in few bytes, of which the rows of a text are summed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse

#: Fewer texts are summed one by one: for more, the rows of all features are made floats, which costs as much.
_BULK = 250
#: Classes whose rows are added at a time, so that they stay in the processor's cache.
_AT_ONCE = 128
#: Rows of a text that are made floats at a time, for the same reason.
_IN_CACHE = 128


class FeatureRows:
    """A matrix of features by classes that stays in 8 bits; only the rows of a text are made floats.

    Rows are added one after the other, text by text, so a text has the same sums alone and in any batch.

    Parameters
    ----------
    stored : ndarray of shape (n_features, n_classes)
        Of int8, uint8 or floats.
    scale : float or ndarray of shape (n_classes,), default=1.0
        What the stored numbers are multiplied by.
    dtype : dtype, default=float64
        In which rows are added.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from rakenlp.phenomena.feature_rows import FeatureRows
    >>> rows = FeatureRows(np.array([[2, 0], [0, 3]], dtype=np.uint8), 0.5)
    >>> rows.sums(sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]])).tolist()
    [[1.0, 1.5], [0.0, 3.0]]
    """

    def __init__(
        self, stored: NDArray[Any], scale: float | NDArray[np.float64] = 1.0, dtype: DTypeLike = np.float64
    ) -> None:
        self.stored = stored
        self.scale = scale
        self._dtype = dtype

    def rows(self, features: Any, classes: slice = slice(None)) -> NDArray[np.float64]:
        """Return the rows of some features, of shape (n, n_classes), or the part of them for some classes."""
        scale = np.asarray(self.scale, dtype=np.float64)
        return np.asarray(self.stored[features, classes] * (scale[classes] if scale.ndim else scale))

    def sums(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return the sum of each text's rows by the values of its features, of shape (n_texts, n_classes)."""
        found = np.empty((matrix.shape[0], self.stored.shape[1]))
        values, ends = matrix.data.astype(self._dtype, copy=False), matrix.indptr.tolist()
        for text, (start, end) in enumerate(zip(ends, ends[1:], strict=False)):
            rows = self.stored.take(matrix.indices[start:end], axis=0).astype(self._dtype)
            found[text] = np.einsum("i,ij->j", values[start:end], rows)
        return found * self.scale


class SomeRows(NamedTuple):
    """Some rows of uneven ones: those kept whole (which and what), and the numbers of the others."""

    size: int
    whole: NDArray[np.intp]
    stored: NDArray[np.uint8]
    row: NDArray[np.intp]
    classes: NDArray[np.uint16]
    data: NDArray[np.uint8]
    scale: float

    def dot(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of each row by ``shares`` of the classes, of shape (n,)."""
        found = self._of_few(self.row, shares, self.size)
        found[self.whole] = np.einsum("ij,j->i", self.stored, shares)
        return found * self.scale

    def by_group(self, shares: NDArray[np.float64], bounds: Sequence[int]) -> GroupedRows:
        """Return the sums of each row by ``shares`` of the classes, group by group, which begin at ``bounds``."""
        groups = len(bounds) - 1
        group = np.repeat(np.arange(groups), np.diff(bounds))
        few = self._of_few(self.row * groups + group[self.classes], shares, self.size * groups)
        return GroupedRows(self, shares, bounds, few.reshape(self.size, groups))

    def _of_few(self, places: NDArray[np.intp], shares: NDArray[np.float64], size: int) -> NDArray[np.float64]:
        found = np.bincount(places, self.data * shares[self.classes], minlength=size)
        return found.astype(np.float64, copy=False)  # of no numbers it would be of integers


class GroupedRows(NamedTuple):
    """What some rows are summed up to in groups of classes; rows kept whole are summed for a group that is asked."""

    rows: SomeRows
    shares: NDArray[np.float64]
    bounds: Sequence[int]
    few: NDArray[np.float64]

    def sums(self, group: int) -> NDArray[np.float64]:
        """Return the sum of each row in a group, of shape (n,)."""
        found = self.few[:, group].copy()
        inside = slice(self.bounds[group], self.bounds[group + 1])
        found[self.rows.whole] = np.einsum("ij,j->i", self.rows.stored[:, inside], self.shares[inside])
        return found * self.rows.scale


class UnevenRows:
    """A matrix of features by classes without negative numbers, in which some rows are full and most nearly empty.

    Rows with many numbers are kept whole, the others as their numbers only, all in 8 bits: a text reads both fast,
    and it has the same sums alone and in any batch.

    Parameters
    ----------
    matrix : csr_matrix of uint8 of shape (n_features, n_classes)
        With the columns of a row rising.
    scale : float
        What the stored numbers are multiplied by.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from rakenlp.phenomena.feature_rows import UnevenRows
    >>> rows = UnevenRows(sparse.csr_matrix(np.array([[2, 0, 0, 0, 0], [1, 3, 1, 1, 1]], dtype=np.uint8)), 0.5)
    >>> rows.sums(sparse.csr_matrix([[1.0, 1.0], [0.0, 2.0]])).tolist()
    [[1.5, 1.5, 0.5, 0.5, 0.5], [1.0, 3.0, 1.0, 1.0, 1.0]]
    >>> rows.some(np.array([0, 1])).by_group(np.array([0, 1.0, 0.5, 0, 0]), [0, 3, 5]).sums(0).tolist()
    [0.0, 1.75]
    """

    #: Share of the classes from which a row is kept whole.
    _FULL = 0.1

    def __init__(self, matrix: sparse.csr_matrix, scale: float) -> None:
        self.scale = scale
        self.n_classes = matrix.shape[1]
        counts = np.diff(matrix.indptr)
        full = counts > self._FULL * self.n_classes
        self._place = np.where(full, np.cumsum(full) - 1, -1).astype(np.int32)
        self._whole = matrix[np.flatnonzero(full)].toarray()
        kept = np.repeat(~full, counts)
        self._data = matrix.data[kept]
        self._classes = matrix.indices[kept].astype(np.uint16)
        self._counts = np.where(full, 0, counts).astype(np.int32)
        self._starts = (np.cumsum(self._counts) - self._counts).astype(np.int32)

    @classmethod
    def of(cls, matrix: sparse.csr_matrix) -> UnevenRows:
        """Keep a matrix of floats in 8 bits."""
        scale = float(matrix.data.max(initial=0.0)) / 255 or 1.0
        stored = matrix.astype(np.uint8)
        stored.data = np.round(matrix.data / scale).astype(np.uint8)
        stored.eliminate_zeros()
        stored.sort_indices()
        return cls(stored, scale)

    @property
    def matrix(self) -> sparse.csr_matrix:
        """The stored numbers."""
        full = np.flatnonzero(self._place >= 0)
        row, column = np.nonzero(self._whole)
        rows = np.concatenate([full[row], np.repeat(np.arange(len(self._counts)), self._counts)])
        columns = np.concatenate([column, self._classes.astype(np.intp)])
        data = np.concatenate([self._whole[row, column], self._data])
        return sparse.csr_matrix((data, (rows, columns)), shape=(len(self._place), self.n_classes))

    def sums(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return the sum of each text's rows by the values of its features, of shape (n_texts, n_classes)."""
        if matrix.shape[0] >= _BULK:
            return self._sums_in_bulk(matrix)
        found = np.empty((matrix.shape[0], self.n_classes))
        ends = matrix.indptr.tolist()
        for text, (start, end) in enumerate(zip(ends, ends[1:], strict=False)):
            features, values = matrix.indices[start:end], matrix.data[start:end]
            place = self._place[features]
            whole = place >= 0
            uneven = ~whole
            counts, numbers = self._numbers(features[uneven])
            weights = self._data[numbers] * np.repeat(values[uneven], counts)
            found[text] = np.bincount(self._classes[numbers], weights, minlength=self.n_classes)
            found[text] += self._sum_of_whole(place[whole], values[whole])
        return found * self.scale

    def _sum_of_whole(self, places: NDArray[np.int32], values: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the sum of some whole rows by values, added one after the other, some at a time after what was."""
        rows = np.empty((min(len(places), _IN_CACHE) + 1, self.n_classes), dtype=np.float32)
        rows[0], shares = 0.0, np.ones(len(rows), dtype=np.float32)
        for start in range(0, len(places), _IN_CACHE):
            some = places[start : start + _IN_CACHE]
            last = len(some) + 1
            rows[1:last] = self._whole.take(some, axis=0)
            shares[1:last] = values[start : start + _IN_CACHE]
            rows[0] = np.einsum("i,ij->j", shares[:last], rows[:last])
        return rows[0]

    def _sums_in_bulk(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return :meth:`sums` of many texts: sparse products add the rows of a text in the same order."""
        ends = np.append(self._starts, len(self._data))
        few = sparse.csr_matrix(
            (self._data.astype(np.float64), self._classes.astype(np.int32), ends),
            shape=(len(self._place), self.n_classes),
        )
        found = (matrix @ few).toarray()
        place = self._place[matrix.indices]
        whole = place >= 0
        ends = np.append(0, np.cumsum(whole))[matrix.indptr]
        shape = (matrix.shape[0], len(self._whole))
        full = sparse.csr_matrix((matrix.data[whole].astype(np.float32), place[whole], ends), shape=shape)
        for start in range(0, self.n_classes, _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            found[:, part] += full @ self._whole[:, part].astype(np.float32)
        return found * self.scale

    def some(self, features: NDArray[np.intp]) -> SomeRows:
        """Return the rows of some features."""
        place = self._place[features]
        whole, others = (place >= 0).nonzero()[0], (place < 0).nonzero()[0]
        counts, numbers = self._numbers(features[others])
        row = np.repeat(others, counts)
        return SomeRows(
            len(features),
            whole,
            self._whole[place[whole]],
            row,
            self._classes[numbers],
            self._data[numbers],
            self.scale,
        )

    def _numbers(self, features: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return how many stored numbers each of the features has outside the whole rows, and where they are."""
        counts = self._counts[features]
        ends = counts.cumsum()
        places = (self._starts[features] - (ends - counts)).repeat(counts)
        return counts, places + np.arange(len(places))
