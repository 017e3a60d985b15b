"""Where the marks of a line of time go: months on the axis, piles of the same day, what is in a window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np


def months_between(first: date, last: date) -> list[tuple[int, int]]:
    """Return every (year, month) from the month of a day to that of another.

    Examples
    --------
    >>> from datetime import date
    >>> months_between(date(2025, 12, 24), date(2026, 2, 1))
    [(2025, 12), (2026, 1), (2026, 2)]
    """
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(place // 12, place % 12 + 1) for place in range(begin, end + 1)]


def label_every(n_months: int, few: int, some: int) -> int:
    """Return every how many months one is named: all while they are few, then quarters, then halves of a year."""
    return 1 if n_months <= few else (3 if n_months <= some else 6)


def piled(columns: Iterable[int]) -> list[tuple[int, int]]:
    """Return for each mark its place in the pile of its column, and how high that pile is.

    Examples
    --------
    >>> piled([4, 7, 4])
    [(0, 2), (0, 1), (1, 2)]
    """
    at = list(columns)
    high = dict(zip(*(part.tolist() for part in np.unique(at, return_counts=True)), strict=True)) if at else {}
    seen: dict[int, int] = {}
    out = []
    for column in at:
        seen[column] = seen.get(column, 0) + 1
        out.append((seen[column] - 1, high[column]))
    return out


def in_window(day: str, windows: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether a day, as in 2026-03-01, is in one of the windows."""
    return any(window["start"] <= day <= window["end"] for window in windows)
