"""Emerging phenomena: groups of texts that the known phenomena leave unexplained.

A text that the known phenomena explain poorly is nothing new as such: indirect, short and odd texts are
explained poorly one by one. Something new shows in a group: near each other in meaning, each pulled to
another known phenomenon, sharing words far above their usual rate, and found again when texts are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .clustering import group_vectors, similarities, unit_means
from .naming import distinctive_terms

#: Candidates: the best known phenomenon has at most this probability.
EXPLAINED = 0.65
#: Mean cosine at which groups of candidates are joined.
SIMILARITY = 0.2
#: Largest share of a group's texts that may have one and the same known phenomenon among their best three.
AGREEMENT = 0.5
#: Least strength of the group's most distinctive term (3: one in a thousand by chance, if the term tells all).
STRENGTH = 3.0
#: Least stability under leaving texts out.
STABLE = 0.6
_ROUNDS = 20
_KEPT = 0.8


@dataclass(frozen=True)
class EmergingGroup:
    """One emerging phenomenon.

    Attributes
    ----------
    members : ndarray of int
        Positions of the texts it was found in.
    centre : ndarray of shape (n_dimensions,)
        Unit mean of the members' vectors.
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
        Largest first. Empty when the data carry none, which is the normal case.
    """
    candidates = np.flatnonzero(
        (known.max(axis=1, initial=0.0) <= EXPLAINED) & (np.abs(vectors).sum(axis=1) > 0)
    )
    labels = group_vectors(vectors[candidates], similarity=SIMILARITY, min_size=min_size)
    if labels.max(initial=-1) < 0:
        return []
    stability = _stability(vectors[candidates], labels, random_state)
    best = np.argsort(-known, axis=1, kind="stable")[:, :3]
    found: list[tuple[float, EmergingGroup]] = []
    for label in range(labels.max() + 1):
        members = candidates[labels == label]
        agreement = np.bincount(best[members].ravel()).max() / len(members)
        terms = distinctive_terms([lemmas[i] for i in members], reference, floor=floor, importance=importance)
        if agreement > AGREEMENT or not terms or terms[0][1] < STRENGTH or stability[label] < STABLE:
            continue
        centre = unit_means(vectors[members], np.zeros(len(members), dtype=np.intp))[0]
        own = similarities(vectors[members], centre[None])[:, 0]
        threshold = float(np.median(own)) * 0.7
        telling = [t for t, strength in terms if strength >= 1]
        found.append(
            (terms[0][1], EmergingGroup(members, centre, threshold, telling, float(stability[label])))
        )
    found.sort(key=lambda item: (-item[0], item[1].terms))
    groups = [group for _, group in found[:n_groups]]
    return sorted(groups, key=lambda g: (-len(g.members), g.terms))


def _stability(
    vectors: NDArray[np.float64], labels: NDArray[np.intp], random_state: int
) -> NDArray[np.float64]:
    """Mean best Jaccard overlap of each group over rounds in which a fifth of the texts is left out."""
    generator = np.random.default_rng(random_state)
    overlap = np.zeros((_ROUNDS, int(labels.max()) + 1))
    for turn in range(_ROUNDS):
        kept = np.sort(generator.choice(len(labels), max(2, int(_KEPT * len(labels))), replace=False))
        again = group_vectors(vectors[kept], similarity=SIMILARITY, min_size=2)
        for label in range(overlap.shape[1]):
            inside = labels[kept] == label
            rivals = [
                (inside & (again == other)).sum() / (inside | (again == other)).sum()
                for other in np.unique(again[inside])
                if other >= 0
            ]
            overlap[turn, label] = max(rivals, default=0.0)
    return np.asarray(overlap.mean(axis=0))
