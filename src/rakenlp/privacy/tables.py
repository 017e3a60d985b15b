"""Suppression of tables of any number of dimensions, with their margins, hierarchies and periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import ParameterError
from ..texts import text
from ._layout import HIDDEN, TOTAL, Layout, PublishedTable, arrange, read_sign
from ._protection import Protection, protection
from ._reader import Reader

LEAST_BASE = 10
"""The smallest total of which percentages are shown."""


def suppress_table(
    frame: pd.DataFrame,
    dimensions: Sequence[str],
    values: str = "n",
    k: int = 5,
    *,
    periods: Sequence[str] = (),
    hierarchies: Mapping[str, Mapping[str, str]] | None = None,
    total: str = TOTAL,
    published: Sequence[pd.DataFrame | PublishedTable] = (),
    share_of: str | None = None,
) -> pd.DataFrame:
    """Return a table of counts as it may be published: nothing under ``k`` in it, nor to be worked out of it.

    Parameters
    ----------
    frame : DataFrame
        One row per cell, the margins that are published among them (:func:`add_margins` adds them all). Combinations
        that are left out are zeros.
    dimensions : sequence of str
        Columns that tell what a cell counts.
    values : str, default="n"
        The column of counts of people or reports, each counted once.
    k : int, default=5
        The smallest count that may be shown, at least 3.
    periods : sequence of str
        Dimensions whose labels are periods ("2026", "2026H1", "2026Q2", "2026-03", "2026-01-01/2026-03-31"): a month
        is part of its half-year, and periods that overlap can be subtracted.
    hierarchies : mapping of str to (mapping of str to str), optional
        For a dimension, which label is part of which: ``{"municipality": {"Nokia": "Pirkanmaa"}}``.
    total : str, default="total"
        The label of a margin.
    published : sequence of (DataFrame or PublishedTable)
        What was published earlier, as this function returned it: the reader has it, too.
    share_of : str, optional
        A dimension: adds the column ``share``, the percentage of its total. It is shown where both counts are and the
        total is at least ten.

    Returns
    -------
    DataFrame
        The dimensions, the column of counts as text, and ``hidden``:

        * "" : shown; a zero is shown, as it tells of nobody (if it does, leave the group out);
        * "primary": from 1 to k - 1, shown as "<5" (or "–" where even that would give others away);
        * "secondary": hidden so that others cannot be worked out, shown as "–".

        ``attrs["given_away"]`` is the number of counts that ``published`` gives away: nothing can be done of them here.

    Raises
    ------
    ParameterError
        If the counts are not whole numbers, do not add up, or contradict what was published.

    Notes
    -----
    The reader is taken to know every shown count, that counts are whole numbers of at least zero, what adds up to
    what, and what the signs mean. Then

    1. no count from 1 to k - 1 is shown;
    2. *of the numbers alone*, no hidden count, nor that of any group that the tables tell apart (such as what two
       periods differ by), can be bounded to under k;
    3. *of numbers and signs together* ("<5": from 1 to 4; "–": at least k), no hidden count can be worked out exactly.

    Which counts are hidden is chosen as far as possible from what stays visible, so that the choice does not tell the
    small ones; a reader who runs this function on all tables that could be may still rule some out.

    "<5" itself says that the count is under five: that much is told on purpose, and no more. ``check_tables`` proves
    or refutes the same of any tables. Which counts are hidden is found by linear programming; the same table gives
    the same answer.

    Examples
    --------
    >>> counts = pd.DataFrame({"group": list("aabb"), "place": list("xyxy"), "n": [2, 9, 14, 30]})
    >>> table = add_margins(counts, ["group", "place"])
    >>> suppress_table(table, ["group", "place"])["n"].tolist()
    ['<5', '–', '11', '–', '–', '44', '16', '39', '55']
    """
    _check_k(k)
    new = PublishedTable(frame.reset_index(drop=True), list(dimensions), values, periods, hierarchies or {}, total)
    earlier = [_as_table(table, new) for table in published]
    counts = _counts(new.frame.get(values), values)
    layout = arrange([new, *earlier])
    state = _state(layout, counts, earlier, k)
    state.protect()
    rows = layout.cells.place[: len(counts)]
    result = new.frame[list(dimensions)].copy()
    result[values] = [_sign(state, row, k) for row in rows]
    result["hidden"] = ["" if state.shown[row] else ("primary" if 0 < n < k else "secondary")
                        for row, n in zip(rows, counts, strict=True)]  # fmt: skip
    if share_of is not None:
        result["share"] = _shares(result, new, layout, counts, share_of)
    result.attrs["given_away"] = len(state.hopeless)
    return result


def add_margins(
    frame: pd.DataFrame,
    dimensions: Sequence[str],
    values: str = "n",
    *,
    hierarchies: Mapping[str, Mapping[str, str]] | None = None,
    total: str = TOTAL,
) -> pd.DataFrame:
    """Return a table with all its margins: every total, and every level of its hierarchies.

    Parameters
    ----------
    frame : DataFrame
        One row per cell of the finest division.
    dimensions : sequence of str
    values : str, default="n"
    hierarchies : mapping of str to (mapping of str to str), optional
        As in :func:`suppress_table`.
    total : str, default="total"

    Returns
    -------
    DataFrame
        The dimensions and the counts, sorted with totals last.

    Examples
    --------
    >>> counts = pd.DataFrame({"month": ["2026-01", "2026-02"], "n": [7, 8]})
    >>> add_margins(counts, ["month"], hierarchies={"month": {"2026-01": "2026Q1", "2026-02": "2026Q1"}})["n"].tolist()
    [7, 8, 15, 15]
    """
    table = frame[[*dimensions, values]].copy()
    for name in dimensions:
        above = {str(child): str(parent) for child, parent in (hierarchies or {}).get(name, {}).items()}
        level, levels = table, [table.assign(**{name: total}), table]
        while True:
            level = level.copy()
            level[name] = [above.get(str(label)) for label in level[name]]
            level = level.dropna(subset=[name])
            if level.empty or len(levels) > len(above) + 2:
                break
            levels.append(level)
        table = pd.concat(levels, ignore_index=True)
    order = [table[name].astype(str).map(lambda label: (label == total, label)) for name in dimensions]
    keys = pd.DataFrame(dict(zip(dimensions, order, strict=True)))
    summed = (
        table.assign(**{name: keys[name] for name in dimensions}).groupby(list(dimensions), sort=True)[values].sum()
    )
    result = summed.reset_index()
    for name in dimensions:
        result[name] = [label for _, label in result[name]]
    return result


def _state(layout: Layout, counts: NDArray[Any], earlier: list[PublishedTable], k: int) -> Protection:
    """Return the cells with what is known of them: counts of the new table, signs of those published."""
    members, place = layout.cells.members, layout.cells.place
    n = members.shape[0]
    low, high, fact = np.zeros(n), np.full(n, np.inf), np.zeros(n)
    own = place[: len(counts)]
    for row, count in zip(own, counts, strict=True):
        if not low[row] <= count <= high[row]:
            raise _wrong("frame", text("privacy.expected_sums"), text("privacy.received_contradiction"))
        low[row] = high[row] = count
    movable = np.zeros(n, dtype=bool)
    movable[own] = True
    shown, unsaid = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    values = [value for table in earlier for value in table.frame[table.values]]
    for row, value in zip(place[len(counts) : len(counts) + len(values)], values, strict=True):
        least, most, kind = read_sign(value)
        if kind == "named":
            fact[row] = max(fact[row], least)
        movable[row] = False
        shown[row] = kind == "shown"
        unsaid[row] |= kind in ("hidden", "named")
        low[row], high[row] = max(low[row], least), min(high[row], most)
    absent = place[len(counts) + len(values) :]
    low[absent], high[absent] = 0, 0
    if np.any(low > high):
        raise _wrong("published", text("privacy.expected_published"), text("privacy.received_contradiction"))
    truth = Reader(members, low, high).table()
    if truth is None:
        name = "published" if earlier else "frame"
        expected = text("privacy.expected_published" if earlier else "privacy.expected_sums")
        raise _wrong(name, expected, text("privacy.received_contradiction"))
    plain = unsaid & (members @ truth < k)
    given = {"movable": movable, "shown": shown, "plain": plain, "fact": fact}
    return protection(members, truth, k, **given, widens=True)


def _sign(state: Protection, row: int, k: int) -> str:
    if state.shown[row]:
        return str(round(float(state.value[row])))
    return f"<{k}" if not state.plain[row] and state.value[row] < k else HIDDEN


def _shares(result: pd.DataFrame, table: PublishedTable, layout: Layout, counts: NDArray[Any], name: str) -> list[str]:
    if name not in table.dimensions:
        raise _wrong("share_of", ", ".join(table.dimensions), name)
    labels = layout.labels[: len(counts)]
    at = {tuple(sorted(label.items())): place for place, label in enumerate(labels)}
    shares = []
    for place, label in enumerate(labels):
        base = at.get(tuple(sorted({**label, name: TOTAL}.items())))
        if base is None or result["hidden"][place] or result["hidden"][base] or counts[base] < LEAST_BASE:
            shares.append(HIDDEN)
        else:
            shares.append(str(round(100 * int(counts[place]) / int(counts[base]))))
    return shares


def _as_table(table: pd.DataFrame | PublishedTable, like: PublishedTable) -> PublishedTable:
    if isinstance(table, PublishedTable):
        return table
    dimensions = [name for name in like.dimensions if name in table.columns]
    return PublishedTable(table, dimensions, like.values, like.periods, like.hierarchies, like.total)


def _counts(column: Any, name: str) -> NDArray[Any]:
    if column is None:
        raise _wrong("values", text("privacy.expected_column"), name)
    try:
        counts = pd.to_numeric(column).to_numpy(dtype=float)
        whole = bool(np.all(np.isfinite(counts)) and np.all(counts >= 0) and np.all(counts == np.round(counts)))
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise _wrong("values", text("privacy.expected_counts"), name)
    return counts


def _check_k(k: Any) -> None:
    if isinstance(k, bool) or not isinstance(k, int) or k < 3:
        raise _wrong("k", text("privacy.expected_k"), k)


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="suppress_table", expected=expected, received=received)
