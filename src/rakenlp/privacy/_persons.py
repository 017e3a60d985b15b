"""Numbers for the tokens of one text: the same person, number or address gets the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._folding import folded
from ._forms import bases, is_form
from ._span import Span

_WORD = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")
_Person = list[tuple[str, frozenset[str]]]  # for each word of the name, as it stands and what it may be a form of


def numbers_of(text: str, spans: Sequence[Span]) -> list[int]:
    """Return a number for each span, from 1 up within its kind."""
    people: list[_Person] = []
    others: dict[str, dict[str, int]] = {}
    numbers = []
    for span in spans:
        piece = folded(text[span.start : span.end]).text
        if span.kind == "name":
            numbers.append(_person(piece, people))
        else:
            known = others.setdefault(span.kind, {})
            value = "".join(c for c in piece.casefold() if c.isalnum())
            numbers.append(known.setdefault(value, len(known) + 1))
    return numbers


def _person(piece: str, people: list[_Person]) -> int:
    words = [(word, bases(word)) for word in _WORD.findall(piece)]
    for at in range(len(people) - 1, -1, -1):
        if _same(words, people[at]):
            if len(words) > len(people[at]):
                people[at] = words
            return at + 1
    people.append(words)
    return len(people)


def _same(one: _Person, other: _Person) -> bool:
    """Return whether two names may be of one person: every word of the shorter is a form of one of the longer."""
    short, long = sorted((one, other), key=len)
    return bool(short) and all(any(_one(word, each) for each in long) for word in short)


def _one(one: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    """Return whether two words may be forms of one name."""
    if one[1] & other[1]:
        return True
    return any(is_form(one[0], base) for base in other[1]) or any(is_form(other[0], base) for base in one[1])
