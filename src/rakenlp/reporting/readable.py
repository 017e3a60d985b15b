"""Tables of an analysis for people: headings and codes in words of the language now set, dates and numbers too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from numbers import Number
from typing import Any

import pandas as pd

from .. import _cell
from ..texts import text
from ._format import clean, format_date, format_dates, format_number, is_missing, label_of

_SHOWN = 50  # rows in a notebook cell
_NUMBER = re.compile(r"[+−]?\d[\d\xa0,]*(?:\.\d+)?")
_IDS = ("runner_up", "also", "machine_phenomenon_id")
#: Columns of codes, with what the catalogue calls their kind.
_CODES = {
    "respondent_group": "voice",
    "missing_voices": "group",
    "flags": "kind",
    "decisive": "kind",
    **{name: name for name in ("channel", "language", "parent", "kind", "state", "level")},
    **{name: name for name in ("assigned_by", "valence", "recurrence")},
}


class ReadableTable(pd.DataFrame):
    """A table for people, which a notebook cell shows whole: long texts are not cut.

    See Also
    --------
    rakenlp.Analysis.readable : Make one of any table of an analysis.
    """

    @property
    def _constructor(self) -> type[ReadableTable]:
        return ReadableTable

    def _repr_html_(self) -> str:
        named = self.reset_index() if self.index.name else self
        heads = [
            _cell.Head(str(name), all(_NUMBER.fullmatch(cell) for cell in map(_words, named.iloc[:, place]) if cell))
            for place, name in enumerate(named.columns)
        ]
        rows = [[_words(cell) for cell in row] for row in named.head(_SHOWN).itertuples(index=False, name=None)]
        more = text("kooste.rows_more", n=len(named) - _SHOWN) if len(named) > _SHOWN else ""
        return _cell.cell(_cell.table(heads, rows, more))


def readable(table: pd.DataFrame, names: Mapping[Any, str] | None = None) -> ReadableTable:
    """Return a table of an analysis with what people read in the place of codes.

    Parameters
    ----------
    table : DataFrame
        Any table of :class:`rakenlp.Analysis` or its observations, or some of its rows and columns. Columns that are
        not known stay as they are.
    names : mapping of str to str, optional
        Names of phenomena by their ids. Where the table has no names, ids give way to them.

    Returns
    -------
    ReadableTable
        A DataFrame of words and whole numbers, in the language now set.

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.reporting import readable
    >>> flags = pd.DataFrame({"kind": ["growing"], "expected": [1.25], "window": ["2026-01-01/2026-06-30"]})
    >>> readable(flags).iloc[0].to_dict()
    {'laji': 'kasvava', 'odotettiin': '1,2', 'jakso': '1.1.–30.6.2026'}
    """
    known = dict(names or {})
    is_named = "name" in table.columns
    ids = _IDS if is_named else (*_IDS, "phenomenon_id")
    columns: dict[str, list[Any]] = {}
    for place, name in enumerate(table.columns):
        cells = [_readable(name, cell, known if name in ids else {}) for cell in table.iloc[:, place]]
        columns[_heading("phenomenon" if name == "phenomenon_id" and not is_named else name, columns)] = cells
    index = table.index.rename(_heading(table.index.name, columns)) if table.index.name else table.index
    return ReadableTable(columns, index=index)


def _heading(name: Any, taken: Mapping[str, Any]) -> str:
    """Return the heading of a column; its own name where there is none, or another column has it."""
    try:
        words = text(f"headings.{name}")
    except KeyError:
        return str(name)
    return str(name) if words in taken else words


def _readable(column: Any, cell: Any, names: Mapping[Any, str]) -> Any:
    if isinstance(cell, list | tuple | set):
        return ", ".join(str(_readable(column, each, names)) for each in cell)
    if is_missing(cell):
        return ""
    if isinstance(cell, str):
        return _of_words(column, cell, names)
    if isinstance(cell, bool) or type(cell).__name__ == "bool_":
        return text("common.yes") if cell else text("common.no")
    if isinstance(cell, date | datetime):
        return format_date(cell)
    if isinstance(cell, Number):
        value = float(cell)  # type: ignore[arg-type]
        return int(value) if value.is_integer() else format_number(value, 2 if abs(value) < 1 else 1)
    return clean(cell)


def _of_words(column: Any, cell: str, names: Mapping[Any, str]) -> str:
    if not cell:
        return ""
    if column == "last_handled":
        return format_date(cell)
    if column == "window":
        first, _, last = cell.partition("/")
        return format_dates(date.fromisoformat(first), date.fromisoformat(last)) if last else cell
    if column in _CODES:
        return ", ".join(_word(_CODES[column], code) for code in cell.split(", "))
    return clean(names.get(cell, cell))


def _word(kind: str, code: str) -> str:
    try:
        return text(f"headings.{kind}_{code}")
    except KeyError:
        return label_of(kind, code)


def _words(cell: Any) -> str:
    return cell if isinstance(cell, str) else format_number(cell)
