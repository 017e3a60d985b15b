"""Sections of the internal kooste that list observations: single voices, new themes, proposals, repeats."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..privacy import identifying
from ..privacy.roles import CODES
from ..texts import text
from ._cards import Cards
from ._format import clean, is_missing, iso_day
from ._material import Material

MEMBERS_SHOWN = 10
LISTED = 2_000
CHECKED = 200
GROUPS_LISTED = 200
ROWS_LISTED = 60
ID_CHARACTERS = 600_000


def single_voices(analysis: Any, material: Material, cards: Cards) -> dict[str, Any]:
    """Return every single voice of the period and, as they have no place in time, those without a date."""
    own = analysis.flags[analysis.flags["kind"] == "single_voice"]
    reasons = {key: clean(why) for ids, why in zip(own["observation_ids"], own["reasons"], strict=True) for key in ids}
    shown = material.rows[material.now | material.undated]
    chosen = shown[shown["is_single_voice"] | shown.index.isin(list(reasons))]
    ids = list(chosen.index)
    limit = LISTED if cards.brief else len(ids)
    return {
        "n": len(ids),
        "ids": cards.take(ids[:limit]),
        "ids_only": [clean(key) for key in ids[limit:]],
        "reasons": {key: reasons[key] for key in ids[:limit] if reasons.get(key)},
    }


def to_check(analysis: Any, material: Material) -> dict[str, Any]:
    """Return the observations of the period that may tell a person by circumstances, each with its reasons."""
    shown = material.rows[material.now | material.undated]
    reasons: dict[str, list[str]] = {}
    code: dict[str, str] = {}
    found = identifying(analysis.obs, analysis)
    for key, why, reason in zip(found["observation_id"], found["code"], found["reason"], strict=True):
        if key in shown.index:
            reasons.setdefault(key, []).append(clean(reason))
            code.setdefault(key, why)
    place = {key: at for at, key in enumerate(shown.index)}
    order = sorted(reasons, key=lambda key: (CODES.index(code[key]), place[key]))
    rows = [{"id": clean(key), "reasons": reasons[key]} for key in order]
    return {"n": len(rows), "rows": rows[:CHECKED], "n_more": max(0, len(rows) - CHECKED)}


def emerging(material: Material, table: list[dict[str, Any]], cards: Cards) -> list[dict[str, Any]]:
    """Return the phenomena that no taxonomy holds, with their observations."""
    found = []
    shown = material.rows[material.now | material.undated]
    members = shown.groupby("phenomenon_id").groups
    for entry in table if material.with_taxonomy else []:
        if entry["kind"] == "emerging" and entry["n"]:
            ids = list(members.get(entry["phenomenon_id"], []))
            rest = [] if cards.brief else [clean(key) for key in ids[MEMBERS_SHOWN:]]
            n_more = max(0, len(ids) - MEMBERS_SHOWN)
            found.append({**entry, "ids": cards.take(ids[:MEMBERS_SHOWN]), "ids_only": rest, "n_more": n_more})
    return found


def practices(now: pd.DataFrame, cards: Cards) -> dict[str, Any]:
    """Return the observations that their senders marked as positive."""
    told = now["valence"].map(lambda value: bool(value)).astype(bool)
    positive = now["valence"].map(lambda value: str(value or "").lower().startswith("myönt")).astype(bool)
    ids = list(now[positive & now["counted"]].index)
    limit = LISTED if cards.brief else len(ids)
    return {
        "n": len(ids),
        "asked": bool(told.any()),
        "ids": cards.take(ids[:limit]),
        "ids_only": [clean(key) for key in ids[limit:]],
    }


def proposals(material: Material, cards: Cards) -> dict[str, Any]:
    """Return what senders propose, in their own words."""
    shown = material.of(material.now | material.undated)
    given = shown[shown["proposal"].map(lambda words: bool(clean(words))).astype(bool) & shown["counted"]]
    limit = LISTED if cards.brief else len(given)
    listed = []
    for key in cards.take(given.index[:limit]):
        words, cut = cards.proposal(key)
        listed.append({"id": key, "text": words, "shortened": cut})
    return {"n": len(given), "listed": listed}


def duplicates(material: Material, cards: Cards) -> dict[str, Any]:
    """Return the groups of near-duplicates of the period, the largest first."""
    now = material.rows[material.now]
    repeated = now[now["duplicate_key"].duplicated(keep=False)]
    groups: list[dict[str, Any]] = [
        {
            "ids": [clean(key) for key in members.index],
            "first": str(members.index[0]),
            "n": len(members),
            "voices": int(members["voice"].nunique()),
            "from": iso_day(members["received_date"].min()),
            "to": iso_day(members["received_date"].max()),
        }
        for _, members in repeated.groupby("duplicate_key", sort=False)
    ]
    groups.sort(key=lambda group: (-group["n"], group["first"]))
    cards.take(group["first"] for group in groups[:GROUPS_LISTED])
    return {"groups": groups[:GROUPS_LISTED], "n_more": max(0, len(groups) - GROUPS_LISTED)}


def imported(analysis: Any) -> dict[str, Any]:
    """Return what the import report says, gathered by reason."""
    issues, set_aside = analysis.obs.import_report.issues, analysis.obs.set_aside
    remedies = dict(zip(issues["code"], issues["remedy"], strict=True))
    others = issues[issues["severity"] != "set_aside"]  # the rest are the rows set aside, told once
    return {
        "issues": _by_reason(others),
        "n_issues": len(others),
        "set_aside": [{**entry, "remedy": clean(remedies.get(entry["code"], ""))} for entry in _by_reason(set_aside)],
    }


def _by_reason(lines: pd.DataFrame) -> list[dict[str, Any]]:
    if lines.empty:
        return []
    reasons = []
    for code, part in lines.groupby("code", sort=True):
        rows = sorted(int(row) for row in part["row"] if not is_missing(row))
        first = {name: clean(part[name].iloc[0]) if name in part else "" for name in ("message", "remedy", "severity")}
        reasons.append(
            {
                "code": clean(code),
                **first,
                "n": len(part),
                "rows": rows[:ROWS_LISTED],
                "rows_more": max(0, len(rows) - ROWS_LISTED),
            }
        )
    return sorted(reasons, key=lambda reason: (-reason["n"], reason["code"]))


def appendix(material: Material, cards: Cards) -> dict[str, Any]:
    """Return every observation of the period under its phenomenon, and the ids of those outside it."""
    shown = material.rows[material.now | material.undated]
    outside = material.rows[~(material.now | material.undated)]
    characters = int(sum(len(str(key)) + 2 for key in material.rows.index))
    form = "counts" if characters > ID_CHARACTERS else ("ids" if cards.brief else "full")
    names = material.phenomena["name"].to_dict()
    sections = []
    keys = shown["phenomenon_id"].map(lambda key: key or "")
    for key, members in shown.groupby(keys, sort=False):
        ids = list(members.index)
        sections.append(
            {
                "phenomenon_id": key,
                "name": clean(names.get(key, "")) or text("kooste.no_phenomenon"),
                "n": len(ids),
                "ids": cards.take(ids) if form == "full" else ([] if form == "counts" else [clean(i) for i in ids]),
            }
        )
    sections.sort(key=lambda section: (section["phenomenon_id"] == "", -section["n"], section["phenomenon_id"]))
    return {
        "form": form,
        "sections": sections,
        "outside": [] if form == "counts" else [clean(key) for key in outside.index],
        "n_outside": len(outside),
    }
