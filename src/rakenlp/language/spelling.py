"""Repair of misspelt words with evidence: the word it is repaired to must be common in real texts.

Only words in lower case that Voikko does not know are for this. The end of a word is left alone, because there the
spoken language differs from the written (*koulus*, *sanottii*, *pieneks*, *ollu*), and so are capitals,
abbreviations, and very short and very long words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import log
from typing import NamedTuple

from ._edits import one_edit, two_edits

_WORD = re.compile(r"[a-zåäö]{5,30}")
# Spoken participles (päässy, kyselly, ollu) are near nouns (pääsy, kysely, olu) and no misspellings.
_PARTICIPLE = re.compile(r"(?:n|ll|ss|rr)[uy]$")
# Spoken pronouns with a clitic (munkaan, sullaki) are near common words too.
_PRONOUN = re.compile(r"[ms](?:un|ut|ua|ull?a?|ulle|ulta?|uhun|ust)(?:ki|kin|kaan?|k[oö]|han)$")
_END = 2  # letters at the end of a word that are left alone
_PART = 4  # shortest part of a compound
_REPAIRED = 7  # shortest part of a compound that is repaired
_IN_PARTS = frozenset({"doubling", "dots", "transposition", "missing"})  # the kinds that are sure in a part too
_OTHER = 3  # how many times ``minimum`` the parts of a compound must have been seen
_AHEAD = log(8.0)  # how much likelier the best candidate must be than the next


class _Kind(NamedTuple):
    """What is asked of an edit: its likelihood beside the others (a logarithm) and evidence by length.

    ``times`` is how many times ``minimum`` the right form must have been seen where the misspelt one has under 7,
    under 9, under 11 and more letters; 0 means that so short words are left alone.
    """

    likelihood: float
    times: tuple[int, int, int, int]


_KINDS = {
    "doubling": _Kind(0.0, (10, 3, 1, 1)),
    "dots": _Kind(0.0, (10, 3, 1, 1)),
    "transposition": _Kind(-0.5, (0, 5, 1, 1)),
    "missing": _Kind(-1.0, (0, 30, 8, 2)),
    "extra": _Kind(-1.0, (0, 30, 8, 2)),
    "key": _Kind(-1.0, (0, 30, 8, 3)),
    "two": _Kind(-3.0, (0, 0, 3, 3)),
}


class Repair(NamedTuple):
    """A word and what it is read as.

    Attributes
    ----------
    form : str
        As written.
    repaired : str
    edit : {"doubling", "dots", "transposition", "missing", "extra", "key", "two"}
        A letter wrongly double or single, a and o for ä and ö (or the other way), two letters in the wrong order, a
        letter missing or too many, the key beside; or two of the first or of the second kind.
    count : int
        How many times the repaired word (of a compound: its rarer part) is in the counts.
    """

    form: str
    repaired: str
    edit: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a repair


def repair(
    form: str, counts: Mapping[str, int], *, minimum: int = 3, known: Callable[[str], bool] | None = None
) -> Repair | None:
    """Return the word that a misspelt word most surely is, or None where that is not sure.

    Parameters
    ----------
    form : str
        A word that Voikko does not know.
    counts : mapping of str to int
        How many times each word form that Voikko knows is in a large body of texts, in lower case.
    minimum : int, default=3
        Fewest times that the right form must have been seen: about three for each million of words counted.
        Several times more is asked for short words and less likely edits.
    known : callable, optional
        Tells whether Voikko knows a word form. Without it, compounds that are not in the counts are left alone.

    Returns
    -------
    Repair or None

    Examples
    --------
    >>> from rakenlp.language.spelling import repair
    >>> repair("asunottomuus", {"asunnottomuus": 40})
    Repair(form='asunottomuus', repaired='asunnottomuus', edit='doubling', count=40)
    >>> repair("ihmisii", {"ihmisiä": 900, "ihmisin": 20}) is None
    True
    """
    if _WORD.fullmatch(form) is None or len(set(form)) < 3 or form in counts:
        return None
    if _PARTICIPLE.search(form, len(form) - 3) or _PRONOUN.match(form):
        return None
    found = _best(form, counts, minimum, _END)
    if known is None:
        return found
    if found is None:
        found = _compound(form, counts, minimum, known)
    return found if found is not None and known(found.repaired) else None


def _best(form: str, counts: Mapping[str, int], minimum: int, end: int) -> Repair | None:
    """Return the likeliest word one edit away, or two cheap ones, if it is common enough and well ahead."""
    seen = counts.__contains__
    kinds: dict[str, str] = {}
    for kind, candidates in one_edit(form, end):
        for candidate in filter(seen, candidates):
            kinds.setdefault(candidate, kind)
    if not kinds and _needed("two", form):
        kinds = dict.fromkeys(filter(seen, two_edits(form, end)), "two")
    if not kinds:
        return None
    scores = {candidate: log(max(counts[candidate], 1)) + _KINDS[kind].likelihood for candidate, kind in kinds.items()}
    repaired, *others = sorted(scores, key=lambda candidate: (-scores[candidate], candidate))
    if others and scores[repaired] - scores[others[0]] < _AHEAD:
        return None
    count, needed = counts[repaired], _needed(kinds[repaired], form)
    return Repair(form, repaired, kinds[repaired], count) if needed and count >= needed * minimum else None


def _needed(kind: str, form: str) -> int:
    length = len(form)
    return _KINDS[kind].times[0 if length < 7 else 1 if length < 9 else 2 if length < 11 else 3]


def _compound(form: str, counts: Mapping[str, int], minimum: int, known: Callable[[str], bool]) -> Repair | None:
    """Repair one part of a compound whose other part is a common word."""
    found: dict[str, Repair] = {}
    needed = minimum * _OTHER
    for i in range(_PART, len(form) - _PART + 1):
        head, tail = form[:i], form[i:]
        for part, other, end in ((head, tail, 0), (tail, head, _END)):
            if len(part) < _REPAIRED or part in counts or counts.get(other, 0) < needed:
                continue
            better = _best(part, counts, needed, end)
            if better is None or better.edit not in _IN_PARTS:
                continue
            whole = better.repaired + tail if part is head else head + better.repaired
            if known(whole):
                found[whole] = Repair(form, whole, better.edit, min(better.count, counts[other]))
    return next(iter(found.values())) if len(found) == 1 else None
