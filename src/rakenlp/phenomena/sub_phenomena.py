"""The finer level of the known phenomena: what tells a sub-phenomenon from the rest of its phenomenon."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .._resources import models_folder
from ..language._kept import kept
from ..texts import LANGUAGES, get_language, retold, text
from .feature_rows import UnevenRows


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    with (models_folder("corpus") / "sub-phenomena.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["sub_code"]: {language: row[f"name_{language}"] for language in ("fi", "sv", "en")} for row in rows}


def sub_phenomenon_name(code: str, language: str | None = None) -> str:
    """Return the name of a sub-phenomenon in a language (that of the texts by default); the code if it has none.

    Examples
    --------
    >>> from rakenlp.phenomena.sub_phenomena import sub_phenomenon_name
    >>> sub_phenomenon_name("home_sisailma")
    'Home, kosteusvauriot ja sisäilmaoireet'
    """
    return _names().get(code, {}).get(language or get_language(), code)


def retold_name(code: str, name: str) -> str:
    """Return the name of an emerging phenomenon in the language of the texts, whatever language it was made in.

    The name of a matter of the inventory is that of the inventory; words that name what no list holds stay as they
    are, and so do names that people have given.

    Examples
    --------
    >>> from rakenlp.phenomena.sub_phenomena import retold_name
    >>> retold_name("apteekki_laake_42c4", "Ny: apteekki"), retold_name("apteekki_laake_42c4", "Apteekit")
    ('Uusi: apteekki', 'Apteekit')
    """
    for language in LANGUAGES:
        matter = sub_phenomenon_name(code, language)
        if name == text("phenomena.emerging_name", language, terms=matter):
            return text("phenomena.emerging_name", terms=sub_phenomenon_name(code))
    return retold(name, "phenomena", ("emerging_name", "nameless"))


class SubPhenomena:
    """A naive Bayes model of sub-phenomena, kept as its differences from the phenomena above them.

    The counts of a sub-phenomenon are shrunk to its phenomenon, so the logarithm of a word's probability is that of
    the phenomenon, plus a constant of the sub-phenomenon (``level``), plus a difference that is zero for every word
    that its texts never held. A phenomenon is as likely as its sub-phenomena together: a text need be typical of one
    of them only, not of their average.

    Parameters
    ----------
    codes : sequence of str
        One for each sub-phenomenon; a phenomenon without any stands for itself.
    parents : ndarray of int of shape (n_sub,)
        Position of the phenomenon above each, rising; each phenomenon has one at least.
    differences : UnevenRows or csr_matrix of shape (n_features, n_sub)
        Kept in 8 bits.
    level : ndarray of shape (n_sub,)
    prior : ndarray of shape (n_sub,)
        Logarithm of how frequent each is, up to a constant.
    sharpness : float
        Exponent of the likelihood; below 1, since the words of a text are not independent.
    weight : float
        Of the phenomena's log-likelihood among the scores that :meth:`above` returns.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from rakenlp.phenomena.sub_phenomena import SubPhenomena
    >>> differences = sparse.csr_matrix(np.array([[2.0, 0.0], [0.0, 3.0]]))
    >>> subs = SubPhenomena(["teltta", "sohva"], np.zeros(2, int), differences, np.zeros(2), np.zeros(2), 1.0, 1.0)
    >>> text = sparse.csr_matrix([[0.0, 1.0]])
    >>> subs.within(subs.scores(text)).round(2).tolist()
    [[0.05, 0.95]]
    """

    def __init__(
        self,
        codes: Sequence[str],
        parents: NDArray[np.intp],
        differences: UnevenRows | sparse.csr_matrix,
        level: NDArray[np.float64],
        prior: NDArray[np.float64],
        sharpness: float,
        weight: float,
    ) -> None:
        self.codes = list(codes)
        self.parents = parents
        if not isinstance(differences, UnevenRows):
            differences = UnevenRows.of(differences.tocsr())
        self.differences = differences
        self.level = level
        self.prior = prior
        self.sharpness = sharpness
        self.weight = weight
        if (np.diff(parents) < 0).any():
            raise ValueError("sub-phenomena are ordered by the phenomenon above them")
        self._starts = np.flatnonzero(np.diff(parents, prepend=-1))

    @classmethod
    def restore(cls, settings: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> SubPhenomena:
        """Take back what :meth:`state` returned."""
        codes = list(settings["codes"])
        stored = (arrays[f"sub_{part}"] for part in ("data", "indices", "indptr"))
        matrix = sparse.csr_matrix(tuple(stored), shape=(len(arrays["sub_indptr"]) - 1, len(codes)))
        return cls(
            codes,
            arrays["sub_parents"].astype(np.intp),
            UnevenRows(matrix, float(settings["scale"])),
            arrays["sub_level"].astype(np.float64),
            arrays["sub_prior"].astype(np.float64),
            float(settings["sharpness"]),
            float(settings["weight"]),
        )

    @cached_property
    def bounds(self) -> list[int]:
        """Where the sub-phenomena of each phenomenon begin; those of the last end where the list does."""
        return np.searchsorted(self.parents, np.arange(int(self.parents.max(initial=-1)) + 2)).tolist()

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return what to save, as JSON-ready settings and as arrays; the differences in 8 bits."""
        stored = self.differences.matrix
        settings = {
            "codes": self.codes,
            "scale": float(self.differences.scale),
            "sharpness": self.sharpness,
            "weight": self.weight,
        }
        return settings, {
            "sub_data": stored.data,
            "sub_indices": stored.indices.astype(np.uint16),
            "sub_indptr": stored.indptr.astype(np.int32),
            "sub_parents": self.parents.astype(np.int16),
            "sub_level": self.level,
            "sub_prior": self.prior,
        }

    def scores(self, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return the log-likelihood of each sub-phenomenon less what it shares, of shape (n_texts, n_sub)."""
        words = self.differences.sums(matrix)
        if matrix.shape[0] == 1 and len(matrix.data):
            return self.sharpness * (words + matrix.data.cumsum()[-1] * self.level) + self.prior
        row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        mass = np.bincount(row, matrix.data, minlength=matrix.shape[0])  # one after the other, for any batch
        return self.sharpness * (words + mass[:, None] * self.level) + self.prior

    def above(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the sub-phenomena add to the score of each phenomenon, of shape (n_texts, n_phenomena)."""
        most, total, _ = self._summed_once(scores)
        return np.asarray(self.weight * (np.log(total) + most))

    def within(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how probable each sub-phenomenon is, given its phenomenon, of shape (n_texts, n_sub)."""
        _, total, parts = self._summed_once(scores)
        return np.asarray(parts / total[:, self.parents])

    def _summed_once(self, scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        if len(scores) != 1:
            return self._summed(scores)
        # the scores are kept beside their sums, so that no others can have their id meanwhile
        return kept(("summed", id(self), id(scores)), lambda: (scores, self._summed(scores)))[1]

    def _summed(self, scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        most = np.maximum.reduceat(scores, self._starts, axis=1)
        parts = np.exp(scores - most[:, self.parents])
        return most, np.add.reduceat(parts, self._starts, axis=1), parts

    def worth(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what features add to a phenomenon's score through its sub-phenomena, to the first order.

        Parameters
        ----------
        sums : ndarray of shape (n,)
            Of the differences of each feature, by how probable the sub-phenomena are for the text.

        Returns
        -------
        ndarray of shape (n,)
        """
        return self.weight * self.sharpness * sums
