"""Communities of a graph of nearest neighbours: groups of texts that lie nearer to each other than chance has it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: Similarities that are computed at a time, so that memory stays linear in the number of texts.
_BLOCK = 2_000_000
#: Less gain of modularity than this moves nothing: sums of floats in another order.
_LEAST = 1e-12


class Neighbours:
    """The nearest others of each text, from which graphs of all texts or of some are made.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit rows.
    count : int, default=30
        Neighbours that are kept of each text: more than a graph needs, so that some texts can be left out.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.phenomena.communities import Neighbours
    >>> near = Neighbours(np.array([[1.0, 0], [1, 0], [0, 1]]))
    >>> near.graph(1).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    >>> near.graph(1, np.array([0, 2])).nnz
    0
    """

    def __init__(self, vectors: NDArray[np.float64], count: int = 30) -> None:
        size = len(vectors)
        wanted = max(0, min(count, size - 1))
        self.nearest, self.cosines = np.zeros((size, wanted), dtype=np.intp), np.zeros((size, wanted))
        step = max(1, _BLOCK // max(size, 1))
        for start in range(0, size if wanted else 0, step):
            here = slice(start, start + step)
            near = vectors[here] @ vectors.T
            rows = np.arange(len(near))
            near[rows, start + rows] = -np.inf
            found = np.argpartition(-near, wanted - 1, axis=1)[:, :wanted]
            cosines = np.take_along_axis(near, found, axis=1)
            order = np.lexsort((found, -cosines))
            self.nearest[here] = np.take_along_axis(found, order, axis=1)
            self.cosines[here] = np.take_along_axis(cosines, order, axis=1)

    def graph(self, neighbours: int, kept: NDArray[np.intp] | None = None) -> sparse.csr_matrix:
        """Return the graph in which each text is tied to its nearest ones, as near as they are.

        Parameters
        ----------
        neighbours : int
            Ties of each text; more, if others have it among their nearest.
        kept : ndarray of int, optional
            The texts that are in the graph, ascending; all of them unless given.

        Returns
        -------
        csr_matrix of shape (n_kept, n_kept)
            Symmetric, cosines above zero, nothing on the diagonal.
        """
        size = len(self.nearest)
        if kept is None:
            kept = np.arange(size)
        place = np.full(size, -1, dtype=np.intp)
        place[kept] = np.arange(len(kept))
        ends, weights = place[self.nearest[kept]], self.cosines[kept]
        tied = (ends >= 0) & (np.cumsum(ends >= 0, axis=1) <= neighbours) & (weights > 0)
        starts = np.nonzero(tied)[0]
        ties = sparse.csr_matrix((weights[tied], (starts, ends[tied])), shape=(len(kept), len(kept)))
        graph = ties.maximum(ties.T).tocsr()
        graph.sort_indices()
        return graph


def communities(graph: sparse.csr_matrix, resolution: float = 1.0) -> NDArray[np.intp]:
    """Return groups of nodes by modularity, found by the Leiden algorithm; its cost is linear in the ties.

    Nodes are visited in the order of the rows, so the same graph always has the same communities.

    Parameters
    ----------
    graph : csr_matrix of shape (n_nodes, n_nodes)
        Symmetric weights above zero, nothing on the diagonal.
    resolution : float, default=1.0
        More of it, more and smaller communities.

    Returns
    -------
    ndarray of int of shape (n_nodes,)
        Labels 0, 1, ... by first member. A node without ties is alone.

    References
    ----------
    Traag, Waltman and van Eck: From Louvain to Leiden: guaranteeing well-connected communities. Scientific Reports 9
    (2019), 5233.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from rakenlp.phenomena.communities import communities
    >>> two = np.kron(np.eye(2), np.ones((3, 3)) - np.eye(3))
    >>> two[2, 3] = two[3, 2] = 0.1
    >>> communities(sparse.csr_matrix(two)).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    labels = np.arange(graph.shape[0], dtype=np.intp)
    if not graph.nnz:
        return labels
    for _ in range(2):  # the second time mends what the first one joined too early
        before, labels = labels, _improved(graph, resolution, labels)
        if (before == labels).all():
            break
    return labels


