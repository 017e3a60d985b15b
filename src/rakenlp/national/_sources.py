"""From names and sources to the summaries that are compared, and the half-years that they have in common."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..reporting._published_counts import TOTAL
from ..reporting.periods import Period, parse_period
from ..texts import Phrase
from ._versions import analysis_up_to_date, summary_up_to_date
from .handover import is_hand_over, read_hand_over
from .summary import CountySummary, summarise_county

if TYPE_CHECKING:
    from ..phenomena import Taxonomy


def named_sources(counties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is compared in the order of the counties' names, or raise ParameterError."""
    if not isinstance(counties, Mapping) or len(counties) < 2:
        received = len(counties) if isinstance(counties, Mapping) else type(counties).__name__
        raise ParameterError(
            "parameter",
            name="counties",
            owner="compare_counties",
            expected=Phrase("national.expected"),
            received=received,
        )
    named = {str(name).strip(): source for name, source in counties.items()}
    if len(named) < len(counties) or "" in named or TOTAL in named:
        raise ParameterError(
            "parameter",
            name="counties",
            owner="compare_counties",
            expected=Phrase("national.a_name"),
            received=list(counties),
        )
    return dict(sorted(named.items()))


def summary_of(name: str, source: Any, target: Taxonomy | None, as_of: Any, n_jobs: int | None) -> CountySummary:
    """Return the summary of whatever there is of a county, in the terms of the taxonomy wanted."""
    from .. import analyse, load_analysis, read_observations
    from ..analysis import Analysis
    from ..observations import Observations

    if isinstance(source, (str, os.PathLike)):
        path = Path(source).expanduser()
        if path.is_dir():
            source = read_hand_over(path) if is_hand_over(path) else load_analysis(path)
        else:
            source = read_observations(path)
    if isinstance(source, CountySummary):
        return (source if target is None else summary_up_to_date(source, target)).called(name)
    if isinstance(source, Observations):
        source = analyse(source, as_of=as_of, n_jobs=n_jobs, taxonomy="default" if target is None else target)
    if not isinstance(source, Analysis):
        raise ParameterError(
            "parameter",
            name=f"counties[{name!r}]",
            owner="compare_counties",
            expected="Observations / Analysis / CountySummary / path",
            received=type(source).__name__,
        )
    if target is not None and getattr(source.model, "taxonomy_", None) is not None:
        source = analysis_up_to_date(source, target)
    return summarise_county(source, name)


def compared_periods(summaries: Sequence[CountySummary], period: Any) -> list[str]:
    """Return the half-years that are over in most counties, or those of a period asked for."""
    if all(list(summary.periods["period"]) == ["all"] for summary in summaries):
        return ["all"]
    dated = [summary for summary in summaries if list(summary.periods["period"]) != ["all"]]
    wanted: Period | None = None if period is None else parse_period(period)
    own = [
        {
            key
            for key, start, end, done in summary.periods.itertuples(index=False, name=None)
            if (wanted is None and done) or (wanted is not None and _inside(start, end, wanted))
        }
        for summary in dated
    ]
    if wanted is not None and wanted.start is not None:
        return sorted(set.union(*own))
    often = Counter(key for keys in own for key in keys)
    return _run(sorted(key for key, n in often.items() if 2 * n > len(own) and n > 1))


def finished(summary: CountySummary) -> CountySummary:
    """Return a summary without its unfinished half-years, which would look small beside whole ones."""
    periods = summary.periods[summary.periods["complete"].astype(bool)].reset_index(drop=True)
    own = summary.counts[summary.counts["period"].isin(periods["period"])].reset_index(drop=True)
    return replace(summary, periods=periods, counts=own)


def _run(periods: list[str]) -> list[str]:
    """Return the last half-years that follow each other without a gap."""
    kept = periods[-1:]
    for key in reversed(periods[:-1]):
        after = parse_period(kept[0]).previous()
        if after is None or after.key != key:
            break
        kept.insert(0, key)
    return kept


def _inside(start: Any, end: Any, wanted: Period) -> bool:
    if wanted.start is None or wanted.end is None:
        return True
    return str(start) >= wanted.start.isoformat() and str(end) <= wanted.end.isoformat()


def checked_populations(populations: Mapping[str, int], counties: Sequence[str]) -> dict[str, int]:
    """Return the inhabitants of the counties, or raise ParameterError."""
    for county, n in populations.items():
        if county not in counties or isinstance(n, bool) or int(n) != n or n <= 0:
            raise ParameterError(
                "parameter",
                name="populations",
                owner="compare_counties",
                expected=Phrase("national.expected_populations"),
                received={county: n},
            )
    return {county: int(n) for county, n in populations.items()}
