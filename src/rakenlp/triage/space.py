"""The space of meaning in which submissions are compared, and how unlike everything else a text is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._files import read_arrays, read_json
from .._resources import models_folder
from ..errors import ModelFormatError
from ..language.terms import topic_terms
from ..vectors import LemmaVectors
from .neighbours import Bytes, Neighbours, quantised

if TYPE_CHECKING:
    from ..language.lexicon import Lexicon

SCHEMA = 1
#: Fewest stored observations from which novelty is told by themselves; fewer are measured by what ships.
FEWEST = 200
_PROBES = 1_000
_QUANTILES = 101
_STEPS = np.linspace(0.0, 1.0, _QUANTILES)


class Space:
    """Vectors of meaning with what all submissions share taken off (``models/triage``).

    Parameters
    ----------
    vectors : LemmaVectors
    common : ndarray of shape (n_dimensions,)
        Mean of the vectors of submissions.
    themes : Neighbours
        Centres of what submissions are about.
    quantiles : ndarray of shape (101,)
        Of the cosine between a submission and the nearest theme of other writers, rising.
    """

    def __init__(
        self,
        vectors: LemmaVectors,
        common: NDArray[np.float64],
        themes: Neighbours,
        quantiles: NDArray[np.float64],
    ) -> None:
        self.vectors, self.common, self.themes, self.quantiles = vectors, common, themes, quantiles

    @classmethod
    def default(cls) -> Space:
        """Return the space that ships with rakenlp, loaded once in a process.

        Raises
        ------
        ModelFormatError
            If its files are missing, damaged, or of other lemma vectors than those that ship.
        """
        return _default()

    def vector(self, text: str, lexicon: Lexicon | None = None) -> Bytes:
        """Return the vector of one text in 8 bits; zeros if none of its words is known."""
        columns, weights = self.vectors.weights_of(topic_terms(text, lexicon=lexicon))
        rows = self.vectors.rows(columns).astype(np.float64)
        embedded = (weights[:, None] * rows).sum(axis=0)  # one after the other, whatever the machine
        length = float(np.sqrt((embedded * embedded).sum()))
        if not length:
            return np.zeros(self.vectors.dimensions, dtype=np.int8)
        return quantised(embedded / length - self.common)

    def vectors_of(self, documents: Sequence[Sequence[str]]) -> Bytes:
        """Return what :meth:`vector` does of many texts, given their terms, of shape (n_texts, n_dimensions)."""
        embedded = self.vectors.sums(documents)
        squares = (embedded * embedded).sum(axis=1)
        found = np.zeros(embedded.shape, dtype=np.int8)
        told = np.flatnonzero(squares)
        centred = embedded[told] / np.sqrt(squares[told])[:, None] - self.common
        largest = np.abs(centred).max(axis=1, initial=0.0)
        is_told = largest > 0.0
        found[told[is_told]] = np.rint(centred[is_told] * (127.0 / largest[is_told])[:, None])
        return found


def novelty(similarity: float, quantiles: NDArray[np.float64]) -> float:
    """Return the share of reference texts that were nearer to something than a text with this similarity.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.triage.space import novelty
    >>> steps = np.linspace(0, 1, 101)
    >>> novelty(1.0, steps), novelty(0.25, steps), novelty(-1.0, steps)
    (0.0, 0.75, 1.0)
    """
    steps = _STEPS if len(quantiles) == _QUANTILES else np.linspace(0.0, 1.0, len(quantiles))
    return 1.0 - float(np.interp(similarity, quantiles, steps))


def own_quantiles(index: Neighbours, vectors: Bytes, first: NDArray[np.int32]) -> NDArray[np.float64] | None:
    """Return the quantiles of the cosine between stored observations and their nearest others.

    Parameters
    ----------
    index : Neighbours
    vectors : ndarray of int8
        What it was built of.
    first : ndarray of int
        Row of the first near-duplicate of each: near-duplicates are not others.

    Returns
    -------
    ndarray of shape (101,) or None
        None if there are too few of them.
    """
    alone = np.flatnonzero((first == np.arange(len(first))) & vectors.any(axis=1))
    if len(alone) < FEWEST:
        return None
    probes = alone[np.linspace(0, len(alone) - 1, min(len(alone), _PROBES)).astype(np.intp)]
    best = []
    for row in probes.tolist():
        found = index.search(vectors[row], 32)
        best.append(next((cosine for other, cosine in found if first[other] != row), 0.0))
    return np.quantile(np.array(best), np.linspace(0.0, 1.0, _QUANTILES))


@lru_cache(maxsize=1)
def _default() -> Space:
    folder = models_folder("triage")
    manifest, arrays = read_json(folder / "manifest.json"), read_arrays(folder / "reference.npz")
    vectors = LemmaVectors.default()
    try:
        if manifest["schema"] != SCHEMA:
            raise ModelFormatError("model_version", path=str(folder), received=manifest["schema"], expected=SCHEMA)
        themes, common = arrays["themes"], arrays["common"].astype(np.float64)
        if themes.shape[1:] != (vectors.dimensions,) or common.shape != (vectors.dimensions,):
            raise ModelFormatError("model_damaged", path=str(folder), reason="vectors")
        return Space(vectors, common, Neighbours.build(themes), arrays["quantiles"].astype(np.float64))
    except (KeyError, TypeError, IndexError) as error:
        raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None
