"""Excel workbooks (.xlsx, .xlsm)."""

from __future__ import annotations

import io
import logging
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from ..errors import InputError, MissingExtraError
from .cleaning import is_missing
from .labels import label
from .report import IssueLog
from .table import Grid

_log = logging.getLogger(__name__)


def read_workbook(data: bytes, path: object, sheet: str | int | None, log: IssueLog) -> Iterator[tuple[str, Grid]]:
    """Return the sheets to look at, in order: the one asked for, or every visible one that is not empty.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    InputError
        If the file is damaged, or there is no such sheet.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("extra", feature="Excel (.xlsx)", extra="excel") from None
    merged, formulas = _features(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Reading in a stream takes half the time, but does not tell of merged cells.
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=not merged)
    except Exception as error:
        _log.debug("openpyxl could not read the workbook: %s", type(error).__name__)
        raise InputError("file_damaged", path=path, kind="Excel") from None
    chosen = _choose(book, path, sheet)
    for worksheet in chosen:
        try:
            grid = _grid(worksheet)
        except Exception as error:
            _log.debug("openpyxl could not read a sheet: %s", type(error).__name__)
            raise InputError("file_damaged", path=path, kind="Excel") from None
        if grid.cells or sheet is not None:
            if formulas:
                _report_formulas(data, worksheet.title, grid, log)
            yield worksheet.title, grid


def _choose(book: Any, path: object, sheet: str | int | None) -> list[Any]:
    sheets = book.worksheets
    if sheet is None:
        return [each for each in sheets if each.sheet_state == "visible"] or list(sheets)
    if isinstance(sheet, int) and -len(sheets) <= sheet < len(sheets):
        return [sheets[sheet]]
    if isinstance(sheet, str):
        wanted = sheet.strip().casefold()
        found = [each for each in sheets if each.title == sheet]
        found = found or [each for each in sheets if each.title.strip().casefold() == wanted]
        if found:
            return found[:1]
    names = ", ".join(f"'{label(each.title)}'" for each in sheets)
    raise InputError("sheet_not_found", sheet=sheet, path=path, sheets=names)


def _grid(worksheet: Any) -> Grid:
    ranges = worksheet.merged_cells.ranges if hasattr(worksheet, "merged_cells") else ()
    if hasattr(worksheet, "reset_dimensions"):
        worksheet.reset_dimensions()  # some platforms write a wrong size
    cells = [list(row) for row in worksheet.iter_rows(values_only=True)]
    while cells and all(map(is_missing, cells[-1])):
        cells.pop()
    merged = [
        (area.min_row - 1, min(area.max_row, len(cells)) - 1, area.min_col - 1, area.max_col - 1)
        for area in ranges
        if area.min_row <= len(cells)
    ]
    return Grid(cells, list(range(1, len(cells) + 1)), sorted(merged))


def _features(data: bytes) -> tuple[bool, bool]:
    """Tell whether any sheet has merged cells, and whether any has formulas."""
    merged = formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    content = archive.read(name)
                    merged |= b"<mergeCell " in content
                    formulas |= b"<f>" in content or b"<f " in content
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, zlib.error):
        return True, False  # openpyxl will tell what is wrong
    return merged, formulas


def _report_formulas(data: bytes, title: str, grid: Grid, log: IssueLog) -> None:
    """Report formulas whose result was never saved: their cells look empty."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        worksheet = openpyxl.load_workbook(io.BytesIO(data), data_only=False)[title]
    rows = [
        number
        for number, row, saved in zip(grid.numbers, worksheet.iter_rows(values_only=True), grid.cells, strict=False)
        if any(
            value is None
            and (not isinstance(formula, (int, float)) and str(formula or "").startswith(("=", "<openpyxl")))
            for formula, value in zip(row, saved, strict=False)
        )
    ]
    for row in rows:
        log.add("formula", row=row)
