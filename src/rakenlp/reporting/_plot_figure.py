"""The page of a plot: a figure of its own, its words, and its alternative text.

Nothing here touches pyplot or the settings of matplotlib: a figure belongs to whoever asked for it. Sizes are
in inches, so that a mark and a word have the same proportions in every plot.
"""

from __future__ import annotations

import base64
import functools
import io
from html import escape
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from ..texts import text
from ._material import Material
from ._palette import INK, SOFT, VERMILLION, WHITE
from ._plot_words import line_height, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE, SHADE = "#cdd5d5", "#fbe6d8"

TITLE, BODY, SMALL = 14.0, 10.0, 9.0
_NOTEBOOK_DPI = 144
_EMERGING_SHOWN = 4


def need_matplotlib(feature: str) -> None:
    """Raise MissingExtraError, naming the extra, when matplotlib is not installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        raise MissingExtraError("extra", feature=feature, extra="plot") from None


class Page:
    """Axes of a known size with a title and reading aid above, a legend and notes below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Axes to draw in; a figure of its own is made when None.
    width, height : float
        Size of the axes in inches, when they are made here.
    left, right : float
        Room beside the axes, in inches.
    head, foot : list of str
        Lines above (the first is the title) and below the axes.
    legend_rows : int
        Rows of the legend.
    above, below : float
        Room for labels between the axes and those lines, in inches.
    """

    def __init__(
        self,
        ax: Axes | None,
        *,
        width: float,
        height: float,
        left: float = 0.3,
        right: float = 0.3,
        head: list[str],
        foot: list[str],
        legend_rows: int = 1,
        above: float = 0.1,
        below: float = 0.1,
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.is_own = ax is None
        self._above, self._below, self._left = above, below, left
        across = (left + width + right) if ax is None else ax.get_window_extent().width / _root(ax).dpi + left
        self._title = wrap(head[0], (across - 0.5) / 1.15, TITLE)
        self._read = [line for part in head[1:] for line in wrap(part, across - 0.5, BODY)]
        self._notes = [line for part in foot for line in wrap(part, across - 0.5, SMALL)]
        self._legend_high = legend_rows * line_height(BODY) * 1.25 + 0.1 if legend_rows else 0.0
        if ax is None:
            top = 0.22 + self._head_high() + above
            bottom = below + self._legend_high + len(self._notes) * line_height(SMALL) + 0.25
            size = (left + width + right, top + height + bottom)
            self.figure: Any = Figure(figsize=size, facecolor=WHITE)
            FigureCanvasAgg(self.figure)
            box = (left / size[0], bottom / size[1], width / size[0], height / size[1])
            self.ax: Any = self.figure.add_axes(box)
            self.width, self.height = width, height
        else:
            self.figure, self.ax = _root(ax), ax
            extent = ax.get_window_extent()
            self.width, self.height = extent.width / self.figure.dpi, extent.height / self.figure.dpi
        self.ax.set_facecolor(WHITE)
        for spine in self.ax.spines.values():
            spine.set_visible(False)
        self.ax.grid(False)
        self.ax.tick_params(which="both", bottom=False, left=False, top=False, right=False)
        self.ax.set_xticks([])
        self.ax.set_yticks([])

    def write(self, x: float, y: float, words: str, **options: Any) -> Any:
        """Write words at a place of the axes (in data coordinates unless told), never as mathematics."""
        options = {"fontsize": BODY, "color": INK, "clip_on": False, "usetex": False, **options}
        return self.ax.text(x, y, words, parse_math=False, **options)

    def label(self, words: str, y: float, *, is_bold: bool = False, is_emerging: bool = False) -> None:
        """Write the name of a row to the left of the axes, with a star when it is emerging."""
        self.ax.annotate(
            words,
            (0, y),
            (-24 if is_emerging else -8, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            va="center",
            multialignment="right",
            fontsize=BODY,
            fontweight="bold" if is_bold else "normal",
            color=INK,
            annotation_clip=False,
            usetex=False,
            parse_math=False,
        )
        if is_emerging:
            self.star(-13 / 72 / self.width, y, transform=self.ax.get_yaxis_transform())

    def star(self, x: float, y: float, **options: Any) -> None:
        """Draw the mark of an emerging phenomenon."""
        look = {"mfc": VERMILLION, "mec": INK, "mew": 0.5, "ms": 10, "clip_on": False, "zorder": 6}
        self.ax.plot([x], [y], "*", **look, **options)

    def say(self, words: str) -> None:
        """Write one sentence in the middle of empty axes: why there is nothing to draw."""
        lines = "\n".join(wrap(words, self.width - 0.4, 12))
        place = {"transform": self.ax.transAxes, "ha": "center", "va": "center"}
        self.write(0.5, 0.5, lines, fontsize=12, color=SOFT, **place)

    def finish(self, alt: str, marks: list[tuple[Any, str]], columns: int = 3) -> Any:
        """Write what surrounds the axes, attach the alternative text and return the figure.

        Parameters
        ----------
        alt : str
        marks : list of (artist, label)
            Entries of the legend.
        columns : int
        """
        up = self._above * 72
        for lines, size, weight, colour in (
            (self._read, BODY, "normal", SOFT),
            (self._title, TITLE, "bold", INK),
        ):
            if lines:
                self._beside("\n".join(lines), (0, 1), up, "bottom", size, weight, colour)
                up += 72 * len(lines) * line_height(size) + 5
        down = -72 * self._below
        if marks:
            self._legend(marks, columns, down)
            down -= 72 * self._legend_high
        if self._notes:
            self._beside("\n".join(self._notes), (0, 0), down, "top", SMALL, "normal", SOFT)
        self.ax.rakenlp_alt_text = alt
        if self.is_own:
            self.figure.rakenlp_alt_text = alt
            self.figure._repr_mimebundle_ = functools.partial(_notebook_bundle, self.figure)
        return self.figure

    def _head_high(self) -> float:
        return len(self._title) * line_height(TITLE) + len(self._read) * line_height(BODY) + 0.12

    def _beside(
        self, words: str, corner: tuple[int, int], up: float, side: str, size: float, weight: str, colour: str
    ) -> None:
        note = self.ax.annotate(
            words,
            corner,
            (-72 * (self._left - 0.3), up),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=size,
            fontweight=weight,
            color=colour,
            va=side,
            ha="left",
            linespacing=1.3,
            annotation_clip=False,
            usetex=False,
        )
        note.set_parse_math(False)

    def _legend(self, marks: list[tuple[Any, str]], columns: int, down: float) -> None:
        from matplotlib.transforms import ScaledTranslation

        shift = ScaledTranslation(0.3 - self._left, down / 72, self.figure.dpi_scale_trans)
        legend = self.ax.legend(
            [mark for mark, _ in marks],
            [label for _, label in marks],
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=self.ax.transAxes + shift,
            ncols=min(columns, len(marks)),
            fontsize=BODY,
            labelcolor=INK,
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.6,
            handletextpad=0.5,
            columnspacing=1.8,
            labelspacing=0.4,
        )
        for label in legend.get_texts():
            label.set_usetex(False)


def mark(shape: str, colour: str, *, hollow: bool = False, size: float = 7.0) -> Any:
    """Return a legend mark like those drawn."""
    from matplotlib.lines import Line2D

    face = WHITE if hollow else colour
    edge = colour if hollow else WHITE
    width = 1.3 if hollow else 0.4
    return Line2D([], [], linestyle="none", marker=shape, markersize=size, mfc=face, mec=edge, mew=width, color=colour)


def dashes(colour: str) -> Any:
    """Return a legend mark for a dashed line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, linewidth=1.0, linestyle=(0, (2, 1.5)))


