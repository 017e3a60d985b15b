"""How much is read at once: more than any export of submissions holds, less than what fills a computer's memory."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..errors import InputError

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ReadingLimits:
    """Limits of one source; what goes over one is refused whole, with the row or size that did.

    They guard against files that are broken or made to harm: a quote never closed, a workbook that unpacks to a
    thousand times its size, a table of tens of thousands of columns. The section ``[limits]`` of a mapping changes
    them.

    Attributes
    ----------
    file_mb : int
        Megabytes of a file, unpacked where it is packed. A million submissions are about 500, and take six times as
        much memory while they are read.
    workbook_mb : int
        Megabytes of an Excel workbook, unpacked. A full sheet of 20 columns is about 600.
    columns : int
        Of a table. The widest forms have some hundreds.
    cells : int
        Rows times columns.
    cell_characters : int
        Of one cell. A long novel is about three million.

    Examples
    --------
    >>> from rakenlp.observations.limits import ReadingLimits
    >>> ReadingLimits(columns=10_000).cell_characters
    5000000
    """

    file_mb: int = 1_000
    workbook_mb: int = 1_000
    columns: int = 4_000
    cells: int = 200_000_000
    cell_characters: int = 5_000_000

    def check_bytes(self, size: int, path: object, name: str = "file_mb") -> None:
        """Refuse a file of more bytes than the limit of that name."""
        limit = getattr(self, name)
        if size > limit * MEGABYTE:
            raise InputError(f"limit_{name}", path=path, received=size // MEGABYTE, limit=limit)

    def check_shape(self, rows: int, columns: int, path: object) -> None:
        """Refuse a table of too many columns or cells, before room is made for them."""
        if columns > self.columns:
            raise InputError("limit_columns", path=path, received=columns, limit=self.columns)
        if rows * columns > self.cells:
            raise InputError("limit_cells", path=path, received=rows * columns, limit=self.cells)

    def check_cells(self, columns: Sequence[Sequence[object]], rows: Sequence[int], path: object) -> None:
        """Refuse a table with a cell of too many characters."""
        for cells in columns:
            for row, cell in zip(rows, cells, strict=True):
                if isinstance(cell, (str, bytes)) and len(cell) > self.cell_characters:
                    raise InputError(
                        "limit_cell_characters", path=path, row=row, received=len(cell), limit=self.cell_characters
                    )

    def check_archive(self, archive: zipfile.ZipFile, path: object) -> None:
        """Refuse a workbook that says it unpacks to more than its limit; more than it says is never unpacked."""
        self.check_bytes(sum(member.file_size for member in archive.infolist()), path, "workbook_mb")


DEFAULT_LIMITS = ReadingLimits()


def limits_of(section: AbstractMapping[str, Any], origin: str) -> ReadingLimits:
    """Return the limits that a mapping tells.

    Raises
    ------
    InputError
        If a limit is unknown or no whole number from 1 up.
    """
    known = [field.name for field in fields(ReadingLimits)]
    for name, value in section.items():
        if name not in known:
            expected = ", ".join(f"limits.{each}" for each in known)
            raise InputError("mapping_key", key=f"limits.{name}", origin=origin, expected=expected)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError("mapping_entry", key=f"limits.{name}", origin=origin, expected=">= 1", received=value)
    return ReadingLimits(**section)
