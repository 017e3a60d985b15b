"""Levels of the growth test: phenomena, their parents together, and phenomena within one municipality or line.

What is tested at several levels is paid for at each: a level may use its share of the false flags that the rules
allow, over all the tests made at it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ._assignments import Assignments, Floats, Ints, pair_keys
from ._people import AREAS
from ._tally import Tally, cells_of, units_of
from ._time import Months
from .growth import Screening, screen
from .rules import Rules
from .units import count_units


@dataclass(frozen=True)
class Level:
    """Counts by month of what is tested together, and what the rules say of them.

    Attributes
    ----------
    kind : {"phenomenon", "parent", "municipality", "service_line"}
    area : str or None
        The municipality or service line.
    names : list of str
        Phenomena, or parents.
    numbers : list of int
        The number of each phenomenon in the data; those of parents are their own.
    tally : Tally
        What is listed: observations of their phenomenon.
    counts, variance : ndarray of shape (n_months, n_names)
        ``variance`` is of the probabilities; None without any.
    observations, voices : ndarray of int
        De-duplicated observations of each column in the recent past, and their voices.
    cells : DataFrame
        Columns month (of ``counts``), column, voice, weight: the observations that ``counts`` are made of.
    tests, share : float
        All the tests of its kind of level, and the share of the allowed false flags that they may use.
    history_days : int
    """

    kind: str
    area: str | None
    names: list[str]
    numbers: list[int]
    tally: Tally
    counts: Floats
    variance: Floats | None
    observations: Ints
    voices: Ints
    cells: pd.DataFrame
    rules: Rules
    history_days: int
    tests: int = 0
    share: float = 1.0

    @property
    def n_tests(self) -> int:
        """How many of its columns are tested: of parents one, as the others stand for the volume beside it."""
        return 1 if self.kind == "parent" else len(self.names)

    @property
    def scale(self) -> float:
        """What turns the chance recurrence among the level's own tests to that among all tests made."""
        return max(self.tests, self.n_tests, 1) / max(len(self.names), 1) / self.share

    @cached_property
    def screening(self) -> Screening:
        """What the rules say of the counts."""
        return self.screened(self.counts, self.variance, self.observations, self.voices)

    def chance(self, k: int) -> float:
        """Return how often a year chance alone would give a signal as strong as column ``k``, over all tests."""
        return float(self.screening.evidence.chance_per_year[k]) * self.scale

    def paid(self, tests: int, share: float) -> Level:
        """Return the level judged as one of ``tests`` that may together use ``share`` of the allowed false flags."""
        return replace(self, tests=tests, share=share)

    def screened(self, counts: Floats, variance: Floats | None, observations: Ints, voices: Ints) -> Screening:
        """Return what the rules say of other counts at this level."""
        error = self.rules.label_error if self.variance is None else 0.0  # known better from probabilities
        most = self.rules.max_chance_per_year / self.scale
        rules = replace(self.rules, max_chance_per_year=most, label_error=error)
        return screen(counts, voices, rules, self.history_days, variance, observations, self._per_year)

    @cached_property
    def _per_year(self) -> float:
        return float(self.cells.loc[self.cells["month"] >= len(self.counts) - 12, "weight"].sum())

    def stands_without(self, k: int, month: int, unit: float, rest: float) -> bool:
        """Tell whether column ``k`` would still be flagged if a unit of the month were left with ``rest`` of itself."""
        counts = self.counts.copy()
        counts[month, k] = max(counts[month, k] - unit + rest, 0.0)
        variance = self.variance
        if variance is not None:
            variance = variance.copy()
            spread = rest * (1 - rest) - unit * (1 - unit)
            variance[month, k] = max(variance[month, k] + spread, 0.0)
        return bool(self.screened(counts, variance, self.observations, self.voices).flagged[k])


def phenomena_level(data: Assignments, months: Months, rules: Rules) -> Level:
    """Return the level of the phenomena, with the whole of the allowed false flags."""
    listed = _entries(data)
    least = None if data.candidates is None else _entries(data.candidates)
    return _level(data, months, rules, "phenomenon", None, data.names, listed, least)


def further_levels(data: Assignments, months: Months, rules: Rules, first: Level) -> list[Level]:
    """Return the level of the phenomena and those beside it that the data allow, each with its share."""
    if first.screening.cold is not None:
        return [first]
    parents = _parent_levels(data, months, rules) if rules.parent_share > 0 else []
    areas = _area_levels(data, months, rules, first) if rules.area_share > 0 else []
    used = (rules.parent_share if parents else 0.0) + (rules.area_share if areas else 0.0)
    paid = [first.paid(first.n_tests, 1 - used) if used else first]
    for group, share in ((parents, rules.parent_share), (areas, rules.area_share)):
        tests = sum(level.n_tests for level in group)
        paid += [level.paid(tests, share) for level in group]
    return paid


def _entries(data: Assignments) -> Tally:
    row = np.flatnonzero(data.phenomenon >= 0)
    return Tally(row, data.phenomenon[row], data.is_unit[row], data.probability[row])


