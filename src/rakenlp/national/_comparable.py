"""What can be compared between counties and what cannot: said beside the numbers, not in small print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ..reporting._format import format_number, join_words, label_of
from ..texts import text
from ._facts import distance
from ._together import comparable_growth
from ._versions import unknown_codes, version_of
from .summary import CountySummary

NOTES = ("county", "code", "text", "is_public")
#: Distributions of senders or channels that differ by so much are not alike, if both have so many submissions.
_DIFFERENT, _ENOUGH = 0.25, 20
_FEW = 30
_FOREIGN = 0.15
#: A column of the form that hardly anybody filled.
_EMPTY = 0.1
#: Versions that change what is recognised.
_PARTS = ("domain_model", "vectors", "rakenlp")


def notes_of(summaries: Sequence[CountySummary], periods: Sequence[str]) -> pd.DataFrame:
    """Return remarks on what can be compared.

    Returns
    -------
    DataFrame
        county (empty for those on all), code, text (in the language now set), is_public: whether it may be published.
    """
    lines = [*_of_versions(summaries), *_of_periods(summaries, periods)]
    for summary in summaries:
        lines += [*_of_form(summary, summaries), *_of_size(summary, periods)]
    for level in ("group", "channel"):
        lines += _of_sources(summaries, periods, level)
    return pd.DataFrame(lines, columns=list(NOTES))


def _note(code: str, county: str = "", is_public: bool = True, **values: Any) -> tuple[str, str, str, bool]:
    return county, code, text(f"national.note_{code}", county=county, **values), is_public


def _of_versions(summaries: Sequence[CountySummary]) -> Iterator[tuple[str, str, str, bool]]:
    for part in _PARTS:
        told = {summary.county: str(summary.versions.get(part, "")) for summary in summaries}
        if len({version for version in told.values() if version}) > 1:
            versions = ", ".join(f"{county} {version or '–'}" for county, version in told.items())
            yield _note("versions", part=text(f"national.part_{part}"), versions=versions)
    if len({summary.space for summary in summaries if summary.emerging}) > 1:
        yield _note("space")
    taxonomies = {summary.county: version_of(summary) for summary in summaries}
    for county, codes in unknown_codes(summaries).items():
        yield _note("own_list", county, n=len(codes), version=taxonomies[county])


def _of_periods(summaries: Sequence[CountySummary], periods: Sequence[str]) -> Iterator[tuple[str, str, str, bool]]:
    if not periods:
        yield _note("no_common_period")
    for summary in summaries:
        own = list(summary.periods["period"])
        if own == ["all"] and list(periods) != ["all"]:
            yield _note("no_dates", summary.county)
            continue
        missing = [period for period in periods if period not in own]
        if missing:
            yield _note("period_missing", summary.county, periods=join_words(missing))
        left = [key for key, done in zip(own, summary.periods["complete"], strict=True) if key not in periods and done]
        if left and periods:
            yield _note("period_left", summary.county, periods=join_words(left))
    compared = {summary.county for summary in comparable_growth(summaries)}
    apart = [summary.county for summary in summaries if summary.county not in compared]
    if apart:
        yield _note("growth_apart", counties=join_words(apart))


def _of_form(summary: CountySummary, others: Sequence[CountySummary]) -> Iterator[tuple[str, str, str, bool]]:
    for column in ("respondent_group", "municipality", "channel"):
        elsewhere = [other.filled.get(column, 0.0) for other in others if other is not summary]
        if summary.filled and summary.filled.get(column, 0.0) < _EMPTY and max(elsewhere, default=0.0) >= _EMPTY:
            yield _note(f"lacks_{column}", summary.county)


def _of_size(summary: CountySummary, periods: Sequence[str]) -> Iterator[tuple[str, str, str, bool]]:
    own = summary.counts[summary.counts["period"].isin(periods)]
    totals = own[own["level"] == "total"]
    if totals["n"].isna().any():
        yield _note("total_hidden", summary.county)
        return
    n = int(totals["n"].sum())
    if not n:
        yield _note("empty", summary.county)
    elif n < _FEW:
        yield _note("few", summary.county, n=n)
    foreign = own[(own["level"] == "language") & (own["code"] != "fi")]["n"].fillna(0).sum()
    if n and foreign / n >= _FOREIGN:
        yield _note("languages", summary.county, False, share=format_number(100 * foreign / n))


def _of_sources(
    summaries: Sequence[CountySummary], periods: Sequence[str], level: str
) -> Iterator[tuple[str, str, str, bool]]:
    """Tell whose senders are others than elsewhere, and the group or channel in which they differ most."""
    told: dict[str, pd.Series[Any]] = {}
    for summary in summaries:
        own = summary.counts[(summary.counts["level"] == level) & summary.counts["period"].isin(periods)]
        own = own[own["code"] != "ei_kerrottu"]
        told[summary.county] = own.groupby("code")["n"].sum(min_count=1).fillna(0).astype(float)
    for county, here_told in told.items():
        elsewhere: Any = pd.concat([each for name, each in told.items() if name != county]).groupby(level=0).sum()
        if min(here_told.sum(), elsewhere.sum()) < _ENOUGH or distance(here_told, elsewhere) < _DIFFERENT:
            continue
        mine, theirs = (dict((each / each.sum()).items()) for each in (here_told, elsewhere))
        code = max(sorted({*mine, *theirs}, key=str), key=lambda c: abs(mine.get(c, 0.0) - theirs.get(c, 0.0)))
        here, there = (format_number(100 * float(shares.get(code, 0.0))) for shares in (mine, theirs))
        yield _note(f"{level}_differs", county, False, name=label_of(level, code), here=here, there=there)
