"""What is found in a text, and the way patterns are tried on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..texts import text as say


class Span(NamedTuple):
    """One identifier in a text.

    Attributes
    ----------
    kind : str
        One of ``rakenlp.privacy.KINDS``.
    start, end : int
        Place in the text as it was given.
    score : float
        From 0 to 1, how sure it is; a check digit that matches gives 1.
    reason : str
        Why it was taken for one, in plain words and without the text itself.
    """

    kind: str
    start: int
    end: int
    score: float
    reason: str


class ListedName(Span):
    """A name of a person that the settings tell to mask always, whatever words are to be kept."""

    __slots__ = ()


Found = tuple[int, int, float, str]  # start, end, score, name of the reason
Check = Callable[[str, re.Match[str]], Found | None]

SPACE = "[ \u00a0\u202f]"
DASH = "[-\u2010\u2011\u2012\u2013\u2014\u2212]"
LETTER = "A-Za-zÅÄÖåäö"


#: What a number begins with.
FIRST_DIGIT = re.compile("[0-9]")


def scan(
    kind: str,
    pattern: re.Pattern[str],
    text: str,
    check: Check,
    *,
    whole: bool = False,
    first: re.Pattern[str] | None = None,
) -> Iterator[Span]:
    """Yield what ``check`` accepts of the matches of ``pattern``.

    A refused match hides nothing: the search goes on from its second character, or with ``whole`` after its end.
    ``first`` is one character that all matches begin with. A pattern that looks behind it, or at a group, is tried
    at every letter of a text otherwise, where a character alone is found some ten times as fast.
    """
    reasons: dict[str, str] = {}
    match = _search(pattern, text, 0, first)
    while match is not None:
        found = check(text, match)
        if found is None:
            match = _search(pattern, text, match.end() if whole else match.start() + 1, first)
            continue
        start, end, score, reason = found
        if reason not in reasons:
            reasons[reason] = say(f"privacy.reason_{reason}")
        yield Span(kind, start, end, score, reasons[reason])
        match = _search(pattern, text, max(end, match.start() + 1), first)


def _search(pattern: re.Pattern[str], text: str, at: int, first: re.Pattern[str] | None) -> re.Match[str] | None:
    if first is None:
        return pattern.search(text, at)
    for place in first.finditer(text, at):
        match = pattern.match(text, place.start())
        if match is not None:
            return match
    return None


def before(text: str, start: int, length: int) -> str:
    """Return up to ``length`` characters before a place, not reaching over a bracket."""
    part = text[max(0, start - length) : start]
    return part[max(part.rfind("["), part.rfind("]")) + 1 :]


def caseless(text: str) -> str:
    """Return a text in which what a pattern finds without regard to case is in lower case."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def digits(piece: str) -> str:
    """Return the digits 0–9 of a piece of text."""
    return "".join(c for c in piece if "0" <= c <= "9")


# Typed for digits: O for 0, l and I for 1, where a digit stands beside.
_LETTER_DIGITS = re.compile(
    rf"(?<![{LETTER}])[Oo]{{1,3}}(?=[0-9])|(?<=[0-9])[Oo]{{1,3}}(?![a-zåäö])|(?<=[0-9])[lI](?=[0-9 ])"
    rf"|(?<![{LETTER}])[lI](?=[0-9]{{2}})"
)


def legible(text: str) -> str:
    """Return a text of the same length in which letters typed for digits are digits."""
    return _LETTER_DIGITS.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    return ("0" if match[0][0] in "Oo" else "1") * len(match[0])
