"""Reading of a text as chunks, what stands between blanks, for the second look at what no rule has taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_CHUNK = re.compile(r"\[[A-ZÅÄÖ-]{3,16}(?: [0-9]{1,3})?\]|[^\s()\[\]{}<>\"”“»«,;!?]+")
_LEADING, _TRAILING = "'’.:–—-*", "'’.:–—-*"
_GLUED = re.compile(  # puh.040, tunnus:123
    r"[A-ZÅÄÖ]?[a-zåäö]+:(?=[0-9])|(?:[Ss]ynt|[Pp]uh|[Ss]|[Nn]ro|[Gg]sm|[Oo]s|[Pp]|[Tt]el|[Dd]nro)\.(?=[0-9])"
)
_NEW_SENTENCE = re.compile(r"[!?\n]|[.…] ")
#: Characters of a chunk that are looked at.
LONGEST = 40


class Chunk(NamedTuple):
    """A piece of a text.

    Attributes
    ----------
    piece : str
        At most ``LONGEST`` characters of it.
    start, end : int
    gap : str
        What stands between the chunk before it and this one, at most three characters of it.
    begins : bool
        Whether a sentence begins here.
    """

    piece: str
    start: int
    end: int
    gap: str
    begins: bool


def chunks(text: str) -> list[Chunk]:
    """Return the chunks of a text.

    Examples
    --------
    >>> [chunk.piece for chunk in chunks("Puh.040 123 (ti), a.b@c.fi.")]
    ['Puh', '040', '123', 'ti', 'a.b@c.fi']
    """
    found: list[Chunk] = []
    last = 0
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        piece = match[0]
        if piece[0] == "[" or piece.isalpha():
            pass
        else:
            end -= len(piece) - len(piece.rstrip(_TRAILING))
            start += len(piece) - len(piece.lstrip(_LEADING))
            if start >= end:
                continue
            glued = _GLUED.match(text, start, end)
            if glued is not None:
                found.append(_chunk(text, start, glued.end() - 1, last))
                last, start = glued.end() - 1, glued.end()
        found.append(_chunk(text, start, end, last))
        last = end
    return found


def _chunk(text: str, start: int, end: int, last: int) -> Chunk:
    between = text[last : min(start, last + 12)]
    if between == " " and last:  # as most are
        return Chunk(text[start : min(end, start + LONGEST)], start, end, between, False)
    begins = last == 0 or (_NEW_SENTENCE.search(between) is not None and (text[start].isupper() or "\n" in between))
    gap = " " if between.isspace() and "\n" not in between else between.replace("\u00a0", " ")[:3]
    return Chunk(text[start : min(end, start + LONGEST)], start, end, gap, begins)


def sentence(all_chunks: Sequence[Chunk], at: int, reach: int) -> tuple[int, int]:
    """Return where the sentence of a chunk begins and ends, at most ``reach`` chunks away."""
    first = at
    while first > max(0, at - reach) and not all_chunks[first].begins:
        first -= 1
    last = at + 1
    while last < min(len(all_chunks), at + reach + 1) and not all_chunks[last].begins:
        last += 1
    return first, last
