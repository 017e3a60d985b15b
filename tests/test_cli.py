"""The command line: arguments, outputs, exit codes and the one line that an error is."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import types
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pandas as pd
import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.cli._parser import build_parser
from rakenlp.cli._progress import Progress
from rakenlp.errors import InputError, RegisterError
from rakenlp.texts import LANGUAGES, get_language

TEXT = "Salainen asiakas Maija"
ISSUES = pd.DataFrame(
    {
        "row": pd.array([None, 3], dtype="Int64"),
        "column": ["=sarake x", "kuvaus"],
        "code": ["column_unknown", "blank"],
        "message": ["Saraketta ei tunnisteta.", "Kuvaus puuttuu."],
        "remedy": ["", "Täydennä rivi."],
        "severity": ["info", "set_aside"],
    }
)


class FakeReport:
    def __init__(self, issues: pd.DataFrame) -> None:
        self.issues = issues

    def summary(self) -> str:
        return "Luettiin 3 riviä."


class FakeObs:
    def __init__(self, issues: pd.DataFrame = ISSUES) -> None:
        self.import_report = FakeReport(issues)


class FakeAnalysis:
    def __init__(self) -> None:
        self.obs = FakeObs()

    def kooste(self, path: Any, profile: str = "published", period: str | None = None) -> None:
        Path(path).write_text(f"{profile} {period}", encoding="utf-8")

    def to_tables(self, directory: Any, profile: str = "internal", formats: Any = ("csv",)) -> None:
        Path(directory).mkdir(exist_ok=True)
        (Path(directory) / f"{profile}.csv").write_text("x", encoding="utf-8")

    def save(self, directory: Any) -> None:
        Path(directory).mkdir(exist_ok=True)
        (Path(directory) / "analysis.json").write_text("{}", encoding="utf-8")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Replaces the library by stand-ins and notes what the commands ask of it."""
    asked: dict[str, Any] = {}

    def read(source: Any, **options: Any) -> FakeObs:
        asked["read"] = (source, options)
        return FakeObs()

    def analyse(obs: Any, progress: Any = None, **options: Any) -> FakeAnalysis:
        asked["analyse"] = options
        for done in (0, 1, 2):
            progress("tuntematon_vaihe", done, 2)
        return FakeAnalysis()

    def load(directory: Any) -> FakeAnalysis:
        asked["load"] = Path(directory)
        return FakeAnalysis()

    summary = types.ModuleType("rakenlp.reporting.summary")
    summary.summarise = lambda analysis: "Yhteenveto tässä.\n"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rakenlp.reporting.summary", summary)
    for name, stand_in in (("read_observations", read), ("analyse", analyse), ("load_analysis", load)):
        monkeypatch.setitem(rakenlp.__dict__, name, stand_in)
    return asked


