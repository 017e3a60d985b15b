"""Listed names of firms, clubs, works, places and other things in a text, of one word or several, in any case form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ..language.tokens import pieces

if TYPE_CHECKING:
    from ._name_text import Token

#: Letters of what is listed: a firm, another organisation, a work, a place, something else.
THINGS = "fowpx"
#: By its first word: the other words of what is listed, and the letter.
Runs = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def read_runs(rows: Iterable[str]) -> tuple[dict[str, list[tuple[tuple[str, ...], str]]], frozenset[str]]:
    """Return what is listed by its first word, longest first, and all the words of it.

    Parameters
    ----------
    rows : iterable of str
        A letter of :data:`THINGS` and what is listed: "f Nokia", "w Sinuhe egyptiläinen".
    """
    runs: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    words: set[str] = set()
    for row in rows:
        letter, _, listed = row.partition(" ")
        first, *rest = [piece.strip() for piece in pieces(listed.lower()) if piece.strip()] or [""]
        if first:
            runs.setdefault(first, []).append((tuple(rest), letter))
            words.update((first, *rest))
    for some in runs.values():
        some.sort(key=lambda run: (-len(run[0]), run[1]))
    return runs, frozenset(words)


def marks(found: Sequence[Token], runs: Runs) -> dict[int, str]:
    """Return the places inside something listed, with its letter; a capital letter where it has several words."""
    out: dict[int, str] = {}
    for place, token in enumerate(found):
        word = token.word
        if not word.opens or word.shape == "aa" or place in out:
            continue
        best = 0
        for first in word.opens:
            for rest, letter in runs.get(first, ()):
                size = len(rest) + 1
                if size <= best:
                    break
                if all(place + n < len(found) and part in _forms(found[place + n]) for n, part in enumerate(rest, 1)):
                    best = size
                    out.update(dict.fromkeys(range(place, place + size), letter.upper() if rest else letter))
                    break
    return out


def _forms(token: Token) -> tuple[str, ...]:
    return (token.word.low, *token.word.opens)
