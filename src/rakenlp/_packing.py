"""Tables as JSON and back: floats keep every digit, dates are ISO, missing values are null."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

_KINDS = frozenset({"date", "bool", "int64", "Int64", "float64", "object"})


def packed(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table as JSON: floats keep every digit, dates are ISO, missing values are null."""
    types = {str(name): _kind(table[name]) for name in table.columns}
    rows = [[_plain(value) for value in row] for row in table.itertuples(index=False, name=None)]
    return {"types": types, "rows": rows}


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
