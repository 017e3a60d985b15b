"""One run of the detector: what counts, how much of it by month, and what the rules of time say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ._assignments import Assignments, Bools
from ._days import Ints
from ._levels import Level, further_levels, phenomena_level
from ._time import Months
from .rules import Rules


class Period:
    """The data up to the day looked at.

    Attributes
    ----------
    units : ndarray of bool
        Rows that count: with a phenomenon, the first of their near-duplicates in it.
    months : Months or None
        None without dates.
    levels : list of Level
        That of the phenomena first; empty without dates.
    """

    def __init__(self, data: Assignments, rules: Rules) -> None:
        self.data, self.rules = data, rules
        self.units: Bools = data.is_unit & (data.phenomenon >= 0)
        self.months: Months | None = None
        self.levels: list[Level] = []
        dated, last = data.dated, data.last
        if last is None or not dated.any():
            return
        self.months = Months(last, last - int(data.day[dated].min()) + 1)
        first = phenomena_level(data, self.months, rules)
        self.levels = further_levels(data, self.months, rules, first)

    @property
    def cold(self) -> str | None:
        """Why growth cannot be tested yet; None also without dates."""
        return self.levels[0].screening.cold if self.levels else None

    def rows(self, months: int) -> Bools:
        """Return the rows, counted or not, of the last ``months`` months."""
        if self.months is None:
            return np.zeros(len(self.data), dtype=bool)
        return self.data.dated & (self.data.day > self.months.before(months))

    def counted(self, months: int) -> Bools:
        """Return the counted rows of the last ``months`` months."""
        return self.units & self.rows(months)

    def window(self, months: int) -> str:
        """Return the last ``months`` months as first day/last day; empty without dates."""
        return "" if self.months is None else self.months.window(months)

    def copies_of(self, rows: Ints) -> Ints:
        """Return how many observations have the content of each of some rows, itself included (in any phenomenon)."""
        copies = self.data.copies
        asked = np.zeros(int(copies.max(initial=-1)) + 1, dtype=bool)
        asked[copies[rows]] = True
        own = asked[copies]
        pairs = pd.DataFrame({"copies": copies[own], "id": self.data.ids[own]}).drop_duplicates()
        found: Ints = np.bincount(pairs["copies"], minlength=len(asked))[copies[rows]]
        return found
