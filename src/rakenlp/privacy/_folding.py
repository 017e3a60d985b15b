"""A text as it is searched: invisible characters left out, other forms of letters and digits as the usual ones.

A number with zero-width spaces in it, or in full-width digits, looks right to a reader but fits no pattern. The search
is done on a copy, in which tokens have no numbers: what is found beside one does not depend on them. What it finds is
told in places of the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ._span import Span
from ._tokens import NUMBERED

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SPACES = "\u1680\u2000-\u200a\u205f\u3000"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
#: Digits of other scripts, full-width and small forms, those of mathematics, ligatures, letters in circles.
_FORMS = (
    "\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-\u0b6f"
    "\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0de6-\u0def\u0e50-\u0e59\u0ed0-\u0ed9\u0f20-\u0f29"
    "\u1040-\u1049\u1090-\u1099\u17e0-\u17e9\u1810-\u1819\u2102\u210a-\u2115\u2119-\u211d\u2124-\u2138\u24b6-\u24e9\ufb00-\ufb06\ufe50-\ufe6b"
    "\uff01-\uff5e\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9"
)
#: Raised, lowered and circled digits, where two are together: m² stays as it is.
_SMALL = "\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468\u24ea"
_UNUSUAL = re.compile(
    f"{NUMBERED.pattern}|[{_INVISIBLE}]+|[{_SPACES}]|[{_FORMS}]|[{_SMALL}]{{2,}}+|[^{_MARKS}{_INVISIBLE}][{_MARKS}{_INVISIBLE}]*[{_MARKS}]"
)
_ANY_UNUSUAL = re.compile(f"[{_INVISIBLE}{_SPACES}{_FORMS}{_SMALL}{_MARKS}]|{NUMBERED.pattern}")
_MARKED = re.compile(f"[{_MARKS}]")
_OVERLAID = re.compile("[\u0334-\u0338\u20d0-\u20ff]+")
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")
#: What may stand between two words without being seen: the text is searched with a space there, too.
PARTING = "\u200b"


class Folded(NamedTuple):
    """The copy of a text that is searched.

    Attributes
    ----------
    text : str
    starts, ends : sequence of int, or None
        Where each of its characters is in the text as it was given; None where the two are the same.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def placed(self, spans: Sequence[Span]) -> list[Span]:
        """Return spans of the copy as places of the text as it was given."""
        starts, ends = self.starts, self.ends
        if starts is None or ends is None:
            return list(spans)
        return [span._replace(start=starts[span.start], end=ends[span.end - 1]) for span in spans]


def folded(text: str) -> Folded:
    """Return a copy of a text to search; most texts are their own.

    Examples
    --------
    >>> from rakenlp.privacy._folding import folded
    >>> folded("０４０\u200b123").text, folded("Soita huomenna").starts is None
    ('040123', True)
    """
    if _ANY_UNUSUAL.search(text) is None:
        return Folded(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for match in _UNUSUAL.finditer(text):
        _as_it_is(text, last, match.start(), pieces, starts, ends)
        last = match.end()
        for usual, start, end in _usual(text, match.start(), last):
            pieces.append(usual)
            starts += [start] * len(usual)
            ends += [end] * len(usual)
    _as_it_is(text, last, len(text), pieces, starts, ends)
    return Folded("".join(pieces), starts, ends)


def _as_it_is(text: str, start: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    pieces.append(text[start:end])
    starts += range(start, end)
    ends += range(start + 1, end + 1)


def _usual(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the usual characters of an unusual place, each with where it was."""
    said = text[start:end]
    if NUMBERED.fullmatch(said):
        return [(f"{said[: said.index(' ')]}]", start, end)]
    if _HIDDEN.fullmatch(said):
        return []
    if _MARKED.search(said):
        if not said[0].isalpha():  # a digit in a key cap, or struck through
            return [(_of(said[0]), start, end)]
        # letters and their dots apart, as some programs save them; a line through a letter is no part of it
        return [(unicodedata.normalize("NFC", _OVERLAID.sub("", _HIDDEN.sub("", said))), start, end)]
    return [(_of(c), start + at, start + at + 1) for at, c in enumerate(said)]


def _of(character: str) -> str:
    value = unicodedata.digit(character, None)
    return str(value) if value is not None else unicodedata.normalize("NFKC", character)
