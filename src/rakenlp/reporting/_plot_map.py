"""Map of phenomena: every observation a mark near the phenomena that fit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..phenomena.taxonomy import PARENTS
from ..texts import text
from . import _palette as colours
from . import _plot_figure as page
from ._format import clean, format_number, join_words, label_of
from ._material import Material, collect
from ._plot_layout import between, loosen, scale_classically, spread_boxes
from ._plot_nothing import nothing
from ._plot_words import height_of, in_lines, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 60
WIDTH, HEIGHT = 12.0, 8.2
_MARGIN, _APART, _FILLED = 0.08, 0.105, 0.2
#: Shape and colour of each national phenomenon, in the order of PARENTS; the last one also without a taxonomy.
LOOKS = dict(
    zip(
        PARENTS,
        [("s", colours.BLUE), ("D", colours.ORANGE), ("v", colours.GREEN), ("P", colours.PURPLE), ("o", colours.SKY)],
        strict=True,
    ),
    single=("^", colours.INK),
)
_SIZES = {"s": 0.8, "D": 0.72, "P": 0.98, "v": 0.98, "^": 0.98}


def draw_map(analysis: Any, ax: Axes | None) -> Any:
    """Draw observations among phenomena; see :meth:`rakenlp.reporting.plots.Plots.map`."""
    material = collect(analysis, "all")
    rows = material.of(material.now).sort_index()
    if rows.empty:
        return nothing(ax, text("plots.map_title"), text("plots.empty"))
    marked = marks_of(material, rows)
    fresh = page.emerging(material)
    legend = _legend(material, marked, fresh)
    few = len(material.phenomena) <= 4 and len(rows) <= 30
    sheet = page.Page(
        ax,
        width=8.5 if few else WIDTH,
        height=2.6 if few else (HEIGHT if len(material.phenomena) > 8 else 5.5),
        head=[text("plots.map_title"), text("plots.map_read")],
        foot=_notes(material, min(len(material.phenomena), NAMED)),
        legend_rows=-(-len(legend) // 4),
    )
    size = (sheet.width, sheet.height)
    sheet.ax.set_xlim(0, size[0])
    sheet.ax.set_ylim(0, size[1])
    laid = lay_out(analysis, material, rows, size)
    _write_names(sheet, laid, fresh)
    _draw(sheet, marked, laid.spots, laid.apart)
    return sheet.finish(map_alt(material, rows, fresh), legend, columns=4)


class Layout(NamedTuple):
    """Where everything is on the map, in inches from its lower left corner.

    ``names`` are broken into lines; ``boxes`` are what each phenomenon needs, ``walls`` where its name is (left,
    bottom, right, top; in the order of ``names``), ``spots`` where the observations are, ``distances`` how unlike the
    phenomena are.
    """

    keys: list[str]
    names: dict[str, str]
    centres: NDArray[np.float64]
    boxes: NDArray[np.float64]
    walls: NDArray[np.float64]
    spots: NDArray[np.float64]
    distances: NDArray[np.float64]
    apart: float


def lay_out(analysis: Any, material: Material, rows: Any, size: tuple[float, float]) -> Layout:
    """Place phenomena and observations on a sheet."""
    keys = sorted(material.phenomena.index)
    probabilities = _probabilities(analysis, rows, keys)
    sizes = material.phenomena["n_unique"].astype(int).to_dict()
    named = sorted(keys, key=lambda key: (-sizes[key], key))[:NAMED]
    fresh = page.emerging(material)
    apart = min(_APART, float(np.sqrt(_FILLED * size[0] * size[1] / len(rows))))
    names = {key: in_lines(clean(material.phenomena.at[key, "name"]) or key, 24, 3) for key in named}
    boxes = _boxes(keys, names, fresh, rows, apart)
    distances = _distances(probabilities, rows, keys)
    centres = spread_boxes(scale_classically(distances), boxes, size)
    walls = _walls(keys, names, fresh, centres, boxes)
    anchors = _anchors(centres, boxes, keys, names)
    spots = loosen(between(anchors, probabilities**2, size), apart, walls, size)
    return Layout(keys, names, centres, boxes, walls, spots, distances, apart)


def _probabilities(analysis: Any, rows: Any, keys: list[str]) -> NDArray[np.float64]:
    """Return the probability of each phenomenon of the analysis for each row."""
    frame = analysis.obs.frame
    found = analysis.model.predict_proba(analysis.obs.texts)
    at = {key: place for place, key in enumerate(frame.index)}
    known = list(analysis.model.phenomenon_ids_)
    every: NDArray[np.float64] = np.asarray(found, dtype=float)[[at[key] for key in rows.index]]
    labels = rows["phenomenon_id"].to_numpy(dtype=object)
    # what people made by splitting is not known to the model: its own observations are in it, the others not
    columns = [every[:, known.index(key)] if key in known else (labels == key).astype(float) for key in keys]
    return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def _distances(probabilities: NDArray[np.float64], rows: Any, keys: list[str]) -> NDArray[np.float64]:
    """Return how unlike the observations of each two phenomena are: angles between mean log-probabilities."""
    logs = np.log(probabilities + 1e-3)
    logs -= logs.mean(axis=0)
    labels = rows["phenomenon_id"].to_numpy(dtype=object)
    means = np.vstack([logs[labels == key].mean(axis=0) for key in keys]) if keys else np.zeros((0, 0))
    long = np.linalg.norm(means, axis=1, keepdims=True)
    unit = means / np.maximum(long, 1e-12)
    out: NDArray[np.float64] = np.arccos(np.clip(unit @ unit.T, -1.0, 1.0))
    np.fill_diagonal(out, 0.0)
    return out


def _island(n: int, apart: float) -> float:
    """Return the height that the marks of a phenomenon take above its name."""
    return float(apart * np.sqrt(max(n, 1) / 0.75))


def _boxes(keys: list[str], names: dict[str, str], fresh: set[str], rows: Any, apart: float) -> NDArray[np.float64]:
    """Return the width and height that each phenomenon needs: its marks, and its name under them."""
    sizes = rows["phenomenon_id"].value_counts()
    out = []
    for key in keys:
        island = _island(int(sizes.get(key, 0)), apart)
        words = names.get(key, "")
        wide = width_of(words, page.SMALL) + (0.22 if key in fresh else 0.0)
        out.append([max(island * 1.15, wide) + 2 * _MARGIN, island + _name_height(words) + 2 * _MARGIN])
    return np.array(out).reshape(-1, 2)


def _name_height(words: str) -> float:
    return height_of(words, page.SMALL) if words else 0.0


def _anchors(
    centres: NDArray[np.float64], boxes: NDArray[np.float64], keys: list[str], names: dict[str, str]
) -> NDArray[np.float64]:
    """Return the middle of the marks of each phenomenon: above its name."""
    anchors = centres.copy()
    for place, key in enumerate(keys):
        anchors[place, 1] += _name_height(names.get(key, "")) / 2
    return anchors


def _walls(
    keys: list[str],
    names: dict[str, str],
    fresh: set[str],
    centres: NDArray[np.float64],
    boxes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return where the names are: at the foot of their boxes."""
    walls = []
    for key, (x, y), (_, high) in zip(keys, centres, boxes, strict=True):
        if words := names.get(key):
            bottom = y - high / 2 + _MARGIN
            shift = 0.1 if key in fresh else 0.0
            half = width_of(words, page.SMALL) * (1.12 if key in fresh else 1.0) / 2 + shift
            walls.append([x - half, bottom, x + half, bottom + _name_height(words) - 0.02])
    return np.array(walls).reshape(-1, 4)


