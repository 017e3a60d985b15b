"""The content of the published kooste: parents of the period, nothing under five, nothing to subtract."""

from __future__ import annotations

from typing import Any

from ..phenomena.taxonomy import PARENTS
from ..privacy import suppress
from ..texts import text
from ._flags import flags_in_period, level_of
from ._format import clean, label_of
from ._internal import phenomenon_table
from ._material import Material, not_heard

K = 5
NO_PHENOMENON = "none"


def published_content(analysis: Any, material: Material) -> dict[str, Any]:
    """Gather what may leave the team: every count passes the same suppression, and no text is there."""
    now = cells_of(material, material.now)
    table = [entry for entry in phenomenon_table(material) if entry["n"]]
    changes = _changes(material, now)
    parents = [
        {
            "code": code,
            "label": label_of("parent", code) if material.with_taxonomy else text("kooste.all_phenomena"),
            "shown": cell["shown"],
            "value": cell["value"],
            "change": changes.get(code),
            "names": _names([e for e in table if not material.with_taxonomy or e["parent"] == code], cell),
        }
        for code, cell in now["cells"].items()
        if code != NO_PHENOMENON
    ]
    flags, unnamed = _flags(analysis, material, {name for parent in parents for name in parent["names"]})
    heard = set(material.rows[material.now]["respondent_group"])
    return {
        "with_taxonomy": material.with_taxonomy,
        "total": now["total"],
        "parents": parents,
        "single_voices": now["cells"][NO_PHENOMENON],
        "changes_shown": bool(changes),
        "flags": flags,
        "flags_unnamed": unnamed,
        "groups_not_heard": not_heard(heard),
        "practices": _practices(material),
        "k": K,
    }


def cells_of(material: Material, when: Any) -> dict[str, Any]:
    """Return what is shown of the parents, of what fits no phenomenon, and of their total."""
    rows = material.of(when)
    counted = rows[rows["counted"]]
    parent_of = material.phenomena["parent"].to_dict()
    if material.with_taxonomy:
        codes = [*PARENTS, *sorted(set(parent_of.values()) - set(PARENTS))]
        found = counted["phenomenon_id"].map(lambda key: parent_of.get(key, NO_PHENOMENON))
    else:
        codes = ["all"]
        found = counted["phenomenon_id"].map(lambda key: "all" if key in parent_of else NO_PHENOMENON)
    counts = found.value_counts()
    return suppressed_cells({code: int(counts.get(code, 0)) for code in (*codes, NO_PHENOMENON)})


def suppressed_cells(counts: dict[str, int], k: int = K) -> dict[str, Any]:
    """Suppress counts that add up to a total, and the total too when it would give a hidden one away.

    Parameters
    ----------
    counts : dict of str to int
    k : int

    Returns
    -------
    dict
        ``cells``: for each key ``shown`` (for the reader) and ``value`` (None if hidden); ``total`` alike.
    """
    shown = suppress(list(counts.values()), k=k)
    cells = {
        code: {"shown": str(words), "value": n if str(words) == str(n) else None}
        for (code, n), words in zip(counts.items(), shown, strict=True)
    }
    hidden = [n for code, n in counts.items() if cells[code]["value"] is None]
    total = sum(counts.values())
    safe = (total == 0 or total >= k) and (not hidden or _ambiguous(hidden, k))
    return {
        "cells": cells,
        "total": {"shown": str(total) if safe else text("kooste.hidden"), "value": total if safe else None},
    }


def _ambiguous(hidden: list[int], k: int) -> bool:
    """Tell whether each small hidden count could be at least three numbers to one who knows their sum.

    Assumes the worst: that a small hidden count (1 … k − 1) can be told from one hidden for its sake (≥ k).
    """
    small, large = sum(n < k for n in hidden), sum(n >= k for n in hidden)
    most = min(k - 1, sum(hidden) - (small - 1) - large * k)
    least = 1 if large else max(1, sum(hidden) - (small - 1) * (k - 1))
    return small == 0 or most - least >= 2


def _changes(material: Material, now: dict[str, Any]) -> dict[str, int]:
    """Return the change of the parents whose count both periods show; none while the period is unfinished."""
    if material.previous is None or material.period.unfinished(material.as_of):
        return {}
    before = cells_of(material, material.before)["cells"]
    changes = {}
    for code, cell in now["cells"].items():
        earlier = before.get(code, {"value": None})["value"]
        if code != NO_PHENOMENON and (cell["value"] or 0) >= K and (earlier or 0) >= K:
            changes[code] = cell["value"] - earlier
    return changes


def _names(members: list[dict[str, Any]], cell: dict[str, Any]) -> list[str]:
    """Return the names of phenomena that may stand beside the count of their parent.

    A name says that at least one observation was there. Small phenomena are named only where each of them
    could still have at least three different counts; one found in the texts (emerging) only from five on.
    """
    large = [entry for entry in members if entry["n"] >= K]
    small = [entry for entry in members if entry["n"] < K]
    most = cell["value"] if cell["value"] is not None else (None if large else K - 1)
    room = None if most is None else most - K * len(large) - len(small)
    named = large if room is not None and room < 2 else members
    return sorted(entry["name"] for entry in named if entry["kind"] == "known" or entry["n"] >= K)


def _flags(analysis: Any, material: Material, names: set[str]) -> tuple[list[dict[str, Any]], int]:
    """Return the flags that may be named, and how many may not."""
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
                "size": text("kooste.at_least_k" if large else "kooste.under_k"),
            }
        )
    order = {"growing": 0, "accumulated": 1}
    return sorted(flags, key=lambda flag: (order.get(flag["kind"], 2), flag["name"])), unnamed


def _practices(material: Material) -> str | None:
    now = material.of(material.now)
    counted = now[now["counted"]]
    if not counted["valence"].map(lambda value: bool(value)).any():
        return None
    positive = int(counted["valence"].map(lambda value: str(value or "").lower().startswith("myönt")).sum())
    rest = len(counted) - positive
    if positive == 0 or (positive >= K and (rest >= K or rest == 0)):
        return str(positive)
    return text("kooste.under_k") if positive < K else text("kooste.hidden")
