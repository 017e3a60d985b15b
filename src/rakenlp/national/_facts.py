"""The long table of a comparison: counts, shares with intervals and voices of each county, and of all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..phenomena import PARENTS
from ..privacy import PublishedTable, suppress_table
from ..privacy.tables import LEAST_BASE
from ..reporting._published_counts import NO_PHENOMENON, TOTAL
from .intervals import UNKNOWN, Interval, rate, share
from .summary import LEVELS, CountySummary

HIDDEN = "–"
#: Sign of what a county has no data of: not hidden, and no part of the total.
NO_DATA = ".."
FACTS = (
    *("level", "code", "county", "period", "n", "shown", "base", "share", "share_low", "share_high"),
    *("voices", "population", "rate", "rate_low", "rate_high"),
)
_ORDER = {level: place for place, level in enumerate(LEVELS)}
_PARENTS = {code: place for place, code in enumerate((*PARENTS, NO_PHENOMENON))}
Cells = dict[tuple[str, str, str, str], tuple[Any, str, Any]]


def whole(periods: Sequence[str]) -> str:
    """Return the label of several half-years together, such as "2025H1/2026H1"; that of one is its own."""
    return periods[0] if len(periods) == 1 else f"{periods[0]}/{periods[-1]}"


def facts_of(
    summaries: Sequence[CountySummary],
    periods: Sequence[str],
    populations: Mapping[str, int],
    totals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row for each level, code, county and period, the periods together last.

    Parameters
    ----------
    summaries : sequence of CountySummary
    periods : sequence of str
        The half-years compared.
    populations : mapping of str to int
        Inhabitants of the counties that they are known of.
    totals : DataFrame, optional
        parent, period and n as they may be published of all counties together. When None, all are added up where
        the count of every county that has data of the period is shown.

    Returns
    -------
    DataFrame
        :data:`FACTS`. Counts that are hidden are missing; ``shown`` has their sign.
    """
    cells: Cells = {}
    for summary in summaries:
        own = summary.counts[summary.counts["period"].isin(periods)]
        for level, code, period, n, sign, voices in own.itertuples(index=False, name=None):
            cells[level, code, summary.county, period] = (None if pd.isna(n) else int(n), sign, voices)
    counties = [summary.county for summary in summaries]
    exact = {(summary.county, period): not summary.is_hidden
             for summary in summaries for period in summary.periods["period"]}  # fmt: skip
    keys = sorted({(level, code) for level, code, _, _ in cells if level != "rest"}, key=_place)
    protected = None if totals is None else {
        (code, period): sign for code, period, sign in totals.itertuples(index=False, name=None)
    }  # fmt: skip
    lines: list[tuple[Any, ...]] = []
    for level, code in keys:
        for county in (*counties, TOTAL):
            for period in periods:
                if county == TOTAL:
                    cell = _together(cells, level, code, counties, period, exact, protected)
                else:
                    cell = _cell(cells, level, code, county, period, exact.get((county, period)))
                cells[level, code, county, period] = cell
            if len(periods) > 1:
                cells[level, code, county, whole(periods)] = _added(
                    [cells[level, code, county, period] for period in periods]
                )
    complete = all((county, period) in exact for county in counties for period in periods)
    people = {**populations, TOTAL: _all_people(populations, counties) if complete else 0}
    spans = [*periods, *([whole(periods)] if len(periods) > 1 else [])]
    for level, code in keys:
        for county in (*counties, TOTAL):
            lines += [_line(cells, level, code, county, span, people.get(county, 0)) for span in spans]
    table = pd.DataFrame(lines, columns=FACTS)
    return table.astype(dict.fromkeys(("n", "base", "voices", "population"), "Int64"))


def protected_totals(summaries: Sequence[CountySummary], periods: Sequence[str]) -> pd.DataFrame | None:
    """Return the counts of all counties together as they may be published beside each county's own.

    Each county's own published counts hold as they are, so that its numbers are the same everywhere. Of the totals as
    many are shown as give nothing away beside them.

    Returns
    -------
    DataFrame or None
        parent, period, n; None where counts of some county are not known.
    """
    if any(summary.is_hidden for summary in summaries):
        return None
    lines: list[tuple[str, str, str]] = []
    for period in periods:
        earlier: list[tuple[str, str, str]] = []
        exact = dict.fromkeys((*_PARENTS, TOTAL), 0)
        for summary in summaries:
            own = summary.published[summary.published["period"] == period]
            earlier += [(summary.county, code, sign) for code, sign in zip(own["parent"], own["n"], strict=True)]
            if own.empty or period not in set(summary.periods["period"]):
                continue
            counts = summary.counts[summary.counts["period"] == period]
            for level, code, n in zip(counts["level"], counts["code"], counts["n"], strict=True):
                if level in ("parent", "total") and code in exact:
                    exact[code] += int(n)
        lines += _totals_of(exact, earlier, period) if earlier else []
    return pd.DataFrame(lines, columns=["code", "period", "n"])


