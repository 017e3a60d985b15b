"""Tables as files: CSV that a Finnish Excel opens, Parquet, and an Excel workbook with a sheet for each.

What a cell holds becomes a plain value of the type of its column first (:func:`plain_values`), so that every format
tells the same. In CSV and in a workbook no text is taken for a formula: in CSV an apostrophe stands in front of what
looks like one, in a workbook every text is stored as text.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .._files import write_atomic
from ..errors import MissingExtraError, ParameterError, WriteError
from ..texts import text
from ._docx_package import check_clock, zipped
from ._format import clean, is_missing
from ._table_schema import Column, columns_of

FORMATS = ("csv", "parquet", "xlsx")
WORKBOOK = "taulukot.xlsx"
_EXTRA = {"parquet": ("pyarrow", "parquet"), "xlsx": ("openpyxl", "excel")}
# What begins a formula in a spreadsheet, also behind spaces, quotes and marks that are not seen, and in full width.
_FORMULA = re.compile(
    "[\\s\"'\u2018\u2019\u201c\u201d\u00ab\u00bb\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
)
_CONTROLS = ("\t", "\r", "\n")
_LONGEST_CELL, _MOST_ROWS = 32_767, 1_048_575  # of Excel, the header apart
_AROUND_CELL = 60  # bytes of a sheet that a cell takes beside its content
_WIDTHS = {"integer": 10.0, "number": 12.0, "boolean": 10.0, "date": 12.0}
_NO_DAY = "2000-01-01"
_STAMPS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")

Tables = dict[str, pd.DataFrame]


def check_formats(formats: str | Iterable[str], owner: str) -> tuple[str, ...]:
    """Return the formats asked for, each once.

    Raises
    ------
    ParameterError
        If there is no such format, or none was named.
    MissingExtraError
        If what writes one of them is not installed.
    """
    wanted = tuple(dict.fromkeys([formats] if isinstance(formats, str) else formats))
    if not wanted or not set(wanted) <= set(FORMATS):
        raise ParameterError(
            "parameter", name="formats", owner=owner, expected=", ".join(FORMATS), received=", ".join(map(str, wanted))
        )
    for name in wanted:
        if name in _EXTRA:
            module, extra = _EXTRA[name]
            try:
                __import__(module)
            except ImportError:
                raise MissingExtraError("extra", feature=f"{owner}({name})", extra=extra) from None
    return wanted


def table_files(
    folder: Path, tables: Tables, formats: Sequence[str], dictionary: dict[str, Any], title: str, as_of: str | None
) -> dict[Path, str | bytes]:
    """Return the files of tables of plain values in some formats, by their places, the data dictionary not yet."""
    files: dict[Path, str | bytes] = {}
    if "csv" in formats:
        files |= {folder / f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
    if "parquet" in formats:
        files |= {folder / f"{n}.parquet": parquet_bytes(n, table, dictionary) for n, table in tables.items()}
    if "xlsx" in formats:
        files[folder / WORKBOOK] = workbook_bytes(tables, title, as_of)
    return files


def plain_values(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return a table whose cells are plain values of the types of its columns, or None.

    Texts are cleaned of control characters, lists are joined with a vertical bar, days are dates.
    """
    return pd.DataFrame(
        {column.name: pd.Series([_PLAIN[column.type](cell) for cell in table[column.name]], dtype=object)
         for column in columns}
    )  # fmt: skip


def _plain_list(cell: Any) -> str | None:
    if isinstance(cell, (list, tuple)):
        return "|".join(clean(item) for item in cell) or None
    return _plain_string(cell)


def _plain_string(cell: Any) -> str | None:
    return None if is_missing(cell) else clean(cell) or None


def _plain_date(cell: Any) -> dt.date | None:
    return None if is_missing(cell) or cell == "" else pd.Timestamp(cell).date()


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "string": _plain_string,
    "list": _plain_list,
    "date": _plain_date,
    "integer": lambda cell: None if is_missing(cell) else int(cell),
    "number": lambda cell: None if is_missing(cell) else float(cell),
    "boolean": lambda cell: None if is_missing(cell) else bool(cell),
}


# --- CSV ------------------------------------------------------------------------------------------------------------


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write one table as CSV that a Finnish Excel opens and in which nothing is taken for a formula."""
    return write_atomic(path, csv_bytes(table))


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return what :func:`write_table` writes."""
    safe = pd.DataFrame({_safe(str(column)): [_safe(value) for value in table[column]] for column in table.columns})
    content: str = safe.to_csv(sep=";", index=False, lineterminator="\r\n")
    return content.encode("utf-8-sig", errors="replace")


