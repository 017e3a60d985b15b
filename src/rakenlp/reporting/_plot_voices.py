"""Grid of voices: phenomenon × respondent group, with the silent cells and groups drawn too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..texts import text
from . import _palette as colours
from . import _plot_figure as page
from ._format import clean, format_number, join_words, label_of
from ._material import UNHEARD_GROUPS, Material, collect, group_codes
from ._plot_nothing import nothing
from ._plot_words import in_lines, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROWS_SHOWN = 20
_CELL, _ROW, _GAP = 0.56, 0.34, 0.12
_EDGE = "#b9c4c4"
#: Least count, face and ink of a cell: darker is more, also in greyscale.
_STEPS = (
    (10, "#08446f", "#ffffff"),
    (5, "#2f7fb8", "#ffffff"),
    (2, "#a5cbe6", colours.INK),
    (1, "#dbeaf5", colours.INK),
)


class _Row(NamedTuple):
    """One row of the grid; ``phenomenon_id`` is None for those that no phenomenon fits."""

    phenomenon_id: str | None
    name: str
    counts: list[int]
    is_emerging: bool


def draw_voices(analysis: Any, chosen: list[str] | None, ax: Axes | None) -> Any:
    """Draw phenomenon × respondent group; see :meth:`rakenlp.reporting.plots.Plots.voices`."""
    material = collect(analysis, "all")
    rows = material.of(material.now)
    counted = rows[rows["counted"]]
    if counted.empty:
        return nothing(ax, text("plots.voices_title"), text("plots.empty"))
    heard = set(counted["respondent_group"])
    groups = group_codes(heard)
    table = _table(analysis, material, counted, groups, chosen)
    totals = [int((counted["respondent_group"] == group).sum()) for group in groups]
    is_told = heard != {"ei_kerrottu"}
    silent = {group for group, n in zip(groups, totals, strict=True) if group in UNHEARD_GROUPS and not n and is_told}
    unheard = [place for place, group in enumerate(groups) if group in silent]
    heads = [_head(group, group in silent) for group in groups]
    everyone = text("plots.all_phenomena")
    labels = [in_lines(row.name, 54, 1) for row in table]
    left = max(width_of(label, page.BODY) for label in [*labels, everyone]) * 1.03 + 0.55
    width, height = _CELL * (len(groups) + 3), _ROW * (len(table) + 1) + _GAP
    sheet = page.Page(
        ax,
        width=width,
        height=height,
        left=left,
        right=0.6,
        head=[text("plots.voices_title"), text("plots.voices_read")],
        foot=_notes(material, sum(row.phenomenon_id is not None for row in table), is_told),
        above=max(width_of(head, page.BODY) for head in heads) * 0.76 + 0.3,
        below=0.16,
    )
    sheet.ax.set_xlim(0, width)
    sheet.ax.set_ylim(height, 0)
    for place, head in enumerate(heads):
        _heading(sheet, place, head, place in unheard)
    for number, (label, row) in enumerate(zip(labels, table, strict=True)):
        sheet.label(label, (number + 0.5) * _ROW, is_emerging=row.is_emerging)
        _line(sheet, row.counts, groups, number * _ROW, unheard)
    bottom = len(table) * _ROW + _GAP
    sheet.label(everyone, bottom + _ROW / 2, is_bold=True)
    _line(sheet, totals, groups, bottom, unheard, is_total=True)
    sheet.ax.plot([0, width], [len(table) * _ROW + _GAP / 2] * 2, color=colours.SOFT, linewidth=1)
    for column, key in ((0.2, "plots.column_observations"), (1.7, "plots.column_groups")):
        _heading(sheet, len(groups) + column, text(key), False, colours.SOFT)
    n = sum(totals) if chosen is None else sum(sum(row.counts) for row in table)
    return sheet.finish(_alt(table, groups, unheard, n, is_told), _legend(table, unheard))


def _table(analysis: Any, material: Material, counted: Any, groups: list[str], chosen: list[str] | None) -> list[_Row]:
    keys: list[Any] = list(chosen or page.most(analysis, material, _sizes(counted), ROWS_SHOWN))
    if chosen is None and counted["phenomenon_id"].isna().any():
        keys.append(None)
    names, fresh = material.phenomena["name"].to_dict(), page.emerging(material)
    rows = []
    for key in keys:
        part = counted[counted["phenomenon_id"].isna() if key is None else counted["phenomenon_id"] == key]
        name = text("plots.no_phenomenon") if key is None else clean(names.get(key)) or str(key)
        counts = [int((part["respondent_group"] == group).sum()) for group in groups]
        rows.append(_Row(key, name, counts, key in fresh))
    return rows


def _sizes(counted: Any) -> Any:
    return counted["phenomenon_id"].value_counts()


def _head(group: str, is_unheard: bool) -> str:
    label = label_of("group", group)
    return text("plots.not_heard", group=label) if is_unheard else label


def _heading(sheet: page.Page, place: float, words: str, is_unheard: bool, colour: str = colours.INK) -> None:
    sheet.ax.annotate(
        words,
        ((place + 0.5) * _CELL, 0),
        (-3, 5),
        textcoords="offset points",
        rotation=45,
        rotation_mode="anchor",
        ha="left",
        va="center",
        fontsize=page.BODY,
        fontweight="bold" if is_unheard else "normal",
        color="#a84300" if is_unheard else colour,
        annotation_clip=False,
        usetex=False,
        parse_math=False,
    )


def _line(
    sheet: page.Page,
    counts: list[int],
    groups: list[str],
    top: float,
    unheard: list[int],
    *,
    is_total: bool = False,
) -> None:
    """Draw the cells and the sums of a row."""
    from matplotlib.patches import Rectangle

    middle = {"ha": "center", "va": "center_baseline", "fontweight": "bold" if is_total else "normal"}
    for place, n in enumerate(counts):
        face, ink = next(((face, ink) for least, face, ink in _STEPS if n >= least), (colours.WHITE, colours.INK))
        x = place * _CELL
        if not is_total:
            silent = place in unheard
            box = Rectangle((x + 0.025, top + 0.025), _CELL - 0.05, _ROW - 0.05)
            box.set(
                facecolor=face,
                edgecolor=_EDGE if n == 0 else face,
                linewidth=0.8,
                hatch="////" if silent else None,
            )
            sheet.ax.add_patch(box)
        if n or is_total:
            colour = colours.INK if is_total else ink
            sheet.write(x + _CELL / 2, top + _ROW / 2, format_number(n), color=colour, **middle)
    is_untold = all(group == "ei_kerrottu" for group, n in zip(groups, counts, strict=True) if n)
    told = sum(1 for group, n in zip(groups, counts, strict=True) if n and group in UNHEARD_GROUPS)
    for column, words in (
        (0.7, format_number(sum(counts))),
        (2.2, f"{told}/{len(UNHEARD_GROUPS)}" if told or not is_untold else "–"),
    ):
        colour = colours.INK if is_total else colours.SOFT
        sheet.write((len(groups) + column) * _CELL, top + _ROW / 2, words, color=colour, **middle)


def _notes(material: Material, shown: int, is_told: bool) -> list[str]:
    notes = [page.internal_note()]
    if not is_told:
        notes.insert(0, text("plots.no_groups"))
    if shown < len(material.phenomena):
        notes.insert(0, text("plots.note_shown", shown=shown, all=len(material.phenomena)))
    return notes


def _legend(table: list[_Row], unheard: list[int]) -> list[tuple[Any, str]]:
    entries = []
    if any(n == 0 for row in table for place, n in enumerate(row.counts) if place not in unheard):
        entries.append((page.patch(colours.WHITE, _EDGE), text("plots.mark_empty")))
    if unheard:
        entries.append((page.patch(colours.WHITE, _EDGE, "////"), text("plots.mark_unheard")))
    if any(row.is_emerging for row in table):
        entries.append((page.mark("*", colours.VERMILLION, size=10), text("plots.mark_emerging")))
    return entries


def _alt(table: list[_Row], groups: list[str], unheard: list[int], n: int, is_told: bool) -> str:
    shown = [row for row in table if row.phenomenon_id is not None]
    parts = [text("plots.alt_voices", rows=len(shown), groups=len(groups), n=format_number(n))]
    largest = sorted(shown, key=lambda row: -sum(row.counts))[:3]
    if largest:
        names = join_words(f"{row.name} ({sum(row.counts)})" for row in largest)
        parts.append(text("plots.alt_largest", names=names))
    if fresh := [row.name for row in shown if row.is_emerging]:
        parts.append(text("plots.alt_emerging", names=join_words(fresh)))
    if not is_told:
        parts.append(text("plots.no_groups"))
    elif unheard:
        names = join_words(label_of("group", groups[place]) for place in unheard)
        parts.append(text("plots.alt_unheard", names=names))
    else:
        parts.append(text("plots.alt_all_heard"))
    return " ".join(parts)
