"""The rows of the three kinds of signals, each with the observations that decide it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from . import _reasons
from ._assignments import NO_DAY, Bools, Ints, date_of
from ._people import UNKNOWN_GROUP, missing_from
from ._period import Period
from .growth import growth_evidence
from .single import reasons_of_single


def growing_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for each phenomenon that grows, least likely by chance first."""
    found = period.screening
    if found is None:
        return []
    rules, evidence, data, rows = period.rules, found.evidence, period.data, []
    for k in np.flatnonzero(found.growing).tolist():
        order = np.argsort(evidence.p_windows[k], kind="stable").tolist()
        inside = [np.flatnonzero(period.counted(m) & (data.phenomenon == k)) for m in evidence.windows]
        # the strongest window in which the voice rule holds: what is shown then stands on its own
        best = next((j for j in order if _many_voiced(period, inside[j])), order[0])
        months, members = evidence.windows[best], inside[best]
        low, high = evidence.interval(k, best, rules.interval)
        row = _row(period, k, "growing", members, period.rows(months), _decisive_growth(period, k, members))
        row |= {
            "window": period.window(months),
            "expected": float(evidence.expected[k, best]),
            "expected_low": low,
            "expected_high": high,
            "chance_per_year": float(evidence.chance_per_year[k]),
        }
        row["reasons"] = _reasons.growing(row, rules, len(data.names))
        rows.append(row)
    return sorted(rows, key=lambda row: (row["chance_per_year"], row["phenomenon_id"]))


def stock_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for each accumulated phenomenon, largest first (in cold start by the voice rule)."""
    data, rules, rows = period.data, period.rules, []
    done = data.dated & (data.handled != NO_DAY) & (data.day <= data.handled)
    totals = np.bincount(data.phenomenon[period.units & ~done], minlength=len(data.names))
    heard = int((totals > 0).sum())
    for k in np.flatnonzero(totals).tolist():
        own = (data.phenomenon == k) & ~done
        members = np.flatnonzero(period.counted(rules.recent_months) & own)
        # what was handled does not count, so the voice rule is looked at again
        if period.screening is not None and period.screening.accumulated[k] and _many_voiced(period, members):
            decisive = _needed(period, members, rules.min_observations, rules.min_voices)
            row = _row(period, k, "accumulated", members, period.rows(rules.recent_months), decisive)
            row["window"] = period.window(rules.recent_months)
            row["reasons"] = _reasons.voice_rule(row, period.screening.cold == "history")
            rows.append(row)
            continue
        members = np.flatnonzero(period.units & own)
        mean = float(totals.sum() - totals[k]) / (heard - 1) if heard > 1 else 0.0
        least = max(rules.stock_observations, int(np.ceil(rules.stock_times_mean * mean - 1e-9)))
        if len(members) < least or len(np.unique(data.voice[members])) < rules.stock_voices:
            continue
        decisive = _needed(period, members, least, rules.stock_voices)
        row = _row(period, k, "accumulated", members, ~done, decisive)
        dated = data.day[data.dated & own]
        if len(dated) and data.last is not None:
            row["window"] = f"{date_of(dated.min())}/{date_of(data.last)}"
        row["reasons"] = _reasons.stock(row, mean, heard)
        rows.append(row)
    return sorted(rows, key=lambda row: (-row["observed"], row["phenomenon_id"]))


def single_rows(period: Period) -> list[dict[str, Any]]:
    """Return a row for each recent or undated single voice, by date and id."""
    data, rows = period.data, []
    why = reasons_of_single(data, period.rules)
    listed = (why > 0) & (period.rows(period.rules.recent_months) | ~data.dated)
    same = pd.DataFrame({"id": data.ids, "copies": data.copies}).groupby("copies")["id"].transform("nunique")
    others = same.to_numpy() - 1
    for i in np.flatnonzero(listed).tolist():
        k, own_id = int(data.phenomenon[i]), str(data.ids[i])
        row = _blank(data.names[k] if k >= 0 else None, "single_voice")
        row |= {
            "observed": 1,
            "voices": 1,
            "observation_ids": [own_id],
            "decisive_observations": [own_id],
            "reasons": _reasons.single(int(why[i]), period.rules, int(others[i])),
        }
        if data.day[i] != NO_DAY:
            row["window"] = period.window(period.rules.recent_months)
        rows.append(row)
    return rows


def _many_voiced(period: Period, members: Ints) -> bool:
    voices = len(np.unique(period.data.voice[members]))
    return len(members) >= period.rules.min_observations and voices >= period.rules.min_voices


def _decisive_growth(period: Period, k: int, members: Ints) -> Ints:
    """Return those members without which phenomenon ``k`` would not be growing: each is left out in turn.

    Members of the same month leave the same counts behind, so one test a month is enough.
    """
    rules, data = period.rules, period.data
    recent = np.flatnonzero(period.counted(rules.recent_months) & (data.phenomenon == k))
    needed = np.isin(members, _needed(period, recent, rules.min_observations, rules.min_voices))
    if needed.all():
        return members
    weak = np.zeros(len(members), dtype=bool)
    for month in np.unique(period.month[members]):
        counts = period.counts.copy()
        counts[month, k] -= 1
        again = growth_evidence(
            counts, windows=rules.windows_months, gap=rules.gap_months, min_baseline=rules.min_baseline_months
        )
        if again.chance_per_year[k] > rules.max_chance_per_year:
            weak |= period.month[members] == month
    return members[needed | weak]


def _needed(period: Period, members: Ints, least: int, least_voices: int) -> Ints:
    """Return those members without which there would be too few of them, or too few voices."""
    if len(members) - 1 < least:
        return members
    values, where, times = np.unique(period.data.voice[members], return_inverse=True, return_counts=True)
    if len(values) - 1 >= least_voices:
        return members[:0]
    return members[times[where] == 1]


def _row(period: Period, k: int, kind: str, members: Ints, rows: Bools, decisive: Ints) -> dict[str, Any]:
    """Return a row of phenomenon ``k``: counted members, and everything of it among ``rows``."""
    data = period.data
    listed = data.ids[rows & (data.phenomenon == k)]
    return _blank(data.names[k], kind) | {
        "observed": len(members),
        "voices": len(np.unique(data.voice[members])),
        "missing_voices": missing_from(data.groups[members]),
        "observation_ids": [str(name) for name in dict.fromkeys(listed.tolist())],
        "decisive_observations": [str(name) for name in data.ids[decisive]],
        "unknown_groups": int((data.groups[members] == UNKNOWN_GROUP).sum()),
    }


def _blank(phenomenon: str | None, kind: str) -> dict[str, Any]:
    unknown = float("nan")
    return {
        "phenomenon_id": phenomenon,
        "kind": kind,
        "window": "",
        "expected": unknown,
        "expected_low": unknown,
        "expected_high": unknown,
        "chance_per_year": unknown,
        "missing_voices": [],
        "state": "new",
    }
