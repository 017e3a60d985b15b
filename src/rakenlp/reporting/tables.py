"""Tidy tables of an analysis for spreadsheets and reporting systems.

The files open in a Finnish Excel by a double click: UTF-8 with a byte order mark, ``;`` between the
columns, a decimal comma, days as 2026-03-01, yes and no as 1 and 0. In pandas they are read with
``pandas.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")``. A text that a spreadsheet would take
for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import text
from ._cards import reader_of_texts
from ._format import clean, is_missing, iso_day, label_of
from ._material import Material, collect
from ._published_counts import NO_PHENOMENON, TOTAL, PublishedCounts
from .periods import Period, parse_period

_COLUMNS = {
    "phenomena": ("phenomenon_id name parent kind n n_unique voices first_seen last_seen terms stability"),
    "observations": (
        "observation_id phenomenon_id machine_phenomenon_id assigned_by probability runner_up "
        "is_single_voice duplicate_of duplicate_group "
        "received_date channel respondent_group service_line municipality valence language row description "
        "effects societal_links proposal"
    ),
    "flags": (
        "phenomenon_id name kind window observed expected expected_low expected_high chance_per_year voices "
        "missing_voices observation_ids reasons decisive_observations state level area rate_ratio rate_ratio_low "
        "rate_ratio_high stability weighted municipalities service_lines near_duplicates campaign last_handled terms "
        "versions"
    ),
    "timeline": "month phenomenon_id name parent n n_unique",
    "voices": "phenomenon_id name respondent_group municipality n n_unique",
    "set_aside": "row code message description",
    "import_issues": "row column code message remedy severity",
    "parents": "period start end complete parent label n",
    "sarakkeet": "table column meaning profile",
}
_INTERNAL = ("phenomena", "observations", "flags", "timeline", "voices", "set_aside", "import_issues")
_LISTS = (
    "missing_voices",
    "observation_ids",
    "decisive_observations",
    "municipalities",
    "service_lines",
    "near_duplicates",
)
# What begins a formula in a spreadsheet, also behind spaces, quotes and marks that are not seen, and in full width.
_FORMULA = re.compile(
    "[\\s\"'\u2018\u2019\u201c\u201d\u00ab\u00bb\u200b-\u200f\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
)
_CONTROLS = ("\t", "\r", "\n")


def write_tables(analysis: Any, directory: str | os.PathLike[str], profile: str = "internal") -> list[Path]:
    """Write the tables of an analysis as CSV files.

    Parameters
    ----------
    analysis : Analysis
    directory : path-like
        Made when it does not exist; tables of the same names are replaced.
    profile : {"internal", "published"}
        "internal" writes everything, texts included, for the working group. "published" writes one table,
        ``parents.csv``: national parent × half-year with the same suppression as the published kooste. The data
        dictionary tells on each line which of them it is.

    Returns
    -------
    list of pathlib.Path
        The files written, the data dictionary ``sarakkeet.csv`` last.

    Raises
    ------
    ParameterError
        If the profile is not known.
    """
    if profile not in ("internal", "published"):
        raise ParameterError(
            "parameter",
            name="profile",
            owner="write_tables",
            expected=text("kooste.profile_expected"),
            received=profile,
        )
    names = _INTERNAL if profile == "internal" else ("parents",)
    material = collect(analysis, "all")
    tables = {name: _BUILDERS[name](analysis, material)[_columns(name)] for name in names}
    tables["sarakkeet"] = _dictionary(names, profile)
    folder = Path(directory)
    return [write_table(table, folder / f"{name}.csv") for name, table in tables.items()]


def _columns(name: str) -> list[str]:
    return _COLUMNS[name].split()


def _phenomena(analysis: Any, material: Material) -> pd.DataFrame:
    table = analysis.phenomena.copy()
    for column in ("first_seen", "last_seen"):
        table[column] = table[column].map(iso_day)
    return table


def _observations(analysis: Any, material: Material) -> pd.DataFrame:
    table = material.rows.copy()
    if "assigned_by" not in table:
        table["machine_phenomenon_id"], table["assigned_by"] = table["phenomenon_id"], "machine"
    readable = reader_of_texts(analysis)
    table["received_date"] = table["received_date"].map(iso_day)
    table["is_single_voice"] = table["is_single_voice"].astype(int)
    for column in ("description", "effects", "societal_links", "proposal"):
        table[column] = table[column].map(readable)
    return table


def _flags(analysis: Any, material: Material) -> pd.DataFrame:
    table = analysis.flags.copy()
    names = material.phenomena["name"].to_dict()
    table["name"] = [names.get(key, "") for key in table["phenomenon_id"]]
    for column in _columns("flags"):  # an older analysis has fewer
        if column not in table:
            table[column] = None
    for column in _LISTS:
        table[column] = table[column].map(lambda items: "|".join(str(item) for item in items or []))
    return table


def _timeline(analysis: Any, material: Material) -> pd.DataFrame:
    rows = material.of(~material.undated)
    rows = rows.assign(month=rows["received_date"].dt.strftime("%Y-%m"))
    return _counts(rows, ["month", "phenomenon_id"], material)


def _voices(analysis: Any, material: Material) -> pd.DataFrame:
    rows = material.of(pd.Series(True, index=material.rows.index))
    return _counts(rows, ["phenomenon_id", "respondent_group", "municipality"], material)


def _counts(rows: pd.DataFrame, by: list[str], material: Material) -> pd.DataFrame:
    filled = rows.assign(**{column: rows[column].map(clean) for column in by}).assign(one=1)
    counts = filled.groupby(by, sort=True).agg(n=("one", "sum"), n_unique=("counted", "sum")).reset_index()
    for column in ("name", "parent"):
        known = material.phenomena[column].to_dict()
        counts[column] = counts["phenomenon_id"].map(lambda key, known=known: known.get(key, ""))
    return counts.astype({"n": int, "n_unique": int})


def _set_aside(analysis: Any, material: Material) -> pd.DataFrame:
    table = analysis.obs.set_aside.copy()
    table["description"] = table["description"].map(reader_of_texts(analysis))
    return table


def _import_issues(analysis: Any, material: Material) -> pd.DataFrame:
    return analysis.obs.import_report.issues


def _parents(analysis: Any, material: Material) -> pd.DataFrame:
    lines: list[dict[str, Any]] = []
    counts = PublishedCounts(material)
    for period in _half_years(material):
        shown = counts.shown(period)
        for code in (*counts.codes, TOTAL):
            label = {NO_PHENOMENON: text("kooste.row_no_phenomenon"), TOTAL: text("kooste.total")}.get(code)
            lines.append(
                {
                    "period": period.key,
                    "start": period.start.isoformat() if period.start else None,
                    "end": period.end.isoformat() if period.end else None,
                    "complete": int(not period.unfinished(material.as_of)),
                    "parent": code,
                    "label": label or label_of("parent", code),
                    "n": shown[code].shown if shown else text("kooste.hidden"),
                }
            )
    return pd.DataFrame(lines, columns=_columns("parents"))


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


def _dictionary(names: tuple[str, ...], profile: str) -> pd.DataFrame:
    label = text(f"kooste.profile_{profile}")
    lines = [
        {
            "table": f"{name}.csv",
            "column": column,
            "meaning": text(f"tables.{_meaning(name, column)}"),
            "profile": label,
        }
        for name in names
        for column in _columns(name)
    ]
    return pd.DataFrame(lines, columns=_columns("sarakkeet"))


def _meaning(table: str, column: str) -> str:
    special = {
        ("parents", "n"): "n_published",
        ("flags", "voices"): "voices_flag",
        ("flags", "kind"): "kind_flag",
        ("flags", "stability"): "stability_flag",
    }
    return special.get((table, column), column)


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write one table as CSV that a Finnish Excel opens and in which nothing is taken for a formula."""
    safe = pd.DataFrame({_safe(str(column)): [_safe(value) for value in table[column]] for column in table.columns})
    content: str = safe.to_csv(sep=";", index=False, lineterminator="\r\n")
    return write_atomic(path, content, "utf-8-sig")


def _safe(value: Any) -> Any:
    """Return a value as it is written: numbers as numbers, words so that no spreadsheet takes them for a formula."""
    if is_missing(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, (int, np.integer)):
        return int(value)
    raw = value if isinstance(value, str) else str(value)
    words = clean(raw)
    return f"'{words}" if _FORMULA.match(words) or raw.startswith(_CONTROLS) else words


_BUILDERS: dict[str, Callable[[Any, Material], pd.DataFrame]] = {
    "phenomena": _phenomena,
    "observations": _observations,
    "flags": _flags,
    "timeline": _timeline,
    "voices": _voices,
    "set_aside": _set_aside,
    "import_issues": _import_issues,
    "parents": _parents,
}
