"""Numbers of every feature, kept in few bytes, of which the rows of a text are summed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy import sparse


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

    @classmethod
    def of_sparse(cls, matrix: sparse.csr_matrix) -> FeatureRows:
        """Keep a sparse matrix without negative numbers in 8 bits; added in single precision."""
        scale = float(matrix.data.max(initial=0.0)) / 255 or 1.0
        stored = np.zeros(matrix.shape, dtype=np.uint8)
        row = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
        stored[row, matrix.indices] = np.round(matrix.data / scale)
        return cls(stored, scale, np.float32)

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
