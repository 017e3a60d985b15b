"""Emerging phenomena: groups of texts that the known phenomena leave unexplained.

A text that the known phenomena explain poorly is nothing new as such: indirect, short and odd texts are
explained poorly one by one. Something new shows in a group: near each other in meaning, each pulled to
another known phenomenon, sharing words that are frequent here and rare elsewhere, and found again when
texts are left out. The bounds below were set by hiding phenomena from the model, whole writers held out
(``benchmarks/emerging.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import poisson
from sklearn.preprocessing import normalize

from .clustering import similarities, unit_means
from .naming import distinctive_terms

#: Candidates: the best known phenomenon has at most this probability.
EXPLAINED = 0.65
#: Cosine to a group's centre from which a candidate belongs to its core.
NEAR = 0.42
#: Largest share of a group's texts that may have one and the same known phenomenon among their best three.
AGREEMENT = 0.5
#: Least strength of the most distinctive term (3: one in a thousand by chance, if the term tells all).
STRENGTH = 3.0
#: Terms of strength 1 that a group needs at least.
TERMS = 2
#: One of the group's terms must be this unlikely to be so frequent in the whole data, given its usual rate.
UNUSUAL = 0.01
#: Least stability under leaving texts out.
STABLE = 0.85
#: Candidates looked at; more are drawn evenly, so that cost stays bounded.
MOST = 2_000
#: Cosine to the centre from which a text fits, as a share of the core's median.
_LOOSE = 0.6
#: Width of the step from not fitting to fitting, in cosine.
_STEP = 0.04
_GATHERINGS = 2
_ROUNDS = 20
_KEPT = 0.8
_SHIFTS = 8
_NEIGHBOURS = 5
_SAME = 0.4


@dataclass(frozen=True)
class EmergingGroup:
    """One emerging phenomenon.

    Attributes
    ----------
    members : ndarray of int
        Positions of the texts of its core, in which it was found.
    centre : ndarray of shape (n_dimensions,)
        Unit mean of the vectors of the texts that fit.
    threshold : float
        Cosine to the centre from which a text fits.
    terms : list of str
        Most distinctive first.
    stability : float
        Mean overlap (Jaccard) with the best group found when a fifth of the texts is left out.
    """

    members: NDArray[np.intp]
    centre: NDArray[np.float64]
    threshold: float
    terms: list[str]
    stability: float


def find_emerging(
    known: NDArray[np.float64],
    vectors: NDArray[np.float64],
    lemmas: Sequence[Sequence[str]],
    *,
    reference: Mapping[str, float],
    importance: Mapping[str, float],
    floor: float,
    min_size: int = 5,
    n_groups: int | None = None,
    random_state: int = 0,
) -> list[EmergingGroup]:
    """Find groups of texts that are alike and that no known phenomenon explains.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
        Probabilities of the known phenomena.
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit vectors of meaning, in an order that does not depend on the input's.
    lemmas : sequence of sequence of str
        Content lemmas of each text.
    reference, importance, floor
        See :func:`rakenlp.phenomena.naming.distinctive_terms`.
    min_size : int, default=5
        Fewest texts that make a phenomenon; fewer stay single voices.
    n_groups : int, optional
        At most this many groups, the strongest first.
    random_state : int, default=0

    Returns
    -------
    list of EmergingGroup
        Largest core first. Empty when the data carry none, which is the normal case.
    """
    candidates = np.flatnonzero((known.max(axis=1, initial=0.0) <= EXPLAINED) & (np.abs(vectors).sum(axis=1) > 0))
    if len(candidates) > MOST:
        candidates = candidates[np.linspace(0, len(candidates) - 1, MOST).astype(np.intp)]
    points = vectors[candidates]
    best = np.argsort(-known, axis=1, kind="stable")[:, :3]
    frequency = Counter(lemma for document in lemmas for lemma in set(document))
    kept: list[tuple[NDArray[np.bool_], list[tuple[str, float]]]] = []
    for core in _cores(points):
        members = candidates[core]
        if len(members) < min_size or np.bincount(best[members].ravel()).max() / len(members) > AGREEMENT:
            continue
        terms = distinctive_terms([lemmas[i] for i in members], reference, floor=floor, importance=importance)
        telling = [(term, strength) for term, strength in terms if strength >= 1]
        usual = [len(lemmas) * max(reference.get(term, 0.0), floor) for term, _ in telling[:3]]
        rare = [poisson.sf(frequency[t] - 1, rate) for (t, _), rate in zip(telling[:3], usual, strict=True)]
        if len(telling) >= TERMS and telling[0][1] >= STRENGTH and min(rare) <= UNUSUAL:
            kept.append((core, telling))
    found = []
    for (core, telling), stability in zip(kept, _stability(points, [c for c, _ in kept], random_state), strict=True):
        if stability >= STABLE:
            members = candidates[core]
            centre, threshold = _gather(known, vectors, members)
            names = [term for term, _ in telling]
            found.append((telling[0][1], EmergingGroup(members, centre, threshold, names, stability)))
    found.sort(key=lambda item: (-item[0], item[1].terms))
    groups = [group for _, group in found[:n_groups]]
    return sorted(groups, key=lambda g: (-len(g.members), g.terms))


def _modes(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the dense group that each point leads to, of shape (n_points, n_points).

    From the point's neighbourhood the centre moves to the mean of what is near it, until it stays: mean shift
    (Comaniciu & Meer 2002) on the sphere with a flat kernel.
    """
    nearest = np.argsort(-(points @ points.T), axis=1, kind="stable")[:, :_NEIGHBOURS]
    inside = normalize(points[nearest].sum(axis=1)) @ points.T >= NEAR
    for _ in range(_SHIFTS):
        moved = normalize(inside @ points) @ points.T >= NEAR
        if (moved == inside).all():
            break
        inside = moved
    return np.asarray(inside)


