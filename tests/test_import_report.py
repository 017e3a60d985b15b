"""The import report and what an Observations object shows of itself."""

from __future__ import annotations

import pickle
import re
import string

import pandas as pd
import pytest

from rakenlp.observations import ImportReport, read_observations
from rakenlp.observations import report as report_module
from rakenlp.observations.report import ISSUE_COLUMNS, SET_ASIDE_CODES, row_list, shorten
from rakenlp.texts import LANGUAGES, set_language
from rakenlp.texts._catalogue import _area

ROWS = [
    {
        "Ilmoitus ID": "1",
        "Saapunut pvm": "1.2.2026",
        "Rooli": "Asiakkaat",
        "Kunta": "Nokia",
        "Kuvaus": "  Maijan rahat loppu",
    },
    {"Ilmoitus ID": "1", "Saapunut pvm": "joskus", "Rooli": "Outo", "Kunta": "Akaa", "Kuvaus": "Maijan vuokra nousi"},
    {"Ilmoitus ID": "2", "Saapunut pvm": "", "Rooli": "", "Kunta": "", "Kuvaus": "testi"},
    {
        "Ilmoitus ID": "3",
        "Saapunut pvm": "",
        "Rooli": "",
        "Kunta": "",
        "Kuvaus": "Maijan jono kasvaa",
        "Puhelin": "040",
    },
]


@pytest.fixture(autouse=True)
def in_finnish():
    set_language("fi")
    yield
    set_language("fi")


@pytest.fixture
def obs():
    return read_observations(ROWS, mask=False)


def test_counts_and_issues(obs):
    report = obs.import_report
    assert isinstance(report, ImportReport)
    assert (report.rows_read, report.rows_kept, report.rows_set_aside) == (4, 3, 1)
    assert tuple(report.issues.columns) == ISSUE_COLUMNS
    assert report.issues["row"].dtype == "Int64"
    assert set(report.issues["severity"]) == {"info", "warning", "set_aside"}
    found = report.issues.dropna(subset="row")[["row", "code"]].values.tolist()
    assert found == [[2, "date_invalid"], [2, "value_unknown"], [2, "id_repeated"], [3, "test"]]
    assert report.columns.set_index("source")["name"].to_dict() == {
        "Ilmoitus ID": "observation_id",
        "Saapunut pvm": "received_date",
        "Rooli": "respondent_group",
        "Kunta": "municipality",
        "Kuvaus": "description",
        "Puhelin": "contact",
    }


def test_summary_is_short_plain_finnish(obs):
    summary = obs.import_report.summary()
    lines = summary.splitlines()
    assert lines[0] == "Luettiin 4 riviä (list). Mukana on 3 ilmoitusta, sivuun jätettiin 1 rivi."
    assert lines[1] == "Sivuun jätetty: kokeilu 1 (rivi 3)"
    assert lines[2].startswith("Tarkista: ") and "päivämäärää ei ymmärretty 1 (rivi 2)" in lines[2]
    assert lines[3].startswith("Hyvä tietää: ") and "yhteystiedot jätetty pois (Puhelin)" in lines[3]


def test_nothing_shown_holds_the_text_of_an_observation(obs):
    shown = [
        repr(obs),
        obs._repr_html_(),
        repr(obs.import_report),
        obs.import_report._repr_html_(),
        obs.import_report.summary(),
    ]
    assert "Maija" not in "".join(shown) + obs.import_report.issues.to_csv()


def test_representations(obs):
    assert repr(obs).startswith("Observations(n=3, set_aside=1, issues=")
    assert repr(obs.import_report).startswith("ImportReport(rows_read=4, rows_kept=3, rows_set_aside=1")
    page = obs._repr_html_()
    assert "3 ilmoitusta" in page and "1.2.2026 – 1.2.2026" in page and "asiakkaat 1, ei kerrottu 1, muut 1" in page
    table = obs.import_report._repr_html_()
    assert table.count("<tr>") == len(obs.import_report.issues) + 1 and 'scope="col"' in table


def test_html_is_escaped_and_cut():
    rows = [
        {"kuvaus": f"Havainto numero {number}", "<b>x</b>": "a", "rooli": f"<i>outo {number}"} for number in range(150)
    ]
    page = read_observations(rows, mask=False).import_report._repr_html_()
    assert "<b>x" not in page and "<i>" not in page and "&lt;b&gt;x" in page
    assert "… ja 54 muuta huomautusta" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_works(language):
    set_language(language)
    obs = read_observations(ROWS, mask=False)
    assert len(obs.import_report.summary().splitlines()) == 4
    assert obs._repr_html_() and obs.import_report._repr_html_()
    assert obs.import_report.issues["message"].str.len().gt(5).all()


def test_every_code_has_message_remedy_and_label_in_every_language():
    area = _area("import")
    codes = {name.removesuffix("_label") for name in area if name.endswith("_label")}
    assert set(SET_ASIDE_CODES) | report_module._WARNINGS <= codes
    for code in codes:
        for form in ("", "_remedy", "_label"):
            entry = area[code + form]
            assert set(entry) == set(LANGUAGES)
            fields = [
                {part[1] for part in string.Formatter().parse(entry[language]) if part[1]} for language in LANGUAGES
            ]
            assert fields[0] == fields[1] == fields[2], code + form
        if code in SET_ASIDE_CODES:
            assert "{" not in area[code]["fi"]


def test_issues_are_the_same_for_the_same_input(obs):
    again = read_observations(ROWS, mask=False)
    pd.testing.assert_frame_equal(obs.import_report.issues, again.import_report.issues)
    pd.testing.assert_frame_equal(obs.frame, again.frame)


def test_reports_and_observations_can_be_pickled(obs):
    copy = pickle.loads(pickle.dumps(obs))
    assert copy.texts == obs.texts
    assert copy.import_report.summary() == obs.import_report.summary()


def test_no_rows_is_said():
    obs = read_observations([])
    assert "ei ilmoituksia" in obs.import_report.summary()
    assert obs.frame["row"].dtype == "int64" and obs.frame["received_date"].dtype == "datetime64[ns]"


def test_helpers():
    assert row_list(range(12, 0, -1)) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …"
    assert shorten("a\n  b " * 50, 10) == "a b a b a…"
    assert re.fullmatch(r"[^\n]{1,60}", shorten("x" * 500))
