"""Units of the growth test: the voices heard of a phenomenon in a month.

Colleagues who meet write about the same thing on the same day, and one person may write five times. Such clumps are
one voice, and a new phenomenon is told by several. Counting each voice once a month removes most of what makes
counts restless, and what is left stands out more clearly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ParameterError
from ..texts import text

Floats = NDArray[np.float64]


def count_units(
    month: ArrayLike,
    phenomenon: ArrayLike,
    voice: ArrayLike,
    probability: ArrayLike | None = None,
    *,
    shape: tuple[int, int],
) -> tuple[Floats, Floats | None]:
    """Count the voices heard in each month of each phenomenon.

    Parameters
    ----------
    month, phenomenon, voice : array-like of int, shape (n,)
        One entry per de-duplicated observation and phenomenon; all from zero up. Entries with a negative month or
        phenomenon do not count.
    probability : array-like of float, shape (n,), optional
        That the observation is of the phenomenon; all certain when None.
    shape : tuple of int
        Months and phenomena.

    Returns
    -------
    counts : ndarray of shape ``shape``
        With probabilities the expected number of voices: a voice is there unless none of its observations is.
    variance : ndarray of shape ``shape``, or None
        Of the counts, as far as it comes from the probabilities; None without them.

    Raises
    ------
    ParameterError
        If a probability is not between 0 and 1, or a month or phenomenon is outside ``shape``.

    Examples
    --------
    >>> from rakenlp.signals import count_units
    >>> count_units([0, 0, 0, 1], [0, 0, 0, 0], [7, 7, 3, 7], shape=(2, 1))[0].ravel().tolist()
    [2.0, 1.0]
    >>> counts, variance = count_units([0, 0], [0, 0], [7, 7], [0.5, 0.5], shape=(1, 1))
    >>> float(counts[0, 0]), float(variance[0, 0])
    (0.75, 0.1875)
    """
    m, k, v = (np.asarray(values, dtype=np.int64).ravel() for values in (month, phenomenon, voice))
    inside = (m >= 0) & (k >= 0)
    m, k, v = m[inside], k[inside], v[inside]
    if len(m) and (m.max() >= shape[0] or k.max() >= shape[1]):
        raise _wrong("shape", text("flags.expected_shape"), shape)
    cell = m * shape[1] + k
    if probability is None:
        order = np.lexsort((v, cell))
        cell, v = cell[order], v[order]
        first = np.ones(len(cell), dtype=bool)
        first[1:] = (cell[1:] != cell[:-1]) | (v[1:] != v[:-1])
        hard = np.bincount(cell[first], minlength=shape[0] * shape[1])
        return hard.reshape(shape).astype(np.float64), None
    p = np.asarray(probability, dtype=np.float64).ravel()[inside]
    if not ((p >= 0) & (p <= 1)).all():
        raise _wrong("probability", text("flags.expected_probability"), p[~((p >= 0) & (p <= 1))][0])
    order = np.lexsort((p, v, cell))  # by probability too, so that the order of rows does not matter
    cell, v, p = cell[order], v[order], p[order]
    starts = np.flatnonzero(np.r_[True, (cell[1:] != cell[:-1]) | (v[1:] != v[:-1])][: len(cell)])
    silent = np.multiply.reduceat(1 - p, starts) if len(cell) else p
    heard = 1 - silent
    return _summed(cell[starts], heard, shape), _summed(cell[starts], heard * silent, shape)


def _summed(cell: NDArray[np.int64], weights: Floats, shape: tuple[int, int]) -> Floats:
    return np.bincount(cell, weights=weights, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="count_units", expected=expected, received=received)
