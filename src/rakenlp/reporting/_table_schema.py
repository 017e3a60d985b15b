"""What the tables hold: their columns in order, with type, unit, key and allowed values; the data dictionary of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from ..observations.values import CHANNELS, RESPONDENT_GROUPS
from ..phenomena.taxonomy import PARENTS
from ..signals.quiet import QUIET
from ..texts import LANGUAGES, get_language, text
from ._format import label_of
from ._published_counts import NO_PHENOMENON, TOTAL

SCHEMA = "rakenlp-tables/1"
DICTIONARY = "sarakkeet"
MONTH, HALF_YEAR = "month", "half_year"

Type = Literal["string", "integer", "number", "boolean", "date", "list"]

TABLES = {
    "phenomena": "phenomenon_id name parent parent_name kind n n_unique voices first_seen last_seen terms stability",
    "observations": (
        "observation_id phenomenon_id machine_phenomenon_id assigned_by probability runner_up also "
        "is_single_voice duplicate_of duplicate_group "
        "received_date channel respondent_group service_line municipality valence language row description "
        "effects societal_links proposal"
    ),
    "facts": (
        "period_kind period period_start period_end complete phenomenon_id name kind parent parent_name service_line "
        "municipality respondent_group voice n n_unique voices"
    ),
    "flags": (
        "phenomenon_id name kind window observed expected expected_low expected_high chance_per_year voices "
        "missing_voices observation_ids reasons decisive_observations state level area rate_ratio rate_ratio_low "
        "rate_ratio_high stability weighted municipalities service_lines near_duplicates campaign last_handled terms "
        "versions"
    ),
    "timeline": "month phenomenon_id name parent parent_name n n_unique",
    "voices": "phenomenon_id name respondent_group municipality n n_unique",
    "set_aside": "row code message description",
    "import_issues": "row column code message remedy severity",
    "parents": "period_kind period period_start period_end complete parent parent_name n n_number",
    "county_comparison": (
        "level code name county period period_start period_end n shown base share share_low share_high voices "
        "population rate rate_low rate_high"
    ),
    "county_emerging": "match name county phenomenon_id n voices first last terms near",
    "county_pairs": "match county phenomenon_id other_county other_id cosine terms is_same_matter",
    "county_growth": "level code name counties tested p_anywhere p_two chance_per_year is_shared",
    "county_few": "level code name counties n is_single",
    "county_flags": "code name level county kind window observed expected chance_per_year voices state",
    "county_notes": "county code text",
    DICTIONARY: "table column type unit key allowed meaning profile",
}
INTERNAL = ("phenomena", "observations", "facts", "flags", "timeline", "voices", "set_aside", "import_issues")
PUBLISHED = ("parents",)
#: Tables of several counties side by side, and those of them that may be published.
COUNTIES = (
    *("county_comparison", "county_emerging", "county_pairs", "county_growth", "county_few", "county_flags"),
    "county_notes",
)
COUNTIES_PUBLISHED = ("county_comparison", "county_emerging", "county_few", "county_flags", "county_notes")

_TYPES: dict[str, Type] = {
    **dict.fromkeys(("n", "n_unique", "n_number", "voices", "observed", "campaign", "row"), "integer"),
    **dict.fromkeys(("base", "population", "tested"), "integer"),
    **dict.fromkeys(("share", "share_low", "share_high", "rate", "rate_low", "rate_high"), "number"),
    **dict.fromkeys(("cosine", "p_anywhere", "p_two"), "number"),
    **dict.fromkeys(("is_same_matter", "is_shared", "is_single"), "boolean"),
    **dict.fromkeys(("near", "counties"), "list"),
    **dict.fromkeys(("probability", "stability", "chance_per_year", "weighted"), "number"),
    **dict.fromkeys(("expected", "expected_low", "expected_high"), "number"),
    **dict.fromkeys(("rate_ratio", "rate_ratio_low", "rate_ratio_high"), "number"),
    **dict.fromkeys(("is_single_voice", "complete", "key"), "boolean"),
    **dict.fromkeys(("first_seen", "last_seen", "received_date", "period_start", "period_end"), "date"),
    **dict.fromkeys(("missing_voices", "observation_ids", "decisive_observations", "also", "allowed"), "list"),
    **dict.fromkeys(("municipalities", "service_lines", "near_duplicates"), "list"),
}
_OTHER_TYPES: dict[tuple[str, str], Type] = {
    ("parents", "n"): "string",  # a number, or the sign that hides it
    ("county_emerging", "terms"): "list",
    ("county_pairs", "terms"): "list",
}
_UNITS = {
    **dict.fromkeys(("n", "n_unique", "n_number", "observed", "campaign"), "submissions"),
    **dict.fromkeys(("expected", "expected_low", "expected_high", "weighted"), "submissions"),
    **dict.fromkeys(("probability", "stability"), "share_0_1"),
    **dict.fromkeys(("rate_ratio", "rate_ratio_low", "rate_ratio_high"), "ratio"),
    **dict.fromkeys(("base",), "submissions"),
    **dict.fromkeys(("share", "share_low", "share_high"), "share_0_1"),
    **dict.fromkeys(("rate", "rate_low", "rate_high"), "submissions_per_10000"),
    "population": "inhabitants",
    "voices": "voices",
    "chance_per_year": "times_per_year",
}
_PERIOD_KINDS = (MONTH, HALF_YEAR)
_ALLOWED: dict[str, tuple[str, ...]] = {
    "period_kind": _PERIOD_KINDS,
    "assigned_by": ("machine", "human"),
    "state": ("new", "open", *QUIET, "returned"),
    "level": ("phenomenon", "parent", "municipality", "service_line"),
    "severity": ("info", "warning", "set_aside"),
    "type": ("string", "integer", "number", "boolean", "date", "list"),
    "is_single_voice": ("0", "1"),
    "complete": ("0", "1"),
    "key": ("0", "1"),
}
_OTHER_ALLOWED: dict[tuple[str, str], tuple[str, ...]] = {
    ("phenomena", "kind"): ("known", "emerging"),
    ("facts", "kind"): ("known", "emerging", NO_PHENOMENON),
    ("flags", "kind"): ("growing", "accumulated", "single_voice"),
    ("county_comparison", "level"): (
        *("total", "parent", "parent_any", "phenomenon", "matter", "group", "channel"),
        "language",
    ),
    ("county_growth", "level"): ("phenomenon", "parent"),
    ("county_few", "level"): ("phenomenon", "matter"),
    ("county_flags", "level"): ("phenomenon", "parent"),
    ("county_flags", "kind"): ("growing", "accumulated"),
}
_MEANINGS = {
    ("parents", "n"): "n_published",
    ("facts", "n"): "n_fact",
    ("facts", "n_unique"): "n_unique_fact",
    ("facts", "voices"): "voices_fact",
    ("facts", "phenomenon_id"): "phenomenon_id_fact",
    ("facts", "kind"): "kind_fact",
    ("facts", "parent"): "parent_fact",
    ("parents", "parent"): "parent_published",
    **{
        (table, column): f"{column}_county"
        for table, columns in (
            ("county_comparison", "level code name n voices period"),
            ("county_emerging", "name phenomenon_id n voices terms"),
            ("county_pairs", "phenomenon_id terms"),
            ("county_growth", "level code name chance_per_year"),
            ("county_few", "level code name n"),
            ("county_flags", "level code name window observed expected chance_per_year voices state"),
            ("county_notes", "code"),
        )
        for column in columns.split()
    },
    ("county_flags", "kind"): "kind_flag",
    ("flags", "voices"): "voices_flag",
    ("flags", "kind"): "kind_flag",
    ("flags", "stability"): "stability_flag",
}
_KEYS = {
    "phenomena": ("phenomenon_id",),
    "observations": ("observation_id",),
    "facts": ("period_kind", "period", "phenomenon_id", "service_line", "municipality", "respondent_group"),
    "timeline": ("month", "phenomenon_id"),
    "voices": ("phenomenon_id", "respondent_group", "municipality"),
    "parents": ("period", "parent"),
    "county_comparison": ("level", "code", "county", "period"),
    "county_emerging": ("county", "phenomenon_id"),
    "county_pairs": ("match", "county", "other_county"),
    "county_growth": ("level", "code"),
    "county_few": ("level", "code"),
    DICTIONARY: ("table", "column"),
}
#: Columns whose codes have names, and the codes that rakenlp knows; a county may have others beside them.
_CODES: dict[str, tuple[str, tuple[str, ...]]] = {
    "parent": ("parent", PARENTS),
    "respondent_group": ("group", RESPONDENT_GROUPS),
    "channel": ("channel", CHANNELS),
}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        The same in every language and version of the schema.
    type : {"string", "integer", "number", "boolean", "date", "list"}
        Any may be missing. A list is words with a vertical bar between them.
    unit : str
        Of what a number is; empty for words.
    allowed : tuple of str
        All values there can be; empty where any may come.
    is_key : bool
        Whether it is one of those that together tell a row from all others.
    meaning : str
        Key of what it means in the catalogue.
    """

    name: str
    type: Type
    unit: str
    allowed: tuple[str, ...]
    is_key: bool
    meaning: str


