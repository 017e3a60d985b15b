"""Base forms that an inflected name may have: Möttöselle of Möttönen, Pekan of Pekka, Nguyenin of Nguyen.

Only proposals: whoever asks looks each of them up in the lists of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 40
_CLITIC = re.compile("(?:kin|ka[aä]n|kään|k[oö]|h[aä]n|p[aä]|s)$")
_POSSESSIVE = re.compile("(?:ni|si|ns[aä]|mme|nne)$")
#: Endings with the case they tell; whether the stem before them is in the weak grade.
_ENDINGS = (
    ("n", "gen", True), ("a", "par", False), ("ä", "par", False), ("ta", "par", False), ("tä", "par", False),
    ("ssa", "ine", True), ("ssä", "ine", True), ("sta", "ela", True), ("stä", "ela", True), ("lla", "ade", True),
    ("llä", "ade", True), ("lta", "abl", True), ("ltä", "abl", True), ("lle", "all", True), ("l", "ade", True),
    ("lt", "abl", True), ("na", "ess", False), ("nä", "ess", False), ("ksi", "tra", True), ("t", "pl", True),
    ("ten", "pl", False), ("en", "pl", False), ("den", "pl", False), ("ja", "pl", False), ("jä", "pl", False),
    ("seen", "ill", False), ("hin", "ill", False), ("s", "sv", False), (":s", "sv", False),
)  # fmt: skip
_ILLATIVE = re.compile("(?:aan|een|iin|oon|uun|yyn|ään|öön)$")
_STRONG = (
    ("nn", ("nt",)), ("ll", ("lt",)), ("rr", ("rt",)), ("mm", ("mp",)), ("ng", ("nk",)),
    ("d", ("t", "dd")), ("v", ("p",)), ("k", ("kk",)), ("p", ("pp",)), ("t", ("tt",)), ("g", ("gg",)), ("b", ("bb",)),
)  # fmt: skip
_VOWELS = "aeiouyäöå"


def bases(low: str) -> Iterator[tuple[str, str]]:
    """Yield base forms that a form in lower case may have, each with its case; the form itself first.

    Examples
    --------
    >>> found = [base for base, _ in bases("möttöselle")]
    >>> "möttönen" in found, "pekka" in [base for base, _ in bases("pekan")]
    (True, True)
    """
    if not 1 < len(low) <= LONGEST:
        return
    yield low, "nom"
    for form in _without_tails(low):
        if form != low:
            yield form, "nom"
        for ending, case, weak in _ENDINGS:
            if form.endswith(ending) and len(form) - len(ending) > 1:
                for base in _stems(form[: -len(ending)], weak):
                    yield base, case
        if len(form) > 4 and _ILLATIVE.search(form):
            for base in _stems(form[:-2], False):
                yield base, "ill"


def _without_tails(low: str) -> list[str]:
    """Return a form, and what is left of it without a clitic, a possessive suffix, or both."""
    forms = [low]
    for pattern in (_CLITIC, _POSSESSIVE):
        for form in tuple(forms):
            match = pattern.search(form)
            if match and match.start() > 2:
                forms.append(form[: match.start()])
    return forms


def _stems(stem: str, weak: bool) -> Iterator[str]:
    yield stem
    if stem.endswith("i") and len(stem) > 2:
        yield stem[:-1]
        yield stem[:-1] + "a"
        yield stem[:-1] + "ä"
    if stem.endswith(("se", "si")):
        yield stem[:-2] + "nen"
    elif stem.endswith("s"):
        yield stem[:-1] + "nen"
    if stem.endswith(("kse", "ksi")):
        yield stem[:-3] + "s"
    elif stem.endswith("ks"):
        yield stem[:-2] + "s"
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in _VOWELS:
        yield stem[:-1] + "s"
    if stem.endswith("e"):
        yield stem[:-1] + "i"
    if weak and stem[-1] in _VOWELS:
        yield from _graded(stem)


def _graded(stem: str) -> Iterator[str]:
    """Yield a weak stem in the strong grade: peka, pekka; mäe, mäki; lahde, lahti."""
    end = len(stem) - 1
    while end > 0 and stem[end - 1] in _VOWELS and len(stem) - end < 2:
        end -= 1
    for cut in {end, len(stem) - 1}:
        head, tail = stem[:cut], stem[cut:]
        for short, longs in _STRONG:
            if head.endswith(short):
                for long in longs:
                    yield from _ended(head[: -len(short)] + long + tail)
        yield from _ended(head + "k" + tail)


def _ended(stem: str) -> Iterator[str]:
    yield stem
    if stem.endswith("e"):
        yield stem[:-1] + "i"
    elif stem.endswith("i"):
        yield stem[:-1]