def _safe(value: Any) -> Any:
    """Return a value as it is written: numbers as numbers, words so that no spreadsheet takes them for a formula."""
    if is_missing(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    raw = value if isinstance(value, str) else str(value)
    words = clean(raw)
    return f"'{words}" if _FORMULA.match(words) or raw.startswith(_CONTROLS) else words


# --- Parquet --------------------------------------------------------------------------------------------------------


def parquet_bytes(name: str, table: pd.DataFrame, dictionary: dict[str, Any]) -> bytes:
    """Return one table of plain values as Parquet, with its part of the data dictionary in the file."""
    import pyarrow as pa
    import pyarrow.parquet

    types = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
    columns = columns_of(name)
    fields = [
        pa.field(column.name, types.get(column.type, pa.string()), metadata={"description": text(column.meaning)})
        for column in columns
    ]
    told = {key: value for key, value in dictionary.items() if key != "tables"}
    told["table"] = next((entry for entry in dictionary["tables"] if entry["name"] == name), None)
    schema = pa.schema(fields, metadata={"rakenlp": json.dumps(told, ensure_ascii=False, sort_keys=True)})
    arrays = [pa.array(table[field.name].tolist(), field.type) for field in fields]
    out = io.BytesIO()
    pa.parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


# --- Excel ----------------------------------------------------------------------------------------------------------


def workbook_bytes(tables: Tables, title: str, as_of: str | None) -> bytes:
    """Return tables of plain values as one workbook, a sheet for each; the same bytes for the same tables.

    Raises
    ------
    ParameterError
        If a table has more rows than a sheet can hold.
    WriteError
        If there is no folder for temporary files, or no room in it, or the date of the system is impossible.
    """
    import openpyxl

    for name, table in tables.items():
        if len(table) > _MOST_ROWS:
            raise ParameterError(
                "parameter", name="formats", owner="to_tables", expected="csv, parquet", received=f"xlsx ({name})"
            )
    check_clock()
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.title = "rakenlp", title
    out = io.BytesIO()
    try:
        _check_room(tables)
        for name, table in tables.items():
            _add_sheet(book, name, table)
        book.save(out)
    except Exception as error:  # openpyxl writes a sheet into a file for itself first
        if isinstance(error, FileNotFoundError):
            raise WriteError("no_temporary_folder", feature="xlsx") from None
        if isinstance(error, OSError):
            raise WriteError.of(error, tempfile.gettempdir()) from error
        if type(error).__module__.startswith("lxml"):
            raise WriteError.of(OSError(errno.ENOSPC, str(error)), tempfile.gettempdir()) from error
        raise
    return _settled(out.getvalue(), as_of or _NO_DAY)


def _check_room(tables: Tables) -> None:
    """See that the sheets fit where openpyxl writes them for itself: cut short in the middle, it cannot let them go."""
    cells = (cell for table in tables.values() for column in table for cell in table[column])
    with tempfile.TemporaryFile() as draft:
        for cell in cells:
            draft.write(str(cell).encode("utf-8", "replace") + b" " * _AROUND_CELL)


def _add_sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    columns = columns_of(name)
    for place, column in enumerate(columns, start=1):
        words = max((len(str(cell)) for cell in table[column.name] if cell is not None), default=0)
        width = _WIDTHS.get(column.type, min(max(words, 8) + 2.0, 60.0))
        sheet.column_dimensions[get_column_letter(place)].width = max(width, len(column.name) + 3.0)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(table) + 1}"
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=False)
    head = [_text_cell(sheet, column.name) for column in columns]
    for cell in head:
        cell.font = bold
    sheet.append(head)
    for row in table.itertuples(index=False, name=None):
        cells = [_cell(sheet, value) for value in row]
        for cell in cells:
            if cell is not None and cell.data_type == "s":
                cell.alignment = top
        sheet.append(cells)


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if value is None:
        return None
    if isinstance(value, str):
        return _text_cell(sheet, value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _text_cell(sheet: Any, words: str) -> Any:
    """Return a cell that is text whatever it begins with, and stays so when someone edits it."""
    from openpyxl.cell import WriteOnlyCell

    shown = words if len(words) <= _LONGEST_CELL else f"{words[: _LONGEST_CELL - 2]} …"
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    if _FORMULA.match(shown) or shown.startswith(_CONTROLS):
        cell.quotePrefix = True
    return cell


def _settled(content: bytes, day: str) -> bytes:
    """Return a workbook without the moment at which it was written."""
    stamp = rf"\g<1>{day}T00:00:00Z\g<3>".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped([(name, _STAMPS.sub(stamp, data) if name == "docProps/core.xml" else data) for name, data in parts])
