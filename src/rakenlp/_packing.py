"""Tables as JSON and back: floats keep every digit, dates are ISO, missing values are null."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

_ROWS = 5_000
_KINDS = frozenset({"date", "bool", "int64", "Int64", "float64", "object"})


def packed(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON: floats keep every digit, dates are ISO, missing values are null."""
    types = {str(name): _kind(table[name]) for name in table.columns}
    return {"types": types, "rows": [list(row) for row in _rows(table)]}


def packed_bytes(table: pd.DataFrame) -> bytes:
    """Return what :func:`packed` returns as the bytes of its JSON; the rows are made some at a time.

    Examples
    --------
    >>> import json, pandas as pd
    >>> from rakenlp._packing import packed, packed_bytes
    >>> table = pd.DataFrame({"a": [1, 2], "b": ["ä", None]})
    >>> packed_bytes(table) == json.dumps(packed(table), ensure_ascii=False).encode()
    True
    """
    types = json.dumps({str(name): _kind(table[name]) for name in table.columns}, ensure_ascii=False)
    parts = [f'{{"types": {types}, "rows": ['.encode("utf-8", "replace")]
    for start in range(0, len(table), _ROWS):
        said = json.dumps(list(_rows(table.iloc[start : start + _ROWS])), ensure_ascii=False)[1:-1]
        parts += [b", "] * bool(start) + [said.encode("utf-8", "replace")]
    return b"".join([*parts, b"]}"])


def unpacked(content: dict[str, Any]) -> pd.DataFrame:
    """Return the table that :func:`packed` told of; raises whatever comes if it is not one."""
    names = list(content["types"])
    if not _KINDS.issuperset(content["types"].values()):
        raise ValueError("types")
    columns = list(zip(*content["rows"], strict=True)) or [()] * len(names)
    out = {}
    for name, values in zip(names, columns, strict=True):
        kind = content["types"][name]
        if kind == "date":
            out[name] = pd.Series(pd.to_datetime(pd.Series(list(values), dtype=object), format="ISO8601"))
            out[name] = out[name].astype("datetime64[ns]")
        else:
            out[name] = pd.Series(list(values), dtype=kind)
    return pd.DataFrame(out, columns=names)


def _kind(column: pd.Series) -> str:
    dtype = column.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date"
    if pd.api.types.is_bool_dtype(dtype):
        return "bool"
    if pd.api.types.is_integer_dtype(dtype):
        return "Int64" if pd.api.types.is_extension_array_dtype(dtype) else "int64"
    return "float64" if pd.api.types.is_float_dtype(dtype) else "object"


def _rows(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table in values that JSON knows."""
    return zip(*[_values(table.iloc[:, at]) for at in range(table.shape[1])], strict=True)


def _values(column: pd.Series) -> list[Any]:
    if _kind(column) != "date":
        return [value if type(value) is str else _plain(value) for value in column.tolist()]
    places, days = pd.factorize(column)  # making each date costs more than all else, and most come again
    said = [*map(_plain, days), None]
    return [said[place] for place in places.tolist()]


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) else str(value)