def _write_names(sheet: page.Page, laid: Layout, fresh: set[str]) -> None:
    from matplotlib.patheffects import withStroke

    named = [key for key in laid.keys if laid.names.get(key)]
    for key, (left, bottom, right, _) in zip(named, laid.walls, strict=True):
        words, shift = laid.names[key], 0.1 if key in fresh else 0.0
        weight = "bold" if key in fresh else "normal"
        x = (left + right) / 2 + shift
        label = sheet.write(
            x, bottom, words, ha="center", va="bottom", fontsize=page.SMALL, fontweight=weight, zorder=4
        )
        label.set_path_effects([withStroke(linewidth=2.5, foreground=colours.WHITE)])
        if key in fresh:
            sheet.star(left + shift - 0.05, bottom + _name_height(words) / 2)


def marks_of(material: Material, rows: Any) -> list[tuple[str, bool]]:
    """Return what each observation is drawn as: its parent, or "single", and whether it is a repeat."""
    parents = material.phenomena["parent"].to_dict()
    columns = (rows["phenomenon_id"], rows["is_single_voice"], rows["counted"])
    out = []
    for key, alone, counted in zip(*columns, strict=True):
        parent = parents.get(key, PARENTS[-1])
        kind = "single" if alone or key is None else (parent if parent in PARENTS else PARENTS[-1])
        out.append((kind, not counted))
    return out


