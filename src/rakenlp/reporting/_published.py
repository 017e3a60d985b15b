"""The content of the published kooste: parents of the period, nothing under five, nothing to subtract."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..privacy.tables import LEAST_BASE
from ..texts import text
from ._flags import flags_in_period, level_of
from ._format import clean, label_of
from ._material import UNHEARD_GROUPS, Material, not_heard
from ._published_counts import NO_PHENOMENON, TOTAL, K, PublishedCounts, Shown
from .periods import Period, parse_period

_WITHHELD = Shown("–", None)


def published_content(analysis: Any, material: Material) -> dict[str, Any]:
    """Gather what may leave the team: every count passes the same suppression, and no text is there."""
    counts = counts_of(material)
    period = material.period
    told = counts.shown(period)
    cells = told or dict.fromkeys(counts.codes, _WITHHELD) | {TOTAL: Shown(text("kooste.hidden"), None)}
    changes = _changes(material, counts, told)
    names = _named_of(material, counts, period)
    parents = [
        {
            "code": code,
            "label": label_of("parent", code) if material.with_taxonomy else text("kooste.all_phenomena"),
            **cells[code].as_dict(),
            "change": changes.get(code),
            "names": sorted(names.get(code, {})),
            "names_complete": material.period.kind in ("month", "quarter") and bool(names.get(code)),
        }
        for code in counts.parents
    ]
    flags, unnamed = _flags(
        analysis, material, {name for parent in parents for name in parent["names"]}, told is not None
    )
    heard = _not_heard(material, counts, period)
    return {
        "with_taxonomy": material.with_taxonomy,
        "counts_shown": told is not None,
        "counted": counts.counted(period),
        "total": cells[TOTAL].as_dict(),
        "parents": parents,
        "single_voices": cells[NO_PHENOMENON].as_dict(),
        "changes_shown": bool(changes),
        "flags": flags,
        "flags_unnamed": unnamed,
        "groups_not_heard": heard,
        "groups_withheld": heard is None and not_heard(set(material.rows["respondent_group"])) is not None,
        "practices": _practices(material, counts, period),
        "k": K,
        "least_base": LEAST_BASE,
    }


def counts_of(material: Material) -> PublishedCounts:
    """Return the counts as they are published, beside the names that the half-years tell."""
    counts = PublishedCounts(material)
    counts.tell_names(
        {
            half.key: {code: len(own) for code, own in _named_in_half(material, counts, half).items()}
            for half in (counts.halves if material.period.kind in ("year", "all") else [])
        }
    )
    return counts


def _changes(material: Material, counts: PublishedCounts, now: dict[str, Shown] | None) -> dict[str, int]:
    """Return the change of the parents whose count both periods show; none while the period is unfinished."""
    if material.previous is None or now is None:
        return {}
    before = counts.shown(material.previous)
    changes = {}
    for code in counts.parents if before is not None else []:
        later, earlier = now[code].value, before[code].value if before else None
        if later is not None and earlier is not None and later >= K and earlier >= K:
            changes[code] = later - earlier
    return changes


def _named_of(material: Material, counts: PublishedCounts, period: Period) -> dict[str, dict[str, int]]:
    """Return, for each parent, the phenomena that may be named beside it, with their counts.

    In a half-year those whose counts stay open; in longer periods those that their half-years name; in months and
    quarters of a finished half-year those of :func:`_named_in_short`. Of an unfinished period and of days picked by
    hand none: two such koosteet, of which one has a name and the other has not, would tell a count.
    """
    if period.kind in ("month", "quarter"):
        return _named_in_short(material, counts, period)
    named: dict[str, dict[str, int]] = {}
    for half in counts.halves_of(period):
        for code, own in _named_in_half(material, counts, half).items():
            for name, n in own.items():
                named.setdefault(code, {}).setdefault(name, n)
    if period.start is None and not counts.halves and counts.shown(period) is not None:  # no dates: one stretch
        return _named_in_half(material, counts, period)
    return named


def _named_in_short(material: Material, counts: PublishedCounts, period: Period) -> dict[str, dict[str, int]]:
    """Return the phenomena with five or more, of the parents in which all such may be named.

    A name says "at least five" beside the exact count of its parent, and that a name is missing says "at most four".
    They are told where so many are left over that each of the others, with at least one where the half-year names it,
    could still have any count up to five.
    """
    told, half = counts.shown(period), parse_period(None, period.start)
    whole = counts.shown(half)
    if told is None or whole is None:
        return {}
    present = _named_in_half(material, counts, half)
    named = {}
    for code, own in _sizes(material, counts, counts.members(period), least=K).items():
        value = told[code].value
        others = len(set(present.get(code, {})) - set(own))
        if value is not None and whole[code].value is not None and value - K * len(own) - others >= K:
            named[code] = own
    return named


def _named_in_half(material: Material, counts: PublishedCounts, half: Period) -> dict[str, dict[str, int]]:
    sizes = _sizes(material, counts, counts.members(half), least=1)
    told = counts.shown(half) or {}
    emerging = set(material.phenomena.loc[material.phenomena["kind"] == "emerging", "name"].map(clean))
    named = {code: _names(own, told[code].value, emerging) for code, own in sizes.items() if code in told}
    hidden = {code for code in named if told[code].value is None}
    for dropped in (set(), hidden, set(named)):
        kept = {c: {n: size for n, size in own.items() if size >= K or c not in dropped} for c, own in named.items()}
        if counts.names_are_safe(half, kept):
            return kept
    return {}


def _names(members: dict[str, int], value: int | None, emerging: set[str]) -> dict[str, int]:
    """Return the names that may stand beside the count of their parent (None where it is hidden).

    A name says that at least one observation was there. Small phenomena are named only where each of them could still
    have at least three different counts, five among them; one found in the texts (emerging) only from five on.
    """
    large = {name: n for name, n in members.items() if n >= K}
    n_small = len(members) - len(large)
    most = value if value is not None else (None if large else K - 1)
    room = None if most is None else most - K * len(large) - n_small
    tight = value is not None and value - len(members) + 1 < K
    named = large if tight or (room is not None and room < 2) else members
    return {name: n for name, n in named.items() if name not in emerging or n >= K}


def _sizes(material: Material, counts: PublishedCounts, members: pd.Series, least: int) -> dict[str, dict[str, int]]:
    """Return the counts of the phenomena of each parent that have at least so many."""
    found = counts.rows[members]["phenomenon_id"].value_counts()
    sizes: dict[str, dict[str, int]] = {}
    for key, row in material.phenomena.iterrows():
        if (n := int(found.get(key, 0))) >= least:
            code = str(row["parent"]) if material.with_taxonomy else "all"
            sizes.setdefault(code, {})[clean(row["name"])] = n
    return sizes


def _not_heard(material: Material, counts: PublishedCounts, period: Period) -> list[str] | None:
    """Return the groups not heard, None where that would tell how few came from those that were.

    A group that is not listed was heard, so that each of ``g`` such groups is at most ``total - g + 1``.
    """
    halves = counts.halves_of(period) or ([period] if period.start is None and not counts.halves else [])
    silent: list[str] | None = None
    for half in halves:
        heard = set(counts.rows[counts.members(half)]["respondent_group"])
        total = (counts.shown(half) or {TOTAL: _WITHHELD})[TOTAL].value
        listed = len(heard & set(UNHEARD_GROUPS))
        names = not_heard(heard)
        if total is None or names is None or (total and total - listed + 1 < K):
            return None
        silent = names if silent is None else [name for name in silent if name in names]
    return silent


def _flags(
    analysis: Any, material: Material, names: set[str], is_fixed: bool
) -> tuple[list[dict[str, Any]], int | None]:
    """Return the flags that may be named, and how many may not; nothing (None) where the period is not fixed."""
    if not is_fixed:
        return [], None
    flags, unnamed = [], 0
    for flag, _ in flags_in_period(analysis, material):
        if level_of(flag) != "phenomenon":  # of one area, or of phenomena that show nothing by themselves
            unnamed += 1
            continue
        known = flag["phenomenon_id"] in material.phenomena.index
        row = material.phenomena.loc[flag["phenomenon_id"]] if known else None
        members = material.rows[material.rows.index.isin(list(flag["observation_ids"]))]
        large = bool(members["duplicate_key"].nunique() >= K)
        if row is None or not (large or clean(row["name"]) in names):
            unnamed += 1
            continue
        flags.append(
            {
                "name": clean(row["name"]),
                "kind": flag["kind"],
                "emerging": bool(row["kind"] == "emerging"),
                "parent_label": label_of("parent", row["parent"]),
                # that a small one came back would tell of its count
                "state_label": label_of("state", flag["state"]) if large else "–",
                "size": text("kooste.at_least_k" if large else "kooste.under_k"),
            }
        )
    order = {"growing": 0, "accumulated": 1}
    return sorted(flags, key=lambda flag: (order.get(flag["kind"], 2), flag["name"])), unnamed


def _practices(material: Material, counts: PublishedCounts, period: Period) -> str | None:
    """Return how many senders called positive, as it may be shown; None if nobody was asked."""
    halves = counts.halves_of(period) or ([period] if period.start is None else [])
    if not counts.rows[counts.members(period)]["valence"].map(lambda value: bool(value)).any():
        return None
    shown = [_positive(counts, half) for half in halves]
    told = [one for one in shown if one != "0"] or shown[:1]  # beside zeros, one half-year is the whole
    if len(told) == 1:
        return told[0]
    return str(sum(map(int, shown))) if shown and all(one.isdigit() for one in shown) else text("kooste.hidden")


def _positive(counts: PublishedCounts, half: Period) -> str:
    """Return the positive ones of a half-year: shown beside its total, and so are the others then."""
    told = counts.shown(half)
    total = told[TOTAL].value if told else None
    valence = counts.rows[counts.members(half)]["valence"]
    positive = int(valence.map(lambda value: str(value or "").lower().startswith("myönt")).sum())
    if total is None:
        return text("kooste.hidden")
    rest = total - positive
    if positive == 0 or (positive >= K and (rest >= K or rest == 0)):
        return str(positive)
    return f"<{K}" if positive < K else text("kooste.hidden")
