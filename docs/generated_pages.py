"""Pages that are written anew for each build: one for every public name, and the project's own READMEs.

A package of rakenlp that gets an ``__all__``, and a name that is added to one, have their pages without further work.
"""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import shutil
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
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
    **{f"models/{path.parent.name}/README.md": f"models-{path.parent.name}" for path in ROOT.glob("models/*/README.md")},
    "src/rakenlp/demo/README.md": "example",
}
#: Public modules that no package offers the names of, but that the guides and docstrings send readers to.
MODULES = (
    "rakenlp.errors",
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
    pages = {}
    for path, name in PROJECT.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        pages[f"{name}.md"] = turn_links(text, ROOT / path, docs, folder / f"{name}.md")
    _fill(folder, pages)


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
    lines = [*_title(name.name if name.kind == "data" else name.full), f".. currentmodule:: {name.package}", ""]
    lines.append(f".. auto{name.kind}:: {name.name}")
    if name.kind in ("class", "exception"):
        foreign = [base.__name__ for base in name.value.__mro__ if not base.__module__.startswith("rakenlp")]
        lines += ["   :members:", f"   :inherited-members: {', '.join(foreign)}"]
    if name.kind == "data":
        lines += ["   :no-value:", "", *_value(name.value)]
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
    toctree = [f"   {name.name} <{name.full}>" for name in own]
    return "\n".join([*lines, ".. toctree::", "   :hidden:", "", *toctree, ""])


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
    text = repr(value)
    shown = text if len(text) <= 2000 and " object at 0x" not in text else f"{type(value).__name__} of {len(value)}"
    return [".. code-block:: python", "", f"   {shown}"]


def _summary(name: PublicName) -> str:
    return "" if name.kind == "data" else _first_sentence(inspect.getdoc(name.value))


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
