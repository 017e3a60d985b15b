"""When each phenomenon was first heard, by whom, and when it was heard again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..texts import plural, text
from . import _palette as colours
from . import _plot_figure as page
from ._format import clean, format_date, join_words, label_of
from ._material import Material, collect
from ._plot_months import page_over_months
from ._plot_nothing import nothing_in_time
from ._plot_timeline_rows import span
from ._plot_words import height_of, in_lines, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS_SHOWN = 40
_WIDTH, _ROW, _YEAR = 7.6, 0.29, 365


class _Row(NamedTuple):
    """One phenomenon: the days on which it was heard, and of the first one the group that told."""

    phenomenon_id: str
    name: str
    is_emerging: bool
    days: list[int]
    first: date
    group: str
    is_new: bool


def draw_first(analysis: Any, chosen: list[str] | None, ax: Axes | None) -> Any:
    """Draw when phenomena were first heard; see :meth:`rakenlp.reporting.plots.Plots.first_heard`."""
    material = collect(analysis, "all")
    rows = material.of(material.now & ~material.undated)
    heard = rows[rows["counted"] & rows["phenomenon_id"].notna()]
    if heard.empty:
        return nothing_in_time(ax, text("plots.first_title"), material, text("plots.empty_expected"))
    start, end = span(material, rows)
    begins = rows["received_date"].min()
    table = _rows(material, heard, chosen, start, begins)
    total = (end - start).days + 1
    labels = [in_lines(row.name, 40) for row in table]
    told = [f"{format_date(row.first)} · {row.group}" for row in table]
    heights = [max(_ROW, height_of(label, page.BODY) + 0.06) for label in labels]
    legend = _legend(table)
    sheet = page_over_months(
        ax,
        start,
        end,
        width=_WIDTH,
        heights=heights,
        left=max(width_of(label, page.BODY) for label in labels) * 1.04 + 0.7,
        right=max(width_of(words, page.BODY) for words in told) * 1.05 + 0.45,
        head=[text("plots.first_title"), text("plots.first_read")],
        foot=_notes(material, table, begins, chosen),
        n_legend=len(legend),
    )
    top = 0.0
    for row, label, words, high in zip(table, labels, told, heights, strict=True):
        _draw(sheet, row, label, words, top + high / 2, total)
        top += high
    return sheet.finish(_alt(table), legend, columns=3)


def _rows(
    material: Material, heard: pd.DataFrame, chosen: list[str] | None, start: date, begins: pd.Timestamp
) -> list[_Row]:
    """Return the phenomena, the newest first; or those chosen, in their order."""
    names, fresh = material.phenomena["name"].to_dict(), page.emerging(material)
    found = []
    for key, members in heard.groupby("phenomenon_id", sort=True):
        first = members.iloc[0]
        found.append(
            _Row(
                phenomenon_id=str(key),
                name=clean(names.get(key)) or str(key),
                is_emerging=key in fresh,
                days=[(when.date() - start).days for when in members["received_date"]],
                first=first["received_date"].date(),
                group=label_of("group", first["respondent_group"]),
                is_new=(first["received_date"] - begins).days >= _YEAR,
            )
        )
    if chosen is not None:
        place = {key: at for at, key in enumerate(chosen)}
        return sorted((row for row in found if row.phenomenon_id in place), key=lambda row: place[row.phenomenon_id])
    return sorted(found, key=lambda row: (-row.first.toordinal(), row.phenomenon_id))[:ROWS_SHOWN]


def _again(days: list[int]) -> list[int]:
    """Return the days on which a phenomenon was heard after a year of silence."""
    return [day for before, day in zip(days, days[1:], strict=False) if day - before >= _YEAR]


def _draw(sheet: page.Page, row: _Row, label: str, told: str, middle: float, total: int) -> None:
    sheet.label(label, middle, is_bold=row.is_new, is_emerging=row.is_emerging)
    sheet.ax.plot([0, total], [middle, middle], color=page.LINE, linewidth=0.5, linestyle=(0, (1, 3)), zorder=1)
    sheet.ax.plot([row.days[0], row.days[-1]], [middle, middle], color=colours.SKY, linewidth=1.4, zorder=2)
    again = _again(row.days)
    later = [day for day in row.days[1:] if day not in again]
    for days, shape, size, face, edge in (
        (later, "|", 5, colours.BLUE, colours.BLUE),
        (again, "D", 6, colours.WHITE, colours.BLUE),
        (row.days[:1], *(("D", 7, colours.VERMILLION) if row.is_new else ("o", 7.5, colours.BLUE)), colours.INK),
    ):
        look: dict[str, Any] = {"mfc": face, "mec": edge, "ms": size, "mew": 1.2 if shape == "|" else 0.9}
        sheet.ax.plot([day + 0.5 for day in days], [middle] * len(days), shape, clip_on=False, zorder=4, **look)
    points = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    weight = "bold" if row.is_new else "normal"
    look = {"ha": "left", "va": "center", "fontsize": page.BODY, "fontweight": weight, "color": colours.INK}
    sheet.ax.annotate(told, (1, middle), (10, 0), parse_math=False, **look, **points)


def _notes(material: Material, table: list[_Row], begins: pd.Timestamp, chosen: list[str] | None) -> list[str]:
    notes = [text("plots.note_begins", day=format_date(begins))]
    if chosen is None and len(table) < len(material.phenomena):
        notes.insert(0, text("plots.note_newest", shown=len(table), all=len(material.phenomena)))
    if undated := int(material.undated.sum()):
        notes.append(plural("plots.note_undated", undated))
    return [" ".join(notes), page.internal_note()]


def _legend(table: list[_Row]) -> list[tuple[Any, str]]:
    entries = []
    if any(not row.is_new for row in table):
        entries.append((page.mark("o", colours.BLUE), text("plots.mark_first")))
    if any(row.is_new for row in table):
        entries.append((page.mark("D", colours.VERMILLION), text("plots.mark_first_new")))
    if any(_again(row.days) for row in table):
        entries.append((page.mark("D", colours.BLUE, hollow=True, size=6), text("plots.mark_again")))
    if any(len(row.days) > 1 for row in table):
        entries.append((page.stroke(colours.BLUE), text("plots.mark_later")))
    if any(row.is_emerging for row in table):
        entries.append((page.mark("*", colours.VERMILLION, size=10), text("plots.mark_emerging")))
    return entries


def _alt(table: list[_Row]) -> str:
    parts = [text("plots.alt_first", rows=len(table))]
    newest = sorted(table, key=lambda row: (-row.first.toordinal(), row.phenomenon_id))[:5]
    names = join_words(f"{row.name} ({format_date(row.first)}, {row.group})" for row in newest)
    parts.append(text("plots.alt_newest", names=names))
    if back := [row.name for row in table if _again(row.days)]:
        parts.append(text("plots.alt_again", names=join_words(back)))
    return " ".join(parts)
