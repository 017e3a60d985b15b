"""Clocks that are wrong, jump or change to summer time: order is kept by numbers, days by the data.

Times with a zone and the change of the clock in exports: test_signal_dates.py. Steps of a report that would go back in
time: test_register.py. Working days: test_register_calendar.py.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import rakenlp
from rakenlp import _files
from rakenlp.errors import ModelFormatError, WriteError
from rakenlp.observations import dates
from rakenlp.register import Register, _writing, add_working_days

ROWS = [
    {"observation_id": f"h{k}", "received_date": day, "description": text, "municipality": "Nokia"}
    for k, (day, text) in enumerate(
        [
            ("2026-01-07", "Vuokra on rästissä ja häätö uhkaa"),
            ("2026-02-08", "Kukaan ei käy, olen yksinäinen"),
            ("2026-03-29", "Lapsi ei mene kouluun"),
        ]
    )
]


class Clock(dt.datetime):
    """The system's clock, as the tests set it."""

    at = dt.datetime(2026, 3, 29, 12)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return cls.at.astimezone(tz) if tz else cls.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    for module in (_writing, dates):
        fake = type("datetime_module", (), {**vars(dt), "datetime": Clock})
        monkeypatch.setattr(module, "dt", fake)
    return Clock


@pytest.fixture
def helsinki(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of the process cannot be set here")
    monkeypatch.setenv("TZ", "Europe/Helsinki")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_clock_that_jumps_back_between_decisions(clock: type[Clock], tmp_path: Path) -> None:
    """What was decided later holds, whatever the clock says: entries are ordered by their numbers."""
    with Register.open(tmp_path / "a.sqlite", who="rake") as register:
        rakenlp.analyse(rakenlp.read_observations(ROWS), register=register)
        for at, name in ((2030, "Ensin"), (2020, "Sitten"), (1971, "Viimeksi")):
            clock.at = dt.datetime(at, 5, 1, 9)
            register.rename("haato_vuokravelka", name)
        history = register.history()
        assert history["seq"].tolist() == [1, 2, 3]
        assert [str(when)[:4] for when in history["when"]] == ["2030", "2020", "1971"]  # as the clock was
        names = register.phenomena().set_index("phenomenon_id")["name"]
        assert names["haato_vuokravelka"] == "Viimeksi"
        register.undo(3)
        assert register.phenomena().set_index("phenomenon_id")["name"]["haato_vuokravelka"] == "Sitten"
        register.decide("haato_vuokravelka", "accept", why="kello jäljessä")
        export = register.export_jsonl(tmp_path / "a.jsonl")
    with Register.import_jsonl(export, tmp_path / "b.sqlite") as copy:
        assert copy.history()["action"].tolist()[-2:] == ["undo", "accept"]


def test_the_hour_that_comes_twice_in_autumn(clock: type[Clock], tmp_path: Path, helsinki: None) -> None:
    """Each moment is kept with its offset, so that the two half past threes are told apart."""
    with Register.open(tmp_path / "a.sqlite", who="rake") as register:
        rakenlp.analyse(rakenlp.read_observations(ROWS), register=register)
        for fold in (0, 1):
            clock.at = dt.datetime(2026, 10, 25, 3, 30, fold=fold)
            register.rename("haato_vuokravelka", f"Nimi {fold}")
        first, second = (entry.when for entry in register.entries())
    assert second - first == dt.timedelta(hours=1)
    assert (first.utcoffset(), second.utcoffset()) == (dt.timedelta(hours=3), dt.timedelta(hours=2))


def test_days_are_days_over_the_change_of_the_clock(helsinki: None) -> None:
    """28.3. and 29.3.2026, when a day has 23 hours: no working day, month or day of an observation moves."""
    assert add_working_days(dt.date(2026, 3, 27), 1) == dt.date(2026, 3, 30)
    rows = [{**ROWS[0], "received_date": f"29.3.2026 {clock}"} for clock in ("02:59", "03:30", "04:00", "23:59")]
    obs = rakenlp.read_observations([{**row, "observation_id": f"x{k}"} for k, row in enumerate(rows)])
    assert {stamp.date() for stamp in obs.frame["received_date"]} == {dt.date(2026, 3, 29)}
    analysis = rakenlp.analyse(obs, as_of="2026-03-29")
    assert [day.date() for day in analysis.timeline().index] == [dt.date(2026, 3, 1)]


@pytest.mark.parametrize("year", [1970, 2001, 2099])
def test_a_system_date_far_wrong_changes_no_result(clock: type[Clock], tmp_path: Path, year: int) -> None:
    """The day looked at is the data's, not the clock's; rows that the clock takes for the future are told and kept."""
    right = rakenlp.analyse(rakenlp.read_observations(ROWS))
    clock.at = dt.datetime(year, 1, 1)
    obs = rakenlp.read_observations(ROWS)
    assert len(obs.frame) == 3 and obs.frame["received_date"].tolist() == right.obs.frame["received_date"].tolist()
    assert ("date_future" in obs.import_report.issues["code"].tolist()) == (year < 2026)
    wrong = rakenlp.analyse(obs)
    assert wrong.as_of == right.as_of == pd.Timestamp("2026-03-29")
    pd.testing.assert_frame_equal(wrong.flags, right.flags)
    pd.testing.assert_frame_equal(wrong.observations, right.observations)


@pytest.mark.parametrize(("typed", "named"), [("2062-03-29", True), ("2026-05-11", False)])
def test_a_year_typed_wrong_does_not_move_the_day_looked_at(clock: type[Clock], typed: str, named: bool) -> None:
    """A date in the future and far from all others is taken for none; one near them may be a wrong clock's."""
    clock.at = dt.datetime(2026, 3, 30)
    wrong = {"observation_id": "h9", "received_date": typed, "description": "Velat ovat ulosotossa"}
    obs = rakenlp.read_observations([*ROWS, wrong])
    analysis = rakenlp.analyse(obs)
    last = "2026-03-29" if named else typed
    assert analysis.as_of == pd.Timestamp(last) and obs.frame["received_date"].max() == pd.Timestamp(typed)
    assert analysis.observations["received_date"].isna().sum() == named
    assert any("tulevaisuudessa" in note for note in analysis.notes) == named
    assert len(analysis.observations) == 4 and analysis.timeline().to_numpy().sum() == 4 - named


@pytest.mark.parametrize("moment", [0.0, 4_400_000_000.0])
def test_a_date_that_no_archive_can_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    """Files of Word and Excel are archives: in 1970 and 2109 they are refused plainly, the others are written."""
    analysis = rakenlp.analyse(rakenlp.read_observations(ROWS))
    real = time.localtime
    monkeypatch.setattr(time, "time", lambda: moment)
    monkeypatch.setattr(time, "localtime", lambda seconds=None: real(moment if seconds is None else seconds))
    for write in (
        lambda: analysis.kooste(tmp_path / "k.docx", profile="internal"),
        lambda: analysis.to_tables(tmp_path / "t", formats=("csv", "xlsx")),
    ):
        with pytest.raises(WriteError, match="Korjaa koneen kello") as caught:
            write()
        assert caught.value.code == "clock_wrong" and list(tmp_path.iterdir()) == []
    analysis.kooste(tmp_path / "k.html", profile="internal")
    analysis.to_tables(tmp_path / "t", formats=("csv", "parquet"))
    analysis.save(tmp_path / "s")
    assert len(rakenlp.load_analysis(tmp_path / "s").observations) == 3


@pytest.mark.parametrize("day", ["2025-12-31", "1999-01-01"])
def test_a_day_before_all_data_is_answered(tmp_path: Path, day: str) -> None:
    """Nothing had come by then: no flags, every observation is kept and shown, nothing is guessed."""
    analysis = rakenlp.analyse(rakenlp.read_observations(ROWS), as_of=day)
    assert len(analysis.observations) == 3 and not len(analysis.flags[analysis.flags["kind"] != "single_voice"])
    for profile in ("internal", "published"):
        kooste = analysis.kooste(tmp_path / f"{profile}.html", profile=profile)
        assert kooste is None or Path(kooste).stat().st_size > 1000
    analysis.to_tables(tmp_path / "t")
    assert (tmp_path / "t" / "observations.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    with Register.open(tmp_path / "a.sqlite") as register:
        rakenlp.analyse(rakenlp.read_observations(ROWS), as_of=day, register=register)


def test_waiting_does_not_depend_on_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that waits for somebody's save ends, although the clock goes back while it waits."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text("{}")
    monkeypatch.setattr(time, "time", lambda: -1e9)
    monkeypatch.setattr(_files, "_PATIENCE", 0.2)

    def read() -> None:
        manifest.write_text(str(time.monotonic()))
        os.utime(manifest, ns=(time.monotonic_ns(), time.monotonic_ns()))
        raise ModelFormatError("model_missing", path="x")

    started = time.monotonic()
    with pytest.raises(ModelFormatError):
        _files.read_settled(manifest, read)
    assert time.monotonic() - started < 5
