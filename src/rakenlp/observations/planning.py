"""Decides what each column of a raw table is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from ..errors import InputError
from .columns import CONTACT, FREE_FIELDS, holds_contacts, is_primary, recognise
from .labels import label
from .mapping import Mapping
from .observations import COLUMNS
from .report import IssueLog, shorten
from .table import RawTable

_SHOWN_HEADERS = 30
_LONGEST_HEADER = 200


@dataclass
class ColumnPlan:
    """Which source columns make which field; the rest are contact columns or unknown ones.

    Headers are those of the source with identifiers masked, as nothing else is shown or kept of them.
    """

    headers: list[str]
    fields: dict[str, list[int]] = field(default_factory=dict)
    contacts: list[int] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)  # name in the frame -> position

    def header(self, name: str) -> str | None:
        """Return the header (or headers) that a field came from, for messages."""
        found = self.fields.get(name)
        return " + ".join(self.headers[index] for index in found) if found else None

    def overview(self) -> pd.DataFrame:
        """Return source header and name of every column."""
        names: dict[int, str | None] = dict.fromkeys(self.contacts, CONTACT)
        names |= {index: name for name, indexes in self.fields.items() for index in indexes}
        return pd.DataFrame(
            {
                "source": pd.Series(self.headers, dtype=object),
                "name": pd.Series([names.get(index) for index in range(len(self.headers))], dtype=object),
            }
        )


def plan_columns(table: RawTable, mapping: Mapping) -> ColumnPlan:
    """Decide what each column is, by the mapping first, then by its header, contact details by content too.

    Raises
    ------
    InputError
        If no column is the text of the observations.
    """
    plan = ColumnPlan([label(header) for header in table.headers])
    log = table.log
    left = _by_mapping(plan, table.headers, mapping, log)
    claimed: dict[str, list[int]] = {}
    for index in list(left):
        name = recognise(table.headers[index]) if table.headers[index] else None
        if name == CONTACT or (name is None and holds_contacts(table.columns[index])):
            plan.contacts.append(index)
            left.remove(index)
        elif name is not None:
            claimed.setdefault(name, []).append(index)
    for name, indexes in claimed.items():
        best = next((index for index in indexes if is_primary(table.headers[index])), indexes[0])
        if name not in plan.fields:
            plan.fields[name] = [best]
            left.remove(best)
        for index in indexes:
            if index in left:
                log.add("column_conflict", column=plan.headers[index], name=name, used=shorten(plan.header(name)))
    plan.contacts.sort()
    for index in plan.contacts:
        log.add("contact_dropped", column=plan.headers[index])
    _keep_unknown(plan, left, log)
    if "description" not in plan.fields:
        raise _no_text_column(table, plan.headers, left)
    return plan


def _by_mapping(plan: ColumnPlan, headers: Sequence[str], mapping: Mapping, log: IssueLog) -> list[int]:
    names = {index: mapping.name_of(header) for index, header in enumerate(headers)}
    for source, name in mapping.columns.items():
        found = [
            index
            for index, meant in names.items()
            if meant == name and mapping.name_of(source) == name and _same(headers[index], source, mapping)
        ]
        if not found:
            log.add("mapping_column_missing", column=label(source), name=name)
        elif name == CONTACT:
            plan.contacts += [index for index in found if index not in plan.contacts]
        else:
            chosen = found if name in FREE_FIELDS else found[:1]
            plan.fields.setdefault(name, [])
            plan.fields[name] += [index for index in chosen if index not in plan.fields[name]]
    used = {index for indexes in plan.fields.values() for index in indexes} | set(plan.contacts)
    return [index for index in range(len(plan.headers)) if index not in used]


def _same(header: str, source: str, mapping: Mapping) -> bool:
    from .columns import fold

    return header == source or (header not in mapping.columns and fold(header) == fold(source))


def _keep_unknown(plan: ColumnPlan, left: Sequence[int], log: IssueLog) -> None:
    taken = {*COLUMNS, "observation_id"}
    for index in left:
        header = plan.headers[index]
        name = header or f"sarake_{index + 1}"
        if name in taken and name in (*COLUMNS, "observation_id"):
            name = f"{name}_source"
        count = 2
        base = name
        while name in taken:
            name = f"{base} ({count})"
            count += 1
        taken.add(name)
        plan.unknown[name] = index
        if name != header:
            log.add("column_renamed", column=header or None, name=shorten(name))
        log.add("unknown_column", column=name)


def _no_text_column(table: RawTable, headers: Sequence[str], left: Sequence[int]) -> InputError:
    """Headers may be shown, texts not: a first row that is no header may hold an observation."""
    shown = [header for header in headers if header]
    source = label(table.source)
    if len(shown) < 2 or any(len(header) > _LONGEST_HEADER for header in table.headers):
        return InputError("no_header", source=source, n=len(headers))
    names = ", ".join(f"'{shorten(header, 40)}'" for header in shown[:_SHOWN_HEADERS])
    if len(shown) > _SHOWN_HEADERS:
        names += " …"
    candidates = [index for index in left if headers[index]]
    likely = max(candidates or range(len(headers)), key=lambda index: (_length(table.columns[index]), -index))
    return InputError("no_text_column", source=source, columns=names, likely=shorten(headers[likely], 40))


def _length(cells: Sequence[object]) -> int:
    return sum(len(cell) for cell in cells if isinstance(cell, str))
