"""Counts as they may leave the team when exact ones may not: "at least 10", "under five", "none"."""

from __future__ import annotations

from collections.abc import Mapping

from ..texts import text

K = 5
BANDS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
_VALUES = 3  # numbers that every small count could be


def banded(counts: Mapping[str, int]) -> dict[str, str] | None:
    """Return counts that add up to a known total as bands, none of which gives a count under five away.

    Exact counts of one phenomenon could be subtracted from those of its parent, of other periods and of other
    reports. Of a band only the lower end is told. Beside a small count the bands follow from the total and from which
    parts are small, none or large, and from nothing else: all counts of which these are true look alike, and a reader
    who knows the total and how the bands are made still cannot tell any count from one to four apart from two others.

    Parameters
    ----------
    counts : mapping of str to int
        Of parts that do not overlap.

    Returns
    -------
    dict of str to str or None
        Words for each part; None when even "at least five" would give a small count away.

    Examples
    --------
    >>> banded({"a": 22, "b": 6, "c": 2, "d": 0})
    {'a': 'vähintään 5', 'b': 'vähintään 5', 'c': 'alle viisi', 'd': 'ei yhtään'}
    >>> banded({"a": 21, "c": 1})["a"]
    'vähintään 10'
    >>> banded({"a": 6, "c": 1}) is None
    True
    """
    total = sum(counts.values())
    small = sum(0 < n < K for n in counts.values())
    floors = {key: K for key, n in counts.items() if n >= K}
    if small:
        most = min(K - 1, total - K * len(floors) - (small - 1))
        least = 1 if floors else max(1, total - (small - 1) * (K - 1))
        if most - least + 1 < _VALUES:
            return None
    if not small:
        floors = {key: _band(counts[key]) for key in floors}
    elif len(floors) == 1:
        floors = dict.fromkeys(floors, _band(total - small * (K - 1)))
    return {key: _words(n, floors.get(key)) for key, n in counts.items()}


def _band(n: int) -> int:
    return max(band for band in BANDS if band <= max(n, K))


def bounded(n: int) -> str:
    """Return a count as no more than whether it is under five: for parts that overlap and have no total."""
    return _words(n, K if n >= K else None)


def _words(n: int, floor: int | None) -> str:
    if floor is not None:
        return text("report.at_least", n=floor)
    return text("kooste.under_k") if n else text("kooste.none")
