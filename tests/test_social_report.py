"""The draft of a social report: what the data hold and nothing else, nothing under five outside, places to fill in."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from fake_analysis import ROWS, fake_analysis, fake_rows, shuffled_analysis
from hypothesis import given, settings
from hypothesis import strategies as st
from test_kooste import HOSTILE, Page

from rakenlp import Register
from rakenlp.errors import InputError, ParameterError
from rakenlp.reporting import build_social_report, write_social_report
from rakenlp.reporting._bands import banded
from rakenlp.reporting._social_published import tells_nobody
from rakenlp.reporting.indicators import checked_indicators, read_indicators
from rakenlp.texts import set_language, text

EVICTIONS = "haato_vuokravelka"
FORMS = ("html", "md", "json")
INDICATOR = {"source": "THL, Sotkanet", "year": 2025, "region": "Pirkanmaa", "indicator": "Häädöt", "value": "1 204,5"}
SECTIONS = (
    "scope why material voices links effects gaps indicators population proposals ethics comments statement publishing"
)


def written(analysis, tmp_path: Path, form="html", profile="internal", key=EVICTIONS, **options) -> str:
    path = write_social_report(analysis, key, tmp_path / f"raportti.{form}", profile, **options)
    return path.read_text(encoding="utf-8")


def many(groups: dict[str, int], key: str = EVICTIONS, words: str = "vuokra nousi eikä apua saa") -> pd.DataFrame:
    """Rows of one phenomenon from so many of each group, each with other words."""
    rows = fake_rows(sum(groups.values()))
    rows["assigned"], rows["municipality"] = key, "Tampere"
    rows["respondent_group"] = [group for group, n in groups.items() for _ in range(n)]
    rows["description"] = [f"{words} {'a' * (i + 1)}" for i in range(len(rows))]
    return rows


# --- what is in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["internal", "published"])
def test_the_sections_stand_in_their_order(tmp_path, profile):
    source = written(fake_analysis(), tmp_path, "md", profile)
    found = re.findall(r"^## (.+)$", source, re.MULTILINE)
    assert [words.replace("\\", "") for words in found] == [text(f"report.h_{name}") for name in SECTIONS.split()]
    page = Page(written(fake_analysis(), tmp_path, "html", profile))
    slots = [attrs for tag, attrs in page.tags if attrs.get("class") == "slot"]
    assert len(slots) >= 11 and page.text.count("Täydennettävä:") == len(slots)


def test_the_flags_of_the_phenomenon_and_their_reasons_are_told(tmp_path):
    content = build_social_report(fake_analysis(), EVICTIONS, "internal")
    assert [flag["kind"] for flag in content["flags"]] == ["growing"]
    page = Page(written(fake_analysis(), tmp_path)).text
    assert "odotettiin noin 2,4" in page and "Ehdotus, ei päätös" in page
    none = Page(written(fake_analysis(), tmp_path, key="koyhyys")).text
    assert text("report.why_none") in none


def test_handled_flags_are_reasons_too():
    analysis = fake_analysis()
    analysis.flags["state"] = "accepted"
    assert build_social_report(analysis, EVICTIONS, "internal")["flags"][0]["state_label"] == "hyväksytty"


def test_every_observation_of_the_phenomenon_is_quoted_under_its_voice(tmp_path):
    own = {f"h{place + 1:03d}": row for place, row in enumerate(ROWS) if row[5] == EVICTIONS}
    content = build_social_report(fake_analysis(), EVICTIONS, "internal")
    assert {key: group["code"] for group in content["groups"] for key in group["ids"]} == {
        key: row[2] for key, row in own.items()
    }
    assert content["size"]["n"] == str(len(own)) == str(sum(int(group["shown"]) for group in content["groups"]))
    page = Page(written(fake_analysis(), tmp_path)).text
    assert all(row[6] in page for row in own.values())
    assert not [row[6] for row in ROWS if row[5] != EVICTIONS and row[6] in page]


def test_senders_words_go_where_they_belong(tmp_path):
    content = build_social_report(fake_analysis(), EVICTIONS, "internal")
    assert [entry["text"] for entry in content["societal_links"]] == [
        "Asumistuen muutos osuu samaan aikaan vuokrankorotusten kanssa."
    ]
    assert [entry["text"] for entry in content["effects"]] == ["Perhe menettää kodin ja lapset koulunsa."]
    proposed = [entry["text"] for entry in content["proposals"]]
    assert proposed == ["Vuokranantajille sovittu ilmoituskanava asumisneuvontaan."]
    assert "Ne eivät ole hyvinvointialueen kannanottoja." in Page(written(fake_analysis(), tmp_path)).text


def test_gaps_are_counted_only_when_the_form_asks_for_them():
    analysis = fake_analysis()
    assert build_social_report(analysis, EVICTIONS, "internal")["gaps"] is None
    analysis.obs.frame["palvelupuute"] = "Ei vastaa tarvetta"
    content = build_social_report(analysis, EVICTIONS, "internal")
    counts = {gap["code"]: gap["n"] for gap in content["gaps"]}
    assert counts == {"jono": 0, "kriteerit": 0, "ei_vastaa_tarvetta": int(content["size"]["n"]), "ei_tunnisteta": 0}


def test_a_period_takes_its_observations_only():
    content = build_social_report(fake_analysis(), EVICTIONS, "internal", "2026H1")
    assert content["size"]["n"] == "8" and content["period"]["key"] == "2026H1"


# --- comments, indicators, register ----------------------------------------------------------------------------


def test_four_comment_within_ten_working_days(tmp_path):
    content = build_social_report(fake_analysis(), EVICTIONS, "internal", sent="2026-03-27")
    assert content["comments"]["deadline"] == "2026-04-14" and len(content["comments"]["recipients"]) == 4
    page = Page(written(fake_analysis(), tmp_path, sent="2026-03-27")).text
    assert page.count("14.4.2026") == 5 and "sote-johtaja" in page
    assert build_social_report(fake_analysis(), EVICTIONS)["comments"]["deadline"] == "2026-07-14"
    assert "Jos luonnos lähetetään kommentoitavaksi 30.6.2026" in written(fake_analysis(), tmp_path, "html")
    undated = fake_analysis(dates=False)
    assert build_social_report(undated, EVICTIONS)["comments"]["deadline"] is None
    assert "10 työpäivää siitä" in written(undated, tmp_path)
    with pytest.raises(ParameterError, match="sent"):
        build_social_report(fake_analysis(), EVICTIONS, sent="huomenna")


def test_indicators_are_cited_with_their_source(tmp_path):
    analysis = fake_analysis()
    assert text("report.slot_indicators") in Page(written(analysis, tmp_path)).text
    other = {**INDICATOR, "indicator": "Muu asia", "phenomenon_id": "koyhyys"}
    of_parent = {**INDICATOR, "parent": "asunnottomuus", "unit": "kpl"}
    analysis.indicators = checked_indicators([INDICATOR, other, of_parent])
    content = build_social_report(analysis, EVICTIONS)
    assert len(content["indicators"]) == 2 and content["indicators"][0]["value"] == 1204.5
    page = Page(written(analysis, tmp_path)).text
    assert "THL, Sotkanet" in page and "1\xa0204,5 kpl" in page.replace(" 204", "\xa0204") and "Muu asia" not in page
    assert text("report.slot_indicators") not in page and "Niitä ei lasketa yhteen" in page


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"source": " "}, "source"),
        ({"source": None}, "source"),
        ({"year": "ensi vuosi"}, "year"),
        ({"year": 20255}, "year"),
        ({"value": ""}, "value"),
        ({"value": float("inf")}, "value"),
        ({"region": float("nan")}, "region"),
        ({"indicator": "\x00"}, "indicator"),
    ],
)
def test_a_figure_without_its_source_is_refused(change, column):
    with pytest.raises(InputError, match=rf"1.*{column}") as error:
        checked_indicators([{**INDICATOR, **change}])
    assert error.value.code == "indicator_row"


def test_indicators_need_their_columns_and_may_be_a_file(tmp_path):
    with pytest.raises(InputError, match="source") as error:
        checked_indicators(pd.DataFrame({"year": [2025], "value": [1]}))
    assert error.value.code == "indicator_columns"
    with pytest.raises(ParameterError):
        checked_indicators(5)
    assert checked_indicators([]).empty
    path = tmp_path / "luvut.csv"
    path.write_text("source;year;region;indicator;value\nTHL;2025;Pirkanmaa;Häädöt;1 204,5\n", encoding="utf-8-sig")
    assert read_indicators(path)["value"].tolist() == [1204.5]
    with pytest.raises(InputError, match="puuttuu.csv"):
        read_indicators(tmp_path / "puuttuu.csv")


def test_a_register_is_read_and_never_written(tmp_path):
    with Register.open(tmp_path / "rake.sqlite") as register:
        before = register.version
        page = Page(written(fake_analysis(), tmp_path, register=register)).text
        assert register.version == before and register.reports().empty and text("report.state_none") in page
        report = register.open_report(EVICTIONS, "Häädöt", when="2026-03-02")
        register.advance_report(report, "kommentointi", when="2026-03-27")
        version = register.version
        content = build_social_report(fake_analysis(), EVICTIONS, register=register)
        assert content["state"]["report_id"] == "raportti_2026_1" and register.version == version
        assert content["comments"]["deadline"] == "2026-04-14" and content["comments"]["is_agreed"]
        assert "raportti_2026_1" in written(fake_analysis(), tmp_path, register=register)


# --- what leaves the team --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", [EVICTIONS, "toimeentulotuki", "yksinaisyys", "uusi-kaivovesi-3f2a"])
def test_published_holds_no_id_or_municipality_and_no_small_count(tmp_path, form, key):
    source = written(fake_analysis(), tmp_path, form, "published", key)
    assert not re.search(r"\bh\d{3}\b", source)
    assert not [row[4] for row in ROWS if row[4] in source]
    content = build_social_report(fake_analysis(), key)
    counts = [content["size"]["n"], *(group["shown"] for group in content["groups"])]
    counts += [entry["n"] for part in ("channels", "targets", "lines", "beside") for entry in content[part]]
    assert not {"1", "2", "3", "4", 1, 2, 3, 4} & set(counts)


def test_a_theme_of_fewer_than_five_is_not_named_after_their_words():
    small = fake_rows().drop(index=["h060", "h054"])
    content = build_social_report(fake_analysis(frame=small), "uusi-kaivovesi-3f2a")
    assert content["phenomenon"]["phenomenon_id"] is None and "kaivovesi" not in json.dumps(content, ensure_ascii=False)
    assert content["flags_hidden"] and content["groups"] == [] and content["quotes_rule"] == "none"


def test_words_are_quoted_only_from_groups_of_five(tmp_path):
    frame = many({"asiakas": 7, "järjestö": 6, "läheinen": 4, "asukas": 3})
    content = build_social_report(fake_analysis(frame=frame), EVICTIONS, quotes=list(frame.index))
    quoted = {group["code"]: len(group["quotes"]) for group in content["groups"]}
    assert quoted["asiakas"] == 3 and quoted["läheinen"] == quoted["asukas"] == 0
    assert {group["code"]: group["shown"] for group in content["groups"]}["läheinen"] == text("kooste.under_k")
    few = build_social_report(fake_analysis(frame=(few := many({"asiakas": 4}))), EVICTIONS, quotes=list(few.index))
    assert "vuokra nousi" not in json.dumps(few, ensure_ascii=False)


def test_people_may_choose_what_is_quoted():
    frame = many({"asiakas": 7, "järjestö": 6})
    content = build_social_report(fake_analysis(frame=frame), EVICTIONS, quotes=["h002", "h013"])
    assert [[quote["text"] for quote in group["quotes"]] for group in content["groups"] if group["quotes"]] == [
        [frame.at["h002", "description"]],
        [frame.at["h013", "description"]],
    ]
    for nothing in ([], None):
        none = build_social_report(fake_analysis(frame=frame), EVICTIONS, quotes=nothing)
        assert not any(group["quotes"] for group in none["groups"]) and none["quotes_rule"] == "not_chosen"
        assert "vuokra nousi" not in json.dumps(none, ensure_ascii=False)
    with pytest.raises(ParameterError, match="h999"):
        build_social_report(fake_analysis(frame=frame), EVICTIONS, quotes=["h999"])


def test_what_is_listed_to_be_checked_is_never_quoted():
    frame = many({"asiakas": 7, "järjestö": 6})
    frame.loc["h002", "description"] = "Olemme kunnan ainoa kurdiperhe, ja vuokra on rästissä."
    frame.loc["h013", "municipality"] = "Nokia"
    analysis = fake_analysis(frame=frame)
    for key, reason in (("h002", "ainoasta"), ("h013", "Nokia")):
        with pytest.raises(ParameterError, match=rf"{key}.*{reason}"):
            build_social_report(analysis, EVICTIONS, quotes=["h003", key])
    assert "kurdi" not in json.dumps(build_social_report(analysis, EVICTIONS, quotes=["h003"]), ensure_ascii=False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Olemme kunnan ainoa kurdiperhe, tulkkia ei saa.", False),
        ("olen kylän ainoa lääkäri ja väsynyt", False),
        ("koulun rehtori ei auta", False),
        ("Vuokra nousi. Apua ei saa.", True),
        ("Kela ei vastaa, ja TE-toimisto on kiinni.", True),
        ("”Apua ei saa”, sanoi virkailija.", True),
        ("Minun naapurini Minna sai häädön.", False),
        ("Soittakaa [PUHELIN].", False),
        ("Kolme lasta, nuorin 7 v.", False),
        ("Minna sai häädön.", False),
        ("naapurin minna sai häädön", False),
        ("toivo ja rauha ovat sanoja", True),
        ("Abdirahman ei saanut tulkkia.", False),
        ("mä oon ollu sohvalla kavereitten luona", True),
        ("asun tampereella ja jonotan", False),
        ("Jonotan Tampereen sosiaaliasemalla.", False),
    ],
)
def test_a_quote_tells_nobody(words, expected):
    assert tells_nobody(words, ("tamper",)) is expected


@pytest.mark.parametrize(("small", "shown"), [(1, None), (3, "vähintään 5"), (4, "vähintään 5")])
def test_counts_cannot_be_subtracted_from_those_of_the_parent(small, shown):
    rows = pd.concat([many({"asiakas": 5}, "koyhyys"), many({"asiakas": small}, "toimeentulotuki")])
    rows.index = pd.Index([f"h{place:03d}" for place in range(len(rows))])
    analysis = fake_analysis(frame=rows)
    assert build_social_report(analysis, "koyhyys")["size"]["n"] == (shown or text("kooste.hidden"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_small_count_can_be_told_from_bands_and_their_total(sizes):
    counts = {f"c{place}": n for place, n in enumerate(sizes)}
    shown = banded(counts)
    small = [n for n in sizes if 0 < n < 5]
    if shown is None:
        assert small
        return
    least = {key: int(words.split()[-1]) for key, words in shown.items() if words.startswith("vähintään")}
    assert set(least) == {key for key, n in counts.items() if n >= 5}
    assert all(least[key] <= counts[key] for key in least)
    left = sum(sizes) - sum(least.values())  # at most this much is in the small ones; less if a band holds more
    if small:
        possible = {n for n in range(1, 5) if n + (len(small) - 1) <= left}
        if not least:
            possible = {n for n in possible if n + 4 * (len(small) - 1) >= sum(sizes)}
        assert len(possible) >= 3


@pytest.mark.parametrize(("parts", "most"), [(2, 34), (3, 34), (4, 21)])
def test_the_bands_of_every_count_with_one_total_leave_three_values(parts, most):
    for total in range(1, most):
        alike: dict[tuple[str, ...] | None, list[tuple[int, ...]]] = {}
        for counts in itertools.product(range(total + 1), repeat=parts - 1):
            if (last := total - sum(counts)) >= 0:
                shown = banded(dict(zip("abcd", (*counts, last), strict=False)))
                alike.setdefault(tuple(shown.values()) if shown else None, []).append((*counts, last))
        for shown_all, tables in alike.items():
            for place, shown_one in enumerate(shown_all or ()):
                if shown_one == text("kooste.under_k"):
                    assert len({table[place] for table in tables}) >= 3, (total, shown_all)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_no_group_under_five_is_quoted(sizes):
    groups = dict(zip(("asiakas", "järjestö", "läheinen"), sizes, strict=True))
    if not sum(sizes):
        return
    frame = many(groups)
    frame = pd.concat([frame, frame.assign(assigned=None)]).set_axis(
        [f"h{place:03d}" for place in range(2 * len(frame))]
    )
    named = list(frame.index[frame["assigned"].notna()])
    content = build_social_report(fake_analysis(frame=frame), EVICTIONS, quotes=named)
    for group in content["groups"]:
        n = groups.get(group["code"], 0)
        expected = text("kooste.under_k") if n else text("kooste.none")
        assert group["shown"].startswith("vähintään") if n >= 5 else group["shown"] == expected
        assert not group["quotes"] or n >= 5
    if sum(sizes) < 5:
        assert content["groups"] == [] and "vuokra nousi" not in json.dumps(content, ensure_ascii=False)


# --- how it is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize("profile", ["internal", "published"])
@pytest.mark.parametrize("form", FORMS)
def test_one_or_two_observations_give_an_honest_draft(tmp_path, n, profile, form):
    source = written(fake_analysis(n), tmp_path, form, profile, key=ROWS[0][5])
    if form == "html":
        Page(source)
    if form == "json" and profile == "published":
        assert json.loads(source)["size"]["n"] in (text("kooste.under_k"), text("kooste.hidden"))


def test_a_phenomenon_that_is_not_there_is_named():
    with pytest.raises(ParameterError, match="asunnottomuus"):
        build_social_report(fake_analysis(0), "asunnottomuus")
    for name, value in (("profile", "public"), ("period", "kesä")):
        with pytest.raises(ParameterError, match=name):
            build_social_report(fake_analysis(2), "koyhyys", **{name: value})


@pytest.mark.parametrize("name", ["raportti.pdf", "raportti"])
def test_other_suffixes_are_refused(tmp_path, name):
    with pytest.raises(ParameterError, match=r"\.docx"):
        write_social_report(fake_analysis(), EVICTIONS, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_an_observation_says_breaks_the_page(tmp_path):
    rows = fake_rows().astype(dict.fromkeys(("description", "municipality", "service_line"), object))
    rows.loc["h035", ["description", "effects", "proposal", "municipality", "service_line"]] = HOSTILE
    rows.loc["h038", "description"] = "pitkä 🙂 " * 120_000
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = analysis.phenomena["name"] + " <i>&"
    analysis.flags["reasons"] = HOSTILE
    analysis.indicators = checked_indicators([{**INDICATOR, "source": HOSTILE, "address": "javascript:alert(1)"}])
    source = written(analysis, tmp_path)
    page = Page(source)
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert "<script" not in source and "{{ 7*7 }}" in page.text and "javascript" not in str(page.tags)
    plain = written(analysis, tmp_path, "md")
    assert not re.search(r"(?<!\\)<(script|img|b|/p)", plain)
    assert not re.search(r"^\s*# otsikko|^\s*\| a \|", plain, re.MULTILINE)


@pytest.mark.parametrize("profile", ["internal", "published"])
def test_the_page_stands_alone_and_is_accessible(tmp_path, profile):
    source = written(fake_analysis(), tmp_path, "html", profile)
    page = Page(source)
    assert not re.search(r"https?://|@import|url\((?!#)", source)
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for tag, attrs in page.tags if tag == "a"} <= set(ids)


def test_texts_read_without_masking_are_masked(tmp_path):
    rows = fake_rows()
    rows.loc["h035", ["description", "effects"]] = "Soittakaa 040 123 4567 tai matti.meikalainen@example.org"
    for profile in ("internal", "published"):
        for form in FORMS:
            source = written(fake_analysis(frame=rows, masked=False), tmp_path, form, profile)
            assert "040 123 4567" not in source and "meikalainen@" not in source


@pytest.mark.parametrize(("code", "words"), [("sv", "Varför nu"), ("en", "Why now"), ("fi", "Miksi nyt")])
@pytest.mark.parametrize("profile", ["internal", "published"])
def test_three_languages(tmp_path, code, words, profile):
    set_language(code)
    source = written(fake_analysis(), tmp_path, "html", profile)
    assert f'<html lang="{code}">' in source and words in source


def test_same_bytes_for_any_row_order(tmp_path):
    analysis, other = fake_analysis(), shuffled_analysis()
    for profile in ("internal", "published"):
        for form in FORMS:
            assert written(analysis, tmp_path, form, profile) == written(other, tmp_path, form, profile)


# --- as a Word file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "tag"), [("fi", "fi-FI"), ("sv", "sv-FI"), ("en", "en-GB")])
@pytest.mark.parametrize("profile", ["internal", "published"])
def test_the_word_file_holds_the_same(tmp_path, code, tag, profile):
    pytest.importorskip("docx")
    from word_files import Word, make_template

    set_language(code)
    analysis = fake_analysis()
    analysis.indicators = checked_indicators([INDICATOR])
    template = make_template(tmp_path / "pohja.docx", cover=("KANSI [[otsikko]]",))
    options = {"sent": "2026-03-27", "template": template}
    word = Word(write_social_report(analysis, EVICTIONS, tmp_path / "raportti.docx", profile, **options))
    word.check(tag)
    assert word.headings() == [text(f"report.h_{name}") for name in SECTIONS.split()]
    assert word.lines()[0].startswith("KANSI ") and EVICTIONS not in word.everything()
    content = build_social_report(analysis, EVICTIONS, profile, sent="2026-03-27")
    groups = word.table(text("kooste.col_group")) if content["groups"] else [[]]
    assert groups[1:] == [[group["label"], group["shown"]] for group in content["groups"]]
    comments = word.table(text("report.col_recipient"))
    assert [row[0] for row in comments[1:]] == content["comments"]["recipients"]
    assert word.table(text("report.col_indicator"))[1][4] == "THL, Sotkanet"
    for card in content["observations"].values():
        assert card["phenomenon_id"] != EVICTIONS or all(part["text"] in word.text for part in card["parts"])
    again = write_social_report(analysis, EVICTIONS, tmp_path / "toinen.docx", profile, **options)
    assert again.read_bytes() == word.path.read_bytes()


def test_it_is_a_method_of_an_analysis(analysis, tmp_path):
    pytest.importorskip("docx")
    same = analysis.attach_indicators(pd.DataFrame([INDICATOR]))
    try:
        assert same is analysis
        for profile in ("internal", "published"):
            path = analysis.social_report(EVICTIONS, tmp_path / "raportti.docx", profile)
            assert path.stat().st_size > 10_000
        content = build_social_report(analysis, EVICTIONS, "internal")
        assert content["parts"] and content["phenomenon"]["definition"] and content["indicators"]
        members = {key for group in content["groups"] for key in (*group["ids"], *group["ids_only"])}
        flagged = {key for flag in content["flags"] for key in flag["observation_ids"]}
        assert flagged <= members | set(content["also"]) | {
            key for key, first in analysis.observations.set_index("observation_id")["duplicate_of"].items() if first
        }
    finally:
        analysis.indicators = None
