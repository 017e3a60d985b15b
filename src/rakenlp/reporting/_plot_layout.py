"""Places on a map: phenomena by classical scaling, marks between them, nothing on top of anything else.

Plain arithmetic on arrays without random steps: the same input gives the same map.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_GOLDEN = np.pi * (3.0 - np.sqrt(5.0))
_STRESS_STEPS, _SPREAD_STEPS, _LOOSEN_STEPS = 300, 600, 150
_MANY = 5000


def scale_classically(distances: Points) -> Points:
    """Return places in the plane whose distances are as near to those given as two dimensions allow.

    Classical multidimensional scaling, evened out by stress majorisation that heeds near neighbours most.

    Parameters
    ----------
    distances : ndarray of shape (n, n)

    Returns
    -------
    ndarray of shape (n, 2)
        Centred; of size 1 at most in each direction.

    Examples
    --------
    >>> import numpy as np
    >>> scale_classically(np.array([[0.0, 2.0], [2.0, 0.0]]))[:, 0].round(2).tolist()
    [1.0, -1.0]
    """
    n = len(distances)
    if n < 2:
        return np.zeros((n, 2))
    if not distances.max() > 0:
        distances = 1.0 - np.eye(n)
    centring = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(-0.5 * centring @ distances**2 @ centring)
    places = np.zeros((n, 2))
    for axis, k in enumerate(np.argsort(-values, kind="stable")[:2]):
        vector = vectors[:, k] * np.sqrt(max(values[k], 0.0))
        largest = int(np.argmax(np.abs(vector) > np.abs(vector).max() * (1 - 1e-6)))
        places[:, axis] = vector * (1.0 if vector[largest] >= 0 else -1.0)
    return _unit(_majorise(places, distances) if n > 2 else places)


def _majorise(places: Points, distances: Points) -> Points:
    """Lower the stress, each pair weighted by the inverse square of its distance."""
    n = len(places)
    angle = _GOLDEN * np.arange(n)
    places = places + 1e-3 * np.column_stack([np.cos(angle), np.sin(angle)])
    wanted = np.maximum(distances, distances.max() * 1e-3)
    weights = 1.0 / wanted**2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_STRESS_STEPS):
        apart = np.linalg.norm(places[:, None] - places[None], axis=2)
        ratio = np.where(apart > 1e-12, weights * wanted / np.maximum(apart, 1e-12), 0.0)
        guide = np.diag(ratio.sum(axis=1)) - ratio
        places = inverse @ (guide @ places)
    return places


def spread_boxes(places: Points, boxes: Points, size: tuple[float, float]) -> Points:
    """Move boxes apart, as little as needed, and into a sheet.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
        Wished centres, -1 to 1 in each direction.
    boxes : ndarray of shape (n, 2)
        Width and height of each box.
    size : (float, float)
        Width and height of the sheet.

    Returns
    -------
    ndarray of shape (n, 2)
        Centres, from (0, 0) to ``size``.
    """
    room = np.maximum(np.array(size) - boxes, 0.0)
    spots = boxes / 2 + (_evened(places) + 1) / 2 * room
    low, high = boxes / 2, np.maximum(np.array(size) - boxes / 2, boxes / 2)
    need = (boxes[:, None] + boxes[None]) / 2
    rows, columns = np.triu_indices(len(spots), 1)
    for _ in range(_SPREAD_STEPS if len(spots) > 1 else 0):
        gap = spots[rows] - spots[columns]
        over = need[rows, columns] - np.abs(gap)
        hits = (over > 1e-9).all(axis=1)
        if not hits.any():
            break
        i, j = rows[hits], columns[hits]
        axis = (over[hits, 0] > over[hits, 1]).astype(int)
        sign = np.where(gap[hits, axis] >= 0, 1.0, -1.0)
        push = 0.3 * (over[hits, axis] + 1e-4) * sign
        np.add.at(spots, (i, axis), push)
        np.add.at(spots, (j, axis), -push)
        spots = np.clip(spots, low, high)
    return spots


def between(centres: Points, weights: Points, size: tuple[float, float]) -> Points:
    """Return the mean of the centres for each row of weights; the middle of the sheet without weights.

    Parameters
    ----------
    centres : ndarray of shape (n_phenomena, 2)
    weights : ndarray of shape (n, n_phenomena)
    size : (float, float)

    Returns
    -------
    ndarray of shape (n, 2)
    """
    places = np.tile(np.array(size) / 2, (len(weights), 1))
    sums = weights.sum(axis=1)
    if centres.size:
        fits = sums > 1e-12
        places[fits] = (weights[fits] / sums[fits, None]) @ centres
    return places


def loosen(places: Points, apart: float, walls: Points, size: tuple[float, float]) -> Points:
    """Move marks so that none covers another or a name, as little as needed.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
    apart : float
        Least distance of two marks.
    walls : ndarray of shape (m, 4)
        Left, bottom, right and top of each name.
    size : (float, float)
        The sheet.

    Returns
    -------
    ndarray of shape (n, 2)
    """
    from scipy.spatial import cKDTree

    if not len(places):
        return places
    spots = np.clip(_sunflower(places, apart), apart / 2, np.array(size) - apart / 2)
    for _ in range(_LOOSEN_STEPS if len(places) <= _MANY else _LOOSEN_STEPS // 5):
        spots = _out_of(spots, walls, apart / 2)
        pairs: Any = cKDTree(spots).query_pairs(apart, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        gap = spots[pairs[:, 0]] - spots[pairs[:, 1]]
        long = np.maximum(np.linalg.norm(gap, axis=1), 1e-9)
        push = gap * (0.5 * (apart * 1.02 - long) / long)[:, None]
        moves = np.zeros_like(spots)
        np.add.at(moves, pairs[:, 0], push)
        np.add.at(moves, pairs[:, 1], -push)
        crowd = np.bincount(pairs.ravel(), minlength=len(spots))  # else a crowd would burst into a ring
        spots = spots + moves / np.maximum(1.0, crowd / 3.0)[:, None]
        spots = np.clip(spots, apart / 2, np.array(size) - apart / 2)
    return _out_of(spots, walls, apart / 2)


def _sunflower(places: Points, apart: float) -> Points:
    """Move marks of about the same place to the seeds of a sunflower around it."""
    cells = np.round(places / apart).astype(np.int64)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], cell[order])
    rank = np.empty(len(places))
    rank[order] = np.arange(len(places)) - starts
    angle = _GOLDEN * rank
    away = 0.55 * apart * np.sqrt(rank)[:, None]
    out: Points = places + away * np.column_stack([np.cos(angle), np.sin(angle)])
    return out


def _out_of(spots: Points, walls: Points, margin: float) -> Points:
    """Move marks that lie on a name over or under it, whichever is nearer."""
    for left, bottom, right, top in walls:
        on = (
            (spots[:, 0] > left - margin)
            & (spots[:, 0] < right + margin)
            & (spots[:, 1] > bottom - margin)
            & (spots[:, 1] < top + margin)
        )
        up = spots[:, 1] >= (bottom + top) / 2
        spots[on & up, 1] = top + margin
        spots[on & ~up, 1] = bottom - margin
    return spots


def _evened(places: Points) -> Points:
    """Mix places with their ranks in each direction, so that a sheet is used all over."""
    n = len(places)
    if n < 3:
        return places * 0.5
    ranks = np.empty_like(places)
    for axis in range(2):
        ranks[np.argsort(np.round(places[:, axis], 9), kind="stable"), axis] = np.linspace(-1, 1, n)
    return 0.5 * places + 0.5 * ranks


def _unit(places: Points) -> Points:
    places = places - places.mean(axis=0)
    reach = np.abs(places).max(axis=0)
    reach[reach < 1e-9] = 1.0
    out: Points = places / reach
    return out
