"""The vectorizers: sklearn manners, batches, order, saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import rakenlp
from rakenlp.errors import ModelFormatError, NotFittedError, ParameterError
from rakenlp.vectors import LemmaVectorizer, LemmaVectors, ObservationVectorizer
from rakenlp.vectors._order import sample
from rakenlp.vectors._tfidf import TfidfRows, side_by_side

TEXTS = [
    "Vuokra on rästissä ja häätö uhkaa perhettä",
    "Häätö tuli kun vuokraa ei voitu maksaa",
    "Vuokravelka kasvoi ja tuli häätöuhka",
    "Äiti on yksin eikä kukaan käy katsomassa",
    "Yksinäisyys vaivaa vanhusta, kukaan ei käy",
    "Nuori pelaa nettikasinolla kaikki rahat",
    "Pelaaminen vei rahat ja pelivelka kasvaa",
    "Koulu jää väliin, lapsi ei lähde kotoa",
]


def test_lemma_vectorizer_names_its_columns() -> None:
    vectorizer = LemmaVectorizer().fit(TEXTS)
    names = vectorizer.get_feature_names_out()
    matrix = vectorizer.transform(TEXTS)
    assert matrix.shape == (len(TEXTS), len(names))
    assert {"häätö", "_velka", "yksinäisyys"} <= set(names)
    assert np.allclose(np.asarray(matrix.power(2).sum(axis=1)).ravel(), 1)


def test_parts_and_counts_are_options() -> None:
    plain = LemmaVectorizer(parts=False, weighting="count").fit(TEXTS)
    assert not any(name.startswith("_") for name in plain.get_feature_names_out())
    assert plain.transform(["häätö häätö"]).max() == 2
    with pytest.raises(ParameterError, match="weighting"):
        LemmaVectorizer(weighting="tfidf").fit(TEXTS)


@pytest.mark.parametrize("make", [LemmaVectorizer, ObservationVectorizer])
def test_sklearn_manners(make: type) -> None:
    estimator = make()
    with pytest.raises(NotFittedError):
        estimator.transform(TEXTS)
    copy = clone(estimator)
    assert copy.get_params() == estimator.get_params()
    first = estimator.fit_transform(TEXTS)
    second = copy.fit(TEXTS).transform(TEXTS)
    assert abs(first - second).max() < 1e-12
    piped = make_pipeline(clone(estimator), FunctionTransformer()).fit_transform(TEXTS)
    assert piped.shape == first.shape


def test_rows_do_not_depend_on_batch_or_order() -> None:
    vectorizer = ObservationVectorizer().fit(TEXTS)
    whole = vectorizer.transform(TEXTS)
    for i, text in enumerate(TEXTS):
        assert (vectorizer.transform([text])[0] == whole[i]).all()
    backwards = ObservationVectorizer().fit(TEXTS[::-1]).transform(TEXTS)
    assert (backwards == whole).all()


def test_names_match_the_width() -> None:
    vectorizer = ObservationVectorizer(n_components=3).fit(TEXTS)
    assert len(vectorizer.get_feature_names_out()) == vectorizer.n_features_out_ == vectorizer.transform([]).shape[1]


@pytest.mark.parametrize("texts", [[], [""], ["Apua"], ["Apua", "Apua"], ["", "!!!", "123"]])
def test_few_or_empty_texts_give_zeros_not_errors(texts: list[str]) -> None:
    vectors = ObservationVectorizer().fit_transform(texts)
    assert vectors.shape[0] == len(texts)
    assert np.isfinite(vectors).all()
    assert LemmaVectorizer().fit_transform(texts).shape[0] == len(texts)


def test_blocks_can_be_left_out_or_replaced() -> None:
    own = LemmaVectors.train([["vuokra", "häätö"], ["häätö", "velka"], ["velka", "vuokra"]] * 3, dimensions=2)
    vectorizer = ObservationVectorizer(background=own, char_weight=0, own_weight=0, lemma_weight=0).fit(TEXTS)
    assert vectorizer.n_features_out_ == own.dimensions
    with pytest.raises(ParameterError, match="background"):
        ObservationVectorizer(background="news").fit(TEXTS)


def test_lemma_vectors_bring_company_together() -> None:
    documents = [
        ["vuokra", "velka", "häätö"],
        ["vuokra", "rästi", "häätö"],
        ["kissa", "koira"],
        ["kissa", "hiiri", "koira"],
    ]
    vectors = LemmaVectors.train(documents * 5, dimensions=3, min_texts=2)
    near = vectors.embed([["velka"], ["rästi"], ["hiiri"]])
    assert near[0] @ near[1] > near[0] @ near[2] + 0.5


def test_shipped_vectors_know_the_field() -> None:
    vectors = LemmaVectors.default()
    embedded = vectors.embed([["velka"], ["ulosotto"], ["metsästys"]])
    assert embedded[0] @ embedded[1] > embedded[0] @ embedded[2] + 0.2


def test_saved_lemma_vectors_are_checked(tmp_path: Path) -> None:
    own = LemmaVectors.train([["vuokra", "häätö"], ["häätö", "velka"], ["velka", "vuokra"]] * 3, dimensions=2)
    own.save(tmp_path)
    again = LemmaVectors.load(tmp_path)
    assert again.vocabulary == own.vocabulary
    assert np.abs(again.vectors - own.vectors).max() < 0.01
    (tmp_path / "vectors.npz").write_bytes(b"not an archive")
    with pytest.raises(ModelFormatError, match="vectors|vioittunut"):
        LemmaVectors.load(tmp_path)
    with pytest.raises(ModelFormatError, match="puuttuu"):
        LemmaVectors.load(tmp_path / "nowhere")


def test_public_names_are_lazy_and_listed() -> None:
    assert {"LemmaVectorizer", "analyse", "PhenomenonModel"} <= set(dir(rakenlp))
    with pytest.raises(AttributeError, match="nothing"):
        _ = rakenlp.nothing


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("aeknsu ", max_size=30), min_size=1, max_size=3))
def test_the_row_of_one_text_alone_is_that_of_it_among_others(texts: list[str]) -> None:
    known = ["kaunis sana", "uneen asti", "ensin anna", "suussa on"]
    blocks = [
        TfidfRows(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, size), sublinear_tf=True).fit(known))
        for size in (2, 3)
    ]
    together = side_by_side(blocks, [[*texts, "sana"]] * 2)
    for number, text in enumerate(texts):
        alone = side_by_side(blocks, [[text]] * 2)
        other = together[number]
        assert alone.shape == other.shape and alone.indices.dtype == alone.indptr.dtype == np.int32
        assert alone.data.tobytes() == other.data.tobytes()
        assert alone.indices.tolist() == other.indices.tolist() and alone.indptr.tolist() == other.indptr.tolist()
        assert (alone != other).nnz == 0


def test_a_sample_does_not_depend_on_the_order_of_texts() -> None:
    texts = [f"teksti {number}" for number in range(50)]
    drawn = sample(texts, 20)
    assert drawn == sample(texts[::-1], 20) == sorted(drawn) and len(set(drawn)) == 20
    assert drawn != sorted(texts)[:20]  # no property of a text makes it likelier
    assert sample(["b", "a", "b"], 3) == ["a", "b", "b"]