def test_demo_writes_everything_and_says_where(
    calls: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    out, err = capsys.readouterr()
    folder = tmp_path / "demo"
    assert sorted(p.name for p in folder.iterdir()) == [
        *("kooste-julkaistava.html", "kooste.html", "malli"),
        *("taulukot", "taulukot-julkaistavat", "tuontiraportti.csv"),
    ]
    assert (folder / "kooste.html").read_text() == "internal None"
    assert (folder / "kooste-julkaistava.html").read_text() == "published None"
    assert out.startswith("Yhteenveto tässä.\n") and str(Path("demo") / "kooste.html") in out
    assert err.splitlines().count("tuntematon_vaihe") == 1
    assert Path(calls["read"][0]).name == "example.csv" and Path(calls["read"][0]).is_file()


def test_analyse_hands_its_options_on(calls: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "uusi" / "kansio"
    line = f"analyse vienti.xlsx --out {out} --mapping m.toml --sheet Vastaukset --taxonomy none"
    assert (
        main(
            [
                *line.split(),
                "--n-phenomena",
                "12",
                "--as-of",
                "30.6.2026",
                "--no-mask",
                "--jobs",
                "2",
                "--seed",
                "7",
                "--lexicon",
                "sanat.csv",
                "--vectors",
                "omat",
                "--register",
                "rake.sqlite",
            ]
        )
        == 0
    )
    asked = {"mapping": "m.toml", "sheet": "Vastaukset", "mask": False, "n_jobs": 2, "checkpoint": None}
    assert calls["read"] == ("vienti.xlsx", {**asked, "progress": ANY})
    assert calls["analyse"] == {
        "taxonomy": None,
        "n_phenomena": 12,
        "as_of": datetime.date(2026, 6, 30),
        "random_state": 7,
        "vectors": "omat",
        "n_jobs": 2,
        "checkpoint": None,
        "lexicon": "sanat.csv",
        "register": "rake.sqlite",
    }


def test_texts_are_kept_when_asked_to(calls: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    line = ["analyse", "a.csv", "--out", str(tmp_path / "o"), "--register", str(path), "--keep-texts"]
    assert main(line) == 0
    register = calls["analyse"]["register"]
    assert (register.path, register.keep_texts) == (path, True)
    with pytest.raises(RegisterError, match="suljettu"):
        _ = register.version


def test_texts_cannot_be_kept_without_a_register(
    calls: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyse", "a.csv", "--out", str(tmp_path / "o"), "--keep-texts"]) != 0
    assert "--register" in capsys.readouterr().err and not (tmp_path / "o").exists()


def test_analyse_by_default(calls: dict[str, Any], tmp_path: Path) -> None:
    assert main(["analyse", "a.csv", "--out", str(tmp_path)]) == 0
    asked = {"mapping": None, "sheet": None, "mask": True, "n_jobs": None, "checkpoint": None}
    assert calls["read"] == ("a.csv", {**asked, "progress": ANY})
    assert calls["analyse"] == {
        "taxonomy": "default",
        "n_phenomena": None,
        "as_of": None,
        "random_state": 0,
        "vectors": "default",
        "n_jobs": None,
        "checkpoint": None,
        "lexicon": None,
        "register": None,
    }


@pytest.mark.parametrize(
    ("profile", "files"),
    [
        ("internal", {"kooste.html", "taulukot", "tuontiraportti.csv", "malli"}),
        ("published", {"kooste-julkaistava.html", "taulukot-julkaistavat"}),
    ],
)
def test_only_the_profile_asked_for(calls: dict[str, Any], tmp_path: Path, profile: str, files: set[str]) -> None:
    assert main(["analyse", "a.csv", "--out", str(tmp_path), "--profile", profile]) == 0
    assert {p.name for p in tmp_path.iterdir()} == files
    tables = next(p for p in tmp_path.iterdir() if p.name.startswith("taulukot"))
    assert [p.name for p in tables.iterdir()] == [f"{profile}.csv"]


def test_internal_files_in_a_folder_to_publish_are_told(calls: dict[str, Any], tmp_path: Path, capsys: Any) -> None:
    for profile in ("published", "both", "published"):
        capsys.readouterr()
        assert main(["analyse", "a.csv", "--out", str(tmp_path), "--profile", profile]) == 0
        told = capsys.readouterr().err
        assert ("kooste.html, taulukot, tuontiraportti.csv, malli" in told) == (
            profile == "published" and (tmp_path / "malli").exists()
        )


def test_other_files_in_the_folder_are_left_alone(calls: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "oma.txt").write_text("säilytä")
    (tmp_path / "kooste.html").write_text("vanha")
    (tmp_path / "taulukot").mkdir()
    (tmp_path / "taulukot" / "oma.csv").write_text("säilytä")
    assert main(["analyse", "a.csv", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "oma.txt").read_text() == "säilytä"
    assert (tmp_path / "taulukot" / "oma.csv").read_text() == "säilytä"
    assert (tmp_path / "kooste.html").read_text() == "internal None"


def test_the_import_report_opens_in_a_finnish_excel(calls: dict[str, Any], tmp_path: Path) -> None:
    main(["analyse", "a.csv", "--out", str(tmp_path)])
    raw = (tmp_path / "tuontiraportti.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"3;kuvaus;blank;Kuvaus puuttuu." in raw
    assert b";'=sarake x;" in raw  # not a formula


def test_validate_prints_rows_with_remedies(calls: dict[str, Any], tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "r.csv"
    assert main(["validate", "a.csv", "--mapping", "m.toml", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Luettiin 3 riviä.")
    assert "koko tiedosto, =sarake x: Saraketta ei tunnisteta. [column_unknown]" in printed
    assert "rivi 3, kuvaus: Kuvaus puuttuu. Täydennä rivi. [blank]" in printed
    assert out.is_file() and calls["read"][1]["mapping"] == "m.toml"


def test_validate_shows_a_part_of_many(calls: dict[str, Any], monkeypatch: Any, capsys: Any) -> None:
    many = pd.concat([ISSUES] * 50, ignore_index=True)
    monkeypatch.setitem(rakenlp.__dict__, "read_observations", lambda *a, **k: FakeObs(many))
    assert main(["validate", "a.csv"]) == 0
    printed = capsys.readouterr().out
    assert "Huomautuksia: 100" in printed and "ja 60 muuta" in printed and len(printed.splitlines()) < 50


def test_kooste_of_a_saved_analysis(calls: dict[str, Any], tmp_path: Path) -> None:
    out = tmp_path / "uusi" / "k.html"
    assert main(["kooste", str(tmp_path), "--out", str(out), "--period", "2026H1"]) == 0
    assert calls["load"] == tmp_path and out.read_text() == "published 2026H1"


# --- errors -----------------------------------------------------------------------------------------------


def broken(error: BaseException) -> Any:
    def read(*_: Any, **__: Any) -> None:
        raise error

    return read


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InputError("file_not_found", path="x.csv"), 2, "virhe: Tiedostoa ei löydy: x.csv"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "x.csv (Permission denied)"),
        (KeyboardInterrupt(), 130, "Keskeytetty."),
        (BrokenPipeError(), 141, ""),
        (ValueError(TEXT), 70, "ValueError, test_cli.py:"),
    ],
)
def test_an_error_is_one_line_and_a_code(
    calls: dict[str, Any], monkeypatch: Any, capsys: Any, error: BaseException, code: int, told: str
) -> None:
    monkeypatch.setitem(rakenlp.__dict__, "read_observations", broken(error))
    assert main(["validate", "x.csv"]) == code
    err = capsys.readouterr().err
    assert told in err and "Traceback" not in err and TEXT not in err
    assert len(err.strip().splitlines()) <= 1


@pytest.mark.parametrize(("options", "lines"), [([], 0), (["--debug"], 1)])
def test_warnings_of_other_packages_are_for_programmers(
    calls: dict[str, Any], monkeypatch: Any, options: list[str], lines: int
) -> None:
    def read(*_: Any, **__: Any) -> FakeObs:
        warnings.warn("joblib will operate in serial mode", UserWarning, stacklevel=1)
        return FakeObs()

    monkeypatch.setattr(sys, "warnoptions", [])
    monkeypatch.setitem(rakenlp.__dict__, "read_observations", read)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert main(["validate", "x.csv", *options]) == 0
    assert len(caught) == lines


def test_debug_lets_the_error_through(calls: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setitem(rakenlp.__dict__, "read_observations", broken(ValueError(TEXT)))
    with pytest.raises(ValueError, match="Maija"):
        main(["validate", "x.csv", "--debug"])


def test_a_file_in_the_place_of_the_folder_is_told_before_the_work(
    calls: dict[str, Any], tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "tulos").write_text("x")
    assert main(["analyse", "a.csv", "--out", str(tmp_path / "tulos")]) == 2
    assert "on tiedosto" in capsys.readouterr().err and "read" not in calls


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("analyse a.csv", "puuttuu: --out"),
        ("validate", "puuttuu: TIEDOSTO"),
        ("frobnicate", "'frobnicate' ei käy; vaihtoehdot: 'demo'"),
        ("demo --frob", "tuntematon: --frob"),
        ("demo --out", "--out: arvo puuttuu"),
        ("demo --lang de", "'de' ei käy"),
        ("analyse a.csv --out d --as-of 31.2.2026", "saatiin '31.2.2026'"),
        ("analyse a.csv --out d --as-of 2026", "saatiin '2026'"),
        ("analyse a.csv --out d --n-phenomena 0", "vähintään 1 (saatiin '0')"),
        ("analyse a.csv --out d --jobs -1", ""),
        ("analyse a.csv --out d --seed -1", ""),
        ("analyse a.csv --out d --seed 4294967296", "saatiin '4294967296'"),
        ("analyse a.csv --out d --no-mask=1", "ei ota arvoa"),
    ],
)
def test_wrong_arguments_are_told_in_finnish(line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    err = capsys.readouterr().err
    assert told in err and err.startswith("käyttö: rakenlp") and "virhe: " in err


# --- help and language ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command", [[], ["demo"], ["analyse"], ["validate"], ["kooste"], ["slides"], ["tables"], ["doctor"]]
)
def test_help_in_each_language(command: list[str], language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help", "--lang", language]) == 0
    out = capsys.readouterr().out
    assert out.startswith({"fi": "käyttö: ", "sv": "användning: ", "en": "usage: "}[language])
    if language != "en":
        assert "show " not in out and "optional" not in out and "usage" not in out


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "komennot:" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"rakenlp {rakenlp.__version__}\n"


@pytest.mark.parametrize("line", ["--lang en demo", "demo --lang en", "demo --lang=en"])
def test_the_language_holds_for_the_command_only(calls: dict[str, Any], tmp_path: Path, capsys: Any, line: str) -> None:
    before = get_language()
    assert main([*line.split(), "--out", str(tmp_path)]) == 0
    assert "Results:" in capsys.readouterr().out
    assert get_language() == before


def test_only_commands_that_exist_are_offered() -> None:
    actions = [action for action in build_parser()._actions if action.choices and "demo" in action.choices]
    assert set(actions[0].choices or ()) == {
        "demo",
        "analyse",
        "validate",
        "kooste",
        "slides",
        "tables",
        "check-tables",
        "hand-over",
        "compare",
        "report",
        "rake-vartti",
        "triage",
        "mask",
        "register",
        "serve",
        "vectors",
        "doctor",
    }


# --- progress and pipes -----------------------------------------------------------------------------------


class Terminal:
    def __init__(self, tty: bool) -> None:
        self.tty, self.written = tty, ""

    def isatty(self) -> bool:
        return self.tty

    def write(self, part: str) -> int:
        self.written += part
        return len(part)

    def flush(self) -> None:
        pass


def test_progress_is_a_line_a_stage_in_a_file() -> None:
    stream = Terminal(tty=False)
    progress = Progress(stream)  # type: ignore[arg-type]
    for stage, done, total in [("a", 0, 9), ("a", 5, 9), ("a", 9, 9), ("b", 1, 1), ("a", 0, 2)]:
        progress(stage, done, total)
    assert stream.written == "a\nb\na\n"


def test_progress_is_a_bar_on_a_terminal() -> None:
    stream = Terminal(tty=True)
    progress = Progress(stream)  # type: ignore[arg-type]
    for stage, done, total in [("eka", 0, 3), ("toka", 1, 3), ("toka", 9, 3), ("kolmas", 0, 2)]:
        progress(stage, done, total)
    progress.say("cli.step_start")
    for part in ("eka:   0 %", "toka:  33 %", "toka: 100 %", "kolmas:   0 %"):
        assert part in stream.written
    assert stream.written.endswith("Käynnistetään…\n")


def test_every_stage_of_the_analysis_has_words() -> None:
    from rakenlp.analysis import STAGES
    from rakenlp.cli._progress import stage_name

    assert all(stage_name(stage) != stage for stage in STAGES)


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
def test_a_closed_pipe_is_quiet() -> None:
    command = f'"{sys.executable}" -m rakenlp.cli doctor | head -n 1'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.stdout.startswith("rakenlp") and "BrokenPipe" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["rakenlp", "rakenlp.cli"])
def test_a_console_without_finnish_letters_does_not_stop_the_help(module: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", module, "--help"], env=environment, capture_output=True)
    assert done.returncode == 0 and b"komennot" in done.stdout


# --- the real library -------------------------------------------------------------------------------------

EXPORT = """saapunut_pvm;vastaajaryhma;kunta;kuvaus
3.1.2026;asiakas;Tampere;Vuokrarästi kasvoi ja sain häätöuhan.
14.2.2026;ammattilainen;Nokia;Kolmella perheellä on häätö edessä, vuokravelka kasvaa.
2.3.2026;asukas;Tampere;Leipäjono kiertää jo korttelin ympäri, ruoka ei riitä.
;;;
9.4.2026;läheinen;Orivesi;Äiti jää yksin kotiin, eikä kotihoito ehdi käydä.
"""


def test_the_whole_way_on_a_small_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, out = tmp_path / "vienti.csv", tmp_path / "tulos"
    export.write_text(EXPORT, encoding="cp1252")
    assert main(["validate", str(export)]) == 0
    assert "4" in capsys.readouterr().out
    assert main(["analyse", str(export), "--out", str(out), "--as-of", "30.6.2026"]) == 0
    printed, told = capsys.readouterr()
    assert "Valmis" in printed and "Muodostetaan ilmiöt" in told
    page = (out / "kooste.html").read_text(encoding="utf-8")
    assert "Vuokrarästi kasvoi" in page
    assert "Vuokrarästi kasvoi" not in (out / "kooste-julkaistava.html").read_text(encoding="utf-8")
    again = tmp_path / "uusi.html"
    assert main(["kooste", str(out), "--out", str(again), "--profile", "internal", "--period", "2026H1"]) == 0
    assert "Vuokrarästi kasvoi" in again.read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["slides", str(out), "--out", str(tmp_path / "d" / "esitys.html"), "--lang", "sv"]) == 0
    assert '<html lang="sv">' in (tmp_path / "d" / "esitys.html").read_text(encoding="utf-8")
    assert main(["slides", str(out), "--out", str(tmp_path / "esitys.pptx")]) == 2
    assert ".html" in capsys.readouterr().err


def test_tables_of_a_saved_analysis_or_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, out = tmp_path / "vienti.csv", tmp_path / "tulos"
    export.write_text(EXPORT, encoding="utf-8")
    wanted = ["--tables", "csv", "--tables", "parquet"]
    assert main(["analyse", str(export), "--out", str(out), "--as-of", "30.6.2026", *wanted]) == 0
    assert "taulukot omaan käyttöön (csv, parquet)" in capsys.readouterr().out
    assert (out / "taulukot" / "facts.parquet").is_file()
    for source in (out, export):
        folder = tmp_path / f"t-{source.name}"
        arguments = [str(source), "--out", str(folder), "--profile", "published", "--format", "csv", "--json"]
        assert main(["tables", *arguments]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["profile"] == "published" and told["tables"]["parents"]["columns"][0] == "period_kind"
        assert [Path(path).name for path in told["files"]] == ["parents.csv", "sarakkeet.csv", "sarakkeet.json"]
    assert main(["tables", str(out), "--out", str(tmp_path / "x"), "--format", "xlsx"]) == 0
    assert "taulukot.xlsx" in capsys.readouterr().out
    assert main(["tables", str(out), "--out", str(tmp_path / "x"), "--format", "ods"]) == 2


def test_a_missing_extra_is_told_before_the_work(
    calls: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["analyse", "x.csv", "--out", str(tmp_path), "--tables", "parquet"]) == 2
    assert "rakenlp[parquet]" in capsys.readouterr().err and "analyse" not in calls


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("kuvaus\n", 0),
        ("kuvaus\nVuokra nousi enkä pärjää.\n", 0),
        ("", 2),
        ("numero;summa\n1;2\n", 2),
    ],
)
def test_a_poor_export_gets_a_result_or_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, code: int
) -> None:
    export = tmp_path / "vienti.csv"
    export.write_text(content, encoding="utf-8")
    assert main(["analyse", str(export), "--out", str(tmp_path / "tulos")]) == code
    if code == 2:
        lines = capsys.readouterr().err.strip().splitlines()
        assert [line.startswith("virhe: ") for line in lines].count(True) == 1 and lines[-1].startswith("virhe: ")


def test_a_missing_file_or_analysis_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path / "ei.csv")]) == 2
    assert "ei.csv" in capsys.readouterr().err
    assert main(["kooste", str(tmp_path), "--out", str(tmp_path / "k.html")]) == 2
    assert capsys.readouterr().err.startswith("virhe: ")
    assert not (tmp_path / "k.html").exists()
