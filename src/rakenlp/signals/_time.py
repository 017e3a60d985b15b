"""Months counted back from the day looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._days import Ints, date_of
from .rules import month_days


@dataclass(frozen=True)
class Months:
    """The months up to the day looked at; the oldest may be partly covered, as its exposure is then.

    Attributes
    ----------
    last : int
        The day looked at.
    history_days : int
        From the first date to that day.

    Examples
    --------
    >>> from rakenlp.signals._time import Months
    >>> months = Months(last=99, history_days=100)
    >>> months.n, months.window(1)
    (4, '1970-03-12/1970-04-10')
    """

    last: int
    history_days: int

    @property
    def n(self) -> int:
        """Number of months of the whole history."""
        return self.count_of(self.history_days)

    def count_of(self, days: int) -> int:
        """Return how many months so many days back from the day looked at reach into."""
        n = 0
        while month_days(n) < days:
            n += 1
        return n

    def of(self, day: Ints) -> Ints:
        """Return the month of each day, 0 the oldest."""
        edges = np.array([month_days(m) for m in range(self.n + 1)])
        found: Ints = self.n - np.searchsorted(edges, self.last - day, side="right")
        return found

    def before(self, months: int) -> int:
        """Return the last day that is not among the last ``months`` months."""
        return self.last - month_days(months)

    def window(self, months: int) -> str:
        """Return the last ``months`` months as first day/last day."""
        return f"{date_of(self.before(months) + 1)}/{date_of(self.last)}"
