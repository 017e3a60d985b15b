"""The spaCy component: alone, saved, pickled, in processes and threads."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import spacy
from spacy.training import Example

import rakenlp

TEXT = "Asunnottomien nuorten määrä on kasvanut, kaverin sohva ei riitä."


def lemmas(nlp: spacy.Language, text: str = TEXT) -> list[str]:
    return [token.lemma_ for token in nlp(text)]


def test_anyone_can_add_the_component_by_its_name() -> None:
    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_voikko")
    assert lemmas(nlp)[:3] == ["asunnoton", "nuori", "määrä"]
    assert nlp.get_pipe_meta("rakenlp_voikko").assigns == ["token.lemma", "token.pos"]


def test_same_lemmas_as_lemmatize() -> None:
    nlp = rakenlp.load_language()
    content = rakenlp.lemmatize([TEXT])[0]
    found = [token.lemma_ for token in nlp(TEXT)]
    assert content == [lemma for lemma in found if lemma in content]


def test_attributes_of_a_token() -> None:
    token = rakenlp.load_language()("toimeentulotukihakemus")[0]
    assert token._.compound_parts == ("toimeentulo", "tuki", "hakemus")
    assert token._.voikko[0]["CLASS"] == "nimisana"
    assert token.pos_ == "NOUN"


def test_saved_and_pickled_pipelines_answer_the_same(tmp_path: Path) -> None:
    nlp = rakenlp.load_language()
    nlp.to_disk(tmp_path / "nlp")
    assert lemmas(spacy.load(tmp_path / "nlp")) == lemmas(nlp)
    assert lemmas(pickle.loads(pickle.dumps(nlp))) == lemmas(nlp)
    again = rakenlp.load_language().from_bytes(nlp.to_bytes())
    assert lemmas(again) == lemmas(nlp)


def test_overwrite_can_be_turned_off_and_survives_saving(tmp_path: Path) -> None:
    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_voikko", config={"overwrite": False})
    doc = nlp.make_doc("sohvalla")
    doc[0].lemma_ = "oma"
    assert nlp.get_pipe("rakenlp_voikko")(doc)[0].lemma_ == "oma"
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp").get_pipe("rakenlp_voikko").overwrite is False


def test_two_processes_agree_with_one() -> None:
    nlp = rakenlp.load_language()
    texts = [f"{TEXT} {n}" for n in range(40)]
    alone = [[t.lemma_ for t in doc] for doc in nlp.pipe(texts)]
    together = [[t.lemma_ for t in doc] for doc in nlp.pipe(texts, n_process=2, batch_size=10)]
    assert together == alone


def test_the_scorer_compares_with_gold_lemmas() -> None:
    nlp = rakenlp.load_language()
    doc = nlp.make_doc("nuorten määrä")
    example = Example.from_dict(doc, {"lemmas": ["nuori", "väärin"], "pos": ["NOUN", "NOUN"]})
    assert nlp.evaluate([example])["lemma_acc"] == pytest.approx(0.5)
