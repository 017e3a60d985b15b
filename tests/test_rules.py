"""Rules of the signals: data with defaults, explanations and checks."""

import dataclasses
import tomllib
from importlib import resources

import pytest

from rakenlp.errors import InputError, ParameterError
from rakenlp.signals import Rules
from rakenlp.signals.rules import month_days
from rakenlp.texts import LANGUAGES


def test_defaults_are_those_of_the_shipped_file():
    shipped = tomllib.loads(resources.files("rakenlp.signals").joinpath("rules.toml").read_text("utf-8"))
    values = dataclasses.asdict(Rules())
    assert {**values, "windows_months": list(values["windows_months"])} == shipped
    assert Rules.load() == Rules() == Rules.load({}) == Rules.load(Rules())


def test_a_file_changes_only_what_it_names(tmp_path):
    path = tmp_path / "omat.toml"
    path.write_text("min_voices = 3  # enemmän ääniä\nwindows_months = [6, 1]\n", encoding="utf-8")
    rules = Rules.load(path)
    assert rules == Rules.load(str(path)) == Rules(min_voices=3, windows_months=(1, 6))
    assert rules.min_observations == Rules().min_observations


@pytest.mark.parametrize(
    "values",
    [
        {"min_voices": 0},
        {"min_voices": True},
        {"min_voices": "2"},
        {"min_observations": 2.5},
        {"max_chance_per_year": -1},
        {"max_chance_per_year": float("nan")},
        {"interval": 1.0},
        {"windows_months": []},
        {"windows_months": [0]},
        {"windows_months": [12]},  # longer than the recent past
        {"windows_months": 3},
        {"min_voice": 2},  # misspelt
    ],
)
def test_wrong_values_are_told_by_name(values):
    with pytest.raises(ParameterError) as caught:
        Rules.load(values)
    assert next(iter(values)) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("recent_months", 1, 120),
        ("min_observations", 1, 10_000),
        ("min_voices", 1, 10_000),
        ("gap_months", 0, 24),
        ("min_baseline_months", 1, 120),
        ("min_history_months", 1, 120),
        ("min_per_year", 0, 10_000_000),
        ("cold_at_once", 0, 10_000),
        ("stock_observations", 1, 10_000_000),
        ("stock_voices", 1, 10_000),
        ("first_voice_months", 1, 120),
        ("campaign_copies", 2, 10_000),
        ("resamples", 0, 10_000),
        ("max_chance_per_year", 0.0, 1e6),
        ("max_chance_cold", 0.0, 1e6),
        ("interval", 0.01, 0.999),
        ("stock_times_mean", 0.0, 1000.0),
        ("min_probability", 0.0, 1.0),
        ("label_error", 0.0, 0.5),
        ("parent_share", 0.0, 0.45),
        ("area_share", 0.0, 0.45),
    ],
)
def test_rules_reach_to_their_bounds_and_no_further(name, low, high):
    step = 1 if isinstance(low, int) else 0.0005
    for value in (low, high):
        assert getattr(Rules.load({name: value, "windows_months": [1]}), name) == value
    for value in (low - step, high + step):
        with pytest.raises(ParameterError, match=name):
            Rules.load({name: value, "windows_months": [1]})


@pytest.mark.parametrize("content", [b"min_voices = = 2", b"# \xe4\xe4\nmin_voices = 2", None])
def test_unreadable_files_are_input_errors(tmp_path, content):
    path = tmp_path / "rules.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        Rules.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_explained_with_its_value(language):
    explained = Rules(min_observations=17, interval=0.73).explain(language)  # no number of the explanation itself
    assert list(explained) == [item.name for item in dataclasses.fields(Rules)]
    assert "17" in explained["min_observations"]
    assert ("0.73" if language == "en" else "0,73") in explained["interval"]


def test_months_are_whole_days():
    assert [month_days(m) for m in (1, 3, 6, 12)] == [30, 91, 183, 365]
