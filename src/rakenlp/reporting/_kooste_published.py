"""The published kooste as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Facts, Heading, Items, Para, Picture, Table
from ._format import format_change
from ._kooste_method import method_blocks, unheard_words
from ._lines import published_flags, published_lead, published_practices, published_single
from ._pictures import bars_alt


def published_blocks(k: dict[str, Any]) -> Iterator[Block]:
    """Return the sections of the published kooste."""
    plain = "" if k["with_taxonomy"] else "_plain"
    yield Heading(text("kooste.h_summary"))
    yield Items(k["summary"], is_numbered=True)
    told = (
        ("period", k["period"]["label"]),
        *([("total", k["total"]["shown"])] if k["counts_shown"] else []),
        ("not_heard", unheard_words(k["groups_not_heard"], k.get("groups_withheld", False))),
    )
    yield Facts([(text(f"kooste.fact_{name}"), words) for name, words in told])
    yield Heading(text(f"kooste.h_phenomena{plain}"))
    yield Para(published_lead(k), "lead")
    if k["counts_shown"]:
        if k["with_taxonomy"]:
            yield Picture("bars", k["parents"], bars_alt(k["parents"]))
        yield _parents(k)
    yield Heading(text("kooste.h_flags"))
    yield Para(f"{text('kooste.flags_note')} {text('kooste.suggestion')}.", "lead")
    if k["flags"]:
        header = [text(f"kooste.col_{name}") for name in ("phenomenon", "kind", "n", "state")]
        tag = f" ({text('kooste.tag_emerging')})"
        rows = [
            [
                flag["name"] + (tag if flag["emerging"] else ""),
                text(f"kooste.kind_{flag['kind']}"),
                flag["size"],
                flag["state_label"],
            ]
            for flag in k["flags"]
        ]
        yield Table(text("kooste.h_flags"), header, rows, weights=(3.6, 1.3, 1.6, 2.6))
    if about := published_flags(k):
        yield Para(about)
    yield Heading(text("kooste.h_single"))
    yield Para(published_single(k))
    yield Heading(text("kooste.h_practices"))
    yield Para(published_practices(k))
    yield from method_blocks(k, text("kooste.method_published"))
    yield Heading(text("kooste.h_appendix_published"))
    if k["counts_shown"]:
        yield Para(text("kooste.appendix_published_total", n=k["total"]["shown"]))
    yield Para(text("kooste.appendix_published"))
    yield Para(text("kooste.only_internal"))


def _parents(k: dict[str, Any]) -> Table:
    names = ("phenomenon", "n", *(("change",) if k["changes_shown"] else ()), "names")
    header = [text(f"kooste.col_{name}") for name in names]

    def row(label: str, shown: str, change: str, named: str) -> list[str]:
        return [label, shown, *([change] if k["changes_shown"] else []), named]

    rows = [
        row(parent["label"], parent["shown"], format_change(parent["change"]), "\n".join(parent["names"]) or "–")
        for parent in k["parents"]
    ]
    rows.append(row(text("kooste.row_no_phenomenon"), k["single_voices"]["shown"], "–", "–"))
    rows.append(row(text("kooste.total").capitalize(), k["total"]["shown"], "", ""))
    numeric = frozenset({1, 2} if k["changes_shown"] else {1})
    weights = (2.8, 1.35, 1.1, 4) if k["changes_shown"] else (2.8, 1.35, 4.4)
    title = text("kooste.bars_title")
    return Table(title, header, rows, numeric, strong=frozenset({len(rows) - 1}), weights=weights)
