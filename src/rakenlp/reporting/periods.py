"""Periods of a kooste: a month, a quarter, a half-year, a year, days between two dates, or all the data."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from ..errors import ParameterError
from ..texts import text
from ._format import format_dates

_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_NAMED = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both included; both None when the period is all the data.

    Parameters
    ----------
    start, end : datetime.date or None
        First and last day.
    kind : {"month", "quarter", "half", "year", "free", "all"}
        How the period was asked for.

    Examples
    --------
    >>> from datetime import date
    >>> period = Period(date(2026, 1, 1), date(2026, 6, 30), "half")
    >>> period.key, period.label_fi
    ('2026H1', 'vuoden 2026 alkupuoli (1.1.–30.6.2026)')
    """

    start: date | None
    end: date | None
    kind: str

    @property
    def key(self) -> str:
        """A short name that :func:`parse_period` reads back, such as "2026H1"."""
        if self.start is None or self.end is None:
            return "all"
        if self.kind == "year":
            return f"{self.start.year}"
        if self.kind == "half":
            return f"{self.start.year}H{1 if self.start.month == 1 else 2}"
        if self.kind == "quarter":
            return f"{self.start.year}Q{(self.start.month + 2) // 3}"
        if self.kind == "month":
            return f"{self.start.year}-{self.start.month:02d}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @property
    def label_fi(self) -> str:
        """The period in Finnish."""
        return self.label("fi")

    @property
    def label_sv(self) -> str:
        """The period in Swedish."""
        return self.label("sv")

    @property
    def label_en(self) -> str:
        """The period in English."""
        return self.label("en")

    def label(self, language: str | None = None) -> str:
        """Return the period in words, with its days.

        Parameters
        ----------
        language : {"fi", "sv", "en"}, optional
            The language set by :func:`rakenlp.set_language` when None.

        Returns
        -------
        str

        Examples
        --------
        >>> parse_period("2026-03").label("en")
        'March 2026 (1–31 March 2026)'
        """
        if self.start is None or self.end is None or self.kind == "free":
            return self.name(language)
        return f"{self.name(language)} ({format_dates(self.start, self.end, language)})"

    def name(self, language: str | None = None) -> str:
        """Return the period in words without its days, such as "maaliskuu 2026".

        Parameters
        ----------
        language : {"fi", "sv", "en"}, optional

        Returns
        -------
        str
        """
        if self.start is None or self.end is None:
            return text("kooste.period_all", language)
        if self.kind == "free":
            return format_dates(self.start, self.end, language)
        half = ("1" if self.start.month == 1 else "2") if self.kind == "half" else ""
        return text(
            f"kooste.period_{self.kind}{half}",
            language,
            year=self.start.year,
            number=(self.start.month + 2) // 3,
            month=text(f"kooste.month_{self.start.month}", language),
        )

    def contains(self, dates: pd.Series) -> pd.Series:
        """Tell which dates fall in the period; a missing date is only in the period "all".

        Parameters
        ----------
        dates : pandas.Series of datetime64

        Returns
        -------
        pandas.Series of bool
        """
        if self.start is None or self.end is None:
            return pd.Series(True, index=dates.index)
        after = pd.Timestamp(self.end) + pd.Timedelta(days=1)
        return (dates >= pd.Timestamp(self.start)) & (dates < after)

    def previous(self, as_of: Any = None) -> Period | None:
        """Return the comparable period just before this one, or None when there is none.

        Parameters
        ----------
        as_of : date-like, optional
            The day up to which data has come in. While it falls inside the period, the previous one is cut to
            as many days, so that an unfinished period is not compared with a full one.

        Returns
        -------
        Period or None

        Examples
        --------
        >>> parse_period("2026H1").previous().key
        '2025H2'
        >>> parse_period("2026H1").previous("2026-01-31").key
        '2025-07-01/2025-07-31'
        """
        if self.start is None or self.end is None:
            return None
        last = self.start - timedelta(days=1)
        if self.kind == "free":
            whole = Period(last - (self.end - self.start), last, "free")
        else:
            year, month = _shift(self.start.year, self.start.month, -_MONTHS_OF[self.kind])
            whole = Period(date(year, month, 1), last, self.kind)
        if not self.unfinished(as_of) or whole.start is None or whole.end is None:
            return whole
        seen = _as_date(as_of)
        assert seen is not None
        end = min(whole.start + (seen - self.start), whole.end)
        return whole if end == whole.end else Period(whole.start, end, "free")

    def unfinished(self, as_of: Any) -> bool:
        """Tell whether more than a twentieth of the period is still to come on the day ``as_of``.

        Without that margin a period would hardly ever be over, as ``as_of`` is often the day of the last
        observation.

        Parameters
        ----------
        as_of : date-like

        Returns
        -------
        bool
        """
        seen = _as_date(as_of)
        if seen is None or self.start is None or self.end is None:
            return False
        return self.start <= seen and (self.end - seen) * 20 > self.end - self.start


