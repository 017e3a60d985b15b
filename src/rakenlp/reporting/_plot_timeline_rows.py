"""The data of a timeline: the days of its axis, and each row with its marks and growing windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from ..texts import text
from . import _plot_figure as page
from ._flags import level_of
from ._format import clean, format_dates, is_missing
from ._material import Material

ROWS_SHOWN = 12


@dataclass
class Row:
    """One phenomenon of the picture; marks are (day, kind), days counted from the start of the axis."""

    phenomenon_id: str | None
    name: str
    is_emerging: bool
    n: int
    marks: list[tuple[int, str]]
    months: dict[tuple[int, int], int]
    windows: list[dict[str, Any]] = field(default_factory=list)


def span(material: Material, shown: pd.DataFrame) -> tuple[date, date]:
    """Return the first and last day of the axis, always whole months."""
    first, last = shown["received_date"].min(), shown["received_date"].max()
    if material.period.start is not None and material.period.end is not None:
        first = min(first, pd.Timestamp(material.period.start))
        known = max(last, material.as_of) if material.as_of is not None else last
        last = max(last, min(pd.Timestamp(material.period.end), known))
    end = (last + pd.offsets.MonthEnd(0)).normalize()
    return date(first.year, first.month, 1), end.date()


def find_rows(
    analysis: Any, material: Material, shown: pd.DataFrame, chosen: list[str] | None, start: date
) -> list[Row]:
    counted = material.of(material.now).loc[shown.index, "counted"]
    sizes = shown[counted]["phenomenon_id"].value_counts()
    order: list[Any] = list(chosen) if chosen is not None else page.most(analysis, material, sizes, ROWS_SHOWN)
    if chosen is None and shown["phenomenon_id"].isna().any():
        order.append(None)
    also, fresh = _also(analysis, shown), page.emerging(material)
    rows = []
    for key in order:
        own = shown[shown["phenomenon_id"].isna() if key is None else shown["phenomenon_id"] == key]
        about = material.phenomena.loc[key] if key is not None else None
        marks = [
            ((when.date() - start).days, "repeat" if not once else ("single" if alone or key is None else "own"))
            for when, once, alone in zip(own["received_date"], counted[own.index], own["is_single_voice"], strict=True)
        ]
        other = shown.loc[[i for i in shown.index if key in also.get(i, ())], "received_date"]
        marks += [((when.date() - start).days, "also") for when in other]
        months: dict[tuple[int, int], int] = {}
        for when in own["received_date"][counted[own.index]]:
            months[when.year, when.month] = months.get((when.year, when.month), 0) + 1
        rows.append(
            Row(
                phenomenon_id=key,
                name=text("plots.no_phenomenon") if about is None else clean(about["name"]) or str(key),
                is_emerging=key in fresh,
                n=int(counted[own.index].sum()),
                marks=sorted(marks),
                months=months,
            )
        )
    return rows


def _also(analysis: Any, shown: pd.DataFrame) -> dict[str, list[str]]:
    """Return the other phenomena that fit each observation, where there are any; repeats have none."""
    table = analysis.observations
    if "also" not in table.columns:
        return {}
    pairs = zip(table["observation_id"], table["also"], table["duplicate_of"], strict=True)
    there = set(shown.index)
    return {key: list(others) for key, others, first in pairs if key in there and len(others) and is_missing(first)}


def add_windows(analysis: Any, rows: list[Row], start: date, end: date) -> None:
    """Give the rows the windows of their growing flags, as far as they fall on the axis."""
    growing = analysis.flags[analysis.flags["kind"] == "growing"]
    by_id = {row.phenomenon_id: row for row in rows}
    for _, flag in growing.iterrows():
        first, _, last = str(flag["window"]).partition("/")
        row = by_id.get(flag["phenomenon_id"])
        if row is None or level_of(flag) != "phenomenon" or not first or not last:
            continue
        opens, closes = pd.Timestamp(first).date(), pd.Timestamp(last).date()
        if closes < start or opens > end:
            continue
        row.windows.append(
            {
                "left": max((opens - start).days, 0),
                "right": (min(closes, end) - start).days + 1,
                "n": int(flag["observed"]),
                "expected": flag["expected"],
                "days": format_dates(opens, closes),
            }
        )