def _draw(sheet: page.Page, marked: list[tuple[str, bool]], spots: NDArray[np.float64], apart: float) -> None:
    thin = apart / _APART
    for kind, again in sorted(set(marked)):
        shape, colour = LOOKS[kind]
        part = spots[[place for place, mark in enumerate(marked) if mark == (kind, again)]]
        size = apart * 72 * 0.86 * _SIZES.get(shape, 1.0) * (0.88 if again else 1.0)
        hollow = again or kind == "single"
        look: dict[str, Any] = {"facecolor": colour, "edgecolor": colours.INK, "linewidths": 0.35 * thin}
        if hollow:
            look = {"facecolor": colours.WHITE, "edgecolor": colour, "linewidths": 1.2 * thin}
        sheet.ax.scatter(part[:, 0], part[:, 1], marker=shape, s=size**2, zorder=3, snap=False, **look)


def _legend(material: Material, marked: list[tuple[str, bool]], fresh: set[str]) -> list[tuple[Any, str]]:
    kinds = {kind for kind, _ in marked}
    entries = []
    for parent in PARENTS:
        if parent in kinds:
            words = label_of("parent", parent) if material.with_taxonomy else text("plots.mark_observation")
            entries.append((page.mark(*LOOKS[parent]), words))
    if "single" in kinds:
        entries.append((page.mark("^", colours.INK, hollow=True), text("plots.mark_single")))
    if any(again for _, again in marked):
        entries.append((page.mark("o", colours.SOFT, hollow=True), text("plots.mark_repeat")))
    if fresh:
        entries.append((page.mark("*", colours.VERMILLION, size=10), text("plots.mark_emerging")))
    return entries


def _notes(material: Material, named: int) -> list[str]:
    notes = [page.internal_note()]
    if named < len(material.phenomena):
        notes.insert(0, text("plots.note_labelled", shown=named, all=len(material.phenomena)))
    return notes


def map_alt(material: Material, rows: Any, fresh: set[str]) -> str:
    counted = rows[rows["counted"]]
    loose = counted["is_single_voice"] | counted["phenomenon_id"].isna()
    names = {key: clean(name) or str(key) for key, name in material.phenomena["name"].items()}
    about = {"phenomena": len(names), "n": format_number(len(counted)), "single": int(loose.sum())}
    parts = [text("plots.alt_map", **about)]
    sizes = counted["phenomenon_id"].value_counts()
    largest = sorted(sizes.index, key=lambda key: (-sizes[key], str(key)))[:3]
    if largest:
        parts.append(text("plots.alt_largest", names=join_words(f"{names[k]} ({sizes[k]})" for k in largest)))
    if fresh:
        parts.append(text("plots.alt_emerging", names=join_words(names[key] for key in sorted(fresh))))
    return " ".join(parts)
