"""Pages that are written anew for each build: one for every public name, and the project's own READMEs.

A package of rakenlp that gets an ``__all__``, and a name that is added to one, have their pages without further work.
"""

from __future__ import annotations

import ast
import inspect
import os
import pkgutil
import re
import shutil
from dataclasses import dataclass, field
from graphlib import CycleError as CycleError
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from pprint import pformat
from typing import Any

import rakenlp

ROOT = Path(__file__).resolve().parents[1]
PROJECT = {
    "README.md": "readme",
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "benchmarks/README.md": "benchmarks",
    "benchmarks/data/README.md": "benchmarks-data",
    "models/README.md": "models",
    **{
        f"models/{card.parent.name}/README.md": f"models-{card.parent.name}" for card in ROOT.glob("models/*/README.md")
    },
    "src/rakenlp/demo/README.md": "example",
}
#: Public modules that no package offers the names of, but that the guides and docstrings send readers to.
MODULES = (
    "rakenlp.errors",
    "rakenlp.reporting.plots",
    "rakenlp.reporting.word",
    "rakenlp.vectors.associations",
    "rakenlp.vectors.corpus",
    "rakenlp.vectors.joining",
    "rakenlp.vectors.training",
)
_LINK = re.compile(r"(!?)\[([^\]\n]+)\]\(([^)\s#]+)(#[^)\s]*)?\)")
_HEADINGS = {"function": "Functions", "class": "Classes", "exception": "Errors", "data": "Constants"}


@dataclass
class PublicName:
    """A public name: the package whose page describes it, and the other packages that offer it too."""

    package: str
    name: str
    value: Any
    also: list[str] = field(default_factory=list)

    @property
    def full(self) -> str:
        return f"{self.package}.{self.name}"

    @property
    def kind(self) -> str:
        if inspect.isclass(self.value):
            return "exception" if issubclass(self.value, Exception) else "class"
        return "function" if inspect.isroutine(self.value) else "data"


def public_packages() -> list[str]:
    """Return rakenlp and those of its modules and packages whose names are public, in alphabetical order."""
    found = ["rakenlp"]
    for module in pkgutil.walk_packages(rakenlp.__path__, "rakenlp."):
        if any(part.startswith("_") for part in module.name.split(".")) or module.name.startswith("rakenlp.cli"):
            continue
        package = module.ispkg or module.name.count(".") == 1
        if module.name in MODULES or (package and getattr(import_module(module.name), "__all__", None)):
            found.append(module.name)
    return found


def public_names(package: str) -> list[str]:
    """Return the names that a package makes public."""
    module = import_module(package)
    if listed := getattr(module, "__all__", None):
        return [name for name in listed if not name.startswith("__")]
    made_here = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == package]
    return [name for name in made_here if not name.startswith("_")]


def described_names() -> list[PublicName]:
    """Return each public object once, described where it is offered first: by rakenlp itself, then by its package."""
    found: dict[Any, PublicName] = {}
    for package in public_packages():
        for name in public_names(package):
            value = getattr(import_module(package), name)
            key = id(value) if inspect.isclass(value) or inspect.isroutine(value) else (name, repr(value))
            if key in found:
                found[key].also.append(package)
            else:
                found[key] = PublicName(package, name, value)
    return list(found.values())


def write(docs: Path) -> None:
    """Write the folders ``api`` and ``projekti`` of the site's source."""
    _fill(docs / "api", _api_pages())
    folder = docs / "projekti"
    pages: dict[str, str] = {}
    pages["arrows.txt"] = _arrows_table()
    for path, name in PROJECT.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        pages[f"{name}.md"] = turn_links(text, ROOT / path, docs, folder / f"{name}.md")
    _fill(folder, pages)


def arrows() -> dict[str, tuple[set[str], set[str]]]:
    """Return for each folder of the library what it imports: at once, and only when something is called.

    Modules at the top that begin with an underscore are parts of ``analysis`` or serve everyone, and are left out.
    """
    package = Path(rakenlp.__file__).parent
    found: dict[str, tuple[set[str], set[str]]] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if not parts[0].startswith("_"):
            at_once, when_called = found.setdefault(parts[0], (set(), set()))
            tree = ast.parse(path.read_text(encoding="utf-8"))
            _gather(tree, ["rakenlp", *parts[:-1]], parts[0], (at_once, when_called), False)
    return {folder: (at_once, when_called - at_once) for folder, (at_once, when_called) in found.items()}


