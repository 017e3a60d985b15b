"""What only counties together show: growth in several at once, and matters that are few in each but told in many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..reporting._published_counts import NO_PHENOMENON, K
from ..signals import Rules
from .combining import anywhere, in_at_least
from .matching import Match
from .summary import CountySummary

TOGETHER = ("level", "code", "counties", "tested", "p_anywhere", "p_two", "chance_per_year", "is_shared")
FEW = ("level", "code", "counties", "n", "is_single")
#: p-value from which a county is named among those where it grows.
_GROWS = 0.05
#: Days by which the days looked at may differ for growth to be the same growth.
APART = 31
#: Counties that a matter is told in when it is few in each.
LEAST_COUNTIES = 3


def comparable_growth(summaries: Sequence[CountySummary]) -> list[CountySummary]:
    """Return the counties whose growth can be combined: tested, and looked at on about the same day."""
    tested = [summary for summary in summaries if len(summary.growth) and summary.as_of]
    if not tested:
        return []
    days = [pd.Timestamp(summary.as_of or "") for summary in tested]
    return [summary for summary, day in zip(tested, days, strict=True) if (max(days) - day).days <= APART]


def growth_together(summaries: Sequence[CountySummary], matches: Sequence[Match]) -> pd.DataFrame:
    """Return the evidence that each phenomenon and parent grows in several counties.

    Parameters
    ----------
    summaries : sequence of CountySummary
    matches : sequence of Match
        Emerging phenomena of different counties that are one.

    Returns
    -------
    DataFrame
        :data:`TOGETHER`, the surest first: counties where it grows by itself, how many were tested, Fisher's p-value
        that it grows anywhere, that of the partial conjunction that it grows in at least two, how often a year chance
        alone would give such a one (over all that were tested), and whether that is as seldom as a flag needs.
    """
    compared = comparable_growth(summaries)
    if len(compared) < 2:
        return pd.DataFrame(columns=list(TOGETHER))
    called = keyed(matches).items()
    same = {(county, each.phenomenon_id): key for key, match in called for county, each in match.members}
    found: dict[tuple[str, str], dict[str, float]] = {}
    for summary in compared:
        for level, code, value in zip(*(summary.growth[c] for c in ("level", "code", "p_value")), strict=True):
            key = same.get((summary.county, code), code) if level == "phenomenon" else code
            found.setdefault((level, key), {})[summary.county] = float(value)
    tests = {level: sum(own == level for own, _ in found) for level in ("phenomenon", "parent")}
    most = Rules().max_chance_per_year
    lines: list[tuple[Any, ...]] = []
    for (level, code), values in found.items():
        if code == NO_PHENOMENON:
            continue
        every = [values.get(summary.county, 1.0) for summary in compared]  # not heard, or hidden: no evidence
        two = in_at_least(every, 2)
        chance = two * tests[level] * 12
        grows = tuple(sorted(county for county, value in values.items() if value <= _GROWS))
        is_shared = chance <= most and len(grows) > 1
        lines.append((level, code, grows, len(compared), anywhere(every), two, chance, is_shared))
    table = pd.DataFrame(lines, columns=list(TOGETHER))
    return table.sort_values(["is_shared", "chance_per_year", "level", "code"], ascending=[False, True, True, True],
                             ignore_index=True)  # fmt: skip


def keyed(matches: Sequence[Match]) -> dict[str, Match]:
    """Return matches by what they are called in tables: their matter, else the identifiers of their members."""
    return {
        match.matter or "+".join(f"{county}:{each.phenomenon_id}" for county, each in match.members): match
        for match in matches
    }


def few_in_each(
    summaries: Sequence[CountySummary], periods: Sequence[str], matches: Sequence[Match], least: int = LEAST_COUNTIES
) -> pd.DataFrame:
    """Return what is told by fewer than five in every county, but told in several.

    Parameters
    ----------
    summaries : sequence of CountySummary
    periods : sequence of str
    matches : sequence of Match
        What has become an emerging phenomenon in some county is not few there.
    least : int, default=3
        Counties in which it must be told.

    Returns
    -------
    DataFrame
        :data:`FEW`: the counties, the number of observations (missing where any is hidden), and whether there is
        exactly one in each. Those told in the most counties first.
    """
    emerged = {match.matter for match in matches}
    counties: dict[tuple[str, str], dict[str, int | None]] = {}
    large: set[tuple[str, str]] = set()
    for summary in summaries:
        own = summary.counts[summary.counts["period"].isin(periods)]
        own = own[own["level"].isin(["phenomenon", "matter"])]
        for level, code, n, sign in zip(*(own[c] for c in ("level", "code", "n", "shown")), strict=True):
            key = (level, code)
            if not pd.isna(n) and int(n) >= K or (pd.isna(n) and sign != f"<{K}"):
                large.add(key)  # or perhaps: nothing is known of it
            elif pd.isna(n) or int(n) > 0:
                before = counties.setdefault(key, {}).get(summary.county, 0)
                told = None if pd.isna(n) or before is None else before + int(n)
                counties[key][summary.county] = told
                if told is not None and told >= K:
                    large.add(key)
    known = {code for summary in summaries for code in summary.parents} | _matters(summaries)
    lines: list[tuple[Any, ...]] = []
    for (level, code), heard in counties.items():
        if (level, code) in large or code in emerged or code not in known or len(heard) < least:
            continue
        numbers = list(heard.values())
        n = None if None in numbers else sum(each for each in numbers if each is not None)
        lines.append((level, code, tuple(sorted(heard)), n, all(each == 1 for each in numbers)))
    table = pd.DataFrame(lines, columns=list(FEW)).astype({"n": "Int64"})
    order = table.assign(many=[-len(own) for own in table["counties"]], first=~table["is_single"].astype(bool))
    order = order.sort_values(["first", "many", "level", "code"])
    return order[list(FEW)].reset_index(drop=True)


def _matters(summaries: Sequence[CountySummary]) -> set[str]:
    found: set[str] = set()
    for summary in summaries:
        found |= set(summary.counts.loc[summary.counts["level"] == "matter", "code"])
    return found


def name_of(code: str, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    """Return the name of a phenomenon or matter in a language; its code where it has none."""
    own = names.get(code, {})
    return own.get(language) or own.get("fi") or code
