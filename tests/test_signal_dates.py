"""Days, months, time zones, odd tables and a million rows: what the signals count, and when."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.signals import Rules, detect_signals
from rakenlp.signals._assignments import read_assignments
from rakenlp.signals._days import NO_DAY, days_of, finnish_time
from rakenlp.signals._levels import phenomena_level
from rakenlp.signals._time import Months
from rakenlp.signals.rules import month_days

GROUPS = ("asiakas", "asukas", "ammattilainen", "järjestö")


def table(days: list[object], phenomenon: object = "a") -> pd.DataFrame:
    n = len(days)
    return pd.DataFrame(
        {
            "observation_id": [f"h{i:03d}" for i in range(n)],
            "phenomenon_id": phenomenon if isinstance(phenomenon, list) else [phenomenon] * n,
            "received_date": days,
            "respondent_group": [GROUPS[i % 4] for i in range(n)],
            "municipality": "Nokia",
        }
    )


def day(year: int, month: int, number: int) -> int:
    return (dt.date(year, month, number) - dt.date(1970, 1, 1)).days


# days


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-31T21:59:59Z", (2026, 1, 31)),
        ("2026-01-31T22:00:00Z", (2026, 2, 1)),  # winter time: two hours
        ("2026-06-30T20:59:59Z", (2026, 6, 30)),
        ("2026-06-30T21:00:00Z", (2026, 7, 1)),  # summer time: three
        ("2028-02-28T22:30:00+00:00", (2028, 2, 29)),
        ("2028-02-29T22:30:00+00:00", (2028, 3, 1)),
        ("2026-07-01T00:30:00+03:00", (2026, 7, 1)),
        ("2026-12-31T23:30:00-05:00", (2027, 1, 1)),
        ("2026-12-31T23:59:59", (2026, 12, 31)),  # no zone: as it stands
    ],
)
def test_times_with_a_zone_are_read_on_a_finnish_clock(moment: str, expected: tuple[int, int, int]) -> None:
    forms = [[moment], [dt.datetime.fromisoformat(moment)], pd.Series(pd.to_datetime([moment]))]
    for form in forms:
        assert days_of(pd.DataFrame({"received_date": form})).tolist() == [day(*expected)]
    seen = detect_signals(table([moment]), as_of=dt.date(*expected))
    before = detect_signals(table([moment]), as_of=dt.date(*expected) - dt.timedelta(days=1))
    assert len(seen) == 1 and len(before) == 0


def test_the_clock_changes_on_the_last_sundays_of_march_and_october() -> None:
    zone = pd.date_range("2019-01-01", "2031-12-31", freq="7h", tz="UTC")
    expected = zone.tz_convert("Europe/Helsinki").tz_localize(None).to_numpy(dtype="datetime64[s]")
    found = finnish_time(zone.tz_localize(None).to_numpy(dtype="datetime64[s]"))
    assert (found == expected).all()


def test_the_day_looked_at_may_have_a_zone() -> None:
    frame = table(["2026-06-30", "2026-07-01"])
    assert detect_signals(frame, as_of=pd.Timestamp("2026-06-30 20:30", tz="UTC")).attrs["notes"][0].startswith("Yksi")
    late = detect_signals(frame, as_of=pd.Timestamp("2026-06-30 21:30", tz="UTC"))
    assert not any("jälkeen" in note for note in late.attrs["notes"])


def test_what_is_no_date_is_no_day() -> None:
    found = days_of(pd.DataFrame({"received_date": ["31.2.2026", "eilen", None, "29.2.2027", "29.2.2028", ""]}))
    assert (found[[0, 1, 2, 3, 5]] == NO_DAY).all() and found[4] == day(2028, 2, 29)


# months


@pytest.mark.parametrize("last", ["2026-01-31", "2026-02-28", "2028-02-29", "2026-03-31", "2027-12-31", "2028-12-31"])
def test_windows_are_whole_days_up_to_the_day_looked_at(last: str) -> None:
    end = dt.date.fromisoformat(last)
    months = Months(day(end.year, end.month, end.day), 1000)
    for n, length in ((1, 30), (3, 91), (6, 183), (12, 365)):
        start, stop = months.window(n).split("/")
        assert stop == last and (end - dt.date.fromisoformat(start)).days == length - 1


@given(st.integers(1, 4000))
@settings(max_examples=200, deadline=None)
def test_every_day_is_in_one_month_and_windows_hold_whole_months(history: int) -> None:
    months = Months(20_000, history)
    days = np.arange(20_000 - history + 1, 20_001)
    number = months.of(days)
    assert number[0] == 0 and number[-1] == months.n - 1 and set(np.diff(number).tolist()) <= {0, 1}
    for n in (1, 3, 6):
        assert ((number >= months.n - n) == (days > months.before(n))).all()


@pytest.mark.parametrize(("days_ago", "n"), [(29, 3), (30, 2)])
def test_the_last_month_is_thirty_days_across_a_leap_day(days_ago: int, n: int) -> None:
    last = pd.Timestamp("2028-03-15")
    days = [last, last - pd.Timedelta(days=3), last - pd.Timedelta(days=days_ago)]
    rules = {"recent_months": 1, "windows_months": [1], "min_observations": 2, "min_voices": 1}
    found = detect_signals(table(days), as_of=last, rules=rules).query("kind == 'accumulated'")
    assert found["observed"].tolist() == [n]
    assert found["window"].tolist() == ["2028-02-15/2028-03-15"]


# sums


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", None]),
            st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 30))),
            st.sampled_from([None, None, "h000", "h004"]),
            st.one_of(st.none(), st.floats(0, 1)),
        ),
        max_size=40,
    )
)
def test_months_hold_every_counted_observation_once(rows: list[tuple]) -> None:
    frame = table([row[1] for row in rows], [row[0] for row in rows])
    frame["duplicate_of"], frame["probability"] = [row[2] for row in rows], [row[3] for row in rows]
    for given_probability in (False, True):
        data = read_assignments(frame if given_probability else frame.drop(columns="probability"))
        counted = data.is_unit & data.dated & (data.phenomenon >= 0)
        if data.last is None or not data.dated.any():
            continue
        months = Months(data.last, data.last - int(data.day[data.dated].min()) + 1)
        level = phenomena_level(data, months, Rules())
        total = data.probability[counted].sum()
        if data.candidates is not None:
            more = data.candidates.is_unit & data.candidates.dated
            total += data.candidates.probability[more].sum()
        assert level.cells["weight"].sum() == pytest.approx(total)
        voices = level.cells.drop_duplicates(["month", "column", "voice"])
        assert level.counts.sum() == pytest.approx(len(voices)) or given_probability
        assert level.counts.sum() <= total + 1e-9
        units = frame.assign(unit=frame["duplicate_of"].fillna(frame["observation_id"]))
        units = units[units["received_date"].notna() & units["phenomenon_id"].notna()]
        assert counted.sum() <= len(units)


def test_the_parts_of_a_flag_add_up() -> None:
    days = [f"2026-06-{1 + i % 28:02d}" for i in range(20)]
    frame = table(days).assign(duplicate_of=[None] * 10 + [f"h{i:03d}" for i in range(10)])
    row = detect_signals(frame).iloc[0]
    assert row["observed"] == 10 == len(row["observation_ids"]) - len(row["near_duplicates"])
    assert set(row["near_duplicates"]).isdisjoint(row["decisive_observations"])


# odd tables


def test_all_on_one_day() -> None:
    frame = table(["2026-06-30"] * 40, [f"i{k % 3}" for k in range(40)])
    found = detect_signals(frame)
    assert set(found["kind"]) == {"accumulated"} and found["observed"].sum() == 40
    assert any("Historiaa on 1 päivää" in note for note in found.attrs["notes"])
    later = detect_signals(frame, as_of="2028-06-30")
    assert not (later["kind"] == "growing").any()


def test_one_phenomenon_only() -> None:
    rng = np.random.default_rng(0)
    days = pd.date_range("2024-07-01", "2026-06-30")
    steady = days[np.sort(rng.choice(len(days), 120))].tolist()
    assert set(detect_signals(table(steady))["kind"]) <= {"accumulated"}
    jump = [*steady, *pd.date_range("2026-06-01", "2026-06-30").tolist()]
    found = detect_signals(table(jump)).query("kind == 'growing'")
    assert found["observed"].tolist() and 0 < found["stability"].iloc[0] <= 1
    frame = table(jump).assign(parent="asunnottomuus", probability=0.8)
    assert set(detect_signals(frame).query("kind == 'growing'")["level"]) == {"phenomenon"}


@pytest.mark.slow
@pytest.mark.parametrize("with_all", [False, True])
def test_a_million_rows_in_ten_seconds(with_all: bool) -> None:
    rng, n = np.random.default_rng(0), 1_000_000
    days = pd.Timestamp("2016-01-01") + pd.to_timedelta(rng.integers(0, 3650, n), unit="D")
    number = rng.integers(0, 200, n)
    number = np.where((days > "2025-10-01") & (rng.random(n) < 0.2), number % 8, number)
    ids = np.array([f"h{i}" for i in range(n)], dtype=object)
    frame = pd.DataFrame(
        {
            "observation_id": ids,
            "phenomenon_id": np.array([f"i{k}" for k in range(200)], dtype=object)[number],
            "received_date": days,
            "respondent_group": rng.choice(np.array(GROUPS, dtype=object), n),
            "municipality": rng.choice(np.array([f"k{i}" for i in range(21)], dtype=object), n),
            "duplicate_of": np.where(rng.random(n) < 0.05, ids[rng.integers(0, n, n)], None),
        }
    )
    if with_all:
        frame["probability"] = rng.uniform(0.4, 1, n)
        frame["parent"] = np.array(list("abcde"), dtype=object)[number % 5]
        frame["service_line"] = rng.choice(np.array([f"p{i}" for i in range(6)], dtype=object), n)
    start = time.process_time()
    found = detect_signals(frame)
    assert time.process_time() - start < 10
    assert (found["kind"] == "growing").sum() == 8
    assert month_days(6) == 183 and found.loc[found["kind"] == "growing", "observed"].gt(100).all()
