"""Any string at all through the language layer: never an exception, never a lost token, never an empty lemma."""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
import spacy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import rakenlp
from rakenlp.language.forms import normalise_word, read_word
from rakenlp.language.sentences import read_words
from rakenlp.language.terms import CONVENTIONS, text_words
from rakenlp.language.tokenizer import encodable
from rakenlp.language.tokens import is_word, pieces, words
from rakenlp.language.universal import UPOS
from rakenlp.language.words import analyse_word

KINDS = {*UPOS.values(), "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN"}
KINDS |= {"PUNCT", "SCONJ", "SYM", "VERB", "X"}

WRITTEN = ["Kela:n", "KELA:lla", "toimeentulotukihakemuksen", "asunnottomien", "e-reseptin", "24/7", "2,5h", "ei oo"]
WRITTEN += ["mä", "sossu", "pth", "päätöstä", "äiti", "yöllä", "hääyöaie", "Åbo:ssa", "www.kela.fi", "a.b@c.fi"]
WRITTEN += ["#koti", "@äiti", "18-vuotias", "2000-luvun", "PTT:tä", "ls", "5päivää", "Lääk.", "A.Ö. Äijälä", "raa’an"]
WRITTEN += ["jag är bostadslös", "[SÄHKÖPOSTI]", "esim.", "sos.tt", "toimentulotuen", "psyk.pkl", "nepsy-lapsi", ":n"]
SIGNS = [*" \n\t.,:;-/@#[]()'’\"!?%€§&_=<>*+~^|0123456789aAäÄöå", "\u00a0", "\u2028"]
ODD = ["\u0308", "\u030a", "\u0301", "\u00ad", "\u200b", "\u200c", "\u200d", "\ufe0f", "\u2060", "\ufeff", "\x00"]
ODD += ["😀", "👍🏽", "👨\u200d👩\u200d👧", "🇫", "🇮", "\ud800", "\udfff", "\u200f", "\u202e"]
ODD += ["שלום", "مرحبا", "日本", "각", "\u1112\u1161\u11ab"]
ODD += ["ﬁ", "İ", "ß", "ẞ", "ǅ", "①", "½", "ﷺ", "\u212b", "\u0344", "x" * 300, "ä" * 300, "-" * 300, "7" * 300]

any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(WRITTEN + SIGNS + ODD), max_size=16).map("".join),
    st.lists(st.sampled_from(WRITTEN + ODD), max_size=8).map(" ".join),
)
many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return rakenlp.load_language()


@pytest.fixture(scope="module")
def blank() -> spacy.Language:
    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_voikko")
    return nlp


def tokens_of(text: str) -> list[str]:
    return [piece if piece.isspace() else piece.removesuffix(" ") for piece in pieces(text)]


def told(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in doc]


# --- any string


@many
@given(any_text)
@example("\u00ad")
@example("\u200b \u200d\u200d \ufeff")
@example("\x00")
def test_pipeline_keeps_every_token_and_names_its_lemma(nlp: spacy.Language, text: str) -> None:
    doc = nlp(text)
    assert "".join(token.text_with_ws for token in doc) == encodable(text)
    for token in doc:
        assert token.lemma_
        assert token.pos_ in KINDS or token.is_space
        assert isinstance(token._.voikko, tuple)
        assert all(token._.compound_parts)
        assert all(token._.meaning)


@many
@given(any_text)
def test_component_takes_any_text_that_spacy_takes(blank: spacy.Language, text: str) -> None:
    text = encodable(text)
    doc = blank(text)
    assert doc.text == text
    assert all(token.lemma_ and token.pos_ for token in doc)


@many
@given(any_text)
@example("\udfff\ud800")
def test_every_token_has_a_reading(text: str) -> None:
    tokens = tokens_of(text)
    readings = read_words(tokens)
    assert len(readings) == len(tokens)
    for reading in readings:
        assert reading.lemma
        assert reading.pos in KINDS
        assert 0 <= reading.certainty <= 1


@many
@given(any_text)
def test_words_alone_are_analysed(form: str) -> None:
    word = analyse_word(form)
    assert word.lemma or not form
    assert word.pos in KINDS
    assert word.readings
    assert read_word(form)[:3] == (word.lemma, word.pos, word.feats)


@many
@given(st.lists(any_text, max_size=5))
@example(["", " ", "\x00", "\ud800"])
def test_one_list_of_lemmas_a_text(texts: list[str]) -> None:
    found = rakenlp.lemmatize(texts)
    assert len(found) == len(texts)
    for text, lemmas in zip(texts, found, strict=True):
        assert all(lemmas)
        assert rakenlp.lemmatize([text]) == [lemmas]


@many
@given(any_text)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_terms_of_any_text(convention: str, text: str) -> None:
    for word in text_words(text, convention):
        assert word.lemma
        assert word.terms
        assert all(word.terms)


@many
@given(any_text)
def test_each_word_of_a_text_is_a_token_of_it(text: str) -> None:
    assert words(text) == [token for token in tokens_of(text) if is_word(token)]


# --- the same text in other characters


