"""From a table of assignments to signals: growing, accumulated, and every single voice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from . import _reasons
from ._assignments import read_assignments
from ._flags import blank_row, growing_rows, single_rows, stock_rows
from ._people import UNKNOWN_GROUP
from ._period import Period
from .rules import Rules

FLAG_COLUMNS = (
    "phenomenon_id",
    "kind",
    "window",
    "observed",
    "expected",
    "expected_low",
    "expected_high",
    "chance_per_year",
    "voices",
    "missing_voices",
    "observation_ids",
    "reasons",
    "decisive_observations",
    "state",
    "level",
    "area",
    "rate_ratio",
    "rate_ratio_low",
    "rate_ratio_high",
    "stability",
    "weighted",
    "municipalities",
    "service_lines",
    "near_duplicates",
    "campaign",
    "last_handled",
)
#: What a table of flags made before the columns after it were there has.
FIRST_COLUMNS = FLAG_COLUMNS[: FLAG_COLUMNS.index("state") + 1]
_WHOLE = ("observed", "voices", "campaign")
_REAL = (
    "expected",
    "expected_low",
    "expected_high",
    "chance_per_year",
    "rate_ratio",
    "rate_ratio_low",
    "rate_ratio_high",
    "stability",
    "weighted",
)


def detect_signals(assignments: pd.DataFrame, as_of: object = None, rules: Any = None) -> pd.DataFrame:
    """Return what the statistics say of each phenomenon, with the reasons.

    Parameters
    ----------
    assignments : DataFrame
        One row per observation (per phenomenon, if it has several). Needed: ``observation_id`` and
        ``phenomenon_id`` (None where nothing fits). Used where given:

        * ``received_date`` (times with a zone are read on a Finnish wall clock), ``respondent_group``,
          ``municipality``, ``service_line``, ``duplicate_of``, ``is_single_voice``;
        * ``probability``: calibrated probability that the observation is of the phenomenon of the row (1 where it
          is missing). An observation may have a row for each phenomenon it could be of. Those of at least
          ``min_probability``, and its most probable one, are its own; the others only count by their
          probability in the test of growth, so that doubtful labels widen the interval instead of making flags.
          Without probabilities the rule ``label_error`` tells how many labels are thought to be wrong;
        * ``parent``: national parents of the phenomenon, a name, several with ``|`` between them, or a list;
        * ``last_handled``: day on which the row's phenomenon was last handled. What had come by then no longer
          counts as accumulated.
    as_of : date, str or Timestamp, optional
        The day looked at: nothing received later counts. The last date of the data when None.
    rules : Rules, mapping, path or None
        What is asked of a signal; see :class:`Rules`.

    Returns
    -------
    DataFrame
        One row per signal with the columns ``FLAG_COLUMNS``; the kinds are never merged.

        * ``growing``: enough voices recently, and more than the past lets expect. ``window`` is the
          strongest of those windows in which the voice rule holds; ``observed``, ``expected``, ``voices`` and
          ``observation_ids`` are of that window.
        * ``accumulated``: in cold start the voice rule alone; otherwise a stock of observations since the
          beginning of the data, or since the phenomenon was last handled.
        * ``single_voice``: each recent observation of its own, always all of them.

        ``observation_ids`` holds near-duplicates too (``near_duplicates`` are those among them that are not
        counted), ``observed`` counts them once; ``campaign`` is the number of observations of the most repeated
        text if it may be a campaign, else 0. ``decisive_observations`` are those without which (and its
        near-duplicates) the row would not be there, found by testing again without each. Of what grows, ``weighted``
        is the count that is compared with ``expected``: voices a month (see :func:`count_units`), by their
        probabilities; of other flags the sum of the probabilities. ``rate_ratio`` tells how many
        times the expected it is, with an interval as wide as the rule ``interval``. ``stability`` is the share of
        resamples in which the flag stands (NaN for single voices). ``last_handled`` is an ISO date or None.
        ``reasons`` has one sentence a line. ``.attrs["notes"]`` lists what could not be said, and why.

        ``level`` is "phenomenon"; or, for growth that no phenomenon shows by itself, "parent" (``area`` names
        the parent, ``phenomenon_id`` is None), "municipality" or "service_line" (``area`` names it).

    Raises
    ------
    InputError
        If observation_id or phenomenon_id is missing, or a probability is not from 0 to 1.
    ParameterError
        If ``as_of`` is not a date or a rule is out of its range.

    Notes
    -----
    Months are 30.4375 days counted back from ``as_of``, which is the last day of every window. Observations
    without a date count in the stock and as single voices, but not in windows. A table with no dates gives
    only the stock and single voices.

    Parents are tested where two are known, a municipality or service line where it has as many observations and as
    long a past as the rules ask of a whole form. Each level may use its share of ``max_chance_per_year`` over all
    its tests, so ``chance_per_year`` has the same meaning at every level and more tests do not mean more false
    flags.

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.signals import detect_signals
    >>> table = pd.DataFrame({
    ...     "observation_id": ["1", "2", "3", "4"], "phenomenon_id": ["velka", "velka", "velka", None],
    ...     "received_date": pd.to_datetime(["2026-01-10", "2026-02-01", "2026-03-05", "2026-03-06"]),
    ...     "respondent_group": ["asiakas", "ammattilainen", "asiakas", "asukas"]})
    >>> detect_signals(table)[["phenomenon_id", "kind", "observed", "voices"]].to_dict("records")
    [{'phenomenon_id': 'velka', 'kind': 'accumulated', 'observed': 3, 'voices': 2},
     {'phenomenon_id': None, 'kind': 'single_voice', 'observed': 1, 'voices': 1}]
    """
    rules = Rules.load(rules)
    period = Period(read_assignments(assignments, as_of, min_probability=rules.min_probability), rules)
    frame = _frame([*growing_rows(period), *stock_rows(period), *single_rows(period)])
    frame.attrs["notes"] = _notes(period)
    return frame


def completed(flags: pd.DataFrame) -> pd.DataFrame:
    """Return flags that an older version made, with the columns that it did not know of: nothing is known of them."""
    missing = [name for name in FLAG_COLUMNS if name not in flags.columns]
    if not missing:
        return flags
    blank = _frame([blank_row(None, "")] * len(flags))[missing].set_axis(flags.index)
    found = pd.concat([flags, blank], axis=1)
    found.attrs = dict(flags.attrs)
    return found


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = {}
    for name in FLAG_COLUMNS:
        if name in _WHOLE or name in _REAL:
            kind = "int64" if name in _WHOLE else "float64"
            columns[name] = pd.Series([row[name] for row in rows], dtype=kind)
            continue
        cells = np.empty(len(rows), dtype=object)  # keeps None and lists as they are
        for i, row in enumerate(rows):
            cells[i] = row[name]
        columns[name] = pd.Series(cells, dtype=object)
    return pd.DataFrame(columns)


def _notes(period: Period) -> list[str]:
    data, rules = period.data, period.rules
    notes = [_reasons.counted_note("later", data.later)] if data.later else []
    if not len(data):
        return [*notes, _reasons.note("empty")]
    undated = len(set(data.ids[~data.dated].tolist()))
    if undated and period.months is None:
        notes.append(_reasons.note("no_dates"))
    elif undated:
        notes.append(_reasons.counted_note("undated", undated))
    if period.cold == "history" and period.months is not None:
        days = period.months.history_days
        notes.append(_reasons.note("cold_history", n=days, needed=rules.min_history_months))
    elif period.cold == "volume":
        notes.append(_reasons.note("cold_volume", needed=rules.min_per_year))
    if (data.groups == UNKNOWN_GROUP).all():
        notes.append(_reasons.note("no_groups" if data.has_places else "no_voices"))
    elif not data.has_places:
        notes.append(_reasons.note("no_places"))
    return notes
