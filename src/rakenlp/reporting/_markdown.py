"""Free text made safe inside Markdown: nothing in it becomes a heading, a link, a table cell or HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def escape_markdown(words: object) -> str:
    """Escape every character with a meaning in Markdown.

    Examples
    --------
    >>> escape_markdown("# <b>ei</b> [x](y)")
    '\\\\# \\\\<b\\\\>ei\\\\</b\\\\> \\\\[x\\\\](y)'
    """
    escaped = _SPECIAL.sub(r"\\\1", str(words))
    return _LINE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", escaped)


def in_cell(words: object) -> str:
    """Escape a text and keep it on one line, for a table cell or a point of a list."""
    return " ".join(_SPECIAL.sub(r"\\\1", str(words)).split())


def quoted(words: object, indent: str = "") -> str:
    """Escape a text as a block quote, line by line."""
    return "\n".join(f"{indent}> {line}".rstrip() for line in escape_markdown(words).splitlines())


def markdown_filters() -> dict[str, Callable[..., str]]:
    """Return the filters of the Markdown template."""
    return {"esc": escape_markdown, "cell": in_cell, "quoted": quoted}
