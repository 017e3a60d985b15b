"""Colours of the reports and plots: told apart with any colour vision, and in greyscale beside a shape or hatch."""

from __future__ import annotations

INK, SOFT, LINE, WHITE = "#1f2d30", "#4a5a5d", "#c9d1d1", "#ffffff"
#: Marks of a kooste, what is flagged in it, and the ground of that.
DOT, FLAGGED, SHADE = "#1b5e67", "#a13d0a", "#f6e3d3"
#: Cells of a count: one, under five, five or more.
PALE, MIDDLE, DEEP = "#dbe7e6", "#8fb7b9", DOT
#: Okabe and Ito (2008), for plots; each has a shape of its own there.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, VERMILLION = "#56B4E9", "#D55E00"


def shade_of(n: int) -> str:
    """Return the colour of a cell that holds a count of at least one: darker is more."""
    return PALE if n == 1 else (MIDDLE if n < 5 else DEEP)
