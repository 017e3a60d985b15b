"""Groups of texts without a taxonomy: communities among nearest neighbours, as many as are told or as there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .clustering import by_size, group_vectors
from .communities import Neighbours, communities, joined

#: Ties of each text.
NEIGHBOURS = 25
#: How fine the communities are if their number is not told.
RESOLUTION = 1.2
#: Of fewer texts than this, groups are joined pairwise while they are near enough: a handful of texts has no
#: communities, and some may belong to nothing.
SMALL = 50
#: Mean cosine down to which they are joined.
SIMILARITY = 0.3
#: Communities are looked for among so many texts at most (more, if very many groups are wanted); the others go to
#: the nearest.
SEARCHED = 5_000
#: Neighbours kept of each text, so that leaving a fifth of the texts out leaves enough.
_KEPT = 2 * NEIGHBOURS
#: Halvings of the range in which the resolution for a told number is looked for.
_HALVINGS = 12
#: With fewer texts than this for each wanted group, k-means parts them: a community is more than a pair.
_FEWEST = 3


def searched_at_most(wanted: int | None) -> int:
    """Return among how many texts groups are looked for, if so many groups are wanted (None: as many as there are)."""
    return max(SEARCHED, _FEWEST * (wanted or 0))


class Grouping:
    """Communities among texts, found again when texts are left out.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows, in an order that does not depend on the input's. Of very many, evenly drawn ones are searched.
    wanted : int, optional
        Number of groups; at most as many as there are different texts. None: what the graph of neighbours shows.
    min_size : int, default=3
        Smaller groups are dissolved if their number is not told.
    random_state : int, default=0

    Attributes
    ----------
    rows : ndarray of int
        The texts that were searched, ascending: those that are not zeros, or a part of them.
    labels : ndarray of int of shape (n_rows,)
        Group of each, by falling size; -1 for none.
    """

    def __init__(
        self, vectors: NDArray[np.float64], wanted: int | None = None, min_size: int = 3, random_state: int = 0
    ) -> None:
        alive = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
        most = searched_at_most(wanted)
        if len(alive) > most:
            alive = alive[np.linspace(0, len(alive) - 1, most).astype(np.intp)]
        self.rows, self._vectors = alive, vectors[alive]
        self._least, self._seed = (min_size if wanted is None else 1), random_state
        if wanted is not None:
            wanted = min(wanted, len(np.unique(self._vectors.round(9), axis=0)))
        self._pairwise = not len(alive) or (wanted is None and len(vectors) < SMALL)
        self._parts = wanted if wanted is not None and wanted * _FEWEST > len(alive) else None
        everyone = np.arange(len(alive))
        if self._pairwise or self._parts is not None:
            self.labels = self.again(everyone)
            return
        self._neighbours, self._resolution = Neighbours(self._vectors, _KEPT), RESOLUTION
        self.labels = self.again(everyone) if wanted is None else by_size(self._as_many(wanted), self._least)

    def again(self, kept: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the groups of some of the searched texts, found without the others, as finely as before."""
        if self._pairwise:
            return group_vectors(self._vectors[kept], similarity=SIMILARITY, min_size=self._least)
        if self._parts is not None:
            return by_size(self._k_means(self._vectors[kept], self._parts), self._least)
        return by_size(communities(self._neighbours.graph(NEIGHBOURS, kept), self._resolution), self._least)

    def _as_many(self, wanted: int) -> NDArray[np.intp]:
        """Return so many communities: the resolution that gives them, or a little more of them joined."""
        graph = self._neighbours.graph(NEIGHBOURS)
        low, high = -5.0, float(np.log2(len(self.rows) + 1))
        finer = np.arange(len(self.rows), dtype=np.intp)
        for _ in range(_HALVINGS):
            self._resolution = 2.0 ** ((low + high) / 2)
            found = communities(graph, self._resolution)
            count = int(found.max()) + 1
            if count == wanted:
                return found
            if count > wanted:
                finer, high = found, (low + high) / 2
            else:
                low = (low + high) / 2
        self._resolution = 2.0**high
        return joined(self._vectors, finer, wanted)

    def _k_means(self, vectors: NDArray[np.float64], wanted: int) -> NDArray[np.intp]:
        from sklearn.cluster import KMeans

        wanted = min(wanted, len(np.unique(vectors.round(9), axis=0)))
        if not wanted:
            return np.zeros(0, dtype=np.intp)
        return np.asarray(KMeans(wanted, n_init=3, random_state=self._seed).fit_predict(vectors), dtype=np.intp)
