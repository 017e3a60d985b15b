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


def growing(row: dict[str, Any], rules: Rules, n_phenomena: int, n_tests: int) -> str:
    """Return why something is said to grow, and where it grows if not as a phenomenon of its own."""
    where = [] if row["level"] == "phenomenon" else [text(f"flags.only_{row['level']}", area=row["area"])]
    first = plural(
        "flags.growing",
        row["observed"],
        period=_period(row["window"]),
        expected=decimal(row["expected"]),
        width=decimal(100 * rules.interval, 0),
        low=decimal(row["expected_low"], 0),
        high=decimal(row["expected_high"], 0),
    )
    often = _often(row["chance_per_year"])
    if n_tests > n_phenomena:
        chance = text("flags.chance_levels", often=often, tests=n_tests)
    else:
        chance = text("flags.chance", often=often, phenomena=n_phenomena)
    return "\n".join([*where, first, chance, *_size(row, rules), *_shared(row, rules)])


def voice_rule(row: dict[str, Any], rules: Rules, short_history: bool) -> str:
    """Return why a phenomenon is raised in cold start."""
    first = plural("flags.voice_rule", row["observed"], period=_period(row["window"]))
    why = text("flags.cold_because_history" if short_history else "flags.cold_because_volume")
    return "\n".join([first, why, *_shared(row, rules)])


def stock(row: dict[str, Any], rules: Rules, mean: float, heard: int) -> str:
    """Return why a phenomenon has accumulated."""
    key = "flags.stock" if row["window"] else "flags.stock_undated"
    sentences = [plural(key, row["observed"], period=_period(row["window"]))]
    if heard > 1:
        sentences.append(text("flags.stock_mean", mean=decimal(mean)))
    return "\n".join([*sentences, *_shared(row, rules)])


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


def _size(row: dict[str, Any], rules: Rules) -> list[str]:
    """Say how many times the expected count was observed, and that the labels are uncertain if they are."""
    sentences = []
    if row["rate_ratio"] == row["rate_ratio"]:
        ratio, low, high = (row[name] for name in ("rate_ratio", "rate_ratio_low", "rate_ratio_high"))
        width = decimal(100 * rules.interval, 0)
        sentences.append(text("flags.ratio", ratio=_times(ratio), low=_times(low), high=_times(high), width=width))
    if abs(row["weighted"] - row["observed"]) >= 0.05:
        whole = row["weighted"] == round(row["weighted"])
        sentences.append(
            text("flags.units" if whole else "flags.weighted", n=decimal(row["weighted"], 0 if whole else 1))
        )
    return sentences


def _times(ratio: float) -> str:
    return text("flags.over_hundred") if ratio > 100 else decimal(ratio, 1 if ratio < 10 else 0)


def _shared(row: dict[str, Any], rules: Rules) -> list[str]:
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
    sentences += _places(row)
    copies = len(row["observation_ids"]) - row["observed"]
    if copies > 0:
        sentences.append(plural("flags.copies", copies))
    if row["campaign"]:
        sentences.append(text("flags.campaign", n=row["campaign"]))
    sentences += _decisive(row["decisive_observations"], row["observed"])
    if row["stability"] == row["stability"]:
        sentences.append(text("flags.stability", n=round(100 * row["stability"])))
    if row["last_handled"]:
        sentences.append(text(f"flags.last_handled_{row['kind']}", day=_date(row["last_handled"])))
    return sentences


def _places(row: dict[str, Any]) -> list[str]:
    """Say from where the observations are: municipalities, or service lines where those are not known."""
    for names in ("municipalities", "service_lines"):
        if row[names] and row["level"] not in ("municipality", "service_line"):
            told = [f"{name} {n}" for name, n in zip(row[names], row[f"{names}_n"], strict=True)]
            named = ", ".join(told[:_LISTED])
            if len(told) > _LISTED:
                named = text("flags.and_more", named=named, n=len(told) - _LISTED)
            return [text(f"flags.{names}", names=named)]
    return []


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
