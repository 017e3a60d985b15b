"""What is remembered of the county's earlier observations: who, when, of what. No text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..signals._people import UNKNOWN_GROUP, _clean, missing_from
from ..signals.rules import month_days
from .packed import PackedStrings
from .sketches import NO_DAY

if TYPE_CHECKING:
    import pandas as pd

#: Fewest earlier observations from which a service line is suggested, and the share that one line needs.
FEWEST_FOR_LINE, SHARE_OF_LINE = 5, 0.5


_NOTHING = np.zeros(0, dtype=np.int32)


class Heard(NamedTuple):
    """How a phenomenon was heard in a time, one more submission counted."""

    observations: int
    voices: int
    missing_groups: list[str]
    new_voice: bool
    counts: bool


@dataclass(frozen=True)
class Voice:
    """Who writes: normalised respondent group and place."""

    group: str
    place: str

    @classmethod
    def of(cls, group: str | None, municipality: str | None, line: str | None) -> Voice:
        """Normalise as the signals do: the municipality is the place, or else the service line."""
        town, way = _clean(municipality or "", " "), _clean(line or "", " ")
        place = "k:" + town if town else ("p:" + way if way else "")
        return cls(_clean(group or "", "_") or UNKNOWN_GROUP, place)


class Memory:
    """Earlier observations in the order of their days (undated last) and ids.

    Parameters
    ----------
    names : mapping of str to list of str
        ``ids`` of the observations, and what the numbers mean: ``phenomena``, ``groups``, ``places``, ``lines``.
    arrays : mapping of str to ndarray
        ``days``, ``groups``, ``places``, ``lines``, ``first`` (row of the first near-duplicate) of each observation;
        ``pair_rows`` and ``pair_phenomena``: each phenomenon that fits each observation.
    """

    def __init__(self, names: dict[str, list[str]], arrays: dict[str, NDArray[Any]]) -> None:
        self.names = {kind: values for kind, values in names.items() if kind != "ids"}
        self.arrays = arrays
        self.ids = PackedStrings(names["ids"])
        self.days: NDArray[np.int32] = arrays["days"]
        self.first: NDArray[np.int32] = arrays["first"]
        dated = self.days[self.days != NO_DAY]
        self.start = int(dated[0]) if len(dated) else NO_DAY
        self.last = int(dated[-1]) if len(dated) else NO_DAY
        self._codes = {name: i for i, name in enumerate(names["phenomena"])}
        self._voices = arrays["groups"].astype(np.int64) * len(names["places"]) + arrays["places"]
        self._units = self._grouped()
        self._unit_days = [self.days[units] for units in self._units]
        named = np.array([bool(name) for name in names["lines"]], dtype=np.int64)
        self._unit_lines = [np.bincount(arrays["lines"][units], minlength=len(named)) * named for units in self._units]

    @classmethod
    def empty(cls) -> Memory:
        """Return the memory of no observation."""
        kinds = ("days", "groups", "places", "lines", "first", "pair_rows", "pair_phenomena")
        names: dict[str, list[str]] = {kind: [] for kind in ("ids", "phenomena", "groups", "places", "lines")}
        return cls(names, {kind: np.zeros(0, dtype=np.int32) for kind in kinds})

    @classmethod
    def of(cls, observations: pd.DataFrame) -> tuple[Memory, NDArray[np.intp]]:
        """Remember the table of an analysis; also returns the position of each row in the table."""
        table = observations
        dates = table["received_date"].to_numpy(dtype="datetime64[D]")
        days = np.where(np.isnat(dates), NO_DAY, dates.astype(np.int64)).astype(np.int32)
        ids = [str(value) for value in table["observation_id"]]
        order = np.array(sorted(range(len(ids)), key=lambda i: (days[i], ids[i])), dtype=np.intp)
        row_of = {ids[position]: row for row, position in enumerate(order.tolist())}
        own: dict[str, list[str]] = {"groups": [], "places": [], "lines": []}
        for group, town, line in zip(
            table["respondent_group"], table["municipality"], table["service_line"], strict=True
        ):
            voice = Voice.of(_text(group), _text(town), _text(line))
            own["groups"].append(voice.group)
            own["places"].append(voice.place)
            own["lines"].append(" ".join((_text(line) or "").split()))
        names: dict[str, list[str]] = {"ids": [ids[i] for i in order]}
        arrays: dict[str, NDArray[Any]] = {"days": days[order]}
        for kind, values in own.items():
            names[kind], codes = _coded([values[i] for i in order])
            arrays[kind] = codes
        heads = [_text(value) for value in table["duplicate_group"]]
        arrays["first"] = np.array(
            [row_of.get(heads[i] or ids[i], row) for row, i in enumerate(order.tolist())], dtype=np.int32
        )
        arrays["first"] = _earliest(arrays["first"])
        fitting = [
            [name, *also] if (name := _text(best)) else []
            for best, also in zip(table["phenomenon_id"], table["also"], strict=True)
        ]
        pairs = [(row, name) for row, i in enumerate(order.tolist()) for name in fitting[i]]
        names["phenomena"], codes = _coded([name for _, name in pairs])
        arrays["pair_rows"] = np.array([row for row, _ in pairs], dtype=np.int32)
        arrays["pair_phenomena"] = codes
        return cls(names, arrays), order

    def __len__(self) -> int:
        return len(self.ids)

    def all_names(self) -> dict[str, list[str]]:
        """Return the names that the constructor takes."""
        return {"ids": list(self.ids), **self.names}

    def group_of(self, row: int) -> int:
        """Return the first row of the near-duplicates that a row belongs to."""
        return int(self.first[row])

    def rows_in(self, rows: NDArray[np.int64], phenomenon: str) -> NDArray[np.bool_]:
        """Tell of each row whether it, or a near-duplicate of it, is of a phenomenon."""
        return np.isin(self.first[rows], self.first[self._units_of(phenomenon)[0]])

    def heard(
        self, phenomenon: str, day: int, months: int, voice: Voice, repeats: int | None, since: int | None = None
    ) -> Heard:
        """Count the observations and voices of a phenomenon in the months up to a day, this submission included.

        Parameters
        ----------
        phenomenon : str
        day : int
        months : int
        voice : Voice
            Of the submission.
        repeats : int or None
            Row of the stored observation that it repeats: if that one counts already, it adds nothing.
        since : int, optional
            What had come by this day was handled and does not count.
        """
        units, days = self._units_of(phenomenon)
        start = day - month_days(months) if since is None else max(day - month_days(months), since)
        inside = units[np.searchsorted(days, start, "right") : np.searchsorted(days, day, "right")]
        n_places = len(self.names["places"])
        voices = {
            (self.names["groups"][code // n_places], self.names["places"][code % n_places])
            for code in np.unique(self._voices[inside]).tolist()
        }
        count, known = len(inside), len(voices)
        counts = repeats is None or not (self.first[units] == self.group_of(repeats)).any()
        if counts:
            count += 1
            voices.add((voice.group, voice.place))
        missing = missing_from(group for group, _ in voices)
        return Heard(count, len(voices), missing, len(voices) > known, counts)

    def is_first(self, phenomenon: str, day: int, months: int, repeats: int | None) -> bool:
        """Tell whether nothing else of a phenomenon came in the months before a day.

        While the memory reaches less far back, or the day is not known, whether nothing of it has come at all.
        """
        units, days = self._units_of(phenomenon)
        if repeats is not None:
            days = days[self.first[units] != self.group_of(repeats)]
        span = month_days(months)
        if day == NO_DAY or self.start == NO_DAY or day - self.start < span:
            return not len(days)
        return bool(np.searchsorted(days, day - span) == np.searchsorted(days, day, "right"))

    def lines(self, shares: Sequence[tuple[str, float]]) -> tuple[str | None, dict[str, int]]:
        """Return the service line that earlier observations of phenomena went to, and how many went where.

        Parameters
        ----------
        shares : sequence of (str, float)
            Phenomena that fit, with their probabilities.

        Returns
        -------
        line : str or None
            None unless at least five observations tell it and it has half of the weight.
        counts : dict of str to int
        """
        names = self.names["lines"]
        if not names:
            return None, {}
        counts, weights = np.zeros(len(names), dtype=np.int64), np.zeros(len(names))
        for phenomenon, probability in shares:
            code = self._codes.get(phenomenon)
            own = None if code is None else self._unit_lines[code]
            if own is not None and (total := own.sum()):
                counts += own
                weights += probability * own / total
        if counts.sum() < FEWEST_FOR_LINE:
            return None, {}
        ranked = sorted(np.flatnonzero(counts).tolist(), key=lambda i: (-weights[i], names[i]))
        best = names[ranked[0]] if weights[ranked[0]] >= SHARE_OF_LINE * weights.sum() else None
        by_count = sorted(ranked, key=lambda i: (-counts[i], names[i]))
        return best, {names[i]: int(counts[i]) for i in by_count}

    def _units_of(self, phenomenon: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the rows of a phenomenon that count, and their days, rising."""
        code = self._codes.get(phenomenon)
        return (_NOTHING, _NOTHING) if code is None else (self._units[code], self._unit_days[code])

    def _grouped(self) -> list[NDArray[np.int32]]:
        """Return the rows of each phenomenon that count: the first of their near-duplicates in it."""
        rows, codes = self.arrays["pair_rows"], self.arrays["pair_phenomena"]
        keys = codes.astype(np.int64) * (len(self.ids) + 1) + self.first[rows]
        counted = np.sort(np.unique(keys, return_index=True)[1])
        rows, codes = rows[counted], codes[counted]
        order = np.argsort(codes, kind="stable")
        bounds = np.searchsorted(codes[order], np.arange(len(self.names["phenomena"]) + 1))
        return [rows[order[a:b]] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]


def _coded(values: list[str]) -> tuple[list[str], NDArray[np.int32]]:
    names = sorted(set(values))
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number[value] for value in values], dtype=np.int32)


def _earliest(first: NDArray[np.int32]) -> NDArray[np.int32]:
    """Let the earliest row of each group stand for it."""
    if not len(first):
        return first
    earliest = np.arange(len(first), dtype=np.int32)
    np.minimum.at(earliest, first, np.arange(len(first), dtype=np.int32))
    return earliest[first]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
