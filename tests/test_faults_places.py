"""Other systems' ways: the locale C, names and line ends of Windows, a file gone between listing and reading."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from faults import posix, snapshot

import rakenlp
from rakenlp import _files
from rakenlp._names import check_name
from rakenlp.cli import main
from rakenlp.cli.serve import _key
from rakenlp.errors import InputError, ParameterError
from rakenlp.observations.mapping import load_mapping
from rakenlp.phenomena import Taxonomy
from rakenlp.privacy import Masking
from rakenlp.register import Register
from rakenlp.signals import Rules
from rakenlp.vectors.corpus import read_corpus

EXPORT = """ilmoitus_id;saapunut_pvm;vastaajaryhmä;kunta;kuvaus
h1;7.1.2026;läheinen;Äänekoski;Vuokra on rästissä ja häätö uhkaa – näin myös Åkessonin talossa
h2;8.1.2026;asiakas;Nokia;"Kukaan ei käy,
olen yksinäinen"
h3;9.1.2026;järjestö;Nokia;Lapsi ei mene kouluun
"""


@posix
def test_the_locale_c_changes_no_byte_of_the_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without UTF-8 mode: names of files, texts and the register hold ä as ever; the terminal shows what it can."""
    folder = tmp_path / "käsittely"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "syöte-ä.csv").write_text(EXPORT, encoding="utf-8")
    arguments = ["analyse", "syöte-ä.csv", "--tables", "csv", "--profile", "internal", "--out"]
    assert main([*arguments, "tulos-å", "--register", "ennen.sqlite"]) == 0
    usual = snapshot(folder / "tulos-å")
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    command = [sys.executable, "-m", "rakenlp", *arguments, "tulos-ö", "--register", "päätökset.sqlite"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b"K?ynnistet" in done.stderr and done.stdout.isascii() and b"Traceback" not in done.stderr
    found = snapshot(folder / "tulos-ö")
    assert set(found) == set(usual) and "läheinen".encode() in found["taulukot/observations.csv"]
    assert {name: found[name] for name in found if found[name] != usual[name]} == {}
    with Register.open(folder / "päätökset.sqlite", read_only=True) as register:
        assert register.assignments()["observation_id"].tolist() == ["h1", "h2", "h3"]


@pytest.mark.parametrize("name", ["con", "CON", "aux.html", "nul.tar.gz", "Com1", "lpt9.csv", "CONIN$", "com²"])
def test_names_of_devices_are_refused_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The results would not open on Windows; nothing is made, the name and the remedy are told."""
    for windows in (False, True):
        with pytest.raises(ParameterError, match="Anna toinen nimi") as caught:
            check_name(tmp_path / name / "kooste.html", windows)
        assert caught.value.code == "name_reserved" and repr(name) in str(caught.value)
    with pytest.raises(ParameterError):
        _files.write_atomic(tmp_path / name, "x")
    with pytest.raises(ParameterError):
        Register.open(tmp_path / name)
    assert main(["analyse", "vienti.csv", "--out", str(tmp_path / name)]) == 2
    assert "name_reserved" in capsys.readouterr().err and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["konsoli", "aux1", "com", "com10", "nuli.txt", "x.con", "printteri"])
def test_other_names_are_free(tmp_path: Path, name: str) -> None:
    for windows in (False, True):
        check_name(Path("tulokset") / name, windows)
    assert _files.write_atomic(tmp_path / name, "x").read_text() == "x"


@pytest.mark.parametrize(
    "name", ["kooste:1.html", "mikä?.html", "a*b", 'lainaus".md', "putki|x", "piste.", "väli ", "<a>"]
)
def test_signs_that_windows_cannot_hold_are_refused_there(name: str) -> None:
    """A colon would hide the file behind another one."""
    with pytest.raises(ParameterError) as caught:
        check_name(Path("tulokset") / name, windows=True)
    assert caught.value.code == "name_reserved"
    check_name(Path("tulokset") / name, windows=False)


@posix
def test_a_drive_letter_on_another_system_makes_no_odd_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for out in ("C:\\tulokset\\kevät", "d:/tulokset"):
        assert main(["analyse", "vienti.csv", "--out", out]) == 2
        told = capsys.readouterr().err
        assert "name_of_windows" in told and "/mnt/c" in told and out in told
    assert list(tmp_path.iterdir()) == []


def test_no_two_files_of_a_folder_differ_by_letter_case_only(tmp_path: Path) -> None:
    """And each has a name that Windows can hold."""
    from rakenlp.cli._outputs import write_all

    analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä", "Lapsi ei mene kouluun"]))
    write_all(analysis, tmp_path, ("internal", "published"), ("csv", "xlsx"))
    analysis.slides(tmp_path / "diat.html")
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert len({name.casefold() for name in names}) == len(names) > 20
    for name in names:
        for part in PureWindowsPath(name).parts:
            check_name(Path(part), windows=True)


LINE_ENDS = {"windows": "\r\n", "old mac": "\r", "unix": "\n"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", LINE_ENDS)
def test_an_export_reads_the_same_with_any_line_ends(tmp_path: Path, ends: str, encoding: str) -> None:
    path = tmp_path / "vienti.csv"
    path.write_bytes(EXPORT.replace("\n", LINE_ENDS[ends]).encode(encoding))
    obs = rakenlp.read_observations(path, mask=False)
    assert obs.import_report.rows_read == obs.import_report.rows_kept == 3
    assert list(obs.frame.index) == ["h1", "h2", "h3"]
    assert obs.frame.loc["h2", "description"] == "Kukaan ei käy,\nolen yksinäinen"
    assert obs.frame.loc["h1", "municipality"] == "Äänekoski" and "– näin" in obs.texts[0]


def test_files_saved_in_notepad_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a byte order mark and Windows line ends: mapping, rules, masking, lexicon, taxonomy, vocabulary, key."""

    def saved(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_bytes(codecs.BOM_UTF8 + content.replace("\n", "\r\n").encode("utf-8"))
        return path

    assert load_mapping(saved("m.toml", '[columns]\n"Kerro" = "kuvaus"\n')).columns == {"Kerro": "description"}
    assert Rules.load(saved("r.toml", "min_voices = 3\n")).min_voices == 3
    assert Masking.of(saved("p.toml", 'keep = ["Veikko"]\n')).keep == ("Veikko",)
    for name, content in (
        ("l.csv", "koodi;nimi;yläilmiö\nkissat;Kissojen ikävä;muu\n"),
        ("l.json", '{"phenomena": [{"code": "kissat", "names": {"fi": "Kissojen ikävä"}}]}\n'),
    ):
        assert list(Taxonomy.read(saved(name, content)).phenomena) == ["kissat"]
    assert rakenlp.lemmatize(["PTT:tä"], lexicon=saved("s.csv", "form;expansion\nPTT;perustoimeentulotuki\n"))
    from rakenlp.vectors.associations import read_associations

    assert read_associations(saved("a.csv", "lemma,associates\nsohva,patja|majailla\n"))
    assert _key(str(saved("avain", "0123456789abcdef0123456789abcdef\n"))) == "0123456789abcdef0123456789abcdef"


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many it is counted as left out, so that the others are read; the one asked for by name is told."""
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text(f"kuvaus\nVuokra on rästissä, {name}\n", encoding="utf-8")

    def vanish(stage: str, done: int, total: int) -> None:
        (tmp_path / "b.csv").unlink(missing_ok=True)

    corpus = read_corpus([tmp_path], progress=vanish)
    assert (corpus.n_files, corpus.left_out) == (2, {"file_not_found": 1})
    real = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda self: self.name == "b.csv" or real(self))
    for read in (rakenlp.read_observations, lambda path: read_corpus([path])):
        with pytest.raises(InputError) as caught:
            read(tmp_path / "b.csv")
        assert caught.value.code in ("file_unreadable", "file_not_found") and "b.csv" in str(caught.value)
