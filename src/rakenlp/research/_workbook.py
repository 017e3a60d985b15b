"""Coding sheets as Excel workbooks: wrapped texts, a list to pick codes from, the codebook as the second sheet."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InputError, MissingExtraError
from ..texts import text

_WIDTHS = (16, 80, 30, 30, 30)
_BOOK_WIDTHS = (28, 36, 28, 14, 70, 60)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LONGEST_CELL = 32_767


def workbook(sheet: pd.DataFrame, book: pd.DataFrame) -> bytes:
    """Return a coding sheet and a codebook as one workbook; the same content gives the same bytes."""
    openpyxl = _openpyxl()
    from openpyxl.worksheet.datavalidation import DataValidation

    file = openpyxl.Workbook()
    file.properties.creator = "rakenlp"
    file.properties.created = file.properties.modified = datetime(*_EPOCH[:3])
    first = file.active
    first.title = text("research.sheet_title")
    second = file.create_sheet(text("research.book_title"))
    _fill(first, sheet, _WIDTHS)
    _fill(second, book, _BOOK_WIDTHS)
    if len(sheet):
        place = f"'{second.title}'!$A$2:$A${len(book) + 1}"
        choice = DataValidation(type="list", formula1=place, allow_blank=True, showErrorMessage=False)
        first.add_data_validation(choice)
        choice.add(f"C2:C{len(sheet) + 1}")
    stream = io.BytesIO()
    file.save(stream)
    return _settled(stream.getvalue())


def read_workbook(path: Path) -> pd.DataFrame:
    """Return the first sheet of a workbook as text."""
    openpyxl = _openpyxl()
    try:
        file = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
        rows = [list(row) for row in file.worksheets[0].iter_rows(values_only=True)]
    except OSError as error:
        raise InputError("file_unreadable", path=str(path), reason=error.strerror or type(error).__name__) from None
    except Exception:
        raise InputError("file_damaged", path=str(path), kind="Excel") from None
    if not rows:
        raise InputError("file_empty", path=str(path))
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return pd.DataFrame(cells[1:], columns=cells[0])


def _fill(worksheet: Any, table: pd.DataFrame, widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(table.columns, start=1):
        worksheet.cell(1, column, str(head)).font = Font(bold=True)
        worksheet.column_dimensions[get_column_letter(column)].width = widths[column - 1]
    for row, values in enumerate(table.itertuples(index=False), start=2):
        for column, value in enumerate(values, start=1):
            cell = worksheet.cell(row, column)
            cell.value = str(value)[:_LONGEST_CELL] or None
            cell.data_type = "s" if cell.value else "n"  # a text that begins with "=" is no formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    worksheet.freeze_panes = "A2"


def _settled(content: bytes) -> bytes:
    """Return a workbook without the time of its making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("extra", feature="Excel (.xlsx)", extra="excel") from None
    return openpyxl
