"""The reasons of a signal in plain words, one sentence a line, from the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..texts import decimal, plural, text
from ._people import RESPONDENT_GROUPS
from .rules import Rules
from .single import FIRST_IN_LONG, MARKED, NO_PHENOMENON, ONLY_ONE

_LISTED = 5
_SINGLE = {
    NO_PHENOMENON: "single_no_phenomenon",
    FIRST_IN_LONG: "single_first",
    ONLY_ONE: "single_only",
    MARKED: "single_marked",
}


def growing(row: dict[str, Any], rules: Rules, n_phenomena: int) -> str:
    """Return why a phenomenon is said to grow."""
    first = plural(
        "flags.growing",
        row["observed"],
        period=_period(row["window"]),
        expected=decimal(row["expected"]),
        width=decimal(100 * rules.interval, 0),
        low=decimal(row["expected_low"], 0),
        high=decimal(row["expected_high"], 0),
    )
    chance = text("flags.chance", often=_often(row["chance_per_year"]), phenomena=n_phenomena)
    return "\n".join([first, chance, *_shared(row)])


def voice_rule(row: dict[str, Any], short_history: bool) -> str:
    """Return why a phenomenon is raised in cold start."""
    first = plural("flags.voice_rule", row["observed"], period=_period(row["window"]))
    why = text("flags.cold_because_history" if short_history else "flags.cold_because_volume")
    return "\n".join([first, why, *_shared(row)])


def stock(row: dict[str, Any], mean: float, heard: int) -> str:
    """Return why a phenomenon has accumulated."""
    key = "flags.stock" if row["window"] else "flags.stock_undated"
    sentences = [plural(key, row["observed"], period=_period(row["window"]))]
    if heard > 1:
        sentences.append(text("flags.stock_mean", mean=decimal(mean)))
    return "\n".join([*sentences, *_shared(row)])


def single(why: int, rules: Rules, copies: int) -> str:
    """Return why an observation is a single voice."""
    sentences = [text(f"flags.{_SINGLE[why]}", months=rules.first_voice_months)]
    if copies:
        sentences.append(plural("flags.single_copies", copies))
    return "\n".join(sentences)


def note(name: str, **values: object) -> str:
    """Return a note on what could not be said."""
    return text(f"flags.note_{name}", **values)


def counted_note(name: str, count: int) -> str:
    """Return a note on ``count`` observations."""
    return plural(f"flags.note_{name}", count)


def _shared(row: dict[str, Any]) -> list[str]:
    sentences = [plural("flags.voices", row["voices"])]
    known = [name for name in RESPONDENT_GROUPS if name not in ("muu", "ei_kerrottu")]
    if row["unknown_groups"] == row["observed"]:
        sentences.append(text("flags.groups_unknown"))
    else:
        missing = [text(f"flags.group_{known.index(name) + 1}") for name in row["missing_voices"]]
        heard_all = text("flags.all_heard")
        sentences.append(text("flags.missing", groups=", ".join(missing)) if missing else heard_all)
        if row["unknown_groups"]:
            sentences.append(plural("flags.some_unknown", row["unknown_groups"]))
    copies = len(row["observation_ids"]) - row["observed"]
    if copies > 0:
        sentences.append(plural("flags.copies", copies))
    return [*sentences, *_decisive(row["decisive_observations"], row["observed"])]


def _decisive(ids: list[str], observed: int) -> list[str]:
    if not ids:
        return [text("flags.decisive_none")]
    if len(ids) == observed and observed > 1:
        return [text("flags.decisive_all")]
    named = ", ".join(ids[:_LISTED])
    if len(ids) > _LISTED:
        named = text("flags.and_more", named=named, n=len(ids) - _LISTED)
    return [plural("flags.decisive", len(ids), ids=named)]


def _period(window: str) -> str:
    return "–".join(_date(day) for day in window.split("/")) if window else ""


def _date(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day}.{day.month}.{day.year}"


def _often(chance: float) -> str:
    """Return how often chance alone would give a signal this strong, in words."""
    if chance >= 1.5:
        return text("flags.often_times", n=decimal(chance, 0))
    if chance >= 0.75:
        return text("flags.often_yearly")
    years = 1 / chance if chance > 0 else float("inf")
    if years > 100:
        return text("flags.often_rarely")
    return text("flags.often_years", n=decimal(max(years, 2), 0))
