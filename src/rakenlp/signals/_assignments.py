"""Reading of the table of assignments into arrays that do not depend on the order of its rows."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..errors import InputError
from ._days import NO_DAY, Ints, day_of, days_of
from ._people import AREAS, area_codes, group_names, voice_numbers

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
#: A row is of its phenomenon from this probability on, unless the rules say otherwise.
MEMBER = 0.2


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
    areas : dict of str to ndarray of int
        For "municipality" and "service_line" the number of the name of each row, -1 where not known.
    area_names : dict of str to list of str
    copies : ndarray of int
        Number of the group of near-duplicates that the row belongs to.
    is_unit : ndarray of bool
        True for the first row of each group of near-duplicates within its phenomenon: what is counted.
    probability : ndarray of float
        That the row is of its phenomenon; 1 where it was not given.
    handled : ndarray of int
        Day on which the row's phenomenon was last handled, ``NO_DAY`` if never or not known.
    marked : ndarray of bool
        Rows that the table itself marks as single voices.
    parents : dict of str to list of int
        The phenomena (numbers) under each parent; empty without the column.
    has_places : bool
        Whether any municipality or service line is known.
    has_probabilities : bool
    last : int or None
        The day looked at; None when the data have no dates and none was given.
    later : int
        Number of observations left out because they were received after it.
    candidates : Assignments or None
        Rows that are of their phenomenon with a small probability only: they count by it, and are not listed.
    """

    ids: NDArray[np.object_]
    position: Ints
    phenomenon: Ints
    names: list[str]
    day: Ints
    groups: NDArray[np.object_]
    voice: Ints
    areas: dict[str, Ints]
    area_names: dict[str, list[str]]
    copies: Ints
    is_unit: Bools
    probability: Floats
    handled: Ints
    marked: Bools
    parents: dict[str, list[int]]
    has_places: bool
    has_probabilities: bool
    last: int | None
    later: int
    candidates: Assignments | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dated(self) -> Bools:
        """True where the day is known."""
        return self.day != NO_DAY

    def take(self, rows: Any) -> Assignments:
        """Return the given rows."""
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        picked = {name: value[rows] for name, value in own.items() if isinstance(value, np.ndarray)}
        return replace(self, **picked, areas={name: codes[rows] for name, codes in self.areas.items()})