def ordered(folders: dict[str, tuple[set[str], set[str]]]) -> list[str]:
    """Return folders so that each comes after those it imports at once; raise ``CycleError`` if that cannot be."""
    graph = {folder: sorted(at_once) for folder, (at_once, _) in sorted(folders.items())}
    list(TopologicalSorter(graph).static_order())
    back = backward(folders)
    for folder, (at_once, when_called) in folders.items():
        graph[folder] = sorted(at_once | {name for name in when_called if (folder, name) not in back})
    return list(TopologicalSorter(graph).static_order())


def backward(folders: dict[str, tuple[set[str], set[str]]]) -> set[tuple[str, str]]:
    """Return the pairs of a folder and one that it asks when called, though that one leads back to it."""
    return {
        (folder, name)
        for folder, (_, when_called) in folders.items()
        for name in when_called
        if _leads_back(name, folder, folders)
    }


def _leads_back(start: str, goal: str, folders: dict[str, tuple[set[str], set[str]]]) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        folder = waiting.pop()
        if folder == goal:
            return True
        if folder not in seen:
            seen.add(folder)
            waiting.extend(set().union(*folders.get(folder, ())))
    return False


def _gather(node: ast.AST, package: list[str], own: str, found: tuple[set[str], set[str]], inside: bool) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        if isinstance(child, ast.ImportFrom):
            base = package[: len(package) - child.level + 1] if child.level else []
            base = base + (child.module.split(".") if child.module else [])
            paths = [[*base, alias.name] for alias in child.names] if len(base) == 1 else [base]
            for target in paths:
                if target[0] == "rakenlp" and (folder := _folder(target[1])) not in (own, ""):
                    found[inside].add(folder)
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        _gather(child, package, own, found, inside or function)


def _folder(name: str) -> str:
    """Return the folder or module that a name of ``rakenlp`` itself comes from; nothing for what serves everyone."""
    home = rakenlp._HOME.get(name, name)
    return "" if home.startswith("_") else home


def _arrows_table() -> str:
    folders = arrows()
    back = backward(folders)
    lines = ["| kansio | aina | tarvittaessa |", "|---|---|---|"]
    for folder in ordered(folders):
        at_once, when_called = folders.get(folder, (set(), set()))
        called = [f"`{name}`" + (" \\*" if (folder, name) in back else "") for name in sorted(when_called)]
        lines.append(f"| `{folder}` | {', '.join(f'`{name}`' for name in sorted(at_once))} | {', '.join(called)} |")
    return "\n".join([*lines, ""])


def turn_links(text: str, page: Path, docs: Path, target: Path | None = None) -> str:
    """Point links at the site's own pages; name the files that the site does not hold.

    Parameters
    ----------
    text : str
        Markdown.
    page : pathlib.Path
        Where its relative links start from.
    docs : pathlib.Path
        The folder of the site's source.
    target : pathlib.Path, optional
        Where the text will lie; the page itself if nothing is given.

    Returns
    -------
    str
        The text with its links turned.
    """
    folder = (target or page).parent

    def turned(match: re.Match[str]) -> str:
        picture, words, link, anchor = match[1], match[2], match[3], match[4] or ""
        if re.match(r"[a-z]+:", link):
            return match[0]
        if words == link and link.endswith(".md"):
            words = ""  # the title of the page is put there
        path = Path(os.path.normpath(page.parent / link))
        if path.is_relative_to(docs):
            return f"{picture}[{words}]({os.path.relpath(path, folder)}{anchor})"
        inside = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else link
        if inside in PROJECT:
            return f"[{words}]({os.path.relpath(docs / 'projekti' / PROJECT[inside], folder)}.md{anchor})"
        return f"`{inside}`" if words.strip("`") == inside else f"{words} (`{inside}`)"

    return _LINK.sub(turned, text)


