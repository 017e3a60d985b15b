"""An analysis in the language of the report, whatever language it was made in."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..phenomena.sub_phenomena import retold_name
from ..texts import get_language, retold
from ._format import is_missing


def in_language(analysis: Any) -> Any:
    """Return an analysis with its names, reasons, notes and remarks of the import in the language now set.

    Names of the taxonomy and of the inventory are taken from them. Those that people have given, and the words that
    name what no list holds, stay as they are. The analysis itself is left as it was.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Analysis
        The same one where it is in that language.
    """
    source = getattr(analysis, "language", get_language())  # None of those that older versions saved: not known
    if source == get_language():
        return analysis
    told = copy.copy(analysis)
    table = analysis.phenomena
    named = _names(analysis)
    names = dict(zip(table["phenomenon_id"], named, strict=True))
    told.phenomena = table.assign(name=_objects(named, table.index))
    told.flags = _flags(analysis.flags, names, source)
    known = _translations(analysis)
    told.notes = [_note(note, source, known) for note in analysis.notes]
    told.obs = _observations(analysis.obs, source)
    told.language = get_language()
    return told


def _names(analysis: Any) -> list[str]:
    taxonomy = getattr(analysis.model, "taxonomy_", None)
    found = []
    for row in analysis.phenomena.to_dict("records"):
        code, name = row["phenomenon_id"], row["name"]
        if taxonomy is not None and code in taxonomy.phenomena:
            own = taxonomy.phenomena[code].names.values()
            found.append(taxonomy.name(code) if name in own else name)
        else:
            found.append(retold_name(code, name) if row["kind"] == "emerging" and not is_missing(name) else name)
    return found


def _flags(flags: pd.DataFrame, names: Mapping[Any, str], source: str | None) -> pd.DataFrame:
    reasons = [
        "\n".join(retold(line, "flags", None, source) for line in str(why).split("\n")) for why in flags["reasons"]
    ]
    changed: dict[str, Any] = {"reasons": _objects(reasons, flags.index)}
    if "name" in flags:
        pairs = zip(flags["phenomenon_id"], flags["name"], strict=True)
        changed["name"] = _objects([names.get(key, name) for key, name in pairs], flags.index)
    told = flags.assign(**changed)
    told.attrs = dict(flags.attrs)
    return told


def _translations(analysis: Any) -> dict[str, str]:
    """Return the names of the taxonomy in every language, each with that of the language now set."""
    taxonomy = getattr(analysis.model, "taxonomy_", None)
    if taxonomy is None:
        return {}
    return {name: taxonomy.name(code) for code, one in taxonomy.phenomena.items() for name in one.names.values()}


def _note(note: str, source: str | None, known: Mapping[str, str]) -> str:
    for area in ("flags", "analysis"):
        if (told := retold(note, area, None, source, known)) != note:
            return told
    return note


def _observations(obs: Any, source: str | None) -> Any:
    report = obs.import_report
    told = dataclasses.replace(report, issues=_remarks(report.issues, source))
    return dataclasses.replace(obs, import_report=told, set_aside=_remarks(obs.set_aside, source))


def _remarks(table: pd.DataFrame, source: str | None) -> pd.DataFrame:
    """Return rows of the import's remarks with their message and remedy in the language now set."""
    changed = {}
    for column, ending in (("message", ""), ("remedy", "_remedy")):
        if column in table:
            pairs = zip(table["code"], table[column], strict=True)
            told = [
                said if is_missing(said) else retold(said, "import", (f"{code}{ending}",), source)
                for code, said in pairs
            ]
            changed[column] = _objects(told, table.index)
    return table.assign(**changed)


def _objects(values: list[Any], index: Any) -> pd.Series:
    return pd.Series(values, index=index, dtype=object)
