"""Intervals of shares and rates that are honest of small numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

_Z = 1.959964  # of 95 per cent
_TAIL = 0.025
#: Inhabitants for whom a rate is told.
PER = 10_000


class Interval(NamedTuple):
    """A figure and the ends of its 95 per cent interval; NaN where nothing can be said."""

    value: float
    low: float
    high: float


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def share(n: int, base: int) -> Interval:
    """Return a share with its Wilson score interval (Wilson 1927, Journal of the American Statistical Association 22).

    Parameters
    ----------
    n, base : int

    Returns
    -------
    Interval
        From 0 to 1, also for none and for all; :data:`UNKNOWN` without a base.

    Examples
    --------
    >>> [round(x, 2) for x in share(0, 8)], [round(x, 2) for x in share(30, 120)]
    ([0.0, 0.0, 0.32], [0.25, 0.18, 0.33])
    """
    if base <= 0:
        return UNKNOWN
    value = n / base
    middle = (value + _Z * _Z / (2 * base)) / (1 + _Z * _Z / base)
    half = _Z * math.sqrt(value * (1 - value) / base + _Z * _Z / (4 * base * base)) / (1 + _Z * _Z / base)
    return Interval(value, 0.0 if n == 0 else max(0.0, middle - half), 1.0 if n == base else min(1.0, middle + half))


def rate(n: int, inhabitants: int, per: int = PER) -> Interval:
    """Return submissions by inhabitants with an exact Poisson interval (Garwood 1936, Biometrika 28).

    Parameters
    ----------
    n, inhabitants : int
    per : int, default=10000
        Inhabitants for whom the rate is told.

    Returns
    -------
    Interval
        :data:`UNKNOWN` without inhabitants.

    Examples
    --------
    >>> [round(x, 2) for x in rate(0, 70_000)], [round(x, 2) for x in rate(12, 70_000)]
    ([0.0, 0.0, 0.53], [1.71, 0.89, 2.99])
    """
    if inhabitants <= 0:
        return UNKNOWN
    from scipy.stats import chi2

    low = float(chi2.ppf(_TAIL, 2 * n)) / 2 if n else 0.0
    high = float(chi2.ppf(1 - _TAIL, 2 * (n + 1))) / 2
    return Interval(*(per * value / inhabitants for value in (float(n), low, high)))