def _api_pages() -> dict[str, str]:
    names = described_names()
    pages = {f"{name.full}.rst": _name_page(name) for name in names}
    packages = public_packages()
    for package in packages:
        pages[f"{package}.index.rst"] = _package_page(package, names)
    pages["index.rst"] = _index_page(packages)
    return pages


def _name_page(name: PublicName) -> str:
    # Left out of the tree: with every name in it, making the sidebar of each page would take most of the time.
    lines = [
        ":orphan:",
        "",
        *_title(name.full),
        f":doc:`API-viite <index>` › :doc:`{name.package} <{name.package}.index>`",
    ]
    lines += ["", f".. currentmodule:: {name.package}", ""]
    directive = "py:data" if name.kind == "data" else f"auto{name.kind}"
    lines.append(f".. {directive}:: {name.name}")
    if name.kind in ("class", "exception"):
        foreign = [base.__name__ for base in name.value.__mro__ if not base.__module__.startswith("rakenlp")]
        lines += ["   :members:", f"   :inherited-members: {', '.join(foreign)}"]
    if name.kind == "data":
        lines += ["", f"   {_comment(name)}", "", *_value(name.value)]
    if name.also:
        lines += ["", "Also offered by " + ", ".join(f"``{package}``" for package in name.also) + "."]
    return "\n".join([*lines, ""])


def _package_page(package: str, names: list[PublicName]) -> str:
    lines = [*_title(package), f".. automodule:: {package}", "   :no-members:", ""]
    own = [name for name in names if name.package == package]
    other = [name for name in names if package in name.also]
    for kind, heading in _HEADINGS.items():
        shown = [name for name in own + other if name.kind == kind]
        if not shown:
            continue
        lines += [*_title(heading, "-"), ".. list-table::", "   :widths: 30 70", "   :class: names", ""]
        for name in sorted(shown, key=lambda name: name.name.lower()):
            lines += [f"   * - :doc:`{name.name} <{name.full}>`", f"     - {_summary(name)}"]
        lines.append("")
    return "\n".join([*lines, ""])


def _index_page(packages: list[str]) -> str:
    lines = [
        *_title("API-viite"),
        "Kirjaston julkiset nimet pakkauksittain, englanniksi. Sivut syntyvät koodin omista selityksistä, ja niiden",
        "esimerkit ajetaan testeinä. Alaviivalla alkavat nimet voivat muuttua milloin vain.",
        "",
        ".. list-table::",
        "   :widths: 30 70",
        "   :class: names",
        "",
    ]
    for package in packages:
        lines += [f"   * - :doc:`{package} <{package}.index>`"]
        lines += [f"     - {_first_sentence(import_module(package).__doc__)}"]
    toctree = [f"   {package} <{package}.index>" for package in packages]
    return "\n".join([*lines, "", ".. toctree::", "   :hidden:", "", *toctree, ""])


def _title(text: str, sign: str = "=") -> list[str]:
    return [text, sign * len(text), ""]


def _value(value: Any) -> list[str]:
    lines = pformat(value, width=88, compact=True).splitlines()
    return [".. code-block:: python", "", *(f"   {line}" for line in lines)]


def _comment(name: PublicName) -> str:
    """Return what the source says of a constant: the lines before it that begin with ``#:``."""
    folder = Path(str(import_module(name.package).__file__)).parent
    before = re.compile(rf"((?:^#:.*\n)+){name.name}\b[^=\n]*=", re.MULTILINE)
    for path in sorted(folder.glob("*.py")):
        if found := before.search(path.read_text(encoding="utf-8")):
            return " ".join(line.removeprefix("#:").strip() for line in found[1].splitlines())
    return ""


def _summary(name: PublicName) -> str:
    return _comment(name) if name.kind == "data" else _first_sentence(inspect.getdoc(name.value))


def _first_sentence(text: str | None) -> str:
    paragraph = " ".join((text or "").strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s+(?=[A-Z:])", paragraph)[0]


def _fill(folder: Path, pages: dict[str, str]) -> None:
    """Write pages into a folder that holds nothing else; what has not changed is left as it is."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in pages:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
