"""Lemmas, parts and readings of single words."""

from __future__ import annotations

import pytest

from rakenlp.language.forms import analyses_of, read_ahead, read_word, respelt
from rakenlp.language.sentences import read_words
from rakenlp.language.voikko import active_backend
from rakenlp.language.words import analyse_word, is_person_name

native = pytest.mark.skipif(active_backend().name != "native", reason="the pure dictionary knows fewer names")


@pytest.mark.parametrize(
    ("form", "lemma", "pos"),
    [
        ("asunnottomien", "asunnoton", "ADJ"),
        ("sohvalla", "sohva", "NOUN"),
        ("nukkunut", "nukkua", "VERB"),  # a participle is its verb
        ("hoitaminen", "hoitaminen", "NOUN"),  # a -minen noun stays a noun
        ("nopeasti", "nopeasti", "ADV"),  # an adverb keeps its form
        ("he", "hän", "PRON"),  # plural pronouns, as in UD
        ("oon", "olla", "AUX"),  # spoken forms
        ("mä", "minä", "PRON"),
        ("nukkunu", "nukkua", "VERB"),
        ("VUOKRAVELKA", "vuokravelka", "NOUN"),
        ("qwrtzxc", "qwrtzxc", "X"),  # unknown: kept as it is
        ("2026", "2026", "NUM"),
        ("sossusta", "sossu", "NOUN"),  # an office word keeps its lemma and has a meaning
        ("nopeammin", "nopeasti", "ADV"),
        ("hautajaisiin", "hautajaiset", "NOUN"),
    ],
)
def test_lemma_and_part_of_speech(form: str, lemma: str, pos: str) -> None:
    word = analyse_word(form)
    assert (word.lemma, word.pos) == (lemma, pos)
    assert read_word(form)[:2] == (lemma, pos)


@pytest.mark.parametrize("form", ["e-reseptin", "vuokra-asunnon", "TE-toimiston", "nettikasino-ongelma"])
def test_a_hyphen_is_no_wall_between_parts(form: str) -> None:
    """The lemma of the treebank has the parts in one (vuokraasunto), the readings keep the hyphen."""
    word = analyse_word(form)
    assert any("-" in lemma for lemma, _ in word.readings)
    assert word.lemma.replace("-", "") in {lemma.replace("-", "") for lemma, _ in word.readings}


@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("toimentulotukea", "toimeentulotukea"),
        ("asunottomien", "asunnottomien"),
        ("asunto", "asunto"),
        ("nukkunu", "nukkunu"),  # speech is no misspelling
        ("mnää", "mnää"),
        ("Virtasen", "Virtasen"),  # names are left alone
        ("qwrtzxc", "qwrtzxc"),
    ],
)
def test_what_a_word_is_read_as(form: str, right: str) -> None:
    assert respelt(form) == right
    assert analyse_word(form).written == right


@pytest.mark.parametrize(
    ("form", "meaning"), [("sossun", ("sosiaalitoimisto",)), ("Kelalta", ("kansaneläkelaitos",)), ("kotiin", ())]
)
def test_the_meaning_of_office_words(form: str, meaning: tuple[str, ...]) -> None:
    assert analyse_word(form).meaning == meaning


@native
@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Kela:n", "kela"),
        ("KELA:n", "kela"),
        ("THL:n", "thl"),
        ("Tampereella", "tampere"),
        ("ADHD:ta", "adhd"),
        ("Päijät-Hämeessä", "päijät-häme"),
    ],
)
def test_names_and_abbreviations(form: str, lemma: str) -> None:
    assert analyse_word(form).lemma == lemma


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("toimeentulotukihakemuksen", ("toimeentulo", "tuki", "hakemus")),
        ("asunnottomuutta", ("asunto",)),
        ("vuokravelat", ("vuokra", "velka")),
        ("koti", ()),
    ],
)
def test_compound_parts_and_derivation_bases(form: str, parts: tuple[str, ...]) -> None:
    assert analyse_word(form).parts == parts


def test_ambiguous_word_keeps_every_reading() -> None:
    lemmas = {lemma for lemma, _ in analyse_word("kuusi").readings}
    assert "kuusi" in lemmas
    assert len(analyse_word("kuusi").analyses) > 1


def test_decomposed_letters_and_soft_hyphens_are_understood() -> None:
    assert analyse_word("ha\u0308a\u0308to\u0308").lemma == "häätö"
    assert analyse_word("asun\u00adto").lemma == "asunto"


@pytest.mark.parametrize("form", ["", "x" * 300, "\ud800", "😀", "\x00", "a\x00b", "-", ":", "a:", "-koti-", "''"])
def test_odd_forms_never_raise(form: str) -> None:
    word = analyse_word(form)
    assert isinstance(word.lemma, str)
    assert analyse_word("koti").lemma == "koti"


@native
@pytest.mark.parametrize(
    ("lemma", "name"), [("virtanen", True), ("minna", True), ("kielo", False), ("apteekki", False), ("nokia", False)]
)
def test_person_names_are_told_from_words_and_places(lemma: str, name: bool) -> None:
    assert is_person_name(lemma) is name


@pytest.mark.parametrize(
    ("text", "form", "lemma"),
    [
        ("hän sano et tulee huomenna", "et", "että"),
        ("sinä et saa apua", "et", "ei"),
        ("hän toi lapsen kouluun", "toi", "tuoda"),
        ("toi on väärin", "toi", "tuo"),
        ("mut en saanut rahaa", "mut", "mutta"),
    ],
)
def test_spoken_forms_of_two_words_are_chosen_by_context(text: str, form: str, lemma: str) -> None:
    words = text.split()
    assert read_words(words)[words.index(form)].lemma == lemma


def test_reading_ahead_changes_nothing() -> None:
    forms = [
        "qwertyläisten",
        "Parkin",
        "toimentulotuen",
        "sossussa",
        ":)",
        "meijän",
        "TE-palvelujen",
        "nukkunukaan",
        "a\x00b",
    ]
    alone = [read_word(form) for form in forms]
    for cached in (read_word, respelt, analyses_of):
        cached.cache_clear()
    read_ahead(forms)
    assert [read_word(form) for form in forms] == alone
