"""The summary of the terminal and of a notebook cell."""

from __future__ import annotations

import pandas as pd
import pytest
from fake_analysis import fake_analysis, fake_rows

import rakenlp
from rakenlp.reporting import analysis_html, summarise
from rakenlp.texts import get_language, set_language


@pytest.mark.parametrize("width", [60, 80, 120])
def test_fits_its_width_and_a_screen_and_a_half(width):
    lines = summarise(fake_analysis(), width).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) <= 66
    assert all(line == line.rstrip() for line in lines)


def test_tells_what_was_read_and_found():
    words = summarise(fake_analysis())
    for part in (
        "62 riviä: 60 mukana, 2 syrjään",
        "12.9.2024–16.6.2026",
        "3 samansisältöistä",
        "Asunnottomuus",
        "Häädöt ja vuokravelat – kasvava",
        "Ilmoituksia kertyi 8",
        "kaivovesi",
        "YKSITTÄISET ÄÄNET (3)",
        "h058",
        "Metsätyömaan aamuöinen melu",
    ):
        assert part in words


def test_published_holds_no_id_and_no_words():
    words = summarise(fake_analysis(), profile="published")
    assert "Kansalliset ilmiöt: Asunnottomuus (11), Taloudellinen tilanne ja toimeentulo\n(–)" in words
    assert "h058" not in words and "Metsätyömaan" not in words and "(2)" not in words


def test_all_five_parents_also_at_zero():
    rows = fake_rows()
    words = summarise(fake_analysis(frame=rows[rows["assigned"] == "koyhyys"]))
    assert any(line.split() == ["Asunnottomuus", "0"] for line in words.splitlines())


@pytest.mark.parametrize(
    "analysis",
    [fake_analysis(0), fake_analysis(1), fake_analysis(2), fake_analysis(dates=False), fake_analysis(taxonomy=False)],
)
def test_small_and_odd_data(analysis):
    assert summarise(analysis)
    assert analysis_html(analysis).startswith("<div>")


def test_says_what_could_not_be_said():
    assert "Päivämäärät puuttuvat" in summarise(fake_analysis(dates=False))


def test_first_words_are_masked_when_the_texts_are_not():
    rows = fake_rows()
    rows.loc["h058", "description"] = "Soita 040 123 4567 heti"
    assert "123 4567" not in summarise(fake_analysis(frame=rows, masked=False))


@pytest.mark.parametrize(("code", "word"), [("sv", "ENSKILDA RÖSTER"), ("en", "SINGLE VOICES")])
def test_languages(code, word):
    before = get_language()
    set_language(code)
    try:
        assert word in summarise(fake_analysis())
    finally:
        set_language(before)


def test_notebook_cell_is_compact_and_escaped():
    analysis = fake_analysis()
    analysis.phenomena["name"] = "<script>" + analysis.phenomena["name"]
    shown = analysis_html(analysis)
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "h058" not in shown and "Metsätyömaan" not in shown
    assert shown.count("<tr>") <= 2 * 13 and 'scope="col"' in shown
    many = pd.concat([analysis.phenomena] * 5, ignore_index=True)
    many["phenomenon_id"] = [f"p{i}" for i in range(len(many))]
    analysis.phenomena = many
    assert "ja 43 muuta" in analysis_html(analysis)


def test_untold_groups_are_not_called_silent() -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä ja häätö uhkaa", "Äiti on yksin"]))
    shown = summarise(analysis)
    assert "ei tiedetä: ilmoittajaryhmiä ei ole kerrottu" in shown
    assert "asiakkaat" not in shown
