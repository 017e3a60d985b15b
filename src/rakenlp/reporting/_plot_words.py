"""Sizes of words in inches, and where their lines break."""

from __future__ import annotations

import textwrap

_SPACING = 1.3


def line_height(size: float) -> float:
    """Return the height of a line of words in inches."""
    return size * _SPACING / 72


def width_of(words: str, size: float) -> float:
    """Return the width of words in inches, in the font that matplotlib would use."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    widths = [
        text_to_path.get_text_width_height_descent(line, FontProperties(size=size), ismath=False)[0]
        for line in words.split("\n")
    ]
    return float(max(widths, default=0.0)) / 72


def height_of(words: str, size: float) -> float:
    """Return the height of words in inches."""
    return (words.count("\n") + 1) * line_height(size)


def in_lines(words: str, limit: int, most: int = 2) -> str:
    """Break a name at about ``limit`` characters into at most ``most`` lines, evenly; cut the rest.

    Examples
    --------
    >>> in_lines("Palveluihin pääsy, jonot ja pompottelu", 24)
    'Palveluihin pääsy,\\njonot ja pompottelu'
    """
    words = " ".join(words.split())
    rows = -(-len(words) // limit)
    if rows <= most:
        for width in range(-(-len(words) // rows) if rows else 1, limit + 1):
            lines = textwrap.wrap(words, width, break_long_words=False)
            if len(lines) <= rows and all(len(line) <= limit for line in lines):
                return "\n".join(lines)
    lines = textwrap.wrap(words, limit, max_lines=most, placeholder=" …")
    return "\n".join(lines)


def wrap(words: str, across: float, size: float) -> list[str]:
    """Break words into lines of at most ``across`` inches."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= across:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
