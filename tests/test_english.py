"""English texts are read in Finnish terms."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rakenlp
from rakenlp.language import term_lists
from rakenlp.language.english import UNKNOWN, english_lemmas, english_terms, english_word
from rakenlp.language.english_stemmer import english_stem
from rakenlp.language.terms import read_as, text_words, topic_terms, word_places
from rakenlp.language.tokens import words


def entries() -> list[tuple[list[str], list[str]]]:
    source = resources.files("rakenlp.language").joinpath("english_terms.txt").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if line and not line.startswith("#")]
    return [(left.replace("!", "").split("|"), right.split()) for left, right in (line.split(" = ") for line in lines)]


@pytest.mark.parametrize(
    "forms",
    [
        ["landlord", "landlords", "landlord's", "landlords'", "landlord’s"],
        ["evict", "evicts", "evicted", "evicting"],
        ["stop", "stops", "stopped", "stopping"],
        ["study", "studies", "studied", "studying"],
        ["move", "moves", "moved", "moving"],
        ["abuse", "abuses", "abused", "abusing"],
        ["box", "boxes"],
        ["class", "classes"],
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({english_stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("care", "car"), ("homeless", "home"), ("news", "new"), ("thing", "the")])
def test_words_that_look_alike_stay_two(one, other):
    assert english_stem(one) != english_stem(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I have been sleeping on my friend's sofa since May", {"sohva"}),
        ("We got evicted because of unpaid rent", {"häätö"}),
        ("social worker changes all the time", {"sosiaalityöntekijä"}),
        ("My debts are in enforcement", {"velka"}),
        ("she drinks every day and gambles online", {"juoda"}),
        ("Mother's home care visits are late", {"kotihoito"}),
        ("the child protection took my kids", {"lastensuojelu"}),
        ("Kela does not answer", {"kela"}),
    ],
)
def test_matters_are_told_in_finnish(text, expected):
    assert expected <= set(english_terms(text))


def test_nothing_is_lost_but_what_has_no_topic():
    assert english_terms("The quokkas of Timbuktu") == ["en:quokka", "en:timbuktu"]
    assert english_terms("and so it was not for them, but I'm here") == []
    assert english_terms("") == []


def test_parts_of_hyphenated_words_and_numbers():
    assert english_word("16-year-old").terms == english_word("year").terms
    assert "asunnoton" in english_word("non-homeless").terms
    assert english_word("123").terms == ("en:123",)


def test_shown_words_are_english():
    assert english_lemmas("The landlords of homeless people") == ["landlord", "homeless", "person"]
    assert rakenlp.lemmatize(["Nobody helps the homeless with their debts"]) == [["nobody helps", "homeless", "debt"]]


def test_english_and_finnish_texts_share_terms():
    assert read_as("My rent is too high and I have debts") == "en"
    assert read_as("debt") == "en"
    assert set(topic_terms("My rent is too high and I have debts")) & set(
        topic_terms("Vuokra on liian korkea ja velkaa on")
    )
    assert all(not term.startswith(UNKNOWN) for word in text_words("She is homeless now") for term in word.terms)


def test_places_of_phrases_cover_their_words():
    text = "The food bank is closed"
    assert {text[start:end] for start, end, _ in word_places(text)} >= {"food bank"}


def test_every_variant_stands_once():
    variants = [variant for left, _ in entries() for variant in left]
    assert len(variants) == len(set(variants))
    assert len(entries()) > 2500


def test_every_line_says_something():
    assert [left for left, right in entries() if not right or not all(left)] == []


def test_the_lists_are_read_once(monkeypatch):
    english_terms("rent")
    monkeypatch.setattr(term_lists, "_lines", lambda name: pytest.fail("read again"))
    assert english_terms("rents") == english_terms("rent")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert isinstance(english_terms(text), list)
    assert isinstance(english_lemmas(text), list)


@pytest.mark.parametrize("text", ["'" * 50, "'s", "ed", "ing", "-" * 70, "a" * 100_000, "re-", "-in-law"])
def test_odd_words(text):
    assert isinstance(english_terms(text), list)


@pytest.mark.parametrize("language", ["english", "swedish"])
def test_no_variant_loses_a_part_when_it_is_read(language):
    source = resources.files("rakenlp.language").joinpath(f"{language}_terms.txt").read_text(encoding="utf-8")
    lefts = [line.split(" = ")[0] for line in source.splitlines() if line and not line.startswith("#")]
    variants = [variant.replace("!", "") for left in lefts for variant in left.split("|")]
    assert [variant for variant in variants if len(words(variant)) != variant.count(" ") + 1] == []
