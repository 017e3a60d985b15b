"""Sections of the kooste on gaps in services and on what became of earlier flags, the same in every format."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from fake_analysis import fake_analysis

import rakenlp
from rakenlp.reporting import build_kooste, write_kooste
from rakenlp.texts import LANGUAGES, set_language

TOLD = [
    ("Jono|asiakas|Perheneuvolan jono on seitsemän kuukautta, emmekä pääse keskustelemaan kenenkään kanssa", "jono"),
    ("Takaisin|läheinen|Takaisinsoittoa odotettiin neljä päivää, puhelinpalvelu vain siirsi eteenpäin", "jono"),
    ("Kriteerit|ammattilainen|Lähete palautui, koska kriteerit eivät täyty, vaikka tarve on ilmeinen", "kriteerit"),
    ("Muu|asukas|Kerhotila suljettiin, eikä kylällä ole muuta paikkaa, jossa tavata toisia", ""),
]


@pytest.fixture(scope="module")
def asked() -> rakenlp.Analysis:
    rows = [
        {
            "ilmoitus_id": words.split("|")[0],
            "vastaajaryhma": words.split("|")[1],
            "kuvaus": words.split("|")[2],
            "palvelupuute": gap,
            "saapunut_pvm": f"{n}.3.2026",
        }
        for n, (words, gap) in enumerate(TOLD, start=1)
    ]
    return rakenlp.analyse(rakenlp.read_observations(rows))


def test_the_four_kinds_are_counted_as_senders_chose_them(asked) -> None:
    gaps = build_kooste(asked, "internal")["gaps"]
    found = {entry["code"]: (entry["n"], entry["ids"]) for entry in gaps["kinds"]}
    assert found == {
        "jono": (2, ["Jono", "Takaisin"]),
        "kriteerit": (1, ["Kriteerit"]),
        "ei_vastaa_tarvetta": (0, []),
        "ei_tunnisteta": (0, []),
    }


def test_without_the_question_kinds_are_not_guessed_but_services_are_listed() -> None:
    gaps = build_kooste(fake_analysis(), "internal", "all")["gaps"]
    assert gaps["kinds"] is None
    rows = fake_analysis().observations
    for entry in gaps["services"]:
        own = rows[(rows["phenomenon_id"] == entry["code"]) & rows["duplicate_of"].isna()]
        assert set(own["observation_id"]) <= set(entry["ids"]) and entry["n"] == len(entry["ids"]) > 0
    assert [entry["code"] for entry in gaps["services"]] == ["palveluihin_paasy", "digisyrjaytyminen"]


def test_submissions_that_are_about_a_service_too_are_counted() -> None:
    analysis = fake_analysis()
    before = {e["code"]: e["n"] for e in build_kooste(analysis, "internal", "all")["gaps"]["services"]}
    analysis.observations["also"] = [[] for _ in range(len(analysis.observations))]
    row = analysis.observations.index[analysis.observations["phenomenon_id"] == "koyhyys"][0]
    analysis.observations.at[row, "also"] = ["palveluihin_paasy"]
    after = {e["code"]: e["n"] for e in build_kooste(analysis, "internal", "all")["gaps"]["services"]}
    assert after == before | {"palveluihin_paasy": before["palveluihin_paasy"] + 1}


@pytest.mark.parametrize("form", ["html", "md"])
def test_every_format_has_both_sections(asked, tmp_path, form) -> None:
    page = write_kooste(asked, tmp_path / f"kooste.{form}", "internal").read_text(encoding="utf-8")
    for words in ("Palvelujärjestelmän puutteet", "Kriteerit rajaavat ulkopuolelle", "Aiempien nostojen tila"):
        assert words in page
    assert "Mikään nosto ei ole ollut esillä aiemmin" in page and "ei ole haettu rekisteristä" in page
    published = write_kooste(asked, tmp_path / f"out.{form}", "published").read_text(encoding="utf-8")
    assert "Kriteerit rajaavat ulkopuolelle" not in published and "Aiempien nostojen tila" not in published
    assert "Palvelujärjestelmän puutteet, ilmoittajien ehdotukset" in published  # where they are, and why


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_of_flags_and_steps_of_reports_are_told(tmp_path, language) -> None:
    analysis = fake_analysis()
    growing = analysis.flags.index[analysis.flags["kind"] == "growing"]
    analysis.flags.loc[growing[0], "state"] = "returned"
    with rakenlp.Register.open(tmp_path / "rake.sqlite", who="työryhmä") as register:
        register.record(rakenlp.analyse(rakenlp.read_observations(["Leipäjonossa on taas enemmän ihmisiä"])))
        report = register.open_report("koyhyys", "Köyhyys Pirkanmaalla", when="2026-03-02")
        register.advance_report(report, "kommentointi", when="2026-03-27")
        set_language(language)
        content = build_kooste(analysis, "internal", "2026H1", register=register)
        path = write_kooste(analysis, tmp_path / "kooste.html", "internal", "2026H1", register=register)
    earlier = content["earlier"]
    assert [flag["state"] for flag in earlier["flags"]] == ["returned"]
    [row] = earlier["reports"]
    assert (row["step"], row["since"], row["deadline"]) == ("kommentointi", "2026-03-27", "2026-04-14")
    page = path.read_text(encoding="utf-8")
    assert "Köyhyys Pirkanmaalla" in page and earlier["flags"][0]["state_label"] in page
    json.dumps(content)


def test_reports_finished_before_the_period_are_left_out(tmp_path) -> None:
    analysis = fake_analysis()
    with rakenlp.Register.open(tmp_path / "rake.sqlite", who="työryhmä") as register:
        register.record(rakenlp.analyse(rakenlp.read_observations(["Leipäjonossa on taas enemmän ihmisiä"])))
        report = register.open_report("koyhyys", "Vanha", when="2025-01-02")
        register.advance_report(report, "julkaistu", when="2025-03-02")
        assert build_kooste(analysis, "internal", "2026H1", register=register)["earlier"]["reports"] == []
        everything = build_kooste(analysis, "internal", "all", register=register)["earlier"]["reports"]
    assert [row["title"] for row in everything] == ["Vanha"]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_observations(n) -> None:
    content = build_kooste(fake_analysis(n), "internal")
    assert content["gaps"]["kinds"] is None and content["earlier"]["reports"] is None


def test_a_gap_of_another_spelling_is_read() -> None:
    rows = pd.DataFrame(
        {"kuvaus": ["Apua ei saa mistään, kukaan ei tunnista tarvetta"], "palvelupuute": ["Ei tunnisteta"]}
    )
    kinds = build_kooste(rakenlp.analyse(rakenlp.read_observations(rows)), "internal", "all")["gaps"]["kinds"]
    assert kinds is not None and [entry["n"] for entry in kinds] == [0, 0, 0, 1]
