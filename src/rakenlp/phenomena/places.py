"""Where the probabilities of the domain model go when the taxonomy is another than it has learnt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .domain_model import DomainModel
from .taxonomy import Taxonomy


@dataclass(frozen=True)
class Places:
    """Columns of the domain model for the phenomena of a taxonomy.

    A phenomenon that the taxonomy leaves out falls to what replaced it (in equal shares, if it was split), or to a
    phenomenon that the taxonomy has instead of its whole national parent, or else to none of them.

    Attributes
    ----------
    known : list of (int, int)
        Column of the taxonomy and that of the domain model.
    moved : list of (int, int, float)
        Column of the taxonomy, that of the domain model, and which share of it goes there.
    unknown : list of str
        Codes that the domain model has not learnt.
    unknown_columns : list of int
    size : int
        Number of phenomena in the taxonomy.
    """

    known: list[tuple[int, int]]
    moved: list[tuple[int, int, float]]
    unknown: list[str]
    unknown_columns: list[int]
    size: int

    @classmethod
    def of(cls, taxonomy: Taxonomy, domain: DomainModel) -> Places:
        """Return the places of a taxonomy's phenomena."""
        column = {code: place for place, code in enumerate(taxonomy.codes)}
        learnt = {code: domain.classes.index(code) for code in domain.codes}
        unknown = [code for code in taxonomy.codes if code not in learnt]
        moved = [
            (column[target], place, 1 / len(targets))
            for code, place in learnt.items()
            if code not in column
            for targets in [_instead(code, taxonomy, unknown)]
            for target in targets
        ]
        known = [(column[code], learnt[code]) for code in taxonomy.codes if code in learnt]
        return cls(known, moved, unknown, [column[code] for code in unknown], len(column))

    def put(self, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return probabilities of the domain model's classes as those of the taxonomy's phenomena."""
        if len(self.known) == self.size and not self.moved:
            return probabilities[:, self._columns]
        out = np.zeros((len(probabilities), self.size))
        for column, place in self.known:
            out[:, column] = probabilities[:, place]
        for column, place, share in self.moved:
            out[:, column] += share * probabilities[:, place]
        return out

    @cached_property
    def _columns(self) -> NDArray[np.intp]:
        return np.array([place for _, place in self.known], dtype=np.intp)


def _instead(code: str, taxonomy: Taxonomy, unknown: list[str]) -> tuple[str, ...]:
    if found := taxonomy.resolve(code):
        return found
    whole = taxonomy.find(Taxonomy.default().parent(code))
    return (whole,) if whole in unknown else ()