def joined(vectors: NDArray[np.float64], labels: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """Return the groups joined two by two, those of the nearest texts first, until there are ``count`` of them.

    Nearness of two groups is the mean cosine of their pairs of texts.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.phenomena.communities import joined
    >>> joined(np.array([[1.0, 0], [0.8, 0.6], [0, 1]]), np.array([0, 1, 2]), 2).tolist()
    [0, 0, 1]
    """
    found = int(labels.max(initial=-1)) + 1
    belongs = sparse.csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(found, len(labels)))
    sums, sizes = np.asarray(belongs @ vectors), np.asarray(belongs.sum(axis=1)).ravel()
    total = sums @ sums.T
    near = total / np.outer(sizes, sizes)
    np.fill_diagonal(near, -np.inf)
    into = np.arange(found)
    for _ in range(found - count):
        kept, gone = sorted(divmod(int(near.argmax()), found))
        total[kept] += total[gone]
        total[:, kept] += total[:, gone]
        sizes[kept] += sizes[gone]
        out = ~np.isfinite(near[kept])
        near[kept] = np.where(out, -np.inf, total[kept] / (sizes[kept] * sizes))
        near[kept, kept] = near[kept, gone] = -np.inf
        near[:, kept] = near[kept]
        near[gone] = near[:, gone] = -np.inf
        into[into == gone] = kept
    return _numbered(into[labels])


class _Level(NamedTuple):
    """A graph as lists, which Python walks faster than arrays: rows, columns, weights, and degrees of the nodes."""

    starts: list[int]
    ends: list[int]
    weights: list[float]
    degrees: list[float]

    def around(self, node: int) -> Iterator[tuple[int, float]]:
        """Yield the neighbours of a node, without itself, and the weights of the ties."""
        here = slice(self.starts[node], self.starts[node + 1])
        return ((other, w) for other, w in zip(self.ends[here], self.weights[here], strict=True) if other != node)


def _improved(graph: sparse.csr_matrix, resolution: float, labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return communities no worse than the given ones: nodes move, groups are refined and become nodes, and again."""
    degrees = np.asarray(graph.sum(axis=1)).ravel()
    scale = resolution / float(degrees.sum())
    place, level = np.arange(graph.shape[0]), graph
    while True:
        count = level.shape[0]
        lists = _Level(level.indptr.tolist(), level.indices.tolist(), level.data.tolist(), degrees.tolist())
        labels = _numbered(np.array(_moved(lists, labels.tolist(), scale), dtype=np.intp))
        if labels.max() + 1 == count:
            return _numbered(labels[place])
        parts = _numbered(np.array(_refined(lists, labels.tolist(), scale), dtype=np.intp))
        if parts.max() + 1 == count:
            parts = labels
        size = int(parts.max()) + 1
        belongs = sparse.csr_matrix((np.ones(count), (parts, np.arange(count))), shape=(size, count))
        level = (belongs @ level @ belongs.T).tocsr()
        level.sort_indices()
        degrees = np.asarray(belongs @ degrees)
        coarse = np.zeros(size, dtype=np.intp)
        coarse[parts] = labels
        place, labels = parts[place], coarse


def _moved(level: _Level, labels: list[int], scale: float) -> list[int]:
    """Move each node to the neighbouring group that gains most, until none gains."""
    volumes = [0.0] * len(labels)
    for node, label in enumerate(labels):
        volumes[label] += level.degrees[node]
    queue, waits = deque(range(len(labels))), [True] * len(labels)
    while queue:
        node = queue.popleft()
        waits[node] = False
        own, degree = labels[node], level.degrees[node]
        ties = {own: 0.0}
        for other, weight in level.around(node):
            label = labels[other]
            ties[label] = ties.get(label, 0.0) + weight
        volumes[own] -= degree
        best = _best(ties, own, scale * degree, volumes)
        volumes[best] += degree
        if best != own:
            labels[node] = best
            for other, _ in level.around(node):
                if labels[other] != best and not waits[other]:
                    waits[other] = True
                    queue.append(other)
    return labels


def _refined(level: _Level, labels: list[int], scale: float) -> list[int]:
    """Part each group into pieces that hang together: single nodes join pieces of their own group."""
    parts, volumes = list(range(len(labels))), list(level.degrees)
    sizes = [1] * len(labels)
    whole = [0.0] * len(labels)
    for node, label in enumerate(labels):
        whole[label] += level.degrees[node]
    for node, label in enumerate(labels):
        if sizes[parts[node]] > 1:
            continue
        own, degree = parts[node], level.degrees[node]
        ties = {own: 0.0}
        for other, weight in level.around(node):
            if labels[other] == label:
                ties[parts[other]] = ties.get(parts[other], 0.0) + weight
        if sum(ties.values()) < scale * degree * (whole[label] - degree):
            continue  # badly tied to its group: it stays alone, and may leave it
        volumes[own] -= degree
        sizes[own] = 0
        best = _best(ties, own, scale * degree, volumes)
        parts[node] = best
        volumes[best] += degree
        sizes[best] += 1
    return parts


def _best(ties: dict[int, float], own: int, cost: float, volumes: list[float]) -> int:
    """Return the group that a node gains most by being in; its own one unless another is better."""
    best, most = own, ties[own] - cost * volumes[own]
    for group, weight in ties.items():
        gain = weight - cost * volumes[group]
        if gain > most + _LEAST:
            best, most = group, gain
    return best


def _numbered(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number the groups by their first member."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.ravel()]