@many
@given(any_text)
@example("Kela:ssä, EU:ssäkin, THL:ää ja @äiti")
@example("Lääk. määräsi, 5päivää [SÄHKÖPOSTI] A.Ö. Äijälä")
def test_decomposed_letters_are_the_same_letters(nlp: spacy.Language, text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert told(nlp(decomposed)) == told(nlp(composed))
    assert rakenlp.lemmatize([decomposed]) == rakenlp.lemmatize([composed])
    assert text_words(decomposed) == text_words(composed)


SOFT = [form for form in WRITTEN if form.isalpha() and len(form) > 3] + ["KELA:lla", "18-vuotias", "Kela:n"]


@pytest.mark.parametrize("form", SOFT)
@pytest.mark.parametrize("frame", ["{}", "hän {} sitten", "({}), ei"])
def test_soft_hyphens_change_nothing(nlp: spacy.Language, form: str, frame: str) -> None:
    expected = told(nlp(frame.format(form)))
    for place in range(1, len(form)):
        text = frame.format(f"{form[:place]}\u00ad{form[place:]}")
        assert told(nlp(text)) == expected
        assert rakenlp.lemmatize([text]) == rakenlp.lemmatize([frame.format(form)])
        assert text_words(text) == text_words(frame.format(form))


@many
@given(any_text, st.integers(0, 2**32))
def test_soft_hyphens_part_no_text(text: str, seed: int) -> None:
    rng = random.Random(seed)
    text = text.replace("\u00ad", "")
    strewn = text[:1]
    for before, char in pairwise(text):
        inside = not before.isspace() and not char.isspace()
        strewn += "\u00ad" * (inside and rng.random() < 0.3) + char
    found = pieces(strewn)
    assert "".join(found) == strewn
    assert [piece.replace("\u00ad", "") for piece in found] == pieces(text)


@pytest.mark.parametrize("sign", ["\u200c", "\u200d", "\u2060", "\ufeff"])
def test_joiners_inside_a_word_change_nothing(nlp: spacy.Language, sign: str) -> None:
    for form in ("toimeentulotukihakemuksen", "asunnottomien", "päätöstä", "sossuun"):
        for place in range(1, len(form)):
            text = f"hän {form[:place]}{sign}{form[place:]} sai"
            assert told(nlp(text)) == told(nlp(f"hän {form} sai"))
            assert rakenlp.lemmatize([text]) == rakenlp.lemmatize([f"hän {form} sai"])


@given(any_text)
@many
def test_normalising_twice_is_normalising_once(form: str) -> None:
    once = normalise_word(form)
    assert once or not form
    assert normalise_word(once) == once


# --- long, empty of words, huge


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "...!!!???",
        "- – — ‑",
        "1234567890",
        "12.3.2020 24/7 3,5",
        "\x00\x00",
        "\u00ad\u00ad",
        "\u200b",
    ],
)
def test_text_without_words(nlp: spacy.Language, text: str) -> None:
    assert rakenlp.lemmatize([text]) == [[]]
    doc = nlp(text)
    assert doc.text == text
    assert all(token.lemma_ for token in doc)
    assert {token.pos_ for token in doc} <= {"PUNCT", "NUM", "SYM", "SPACE"}


@pytest.mark.parametrize("length", [253, 254, 255, 256, 300, 5_000])
@pytest.mark.parametrize("part", ["x", "ä", "a\u0308", "tuki", "asunto-", "Kela:", "ẞ", "\u00ada"])
def test_long_words(nlp: spacy.Language, part: str, length: int) -> None:
    word = part * (length // len(part) + 1)
    for text in (word, f"hän {word} on", word.upper()):
        doc = nlp(text)
        assert doc.text == text
        assert all(token.lemma_ for token in doc)
        assert len(rakenlp.lemmatize([text])) == 1
    assert nlp("hän on koti")[2].lemma_ == "koti"


HUGE: dict[str, Callable[[], str]] = {
    "one word": lambda: "a" * 1_000_000,
    "one decomposed word": lambda: "a\u0308" * 500_000,
    "one word of soft hyphens": lambda: "tu\u00adki" * 200_000,
    "one compound": lambda: "asunto-" * 143_000,
    "signs": lambda: "!?" * 500_000,
    "digits": lambda: "7" * 1_000_000,
    "nothing": lambda: "\x00" * 1_000_000,
    "joiners": lambda: "\u200d" * 1_000_000,
    "emojis": lambda: "👨\u200d👩\u200d👧" * 60_000,
    "right to left": lambda: "שלום مرحبا " * 90_000,
    "words": lambda: "mä oon asunnoton eikä kukaan auta. " * 28_000,
    "doubtful words": lambda: "et tulee " * 110_000,
    "line ends": lambda: "\n" * 1_000_000,
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_megabyte_in_a_cell(nlp: spacy.Language, kind: str) -> None:
    text = HUGE[kind]()
    started = time.process_time()
    doc = nlp(text)
    lemmas = rakenlp.lemmatize([text])
    passed = time.process_time() - started
    assert doc.text == text
    assert all(lemma for lemma in set(doc.to_array("LEMMA").tolist()))
    assert len(lemmas) == 1
    assert passed < 60  # in time linear in its length: seconds, even on a busy machine


def test_random_texts_from_all_of_unicode(nlp: spacy.Language) -> None:
    """Longer texts than hypothesis makes, the same ones every time."""
    rng = random.Random(20)
    for _ in range(300):
        text = "".join(
            rng.choice(WRITTEN) + rng.choice(SIGNS) if rng.random() < 0.6 else chr(rng.randrange(0x110000))
            for _ in range(rng.randrange(1, 120))
        )
        doc = nlp(text)
        assert "".join(token.text_with_ws for token in doc) == encodable(text)
        assert all(token.lemma_ for token in doc)
        tokens = tokens_of(text)
        assert len(read_words(tokens)) == len(tokens)
        assert all(rakenlp.lemmatize([text])[0])