def read_assignments(
    table: pd.DataFrame, as_of: object = None, *, need_phenomenon: bool = True, min_probability: float = MEMBER
) -> Assignments:
    """Return ``table`` as ordered arrays; without ``need_phenomenon`` all rows are of one and the same.

    Rows received after ``as_of`` are left out before anything else, so that nothing looks ahead.

    Raises
    ------
    InputError
        If observation_id or phenomenon_id is missing, or a probability is none.
    ParameterError
        If ``as_of`` is not a date.
    """
    if need_phenomenon:
        missing = [name for name in ("observation_id", "phenomenon_id") if not _has(table, name)]
        if missing:
            raise InputError("signals_columns", columns=", ".join(missing))
    day, last = days_of(table), day_of(as_of)
    if last is None and (day != NO_DAY).any():
        last = int(day.max())
    kept = np.ones(len(table), dtype=bool) if last is None else day <= last  # no date is before any day
    later = 0 if kept.all() else len(set(_ids(table[~kept]).tolist()))
    day, table = day[kept], table[kept]
    n = len(table)
    ids = _ids(table)
    codes, names = _phenomena(table) if need_phenomenon else (np.zeros(n, dtype=np.int64), [])
    groups, areas, area_names = group_names(table), {}, {}
    for column in AREAS:
        areas[column], area_names[column] = area_codes(table, column)
    voice = voice_numbers(groups, areas)
    probability, given = _probabilities(table) if need_phenomenon else (np.ones(n), False)
    marked = np.zeros(n, dtype=bool)
    if "is_single_voice" in table.columns:
        marked = table["is_single_voice"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    rank, distinct = pd.factorize(ids, sort=True)
    copies = _copies(rank, distinct, table)
    data = Assignments(
        ids=ids,
        position=np.flatnonzero(kept),
        phenomenon=codes,
        names=names,
        day=day,
        groups=groups,
        voice=voice,
        areas=areas,
        area_names=area_names,
        copies=copies,
        is_unit=np.zeros(n, dtype=bool),
        probability=probability,
        handled=days_of(table, "last_handled"),
        marked=marked,
        parents=_parents(table, codes) if need_phenomenon else {},
        has_places=bool((areas["municipality"] >= 0).any() or (areas["service_line"] >= 0).any()),
        has_probabilities=given,
        last=last,
        later=later,
    )
    undated_last = np.where(day == NO_DAY, np.iinfo(np.int64).max, day)
    data = data.take(np.lexsort((voice, -probability, codes, rank, undated_last)))
    key = pair_keys(data.phenomenon, data.copies)
    if not given:
        return replace(data, is_unit=~pd.Series(key).duplicated().to_numpy())
    return _with_candidates(data, key, min_probability)


def pair_keys(first: Ints, second: Ints) -> Ints:
    """Return a number for each pair of codes, the same for equal pairs; the second are from zero up."""
    return first * (int(second.max(initial=0)) + 1) + second


def _with_candidates(data: Assignments, key: Ints, least: float) -> Assignments:
    """Split off the rows that are of their phenomenon with a small probability only.

    The most probable phenomenon of an observation is always its own, unless the table says that none fits it.
    """
    own = pd.factorize(data.ids)[0]
    fits = data.phenomenon >= 0
    unfit = np.zeros(int(own.max(initial=-1)) + 1, dtype=bool)
    unfit[own[~fits]] = True
    best = np.zeros(len(unfit))
    np.maximum.at(best, own[fits], data.probability[fits])
    member = ~fits | (~unfit[own] & ((data.probability >= least) | (data.probability >= best[own])))
    order = np.argsort(~member, kind="stable")  # where a group of near-duplicates has a member, the first counts
    counts = np.zeros(len(data), dtype=bool)
    counts[order] = ~pd.Series(key[order]).duplicated().to_numpy()
    data = replace(data, is_unit=counts)
    return replace(data.take(member), candidates=data.take(~member & counts))


def _has(table: pd.DataFrame, name: str) -> bool:
    return name in table.columns or (name == "observation_id" and table.index.name == name)


def _ids(table: pd.DataFrame) -> NDArray[np.object_]:
    if "observation_id" in table.columns:
        values = table["observation_id"].to_numpy(dtype=object)
    else:
        values = np.array(table.index if table.index.is_unique else range(len(table)), dtype=object)
    return _names(values)


def _names(values: NDArray[np.object_]) -> NDArray[np.object_]:
    if pd.api.types.infer_dtype(values, skipna=False) == "string":
        return values
    return np.array([_name(value) for value in values], dtype=object)


def _name(value: object) -> str:
    """Return an id as text; a whole number that missing values have made a float stays whole."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _named_or_none(value: object) -> str | None:
    return None if value is None or value != value or not str(value).strip() else _name(value)


def _phenomena(table: pd.DataFrame) -> tuple[Ints, list[str]]:
    found, distinct = pd.factorize(table["phenomenon_id"])
    clean = [_named_or_none(value) for value in distinct]
    names = sorted({name for name in clean if name is not None})
    number = {name: k for k, name in enumerate(names)}
    lookup = np.array([*(-1 if name is None else number[name] for name in clean), -1], dtype=np.int64)
    return lookup[found], names


def _probabilities(table: pd.DataFrame) -> tuple[Floats, bool]:
    """Return the probability of each row, 1 where it is not known, and whether any was given."""
    if "probability" not in table.columns:
        return np.ones(len(table)), False
    values = pd.to_numeric(table["probability"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    given = table["probability"].notna().to_numpy()
    wrong = given & ~((values >= 0) & (values <= 1))
    if wrong.any():
        raise InputError("signals_probability", n=int(wrong.sum()), row=int(np.flatnonzero(wrong)[0]) + 1)
    return np.where(given, values, 1.0), bool((values[given] < 1).any())


def _parents(table: pd.DataFrame, codes: Ints) -> dict[str, list[int]]:
    """Return the phenomena under each parent: a name, several with | between them, or a list of names."""
    if "parent" not in table.columns:
        return {}
    under: dict[str, set[int]] = {}
    try:
        found, distinct = pd.factorize(table["parent"])
    except TypeError:  # lists
        told = [tuple(v) if isinstance(v, list | set | np.ndarray) else v for v in table["parent"]]
        found, distinct = pd.factorize(pd.Series(told, dtype=object))
    both = (codes >= 0) & (found >= 0)
    for pair in pd.unique(codes[both] * len(distinct) + found[both]).tolist():
        code, given = pair // len(distinct), distinct[pair % len(distinct)]
        parts = map(str, given) if isinstance(given, tuple) else str(given).split("|")
        for name in (part.strip() for part in parts):
            if name:
                under.setdefault(name, set()).add(code)
    return {name: sorted(under[name]) for name in sorted(under)}


def _copies(own: Ints, uniques: NDArray[np.object_], table: pd.DataFrame) -> Ints:
    """Return the number of the group of near-duplicates of each row (chains and cycles are one group)."""
    if "duplicate_of" not in table.columns:
        return own.astype(np.int64)
    target = table["duplicate_of"].to_numpy(dtype=object)
    given = np.flatnonzero(pd.notna(target))
    named = _names(target[given])
    filled = np.array([bool(name.strip()) for name in named], dtype=bool)
    if not filled.any():
        return own.astype(np.int64)
    every = pd.factorize(np.concatenate([np.asarray(uniques, dtype=object), named[filled]]))[0]
    n = int(every.max()) + 1
    start, end = own[given[filled]], every[len(uniques) :]
    graph = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(n, n))
    label = connected_components(graph, directed=False)[1]
    return label[own].astype(np.int64)
