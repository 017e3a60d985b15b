"""Months above a plot whose axis is time, in the language of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from . import _plot_figure as page
from ._format import month_short
from ._strip_layout import months_between

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def page_over_months(
    ax: Axes | None,
    start: date,
    end: date,
    *,
    width: float,
    heights: Sequence[float],
    left: float,
    right: float,
    head: list[str],
    foot: list[str],
    n_legend: int,
) -> page.Page:
    """Return a page of rows over days, with the months above and room for a legend of three columns."""
    sheet = page.Page(
        ax,
        width=width,
        height=sum(heights),
        left=left,
        right=right,
        head=head,
        foot=foot,
        legend_rows=-(-n_legend // 3),
        above=0.62,
        below=0.14,
    )
    sheet.ax.set_xlim(0, (end - start).days + 1)
    sheet.ax.set_ylim(sum(heights), 0)
    _months_axis(sheet, start, end)
    return sheet


def _months_axis(sheet: page.Page, start: date, end: date) -> None:
    """Draw the months above the rows: names as far as they fit, the year where it begins."""
    months = months_between(start, end)
    wide = sheet.width / len(months)
    every = next((k for k in (1, 2, 3, 6, 12, 24, 60, 120) if k * wide >= 0.52), 240)
    points = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "annotation_clip": False}
    for place, (year, month) in enumerate(months):
        x = (date(year, month, 1) - start).days
        since = (year * 12 + month - 1) % every == 0
        if month == 1 or place == 0 or (since and len(months) <= 60):
            strong = month == 1 and place
            sheet.ax.axvline(x, color=page.LINE, linewidth=1.3 if strong else 0.6, zorder=0.2)
        name = month_short(month)
        if since and every < 12:
            sheet.ax.annotate(name, (x, 1), (2, 7), fontsize=page.SMALL, color=page.SOFT, **points)
        opens = month == 1 or (place == 0 and (12 - month + 1) * wide > 0.45)
        if opens and (every < 12 or (year * 12) % every == 0):
            style = {"fontsize": page.BODY, "color": page.INK, "fontweight": "bold"}
            sheet.ax.annotate(str(year), (x, 1), (2, 21), **style, **points)
