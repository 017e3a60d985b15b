"""What is stored of common words: found whatever it is, and the same as what is found without the store."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from rakenlp._files import pack_words
from rakenlp._resources import models_folder
from rakenlp.errors import ModelFormatError
from rakenlp.language import Lexicon
from rakenlp.language._form_counts import columns
from rakenlp.language._form_index import FormIndex
from rakenlp.language._form_terms import ANEW, FILE, FormTerms, packed, written
from rakenlp.language.lemma_model import LemmaModel
from rakenlp.language.stored_readings import Reading, StoredReadings
from rakenlp.language.terms import TextWord, _word, word_anew
from rakenlp.language.voikko import active_backend
from rakenlp.language.words import is_person_name, is_person_name_anew
from rakenlp.privacy._name_model import NameModel
from rakenlp.privacy._name_table import FILE as WORDS
from rakenlp.privacy._name_words import read_name_word

STEP = 61  # every so manieth form is compared
native = pytest.mark.skipif(
    active_backend().name != "native", reason="what is stored was found with the native Voikko, which knows more names"
)


@pytest.fixture(scope="module")
def readings() -> StoredReadings:
    found = LemmaModel.default().readings
    assert isinstance(found, StoredReadings) and found.terms is not None
    return found


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("lemmas", "names"):
        (tmp_path / name).mkdir()
        for path in models_folder(name).glob("*.[nj][ps][zo]*"):
            shutil.copy(path, tmp_path / name)
    return tmp_path / "lemmas", tmp_path / "names"


def test_every_form_has_its_place() -> None:
    forms = ["", "a", "buckeroo", "plumless", "ääni", "\U0001f642"]  # the third and the fourth have one checksum
    index = FormIndex(pack_words(forms))
    assert [index.place(form) for form in forms] == list(range(len(forms))) and list(index) == forms
    assert [index.place(form) for form in ("b", "buckeroo ", "plumles", "\udc80", "a\n")] == [-1] * 5


def test_an_empty_list_has_no_places() -> None:
    index = FormIndex(pack_words([]))
    assert len(index) == 0 and index.place("a") == -1 and list(index) == []


def test_readings_are_a_mapping(readings: StoredReadings) -> None:
    form = "asunnottomien"
    assert form in readings and readings[form] == readings.get(form) and readings[form].lemma == "asunnoton"
    assert "ölrr" not in readings and readings.get("ölrr") is None and 7 not in readings
    with pytest.raises(KeyError):
        readings["ölrr"]


def test_the_stored_readings_are_made_with_the_lexicon_that_ships() -> None:
    assert LemmaModel.default().lexicon == Lexicon.default().fingerprint


def test_counts_and_capitals_of_forms_share_a_table() -> None:
    rows = [("koti", 5, 0), ("Kela", 3, 4), ("xyz", 0, 9), ("ölrr", 2, 9)]
    forms, capitals, evidence = columns(rows, [b"koti", b"Kela", b"muu"], 9)
    assert dict(forms.items()) == {"koti": 5, "Kela": 3, "xyz": 0, "ölrr": 2} and len(forms) == 4
    assert dict(capitals.items()) == {"koti": 0, "Kela": 4} and capitals.get("xyz", 7) == 7 and "xyz" not in capitals
    assert dict(evidence.items()) == {"koti": 32, "Kela": 8} and evidence["koti"] == evidence.get("koti") == 32
    assert evidence.get("xyz", 0) == 0 and "xyz" not in evidence and forms.get("muu", -1) == -1
    with pytest.raises(KeyError):
        forms["muu"]


@native
def test_stored_terms_are_those_found_anew(readings: StoredReadings) -> None:
    assert readings.terms is not None
    count = 0
    for place in range(0, len(readings), STEP):
        form = readings.index[place]
        count += readings.terms.code(place) != ANEW
        assert _word(form, readings[form], None) == word_anew(form, readings[form])
        assert is_person_name(form) == is_person_name_anew(form)
    assert count > 0.99 * len(readings) / STEP


@native
def test_another_reading_than_the_stored_one_has_its_own_terms() -> None:
    voi = Reading("voi", "NOUN", "Case=Nom|Number=Sing", 0.9)
    assert _word("voi", voi, None) == TextWord("voi", ("voi",))
    assert LemmaModel.default().readings["voi"].lemma == "voida"


def test_with_a_lexicon_of_ones_own_nothing_stored_is_used(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("form,lemma,pos,meaning\nhakemus,papru,NOUN,asunto\n", encoding="utf-8")
    own = Lexicon.default() | Lexicon.read(tmp_path / "own.csv")
    found = _word("hakemus", Reading("papru", "NOUN", "", 1.0), own)
    assert found is not None and "asunto" in found.terms


@native
def test_stored_name_words_are_those_found_anew(readings: StoredReadings) -> None:
    model = NameModel.default()
    assert model.table is not None
    stored = 0
    for place in range(0, len(readings), STEP):
        form = readings.index[place]
        ready = model.table.get(form)
        stored += ready is not None
        assert ready is None or ready == read_name_word(form, model.lists)
    assert stored > 0.9 * len(readings) / STEP


def test_terms_of_other_readings_are_not_used(folders: tuple[Path, Path]) -> None:
    lemmas, _ = folders
    with np.load(lemmas / FILE) as found:
        arrays = dict(found)
    arrays["readings"] = np.frombuffer(b"0" * 64, np.uint8)
    np.savez(lemmas / FILE, **arrays)
    other = LemmaModel.load(lemmas).readings
    assert isinstance(other, StoredReadings) and other.terms is None


def test_name_words_of_another_model_are_not_used(folders: tuple[Path, Path]) -> None:
    _, names = folders
    assert NameModel.load(names).table is not None
    with np.load(names / WORDS) as found:
        arrays = dict(found)
    np.savez(names / WORDS, **{**arrays, "made_for": np.frombuffer(b"another", np.uint8)})
    assert NameModel.load(names).table is None
    (names / WORDS).unlink()
    assert NameModel.load(names).table is None


@pytest.mark.parametrize("name", ["codes", "lengths", "text"])
def test_damaged_terms_give_our_error(folders: tuple[Path, Path], name: str) -> None:
    lemmas, _ = folders
    with np.load(lemmas / FILE) as found:
        arrays = dict(found)
    np.savez(lemmas / FILE, **{**arrays, name: arrays[name][:-1]})
    with pytest.raises(ModelFormatError):
        LemmaModel.load(lemmas)


@pytest.mark.parametrize("name", ["sort", "strip", "add", "more", "sorts", "adds"])
def test_damaged_name_words_give_our_error(folders: tuple[Path, Path], name: str) -> None:
    _, names = folders
    with np.load(names / WORDS) as found:
        arrays = dict(found)
    np.savez(names / WORDS, **{**arrays, name: arrays[name][: len(arrays[name]) // 2]})
    with pytest.raises(ModelFormatError):
        NameModel.load(names)


def test_listed_terms_come_back() -> None:
    listed = ("papru", ["papru", "hakemus", "_asunto"])
    text = written(*listed, "paperi")
    table = FormTerms(packed([(1, ""), (3, text)], [True, False], "x"), 2)
    assert table.listed(1, "paperi") == listed and table.is_common(0) and not table.is_common(1)
