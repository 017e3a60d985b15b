"""Tables as people write them, made ready for the checker: names of totals, thousands with spaces, percentages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..errors import ParameterError
from ..texts import text
from ._cells import days_of
from ._layout import PublishedTable, read_sign

_TOTALS = frozenset(
    {"yhteensä", "yht", "yht.", "summa", "kaikki", "total", "totalt", "sammanlagt", "alla", "all", "sum"}
)
_SPACES = "[ \u00a0\u2009\u202f]"
_THOUSANDS = re.compile(rf"\d{{1,3}}(?:{_SPACES}\d{{3}})+")
_UNIT = re.compile(r"\s*(?:kpl|st|pcs)\.?$", re.IGNORECASE)
_UNDER = re.compile(r"(?:alle|under|less than)\s*(\d{1,9})", re.IGNORECASE)
_FROM_ONE = re.compile(r"1\s*[-–]\s*(\d{1,9})")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERCENT = re.compile(r"osuus|prosent|procent|percent|share|%", re.IGNORECASE)


def people_table(
    frame: pd.DataFrame,
    dimensions: Sequence[str] | None,
    values: str,
    periods: Sequence[str],
    hierarchies: Mapping[str, Mapping[str, str]],
    total: str,
    name: str,
) -> PublishedTable:
    """Return a table whose counts, totals and periods are as the checker reads them.

    Raises
    ------
    ParameterError
        If a count with digits, or the label of a period, is not understood.
    """
    beside = {values, "hidden"} | {column for column in frame.columns if is_percentage(column, frame[column].tolist())}
    names = list(dimensions or [column for column in frame.columns if column not in beside])
    ready = frame.copy()
    for column in (column for column in names if column in ready):
        labels = [str(label).replace("\u00a0", " ").strip() for label in ready[column]]
        ready[column] = [total if label.casefold() in _TOTALS else label for label in labels]
        if column in periods:
            unread = [label for label in ready[column] if label != total and days_of(label) is None]
            if unread:
                raise _wrong("periods", text("privacy.expected_period_label"), unread[0])
    if values in ready:
        ready[values] = [count_of(value) for value in ready[values]]
    return PublishedTable(ready, names, values, [p for p in periods if p in names], hierarchies, total, name)


def is_percentage(column: str, cells: Sequence[Any]) -> bool:
    """Tell whether a column holds percentages: no count, and nothing that tells what is counted."""
    words = [str(cell).strip() for cell in cells if any(letter.isdigit() for letter in str(cell))]
    return bool(_PERCENT.search(str(column))) or (bool(words) and all(word.endswith("%") for word in words))


def count_of(value: Any) -> str:
    """Return a count as the checker reads it.

    Examples
    --------
    >>> count_of("1 023 kpl"), count_of("alle 5"), count_of("1–4"), count_of("*")
    ('1023', '<5', '<5', '*')
    """
    words = _UNIT.sub("", str(value).replace("\u00a0", " ").strip())
    if _THOUSANDS.fullmatch(words):
        return re.sub(_SPACES, "", words)
    if found := _UNDER.fullmatch(words):
        return f"<{found[1]}"
    if found := _FROM_ONE.fullmatch(words):
        return f"<{int(found[1]) + 1}"
    if any(letter.isdigit() for letter in words) and read_sign(words)[2] == "hidden":
        raise _wrong("values", text("privacy.expected_count_cell"), words)
    return words


def taken(table: PublishedTable) -> list[str]:
    """Return in words what was taken for dimensions, totals, periods and signs, and what looks like an oversight."""
    frame = table.frame
    totals = {name: int((frame[name].astype(str) == table.total).sum()) for name in table.dimensions}
    signs = sorted({str(value).strip() for value in frame[table.values] if read_sign(value)[2] != "shown"})
    none = text("privacy.taken_none")
    lines = [
        text(
            "privacy.taken",
            dimensions=", ".join(table.dimensions) or none,
            periods=", ".join(table.periods) or none,
            totals=", ".join(f"{name} ({n})" for name, n in totals.items() if n) or none,
            signs=", ".join(sign or '""' for sign in signs) or none,
        )
    ]
    for name in table.dimensions:
        labels = {str(label) for label in frame[name]} - {table.total}
        if name not in table.periods and labels and all(days_of(label) or _YEAR.search(label) for label in labels):
            lines.append(text("privacy.taken_periods_missing", column=name))
    return lines


def has_sums(tables: Sequence[PublishedTable]) -> bool:
    """Tell whether any of the tables has a total, a part of a whole or periods, from which to subtract."""
    return any(
        table.hierarchies or table.periods or (table.frame[name].astype(str) == table.total).any()
        for table in tables
        for name in table.dimensions
    )


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="check_tables", expected=expected, received=received)
