"""From a source of any supported kind to a raw table."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, ParameterError
from . import delimited, excel, streamed, structured
from .columns import recognise
from .labels import label
from .limits import MEGABYTE, ReadingLimits
from .mapping import Mapping
from .report import IssueLog
from .table import RawTable, known_names, table_from_grid

_COMPRESSED = ((b"\x1f\x8b", ".gz"), (b"\xfd7zXZ\x00", ".xz"), (b"BZh", ".bz2"))
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:!doctype|html|\?xml|table|head|meta)", re.IGNORECASE)


def read_table(source: Any, mapping: Mapping, sheet: str | int | None) -> RawTable:
    """Read any supported source as a raw table.

    Raises
    ------
    InputError
        If the source cannot be read, or goes over a limit; the message tells what it was and what to do.
    ParameterError
        If ``sheet`` is given for a source that has no sheets.
    """
    try:
        table = _read(source, mapping, sheet)
    except RecursionError:
        shown = source if isinstance(source, (str, os.PathLike)) else type(source).__name__
        raise InputError("nested_too_deep", path=shown) from None
    mapping.limits.check_shape(len(table), len(table.headers), table.source)
    mapping.limits.check_cells(table.columns, table.rows, table.source)
    return table


def _read(source: Any, mapping: Mapping, sheet: str | int | None) -> RawTable:
    limits = mapping.limits
    if isinstance(source, (str, os.PathLike)):
        return _read_path(source, mapping, sheet)
    if sheet is not None:
        raise _no_sheets(sheet)
    name = type(source).__name__
    if isinstance(source, pd.DataFrame):
        return structured.table_from_frame(source, source=name, limits=limits)
    if isinstance(source, (pd.Series, pd.Index, np.ndarray)):
        if source.ndim != 1:
            raise InputError("source_type", received=f"{name} {source.shape}")
        return structured.table_from_list(source.astype(object).tolist(), source=name, limits=limits)
    if isinstance(source, Sequence) and not isinstance(source, (bytes, bytearray, memoryview)):
        return structured.table_from_list(source, source=name, limits=limits)
    raise InputError("source_type", received=name)


def _read_path(source: str | os.PathLike[str], mapping: Mapping, sheet: str | int | None) -> RawTable:
    path = _existing(source)
    limits = mapping.limits
    if sheet is None and streamed.is_large(path) and (table := _read_streamed(path, mapping)) is not None:
        return table
    data = _bytes(path, limits)
    suffix = path.suffix.lower()
    for magic, ending in _COMPRESSED:
        if data.startswith(magic):
            data = _decompress(data, ending, path, limits)
            suffix = path.with_suffix("").suffix.lower() if suffix == ending else suffix
            break
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError("file_empty", path=path)
    kind = _kind(data, suffix, path)
    if sheet is not None and kind != "excel":
        raise _no_sheets(sheet)
    if kind == "excel":
        return _read_excel(data, path, mapping, sheet if sheet is not None else mapping.sheet)
    if kind == "parquet":
        return structured.read_parquet(data, path, source=_name(path), limits=limits)
    if delimited.looks_binary(data):
        raise InputError("file_binary", path=path)
    decoded = delimited.decode(data, mapping.encoding, path=path)
    table = _read_text(decoded.text, kind, path, mapping)
    if decoded.encoding not in ("utf-8", "utf-8-sig"):
        table.log.add("encoding", encoding=decoded.encoding)
    table.log.add_rows("encoding_mixed", decoded.odd_lines)
    return table


def _read_streamed(path: Path, mapping: Mapping) -> RawTable | None:
    """Read a large file piece by piece; None where that cannot be done."""
    limits = mapping.limits
    try:
        limits.check_bytes(path.stat().st_size, path)
        head = streamed.head_of(path)
    except OSError:
        return None
    if head.startswith((b"PK\x03\x04", *(magic for magic, _ in _COMPRESSED))):
        return None
    kind = _kind(head, path.suffix.lower(), path)
    if kind == "parquet":
        return streamed.read_parquet(path, source=_name(path), limits=limits)
    if kind != "delimited" or mapping.encoding is not None or delimited.looks_binary(head):
        return None
    log = IssueLog()

    def known(header: str) -> str | None:
        return mapping.name_of(header) or recognise(header)

    grid = streamed.read_records(
        path, delimiter=mapping.delimiter, recognise=known, log=log, header_rows=mapping.header_rows, limits=limits
    )
    if grid is None:
        return None
    return table_from_grid(
        grid, source=_name(path), log=log, recognise=known, header_rows=mapping.header_rows, limits=limits
    )


def _read_text(text: str, kind: str, path: Path, mapping: Mapping) -> RawTable:
    if kind == "json":
        return structured.read_json(text, path, source=_name(path), limits=mapping.limits)
    if kind == "jsonl":
        return structured.read_json_lines(text, path, source=_name(path), limits=mapping.limits)
    if kind == "lines" and not _has_columns(text):
        lines = re.split("\r\n|\r|\n", text)
        while lines and not lines[-1].strip():
            lines.pop()
        return structured.table_from_texts(lines, source=_name(path))
    log = IssueLog()

    def known(header: str) -> str | None:
        return mapping.name_of(header) or recognise(header)

    grid = delimited.read_delimited(
        text,
        delimiter=mapping.delimiter,
        recognise=known,
        log=log,
        header_rows=mapping.header_rows,
        limits=mapping.limits,
        path=path,
    )
    return table_from_grid(
        grid, source=_name(path), log=log, recognise=known, header_rows=mapping.header_rows, limits=mapping.limits
    )


def _has_columns(text: str) -> bool:
    """A .txt file is one text per line, unless its first line names columns."""
    first = re.split("\r\n|\r|\n", text.lstrip(), maxsplit=1)[0]
    return any(known_names(first.split(delimiter), recognise) > 1 for delimiter in "\t;,")


def _read_excel(data: bytes, path: Path, mapping: Mapping, sheet: str | int | None) -> RawTable:
    def known(header: str) -> str | None:
        return mapping.name_of(header) or recognise(header)

    log = IssueLog()
    first: RawTable | None = None
    usable: RawTable | None = None
    others = []
    for title, grid in excel.read_workbook(data, path, sheet, log, mapping.limits):
        sheet_log = IssueLog()
        table = table_from_grid(
            grid,
            source=f"{_name(path)}: {title}",
            log=sheet_log,
            recognise=known,
            header_rows=mapping.header_rows,
            limits=mapping.limits,
        )
        first = first or table
        if usable is None and "description" in {known(header) for header in table.headers}:
            usable = table
        else:
            others.append(title)
    chosen = usable or first
    if chosen is None:
        raise InputError("file_empty", path=path)
    chosen.log.issues[:0] = log.issues
    if usable is not None and others:
        chosen.log.add("other_sheets", sheets=", ".join(f"'{label(title)}'" for title in others))
    return chosen


def _name(path: Path) -> str:
    """Return the name of a file as it is on the disk, also where the locale knows no letters beyond ASCII."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _existing(source: str | os.PathLike[str]) -> Path:
    shown = os.fspath(source)
    if isinstance(shown, str) and ("\n" in shown or len(shown) > 1000 or (" " in shown and not Path(shown).suffix)):
        try:
            exists = Path(shown).exists()
        except (OSError, ValueError):
            exists = False
        if not exists:
            raise InputError("text_not_path")
    path = Path(shown)
    try:
        if path.is_dir():
            raise InputError("is_directory", path=path)
        if not path.is_file():
            raise InputError("file_not_found", path=path)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_not_found", path=path) from None
    return path


