"""The data of the figures of a kooste, as plain values: what is drawn can also be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from ..texts import text
from ._format import clean, is_missing, label_of
from ._material import Material, group_codes
from .periods import Period

ROWS_SHOWN = 10
DOTS_SHOWN = 600
MONTHS_SHOWN = 24
GRID_ROWS = 20


def timeline_data(material: Material, flags: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return one row per phenomenon with its observations in time, None when nothing has a date.

    The time shown is the period and what came before it, two years in all; a longer period is shown whole, up
    to four years. Above 600 observations the rows hold counts by month instead of single observations.
    """
    in_time = shown_in_time(material, material.rows[~material.undated])
    if in_time is None:
        return None
    start, end, shown = in_time
    names = material.phenomena["name"].to_dict()
    parts = [
        (key, shown[shown["phenomenon_id"].isna()] if key is None else shown[shown["phenomenon_id"] == key])
        for key in _chosen(shown, flags)
    ]
    form = "dots" if sum(len(members) for _, members in parts) <= DOTS_SHOWN else "months"
    rows: list[dict[str, Any]] = [
        {
            "phenomenon_id": key,
            "name": text("kooste.timeline_single") if key is None else clean(names.get(key, key)),
            "n": len(members),
            "marks": dots_of(members) if form == "dots" else months_of(members),
        }
        for key, members in parts
        if len(members)
    ]
    windows = [
        {
            "phenomenon_id": flag["phenomenon_id"],
            "start": flag["window"]["start"],
            "end": flag["window"]["end"],
        }
        for flag in flags
        if flag["kind"] == "growing" and flag["level"] == "phenomenon"
        if flag["window"]["start"] and flag["window"]["end"]
    ]
    return {
        **days_of(material.period, start, end),
        "form": form,
        "rows": rows,
        "n_phenomena": int(shown["phenomenon_id"].nunique()),
        "n_shown": sum(row["phenomenon_id"] is not None for row in rows),
        "windows": windows,
    }


def voice_grid_data(material: Material) -> dict[str, Any] | None:
    """Return phenomenon × respondent group, also the groups not heard; None when there is nothing."""
    now = material.of(material.now)
    counted = now[now["counted"]]
    if counted.empty:
        return None
    heard = set(counted["respondent_group"])
    codes = group_codes(heard)
    counts = counted.groupby(["phenomenon_id", "respondent_group"]).size().unstack(fill_value=0)
    sizes = counted["phenomenon_id"].value_counts()
    order = sorted(sizes.index, key=lambda key: (-sizes[key], str(key)))
    names = material.phenomena["name"].to_dict()
    rows = [
        {
            "name": clean(names.get(key, key)),
            "n": [_at(counts, key, c) for c in codes],
        }
        for key in order[:GRID_ROWS]
    ]
    loose = counted[counted["phenomenon_id"].isna()]["respondent_group"].value_counts()
    if len(loose):
        rows.append({"name": text("kooste.timeline_single"), "n": [int(loose.get(code, 0)) for code in codes]})
    totals = counted["respondent_group"].value_counts()
    return {
        "groups": [{"code": code, "label": label_of("group", code)} for code in codes],
        "rows": rows,
        "totals": [int(totals.get(code, 0)) for code in codes],
        "n_left_out": max(0, len(order) - GRID_ROWS),
    }


def _at(counts: pd.DataFrame, row: Any, column: str) -> int:
    return int(counts[column][row]) if column in counts.columns else 0


def shown_in_time(material: Material, dated: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp, pd.DataFrame] | None:
    """Return the first and last day of a line of time and the observations on it; None without any."""
    if dated.empty:
        return None
    start, end = _span_of(material, dated)
    shown = dated[(dated["received_date"] >= start) & (dated["received_date"] < end + pd.Timedelta(days=1))]
    return None if shown.empty else (start, end, shown)


def _span_of(material: Material, dated: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day of a line of time: whole months, two years for a period, four at most."""
    first, last = dated["received_date"].min(), dated["received_date"].max()
    end = last
    if material.period.start is not None and material.period.end is not None:
        end = pd.Timestamp(material.period.end)
        if material.as_of is not None:
            end = min(end, max(material.as_of, pd.Timestamp(material.period.start)))
    end = (end + pd.offsets.MonthEnd(0)).normalize()
    months = MONTHS_SHOWN * 2 if material.period.start is None else MONTHS_SHOWN
    start = max(first, end - pd.DateOffset(months=months) + pd.Timedelta(days=1))
    if material.period.start is not None:
        start = min(start, pd.Timestamp(material.period.start))
    start = max(start, end - pd.DateOffset(months=MONTHS_SHOWN * 2) + pd.Timedelta(days=1))
    return pd.Timestamp(date(start.year, start.month, 1)), end


def days_of(period: Period, start: pd.Timestamp, end: pd.Timestamp) -> dict[str, str | None]:
    """Return the days that a line of time spans, and those of the period in it."""
    return {
        "start": start.date().isoformat(),
        "end": end.date().isoformat(),
        "period_start": period.start.isoformat() if period.start else None,
        "period_end": min(period.end, end.date()).isoformat() if period.end else None,
    }


def _chosen(shown: pd.DataFrame, flags: list[dict[str, Any]]) -> list[str | None]:
    sizes = shown[~shown["duplicate_key"].duplicated()]["phenomenon_id"].value_counts()
    ranked = [str(key) for key in sorted(sizes.index, key=lambda key: (-sizes[key], str(key)))]
    flagged = {flag["phenomenon_id"] for flag in flags}
    chosen: list[str | None] = [key for place, key in enumerate(ranked) if place < ROWS_SHOWN or key in flagged]
    return [*chosen[: ROWS_SHOWN * 2], None]


def dots_of(members: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one mark for each observation, repeats of a text told apart."""
    repeated = members["duplicate_key"].duplicated()
    return [
        {"date": when.date().isoformat(), "id": clean(key), "duplicate": bool(again)}
        for key, when, again in zip(members.index, members["received_date"], repeated, strict=True)
        if not is_missing(when)
    ]


def months_of(members: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one mark for each month with its count, near-duplicates once."""
    counted = members[~members["duplicate_key"].duplicated()]
    months = counted["received_date"].dt.strftime("%Y-%m").value_counts().sort_index()
    return [{"month": month, "n": int(n)} for month, n in months.items()]
