"""What a plot says when there is nothing to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..texts import text
from . import _plot_figure as page
from ._material import Material

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def nothing(ax: Axes | None, title: str, why: str) -> Any:
    """Draw the title and why there is nothing under it."""
    sheet = page.Page(ax, width=7.0, height=1.2, head=[title], foot=[], legend_rows=0)
    sheet.say(why)
    return sheet.finish(f"{title}. {why}", [])


def nothing_in_time(ax: Axes | None, title: str, material: Material, otherwise: str) -> Any:
    """Draw the same where there are no observations, none with a date, or ``otherwise`` none that belong there."""
    if not len(material.rows):
        otherwise = text("plots.empty")
    elif material.undated.all():
        otherwise = text("plots.no_dates")
    return nothing(ax, title, otherwise)
