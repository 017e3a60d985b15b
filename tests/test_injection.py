"""Nothing that people write runs in a spreadsheet or on a page, and no text of theirs is in a log, error or repr."""

from __future__ import annotations

import csv
import logging

import pandas as pd
import pytest
from fake_analysis import fake_analysis, fake_rows

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import InputError, ParameterError
from rakenlp.reporting import write_kooste, write_tables
from rakenlp.reporting.notebook import analysis_html
from rakenlp.reporting.tables import write_table
from rakenlp.triage.suggestion import EvidenceSpan, Guess

FORMULAS = [
    '=HYPERLINK("http://x.example","klikkaa")',
    "=cmd|' /C calc'!A0",
    "+358 40",
    "-2+3+cmd|' /C calc'!D2",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '"=1+1',
    "' =1+1",
    " \u00a0=1+1",
    "\ufeff=1+1",
    "\u200b@A1",
    "”=1+1",
    "\uff1d1+1",
    "-",
]
SCRIPTS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg onload=alert(1)>", "{{7*7}}"]
SECRET = "Salainen lause Uolevin kissasta"


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_or_heading_of_any_table_is_a_formula(tmp_path, formula):
    rows = fake_rows(12).astype(object)
    for column in rows.columns:
        if column not in ("received_date", "assigned", "row"):
            rows[column] = formula
    rows["received_date"] = pd.to_datetime(rows["received_date"])
    analysis = fake_analysis(frame=rows.rename(index={rows.index[0]: formula}))
    analysis.phenomena["name"] = analysis.phenomena["terms"] = formula
    analysis.flags["reasons"] = formula
    analysis.obs.import_report.issues = analysis.obs.import_report.issues.astype(object)
    for column in ("column", "message", "remedy"):
        analysis.obs.import_report.issues[column] = formula
    for path in write_tables(analysis, tmp_path):
        for line in cells(path):
            for cell in line:
                bare = cell.lstrip(' \t\r\n"\u00a0\ufeff\u200b”')
                number = bare.replace(",", "", 1).lstrip("-").isdigit()
                assert number or not bare.startswith(("=", "+", "-", "@", "\uff1d")), (path.name, cell)
    write_table(pd.DataFrame({formula: [formula], "n": [-0.5]}), tmp_path / "oma.csv")
    (head, body) = cells(tmp_path / "oma.csv")
    assert head[0].startswith("'") and body == [head[0], "-0,5"]


@pytest.mark.parametrize("value", [-3, -0.25, 12, 0, 1.5])
def test_numbers_stay_numbers(tmp_path, value):
    path = write_table(pd.DataFrame({"n": [value]}), tmp_path / "n.csv")
    assert pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")["n"].tolist() == [value]


def test_the_import_report_of_the_command_is_safe(tmp_path):
    source = tmp_path / "vienti.csv"
    source.write_text('kuvaus;kunta;=2+2\n"Vuokra on rästissä";Nokia;a\n;"=1+1";b\n', encoding="utf-8")
    assert main(["validate", str(source), "--out", str(tmp_path / "r.csv")]) == 0
    for line in cells(tmp_path / "r.csv"):
        assert not any(cell.lstrip(' "').startswith(("=", "+", "-", "@")) for cell in line)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("profile", ["internal", "published"])
def test_nothing_runs_on_a_page(tmp_path, script, profile):
    rows = fake_rows(60).astype(object)
    for column in rows.columns:
        if column not in ("received_date", "assigned", "row", "language"):
            rows[column] = script
    rows["received_date"] = pd.to_datetime(rows["received_date"])
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = analysis.phenomena["terms"] = script
    analysis.phenomena["parent"] = script
    analysis.flags["reasons"] = script
    analysis.notes = [script]
    analysis.versions = {script: script}
    page = write_kooste(analysis, tmp_path / "k.html", profile, "all").read_text(encoding="utf-8")
    for source in (page, analysis_html(analysis)):
        assert "<script" not in source and "<img" not in source and "<svg onload" not in source
        assert "{{" not in script or script in source


def test_reprs_hold_no_text():
    obs = rakenlp.read_observations([SECRET, SECRET + " kahdesti"])
    masked = rakenlp.mask(SECRET)
    things = [obs, obs.import_report, masked, *masked.spans]
    things += [Guess("a", "A", "muu", 0.5, ["kissa"]), EvidenceSpan(0, 5, "kissa")]
    for thing in things:
        assert "kissa" not in repr(thing).lower() and "Uolevi" not in repr(thing)
    assert "kissa" not in obs._repr_html_() and "kissa" not in obs.import_report._repr_html_()


def test_errors_hold_no_text_given_in_a_wrong_place(caplog):
    text = f"{SECRET}.\n" * 20
    with caplog.at_level(logging.DEBUG), pytest.raises((InputError, ParameterError)) as raised:
        rakenlp.read_observations(text)
    assert "Uolevi" not in str(raised.value) and "Uolevi" not in caplog.text
    error = ParameterError("parameter", name="k", owner="x", expected="y", received=text)
    assert "Uolevi" not in str(error) and "Uolevi" not in repr(error.values)
    error = ParameterError("parameter", name="k", owner="x", expected="y", received=[text])
    assert "Uolevi" not in str(error)
    assert "'lyhyt'" in str(ParameterError("parameter", name="k", owner="x", expected="y", received="lyhyt"))
