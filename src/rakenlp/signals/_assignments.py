"""Reading of the table of assignments into arrays that do not depend on the order of its rows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..errors import InputError, ParameterError
from ..texts import text
from ._people import group_names, place_names

NO_DAY = int(np.iinfo(np.int64).min)
_EPOCH = dt.date(1970, 1, 1)
_FINNISH_DATE = re.compile(r"\s*([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\s*")

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Assignments:
    """One row per (observation, phenomenon), ordered by day and id; rows without a date come last.

    Attributes
    ----------
    ids : ndarray of str
    position : ndarray of int
        Row number in the table given.
    phenomenon : ndarray of int
        Index into ``names``, -1 where no phenomenon fits.
    names : list of str
        Phenomenon ids in alphabetical order.
    day : ndarray of int
        Days since 1.1.1970, ``NO_DAY`` where not known.
    groups : ndarray of str
    voice : ndarray of int
        Number of the (group, place) pair.
    copies : ndarray of int
        Number of the group of near-duplicates that the row belongs to.
    is_unit : ndarray of bool
        True for the first row of each group of near-duplicates within its phenomenon: what is counted.
    handled : ndarray of int
        Day on which the row's phenomenon was last handled, ``NO_DAY`` if never or not known.
    marked : ndarray of bool
        Rows that the table itself marks as single voices.
    has_places : bool
        Whether any municipality or service line is known.
    last : int or None
        The day looked at; None when the data have no dates and none was given.
    later : int
        Number of rows left out because they were received after it.
    """

    ids: NDArray[np.object_]
    position: Ints
    phenomenon: Ints
    names: list[str]
    day: Ints
    groups: NDArray[np.object_]
    voice: Ints
    copies: Ints
    is_unit: Bools
    handled: Ints
    marked: Bools
    has_places: bool
    last: int | None
    later: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dated(self) -> Bools:
        """True where the day is known."""
        return self.day != NO_DAY


def read_assignments(table: pd.DataFrame, as_of: object = None, *, need_phenomenon: bool = True) -> Assignments:
    """Return ``table`` as ordered arrays; without ``need_phenomenon`` all rows are of one and the same.

    Rows received after ``as_of`` are left out before anything else, so that nothing looks ahead.

    Raises
    ------
    InputError
        If observation_id or phenomenon_id is missing.
    ParameterError
        If ``as_of`` is not a date.
    """
    if need_phenomenon:
        missing = [name for name in ("observation_id", "phenomenon_id") if not _has(table, name)]
        if missing:
            raise InputError("signals_columns", columns=", ".join(missing))
    day, last = _days(table), day_of(as_of)
    if last is None and (day != NO_DAY).any():
        last = int(day.max())
    kept = np.ones(len(table), dtype=bool) if last is None else day <= last  # no date is before any day
    day, table = day[kept], table[kept]
    n = len(table)
    ids = _ids(table)
    codes, names = _phenomena(table) if need_phenomenon else (np.zeros(n, dtype=np.int64), [])
    groups, places = group_names(table), place_names(table)
    voice = pd.factorize(groups + "|" + places, sort=True)[0]
    copies = _copies(ids, table)
    undated_last = np.where(day == NO_DAY, np.iinfo(np.int64).max, day)
    rank = pd.factorize(pd.Series(ids, dtype=object), sort=True)[0]
    order = np.lexsort((voice, codes, rank, undated_last))
    marked = np.zeros(n, dtype=bool)
    if "is_single_voice" in table.columns:
        marked = table["is_single_voice"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    keys = pd.DataFrame({"phenomenon": codes[order], "copies": copies[order]})
    return Assignments(
        ids=ids[order],
        position=np.flatnonzero(kept)[order],
        phenomenon=codes[order],
        names=names,
        day=day[order],
        groups=groups[order],
        voice=voice[order].astype(np.int64),
        copies=copies[order],
        is_unit=~keys.duplicated().to_numpy(),
        handled=_days(table, "last_handled")[order],
        marked=marked[order],
        has_places=bool(any(places)),
        last=last,
        later=int((~kept).sum()),
    )


def day_of(value: object) -> int | None:
    """Return a date as days since 1.1.1970; None stays None.

    Raises
    ------
    ParameterError
        If it is not a date, an ISO date or a Finnish date (d.m.yyyy).
    """
    if value is None or value is pd.NaT:
        return None
    given = value
    if isinstance(value, str) and (match := _FINNISH_DATE.fullmatch(value)):
        value = f"{int(match[3]):04d}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        if isinstance(value, str):
            stamp = pd.to_datetime(value.strip(), format="ISO8601")
        elif isinstance(value, dt.date | np.datetime64):
            stamp = pd.Timestamp(value)
        else:
            raise ValueError
        if stamp is pd.NaT:
            return None
        return (stamp.date() - _EPOCH).days
    except (ValueError, TypeError, OverflowError) as error:
        raise ParameterError(
            "parameter",
            name="as_of",
            owner="detect_signals",
            expected=text("flags.expected_date"),
            received=given,
        ) from error


def date_of(day: int) -> dt.date:
    """Return the calendar date of a day number."""
    return _EPOCH + dt.timedelta(days=int(day))


def _has(table: pd.DataFrame, name: str) -> bool:
    return name in table.columns or (name == "observation_id" and table.index.name == name)


def _ids(table: pd.DataFrame) -> NDArray[np.object_]:
    if "observation_id" in table.columns:
        return np.array([_name(value) for value in table["observation_id"]], dtype=object)
    values = table.index if table.index.is_unique else range(len(table))
    return np.array([_name(value) for value in values], dtype=object)


def _name(value: object) -> str:
    """Return an id as text; a whole number that missing values have made a float stays whole."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _phenomena(table: pd.DataFrame) -> tuple[Ints, list[str]]:
    values = table["phenomenon_id"].astype(object)
    clean = values.where(values.notna() & (values.astype(str).str.strip() != ""), None)
    codes, names = pd.factorize(clean.map(lambda v: None if v is None else _name(v)), sort=True)
    return codes.astype(np.int64), [str(name) for name in names]


def _days(table: pd.DataFrame, column: str = "received_date") -> Ints:
    found = np.full(len(table), NO_DAY, dtype=np.int64)
    if column not in table.columns or not len(table):
        return found
    values = table[column]
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)
    elif not pd.api.types.is_datetime64_dtype(values):
        codes, distinct = pd.factorize(values.astype(object))
        lookup = np.array([*(_day_or_unknown(value) for value in distinct), NO_DAY], dtype=np.int64)
        return lookup[codes]
    known = values.notna().to_numpy()
    days = values.to_numpy(dtype="datetime64[D]").astype(np.int64)
    found[known] = days[known]
    return found


def _day_or_unknown(value: object) -> int:
    try:
        day = day_of(value)
    except ParameterError:
        return NO_DAY
    return NO_DAY if day is None else day


def _copies(ids: NDArray[np.object_], table: pd.DataFrame) -> Ints:
    """Return the number of the group of near-duplicates of each row (chains and cycles are one group)."""
    own, uniques = pd.factorize(pd.Series(ids, dtype=object))
    if "duplicate_of" not in table.columns:
        return own.astype(np.int64)
    target = table["duplicate_of"].astype(object)
    given = (target.notna() & (target.astype(str).str.strip() != "")).to_numpy()
    if not given.any():
        return own.astype(np.int64)
    names = np.array([_name(value) for value in target[given]], dtype=object)
    every = pd.factorize(np.concatenate([uniques, names]))[0]
    n = int(every.max()) + 1
    start, end = own[given], every[len(uniques) :]
    graph = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    return label[own].astype(np.int64)
