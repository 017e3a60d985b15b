"""Strip timeline: every observation a mark on a line of time, one row for each phenomenon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..texts import plural, text
from . import _palette as colours
from . import _plot_figure as page
from ._format import format_dates, format_number, is_missing, join_words
from ._material import Material, collect
from ._plot_months import page_over_months
from ._plot_nothing import nothing_in_time
from ._plot_timeline_rows import Row, add_windows, find_rows, span
from ._plot_words import height_of, in_lines, width_of
from ._strip_layout import piled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS_SHOWN = 1500
_WIDTH, _STEP, _ROW, _PAD, _NOTE = 8.4, 0.105, 0.3, 0.1, 0.2
_MARK = _STEP * 72 * 0.86


def draw_timeline(analysis: Any, chosen: list[str] | None, period: Any, ax: Axes | None) -> Any:
    """Draw the observations of phenomena in time; see :meth:`rakenlp.reporting.plots.Plots.timeline`."""
    material = collect(analysis, "all" if period is None else period)
    shown = material.rows[material.now & ~material.undated]
    if shown.empty:
        why = text("plots.empty_period", days=material.period.name())
        return nothing_in_time(ax, text("plots.timeline_title_plain"), material, why)
    start, end = span(material, shown)
    rows = find_rows(analysis, material, shown, chosen, start)
    add_windows(analysis, rows, start, end)
    by_month = sum(len(row.marks) for row in rows) > MARKS_SHOWN
    days = format_dates(shown["received_date"].min().date(), shown["received_date"].max().date())
    labels = [in_lines(row.name, 36) for row in rows]
    counts = [format_number(row.n) for row in rows]
    left = max(width_of(label, page.BODY) for label in labels) + 0.75
    total = (end - start).days + 1
    columns = max(1, int((_WIDTH if ax is None else _width(ax)) / _STEP))
    piles = [_piles(row.marks, total, columns) for row in rows]
    heights = [_height(row, pile, by_month) for row, pile in zip(rows, piles, strict=True)]
    read = "plots.timeline_read_months" if by_month else "plots.timeline_read"
    if chosen is not None and not by_month:
        read = "plots.timeline_read_chosen"
    legend = _legend(rows, by_month)
    sheet = page_over_months(
        ax,
        start,
        end,
        width=_WIDTH,
        heights=heights,
        left=left,
        right=1.0,
        head=[text("plots.timeline_title", days=days), text(read)],
        foot=_notes(material, rows, chosen),
        n_legend=len(legend),
    )
    sheet.ax.annotate(
        text("plots.column_observations"),
        (1, 1),
        (8, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=page.SMALL,
        color=colours.SOFT,
        annotation_clip=False,
    )
    top, shrink = 0.0, min(1.0, sheet.height / sum(heights))
    stack = _STEP * min(1.0, sum(heights) / sheet.height)
    aside = 72 * max(width_of(count, page.BODY) for count in counts) + 10
    for row, label, count, pile, high in zip(rows, labels, counts, piles, heights, strict=True):
        _frame(sheet, row, label, (count, max(aside, 24.0)), top, high, total)
        middle = top + high / 2 + (_NOTE / 2 if row.windows else 0)
        if by_month:
            _bars(sheet, row, top + high - 0.05, start)
        else:
            _marks(sheet, row, pile, middle, (total / columns, stack), shrink)
        top += high
    return sheet.finish(_alt(rows, days), legend, columns=3)


def _piles(marks: list[tuple[int, str]], total: int, columns: int) -> list[tuple[int, int, int]]:
    """Return the column, place in the pile and height of the pile of each mark, in the order of ``marks``."""
    at = [min(columns - 1, int((day + 0.5) * columns / total)) for day, _ in marks]
    return [(column, place, high) for column, (place, high) in zip(at, piled(at), strict=True)]


def _height(row: Row, pile: list[tuple[int, int, int]], by_month: bool) -> float:
    lines = height_of(in_lines(row.name, 36), page.BODY) + 0.06
    tallest = 0.42 if by_month else max((high for _, _, high in pile), default=1) * _STEP + 2 * _PAD
    return max(_ROW, lines, tallest) + (_NOTE if row.windows else 0)


def _frame(
    sheet: page.Page, row: Row, label: str, count: tuple[str, float], top: float, high: float, total: int
) -> None:
    """Draw what stands around the marks of a row: line, name, count, windows of growing."""
    middle = top + high / 2 + (_NOTE / 2 if row.windows else 0)
    sheet.ax.plot([0, total], [middle, middle], color=page.LINE, linewidth=0.8, zorder=1)
    if top:
        sheet.ax.plot([0, total], [top, top], color=page.LINE, linewidth=0.5, linestyle=(0, (1, 3)), zorder=1)
    points = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    sheet.label(label, middle, is_bold=bool(row.windows), is_emerging=row.is_emerging)
    weight = "bold" if row.windows else "normal"
    look = {"ha": "right", "va": "center", "fontsize": page.BODY, "fontweight": weight, "color": colours.INK}
    sheet.ax.annotate(count[0], (1, middle), (count[1], 0), **look, **points)
    for window in row.windows:
        _window(sheet, window, top, high)


def _window(sheet: page.Page, window: dict[str, Any], top: float, high: float) -> None:
    from matplotlib.patches import Rectangle

    left, right = window["left"], window["right"]
    sheet.ax.add_patch(
        Rectangle(
            (left, top + _NOTE), right - left, high - _NOTE - 0.03,
            facecolor=page.SHADE, edgecolor=colours.VERMILLION, linewidth=1.2, zorder=0.5,
        )
    )  # fmt: skip
    if is_missing(window["expected"]):
        words = text("plots.window_count_plain", n=format_number(window["n"]))
    else:
        expected = format_number(window["expected"], 1)
        words = text("plots.window_count", n=format_number(window["n"]), expected=expected)
    side = "right" if (left + right) / 2 > sheet.ax.get_xlim()[1] / 2 else "left"
    at = right if side == "right" else left
    colour = {"color": "#a84300", "fontweight": "bold", "fontsize": page.SMALL}
    sheet.write(at, top + _NOTE - 0.03, words, ha=side, va="bottom", **colour)


def _marks(
    sheet: page.Page,
    row: Row,
    pile: list[tuple[int, int, int]],
    middle: float,
    step: tuple[float, float],
    shrink: float,
) -> None:
    """Draw the marks of a row, those of about the same day piled around its middle."""
    looks: dict[str, dict[str, Any]] = {
        "own": {"marker": "o", "facecolor": colours.BLUE, "edgecolor": "none"},
        "repeat": {"marker": "o", "facecolor": colours.WHITE, "edgecolor": colours.BLUE},
        "single": {"marker": "^", "facecolor": colours.WHITE, "edgecolor": colours.INK},
        "also": {"marker": "D", "facecolor": colours.SKY, "edgecolor": "none"},
    }
    for kind, look in looks.items():
        places = [
            ((column + 0.5) * step[0], middle + (place - (high - 1) / 2) * step[1])
            for (_, what), (column, place, high) in zip(row.marks, pile, strict=True)
            if what == kind
        ]
        if not places:
            continue
        size = _MARK * {"also": 0.62, "repeat": 0.86, "single": 0.95}.get(kind, 1.0) * shrink
        x, y = zip(*places, strict=True)
        sheet.ax.scatter(x, y, s=size**2, linewidths=1.1, zorder=3, **look)


def _bars(sheet: page.Page, row: Row, bottom: float, start: date) -> None:
    most = max(row.months.values(), default=1)
    for (year, month), n in sorted(row.months.items()):
        first = date(year, month, 1)
        long = (pd.Timestamp(first) + pd.offsets.MonthEnd(0)).day
        tall = 0.34 * n / most
        left = (first - start).days + long * 0.12
        sheet.ax.bar(left, -tall, long * 0.76, bottom=bottom, align="edge", color=colours.BLUE, zorder=3)


def _notes(material: Material, rows: list[Row], chosen: list[str] | None) -> list[str]:
    notes = []
    shown = sum(row.phenomenon_id is not None for row in rows)
    if shown < len(material.phenomena):
        notes.append(text("plots.note_shown", shown=shown, all=len(material.phenomena)))
    if undated := int(material.undated.sum()):
        notes.append(plural("plots.note_undated", undated))
    return [" ".join(notes), page.internal_note()] if notes else [page.internal_note()]


def _legend(rows: list[Row], by_month: bool) -> list[tuple[Any, str]]:
    kinds = set() if by_month else {kind for row in rows for _, kind in row.marks}
    entries = []
    if by_month:
        entries.append((page.patch(colours.BLUE, colours.BLUE), text("plots.mark_month")))
    if "own" in kinds:
        entries.append((page.mark("o", colours.BLUE), text("plots.mark_observation")))
    if "also" in kinds:
        entries.append((page.mark("D", colours.SKY, size=5), text("plots.mark_also")))
    if "repeat" in kinds:
        entries.append((page.mark("o", colours.BLUE, hollow=True), text("plots.mark_repeat")))
    if "single" in kinds:
        entries.append((page.mark("^", colours.INK, hollow=True), text("plots.mark_single")))
    if any(row.windows for row in rows):
        entries.append((page.patch(page.SHADE, colours.VERMILLION), text("plots.mark_window")))
    if any(row.is_emerging for row in rows):
        entries.append((page.mark("*", colours.VERMILLION, size=10), text("plots.mark_emerging")))
    return entries


def _alt(rows: list[Row], days: str) -> str:
    n = sum(row.n for row in rows)
    parts = [text("plots.alt_timeline", days=days, rows=len(rows), n=format_number(n))]
    known = [row for row in rows if row.phenomenon_id is not None]
    largest = sorted(known, key=lambda row: -row.n)[:3]
    if largest:
        parts.append(text("plots.alt_largest", names=join_words(f"{row.name} ({row.n})" for row in largest)))
    parts += [
        text("plots.alt_growing", name=row.name, n=window["n"], days=window["days"])
        for row in known
        for window in row.windows
    ]
    if emerging := [row.name for row in known if row.is_emerging]:
        parts.append(text("plots.alt_emerging", names=join_words(emerging)))
    return " ".join(parts)


def _width(ax: Axes) -> float:
    figure: Any = ax.figure
    return float(ax.get_window_extent().width / figure.dpi)
