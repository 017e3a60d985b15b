"""Killed, interrupted, or its reader gone: nothing is half-written, and what a killed writer left is cleared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults import killed_after, posix, snapshot

import rakenlp
from rakenlp import _files
from rakenlp.phenomena import PhenomenonModel
from rakenlp.register import Register
from rakenlp.vectors import LemmaVectors

pytestmark = posix
TEXTS = ["Vuokra on rästissä ja häätö uhkaa", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun"]
#: Seconds after which a writer is killed: wherever it happens to be.
MOMENTS = (0.02, 0.05, 0.09, 0.14, 0.2, 0.27)


@pytest.fixture(scope="module")
def pair() -> tuple[rakenlp.Analysis, rakenlp.Analysis]:
    return rakenlp.analyse(rakenlp.read_observations(TEXTS[:1])), rakenlp.analyse(rakenlp.read_observations(TEXTS))


def test_a_killed_save_leaves_one_analysis_or_the_other(
    pair: tuple[rakenlp.Analysis, rakenlp.Analysis], tmp_path: Path
) -> None:
    small, large = pair
    small.save(tmp_path)
    for moment in MOMENTS:
        killed_after(moment, lambda: (large.save(tmp_path), small.save(tmp_path)))
        found = len(rakenlp.load_analysis(tmp_path).observations)
        assert found in (1, 3) and rakenlp.Triage.load(tmp_path).n_observations == found


def test_a_killed_save_leaves_one_model_or_the_other(
    pair: tuple[rakenlp.Analysis, rakenlp.Analysis], tmp_path: Path
) -> None:
    small, large = (analysis.model for analysis in pair)
    small.save(tmp_path / "m")
    rows = [model.predict_proba(TEXTS).tolist() for model in (small, large)]

    def write() -> None:
        for model in (large, small):
            model.save(tmp_path / "m")

    for moment in MOMENTS:
        killed_after(moment, write)
        assert PhenomenonModel.load(tmp_path / "m").predict_proba(TEXTS).tolist() in rows


def test_a_killed_writer_leaves_whole_documents_and_tables(
    pair: tuple[rakenlp.Analysis, rakenlp.Analysis], tmp_path: Path
) -> None:
    wanted = {}
    for name, analysis in zip("ab", pair, strict=True):
        analysis.kooste(tmp_path / name / "kooste.html", profile="internal")
        analysis.to_tables(tmp_path / name / "taulukot")
        wanted[name] = snapshot(tmp_path / name)
    there = tmp_path / "siellä"

    def write() -> None:
        for analysis in pair:
            analysis.kooste(there / "kooste.html", profile="internal")
            analysis.to_tables(there / "taulukot")

    write()
    for moment in MOMENTS[::2]:
        killed_after(4 * moment, write)
        for path, content in snapshot(there).items():
            assert path.endswith(".part") or content in (wanted["a"][path], wanted["b"][path])


def test_what_a_killed_save_left_is_cleared_by_the_next(
    pair: tuple[rakenlp.Analysis, rakenlp.Analysis], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds observations: files of a save that no manifest names, and drafts, go once nobody can be writing them."""
    small, large = pair
    small.save(tmp_path)
    (tmp_path / "oma-0123456789ab.json").write_text("{}")
    kept = set(snapshot(tmp_path))
    large.save(tmp_path / "toinen")
    for name, content in snapshot(tmp_path / "toinen").items():
        if not name.endswith("manifest.json"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
    for name in (".manifest.json.abc.part", "triage/.manifest.json.abc.part", ".kooste.html.abc.part"):
        (tmp_path / name).write_bytes(b"kesken")
    left = set(snapshot(tmp_path)) - kept
    small.save(tmp_path)
    assert set(snapshot(tmp_path)) == kept | left  # somebody may be writing these now
    hour = time.time() - 2 * _files._ABANDONED
    for name in left:
        os.utime(tmp_path / name, (hour, hour))
    small.save(tmp_path)
    assert {name for name in snapshot(tmp_path) if not name.startswith("toinen/")} == kept
    draft = tmp_path / ".tiedosto.txt.abc.part"
    draft.write_bytes(b"kesken")
    os.utime(draft, (hour, hour))
    _files.write_atomic(tmp_path / "tiedosto.txt", "valmis")
    assert not draft.exists()


def test_what_a_register_has_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    path, told = tmp_path / "rake.sqlite", tmp_path / "vastatut"
    rakenlp.analyse(rakenlp.read_observations(TEXTS), register=path)

    def decide() -> None:
        with Register.open(path, who="rake") as register:
            while True:
                entry = register.rename("haato_vuokravelka", f"Nimi {register.version}")
                with told.open("a") as file:
                    file.write(f"{entry.seq}\n")

    for moment in MOMENTS[2:]:
        killed_after(2 * moment, decide)
        answered = [int(line) for line in told.read_text().splitlines()] if told.exists() else []
        with Register.open(path) as register:
            found = register.history()["seq"].tolist()
            assert found == list(range(1, len(found) + 1)) and len(found) - len(answered) in range(len(MOMENTS))
            assert set(answered) <= set(found)
    assert answered


def test_vectors_written_together(tmp_path: Path) -> None:
    shipped = LemmaVectors.default()
    names = list(shipped.vocabulary)[:200]
    pair = [
        LemmaVectors({word: i for i, word in enumerate(names[:n])}, shipped.vectors[:n], shipped.shares[:n])
        for n in (100, 200)
    ]
    pair[0].save(tmp_path)

    def write() -> None:
        for vectors in pair:
            vectors.save(tmp_path)

    for moment in MOMENTS[:3]:
        killed_after(moment, write)
        try:
            assert len(LemmaVectors.load(tmp_path).vocabulary) in (100, 200)
        except rakenlp.errors.ModelFormatError:  # between two names: told, never mixed
            pair[0].save(tmp_path)


EXPORT = "kuvaus;kunta\n" + "".join(f"Vuokra on rästissä jo {k} kuukautta;Nokia\n" for k in range(40))
SLOW = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite run in the background ignores it
import rakenlp.cli._outputs as outputs
import rakenlp.analysis as analysis
real = analysis.Analysis.{name}
def slow(self, *a, **k):
    print("NYT", file=sys.stderr, flush=True)
    time.sleep(20)
    return real(self, *a, **k)
analysis.Analysis.{name} = slow
from rakenlp.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("name", ["to_tables", "save"])
def test_ctrl_c_ends_at_once_and_leaves_nothing_half_written(tmp_path: Path, name: str) -> None:
    """The signal itself, to the whole group as a terminal sends it, while results are written over older ones."""
    (tmp_path / "vienti.csv").write_text(EXPORT, encoding="utf-8")
    rakenlp.analyse(rakenlp.read_observations(TEXTS)).save(tmp_path / "tulokset" / "malli")
    before = snapshot(tmp_path / "tulokset" / "malli")
    command = [sys.executable, "-c", SLOW.format(name=name), "analyse", "vienti.csv", "--out", "tulokset"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=tmp_path, start_new_session=True, **pipes)  # type: ignore[call-overload]
    assert process.stderr is not None
    said = ""
    while "NYT" not in said:
        said = process.stderr.readline()
        assert said, "it ended"
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 130 and err.strip() == "Keskeytetty." and "Traceback" not in err
    assert snapshot(tmp_path / "tulokset" / "malli") == before
    assert not list(tmp_path.rglob("*.part"))
    kooste = (tmp_path / "tulokset" / "kooste.html").read_text(encoding="utf-8")
    assert kooste.rstrip().endswith("</html>")


@pytest.mark.parametrize("arguments", ["--help", "validate vienti.csv --json"])
def test_a_reader_that_goes_away_is_quiet(tmp_path: Path, arguments: str) -> None:
    (tmp_path / "vienti.csv").write_text(EXPORT, encoding="utf-8")
    reader = f'"{sys.executable}" -c "import os; os.close(0)"'
    script = f'{{ "{sys.executable}" -m rakenlp {arguments}; echo "koodi $?" >&2; }} | {reader}'
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr.strip() in ("koodi 141", "koodi 0")  # 0 where all of it went into the pipe before
