"""The tables of the internal kooste as blocks: groups by phenomenon, counts of the sources, phenomena by parent."""

from __future__ import annotations

from typing import Any

from ..texts import text
from ._blocks import Facts, Table
from ._format import format_change, format_number
from ._palette import shade_of

_MUNICIPALITIES, _OTHERS = 40, 12


def group_grid(grid: dict[str, Any]) -> Table:
    """Return phenomenon × respondent group with the empty cells drawn, shaded by count."""
    rows = [*grid["rows"], {"name": text("kooste.total").capitalize(), "n": grid["totals"]}]
    shades = {
        (place, column): shade_of(n)
        for place, row in enumerate(rows[:-1])
        for column, n in enumerate(row["n"], start=1)
        if n
    }
    return Table(
        title=text("kooste.grid_title"),
        header=[text("kooste.col_phenomenon"), *(group["label"] for group in grid["groups"])],
        rows=[[row["name"], *(str(n) if n else "" for n in row["n"])] for row in rows],
        strong=frozenset({len(rows) - 1}),
        weights=(6, *[1.0] * len(grid["groups"])),
        is_upright=True,
        shades=shades,
    )


def tallies(sources: dict[str, Any], n: int) -> Facts:
    """Return what the submissions are counted by: groups, channels, lines, languages and municipalities."""
    parts = [("group", sources["groups"])]
    if n:
        parts += [
            ("channel", sources["channels"][:_OTHERS]),
            ("line", sources["service_lines"][:_OTHERS]),
            ("language", sources["languages"][:_OTHERS]),
            ("municipality", sources["municipalities"][:_MUNICIPALITIES]),
        ]
    pairs = []
    for name, rows in parts:
        told = ", ".join(f"{row['label']} {format_number(row['n'])}" for row in rows)
        pairs.append((text(f"kooste.col_{name}"), told or "–"))
    return Facts(pairs)


def phenomenon_rows(k: dict[str, Any]) -> Table:
    """Return the phenomena under their national parents, with what no phenomenon fits and the sum."""
    compared = bool(k["previous"])
    names = ("phenomenon", "n", *(("previous", "change") if compared else ()), "voices", "about")
    rows: list[list[str]] = []
    strong: set[int] = set()

    def add(label: str, entry: dict[str, Any], about: str = "", *, is_strong: bool = False) -> None:
        before = [format_number(entry["n_previous"]), format_change(entry["change"])] if compared else []
        if is_strong:
            strong.add(len(rows))
        rows.append([label, format_number(entry["n"]), *before, str(entry["voices"]), about])

    for parent in k["parents"] if k["with_taxonomy"] else [{"label": None, "phenomena": k["phenomena"]}]:
        if parent["label"] is not None:
            add(parent["label"], parent, is_strong=True)
        for entry in parent["phenomena"]:
            add(_named(entry, k), entry, entry["about"])
    add(text("kooste.row_no_phenomenon"), k["loose"])
    n = k["numbers"]
    before = n["n_previous"]
    change = None if before is None else n["n_unique"] - before
    everything = {"n": n["n_unique"], "n_previous": before, "change": change, "voices": n["voices"]}
    add(text("kooste.total").capitalize(), everything, is_strong=True)
    return Table(
        title=text(f"kooste.h_phenomena{'' if k['with_taxonomy'] else '_plain'}"),
        header=[text(f"kooste.col_{name}") for name in names],
        rows=rows,
        numeric=frozenset(range(1, 5 if compared else 3)),
        strong=frozenset(strong),
        weights=(3.4, 1.35, 1.55, 1.05, 0.85, 3.8) if compared else (3.8, 1.35, 0.85, 4.2),
    )


def _named(entry: dict[str, Any], k: dict[str, Any]) -> str:
    tags = []
    if entry["kind"] == "emerging" and k["with_taxonomy"]:
        tags.append(text("kooste.tag_emerging"))
    if entry["first_heard_now"]:
        tags.append(text("kooste.tag_new"))
    own = (flag["kind"] for flag in k["flags"] if flag["phenomenon_id"] == entry["phenomenon_id"])
    tags += [text(f"kooste.kind_{kind}") for kind in dict.fromkeys(own)]
    return f"{entry['name']} ({', '.join(tags)})" if tags else str(entry["name"])