def _parent_levels(data: Assignments, months: Months, rules: Rules) -> list[Level]:
    """Return a level for each parent, beside what is not of it: an observation may be of several parents."""
    names, found = list(data.parents), []
    if len(names) < 2:
        return []
    every, rest, least = _of_parents(data, names), None, None
    last = int(data.copies.max(initial=0))
    if data.candidates is not None:
        every, rest = _together(data, every, _of_parents(data.candidates, names))
        last = max(last, int(data.candidates.copies.max(initial=0)))
    for p in range(len(names)):
        of_it = np.zeros(last + 1, dtype=bool)
        of_it[data.copies[every.row[every.column == p]]] = True
        entries = every.take((every.column == p) | ~of_it[data.copies[every.row]])
        if rest is not None and data.candidates is not None:
            least = rest.take((rest.column == p) | ~of_it[data.candidates.copies[rest.row]])
        level = _level(data, months, rules, "parent", None, names, entries, least)
        level = replace(level, voices=np.where(np.arange(len(names)) == p, level.voices, 0))
        if level.screening.cold is None:
            found.append(level)
    return found


def _of_parents(data: Assignments, names: list[str]) -> Tally:
    """Return one entry per row and parent of its phenomenon, the first of a parent's near-duplicates counted."""
    found = _entries(data)
    parts = [(p, np.isin(found.column, data.parents[name])) for p, name in enumerate(names)]
    row = np.concatenate([found.row[own] for _, own in parts])
    column = np.concatenate([np.full(int(own.sum()), p, dtype=np.int64) for p, own in parts])
    weight = np.concatenate([found.weight[own] for _, own in parts])
    order = np.lexsort((column, row))
    row, column, weight = row[order], column[order], weight[order]
    is_unit = ~pd.Series(pair_keys(column, data.copies[row])).duplicated().to_numpy()
    return Tally(row, column, is_unit, weight)


def _together(data: Assignments, listed: Tally, least: Tally) -> tuple[Tally, Tally]:
    """Give each observation the probability of all its phenomena under a parent, once."""
    assert data.candidates is not None
    copies = np.concatenate([data.copies[listed.row], data.candidates.copies[least.row]])
    column = np.concatenate([listed.column, least.column])
    n = len(listed.row)
    # of near-duplicates only the counted ones; each phenomenon of theirs is there once
    counted = np.concatenate([data.is_unit[listed.row], data.candidates.is_unit[least.row]])
    key = pd.factorize(pair_keys(column, copies))[0]
    weights = np.concatenate([listed.weight, least.weight])
    total = np.bincount(key[counted], weights=weights[counted], minlength=int(key.max(initial=-1)) + 1)
    weight = np.minimum(total[key], 1.0)
    told = np.zeros(len(total), dtype=bool)
    told[key[:n]] = True
    rest = ~told[key[n:]] & least.is_unit
    return replace(listed, weight=weight[:n]), replace(least, weight=weight[n:]).take(rest)


def _area_levels(data: Assignments, months: Months, rules: Rules, first: Level) -> list[Level]:
    """Return a level for each area that has enough past and observations to be judged as a form of its own."""
    found = []
    listed = _entries(data)
    least = None if data.candidates is None else _entries(data.candidates)
    for kind in AREAS:
        areas = data.areas[kind][listed.row]
        counted = listed.is_unit & data.dated[listed.row]
        sizes = np.bincount(areas[counted & (areas >= 0)], minlength=len(data.area_names[kind]))
        if (sizes > 0).sum() < 2:
            continue
        for a in np.flatnonzero(sizes >= max(rules.min_per_year, 1)).tolist():
            own = listed.take(areas == a)
            numbers = np.unique(own.column)
            if len(numbers) < 2:
                continue
            inside = np.full(len(data.names), -1, dtype=np.int64)
            inside[numbers] = np.arange(len(numbers))
            rest = None
            if least is not None and data.candidates is not None:
                rest = least.take((data.candidates.areas[kind][least.row] == a) & (inside[least.column] >= 0))
                rest = replace(rest, column=inside[rest.column])
            names = [data.names[k] for k in numbers]
            own = replace(own, column=inside[own.column])
            area = data.area_names[kind][a]
            level = _level(data, months, rules, kind, area, names, own, rest, numbers.tolist())
            if level.screening.cold is None:
                found.append(level)
    return found


def _level(
    data: Assignments,
    months: Months,
    rules: Rules,
    kind: str,
    area: str | None,
    names: list[str],
    listed: Tally,
    least: Tally | None,
    numbers: list[int] | None = None,
) -> Level:
    parts = [cells_of(data, months, listed)]
    if least is not None and data.candidates is not None:
        parts.append(cells_of(data.candidates, months, least))
    cells = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    oldest = int(cells["day"].min()) if len(cells) else months.last
    history = months.last - oldest + 1 if area is not None else months.history_days
    skipped = months.n - months.count_of(history)
    shape = (months.n - skipped, len(names))
    cells["month"] -= skipped
    units = units_of(cells)
    heard = units["heard"] if data.has_probabilities else None
    counts, variance = count_units(units["month"], units["column"], units["voice"], heard, shape=shape)
    observations, voices = _recent(data, months, rules, listed, len(names))
    own = numbers if numbers is not None else list(range(len(names)))
    return Level(kind, area, names, own, listed, counts, variance, observations, voices, cells, rules, history)


def _recent(data: Assignments, months: Months, rules: Rules, listed: Tally, n: int) -> tuple[Ints, Ints]:
    """Return the observations and the voices of each column in the recent past."""
    recent = listed.is_unit & data.dated[listed.row] & (data.day[listed.row] > months.before(rules.recent_months))
    column = listed.column[recent]
    kinds = int(data.voice.max(initial=0)) + 1
    voices = np.bincount(np.unique(column * kinds + data.voice[listed.row[recent]]) // kinds, minlength=n)
    return np.bincount(column, minlength=n), voices
