"""Matters that no list of phenomena holds, but that have a name: which of them do enough texts tell of?

Beside its phenomena and their sub-phenomena the domain model knows some hundreds of matters that the national list has
no place for, such as *sähkön hinta* or *lääkkeiden saatavuuskatkot*. As long as a text or two are about one of them
they are single voices. When several are, the matter becomes an emerging phenomenon, with its own name and the same
identifier in every analysis. What is not in the inventory either is looked for by ``emerging``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .emerging import STABLE, Described, EmergingGroup
from .gathering import Gathering

#: Resamples that tell how surely a matter stands.
_RESAMPLES = 100
#: Share of each matter on a form before anything is known of it: 7 in 100 texts are about some four hundred of them.
_USUAL = 0.07 / 440
#: As many texts as these shares are worth, and how many times likelier a matter can become where several tell of it.
_WORTH, _MOST = 1000.0, 20.0
_ROUNDS = 30
#: Texts, and matters, whose numbers are looked at at once.
_ROWS, _COLUMNS = 1_000, 16
#: Texts that are surely about a matter (more likely than not, whatever the others tell), and what all add up to.
_SURE, _SUM = 2, 2.0


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

    def raises(self) -> dict[str, float]:
        """Return how many times likelier each matter is in these texts than on a form in general, if it is.

        One text that may be about a matter tells little; several of them make each other likelier. The shares of the
        matters among the texts are found by expectation maximisation (Saerens, Latinne & Decaestecker 2002, Neural
        Computation 14), drawn to what is usual, and never lowered.
        """
        given = self.probabilities
        rest = 1 - given.sum(axis=1)
        raised = np.ones(given.shape[1])
        norm, total = np.empty(len(given)), np.empty(given.shape[1])
        for _ in range(_ROUNDS):
            for rows in _parts(len(given), _ROWS):
                norm[rows] = rest[rows] + (given[rows] * raised).sum(axis=1)
            for matters in _parts(len(total), _COLUMNS):
                total[matters] = (given[:, matters] * raised[matters] / norm[:, None]).sum(axis=0)
            share = (total + _WORTH * _USUAL) / (len(given) + _WORTH)
            raised = np.clip(share / _USUAL, 1.0, _MOST)
        return {code: float(times) for code, times in zip(self.codes, raised, strict=True) if times > 1}

    def raised(self, known: NDArray[np.float64], times: Mapping[str, float]) -> tuple[NDArray[np.float64], Inventory]:
        """Return the probabilities of the phenomena and of the matters, some of which are so many times likelier."""
        if not times:
            return known, self
        factors = np.array([times.get(code, 1.0) for code in self.codes])
        raised, found = np.empty_like(known), np.empty_like(self.probabilities)
        for rows in _parts(len(known), _ROWS):
            given = self.probabilities[rows]
            total = 1 + (given * (factors - 1)).sum(axis=1, keepdims=True)
            raised[rows], found[rows] = known[rows] / total, given * factors / total
        return raised, self._replace(probabilities=found)

    def about(
        self, known: NDArray[np.float64], labelled: Callable[[NDArray[np.float64]], NDArray[np.intp]]
    ) -> NDArray[np.intp]:
        """Return the matter that each text is labelled with beside the phenomena, below zero for none."""
        labels = np.zeros(len(known), dtype=np.intp)
        for rows in _parts(len(known), _ROWS):
            labels[rows] = labelled(np.hstack([known[rows], self.probabilities[rows]])) - known.shape[1]
        return labels

    def only(self, codes: Sequence[str]) -> Inventory:
        """Return some of the matters, in the order told."""
        return Inventory(list(codes), self.probabilities[:, [self.codes.index(code) for code in codes]])


def _parts(size: int, length: int) -> Iterator[slice]:
    """Yield parts of a table of texts by matters, so that no second one of its size is made."""
    return (slice(start, start + length) for start in range(0, size, length))


def joined(parts: Sequence[Inventory]) -> Inventory:
    """Return the matters of several batches of texts as one."""
    return Inventory(parts[0].codes, np.concatenate([part.probabilities for part in parts]))


def find_named(
    known: NDArray[np.float64],
    inventory: Inventory,
    alone: Inventory,
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
    inventory, alone : Inventory
        With what the texts tell of each other (see :meth:`Inventory.raised`), and each text alone.
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
    stable = []
    for matter in np.flatnonzero(sizes >= min_size).tolist():
        members = np.flatnonzero(labels == matter)
        sure = alone.probabilities[members, matter]
        if (sure >= 0.5).sum() < _SURE or sure.sum() < _SUM:
            continue
        stability = _stability(inventory.probabilities[:, matter], members, min_size, random_state)
        if stability >= STABLE:
            stable.append((matter, members, stability))
    gathered = Gathering(known, vectors).gather([members for _, members, _ in stable]) if stable else []
    found = [
        EmergingGroup(
            members,
            centre,
            threshold,
            [term for term, _ in described.terms(members)],
            stability,
            inventory.codes[matter],
        )
        for (matter, members, stability), (centre, threshold) in zip(stable, gathered, strict=True)
    ]
    return sorted(found, key=lambda group: (-len(group.members), str(group.identifier)))


def _stability(probability: NDArray[np.float64], members: NDArray[np.intp], min_size: int, random_state: int) -> float:
    """Return the share of resamples with at least half of the fewest texts.

    Texts are drawn with replacement, and of each whether it is about the matter, by its probability.
    """
    generator = np.random.default_rng([random_state, len(members)])
    drawn = generator.poisson(1.0, size=(_RESAMPLES, len(members)))
    about = generator.binomial(drawn, probability[members])
    return float((about.sum(axis=1) >= (min_size + 1) // 2).mean())
