"""Excel workbooks (.xlsx, .xlsm)."""

from __future__ import annotations

import io
import logging
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ..errors import InputError, MissingExtraError
from .cleaning import is_missing
from .labels import label
from .limits import DEFAULT_LIMITS, ReadingLimits
from .report import IssueLog
from .table import Grid

_log = logging.getLogger(__name__)
#: Bytes of a part in which a document type stands, if there is one.
_BEGINNING = 1 << 12
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def read_workbook(
    data: bytes, path: object, sheet: str | int | None, log: IssueLog, limits: ReadingLimits = DEFAULT_LIMITS
) -> Iterator[tuple[str, Grid]]:
    """Return the sheets to look at, in order: the one asked for, or every visible one that is not empty.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    InputError
        If the file is damaged or goes over a limit, or there is no such sheet.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("extra", feature="Excel (.xlsx)", extra="excel") from None
    merged, formulas = _features(data, path, limits)
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
            grid = _grid(worksheet, limits, path)
        except InputError:
            raise
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


def _grid(worksheet: Any, limits: ReadingLimits, path: object) -> Grid:
    ranges = worksheet.merged_cells.ranges if hasattr(worksheet, "merged_cells") else ()
    if hasattr(worksheet, "reset_dimensions"):
        worksheet.reset_dimensions()  # some platforms write a wrong size
    cells: list[list[object]] = []
    n_cells = 0
    for row in worksheet.iter_rows(values_only=True):
        filled = len(row)
        while filled and row[filled - 1] is None:  # formatted, not filled
            filled -= 1
        n_cells += filled
        limits.check_shape(1, filled, path)
        if n_cells > limits.cells:
            limits.check_shape(n_cells, 1, path)
        cells.append(list(row[:filled]))
    while cells and all(map(is_missing, cells[-1])):
        cells.pop()
    merged = [
        (area.min_row - 1, min(area.max_row, len(cells)) - 1, area.min_col - 1, area.max_col - 1)
        for area in ranges
        if area.min_row <= len(cells)
    ]
    return Grid(cells, list(range(1, len(cells) + 1)), sorted(merged))


def _features(data: bytes, path: object, limits: ReadingLimits) -> tuple[bool, bool]:
    """Tell whether any sheet has merged cells, and whether any has formulas; refuse what would fill the memory."""
    merged = formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            limits.check_archive(archive, path)
            for name in archive.namelist():
                if name.endswith(".xml") and _declares_entities(archive, name):
                    raise InputError("file_damaged", path=path, kind="Excel")
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    content = archive.read(name)
                    merged |= b"<mergeCell " in content
                    limits.check_shape(sum(map(_area, _MERGED.finditer(content))), 1, path)
                    formulas |= b"<f>" in content or b"<f " in content
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, zlib.error):
        return True, False  # openpyxl will tell what is wrong
    return merged, formulas


def _declares_entities(archive: zipfile.ZipFile, name: str) -> bool:
    """Tell whether a part has a document type: no workbook has one, but entities that multiply need it."""
    with archive.open(name) as part:
        return b"<!DOCTYPE" in part.read(_BEGINNING)


def _area(found: re.Match[bytes]) -> int:
    """Return how many cells a merged area covers: each is made when the sheet is opened."""
    left, top, right, bottom = found.groups()
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


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
            for formula, value in zip_longest(row, saved)
        )
    ]
    for row in rows:
        log.add("formula", row=row)
