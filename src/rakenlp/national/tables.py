"""The comparison as tables: the same formats and the same kind of data dictionary as a county's own tables."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .._files import write_together
from ..privacy._cells import days_of
from ..reporting._format import is_missing, iso_day
from ..reporting._published_counts import NO_PHENOMENON, TOTAL
from ..reporting._table_files import (
    FORMATS,
    check_formats,
    plain_values,
    table_files,
)
from ..reporting._table_schema import (
    COUNTIES,
    COUNTIES_PUBLISHED,
    DICTIONARY,
    columns_of,
    dictionary_content,
    dictionary_table,
)
from ..texts import text

if TYPE_CHECKING:
    from .comparison import CountyComparison

JSON = "json"


def write_comparison(
    comparison: CountyComparison, directory: str | os.PathLike[str], formats: str | Iterable[str] = ("csv",)
) -> list[Path]:
    """Write the tables of a comparison in its profile, and the data dictionary.

    Parameters
    ----------
    comparison : CountyComparison
    directory : path-like
        Made when it does not exist; tables of the same names are replaced.
    formats : str or iterable of {"csv", "parquet", "xlsx", "json"}

    Returns
    -------
    list of pathlib.Path
        The files written; the dictionary for machines, ``sarakkeet.json``, last.

    Raises
    ------
    ParameterError
        If a format is not known.
    MissingExtraError
        If what writes a format is not installed.
    """
    asked = tuple(dict.fromkeys([formats] if isinstance(formats, str) else formats))
    others = tuple(name for name in asked if name != JSON)
    wanted = check_formats(others, "to_tables") if others or not asked else ()
    names = COUNTIES_PUBLISHED if comparison.profile == "published" else COUNTIES
    tables = {name: plain_values(table_of(comparison, name), columns_of(name)) for name in names}
    as_of = max((summary.as_of for summary in comparison.summaries if summary.as_of), default=None)
    content = _dictionary(comparison, {name: len(table) for name, table in tables.items()}, as_of)
    tables[DICTIONARY] = plain_values(dictionary_table(names, comparison.profile), columns_of(DICTIONARY))
    folder = Path(directory)
    files = table_files(folder, tables, wanted, content, text(f"kooste.profile_{comparison.profile}"), iso_day(as_of))
    if JSON in asked:
        files |= {folder / f"{n}.json": _json(table) for n, table in tables.items() if n != DICTIONARY}
    files[folder / f"{DICTIONARY}.json"] = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    write_together(files)
    return list(files)


def table_of(comparison: CountyComparison, name: str) -> pd.DataFrame:
    """Return a table of a comparison by its name, with the columns that the dictionary tells."""
    table = _BUILDERS[name](comparison)
    return table.reindex(columns=[column.name for column in columns_of(name)])


def _comparison(comparison: CountyComparison) -> pd.DataFrame:
    facts = comparison.facts
    spans = {period: _days(period) for period in facts["period"].unique()}
    return facts.assign(
        name=[_name(comparison, code, level) for code, level in zip(facts["code"], facts["level"], strict=True)],
        period_start=[spans[period][0] for period in facts["period"]],
        period_end=[spans[period][1] for period in facts["period"]],
    )


def _named(table: pd.DataFrame, comparison: CountyComparison) -> pd.DataFrame:
    names = {row["match"]: row["name"] for row in comparison.emerging.to_dict("records")}
    pairs = zip(table["code"], table["level"], strict=True)
    return table.assign(name=[names.get(code) or _name(comparison, code, level) for code, level in pairs])


def _name(comparison: CountyComparison, code: str, level: str) -> str:
    if code == TOTAL:
        return text("kooste.total")
    return text("kooste.row_no_phenomenon") if code == NO_PHENOMENON else comparison.name_of(code, level)


def _days(period: str) -> tuple[Any, Any]:
    from datetime import date

    days = days_of(period)
    return (None, None) if days is None else (date.fromordinal(days[0]), date.fromordinal(days[1]))


def _dictionary(comparison: CountyComparison, rows: dict[str, int], as_of: str | None) -> dict[str, Any]:
    versions = {"taxonomy": comparison.taxonomy_version}
    content = dictionary_content(rows, comparison.profile, as_of, versions)
    counties = [
        {
            "county": summary.county,
            "as_of": summary.as_of,
            "hidden": summary.is_hidden,
            "population": comparison.populations.get(summary.county),
            "versions": dict(sorted(summary.versions.items())),
        }
        for summary in comparison.summaries
    ]
    return {**content, "periods": list(comparison.periods), "counties": counties}


def _json(table: pd.DataFrame) -> str:
    rows = [
        {name: None if is_missing(value) else (value.isoformat() if hasattr(value, "isoformat") else value)
         for name, value in row.items()}
        for row in table.to_dict("records")
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


_BUILDERS: dict[str, Any] = {
    "county_comparison": _comparison,
    "county_emerging": lambda comparison: comparison.emerging,
    "county_pairs": lambda comparison: comparison.pairs,
    "county_growth": lambda comparison: _named(comparison.together, comparison),
    "county_few": lambda comparison: _named(comparison.few, comparison),
    "county_flags": lambda comparison: comparison.flags,
    "county_notes": lambda comparison: comparison.notes,
}
__all__ = ["FORMATS", "JSON", "table_of", "write_comparison"]
