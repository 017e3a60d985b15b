"""Dates as they are written in exports: Finnish, ISO, with a time, as Excel serial numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .cleaning import is_missing

_EXCEL_EPOCH = dt.datetime(1899, 12, 30)
#: Dates outside of these are taken for none.
FIRST, LAST = dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)
_LONGEST_DATE = 80
#: From the date before it, of one that is taken for mistyped because it is in the future, too.
_FAR = pd.Timedelta(days=92)
_OLD = dt.datetime(2000, 1, 1)
_MONTHS = {
    month: number
    for number, months in enumerate(
        (
            "tammi jan januari january", "helmi feb februari february", "maalis mar mars march",
            "huhti apr april", "touko may maj", "kesä kesa jun juni june", "heinä heina jul juli july",
            "elo aug augusti august", "syys sep sept september", "loka okt oct oktober october",
            "marras nov november", "joulu dec december",
        ),
        start=1,
    )
    for month in months.split()
}  # fmt: skip

_TIME = (
    r"(?:[\s,T]+(?:klo|kl\.?|at)?\s*(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_WEEKDAY = (
    r"(?:den\s+)?(?:(?:ma|ti|ke|to|pe|la|su|må|mån|tis|ons|tors|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)"
    r"[a-zäåö]*[.,]?\s+)?"
)
_NUMERIC = re.compile(
    _WEEKDAY + r"(?P<a>\d{1,2})\s*(?P<sign>[./-])\s*(?P<b>\d{1,2})\s*(?P=sign)\s*(?P<year>\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_ISO = re.compile(r"(?P<year>\d{4})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<a>\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<b>\d{2})(?P<a>\d{2})" + _TIME)
_NAMED = re.compile(
    _WEEKDAY + r"(?P<a>\d{1,2})\.?\s*(?P<month>[a-zäö]{3,9}?)(?:kuu(?:ta|n)?)?\.?\s+(?P<year>\d{4})" + _TIME,
    re.IGNORECASE,
)
_NAMED_US = re.compile(
    r"(?P<month>[a-z]{3,9})\.?\s+(?P<a>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,13}(?:[.,]\d+)?")


@dataclass
class ParsedDates:
    """Dates of a column, NaT where not understood, and positions of the doubtful cells by kind."""

    values: np.ndarray
    missing: list[int] = field(default_factory=list)
    doubts: dict[str, list[int]] = field(default_factory=dict)
    month_first: bool = False


@dataclass(frozen=True)
class _Reading:
    value: dt.datetime | None
    swapped: dt.datetime | None = None  # the other reading of 1/2/2026, where both are possible
    slashed: tuple[int, int] | None = None


def parse_dates(
    cells: Sequence[object],
    *,
    pattern: str | None = None,
    dayfirst: bool | None = None,
    now: dt.datetime | None = None,
) -> ParsedDates:
    """Understand the dates of one column.

    Parameters
    ----------
    cells : sequence of object
        Text, numbers (Excel serials, Unix time, 20260201) or date objects.
    pattern : str, optional
        ``strptime`` format tried first.
    dayfirst : bool, optional
        Order of ``1/2/2026``. None: what the other cells of the column show, otherwise the day first.
        Dates with points are always read day first.
    now : datetime, optional
        What counts as the future lies more than a day after this; the clock of the machine when None.

    Returns
    -------
    ParsedDates
        ``doubts`` has positions under "date_invalid", "date_ambiguous", "date_future" and "date_old".

    Examples
    --------
    >>> parsed = parse_dates(["1.2.2026", "2026-02-01 14:05", "helmikuussa", None])
    >>> parsed.values[:2].astype("datetime64[m]").astype(str).tolist()
    ['2026-02-01T00:00', '2026-02-01T14:05']
    >>> parsed.doubts, parsed.missing
    ({'date_invalid': [2]}, [3])
    """
    known: dict[str, _Reading] = {}
    readings: list[_Reading | None] = []
    for cell in cells:
        if is_missing(cell) or (isinstance(cell, str) and cell.strip().lower() in _EMPTY):
            readings.append(None)
        elif isinstance(cell, str):
            if cell not in known:
                known[cell] = _read_text(cell.strip(), pattern)
            readings.append(known[cell])
        else:
            try:
                readings.append(_Reading(_read_object(cell)))
            except (ValueError, OverflowError):
                readings.append(_Reading(None))
    month_first = dayfirst is False or (dayfirst is None and _shows_month_first(readings))
    limit = _latest(now)
    stamps: list[dt.datetime | None] = []
    parsed = ParsedDates(np.empty(0), month_first=month_first and dayfirst is None)
    for position, reading in enumerate(readings):
        if reading is None:
            parsed.missing.append(position)
            stamps.append(None)
            continue
        value = reading.value
        if reading.swapped is not None:
            if month_first:
                value = reading.swapped
            elif dayfirst is None and reading.swapped != reading.value:
                parsed.doubts.setdefault("date_ambiguous", []).append(position)
        if value is None or not FIRST <= value < LAST:
            parsed.doubts.setdefault("date_invalid", []).append(position)
            stamps.append(None)
            continue
        if value > limit:
            parsed.doubts.setdefault("date_future", []).append(position)
        elif value < _OLD:
            parsed.doubts.setdefault("date_old", []).append(position)
        stamps.append(value)
    as_array = [np.datetime64("NaT") if stamp is None else np.datetime64(stamp) for stamp in stamps]
    parsed.values = np.array(as_array, dtype="datetime64[us]").astype("datetime64[ns]")
    return parsed


def mistyped_ahead(dates: pd.Series, now: dt.datetime | None = None) -> NDArray[np.bool_]:
    """Tell which dates cannot be days of receiving: ahead of the clock, and far from every other date.

    One year typed wrong would otherwise move the end of the data, and with it every window of time, away from all that
    was told. Where it is the clock that is wrong, the dates ahead of it go on from the others, and none is mistyped.

    Parameters
    ----------
    dates : Series of datetime64
    now : datetime, optional
        The clock of the machine when None.

    Returns
    -------
    ndarray of bool of shape (n_dates,)

    Examples
    --------
    >>> import datetime as dt
    >>> import pandas as pd
    >>> from rakenlp.observations.dates import mistyped_ahead
    >>> dates = pd.to_datetime(pd.Series(["2026-03-02", "2062-03-09", None]))
    >>> mistyped_ahead(dates, dt.datetime(2026, 3, 20)).tolist()
    [False, True, False]
    """
    ahead = (dates > pd.Timestamp(_latest(now))).to_numpy()
    last = dates[~ahead].max()
    if not ahead.any() or pd.isna(last):
        return np.zeros(len(dates), dtype=bool)
    for day in sorted(dates[ahead]):
        if day - last > _FAR:
            return (dates >= day).to_numpy()
        last = day
    return np.zeros(len(dates), dtype=bool)


def _latest(now: dt.datetime | None) -> dt.datetime:
    """Return the moment after which a date is in the future, wherever on earth it was written."""
    return (now or dt.datetime.now()) + dt.timedelta(days=1)


_EMPTY = frozenset({"-", "–", "nan", "nat", "none", "null", "n/a", "ei tiedossa", "ei tiedossa."})


def _shows_month_first(readings: Sequence[_Reading | None]) -> bool:
    pairs = {reading.slashed for reading in readings if reading is not None and reading.slashed}
    return any(second > 12 for _, second in pairs) and not any(first > 12 for first, _ in pairs)


def _read_text(cell: str, pattern: str | None) -> _Reading:
    if len(cell) > _LONGEST_DATE:
        return _Reading(None)
    if pattern is not None:
        try:
            return _Reading(_finnish_time(dt.datetime.strptime(cell, pattern)))
        except (ValueError, OverflowError):
            pass
    if found := _ISO.fullmatch(cell) or _COMPACT.fullmatch(cell):
        return _Reading(_moment(found, int(found["b"]), int(found["a"])))
    if found := _NUMERIC.fullmatch(cell):
        first, second = int(found["a"]), int(found["b"])
        day_first, month_first = _moment(found, second, first), _moment(found, first, second)
        if found["sign"] == ".":
            return _Reading(day_first)
        return _Reading(day_first or month_first, month_first if day_first else None, (first, second))
    if found := _NAMED.fullmatch(cell) or _NAMED_US.fullmatch(cell):
        name = found["month"].lower()
        number = _MONTHS.get(name) or _MONTHS.get(name.removesuffix("kuuta").removesuffix("kuu"))
        return _Reading(_moment(found, number, int(found["a"])) if number else None)
    if _NUMBER.fullmatch(cell):
        return _Reading(_read_number(float(cell.replace(",", "."))))
    return _Reading(None)


def _read_object(cell: object) -> dt.datetime | None:
    if isinstance(cell, pd.Timestamp):
        return _finnish_time(cell.to_pydatetime(warn=False))
    if isinstance(cell, dt.datetime):
        return _finnish_time(cell)
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, np.datetime64):
        return _finnish_time(pd.Timestamp(cell).to_pydatetime(warn=False))
    if isinstance(cell, (int, float, np.integer, np.floating)) and not isinstance(cell, bool):
        return _read_number(float(cell))
    return None


def _read_number(number: float) -> dt.datetime | None:
    if 20_000 <= number < 110_000:
        return _EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86_400))
    if 19_000_101 <= number < 21_000_000 and number.is_integer():
        found = _COMPACT.fullmatch(str(int(number)))
        return _moment(found, int(found["b"]), int(found["a"])) if found else None
    if 9.4e8 <= number < 4.2e9:
        return _finnish_time(dt.datetime.fromtimestamp(int(number), dt.UTC))
    if 9.4e11 <= number < 4.2e12:
        return _finnish_time(dt.datetime.fromtimestamp(int(number) // 1000, dt.UTC))
    return None


def _moment(found: re.Match[str], month: int, day: int) -> dt.datetime | None:
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 70 else 1900
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    zone = found["zone"]
    try:
        moment = dt.datetime(year, month, day, hour, minute, second)
        if zone is None:
            return moment
        return _finnish_time(moment.replace(tzinfo=_zone(zone)))
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> dt.timezone:
    if text.isalpha():
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)


def _finnish_time(moment: dt.datetime) -> dt.datetime:
    """Return the time on a Finnish wall clock (EU summer time rule, so no time zone data is needed)."""
    if moment.tzinfo is None:
        return moment
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    start, end = (_last_sunday(utc.year, month) for month in (3, 10))
    return utc + dt.timedelta(hours=3 if start <= utc < end else 2)


def _last_sunday(year: int, month: int) -> dt.datetime:
    last = dt.datetime(year, month, 31, 1)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)