def columns_of(table: str) -> list[Column]:
    """Return the columns of a table, in their order.

    Examples
    --------
    >>> [column.name for column in columns_of("timeline") if column.is_key], columns_of("timeline")[-1].unit
    (['month', 'phenomenon_id'], 'submissions')
    """
    return [
        Column(
            name,
            _OTHER_TYPES.get((table, name), _TYPES.get(name, "string")),
            "" if (table, name) in _OTHER_TYPES else _UNITS.get(name, ""),
            _OTHER_ALLOWED.get((table, name), _ALLOWED.get(name, ())),
            name in _KEYS.get(table, ()),
            f"tables.{_MEANINGS.get((table, name), name)}",
        )
        for name in TABLES[table].split()
    ]


def dictionary_table(names: tuple[str, ...], profile: str) -> pd.DataFrame:
    """Return the data dictionary as a table, in the language now set."""
    label = text(f"kooste.profile_{profile}")
    lines = [
        {
            "table": name,
            "column": column.name,
            "type": column.type,
            "unit": column.unit,
            "key": column.is_key,
            "allowed": "|".join(column.allowed),
            "meaning": text(column.meaning),
            "profile": label,
        }
        for name in names
        for column in columns_of(name)
    ]
    return pd.DataFrame(lines, columns=TABLES[DICTIONARY].split())


