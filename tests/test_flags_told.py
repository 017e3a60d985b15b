"""What people are told of flags: in the tables of an analysis, explain, koosteet, the register and its service."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rakenlp
from rakenlp._assembly import _POSSIBLE
from rakenlp._memory import open_memory
from rakenlp.reporting._flags import suggestions
from rakenlp.reporting.kooste import build_kooste
from rakenlp.reporting.summary import summarise
from rakenlp.signals import FLAG_COLUMNS
from rakenlp.signals.detect import FIRST_COLUMNS, completed


@pytest.fixture(scope="module")
def with_levels(analysis: rakenlp.Analysis) -> rakenlp.Analysis:
    """Return the example with its growing flag told as of one municipality, and one of a national parent beside it."""
    own = copy.copy(analysis)
    flags = analysis.flags
    flags = flags[(flags["kind"] != "growing") | (flags["phenomenon_id"] == "haato_vuokravelka")].reset_index(drop=True)
    growing = int(np.flatnonzero(flags["kind"] == "growing")[0])
    flags.loc[growing, ["level", "area"]] = ["municipality", "Tampere"]
    parent = flags.iloc[[growing]].copy()
    parent[["level", "area", "phenomenon_id", "name", "terms"]] = ["parent", "asunnottomuus", None, None, None]
    own.flags = pd.concat([flags, parent], ignore_index=True)
    return own


def growing(analysis: rakenlp.Analysis) -> Any:
    return analysis.flags[analysis.flags["kind"] == "growing"].iloc[0]


def test_a_flag_carries_all_that_is_known_of_it(analysis: rakenlp.Analysis) -> None:
    flag = growing(analysis)
    row = analysis.phenomena.set_index("phenomenon_id").loc[flag["phenomenon_id"]]
    assert flag["name"] == row["name"] and flag["terms"] == row["terms"]
    assert f"rakenlp {rakenlp.__version__}" in flag["versions"] and "taxonomy" in flag["versions"]
    assert flag["rate_ratio_low"] < flag["rate_ratio"] < flag["rate_ratio_high"]
    assert 0 < flag["stability"] <= 1 and flag["municipalities"]
    assert flag["weighted"] < flag["observed"] and flag["rate_ratio"] == pytest.approx(
        flag["weighted"] / flag["expected"]
    )
    single = analysis.flags[analysis.flags["kind"] == "single_voice"]
    assert (single["observed"] == 1).all() and single["stability"].isna().all()


def test_flags_are_of_every_phenomenon_that_fits(analysis: rakenlp.Analysis) -> None:
    flag = growing(analysis)
    rows = analysis.observations.set_index("observation_id").loc[flag["observation_ids"]]
    key = flag["phenomenon_id"]
    assert all(key == best or key in also for best, also in zip(rows["phenomenon_id"], rows["also"], strict=True))
    assert analysis.rules.min_probability > _POSSIBLE


def test_explain_tells_the_flags_of_each_observation(analysis: rakenlp.Analysis) -> None:
    flag = growing(analysis)
    table = analysis.explain(flag["phenomenon_id"])
    inside = table.index.isin(flag["observation_ids"])
    assert (table["flags"].str.contains("growing") == inside).all()
    decisive = table.index.isin(flag["decisive_observations"])
    assert (table["decisive"].str.contains("growing") == decisive).all()
    told = [each for each in table.attrs["flags"] if each["kind"] == "growing"]
    assert len(told) == 1 and told[0]["reasons"] == flag["reasons"] and told[0]["versions"] == flag["versions"]


def test_flags_of_an_older_version_are_completed(analysis: rakenlp.Analysis) -> None:
    old = analysis.flags[list(FIRST_COLUMNS)]
    new = completed(old)
    assert tuple(new.columns) == FLAG_COLUMNS and (new["level"] == "phenomenon").all()
    pd.testing.assert_frame_equal(new[list(FIRST_COLUMNS)], old)
    assert new["rate_ratio"].isna().all() and new["municipalities"].map(len).eq(0).all()
    assert completed(analysis.flags) is analysis.flags
    assert tuple(completed(old.iloc[:0]).columns) == FLAG_COLUMNS


def test_cards_and_the_summary_name_areas_and_parents(with_levels: rakenlp.Analysis) -> None:
    content = build_kooste(with_levels, "internal", "2026H1")
    cards = {card["level"]: card for card in content["flags"] if card["kind"] == "growing"}
    assert cards["municipality"]["name"].endswith(": Tampere")
    assert cards["parent"]["name"] == "Asunnottomuus yhteensä" and cards["parent"]["parent"] == "asunnottomuus"
    assert cards["municipality"]["rate_ratio"] > 1 and cards["municipality"]["terms"]
    if content["figures"]["timeline"]:
        assert not content["figures"]["timeline"]["windows"]
    told = summarise(with_levels)
    assert ": Tampere – " in told and "yhteensä – " in told


def test_the_published_kooste_names_no_municipality(with_levels: rakenlp.Analysis) -> None:
    content = build_kooste(with_levels, "published", "2026H1")
    assert content["flags_unnamed"] >= 2
    assert "Tampere" not in json.dumps(content["flags"], ensure_ascii=False)


def test_long_reasons_are_folded(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    page = analysis.kooste(tmp_path / "kooste.html", profile="internal", period="2026H1").read_text(encoding="utf-8")
    assert "Muut perustelut (" in page
    for line in growing(analysis)["reasons"].splitlines():
        assert line.split(" (")[0] in page


def test_tables_hold_the_new_columns(with_levels: rakenlp.Analysis, tmp_path: Path) -> None:
    with_levels.to_tables(tmp_path)
    table = pd.read_csv(tmp_path / "flags.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert {*FLAG_COLUMNS, "name", "terms", "versions"} == set(table.columns)
    assert {"municipality", "parent", "phenomenon"} == set(table["level"])
    meanings = pd.read_csv(tmp_path / "sarakkeet.csv", sep=";", encoding="utf-8-sig")
    assert meanings["meaning"].notna().all()


def test_the_register_knows_areas_by_their_phenomenon_and_parents_by_their_code(
    with_levels: rakenlp.Analysis, tmp_path: Path
) -> None:
    told = with_levels.flags.set_index("level")
    key = told.loc["municipality", "phenomenon_id"]
    with rakenlp.Register.open(tmp_path / "rake.sqlite") as register:
        register.record(with_levels)
        states = register.flag_states().set_index("flag_id")
    row = states.loc[f"growing:{key}"]
    assert row["municipalities"][0] == "Tampere" and row["missing_voices"] == told.loc["parent", "missing_voices"]
    parent = states.loc["growing:parent:asunnottomuus"]
    assert parent["phenomenon_id"] is None and parent["name"] == "Asunnottomuus yhteensä"
    assert (parent["level"], parent["area"], parent["state"]) == ("parent", "asunnottomuus", "new")
    assert parent["reasons"] == told.loc["parent", "reasons"] and "growing:None" not in states.index


def test_a_muted_parent_is_quiet_in_the_next_analysis_and_its_kooste(
    with_levels: rakenlp.Analysis, tmp_path: Path
) -> None:
    with rakenlp.Register.open(tmp_path / "rake.sqlite") as register:
        register.record(with_levels)
        register.decide("growing:parent:asunnottomuus", "mute", why="Odotetaan kevättä")
        memory = open_memory(register)[0]
        told = memory.tell_states(with_levels.flags, with_levels.observations, with_levels.as_of)
        again = copy.copy(with_levels)
        again.flags = told
        register.record(again)
        kept = register.flag_states().set_index("flag_id")["reasons"]
    parent = told.set_index("level").loc["parent"]
    assert parent["state"] == "muted" and "hiljaa" in parent["reasons"].splitlines()[-1]
    assert "parent" in set(suggestions(with_levels)["level"]) and "parent" not in set(suggestions(again)["level"])
    before = with_levels.flags.set_index("level").loc["parent", "reasons"]
    assert kept["growing:parent:asunnottomuus"] == before


def test_what_was_handled_is_told_with_the_flag(example: rakenlp.Observations) -> None:
    whole = rakenlp.analyse(example, register={"haato_vuokravelka": "2026-03-31"})
    flag = whole.flags[whole.flags["phenomenon_id"] == "haato_vuokravelka"].query("kind == 'growing'").iloc[0]
    assert flag["last_handled"] == "2026-03-31" and "Ilmiö on käsitelty viimeksi 31.3.2026." in flag["reasons"]
