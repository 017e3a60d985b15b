"""Groups of vectors, their centres and how near each text is to them; no text is forced into a group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize


def unit_means(vectors: NDArray[np.float64], labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the unit mean vector of each label 0, 1, ..., of shape (n_labels, n_dimensions)."""
    count = int(labels.max(initial=-1)) + 1
    inside = np.flatnonzero(labels >= 0)
    belongs = sparse.csr_matrix((np.ones(len(inside)), (labels[inside], inside)), shape=(count, len(vectors)))
    sums = np.asarray(belongs @ vectors)  # one row after the other: the same sums in any company
    return np.asarray(normalize(sums)) if count else sums


def similarities(vectors: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cosine of each vector with each centre, of shape (n_vectors, n_centres).

    Computed row by row (no BLAS), so that a text's numbers do not depend on its batch.
    """
    return np.einsum("ij,kj->ik", vectors, centres, optimize=False)


def group_vectors(vectors: NDArray[np.float64], *, similarity: float = 0.35, min_size: int = 3) -> NDArray[np.intp]:
    """Group unit vectors by average linkage; for a few hundred of them, since every pair is compared.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows (or zeros for a text of which nothing is known) in an order that does not depend on the input's.
    similarity : float, default=0.35
        Groups whose mean cosine is below this are not joined.
    min_size : int, default=3
        Smaller groups are dissolved (label -1).

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
    if len(alive) < max(2, min_size):
        return labels
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - similarity
    )
    labels[alive] = by_size(model.fit_predict(vectors[alive]), min_size)
    return labels


def by_size(found: NDArray[np.intp], min_size: int) -> NDArray[np.intp]:
    """Number the groups by falling size (ties by first member), -1 for those below ``min_size``."""
    names, first, counts = np.unique(found, return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda i: (-counts[i], first[i]))
    number = {int(names[i]): (rank if counts[i] >= min_size else -1) for rank, i in enumerate(order)}
    return np.array([number[int(name)] for name in found], dtype=np.intp)