def _totals_of(
    exact: Mapping[str, int], earlier: Sequence[tuple[str, str, str]], period: str
) -> list[tuple[str, str, str]]:
    frame = pd.DataFrame({"county": TOTAL, "parent": list(exact), "n": list(exact.values())})
    published = pd.DataFrame(earlier, columns=["county", "parent", "n"])
    if not published["parent"].isin(list(exact)).all():  # a county counts under parents that the others do not have
        return []
    told = suppress_table(frame, ["county", "parent"], published=[PublishedTable(published, ["county", "parent"])])
    return [(code, period, sign) for code, sign in zip(told["parent"], told["n"], strict=True)]


def _place(key: tuple[str, str]) -> tuple[int, int, str]:
    return _ORDER[key[0]], _PARENTS.get(key[1], len(_PARENTS)), key[1]


def _cell(cells: Cells, level: str, code: str, county: str, period: str, exact: bool | None) -> tuple[Any, str, Any]:
    """Return a count; one that is not there is a zero where the county has the half-year (``exact`` is not None)."""
    found = cells.get((level, code, county, period))
    if found is not None:
        return found
    total = cells.get(("total", TOTAL, county, period))
    if exact or (exact is not None and total is not None and total[0] is not None and level != "matter"):
        return 0, "0", 0
    return None, NO_DATA if exact is None else HIDDEN, pd.NA


def _together(
    cells: Cells,
    level: str,
    code: str,
    counties: Sequence[str],
    period: str,
    exact: Mapping[tuple[str, str], bool],
    protected: Mapping[tuple[str, str], str] | None,
) -> tuple[Any, str, Any]:
    if protected is not None:
        sign = protected.get((code, period), HIDDEN) if level in ("parent", "total") else HIDDEN
        return (int(sign) if sign.isdigit() else None), sign, pd.NA
    own = [county for county in counties if (county, period) in exact]
    return _added([_cell(cells, level, code, county, period, exact[county, period]) for county in own])


def _added(parts: Sequence[tuple[Any, str, Any]]) -> tuple[Any, str, Any]:
    """Return the sum of cells where all are shown; voices of several cannot be added."""
    if not parts or any(sign == NO_DATA for _, sign, _ in parts):
        return None, NO_DATA, pd.NA
    if any(n is None for n, _, _ in parts):
        return None, HIDDEN, pd.NA
    n = sum(n for n, _, _ in parts)
    return n, str(n), pd.NA


def _all_people(populations: Mapping[str, int], counties: Sequence[str]) -> int:
    return sum(populations.values()) if all(county in populations for county in counties) else 0


def _line(cells: Cells, level: str, code: str, county: str, span: str, people: int) -> tuple[Any, ...]:
    n, sign, voices = cells[level, code, county, span]
    base = cells[("total", TOTAL, county, span)][0] if ("total", TOTAL, county, span) in cells else None
    told = _share(n, base)
    by_people: Interval = rate(n, people) if n is not None and people else UNKNOWN
    numbers = (pd.NA if n is None else n, sign, pd.NA if base is None else base, *told)
    return (level, code, county, span, *numbers, voices, people or pd.NA, *by_people)


def _share(n: int | None, base: int | None) -> Interval:
    """Return the share of a county's submissions; none of fewer than ten, of which it would say nothing."""
    return UNKNOWN if n is None or base is None or base < LEAST_BASE else share(n, base)


def distance(one: pd.Series, other: pd.Series) -> float:
    """Return the total variation distance of two distributions of counts: 0 alike, 1 nothing in common.

    Examples
    --------
    >>> import pandas as pd
    >>> distance(pd.Series({"a": 8, "b": 2}), pd.Series({"a": 2, "b": 8}))
    0.6
    """
    if not one.sum() or not other.sum():
        return float("nan")
    both = pd.DataFrame({"one": one / one.sum(), "other": other / other.sum()}).fillna(0.0)
    return float(np.round((both["one"] - both["other"]).abs().sum() / 2, 9))
