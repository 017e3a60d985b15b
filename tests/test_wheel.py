"""The wheel: the same to the byte wherever it is built, whole, and used where there is no source tree."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

import rakenlp

PACKAGE = Path(rakenlp.__file__).parent
ROOT = PACKAGE.parent.parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="not run from a checkout"),
    pytest.mark.skipif(not all(map(find_spec, ("hatchling", "pip"))), reason="needs pip and the extra dev"),
]
#: What rakenlp reads when it runs, the cards with the licences, and the corpus as data: nothing that trains models.
MODELS = {
    "": {"README.md"},
    "corpus": {"LICENSE", "README.md", "abbreviations.csv", "lexicon.csv", "observations.jsonl", "sub-phenomena.csv"},
    "domain": {"README.md", "manifest.json", "vocabulary.json", "weights.npz"},
    "identifiers": {"README.md", "identifiers.npz", "manifest.json"},
    "lemmas": {"README.md", "frequencies.npz", "ranker.npz", "readings.npz", "terms.npz"},
    "names": {"README.md", "manifest.json", "names.npz", "words.npz"},
    "taxonomy": {"README.md", "phenomena.csv", "version.json"},
    "triage": {"README.md", "manifest.json", "reference.npz"},
    "vectors": {"README.md", "associations.csv", "manifest.json", "vectors.npz", "vocabulary.json"},
}
TEXT = "Terv. Maija Virtanen, oon nukkunu kaverin sohvalla toukokuusta"


def build(tree: Path, kind: str, folder: Path) -> Path:
    """Build a wheel or an sdist of a tree in a process of its own, as ``pip`` and ``build`` do."""
    folder.mkdir()
    code = f"import sys; from hatchling.build import build_{kind}; print(build_{kind}(sys.argv[1]))"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=tree, env=environment, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("built") / "wheel")


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class Installed:
    """A fresh virtual environment with the wheel, beside the packages of the running one; no source tree."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
        self.scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.place = folder / "elsewhere"
        self.place.mkdir()
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv"), "--quiet", "install"]
        subprocess.run(
            [*pip, "--no-deps", "--no-index", "--no-compile", str(wheel)], check=True, env=self.environment()
        )
        told = self.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
        self.packages = Path(told.strip())
        # A folder named in a .pth file is looked into, but its own .pth files, such as the checkout's, are not read.
        own = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (self.packages / "beside.pth").write_text("\n".join(sorted(own)) + "\n", encoding="utf-8")

    @staticmethod
    def environment() -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
        return {**kept, "PYTHONIOENCODING": "utf-8"}

    def run(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.scripts / command), *arguments],
            cwd=self.place, env=self.environment(), capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_it_is_the_same_to_the_byte_from_the_tree_and_from_the_sdist(wheel: Path, tmp_path: Path) -> None:
    sdist = build(ROOT, "sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        safely: dict[str, str] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from Python 3.11.4 on
        archive.extractall(tmp_path / "unpacked", **safely)  # type: ignore[arg-type]
    [tree] = (tmp_path / "unpacked").iterdir()
    for path in tree.rglob("*"):  # other times than those of the checkout
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = build(tree, "wheel", tmp_path / "wheel")
    assert again.name == wheel.name == f"rakenlp-{rakenlp.__version__}-py3-none-any.whl"
    assert again.read_bytes() == wheel.read_bytes()


def test_it_has_all_that_is_needed_and_nothing_else(names: set[str]) -> None:
    files = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".pyc", ".pyo")}
    of_package = {"rakenlp/" + path.relative_to(PACKAGE).as_posix() for path in files}
    of_models = {"/".join(filter(None, ("rakenlp/models", kind, name))) for kind in MODELS for name in MODELS[kind]}
    info = {name for name in names if name.startswith(f"rakenlp-{rakenlp.__version__}.dist-info/")}
    assert names - info == of_package | of_models
    assert {name.partition("/")[2] for name in info} == {
        *("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/models/corpus/LICENSE")
    }


def test_it_is_pure_and_its_record_is_true(wheel: Path, names: set[str]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        [record] = [name for name in names if name.endswith("/RECORD")]
        rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
        [kind] = [archive.read(name).decode() for name in names if name.endswith("/WHEEL")]
    assert {row[0] for row in rows} == names
    assert "Root-Is-Purelib: true" in kind and "Tag: py3-none-any" in kind
    assert wheel.stat().st_size < 30_000_000


def test_the_command_does_from_elsewhere_what_the_tree_does(installed: Installed, analysis: rakenlp.Analysis) -> None:
    doctor = json.loads(installed.run("rakenlp", "doctor", "--json"))
    assert all(doctor["models"].values())
    installed.run("rakenlp", "demo", "--out", "tulos")
    assert (installed.place / "tulos" / "kooste.html").stat().st_size > 50_000
    again = rakenlp.load_analysis(installed.place / "tulos")
    assert again.phenomena.to_csv() == analysis.phenomena.to_csv() and again.flags.to_csv() == analysis.flags.to_csv()
    installed.run("rakenlp", "kooste", "tulos", "--out", "julkinen.html", "--profile", "published")
    assert "</html>" in (installed.place / "julkinen.html").read_text(encoding="utf-8")
    assert "Virtanen" not in installed.run("rakenlp", "mask", TEXT)


def test_the_library_is_that_of_the_wheel(installed: Installed) -> None:
    code = (
        "import json, sys, rakenlp, rakenlp._resources as r\n"
        "triage = rakenlp.Triage.default(); triage.warm_up(seconds=0.1)\n"
        "print(json.dumps({'files': [rakenlp.__file__, str(r.models_folder('names'))], 'path': sys.path,\n"
        "  'first': triage.suggest(sys.argv[1]).phenomena[0].phenomenon_id}))\n"
    )
    found = json.loads(installed.run("python", "-c", code, TEXT).splitlines()[-1])
    assert all(Path(file).is_relative_to(installed.packages) for file in found["files"])
    assert not any(Path(place).is_relative_to(ROOT / "src") for place in found["path"] if place)
    assert found["first"] == "asunnottomuus"


def test_spacy_finds_the_component_without_anyone_importing_rakenlp(installed: Installed) -> None:
    code = (
        "import spacy; nlp = spacy.blank('fi'); nlp.add_pipe('rakenlp_voikko');"
        "print([token.lemma_ for token in nlp('asunnottomien nuorten')])"
    )
    assert installed.run("python", "-c", code).strip() == "['asunnoton', 'nuori']"
