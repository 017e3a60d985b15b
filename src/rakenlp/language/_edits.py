"""The slips of a Finnish typist: every word that is one of them away, by kind."""

from __future__ import annotations

from collections.abc import Iterator

_LETTERS = "aeiouyäöbcdfghjklmnprstv"
_VOWELS = "aeiouyäö"
_ROWS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_DOTS = {"a": "ä", "ä": "a", "o": "ö", "ö": "o"}
_TO_DOTS = str.maketrans("ao", "äö")
# In shorter words another length of a vowel makes another word (oottaa is odottaa, not ottaa), and endings begin
# earlier (kanssas is kanssasi, not kansas); in very short words a single letter made double does too.
_SHORT = 9
_VERY_SHORT = 7


def _neighbours() -> dict[str, str]:
    """Return the keys beside each letter; none beside plain vowels, as pakittaa and pakottaa are both words."""
    near: dict[str, set[str]] = {letter: set() for row in _ROWS for letter in row}
    for upper, row in enumerate(_ROWS):
        for i, letter in enumerate(row):
            for lower, j in ((upper, i + 1), (upper + 1, i - 1), (upper + 1, i)):
                if lower < len(_ROWS) and 0 <= j < len(_ROWS[lower]):
                    near[letter].add(_ROWS[lower][j])
                    near[_ROWS[lower][j]].add(letter)
    return {letter: "" if letter in "aeiouy" else "".join(sorted(others)) for letter, others in near.items()}


_KEYS = _neighbours()


def one_edit(form: str, end: int) -> list[tuple[str, list[str]]]:
    """Return the words one edit away by kind, the likeliest kind first.

    Parameters
    ----------
    form : str
        A word in the letters a–z, å, ä and ö.
    end : int
        How many letters at the end are left alone, but for dots that vowel harmony wants.
    """
    inner = [(form[:i], form[i:], form[i + 1 :]) for i in range(1, len(form) - end)]
    swaps = range(1, len(form) - end - 1)
    return [
        ("doubling", [word for word, _ in _doublings(form, 0, end)]),
        ("dots", [word for word, _ in _dots(form, 0, end)] + _harmonic_dots(form)),
        ("transposition", [form[:i] + form[i + 1] + form[i] + form[i + 2 :] for i in swaps]),
        ("missing", [head + letter + rest for head, rest, _ in inner for letter in _LETTERS]),
        ("extra", [head + tail for head, rest, tail in inner if _may_be_extra(head[-1], rest, end)]),
        ("key", [head + letter + tail for head, rest, tail in inner if len(tail) > end for letter in _KEYS[rest[0]]]),
    ]


def _may_be_extra(before: str, rest: str, end: int) -> bool:
    """Tell whether a letter may be one too many: not in a double one or a diphthong, nor at an ending but for h."""
    letter, after = rest[0], rest[1:2]
    if letter in (before, after) or (len(rest) == end + 1 and letter != "h"):
        return False
    return letter not in _VOWELS or (before not in _VOWELS and after not in _VOWELS)


def two_edits(form: str, end: int) -> Iterator[str]:
    """Give the words with two letters doubled or made single, and those with two dots changed."""
    for edits in (_doublings, _dots):
        for once, start in edits(form, 0, end):
            for twice, _ in edits(once, start, end):
                yield twice


def _doublings(form: str, start: int, end: int) -> list[tuple[str, int]]:
    """Return the word with a double letter made single or a single one double, and where the rest of it begins."""
    found = []
    short, very_short = len(form) < _SHORT, len(form) < _VERY_SHORT
    for i in range(start, len(form) - end - short):
        letter = form[i]
        if letter in _VOWELS and (short or i == 0):
            continue
        if form[i + 1 : i + 2] != letter:
            if not very_short:
                found.append((form[:i] + letter + form[i:], i + 2))
        elif not form.startswith("kkis", i):  # julkkis is a person, julkis- something public
            found.append((form[:i] + form[i + 1 :], i + 1))
    return found


def _dots(form: str, start: int, end: int) -> list[tuple[str, int]]:
    """Return the word with an a or o made ä or ö (or the other way), and where the rest of it begins."""
    changes = [(i, _DOTS[form[i]]) for i in range(start, len(form) - end) if form[i] in _DOTS]
    return [(form[:i] + letter + form[i + 1 :], i + 1) for i, letter in changes]


def _harmonic_dots(form: str) -> list[str]:
    """Return the word with every a and o dotted: from any of them on, or after the last ä or ö where it has one."""
    dotted = form.translate(_TO_DOTS)
    last = max(form.rfind("ä"), form.rfind("ö"))
    if last >= 0:
        return [form[:last] + dotted[last:]] if dotted[last:] != form[last:] else []
    return [form[:i] + dotted[i:] for i, letter in enumerate(form) if letter in "ao"]
