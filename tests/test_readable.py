"""Tables for people: no code and no English heading in them, in any language, whatever the table."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from fake_analysis import fake_analysis

import rakenlp
from rakenlp.reporting import ReadableTable, readable
from rakenlp.texts import LANGUAGES, set_language

CODES = {"growing", "accumulated", "single_voice", "new", "known", "emerging", "machine", "human", "ei_kerrottu"}


def tables(analysis) -> dict[str, pd.DataFrame]:
    key = analysis.phenomena["phenomenon_id"].iloc[0]
    return {
        "phenomena": analysis.phenomena,
        "observations": analysis.observations,
        "flags": analysis.flags,
        "explain": analysis.explain(key),
        "quotes": analysis.quotes(key),
        "sub_phenomena": analysis.sub_phenomena(key),
        "frame": analysis.obs.frame,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_and_code_is_in_words(analysis: rakenlp.Analysis, language: str) -> None:
    set_language(language)
    for name, table in tables(analysis).items():
        shown = analysis.readable(table)
        assert shown.shape == table.shape and shown.columns.is_unique, name
        assert [head for head in (*shown.columns, shown.index.name or "") if "_" in head] == [], name
        if language == "fi":
            assert not {"name", "kind", "state", "observed", "probability"} & set(shown.columns), name
        words = {str(cell) for column in shown for cell in shown[column]}
        assert not (CODES if language == "fi" else CODES - {"new", "known", "accumulated", "growing"}) & words, name


def test_ids_give_way_to_names_where_there_are_none(analysis: rakenlp.Analysis) -> None:
    names = analysis.phenomena.set_index("phenomenon_id")["name"]
    shown = analysis.readable(analysis.observations)
    assert set(shown["ilmiö"]) <= {*names, ""} and set(shown["toiseksi lähin ilmiö"]) <= {*names, ""}
    assert analysis.readable(analysis.phenomena)["ilmiön tunnus"].tolist() == list(names.index)


def test_numbers_dates_and_lists_are_written_as_people_do() -> None:
    table = pd.DataFrame(
        {
            "probability": [0.316, 1.0, None],
            "n": [3, 4, 5],
            "received_date": pd.to_datetime(["2026-03-01", None, "2026-03-02"]),
            "window": ["2026-01-01/2026-06-30", "", "2026"],
            "missing_voices": [["asiakas", "läheinen"], [], ["naapuri"]],
            "is_single_voice": [True, False, True],
            "decisive": ["growing, accumulated", "", None],
            "last_handled": ["2026-02-01", None, date(2026, 2, 1)],
            "oma": ["a_b", None, "c\x00"],
        }
    )
    shown = readable(table)
    assert shown["varmuus"].tolist() == ["0,32", 1, ""] and shown["ilmoituksia"].tolist() == [3, 4, 5]
    assert shown["saapui"].tolist() == ["1.3.2026", "", "2.3.2026"]
    assert shown["jakso"].tolist() == ["1.1.–30.6.2026", "", "2026"]
    assert shown["ei kuultu"].tolist() == ["asiakkaat, läheiset", "", "naapuri"]
    assert shown["yksittäinen ääni"].tolist() == ["kyllä", "ei", "kyllä"]
    assert shown["ratkaisee noston"].tolist() == ["kasvava, kertynyt", "", ""]
    assert shown["viimeksi käsitelty"].tolist() == ["1.2.2026", "", "1.2.2026"]
    assert shown["oma"].tolist() == ["a_b", "", "c"]


def test_two_columns_of_one_heading_stay_apart() -> None:
    shown = readable(pd.DataFrame({"n": [1], "observed": [2]}))
    assert shown.iloc[0].tolist() == [1, 2]


def test_a_cell_shows_long_texts_whole_escaped_and_a_part_of_many_rows() -> None:
    table = pd.DataFrame({"quote": ["<b>" + "pitkä lainaus " * 30] * 60, "n": range(60)})
    shown = readable(table)
    page = shown.head(60)._repr_html_()
    assert isinstance(shown.head(2), ReadableTable) and "…" not in shown.head(2)._repr_html_()
    assert "&lt;b&gt;" + "pitkä lainaus " * 29 in page and "<b>" not in page
    assert page.count("<tr>") == 51 and "10" in re.sub(r"<table>.*</table>", "", page)


@pytest.mark.parametrize("n", [0, 1])
def test_small_tables(n: int) -> None:
    small = fake_analysis(n)
    for table in (small.phenomena, small.observations, small.flags):
        assert readable(table)._repr_html_().count("<tr>") == len(table) + 1


def test_the_index_is_shown_where_it_has_a_name() -> None:
    table = pd.DataFrame({"n": [1]}, index=pd.Index(["h001"], name="observation_id"))
    page = readable(table)._repr_html_()
    assert "h001" in page and ">ilmoitus<" in page and ">0<" not in readable(table.reset_index(drop=True))._repr_html_()
