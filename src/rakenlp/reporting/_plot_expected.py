"""Small multiples: the months of each phenomenon beside what its past let expect of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..signals import growth_evidence
from ..texts import text
from . import _palette as colours
from . import _plot_figure as page
from ._format import clean, format_dates, format_number, join_words, month_short
from ._material import Material, collect
from ._plot_nothing import nothing_in_time
from ._plot_words import in_lines, line_height
from ._strip_layout import months_between

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS_SHOWN, MONTHS_SHOWN = 12, 36
_COLUMNS, _WIDE, _HIGH, _ACROSS, _DOWN = 3, 3.0, 1.0, 0.55, 0.42
_BAR, _TOLD = 0.2, 6
_BAND, _BAND_EDGE = "#d9dedd", "#8a9798"


class _Panel(NamedTuple):
    """One phenomenon: counts by month, and (lowest, highest, mean) expected of each, None where it is not known."""

    phenomenon_id: str
    name: str
    is_emerging: bool
    counts: list[int]
    bands: list[tuple[float, float, float] | None]

    def above(self, place: int) -> bool:
        """Tell whether a month has more than was expected."""
        band = self.bands[place]
        return band is not None and self.counts[place] > band[1]


def draw_expected(analysis: Any, chosen: list[str] | None, ax: Axes | None) -> Any:
    """Draw months beside their expected range; see :meth:`rakenlp.reporting.plots.Plots.expected`."""
    material = collect(analysis, "all")
    rows = material.of(material.now & ~material.undated)
    rows = rows[rows["counted"] & rows["phenomenon_id"].notna()]
    if rows.empty:
        return nothing_in_time(ax, text("plots.expected_title_plain"), material, text("plots.empty_expected"))
    months, is_unfinished = _months(material, rows)
    counts = _counts(rows, months)
    keys = chosen or page.most(analysis, material, rows["phenomenon_id"].value_counts(), PANELS_SHOWN)
    names, fresh = material.phenomena["name"].to_dict(), page.emerging(material)
    column_of = {key: place for place, key in enumerate(counts.columns)}
    bands = _bands(counts, [column_of.get(key) for key in keys])
    first = max(0, len(months) - MONTHS_SHOWN)
    panels = [
        _Panel(
            key,
            clean(names.get(key)) or str(key),
            key in fresh,
            [int(n) for n in counts[key][first:]] if key in counts.columns else [0] * (len(months) - first),
            bands[place][first:],
        )
        for place, key in enumerate(keys)
    ]
    shown = months[first:]
    if is_unfinished:
        for panel in panels:
            panel.bands[-1] = None
    lines = -(-len(panels) // _COLUMNS)
    head = max(in_lines(panel.name, 34).count("\n") + 1 for panel in panels) * line_height(page.BODY) + 0.06
    width = _COLUMNS * _WIDE + (_COLUMNS - 1) * _ACROSS
    height = lines * (head + _HIGH) + (lines - 1) * _DOWN
    days = format_dates(date(*shown[0], 1), rows["received_date"].max().date())
    legend = _legend(panels, is_unfinished)
    is_known = any(band is not None for panel in panels for band in panel.bands)
    sheet = page.Page(
        ax,
        width=width,
        height=height,
        left=0.6,
        right=0.3,
        head=[text("plots.expected_title", days=days), text(f"plots.expected_read{'' if is_known else '_none'}")],
        foot=_notes(material, panels, is_known),
        legend_rows=-(-len(legend) // 3),
        below=0.35,
    )
    sheet.ax.set_xlim(0, width)
    sheet.ax.set_ylim(height, 0)
    most = max([4.0, *(max(panel.counts) * 1.12 for panel in panels), *(b[1] for p in panels for b in p.bands if b)])
    for place, panel in enumerate(panels):
        corner = (place % _COLUMNS) * (_WIDE + _ACROSS), (place // _COLUMNS) * (head + _HIGH + _DOWN) + head
        _draw(sheet, panel, shown, corner, most, is_unfinished)
    return sheet.finish(_alt(panels, shown, days), legend, columns=3)


def _months(material: Material, rows: pd.DataFrame) -> tuple[list[tuple[int, int]], bool]:
    """Return the months from the first observation to the day looked at, and whether the last one is unfinished."""
    newest = rows["received_date"].max()
    last = newest if material.as_of is None else max(newest, material.as_of)
    return months_between(rows["received_date"].min().date(), last.date()), not last.is_month_end


def _counts(rows: pd.DataFrame, months: list[tuple[int, int]]) -> pd.DataFrame:
    """Return how many observations of each phenomenon (column) every month (row) has."""
    place = {month: at for at, month in enumerate(months)}
    at = pd.Series([place[when.year, when.month] for when in rows["received_date"]], index=rows.index)
    table = rows.groupby([at, "phenomenon_id"]).size().unstack(fill_value=0)
    return table.reindex(range(len(months)), fill_value=0)


def _bands(counts: pd.DataFrame, columns: list[int | None]) -> list[list[tuple[float, float, float] | None]]:
    """Return what was expected of each month by what was known before it: the test of growth, one month at a time."""
    table = counts.to_numpy(dtype=float)
    found: list[list[tuple[float, float, float] | None]] = [[] for _ in columns]
    for end in range(1, len(table) + 1):
        evidence = growth_evidence(table[:end], windows=(1,))
        for place, column in enumerate(columns):
            band = None
            if evidence.windows and column is not None:
                band = (*evidence.interval(column, 0), float(evidence.expected[column, 0]))
            found[place].append(band)
    return found


def _draw(
    sheet: page.Page,
    panel: _Panel,
    months: list[tuple[int, int]],
    corner: tuple[float, float],
    most: float,
    is_unfinished: bool,
) -> None:
    """Draw one panel: name, band, bars, axes."""
    from matplotlib.patches import Rectangle

    left, top = corner
    floor, step = top + _HIGH, _WIDE / len(months)

    def y(n: float) -> float:
        return floor - _HIGH * n / most

    heading = {"va": "bottom", "ha": "left", "linespacing": 1.1}
    star = 0.2 if panel.is_emerging else 0.0
    sheet.write(left + star, top - 0.07, in_lines(panel.name, 34), fontweight="bold", **heading)
    if panel.is_emerging:
        sheet.star(left + 0.07, top - 0.15)
    ticks = _ticks(most)
    for n in ticks:
        sheet.ax.plot([left, left + _WIDE], [y(n), y(n)], color=page.LINE, linewidth=0.5, zorder=0.5)
        sheet.write(
            left - 0.06, y(n), format_number(n), fontsize=page.SMALL, color=colours.SOFT, ha="right", va="center"
        )
    for place, (n, band) in enumerate(zip(panel.counts, panel.bands, strict=True)):
        x = left + place * step
        if band is not None:
            low, high, mean = band
            box = Rectangle((x, y(high)), step, max(y(low) - y(high), 0.02), facecolor=_BAND, linewidth=0, zorder=1)
            sheet.ax.add_patch(box)
            for level, look in ((high, {"color": _BAND_EDGE, "linewidth": 1.0}), (mean, {"color": colours.INK})):
                style = {"linewidth": 0.8, "linestyle": (0, (2, 1.5)), **look} if level == mean else look
                sheet.ax.plot([x, x + step], [y(level)] * 2, solid_capstyle="butt", zorder=4, **style)
        if not n:
            continue
        is_open = is_unfinished and place == len(months) - 1
        colour = colours.VERMILLION if panel.above(place) else colours.BLUE
        face = colours.WHITE if is_open else colour
        wide = min(step * 0.64, _BAR)
        bar = Rectangle((x + (step - wide) / 2, y(n)), wide, floor - y(n), facecolor=face, edgecolor=colour, zorder=3)
        bar.set_clip_on(False)
        bar.set_linewidth(1.0 if is_open else 0.0)
        sheet.ax.add_patch(bar)
        if panel.above(place):
            look = {"mfc": colours.VERMILLION, "mec": colours.INK, "mew": 0.4, "ms": 5, "clip_on": False, "zorder": 5}
            sheet.ax.plot([x + step / 2], [y(n) - 0.07], "^", **look)
    sheet.ax.plot([left, left + _WIDE], [floor, floor], color=colours.SOFT, linewidth=0.9, zorder=4, clip_on=False)
    _name_months(sheet, months, left, floor, step)


def _ticks(most: float) -> list[int]:
    """Return two or three whole numbers of the scale."""
    step = next(k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if most / k < 4)
    return list(range(0, int(most) + 1, step))


def _name_months(sheet: page.Page, months: list[tuple[int, int]], left: float, floor: float, step: float) -> None:
    every = next((k for k in (1, 2, 3, 6, 12) if k * step >= 0.42), 12)
    for place, (year, month) in enumerate(months):
        x = left + place * step
        if month == 1 or place == 0:
            sheet.ax.plot([x, x], [floor, floor + 0.07], color=colours.SOFT, linewidth=0.8, clip_on=False)
        words = ""
        if (month - 1) % every == 0:
            words = str(year) if month == 1 and every > 1 else month_short(month)
        elif place == 0 and (12 - month + 1) * step > 0.9:
            words = str(year) if every >= 6 else ""
        if words:
            sheet.write(x, floor + 0.09, words, fontsize=page.SMALL, color=colours.SOFT, ha="left", va="top")


def _notes(material: Material, panels: list[_Panel], is_known: bool) -> list[str]:
    notes = []
    if len(panels) < len(material.phenomena):
        notes.append(text("plots.note_shown", shown=len(panels), all=len(material.phenomena)))
    notes.append(text("plots.note_expected" if is_known else "plots.note_expected_none"))
    return [" ".join(notes), page.internal_note()]


def _legend(panels: list[_Panel], is_unfinished: bool) -> list[tuple[Any, str]]:
    entries = [(page.patch(colours.BLUE, colours.BLUE), text("plots.mark_month"))]
    places = range(len(panels[0].counts))
    if any(panel.above(place) for panel in panels for place in places):
        entries.append((page.mark("^", colours.VERMILLION), text("plots.mark_above")))
    if any(band for panel in panels for band in panel.bands):
        entries.append((page.patch(_BAND, _BAND_EDGE), text("plots.mark_band")))
        entries.append((page.dashes(colours.INK), text("plots.mark_expected")))
    if is_unfinished:
        entries.append((page.patch(colours.WHITE, colours.BLUE), text("plots.mark_unfinished")))
    if any(panel.is_emerging for panel in panels):
        entries.append((page.mark("*", colours.VERMILLION, size=10), text("plots.mark_emerging")))
    return entries


def _alt(panels: list[_Panel], months: list[tuple[int, int]], days: str) -> str:
    parts = [text("plots.alt_expected", rows=len(panels), days=days)]
    above = [(place, panel) for panel in panels for place in range(len(months)) if panel.above(place)]
    above.sort(key=lambda each: (-each[0], -each[1].counts[each[0]], each[1].name))
    told = []
    for place, panel in above[:_TOLD]:
        band = panel.bands[place]
        year, month = months[place]
        high = format_number(band[1] if band else np.nan)
        about = {"name": panel.name, "month": f"{month_short(month)} {year}", "n": panel.counts[place], "high": high}
        told.append(text("plots.alt_above", **about))
    if told:
        parts.append(text("plots.alt_above_all", n=len(above), names=join_words(told)))
    elif any(band for panel in panels for band in panel.bands):
        parts.append(text("plots.alt_above_none"))
    else:
        parts.append(text("plots.note_expected_none"))
    return " ".join(parts)
