"""Emerging phenomena: groups of texts that the known phenomena leave unexplained.

A text that the known phenomena explain poorly is nothing new as such: indirect, short and odd texts are
explained poorly one by one. Something new shows in a group: nearer each other in meaning than such texts
usually are, with words that are rare elsewhere, and found again when texts are left out. Groups are looked
for in a tree of joined texts (average linkage; Sokal & Michener 1958), so that neither their number nor one
size is set beforehand. The bounds below were set by hiding phenomena from the model, whole writers held out;
``benchmarks/emerging.py`` measures them on other phenomena and other writers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import linkage
from scipy.special import expit
from sklearn.preprocessing import normalize

from .clustering import similarities, unit_means
from .naming import distinctive_terms

#: Candidates: the best known phenomenon has at most this probability.
EXPLAINED = 0.6
#: What a group loses of its coherence for each unit of what known phenomena explain of it, on average.
_EXPLAINED_COST = 0.9
#: The same for what the model takes for matters that are no phenomenon at all.
_NOTHING_COST = 0.7
#: What it gains for each unit of the natural logarithm of its size.
_SIZE_GAIN = 0.02
#: Least coherence, so corrected.
EVIDENCE = 0.19
#: Strength that the most distinctive term needs (1: one in ten by chance, if the term tells all).
STRENGTH = 1.0
#: Least stability under leaving texts out.
STABLE = 0.75
#: Candidates looked at; more are drawn evenly, so that cost stays bounded.
MOST = 2_000
#: Cosine to the centre from which a text fits, as a share of the core's median.
_LOOSE = 0.65
#: Width of the step from not fitting to fitting, in cosine.
_STEP = 0.04
_GATHERINGS = 2
#: Resamples of up to so many candidates; of more, fewer, since the cost of each grows with the square.
_RESAMPLES, _MANY, _FEWEST = 100, 400, 10
_KEPT = 0.8


@dataclass(frozen=True)
class EmergingGroup:
    """One emerging phenomenon.

    Attributes
    ----------
    members : ndarray of int
        Positions of the texts of its core, in which it was found; empty for one that is only remembered.
    centre : ndarray of shape (n_dimensions,)
        Unit mean of the vectors of the texts that fit.
    threshold : float
        Cosine to the centre from which a text fits.
    terms : list of str
        Most distinctive first.
    stability : float
        Share of resamples in which it stands: of a hundred with a fifth of the texts left out (fewer where texts are
        many) a group of the tree has at least half in common with it.
    identifier : str or None
        Its identifier, if it has one from before.
    """

    members: NDArray[np.intp]
    centre: NDArray[np.float64]
    threshold: float
    terms: list[str]
    stability: float
    identifier: str | None = None


@dataclass(frozen=True, eq=False)
class Landmark:
    """What an emerging phenomenon leaves behind, so that a later fit can recognise it, or go on with it.

    Attributes
    ----------
    space : str
        Name of the space that the centre lies in; in another space a landmark means nothing.
    centre : ndarray of shape (n_dimensions,)
    threshold : float
        Cosine to the centre from which a text fits.
    common : ndarray of shape (n_dimensions,)
        What all texts shared then, and was taken out of their vectors: for a fit on too few to tell.
    terms : tuple of str
    """

    space: str
    centre: NDArray[np.float64]
    threshold: float
    common: NDArray[np.float64]
    terms: tuple[str, ...]


class _Node(NamedTuple):
    """A group of the tree: its members and the mean cosine between two of them."""

    members: NDArray[np.intp]
    coherence: float


@dataclass(frozen=True)
class Described:
    """What tells the terms of a group of texts.

    Attributes
    ----------
    lemmas : sequence of sequence of str
        Content lemmas of each text.
    reference, importance, floor
        See :func:`rakenlp.phenomena.naming.distinctive_terms`.
    """

    lemmas: Sequence[Sequence[str]]
    reference: Mapping[str, float]
    importance: Mapping[str, float]
    floor: float

    def terms(self, members: NDArray[np.intp]) -> list[tuple[str, float]]:
        """Return the terms of the texts at some positions, with their strength."""
        lemmas = [self.lemmas[i] for i in members]
        return distinctive_terms(lemmas, self.reference, floor=self.floor, importance=self.importance)


def find_emerging(
    known: NDArray[np.float64],
    vectors: NDArray[np.float64],
    described: Described,
    *,
    own: NDArray[np.float64] | None = None,
    readable: NDArray[np.bool_] | None = None,
    min_size: int = 5,
    n_groups: int | None = None,
    random_state: int = 0,
) -> list[EmergingGroup]:
    """Find groups of texts that are alike and that no known phenomenon explains.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
        Probabilities of the known phenomena; what a row lacks of one is "none of these".
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit vectors of meaning, in an order that does not depend on the input's.
    described : Described
        What tells the terms of a group.
    own : ndarray of shape (n_texts, n_own), optional
        Unit vectors learnt from these very texts: they know what the others have not seen.
    readable : ndarray of bool of shape (n_texts,), optional
        False for texts in a language that is not read, which would be alike by their language. All by default.
    min_size : int, default=5
        Fewest texts that make a phenomenon; fewer stay single voices.
    n_groups : int, optional
        At most this many groups, the most coherent first.
    random_state : int, default=0

    Returns
    -------
    list of EmergingGroup
        Largest core first. Empty when the data carry none, which is the normal case.
    """
    best = known.max(axis=1, initial=0.0)
    eligible = (best <= EXPLAINED) & (np.abs(vectors).sum(axis=1) > 0)
    candidates = np.flatnonzero(eligible if readable is None else eligible & readable)
    if len(candidates) > MOST:
        candidates = candidates[np.linspace(0, len(candidates) - 1, MOST).astype(np.intp)]
    if len(candidates) < max(2, min_size):
        return []
    points = normalize(vectors[candidates] if own is None else np.hstack([vectors, own])[candidates])
    cost = (_EXPLAINED_COST * best + _NOTHING_COST * (1 - known.sum(axis=1)))[candidates]
    kept: list[tuple[float, NDArray[np.intp], list[str]]] = []
    for evidence, core in _evident(_tree(points, min_size), cost):
        terms = described.terms(candidates[core])
        if terms and terms[0][1] >= STRENGTH:
            kept.append((evidence, core, [term for term, strength in terms if strength >= STRENGTH / 2]))
    stabilities = _stability(points, [core for _, core, _ in kept], min_size, random_state)
    found = []
    for (evidence, core, names), stability in zip(kept, stabilities, strict=True):
        if stability >= STABLE:
            members = candidates[core]
            centre, threshold = gather(known, vectors, members)
            found.append((evidence, EmergingGroup(members, centre, threshold, names, stability)))
    found.sort(key=lambda item: (-item[0], item[1].terms))
    groups = [group for _, group in found[:n_groups]]
    return sorted(groups, key=lambda g: (-len(g.members), g.terms))


def _tree(points: NDArray[np.float64], min_size: int) -> list[_Node]:
    """Join the nearest groups until one is left, and return all groups on the way that are large enough.

    Average linkage joins at the mean distance of the pairs across, from which the coherence follows.
    """
    distances = np.clip(1 - points @ points.T, 0, None)[np.triu_indices(len(points), 1)]
    members = [np.array([i]) for i in range(len(points))]
    inside = [0.0] * len(points)  # sum of the cosines of a group's pairs
    nodes = []
    for left, right, distance, _ in linkage(distances, "average"):
        one, other = int(left), int(right)
        pairs = len(members[one]) * len(members[other])
        inside.append(inside[one] + inside[other] + pairs * (1 - distance))
        members.append(np.sort(np.concatenate([members[one], members[other]])))
        size = len(members[-1])
        if size >= min_size:
            nodes.append(_Node(members[-1], inside[-1] / (size * (size - 1) / 2)))
    return nodes


def _evident(nodes: Sequence[_Node], cost: NDArray[np.float64]) -> list[tuple[float, NDArray[np.intp]]]:
    """Return the groups that are coherent enough for what explains them, the best of each branch, best first."""
    scored = [(n.coherence - cost[n.members].mean() + _SIZE_GAIN * np.log(len(n.members)), n.members) for n in nodes]
    taken = np.zeros(len(cost), dtype=bool)
    groups = []
    for evidence, members in sorted(scored, key=lambda item: (-item[0], item[1].tolist())):
        if evidence < EVIDENCE:
            break
        if not taken[members].any():
            taken[members] = True
            groups.append((float(evidence), members))
    return groups


def _stability(
    points: NDArray[np.float64], cores: Sequence[NDArray[np.intp]], min_size: int, random_state: int
) -> list[float]:
    """Share of resamples, a fifth of the texts left out, in which a group of the tree is half the core or more."""
    if not cores:
        return []
    generator = np.random.default_rng(random_state)
    rounds = int(np.clip(_RESAMPLES * (_MANY / len(points)) ** 2, _FEWEST, _RESAMPLES))
    stands = np.zeros((rounds, len(cores)))
    for turn in range(rounds):
        kept = np.sort(generator.choice(len(points), max(2, int(_KEPT * len(points))), replace=False))
        again = [node.members for node in _tree(points[kept], max(2, min_size // 2))]
        ends = np.cumsum([0, *map(len, again)])
        columns = np.concatenate([*again, np.zeros(0, np.intp)])
        groups = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(again), len(kept)))
        left = np.array([np.isin(kept, core) for core in cores], dtype=float).T
        shared = groups @ left
        either = np.diff(ends)[:, None] + left.sum(axis=0) - shared
        stands[turn] = (shared >= 0.5 * np.maximum(either, 1)).any(axis=0)
    return [float(value) for value in stands.mean(axis=0)]


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


def side_by_side(
    known: NDArray[np.float64], vectors: NDArray[np.float64], groups: Sequence[EmergingGroup]
) -> NDArray[np.float64]:
    """Return the probabilities of the known and the emerging phenomena, of shape (n_texts, n_known + n_groups).

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit vectors of meaning, as :func:`find_emerging` was given them.
    groups : sequence of EmergingGroup
    """
    if not groups:
        return known
    nearness = similarities(vectors, np.array([group.centre for group in groups]))
    emerging = fitting(known, nearness, np.array([group.threshold for group in groups]))
    return np.hstack([known * (1 - emerging.sum(axis=1, keepdims=True)), emerging])


def gather(
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
