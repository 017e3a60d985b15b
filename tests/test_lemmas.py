"""Texts as lemmas and terms."""

from __future__ import annotations

from pathlib import Path

import pytest

import rakenlp
from rakenlp.errors import ParameterError
from rakenlp.language.lemmas import map_texts
from rakenlp.language.lexicon import Lexicon
from rakenlp.language.terms import stop_lemmas, text_words, topic_lemmas, topic_terms


def test_no_shared_lemma_between_two_texts_of_one_phenomenon() -> None:
    spoken, official = rakenlp.lemmatize(
        ["oon nukkunu kaverin sohvalla toukokuusta", "asunnottomien nuorten määrä on kasvanut"]
    )
    assert spoken == ["nukkua", "kaveri", "sohva", "toukokuu"]
    assert official == ["asunnoton", "nuori"]


def test_terms_carry_readings_and_parts() -> None:
    assert topic_terms("asunnottomuutta") == ["asunnottomuus", "_asunto"]
    assert topic_terms("ja kun") == []
    assert topic_terms("Määrä on kasvanut, vuokravelkaa") == ["vuokravelka", "_vuokra", "_velka"]


def test_the_universal_convention_keeps_one_lemma_a_word() -> None:
    text = "Sossusta ei soiteta asunnottomuudesta"
    assert topic_terms(text, "universal") == topic_lemmas(text) == ["sossu", "soittaa", "asunnottomuus"]
    assert [word.lemma for word in text_words(text)] == topic_lemmas(text)
    assert "sosiaalitoimisto" in topic_terms(text)


def test_words_without_a_topic_are_left_out_however_they_are_said() -> None:
    spoken = "mä oon ollu siel ku mulla ei oo mitää ja nää ny vaa on noi"
    written = "minä olen ollut siellä, kun minulla ei ole mitään, ja nämä nyt vain ovat nuo"
    assert topic_terms(spoken) == topic_terms(written) == []


def test_speech_and_standard_language_have_the_same_terms() -> None:
    spoken = "meijän laps ei oo käyny koulus, vuokra maksamatta"
    written = "Meidän lapsi ei ole käynyt koulussa, vuokra maksamatta."
    assert topic_lemmas(spoken) == topic_lemmas(written)


def test_empty_words_are_lemmas() -> None:
    assert {"asia", "olla", "saada", "hyvinvointialue"} <= stop_lemmas()
    assert not {"asunto", "raha", "velka", "työtön"} & stop_lemmas()


def test_own_words_come_before_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "sanat.csv"
    own.write_text("muoto;merkitys;taipuu\nhupila;nuorisotalo;kala\n", encoding="utf-8")
    assert rakenlp.lemmatize(["Nuoret viihtyvät hupilassa"], lexicon=own) == [["nuori", "viihtyä", "hupila"]]
    assert "nuorisotalo" in topic_terms("hupilassa", lexicon=Lexicon.default() | Lexicon.read(own))


def test_lemmatize_does_not_depend_on_processes() -> None:
    texts = [f"Vuokravelka {n} ja häätö" for n in range(5000)]
    assert rakenlp.lemmatize(texts, n_jobs=2) == rakenlp.lemmatize(texts)
    assert map_texts(topic_lemmas, [], 2) == []


@pytest.mark.parametrize("wrong", ["yksi teksti", 3, None, [1], ["ok", None]])
def test_wrong_input_names_what_was_received(wrong: object) -> None:
    with pytest.raises(ParameterError) as caught:
        rakenlp.lemmatize(wrong)  # type: ignore[arg-type]
    assert caught.value.code == "parameter"
    assert "lemmatize" in str(caught.value)


def test_long_cell_is_fast_and_whole() -> None:
    text = "vuokravelka " * 90_000
    assert len(rakenlp.lemmatize([text])[0]) == 90_000
