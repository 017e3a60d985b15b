"""The internal kooste prints a text once, and its id leads to it from everywhere else."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from fake_analysis import ROWS, fake_analysis

from rakenlp.reporting import build_kooste, write_kooste
from rakenlp.reporting._kooste_document import kooste_document
from rakenlp.reporting._once import TEXTS_SHOWN
from rakenlp.reporting._parts import about_words
from rakenlp.reporting._reading import WORDS_A_MINUTE, minutes_of, words_in


def page(tmp_path, period=None, form="html") -> str:
    return write_kooste(fake_analysis(), tmp_path / f"kooste.{form}", "internal", period).read_text(encoding="utf-8")


@pytest.mark.parametrize("period", ["2026H1", "all", "2025"])
def test_no_text_stands_twice_on_a_page_and_every_link_leads_somewhere(tmp_path, period) -> None:
    source = page(tmp_path, period)
    cards = re.findall(r'<li class="observation[^"]*" id="([^"]+)"', source)
    assert cards and len(cards) == len(set(cards))
    assert set(re.findall(r'href="#(teksti-\d+)"', source)) <= set(cards)
    content = build_kooste(fake_analysis(), "internal", period)
    assert {card["anchor"] for card in content["observations"].values()} == set(cards)


@pytest.mark.parametrize("period", ["2026H1", "all"])
def test_no_text_is_quoted_twice_in_a_document(period) -> None:
    content = build_kooste(fake_analysis(), "internal", period)
    quoted = Counter(block.meta.split(" · ")[0] for block in kooste_document(content).blocks if hasattr(block, "meta"))
    proposals = {proposal["id"] for proposal in content["proposals"]["listed"]}
    assert not [key for key, n in quoted.items() if n > 1 + (key in proposals)]


@pytest.mark.parametrize("period", ["2026H1", "all"])
def test_of_each_flag_every_observation_is_told_and_few_texts_are_printed(period) -> None:
    content = build_kooste(fake_analysis(), "internal", period)
    single = set(content["single_voices"]["ids"])
    assert content["flags"]
    for flag in content["flags"]:
        texts = flag["texts"]
        elsewhere = [key for place in texts["elsewhere"] for key in place["ids"]]
        told = [*texts["shown"], *texts["more"], *elsewhere, *texts["ids_only"]]
        assert Counter(told) == Counter(flag["observation_ids"])
        assert len(texts["shown"]) <= TEXTS_SHOWN and not single & {*texts["shown"], *texts["more"]}


def test_texts_of_different_groups_are_printed_first() -> None:
    content = build_kooste(fake_analysis(), "internal", "2026H1")
    cards = content["observations"]
    flag = max(content["flags"], key=lambda flag: len(flag["texts"]["more"]))
    groups = {cards[key]["respondent_group"] for key in flag["texts"]["shown"]}
    left = {cards[key]["respondent_group"] for key in flag["texts"]["more"]}
    assert flag["texts"]["more"] and (len(groups) == TEXTS_SHOWN or left <= groups)


def test_every_single_voice_is_printed_in_full_in_its_own_section(tmp_path) -> None:
    content = build_kooste(fake_analysis(), "internal", "all")
    section = page(tmp_path, "all").split('<section id="single"')[1].split("</section>")[0]
    for key in content["single_voices"]["ids"]:
        assert f'id="{content["observations"][key]["anchor"]}"' in section


def test_the_time_told_is_that_of_the_words_there_are(tmp_path) -> None:
    content = build_kooste(fake_analysis(), "internal", "2026H1")
    source = page(tmp_path, "2026H1", "md")
    beginning = source.split("## Yksittäiset äänet")[0]
    n = len(beginning.split()) / WORDS_A_MINUTE
    assert abs(content["reading"]["flags"] - n) <= 1
    assert f"lukee noin {content['reading']['flags']} minuutissa" in beginning
    assert minutes_of(words_in([])) == 0


def test_a_flag_says_why_its_count_is_not_that_of_the_table() -> None:
    content = build_kooste(fake_analysis(), "internal", "2026H1")
    counts = {row["phenomenon_id"]: row["n"] for row in content["phenomena"]}
    for flag in content["flags"]:
        differs = counts.get(flag["phenomenon_id"], 0) != flag["observed"]
        assert bool(flag["beside_table"]) == differs
        assert not differs or f"luku on {counts.get(flag['phenomenon_id'], 0)}:" in flag["beside_table"]


def test_a_known_phenomenon_is_told_by_its_parts_and_a_new_one_by_its_words() -> None:
    known = {"kind": "known", "terms": "tarrataulu, sukka"}
    assert about_words(known, ["Yksi", "Kaksi", "Kolme"], 9) == "Yksi; Kaksi"
    assert about_words(known, ["Yksi", "Kaksi"], 2) == "Yksi" and about_words(known, [], 9) == ""
    assert about_words({"kind": "emerging", "terms": "a, b, c, d, e"}, [], 9) == "a, b, c, d"


@pytest.mark.parametrize("n", [0, 1, 2, 30])
@pytest.mark.parametrize("form", ["html", "md"])
def test_few_texts(tmp_path, n, form) -> None:
    source = write_kooste(fake_analysis(n), tmp_path / f"k.{form}", "internal", "all").read_text(encoding="utf-8")
    assert all(f"h{i:03d}" in source for i in range(1, min(n, len(ROWS)) + 1))
    assert "Muut osat ovat hakemista varten" in source
    empty = write_kooste(fake_analysis(n), tmp_path / f"p.{form}", "published", "2026-01-05/2026-02-20")
    told = empty.read_text(encoding="utf-8")
    assert "peitetty." not in told and "(–)" not in told and "ei sovi: –" not in told
