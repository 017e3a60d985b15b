"""The guides say what is so: commands that the script knows, Python that fits, figures as they were measured."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import rakenlp
from rakenlp.cli._parser import build_parser

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDES = sorted(path for path in DOCS.rglob("*.md") if not {"_build", "projekti"} & set(path.parts))
pytestmark = pytest.mark.skipif(not GUIDES, reason="not run from a checkout")


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


COMMANDS = [
    pytest.param(line, id=f"{path.stem}-{number}")
    for path in GUIDES
    for number, line in enumerate(
        line for block in blocks(path, "sh") for line in block.splitlines() if re.match(r"(?:\./rake|rakenlp) ", line)
    )
]
OWN_TASKS = {"demo", "test", "check", "tools", "docs", "setup", "python", "help"}


@pytest.mark.parametrize("line", COMMANDS)
def test_the_command_can_be_given(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if words[0] in OWN_TASKS:
        assert f"./rake {words[0]}" in (ROOT / "rake").read_text(encoding="utf-8")
    else:
        build_parser().parse_args(words)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_python_fits_the_library(path: Path) -> None:
    known: dict[str, Any] = {"rakenlp": rakenlp}
    for block in blocks(path, "python"):
        tree = ast.parse(block)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rakenlp"):
                for alias in node.names:
                    known[alias.asname or alias.name] = imported(str(node.module), alias.name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (called := found(node.func, known)) is not None:
                accepted = inspect.signature(called).parameters
                if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in accepted.values()):
                    assert {word.arg for word in node.keywords if word.arg} <= set(accepted), ast.unparse(node)


def imported(module: str, name: str) -> Any:
    """Return what ``from module import name`` gives."""
    with suppress(ModuleNotFoundError):
        return import_module(f"{module}.{name}")
    return getattr(import_module(module), name)


def found(node: ast.expr, known: dict[str, Any]) -> Any:
    """Return what a dotted name stands for; None for names that only running would tell."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and (base := found(node.value, known)) is not None:
        return getattr(base, node.attr)
    return None


def code_by_hand(sheet: Path) -> None:
    """Write codes where a researcher would."""
    from openpyxl import load_workbook

    book = load_workbook(sheet)
    page = book.worksheets[0]
    column = next(cell.column for row in page.iter_rows() for cell in row if cell.value == "koodi")
    head = next(cell.row for row in page.iter_rows() for cell in row if cell.value == "koodi")
    for number in range(head + 1, head + 21):
        page.cell(number, column, "ei_ilmiota" if number % 2 else "haato_vuokravelka")
    book.save(sheet)


def test_python_for_researchers_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_path: Path) -> None:
    lines = example_path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "vienti.csv").write_text("".join(lines[:150]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    for block in blocks(DOCS / "tutkija.md", "python"):
        exec(compile(block, "tutkija.md", "exec"), space)
        if (sheet := tmp_path / "koodaus.xlsx").exists() and "own" not in space:
            code_by_hand(sheet)
    assert len(space["malli"].labels_) == len(space["tekstit"]) == len(space["vektorit"])
    assert (tmp_path / "taulukot").is_dir() and "notes" in space["nostot"].attrs


# What a page says, and the line of the measurements that it is quoted from: who measures anew changes both.
QUOTED = [
    ("menetelmat/ilmiot.md", "esimerkissä 88 sadasta", "88 % on the example export"),
    ("menetelmat/ilmiot.md", "kirjoittajilla 76", "76 % by writers left out"),
    ("menetelmat/ilmiot.md", "| 97 ja 90 sadasta |", "| 97 % and 90 % (new"),
    ("menetelmat/ilmiot.md", "| esimerkissä 74 ja 88 |", "words: 74 % and 88 %"),
    ("menetelmat/ilmiot.md", "52 ja 78", "540   0.520   0.780"),
    ("menetelmat/ilmiot.md", "löytyy 4,0, turhia ryhmiä 0,5", "M            4.0       3.83        –       0.5"),
    ("menetelmat/ilmiot.md", "| löytyy 0,7, turhia 0,1 |", "A           0.67       0.00     5.33      0.11"),
    ("menetelmat/ilmiot.md", "| löytyy 0,2, turhia 0 |", "B           0.22       0.11     2.67      0.00"),
    ("menetelmat/ilmiot.md", "51 115", "by other writers than the 51115 training texts"),
    (
        "menetelmat/nostot.md",
        "| rakenlp | 1,00 | 0,88 | 0,72 |",
        "0.69 / 3.3 / 0.05 | **1.00** | **0.88** | **0.72** |",
    ),
    ("menetelmat/nostot.md", "1,2, 2,4 ja 3,3", "0.96 / 1.2 / 0.05 | 0.84 / 2.4 / 0.07 | 0.69 / 3.3 / 0.05"),
    ("menetelmat/kieli.md", "| 97,1 % |", "rakenlp, by context too                   97.05"),
    ("menetelmat/kieli.md", "0,43–0,61", "0.43–0.61 in dialects"),
    ("menetelmat/lukeminen.md", "| 0,990 | 0,981 |", "| **structured, all** | 404 | 0.990 [0.98–1.00], 0.981"),
    ("menetelmat/lukeminen.md", "| 0,949 | 0,905 |", "| **names of persons** | 467 | 0.949 [0.93–0.97], 0.905"),
    ("menetelmat/vektorit.md", "0,499 / 0,145", "rakenlp, shipped vectors, k                     0.499  0.145"),
    ("menetelmat/vektorit.md", "0,448 / 0,389", "rakenlp, shipped vectors, k                     0.448  0.389"),
    ("menetelmat/triage.md", "mediaanina 3,0 ms", "| 20 words, first time: p50, p99 | 3.0, 7.4 ms (3.0,"),
    ("menetelmat/triage.md", "ja 1,3 ms", "| 20 words, again: p50, p99 | 1.3, 3.0 ms (1.3,"),
    ("paatokset.md", "0,637 → 0,645", "0.637 -> 0.645"),
]


@pytest.mark.parametrize(("page", "quoted", "measured"), QUOTED)
def test_figures_are_those_that_were_measured(page: str, quoted: str, measured: str) -> None:
    assert quoted in (DOCS / page).read_text(encoding="utf-8")
    assert measured in (DOCS / "measurements.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_links_between_guides_lead_somewhere_as_files_too(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|api/", link):
            assert (path.parent / link).exists(), link
