"""Sections of the internal kooste that every format makes of the same blocks: gaps in services, earlier flags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Para, Table
from ._format import format_date, format_number


def gap_blocks(k: dict[str, Any]) -> Iterator[Block]:
    """Return the gaps in services: the four kinds as senders told them, and the phenomena about services."""
    gaps = k["gaps"]
    if gaps["kinds"] is None:
        yield Para(text("kooste.gaps_not_asked"), "lead")
    else:
        yield Para(text("kooste.gaps_note"), "lead")
        yield _table("kooste.col_gap", gaps["kinds"])
    if gaps["services"]:
        yield Para(text("kooste.gaps_services_note"))
        yield _table("kooste.col_phenomenon", gaps["services"])


def earlier_blocks(k: dict[str, Any]) -> Iterator[Block]:
    """Return what became of earlier flags, and the social reports that are under way."""
    earlier = k["earlier"]
    if earlier["flags"]:
        yield Para(text("kooste.earlier_note"), "lead")
        header = [text(f"kooste.col_{name}") for name in ("phenomenon", "kind", "n", "state", "decided")]
        rows = [
            [
                flag["name"],
                text(f"kooste.kind_{flag['kind']}") if flag["kind"] else "–",
                "–" if flag["observed"] is None else format_number(flag["observed"]),
                flag["state_label"],
                format_date(flag["decided"]) if flag["decided"] else "–",
            ]
            for flag in earlier["flags"]
        ]
        yield Table(text("kooste.h_earlier"), header, rows, frozenset({2}), weights=(3.4, 1.2, 1.3, 2.6, 1.5))
    else:
        yield Para(text("kooste.earlier_none"))
    if earlier["reports"] is None:
        yield Para(text("kooste.reports_unknown"), "quiet")
    elif not earlier["reports"]:
        yield Para(text("kooste.reports_none"))
    else:
        header = [text(f"kooste.col_{name}") for name in ("report", "step", "since", "deadline")]
        rows = [
            [
                report["title"],
                report["step_name"],
                format_date(report["since"]) if report["since"] else "–",
                format_date(report["deadline"]) if report["deadline"] else "–",
            ]
            for report in earlier["reports"]
        ]
        yield Table(text("kooste.reports_title"), header, rows, weights=(3.4, 2, 1.5, 1.9), is_captioned=True)


def _table(column: str, entries: list[dict[str, Any]]) -> Table:
    rows = []
    for entry in entries:
        more = f" {text('kooste.rows_more', n=entry['n_more'])}" if entry["n_more"] else ""
        rows.append([entry["label"], format_number(entry["n"]), (", ".join(entry["ids"]) or "–") + more])
    header = [text(column), text("kooste.col_n"), text("kooste.col_ids")]
    return Table(text("kooste.h_gaps"), header, rows, frozenset({1}), weights=(2.6, 1.2, 5))
