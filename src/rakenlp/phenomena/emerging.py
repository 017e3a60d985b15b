"""Emerging phenomena: groups of texts that the known phenomena leave unexplained.

A text that the known phenomena explain poorly is nothing new as such: indirect, short and odd texts are
explained poorly one by one. Something new shows in a group: nearer each other in meaning than such texts
usually are, with words that are rare elsewhere, and found again when texts are left out. Groups are looked
for in a tree of joined texts (average linkage; Sokal & Michener 1958), so that neither their number nor one
size is set beforehand. How surely a group is new (``newness``) and the bounds below were learnt by hiding phenomena
from the model, whole writers held out; ``benchmarks/emerging.py`` measures them on other phenomena and other writers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import linkage
from sklearn.preprocessing import normalize

from .clustering import similarities, unit_means
from .gathering import Gathering, fitting
from .naming import distinctive_terms
from .newness import Surroundings, Traits, log_odds

#: Candidates: the best known phenomenon has at most this probability.
EXPLAINED = 0.6
#: Least odds that a group is about something new, times the texts searched: more of them hold more groups by chance.
EVIDENCE = 1 / 140
#: As if at least so many texts were searched.
_LEAST_SEARCHED = 200
#: Least mean cosine between two texts of a group: less alike ones were never new where the evidence was learnt.
_ALIKE = 0.2
#: A group is no larger than this share of the texts, or this many texts if that is more.
_LARGEST, _LARGE = 0.15, 30
#: Groups whose centres have this cosine are parts of one phenomenon.
_ONE = 0.5
#: Strength that the most distinctive term needs (1: one in ten by chance, if the term tells all).
STRENGTH = 1.0
#: Least stability under leaving texts out.
STABLE = 0.75
#: Candidates looked at; more are drawn evenly, so that cost stays bounded.
MOST = 2_000
#: Texts among which those around a candidate are looked for; of more, too, some are drawn evenly.
_AMONG = 5_000
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
        many) a group of the tree has at least half in common with it; of joined parts that of the weakest.
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


class Candidate(NamedTuple):
    """A group of the tree with what is known of it.

    Attributes
    ----------
    members : ndarray of int
        Positions among the texts searched.
    terms : list of (str, float)
        Distinctive terms with their strength, strongest first.
    traits : Traits
    """

    members: NDArray[np.intp]
    terms: list[tuple[str, float]]
    traits: Traits


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
        At most this many groups, the surest first.
    random_state : int, default=0

    Returns
    -------
    list of EmergingGroup
        Largest core first. Empty when the data carry none, which is the normal case.
    """
    places, points, candidates = candidate_groups(known, vectors, described, own, readable, min_size)
    kept = _evident(candidates, len(places))
    stabilities = _stability(points, [core for _, core in kept], min_size, random_state)
    stable = [(*group, value) for group, value in zip(kept, stabilities, strict=True) if value >= STABLE]
    found = []
    joined = _joined(stable, points)
    gathered = Gathering(known, vectors).gather([places[core] for _, core, _ in joined]) if joined else []
    for (evidence, core, stability), (centre, threshold) in zip(joined, gathered, strict=True):
        members = places[core]
        names = [term for term, strength in described.terms(members) if strength >= STRENGTH / 2]
        found.append((evidence, EmergingGroup(members, centre, threshold, names, stability)))
    found.sort(key=lambda item: (-item[0], item[1].terms))
    groups = [group for _, group in found[:n_groups]]
    return sorted(groups, key=lambda g: (-len(g.members), g.terms))


def candidate_groups(
    known: NDArray[np.float64],
    vectors: NDArray[np.float64],
    described: Described,
    own: NDArray[np.float64] | None,
    readable: NDArray[np.bool_] | None,
    min_size: int,
) -> tuple[NDArray[np.intp], NDArray[np.float64], list[Candidate]]:
    """Return the positions of the texts searched, their unit vectors, and the groups that they form.

    The parameters are those of :func:`find_emerging`.
    """
    eligible = (known.max(axis=1, initial=0.0) <= EXPLAINED) & (np.abs(vectors).sum(axis=1) > 0)
    places = _drawn(np.flatnonzero(eligible if readable is None else eligible & readable), MOST)
    if len(places) < max(2, min_size):
        return places, vectors[places], []
    drawn = _drawn(np.arange(len(vectors)), _AMONG)
    points, among = (
        normalize(vectors[at] if own is None else np.hstack([vectors[at], own[at]])) for at in (places, drawn)
    )
    around = Surroundings.of(known, places, points, drawn, among)
    largest = max(_LARGEST * len(vectors), _LARGE)
    groups = []
    for members, coherence in _tree(points, min_size):
        if len(members) <= largest:
            terms = described.terms(places[members])
            lemmas = [described.lemmas[i] for i in places[members]]
            groups.append(Candidate(members, terms, around.traits(members, coherence, lemmas, terms)))
    return places, points, groups


def _drawn(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return the places, or so many of them, drawn evenly."""
    return places if len(places) <= most else places[np.linspace(0, len(places) - 1, most).astype(np.intp)]


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


def _evident(candidates: Sequence[Candidate], n_points: int) -> list[tuple[float, NDArray[np.intp]]]:
    """Return the groups that are evidently new and have words of their own, the best of each branch, best first."""
    told = [c for c in candidates if c.traits.coherence >= _ALIKE and c.terms and c.terms[0][1] >= STRENGTH]
    scored = [(log_odds(c.traits), c.members) for c in told]
    taken = np.zeros(n_points, dtype=bool)
    least = np.log(EVIDENCE * max(n_points, _LEAST_SEARCHED))
    groups = []
    for evidence, members in sorted(scored, key=lambda item: (-item[0], item[1].tolist())):
        if evidence < least:
            break
        if not taken[members].any():
            taken[members] = True
            groups.append((evidence, members))
    return groups


def _joined(
    groups: Sequence[tuple[float, NDArray[np.intp], float]], points: NDArray[np.float64]
) -> list[tuple[float, NDArray[np.intp], float]]:
    """Join groups that are parts of one phenomenon: the best evidence counts, and the weakest stability."""
    joined = list(groups)
    while len(joined) > 1:
        centres = np.concatenate([unit_means(points[core], np.zeros(len(core), np.intp)) for _, core, _ in joined])
        nearness = np.triu(similarities(centres, centres), 1)
        one, other = np.unravel_index(nearness.argmax(), nearness.shape)
        if nearness[one, other] < _ONE:
            break
        evidence, core, stability = joined.pop(int(other))
        first = joined[int(one)]
        joined[int(one)] = (max(first[0], evidence), np.union1d(first[1], core), min(first[2], stability))
    return joined


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
