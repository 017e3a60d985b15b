"""Character n-grams inside words, counted once a word instead of once a text.

The numbers are those of scikit-learn's ``TfidfVectorizer(analyzer="char_wb", sublinear_tf=True)``. A collection has far
fewer words than places where they stand: each word is cut up once, and texts are sums of their words' counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

SIZES = range(3, 6)
_BLOCK = 4_096  # texts whose n-grams are all held at a time while it is found out which stay


def ngrams(word: str, sizes: range = SIZES) -> list[str]:
    """Return the n-grams of a word with a space on each side; a short word counts once.

    Examples
    --------
    >>> from rakenlp.vectors._characters import ngrams
    >>> ngrams("koti", range(3, 5))
    [' ko', 'kot', 'oti', 'ti ', ' kot', 'koti', 'oti ']
    """
    padded = f" {word} "
    length = len(padded)
    found: list[str] = []
    for size in sizes:
        found += [padded[start : start + size] for start in range(max(1, length - size + 1))]
        if length <= size:
            break
    return found


class CharacterRows:
    """Unit rows of weighted n-grams of texts.

    Parameters
    ----------
    names : sequence of str
        The n-grams, in the order of the columns.
    idf : ndarray of shape (n_ngrams,)

    Examples
    --------
    >>> from rakenlp.vectors._characters import CharacterRows
    >>> rows, matrix = CharacterRows.learn(["vuokra nousi", "vuokran maksu", "vuokra"], min_texts=3)
    >>> matrix.shape, rows.transform(["Vuokraa", "ei"]).getnnz(axis=1).tolist()
    ((3, 12), [12, 0])
    """

    def __init__(self, names: Sequence[str], idf: NDArray[np.float64]) -> None:
        self.names = list(names)
        self.idf = idf
        self._column = {name: i for i, name in enumerate(self.names)}

    @classmethod
    def learn(
        cls, texts: Sequence[str], min_texts: int = 1, max_share: float = 1.0, max_ngrams: int = 30_000
    ) -> tuple[CharacterRows, sparse.csr_matrix]:
        """Choose n-grams of texts and weigh them; return them with the rows of these texts.

        Parameters
        ----------
        texts : sequence of str
        min_texts : int, default=1
            N-grams of fewer texts are left out.
        max_share : float, default=1.0
            N-grams of a larger share of the texts are left out.
        max_ngrams : int, default=30000
            The most frequent ones stay; of equally frequent ones the first by alphabet.
        """
        words, of_text = _words(texts)
        column: dict[str, int] = {}
        of_word = _matrix(words, lambda piece: column.setdefault(piece, len(column)), None)
        names = sorted(column)
        of_word = of_word[:, [column[name] for name in names]]
        total = np.asarray(of_text.sum(axis=0)).ravel() @ of_word
        often = np.flatnonzero(total >= min_texts)
        of_word = of_word[:, often]
        held = np.zeros(len(often), dtype=np.int64)
        for start in range(0, len(texts), _BLOCK):
            held += np.bincount((of_text[start : start + _BLOCK] @ of_word).indices, minlength=len(often))
        fits = np.flatnonzero((held >= min_texts) & (held <= max_share * len(texts)))
        if len(fits) > max_ngrams:
            fits = np.sort(fits[np.argsort(-total[often[fits]], kind="stable")[:max_ngrams]])
        idf = np.log((len(texts) + 1.0) / (held[fits] + 1.0)) + 1.0
        rows = cls([names[i] for i in often[fits]], idf)
        return rows, rows._weighted(of_text @ of_word[:, fits])

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the matrix of texts, of shape (n_texts, n_ngrams); rows do not depend on each other."""
        words, of_text = _words(texts)
        return self._weighted(of_text @ _matrix(words, self._column.get, len(self.names)))

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        rows = sparse.csr_matrix(counts, dtype=np.float64)
        rows.sort_indices()
        rows.data = (np.log(rows.data) + 1.0) * self.idf[rows.indices]
        return normalize(rows, copy=False) if min(rows.shape) else rows


def _words(texts: Sequence[str]) -> tuple[list[str], sparse.csr_matrix]:
    """Return the different words of texts, and how often each text has each."""
    place: dict[str, int] = {}
    columns, ends = [], [0]
    for text in texts:
        columns += [place.setdefault(word, len(place)) for word in text.lower().split()]
        ends.append(len(columns))
    return list(place), _counted(columns, ends, len(place))


def _matrix(words: Sequence[str], column_of: Callable[[str], int | None], width: int | None) -> sparse.csr_matrix:
    """Return how often each word has each n-gram that has a column; width None: as many as there are."""
    columns: list[int] = []
    ends = [0]
    for word in words:
        columns += [column for piece in ngrams(word) if (column := column_of(piece)) is not None]
        ends.append(len(columns))
    return _counted(columns, ends, max(columns, default=-1) + 1 if width is None else width)


def _counted(columns: list[int], ends: list[int], width: int) -> sparse.csr_matrix:
    parts = np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(ends, np.int32)
    counts = sparse.csr_matrix(parts, shape=(len(ends) - 1, width))
    counts.sum_duplicates()
    return counts
