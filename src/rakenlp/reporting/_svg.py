"""Drawings of a kooste as inline SVG: no scripts, no colour that carries meaning alone, a title on each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from ..texts import text
from ._format import format_date, format_number, month_short
from ._palette import DOT, FLAGGED, INK, LINE, SHADE, SOFT, WHITE, shade_of
from ._strip_layout import in_window, label_every, months_between, piled

_LABEL_WIDTH, _WIDTH, _RADIUS, _ROW = 290, 940, 4.6, 30

Scale = Callable[[str], float]


def strip_timeline(data: dict[str, Any]) -> Markup:
    """Draw one mark per observation on a line of time, one row per phenomenon.

    Parameters
    ----------
    data : dict
        From :func:`rakenlp.reporting._figures.timeline_data`.

    Returns
    -------
    markupsafe.Markup
    """
    left, low = data.get("label_width", _LABEL_WIDTH), data.get("row_height", _ROW)
    x = _time_scale(data["start"], data["end"], left)
    draw = _dot_row if data["form"] == "dots" else _month_row
    top, body = 62.0, []
    for row in data["rows"]:
        windows = [w for w in data["windows"] if w["phenomenon_id"] == row["phenomenon_id"]]
        marks, height = draw(row, windows, x, top, left, low)
        body += [_row_frame(row["name"], windows, x, top, height, data), marks]
        top += height
    parts = [_months_axis(data, x, top), _period_mark(data, x), *body]
    about = text("kooste.timeline_about", rows=len(data["rows"]), n=sum(row["n"] for row in data["rows"]))
    return _svg("timeline", _WIDTH, top + 8, text("kooste.timeline_title"), about, parts)


def voice_grid(data: dict[str, Any]) -> Markup:
    """Draw phenomenon × respondent group with the empty cells drawn too."""
    left, top, cell, high = 345.0, 104.0, 46.0, 27.0
    parts = []
    for place, group in enumerate(data["groups"]):
        x, y = left + place * cell + cell / 2, top - 8
        silent = data["totals"][place] == 0
        turn = f' transform="rotate(-42 {x:.0f} {y:.0f})"'
        parts.append(_text(x, y, group["label"], 12.5, FLAGGED if silent else INK, bold=silent, extra=turn))
    rows = [*data["rows"], {"name": text("kooste.total"), "n": data["totals"]}]
    for number, row in enumerate(rows):
        is_total = number == len(rows) - 1
        y = top + number * high + (6 if is_total else 0)
        parts.append(_text(left - 10, y + 18, _cut(row["name"], 44), 13, INK, "end", bold=is_total))
        cells = enumerate(row["n"])
        parts += [_grid_cell(left + place * cell, y, cell, high, n, is_total) for place, n in cells]
    width = left + len(data["groups"]) * cell + 62
    about = text("kooste.grid_about", rows=len(data["rows"]), groups=len(data["groups"]))
    return _svg("voices", width, top + len(rows) * high + 12, text("kooste.grid_title"), about, parts)


def expectation(flag: dict[str, Any]) -> Markup:
    """Draw the observed count beside the interval in which it was expected."""
    observed, low, high, expected = (flag[name] for name in ("observed", "expected_low", "expected_high", "expected"))
    width, left, right = 420.0, 10.0, 30.0
    most = max(observed, high, expected, 1) * 1.08

    def x(value: float) -> float:
        return left + (width - left - right) * value / most

    parts = [
        _line(left, 34, width - right, 34, LINE, 2),
        _rect(x(low), 25, max(x(high) - x(low), 3), 18, "#d5dedd", SOFT, 3),
        _line(x(expected), 21, x(expected), 47, INK, 2),
        f'<circle cx="{x(observed):.1f}" cy="34" r="7.5" fill="{FLAGGED}"/>',
        _text(x(observed), 18, str(observed), 13, FLAGGED, "middle", bold=True),
        _text(left, 60, "0", 12, SOFT),
        _text(
            max(x(high), left + 30),
            60,
            format_number(high, 0 if high == int(high) else 1),
            12,
            SOFT,
            "middle",
        ),
    ]
    return _svg(f"expect-{flag['anchor']}", width, 66, text("kooste.expect_title"), flag["expect_text"], parts)


def parent_bars(rows: list[dict[str, Any]]) -> Markup:
    """Draw one bar per national parent; a hidden count is a hatched bar of the same length for all."""
    left, high = 270.0, 34.0
    scale = (_WIDTH - left - 110) / max([row["value"] or 0 for row in rows] + [10])
    parts = [
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="7" height="7" fill="{WHITE}"/>'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{SOFT}" stroke-width="3"/></pattern></defs>'
    ]
    for place, row in enumerate(rows):
        y, value = 6 + place * high, row["value"]
        length = 5 * scale if value is None else max(value * scale, 2)
        fill, edge = ("url(#hatch)", SOFT) if value is None else (DOT, DOT)
        parts += [
            _text(left - 12, y + 18, row["label"], 14, INK, "end"),
            _rect(left, y + 2, length, 22, fill, edge, 2),
            _text(left + length + 9, y + 18, row["shown"], 14, INK, bold=True),
        ]
    height = 12 + len(rows) * high
    return _svg("parents", _WIDTH, height, text("kooste.bars_title"), text("kooste.bars_about"), parts)


def _svg(name: str, width: float, height: float, title: str, about: str, parts: list[str]) -> Markup:
    return Markup(
        f'<svg class="{escape(name.split("-")[0])}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="{escape(name)}-t {escape(name)}-d" font-family="inherit">'
        f'<title id="{escape(name)}-t">{escape(title)}</title>'
        f'<desc id="{escape(name)}-d">{escape(about)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str,
    anchor: str = "start",
    *,
    bold: bool = False,
    extra: str = "",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{side}{weight}{extra}>'
        f"{escape(words)}</text>"
    )


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    edge: str = "none",
    radius: float = 0,
    about: str = "",
) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{edge}" rx="{radius:g}">{_title(about)}</rect>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"/>'


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>" if words else ""


def _cut(words: str, limit: int) -> Markup:
    shown = words if len(words) <= limit else words[: limit - 1].rstrip(" ,") + "…"
    return escape(shown) + Markup(_title(words) if shown != words else "")


def _time_scale(start: str, end: str, left: float) -> Scale:
    first, last = date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal()

    def x(day: str) -> float:
        place = date.fromisoformat(day).toordinal() - first
        return left + (_WIDTH - left - 16) * place / max(last - first, 1)

    return x


def _months_axis(data: dict[str, Any], x: Scale, bottom: float) -> str:
    first, last = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    months = months_between(first, last)
    every = label_every(len(months), 12, 36)
    parts = []
    for year, month in months:
        left = x(f"{year}-{month:02d}-01")
        labelled = (month - 1) % every == 0
        parts.append(_line(left, 44 if labelled else 58, left, bottom, LINE, 1.4 if month == 1 else 0.6))
        if labelled:
            parts.append(_text(left + 3, 54, month_short(month), 12, SOFT))
        if month == 1 or (year, month) == months[0]:
            parts.append(_text(left + 3, 37, str(year), 12.5, INK, bold=True))
    return "".join(parts)


def _period_mark(data: dict[str, Any], x: Scale) -> str:
    if not data["period_start"] or data["period_end"] < data["period_start"]:
        return ""
    left, right = x(data["period_start"]), x(data["period_end"])
    mark = _rect(left, 1, max(right - left, 6), 17, SOFT, radius=3)
    if right - left <= 110:
        return mark
    return mark + _text((left + right) / 2, 13.5, text("kooste.timeline_period"), 12, WHITE, "middle")


def _row_frame(
    name: str, windows: list[dict[str, Any]], x: Scale, top: float, height: float, data: dict[str, Any]
) -> str:
    parts = []
    for window in windows:
        start, end = max(window["start"], data["start"]), min(window["end"], data["end"])
        if start <= end:
            width = max(x(end) - x(start), 4)
            parts.append(_rect(x(start), top + 2, width, height - 4, SHADE, FLAGGED, 3))
    middle = top + height / 2
    left = x(data["start"])
    parts.append(_line(left, middle, _WIDTH - 16, middle, LINE, 1))
    parts.append(_text(left - 12, middle + 4.5, _cut(name, 42), 13, INK, "end"))
    return "".join(parts)


def _dot_row(
    row: dict[str, Any], windows: list[dict[str, Any]], x: Scale, top: float, left: float, low: float
) -> tuple[str, float]:
    """Draw dots side by side, those of about the same day piled up around the middle of the row."""
    step = 2 * _RADIUS + 0.8
    columns = [int((x(mark["date"]) - left) // step) for mark in row["marks"]]
    piles = piled(columns)
    height = max(low, max((high for _, high in piles), default=1) * step + 12)
    parts = []
    for mark, column, (place, high) in zip(row["marks"], columns, piles, strict=True):
        cx = left + (column + 0.5) * step
        cy = top + height / 2 + (place - (high - 1) / 2) * step
        colour = FLAGGED if in_window(mark["date"], windows) else DOT
        again = mark["duplicate"]
        look = f'fill="{WHITE}" stroke="{colour}" stroke-width="1.7"' if again else f'fill="{colour}"'
        about = _title(" · ".join([format_date(mark["date"]), *([mark["id"]] if "id" in mark else [])]))
        radius = _RADIUS - 0.8 if again else _RADIUS
        parts.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" {look}>{about}</circle>')
    return "".join(parts), height


def _month_row(
    row: dict[str, Any], windows: list[dict[str, Any]], x: Scale, top: float, left: float, low: float
) -> tuple[str, float]:
    """Draw one column per month, on the row's own scale."""
    parts, height = [], low + 4
    most = max((mark["n"] for mark in row["marks"]), default=1)
    for mark in row["marks"]:
        middle = f"{mark['month']}-15"
        tall = 4 + (height - 10) * mark["n"] / most
        colour = FLAGGED if in_window(middle, windows) else DOT
        about = f"{mark['month']}: {mark['n']}"
        parts.append(_rect(x(middle) - 5, top + height - 3 - tall, 10, tall, colour, about=about))
    return "".join(parts), height


def _grid_cell(x: float, y: float, width: float, height: float, n: int, total: bool) -> str:
    fill, ink, edge = WHITE, INK, WHITE if total else LINE
    if n and not total:
        fill = edge = shade_of(n)
        ink = WHITE if n >= 5 else INK
    box = _rect(x + 2, y + 2, width - 4, height - 4, fill, edge, 3)
    if not n and not total:
        return box
    return box + _text(x + width / 2, y + 18, str(n), 13, ink, "middle", bold=total)
