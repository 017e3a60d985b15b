"""Single voices: observations that no phenomenon fits, or the first of theirs in a long time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ._assignments import Assignments, Bools, Ints, pair_keys, read_assignments
from .rules import Rules, month_days

_SPAN = 1 << 24  # more than any span of days in use, so that (phenomenon, day) sorts as one number


def single_voices(assignments: pd.DataFrame, as_of: object = None, rules: Any = None) -> pd.Series[bool]:
    """Return which observations are single voices: those that would drown in any count.

    Parameters
    ----------
    assignments : DataFrame
        As for :func:`detect_signals`.
    as_of : date, str or Timestamp, optional
        Nothing received later is looked at (nor said to be single); the last date of the data when None.
    rules : Rules, mapping, path or None
        Only ``first_voice_months`` and ``min_probability`` matter here.

    Returns
    -------
    Series of bool
        With the index of ``assignments``. True where no phenomenon fits, where the phenomenon had no other
        observation in the preceding 12 months, or, while the data reach less than 12 months back from the
        observation (or it has no date), where it is the only one of its phenomenon. Near-duplicates do not
        make each other less single.

    Raises
    ------
    InputError
        If observation_id or phenomenon_id is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.signals import single_voices
    >>> single_voices(pd.DataFrame({"observation_id": ["1", "2", "3", "4"],
    ...                             "phenomenon_id": ["velka", None, "velka", "koti"]})).tolist()
    [False, True, False, True]
    """
    rules = Rules.load(rules)
    data = read_assignments(assignments, as_of, min_probability=rules.min_probability)
    found = np.zeros(len(assignments), dtype=bool)
    found[data.position] = reasons_of_single(data, rules) > 0
    return pd.Series(found, index=assignments.index, name="is_single_voice", dtype=bool)


NOT_SINGLE, NO_PHENOMENON, FIRST_IN_LONG, ONLY_ONE, MARKED = range(5)


def reasons_of_single(data: Assignments, rules: Rules) -> Ints:
    """Return for each row why it is a single voice (``NOT_SINGLE`` if it is not)."""
    why = np.zeros(len(data), dtype=np.int64)
    why[data.marked] = MARKED
    fits = data.phenomenon >= 0
    units = fits & data.is_unit
    if fits.any():
        alone = np.bincount(data.phenomenon[units], minlength=len(data.names)) == 1
        only = np.zeros(len(data), dtype=bool)
        only[fits] = alone[data.phenomenon[fits]]
        first, long_past = _first(data, fits, units, month_days(rules.first_voice_months))
        why[fits & ~long_past & only] = ONLY_ONE
        why[fits & long_past & first] = FIRST_IN_LONG
    why[~fits] = NO_PHENOMENON
    return why


def _first(data: Assignments, fits: Bools, units: Bools, span: int) -> tuple[Bools, Bools]:
    """Return rows with no other unit of their phenomenon in ``span`` days before, and with so long a past."""
    first, long_past = np.zeros(len(data), dtype=bool), np.zeros(len(data), dtype=bool)
    dated = data.dated
    rows = fits & dated
    if not rows.any():
        return first, long_past
    start = int(data.day[dated].min())
    day = np.where(dated, data.day - start, 0)
    long_past[rows] = day[rows] >= span
    key = data.phenomenon * _SPAN + day
    counted = units & dated
    ordered = np.sort(key[counted])
    before = np.searchsorted(ordered, key[rows], side="left")
    oldest = data.phenomenon[rows] * _SPAN + np.maximum(day[rows] - span, 0)
    earlier = before - np.searchsorted(ordered, oldest, side="left")
    own = _own_unit_day(data, counted)[rows]
    own_counts = (own < data.day[rows]) & (own >= data.day[rows] - span)
    first[rows] = earlier - own_counts <= 0
    return first, long_past


def _own_unit_day(data: Assignments, counted: Bools) -> Ints:
    """Return the day of the first of each row's near-duplicates in its phenomenon."""
    pair = pd.factorize(pair_keys(data.phenomenon, data.copies))[0]
    days = np.full(int(pair.max(initial=0)) + 1, np.iinfo(np.int64).max, dtype=np.int64)
    days[pair[counted]] = data.day[counted]
    found: Ints = days[pair]
    return found