def stroke(colour: str) -> Any:
    """Return a legend mark for a short upright stroke."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", marker="|", markersize=7, mec=colour, mew=1.4)


def patch(face: str, edge: str, hatch: str | None = None) -> Any:
    """Return a legend mark for an area."""
    from matplotlib.patches import Patch

    return Patch(facecolor=face, edgecolor=edge, hatch=hatch, linewidth=1)


def told_alt(figure: Any) -> str:
    """Return the alternative texts of the plots in a figure or axes, one paragraph each."""
    own = getattr(figure, "rakenlp_alt_text", "")
    parts = [own] if own else [getattr(ax, "rakenlp_alt_text", "") for ax in getattr(figure, "axes", [])]
    return "\n".join(part for part in parts if part)


def emerging(material: Material) -> set[str]:
    """Return the emerging phenomena; none where every phenomenon is, for want of a taxonomy."""
    kinds = material.phenomena["kind"]
    return set(kinds.index[kinds == "emerging"]) if material.with_taxonomy else set()


def most(analysis: Any, material: Material, sizes: Any, rows: int) -> list[str]:
    """Return the phenomena worth a row: the largest, the growing, the largest emerging; largest first.

    Parameters
    ----------
    analysis : Analysis
    material : Material
    sizes : Series of int
        Observations of each phenomenon.
    rows : int
        How many of the largest.
    """
    ranked = sorted(sizes.index, key=lambda key: (-sizes[key], str(key)))
    fresh = emerging(material)
    wanted = {*ranked[:rows], *[key for key in ranked if key in fresh][:_EMERGING_SHOWN]}
    wanted |= set(analysis.flags.loc[analysis.flags["kind"] == "growing", "phenomenon_id"])
    return [key for key in ranked if key in wanted]


def internal_note() -> str:
    """Return the sentence that keeps a plot inside the working group."""
    return text("plots.note_internal")


def _root(ax: Axes) -> Any:
    """Return the figure at the root of nested ones."""
    try:
        return ax.get_figure(root=True)
    except TypeError:  # before matplotlib 3.10
        return ax.figure.figure


def _notebook_bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figure as notebooks show it; the alternative text goes with the picture."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=_NOTEBOOK_DPI)
    alt = told_alt(figure)
    wide = round(figure.get_figwidth() * 96)
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    style = "max-width:100%;height:auto"
    html = f'<img alt="{escape(alt)}" width="{wide}" style="{style}" src="data:image/png;base64,{encoded}">'
    data = {"text/plain": alt, "text/html": html, "image/png": content.getvalue()}
    return data, {"image/png": {"alt": alt, "width": wide}}
