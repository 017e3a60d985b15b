"""Which further counts are hidden, so that those already hidden cannot be worked out.

Each hidden cell that the reader could bound is given a way out: the cheapest other table in which its count is large
enough (or another one), found as a linear program in which shown counts may change at a cost. Those that do change are
hidden. This is the heuristic of Kelly, Golden and Assad (1992, "Cell suppression: disclosure protection for sensitive
tabular data", Networks 22), with the audit of :mod:`rakenlp.privacy._reader` after each round, and at the end each
count hidden in vain is shown again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity, vstack

from ._cells import loose_atoms, parts_of
from ._reader import Reader

_TIDIED = 4_000  # counts hidden in vain are looked for while there are no more than this, times atoms
_ONE_BY_ONE = 40  # cells to be given a way out, above which several are given one at once
_AT_ONCE = 12
_ZERO_COST = 1e4
_LATER = 1e-3
UNSAID = "unsaid"
_WIDENED = 400  # small counts are let be any under k while there are no more than this, cells times atoms


@dataclass
class Protection:
    """Cells of which some are hidden, and what the signs of those tell.

    Attributes
    ----------
    members : csr_array of shape (n_cells, n_atoms)
    truth : ndarray of shape (n_atoms,)
        The counts, or a completion of what is known of them.
    shown : ndarray of bool
    movable : ndarray of bool
        Cells not yet published: they may be hidden.
    cost : ndarray of float
        What it costs to hide each cell.
    k : int
    fact : ndarray of float
        The least that each cell is known to be from elsewhere (a name that is told says "at least one").
    plain : ndarray of bool
        Hidden cells whose sign tells nothing.
    hopeless : set of (str, int)
        Cells and atoms that what is already published gives away.
    widens : bool
        Whether each small count is to be left open from one to k - 1, where that can be reached.
    tight : set of (int, int, int)
        Small cells that cannot be any count under k: (cell, direction, count out of reach).
    """

    members: csr_array
    truth: NDArray[Any]
    shown: NDArray[np.bool_]
    movable: NDArray[np.bool_]
    cost: NDArray[Any]
    k: int
    fact: NDArray[Any]
    plain: NDArray[np.bool_]
    hopeless: set[tuple[str, int]] = field(default_factory=set)
    widens: bool = False
    tight: set[tuple[int, int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.value = self.members @ self.truth
        self.loose = loose_atoms(self.members)
        self._unit = csr_array(identity(self.members.shape[1]))

    # --- what a reader knows ----------------------------------------------------------------------------------------

    def limits(self, signs: bool) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the least and most of each cell, from the numbers alone or with what the signs tell."""
        low = np.where(self.shown, self.value, self.fact)
        high = np.where(self.shown, self.value, np.inf)
        if signs:
            told = ~self.shown & ~self.plain
            small = told & (self.value < self.k)
            low = np.where(small, np.maximum(low, 1), np.where(told, np.maximum(low, self.k), low))
            high = np.where(small, self.k - 1, high)
        return low, high

    def _reader(self, signs: bool) -> Reader:
        reader = Reader(self.members, *self.limits(signs))
        reader.pool.append(self.truth.astype(float))
        return reader

    def lacking(self) -> list[tuple[str, int, bool]]:
        """Return what can be worked out: (cell, unsaid cell or atom; number; whether by the signs)."""
        return self._bounded() or self._exact() or self._unsaid()

    def narrow(self) -> list[tuple[int, int, int]]:
        """Return the small cells that numbers and signs keep from some count under k: (cell, direction, goal)."""
        if not self.widens or self.members.shape[0] * self.members.shape[1] > _WIDENED:
            return []
        cells = np.flatnonzero(~self.shown & ~self.plain & (self.value >= 1) & (self.value < self.k))
        if not len(cells):
            return []
        reader = self._reader(signs=True)
        found: list[tuple[int, int, int]] = []
        for sign, goal in ((1, self.k - 1), (-1, 1)):
            rows = csr_array(self.members[cells])
            ok = reader.reach(rows, np.full(len(cells), float(goal)), sign)
            found += [(int(cell), sign, goal) for cell, fine in zip(cells, ok, strict=True) if not fine]
        return [key for key in found if key not in self.tight]

    def _targets(self, keep: NDArray[np.bool_], atoms: NDArray[Any]) -> tuple[list[tuple[str, int]], csr_array]:
        keys = [("cell", int(row)) for row in np.flatnonzero(keep)] + [("atom", int(atom)) for atom in atoms]
        chosen = [place for place, key in enumerate(keys) if key not in self.hopeless]
        keys = [keys[place] for place in chosen]
        rows = csr_array(vstack([self.members[np.flatnonzero(keep)], self._unit[atoms]]))
        return keys, csr_array(rows[chosen]) if keys else csr_array((0, self.members.shape[1]))

    def _bounded(self) -> list[tuple[str, int, bool]]:
        atoms = self.loose[self.truth[self.loose] < self.k]
        keys, rows = self._targets(~self.shown & (self.value < self.k), atoms)
        if not keys:
            return []
        reader = self._reader(signs=False)
        ok = reader.reach(rows, np.full(len(keys), self.k))
        kinds = np.array([key[0] == "atom" for key in keys])
        doubtful = np.flatnonzero(~ok & kinds)
        if len(doubtful):
            some = reader.reach(rows[doubtful], np.ones(len(doubtful)))
            ok[doubtful[~some]] = True
        return [(*keys[place], False) for place in np.flatnonzero(~ok)]

    def _exact(self) -> list[tuple[str, int, bool]]:
        atoms = self.loose[(self.truth[self.loose] >= 1) & (self.truth[self.loose] < self.k)]
        keys, rows = self._targets(~self.shown, atoms)
        if not keys:
            return []
        reader = self._reader(signs=True)
        now = rows @ self.truth
        ok = reader.moves(rows, now)
        return [(*keys[place], True) for place in np.flatnonzero(~ok)]

    def _unsaid(self) -> list[tuple[str, int, bool]]:
        """Return the small cells whose sign says nothing, but which numbers and other signs keep under k.

        Parts of a "<k" are left out: that they are under k is told on purpose.
        """
        cells = np.flatnonzero(~self.shown & self.plain & (self.value < self.k))
        small = np.flatnonzero(~self.shown & ~self.plain & (self.value >= 1) & (self.value < self.k))
        cells = np.array([cell for cell in cells.tolist() if (UNSAID, cell) not in self.hopeless], dtype=int)
        if not len(cells):
            return []
        reader = self._reader(signs=True)
        cells = cells[~parts_of(self.members, cells, small, reader.fixed == 0)]
        ok = reader.reach(self.members[cells], np.full(len(cells), self.k))
        return [(UNSAID, int(cell), True) for cell in cells[~ok]]

    # --- what is hidden ---------------------------------------------------------------------------------------------

    def protect(self) -> None:
        """Hide cells until nothing hidden can be worked out."""
        self.protect_more()
        self._widen()
        self._tidy()

    def protect_more(self) -> None:
        """Hide cells until nothing hidden can be worked out, some of them perhaps in vain."""
        step: dict[tuple[str, int], int] = {}
        while lacking := self.lacking():
            before = self._state()
            others: dict[bool, list[NDArray[Any]]] = {False: [], True: []}
            if len(lacking) > _ONE_BY_ONE:
                self._together(lacking, others)
            for kind, number, signs in lacking:
                if not self._served(kind, number, signs, others[signs]):
                    self._way_out(kind, number, signs, step.get((kind, number), 0) > 0, others[signs])
            if self._state() == before:
                for kind, number, _ in lacking:
                    step[kind, number] = step.get((kind, number), 0) + 1
                    self._give_up(kind, number, step[kind, number])

    def _widen(self) -> None:
        """Hide cells until each small count could be any from one to k - 1, where that can be."""
        while narrow := self.narrow():
            cell, sign, goal = narrow[0]
            found = self._cheapest(self.members[[cell]], sign, float(goal), True, False)
            if found is None or not len(found[1]):
                self.tight.add((cell, sign, goal))
                continue
            self.hide(found[1])
            self.protect_more()

    def _state(self) -> tuple[int, int, int]:
        return int(self.shown.sum()), int(self.plain.sum()), len(self.hopeless)

    def _row(self, kind: str, number: int) -> csr_array:
        return self._unit[[number]] if kind == "atom" else self.members[[number]]

    def _served(self, kind: str, number: int, signs: bool, others: list[NDArray[Any]]) -> bool:
        """Tell whether one of the tables for which cells were hidden in this round does for this sum too."""
        if not others:
            return False
        row = self._row(kind, number)
        sums = np.array([float((row @ table)[0]) for table in others])
        now = float((row @ self.truth)[0])
        moved = signs and kind != UNSAID
        return bool(np.any(np.abs(sums - now) >= 1 - 1e-6 if moved else sums >= self.k - 1e-6))

    def _together(self, lacking: list[tuple[str, int, bool]], others: dict[bool, list[NDArray[Any]]]) -> None:
        """Give many a way out at once, some at a time: where they are many, finding the cheapest of each takes long."""
        for first in range(0, len(lacking), _AT_ONCE):
            part = lacking[first : first + _AT_ONCE]
            signs = part[0][2]
            left = [key[:2] for key in part if not self._served(*key, others[signs])]
            if not left:
                continue
            every = csr_array(vstack([self._row(*key) for key in left]))
            moved = np.array([signs and kind != UNSAID for kind, _ in left])
            goals = np.where(moved, every @ self.truth + 1, float(self.k))
            if found := self._cheapest(every, 1, goals, signs, False):
                self.hide(found[1])
                others[signs].append(found[2])

    def _way_out(self, kind: str, number: int, signs: bool, zeros: bool, others: list[NDArray[Any]]) -> None:
        row = self._row(kind, number)
        now = float((row @ self.truth)[0])
        ways = [(1, now + 1), (-1, now - 1)] if signs and kind != UNSAID else [(1, float(self.k))]
        found = [way for way in (self._cheapest(row, sign, goal, signs, zeros) for sign, goal in ways) if way]
        if found:
            _, hidden, table = min(found, key=lambda way: (way[0], len(way[1])))
            self.hide(hidden)
            others.append(table)

    def hide(self, rows: NDArray[Any]) -> None:
        """Hide cells; zeros among them lose what their sign would tell."""
        self.shown[rows] = False
        self.plain[rows[self.value[rows] == 0]] = True

    def _cheapest(
        self, rows: csr_array, sign: int, goals: Any, signs: bool, zeros: bool
    ) -> tuple[float, NDArray[Any], NDArray[Any]] | None:
        """Return the cost, the cells to hide so that sums can reach their goals, and the table in which they do."""
        low, high = self.limits(signs)
        free = np.flatnonzero(self.movable & self.shown & (self.value >= (0 if zeros else 1)))
        n, m = self.members.shape[1], len(free)
        least = self.k if signs else 0  # what a hidden one would still be known to be
        down = np.maximum(self.value[free] - least, 0.0)
        spread = csr_array((np.ones(m), (free, np.arange(m))), shape=(self.members.shape[0], m))
        matrix = hstack([self.members, -spread, spread])
        cost = np.where(self.value[free] == 0, _ZERO_COST, self.cost[free])
        target = hstack([rows, csr_array((rows.shape[0], 2 * m))])
        every = csr_array(vstack([matrix, target]))
        open_end = np.full(rows.shape[0], np.inf)
        goals = np.broadcast_to(goals, open_end.shape)
        lows = np.concatenate([low, goals if sign > 0 else -open_end])
        highs = np.concatenate([high, open_end if sign > 0 else goals])
        answer = milp(
            np.concatenate([np.zeros(n), cost, cost]),
            bounds=Bounds(np.zeros(n + 2 * m), np.concatenate([np.full(n + m, np.inf), down])),
            constraints=LinearConstraint(every, lows, highs),
        )
        if answer.x is None:
            return None
        moved = answer.x[n : n + m] + answer.x[n + m :] > 1e-6
        return float(answer.fun), free[moved], answer.x[:n]

    def _give_up(self, kind: str, number: int, step: int) -> None:
        """Hide more than the cheapest: first what the signs tell, then all that is near, then everything new."""
        hidden = self.movable & ~self.shown
        if step == 1:
            self.plain |= hidden & self._near(kind, number)
        elif step == 2:
            touching = np.zeros(len(self.shown), dtype=bool)
            atoms = self._row(kind, number).indices
            touching[np.unique(self.members[:, atoms].tocoo().row)] = True
            self._hide_all(self.movable & touching)
        elif step == 3:
            self._hide_all(self.movable.copy())
        else:
            self.hopeless.add((kind, number))

    def _hide_all(self, rows: NDArray[np.bool_]) -> None:
        self.shown &= ~rows
        self.plain |= rows

    def _near(self, kind: str, number: int) -> NDArray[np.bool_]:
        reader = self._reader(signs=False)
        parts = np.unique(reader.part[self._row(kind, number).indices])
        atoms = np.isin(reader.part, parts[parts >= 0]).astype(float)
        return (self.members @ atoms) > 0

    def _tidy(self) -> None:
        """Show again what was hidden in vain, the dearest first."""
        extra = np.flatnonzero(self.movable & ~self.shown & ((self.value >= self.k) | (self.value == 0)))
        if len(extra) * self.members.shape[1] > _TIDIED:
            return
        for row in sorted(extra, key=lambda row: (-self.cost[row], row)):
            was = bool(self.plain[row])
            self.shown[row], self.plain[row] = True, False
            if self.lacking() or self.narrow():
                self.shown[row], self.plain[row] = False, was


