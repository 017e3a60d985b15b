"""Texts as a sparse matrix of lemmas and compound parts, weighted with BM25."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils import Tags

from ..errors import ParameterError
from ..language.lemmas import check_texts, map_texts, own_words
from ..language.lexicon import Lexicon
from ..language.terms import CONVENTIONS, PART, topic_terms
from ._sklearn import not_fitted, text_tags


def _as_is(tokens: list[str]) -> list[str]:
    return tokens


class LemmaVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn Finnish texts into a sparse matrix of lemmas, compound parts and derivation bases.

    The parts of a compound count too (*toimeentulotukihakemus*: toimeentulo, tuki, hakemus), as features marked
    with ``_``, and so does the verb of a noun (*hoitaminen*: hoitaa). Parts are the first lever of quality on short
    Finnish texts.

    Parameters
    ----------
    min_df : int or float, default=1
        Terms in fewer texts (share of texts, if float) are left out.
    max_df : int or float, default=1.0
        Terms in more texts are left out.
    parts : bool, default=True
        Whether compound parts and derivation bases are features.
    weighting : {"bm25", "count"}, default="bm25"
        BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) with rows of unit length, or plain counts.
    n_jobs : int, optional
        Processes for lemmatising, as in joblib.
    terms : {"meaning", "universal"}, default="meaning"
        What a word becomes: everything that ties it to words of the same meaning, or the one lemma of Universal
        Dependencies. ``docs/measurements.md`` compares the two.
    lexicon : Lexicon, str or Path, optional
        Your own words, as in :func:`rakenlp.lemmatize`.

    Attributes
    ----------
    vocabulary_ : dict of str to int
        Column of each term.
    idf_ : ndarray of shape (n_terms,)
    mean_length_ : float
        Mean number of terms in a text.
    n_texts_ : int

    See Also
    --------
    ObservationVectorizer : Dense vectors that also carry meaning.

    Examples
    --------
    >>> import rakenlp
    >>> vec = rakenlp.LemmaVectorizer()
    >>> vec.fit_transform(["Asunnottomuus kasvaa", "asunnoton nuori"]).shape
    (2, 4)
    >>> vec.get_feature_names_out().tolist()
    ['_asunto', 'asunnoton', 'asunnottomuus', 'nuori']
    """

    def __init__(
        self,
        min_df: float = 1,
        max_df: float = 1.0,
        parts: bool = True,
        weighting: str = "bm25",
        n_jobs: int | None = None,
        terms: str = "meaning",
        lexicon: Lexicon | str | PathLike[str] | None = None,
    ) -> None:
        self.min_df = min_df
        self.max_df = max_df
        self.parts = parts
        self.weighting = weighting
        self.n_jobs = n_jobs
        self.terms = terms
        self.lexicon = lexicon

    def fit(self, texts: Iterable[str], y: Any = None) -> LemmaVectorizer:
        """Learn the terms and their weights.

        Parameters
        ----------
        texts : iterable of str
        y : None
            Not used.

        Returns
        -------
        LemmaVectorizer
            Itself.
        """
        self._learn(texts)
        return self

    def fit_transform(self, texts: Iterable[str], y: Any = None, **params: Any) -> sparse.csr_matrix:
        """Learn the terms and return the matrix of the texts, of shape (n_texts, n_terms)."""
        return self._learn(texts)

    def _learn(self, texts: Iterable[str]) -> sparse.csr_matrix:
        if self.weighting not in ("bm25", "count"):
            raise ParameterError(
                "parameter",
                name="weighting",
                owner="LemmaVectorizer",
                expected="bm25 / count",
                received=self.weighting,
            )
        return self.fit_terms(self._terms(texts))

    def fit_terms(self, documents: list[list[str]]) -> sparse.csr_matrix:
        """Like :meth:`fit_transform`, for texts that are lists of terms already."""
        counter = CountVectorizer(analyzer=_as_is, min_df=self.min_df, max_df=self.max_df)
        try:
            counts = counter.fit_transform(documents)
        except ValueError:  # no text holds a term that may stay
            self.vocabulary_: dict[str, int] = {}
            self.idf_: NDArray[np.float64] = np.zeros(0)
            self.mean_length_, self.n_texts_ = 1.0, len(documents)
            return sparse.csr_matrix((len(documents), 0))
        counts = counts.tocsr()
        counts.sort_indices()
        df = np.bincount(counts.indices, minlength=counts.shape[1])
        self.vocabulary_ = {term: int(i) for term, i in counter.vocabulary_.items()}
        self.n_texts_ = counts.shape[0]
        self.idf_ = np.log1p((self.n_texts_ - df + 0.5) / (df + 0.5))
        self.mean_length_ = float(max(counts.sum() / max(self.n_texts_, 1), 1.0))
        return self._weighted(counts)

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return the matrix of the texts, of shape (n_texts, n_terms); rows do not depend on each other."""
        self._check_fitted()
        return self.transform_terms(self._terms(texts))

    def transform_terms(self, documents: list[list[str]]) -> sparse.csr_matrix:
        """Like :meth:`transform`, for texts that are lists of terms already."""
        if not self.vocabulary_:
            return sparse.csr_matrix((len(documents), 0))
        counter = CountVectorizer(analyzer=_as_is, vocabulary=self.vocabulary_)
        counts = counter.transform(documents).tocsr()
        counts.sort_indices()
        return self._weighted(counts)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return the term of each column."""
        self._check_fitted()
        return np.array(sorted(self.vocabulary_, key=self.vocabulary_.__getitem__), dtype=object)

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vocabulary_")

    def _check_fitted(self) -> None:
        if not hasattr(self, "vocabulary_"):
            raise not_fitted("LemmaVectorizer")

    def _terms(self, texts: Iterable[str]) -> list[list[str]]:
        if self.terms not in CONVENTIONS:
            raise ParameterError(
                "parameter",
                name="terms",
                owner="LemmaVectorizer",
                expected=" / ".join(CONVENTIONS),
                received=self.terms,
            )
        read = partial(topic_terms, convention=self.terms, lexicon=own_words(self.lexicon))
        documents = map_texts(read, check_texts(texts, "LemmaVectorizer"), self.n_jobs)
        if self.parts:
            return documents
        return [[term for term in document if not term.startswith(PART)] for document in documents]

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        if self.weighting == "count":
            return counts
        counts = counts.astype(np.float64)
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        saturation = 1.2 * (0.25 + 0.75 * lengths[rows] / self.mean_length_)
        counts.data = counts.data * 2.2 / (counts.data + saturation) * self.idf_[counts.indices]
        return normalize(counts)
