"""How much coders agree beyond chance: Cohen's kappa, Krippendorff's alpha, and their bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError

Distance = Callable[[Any, Any], float]


class Estimate(NamedTuple):
    """A figure and the interval in which it lies in 95 of 100 resamples of the observations.

    Attributes
    ----------
    value, low, high : float
        NaN where it cannot be computed, as when everything has the same code.
    """

    value: float
    low: float
    high: float


def krippendorff_alpha(codings: Iterable[Sequence[Any]], distance: str | Distance = "nominal") -> float:
    """Return Krippendorff's alpha of any number of coders, also when some have not coded everything.

    Parameters
    ----------
    codings : iterable of sequence
        One for each coder, all equally long: the value that the coder gave to each unit; None or NaN where none.
    distance : {"nominal", "masi"} or callable, default="nominal"
        How far two values are from each other, from 0 to 1. "nominal": 0 when equal, else 1. "masi": values are
        collections of codes, see :func:`masi_distance`. A callable gets two values.

    Returns
    -------
    float
        1 for full agreement, 0 for that of chance, below for less than chance. NaN where there is nothing to tell
        apart: fewer than two values in all, or only one value ever used.

    Raises
    ------
    ParameterError
        If the codings are not equally long or the distance is not known.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.

    Examples
    --------
    >>> from rakenlp.research import krippendorff_alpha
    >>> round(krippendorff_alpha([[1, 1, 2, 2, None], [1, 1, 2, 1, 1]]), 3)
    0.533
    """
    return _Table(codings, distance).alpha()


def masi_distance(one: Collection[Hashable], other: Collection[Hashable]) -> float:
    """Return how far two sets of codes are from each other: MASI, Measuring Agreement on Set-valued Items.

    One minus the Jaccard similarity times 1 (equal), 2/3 (one within the other), 1/3 (they overlap) or 0.

    Parameters
    ----------
    one, other : collection

    Returns
    -------
    float
        From 0 (equal) to 1 (nothing in common).

    References
    ----------
    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC.

    Examples
    --------
    >>> from rakenlp.research import masi_distance
    >>> masi_distance({"a", "b"}, {"a", "b"}), round(masi_distance({"a"}, {"a", "b"}), 3), masi_distance({"a"}, {"b"})
    (0.0, 0.667, 1.0)
    """
    left, right = set(one), set(other)
    if left == right:
        return 0.0
    shared = len(left & right)
    if not shared:
        return 1.0
    monotonic = 2 / 3 if left <= right or right <= left else 1 / 3
    return 1.0 - shared / len(left | right) * monotonic


def cohen_kappa(one: Sequence[Any], other: Sequence[Any]) -> float:
    """Return Cohen's kappa of two coders; units that either has not coded (None or NaN) are left out.

    Parameters
    ----------
    one, other : sequence
        The value that each coder gave to each unit.

    Returns
    -------
    float
        NaN where it is not defined: nothing coded by both, or both gave one and the same value to everything.

    Raises
    ------
    ParameterError
        If the codings are not equally long.

    Examples
    --------
    >>> from rakenlp.research import cohen_kappa
    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    """
    return float(_Pairs(one, other).kappa()[0])


def interval(values: NDArray[np.float64], level: float = 0.95) -> tuple[float, float]:
    """Return the percentile interval of resampled values, those that could not be computed left out."""
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def wilson(hits: int, n: int, z: float = 1.959964) -> Estimate:
    """Return a share with its Wilson score interval.

    Examples
    --------
    >>> [round(x, 2) for x in wilson(9, 10)]
    [0.9, 0.6, 0.98]
    """
    if not n:
        return Estimate(float("nan"), float("nan"), float("nan"))
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * ((share * (1 - share) + z * z / (4 * n)) / n) ** 0.5 / (1 + z * z / n)
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))


def bootstrap_alpha(
    codings: Iterable[Sequence[Any]], distance: str | Distance, weights: NDArray[np.float64]
) -> Estimate:
    """Return alpha with its interval; each row of ``weights`` tells how many times each unit is in a resample."""
    table = _Table(codings, distance)
    return Estimate(table.alpha(), *interval(table.alphas(weights)))


def bootstrap_kappa(one: Sequence[Any], other: Sequence[Any], weights: NDArray[np.float64]) -> Estimate:
    """Return kappa with its interval; see :func:`bootstrap_alpha`."""
    pairs = _Pairs(one, other)
    return Estimate(float(pairs.kappa()[0]), *interval(pairs.kappa(weights)))


def resamples_of(n_units: int, n: int, seed: int) -> NDArray[np.float64]:
    """Return how many times each unit is in each of ``n`` resamples with replacement."""
    random = np.random.default_rng(seed)
    chosen = random.integers(0, max(n_units, 1), size=(n, n_units))
    offsets = np.arange(n)[:, None] * n_units
    counts = np.bincount((chosen + offsets).ravel(), minlength=n * n_units)
    return counts.reshape(n, n_units).astype(float)


def is_uncoded(value: Any) -> bool:
    """Tell whether a coder gave no value."""
    return value is None or (isinstance(value, float) and value != value)


class _Table:
    """How many coders gave each value to each unit, and how far the values are from each other."""

    def __init__(self, codings: Iterable[Sequence[Any]], distance: str | Distance) -> None:
        rows = [list(coding) for coding in codings]
        _check_lengths(rows, "krippendorff_alpha")
        measure = _distance(distance)
        if distance == "masi":
            rows = [[each if is_uncoded(each) else frozenset(each) for each in row] for row in rows]
        values = list(dict.fromkeys(each for row in rows for each in row if not is_uncoded(each)))
        place = {value: k for k, value in enumerate(values)}
        counts = np.zeros((len(rows[0]) if rows else 0, len(values)))
        for row in rows:
            for unit, value in enumerate(row):
                if not is_uncoded(value):
                    counts[unit, place[value]] += 1
        counts[counts.sum(axis=1) < 2] = 0  # a value without another to compare with tells nothing
        self.counts = counts
        self.per_unit = counts.sum(axis=1)
        self.distances = np.array([[measure(a, b) for b in values] for a in values]).reshape(len(values), len(values))
        apart = np.einsum("uc,ck,uk->u", counts, self.distances, counts)
        self.observed = np.divide(apart, self.per_unit - 1, out=np.zeros_like(apart), where=self.per_unit > 1)

    def alpha(self) -> float:
        return float(self.alphas(np.ones((1, len(self.counts))))[0])

    def alphas(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        n = weights @ self.per_unit
        totals = weights @ self.counts
        expected = np.einsum("rc,ck,rk->r", totals, self.distances, totals)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 1 - (n - 1) * (weights @ self.observed) / expected
        return np.where((n > 1) & (expected > 0), found, np.nan)


class _Pairs:
    """What two coders gave to the units that both have coded."""

    def __init__(self, one: Sequence[Any], other: Sequence[Any]) -> None:
        _check_lengths([list(one), list(other)], "cohen_kappa")
        both = [not (is_uncoded(a) or is_uncoded(b)) for a, b in zip(one, other, strict=True)]
        values = {v: k for k, v in enumerate(dict.fromkeys(v for v in (*one, *other) if not is_uncoded(v)))}
        self.left, self.right = (np.zeros((len(both), len(values))) for _ in range(2))
        for unit, (a, b) in enumerate(zip(one, other, strict=True)):
            if both[unit]:
                self.left[unit, values[a]] = self.right[unit, values[b]] = 1
        self.same = (self.left * self.right).sum(axis=1)
        self.coded = np.array(both, dtype=float)

    def kappa(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        weights = np.ones((1, len(self.coded))) if weights is None else weights
        n = weights @ self.coded
        with np.errstate(divide="ignore", invalid="ignore"):
            observed = (weights @ self.same) / n
            expected = ((weights @ self.left) * (weights @ self.right)).sum(axis=1) / n**2
            kappas: NDArray[np.float64] = (observed - expected) / (1 - expected)
        return np.where(1 - expected > 1e-12, kappas, np.nan)


def _check_lengths(rows: Sequence[Sequence[Any]], owner: str) -> None:
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise ParameterError("parameter", name="codings", owner=owner, expected="len(a) == len(b)", received=lengths)


def _distance(distance: str | Distance) -> Distance:
    if callable(distance):
        return distance
    known: dict[str, Distance] = {"nominal": lambda a, b: float(a != b), "masi": masi_distance}
    if distance not in known:
        raise ParameterError(
            "parameter", name="distance", owner="krippendorff_alpha", expected=" / ".join(known), received=distance
        )
    return known[distance]
