"""What a notebook cell shows of an analysis: its phenomena and flags as one compact table each."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from ..texts import text
from ._flags import name_of, suggestions
from ._format import clean, format_date, format_number, is_missing, label_of
from ._material import Material, collect

_ROWS = 12
_CELL = "text-align:left;vertical-align:top;padding:2px 14px 2px 0"
_NUMBER = "text-align:right;vertical-align:top;padding:2px 14px 2px 0"


def analysis_html(analysis: Any) -> str:
    """Return an analysis as a small piece of HTML, for ``_repr_html_``.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    str
        Holds no text and no id of an observation.
    """
    material = collect(analysis, "all")
    rows = material.of(material.now)
    single = int(material.rows["is_single_voice"].sum())
    facts = [
        f"{text('kooste.fact_total')}: {len(rows)}",
        f"{text('kooste.col_phenomenon')}: {len(analysis.phenomena)}",
        f"{text('kooste.h_single')}: {single}",
    ]
    if material.as_of is not None:
        facts.append(text("kooste.as_of", date=format_date(material.as_of)))
    parts = [f"<p>{escape(' · '.join(facts))}</p>", _phenomena(analysis), _flags(analysis, material)]
    parts += [f"<p><em>{escape(note)}</em></p>" for note in analysis.notes]
    return str(Markup("<div>{}</div>").format(Markup("".join(parts))))


def _phenomena(analysis: Any) -> str:
    heads = [("col_phenomenon", False), ("fact_total", True), ("col_voices", True), ("col_terms", False)]
    lines = [
        [
            (
                f"{clean(row['name'])}" + (f" ({text('kooste.tag_emerging')})" if row["kind"] == "emerging" else ""),
                False,
            ),
            (str(row["n_unique"]), True),
            (str(row["voices"]), True),
            (clean(row["terms"]), False),
        ]
        for _, row in analysis.phenomena.head(_ROWS).iterrows()
    ]
    return _table(heads, lines, len(analysis.phenomena) - _ROWS)


def _flags(analysis: Any, material: Material) -> str:
    flags = suggestions(analysis)
    if flags.empty:
        return f"<p>{escape(text('kooste.flags_none'))}</p>"
    names = material.phenomena["name"].to_dict()
    heads = [
        ("h_flags", False),
        ("col_kind", False),
        ("flag_observed", True),
        ("flag_expected", True),
        ("flag_voices", True),
    ]
    lines = [
        [
            (name_of(row, names), False),
            (label_of("kind", row["kind"]), False),
            ("–" if is_missing(row["observed"]) else str(int(row["observed"])), True),
            (format_number(row["expected"], 1), True),
            (str(row["voices"]), True),
        ]
        for _, row in flags.head(_ROWS).iterrows()
    ]
    return _table(heads, lines, len(flags) - _ROWS)


def _table(heads: list[tuple[str, bool]], lines: list[list[tuple[str, bool]]], more: int) -> str:
    head = "".join(
        f'<th scope="col" style="{_NUMBER if right else _CELL}">{escape(text(f"kooste.{key}"))}</th>'
        for key, right in heads
    )
    body = "".join(
        "<tr>" + "".join(f'<td style="{_NUMBER if right else _CELL}">{escape(w)}</td>' for w, right in line) + "</tr>"
        for line in lines
    )
    rest = f"<p>{escape(text('kooste.rows_more', n=more))}</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
