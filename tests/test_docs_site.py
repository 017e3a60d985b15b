"""The documentation builds into a site that is whole: no warning, no dead link, nothing fetched from the network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from urllib.parse import unquote, urlsplit

import pytest

import rakenlp

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TOOLS = ("sphinx", "furo", "myst_parser", "numpydoc", "fastapi", "matplotlib", "docx")
pytestmark = [
    pytest.mark.skipif(not (DOCS / "conf.py").is_file(), reason="not run from a checkout"),
    pytest.mark.skipif(any(find_spec(tool) is None for tool in TOOLS), reason="needs the extras docs and dev"),
]


class Page(HTMLParser):
    """What a page points at, loads, shows as pictures and can be pointed at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.without_words: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.anchors |= {told[name] for name in ("id", "name") if name in told}
        if tag == "html":
            self.language = told.get("lang", "")
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif tag == "link" and told.get("rel") not in ("canonical", "search", "index", "next", "prev"):
            self.loaded.append(told.get("href", ""))
        elif "src" in told:
            self.loaded.append(told["src"])
        if tag == "img" and "_images/" in told["src"] and len(told.get("alt", "")) < 20:
            self.without_words.append(told.get("src", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    paths = os.pathsep.join([str(Path(rakenlp.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "sphinx", "-E", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", str(folder / "doctrees"), str(DOCS), str(folder / "html")],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "html"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}


@pytest.mark.parametrize(
    "page",
    [
        *("index", "aloitus", "tehtavat", "opas", "kuvat", "rekisteri", "tietosuoja", "luokitus", "sanavektorit"),
        "hyvinvointialueet",
        "suuret-aineistot",
        *("triage", "palvelu", "tutkija", "measurements", "paatokset", "sanasto", "lahteet", "rakenne", "api/index"),
        *(f"menetelmat/{name}" for name in ("index", "lukeminen", "kieli", "vektorit", "ilmiot", "nostot", "triage")),
        *("projekti/readme", "projekti/contributing", "projekti/changelog", "projekti/models-domain", "search"),
    ],
)
def test_page_is_there(site: Path, page: str) -> None:
    assert (site / f"{page}.html").is_file()


def test_every_public_name_has_its_page(site: Path) -> None:
    packages = ["rakenlp"]
    for module in walk_packages(rakenlp.__path__, "rakenlp."):
        if module.ispkg and module.name != "rakenlp.cli" and "._" not in module.name:
            packages.append(module.name)
    missing = []
    for package in packages:
        names = [name for name in import_module(package).__all__ if not name.startswith("__")]
        page = (site / "api" / f"{package}.index.html").read_text(encoding="utf-8")
        for name in names:
            link = re.search(rf'href="(rakenlp[\w.]*\.{name})\.html', page)
            if not link:
                missing.append(f"{package}.{name}")
                continue
            described = (site / "api" / f"{link[1]}.html").read_text(encoding="utf-8")
            if f'id="{link[1]}"' not in described:
                missing.append(link[1])
    assert len(packages) > 9 and missing == []


def test_links_lead_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or link in ("", "#"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchors = pages[target].anchors if target in pages else None
            if not target.is_file() or (parts.fragment and anchors and unquote(parts.fragment) not in anchors):
                dead.append(f"{path.relative_to(site)} -> {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for resource in page.loaded:
            assert not re.match(r"(?:\w+:)?//", resource), (path.name, resource)
            assert resource.startswith("data:") or (path.parent / unquote(urlsplit(resource).path)).is_file()
    for path in site.rglob("*.css"):
        sheet = path.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(?:\w+:)?//", sheet), path.name


def test_no_page_tells_where_it_was_made(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".inv", ".txt"):
            assert str(ROOT).encode() not in path.read_bytes(), path.name


def test_pictures_are_small_and_told_in_words(pages: dict[Path, Page]) -> None:
    assert [found for page in pages.values() for found in page.without_words] == []
    for path in (DOCS / "kuvat").glob("*.png"):
        assert path.stat().st_size <= 300_000, path.name
        assert any(f"kuvat/{path.name}" in page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")), path.name


def test_pages_tell_their_language(site: Path, pages: dict[Path, Page]) -> None:
    told = {
        name: pages[site / f"{name}.html"].language for name in ("index", "opas", "api/rakenlp.mask", "measurements")
    }
    assert told == {"index": "fi", "opas": "fi", "api/rakenlp.mask": "en", "measurements": "en"}


def test_what_the_theme_says_is_finnish(site: Path) -> None:
    page = (site / "opas.html").read_text(encoding="utf-8")
    assert "Tällä sivulla" in page and "Haku" in page
    assert not re.search(r">\s*(?:On this page|Back to top|Next|Previous|Search)\s*<", page)
