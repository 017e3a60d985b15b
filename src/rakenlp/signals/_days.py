"""Days of a table as whole numbers: dates of any form, and times with a zone on a Finnish wall clock."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import ParameterError
from ..texts import text

NO_DAY = int(np.iinfo(np.int64).min)
_EPOCH = dt.date(1970, 1, 1)
_FINNISH_DATE = re.compile(r"\s*([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\s*")
_HOUR = np.timedelta64(1, "h")

Ints = NDArray[np.int64]


def days_of(table: pd.DataFrame, column: str = "received_date") -> Ints:
    """Return the days of a column as days since 1.1.1970, ``NO_DAY`` where there is none."""
    found = np.full(len(table), NO_DAY, dtype=np.int64)
    if column not in table.columns or not len(table):
        return found
    values = table[column]
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        moments = finnish_time(values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[s]"))
    elif pd.api.types.is_datetime64_dtype(values):
        moments = values.to_numpy(dtype="datetime64[s]")
    else:
        codes, distinct = pd.factorize(values.astype(object))
        lookup = np.array([*(_day_or_unknown(value) for value in distinct), NO_DAY], dtype=np.int64)
        return lookup[codes]
    known = ~np.isnat(moments)
    found[known] = moments[known].astype("datetime64[D]").astype(np.int64)
    return found


def day_of(value: object) -> int | None:
    """Return a date as days since 1.1.1970; None stays None.

    Raises
    ------
    ParameterError
        If it is not a date, an ISO date or a Finnish date (d.m.yyyy).
    """
    if value is None or value is pd.NaT:
        return None
    given = value
    if isinstance(value, str) and (match := _FINNISH_DATE.fullmatch(value)):
        value = f"{int(match[3]):04d}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        if isinstance(value, str):
            stamp = pd.to_datetime(value.strip(), format="ISO8601")
        elif isinstance(value, dt.date | np.datetime64):
            stamp = pd.Timestamp(value)
        else:
            raise ValueError
        if stamp is pd.NaT:
            return None
        if stamp.tzinfo is not None:
            utc = np.array([stamp.tz_convert("UTC").tz_localize(None)], dtype="datetime64[s]")
            return int(finnish_time(utc).astype("datetime64[D]").astype(np.int64)[0])
        return (stamp.date() - _EPOCH).days
    except (ValueError, TypeError, OverflowError) as error:
        raise ParameterError(
            "parameter",
            name="as_of",
            owner="detect_signals",
            expected=text("flags.expected_date"),
            received=given,
        ) from error


def date_of(day: int) -> dt.date:
    """Return the calendar date of a day number."""
    return _EPOCH + dt.timedelta(days=int(day))


def finnish_time(utc: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return UTC moments on a Finnish wall clock, by the summer time rule of the EU: no time zone data is needed.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.signals._days import finnish_time
    >>> finnish_time(np.array(["2026-01-31T22:30", "2026-06-30T20:59", "2026-06-30T21:00"], dtype="datetime64[s]"))
    array(['2026-02-01T00:30:00', '2026-06-30T23:59:00', '2026-07-01T00:00:00'],
          dtype='datetime64[s]')
    """
    year = utc.astype("datetime64[Y]")
    start, end = _last_sunday(year, 3) + _HOUR, _last_sunday(year, 10) + _HOUR
    found: NDArray[np.datetime64] = utc + np.where((start <= utc) & (utc < end), 3 * _HOUR, 2 * _HOUR)
    return found


def _last_sunday(year: NDArray[np.datetime64], month: int) -> NDArray[np.datetime64]:
    last = (year.astype("datetime64[M]") + np.timedelta64(month, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    after_sunday = (last.astype(np.int64) + 4) % 7  # 1.1.1970 was a Thursday
    sunday: NDArray[np.datetime64] = (last - after_sunday.astype("timedelta64[D]")).astype("datetime64[s]")
    return sunday


def _day_or_unknown(value: object) -> int:
    try:
        day = day_of(value)
    except ParameterError:
        return NO_DAY
    return NO_DAY if day is None else day