def parse_period(period: Any = None, as_of: Any = None) -> Period:
    """Read a period the way people write it.

    Parameters
    ----------
    period : str, (start, end), Period or None
        "2026" a year, "2026H1" a half-year, "2026Q2" a quarter, "2026-03" a month, "2026-01-01/2026-06-30"
        days between two dates (both included), a pair of dates, or "all". None means the half-year in which
        ``as_of`` falls, and all the data when there is no ``as_of``.
    as_of : date-like, optional
        The day on which things are looked at.

    Returns
    -------
    Period

    Raises
    ------
    ParameterError
        If the period cannot be read, or ends before it begins.

    Examples
    --------
    >>> parse_period("2026Q2").end
    datetime.date(2026, 6, 30)
    >>> parse_period(None, as_of="2026-03-14").key
    '2026H1'
    >>> parse_period(("2026-02-01", "2026-02-28")).label_fi
    '1.–28.2.2026'
    """
    if isinstance(period, Period):
        return period
    if period is None:
        day = _as_date(as_of)
        return Period(None, None, "all") if day is None else _named(day.year, 1 if day.month < 7 else 7, "half")
    if isinstance(period, str):
        return _from_words(period)
    if isinstance(period, (tuple, list)) and len(period) == 2:
        return _between(period[0], period[1], period)
    raise _unreadable(period)


def _from_words(words: str) -> Period:
    cleaned = words.strip()
    if cleaned.lower() == "all":
        return Period(None, None, "all")
    if match := _NAMED.fullmatch(cleaned):
        year, half, quarter, month = match.groups()
        if not 1900 <= int(year) <= 2200:
            raise _unreadable(words)
        if half:
            return _named(int(year), 6 * int(half) - 5, "half")
        if quarter:
            return _named(int(year), 3 * int(quarter) - 2, "quarter")
        if month:
            return _named(int(year), int(month), "month")
        return _named(int(year), 1, "year")
    start, slash, end = cleaned.partition("/")
    if not slash:
        raise _unreadable(words)
    return _between(start.strip(), end.strip(), words)


def _between(start: Any, end: Any, received: Any) -> Period:
    first, last = _as_date(start), _as_date(end)
    if first is None or last is None or last < first:
        raise _unreadable(received)
    return Period(first, last, "free")


def _named(year: int, month: int, kind: str) -> Period:
    last_year, last_month = _shift(year, month, _MONTHS_OF[kind] - 1)
    last_day = calendar.monthrange(last_year, last_month)[1]
    return Period(date(year, month, 1), date(last_year, last_month, last_day), kind)


def _shift(year: int, month: int, months: int) -> tuple[int, int]:
    years, zero_based = divmod(year * 12 + month - 1 + months, 12)
    return years, zero_based + 1


def _as_date(value: Any) -> date | None:
    if value is None or value is pd.NaT or isinstance(value, (int, float)):
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", value):
            day, month, year = (int(part) for part in value.split("."))
            return date(year, month, day)
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError):
        return None
    return None if pd.isna(stamp) else stamp.date()


def _unreadable(received: Any) -> ParameterError:
    return ParameterError(
        "parameter", name="period", owner="kooste", expected=text("kooste.period_expected"), received=received
    )
