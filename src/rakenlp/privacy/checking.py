"""A checker of published tables: proves that no hidden count can be worked out of them, or shows which one can."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, identity, vstack

from ..errors import ParameterError
from ..texts import plural, text
from ._cells import loose_atoms, parts_of
from ._layout import TOTAL, Layout, PublishedTable, arrange, read_sign
from ._reader import Reader

_ALL_RANGES = 300  # hidden cells up to which the range of each is worked out unless told otherwise
_COLUMNS = ("table", "cell", "published", "low", "high", "verdict")


@dataclass(frozen=True)
class CheckResult:
    """What can be worked out of published tables.

    Attributes
    ----------
    cells : DataFrame
        One row for each hidden cell, for each group that only subtraction tells, and for each count that should not be
        shown: table, cell, published (the sign; empty for a group that no table has), low and high (the range that a
        reader can derive; high is NA without a bound), verdict:

        * "ok": neither exact nor bounded to under k;
        * "shown": a count from 1 to k - 1 is there for all to read;
        * "exact": the count can be worked out;
        * "bounded": it can be worked out that the count is under k, from more than its own sign "<k".
    k : int
    consistent : bool
        False when the tables contradict each other: then nothing is proved.
    proved : bool
        False when the search for whole numbers was cut short somewhere; doubtful cells are then told as leaks.
    """

    cells: pd.DataFrame
    k: int
    consistent: bool = True
    proved: bool = True

    @property
    def leaks(self) -> pd.DataFrame:
        """The cells whose verdict is not "ok"."""
        return self.cells[self.cells["verdict"] != "ok"].reset_index(drop=True)

    @property
    def ok(self) -> bool:
        """Whether the tables are consistent and nothing can be worked out of them."""
        return self.consistent and self.leaks.empty

    def summary(self) -> str:
        """Return the answer in words, one line for each leak."""
        if not self.consistent:
            return text("privacy.check_contradiction")
        hidden = int((self.cells["verdict"] != "shown").sum())
        if self.ok and not hidden:
            return text("privacy.check_ok_none", k=self.k)
        if self.ok:
            return plural("privacy.check_ok", hidden, k=self.k)
        lines = [plural("privacy.check_leaks", len(self.leaks), k=self.k)]
        for leak in self.leaks.to_dict("records"):
            high = text("privacy.check_no_bound") if pd.isna(leak["high"]) else leak["high"]
            said = text(f"privacy.check_{leak['verdict']}", low=leak["low"], high=high, k=self.k)
            lines.append(f"- {leak['table'] + ': ' if leak['table'] else ''}{leak['cell']}: {said}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"CheckResult(ok={self.ok}, cells={len(self.cells)}, leaks={len(self.leaks)}, k={self.k})"


def check_tables(
    tables: Iterable[PublishedTable | pd.DataFrame | str | os.PathLike[str]] | PublishedTable | pd.DataFrame,
    k: int = 5,
    *,
    dimensions: Sequence[str] | None = None,
    values: str = "n",
    periods: Sequence[str] = (),
    hierarchies: dict[str, dict[str, str]] | None = None,
    total: str = TOTAL,
    least_hidden: int = 0,
    absent_is_zero: bool = True,
    ranges: bool | None = None,
) -> CheckResult:
    """Prove or refute that a hidden count can be worked out of all these tables together.

    Parameters
    ----------
    tables : one or several of PublishedTable, DataFrame or path
        DataFrames have the meaning told by the parameters below. Files are what rakenlp publishes, a JSON kooste or
        ``parents.csv``, or other CSV files with that meaning. Counts in different columns of values are told apart by
        giving each as a PublishedTable of its own call.
    k : int, default=5
    dimensions, values, periods, hierarchies, total : optional
        As in :class:`PublishedTable`; dimensions are all columns but ``values`` and those of :func:`suppress_table`
        when None.
    least_hidden : int, default=0
        What a reader knows of a "–": at least this. ``k`` for a reader who knows that :func:`suppress_table` hides
        only counts from k up behind it, when that is so.
    absent_is_zero : bool, default=True
        Whether a combination of labels that a table leaves out is taken for a zero.
    ranges : bool, optional
        Whether the range of every hidden cell is worked out, or only of those that leak; None: up to 300 cells.

    Returns
    -------
    CheckResult

    Raises
    ------
    ParameterError
        If a table lacks a column, or a file cannot be read.

    Notes
    -----
    Linear programming over all shown numbers and bounds at once, and whole numbers where fractions leave a doubt. A
    hidden cell leaks when

    * it is *exact*: with all numbers and signs, only one count is possible;
    * it is *bounded*: the numbers alone leave only counts under k; or, for a sign other than "<k", numbers and signs
      do. That a "<k", or a part of it, is under k is no leak: it says so.

    The same goes for each group that the tables tell apart without having a cell of it, such as the days by which two
    periods differ, except that it may be known to be empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["a", "b", "c", "total"], "n": ["<5", "–", "40", "63"]})
    >>> check_tables(frame).ok
    True
    >>> frame = pd.DataFrame({"group": ["a", "b", "c", "total"], "n": ["<5", "20", "40", "63"]})
    >>> check_tables(frame).leaks[["cell", "low", "high", "verdict"]].values.tolist()
    [['group=a', 3, 3, 'exact']]
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 3:
        raise ParameterError(
            "parameter", name="k", owner="check_tables", expected=text("privacy.expected_k"), received=k
        )
    given = [tables] if isinstance(tables, (PublishedTable, pd.DataFrame, str, os.PathLike)) else list(tables)
    parts: list[PublishedTable] = []
    files: list[str | os.PathLike[str]] = []
    for place, table in enumerate(given):
        if isinstance(table, PublishedTable):
            parts.append(table)
        elif isinstance(table, pd.DataFrame):
            names = dimensions or [c for c in table.columns if c not in (values, "hidden", "share")]
            name = "" if len(given) == 1 else str(place + 1)
            parts.append(PublishedTable(table, names, values, periods, hierarchies or {}, total, name))
        else:
            files.append(table)
    groups = read_tables(
        files, dimensions=dimensions, values=values, periods=periods, hierarchies=hierarchies, total=total
    )
    parts += [part for group in groups for part in group]
    return _Check(parts, k, least_hidden, absent_is_zero).result(ranges)


