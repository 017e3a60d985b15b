"""Flags as cards with their reasons: what was seen, what was expected, who was heard and who was not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..signals.quiet import QUIET
from ..texts import plural, text
from ._format import clean, format_number, is_missing, iso_day, label_of
from ._material import UNHEARD_GROUPS, Material, count_voices, group_codes


def _window(window: Any) -> dict[str, Any]:
    words = clean(window)
    start, _, end = words.partition("/")
    days = [iso_day(pd.to_datetime(part, errors="coerce")) if part else None for part in (start, end or start)]
    return {"text": words, "start": days[0], "end": days[1]}


def suggestions(analysis: Any) -> pd.DataFrame:
    """Return the flags that suggest a social report: all but the single voices, and those handled and quiet."""
    return analysis.flags[(analysis.flags["kind"] != "single_voice") & ~analysis.flags["state"].isin(QUIET)]


def level_of(flag: Any) -> str:
    """Return what a flag is of: a phenomenon, or a whole parent, a municipality or a service line."""
    level = flag.get("level")
    return "phenomenon" if is_missing(level) else str(level)


def name_of(flag: Any, names: Mapping[Any, Any]) -> str:
    """Return what a flag is called: its phenomenon, with the area that it is of, or its national parent."""
    if level_of(flag) == "parent":
        return text("kooste.flag_of_parent", name=label_of("parent", flag["area"]))
    name = clean(names.get(flag["phenomenon_id"], text("kooste.no_phenomenon")))
    if level_of(flag) == "phenomenon":
        return name
    return text("kooste.flag_of_area", name=name, area=clean(flag["area"]))


def _touches(window: dict[str, Any], material: Material) -> bool:
    period = material.period
    if period.start is None or period.end is None or not window["start"] or not window["end"]:
        return True
    return window["start"] <= period.end.isoformat() and window["end"] >= period.start.isoformat()


def _number(value: Any) -> float | None:
    return None if is_missing(value) else float(value)


def flags_in_period(analysis: Any, material: Material) -> list[tuple[pd.Series, dict[str, Any]]]:
    """Return the growing and accumulated flags whose window touches the period, each with its window read."""
    flags = [(flag, _window(flag["window"])) for _, flag in suggestions(analysis).iterrows()]
    return [(flag, window) for flag, window in flags if _touches(window, material)]


def flag_cards(analysis: Any, material: Material) -> list[dict[str, Any]]:
    """Return one card of reasons per flag of the period, its observations from the newest to the oldest."""
    return _as_cards(flags_in_period(analysis, material), material)


def flags_of(analysis: Any, phenomenon_id: str, material: Material) -> list[tuple[pd.Series, dict[str, Any]]]:
    """Return the growing and accumulated flags of one phenomenon in the period, handled ones too."""
    own = analysis.flags[
        (analysis.flags["kind"] != "single_voice") & (analysis.flags["phenomenon_id"] == phenomenon_id)
    ]
    flags = [(flag, _window(flag["window"])) for _, flag in own.iterrows()]
    return [(flag, window) for flag, window in flags if _touches(window, material)]


def flag_cards_of(analysis: Any, phenomenon_id: str, material: Material) -> list[dict[str, Any]]:
    """Return one card of reasons per flag of a phenomenon, handled ones too."""
    return _as_cards(flags_of(analysis, phenomenon_id, material), material)


def _as_cards(flags: list[tuple[pd.Series, dict[str, Any]]], material: Material) -> list[dict[str, Any]]:
    position = {key: place for place, key in enumerate(material.rows.index)}
    found: list[dict[str, Any]] = []
    for flag, window in flags:
        known = [key for key in flag["observation_ids"] if key in position]
        ids = sorted(known, key=position.__getitem__, reverse=True)
        decisive = [key for key in flag["decisive_observations"] if key in position]
        found.append(
            {
                **_described(flag, material),
                **_counted(flag, material.rows.loc[ids[::-1]]),
                "window": window,
                "beside_table": _beside_table(flag, material.rows.loc[ids], material),
                "observation_ids": ids,
                "decisive": decisive,
                "marked": [] if len(decisive) == len(ids) else decisive,  # where each is decisive, a reason says so
            }
        )
    order = {"growing": 0, "accumulated": 1}
    found.sort(key=lambda card: (order.get(card["kind"], 2), -(card["observed"] or 0), card["phenomenon_id"]))
    for place, card in enumerate(found, start=1):
        card["anchor"] = f"nosto-{place}"
    return found


def _described(flag: pd.Series, material: Material) -> dict[str, Any]:
    known = flag["phenomenon_id"] in material.phenomena.index
    row = material.phenomena.loc[flag["phenomenon_id"]] if known else None
    parent = row["parent"] if row is not None else "muu"
    if level_of(flag) == "parent":
        parent = flag["area"]
    return {
        "phenomenon_id": clean(flag["phenomenon_id"]),
        "name": name_of(flag, material.phenomena["name"].to_dict()),
        "parent": parent,
        "parent_label": label_of("parent", parent),
        "emerging": bool(row is not None and row["kind"] == "emerging"),
        "kind": flag["kind"],
        "level": level_of(flag),
        "area": clean(flag.get("area")),
        "terms": clean(row["terms"]) if row is not None else "",
        "stability": _number(flag.get("stability")),
        "reasons": clean(flag["reasons"]),
        "missing_voices": [label_of("group", code) for code in flag["missing_voices"]],
        "state": flag["state"],
        "state_label": label_of("state", flag["state"]),
    }


def _beside_table(flag: pd.Series, members: pd.DataFrame, material: Material) -> str:
    """Return why the flag has another count than its phenomenon has in the table; "" where it has the same."""
    if level_of(flag) != "phenomenon" or is_missing(flag["observed"]):
        return ""
    now = material.of(material.now)
    row = now[now["counted"] & (now["phenomenon_id"] == flag["phenomenon_id"])]
    if len(row) == int(flag["observed"]):
        return ""
    counted = members[~members["duplicate_key"].duplicated()]
    n_side = int((counted["phenomenon_id"] != flag["phenomenon_id"]).sum())
    same_days = set(counted.index) <= set(now.index) and set(row.index) <= set(counted.index)
    why = [] if same_days and n_side else [text("kooste.flag_other_days")]
    why += [plural("kooste.flag_side", n_side)] if n_side else []
    return text("kooste.flag_beside_table", n=len(row), why="; ".join(why))


def _counted(flag: pd.Series, members: pd.DataFrame) -> dict[str, Any]:
    counted = members[~members["duplicate_key"].duplicated()]
    groups = counted["respondent_group"].value_counts()
    numbers = {name: _number(flag[name]) for name in ("expected", "expected_low", "expected_high", "chance_per_year")}
    ratios = {name: _number(flag.get(name)) for name in ("rate_ratio", "rate_ratio_low", "rate_ratio_high")}
    observed = None if is_missing(flag["observed"]) else int(flag["observed"])
    return {
        "observed": observed,
        **numbers,
        **ratios,
        **_in_words(observed, numbers),
        "voices": count_voices(counted) if is_missing(flag["voices"]) else int(flag["voices"]),
        "groups": [
            {"code": code, "label": label_of("group", code), "n": int(groups.get(code, 0))}
            for code in group_codes(groups.index)
            if code in groups.index or code in UNHEARD_GROUPS
        ],
        "n_duplicates": len(members) - len(counted),
    }


def _in_words(observed: int | None, numbers: dict[str, float | None]) -> dict[str, str | None]:
    shown = {
        name: format_number(value, 0 if value is None or value == int(value) else 1) for name, value in numbers.items()
    }
    words: dict[str, str | None] = {"expected_text": None, "expect_text": None}
    if observed is not None and None not in (
        numbers["expected"],
        numbers["expected_low"],
        numbers["expected_high"],
    ):
        values = {"expected": shown["expected"], "low": shown["expected_low"], "high": shown["expected_high"]}
        words["expected_text"] = text("kooste.flag_expected_text", **values)
        words["expect_text"] = text("kooste.expect_about", observed=observed, **values)
    return words
