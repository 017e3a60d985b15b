"""The rows of the three kinds of signals, each with the observations that decide it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from . import _reasons
from ._assignments import Bools, Ints
from ._days import NO_DAY, date_of
from ._levels import Level
from ._people import AREAS, UNKNOWN_GROUP, missing_from
from ._period import Period
from ._resampling import stock_stability, time_stability
from .single import reasons_of_single

_UNKNOWN = float("nan")


def growing_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for whatever grows: phenomena first, then what only a whole parent or a single area shows."""
    rows: list[dict[str, Any]] = []
    known: set[int] = set()
    for level in period.levels:
        found = np.flatnonzero(level.screening.growing).tolist()
        found = [k for k in found if not known & set(_phenomena_of(period, level, k))]
        if level.kind == "phenomenon":
            known = set(found)
        stability = time_stability(level, found, period.rules)
        own = [_growing_row(period, level, k, float(share)) for k, share in zip(found, stability, strict=True)]
        rows += sorted(own, key=lambda row: (row["chance_per_year"], row["phenomenon_id"] or "", row["area"] or ""))
    return rows


def _phenomena_of(period: Period, level: Level, k: int) -> list[int]:
    return period.data.parents[level.names[k]] if level.kind == "parent" else [level.numbers[k]]


def _growing_row(period: Period, level: Level, k: int, stability: float) -> dict[str, Any]:
    rules, evidence = period.rules, level.screening.evidence
    order = np.argsort(evidence.p_windows[k], kind="stable").tolist()
    inside = [_members(period, level, k, months) for months in evidence.windows]
    # the strongest window in which the voice rule holds: what is shown then stands on its own
    least = level.screening.least
    best = next((j for j in order if _many_voiced(period, inside[j], least)), order[0])
    months, members = evidence.windows[best], inside[best]
    expected, weighed = float(evidence.expected[k, best]), float(evidence.observed[k, best])
    low, high = evidence.interval(k, best, rules.interval)
    ratio = evidence.ratio(k, best, rules.interval)
    listed = _members(period, level, k, months, counted=False)
    named = level.names[k] if level.kind != "parent" else None
    row = _row(period, named, "growing", members, listed, _decisive(period, level, k, members))
    row |= {
        "window": period.window(months),
        "expected": expected,
        "expected_low": low,
        "expected_high": high,
        "chance_per_year": level.chance(k),
        "level": level.kind,
        "area": level.names[k] if level.kind == "parent" else level.area,
        "rate_ratio": ratio[0],
        "rate_ratio_low": ratio[1],
        "rate_ratio_high": ratio[2],
        "stability": stability,
        "weighted": weighed,
    }
    tests = sum(each.n_tests for each in period.levels)
    row["reasons"] = _reasons.growing(row, rules, len(period.data.names), tests)
    return row


