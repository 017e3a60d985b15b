"""The example export against the truth that lies beside it.

The texts of the example are by writers whom the shipped model never saw, so these are fair figures on
synthetic texts. The bounds leave room for other versions of the libraries, not for another result.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import rakenlp

NEW = "uusi:laakkeiden_saatavuus"


@pytest.fixture(scope="module")
def judged(analysis: rakenlp.Analysis, truth: pd.DataFrame) -> pd.DataFrame:
    """Observations with their true phenomenon beside the found one."""
    rows = analysis.observations.set_index("observation_id")
    return rows.join(truth.reindex(rows.index)[["ilmio", "sivuilmiot", "laji", "kieli", "kaksoiskappale_ryhma"]])


def test_no_row_is_lost(example: rakenlp.Observations, truth: pd.DataFrame) -> None:
    report = example.import_report
    assert report.rows_read == len(truth) == report.rows_kept + report.rows_set_aside
    kept, aside = set(example.frame["row"]), set(example.set_aside["row"])
    assert kept | aside == set(truth["rivi"].astype(int))
    assert not kept & aside


def test_blank_and_test_rows_are_set_aside_and_nothing_else(example: rakenlp.Observations, truth: pd.DataFrame) -> None:
    by_row = truth.set_index(truth["rivi"].astype(int))["laji"]
    kinds = by_row.reindex(example.set_aside["row"])
    assert set(kinds) <= {"tyhja", "testi"}
    assert (by_row.isin(["tyhja", "testi"])).sum() - len(kinds) <= 2


def test_no_contact_or_identifier_is_left(example: rakenlp.Observations) -> None:
    everything = example.frame.to_csv()
    for secret in ("@esimerkki.fi", "131052-308T", "FI21 1234"):
        assert secret not in everything
    assert example.frame["contact_given"].sum() > 0


def test_known_phenomena_are_found(judged: pd.DataFrame) -> None:
    known = judged[~judged["ilmio"].isin(["muu", "asiaton", NEW])]
    right = [row.phenomenon_id in {row.ilmio, *row.sivuilmiot.split("|")} for row in known.itertuples()]
    assert pd.Series(right).mean() > 0.62


def test_the_growing_phenomenon_is_flagged_and_few_others(analysis: rakenlp.Analysis) -> None:
    growing = analysis.flags[analysis.flags["kind"] == "growing"]
    assert "haato_vuokravelka" in set(growing["phenomenon_id"])
    assert len(growing) <= 3
    flag = growing.set_index("phenomenon_id").loc["haato_vuokravelka"]
    assert flag["observed"] > flag["expected_high"]
    assert flag["voices"] >= 5
    assert flag["window"].endswith("2026-06-30")
    assert "sattumalta" in flag["reasons"]


def test_the_new_phenomenon_emerges(analysis: rakenlp.Analysis, judged: pd.DataFrame) -> None:
    emerging = analysis.phenomena[analysis.phenomena["kind"] == "emerging"]
    assert 1 <= len(emerging) <= 3
    shares = {
        name: (judged.loc[judged["phenomenon_id"] == name, "ilmio"] == NEW).mean() for name in emerging["phenomenon_id"]
    }
    best = max(shares, key=lambda name: shares[name])
    members = judged[judged["phenomenon_id"] == best]
    assert (members["ilmio"] == NEW).sum() >= 5
    assert shares[best] > 0.6
    assert "apteekki" in emerging.set_index("phenomenon_id").loc[best, "terms"]


def test_the_campaign_is_one_voice(analysis: rakenlp.Analysis, judged: pd.DataFrame) -> None:
    campaign = judged[judged["laji"] == "kampanja"]
    assert len(campaign) == 9
    assert campaign["duplicate_group"].nunique() == 1
    assert campaign["duplicate_of"].isna().sum() == 1
    others = judged[judged["kaksoiskappale_ryhma"].fillna("") == ""]
    assert others["duplicate_of"].isna().all()  # no two people's own words were taken for one


def test_single_voices_are_all_in_the_internal_kooste(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    page = analysis.kooste(tmp_path / "k.html", profile="internal", period="all").read_text(encoding="utf-8")
    for identifier in analysis.observations["observation_id"]:
        assert identifier in page
    single = analysis.flags[analysis.flags["kind"] == "single_voice"]
    assert len(single) >= 1


def test_the_published_kooste_names_nobody(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    page = analysis.kooste(tmp_path / "k.html", profile="published").read_text(encoding="utf-8")
    assert not any(identifier in page for identifier in analysis.observations["observation_id"])
    assert not any(text[:50] in page for text in analysis.obs.texts if len(text) > 60)


def test_another_process_gives_the_same(analysis: rakenlp.Analysis, example_path: Path) -> None:
    code = (
        "import sys, hashlib, rakenlp\n"
        "a = rakenlp.analyse(rakenlp.read_observations(sys.argv[1]))\n"
        "print(hashlib.sha256(a.observations.to_csv().encode()).hexdigest(), *a.phenomena['phenomenon_id'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(example_path)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    digest, *ids = done.stdout.split()
    import hashlib

    assert digest == hashlib.sha256(analysis.observations.to_csv().encode()).hexdigest()
    assert ids == analysis.phenomena["phenomenon_id"].tolist()
