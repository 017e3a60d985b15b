"""Reports in another language than the analysis was made in: nothing of the first language is left in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rakenlp
from rakenlp.reporting import build_kooste, build_rake_vartti, build_slides, build_social_report
from rakenlp.reporting._language import in_language
from rakenlp.reporting.summary import summarise
from rakenlp.texts import LANGUAGES, retold, set_language, text
from rakenlp.texts._catalogue import texts_of

OTHERS = [language for language in LANGUAGES if language != "fi"]
CODE = "haato_vuokravelka"


@pytest.fixture(scope="module")
def swedish(example_path: Path) -> Iterator[rakenlp.Analysis]:
    """The example read and analysed in Swedish."""
    set_language("sv")
    yield rakenlp.analyse(rakenlp.read_observations(example_path))
    set_language("fi")


def everything(analysis: Any) -> dict[str, Any]:
    return {
        **{profile: build_kooste(analysis, profile, "all") for profile in ("internal", "published")},
        "slides": build_slides(analysis, "internal"),
        "report": build_social_report(analysis, CODE, "internal"),
        "card": build_rake_vartti(analysis, CODE),
        "summary": summarise(analysis),
        "flags": list(analysis.flag_cards),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_are_the_same_whatever_language_the_analysis_was_made_in(
    analysis: rakenlp.Analysis, swedish: rakenlp.Analysis, language: str
) -> None:
    set_language(language)
    first, second = everything(analysis), everything(swedish)
    for name, content in first.items():
        assert content == second[name], name


def test_an_analysis_in_the_language_of_the_report_is_left_as_it_is(analysis: rakenlp.Analysis) -> None:
    assert in_language(analysis) is analysis
    before = analysis.flags["reasons"].tolist(), analysis.phenomena["name"].tolist(), list(analysis.notes)
    set_language("en")
    assert in_language(analysis) is not analysis
    assert (analysis.flags["reasons"].tolist(), analysis.phenomena["name"].tolist(), analysis.notes) == before


def test_the_language_is_saved_and_tables_are_in_that_of_the_reader(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path / "saved")
    set_language("sv")
    loaded = rakenlp.load_analysis(tmp_path / "saved")
    assert loaded.language == "fi"
    loaded.to_tables(tmp_path / "tables")
    table = (tmp_path / "tables" / "phenomena.csv").read_text(encoding="utf-8-sig")
    assert "Vräkningar och hyresskulder" in table
    assert "Häädöt" not in table


def test_an_older_analysis_that_tells_no_language_is_told_anew_too(analysis: rakenlp.Analysis) -> None:
    older = copy.copy(analysis)
    older.language = None
    assert build_kooste(older, "internal") == build_kooste(analysis, "internal")
    set_language("sv")
    assert build_kooste(older, "internal") == build_kooste(analysis, "internal")


def test_names_that_people_gave_stay(analysis: rakenlp.Analysis) -> None:
    renamed = copy.copy(analysis)
    renamed.phenomena = analysis.phenomena.copy()
    place = renamed.phenomena.index[renamed.phenomena["phenomenon_id"] == CODE][0]
    renamed.phenomena.loc[place, "name"] = "Häädöt meillä"
    set_language("sv")
    names = in_language(renamed).phenomena.set_index("phenomenon_id")["name"]
    assert names[CODE] == "Häädöt meillä"
    assert names["asunnottomuus"] == "Bostadslöshet och tillfälligt boende"


def test_the_name_that_a_register_keeps_is_told_in_the_language_of_the_analysis(
    example: rakenlp.Observations, tmp_path: Path
) -> None:
    frame = example.frame[["description", "received_date"]].rename(columns={"description": "kuvaus"})
    obs = rakenlp.read_observations(frame.rename(columns={"received_date": "pvm"}))
    with rakenlp.Register.open(tmp_path / "muisti.db") as register:
        first = rakenlp.analyse(obs, register=register).phenomena
        emerging = first[first["kind"] == "emerging"]["phenomenon_id"].tolist()
        assert emerging
        set_language("sv")
        second = rakenlp.analyse(obs, register=register).phenomena.set_index("phenomenon_id")["name"]
        assert all(name.startswith("Ny: ") for name in second[emerging])
        register.rename(emerging[0], "Uusi: oma nimi", who="a.b")
        third = rakenlp.analyse(obs, register=register).phenomena.set_index("phenomenon_id")["name"]
        assert third[emerging[0]] == "Uusi: oma nimi"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_flags_is_recognised_by_what_it_says(language: str) -> None:
    values = {name: "7" for entry in texts_of("flags").values() for name in _placeholders(entry["fi"])}
    said = [key for key in texts_of("flags") if not key.startswith(("rule_", "expected_"))]
    sentences = {key: text(f"flags.{key}", "fi", **values) for key in said}
    set_language(language)
    told = {key: retold(sentence, "flags", None, "fi") for key, sentence in sentences.items()}
    assert {key: told[key] for key in said} == {key: text(f"flags.{key}", **values) for key in said}


def _placeholders(template: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_what_stands_inside_a_sentence_is_told_too() -> None:
    done = text("flags.handled_accepted", day="1.2.2026")
    groups = f"{text('flags.group_1')}, Nokian nuorisovaltuusto"
    sentence = text("flags.returned_groups", done=done, groups=groups)
    places = text("flags.municipalities", names=text("flags.and_more", named="Nokia 2, Akaa 1", n=3))
    ratio = text("flags.ratio", ratio="5,4", low="3,1", high=text("flags.over_hundred"), width="80")
    set_language("en")
    assert retold(sentence, "flags") == text(
        "flags.returned_groups",
        done=text("flags.handled_accepted", day="1.2.2026"),
        groups=f"{text('flags.group_1')}, Nokian nuorisovaltuusto",
    )
    assert retold(places, "flags") == text("flags.municipalities", names="Nokia 2, Akaa 1 and 3 more")
    assert "5.4" in retold(ratio, "flags") and text("flags.over_hundred") in retold(ratio, "flags")


def test_remarks_of_the_import_keep_the_names_of_columns() -> None:
    said = text(
        "import.masked", column="Kunta", n=3, kinds=f"{text('import.kind_name')} 2, {text('import.kind_phone')} 1"
    )
    set_language("sv")
    kinds = f"{text('import.kind_name')} 2, {text('import.kind_phone')} 1"
    assert retold(said, "import", ("masked",)) == text("import.masked", column="Kunta", n=3, kinds=kinds)
    assert retold("Jotakin muuta.", "import", ("masked",)) == "Jotakin muuta."
