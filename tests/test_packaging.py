"""What the package promises: dependencies, extras, entry points, types, licence."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from lowest_versions import lowest_versions

import rakenlp
from rakenlp.cli import doctor

PACKAGE = Path(rakenlp.__file__).parent
ROOT = PACKAGE.parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="not run from a checkout")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")) if pytestmark.args[0] is False else {}

HARD = {"scikit-learn", "spacy", "libvoikko", "numpy", "pandas", "joblib"}
# Modules of the hard dependencies and of what these bring along.
ALLOWED = {
    "sklearn",
    "spacy",
    "libvoikko",
    "numpy",
    "pandas",
    "joblib",
    "scipy",
    "jinja2",
    "markupsafe",
    "tqdm",
    "rakenlp",
}
OPTIONAL = {
    "openpyxl",
    "matplotlib",
    "docx",
    "fastapi",
    "pydantic",
    "uvicorn",
    "cryptography",
    "pyvoikko",
    "dask",
    "distributed",
    "pyarrow",
    "sentence_transformers",
}


def name_of(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]


def extra(name: str) -> set[str]:
    """Distributions of an extra, with those of the extras of rakenlp that it names."""
    found = set()
    for requirement in PROJECT["project"]["optional-dependencies"][name]:
        if own := re.fullmatch(r"rakenlp\[(.+)\]", requirement):
            for other in own[1].split(","):
                found |= extra(other.strip())
        else:
            found.add(name_of(requirement))
    return found


def test_the_six_hard_dependencies_have_lower_bounds() -> None:
    requirements = PROJECT["project"]["dependencies"]
    assert {name_of(requirement) for requirement in requirements} == HARD == set(doctor.PACKAGES)
    assert all(">=" in requirement for requirement in requirements)


def test_the_lowest_versions_are_those_of_the_project() -> None:
    """What ``./rake test --minimum`` installs: every package that is asked for, once, at its lower bound."""
    found = lowest_versions(PROJECT["project"])
    asked = set().union(*map(extra, PROJECT["project"]["optional-dependencies"])) | HARD
    assert set(found) == asked
    assert f"numpy>={found['numpy']}" in PROJECT["project"]["dependencies"]
    with pytest.raises(ValueError, match="no lower bound"):
        lowest_versions({"name": "x", "dependencies": ["numpy"], "optional-dependencies": {}})
    with pytest.raises(ValueError, match="two lower bounds"):
        lowest_versions({"name": "x", "dependencies": ["a>=1"], "optional-dependencies": {"b": ["a[c]>=2"]}})


def test_the_doctor_knows_the_extras_of_the_project() -> None:
    extras = set(PROJECT["project"]["optional-dependencies"]) - {"dev", "docs", "all"}
    assert {name: extra(name) for name in extras} == {name: set(names) for name, names in doctor.EXTRAS.items()}


def test_the_extra_all_brings_every_other_for_users() -> None:
    heavy = {"encoder"}  # it brings torch, some gigabytes
    assert extra("all") == set().union(*(extra(name) for name in set(doctor.EXTRAS) - heavy))


def test_the_set_up_script_knows_the_extras() -> None:
    script = (ROOT / "rake").read_text(encoding="utf-8")
    named = re.search(r'lacks "([a-z ]+)" "\$extra"', script)
    assert named and set(named[1].split()) == set(PROJECT["project"]["optional-dependencies"])


@pytest.mark.parametrize("group", ["scripts", "entry-points.spacy_factories"])
def test_entry_points_lead_somewhere(group: str) -> None:
    table = PROJECT["project"]
    for part in group.split("."):
        table = table[part]
    assert table
    for target in table.values():
        module, _, attribute = target.partition(":")
        assert callable(getattr(import_module(module), attribute))


def test_versions_agree() -> None:
    assert PROJECT["project"]["version"] == rakenlp.__version__
    assert f"## [{rakenlp.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_supported_pythons_agree() -> None:
    low, high = doctor.PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={low[0]}.{low[1]},<{high[0]}.{high[1] + 1}"
    assert f"({low[0]}, {low[1]}) <= sys.version_info[:2] <= ({high[0]}, {high[1]})" in (ROOT / "rake").read_text()


def test_types_are_marked_and_the_licence_is_whole() -> None:
    assert (PACKAGE / "py.typed").is_file()
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(n) for n in re.findall(r"^(\d{1,2})\.[A-Z]", licence, re.MULTILINE)] == list(range(1, 16))
    assert all((ROOT / path).is_file() for path in PROJECT["project"]["license-files"])


def test_public_names_can_be_had() -> None:
    for name in rakenlp.__all__:
        assert getattr(rakenlp, name) is not None
        assert name in dir(rakenlp)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = rakenlp.no_such_name


def _imports(path: Path) -> list[tuple[str, bool]]:
    """Foreign modules that a file imports, and whether it does so when it is itself imported."""
    found = []

    def visit(node: ast.AST, at_import: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name.partition(".")[0], at_import) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.level == 0 and child.module:
                found.append((child.module.partition(".")[0], at_import))
            typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            visit(child, at_import and not function and not typing_only)

    visit(ast.parse(path.read_text(encoding="utf-8")), True)
    return [(name, at_import) for name, at_import in found if name not in sys.stdlib_module_names]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_declared_packages_are_imported_and_optional_ones_lazily(path: Path) -> None:
    imports = _imports(path)
    assert {name for name, _ in imports} <= ALLOWED | OPTIONAL
    inside = path.parent.name == "server" and path.stem.startswith("_") and path.stem != "__init__"
    of_extra = {"fastapi", "pydantic", "uvicorn"} if inside else set()  # its __init__ loads them when asked for
    assert {name for name, at_import in imports if at_import} <= ALLOWED | of_extra
    if path.name in ("__init__.py", "errors.py", "_resources.py") or path.parent.name in ("texts", "cli"):
        assert {name for name, at_import in imports if at_import} <= {"rakenlp"}


def test_the_texts_and_the_example_are_package_data() -> None:
    assert find_spec("rakenlp") is not None
    assert list((PACKAGE / "texts").glob("*.toml"))
    assert (PACKAGE / "demo" / "example.csv").is_file()