def stock_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for each accumulated phenomenon, largest first (in cold start by the voice rule)."""
    data = period.data
    done = data.dated & (data.handled != NO_DAY) & (data.day <= data.handled)
    rows = _rows_of_voice_rule(period, done)
    known = {row["phenomenon_id"] for row in rows}
    rows += _rows_of_stock(period, done, known)
    return sorted(rows, key=lambda row: (-row["observed"], row["phenomenon_id"]))


def _rows_of_voice_rule(period: Period, done: Bools) -> list[dict[str, Any]]:
    """Return a row for each phenomenon that the voice rule of cold start raises."""
    data, rules, rows = period.data, period.rules, []
    if not period.cold:
        return []
    level, recent = period.levels[0], period.rows(period.rules.recent_months)
    columns, handled = [], {}
    for k in np.flatnonzero(level.screening.accumulated).tolist():
        own = (data.phenomenon == k) & recent & ~done
        members = np.flatnonzero(period.units & own)
        least = level.screening.least
        if not _many_voiced(period, members, least):  # what was handled does not count: the rule is looked at again
            continue
        needed = _needed(period, members, least, rules.min_voices)
        decisive = np.union1d(needed, _decisive(period, level, k, members))
        row = _row(period, data.names[k], "accumulated", members, np.flatnonzero(own), decisive)
        rows.append(row | {"window": period.window(rules.recent_months)})
        columns.append(k)
        if (through := int(data.handled[data.phenomenon == k].max(initial=NO_DAY))) != NO_DAY:
            handled[k] = through
    for row, share in zip(rows, time_stability(level, columns, rules, handled), strict=True):
        row["stability"] = float(share)
        row["reasons"] = _reasons.voice_rule(row, rules, period.cold == "history")
    return rows


def _rows_of_stock(period: Period, done: Bools, known: set[str]) -> list[dict[str, Any]]:
    """Return a row for each phenomenon, but those known, whose stock is large since it was last handled."""
    data, rules, rows = period.data, period.rules, []
    left = period.units & ~done
    totals = np.bincount(data.phenomenon[left], minlength=len(data.names))
    heard, columns, means = int((totals > 0).sum()), [], []
    for k in np.flatnonzero(totals >= rules.stock_observations).tolist():
        own = (data.phenomenon == k) & ~done
        members = np.flatnonzero(period.units & own)
        mean = float(totals.sum() - totals[k]) / (heard - 1) if heard > 1 else 0.0
        least = max(rules.stock_observations, int(np.ceil(rules.stock_times_mean * mean - 1e-9)))
        many = len(members) >= least and len(np.unique(data.voice[members])) >= rules.stock_voices
        if data.names[k] in known or not many:
            continue
        decisive = _needed(period, members, least, rules.stock_voices)
        row = _row(period, data.names[k], "accumulated", members, np.flatnonzero(own), decisive)
        dated = data.day[data.dated & own]
        if len(dated) and data.last is not None:
            row["window"] = f"{date_of(dated.min())}/{date_of(data.last)}"
        rows.append(row)
        columns.append(k)
        means.append(mean)
    shares = stock_stability(_cells(period, left), columns, rules)
    for row, share, mean in zip(rows, shares, means, strict=True):
        row["stability"] = float(share)
        row["reasons"] = _reasons.stock(row, rules, mean, heard)
    return rows


def _cells(period: Period, left: Bools) -> pd.DataFrame:
    """Return what is drawn again for the stock, one row per counted observation."""
    data, own = period.data, np.flatnonzero(left)
    parts = [(data.phenomenon[own], data.voice[own], data.probability[own])]
    if (more := data.candidates) is not None and period.months is not None:
        new = ~(more.dated & (more.handled != NO_DAY) & (more.day <= more.handled))
        parts.append((more.phenomenon[new], more.voice[new], more.probability[new]))
    column, voice, weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    return pd.DataFrame({"column": column, "voice": voice, "weight": weight})


def single_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for each recent or undated single voice, by date and id."""
    data, rows = period.data, []
    why = reasons_of_single(data, period.rules)
    listed = np.flatnonzero((why > 0) & (period.rows(period.rules.recent_months) | ~data.dated))
    if not len(listed):
        return []
    others = period.copies_of(listed) - 1
    for i, copies in zip(listed.tolist(), others.tolist(), strict=True):
        k, own_id = int(data.phenomenon[i]), str(data.ids[i])
        row = blank_row(data.names[k] if k >= 0 else None, "single_voice")
        row |= {
            "observed": 1,
            "voices": 1,
            "observation_ids": [own_id],
            "decisive_observations": [own_id],
            "reasons": _reasons.single(int(why[i]), period.rules, copies),
            "weighted": float(data.probability[i]) if k >= 0 else _UNKNOWN,
            **_places(period, np.array([i])),
        }
        if data.day[i] != NO_DAY:
            row["window"] = period.window(period.rules.recent_months)
        rows.append(row)
    return rows


def _members(period: Period, level: Level, k: int, months: int, *, counted: bool = True) -> Ints:
    """Return the rows of a column in the last months, near-duplicates too if not only the counted ones."""
    assert period.months is not None
    tally = level.tally
    own = tally.column == k
    if counted:
        own &= tally.is_unit
    rows = tally.row[own]
    day = period.data.day[rows]
    found: Ints = rows[(day != NO_DAY) & (day > period.months.before(months))]
    return found


def _many_voiced(period: Period, members: Ints, least: int) -> bool:
    return len(members) >= least and len(np.unique(period.data.voice[members])) >= period.rules.min_voices


