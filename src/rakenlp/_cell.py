"""What a notebook cell shows: small tables and facts as HTML, without colours of their own.

Words and lines take the colours of the notebook, so that they can be read on a dark ground too. Everything is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

_SIDE = {False: "text-align:left", True: "text-align:right"}
_EDGE = "vertical-align:top;padding:2px 14px 2px 0"
_CARD = "margin:0 0 12px 0;padding:2px 0 2px 12px;border-left:3px solid currentColor;max-width:46em"


class Head(NamedTuple):
    """A column: its name, and whether it holds numbers."""

    words: str
    is_number: bool = False


def table(heads: Sequence[Head], rows: Iterable[Sequence[str]], more: str = "") -> str:
    """Return a table with a header row; ``more`` tells of rows left out.

    Examples
    --------
    >>> "&lt;b&gt;</td>" in table([Head("Nimi")], [["<b>"]])
    True
    """
    styles = [f"{_SIDE[head.is_number]};{_EDGE}" for head in heads]
    top = "".join(
        f'<th scope="col" style="{style}">{escape(head.words)}</th>' for head, style in zip(heads, styles, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{style}">{escape(cell)}</td>' for cell, style in zip(row, styles, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{note(more) if more else ''}"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names with what is said of each, as a table without a header row."""
    style = f"{_SIDE[False]};{_EDGE}"
    rows = "".join(
        f'<tr><th scope="row" style="{style}">{escape(name)}</th><td style="{style}">{escape(told)}</td></tr>'
        for name, told in pairs
    )
    return f"<table><tbody>{rows}</tbody></table>"


def note(words: str) -> str:
    """Return a paragraph."""
    return f"<p>{escape(words)}</p>"


def title(words: str) -> str:
    """Return a line in bold."""
    return f"<p><strong>{escape(words)}</strong></p>"


def points(lines: Iterable[str]) -> str:
    """Return a list of points."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def card(*parts: str) -> str:
    """Return parts as a card with a line on its left."""
    return f'<div style="{_CARD}">{"".join(parts)}</div>'


def cell(*parts: str) -> str:
    """Return parts as what one cell shows."""
    return f"<div>{''.join(parts)}</div>"
