"""The script that tries the tests on mutants: what it changes, and whether it sees that a test fails."""

import ast
import importlib
import random
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
TOY = """'''Says 1 < 2.'''
from __future__ import annotations

LEAST: int = 5
MANY = {"a{2,3}": -1}


def shown(n: int = 3) -> bool:
    '''Return n >= 5.'''
    assert n >= 0
    return n >= LEAST and not n == 13


def name(n: int) -> str:
    if n > 1:
        return f"{n + 1} ääntä"
    return max("a", "b")
"""
TEST = """from toykit.rules import shown


def test_least():
    assert shown(5)
    assert not shown(4)


def test_nothing():
    assert shown(100)
"""


@pytest.fixture
def tools(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module("mutants"), importlib.import_module("mutant_kinds")
    for name in ("mutants", "mutant_kinds", "mutant_tests"):
        sys.modules.pop(name, None)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    package = tmp_path / "src" / "toykit"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from .user import asked\n", "utf-8")
    (package / "rules.py").write_text(TOY, "utf-8")
    (package / "user.py").write_text("from .rules import shown\n\nasked = shown\n", "utf-8")
    (tmp_path / "test_toy.py").write_text(TEST, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    importlib.import_module("toykit")
    yield package / "rules.py"
    for name in [name for name in sys.modules if name.partition(".")[0] == "toykit"]:
        del sys.modules[name]


def test_mutants_are_one_change_of_the_code_each(tools, toy):
    mutants = tools[1].mutants_of(toy)
    changed = {}
    for mutant in mutants:
        assert ast.dump(ast.parse(mutant.source)) != ast.dump(ast.parse(TOY))
        pairs = zip(TOY.splitlines(), mutant.source.splitlines(), strict=True)
        number, line = next((i, new) for i, (old, new) in enumerate(pairs, 1) if old != new)
        assert number in mutant.lines
        changed.setdefault(number, set()).add(line.strip())
    assert sorted(changed) == [4, 5, 8, 11, 15, 16, 17]  # no docstring, type hint or assertion
    assert {"return (n > LEAST) and not n == 13", "return n >= LEAST and (n == 13)"} <= changed[11]
    assert "return ((n >= LEAST) or (not n == 13))" in changed[11]
    assert changed[4] == {"LEAST: int = (5 + 1)", "LEAST: int = (5 - 1)"}
    assert {'MANY = {"a{3,3}": -1}', 'MANY = {"a{2,4}": -1}', 'MANY = {"a{2,3}": (1)}'} <= changed[5]
    assert changed[16] == {"return None"}  # nothing inside an f-string
    assert 'return min("a", "b")' in changed[17]


def test_the_same_seed_is_the_same_sample(tools, toy):
    first, second = (random.Random(7).sample(tools[1].mutants_of(toy), 5) for _ in range(2))
    assert first == second


def test_a_mutant_is_killed_by_the_test_that_sees_it_and_by_no_other(tools, toy, tmp_path):
    mutants, kinds = tools
    mutant = next(m for m in kinds.mutants_of(toy) if "n > LEAST" in m.source)
    note = tmp_path / "note"

    def verdict(source, *tests):
        return mutants.verdict(toy, source, tests, 5, note, tmp_path)

    assert verdict(TOY, "test_toy.py::test_nothing", "test_toy.py::test_least") == "survived"
    assert verdict(mutant.source, "test_toy.py::test_nothing") == "survived"
    assert verdict(mutant.source, "test_toy.py::test_nothing", "test_toy.py::test_least") == "killed"
    assert note.read_text() == "test_toy.py::test_least"
    assert sys.modules["toykit"].asked(5)  # nothing of it reaches this process


def test_what_took_a_name_of_the_module_is_imported_anew(tools, toy):
    mutants = tools[0]
    imports = {name: mutants.imports_of(m) for name, m in sys.modules.items() if name.partition(".")[0] == "toykit"}
    before = list(sys.meta_path)
    try:
        mutants.import_mutated("toykit.rules", toy, TOY.replace("= 5", "= 9"), imports)
    finally:
        sys.meta_path[:] = before
    assert not sys.modules["toykit"].asked(5)
    assert sys.modules["toykit.user"].shown is sys.modules["toykit.rules"].shown


def test_tests_of_the_line_come_first_and_as_many_as_the_seconds_allow(tools):
    tests = {
        "slow": {"seconds": 3.0, "lines": {"a.py": [4]}},
        "quick": {"seconds": 0.1, "lines": {"a.py": [4, 5]}},
        "beside": {"seconds": 0.01, "lines": {"a.py": [9]}},
        "elsewhere": {"seconds": 0.01, "lines": {"b.py": [4]}},
    }
    assert tools[0].chosen_tests(tests, "a.py", range(4, 5), 10) == ["quick", "slow", "beside"]
    assert tools[0].chosen_tests(tests, "a.py", range(4, 5), 1) == ["quick"]
    assert tools[0].chosen_tests(tests, "c.py", range(4, 5), 1) == []


def test_the_interval_of_a_share_stays_within_it(tools):
    low, high = tools[0].wilson(80, 100)
    assert (round(low, 3), round(high, 3)) == (0.711, 0.867)
    assert tools[0].wilson(10, 10)[1] == pytest.approx(1)
