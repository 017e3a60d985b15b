"""The rake-vartti card: one page, three questions, who is missing, and no words or ids of anyone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from fake_analysis import ROWS, fake_analysis, fake_rows, shuffled_analysis
from test_kooste import HOSTILE, Page

from rakenlp.cli import main
from rakenlp.errors import ParameterError
from rakenlp.observations.values import RESPONDENT_GROUPS
from rakenlp.reporting import build_rake_vartti, write_rake_vartti
from rakenlp.texts import set_language, text

EVICTIONS = "haato_vuokravelka"
FORMS = ("html", "md", "json")


def written(analysis, tmp_path: Path, form="html", key=EVICTIONS) -> str:
    return write_rake_vartti(analysis, key, tmp_path / f"kortti.{form}").read_text(encoding="utf-8")


# --- what is in it ---------------------------------------------------------------------------------------------


def test_the_numbers_are_those_of_the_data(tmp_path):
    content = build_rake_vartti(fake_analysis(), EVICTIONS)
    own = [row for row in ROWS if row[5] == EVICTIONS]
    assert content["movement"]["n_all"] == len(own)
    assert (content["movement"]["n"], content["movement"]["n_previous"]) == (8, 2)
    assert content["flags"] == [{"kind": "growing", "start": "2026-01-01", "end": "2026-06-30"}]
    grid = {row["code"]: row for row in content["voices"]["rows"]}
    assert sum(row["total"] for row in grid.values()) == len(own)
    assert all(sum(row["n"]) == row["total"] for row in grid.values())
    assert grid["ammattilainen"]["total"] == sum(row[2] == "ammattilainen" for row in own)
    assert sum(row["n"] for row in content["strip"]["rows"]) == len(own)
    page = Page(written(fake_analysis(), tmp_path)).text
    assert f"{len(own)} ilmoitusta" in page and "Nosto: kasvava, 1.1.2026–30.6.2026." in page


def test_missing_voices_are_drawn(tmp_path):
    source = written(fake_analysis(), tmp_path)
    content = build_rake_vartti(fake_analysis(), EVICTIONS)
    silent = [row for row in content["voices"]["rows"] if not row["total"]]
    assert silent and {row["label"] for row in silent} == set(content["voices"]["not_heard"])
    assert source.count('<tr class="silent">') == len(silent) and source.count('class="n empty"') > len(silent)
    assert Page(source).text.count(text("rake_vartti.not_heard")) == len(silent)


def kinds_of(analysis, key=EVICTIONS) -> list[str]:
    asked = build_rake_vartti(analysis, key)["questions"]
    names = "growing accumulated emerging one steady missing all_heard unknown"
    names += " proposals_one proposals_many no_proposals"
    known = {name: text(f"rake_vartti.q_{name}").split("{")[0] for name in names.split()}
    return [next(name for name, words in known.items() if question.startswith(words)) for question in asked]


def test_the_questions_follow_from_the_flag_and_from_who_and_what_is_missing():
    assert kinds_of(fake_analysis()) == ["growing", "missing", "proposals_one"]
    assert kinds_of(fake_analysis(), "toimeentulotuki")[0] == "accumulated"
    assert kinds_of(fake_analysis(), "koyhyys")[0] == "steady"
    assert kinds_of(fake_analysis(), "uusi-kaivovesi-3f2a")[0] == "emerging"
    assert kinds_of(fake_analysis(1), ROWS[0][5]) == ["one", "missing", "no_proposals"]
    rows = fake_rows()
    rows["respondent_group"] = "ei_kerrottu"
    assert kinds_of(fake_analysis(frame=rows))[1] == "unknown"
    rows["respondent_group"] = [RESPONDENT_GROUPS[place % 9] for place in range(len(rows))]
    rows["assigned"] = EVICTIONS
    rows["proposal"] = "Lisää neuvontaa"
    assert kinds_of(fake_analysis(frame=rows))[1:] == ["all_heard", "proposals_many"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", [EVICTIONS, "uusi-kaivovesi-3f2a", "yksinaisyys"])
def test_the_card_holds_no_words_ids_or_municipalities(tmp_path, form, key):
    source = written(fake_analysis(), tmp_path, form, key)
    assert not re.search(r"\bh\d{3}\b", source)
    assert not [row for row in ROWS if row[6][:25] in source or row[4] in source]


# --- how it is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("form", FORMS)
def test_one_or_two_observations_give_an_honest_card(tmp_path, n, form):
    source = written(fake_analysis(n), tmp_path, form, ROWS[0][5])
    if form == "json":
        assert json.loads(source)["movement"]["n_all"] == 1
    if form == "html":
        assert "yksi ilmoitus (1)" in Page(source).text


def test_without_dates_places_or_a_taxonomy(tmp_path):
    page = Page(written(fake_analysis(dates=False), tmp_path))
    assert "muutosta ei tiedetä" in page.text and "svg" not in {tag for tag, _ in page.tags}
    rows = fake_rows()
    rows["service_line"] = None
    content = build_rake_vartti(fake_analysis(frame=rows), EVICTIONS)
    assert content["voices"]["lines"] == [] and all(row["n"] == [] for row in content["voices"]["rows"])
    Page(written(fake_analysis(frame=rows), tmp_path))
    assert "Kansallinen ilmiö" not in written(fake_analysis(taxonomy=False), tmp_path)


def test_a_phenomenon_or_a_suffix_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ParameterError, match="asunnottomuus"):
        build_rake_vartti(fake_analysis(0), "asunnottomuus")
    with pytest.raises(ParameterError, match=r"\.html"):
        write_rake_vartti(fake_analysis(), EVICTIONS, tmp_path / "kortti.pdf")
    assert list(tmp_path.iterdir()) == []


def test_nothing_hostile_breaks_the_page(tmp_path):
    rows = fake_rows().astype({"service_line": object})
    rows["service_line"] = HOSTILE
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = HOSTILE * 20
    analysis.phenomena["terms"] = "pitkä 🙂 \u202e" * 120_000
    source = written(analysis, tmp_path)
    page = Page(source)
    assert not {"script", "img"} & {tag for tag, _ in page.tags} and len(source) < 60_000
    plain = written(analysis, tmp_path, "md")
    assert not re.search(r"(?<!\\)<(script|img|b|/p)", plain) and "\u202e" not in plain


def test_the_page_stands_alone_and_is_accessible(tmp_path):
    source = written(fake_analysis(), tmp_path)
    page = Page(source)
    assert not re.search(r"https?://|@import|url\((?!#)", source)
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    (drawing,) = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert drawing["role"] == "img" and set(drawing["aria-labelledby"].split()) <= set(ids)


@pytest.mark.parametrize(
    ("code", "words"), [("sv", "Tre frågor"), ("en", "Three questions"), ("fi", "Kolme kysymystä")]
)
def test_three_languages(tmp_path, code, words):
    set_language(code)
    source = written(fake_analysis(), tmp_path)
    assert f'<html lang="{code}">' in source and words in source


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), shuffled_analysis()
    for form in FORMS:
        assert written(analysis, tmp_path, form) == written(other, tmp_path, form)


def test_many_observations_are_drawn_by_month(tmp_path):
    rows = fake_rows(900)
    rows["assigned"] = EVICTIONS
    content = build_rake_vartti(fake_analysis(frame=rows), EVICTIONS)
    assert content["strip"]["form"] == "months"
    assert len(written(fake_analysis(frame=rows), tmp_path)) < 100_000


@pytest.mark.parametrize(("code", "tag"), [("fi", "fi-FI"), ("sv", "sv-FI"), ("en", "en-GB")])
def test_the_word_file_holds_the_same(tmp_path, code, tag):
    pytest.importorskip("docx")
    from word_files import Word

    set_language(code)
    analysis = fake_analysis()
    word = Word(write_rake_vartti(analysis, EVICTIONS, tmp_path / "kortti.docx"))
    word.check(tag)
    content = build_rake_vartti(analysis, EVICTIONS)
    assert all(question in word.lines() for question in content["questions"])
    table = word.table(text("kooste.col_group"))
    assert [row[-1] for row in table[1:]] == [str(row["total"]) for row in content["voices"]["rows"]]
    again = write_rake_vartti(analysis, EVICTIONS, tmp_path / "toinen.docx")
    assert again.read_bytes() == word.path.read_bytes()


def _crowded():
    """Every group heard, two flags, names that take all the room that they may."""
    rows = pd.concat([fake_rows() for _ in range(2)])
    rows.index = pd.Index([f"h{place:03d}" for place in range(len(rows))])
    rows["respondent_group"] = [RESPONDENT_GROUPS[place % 11] for place in range(len(rows))]
    rows["service_line"] = [f"Henkilökohtaisen avun ja vammaisten palvelut {place % 4}" for place in range(len(rows))]
    rows["assigned"], rows["proposal"] = EVICTIONS, "Lisää neuvontaa"
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = "Mielenterveyspalvelujen saavutettavuus ja asunnottomuus haja-asutusalueilla talvella"
    analysis.phenomena["terms"] = "mielenterveyspalvelujärjestelmä, " * 9
    names = [f"Mielenterveyspalvelujen saavutettavuus haja-asutusalueella ja muualla {i}" for i in range(4)]
    analysis.sub_phenomena = lambda key: pd.DataFrame({"name": names, "n_unique": [22] * 4})
    second = analysis.flags.head(1).assign(kind="accumulated")
    analysis.flags = pd.concat([analysis.flags, second], ignore_index=True)
    return analysis


@pytest.mark.slow
@pytest.mark.parametrize("crowded", [False, True])
def test_the_card_is_one_page_and_nothing_of_it_is_cut(tmp_path, crowded):
    browser, counter = shutil.which("chromium"), shutil.which("pdftotext")
    if not browser or not counter:
        pytest.skip("needs chromium and poppler-utils")
    path = write_rake_vartti(_crowded() if crowded else fake_analysis(), EVICTIONS, tmp_path / "kortti.html")
    pdf = tmp_path / "kortti.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = [browser, *flags, f"--print-to-pdf={pdf}"]
    subprocess.run([*command, path.as_uri()], check=True, capture_output=True, timeout=60)
    told = subprocess.run([counter, "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    boxes = told.stdout.decode()
    assert boxes.count("<page ") == 1
    page = float(re.search(r'<page width="[\d.]+" height="([\d.]+)"', boxes)[1])
    lowest = {word: float(low) for low, word in re.findall(r'yMax="([\d.]+)">([^<]+)</word>', boxes)}
    assert page == pytest.approx(842, abs=1) and lowest["ihmisistä."] < lowest["rakenlp"] < page - 10


@pytest.mark.slow
@pytest.mark.parametrize("crowded", [False, True])
def test_the_word_card_is_one_page(tmp_path, crowded):
    pytest.importorskip("docx")
    office, counter = shutil.which("soffice"), shutil.which("pdftotext")
    if not office or not counter:
        pytest.skip("needs libreoffice-writer and poppler-utils")
    path = write_rake_vartti(_crowded() if crowded else fake_analysis(), EVICTIONS, tmp_path / "kortti.docx")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told = subprocess.run([counter, str(tmp_path / "kortti.pdf"), "-"], check=True, capture_output=True, timeout=60)
    words = told.stdout.decode()
    assert words.count("\f") == 1 and text("rake_vartti.care")[:30] in words


# --- on the command line ---------------------------------------------------------------------------------------


def test_the_commands_write_from_a_saved_analysis(analysis, tmp_path, capsys):
    pytest.importorskip("docx")
    analysis.save(tmp_path / "tulokset" / "malli")
    figures = tmp_path / "luvut.csv"
    figures.write_text("source;year;region;indicator;value\nTHL;2025;Pirkanmaa;Häädöt;1204\n", encoding="utf-8")
    source = str(tmp_path / "tulokset")
    options = ["--phenomenon", EVICTIONS, "--sent", "27.3.2026", "--indicators", str(figures), "--profile", "internal"]
    assert main(["report", source, "--out", str(tmp_path / "a" / "raportti.md"), *options]) == 0
    report = (tmp_path / "a" / "raportti.md").read_text(encoding="utf-8")
    assert "14.4.2026" in report and "THL" in report
    card = tmp_path / "vartti.docx"
    assert main(["rake-vartti", source, "--phenomenon", EVICTIONS, "--out", str(card)]) == 0
    assert main(["kooste", source, "--out", str(tmp_path / "kooste.docx")]) == 0
    assert card.stat().st_size > 10_000 and str(card) in capsys.readouterr().out
    assert main(["report", source, "--phenomenon", "ei_ole", "--out", str(card)]) == 2
    assert main(["rake-vartti", str(tmp_path / "puuttuu.csv"), "--phenomenon", EVICTIONS, "--out", str(card)]) == 2
    assert main(["kooste", source, "--out", str(tmp_path / "k.html"), "--template", str(card)]) == 2


def test_an_export_is_analysed_first(example_path, tmp_path):
    export = tmp_path / "vienti.csv"
    export.write_text(
        "kuvaus;vastaajaryhmä\nVuokra on rästissä ja häätö uhkaa;asiakas\nHäätö tuli, vuokravelkaa on;järjestö\n",
        encoding="utf-8",
    )
    card = tmp_path / "vartti.html"
    assert main(["rake-vartti", str(export), "--phenomenon", EVICTIONS, "--out", str(card)]) == 0
    assert "Häädöt ja vuokravelat" in card.read_text(encoding="utf-8")
