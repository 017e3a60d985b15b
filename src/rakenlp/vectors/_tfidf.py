"""Rows of a fitted TfidfVectorizer for one text at a time: the same numbers at a fraction of the cost.

scikit-learn checks and prepares for whole collections, which for one text takes ten times as long as the work.
Characters inside words are looked up by word, so that a word met before costs one look-up.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from .._remember import Remembered
from ._characters import ngrams

_WORDS = 1 << 18
_LONGEST = 64


class TfidfRows:
    """What a fitted vectorizer with sublinear counts and rows of unit length does, row by row.

    Parameters
    ----------
    vectorizer : TfidfVectorizer
        With ``sublinear_tf``, and ``analyzer="char_wb"`` (lower case) or a callable that returns terms.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> from rakenlp.vectors._tfidf import TfidfRows
    >>> texts = ["vuokra nousi", "vuokra vuokran päälle"]
    >>> known = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit(texts)
    >>> bool(abs(TfidfRows(known).transform(texts) - known.transform(texts)).max() < 1e-12)
    True
    """

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self._vectorizer = vectorizer
        self._vocabulary: dict[str, int] = vectorizer.vocabulary_
        self._idf = np.asarray(vectorizer.idf_, dtype=np.float64)
        self._characters = vectorizer.analyzer == "char_wb"
        self._sizes = range(vectorizer.ngram_range[0], vectorizer.ngram_range[1] + 1)
        self._columns = Remembered(self._columns_of, _WORDS, _LONGEST)

    def __reduce__(self) -> tuple[Any, ...]:
        return TfidfRows, (self._vectorizer,)

    def row(self, document: Any) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the columns of a text that are not zero, rising, and their values."""
        found = self._found(document)
        if not len(found):
            return found, np.zeros(0)
        found.sort()
        begins = np.empty(len(found) + 1, dtype=bool)
        begins[0] = begins[-1] = True
        np.not_equal(found[1:], found[:-1], out=begins[1:-1])
        bounds = begins.nonzero()[0]
        columns, counts = found[bounds[:-1]], bounds[1:] - bounds[:-1]
        values = (np.log(counts.astype(np.float64)) + 1.0) * self._idf[columns]
        values /= np.sqrt((values * values).cumsum()[-1])  # summed one after the other, as scikit-learn does
        return columns, values

    def rows(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Return the matrix of texts: the numbers of :meth:`row`, of all texts at once."""
        found = [self._found(document) for document in documents]
        columns = np.concatenate([np.zeros(0, dtype=np.int32), *found])
        ends = np.cumsum([0, *map(len, found)])
        matrix = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), self.size))
        matrix.sum_duplicates()
        often = np.arange(int(matrix.data.max(initial=1.0)) + 1)
        often[0] = 1
        matrix.data = (np.log(often.astype(np.float64)) + 1.0)[matrix.data.astype(np.intp)] * self._idf[matrix.indices]
        squares = sparse.csr_matrix((matrix.data * matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape)
        lengths = np.sqrt(squares @ np.ones(self.size))  # summed one after the other, too
        matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
        return matrix

    def _found(self, document: Any) -> NDArray[np.int32]:
        """Return the column of everything in a text that has one, in order and as often as it is there."""
        if self._characters:
            parts = map(self._columns.__getitem__, document.lower().split())
            return np.frombuffer(bytearray().join(parts), dtype=np.int32)  # may be sorted in place
        terms = self._vectorizer.analyzer(document)
        known = [column for term in terms if (column := self._vocabulary.get(term)) is not None]
        return np.array(known, dtype=np.int32)

    def transform(self, documents: Sequence[Any]) -> sparse.csr_matrix:
        """Return the matrix of texts, of shape (n_texts, n_terms)."""
        return side_by_side([self], [documents])

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self._idf)

    def _columns_of(self, word: str) -> bytes:
        """Return the columns of a word's n-grams as the bytes of whole numbers, which are soon joined."""
        found = map(self._vocabulary.get, ngrams(word, self._sizes))
        return array("i", [column for column in found if column is not None]).tobytes()


@lru_cache(maxsize=16)
def _empty_row(width: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((1, width))


def _one_row(
    parts: Sequence[tuple[NDArray[np.int32], NDArray[np.float64]]], offsets: NDArray[np.int32]
) -> sparse.csr_matrix:
    """Return the rows of one text next to each other; the matrix is not checked, which would take longer than it."""
    row = sparse.csr_matrix.__new__(sparse.csr_matrix)
    row.__dict__.update(_empty_row(int(offsets[-1])).__dict__)
    row.indices = np.concatenate([own + offset for (own, _), offset in zip(parts, offsets, strict=False)])
    row.data = np.concatenate([weights for _, weights in parts])
    row.indptr = np.array([0, len(row.data)], dtype=np.int32)
    return row


def side_by_side(blocks: Sequence[TfidfRows], documents: Sequence[Sequence[Any]]) -> sparse.csr_matrix:
    """Return the rows of several vectorizers next to each other, the documents of each given in its own form."""
    offsets = np.cumsum([0, *(block.size for block in blocks)], dtype=np.int32)
    if all(len(forms) == 1 for forms in documents):
        return _one_row([block.row(form) for block, (form,) in zip(blocks, documents, strict=True)], offsets)
    matrices = [block.rows(forms) for block, forms in zip(blocks, documents, strict=True)]
    return sparse.hstack(matrices, format="csr")
