"""Vectors of lemmas from their company: PPMI and SVD, averaged over a text with SIF weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd, row_norms

from .._resources import models_folder
from ..errors import ParameterError
from ..language.terms import PART
from ._company import company, ppmi
from ._vector_files import read_vectors, stamp, version_of, write_vectors
from .associations import WEIGHT, linked_terms, links

#: Smoothing of the SIF weight a / (a + p(lemma)); Arora, Liang & Ma (2017) use 0.001, our short texts like more.
SIF = 0.01
#: Weight of a compound's parts beside the compound itself.
PART_WEIGHT = 0.5
#: Texts needed to tell what all of them share.
COMMON = 50


class LemmaVectors:
    """Lemma vectors trained on any texts: positive pointwise mutual information, factorised.

    Two lemmas are near each other when they keep the same company, even if they never meet in a text. A
    compound's parts stand at the place of the compound, so that rare compounds have neighbours too.

    Parameters
    ----------
    vocabulary : dict of str to int
        Row of each lemma or part (parts without their mark).
    vectors : ndarray of shape (n_lemmas, n_dimensions)
        Unit rows; or of int8, rows whose unit rows are meant, which take a quarter of the memory.
    shares : ndarray of shape (n_lemmas,)
        Share of the training texts that hold the lemma.

    References
    ----------
    Levy, Goldberg & Dagan (2015), Improving distributional similarity with lessons learned from word
    embeddings, TACL 3. Arora, Liang & Ma (2017), A simple but tough-to-beat baseline for sentence
    embeddings, ICLR.

    Examples
    --------
    >>> from rakenlp.vectors import LemmaVectors
    >>> docs = [["asunto", "vuokra"], ["vuokra", "velka"], ["velka", "asunto"]] * 4
    >>> vectors = LemmaVectors.train(docs, dimensions=2, min_texts=2)
    >>> vectors.embed([["vuokra"], ["tuntematon"]]).shape
    (2, 2)
    """

    def __init__(
        self, vocabulary: dict[str, int], vectors: NDArray[np.float32] | NDArray[np.int8], shares: NDArray[np.float64]
    ) -> None:
        self.vocabulary = vocabulary
        self.shares = shares
        self._sif: NDArray[np.float64] = SIF / (SIF + shares)
        #: What they were made of, in counts (texts, files, settings); empty where it is not known.
        self.training: dict[str, Any] = {}
        self._stored = vectors
        self._lengths: NDArray[np.float32] | None = None
        if vectors.dtype == np.int8:
            found = row_norms(vectors.astype(np.float32))
            self._lengths = np.where(found > 0, found, 1).astype(np.float32)

    def __deepcopy__(self, memo: dict[int, Any]) -> LemmaVectors:
        """Return itself: vectors do not change, and a clone of an estimator need not double them."""
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Send to another process which vectors these are, where it has them itself."""
        return (LemmaVectors.default, ()) if self is LemmaVectors.default() else super().__reduce_ex__(protocol)

    @property
    def stored(self) -> NDArray[Any]:
        """The rows as they are kept, perhaps in 8 bits."""
        return self._stored

    @property
    def vectors(self) -> NDArray[np.float32]:
        """Unit rows of all lemmas, of shape (n_lemmas, n_dimensions)."""
        return self.rows(slice(None))

    def rows(self, index: Any) -> NDArray[np.float32]:
        """Return the unit rows of some lemmas."""
        if self._lengths is None:
            return self._stored[index]
        return np.asarray(self._stored[index].astype(np.float32) / self._lengths[index][:, None])

    @classmethod
    def train(
        cls,
        documents: Sequence[Sequence[str]],
        dimensions: int = 150,
        min_texts: int = 3,
        max_lemmas: int = 40_000,
        window: int = 8,
        associations: Mapping[str, Sequence[str]] | None = None,
        association_weight: float = WEIGHT,
        random_state: int = 0,
    ) -> LemmaVectors:
        """Train vectors on texts given as lists of terms, such as :class:`rakenlp.LemmaVectorizer` counts.

        Parameters
        ----------
        documents : sequence of sequence of str
            Terms in order; a part follows its lemma and carries the mark ``_``.
        dimensions : int, default=150
            Fewer if there are fewer lemmas.
        min_texts : int, default=3
            Lemmas in fewer texts have no vector.
        max_lemmas : int, default=40000
            The most frequent ones are kept; bounds the memory.
        window : int, default=8
            Words on each side that count as company, weighted by 1 / sqrt(distance).
        associations : mapping of str to sequence of str, optional
            Words that people connect with a lemma, such as :func:`rakenlp.vectors.associations.read_associations`
            returns: they count as company too.
        association_weight : float, default=15.0
            As how many meetings side by side an association counts.
        random_state : int, default=0

        Returns
        -------
        LemmaVectors
            Empty if no lemma occurs in ``min_texts`` texts.
        """
        counts: Counter[str] = Counter()
        told = associations or {}
        for document in documents:
            counts.update({term.removeprefix(PART) for term in document})
        frequency = {term: n for term, n in counts.items() if n >= min_texts}
        if frequency:
            frequency |= {term: 1 for term in linked_terms(told) if term not in frequency}
        kept = sorted(frequency.items(), key=lambda item: (-item[1], item[0]))[:max_lemmas]
        vocabulary = {term: i for i, term in enumerate(sorted(term for term, _ in kept))}
        shares = np.array([frequency[t] / len(documents) for t in vocabulary], dtype=np.float64)
        if len(vocabulary) < 3:
            return cls({}, np.zeros((0, 1), np.float32), np.zeros(0))
        association = ppmi(company(documents, vocabulary, window) + links(told, vocabulary, association_weight))
        size = min(dimensions, len(vocabulary) - 1)
        left, strength, _ = randomized_svd(association, size, n_iter=3, random_state=random_state)
        vectors = normalize(left * np.sqrt(strength))
        vectors = normalize(vectors - vectors.mean(axis=0))
        return cls(vocabulary, vectors.astype(np.float32), shares)

    @classmethod
    def default(cls) -> LemmaVectors:
        """Return the vectors that ship with rakenlp (``models/vectors``), loaded once in a process."""
        return _default()

    def save(self, folder: str | Path, *, exact: bool = False) -> None:
        """Write ``vectors.npz``, ``vocabulary.json`` and ``manifest.json`` into a folder, the manifest last.

        Parameters
        ----------
        folder : path
            Made if needed.
        exact : bool, default=False
            Whether every bit is kept; 8-bit numbers are a quarter of the size and as good in use.
        """
        write_vectors(self, self._stored if exact else None, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> LemmaVectors:
        """Load vectors written by :meth:`save`; no code is run.

        Parameters
        ----------
        folder : path-like

        Returns
        -------
        LemmaVectors

        Raises
        ------
        ModelFormatError
            If a file is missing or damaged, or of another schema version.
        """
        names, stored, shares, training = read_vectors(Path(folder))
        loaded = cls({name: i for i, name in enumerate(names)}, stored, shares)
        loaded.training = training
        return loaded

    @classmethod
    def of(cls, vectors: LemmaVectors | str | PathLike[str], name: str, owner: str) -> LemmaVectors:
        """Return vectors given as such, as "default", or as the folder they were saved in.

        Parameters
        ----------
        vectors : LemmaVectors, str or path-like
            "default" means those that ship.
        name : str
            Of the parameter, for the error.
        owner : str
            Whose parameter it is, for the error.

        Returns
        -------
        LemmaVectors

        Raises
        ------
        ParameterError
            If they are something else.
        ModelFormatError
            If the folder does not hold them.
        """
        if isinstance(vectors, LemmaVectors):
            return vectors
        if isinstance(vectors, str) and vectors == "default":
            return cls.default()
        if isinstance(vectors, (str, PathLike)) and Path(vectors).is_dir():
            return _from_folder(Path(vectors).resolve(), stamp(Path(vectors)))
        raise ParameterError(
            "parameter",
            name=name,
            owner=owner,
            expected='"default" / LemmaVectors / rakenlp vectors train … --out DIR',
            received=vectors if isinstance(vectors, (str, PathLike)) else type(vectors).__name__,
        )

    @cached_property
    def version(self) -> str:
        """Name of these vectors, told by their content."""
        return version_of(list(self.vocabulary), self._stored, self.shares)

    def nearest(self, lemma: str, top: int = 8) -> list[tuple[str, float]]:
        """Return the lemmas nearest in meaning, with their cosine; empty for a lemma without a vector.

        Parameters
        ----------
        lemma : str
        top : int, default=8
            At most so many.

        Returns
        -------
        list of (str, float)

        Examples
        --------
        >>> from rakenlp.vectors import LemmaVectors
        >>> [word for word, _ in LemmaVectors.default().nearest("velka", 3)]
        ['ulosotto', 'velkajärjestely', 'velallinen']
        """
        row = self.vocabulary.get(lemma)
        if row is None:
            return []
        cosine = self.vectors @ self.rows(np.array([row]))[0]
        order = np.argsort(-cosine, kind="stable")[: top + 1].tolist()
        names = list(self.vocabulary)
        return [(names[i], float(cosine[i])) for i in order if i != row][:top]

    def common(self, embedded: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what all embedded texts share and what is therefore no topic; zeros if they are too few to tell."""
        return embedded.mean(axis=0) if len(embedded) >= COMMON else np.zeros(self.dimensions)

    @staticmethod
    def without(embedded: NDArray[np.float64], common: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return embedded texts less what they share, as unit rows; texts of which nothing is known stay zeros."""
        known = np.abs(embedded).sum(axis=1, keepdims=True) > 0
        return np.asarray(normalize((embedded - common) * known))

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._stored.shape[1])

    def weights(self, documents: Iterable[Sequence[str]]) -> sparse.csr_matrix:
        """Return the SIF weight of each lemma in each text, of shape (n_texts, n_lemmas)."""
        place: dict[str, int] = {}
        found: list[int] = []
        ends = [0]
        for document in documents:
            found += [place.setdefault(term, len(place)) for term in document]
            ends.append(len(found))
        is_part = np.array([term[:1] == PART for term in place], dtype=bool)
        known = [self.vocabulary.get(term[1:] if term[:1] == PART else term, -1) for term in place]
        terms, begins = np.array(found, dtype=np.intp), np.array(ends, dtype=np.intp)
        columns, parts = np.array(known, dtype=np.int32)[terms], is_part[terms]
        lemma = np.maximum.accumulate(np.where(parts, -1, np.arange(len(terms))))  # the one before a part, or itself
        of_text = lemma >= np.repeat(begins[:-1], np.diff(begins))
        share = np.where(parts & of_text & (columns[lemma] >= 0), PART_WEIGHT, 1.0)
        kept = columns >= 0
        begins = np.append(0, np.cumsum(kept))[begins]
        shape = (len(begins) - 1, max(len(self.vocabulary), 1))
        weights = sparse.csr_matrix((share[kept], columns[kept], begins), shape=shape)
        weights.sum_duplicates()
        weights.data *= self._sif[weights.indices]
        return weights

    def weights_of(self, document: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the rows of the lemmas that a text has, rising, and their SIF weights."""
        row: dict[int, float] = {}
        lemma_known = False
        for term in document:
            is_part = term[:1] == PART
            column = self.vocabulary.get(term[1:] if is_part else term)
            if not is_part:
                lemma_known = column is not None
            if column is None:
                continue
            share = PART_WEIGHT if is_part and lemma_known else 1.0
            row[column] = row.get(column, 0.0) + share
        columns = np.array(sorted(row), dtype=np.int32)
        times = np.array([row[column] for column in columns.tolist()], dtype=np.float64)
        return columns, times * self._sif[columns]

    def embed(self, documents: Iterable[Sequence[str]]) -> NDArray[np.float64]:
        """Return the unit vector of each text, of shape (n_texts, n_dimensions); zeros where no lemma is known.

        Parameters
        ----------
        documents : iterable of sequence of str
            Terms of each text, as for :meth:`train`.

        Returns
        -------
        ndarray of shape (n_texts, n_dimensions)
        """
        sums = self.sums(documents)
        return np.asarray(normalize(sums)) if len(sums) else sums

    def sums(self, documents: Iterable[Sequence[str]]) -> NDArray[np.float64]:
        """Return the weighted sum of the vectors of each text's lemmas, of which :meth:`embed` makes unit vectors."""
        weights = self.weights(documents)
        if not self.vocabulary or not weights.shape[0]:
            return np.zeros((weights.shape[0], self.dimensions))
        used, columns = np.unique(weights.indices, return_inverse=True)  # only their rows are made doubles
        narrow = sparse.csr_matrix((weights.data, columns, weights.indptr), shape=(weights.shape[0], len(used)))
        return np.asarray(narrow @ self.rows(used).astype(np.float64))


@lru_cache(maxsize=1)
def _default() -> LemmaVectors:
    return LemmaVectors.load(models_folder("vectors"))


@lru_cache(maxsize=4)
def _from_folder(folder: Path, stamp: tuple[int, ...]) -> LemmaVectors:
    """Return the vectors of a folder, kept as long as its files are the same."""
    return LemmaVectors.load(folder)
