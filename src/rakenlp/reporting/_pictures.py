"""The drawings of a document as PNG, for Word: from the same data as the SVG of the HTML."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from ..texts import text
from ._blocks import Picture
from ._format import month_short
from ._palette import DOT, FLAGGED, INK, LINE, SHADE, SOFT, WHITE
from ._plot_words import in_lines
from ._strip_layout import in_window, label_every, months_between, piled

_DPI = 200
_BODY, _SMALL = 9.0, 8.0


def picture_png(picture: Picture, width: float) -> tuple[bytes, float, float] | None:
    """Draw a picture so wide, in inches; None when matplotlib is not installed.

    Returns
    -------
    (bytes, float, float) or None
        PNG, width and height in inches; the same bytes for the same data.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        return None
    draw = _strip if picture.kind == "strip" else _bars
    figure = Figure(dpi=_DPI, facecolor=WHITE)
    FigureCanvasAgg(figure)
    high = draw(figure, picture.data, width)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=_DPI, metadata={"Software": None})
    return content.getvalue(), width, high


def _axes(figure: Any, width: float, height: float, left: float) -> Any:
    """Return axes that fill the figure but for the labels on the left; one unit is one inch downwards."""
    figure.set_size_inches(width, height)
    ax = figure.add_axes((left / width, 0, 1 - left / width, 1))
    ax.set_ylim(height, 0)
    ax.set_axis_off()
    return ax


def _write(ax: Any, x: float, y: float, words: str, **look: Any) -> None:
    look = {"fontsize": _BODY, "color": INK, "va": "center", "usetex": False, "clip_on": False, **look}
    ax.text(x, y, words, parse_math=False, **look)


def _strip(figure: Any, data: dict[str, Any], width: float) -> float:
    """Draw one mark an observation on a line of time, one row a phenomenon or group."""
    left, row_high, head = min(2.35, width * 0.36), 0.3, 0.42
    if data.get("is_compact"):
        left, row_high = 1.5, 0.2
    first, last = date.fromisoformat(data["start"]).toordinal(), date.fromisoformat(data["end"]).toordinal()
    across = width - left - 0.12
    size = 0.068  # diameter of a dot
    labels = [in_lines(row["name"], int((left - 0.15) / 0.068)) for row in data["rows"]]

    def x(day: str) -> float:
        return (date.fromisoformat(day).toordinal() - first) / max(last - first, 1) * across

    piles = [_piled(row, x, size * 1.15) if data["form"] == "dots" else [] for row in data["rows"]]
    heights = [
        max(row_high, 0.15 * label.count("\n") + 0.2, max([each[3] for each in pile], default=1) * size * 1.15 + 0.12)
        for label, pile in zip(labels, piles, strict=True)
    ]
    height = head + sum(heights) + 0.05
    ax = _axes(figure, width, height, left)
    ax.set_xlim(0, width - left)
    _months(ax, data, x, head, height)
    top = head
    for row, label, pile, high in zip(data["rows"], labels, piles, heights, strict=True):
        windows = [w for w in data["windows"] if w["phenomenon_id"] == row["phenomenon_id"]]
        _frame(ax, windows, data, x, top, high)
        ax.plot([0, across], [top + high / 2] * 2, color=LINE, lw=0.6, zorder=1)
        _write(ax, -0.1, top + high / 2, label, ha="right", linespacing=1.1)
        if data["form"] == "dots":
            for mark, column, place, deep in pile:
                y = top + high / 2 + (place - (deep - 1) / 2) * size * 1.15
                _dot(ax, mark, column, y, windows, size)
        else:
            _columns(ax, row, windows, x, top, high)
        top += high
    return height