def dictionary_content(tables: dict[str, int], profile: str, as_of: str | None, versions: Any) -> dict[str, Any]:
    """Return the data dictionary for machines, in all languages.

    Parameters
    ----------
    tables : dict of str to int
        The tables written, with how many rows each has.
    profile : {"internal", "published"}
    as_of : str or None
        The day looked at.
    versions : mapping
        What everything was made with.
    """
    return {
        "schema": SCHEMA,
        "profile": profile,
        "language": get_language(),
        "as_of": as_of,
        "versions": {str(name): str(version) for name, version in sorted(versions.items())},
        "missing": {"csv": "", "xlsx": None, "parquet": None},
        "list_separator": "|",
        "tables": [
            {
                "name": name,
                "rows": rows,
                "meaning": _in_all_languages(f"tables.table_{name}"),
                "key": [column.name for column in columns_of(name) if column.is_key],
                "columns": [_told(name, column) for column in columns_of(name)],
            }
            for name, rows in tables.items()
        ],
    }


def _told(table: str, column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.type, "unit": column.unit or None}
    told["allowed"] = list(column.allowed) or None
    if column.name in _CODES:
        kind, codes = _CODES[column.name]
        told["codes"] = {code: {tag: label_of(kind, code, tag) for tag in LANGUAGES} for code in codes}
        if table in ("facts", "parents") and column.name == "parent":
            told["codes"][NO_PHENOMENON] = _in_all_languages("kooste.row_no_phenomenon")
        if table == "parents":
            told["codes"][TOTAL] = _in_all_languages("kooste.total")
    told["meaning"] = _in_all_languages(column.meaning)
    return told


def _in_all_languages(key: str) -> dict[str, str]:
    return {tag: text(key, tag) for tag in LANGUAGES}
