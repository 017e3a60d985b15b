"""Finnish working days: what ten working days of commenting mean on a calendar."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from ..errors import ParameterError
from ..texts import Phrase

_DAY = dt.timedelta(days=1)
_FIXED = {
    (1, 1): "new_year",
    (1, 6): "epiphany",
    (5, 1): "may_day",
    (12, 6): "independence_day",
    (12, 24): "christmas_eve",
    (12, 25): "christmas_day",
    (12, 26): "boxing_day",
}
_FROM_EASTER = {-2: "good_friday", 0: "easter_day", 1: "easter_monday", 39: "ascension", 49: "whit_sunday"}


def easter(year: int) -> dt.date:
    """Return Easter Day of a year (Gregorian calendar; the algorithm of Meeus, Jones and Butcher).

    Examples
    --------
    >>> from rakenlp.register.calendar import easter
    >>> easter(2026).isoformat()
    '2026-04-05'
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    quads, single = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * quads - moon - single) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[dt.date, str]:
    found = {dt.date(year, month, day): name for (month, day), name in _FIXED.items()}
    found |= {easter(year) + days * _DAY: name for days, name in _FROM_EASTER.items()}
    midsummer = _first(dt.date(year, 6, 20), weekday=5)
    found[midsummer - _DAY] = "midsummer_eve"
    found[midsummer] = "midsummer_day"
    found[_first(dt.date(year, 10, 31), weekday=5)] = "all_saints"
    return dict(sorted(found.items()))


def holidays(year: int) -> dict[dt.date, str]:
    """Return the Finnish holidays of a year on which offices are closed, with their names in English.

    Midsummer Eve and Christmas Eve are among them: they are no public holidays by law, but nobody works then.

    Parameters
    ----------
    year : int
        The rules are those in force since 1992.

    Returns
    -------
    dict of date to str

    Examples
    --------
    >>> from rakenlp.register import holidays
    >>> [day.isoformat() for day, name in holidays(2026).items() if name.startswith("midsummer")]
    ['2026-06-19', '2026-06-20']
    """
    return dict(_holidays(year))


def is_working_day(day: dt.date) -> bool:
    """Return whether Finnish offices work on a day: Monday to Friday, no holiday.

    Parameters
    ----------
    day : date

    Returns
    -------
    bool

    Examples
    --------
    >>> import datetime as dt
    >>> from rakenlp.register import is_working_day
    >>> is_working_day(dt.date(2026, 4, 7)), is_working_day(dt.date(2026, 4, 6))
    (True, False)
    """
    day = as_day(day, "is_working_day")
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: dt.date, n: int) -> dt.date:
    """Return the day that is ``n`` Finnish working days later; the day itself is not counted.

    Parameters
    ----------
    day : date
    n : int
        0 gives the day itself, or the next working day if it is none.

    Returns
    -------
    date

    Raises
    ------
    ParameterError
        If ``day`` is no date or ``n`` is negative.

    Examples
    --------
    >>> import datetime as dt
    >>> from rakenlp.register import add_working_days
    >>> add_working_days(dt.date(2026, 3, 27), 10).isoformat()  # over Easter
    '2026-04-14'
    """
    day = as_day(day, "add_working_days")
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise ParameterError(
            "parameter", name="n", owner="add_working_days", expected=Phrase("register.a_count"), received=n
        )
    while not is_working_day(day) and not n:
        day += _DAY
    while n:
        day += _DAY
        n -= is_working_day(day)
    return day


def as_day(value: object, owner: str, name: str = "day") -> dt.date:
    """Return a date, datetime or ISO string as a date."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise ParameterError(
            "parameter", name=name, owner=owner, expected=Phrase("register.a_day"), received=value
        ) from None


def _first(day: dt.date, weekday: int) -> dt.date:
    return day + ((weekday - day.weekday()) % 7) * _DAY