def _cores(points: NDArray[np.float64]) -> list[NDArray[np.bool_]]:
    """Return the dense groups, those that most points lead to first, without any that overlaps a better one."""
    if not len(points):
        return []
    starts = Counter(row.tobytes() for row in _modes(points) if row.any())
    groups: list[NDArray[np.bool_]] = []
    for key, _ in sorted(starts.items(), key=lambda item: (-item[1], item[0])):
        group = np.frombuffer(key, dtype=bool)
        if not groups or _overlap(np.array(groups), group).max() < _SAME:
            groups.append(group)
    return groups


def _overlap(groups: NDArray[np.bool_], group: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the Jaccard overlap of each of ``groups`` with ``group``."""
    shared = (groups & group).sum(axis=1)
    return np.asarray(shared / np.maximum((groups | group).sum(axis=1), 1))


def fitting(known: NDArray[np.float64], nearness: NDArray[np.float64], thresholds: NDArray[np.float64]) -> Any:
    """Return the probability of each emerging phenomenon, of shape (n_texts, n_groups).

    How well a text fits a group (a soft step of its cosine at the threshold), times the share that the
    known phenomena leave open: the square root of one minus the best of them.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
    nearness : ndarray of shape (n_texts, n_groups)
        Cosine to each group's centre.
    thresholds : ndarray of shape (n_groups,)
    """
    fits = expit((nearness - thresholds) / _STEP)
    open_share = np.sqrt(1 - known.max(axis=1, keepdims=True, initial=0.0))
    return open_share * fits / np.maximum(1.0, fits.sum(axis=1, keepdims=True))


def _gather(
    known: NDArray[np.float64], vectors: NDArray[np.float64], members: NDArray[np.intp]
) -> tuple[NDArray[np.float64], float]:
    """Let a group found by its core gather the texts that fit it, and return its centre and threshold."""
    centre = unit_means(vectors[members], np.zeros(len(members), dtype=np.intp))
    threshold = float(np.median(similarities(vectors[members], centre)[:, 0])) * _LOOSE
    best = known.max(axis=1, initial=0.0)
    for _ in range(_GATHERINGS):
        own = fitting(known, similarities(vectors, centre), np.array([threshold]))[:, 0]
        gathered = np.flatnonzero(own > best * (1 - own))
        if len(gathered) < len(members):
            break
        centre = unit_means(vectors[gathered], np.zeros(len(gathered), dtype=np.intp))
    return centre[0], threshold


def _stability(points: NDArray[np.float64], cores: Sequence[NDArray[np.bool_]], random_state: int) -> list[float]:
    """Mean best Jaccard overlap of each core over rounds in which a fifth of the texts is left out."""
    if not cores:
        return []
    generator = np.random.default_rng(random_state)
    overlap = np.zeros((_ROUNDS, len(cores)))
    for turn in range(_ROUNDS):
        kept = np.sort(generator.choice(len(points), max(2, int(_KEPT * len(points))), replace=False))
        again = _modes(points[kept])
        overlap[turn] = [_overlap(again, core[kept]).max() for core in cores]
    return [float(value) for value in overlap.mean(axis=0)]
