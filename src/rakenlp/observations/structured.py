"""JSON, JSON lines, Parquet, DataFrames and lists as tables."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ..errors import InputError, MissingExtraError
from .cleaning import as_text
from .columns import FINNISH, recognise
from .limits import DEFAULT_LIMITS, ReadingLimits
from .report import IssueLog
from .table import RawTable

_log = logging.getLogger(__name__)
_RECORD_KEYS = ("records", "data", "observations", "havainnot", "ilmoitukset", "rows", "results", "items", "vastaukset")


def table_from_texts(texts: Sequence[object], *, source: str, rows: list[int] | None = None) -> RawTable:
    """Return a list of texts as a table of one column; the first text is row 1."""
    numbers = rows if rows is not None else list(range(1, len(texts) + 1))
    return RawTable([FINNISH["description"]], [list(texts)], numbers, source, IssueLog())


def table_from_records(
    records: Sequence[Mapping[Any, object]],
    *,
    source: str,
    rows: list[int] | None = None,
    limits: ReadingLimits = DEFAULT_LIMITS,
) -> RawTable:
    """Return a list of dicts as a table; nested dicts become columns named ``outer.inner``."""
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    limits.check_shape(len(flat), len(names), source)
    columns = [[record.get(name) for record in flat] for name in names]
    numbers = rows if rows is not None else list(range(1, len(flat) + 1))
    if not flat:
        return table_from_texts([], source=source)
    return RawTable(names, columns, numbers, source, IssueLog())


def table_from_frame(frame: pd.DataFrame, *, source: str, limits: ReadingLimits = DEFAULT_LIMITS) -> RawTable:
    """Return a DataFrame as a table; its first row is row 2, as if it had been saved with a header."""
    limits.check_shape(*frame.shape, source)
    names = [column_label(label) for label in frame.columns]
    columns = [frame.iloc[:, index].astype(object).tolist() for index in range(frame.shape[1])]
    index_name = frame.index.name
    if isinstance(index_name, str) and recognise(index_name) and index_name not in names:
        names.insert(0, index_name)
        columns.insert(0, frame.index.astype(object).tolist())
    return RawTable(names, columns, list(range(2, len(frame) + 2)), source, IssueLog())


def read_json(text: str, path: object, *, source: str, limits: ReadingLimits = DEFAULT_LIMITS) -> RawTable:
    """Read JSON in any of the shapes of form platforms and pandas, or JSON lines under a wrong name."""
    try:
        content = json.loads(text)
    except ValueError as error:
        if getattr(error, "msg", "") == "Extra data" and text.lstrip().startswith(("{", "[", '"')):
            return read_json_lines(text, path, source=source, limits=limits)
        raise InputError("json_damaged", path=path, line=getattr(error, "lineno", 1)) from None
    except RecursionError:
        raise InputError("json_damaged", path=path, line=1) from None
    table = _from_json(content, source, limits)
    if table is None:
        raise InputError("json_shape", path=path, received=type(content).__name__)
    return table


def read_json_lines(text: str, path: object, *, source: str, limits: ReadingLimits = DEFAULT_LIMITS) -> RawTable:
    """Read one JSON object or string per line; lines that cannot be read are kept apart, not lost."""
    records: list[Mapping[Any, object]] = []
    rows: list[int] = []
    unreadable: list[tuple[int, str]] = []
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            unreadable.append((number, line))
            continue
        if isinstance(record, Mapping):
            records.append(record)
        elif isinstance(record, (str, int, float)) or record is None:
            records.append({FINNISH["description"]: record})
        else:
            unreadable.append((number, line))
            continue
        rows.append(number)
    if unreadable and len(unreadable) >= len(records):
        raise InputError("json_damaged", path=path, line=unreadable[0][0])
    table = table_from_records(records, source=source, rows=rows, limits=limits)
    table.unreadable = unreadable
    return table


def read_parquet(data: bytes, path: object, *, source: str, limits: ReadingLimits = DEFAULT_LIMITS) -> RawTable:
    """Read a Parquet file with pyarrow."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("parquet", path=path) from None
    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        limits.check_shape(file.metadata.num_rows, file.metadata.num_columns, path)
        groups = (file.metadata.row_group(place) for place in range(file.metadata.num_row_groups))
        limits.check_bytes(sum(group.total_byte_size for group in groups), path)
        frame = file.read().to_pandas()
    except InputError:
        raise
    except Exception as error:
        _log.debug("pyarrow could not read the file: %s", type(error).__name__)
        raise InputError("file_damaged", path=path, kind="Parquet") from None
    return table_from_frame(frame, source=source, limits=limits)


