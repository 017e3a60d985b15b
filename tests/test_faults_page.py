"""The page of faults names tests that exist, and every test of a fault is on it."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from rakenlp.observations.limits import ReadingLimits

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "viat.md"
pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="not run from a checkout")


def named_in(path: Path) -> set[str]:
    """Return the tests of a file by the names that the page uses."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {f"{path.name}::{each.name}" for each in functions if each.name.startswith("test_")}


def test_every_test_on_the_page_exists_and_every_test_of_a_fault_is_there() -> None:
    named = re.findall(r"`(test_\w+\.py::test_\w+)`", PAGE.read_text(encoding="utf-8"))
    there = set().union(*(named_in(path) for path in TESTS.glob("test_*.py")))
    assert named and not set(named) - there
    ours = set().union(*(named_in(path) for path in TESTS.glob("test_faults_*.py") if path.name != Path(__file__).name))
    assert not ours - set(named)


def test_every_row_of_the_tables_names_a_fault_a_promise_and_a_test() -> None:
    rows = [
        re.split(r"(?<!\\)\|", line.strip())[1:-1]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith("| vika")
    ]
    assert len(rows) > 35
    assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row) or "::" not in row[2]] == []


def test_the_limits_on_the_page_are_those_in_use() -> None:
    told = dict(re.findall(r"^(\w+) = (\d+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {field.name: str(field.default) for field in fields(ReadingLimits)}
