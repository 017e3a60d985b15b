"""Observations as dense vectors: lemmas and parts, lemma vectors and characters side by side."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from os import PathLike
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize
from sklearn.utils import Tags
from sklearn.utils.extmath import randomized_svd

from ..errors import ParameterError
from ..language.lemmas import check_texts, map_texts, own_words
from ..language.lexicon import Lexicon
from ..language.terms import topic_terms
from ._characters import CharacterRows
from ._lemma_vectorizer import LemmaVectorizer
from ._lemma_vectors import COMMON, LemmaVectors
from ._order import canonical_order
from ._sklearn import not_fitted, text_tags
from .associations import read_associations, touching
from .encoders import Encoder, SentenceEncoder

#: Texts whose company and singular vectors are computed; more are drawn evenly, so that cost stays linear.
_SAMPLE = 60_000


class _Read(NamedTuple):
    """What is known of texts before their vectors are made; None for what is yet to be computed.

    Attributes
    ----------
    documents : list of list of str
        Terms.
    lemmas, characters : csr_matrix, optional
        Weighted counts.
    background, encoded : ndarray, optional
        What the background vectors and the encoder say.
    """

    documents: list[list[str]]
    lemmas: sparse.csr_matrix | None = None
    characters: sparse.csr_matrix | None = None
    background: NDArray[np.float64] | None = None
    encoded: NDArray[np.float64] | None = None


class ObservationVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn observations into dense vectors in which texts of one phenomenon are near each other.

    Blocks lie side by side, each of unit length times its weight:

    - lemmas and compound parts, BM25, reduced with SVD (latent semantic analysis),
    - lemma vectors trained on the same texts (PPMI-SVD) and averaged with SIF weights,
    - lemma vectors trained on other texts (those that ship, or your own archive's),
    - character n-grams (typos, dialect, other languages), reduced with SVD,
    - what a sentence encoder of your own says, if you give one.

    Parameters
    ----------
    n_components : int, default=100
        Dimensions of each reduced block; fewer when there are few texts.
    lemma_weight, own_weight, background_weight, char_weight : float, default=0.7, 1.0, 1.0, 0.3
        Weight of each block, in the order above; 0 leaves a block out.
    background : "default", LemmaVectors, path or None, default="default"
        Vectors of the third block: those that ship (``models/vectors/README.md``), your own (also as the folder
        that ``rakenlp vectors train`` made), or none.
    random_state : int, default=0
    n_jobs : int, optional
        Processes for lemmatising, as in joblib.
    lexicon : Lexicon, str or Path, optional
        Your own words, as in :func:`rakenlp.lemmatize`.
    encoder : callable or path, optional
        Your own sentence encoder: ``encoder(list_of_str)`` gives an array of shape (n_texts, n_dimensions), or the
        folder of a sentence-transformers model on this machine (extra ``encoder``; nothing is downloaded). Its
        answers are checked: finite, of one width, the same when asked again.
    encoder_weight : float, default=1.0
        Weight of its block; what all texts share is taken off first.
    encoder_batch : int, default=1
        Texts given to the encoder at a time. With 1 a row never depends on the others, to the last bit; more is
        faster, and refused if it changes the rows by more than a thousandth.

    Attributes
    ----------
    n_features_out_ : int
        Length of a vector.
    lemmas_ : LemmaVectorizer
    own_ : LemmaVectors
        Vectors trained on the texts given to ``fit``.

    Notes
    -----
    The result does not depend on the order of the texts, and a row of ``transform`` does not depend on the
    other rows. With fewer than three texts there is nothing to reduce and the vectors are zeros.

    Examples
    --------
    >>> import rakenlp
    >>> texts = ["Vuokra on rästissä ja häätö uhkaa", "Häätö tuli, vuokraa ei voitu maksaa", "Äiti on yksin"]
    >>> rakenlp.ObservationVectorizer(n_components=2).fit_transform(texts).shape[0]
    3
    """

    def __init__(
        self,
        n_components: int = 100,
        lemma_weight: float = 0.7,
        own_weight: float = 1.0,
        background_weight: float = 1.0,
        char_weight: float = 0.3,
        background: LemmaVectors | str | PathLike[str] | None = "default",
        random_state: int = 0,
        n_jobs: int | None = None,
        lexicon: Lexicon | str | PathLike[str] | None = None,
        encoder: Encoder | str | PathLike[str] | None = None,
        encoder_weight: float = 1.0,
        encoder_batch: int = 1,
    ) -> None:
        self.n_components = n_components
        self.lemma_weight = lemma_weight
        self.own_weight = own_weight
        self.background_weight = background_weight
        self.char_weight = char_weight
        self.background = background
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.lexicon = lexicon
        self.encoder = encoder
        self.encoder_weight = encoder_weight
        self.encoder_batch = encoder_batch

    def fit(self, texts: Iterable[str], y: Any = None) -> ObservationVectorizer:
        """Learn the blocks from texts.

        Parameters
        ----------
        texts : iterable of str
        y : None
            Not used.

        Returns
        -------
        ObservationVectorizer
            Itself.
        """
        self._fit(check_texts(texts, "ObservationVectorizer"))
        return self

    def fit_transform(self, texts: Iterable[str], y: Any = None, **params: Any) -> NDArray[np.float64]:
        """Learn the blocks and return the vectors, of shape ``(n_texts, n_features_out_)``."""
        checked = check_texts(texts, "ObservationVectorizer")
        return self._vectors(checked, self._fit(checked))

    def transform(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Return the vectors of texts, of shape ``(n_texts, n_features_out_)``."""
        self._check_fitted()
        checked = check_texts(texts, "ObservationVectorizer")
        return self._vectors(checked, _Read(self._terms(checked)))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Return a name for each dimension: the block and a number."""
        self._check_fitted()
        names = [f"{block}{i}" for block, size in self._sizes() for i in range(size)]
        return np.array(names, dtype=object)

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return what was learned, as JSON-ready words and as arrays; see :meth:`restore`.

        The background vectors and the encoder are not part of it: give the same ones to the constructor.

        Returns
        -------
        words : dict
        arrays : dict of str to ndarray
        """
        words = {
            "lemmas": list(self.lemmas_.get_feature_names_out()),
            "own": list(self.own_.vocabulary),
            "characters": self._characters.names if self._char_axes.shape[1] else [],
        }
        arrays: dict[str, NDArray[Any]] = {
            "lemma_idf": self.lemmas_.idf_,
            "lemma_axes": self._lemma_axes,
            "own_vectors": self.own_.vectors,
            "own_shares": self.own_.shares,
            "char_axes": self._char_axes,
            "common": self._common,
            "encoder_common": self._encoder_common,
            "char_idf": self._characters.idf if self._char_axes.shape[1] else np.zeros(0, dtype=np.float64),
            "lemma_scale": np.array([self.lemmas_.mean_length_, self.lemmas_.n_texts_]),
        }
        return words, arrays

    def restore(self, words: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ObservationVectorizer:
        """Take back what :meth:`state` returned; the vectors are the same to the last bit."""
        self.lemmas_ = LemmaVectorizer()
        self.lemmas_.vocabulary_ = {term: i for i, term in enumerate(words["lemmas"])}
        self.lemmas_.idf_ = arrays["lemma_idf"]
        self.lemmas_.mean_length_, self.lemmas_.n_texts_ = (
            float(arrays["lemma_scale"][0]),
            int(arrays["lemma_scale"][1]),
        )
        self.own_ = LemmaVectors(
            {t: i for i, t in enumerate(words["own"])}, arrays["own_vectors"], arrays["own_shares"]
        )
        self._lemma_axes: NDArray[np.float64] = arrays["lemma_axes"]
        self._char_axes: NDArray[np.float64] = arrays["char_axes"]
        self._common = arrays["common"]
        self._encoder_common = arrays.get("encoder_common", np.zeros(0))
        self._characters = CharacterRows(words["characters"], arrays["char_idf"])
        self.n_features_out_ = sum(size for _, size in self._sizes())
        return self

    def __sklearn_tags__(self) -> Tags:
        return text_tags(super().__sklearn_tags__())

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "n_features_out_")

    def _check_fitted(self) -> None:
        if not hasattr(self, "n_features_out_"):
            raise not_fitted("ObservationVectorizer")

    def _sizes(self) -> list[tuple[str, int]]:
        background = self._background()
        return [
            ("lemma", self._lemma_axes.shape[1]),
            ("own", self.own_.dimensions if self.own_weight else 0),
            ("background", background.dimensions if background else 0),
            ("char", self._char_axes.shape[1]),
            ("encoder", len(self._encoder_common)),
        ]

    def _encoder(self) -> SentenceEncoder | None:
        if self.encoder is None or not self.encoder_weight:
            return None
        return SentenceEncoder(self.encoder, self.encoder_batch)

    def _background(self) -> LemmaVectors | None:
        if not self.background_weight or self.background is None:
            return None
        return LemmaVectors.of(self.background, "background", "ObservationVectorizer")

    def _terms(self, texts: list[str]) -> list[list[str]]:
        return map_texts(partial(topic_terms, lexicon=own_words(self.lexicon)), texts, self.n_jobs)

    def _fit(self, texts: list[str]) -> _Read:
        """Learn from texts, and return what was found out of them on the way."""
        documents = self._terms(texts)
        order = canonical_order(texts)
        if len(order) > _SAMPLE:
            order = order[np.linspace(0, len(order) - 1, _SAMPLE).astype(np.intp)]
        back = np.argsort(order) if len(order) == len(texts) else None
        sample = [documents[i] for i in order]
        rare = 1 if len(sample) < 50 else 2
        self.lemmas_ = LemmaVectorizer(min_df=rare, max_df=0.3 if len(sample) >= 50 else 1.0)
        lemmas = self.lemmas_.fit_terms(sample)
        self._lemma_axes = self._axes(lemmas, self.lemma_weight)
        background = self._background()
        self.own_ = LemmaVectors.train(
            sample if self.own_weight else [],
            dimensions=self.n_components,
            min_texts=rare,
            associations=None if background is None else touching(read_associations(), sample),
            random_state=self.random_state,
        )
        embedded = background.embed(documents) if background else None
        self._common = background.common(embedded[order]) if background and embedded is not None else np.zeros(0)
        characters = self._fit_characters([texts[i] for i in order])
        encoder = self._encoder()
        encoded = None
        self._encoder_common = np.zeros(0)
        if encoder is not None and texts:
            encoder.check(texts)
            encoded = encoder.encode(texts)
            self._encoder_common = _shared(encoded[order])
        self.n_features_out_ = sum(size for _, size in self._sizes())
        if back is None:
            return _Read(documents, background=embedded, encoded=encoded)
        return _Read(documents, lemmas[back], characters[back] if self.char_weight else None, embedded, encoded)

    def _fit_characters(self, texts: list[str]) -> sparse.csr_matrix:
        few = len(texts) < 50
        self._characters, rows = CharacterRows.learn(
            texts if self.char_weight else [], 1 if few else 3, 1.0 if few else 0.5
        )
        self._char_axes = self._axes(rows, self.char_weight)
        return rows

    def _axes(self, matrix: sparse.csr_matrix, weight: float) -> NDArray[np.float64]:
        size = min(self.n_components, min(matrix.shape) - 1)
        if size < 1 or not weight:
            return np.zeros((matrix.shape[1], 0))
        _, _, axes = randomized_svd(matrix, size, n_iter=5, random_state=self.random_state)
        return np.ascontiguousarray(axes.T)

    def _vectors(self, texts: list[str], read: _Read) -> NDArray[np.float64]:
        found = np.zeros((len(texts), self.n_features_out_))
        place = 0

        def put(weight: float, block: NDArray[np.float64]) -> None:
            nonlocal place
            np.multiply(block, weight, out=found[:, place : place + block.shape[1]])
            place += block.shape[1]

        if not texts:
            return found
        if self._lemma_axes.shape[1]:
            lemmas = self.lemmas_.transform_terms(read.documents) if read.lemmas is None else read.lemmas
            put(self.lemma_weight, normalize(lemmas @ self._lemma_axes, copy=False))
        if self.own_weight:
            put(self.own_weight, self.own_.embed(read.documents))
        background = self._background()
        if background is not None:
            embedded = background.embed(read.documents) if read.background is None else read.background
            put(self.background_weight, background.without(embedded, self._common))
        if self._char_axes.shape[1]:
            characters = self._characters.transform(texts) if read.characters is None else read.characters
            put(self.char_weight, normalize(characters @ self._char_axes, copy=False))
        encoder = self._encoder()
        if encoder is not None and len(self._encoder_common):
            encoded = encoder.encode(texts) if read.encoded is None else read.encoded
            if encoded.shape[1] != len(self._encoder_common):
                expected = f"array (n, {len(self._encoder_common)})"
                raise ParameterError(
                    "parameter",
                    name="encoder",
                    owner="ObservationVectorizer",
                    expected=expected,
                    received=f"array {encoded.shape}",
                )
            put(self.encoder_weight, LemmaVectors.without(encoded, self._encoder_common))
        return np.asarray(normalize(found, copy=False)) if found.shape[1] else found


def _shared(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what all texts share; zeros if they are too few to tell."""
    return encoded.mean(axis=0) if len(encoded) >= COMMON else np.zeros(encoded.shape[1])
