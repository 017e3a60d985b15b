"""Slides: every number is one of the kooste, nothing small in public, few enough for a quarter of an hour."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from fake_analysis import fake_analysis, fake_rows

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.reporting import build_kooste, build_slides, write_slides
from rakenlp.reporting._slide_blocks import THEMES
from rakenlp.texts import set_language

PROFILES = ("internal", "published")
DAY = r"\b\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b\d{4}-\d\d-\d\d\b"
ORDER = ["summary", "phenomena", "flags", "single", "unseen", "decide"]


class Page(HTMLParser):
    """Collects what is in a page: the tags with their attributes, and the words outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("style", "script"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._open.pop()

    def handle_data(self, data):
        if not self._open and data.strip():
            self.words.append(data.strip())


def numbers(value, *, without: tuple[str, ...] = ()) -> set[str]:
    """Return every number that some content says."""
    if isinstance(value, dict):
        parts = [numbers(part, without=without) for key, part in value.items() if key not in without]
    elif isinstance(value, (list, tuple)):
        parts = [numbers(part, without=without) for part in value]
    else:
        return set(re.findall(r"\d+(?:[.,]\d+)?", re.sub(DAY, "", str(value))))
    return set().union(*parts)


def write(tmp_path, analysis, profile, period=None) -> str:
    return write_slides(analysis, tmp_path / "esitys.html", profile, period).read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("period", ["2026H1", "2025H2", "2026-03", "2025", "all", "2026-01-01/2026-03-31"])
def test_every_number_is_one_of_the_kooste(profile, period):
    slides = build_slides(fake_analysis(), profile, period)["slides"]
    assert [slide["id"] for slide in slides if "-" not in slide["id"]] == ORDER
    kooste = build_kooste(fake_analysis(), profile, period)
    known = numbers(kooste) | {"1"}
    if profile == "internal" and kooste["previous"]:  # the change of the total, as the kooste shows it
        known.add(str(abs(kooste["numbers"]["n_unique"] - kooste["numbers"]["n_previous"])))
    apart = ("most", "heading", "names")  # the scale of the bars, "(1/2)", and how many names were left out
    assert numbers(slides, without=apart) - known <= {"4", "5"}  # the rule of hiding, in words


@pytest.mark.parametrize("profile", PROFILES)
def test_the_counts_are_those_of_the_kooste(profile):
    kooste = build_kooste(fake_analysis(), profile, "2026H1")
    slides = {slide["id"]: slide for slide in build_slides(fake_analysis(), profile, "2026H1")["slides"]}
    rows = slides["phenomena"]["rows"]
    value = "n" if profile == "internal" else "value"
    assert [row["value"] for row in rows[:-2]] == [parent[value] for parent in kooste["parents"]]
    assert slides["summary"]["lines"] == kooste["summary"]
    assert slides["decide"]["questions"]


@pytest.mark.parametrize("n", [0, 1, 2, 30])
@pytest.mark.parametrize("profile", PROFILES)
def test_small_data(tmp_path, n, profile):
    page = write(tmp_path, fake_analysis(n), profile)
    assert page.count('<section class="slide') == 6 and "Asunnottomuus" in page
    assert write(tmp_path, fake_analysis(n, dates=False, taxonomy=False), profile)


def test_homelessness_is_shown_at_zero(tmp_path):
    rows = fake_rows(40)
    rows["assigned"] = "koyhyys"
    for profile in PROFILES:
        slides = build_slides(fake_analysis(frame=rows), profile, "2025H1")["slides"]
        home = next(row for row in slides[1]["rows"] if row["label"] == "Asunnottomuus")
        assert home["shown"] == "0"
        assert any("0" in line for part in slides[-2]["parts"] for line in part["lines"] if "myös nollana" in line)


def test_at_most_seven_slides_and_six_themes(tmp_path):
    analysis = fake_analysis()
    flags = analysis.flags[analysis.flags["kind"] != "single_voice"]
    analysis.flags = pd.concat([flags] * 9, ignore_index=True)
    for profile, n in (("internal", 7), ("published", 6)):
        slides = build_slides(analysis, profile, "all")["slides"]
        shown = [flag for slide in slides for flag in slide.get("flags", [])]
        assert len(slides) == n and len(shown) == THEMES
        assert str(len(build_kooste(analysis, profile, "all")["flags"]) - THEMES) in str(slides[n - 4]["notes"])


def test_published_holds_no_text_id_municipality_or_small_count(tmp_path):
    analysis = fake_analysis(frame=fake_rows(120))
    page = write(tmp_path, analysis, "published", "2025H2")
    frame = analysis.obs.frame
    for words in (*frame["description"], *frame.index, *frame["municipality"].dropna()):
        assert str(words) not in page
    slides = build_slides(analysis, "published", "2025H2")["slides"]
    assert not {"1", "2", "3", "4"} & {row["shown"] for row in slides[1]["rows"]}


def test_internal_is_marked_on_every_slide(tmp_path):
    page = Page(write(tmp_path, fake_analysis(), "internal"))
    marked = [words for words in page.words if words.startswith("Sisäinen")]
    assert len(marked) == sum(tag == "section" for tag, _ in page.tags)


def test_texts_are_masked_and_escaped(tmp_path):
    rows = fake_rows(3)
    rows["assigned"] = None
    rows.loc["h002", "description"] = "<script>alert(1)</script> soita 040 123 4567 &amp;"
    page = write(tmp_path, fake_analysis(frame=rows, masked=False), "internal", "all")
    assert "040 123 4567" not in page and "&lt;script&gt;" in page and page.count("<script>") == 1


def test_an_unfinished_period_says_so(tmp_path):
    analysis = fake_analysis()
    analysis.as_of = pd.Timestamp("2026-05-01")
    published = build_slides(analysis, "published")["slides"]
    assert published[0]["notices"] and published[1]["rows"] == [] and "kesken" in published[1]["note"]
    assert "<table" not in write(tmp_path, analysis, "published").split('id="phenomena"')[1].split("</section")[0]
    assert build_slides(analysis, "internal")["slides"][0]["notices"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("profile", PROFILES)
def test_the_page_stands_alone_and_can_be_heard(tmp_path, language, profile):
    set_language(language)
    page = write(tmp_path, fake_analysis(), profile)
    found = Page(page)
    assert "http" not in page.replace("http-equiv", "") and f'<html lang="{language}">' in page
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in found.tags:
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids
        if tag == "a":
            assert attrs["href"][1:] in ids and attrs["aria-label"]
    levels = [tag for tag, _ in found.tags if tag in ("h1", "h2", "h3")]
    assert levels.count("h1") == 1 and levels[0] == "h1"
    assert all(attrs.get("scope") for tag, attrs in found.tags if tag == "th")


def test_only_its_own_script_may_run(tmp_path):
    page = write(tmp_path, fake_analysis(2), "published")
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL)[1]
    allowed = re.search(r"script-src 'sha256-([^']+)'", page)[1]
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() == allowed
    assert "default-src 'none'" in page


def test_without_a_taxonomy_the_largest_are_shown():
    slides = build_slides(fake_analysis(taxonomy=False), "internal", "all")["slides"]
    assert len(slides[1]["rows"]) == THEMES + 2
    assert {flag["parent"] for slide in slides for flag in slide.get("flags", [])} == {""}
    assert build_slides(fake_analysis(taxonomy=False), "published", "all")["slides"][1]["rows"]


@pytest.mark.parametrize("name", ["esitys.pptx", "esitys", "esitys.docx"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(ParameterError, match=r"\.html"):
        write_slides(fake_analysis(2), tmp_path / name)
    with pytest.raises(ParameterError, match="internal"):
        write_slides(fake_analysis(2), tmp_path / "e.html", profile="kaikki")


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), fake_analysis()
    other.observations = other.observations.sample(frac=1, random_state=3)
    assert write(tmp_path, analysis, "internal") == write(tmp_path, other, "internal")


def test_of_the_example(analysis: rakenlp.Analysis, tmp_path):
    page = analysis.slides(tmp_path / "esitys.html", period="2026H1").read_text(encoding="utf-8")
    assert "Häädöt ja vuokravelat" in page and page.count("<section") == 6