def _piled(row: dict[str, Any], x: Any, step: float) -> list[tuple[dict[str, Any], float, int, int]]:
    """Place the dots of about the same day on each other: mark, x, place in the pile, height of the pile."""
    columns = [int(x(mark["date"]) // step) for mark in row["marks"]]
    return [
        (mark, (column + 0.5) * step, place, high)
        for mark, column, (place, high) in zip(row["marks"], columns, piled(columns), strict=True)
    ]


def _dot(ax: Any, mark: dict[str, Any], x: float, y: float, windows: list[dict[str, Any]], size: float) -> None:
    colour = FLAGGED if in_window(mark["date"], windows) else DOT
    face = WHITE if mark["duplicate"] else colour
    ax.plot([x], [y], "o", ms=size * 72 * 0.9, mfc=face, mec=colour, mew=0.8, zorder=4, clip_on=False)


def _columns(ax: Any, row: dict[str, Any], windows: list[dict[str, Any]], x: Any, top: float, high: float) -> None:
    most = max((mark["n"] for mark in row["marks"]), default=1)
    for mark in row["marks"]:
        middle = f"{mark['month']}-15"
        tall = 0.03 + (high - 0.08) * mark["n"] / most
        colour = FLAGGED if in_window(middle, windows) else DOT
        ax.bar([x(middle)], [-tall], width=0.07, bottom=top + high - 0.02, color=colour, zorder=4)


def _frame(ax: Any, windows: list[dict[str, Any]], data: dict[str, Any], x: Any, top: float, high: float) -> None:
    from matplotlib.patches import Rectangle

    for window in windows:
        start, end = max(window["start"], data["start"]), min(window["end"], data["end"])
        if start <= end:
            box = (x(start), top + 0.015), max(x(end) - x(start), 0.03), high - 0.03
            ax.add_patch(Rectangle(*box, facecolor=SHADE, edgecolor=FLAGGED, lw=0.7, zorder=0))


def _months(ax: Any, data: dict[str, Any], x: Any, head: float, height: float) -> None:
    first, last = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    months = months_between(first, last)
    every = label_every(len(months), 9, 27)
    for year, month in months:
        at = x(f"{year}-{month:02d}-01")
        is_labelled = (month - 1) % every == 0
        ax.plot([at, at], [0.22 if is_labelled else head, height], color=LINE, lw=1.0 if month == 1 else 0.4, zorder=0)
        if is_labelled:
            _write(ax, at + 0.03, 0.31, month_short(month), fontsize=_SMALL, color=SOFT, ha="left")
        if month == 1 or (year, month) == months[0]:
            _write(ax, at + 0.03, 0.13, str(year), fontsize=_SMALL, fontweight="bold", ha="left")


def _bars(figure: Any, rows: list[dict[str, Any]], width: float) -> float:
    """Draw one bar a national parent; a hidden count is hatched and of the same length for all."""
    left, row_high = min(2.5, width * 0.4), 0.32
    height = row_high * len(rows) + 0.1
    ax = _axes(figure, width, height, left)
    ax.set_xlim(0, width - left)
    scale = (width - left - 1.1) / max([row["value"] or 0 for row in rows] + [10])
    for place, row in enumerate(rows):
        y, value = 0.05 + (place + 0.5) * row_high, row["value"]
        length = 5 * scale if value is None else max(value * scale, 0.015)
        look = {"color": WHITE, "edgecolor": SOFT, "hatch": "////"} if value is None else {"color": DOT}
        ax.barh([y], [length], height=0.2, lw=0.6, **look)
        _write(ax, -0.1, y, row["label"], ha="right")
        _write(ax, length + 0.08, y, row["shown"], ha="left", fontweight="bold")
    return height


def strip_alt(data: dict[str, Any]) -> str:
    """Return the alternative text of a strip of observations in time: what it is, and every row in words."""
    about = text("kooste.timeline_about", rows=len(data["rows"]), n=sum(row["n"] for row in data["rows"]))
    rows = "; ".join(f"{row['name']} {row['n']}" for row in data["rows"])
    return f"{about} {rows}." if rows else about


def bars_alt(rows: list[dict[str, Any]]) -> str:
    """Return the alternative text of bars: the same numbers in words."""
    return f"{text('kooste.bars_title')}: " + "; ".join(f"{row['label']} {row['shown']}" for row in rows) + "."
