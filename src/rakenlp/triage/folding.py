"""From the phenomena that the model knows to those that people have left: merged ones as one, split ones by parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .._decided import Decided
from ..phenomena import FITS
from .memory import Memory

if TYPE_CHECKING:
    from .neighbours import Bytes, Neighbours

#: Observations of a split phenomenon that are asked which part a text is of, and how far they are looked for.
_ASKED, _LOOKED_AT = 5, 60


class Folding:
    """Which phenomena can be suggested, and what the model's probabilities say of them.

    Parameters
    ----------
    known : sequence of str
        Phenomena of the model, in its order.
    decided : Decided
    memory : Memory

    Attributes
    ----------
    ids : list of str
        Phenomena that live: the model's order, a merged one where its first member was, parts last.
    """

    def __init__(self, known: Sequence[str], decided: Decided, memory: Memory) -> None:
        live = list(dict.fromkeys(map(decided.resolve, known)))
        remembered = set(memory.names["phenomena"])
        self._parts: dict[str, list[str]] = {}
        for part, origin in decided.parts.items():
            if part in remembered and part not in live and origin in live:
                self._parts.setdefault(origin, []).append(part)
        self.ids = [*live, *(part for parts in self._parts.values() for part in parts)]
        self._number = {key: i for i, key in enumerate(self.ids)}
        self._known = list(known)
        self._columns = [self._number[decided.resolve(key)] for key in known]
        self._changes = self.ids != self._known
        self._members: dict[str, list[int]] = {}
        for column, place in enumerate(self._columns):
            self._members.setdefault(self.ids[place], []).append(column)
        for origin, parts in self._parts.items():
            self._members |= dict.fromkeys(parts, self._members[origin])
        self._memory = memory

    def fold(self, values: list[float]) -> list[float]:
        """Return the probability of each of ``ids``: those of merged ones are summed, parts have none yet."""
        if not self._changes:
            return values
        folded = [0.0] * len(self.ids)
        for place, value in zip(self._columns, values, strict=True):
            folded[place] += value
        return [min(value, 1.0) for value in folded]

    def give_to_parts(
        self, folded: list[float], best: int, vector: Bytes, index: Neighbours, repeats: int | None
    ) -> tuple[list[float], int]:
        """Let a part have the probability of its phenomenon where most of the nearest observations are of the part.

        Parameters
        ----------
        folded : list of float
            From :meth:`fold`.
        best : int
            Which of them fits best.
        vector : ndarray of int8
            Of the text.
        index : Neighbours
        repeats : int or None
            Row of the observation that the text repeats: then that one alone is asked.

        Returns
        -------
        folded, best
            With the parts.
        """
        chosen = [origin for origin in self._parts if folded[self._number[origin]] >= FITS]
        if not chosen:
            return folded, best
        near = [row for row, _ in index.search(vector, _LOOKED_AT)] if repeats is None else [repeats]
        rows, given = np.array(near, dtype=np.int64), list(folded)
        for origin in chosen:
            of_parts = {part: self._memory.rows_in(rows, part) for part in self._parts[origin]}
            own = self._memory.rows_in(rows, origin)
            for inside in of_parts.values():
                own = own | inside
            asked = np.flatnonzero(own)[:_ASKED]
            for part, inside in of_parts.items():
                if 2 * int(inside[asked].sum()) > len(asked):
                    place, former = self._number[part], self._number[origin]
                    given[place], given[former] = given[former], 0.0
                    best = place if best == former else best
                    break
        return given, best

    def spoken_for(self, phenomenon_id: str, probabilities: Mapping[str, float]) -> str:
        """Return the phenomenon of the model whose words speak for a phenomenon: its most probable member."""
        members = [self._known[column] for column in self._members[phenomenon_id]]
        return max(members, key=lambda key: probabilities[key])
