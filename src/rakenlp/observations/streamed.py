"""Large files read piece by piece, so that the file is never in memory beside its cells.

What is read is the same as at once. Where a file has something that can only be understood as a whole (another
encoding, a quote that is never closed), None is returned and it is read at once after all.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError, MissingExtraError
from . import delimited
from .limits import ReadingLimits
from .report import IssueLog
from .structured import column_label
from .table import Grid, RawTable, Recognise

_log = logging.getLogger(__name__)
#: Smaller files are read at once.
FROM_BYTES = 16 << 20
_SNIFFED_LINES = 2_000
_LONGEST_RECORD = 5_000  # lines; a record of more is a quote that was never closed
_AT_ONCE = 50_000


class _AsAWhole(Exception):
    """The file has to be read as a whole."""


def is_large(path: Path) -> bool:
    """Tell whether a file is read piece by piece if it can be."""
    try:
        return path.stat().st_size >= FROM_BYTES
    except OSError:  # reading it tells why
        return False


def head_of(path: Path) -> bytes:
    """Return the beginning of a file, enough to tell what it is."""
    with path.open("rb") as file:
        return file.read(1 << 16)


def read_records(
    path: Path,
    *,
    delimiter: str | None,
    recognise: Recognise,
    log: IssueLog,
    header_rows: Sequence[int],
    limits: ReadingLimits,
) -> Grid | None:
    """Read a delimited file in UTF-8 line by line; None if it has to be read as a whole."""
    head = head_of(path)
    if b"\x00" in head or not head.strip():
        return None
    csv.field_size_limit(
        max(csv.field_size_limit(), min(limits.cell_characters, 2**31 - 1))
    )  # a longer cell is told by the whole
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = iter(file)
            first = [line for _, line in zip(range(_SNIFFED_LINES), lines, strict=False)]
            if first and (hint := delimited.SEPARATOR_HINT.fullmatch(first[0])):
                del first[0]
                delimiter = delimiter or hint[1]
            chosen = delimiter or delimited.sniff(_Looked(first), recognise)
            records = list(_records(first, lines, chosen))
    except (_AsAWhole, UnicodeDecodeError, csv.Error, OSError):
        return None
    return delimited.grid_of(records, [], chosen, recognise, log, header_rows)


class _Looked:
    """The first lines of a file; whoever needs more has to have them all."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        if len(self._lines) >= _SNIFFED_LINES - 1:
            raise _AsAWhole


def _records(first: list[str], rest: Iterator[str], delimiter: str) -> Iterator[list[object]]:
    """Yield the records, as long as no quote swallows whole rows."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for source in (first, rest):
            for line in source:
                taken.append(line)
                if len(taken) > _LONGEST_RECORD:
                    raise _AsAWhole
                yield line

    width = 0
    for number, record in enumerate(csv.reader(lines(), delimiter=delimiter), start=1):
        if len(taken) > 1 and width > 1 and delimited.swallowed(taken, record, width, delimiter):
            raise _AsAWhole
        taken.clear()
        width = max(width, len(record)) if number <= 3 else width
        yield list(record)


def read_parquet(path: Path, *, source: str, limits: ReadingLimits) -> RawTable | None:
    """Read a Parquet file column by column; None if it has to be read as a whole."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("parquet", path=path) from None
    try:
        with pyarrow.parquet.ParquetFile(path, memory_map=True) as file:
            schema = file.schema_arrow
            index = (schema.pandas_metadata or {}).get("index_columns", [])
            if any(isinstance(each, str) for each in index) or len(set(schema.names)) < len(schema.names):
                return None
            limits.check_shape(file.metadata.num_rows, len(schema), path)
            columns = [list(_cells(file, field, pyarrow.types)) for field in schema]
            rows = list(range(2, file.metadata.num_rows + 2))
            names = [column_label(name) for name in schema.names]
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, reading at once tells it
        _log.debug("pyarrow could not read the file by columns: %s", type(error).__name__)
        return None
    return RawTable(names, columns, rows, source, IssueLog())


def _cells(file: Any, field: Any, types: Any) -> Iterator[object]:
    if types.is_string(field.type) or types.is_large_string(field.type):
        for batch in file.iter_batches(batch_size=_AT_ONCE, columns=[field.name]):
            yield from batch.to_pandas().iloc[:, 0].astype(object).tolist()
        return
    yield from file.read(columns=[field.name]).to_pandas().iloc[:, 0].astype(object).tolist()
