"""Texts as lemmas and terms."""

from __future__ import annotations

import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.language.lemmas import content_lemmas, map_texts, topic_terms, word_terms
from rakenlp.language.tokens import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kela:n päätös, e-resepti ja 24/7.", ["Kela:n", "päätös", "e-resepti", "ja"]),
        ("loppui.Kukaan ei auta", ["loppui", "Kukaan", "ei", "auta"]),
        ("katso https://www.kela.fi/tuki?x=1 tai a.b@c.fi", ["katso", "tai"]),
        ("[NIMI] soitti numerosta [PUHELIN] 😀", ["soitti", "numerosta"]),
        ("w/o 2,5h", ["w", "o", "h"]),
        ("", []),
    ],
)
def test_words_of_what_people_write(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_no_shared_lemma_between_two_texts_of_one_phenomenon() -> None:
    spoken, official = rakenlp.lemmatize(
        ["oon nukkunu kaverin sohvalla toukokuusta", "asunnottomien nuorten määrä on kasvanut"]
    )
    assert spoken == ["nukkua", "kaveri", "sohva", "toukokuu"]
    assert official == ["asunnoton", "nuori"]


def test_terms_carry_readings_and_parts() -> None:
    assert word_terms("asunnottomuutta") == ("asunnottomuus", "_asunto")
    assert topic_terms("ja kun") == []
    assert topic_terms("Määrä on kasvanut, vuokravelkaa") == ["vuokravelka", "_vuokra", "_velka"]


def test_lemmatize_does_not_depend_on_processes() -> None:
    texts = [f"Vuokravelka {n} ja häätö" for n in range(5000)]
    assert rakenlp.lemmatize(texts, n_jobs=2) == rakenlp.lemmatize(texts)
    assert map_texts(content_lemmas, [], 2) == []


@pytest.mark.parametrize("wrong", ["yksi teksti", 3, None, [1], ["ok", None]])
def test_wrong_input_names_what_was_received(wrong: object) -> None:
    with pytest.raises(ParameterError) as caught:
        rakenlp.lemmatize(wrong)  # type: ignore[arg-type]
    assert caught.value.code == "parameter"
    assert "lemmatize" in str(caught.value)


def test_long_cell_is_fast_and_whole() -> None:
    text = "vuokravelka " * 90_000
    assert len(rakenlp.lemmatize([text])[0]) == 90_000