def _bytes(path: Path, limits: ReadingLimits) -> bytes:
    try:
        with path.open("rb") as file:
            limits.check_bytes(os.fstat(file.fileno()).st_size, path)
            return file.read()
    except OSError as error:
        raise InputError("file_unreadable", path=path, reason=error.strerror or type(error).__name__) from None


def _decompress(data: bytes, ending: str, path: Path, limits: ReadingLimits) -> bytes:
    opened: Any = {".gz": gzip.GzipFile, ".xz": lzma.LZMAFile, ".bz2": bz2.BZ2File}[ending]
    with io.BytesIO(data) as packed:
        stream = opened(fileobj=packed) if ending == ".gz" else opened(packed)
        try:
            found: bytes = stream.read(limits.file_mb * MEGABYTE + 1)
        except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
            raise InputError("file_damaged", path=path, kind=ending) from None
    limits.check_bytes(len(found), path)
    return found


def _kind(data: bytes, suffix: str, path: Path) -> str:
    """Tell the format by its content first: an .xlsx saved as .csv is still a workbook."""
    if data.startswith(b"PK\x03\x04"):
        if b"xl/" in data[:4000] or b"xl/" in data[-4000:]:
            return "excel"
        raise InputError("file_foreign", path=path, kind={".ods": "ODS", ".docx": "Word"}.get(suffix, "ZIP"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("excel_old", path=path)
    if data.startswith(b"PAR1"):
        return "parquet"
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise InputError("file_foreign", path=path, kind=name)
    if _HTML.match(data):
        raise InputError("file_foreign", path=path, kind="HTML/XML")
    if suffix in (".xlsx", ".xlsm", ".xls"):
        # Many platforms export a text table under an Excel name.
        if delimited.looks_binary(data):
            raise InputError("file_damaged", path=path, kind="Excel")
        return "delimited"
    if suffix in (".parquet", ".pq"):
        raise InputError("file_damaged", path=path, kind="Parquet")
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix == ".json":
        return "json"
    if suffix == ".txt":
        return "lines"
    return "delimited"


def _no_sheets(sheet: object) -> ParameterError:
    return ParameterError("sheet_without_workbook", received=sheet)