def _decisive(period: Period, level: Level, k: int, members: Ints) -> Ints:
    """Return those members without which the rules of time would not flag column ``k``: each is left out in turn.

    What is counted is a voice a month: a member whose voice tells of ``k`` otherwise that month leaves something
    behind. Members of the same month that leave the same behind are alike; the search in a month goes from those that
    matter most to the first that is not needed.
    """
    rules, data = period.rules, period.data
    recent = _members(period, level, k, rules.recent_months)
    needed = np.isin(members, _needed(period, recent, level.screening.least, rules.min_voices))
    if needed.all() or period.months is None:
        return members
    month = period.months.of(data.day[members]) - (period.months.n - len(level.counts))
    own = level.cells[(level.cells["column"] == k) & level.cells["month"].isin(month)]
    others: dict[tuple[int, int], list[float]] = {}
    for m, voice, weight in zip(own["month"].tolist(), own["voice"].tolist(), own["weight"].tolist(), strict=True):
        others.setdefault((m, voice), []).append(1 - weight)
    tally = level.tally
    mine = (tally.column == k) & tally.is_unit
    weights = dict(zip(tally.row[mine].tolist(), tally.weight[mine].tolist(), strict=True))
    left: dict[tuple[int, float, float], list[int]] = {}
    for place, (i, m) in enumerate(zip(members.tolist(), month.tolist(), strict=True)):
        beside = list(others[m, int(data.voice[i])])
        unit = 1 - float(np.prod(beside))
        beside.remove(min(beside, key=lambda value: abs(value - (1 - weights[i]))))
        left.setdefault((m, round(unit, 9), round(1 - float(np.prod(beside)), 9)), []).append(place)
    weak = np.zeros(len(members), dtype=bool)
    ended: set[int] = set()
    for m, unit, rest in sorted(left, key=lambda key: (key[2] - key[1], key[0])):
        if m in ended or unit == rest:
            continue
        if level.stands_without(k, m, unit, rest):
            ended.add(m)
        else:
            weak[left[m, unit, rest]] = True
    return members[needed | weak]


def _needed(period: Period, members: Ints, least: int, least_voices: int) -> Ints:
    """Return those members without which there would be too few of them, or too few voices."""
    if len(members) - 1 < least:
        return members
    values, where, times = np.unique(period.data.voice[members], return_inverse=True, return_counts=True)
    if len(values) - 1 >= least_voices:
        return members[:0]
    return members[times[where] == 1]


def _row(period: Period, name: str | None, kind: str, members: Ints, listed: Ints, decisive: Ints) -> dict[str, Any]:
    """Return a row of counted members, and everything listed with them."""
    data = period.data
    ids = [str(one) for one in dict.fromkeys(data.ids[listed].tolist())]
    own = set(data.ids[members].tolist())
    sizes = pd.Series(data.copies[listed]).groupby(data.copies[listed]).size()
    handled = int(data.handled[listed].max(initial=NO_DAY))
    return blank_row(name, kind) | {
        "observed": len(members),
        "voices": len(np.unique(data.voice[members])),
        "missing_voices": missing_from(data.groups[members]),
        "observation_ids": ids,
        "decisive_observations": [str(one) for one in data.ids[decisive]],
        "weighted": float(data.probability[members].sum()),
        "near_duplicates": [one for one in ids if one not in own],
        "campaign": int(sizes.max()) if len(sizes) and sizes.max() >= period.rules.campaign_copies else 0,
        "last_handled": None if handled == NO_DAY else date_of(handled).isoformat(),
        "unknown_groups": int((data.groups[members] == UNKNOWN_GROUP).sum()),
        **_places(period, members),
    }


def _places(period: Period, members: Ints) -> dict[str, Any]:
    """Return the municipalities and service lines of observations, most frequent first, and how many of each."""
    found: dict[str, Any] = {}
    for column, name in zip(AREAS, ("municipalities", "service_lines"), strict=True):
        codes = period.data.areas[column][members]
        values, times = np.unique(codes[codes >= 0], return_counts=True)
        order = np.argsort(-times, kind="stable")
        found[name] = [period.data.area_names[column][k] for k in values[order].tolist()]
        found[f"{name}_n"] = times[order].tolist()
    return found


def blank_row(phenomenon: str | None, kind: str) -> dict[str, Any]:
    """Return a row of which nothing is known yet."""
    return {
        "phenomenon_id": phenomenon,
        "kind": kind,
        "window": "",
        **dict.fromkeys(("expected", "expected_low", "expected_high", "chance_per_year"), _UNKNOWN),
        "observed": 0,
        "voices": 0,
        "missing_voices": [],
        "observation_ids": [],
        "reasons": "",
        "decisive_observations": [],
        "state": "new",
        "level": "phenomenon",
        "area": None,
        **dict.fromkeys(("rate_ratio", "rate_ratio_low", "rate_ratio_high", "stability", "weighted"), _UNKNOWN),
        "municipalities": [],
        "service_lines": [],
        "near_duplicates": [],
        "campaign": 0,
        "last_handled": None,
    }
