"""The content of the internal kooste: every number with the observations behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..phenomena.taxonomy import PARENTS
from ..texts import text
from ._cards import Cards
from ._earlier import earlier_flags
from ._figures import timeline_data, voice_grid_data
from ._flags import flag_cards, suggestions
from ._format import clean, is_missing, iso_day, label_of
from ._gaps import service_gaps
from ._material import Material, count_voices, group_codes, not_heard
from ._once import place_texts
from ._parts import about_words, present_sub_phenomena
from ._sections import (
    appendix,
    duplicates,
    emerging,
    imported,
    practices,
    proposals,
    single_voices,
    to_check,
)


def internal_content(analysis: Any, material: Material, register: Any = None) -> dict[str, Any]:
    """Gather the sections of the internal kooste as plain values."""
    cards = Cards(analysis, material)
    now = material.of(material.now)
    table = phenomenon_table(material, present_sub_phenomena(analysis, material))
    flags = flag_cards(analysis, material)
    content: dict[str, Any] = {
        "numbers": _numbers(analysis, material, now, flags, table),
        "sources": _sources(material, now),
        "with_taxonomy": material.with_taxonomy,
        "parents": _parents(material, now, table),
        "phenomena": table,
        "loose": _loose(material, now),
        "flags": flags,
        "flags_elsewhere": len(suggestions(analysis)) - len(flags),
        "single_voices": single_voices(analysis, material, cards),
        "emerging": emerging(material, table, cards),
        "practices": practices(now, cards),
        "gaps": service_gaps(analysis, material),
        "proposals": proposals(material, cards),
        "earlier": earlier_flags(analysis, material, register),
        "duplicates": duplicates(material, cards),
        "import": imported(analysis),
        "to_check": to_check(analysis, material),
        "figures": {"timeline": timeline_data(material, flags), "voice_grid": voice_grid_data(material)},
    }
    content["appendix"] = appendix(material, cards)
    place_texts(content, material, cards)
    content["brief"] = cards.brief
    content["observations"] = {key: cards.used[key] for key in material.rows.index if key in cards.used}
    return content


def phenomenon_table(material: Material, parts: dict[str, list[str]] | None = None) -> list[dict[str, Any]]:
    """Return one entry per phenomenon heard in the period or in the one before it, the largest first."""
    now, before = material.of(material.now), material.of(material.before)
    counts = now[now["counted"]]["phenomenon_id"].value_counts()
    earlier = before[before["counted"]]["phenomenon_id"].value_counts()
    everything = now["phenomenon_id"].value_counts()
    voices = now[now["counted"]].groupby("phenomenon_id")["voice"].nunique()
    first = material.rows.groupby("phenomenon_id")["received_date"].min()
    start = material.period.start
    new = set() if start is None else set(first[first >= pd.Timestamp(start)].index)
    table = []
    for key, row in material.phenomena.iterrows():
        n, n_previous = int(counts.get(key, 0)), int(earlier.get(key, 0))
        if not n and not n_previous:
            continue
        seen = first.get(key, pd.NaT)
        table.append(
            {
                "phenomenon_id": key,
                "name": clean(row["name"]),
                "parent": row["parent"],
                "kind": row["kind"],
                "n": n,
                "n_with_duplicates": int(everything.get(key, 0)),
                "n_previous": n_previous if material.previous else None,
                "change": n - n_previous if material.previous else None,
                "voices": int(voices.get(key, 0)),
                "terms": clean(row["terms"]),
                "about": about_words(row, (parts or {}).get(str(key), []), n),
                "stability": None if is_missing(row["stability"]) else round(float(row["stability"]), 3),
                "first_seen": iso_day(seen),
                "first_heard_now": bool(n and material.previous and key in new),
            }
        )
    return sorted(table, key=lambda entry: (-entry["n"], -(entry["n_previous"] or 0), str(entry["phenomenon_id"])))


def _numbers(
    analysis: Any,
    material: Material,
    now: pd.DataFrame,
    flags: list[dict[str, Any]],
    table: list[dict[str, Any]],
) -> dict[str, Any]:
    report = analysis.obs.import_report
    before = material.of(material.before)
    later = material.rows["received_date"] > pd.Timestamp(material.period.end) if material.period.end else None
    return {
        "n": len(now),
        "n_unique": int(now["counted"].sum()),
        "n_duplicates": int((~now["counted"]).sum()),
        "n_previous": int(before["counted"].sum()) if material.previous else None,
        "n_all": len(material.rows),
        "n_undated": int(material.undated.sum()),
        "n_later": int(later.sum()) if later is not None else 0,
        "n_earlier": int((~(material.now | material.undated)).sum() - (later.sum() if later is not None else 0)),
        "voices": count_voices(now),
        "phenomena": sum(entry["n"] > 0 for entry in table),
        "flags": len(flags),
        "rows_read": int(report.rows_read),
        "rows_kept": int(report.rows_kept),
        "rows_set_aside": int(report.rows_set_aside),
        "first_date": iso_day(material.rows["received_date"].min()) if len(material.rows) else None,
        "last_date": iso_day(material.rows["received_date"].max()) if len(material.rows) else None,
    }


def _tally(values: pd.Series, kind: str | None = None) -> list[dict[str, Any]]:
    counts = values.map(lambda value: value or "").value_counts()
    tally = [
        {
            "code": code,
            "label": label_of(kind, code) if kind else clean(code) or text("kooste.not_told"),
            "n": int(n),
        }
        for code, n in counts.items()
    ]
    return sorted(tally, key=lambda entry: (-entry["n"], entry["label"]))


def _sources(material: Material, now: pd.DataFrame) -> dict[str, Any]:
    counted = now[now["counted"]]
    groups = {entry["code"]: entry for entry in _tally(counted["respondent_group"], "group")}
    everyone = group_codes(groups)
    earlier = material.rows[~material.now]["municipality"].dropna()
    heard = set(now["municipality"].dropna())
    return {
        "channels": _tally(counted["channel"], "channel"),
        "groups": [groups.get(code, {"code": code, "label": label_of("group", code), "n": 0}) for code in everyone],
        "groups_not_heard": not_heard(groups),
        "municipalities": _tally(counted["municipality"]),
        "municipalities_silent_now": sorted(clean(name) for name in set(earlier) - heard),
        "service_lines": _tally(counted["service_line"]),
        "languages": _tally(counted["language"], "language"),
    }


def _parents(material: Material, now: pd.DataFrame, table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not material.with_taxonomy:
        return []
    codes = [*PARENTS, *sorted({entry["parent"] for entry in table} - set(PARENTS))]
    parent_of = material.phenomena["parent"].to_dict()
    of_rows = now["phenomenon_id"].map(parent_of)
    parents = []
    for code in codes:
        members = [entry for entry in table if entry["parent"] == code]
        n = sum(entry["n"] for entry in members)
        n_previous = sum(entry["n_previous"] or 0 for entry in members) if material.previous else None
        parents.append(
            {
                "code": code,
                "label": label_of("parent", code),
                "n": n,
                "n_previous": n_previous,
                "change": n - n_previous if n_previous is not None else None,
                "voices": count_voices(now[of_rows == code]),
                "phenomena": members,
            }
        )
    return parents


def _loose(material: Material, now: pd.DataFrame) -> dict[str, Any]:
    """Return the counts of what no phenomenon fits, shaped as those of a phenomenon."""
    before = material.of(material.before)
    n = int((now["counted"] & now["phenomenon_id"].isna()).sum())
    n_previous = int((before["counted"] & before["phenomenon_id"].isna()).sum()) if material.previous else None
    return {
        "n": n,
        "n_previous": n_previous,
        "change": n - n_previous if n_previous is not None else None,
        "voices": count_voices(now[now["phenomenon_id"].isna()]),
    }
