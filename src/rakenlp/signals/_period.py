"""One run of the detector: what counts, how much of it by month, and what the rules of time say."""

from __future__ import annotations

import numpy as np

from ._assignments import Assignments, Bools, Ints, date_of
from .growth import Screening, screen
from .rules import Rules, month_days


class Period:
    """The data up to the day looked at.

    Attributes
    ----------
    units : ndarray of bool
        Rows that count: with a phenomenon, the first of their near-duplicates in it.
    history_days : int
        From the first date to the day looked at; 0 without dates.
    month : ndarray of int
        Month of each row, 0 the oldest (which may be partly covered: so is its exposure then).
    counts : ndarray of shape (n_months, n_phenomena)
    screening : Screening or None
        None without dates.
    """

    def __init__(self, data: Assignments, rules: Rules) -> None:
        self.data, self.rules = data, rules
        self.units: Bools = data.is_unit & (data.phenomenon >= 0)
        self.history_days = 0
        self.month: Ints = np.zeros(len(data), dtype=np.int64)
        self.counts: Ints = np.zeros((0, len(data.names)), dtype=np.int64)
        self.screening: Screening | None = None
        dated, last = data.dated, data.last
        if last is None or not dated.any():
            return
        self.history_days = last - int(data.day[dated].min()) + 1
        edges = [0]
        while edges[-1] < self.history_days:
            edges.append(month_days(len(edges)))
        n_months = len(edges) - 1
        age = np.where(dated, last - data.day, 0)
        self.month = n_months - np.searchsorted(np.array(edges), age, side="right")
        self.counts = np.zeros((n_months, len(data.names)), dtype=np.int64)
        counted = self.units & dated
        np.add.at(self.counts, (self.month[counted], data.phenomenon[counted]), 1)
        self.screening = screen(self.counts, self._recent_voices(), rules, self.history_days)

    def rows(self, months: int) -> Bools:
        """Return the rows, counted or not, of the last ``months`` months."""
        if self.data.last is None:
            return np.zeros(len(self.data), dtype=bool)
        return self.data.dated & (self.data.day > self.data.last - month_days(months))

    def counted(self, months: int) -> Bools:
        """Return the counted rows of the last ``months`` months."""
        return self.units & self.rows(months)

    def window(self, months: int) -> str:
        """Return the last ``months`` months as first day/last day."""
        if self.data.last is None:
            return ""
        return f"{date_of(self.data.last - month_days(months) + 1)}/{date_of(self.data.last)}"

    def _recent_voices(self) -> Ints:
        recent = self.counted(self.rules.recent_months)
        pairs = np.column_stack([self.data.phenomenon[recent], self.data.voice[recent]])
        pairs = np.unique(pairs, axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.data.names))