def protection(
    members: csr_array,
    truth: NDArray[Any],
    k: int,
    *,
    movable: NDArray[np.bool_] | None = None,
    shown: NDArray[np.bool_] | None = None,
    plain: NDArray[np.bool_] | None = None,
    fact: NDArray[Any] | None = None,
    widens: bool = False,
) -> Protection:
    """Return cells with the small ones hidden and all others shown, or as they were already published."""
    n = members.shape[0]
    value = members @ truth
    movable = np.ones(n, dtype=bool) if movable is None else movable
    visible = np.ones(n, dtype=bool) if shown is None else shown.copy()
    visible[movable & (value > 0) & (value < k)] = False
    return Protection(
        members=members,
        truth=truth,
        shown=visible,
        movable=movable,
        cost=costs(members),
        widens=widens,
        k=k,
        fact=np.zeros(n) if fact is None else fact,
        plain=np.zeros(n, dtype=bool) if plain is None else plain.copy(),
    )


def costs(members: csr_array) -> NDArray[Any]:
    """Return costs in which the counts have no part: otherwise the choice of what is hidden would tell them.

    Cells of many groups are dearer, and of the like the later ones.
    """
    wide = np.sqrt(np.maximum(np.diff(csr_array(members).indptr), 1))
    return wide * (1.0 + _LATER * np.arange(members.shape[0]) / max(members.shape[0], 1))
