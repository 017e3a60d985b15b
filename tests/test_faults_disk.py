"""A full disk, a folder that may not be written to, no folder for temporary files: the old is left whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faults import fill, in_child, linux, mount_small_disk, no_file_over, posix, read_only, snapshot

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import RakeError, RegisterError, WriteError
from rakenlp.register import Register

OLD = [{"observation_id": "h1", "received_date": "2026-01-07", "description": "Vuokra on rästissä ja häätö uhkaa"}]
NEW = [
    *OLD,
    {"observation_id": "h2", "received_date": "2026-01-08", "description": "Kukaan ei käy, olen yksinäinen"},
    {"observation_id": "h3", "received_date": "2026-01-09", "description": "Lapsi ei mene kouluun"},
]
#: What is written, and how; each is given an analysis and a folder.
WRITERS: dict[str, Callable[[rakenlp.Analysis, Path], Any]] = {
    "analysis": lambda analysis, folder: analysis.save(folder / "a"),
    "model": lambda analysis, folder: analysis.model.save(folder / "m"),
    "triage": lambda analysis, folder: analysis.triage().save(folder / "t"),
    "kooste": lambda analysis, folder: analysis.kooste(folder / "kooste.html", profile="internal"),
    "kooste_docx": lambda analysis, folder: analysis.kooste(folder / "kooste.docx"),
    "tables": lambda analysis, folder: analysis.to_tables(folder, formats=("csv", "xlsx")),
}


@pytest.fixture(scope="module")
def old() -> rakenlp.Analysis:
    return rakenlp.analyse(rakenlp.read_observations(OLD))


@pytest.fixture(scope="module")
def new() -> rakenlp.Analysis:
    return rakenlp.analyse(rakenlp.read_observations(NEW))


@posix
@pytest.mark.parametrize("name", WRITERS)
def test_a_write_that_the_kernel_refuses_leaves_the_old(
    old: rakenlp.Analysis, new: rakenlp.Analysis, tmp_path: Path, name: str
) -> None:
    write = WRITERS[name]
    write(old, tmp_path)
    before = snapshot(tmp_path)
    sizes = sorted({len(content) for content in before.values()})
    for size in {100, sizes[-1] // 2, sizes[-1] - 1}:
        with no_file_over(size), pytest.raises(WriteError) as caught:
            write(new, tmp_path)
        assert caught.value.code == "write_full" and isinstance(caught.value.errno, int)
        assert str(caught.value.values["path"]) in str(caught.value) and "Vapauta tilaa" in str(caught.value)
        assert snapshot(tmp_path) == before
    write(new, tmp_path)
    assert snapshot(tmp_path) != before


@linux
@pytest.mark.parametrize("room", [0, 12_000, 40_000])
def test_a_disk_that_fills_up_leaves_the_old(
    old: rakenlp.Analysis, new: rakenlp.Analysis, tmp_path: Path, room: int
) -> None:
    """A real ENOSPC, at three places of every save."""

    def work() -> list[str]:
        mount_small_disk(tmp_path, 3_000_000)
        told = []
        for name, write in WRITERS.items():
            write(old, tmp_path / name)
        before = snapshot(tmp_path)
        fill(tmp_path, room)
        for name, write in WRITERS.items():
            try:
                write(new, tmp_path / name)
            except WriteError as error:
                assert (error.code, error.errno) == ("write_full", 28), error
                told.append(name)
            else:
                (tmp_path / "täyte").unlink()  # it had room: begin again with the next one
                write(old, tmp_path / name)
                fill(tmp_path, room)
            assert len(rakenlp.load_analysis(tmp_path / "analysis" / "a").observations) in (1, 3)
            rakenlp.Triage.load(tmp_path / "triage" / "t")
            rakenlp.PhenomenonModel.load(tmp_path / "model" / "m")
        (tmp_path / "täyte").unlink()
        left = snapshot(tmp_path)
        assert not [path for path in left if path.endswith(".part")]
        for name in told:
            assert {p: c for p, c in left.items() if p.startswith(name + "/")} == {
                p: c for p, c in before.items() if p.startswith(name + "/")
            }
        return told

    told = in_child(work)
    assert set(told) == set(WRITERS) if room == 0 else {"analysis", "tables"} <= set(told)


@linux
def test_a_register_on_a_full_disk_keeps_what_was_decided(new: rakenlp.Analysis, tmp_path: Path) -> None:
    def work() -> None:
        mount_small_disk(tmp_path, 3_000_000)
        path = tmp_path / "rake.sqlite"
        with Register.open(path, who="rake") as register:
            rakenlp.analyse(new.obs, register=register)
            for k in range(5):
                register.rename("haato_vuokravelka", f"Nimi {k}")
            export = register.export_jsonl(tmp_path / "vienti.jsonl").read_bytes()
            fill(tmp_path, 0)
            with pytest.raises(RegisterError) as caught:
                for k in range(500):
                    register.rename("haato_vuokravelka", f"Toinen {k}", why="Ä" * 2000)
            assert caught.value.code == "register_unusable" and "levytila" in str(caught.value)
            kept = register.version
            with pytest.raises(RakeError):
                register.record(new)
            with pytest.raises(WriteError):
                register.export_jsonl(tmp_path / "vienti.jsonl")
            assert (tmp_path / "vienti.jsonl").read_bytes() == export
            with pytest.raises(RakeError):
                Register.import_jsonl(tmp_path / "vienti.jsonl", tmp_path / "toinen.sqlite")
            assert not (tmp_path / "toinen.sqlite").exists()
            assert register.version == kept >= 5  # reading goes on
        (tmp_path / "täyte").unlink()
        with Register.open(path) as register:
            assert register.version == kept and len(register.history()) == kept
            register.rename("haato_vuokravelka", "Nyt mahtuu")

    in_child(work)


@linux
@pytest.mark.parametrize("arguments", [["validate", "vienti.csv"], ["doctor"], ["--help"]])
def test_output_directed_to_a_full_disk_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vienti.csv").write_text("kuvaus\nVuokra on rästissä\n", encoding="utf-8")

    def work() -> tuple[int, str]:
        import sys

        with open("/dev/full", "w", encoding="utf-8") as full, open("virhe", "w+", encoding="utf-8") as told:
            os.dup2(full.fileno(), 1)
            sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), told
            code = main(arguments)
            sys.stdout.flush()  # as the interpreter does at its end
            told.seek(0)
            return code, told.read()

    code, told = in_child(work)
    assert code == 2 and len(told.strip().splitlines()) == 1
    assert "Tulostetta ei voi kirjoittaa" in told


@posix
@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_that_may_not_be_written_to_is_told(
    old: rakenlp.Analysis, new: rakenlp.Analysis, tmp_path: Path, name: str
) -> None:
    write = WRITERS[name]
    write(old, tmp_path)
    before = snapshot(tmp_path)
    with read_only(tmp_path):
        with pytest.raises(WriteError) as caught:
            write(new, tmp_path)
        assert caught.value.code == "write_denied" and str(tmp_path) in str(caught.value)
        assert len(rakenlp.load_analysis(tmp_path / "a").observations) == 1 if name == "analysis" else True
    assert snapshot(tmp_path) == before


@posix
def test_a_register_that_may_not_be_written_to_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    rakenlp.analyse(rakenlp.read_observations(OLD), register=path)
    with Register.open(path) as register:
        register.rename("haato_vuokravelka", "Häädöt")
    before = snapshot(tmp_path)
    with read_only(tmp_path):
        with pytest.raises(RegisterError) as caught, Register.open(path) as register:
            register.rename("haato_vuokravelka", "x")
        assert caught.value.code == "register_unusable" and "oikeudet" in str(caught.value)
        with Register.open(path, read_only=True) as reader:  # SQLite needs to write beside it even to read: a copy
            assert reader.phenomena().set_index("phenomenon_id").loc["haato_vuokravelka", "name"] == "Häädöt"
            assert "luettiin kerralla" in reader.notes[0] and reader.version == 1
            with pytest.raises(RegisterError, match="read_only"):
                reader.rename("haato_vuokravelka", "x")
        with pytest.raises(RegisterError):
            Register.open(tmp_path / "uusi.sqlite")
    assert snapshot(tmp_path) == before
    with Register.open(path) as register:
        assert register.phenomena().set_index("phenomenon_id").loc["haato_vuokravelka", "name"] == "Häädöt"


@posix
def test_what_others_are_writing_is_not_read_past(tmp_path: Path) -> None:
    """A log beside a register that cannot be opened in its place: reading the file alone would miss decisions."""
    path = tmp_path / "rake.sqlite"
    with Register.open(path) as register:
        register.rename("haato_vuokravelka", "Häädöt")
        for beside in ("", "-wal"):
            shutil.copy(f"{path}{beside}", f"{tmp_path / 'kopio.sqlite'}{beside}")
    with read_only(tmp_path), pytest.raises(RegisterError, match="kansioon"):
        Register.open(tmp_path / "kopio.sqlite", read_only=True)


@posix
def test_results_that_cannot_be_written_are_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(rakenlp.__dict__, "read_observations", lambda *_, **__: pytest.fail("the work began"))
    with read_only(tmp_path):
        for out in (tmp_path, tmp_path / "uusi" / "kansio"):
            assert main(["analyse", "vienti.csv", "--out", str(out)]) == 2
            told = capsys.readouterr().err
            assert "write_denied" in told and str(out) in told
    assert list(tmp_path.iterdir()) == []


def test_no_folder_for_temporary_files(old: rakenlp.Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a workbook needs them; with a TMPDIR that is missing Python finds another, here there is none at all."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "puuttuu")])
    for name in ("analysis", "triage", "kooste", "kooste_docx"):
        WRITERS[name](old, tmp_path)
    old.to_tables(tmp_path / "csv")
    with pytest.raises(WriteError, match="TMPDIR") as caught:
        old.to_tables(tmp_path / "xlsx", formats="xlsx")
    assert caught.value.code == "no_temporary_folder" and not (tmp_path / "xlsx").exists()
    (tmp_path / "puuttuu").mkdir()
    old.to_tables(tmp_path / "xlsx", formats="xlsx")
    assert list((tmp_path / "puuttuu").iterdir()) == []  # no text is left behind in them
