"""Groups of vectors without a given number: cost linear in the number of texts, no text forced into a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans
from sklearn.preprocessing import normalize

#: Up to this many texts are joined pairwise; more are first summarised by prototypes.
EXACT = 2_500
_PROTOTYPES = 600


def unit_means(vectors: NDArray[np.float64], labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the unit mean vector of each label 0, 1, ..., of shape (n_labels, n_dimensions)."""
    count = int(labels.max(initial=-1)) + 1
    sums = np.zeros((count, vectors.shape[1]))
    inside = labels >= 0
    np.add.at(sums, labels[inside], vectors[inside])
    return np.asarray(normalize(sums)) if count else sums


def similarities(vectors: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cosine of each vector with each centre, of shape (n_vectors, n_centres).

    Computed row by row (no BLAS), so that a text's numbers do not depend on its batch.
    """
    return np.einsum("ij,kj->ik", vectors, centres, optimize=False)


def group_vectors(
    vectors: NDArray[np.float64],
    *,
    n_groups: int | None = None,
    similarity: float = 0.35,
    min_size: int = 3,
    random_state: int = 0,
) -> NDArray[np.intp]:
    """Group unit vectors by average linkage.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows (or zeros for a text of which nothing is known) in an order that does not depend on the input's.
    n_groups : int, optional
        Number of groups; None lets ``similarity`` decide.
    similarity : float, default=0.35
        Groups whose mean cosine is below this are not joined.
    min_size : int, default=3
        Smaller groups are dissolved (label -1) when ``n_groups`` is None.
    random_state : int, default=0

    Returns
    -------
    ndarray of int of shape (n_texts,)
        Labels 0, 1, ... by falling size; -1 for texts in no group.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.phenomena.clustering import group_vectors
    >>> group_vectors(np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])).tolist()
    [0, 0, 0, -1]
    """
    labels = np.full(len(vectors), -1, dtype=np.intp)
    alive = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
    if len(alive) < 2 or (n_groups is None and len(alive) < min_size):
        if n_groups and len(alive):
            labels[alive] = 0
        return labels
    points = vectors[alive]
    if len(points) <= EXACT:
        found = _join(points, n_groups, similarity)
    else:
        found = _join_prototypes(points, n_groups, similarity, random_state)
    labels[alive] = _by_size(found, 1 if n_groups else min_size)
    return labels


def _join(points: NDArray[np.float64], n_groups: int | None, similarity: float) -> NDArray[np.intp]:
    if n_groups is not None:
        n_groups = min(n_groups, len(points))
    model = AgglomerativeClustering(
        n_clusters=n_groups,
        metric="cosine",
        linkage="average",
        distance_threshold=None if n_groups else 1 - similarity,
    )
    return np.asarray(model.fit_predict(points))


def _join_prototypes(
    points: NDArray[np.float64], n_groups: int | None, similarity: float, random_state: int
) -> NDArray[np.intp]:
    """Summarise the texts by prototypes, join those, and give every text its prototype's group."""
    model = MiniBatchKMeans(_PROTOTYPES, random_state=random_state, n_init=3, batch_size=4096, max_iter=50)
    nearest = model.fit_predict(points)
    used, nearest = np.unique(nearest, return_inverse=True)
    return _join(np.asarray(normalize(model.cluster_centers_[used])), n_groups, similarity)[nearest]


def _by_size(found: NDArray[np.intp], min_size: int) -> NDArray[np.intp]:
    """Number the groups by falling size (ties by first member), -1 for those below ``min_size``."""
    names, first, counts = np.unique(found, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-counts[i], first[i]))
    number = {int(names[i]): (rank if counts[i] >= min_size else -1) for rank, i in enumerate(order)}
    return np.array([number[int(name)] for name in found], dtype=np.intp)
