"""Docstrings of the public names, by the validator of numpydoc."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import rakenlp

numpydoc = pytest.importorskip("numpydoc.validate")

#: Rules that we do not follow, and why. All others of numpydoc are held.
IGNORED = {
    "GL01": "the first line stands beside the quotes; older versions of numpydoc want it below them",
    "ES01": "one sentence is at times all that there is to say",
    "SA01": "names are tied where it helps; the site's pages list what lies beside",
    "EX01": "examples are run as tests, so they are given where one can be run in a line or two; the guides have more",
    "PR07": "`texts : iterable of str` says it; words that repeat the name would say nothing",
    "RT04": "a description often begins with the name of a column",
    "RT03": "as with parameters: `pathlib.Path` under `Write the kooste into a file.` says it",
}
#: Classes whose constructor nobody calls: how one is made is told in the first lines.
MADE_OTHERWISE = {"rakenlp.Analysis", "rakenlp.Register", "rakenlp.Triage", "rakenlp.reporting.ReadableTable"}
#: Of a method that is told in one line: the line says what goes in and what comes out.
OF_SECTIONS = {"PR01", "RT01", "YD01"}


def packages() -> list[str]:
    found = [module.name for module in walk_packages(rakenlp.__path__, "rakenlp.") if module.ispkg]
    return ["rakenlp", *(name for name in found if name != "rakenlp.cli" and "._" not in name)]


def public() -> Iterator[tuple[str, Any]]:
    """Yield every public function and class once, and the public methods of the classes."""
    seen = set()
    for package in packages():
        module = import_module(package)
        for name in module.__all__:
            item = getattr(module, name)
            if name.startswith("__") or not (inspect.isclass(item) or inspect.isfunction(item)) or item in seen:
                continue
            seen.add(item)
            yield f"{package}.{name}", item
            for method, value in vars(item).items() if inspect.isclass(item) else ():
                inner = getattr(value, "__func__", value)
                if not method.startswith("_") and (inspect.isfunction(inner) or isinstance(inner, property)):
                    yield f"{package}.{name}.{method}", inner


NAMES = dict(public())


def exempt(name: str, code: str) -> bool:
    """Whether a rule does not hold for a name, for what kind of name it is."""
    item = NAMES[name]
    if code in OF_SECTIONS and not inspect.isclass(item) and inspect.isclass(NAMES.get(name.rpartition(".")[0])):
        return "\n" not in (inspect.getdoc(item) or "\n")
    if code != "PR01" or not inspect.isclass(item):
        return False
    if name in MADE_OTHERWISE:
        return True
    documented = {one.partition(":")[0] for one in inspect.getdoc(item).split("\n")}  # type: ignore[union-attr]
    fields = [field.name for field in dataclasses.fields(item)] if dataclasses.is_dataclass(item) else []
    fields = fields or list(getattr(item, "_fields", []))
    told = {one.strip() for line in documented for one in line.split(",")}
    return bool(fields) and set(fields) <= told  # made by the library: its fields are told as attributes


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_is_as_numpydoc_wants_it(name: str) -> None:
    errors = numpydoc.validate(name)["errors"]
    wrong = [f"{code}: {message}" for code, message in errors if code not in IGNORED and not exempt(name, code)]
    assert wrong == []


def test_no_rule_is_ignored_in_vain() -> None:
    assert set(IGNORED) | OF_SECTIONS <= set(numpydoc.ERROR_MSGS)
