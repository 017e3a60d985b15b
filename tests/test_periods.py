"""Periods as people write them, their labels, and the comparable period before."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rakenlp.errors import ParameterError
from rakenlp.reporting import Period, parse_period


@pytest.mark.parametrize(
    ("written", "start", "end", "key"),
    [
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2026H1", "2026-01-01", "2026-06-30", "2026H1"),
        ("2026h2", "2026-07-01", "2026-12-31", "2026H2"),
        ("2026Q2", "2026-04-01", "2026-06-30", "2026Q2"),
        ("2026Q4", "2026-10-01", "2026-12-31", "2026Q4"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
        (" 2026-03 ", "2026-03-01", "2026-03-31", "2026-03"),
        ("2026-01-01/2026-06-30", "2026-01-01", "2026-06-30", "2026-01-01/2026-06-30"),
        ("1.2.2026/15.3.2026", "2026-02-01", "2026-03-15", "2026-02-01/2026-03-15"),
        (("2026-02-01", "2026-02-01"), "2026-02-01", "2026-02-01", "2026-02-01/2026-02-01"),
        ((date(2026, 2, 1), pd.Timestamp("2026-02-03 14:00")), "2026-02-01", "2026-02-03", "2026-02-01/2026-02-03"),
    ],
)
def test_reads_what_people_write(written, start, end, key):
    period = parse_period(written)
    assert (period.start.isoformat(), period.end.isoformat(), period.key) == (start, end, key)
    assert parse_period(period.key).start == period.start
    assert parse_period(period) is period


@pytest.mark.parametrize(
    "written",
    ["", "kevät", "2026H3", "2026Q5", "2026-13", "26", "0026", "2026-06-30/2026-01-01", "2026-01-01/", ("2026-01-01",),
     (1, 2), (None, "2026-01-01"), 2026, ("2026-02-30", "2026-03-01"), {"start": "2026-01-01"}],
)  # fmt: skip
def test_refuses_the_rest_with_a_message(written):
    with pytest.raises(ParameterError, match="2026H1"):
        parse_period(written)


@pytest.mark.parametrize(
    ("as_of", "key"),
    [("2026-01-01", "2026H1"), ("2026-06-30", "2026H1"), ("2026-07-01", "2026H2"), (None, "all"), (pd.NaT, "all")],
)
def test_none_is_the_half_year_of_the_day(as_of, key):
    assert parse_period(None, as_of).key == key


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2026H1", "2025H2"),
        ("2026H2", "2026H1"),
        ("2026Q1", "2025Q4"),
        ("2026-03", "2026-02"),
        ("2026-01", "2025-12"),
        ("2026", "2025"),
        ("2026-03-01/2026-03-10", "2026-02-19/2026-02-28"),
    ],
)
def test_previous_is_of_the_same_kind(period, before):
    assert parse_period(period).previous().key == before
    assert parse_period("all").previous() is None


def test_an_unfinished_period_is_compared_with_as_many_days():
    period = parse_period("2026H1")
    assert period.unfinished("2026-03-31") and not period.unfinished("2026-06-30")
    assert period.unfinished("2026-06-15") and not period.unfinished("2026-06-24")
    assert not period.unfinished("2025-12-31") and not period.unfinished("2026-07-01")
    cut = period.previous("2026-03-31")
    assert (cut.end - cut.start).days == (date(2026, 3, 31) - date(2026, 1, 1)).days
    assert period.previous("2027-01-01").key == "2025H2"
    assert period.previous("2025-12-01").key == "2025H2"


def test_last_day_is_included_and_missing_dates_are_only_in_all():
    dates = pd.Series([pd.Timestamp(d) for d in ("2026-06-30 23:59", "2026-07-01", None, "2025-12-31")])
    assert parse_period("2026H1").contains(dates).tolist() == [True, False, False, False]
    assert parse_period("all").contains(dates).all()


@pytest.mark.parametrize(
    ("period", "fi", "sv", "en"),
    [
        (
            "2026H1",
            "vuoden 2026 alkupuoli (1.1.–30.6.2026)",
            "första halvåret 2026 (1.1–30.6.2026)",
            "first half of 2026 (1 January–30 June 2026)",
        ),
        ("2026-03", "maaliskuu 2026 (1.–31.3.2026)", "mars 2026 (1–31.3.2026)", "March 2026 (1–31 March 2026)"),
        ("2025-12-01/2026-01-02", "1.12.2025–2.1.2026", "1.12.2025–2.1.2026", "1 December 2025–2 January 2026"),
        ("2026-03-05/2026-03-05", "5.3.2026", "5.3.2026", "5 March 2026"),
        ("all", "koko aineisto", "hela materialet", "all data"),
    ],
)
def test_labels(period, fi, sv, en):
    read = parse_period(period)
    assert (read.label_fi, read.label_sv, read.label_en) == (fi, sv, en)


def test_is_a_plain_value():
    assert parse_period("2026") == Period(date(2026, 1, 1), date(2026, 12, 31), "year")
