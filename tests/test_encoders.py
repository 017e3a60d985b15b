"""Sentence encoders of one's own as a block of the vectorizer."""

from __future__ import annotations

import os
import pickle
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rakenlp.errors import MissingExtraError, ParameterError
from rakenlp.vectors import ObservationVectorizer, encoders

TEXTS = [
    "Vuokra on rästissä ja häätö uhkaa perhettä",
    "Häätö tuli kun vuokraa ei voitu maksaa",
    "Äiti on yksin eikä kukaan käy katsomassa",
    "Nuori pelaa nettikasinolla kaikki rahat",
    "",
]
ALONE = {"lemma_weight": 0, "own_weight": 0, "background_weight": 0, "char_weight": 0}


def letters(texts: list[str]) -> np.ndarray:
    return np.array([[text.count(letter) for letter in "aeiklnstuy"] for text in texts], dtype=np.float32)


def test_the_encoder_is_one_more_block() -> None:
    plain = ObservationVectorizer(n_components=3).fit(TEXTS)
    both = ObservationVectorizer(n_components=3, encoder=letters).fit(TEXTS)
    assert both.n_features_out_ == plain.n_features_out_ + 10
    assert both.get_feature_names_out()[-1] == "encoder9"
    left_out = ObservationVectorizer(n_components=3, encoder=letters, encoder_weight=0).fit(TEXTS)
    assert (left_out.transform(TEXTS) == plain.transform(TEXTS)).all()


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_rows_do_not_depend_on_the_others(batch: int) -> None:
    vectorizer = ObservationVectorizer(n_components=2, encoder=letters, encoder_batch=batch)
    fitted = vectorizer.fit_transform(TEXTS)
    assert (fitted == vectorizer.transform(TEXTS)).all()
    assert (fitted[::-1] == vectorizer.transform(TEXTS[::-1])).all()
    for i, text in enumerate(TEXTS):
        assert (vectorizer.transform([text])[0] == fitted[i]).all()
    assert vectorizer.transform([]).shape == (0, vectorizer.n_features_out_)


def test_what_all_texts_share_is_taken_off() -> None:
    many = [f"{TEXTS[n % 4]} {'a' * n}" for n in range(60)]
    vectors = ObservationVectorizer(**ALONE, encoder=lambda texts: letters(texts) + 1000).fit_transform(many)
    assert (vectors @ vectors.T).min() < 0


def test_equal_texts_are_asked_for_once() -> None:
    asked: list[str] = []

    def listening(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return letters(texts)

    encoders.SentenceEncoder(listening, batch=8).encode(["a", "b", "a", "a"])
    assert asked == ["a", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda texts: letters(texts)[:-1],
        lambda texts: letters(texts)[:, 0],
        lambda texts: letters(texts)[:, :0],
        lambda texts: letters(texts) * np.nan,
        lambda texts: ["words"] * len(texts),
        lambda texts: None,
        lambda texts: [[1.0] * len(text) for text in texts],
    ],
)
def test_wrong_answers_are_refused(wrong: Callable[[list[str]], Any]) -> None:
    with pytest.raises(ParameterError, match="encoder"):
        ObservationVectorizer(encoder=wrong).fit(TEXTS)


def test_chance_and_dependence_are_refused() -> None:
    generator = np.random.default_rng(0)
    with pytest.raises(ParameterError, match="encoder_random"):
        ObservationVectorizer(encoder=lambda texts: generator.normal(size=(len(texts), 3))).fit(TEXTS)
    leaning = lambda texts: letters(texts) + len(texts)  # noqa: E731
    with pytest.raises(ParameterError, match="encoder_batch"):
        ObservationVectorizer(encoder=leaning, encoder_batch=4).fit(TEXTS)
    ObservationVectorizer(encoder=leaning).fit(TEXTS)  # one at a time it cannot


@pytest.mark.parametrize(
    "options", [{"encoder": "no/such/folder"}, {"encoder": 5}, {"encoder": letters, "encoder_batch": 0}]
)
def test_wrong_parameters_are_named(options: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="encoder"):
        ObservationVectorizer(**options).fit(TEXTS)


def test_another_width_than_at_fit_is_refused() -> None:
    vectorizer = ObservationVectorizer(encoder=letters).fit(TEXTS)
    vectorizer.set_params(encoder=lambda texts: letters(texts)[:, :4])
    with pytest.raises(ParameterError, match="encoder"):
        vectorizer.transform(TEXTS)


def test_state_and_pickle_keep_the_block() -> None:
    vectorizer = ObservationVectorizer(n_components=2, encoder=letters).fit(TEXTS)
    words, arrays = vectorizer.state()
    again = ObservationVectorizer(n_components=2, encoder=letters).restore(words, arrays)
    assert (again.transform(TEXTS) == vectorizer.transform(TEXTS)).all()
    assert (pickle.loads(pickle.dumps(vectorizer)).transform(TEXTS) == vectorizer.transform(TEXTS)).all()


def test_a_folder_needs_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match=r"rakenlp\[encoder\]"):
        ObservationVectorizer(encoder=tmp_path).fit(TEXTS)


def test_a_folder_is_loaded_offline_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, dict[str, Any]]] = []

    class Model:
        def __init__(self, folder: str, **options: Any) -> None:
            made.append((folder, options))

        def encode(self, texts: list[str], **options: Any) -> np.ndarray:
            return letters(texts)

    for name in encoders._OFFLINE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(
        sys.modules,
        "sentence_transformers",
        types.SimpleNamespace(SentenceTransformer=Model),  # type: ignore[arg-type]
    )
    vectors = ObservationVectorizer(encoder=str(tmp_path)).fit_transform(TEXTS)
    assert (vectors == ObservationVectorizer(encoder=letters).fit_transform(TEXTS)).all()
    assert made == [(str(tmp_path.resolve()), {"device": "cpu", "local_files_only": True})]
    assert all(os.environ[name] == "1" for name in encoders._OFFLINE)


@pytest.mark.slow
def test_a_real_model_of_random_weights(tmp_path: Path) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    transformers = pytest.importorskip("transformers")
    inside = tmp_path / "bert"
    inside.mkdir()
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters_ = "abcdefghijklmnopqrstuvwxyzåäö"
    (inside / "vocab.txt").write_text("\n".join([*signs, *letters_, *(f"##{c}" for c in letters_)]), encoding="utf-8")
    transformers.BertTokenizer(str(inside / "vocab.txt"), strip_accents=False).save_pretrained(inside)
    config = transformers.BertConfig(
        vocab_size=len(signs) + 2 * len(letters_),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    transformers.BertModel(config).save_pretrained(inside)
    sentence_transformers.SentenceTransformer(str(inside), device="cpu").save(str(tmp_path / "st"))
    vectorizer = ObservationVectorizer(**ALONE, encoder=tmp_path / "st")
    fitted = vectorizer.fit_transform(TEXTS)
    assert fitted.shape == (5, 16)
    assert (vectorizer.transform(TEXTS[1:2])[0] == fitted[1]).all()
    fast = ObservationVectorizer(**ALONE, encoder=tmp_path / "st", encoder_batch=4).fit_transform(TEXTS)
    assert np.abs(fast - fitted).max() < 1e-3
