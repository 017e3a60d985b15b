"""What a notebook cell shows of a fitted model: its phenomena, and what it rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .. import _cell
from ..texts import decimal, text

if TYPE_CHECKING:
    from ._model import PhenomenonModel

_ROWS = 12


def model_html(model: PhenomenonModel) -> str:
    """Return a fitted model as a small piece of HTML, for ``_repr_html_``; it holds no text."""
    known = set() if model.taxonomy_ is None else set(model.phenomenon_ids_) & set(model.taxonomy_.codes)
    counts = {"known": len(known), "emerging": len(model.phenomenon_ids_) - len(known)}
    pairs = [(text("phenomena.html_phenomena"), text("phenomena.html_kinds", **counts))]
    shown = ""
    if hasattr(model, "phenomena_"):
        alone = int((model.labels_ < 0).sum())
        pairs.append((text("phenomena.html_texts"), text("phenomena.html_alone", n=len(model.labels_), alone=alone)))
        shown = _phenomena(model)
    elif model.taxonomy_ is not None and counts["emerging"]:
        pairs.append((text("phenomena.html_emerging"), ", ".join(sorted(set(model.phenomenon_ids_) - known))))
    pairs.append((text("kooste.method_versions"), ", ".join(f"{k} {v}" for k, v in sorted(model.versions_.items()))))
    return _cell.cell(_cell.title("PhenomenonModel"), _cell.facts(pairs), shown)


def _phenomena(model: PhenomenonModel) -> str:
    heads = [
        _cell.Head(text("kooste.col_phenomenon")),
        _cell.Head(text("phenomena.html_parent")),
        _cell.Head(text("phenomena.html_texts"), is_number=True),
        _cell.Head(text("phenomena.html_stability"), is_number=True),
        _cell.Head(text("kooste.col_terms")),
    ]
    tag = f" ({text('kooste.tag_emerging')})" if model.taxonomy_ is not None else ""
    rows = [
        [
            f"{row['name']}{tag if row['kind'] == 'emerging' else ''}",
            _parent(row["parent"]),
            str(row["n"]),
            "–" if math.isnan(row["stability"]) else decimal(row["stability"], 2),
            row["terms"],
        ]
        for row in model.phenomena_.head(_ROWS).astype({"stability": float}).to_dict("records")
    ]
    left_out = len(model.phenomena_) - _ROWS
    return _cell.table(heads, rows, text("kooste.rows_more", n=left_out) if left_out > 0 else "")


def _parent(code: str | None) -> str:
    try:
        return text(f"kooste.parent_{code}")
    except KeyError:
        return code or "–"
