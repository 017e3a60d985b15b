"""``--json``: every command that answers something answers a program too, and says nothing else on the output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.texts import LANGUAGES, text

ROWS = """ilmoitus_id;saapunut_pvm;vastaajaryhma;kunta;kuvaus
1;1.2.2026;asiakas;Nokia;Vuokra on kolme kuukautta rästissä ja isännöitsijä uhkaa häädöllä
2;2.2.2026;läheinen;Tampere;Veljelleni tuli käräjiltä haaste vuokraveloista
3;3.2.2026;asukas;;Kerhotila suljettiin eikä kylällä ole muuta kohtaamispaikkaa
4;eilen;muu;;testi
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("json")
    (folder / "vienti.csv").write_text(ROWS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def done(place: Path) -> Path:
    """The folder of an analysis with a register."""
    with rakenlp.Register.open(place / "rake.sqlite", who="testi") as register:
        analysis = rakenlp.analyse(rakenlp.read_observations(place / "vienti.csv"), register=register)
        register.rename("haato_vuokravelka", "Häädöt Nokialla", why="selkeämpi")
    return analysis.save(place / "tulos" / "malli").parent


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    return json.loads(out)


def test_validate_tells_every_row(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "validate", place / "vienti.csv", "--out", place / "tuonti.csv")
    assert (told["rows_read"], told["rows_kept"], told["rows_set_aside"]) == (4, 3, 1)
    assert {"row", "column", "code", "message", "remedy", "severity"} == set(told["issues"][0])
    assert Path(told["written"]).is_file()


def test_analyse_tells_what_was_found_and_where_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, "analyse", place / "vienti.csv", "--out", place / "uusi", "--profile", "internal")
    assert told["rows_kept"] == 3 and told["as_of"] == "2026-02-03"
    assert {row["phenomenon_id"]: row["n"] for row in told["phenomena"]}["haato_vuokravelka"] == 2
    assert all(Path(path).exists() for path in told["written"]) and len(told["written"]) == 4
    assert not any("Veljelleni" in json.dumps(value) for value in told.values())


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("kooste", {"profile": "published", "period": "2026H1"}),
        ("report", {"phenomenon_id": "haato_vuokravelka", "profile": "published", "period": "all"}),
        ("rake-vartti", {"phenomenon_id": "haato_vuokravelka"}),
    ],
)
def test_documents_tell_what_was_written(
    done: Path, place: Path, capsys: pytest.CaptureFixture[str], command: str, more: dict[str, str]
) -> None:
    out = place / f"{command}.html"
    options = ["--period", "2026H1"] if command == "kooste" else ["--phenomenon", "haato_vuokravelka"]
    assert answer(capsys, command, done, "--out", out, *options) == {"written": str(out), **more}
    assert out.is_file()


def test_the_kooste_looks_reports_up_in_the_register(
    done: Path, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with rakenlp.Register.open(place / "rake.sqlite", who="testi") as register:
        register.open_report("haato_vuokravelka", "Häädöt Pirkanmaalla", when="2026-03-02")
    out = place / "sisainen.html"
    options = ["--profile", "internal", "--period", "2026H1", "--register", place / "rake.sqlite"]
    answer(capsys, "kooste", done, "--out", out, *options)
    assert "Häädöt Pirkanmaalla" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["history", "phenomena", "flags", "reports"])
def test_the_register_answers_as_rows(done: Path, place: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    rows = answer(capsys, "register", place / "rake.sqlite", what)
    assert isinstance(rows, list)
    if what == "history":
        assert rows[0]["action"] == "rename" and rows[0]["why"] == "selkeämpi" and rows[0]["when"].startswith("20")
    if what == "phenomena":
        assert {row["phenomenon_id"]: row["name"] for row in rows}["haato_vuokravelka"] == "Häädöt Nokialla"


def test_check_tables_keeps_its_exit_code(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = place / "taulu.csv"
    table.write_text("ryhma;n\na;7\nb;<5\nYhteensä;9\n", encoding="utf-8")
    code = main(["check-tables", str(table), "--dimensions", "ryhma", "--total", "Yhteensä", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 1 and told["ok"] is False
    assert told["checked"][0]["leaks"][0]["verdict"] == "exact"


def test_vectors_tell_what_they_were_made_of(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = place / "arkisto.txt"
    said = [f"vuokra on rästissä ja häätö uhkaa {n} perhettä, apua odotetaan jonossa" for n in "abcdefghij"]
    corpus.write_text("\n".join(said), encoding="utf-8")
    options = ["--lines", "--min-texts", "2", "--dimensions", "2", "--word", "häätö"]
    told = answer(capsys, "vectors", "train", corpus, "--out", place / "vektorit", *options)
    assert told["training"]["texts"] > 0 and list(told["nearest"]) == ["häätö"]


def test_an_error_goes_to_the_other_stream(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(place / "puuttuu.csv"), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("virhe:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_tells_the_exit_codes(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help", "--lang", language]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert text("cli.exit_codes", language) in shown
    for code in ("0", "1", "2", "70", "130", "141"):
        assert f" {code} " in shown
