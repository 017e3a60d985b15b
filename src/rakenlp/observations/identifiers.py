"""Ids of observations: those given, made unique, and stable ones derived from the content."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from .cleaning import as_text, clean_text
from .columns import FREE_FIELDS
from .labels import holds_person, label
from .report import IssueLog
from .table import RawTable

_DIGITS = 12


def observation_ids(
    cells: Sequence[object] | None,
    dates: np.ndarray,
    fields: Mapping[str, Sequence[str | None]],
    unknown: Mapping[str, Sequence[object]],
    kept: Sequence[int],
    table: RawTable,
    log: IssueLog,
) -> list[str]:
    """Return a unique id for each kept row.

    An id that was given stays. When several rows have the same one, the earliest keeps it and the others
    get "-2", "-3" …, which is reported; an id that is itself personal data is replaced. A missing id is
    derived from the date, the texts and, for equal ones, their number, so that it depends neither on the
    order of the rows nor on other rows.
    """
    given = {at: _given(cells[at]) for at in kept} if cells is not None else {}
    for at, value in given.items():
        if value is not None and ("@" in value or holds_person(value)):
            log.add("id_personal", row=table.rows[at])
            given[at] = None
    contents = {at: _content(at, dates, fields) for at in kept}
    order = sorted(kept, key=lambda at: (*contents[at], _rest(at, fields, unknown), table.rows[at]))
    ids: dict[int, str] = {}
    taken = {value for value in given.values() if value is not None}
    repeats: Counter[str] = Counter()
    for at in order:
        value = given.get(at)
        if value is None:
            continue
        repeats[value] += 1
        ids[at] = value if repeats[value] == 1 else _free(value, repeats, taken)
        if ids[at] != value:
            log.add("id_repeated", row=table.rows[at], value=label(value)[:40], used=label(ids[at])[:50])
    seen: Counter[tuple[str, ...]] = Counter()
    for at in order:
        if at not in ids:
            seen[contents[at]] += 1
            ids[at] = _derived(contents[at], seen[contents[at]], taken)
    derived = [table.rows[at] for at in kept if given.get(at) is None]
    if derived:
        log.add("id_derived", n=len(derived))
    return [ids[at] for at in kept]


def _given(cell: object) -> str | None:
    shown = as_text(cell)
    return " ".join(clean_text(shown)[0].split()) or None if shown is not None else None


def _content(at: int, dates: np.ndarray, fields: Mapping[str, Sequence[str | None]]) -> tuple[str, ...]:
    return (str(dates[at].astype("datetime64[s]")), *(fields[name][at] or "" for name in FREE_FIELDS))


def _rest(
    at: int, fields: Mapping[str, Sequence[str | None]], unknown: Mapping[str, Sequence[object]]
) -> tuple[str, ...]:
    return (*(fields[name][at] or "" for name in sorted(fields)), *(str(unknown[name][at]) for name in sorted(unknown)))


def _free(value: str, repeats: Counter[str], taken: set[str]) -> str:
    while f"{value}-{repeats[value]}" in taken:
        repeats[value] += 1
    taken.add(f"{value}-{repeats[value]}")
    return f"{value}-{repeats[value]}"


def _derived(content: tuple[str, ...], number: int, taken: set[str]) -> str:
    while True:
        joined = "\x1f".join((*content, str(number)))
        value = "h" + hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
        if value not in taken:
            taken.add(value)
            return value
        number += 1
