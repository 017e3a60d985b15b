"""The kooste: reachable to the last observation inside the team, nothing under five outside it."""

from __future__ import annotations

import json
import re
import time
import tomllib
from collections import Counter
from html.parser import HTMLParser
from importlib import resources
from itertools import product
from string import Formatter

import pandas as pd
import pytest
from fake_analysis import CAMPAIGN, ROWS, fake_analysis, fake_rows, shuffled_analysis

from rakenlp._decided import Decided, Handled
from rakenlp.errors import ParameterError
from rakenlp.reporting import build_kooste, write_kooste
from rakenlp.reporting._kooste_document import kooste_document
from rakenlp.reporting._published import _names
from rakenlp.texts import get_language, set_language

VOID = {"meta", "br", "hr", "img", "input", "link", "col"}
HOSTILE = "<script>alert(1)</script> \"'&amp; </p></table> {{ 7*7 }} 🙂 # otsikko\n| a | b |\n<img src=x onerror=y>"


class Page(HTMLParser):
    """Reads a page and checks that its tags are balanced."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def written(analysis, tmp_path, profile="internal", period=None, form="html") -> str:
    return write_kooste(analysis, tmp_path / f"kooste.{form}", profile, period).read_text(encoding="utf-8")


@pytest.fixture
def language():
    before = get_language()
    yield set_language
    set_language(before)


# --- what is in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", [None, "all", "2026Q2", "2025", "2019"])
@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_every_observation_is_reachable_from_every_internal_kooste(tmp_path, period, form):
    source = written(fake_analysis(), tmp_path, period=period, form=form)
    assert not [i for i in range(1, len(ROWS) + 1) if not re.search(rf"\bh{i:03d}\b", source)]


def test_numbers_are_those_of_the_data():
    analysis = fake_analysis()
    content = build_kooste(analysis, "internal", "2026H1")
    dates = pd.to_datetime(pd.Series([row[0] for row in ROWS]))
    repeats = len(CAMPAIGN) - 1
    now, before = (dates >= "2026-01-01").sum(), ((dates >= "2025-07-01") & (dates < "2026-01-01")).sum()
    numbers = content["numbers"]
    assert (numbers["n"], numbers["n_unique"], numbers["n_previous"]) == (now, now - repeats, before)
    assert sum(parent["n"] for parent in content["parents"]) + content["loose"]["n"] == now - repeats
    assert sum(group["n"] for group in content["sources"]["groups"]) == now - repeats
    evictions = next(row for row in content["phenomena"] if row["phenomenon_id"] == "haato_vuokravelka")
    assert (evictions["n"], evictions["n_previous"], evictions["change"]) == (8, 2, 6)
    campaign = next(row for row in content["phenomena"] if row["phenomenon_id"] == "palveluihin_paasy")
    assert (campaign["n"], campaign["n_with_duplicates"]) == (1, 4)
    assert content["duplicates"]["groups"][0]["ids"] == list(CAMPAIGN)


def test_single_voices_stand_in_full_and_flags_with_their_reasons(tmp_path):
    page = Page(written(fake_analysis(), tmp_path)).text
    assert "Metsätyömaan aamuöinen melu valvottaa koko kylää, eikä vuorotyöläinen saa unta." in page
    assert "Koulumatka on nyt 68 kilometriä suuntaansa." in page
    assert page.count("Ehdotus, ei päätös") == 3
    assert "Odotettu noin 2,4 (tavallisesti 1–5)" in page
    assert "ratkaiseva: ilman tätä ei nostoa" in page
    assert "Vuokranantajille sovittu ilmoituskanava asumisneuvontaan." in page
    assert "Ei kuultu seurakunnat" in page


def test_five_lines_and_all_five_parents_also_at_zero():
    rows = fake_rows()
    content = build_kooste(fake_analysis(frame=rows[rows["assigned"] == "koyhyys"]), "internal")
    assert len(content["summary"]) == 5
    assert [parent["code"] for parent in content["parents"]][0] == "asunnottomuus"
    assert len(content["parents"]) == 5 and content["parents"][0]["n"] == 0
    assert "Asunnottomuus: 0." in content["summary"][4]


def test_an_unfinished_period_says_so_and_is_compared_with_as_many_days(tmp_path):
    analysis = fake_analysis()
    analysis.as_of = pd.Timestamp("2026-03-31")
    content = build_kooste(analysis, "internal")
    assert content["period"]["unfinished"] and content["previous"]["end"] == "2025-09-28"
    assert "Kausi on vielä kesken" in written(analysis, tmp_path)


def test_without_earlier_data_nothing_is_compared():
    content = build_kooste(fake_analysis(), "internal", "2024H2")
    assert content["previous"] is None
    assert all(row["change"] is None for row in content["phenomena"])


def test_undated_observations_are_listed_but_not_counted_in_a_period(tmp_path):
    rows = fake_rows()
    rows.loc[["h017", "h001"], "received_date"] = pd.NaT
    analysis = fake_analysis(frame=rows)
    content = build_kooste(analysis, "internal", "2026H1")
    assert content["numbers"]["n_undated"] == 2 and "h017" in content["single_voices"]["ids"]
    assert any("h001" in section["ids"] for section in content["appendix"]["sections"])
    assert "Päiväys puuttuu 2 ilmoituksesta" in written(analysis, tmp_path)


@pytest.mark.parametrize("n", [0, 1, 2, 30])
@pytest.mark.parametrize("profile", ["internal", "published"])
@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_small_data_gives_an_honest_kooste(tmp_path, n, profile, form):
    source = written(fake_analysis(n), tmp_path, profile, form=form)
    if form == "html":
        Page(source)
    if form == "json":
        assert json.loads(source)["profile"] == profile


def test_without_dates_the_sections_say_so(tmp_path):
    page = Page(written(fake_analysis(dates=False), tmp_path)).text
    assert "aikajanaa ei voi piirtää" in page and "koko aineisto" in page and "Päivämäärät puuttuvat" in page


@pytest.mark.parametrize("profile", ["internal", "published"])
def test_without_a_taxonomy_there_are_no_parents(tmp_path, profile):
    source = written(fake_analysis(taxonomy=False), tmp_path, profile)
    assert "Aineistosta löytyneet ilmiöt" in source and "Asunnottomuus" not in source


# --- how it is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["internal", "published"])
def test_the_page_stands_alone_and_is_accessible(tmp_path, profile):
    source = written(fake_analysis(), tmp_path, profile)
    page = Page(source)
    names = Counter(tag for tag, _ in page.tags)
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not re.search(r"https?://|@import|url\((?!#)", source)
    assert names["h1"] == names["main"] == 1
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"} <= set(ids)
    drawings = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert drawings and all(attrs["role"] == "img" for attrs in drawings)
    assert all(set(attrs["aria-labelledby"].split()) <= set(ids) for attrs in drawings)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_enough_contrast():
    css = resources.files("rakenlp.reporting").joinpath("templates/kooste.css").read_text(encoding="utf-8")
    colour = dict(re.findall(r"--(\w+): (#\w{6})", css)) | {"white": "#ffffff", "paper": "#ffffff"}
    from rakenlp.reporting import _palette as palette

    grounds = ("paper", "ground", "calm", "shade")
    pairs = [(colour[a], colour[b]) for a in ("ink", "soft", "deep", "mark") for b in grounds]
    pairs += [
        ("#ffffff", colour["deep"]),
        ("#ffffff", colour["mark"]),
        ("#ffffff", palette.DOT),
        (palette.INK, palette.MIDDLE),
    ]
    for one, other in pairs:
        light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (one, other)


def test_nothing_an_observation_says_breaks_the_page(tmp_path):
    rows = fake_rows()
    rows = rows.astype(dict.fromkeys(("description", "municipality", "service_line"), object))
    rows.loc["h048", ["description", "effects", "proposal", "municipality", "service_line"]] = HOSTILE
    rows.loc["h058", "description"] = "pitkä 🙂 " * 120_000
    rows.loc["h034", "description"] = "merkki\x00\x1b\ud800 loppu"
    rows = rows.rename(index={"h035": "<b>h035</b>"})
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = analysis.phenomena["name"] + " <i>&"
    analysis.flags["reasons"] = HOSTILE
    analysis.notes = [HOSTILE]
    source = written(analysis, tmp_path)
    page = Page(source)
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "<b>h035" not in source and "<i>&" not in source and "<script" not in source
    assert "&lt;script&gt;" in source and "{{ 7*7 }}" in page.text and "49 🙂" not in page.text
    assert "(teksti lyhennetty)" in page.text and len(source) < 300_000
    plain = written(analysis, tmp_path, form="md")
    assert not re.search(r"(?<!\\)<(script|img|b|/p)", plain)
    assert not re.search(r"^\s*# otsikko|^\s*\| a \|", plain, re.MULTILINE)
    json.loads(written(analysis, tmp_path, form="json"))


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), shuffled_analysis()
    for profile, form in product(("internal", "published"), ("html", "md", "json")):
        first = written(analysis, tmp_path, profile, form=form)
        assert first == written(analysis, tmp_path, profile, form=form)
        assert first == written(other, tmp_path, profile, form=form)


@pytest.mark.parametrize(
    ("code", "words"), [("sv", "Enskilda röster"), ("en", "Single voices"), ("fi", "Yksittäiset äänet")]
)
def test_three_languages(tmp_path, language, code, words):
    language(code)
    for profile in ("internal", "published"):
        source = written(fake_analysis(), tmp_path, profile)
        assert f'<html lang="{code}">' in source and words in source


@pytest.mark.parametrize("area", ["kooste", "summary", "tables"])
def test_the_catalogue_is_whole(area):
    entries = tomllib.loads(resources.files("rakenlp.texts").joinpath(f"{area}.toml").read_text(encoding="utf-8"))
    for key, entry in entries.items():
        assert set(entry) == {"fi", "sv", "en"} and all(entry.values()), key
        fields = {code: sorted(f for _, f, _, _ in Formatter().parse(words) if f) for code, words in entry.items()}
        assert fields["fi"] == fields["sv"] == fields["en"], key


def test_texts_read_without_masking_are_masked(tmp_path):
    rows = fake_rows()
    rows.loc["h048", "description"] = "Soittakaa 040 123 4567 tai kirjoittakaa matti.meikalainen@example.org"
    source = written(fake_analysis(frame=rows, masked=False), tmp_path)
    assert "040 123 4567" not in source and "meikalainen@" not in source


@pytest.mark.parametrize("name", ["kooste.pdf", "kooste", "kooste.html.exe"])
def test_other_suffixes_are_refused_by_name(tmp_path, name):
    with pytest.raises(ParameterError, match=r"\.html.*\.docx.*\.md.*\.json"):
        write_kooste(fake_analysis(2), tmp_path / name)
    with pytest.raises(ParameterError, match="internal"):
        write_kooste(fake_analysis(2), tmp_path / "kooste.html", profile="public")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "kooste.html"
    path.write_text("vanha")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("täynnä")))
    with pytest.raises(OSError):
        write_kooste(fake_analysis(2), path)
    assert path.read_text() == "vanha" and list(tmp_path.iterdir()) == [path]


def test_large_data_stays_a_page_that_opens(tmp_path):
    rows = fake_rows(20_000)
    rows["description"] = rows["description"] + " " + "Sama asia on toistunut monta kertaa vuoden aikana. " * 6
    rows["assigned"] = rows["assigned"].where([i % 3 > 0 for i in range(len(rows))], None)
    analysis = fake_analysis(frame=rows)
    for period in ("all", "2026H1"):
        path = write_kooste(analysis, tmp_path / "suuri.html", "internal", period)
        assert path.stat().st_size < 5_000_000
    assert "observations.csv" in path.read_text(encoding="utf-8")


def test_five_hundred_observations_take_under_two_seconds(tmp_path):
    analysis = fake_analysis(500)
    start = time.process_time()
    write_kooste(analysis, tmp_path / "kooste.html", "internal", "all")
    assert time.process_time() - start < 2


# --- what leaves the team --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "md", "json"])
@pytest.mark.parametrize("period", [None, "all", "2025"])
def test_published_holds_no_text_id_or_municipality(tmp_path, form, period):
    source = written(fake_analysis(), tmp_path, "published", period, form)
    for date_, _, _, _, municipality, _, description in ROWS:
        assert description[:25] not in source and municipality not in source and date_ not in source
    assert not re.search(r"\bh\d{3}\b", source)


def _counts(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("value", "shown", "practices"):
                yield inner
            yield from _counts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _counts(inner)


@pytest.mark.parametrize("period", [None, "all", "2025", "2025H2", "2024H2", "2026Q2", "2026-03"])
def test_published_shows_no_count_from_one_to_four(period):
    content = build_kooste(fake_analysis(), "published", period)
    assert not {1, 2, 3, 4, "1", "2", "3", "4"} & {count for count in _counts(content) if not isinstance(count, dict)}


@pytest.mark.parametrize(
    ("parent", "members", "names"),
    [
        (8, {"a": 8}, ["a"]),
        (6, {"a": 5, "b": 1}, ["a"]),
        (8, {"a": 5, "b": 3}, ["a", "b"]),
        (6, {"a": 2, "b": 2, "c": 2}, []),  # each of three named ones would be at most four
        (7, {"a": 3, "b": 2, "c": 2}, ["a", "b", "c"]),
        (5, {"a": 2, "b": 1, "c": 1, "d": 1}, []),
        (None, {"a": 2}, ["a"]),
        (None, {"a": 1, "b": 1, "c": 1, "d": 1}, []),
        (None, {"a": 7, "b": 1}, ["a", "b"]),
    ],
)
def test_names_do_not_give_counts_away(parent, members, names):
    assert sorted(_names(members, parent, set())) == names
    assert sorted(_names(members, parent, {"b"})) == [name for name in names if name != "b"]


def test_published_leaves_out_notes_with_a_count():
    analysis = fake_analysis()
    analysis.notes = ["3 ilmoitukselta puuttuu päivämäärä.", "20 havaintoa on muulla kielellä.", "Historia on lyhyt."]
    assert build_kooste(analysis, "published")["notes"] == analysis.notes[2:]
    assert build_kooste(analysis, "internal")["notes"] == analysis.notes


def test_what_came_after_the_day_looked_at_is_not_counted(tmp_path):
    analysis = fake_analysis()
    analysis.as_of = pd.Timestamp("2026-03-31")
    content = build_kooste(analysis, "internal", "all")
    assert content["numbers"]["n"] == sum(row[0] <= "2026-03-31" for row in ROWS)
    assert "h060" in content["appendix"]["outside"]


def test_a_small_new_theme_is_not_named_in_public(tmp_path):
    rows = fake_rows()
    rows = rows.drop(index=["h060", "h054"])
    content = build_kooste(fake_analysis(frame=rows), "published")
    assert "kaivovesi" not in json.dumps(content, ensure_ascii=False)
    assert content["flags_unnamed"] == 1


def test_changes_are_published_only_between_two_shown_counts():
    content = build_kooste(fake_analysis(), "published", "2026H1")
    assert all(parent["change"] is None for parent in content["parents"]) and not content["changes_shown"]
    doubled = fake_rows(180)
    content = build_kooste(fake_analysis(frame=doubled), "published", "2026H1")
    changes = {parent["code"]: parent["change"] for parent in content["parents"]}
    assert changes["asunnottomuus"] == 24 - 6
    analysis = fake_analysis(frame=doubled)
    analysis.as_of = pd.Timestamp("2026-05-01")
    assert not build_kooste(analysis, "published", "2026H1")["changes_shown"]


def test_gaps_in_services_are_told_by_their_four_kinds(tmp_path):
    assert build_kooste(fake_analysis(), "internal")["gaps"]["kinds"] is None
    rows = fake_rows(30)
    rows["palvelupuute"] = ["jono", "ei vastaa tarvetta", "jono", None, "Jono"] * 6
    analysis = fake_analysis(frame=rows)
    kinds = build_kooste(analysis, "internal", "all")["gaps"]["kinds"]
    assert [gap["n"] for gap in kinds] == [18, 0, 6, 0]
    for form in ("html", "md"):
        page = write_kooste(analysis, tmp_path / f"k.{form}", "internal", "all")
        assert "Jono on liian pitkä" in page.read_text(encoding="utf-8")
    assert "Jono on liian pitkä" in str(kooste_document(build_kooste(analysis, "internal", "all")).blocks)


def test_earlier_flags_are_told_with_their_state(tmp_path):
    analysis = fake_analysis()
    assert build_kooste(analysis, "internal")["earlier"]["flags"] == []
    analysis.flags.loc[analysis.flags["kind"] == "accumulated", "state"] = "accepted"
    analysis.decided = Decided(
        handled={"koyhyys": Handled("muted", "2026-01-15"), "muu_vanha": Handled(None, "2025-03-02")}
    )
    told = {flag["name"]: flag for flag in build_kooste(analysis, "internal")["earlier"]["flags"]}
    assert told["Köyhyys ja ruoka-apu"]["decided"] == "2026-01-15"
    assert {flag["state"] for flag in told.values()} == {"accepted", "muted", "handled"}
    for form in ("html", "md"):
        page = write_kooste(analysis, tmp_path / f"k.{form}", "internal", "all")
        assert "15.1.2026" in page.read_text(encoding="utf-8")
    assert "15.1.2026" in str(kooste_document(build_kooste(analysis, "internal", "all")).blocks)
    assert "earlier" not in build_kooste(analysis, "published")


@pytest.mark.parametrize("period", ["2026H1", "2026Q2", "2026-06", "2026-01-05/2026-06-20"])
def test_the_published_kooste_says_the_same_in_every_format(tmp_path, period):
    from rakenlp.reporting._lines import published_flags, published_lead

    content = build_kooste(fake_analysis(), "published", period)
    said = [published_lead(content), published_flags(content)]
    page = Page(written(fake_analysis(), tmp_path, "published", period)).text
    plain = written(fake_analysis(), tmp_path, "published", period, "md")
    paragraphs = [getattr(block, "words", "") for block in kooste_document(content).blocks]
    for words in filter(None, said):
        assert words in page and words in plain and words in paragraphs
    if not content["counts_shown"]:  # what is withheld is not said to be missing
        assert "ei julkaista nostoja" in page and "Ei nostoja" not in page