def read_tables(
    files: Iterable[str | os.PathLike[str]],
    *,
    dimensions: Sequence[str] | None = None,
    values: str = "n",
    periods: Sequence[str] = (),
    hierarchies: dict[str, dict[str, str]] | None = None,
    total: str = TOTAL,
) -> list[list[PublishedTable]]:
    """Read published files and put together the tables that have a dimension in common, but for periods.

    Parameters
    ----------
    files : iterable of path
    dimensions, values, periods, hierarchies, total : optional
        As in :func:`check_tables`.

    Returns
    -------
    list of (list of PublishedTable)
        Each list is to be checked together.

    Raises
    ------
    ParameterError
        If a file cannot be read.
    """
    from ._published_files import read_all

    groups: list[list[PublishedTable]] = []
    options = {"dimensions": dimensions, "values": values, "periods": periods, "hierarchies": hierarchies or {}}
    for found in read_all(files, **options, total=total):
        for table in found:
            own = set(table.dimensions) - set(table.periods)
            for group in groups:
                others = [set(other.dimensions) - set(other.periods) for other in group]
                if any(own & other or own == other for other in others):
                    group.append(table)
                    break
            else:
                groups.append([table])
    return groups


class _Check:
    """The cells of all tables with what is told of each, and the two readers: of numbers, and of signs too."""

    def __init__(self, tables: list[PublishedTable], k: int, least_hidden: int, absent_is_zero: bool) -> None:
        self.tables, self.k = tables, k
        self.layout: Layout = arrange(tables, absent_is_zero)
        members, place = self.layout.cells.members, self.layout.cells.place
        n = members.shape[0]
        self.members = members
        self.fact, self.top = np.zeros(n), np.full(n, np.inf)
        self.least, self.most = np.zeros(n), np.full(n, np.inf)
        self.small, self.few, self.shown = (np.zeros(n, dtype=bool) for _ in range(3))
        self.signs: list[str] = []
        for (number, row), cell in zip(self.layout.rows, place, strict=False):
            value = tables[number].frame[tables[number].values].iloc[row]
            low, high, kind = read_sign(value)
            self.signs.append(str(value).strip())
            if kind == "hidden":
                low = float(least_hidden)
            if kind in ("shown", "named"):
                self.fact[cell] = max(self.fact[cell], low)
            if kind == "shown":
                self.top[cell] = min(self.top[cell], high)
            self.small[cell] |= kind in ("small", "few")
            self.few[cell] |= kind == "few"
            self.shown[cell] |= kind == "shown"
            self.least[cell], self.most[cell] = max(self.least[cell], low), min(self.most[cell], high)
        absent = place[len(self.layout.rows) :]
        self.top[absent], self.most[absent], self.shown[absent] = 0.0, 0.0, True

    def result(self, ranges: bool | None) -> CheckResult:
        """Return the verdicts."""
        numbers = Reader(self.members, self.fact, self.top)
        signs = Reader(self.members, self.least, self.most)
        if signs.table() is None or numbers.table() is None:
            return CheckResult(pd.DataFrame(columns=list(_COLUMNS)), self.k, consistent=False)
        # Cells that are part of a "<k": that they are under k is told on purpose, too.
        every, small = np.arange(self.members.shape[0]), np.flatnonzero(self.small)
        self.small |= parts_of(self.members, every, small, signs.fixed == 0)
        hidden = np.flatnonzero(~self.shown)
        loose = loose_atoms(self.members)
        rows = csr_array(vstack([self.members[hidden], csr_array(identity(self.members.shape[1]))[loose]]))
        of_cell = np.arange(rows.shape[0]) < len(hidden)
        verdicts = self._verdicts(rows, hidden, of_cell, numbers, signs)
        proved = True
        whole = ranges if ranges is not None else rows.shape[0] <= _ALL_RANGES
        found: list[list[Any]] = self._too_small()
        for place in range(rows.shape[0]):
            low, high = None, None
            if whole or verdicts[place] != "ok":
                low, high, sure = signs.range_of(rows[[place]])
                if verdicts[place] == "bounded":
                    _, other, _ = numbers.range_of(rows[[place]])
                    high = other if high is None else (high if other is None else min(high, other))
                proved &= sure or verdicts[place] == "ok"
            if of_cell[place]:
                found += [[*name, low, high, verdicts[place]] for name in self._names(int(hidden[place]))]
            elif verdicts[place] != "ok":
                found.append(["", self._group(int(loose[place - len(hidden)])), "", low, high, verdicts[place]])
        cells = pd.DataFrame(found, columns=list(_COLUMNS)).astype({"low": "Int64", "high": "Int64"})
        return CheckResult(cells, self.k, proved=proved)

    def _verdicts(
        self, rows: csr_array, hidden: NDArray[Any], of_cell: NDArray[np.bool_], numbers: Reader, signs: Reader
    ) -> list[str]:
        n, k = rows.shape[0], np.full(rows.shape[0], self.k)
        large = numbers.reach(rows, k)
        some = numbers.reach(rows, np.ones(n))
        one = signs.table()
        assert one is not None
        now = rows @ one
        several = signs.moves(rows, now)
        by_signs = signs.reach(rows, k)
        small = np.zeros(n, dtype=bool)
        small[of_cell] = self.small[hidden]
        verdicts = []
        for place in range(n):
            if of_cell[place]:
                exact = not several[place] and (now[place] > 0 or not self.few[hidden[place]])
                bounded = not large[place] or (not small[place] and not by_signs[place])
                bounded &= not (self.few[hidden[place]] and not some[place])  # known to be empty
            else:
                exact = not several[place] and 1 <= now[place] < self.k
                bounded = not large[place] and bool(some[place])
            verdicts.append("exact" if exact else ("bounded" if bounded else "ok"))
        return verdicts

    def _too_small(self) -> list[list[Any]]:
        found = []
        for place, cell in enumerate(self.layout.cells.place[: len(self.layout.rows)]):
            low, high, kind = read_sign(self.signs[place])
            if kind == "shown" and 0 < low < self.k and self.shown[cell]:
                found.append([*self._name(place), int(low), int(high), "shown"])
        return found

    def _names(self, cell: int) -> list[tuple[str, str, str]]:
        places = np.flatnonzero(self.layout.cells.place[: len(self.layout.rows)] == cell)
        return [self._name(int(place)) for place in places]

    def _name(self, place: int) -> tuple[str, str, str]:
        number, _ = self.layout.rows[place]
        own = self.tables[number].dimensions
        label = ", ".join(f"{name}={self.layout.labels[place][name]}" for name in own)
        return self.tables[number].name, label, self.signs[place]

    def _group(self, atom: int) -> str:
        """Return in words the group that belongs to some cells and not to others."""
        holding = np.flatnonzero(self.members[:, [atom]].toarray()[:, 0])
        sizes = np.diff(self.members.indptr)[holding]
        smallest = int(holding[int(np.argmin(sizes))])
        name = next((label for _, label, _ in self._names(smallest)), "")
        return text("privacy.check_group", cell=name)
