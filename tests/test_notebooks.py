"""The notebooks run from top to bottom, are kept with what they show, and show what they say."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import rakenlp

ROOT = Path(rakenlp.__file__).parent.parent.parent
FOLDER = ROOT / "notebooks"
pytestmark = pytest.mark.skipif(not (FOLDER / "run.py").is_file(), reason="not run from a checkout")
NAMES = sorted(path.name for path in FOLDER.glob("[0-9]*.ipynb"))
#: What each notebook has to show when it is run.
SHOWN = {
    "01-rake-tyoryhma.ipynb": ("Luettiin 514 riviä", "Kuka puhuu mistäkin|Ruudukko ilmiöistä", "hyväksytty"),
    "02-verkkosovellus.ipynb": (
        "ordinary",
        "first",
        "model_damaged",
        "422 service_invalid False",
        "409",
        "human",
        "ok",
    ),
    "03-kaytantotutkimus.ipynb": ("41 koodia", "Krippendorffin alfa", "−ammattilainen", "'tutkija': 60", "sormenjälki"),
}


def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebooks_run", FOLDER / "run.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kept(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def code_cells(book: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def told(outputs: list[dict[str, Any]]) -> str:
    """All that outputs say in words."""
    parts = []
    for output in outputs:
        parts += [output.get("text", [])]
        parts += [value for kind, value in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join("".join(part) for part in parts)


def kinds(cell: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    return [(output["output_type"], tuple(sorted(output.get("data", {})))) for output in cell["outputs"]]


def test_there_is_one_for_each_kind_of_user() -> None:
    assert list(SHOWN) == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_shows_what_is_kept(name: str, tmp_path: Path) -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    for needed in ("matplotlib", "docx", "fastapi", "httpx"):
        pytest.importorskip(needed)
    book = runner().executed(name, tmp_path / "place")
    cells = code_cells(book)
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"] == []
    assert [kinds(cell) for cell in cells] == [kinds(cell) for cell in code_cells(kept(name))]
    words = told(outputs)
    assert all(re.search(expected, words, re.IGNORECASE) for expected in SHOWN[name])
    files = {path.name for path in (tmp_path / "place" / "notebooks").iterdir()}
    if name.startswith("01"):
        assert {"kooste.html", "sosiaalinen-raportti.docx", "rake-vartti.html", "rake.sqlite"} <= files
    if name.startswith("03"):
        assert {"koodaus.csv", "koodaus-koodikirja.csv", "koodikirja.qdc", "projekti.qdpx"} <= files


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_is_small_whole_and_of_no_machine(name: str) -> None:
    content = (FOLDER / name).read_text(encoding="utf-8")
    assert len(content) < 1_000_000
    book = json.loads(content)
    assert book == runner().clean(json.loads(content))
    cells = code_cells(book)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert all(
        output["output_type"] != "error" and output.get("name") != "stderr" for c in cells for output in c["outputs"]
    )
    words = told([output for cell in cells for output in cell["outputs"]])
    assert not re.search(r"(?<![\w.:/])/(home|root|tmp|work|Users|usr)/|[A-Z]:\\\\|0x[0-9a-f]{6,}", words)


@pytest.mark.parametrize("name", NAMES)
def test_its_links_lead_somewhere(name: str) -> None:
    words = "".join("".join(cell["source"]) for cell in kept(name)["cells"] if cell["cell_type"] == "markdown")
    links = re.findall(r"\]\(([^)#]+)\)", words)
    assert links and all((FOLDER / link).exists() for link in links)


def test_from_export_to_kooste_in_under_twenty_lines() -> None:
    """Every line counts: imports too, and those that only show something on the way."""
    lines = []
    for cell in code_cells(kept("01-rake-tyoryhma.ipynb")):
        lines += [line for line in "".join(cell["source"]).splitlines() if line.strip()]
    n = next(i for i, line in enumerate(lines, start=1) if "analysis.kooste(" in line)
    said = "".join("".join(cell["source"]) for cell in kept("01-rake-tyoryhma.ipynb")["cells"])
    assert n < 20 and f"koosteeseen asti {n}." in said and "seitsemän riviä" in said


def test_social_workers_read_no_codes_in_tables() -> None:
    words = told([output for cell in code_cells(kept("01-rake-tyoryhma.ipynb")) for output in cell["outputs"]])
    assert "kertynyt" in words and "hyväksytty" in words
    assert not re.search(r"growing|accumulated|single_voice|accepted|observation_id|probability|ei_kerrottu", words)


def test_the_coded_sheet_is_the_one_that_the_notebook_draws(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    from rakenlp.research import read_coding_sheet

    blank = analysis.coding_sheet(tmp_path / "koodaus.csv", n=60, seed=1).read_text(encoding="utf-8-sig")
    own = read_coding_sheet(FOLDER / "data" / "koodattu.csv", analysis)
    assert len(own) == 60 and own.attrs["uncoded"] == 0
    assert all(i in blank for i in own.index)
