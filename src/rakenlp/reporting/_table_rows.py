"""The rows of each table, made of an analysis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ..privacy import check_tables
from ..texts import text
from ._cards import reader_of_texts
from ._format import clean, iso_day, label_of
from ._material import Material
from ._published_counts import NO_PHENOMENON, TOTAL, PublishedCounts
from ._table_schema import HALF_YEAR, MONTH, columns_of
from .periods import Period, parse_period

_CELL = ["period", "phenomenon_id", "service_line", "municipality", "respondent_group"]


def rows_of_table(name: str, analysis: Any, material: Material) -> pd.DataFrame:
    """Return a table of an analysis with its columns in order; a column that an older analysis lacks is empty."""
    table = _BUILDERS[name](analysis, material).reset_index(drop=True)
    return table.reindex(columns=[column.name for column in columns_of(name)])


def _phenomena(analysis: Any, material: Material) -> pd.DataFrame:
    names = [_parent_name(code) if clean(code) else "" for code in analysis.phenomena["parent"]]
    return analysis.phenomena.assign(parent_name=names)


def _observations(analysis: Any, material: Material) -> pd.DataFrame:
    table = material.rows.copy()
    if "assigned_by" not in table:
        table["machine_phenomenon_id"], table["assigned_by"] = table["phenomenon_id"], "machine"
    readable = reader_of_texts(analysis)
    for column in ("description", "effects", "societal_links", "proposal"):
        table[column] = table[column].map(readable)
    return table


def _flags(analysis: Any, material: Material) -> pd.DataFrame:
    table = analysis.flags.copy()
    names = material.phenomena["name"].to_dict()
    table["name"] = [names.get(key, "") for key in table["phenomenon_id"]]
    return table


def _facts(analysis: Any, material: Material) -> pd.DataFrame:
    """Count each observation once by month and once by half-year, with all that tells where it came from."""
    rows = _counted(material)
    parts = [_cells(rows, kind, material) for kind in (MONTH, HALF_YEAR)]
    facts = pd.concat(parts, ignore_index=True)
    names, kinds, parents = (material.phenomena[column].to_dict() for column in ("name", "kind", "parent"))
    keys = facts["phenomenon_id"]
    facts["name"] = [names.get(key) or text("kooste.no_phenomenon") for key in keys]
    facts["kind"] = [kinds.get(key) or NO_PHENOMENON for key in keys]
    facts["parent"] = [parents.get(key) or NO_PHENOMENON for key in keys]
    facts["parent_name"] = [_parent_name(code) for code in facts["parent"]]
    return facts


def _cells(rows: pd.DataFrame, kind: str, material: Material) -> pd.DataFrame:
    days = rows["received_date"].dropna().drop_duplicates()
    periods = {day: _period_of(day, kind) for day in days}
    keyed = rows.assign(period=[periods[day].key if day in periods else "" for day in rows["received_date"]], one=1)
    keyed["phenomenon_id"] = keyed["phenomenon_id"].map(lambda key: key or NO_PHENOMENON)
    for column in _CELL[2:]:
        keyed[column] = keyed[column].map(clean)
    keyed["counted_voice"] = keyed["voice"].where(keyed["counted"].astype(bool))
    cells = keyed.groupby(_CELL, sort=True).agg(
        voice=("voice", "first"), n=("one", "sum"), n_unique=("counted", "sum"), voices=("counted_voice", "nunique")
    )
    cells = cells.reset_index()
    of_key = {period.key: period for period in periods.values()}
    found = [of_key.get(key) for key in cells["period"]]
    cells["period_kind"] = kind
    cells["period_start"] = pd.Series([period.start if period else None for period in found], dtype=object)
    cells["period_end"] = pd.Series([period.end if period else None for period in found], dtype=object)
    over = [not period.unfinished(material.as_of) if period else None for period in found]
    cells["complete"] = pd.Series(over, dtype=object)
    return cells


def _period_of(day: pd.Timestamp, kind: str) -> Period:
    return parse_period(f"{day:%Y-%m}") if kind == MONTH else parse_period(None, day)


def _parent_name(code: str) -> str:
    return text("kooste.row_no_phenomenon") if code == NO_PHENOMENON else label_of("parent", code)


def _counted(material: Material) -> pd.DataFrame:
    return material.of(pd.Series(True, index=material.rows.index))


def _timeline(analysis: Any, material: Material) -> pd.DataFrame:
    rows = material.of(~material.undated)
    rows = rows.assign(month=rows["received_date"].dt.strftime("%Y-%m"))
    return _counts(rows, ["month", "phenomenon_id"], material)


def _voices(analysis: Any, material: Material) -> pd.DataFrame:
    return _counts(_counted(material), ["phenomenon_id", "respondent_group", "municipality"], material)


def _counts(rows: pd.DataFrame, by: list[str], material: Material) -> pd.DataFrame:
    filled = rows.assign(**{column: rows[column].map(clean) for column in by}).assign(one=1)
    counts = filled.groupby(by, sort=True).agg(n=("one", "sum"), n_unique=("counted", "sum")).reset_index()
    for column in ("name", "parent"):
        known = material.phenomena[column].to_dict()
        counts[column] = counts["phenomenon_id"].map(lambda key, known=known: known.get(key, ""))
    counts["parent_name"] = [_parent_name(code) if clean(code) else "" for code in counts["parent"]]
    return counts.astype({"n": int, "n_unique": int})


def _set_aside(analysis: Any, material: Material) -> pd.DataFrame:
    table = analysis.obs.set_aside.copy()
    table["description"] = table["description"].map(reader_of_texts(analysis))
    return table


def _import_issues(analysis: Any, material: Material) -> pd.DataFrame:
    return analysis.obs.import_report.issues


def _parents(analysis: Any, material: Material) -> pd.DataFrame:
    """Return the counts of half-years as they are published, and of months where the check proves them safe too."""
    counts = PublishedCounts(material)
    halves = _half_years(material)
    lines = [line for half in halves for line in _published(counts, half, HALF_YEAR)]
    months = []
    for half in halves:
        if half.key in {finished.key for finished in counts.halves}:
            months += [line for month in _months(half) for line in _published(counts, month, MONTH)]
    if months:
        both = pd.DataFrame([*lines, *months])[["period", "parent", "n"]]
        if check_tables(both, dimensions=["period", "parent"], periods=["period"], ranges=False).ok:
            lines += months
    return pd.DataFrame(lines, columns=[column.name for column in columns_of("parents")])


def _published(counts: PublishedCounts, period: Period, kind: str) -> list[dict[str, Any]]:
    shown = counts.shown(period)
    lines = []
    for code in (*counts.codes, TOTAL):
        name = {
            NO_PHENOMENON: text("kooste.row_no_phenomenon"),
            TOTAL: text("kooste.total"),
            "all": text("kooste.all_phenomena"),
        }.get(code)
        lines.append(
            {
                "period_kind": kind if period.start else None,
                "period": period.key,
                "period_start": iso_day(period.start),
                "period_end": iso_day(period.end),
                "complete": not period.unfinished(counts.material.as_of),
                "parent": code,
                "parent_name": name or label_of("parent", code),
                "n": shown[code].shown if shown else text("kooste.hidden"),
                "n_number": shown[code].value if shown else None,
            }
        )
    return lines


def _half_years(material: Material) -> list[Period]:
    dates = material.rows["received_date"].dropna()
    if dates.empty:
        return [parse_period("all")]
    periods = [parse_period(None, dates.max())]
    while periods[0].start is not None and pd.Timestamp(periods[0].start) > dates.min():
        earlier = periods[0].previous()
        assert earlier is not None
        periods.insert(0, earlier)
    return periods


def _months(half: Period) -> list[Period]:
    assert half.start is not None
    return [parse_period(f"{half.start.year}-{half.start.month + place:02d}") for place in range(6)]


_BUILDERS: dict[str, Callable[[Any, Material], pd.DataFrame]] = {
    "phenomena": _phenomena,
    "observations": _observations,
    "facts": _facts,
    "flags": _flags,
    "timeline": _timeline,
    "voices": _voices,
    "set_aside": _set_aside,
    "import_issues": _import_issues,
    "parents": _parents,
}
