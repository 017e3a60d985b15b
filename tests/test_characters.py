"""Character n-grams of texts: the numbers of scikit-learn, whatever stands together."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from rakenlp.vectors._characters import CharacterRows

TEXTS = ["Vuokra nousi  taas", "vuokran\nmaksu jäi", "Ei a", "häätö tuli, vuokra vuokra", "", "maksuhäiriö ja häätö"]


@pytest.mark.parametrize(("min_texts", "max_share"), [(1, 1.0), (2, 0.4)])
def test_rows_are_those_of_scikit_learn(min_texts: int, max_share: float) -> None:
    known = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=min_texts, max_df=max_share
    )
    expected = known.fit_transform(TEXTS)
    rows, matrix = CharacterRows.learn(TEXTS, min_texts, max_share)
    assert rows.names == known.get_feature_names_out().tolist()
    np.testing.assert_allclose(matrix.toarray(), expected.toarray(), atol=1e-12)


def test_a_row_depends_on_no_other_and_is_the_same_when_learnt() -> None:
    rows, matrix = CharacterRows.learn(TEXTS)
    alone = [rows.transform([text]).toarray()[0] for text in TEXTS]
    assert (np.array(alone) == matrix.toarray()).all()
    assert (rows.transform(TEXTS[::-1]).toarray() == matrix.toarray()[::-1]).all()


def test_the_most_frequent_ngrams_stay_and_ties_go_by_alphabet() -> None:
    rows, matrix = CharacterRows.learn(["ab ab", "cd", "ef"], max_ngrams=3)
    assert rows.names == [" ab", " ab ", "ab "]
    assert matrix.shape == (3, 3)


@pytest.mark.parametrize("texts", [[], [""], ["", " "]])
def test_without_words_there_are_no_columns(texts: list[str]) -> None:
    rows, matrix = CharacterRows.learn(texts)
    assert rows.names == [] and matrix.shape == (len(texts), 0)
    assert rows.transform(["vuokra"]).shape == (1, 0)
