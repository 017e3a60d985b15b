"""The counts of the published kooste: the same whichever koosteet are published together, and never to be subtracted.

National parent by half-year is what is published. Each half-year is suppressed by itself, once it is over, so its
numbers are the same in every kooste and every later one. Longer periods are decided in the order in which they end,
each with all that ended before it taken for published; months and quarters with their half-year taken for published.
An unfinished period and days picked by hand have no numbers: with the finished ones they could be subtracted.

A near-duplicate is counted once, where its first copy came, so that the counts of periods add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ..phenomena.taxonomy import PARENTS
from ..privacy._cells import cells_of
from ..privacy._protection import Protection, protection
from ..texts import text
from ._material import Material
from .periods import Period, parse_period

K = 5
NO_PHENOMENON = "none"
TOTAL = "total"
_HIDDEN = "–"

Key = tuple[str, str]
Sign = tuple[bool, bool]  # shown; hidden by a sign that tells nothing


@dataclass(frozen=True)
class Shown:
    """What is shown of a count: in words, and as a number where it is shown."""

    shown: str
    value: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"shown": self.shown, "value": self.value}


class PublishedCounts:
    """The counts of one analysis as they are published."""

    def __init__(self, material: Material) -> None:
        self.material = material
        rows = material.rows
        if material.as_of is not None:
            rows = rows[~(rows["received_date"] >= material.as_of.normalize() + pd.Timedelta(days=1))]
        self.rows = rows[~rows["duplicate_key"].duplicated()]
        parent_of = material.phenomena["parent"].to_dict()
        if material.with_taxonomy:
            others = sorted(set(parent_of.values()) - set(PARENTS))
            self.parents: list[str] = [*PARENTS, *others]
            found = self.rows["phenomenon_id"].map(lambda key: parent_of.get(key, NO_PHENOMENON))
        else:
            self.parents = ["all"]
            found = self.rows["phenomenon_id"].map(lambda key: "all" if key in parent_of else NO_PHENOMENON)
        self.codes = [*self.parents, NO_PHENOMENON]
        self._code = found
        self.halves = self._finished_halves()
        self._known: dict[str, dict[Key, Sign]] = {}
        self._named: dict[Key, int] = {}

    def shown(self, period: Period) -> dict[str, Shown] | None:
        """Return what is shown of each parent, of what fits none, and of their total; None: nothing of this period.

        Parameters
        ----------
        period : Period

        Returns
        -------
        dict of str to Shown, or None
        """
        if self._before_all(period):
            return {code: Shown("0", 0) for code in (*self.codes, TOTAL)}
        signs = self._signs(period)
        if signs is None:
            return None
        members = self.members(period)
        counts = self._code[members].value_counts()
        values = {code: int(counts.get(code, 0)) for code in self.codes}
        values[TOTAL] = sum(values.values())
        told = {}
        for code, n in values.items():
            visible, plain = signs[period.key, code]
            sign = text("kooste.hidden") if code == TOTAL else (_HIDDEN if plain or n >= K else f"<{K}")
            told[code] = Shown(str(n), n) if visible else Shown(sign, None)
        return told

    def members(self, period: Period) -> pd.Series:
        """Tell which of the counted rows belong to a period."""
        dates = self.rows["received_date"]
        if period.start is not None or not self.halves:
            return period.contains(dates)
        return Period(self.halves[0].start, self.halves[-1].end, "free").contains(dates)

    def counted(self, period: Period) -> str:
        """Return the days that the counts are of, as a period that can be read back."""
        if period.start is not None or not self.halves:
            return period.key
        first, last = self.halves[0].start, self.halves[-1].end
        assert first is not None and last is not None
        return f"{first.isoformat()}/{last.isoformat()}"

    def halves_of(self, period: Period) -> list[Period]:
        """Return the finished half-years that a period consists of; none for shorter ones."""
        if period.start is None or period.end is None:
            return self.halves
        inside = [half for half in self.halves if half.start >= period.start and half.end <= period.end]  # type: ignore[operator]
        whole = period.kind in ("half", "year") and not period.unfinished(self.material.as_of)
        return inside if whole else []

    def _finished_halves(self) -> list[Period]:
        dates = self.rows["received_date"].dropna()
        if dates.empty or self.material.as_of is None:
            return []
        last = parse_period(None, self.material.as_of)
        if last.unfinished(self.material.as_of):
            earlier = last.previous()
            assert earlier is not None
            last = earlier
        halves = [last]
        while halves[0].start is not None and halves[0].start > date(dates.min().year, 1, 1):
            earlier = halves[0].previous()
            assert earlier is not None
            halves.insert(0, earlier)
        assert last.end is not None
        return halves if last.end >= dates.min().date() else []

    def _before_all(self, period: Period) -> bool:
        return bool(self.halves and period.end is not None and period.end < (self.halves[0].start or date.min))

    def _signs(self, period: Period) -> dict[Key, Sign] | None:
        if period.start is None:
            if not self.halves:  # no date anywhere
                dated = self.rows["received_date"].notna().any()
                return None if dated else self._alone(period)
            return self._long()
        if period.kind == "half":
            return self._alone(period) if period.key in {half.key for half in self.halves} else None
        if period.kind == "year":
            return self._long() if self.halves_of(period) else None
        if period.kind in ("quarter", "month"):
            half = parse_period(None, period.start)
            return self._short(half) if half.key in {one.key for one in self.halves} else None
        return None

    # --- what is hidden ---------------------------------------------------------------------------------------------

    def _counts(self, periods: Sequence[Period]) -> np.ndarray[Any, Any]:
        counts = [self._code[period.contains(self.rows["received_date"])].value_counts() for period in periods]
        return np.array([[int(count.get(code, 0)) for count in counts] for code in self.codes], dtype=float)

    def _alone(self, period: Period) -> dict[Key, Sign]:
        """Suppress one half-year by itself."""
        if period.key not in self._known:
            stages = [[(period.key, frozenset([0]))]]
            self._known[period.key] = self._staged(self._counts([period]), stages, {})
        return self._known[period.key]

    def tell_names(self, named: Mapping[str, Mapping[str, int]]) -> None:
        """Take into account how many phenomena of each parent the half-years name: each is at least one.

        Parameters
        ----------
        named : mapping of str to (mapping of str to int)
            For each half-year (its key), how many of each parent are named.
        """
        self._named = {(half, code): n for half, own in named.items() for code, n in own.items()}

    def _long(self) -> dict[Key, Sign]:
        """Suppress years and all the data, in the order of their ends."""
        if "long" not in self._known:
            signs: dict[Key, Sign] = {}
            for half in self.halves:
                signs |= self._alone(half)
            stages: list[list[tuple[str, frozenset[int]]]] = []
            for place, half in enumerate(self.halves):
                assert half.end is not None
                stages.append([(half.key, frozenset([place]))])
                if half.end.month == 12:
                    of_year = frozenset(i for i, h in enumerate(self.halves) if h.end and h.end.year == half.end.year)
                    stages.append([(str(half.end.year), of_year)])
                stages.append([(f"all:{place}", frozenset(range(place + 1)))])
            found = self._staged(self._counts(self.halves), stages, signs)
            last = f"all:{len(self.halves) - 1}"
            found |= {("all", code): found[last, code] for code in (*self.codes, TOTAL)}
            self._known["long"] = found
        return self._known["long"]

    def _short(self, half: Period) -> dict[Key, Sign]:
        """Suppress the quarters and months of a half-year, given what is shown of it."""
        name = f"short:{half.key}"
        if name not in self._known:
            assert half.start is not None
            signs = dict(self._alone(half))
            months = [f"{half.start.year}-{half.start.month + place:02d}" for place in range(6)]
            first = (half.start.month + 2) // 3
            quarters = [f"{half.start.year}Q{first}", f"{half.start.year}Q{first + 1}"]
            parts = [(key, frozenset(range(3 * i, 3 * i + 3))) for i, key in enumerate(quarters)]
            parts += [(key, frozenset([i])) for i, key in enumerate(months)]
            counts = self._counts([parse_period(month) for month in months])
            for place, code in enumerate((*self.codes, TOTAL)):  # of what the half-year hides, its parts tell nothing
                shown = signs[half.key, code][0]
                nothing = shown and not (counts if code == TOTAL else counts[place]).any()
                if not nothing and not (shown and signs[half.key, TOTAL][0]):
                    signs |= {(key, code): (False, True) for key, _ in parts}
            stages = [[(half.key, frozenset(range(6)))], parts]
            self._known[name] = self._staged(counts, stages, signs)
        return self._known[name]

    def _staged(
        self,
        counts: np.ndarray[Any, Any],
        stages: Sequence[Sequence[tuple[str, frozenset[int]]]],
        signs: dict[Key, Sign],
    ) -> dict[Key, Sign]:
        """Suppress the periods of each stage, given the signs of those before it and those already decided."""
        plain = tuple(tuple((key, tuple(sorted(elements))) for key, elements in stage) for stage in stages)
        known = tuple(sorted(signs.items()))
        named = tuple(sorted(self._named.items()))
        return dict(_decided(tuple(self.codes), counts.tobytes(), counts.shape, plain, known, named))

    def names_are_safe(self, half: Period, named: dict[str, dict[str, int]]) -> bool:
        """Tell whether phenomena of a half-year may be named: a name says that there was at least one.

        Parameters
        ----------
        half : Period
        named : dict of str to (dict of str to int)
            For each parent, the counts of those of its phenomena that would be named.

        Returns
        -------
        bool
        """
        signs = self._alone(half)
        counts = tuple(float(n) for n in self._counts([half])[:, 0])
        told = tuple(signs[half.key, code] for code in (*self.codes, TOTAL))
        sizes = tuple(tuple(sorted(named.get(code, {}).values())) for code in self.codes)
        return _names_are_safe(counts, told, sizes)


@lru_cache(maxsize=256)
def _names_are_safe(counts: tuple[float, ...], signs: tuple[Sign, ...], sizes: tuple[tuple[int, ...], ...]) -> bool:
    """Tell whether phenomena of these counts may be named, a tuple for each parent.

    The last of ``signs`` is that of the total.
    """
    groups: list[tuple[int, bool, float]] = []
    for place, own in enumerate(sizes):
        groups += [(place, True, float(n)) for n in own]
        groups.append((place, False, max(0.0, counts[place] - sum(own))))
    rows = [[i for i, group in enumerate(groups) if group[0] == place] for place in range(len(counts))]
    rows.append(list(range(len(groups))))
    rows += [[i] for i, group in enumerate(groups) if group[1]]
    cells = cells_of([[frozenset(row)] for row in rows], [len(groups)])
    truth = np.zeros(cells.members.shape[1])
    np.add.at(truth, cells.kind, np.array([group[2] for group in groups]))
    n = cells.members.shape[0]
    shown, plain, fact = np.zeros(n, dtype=bool), np.ones(n, dtype=bool), np.zeros(n)
    for place in range(len(rows) - 1, -1, -1):
        row = cells.place[place]
        if place < len(signs):
            shown[row], plain[row] = signs[place]
        else:
            fact[row] = 1.0
    state: Protection = protection(
        cells.members, truth, K, movable=np.zeros(n, dtype=bool), shown=shown, plain=plain, fact=fact
    )
    return not state.lacking()


@lru_cache(maxsize=256)
def _decided(
    codes: tuple[str, ...],
    counted: bytes,
    shape: tuple[int, ...],
    stages: tuple[tuple[tuple[str, tuple[int, ...]], ...], ...],
    known: tuple[tuple[Key, Sign], ...],
    named: tuple[tuple[Key, int], ...],
) -> tuple[tuple[Key, Sign], ...]:
    """Return the signs of the periods of each stage: the same for the same counts, so worked out once."""
    counts = np.frombuffer(counted).reshape(shape)
    signs, names = dict(known), dict(named)
    every = frozenset(range(len(codes)))
    keys: list[Key] = []
    sets: list[list[frozenset[int]]] = []
    for stage in stages:
        for key, elements in stage:
            for code in (*codes, TOTAL):
                own = every if code == TOTAL else frozenset([codes.index(code)])
                keys.append((key, code))
                sets.append([own, frozenset(elements)])
        if all(key in signs for key in keys):
            continue
        cells = cells_of(sets, shape)
        n = cells.members.shape[0]
        truth = np.zeros(cells.members.shape[1])
        held = cells.kind >= 0
        np.add.at(truth, cells.kind[held], counts.ravel()[held])
        movable, shown, plain = np.ones(n, dtype=bool), np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
        fact = np.zeros(n)
        for key_, row in zip(keys, cells.place, strict=True):
            fact[row] = max(fact[row], names.get(key_, 0))
            plain[row] |= key_[1] == TOTAL  # a hidden total never says "<5"
            if key_ in signs:
                movable[row] = False
                shown[row], plain[row] = signs[key_]
        state = protection(cells.members, truth, K, movable=movable, shown=shown, plain=plain, fact=fact)
        state.protect()
        for key_, row in zip(keys, cells.place, strict=True):
            signs.setdefault(key_, (bool(state.shown[row]), bool(state.plain[row])))
    return tuple(sorted(signs.items()))
