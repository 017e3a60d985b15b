"""What a reader can work out: the tables of whole numbers that nothing published rules out.

The reader sees, for each published cell, the least and the most that its count can be (the same for a shown one),
and knows that a count is a whole number of at least zero. Cells are sums of *atoms*, the finest groups that the
tables tell apart. What can be worked out of a cell is then its least and greatest sum over all such atoms: the attack
that is audited with linear programming since Fischetti and Salazar (2001, "Solving the cell suppression problem on
tabular data with linear constraints", Management Science 47); see also Castro (2012, "Recent advances in optimization
techniques for statistical tabular data protection", EJOR 216). Whole numbers are looked for where fractions leave a
doubt.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

_NEAR = 1e-6
_NODES = 2_000  # branches at most: the same on every machine, unlike a time limit
_FEW = 100  # where any good table will do
_TOGETHER = 100  # cells asked for in one go


class Reader:
    """All tables consistent with what is published.

    Parameters
    ----------
    members : csr_array of shape (n_cells, n_atoms)
        1 where an atom belongs to a cell.
    low, high : ndarray of float
        What is known of each cell; ``high`` may be infinite.

    Examples
    --------
    >>> members = csr_array(np.array([[1, 0], [0, 1], [1, 1]]))
    >>> reader = Reader(members, np.array([0.0, 0.0, 7.0]), np.array([np.inf, 4.0, 7.0]))
    >>> reader.range_of(members[[0]])
    (3, 7, True)
    """

    def __init__(self, members: csr_array, low: NDArray[Any], high: NDArray[Any]) -> None:
        self.members = members
        self.low, self.high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        self.n_atoms = members.shape[1]
        self.fixed = np.full(self.n_atoms, np.nan)
        self.possible = True
        self._presolve()
        self._parts()
        finite = self.high[np.isfinite(self.high)]
        self._cap = 2.0 * float(finite.sum() + self.low.sum()) + 1000.0
        self.pool: list[NDArray[Any]] = []
        self._kept: dict[bytes, tuple[Any, NDArray[Any], NDArray[Any]]] = {}

    def _presolve(self) -> None:
        """Set the atoms that one equation tells: those of a zero, and one that is alone in its sum."""
        while True:
            free = np.isnan(self.fixed)
            known = self.members @ np.where(free, 0.0, self.fixed)
            n_free = self.members @ free.astype(float)
            low, high = self.low - known, self.high - known
            if np.any(high < -_NEAR) or np.any((n_free == 0) & (low > _NEAR)):
                self.possible = False
            told = (n_free > 0) & ((high <= _NEAR) | ((n_free == 1) & (low == high)))
            rows = np.flatnonzero(told)
            if not len(rows):
                break
            before = int(free.sum())
            for row in rows.tolist():
                atoms = self._atoms(row)
                atoms = atoms[np.isnan(self.fixed[atoms])]
                self.fixed[atoms] = max(0.0, round(float(high[row]))) if len(atoms) == 1 else 0.0
            if int(np.isnan(self.fixed).sum()) == before:
                break
        free = np.isnan(self.fixed)
        known = self.members @ np.where(free, 0.0, self.fixed)
        self._rest_low, self._rest_high = self.low - known, self.high - known
        n_free = self.members @ free.astype(float)
        tells = (self._rest_low > 0) | np.isfinite(self._rest_high)
        self._active = np.flatnonzero((n_free > 0) & tells)

    def _atoms(self, row: int) -> NDArray[Any]:
        return self.members.indices[self.members.indptr[row] : self.members.indptr[row + 1]]

    def _parts(self) -> None:
        """Split the free atoms into parts that no equation joins."""
        matrix = self.members[self._active]
        entries = matrix.tocoo()
        free = np.isnan(self.fixed)[entries.col]
        size = len(self._active) + self.n_atoms
        pairs = (entries.row[free], entries.col[free] + len(self._active))
        link = csr_array((np.ones(len(pairs[0])), pairs), shape=(size, size))
        _, part = connected_components(link, directed=False)
        self.part = np.where(np.isnan(self.fixed), part[len(self._active) :], -1)
        self._part_of_row = np.full(len(self._active), -1)
        free = self.part[entries.col] >= 0
        self._part_of_row[entries.row[free]] = self.part[entries.col[free]]

    def table(self) -> NDArray[Any] | None:
        """Return one table of whole numbers that is consistent, or None if there is none."""
        if not self.possible:
            return None
        if not self.pool:
            free = np.flatnonzero(np.isnan(self.fixed))
            if len(free):
                self._solve(free, np.zeros(len(free)), csr_array((0, len(free))), [], [])
            else:
                self._whole(np.zeros(0), free)
            if not self.pool:
                self.possible = False
                return None
        return self.pool[0]

    def reach(self, rows: csr_array, goals: NDArray[Any], sign: int = 1) -> NDArray[np.bool_]:
        """Tell which sums can be at least their goal (at most, where ``sign`` is -1), all else being consistent.

        Parameters
        ----------
        rows : csr_array of shape (n, n_atoms)
        goals : ndarray of shape (n,)
        sign : {1, -1}

        Returns
        -------
        ndarray of bool
            True only with a table of whole numbers that shows it.
        """
        if self.table() is None:
            return np.zeros(rows.shape[0], dtype=bool)
        goals = sign * np.asarray(goals, dtype=float)
        done = np.zeros(rows.shape[0], dtype=bool)
        for point in self.pool:
            done |= sign * (rows @ point) >= goals
        tried = self._out_of_reach(rows, goals) if sign > 0 else np.zeros(rows.shape[0], dtype=bool)
        size = _TOGETHER
        while not (done | tried).all():
            asked = np.flatnonzero(~done & ~tried)[:size]
            before = done.sum()
            for point in self._push(rows[asked], goals[asked], sign):
                done |= sign * (rows @ point) >= goals
            if len(asked) == 1:
                tried[asked] = True
            size = max(1, size // 4) if done.sum() == before and len(asked) > 1 else min(_TOGETHER, 2 * size)
        return done

    def _push(self, rows: csr_array, goals: NDArray[Any], sign: int) -> list[NDArray[Any]]:
        """Return the tables found when the sums are pushed towards their goals, the first one hardest."""
        free = self._touched(rows)
        if not len(free):
            return []
        n = rows.shape[0]
        rows_free = rows[:, free]
        constant = sign * (rows @ np.where(np.isnan(self.fixed), 0.0, self.fixed))
        weights = -(1.0 + np.arange(n, 0, -1) / (n + 1.0))
        before = len(self.pool)
        self._solve(free, np.zeros(len(free)), rows_free, goals - constant, weights, sign)
        return self.pool[before:]

    def moves(self, rows: csr_array, now: NDArray[Any]) -> NDArray[np.bool_]:
        """Return for which sums there is a table with another value than ``now``, one more or else one less."""
        found = self.reach(rows, now + 1)
        left = np.flatnonzero(~found)
        if len(left):
            found[left] = self.reach(rows[left], now[left] - 1, -1)
        return found

    def range_of(self, row: csr_array) -> tuple[int, int | None, bool]:
        """Return the least and greatest sum (None: no bound), and whether both are proved to be reached."""
        low, sure_low = self._end(row, -1)
        high, sure_high = self._end(row, 1)
        return int(low or 0), high, sure_low and sure_high

    def _end(self, row: csr_array, sign: int) -> tuple[int | None, bool]:
        constant = float((row @ np.where(np.isnan(self.fixed), 0.0, self.fixed))[0])
        free = self._touched(row)
        if not len(free):
            return round(constant), True
        best = max((sign * float((row @ point)[0]) for point in self.pool), default=-np.inf)
        if sign < 0 and best == -constant:
            return round(constant), True
        objective = -sign * row[:, free].toarray()[0]
        limit = self._cap if sign > 0 else None
        found = self._solve(free, objective, csr_array((0, len(free))), [], [], cap=limit)
        if found is None:
            return round(constant) if sign < 0 else None, False
        bound, point = found
        value = sign * (bound + (constant if sign > 0 else -constant))
        if sign > 0 and bound >= self._cap - 0.5:
            return None, True
        reached = point is not None and abs(float((row @ point)[0]) - value) < 0.5
        return round(value), reached

    def _touched(self, rows: csr_array) -> NDArray[Any]:
        columns = np.unique(rows.indices)
        parts = np.unique(self.part[columns])
        parts = parts[parts >= 0]
        return np.flatnonzero(np.isin(self.part, parts)) if len(parts) else np.array([], dtype=int)

    def _solve(
        self,
        free: NDArray[Any],
        objective: NDArray[Any],
        rows: csr_array,
        goals: Any,
        weights: Any,
        sign: int = 1,
        cap: float | None = None,
    ) -> tuple[float, NDArray[Any] | None] | None:
        """Minimise over the free atoms; keep the table found in the pool; return the bound and the table.

        Each of ``rows`` adds a variable that is rewarded up to its goal. The bound is of ``-objective``.
        """
        n, extra = len(free), len(goals)
        matrix, lows, highs = self._equations(free)
        blocks = [(matrix.row, matrix.col, matrix.data)]
        height = len(lows)
        if extra:
            pushed = rows.tocoo()
            blocks.append((pushed.row + height, pushed.col, -sign * pushed.data))
            blocks.append((np.arange(extra) + height, np.arange(extra) + n, np.ones(extra)))
            lows = np.concatenate([lows, np.full(extra, -np.inf)])
            highs = np.concatenate([highs, np.zeros(extra)])
        if cap is not None:
            blocks.append((np.full(n, height + extra), np.arange(n), -objective))
            lows, highs = np.append(lows, -np.inf), np.append(highs, cap)
        every = None
        if len(lows):
            at, of, data = (np.concatenate(part) for part in zip(*blocks, strict=True))
            every = csr_array((data, (at, of)), shape=(len(lows), n + extra))
        cost = np.concatenate([objective, np.asarray(weights, dtype=float)])
        limits = Bounds(
            np.concatenate([np.zeros(n), np.full(extra, -np.inf)]),
            np.concatenate([np.full(n, np.inf), np.asarray(goals, dtype=float)]),
        )
        constraints = LinearConstraint(every, lows, highs) if every is not None else ()
        answer = milp(cost, bounds=limits, constraints=constraints)
        if answer.x is None:
            return None
        point = self._whole(answer.x[:n], free)
        if point is None:
            kinds = np.concatenate([np.ones(n), np.zeros(extra)])
            options = {"node_limit": _FEW, "mip_rel_gap": 0.3} if extra else {"node_limit": _NODES}
            whole = milp(cost, bounds=limits, constraints=constraints, integrality=kinds, options=options)
            if whole.x is None:
                return None if whole.status == 2 else (_floor(-answer.fun), None)
            point = self._whole(whole.x[:n], free)
            bound = whole.mip_dual_bound if whole.mip_dual_bound is not None else answer.fun
            return _floor(-bound) if not extra else -bound, point
        return (_floor(-answer.fun) if not extra else -answer.fun), point

    def _equations(self, free: NDArray[Any]) -> tuple[Any, NDArray[Any], NDArray[Any]]:
        """Return what is known of some free atoms: a matrix, and the least and most of its rows."""
        parts = np.unique(self.part[free])
        key = parts.tobytes()
        if key not in self._kept:
            active = self._active[np.isin(self._part_of_row, parts)]
            matrix = self.members[active][:, free].tocoo()
            self._kept[key] = (matrix, self._rest_low[active], self._rest_high[active])
        return self._kept[key]

    def _out_of_reach(self, rows: csr_array, goals: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which sums cannot be at least their goal, as each atom is at most what the cells around it leave."""
        most = np.where(np.isnan(self.fixed), np.inf, self.fixed)
        entries = self.members.tocoo()
        free = np.isnan(self.fixed)[entries.col]
        np.minimum.at(most, entries.col[free], self._rest_high[entries.row[free]])
        wanted = rows.tocoo()
        highest = np.zeros(rows.shape[0])
        np.add.at(highest, wanted.row, wanted.data * most[wanted.col])
        return highest < goals - _NEAR

    def _whole(self, x: NDArray[Any], free: NDArray[Any]) -> NDArray[Any] | None:
        """Return the table with these free atoms if it is one of whole numbers and consistent; keep it."""
        rounded = np.round(x)
        if np.abs(rounded - x).max(initial=0.0) > 1e-4:
            return None
        base = self.pool[0].copy() if self.pool else np.where(np.isnan(self.fixed), 0.0, self.fixed)
        base[free] = np.maximum(rounded, 0.0)
        if self.pool or len(free) == int(np.isnan(self.fixed).sum()):
            sums = self.members @ base
            if np.any(sums < self.low - _NEAR) or np.any(sums > self.high + _NEAR):
                return None
            self.pool.append(base)
            return base
        return None


def _floor(value: float) -> float:
    return float(np.floor(value + _NEAR))
