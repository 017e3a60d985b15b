"""Finnish working days, against the calendars of known years."""

from __future__ import annotations

import datetime as dt

import pytest

from rakenlp.errors import ParameterError
from rakenlp.register import add_working_days, holidays, is_working_day
from rakenlp.register.calendar import easter


@pytest.mark.parametrize(
    ("year", "day"),
    [(2008, "03-23"), (2011, "04-24"), (2016, "03-27"), (2019, "04-21"), (2024, "03-31"), (2025, "04-20"),
     (2026, "04-05"), (2027, "03-28"), (2038, "04-25"), (2049, "04-18"), (2076, "04-19"), (2285, "03-22")],
)  # fmt: skip
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == f"{year}-{day}"


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2024, "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-21 06-22 11-02 12-06 12-24 12-25 12-26"),
        (2025, "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-08 06-20 06-21 11-01 12-06 12-24 12-25 12-26"),
        (2026, "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-19 06-20 10-31 12-06 12-24 12-25 12-26"),
        (2027, "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-25 06-26 11-06 12-06 12-24 12-25 12-26"),
    ],
)
def test_holidays_of_known_years(year: int, days: str) -> None:
    assert [day.strftime("%m-%d") for day in holidays(year)] == days.split()


def test_ascension_on_may_day_is_one_holiday() -> None:
    assert dt.date(2008, 5, 1) in holidays(2008)
    assert len(holidays(2008)) == 14


@pytest.mark.parametrize(("year", "count"), [(2024, 252), (2025, 251), (2026, 252), (2027, 253)])
def test_number_of_working_days_in_a_year(year: int, count: int) -> None:
    """Counted by hand: 262, 261, 261 and 261 days from Monday to Friday, less 10, 10, 9 and 8 holidays on them."""
    first = dt.date(year, 1, 1)
    days = (first + dt.timedelta(days=k) for k in range((dt.date(year + 1, 1, 1) - first).days))
    assert sum(map(is_working_day, days)) == count


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-02", 10, "2026-03-16"),  # two plain weeks
        ("2026-03-27", 10, "2026-04-14"),  # Good Friday and Easter Monday between
        ("2026-06-10", 10, "2026-06-25"),  # Midsummer Eve on a Friday
        ("2025-12-22", 10, "2026-01-12"),  # Christmas, New Year and Epiphany
        ("2026-05-08", 5, "2026-05-18"),  # Ascension Day
        ("2026-01-31", 1, "2026-02-02"),  # from a Saturday
        ("2026-01-31", 0, "2026-02-02"),
        ("2026-02-02", 0, "2026-02-02"),
    ],
)
def test_deadlines(start: str, n: int, end: str) -> None:
    assert add_working_days(dt.date.fromisoformat(start), n).isoformat() == end


def test_adding_in_parts_is_adding_at_once() -> None:
    day = dt.date(2026, 12, 18)
    for n in range(40):
        assert add_working_days(add_working_days(day, n), 7) == add_working_days(day, n + 7)


@pytest.mark.parametrize(
    ("day", "n"), [("2026-02-30", 1), (None, 1), (dt.date(2026, 1, 1), -1), (dt.date(2026, 1, 1), 1.5)]
)
def test_wrong_values_are_told(day: object, n: object) -> None:
    with pytest.raises(ParameterError):
        add_working_days(day, n)  # type: ignore[arg-type]
