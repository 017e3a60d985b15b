"""From a raw table to observations: columns, cleaning, screening, values, ids, masking, in this order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, overload

import numpy as np
import pandas as pd

from ..language.row_language import detect_language
from ..texts import text
from .cleaning import LONG_TEXT, as_text, clean_text, is_missing
from .columns import CONTROLLED_FIELDS, FREE_FIELDS, TEXT_FIELDS
from .dates import parse_dates
from .identifiers import observation_ids
from .labels import label
from .mapping import Mapping
from .masking import Masker
from .observations import COLUMNS, Observations
from .planning import ColumnPlan, plan_columns
from .report import ImportReport, IssueLog, shorten
from .screening import CELL_ERRORS, screen_text
from .table import RawTable
from .values import NOT_TOLD, OTHER, controlled_value, is_not_told, translate
from .work import Work

if TYPE_CHECKING:
    from ..privacy.settings import Masking

_PLAIN_FIELDS = ("service_line", "municipality", "county", "target_group", "phenomenon_self")
_READ = 2_000  # texts whose language is told at a time
_ROW_CHANGES = ("mojibake", "surrogates", "lost_characters")
_NO = frozenset({"", "-", "–", "ei", "nej", "no", "false", "0", "0.0", "none", "nan"})
Values = list[str | None]


@dataclass
class _Rows:
    """The cells of the source by field, cleaned; all lists are as long as the source has rows."""

    table: RawTable
    plan: ColumnPlan
    log: IssueLog
    fields: dict[str, Values]


def build(table: RawTable, mapping: Mapping, *, masking: Masking | None, work: Work | None = None) -> Observations:
    """Make observations of a raw table, accounting for every row; the table is used up, cell by cell."""
    work = work or Work()
    plan = plan_columns(table, mapping)
    rows = _Rows(table, plan, table.log, {})
    masker = Masker(masking, table.log, work)
    for name in FREE_FIELDS:
        rows.fields[name] = _text_field(rows, name)
        for index in plan.fields.get(name, ()):
            table.columns[index] = []
    reasons = _screen(rows)
    kept = [position for position, reason in enumerate(reasons) if reason is None]
    if not kept:
        table.log.add("no_rows")
    dates = _dates(rows, mapping, kept)
    _note_parts(rows, kept)
    for name in CONTROLLED_FIELDS:
        rows.fields[name] = _controlled_field(rows, mapping, name, kept, masker)
    for name in _PLAIN_FIELDS:
        rows.fields[name] = _plain_field(rows, mapping, name, kept, masker)
    _note_missing(rows, dates, kept)
    frame = _frame(rows, dates, kept, masker, work)
    aside = _set_aside(rows, reasons, masker)
    masker.report()
    read = len(table) + len(table.unreadable) + len(table.repeated_headers)
    report = ImportReport(label(table.source), read, len(frame), len(aside), table.log.frame(), plan.overview())
    return Observations(frame, report, aside, masking is not None)


def _text_field(rows: _Rows, name: str) -> Values:
    """Clean the cells of a text field and join its source columns, in the order of the mapping."""
    parts = [_clean_column(rows, index) for index in rows.plan.fields.get(name, ())]
    if len(parts) == 1:
        return parts[0]
    return ["\n".join(filter(None, cells)) or None for cells in zip(*parts, strict=True)] or [None] * len(rows.table)


def _clean_column(rows: _Rows, index: int) -> Values:
    header, cells, numbers = rows.plan.headers[index], rows.table.columns[index], rows.table.rows
    cleaned: Values = []
    changed: dict[str, list[int]] = defaultdict(list)
    for row, cell in zip(numbers, cells, strict=True):
        raw = as_text(cell)
        if raw is None:
            cleaned.append(None)
            continue
        value, changes = clean_text(raw)
        for change in changes:
            changed[change].append(row)
        if not isinstance(cell, str):
            changed["not_text"].append(row)
        if len(value) > LONG_TEXT:
            rows.log.add("long_text", row=row, column=header, n=len(value))
        cleaned.append(value or None)
    for change, found in changed.items():
        if change in _ROW_CHANGES:
            for row in found:
                rows.log.add(change, row=row, column=header)
        else:
            rows.log.add_rows(change if change == "not_text" else f"clean_{change}", found, column=header)
    return cleaned


def _screen(rows: _Rows) -> list[str | None]:
    """Return for each row why it is set aside, or None; a row is kept if any of its text fields says something."""
    reasons: list[str | None] = []
    for cells in zip(*(rows.fields[name] for name in FREE_FIELDS), strict=True):
        found = [screen_text(cell) for cell in cells]
        said = [reason for reason in found if reason != "blank"]
        reasons.append(None if None in found else said[0] if said else "blank")
    return reasons


def _note_parts(rows: _Rows, kept: list[int]) -> None:
    """Report the fields of kept rows that say nothing, and rows where only the proposal says something."""
    for name in FREE_FIELDS:
        if rows.plan.fields.get(name):
            values = rows.fields[name]
            found = [at for at in kept if values[at] is not None and screen_text(values[at]) is not None]
            numbers = [rows.table.rows[at] for at in found if values[at] not in CELL_ERRORS]
            rows.log.add_rows("empty_answer", numbers, column=rows.plan.header(name))
            for at in found:
                if values[at] in CELL_ERRORS:
                    rows.log.add("cell_error", row=rows.table.rows[at], column=rows.plan.header(name))
    for at in kept:
        if all(screen_text(rows.fields[name][at]) is not None for name in TEXT_FIELDS):
            rows.log.add("proposal_as_text", row=rows.table.rows[at])


def _raw_values(rows: _Rows, mapping: Mapping, name: str) -> tuple[str | None, Values]:
    """Cells of a one-column field as trimmed text, translated by the mapping, its constant where empty."""
    indexes = rows.plan.fields.get(name, ())
    header = rows.plan.headers[indexes[0]] if indexes else None
    cells = rows.table.columns[indexes[0]] if indexes else [None] * len(rows.table)
    table = mapping.values.get(name, {})
    constant = mapping.constants.get(name)
    known: dict[str, str | None] = {}
    values: Values = []
    for cell in cells:
        raw = as_text(cell)
        if raw is None or raw in CELL_ERRORS:
            values.append(constant)
            continue
        if raw not in known:
            cleaned = " ".join(clean_text(raw)[0].split())
            known[raw] = (translate(table, raw) or translate(table, cleaned) or cleaned) if table else cleaned
        values.append(known[raw] or constant)
    if constant is not None:
        filled = [row for row, cell in zip(rows.table.rows, cells, strict=True) if is_missing(cell)]
        rows.log.add_rows("constant", filled, column=header, name=name, value=shorten(label(constant), 40))
    return header, values


def _controlled_field(rows: _Rows, mapping: Mapping, name: str, kept: list[int], masker: Masker) -> Values:
    header, raw = _raw_values(rows, mapping, name)
    empty = NOT_TOLD if name == "respondent_group" else None
    values: Values = [empty] * len(raw)
    unified = []
    for at in kept:
        given = raw[at]
        if given is None or is_not_told(given):
            continue
        meant, certain = controlled_value(name, given)
        shown = shorten(label(given, person=True), 40)
        if meant is None:
            values[at] = (
                OTHER if name in ("respondent_group", "channel") else masker.short(given, header or name, person=True)
            )
            rows.log.add("value_unknown", row=rows.table.rows[at], column=header, value=shown, used=values[at])
            continue
        values[at] = meant
        if not certain:
            rows.log.add("value_ambiguous", row=rows.table.rows[at], column=header, value=shown, used=meant)
        elif meant != given:
            unified.append(rows.table.rows[at])
    rows.log.add_rows("value_unified", unified, column=header)
    return values


def _plain_field(rows: _Rows, mapping: Mapping, name: str, kept: list[int], masker: Masker) -> Values:
    header, raw = _raw_values(rows, mapping, name)
    values: Values = [None] * len(raw)
    for at in kept:
        given = raw[at]
        if given is not None and not is_not_told(given):
            values[at] = masker.short(given, header or name)
    return values


def _dates(rows: _Rows, mapping: Mapping, kept: list[int]) -> np.ndarray:
    indexes = rows.plan.fields.get("received_date", ())
    constant = mapping.constants.get("received_date")
    cells = rows.table.columns[indexes[0]] if indexes else [None] * len(rows.table)
    header = rows.plan.headers[indexes[0]] if indexes else None
    if constant is not None:
        cells = [constant if is_missing(cell) else cell for cell in cells]
    parsed = parse_dates(cells, pattern=mapping.date_format, dayfirst=mapping.dayfirst)
    if parsed.month_first:
        rows.log.add("date_order", column=header)
    wanted = set(kept)
    for code in sorted(parsed.doubts):
        for at in parsed.doubts[code]:
            if at in wanted:
                rows.log.add(code, row=rows.table.rows[at], column=header)
    if indexes:
        missing = [rows.table.rows[at] for at in parsed.missing if at in wanted]
        rows.log.add_rows("date_missing", missing, column=header)
    return parsed.values


def _note_missing(rows: _Rows, dates: np.ndarray, kept: list[int]) -> None:
    """Say what the observations as a whole do not tell."""
    if not kept:
        return
    if np.isnat(dates[kept]).all():
        rows.log.add("no_dates")
    if all(rows.fields["respondent_group"][at] == NOT_TOLD for at in kept):
        rows.log.add("no_groups")
    if all(rows.fields["municipality"][at] is None and rows.fields["service_line"][at] is None for at in kept):
        rows.log.add("no_places")


def _contact_given(rows: _Rows) -> list[bool | None]:
    """Tell for each row whether any contact detail was given; None where the form does not ask."""
    indexes = [*rows.plan.contacts, *rows.plan.fields.get("contact_given", ())]
    if not indexes:
        return [None] * len(rows.table)
    given = [False] * len(rows.table)
    for index in indexes:
        for at, cell in enumerate(rows.table.columns[index]):
            given[at] |= (as_text(cell) or "").strip().lower() not in _NO
    return list(given)


def _frame(rows: _Rows, dates: np.ndarray, kept: list[int], masker: Masker, work: Work) -> pd.DataFrame:
    fields = rows.fields
    unknown = {name: rows.table.columns[index] for name, index in rows.plan.unknown.items()}
    given = rows.plan.fields.get("observation_id", ())
    ids = observation_ids(
        rows.table.columns[given[0]] if given else None, dates, fields, unknown, kept, rows.table, rows.log
    )
    told = _Joined(fields, kept)
    language = list(chain.from_iterable(work.batches(_languages, told, _READ, "language")))
    for name in FREE_FIELDS:
        if rows.plan.fields.get(name):
            fields[name] = masker.column(fields[name], rows.plan.header(name) or name)
    contact = _contact_given(rows)
    index = pd.Index(ids, dtype=object, name="observation_id")
    columns: dict[str, pd.Series] = {}

    def add(name: str, values: list[object]) -> None:
        columns[name] = pd.Series(values, index=index, dtype=object)

    for name in COLUMNS:
        if name == "received_date":
            columns[name] = pd.Series(dates[kept], index=index)
        elif name == "row":
            columns[name] = pd.Series([rows.table.rows[at] for at in kept], index=index, dtype=np.int64)
        elif name == "language":
            add(name, list(language))
        elif name == "contact_given":
            add(name, [contact[at] for at in kept])
        elif name == "description":
            add(name, [fields[name][at] or "" for at in kept])
        else:
            add(name, [fields[name][at] for at in kept])
    for name, cells in unknown.items():
        masked = masker.cells([cells[at] for at in kept], name)
        columns[name] = _restored(pd.Series(masked, index=index, dtype=object))
    return pd.DataFrame(columns, index=index)


class _Joined(Sequence[str]):
    """The texts of the kept rows, all fields of a row as one, put together when they are asked for."""

    def __init__(self, fields: dict[str, Values], kept: list[int]) -> None:
        self._fields, self._kept = fields, kept

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        rows = self._kept[at]
        if isinstance(rows, int):
            return "\n".join(self._fields[name][rows] or "" for name in FREE_FIELDS)
        return ["\n".join(self._fields[name][row] or "" for name in FREE_FIELDS) for row in rows]


def _languages(texts: Sequence[str]) -> list[str]:
    return [detect_language(text) for text in texts]


def _restored(values: pd.Series) -> pd.Series:
    """Give a column of numbers or dates its type back; texts stay objects in every pandas version."""
    if values.empty or any(isinstance(value, str) for value in values):
        return values
    return values.infer_objects()


def _set_aside(rows: _Rows, reasons: list[str | None], masker: Masker) -> pd.DataFrame:
    found: list[tuple[int, str, str]] = [
        (rows.table.rows[at], reason, _set_aside_text(rows, at)) for at, reason in enumerate(reasons) if reason
    ]
    found += [(row, "unreadable_line", line) for row, line in rows.table.unreadable]
    found += [(row, "repeated_header", "") for row in rows.table.repeated_headers]
    found.sort(key=lambda item: item[0])
    messages = {code: text(f"import.{code}") for _, code, _ in found}
    for row, code, _ in found:
        rows.log.add(code, row=row)
    texts = masker.plain([shown for _, _, shown in found])
    texts = [
        shorten(said, 1000) if code == "unreadable_line" else said
        for said, (_, code, _) in zip(texts, found, strict=True)
    ]
    return pd.DataFrame(
        {
            "row": pd.Series([row for row, _, _ in found], dtype=np.int64),
            "code": pd.Series([code for _, code, _ in found], dtype=object),
            "message": pd.Series([messages[code] for _, code, _ in found], dtype=object),
            "description": pd.Series(texts, dtype=object),
        }
    )


def _set_aside_text(rows: _Rows, at: int) -> str:
    return "\n".join(filter(None, (rows.fields[name][at] for name in FREE_FIELDS)))
