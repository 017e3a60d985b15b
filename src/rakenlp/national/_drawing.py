"""Drawings of a comparison: shares of all counties with their intervals, and a small picture of each county."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from ..phenomena import PARENTS
from ..reporting._format import format_number
from ..reporting._palette import DOT, FLAGGED, INK, LINE, SHADE, SOFT, WHITE
from ..reporting._published_counts import NO_PHENOMENON, TOTAL
from ..reporting._svg import _cut, _line, _rect, _svg, _text
from ..texts import text

_PANEL, _ROW, _TOP, _LABEL, _GAP = 128.0, 27.0, 62.0, 158.0, 16.0
_SHORT = {code: f"national.short_{place}" for place, code in enumerate((*PARENTS, NO_PHENOMENON), start=1)}


def short_parent(code: str) -> str:
    """Return the name of a national parent as it fits a narrow place."""
    return text(_SHORT[code]) if code in _SHORT else code


def share_chart(facts: pd.DataFrame, counties: list[str], parents: list[str]) -> Markup:
    """Draw the share of each parent in each county, with its interval; a panel for each parent.

    Parameters
    ----------
    facts : DataFrame
        Rows of one period and of the level of parents.
    counties : list of str
        In the order of the rows; what is of all together comes last.
    parents : list of str

    Returns
    -------
    markupsafe.Markup
    """
    rows = [*counties, TOTAL]
    cells = {(row["code"], row["county"]): row for row in facts.to_dict("records")}
    highest = [cell["share_high"] for (code, _), cell in cells.items() if code in parents]
    most = min(1.0, max([0.1, *(high for high in highest if not pd.isna(high))]))
    bottom = _TOP + len(rows) * _ROW
    parts = [_text(_LABEL - 12, _TOP + place * _ROW + 18, _cut(_county(row), 21), 14, INK, "end", bold=row == TOTAL)
             for place, row in enumerate(rows)]  # fmt: skip
    for place, code in enumerate(parents):
        left = _LABEL + place * (_PANEL + _GAP)
        parts.append(_text(left, 20, _cut(short_parent(code), 21), 14, INK, bold=True))
        parts.append(_scale(left, most, bottom))
        total = cells.get((code, TOTAL))
        if total and not pd.isna(total["share"]):
            x = left + _PANEL * total["share"] / most
            parts.append(_line(x, _TOP - 4, x, bottom, FLAGGED, 1))
        parts += [_interval(cells.get((code, row)), left, _TOP + number * _ROW + 13, most, row == TOTAL)
                  for number, row in enumerate(rows)]  # fmt: skip
    width = _LABEL + len(parents) * (_PANEL + _GAP)
    about = text("national.shares_about", counties=len(counties), parents=len(parents))
    return _svg("shares", width, bottom + 10, text("national.shares_title"), about, parts)


def _scale(left: float, most: float, bottom: float) -> str:
    step = next(step for step in (0.05, 0.1, 0.2, 0.5) if most / step <= 3.01 or step == 0.5)
    parts = []
    for number in range(int(most / step + 1e-9) + 1):
        x = left + _PANEL * number * step / most
        parts.append(_line(x, _TOP - 8, x, bottom, LINE, 0.8))
        parts.append(_text(x, 46, format_number(100 * number * step), 12.5, SOFT, "middle" if number else "start"))
    return "".join(parts)


def _interval(cell: Any, left: float, y: float, most: float, strong: bool) -> str:
    """Draw a dot with its interval; a word where the count is hidden or too small to be a share."""
    if cell is None or pd.isna(cell["share"]):
        sign = "" if cell is None else (cell["shown"] if pd.isna(cell["n"]) else format_number(int(cell["n"])))
        about = text("national.no_share") if sign else ""
        return f"<g><title>{escape(about)}</title>{_text(left + 4, y + 5, sign, 13, SOFT)}</g>" if sign else ""
    low, value, high = (left + _PANEL * min(cell[name], most) / most for name in ("share_low", "share", "share_high"))
    colour = FLAGGED if strong else DOT
    words = text("national.share_told", county=_county(cell["county"]), name=short_parent(cell["code"]),
                 share=format_number(100 * cell["share"]), low=format_number(100 * cell["share_low"]),
                 high=format_number(100 * cell["share_high"]), n=format_number(int(cell["n"])))  # fmt: skip
    return (
        f"<g><title>{escape(words)}</title>{_line(low, y, high, y, colour, 3)}"
        f'<circle cx="{value:.1f}" cy="{y:.1f}" r="5.2" fill="{colour}" stroke="{WHITE}" stroke-width="1.2"/></g>'
    )


def county_panels(facts: pd.DataFrame, counties: list[str], parents: list[str], periods: list[str]) -> Markup:
    """Draw each county by itself: a row for each parent, a column for each half-year, on the county's own scale.

    Returns
    -------
    markupsafe.Markup
        The drawings in a box that puts as many of them side by side as fit.
    """
    cells = {(row["level"], row["code"], row["county"], row["period"]): row for row in facts.to_dict("records")}
    panels = [_panel(cells, county, place, parents, periods) for place, county in enumerate(counties)]
    return Markup('<div class="multiples">{}</div>').format(Markup("").join(panels))


def _panel(cells: dict[Any, Any], county: str, place: int, parents: list[str], periods: list[str]) -> Markup:
    label, width, high, top = 122.0, 320.0, 27.0, 54.0
    step = (width - label - 8) / max(len(periods), 1)
    numbers = [cells.get(("parent", code, county, period)) for code in parents for period in periods]
    most = max([int(cell["n"]) for cell in numbers if cell and not pd.isna(cell["n"])] + [1])
    parts = [_text(0, 18, _cut(county, 30), 16, INK, bold=True)]
    for column, period in enumerate(periods):
        x = label + column * step
        total = cells.get(("total", TOTAL, county, period))
        parts.append(_text(x + step / 2, 40, _short_period(period), 12, SOFT, "middle"))
        shown = "–" if total is None else total["shown"]
        parts.append(_text(x + step / 2, top + len(parents) * high + 20, shown, 13, INK, "middle", bold=True))
    parts.append(_text(0, top + len(parents) * high + 20, text("kooste.total"), 13, INK, bold=True))
    for row, code in enumerate(parents):
        base = top + (row + 1) * high - 5
        parts.append(_text(0, base - 4, _cut(short_parent(code), 17), 13, INK))
        parts.append(_line(label, base, width - 4, base, LINE, 1))
        for column, period in enumerate(periods):
            x = label + column * step + step * 0.12
            parts.append(_column(cells.get(("parent", code, county, period)), x, base, step * 0.76, high - 9, most))
    about = text("national.panel_about", county=county)
    return _svg(f"county{place}-p", width, top + len(parents) * high + 30, county, about, parts)


def _column(cell: Any, x: float, base: float, width: float, high: float, most: int) -> str:
    """Draw a count: a column with its number, or a pale box with the sign that hides it."""
    if cell is None or pd.isna(cell["n"]):
        sign = "–" if cell is None else cell["shown"]
        mark = _rect(x, base - 13, width, 13, SHADE)
        return mark + _text(x + width / 2, base - 2, sign, 12, SOFT, "middle")
    n = int(cell["n"])
    tall = high * n / most
    inside = tall >= 14
    words = _text(x + width / 2, base - 3 if inside else base - tall - 2, format_number(n), 12,
                  WHITE if inside else INK, "middle")  # fmt: skip
    return _rect(x, base - tall, width, tall, DOT) + words if n else words


def _short_period(period: str) -> str:
    """Return a half-year as it fits a narrow column: "1/2026"."""
    return f"{period[5]}/{period[:4]}" if len(period) == 6 and period[4] == "H" else text("kooste.period_all")


def _county(county: str) -> str:
    return text("national.all_counties") if county == TOTAL else county
