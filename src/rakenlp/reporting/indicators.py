"""Indicators of statistics, put beside what people told: never without a source, never added to their counts."""

from __future__ import annotations

import csv
import math
import os
from typing import Any

import pandas as pd

from ..errors import InputError, ParameterError
from ..texts import text
from ._format import clean, is_missing

#: Columns that a table of indicators must have, and those that it may have.
NEEDED = ("source", "year", "region", "indicator", "value")
POSSIBLE = ("unit", "phenomenon_id", "parent", "address")
_YEARS = (1900, 2200)


def checked_indicators(table: Any) -> pd.DataFrame:
    """Return a table of indicators with its columns in order, or tell which row is not complete.

    Parameters
    ----------
    table : DataFrame or list of dict
        Columns source (who publishes the figure), year, region, indicator (its name) and value; optionally unit,
        address (where it is found), and phenomenon_id or parent, when the figure is about one of them only.

    Returns
    -------
    DataFrame

    Raises
    ------
    ParameterError
        If it is no table.
    InputError
        If a column is missing, or a row has no source, region, indicator, year or number.

    Examples
    --------
    >>> from rakenlp.reporting.indicators import checked_indicators
    >>> row = {"source": "THL, Sotkanet", "year": 2025, "region": "Pirkanmaa", "indicator": "Toimeentulotuki"}
    >>> checked_indicators([row | {"value": 5.1}]).loc[0, "value"]
    5.1
    """
    try:
        given = table if isinstance(table, pd.DataFrame) else pd.DataFrame(list(table))
    except (TypeError, ValueError):
        given = None
    if given is None or (len(given) and not all(isinstance(name, str) for name in given.columns)):
        raise ParameterError(
            "parameter",
            name="indicators",
            owner="attach_indicators",
            expected=text("report.indicators_expected"),
            received=type(table).__name__,
        )
    missing = [name for name in NEEDED if name not in given.columns]
    if missing and (len(given) or len(given.columns)):
        raise InputError("indicator_columns", names=", ".join(missing), needed=", ".join(NEEDED))
    rows = [_row(row, place) for place, row in enumerate(given.to_dict("records"), start=1)]
    return pd.DataFrame(rows, columns=[*NEEDED, *POSSIBLE], dtype=object)


def read_indicators(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a CSV of indicators; the columns may be divided by ``;``, ``,`` or tab.

    Raises
    ------
    InputError
        If there is no such file, it is no table in UTF-8, or see :func:`checked_indicators`.
    """
    try:
        table = pd.read_csv(path, sep=None, engine="python", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except FileNotFoundError:
        raise InputError("file_not_found", path=str(path)) from None
    except (ValueError, UnicodeError, pd.errors.ParserError, csv.Error):
        raise InputError("indicator_columns", names=", ".join(NEEDED), needed=", ".join(NEEDED)) from None
    return checked_indicators(table)


def _row(row: dict[Any, Any], place: int) -> dict[str, Any]:
    told: dict[str, Any] = {name: clean(row.get(name)) for name in ("source", "region", "indicator")}
    for name, words in told.items():
        if not words:
            raise InputError("indicator_row", row=place, column=name)
    told["year"] = _number(row.get("year"))
    if told["year"] is None or told["year"] != int(told["year"]) or not _YEARS[0] <= told["year"] <= _YEARS[1]:
        raise InputError("indicator_row", row=place, column="year")
    told["year"] = int(told["year"])
    told["value"] = _number(row.get("value"))
    if told["value"] is None:
        raise InputError("indicator_row", row=place, column="value")
    return told | {name: clean(row.get(name)) or None for name in POSSIBLE}


def _number(value: Any) -> float | None:
    """Read a number, also one written with a decimal comma; None when there is none."""
    if is_missing(value) or isinstance(value, bool):
        return None
    try:
        plain = "".join(value.split()).replace(",", ".") if isinstance(value, str) else value
        number = float(plain)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def indicators_of(analysis: Any, phenomenon_id: str, parent: str) -> list[dict[str, Any]]:
    """Return the indicators that are about a phenomenon, its parent or everything, as plain values."""
    table = getattr(analysis, "indicators", None)
    if table is None:
        return []
    return [
        row
        for row in table.to_dict("records")
        if (row["phenomenon_id"] is None or row["phenomenon_id"] == phenomenon_id)
        and (row["parent"] is None or row["parent"] == parent)
    ]
