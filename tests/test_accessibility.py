"""Every page that rakenlp makes, in a browser: nothing overflows, nothing complains, axe-core finds nothing.

Needs what ``./rake tools`` gets: Chromium, its driver and axe-core. With RAKENLP_SCREENSHOTS=FOLDER it leaves pictures
of each page at each size: look at them when you change one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import IS_MISSING, Browser, find_axe, running_driver

import rakenlp

AXE = find_axe()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(IS_MISSING, reason="needs chromium and chromedriver (./rake tools)"),
    pytest.mark.skipif(AXE is None, reason="needs axe-core (./rake tools)"),
]
PHENOMENON, PERIOD = "haato_vuokravelka", "2026H1"
#: How each page is made: a new page needs one line here.
PAGES: dict[str, Callable[[rakenlp.Analysis, Path], Any]] = {
    "kooste-internal": lambda analysis, path: analysis.kooste(path, profile="internal", period=PERIOD),
    "kooste-published": lambda analysis, path: analysis.kooste(path, profile="published", period=PERIOD),
    "report-internal": lambda analysis, path: analysis.social_report(PHENOMENON, path, profile="internal"),
    "report-published": lambda analysis, path: analysis.social_report(PHENOMENON, path, profile="published"),
    "map": lambda analysis, path: analysis.plot.map_page(path),
    "slides": lambda analysis, path: analysis.slides(path, profile="internal", period=PERIOD),
    "rake-vartti": lambda analysis, path: analysis.rake_vartti(PHENOMENON, path),
}


def counties_page(analysis: rakenlp.Analysis, path: Path, profile: str) -> Path:
    """Make the page of two counties of which one has handed over."""
    from rakenlp.national import summarise_county

    summary = summarise_county(analysis, "Kainuu")
    people = {"Kainuu": 69_000, "Lappi": 175_000}
    return rakenlp.compare_counties({"Kainuu": summary.hidden(), "Lappi": summary}, populations=people).page(
        path, profile
    )


PAGES |= {
    "counties-internal": lambda analysis, path: counties_page(analysis, path, "internal"),
    "counties-published": lambda analysis, path: counties_page(analysis, path, "published"),
}
#: Width and medium: a phone, a laptop, and A4 within its margins.
SIZES = {"phone": (390, "screen"), "laptop": (1280, "screen"), "print": (680, "print")}
#: A4 without margins, for a page that makes its own, and the sheet of slides.
SHEETS = {"rake-vartti": 794, "slides": 1280}
RULES = """
const found = await axe.run(document, { resultTypes: ['violations'] });
return found.violations.map((each) => [each.impact, each.id, each.nodes.map((node) => node.html.slice(0, 160))]);
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_driver() as port, contextlib.closing(Browser(port)) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(analysis: rakenlp.Analysis, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        make(analysis, folder / f"{name}.html")
    return {name: (folder / f"{name}.html").as_uri() for name in PAGES}


@pytest.fixture(scope="module")
def service(analysis: rakenlp.Analysis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("fastapi", reason="needs the extra server")
    pytest.importorskip("uvicorn", reason="needs the extra server")
    from running_service import service as running

    folder = analysis.triage().save(tmp_path_factory.mktemp("model"))
    with running(str(folder)) as found:
        yield f"{found.address}?example=1"


def findings(browser: Browser) -> list[Any]:
    """Return what axe-core finds: its impact, rule and the elements."""
    assert AXE is not None
    return list(browser.run(f"{AXE.read_text(encoding='utf-8')};\nreturn (async () => {{ {RULES} }})();"))


def check(browser: Browser, name: str, size: str) -> None:
    """Open every part that can be opened, then look for overflow, complaints and what axe-core finds."""
    browser.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    wide = browser.run("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{name} is {wide[0]} wide in a window of {wide[1]}"
    assert findings(browser) == []
    assert browser.complaints() == []
    if place := os.environ.get("RAKENLP_SCREENSHOTS"):
        height = min(int(browser.run("return document.documentElement.scrollHeight")), 16_000)
        browser.resize(wide[1], height)
        browser.picture(Path(place, f"{name}-{size}.png"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_everywhere(browser: Browser, pages: dict[str, str], name: str, size: str) -> None:
    width, medium = SIZES[size]
    browser.developer("Emulation.setEmulatedMedia", media=medium)
    browser.open(pages[name], SHEETS.get(name, width) if medium == "print" else width)
    check(browser, name, size)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_the_service_reads_well_everywhere(browser: Browser, service: str, size: str) -> None:
    width, medium = SIZES[size]
    browser.developer("Emulation.setEmulatedMedia", media=medium)
    browser.open(service, width)
    browser.answered()
    check(browser, "service", size)


def test_a_phenomenon_of_the_map_tells_of_itself_by_keyboard(browser: Browser, pages: dict[str, str]) -> None:
    browser.developer("Emulation.setEmulatedMedia", media="screen")
    browser.open(pages["map"], 1280)
    shown = "return [...document.querySelectorAll('.told > *')].filter((e) => e.checkVisibility()).map((e) => e.id)"
    assert browser.run(shown) == [""]  # how to use it
    browser.press("\ue004" * 2)  # into the scrolled map, then to its first phenomenon
    assert browser.run("return document.activeElement.id") == "m1"
    assert browser.run(shown) == ["t1"]
    faded = "return getComputedStyle(document.getElementById(arguments[0])).opacity"
    assert (browser.run(faded, "m1"), browser.run(faded, "m2")) == ("1", "0.28")
    browser.press("\ue007")
    assert browser.run("return location.hash") == "#p1"
    assert browser.run("return document.querySelector('tr:target th').textContent").startswith("Häädöt")


def test_what_is_found_would_fail(browser: Browser, tmp_path: Path) -> None:
    """A bad page is seen to be bad: else the checks above would prove nothing."""
    page = tmp_path / "bad.html"
    page.write_text('<!doctype html><html><img src="x.png"><p style="width:3000px;color:#ccc">teksti</p></html>')
    browser.open(page.as_uri(), 390)
    assert browser.run("return document.documentElement.scrollWidth") > 390
    assert {"image-alt", "html-has-lang", "color-contrast"} <= {rule for _, rule, _ in findings(browser)}
    assert browser.complaints() != []
