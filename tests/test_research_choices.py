"""Sensitivity to choices, differences of voices, and citation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.research import citation, leave_one_out, sensitivity, voice_differences
from rakenlp.research.citing import FORMS, fingerprint
from rakenlp.research.voices import _false_discovery

EVICTED = (
    "Vuokra on rästissä ja häätö uhkaa",
    "Sain häätöpäätöksen käräjäoikeudesta",
    "Vuokravelkaa on kertynyt kolmelta kuulta",
    "Vuokranantaja irtisanoi sopimuksen rästien takia",
    "Maksusuunnitelma vuokrasta petti, muutto ensi viikolla",
    "Ulosottomies tyhjentää asunnon, häätö toteutetaan",
)
HOMELESS = (
    "Yömaja on täynnä",
    "Hän nukkuu autossa, asuntoa ei ole",
    "Asunnottomia yöpyy rappukäytävässä",
    "Hätämajoituksesta käännytettiin pois pakkasella",
    "Nuori majailee kaverin sohvalla ilman omaa kotia",
    "Telttaan muutti kolme asunnotonta miestä",
)
PLACES = ("Tampere", "Nokia", "Orivesi")


@pytest.fixture(scope="module")
def small() -> rakenlp.Analysis:
    told = [(words, "asiakas") for words in EVICTED] + [(words, "järjestö") for words in HOMELESS]
    rows = [{"id": f"h{i}", "kuvaus": words, "vastaajaryhma": group, "saapunut_pvm": f"{i + 1}.3.2026",
             "kunta": PLACES[i % 3]} for i, (words, group) in enumerate(told)]  # fmt: skip
    return rakenlp.analyse(rakenlp.read_observations(rows))


def test_the_same_choices_change_nothing(small: rakenlp.Analysis) -> None:
    row = sensitivity(small, {"sama": {}}).iloc[0]
    assert row["n"] == 12 and row["same"] == 1 == row["adjusted_rand"]
    assert row["flags"] == row["flags_kept"] and row["flags_lost"] == row["flags_new"] == []


def test_leaving_a_group_out_leaves_its_observations_out(small: rakenlp.Analysis) -> None:
    choices = leave_one_out(small, min_n=5)
    assert list(choices) == ["−asiakas", "−järjestö"]
    found = sensitivity(small, choices)
    assert found["n"].tolist() == [6, 6] and found["phenomena"].tolist() == [1, 1]
    assert leave_one_out(small, min_n=7) == {}


def test_flags_lost_to_a_stricter_rule_are_named(small: rakenlp.Analysis) -> None:
    strict = sensitivity(small, {"äänet": {"rules": {"min_voices": 9}}}).iloc[0]
    assert strict["flags"] == 0 and set(strict["flags_lost"]) >= {"accumulated:haato_vuokravelka"}


@pytest.mark.slow
def test_an_emerging_phenomenon_is_recognised_in_another_grouping(analysis: rakenlp.Analysis) -> None:
    without = analysis.model.taxonomy_.without(["digisyrjaytyminen"])
    row = sensitivity(analysis, {"luokitus": {"taxonomy": without}}).iloc[0]
    assert 0.9 < row["same"] < 1 and row["adjusted_rand"] > 0.8
    assert "growing:laakkeiden_saatavuuskatkot" not in row["flags_lost"]


@pytest.mark.parametrize("choices", [{}, None, {"x": {"siemen": 1}}])
def test_choices_that_there_are_not_are_refused(small: rakenlp.Analysis, choices: object) -> None:
    with pytest.raises(ParameterError):
        sensitivity(small, choices)  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        leave_one_out(small, "nimi")


def test_differences_of_voices_are_counted_from_the_observations(small: rakenlp.Analysis) -> None:
    found = voice_differences(small, min_n=5).set_index(["group", "phenomenon_id"])
    row = found.loc[("asiakas", "haato_vuokravelka")]
    unique = small.observations[small.observations["duplicate_of"].isna()]
    assert row["n"] == (unique["respondent_group"] == "asiakas").sum()
    assert row["share"] == 1 and row["n_others"] == 0 and row["difference"] == 1
    assert 0 < row["low"] < 1 and row["high"] == pytest.approx(1)
    assert voice_differences(small, min_n=100).empty


def test_differences_of_the_example_agree_with_a_count(analysis: rakenlp.Analysis) -> None:
    found = voice_differences(analysis)
    row = found.iloc[0]
    rows = analysis.observations[analysis.observations["duplicate_of"].isna()]
    mine = rows[rows["respondent_group"] == row["group"]]
    assert row["n"] == (mine["phenomenon_id"] == row["phenomenon_id"]).sum()
    assert row["share"] == row["n"] / len(mine) and row["low"] <= row["difference"] <= row["high"]
    assert found["p"].is_monotonic_increasing and (found["q"] >= found["p"] - 1e-12).all()


def test_the_false_discovery_rate_is_that_of_scipy() -> None:
    p = np.random.default_rng(1).random(50) ** 2
    assert _false_discovery(p) == pytest.approx(false_discovery_control(p))
    assert len(_false_discovery(np.zeros(0))) == 0


@pytest.mark.parametrize("options", [{"by": "kuvaus"}, {"min_n": 0}])
def test_wrong_parameters_of_voices_are_refused(small: rakenlp.Analysis, options: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        voice_differences(small, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_citations_name_the_version_and_are_the_same_every_time(small: rakenlp.Analysis, form: str) -> None:
    told = citation(small, form)
    assert rakenlp.__version__ in told and told == citation(small, form) and told == told.strip()


def test_the_paragraph_on_methods_is_true_to_the_material(small: rakenlp.Analysis) -> None:
    told = citation(small, "method")
    rows = small.observations
    assert "1.3.2026–12.3.2026" in told and "12 riviä" in told
    assert f"{int(rows['duplicate_of'].notna().sum())} toisti" in told
    assert all(version in told for version in small.versions.values())
    assert "ilman päiviä" in citation(rakenlp.analyse(rakenlp.read_observations(["Yömaja on täynnä"])), "method")
    with pytest.raises(ParameterError, match="bibtex"):
        citation(small, "apa")


def test_the_fingerprint_is_of_the_material_and_not_of_its_order(small: rakenlp.Analysis) -> None:
    turned = replace(small.obs, frame=small.obs.frame.iloc[::-1])
    assert fingerprint(rakenlp.analyse(turned)) == fingerprint(small)
    fewer = replace(small.obs, frame=small.obs.frame.iloc[1:])
    assert fingerprint(rakenlp.analyse(fewer)) != fingerprint(small)
    assert isinstance(small.obs.frame, pd.DataFrame)


def test_the_citation_file_of_the_project_is_the_one_that_is_told(small: rakenlp.Analysis) -> None:
    kept = Path(rakenlp.__file__).parent.parent.parent / "CITATION.cff"
    if not kept.is_file():
        pytest.skip("not run from a checkout")
    assert kept.read_text(encoding="utf-8") == citation(small, "cff") + "\n"
