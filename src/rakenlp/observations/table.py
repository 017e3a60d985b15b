"""A table as read, before its columns are understood; the search for its header row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .cleaning import as_text, clean_text, is_missing
from .columns import FREE_FIELDS, fold
from .limits import DEFAULT_LIMITS, ReadingLimits
from .report import IssueLog

_SEARCHED_ROWS = 20
_LONGEST_HEADER = 600
Recognise = Callable[[str], str | None]


@dataclass
class RawTable:
    """Columns of cells of any type; ``rows`` has the row number of each as a person sees it in the source."""

    headers: list[str]
    columns: list[list[object]]
    rows: list[int]
    source: str
    log: IssueLog
    unreadable: list[tuple[int, str]] = field(default_factory=list)  # (row, text) of lines that no parser read
    repeated_headers: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class Grid:
    """Rows of cells of a sheet or delimited file, with their row numbers; merged areas are in grid positions."""

    cells: list[list[object]]
    numbers: list[int]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, last row, first, last column


def table_from_grid(
    grid: Grid,
    *,
    source: str,
    log: IssueLog,
    recognise: Recognise,
    header_rows: Sequence[int] = (),
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> RawTable:
    """Find the header of a grid and return what lies below it as a table.

    The header is the row among the first twenty with most known column names; two rows are taken as one
    header when together they name more columns than either alone. Where nothing is known, the first row
    that is not empty is the header. Vertically merged cells hold for all their rows, except text fields.
    """
    width = max(map(len, grid.cells), default=0)
    if width > limits.columns:
        _trim(grid.cells)
        width = max(map(len, grid.cells), default=0)
    limits.check_shape(len(grid.cells), width, source)
    start, end, names = _header(grid, recognise, header_rows)
    width = max((len(row) for row in grid.cells[start:]), default=0)
    names += [""] * (width - len(names))
    below = range(end, len(grid.cells))
    _spread_merged(grid, end, [recognise(name) for name in names], log)
    header_cells = [fold(name) for name in names]
    first_named = next((index for index, name in enumerate(header_cells) if name), 0)
    several = sum(1 for name in header_cells if name) > 1
    kept, repeated, numbers = [], [], []
    for position in below:
        row = grid.cells[position]
        number = grid.numbers[position]
        if several and _starts_alike(row, first_named, names) and _folded(row, width) == header_cells:
            repeated.append(number)
        else:
            kept.append(row)
            numbers.append(number)
    columns = [[row[index] if index < len(row) else None for row in kept] for index in range(width)]
    used = [index for index in range(width) if names[index] or not all(map(is_missing, columns[index]))]
    if end > 1:
        log.add("header_row", row=None, n=end)
    return RawTable(
        headers=[names[index] for index in used],
        columns=[columns[index] for index in used],
        rows=numbers,
        source=source,
        log=log,
        repeated_headers=repeated,
    )


def _trim(rows: list[list[object]]) -> None:
    """Take the empty cells from the ends of rows: a sheet may be formatted out to its last column."""
    for row in rows:
        while row and is_missing(row[-1]):
            row.pop()


def known_names(cells: Sequence[object], recognise: Recognise) -> int:
    """Count the distinct known columns among the cells of a row."""
    found = {recognise(name) for cell in cells if (name := header_text(cell))}
    return len(found - {None})


def header_text(cell: object) -> str:
    """Return the text of a header cell on one line ("" for an empty one)."""
    shown = as_text(cell)
    return "" if shown is None else " ".join(clean_text(shown[:_LONGEST_HEADER])[0].split())


def _starts_alike(row: Sequence[object], index: int, names: Sequence[str]) -> bool:
    cell = row[index] if index < len(row) else None
    return isinstance(cell, str) and len(cell) < len(names[index]) + 20 and fold(cell) == fold(names[index])


def _folded(row: Sequence[object], width: int) -> list[str]:
    return [fold(header_text(row[index])) if index < len(row) else "" for index in range(width)]


def _header(grid: Grid, recognise: Recognise, header_rows: Sequence[int]) -> tuple[int, int, list[str]]:
    cells = grid.cells
    if header_rows:
        positions = [grid.numbers.index(number) for number in header_rows if number in grid.numbers]
        if positions:
            return positions[0], positions[-1] + 1, _joined([_row(grid, position) for position in positions])
    best, best_count, best_end = 0, 0, 1
    for position in range(min(_SEARCHED_ROWS, len(cells))):
        upper = _row(grid, position)
        alone = known_names(upper, recognise)
        if alone > best_count:
            best, best_count, best_end = position, alone, position + 1
        if position + 1 < len(cells) and _could_be_second(upper, _row(grid, position + 1), recognise):
            together = known_names(_joined([upper, _row(grid, position + 1)]), recognise)
            if together > max(best_count, known_names(_row(grid, position + 1), recognise)):
                best, best_count, best_end = position, together, position + 2
    if best_count == 0:
        filled = (position for position, row in enumerate(cells) if not all(map(is_missing, row)))
        best = next(filled, 0)
        best_end = best + 1
    return best, best_end, _joined([_row(grid, position) for position in range(best, best_end)])


def _row(grid: Grid, position: int) -> list[str]:
    """Texts of one header row, where a merged cell stands for every cell under it."""
    row = [header_text(cell) for cell in grid.cells[position]]
    for first, last, left, right in grid.merged:
        if first <= position <= last and left < len(grid.cells[first]):
            row += [""] * (right + 1 - len(row))
            name = header_text(grid.cells[first][left])
            for column in range(left, right + 1):
                row[column] = name
    return row


def _could_be_second(upper: Sequence[str], lower: Sequence[str], recognise: Recognise) -> bool:
    """A second header row is empty, or repeats, under every column that the first one already names."""
    pairs = [(upper[index], lower[index] if index < len(lower) else "") for index in range(len(upper))]
    return all(not below or below == above for above, below in pairs if above and recognise(above))


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    if len(rows) == 1:
        return list(rows[0])
    upper, lower = rows
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    counts = Counter(name for name in below if name)
    names = []
    for group, name in zip(above, below, strict=True):
        ambiguous = name and group and name != group and counts[name] > 1
        names.append(f"{group}: {name}" if ambiguous else name or group)
    return names


def _spread_merged(grid: Grid, end: int, names: Sequence[str | None], log: IssueLog) -> None:
    rows = []
    for first, last, left, right in grid.merged:
        if last < end or left >= len(grid.cells[first]):
            continue
        rows.append(grid.numbers[first])
        value = grid.cells[first][left]
        if first < end or left >= len(names) or names[left] in FREE_FIELDS or left != right:
            continue
        for position in range(first + 1, last + 1):
            row = grid.cells[position]
            row += [None] * (left + 1 - len(row))
            row[left] = value
    log.add_rows("merged_cells", sorted(set(rows)))