def table_from_list(items: Sequence[object], *, source: str, limits: ReadingLimits = DEFAULT_LIMITS) -> RawTable:
    """Return a list of texts or of dicts as a table.

    Raises
    ------
    InputError
        If the list holds both, or something else.
    """
    if any(isinstance(item, Mapping) for item in items):
        for position, item in enumerate(items, start=1):
            if not isinstance(item, Mapping):
                raise InputError("list_mixed", row=position, received=type(item).__name__)
        return table_from_records([item for item in items if isinstance(item, Mapping)], source=source, limits=limits)
    for position, item in enumerate(items, start=1):
        if not pd.api.types.is_scalar(item):
            raise InputError("list_item", row=position, received=type(item).__name__)
    return table_from_texts(items, source=source)


def _from_json(content: object, source: str, limits: ReadingLimits) -> RawTable | None:
    if isinstance(content, list):
        return _from_json_list(content, source, limits)
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("columns"), list) and isinstance(content.get("data"), list):  # pandas orient="split"
        names = [str(name) for name in content["columns"]]
        if all(isinstance(row, list) for row in content["data"]):
            return _from_json_list(
                [dict(zip(names, row, strict=False)) for row in content["data"]], source, limits, names
            )
    lists = [key for key in (*_RECORD_KEYS, *content) if isinstance(content.get(key), list)]
    for key in lists:
        if any(isinstance(item, dict) for item in content[key]) or (key in _RECORD_KEYS and not content[key]):
            return _from_json_list(content[key], source, limits)
    lengths = {len(column) for column in content.values() if isinstance(column, (list, dict))}
    if content and len(lengths) == 1 and all(isinstance(column, (list, dict)) for column in content.values()):
        if all(isinstance(column, list) for column in content.values()):  # {"kuvaus": [...], "kunta": [...]}
            columns: Iterable[tuple[object, ...]] = zip(*content.values(), strict=True)
            return _from_json_list(
                [dict(zip(content, row, strict=True)) for row in columns], source, limits, list(content)
            )
        keys = list(next(iter(content.values())))  # pandas orient="columns"
        if all(isinstance(column, dict) and list(column) == keys for column in content.values()):
            return _from_json_list(
                [{name: column[key] for name, column in content.items()} for key in keys], source, limits, list(content)
            )
    if len(lists) == 1 and lists[0] in _RECORD_KEYS:
        return _from_json_list(content[lists[0]], source, limits)
    if any(recognise(str(key)) for key in content):  # one observation
        return table_from_records([content], source=source, limits=limits)
    return None


def _from_json_list(items: list[Any], source: str, limits: ReadingLimits, names: list[str] | None = None) -> RawTable:
    if not items and names:
        return RawTable(names, [[] for _ in names], [], source, IssueLog())
    return table_from_list(items, source=source, limits=limits)


def _flatten(record: Mapping[Any, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            flat.update({f"{key}.{inner}": cell for inner, cell in value.items()})
        else:
            flat[str(key)] = value
    return {name: as_text(cell) if isinstance(cell, (list, dict, tuple)) else cell for name, cell in flat.items()}


def column_label(label: object) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    return " ".join(str(part) for part in parts if part is not None and str(part))
