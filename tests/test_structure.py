"""Imports go one way between the folders of the library, as CONTRIBUTING.md says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

GENERATED = Path(__file__).resolve().parent.parent / "docs" / "generated_pages.py"
pytestmark = pytest.mark.skipif(not GENERATED.is_file(), reason="not run from a checkout")
#: Folders that know each other only when something is called: headings of contact columns, a saved analysis, an
#: analysis that is made again with other choices.
BACKWARDS = {
    ("language", "privacy"),
    ("observations", "privacy"),
    ("privacy", "observations"),
    ("triage", "analysis"),
    ("analysis", "triage"),
    ("research", "analysis"),
    ("analysis", "research"),
}


@pytest.fixture(scope="module")
def pages():  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location("generated_pages", GENERATED)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["generated_pages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folders(pages):  # type: ignore[no-untyped-def]
    return pages.arrows()


def test_what_is_imported_at_once_goes_one_way(pages, folders) -> None:  # type: ignore[no-untyped-def]
    order = pages.ordered(folders)  # raises CycleError
    assert {"observations", "language", "vectors", "phenomena", "signals", "reporting", "triage"} <= set(order)
    for folder, (at_once, _) in folders.items():
        assert all(order.index(name) < order.index(folder) for name in at_once)


def test_no_new_folder_is_asked_backwards(pages, folders) -> None:  # type: ignore[no-untyped-def]
    assert pages.backward(folders) <= BACKWARDS


def test_a_circle_is_noticed(pages) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(pages.CycleError):
        pages.ordered({"a": ({"b"}, set()), "b": ({"a"}, set())})


def test_storage_and_signals_do_not_know_the_analysis(folders) -> None:  # type: ignore[no-untyped-def]
    for folder in ("register", "signals", "phenomena", "vectors", "language", "observations", "privacy"):
        assert not {"analysis", "triage", "reporting", "server", "cli"} & set().union(*folders[folder])
