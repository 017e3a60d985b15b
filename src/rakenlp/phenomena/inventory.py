"""Matters that no list of phenomena holds, but that have a name: which of them do enough texts tell of?

Beside its phenomena and their sub-phenomena the domain model knows some hundreds of matters that the national list has
no place for, such as *sähkön hinta* or *lääkkeiden saatavuuskatkot*. As long as a text or two are about one of them
they are single voices. When several are, the matter becomes an emerging phenomenon, with its own name and the same
identifier in every analysis. What is not in the inventory either is looked for by ``emerging``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .emerging import STABLE, Described, EmergingGroup, gather

#: Resamples that tell how surely a matter stands.
_RESAMPLES = 100


class Inventory(NamedTuple):
    """The matters of the inventory in some texts.

    Attributes
    ----------
    codes : list of str
    probabilities : ndarray of shape (n_texts, n_matters)
        How probable each is, of the whole: what the phenomena leave is shared out among them and what is none.
    """

    codes: list[str]
    probabilities: NDArray[np.float64]


def find_named(
    known: NDArray[np.float64],
    inventory: Inventory,
    labels: NDArray[np.intp],
    vectors: NDArray[np.float64],
    described: Described,
    *,
    min_size: int,
    random_state: int,
) -> list[EmergingGroup]:
    """Return the matters of the inventory that enough texts are about.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
        Probabilities of the known phenomena.
    inventory : Inventory
    labels : ndarray of int of shape (n_texts,)
        Which matter each text is about, -1 for none.
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit vectors of meaning, in an order that does not depend on the input's.
    described : Described
        What tells the terms of a group.
    min_size : int
        Fewest texts that make a phenomenon.
    random_state : int

    Returns
    -------
    list of EmergingGroup
        Largest first; their ``identifier`` is the code of the matter.
    """
    sizes = np.bincount(labels[labels >= 0], minlength=len(inventory.codes))
    found = []
    for matter in np.flatnonzero(sizes >= min_size).tolist():
        members = np.flatnonzero(labels == matter)
        stability = _stability(inventory.probabilities[:, matter], members, min_size, random_state)
        if stability < STABLE:
            continue
        centre, threshold = gather(known, vectors, members)
        terms = [term for term, _ in described.terms(members)]
        found.append(EmergingGroup(members, centre, threshold, terms, stability, inventory.codes[matter]))
    return sorted(found, key=lambda group: (-len(group.members), str(group.identifier)))


def named(inventory: Inventory, groups: Sequence[EmergingGroup]) -> NDArray[np.float64]:
    """Return the probabilities of the matters that some groups are, of shape (n_texts, n_groups)."""
    return inventory.probabilities[:, [inventory.codes.index(str(group.identifier)) for group in groups]]


def _stability(probability: NDArray[np.float64], members: NDArray[np.intp], min_size: int, random_state: int) -> float:
    """Return the share of resamples with at least half of the fewest texts.

    Texts are drawn with replacement, and of each whether it is about the matter, by its probability.
    """
    generator = np.random.default_rng([random_state, len(members)])
    drawn = generator.poisson(1.0, size=(_RESAMPLES, len(members)))
    about = generator.binomial(drawn, probability[members])
    return float((about.sum(axis=1) >= (min_size + 1) // 2).mean())
