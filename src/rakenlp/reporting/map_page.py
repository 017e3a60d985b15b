"""The map of phenomena as a page that answers: each phenomenon tells of itself under the pointer or the tab key."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment
from markupsafe import Markup, escape

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import get_language, text
from . import _palette as colours
from . import _plot_figure as page
from ._format import clean, format_date, is_missing, join_words, label_of
from ._language import in_language
from ._material import Material, collect
from ._pages import templates
from ._plot_map import HEIGHT, LOOKS, WIDTH, Layout, lay_out, map_alt, marks_of

_UNIT = 100.0
_NEAR = 3


def write_map_page(analysis: Any, path: str | os.PathLike[str]) -> Path:
    """Write the map of phenomena as one self-contained page without scripts.

    Every phenomenon is a link to its row in the table below. Under the pointer, or reached with the tab key, the
    others fade and a panel tells its size, voices, days, words and nearest phenomena.

    Parameters
    ----------
    analysis : Analysis
    path : path-like
        Ends in ``.html``.

    Returns
    -------
    pathlib.Path
        The file written. It holds no text and no id of an observation, but single observations: for the working group.

    Raises
    ------
    MissingExtraError
        If matplotlib, which measures the words, is not installed.
    ParameterError
        If the file name does not end in ``.html``.
    """
    page.need_matplotlib("Analysis.plot.map_page")
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise ParameterError(
            "parameter", name="path", owner="Plots.map_page", expected=".html", received=Path(path).name
        )
    return write_atomic(path, _render(in_language(analysis)))


def _render(analysis: Any) -> str:
    material = collect(analysis, "all")
    rows = material.of(material.now).sort_index()
    drawing, entries, alt = Markup(""), [], text("plots.empty")
    if not rows.empty:
        laid = lay_out(analysis, material, rows, (WIDTH, HEIGHT))
        alt = map_alt(material, rows, page.emerging(material))
        entries = _entries(material, rows, laid)
        drawing = _svg(material, rows, laid, entries, alt)
    sheet = _templates().get_template("map.html.jinja")
    as_of = None if material.as_of is None else format_date(material.as_of)
    versions = {str(name): str(version) for name, version in sorted(analysis.versions.items())}
    about = {"language": get_language(), "as_of": as_of, "alt": alt, "versions": versions}
    return sheet.render(drawing=drawing, entries=entries, legend=_legend(material, rows), **about)


@cache
def _templates() -> Environment:
    return templates()


def _entries(material: Material, rows: Any, laid: Layout) -> list[dict[str, Any]]:
    """Return what is told of each phenomenon, the largest first."""
    names = {key: clean(name) or str(key) for key, name in material.phenomena["name"].items()}
    fresh = page.emerging(material)
    entries: list[dict[str, Any]] = []
    for place, key in enumerate(laid.keys):
        about: Any = material.phenomena.loc[key]
        order = [each for each in np.argsort(laid.distances[place], kind="stable") if each != place]
        days = [format_date(about[name]) for name in ("first_seen", "last_seen") if not is_missing(about[name])]
        entries.append(
            {
                "key": key,
                "name": names[key],
                "is_emerging": key in fresh,
                "parent": label_of("parent", about["parent"]) if material.with_taxonomy else "",
                "n": int(about["n_unique"]),
                "voices": int(about["voices"]),
                "days": "–".join(dict.fromkeys(days)) or "–",
                "terms": clean(about["terms"]),
                "near": join_words(names[laid.keys[each]] for each in order[:_NEAR]),
            }
        )
    entries.sort(key=lambda entry: (-entry["n"], entry["key"]))
    for number, entry in enumerate(entries, start=1):
        entry["number"] = number
    return entries


def _svg(material: Material, rows: Any, laid: Layout, entries: list[dict[str, Any]], alt: str) -> Markup:
    marked = marks_of(material, rows)
    labels = rows["phenomenon_id"].to_numpy(dtype=object)
    groups = [label_of("group", code) for code in rows["respondent_group"]]
    days = [format_date(day) for day in rows["received_date"]]
    shapes = [
        _mark(*mark, spot, laid.apart, f"{day} · {group}")
        for mark, spot, day, group in zip(marked, laid.spots, days, groups, strict=True)
    ]
    named = [key for key in laid.keys if laid.names.get(key)]
    walls = dict(zip(named, laid.walls, strict=True))
    at = {key: place for place, key in enumerate(laid.keys)}
    parts = ["".join(shape for shape, key in zip(shapes, labels, strict=True) if key not in at)]
    for entry in entries:
        key = entry["key"]
        own = "".join(shape for shape, label in zip(shapes, labels, strict=True) if label == key)
        box = _box(laid, at[key])
        told = f"{entry['name']}: {text('plots.map_told', n=entry['n'], voices=entry['voices'])}"
        parts.append(
            f'<a href="#p{entry["number"]}" id="m{entry["number"]}" aria-label="{escape(told)}">'
            f"{box}{own}{_name(laid, key, walls, entry)}</a>"
        )
    return Markup(
        f'<svg viewBox="0 0 {WIDTH * _UNIT:.0f} {HEIGHT * _UNIT:.0f}" role="group" aria-label="{escape(alt)}" '
        f'font-family="inherit" font-size="12.5">{"".join(parts)}</svg>'
    )


def _box(laid: Layout, place: int) -> str:
    """Return the ground of a phenomenon, which the pointer can hit."""
    (x, y), (wide, high) = laid.centres[place], laid.boxes[place]
    return (
        f'<rect x="{(x - wide / 2) * _UNIT:.1f}" y="{(HEIGHT - y - high / 2) * _UNIT:.1f}" '
        f'width="{wide * _UNIT:.1f}" height="{high * _UNIT:.1f}" rx="6"/>'
    )


def _name(laid: Layout, key: str, walls: dict[str, Any], entry: dict[str, Any]) -> str:
    if key not in walls:
        return ""
    left, bottom, right, top = walls[key]
    lines = laid.names[key].split("\n")
    x, step = (left + right) / 2 * _UNIT, (top + 0.02 - bottom) / len(lines) * _UNIT
    y = (HEIGHT - top) * _UNIT + step * 0.72
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + place * step:.1f}">{"★ " if entry["is_emerging"] and not place else ""}'
        f"{escape(line)}</tspan>"
        for place, line in enumerate(lines)
    )
    return f'<text text-anchor="middle" fill="{colours.INK}">{spans}</text>'


def _mark(kind: str, again: bool, spot: Any, apart: float, about: str) -> str:
    shape, colour = LOOKS[kind]
    hollow = again or kind == "single"
    look = f'fill="{colours.WHITE if hollow else colour}" stroke="{colour if hollow else colours.INK}"'
    size = apart * 0.43 * _UNIT
    path = _shape(shape, float(spot[0]) * _UNIT, (HEIGHT - float(spot[1])) * _UNIT, size)
    return f'<path d="{path}" {look} stroke-width="{1.5 if hollow else 0.5}"><title>{escape(about)}</title></path>'


def _shape(shape: str, x: float, y: float, size: float) -> str:
    """Return the path of a mark: those of the picture made by matplotlib."""
    if shape == "o":
        half = f"a{size:.1f} {size:.1f} 0 1 0"
        return f"M{x - size:.1f} {y:.1f}{half} {2 * size:.1f} 0{half} {-2 * size:.1f} 0z"
    if shape == "P":
        arm, far = size * 0.36, size
        corners = [
            (-arm, -far), (arm, -far), (arm, -arm), (far, -arm), (far, arm), (arm, arm),
            (arm, far), (-arm, far), (-arm, arm), (-far, arm), (-far, -arm), (-arm, -arm),
        ]  # fmt: skip
    else:
        turns = {"s": (4, 45.0), "D": (4, 0.0), "^": (3, -90.0), "v": (3, 90.0)}[shape]
        n, first = turns
        angles = [math.radians(first + 360 * k / n) for k in range(n)]
        corners = [(size * 1.12 * math.cos(angle), size * 1.12 * math.sin(angle)) for angle in angles]
    return "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "z"


def _legend(material: Material, rows: Any) -> list[dict[str, Any]]:
    if rows.empty:
        return []
    kinds = {kind for kind, _ in marks_of(material, rows)}
    entries = []
    for kind, (shape, colour) in LOOKS.items():
        if kind not in kinds:
            continue
        single = kind == "single"
        words = text("plots.mark_single") if single else label_of("parent", kind)
        if not single and not material.with_taxonomy:
            words = text("plots.mark_observation")
        look = f'fill="{colours.WHITE if single else colour}" stroke="{colour if single else colours.INK}"'
        drawn = f'<svg viewBox="0 0 14 14" aria-hidden="true"><path d="{_shape(shape, 7, 7, 5)}" {look}/></svg>'
        entries.append({"words": words, "mark": Markup(drawn)})
    return entries
