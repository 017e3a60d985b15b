"""Whether a word in a text is a form of a listed word, and whether two forms are of the same name.

By endings and consonant gradation alone: no dictionary has the names of a county's workers. A short word may match a
longer one that only looks like its form (Ari, aria); what is listed is therefore best written as it is called in full.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ._dictionary import readings

_CLITIC = r"(?:k[oö]s|k[oö]han|k[oö]hän|kin|kaan|kään|han|hän|k[oö]|p[aä])?"
_POSSESSIVE = r"(?:ni|si|ns[aä]|mme|nne|[aä]n|en)?"
_CASE = (
    r"(?:n|t|ss[aä]|s|st[aä]|ll[aä]|l|lt[aä]|lle|n[aä]|ks|ksi|tt[aä]|[aä]|t[aä]|([aeiouyäöå])n|h[aeiouyäö]n|hin"
    r"|seen|siin|iin|een"
    r"|ten|jen|ien|iden|eiden|j[aä]|i[aä]|it[aä]|eit[aä]|ihin|ine|s'?)?"
)
_ENDING = re.compile(rf":?{_CASE}{_POSSESSIVE}{_CLITIC}")
_GRADES = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"),
    ("ht", "hd"), ("lk", "lj"), ("rk", "rj"), ("p", "v"), ("t", "d"), ("k", ""),
)  # fmt: skip
_VOWELS = "aeiouyäöå"


@lru_cache(maxsize=1 << 12)
def stems(word: str) -> tuple[str, ...]:
    """Return what the forms of a word begin with (lower case), the longest first."""
    base = word.casefold()
    found = {base}
    if base[-1:] not in _VOWELS:
        found |= {base + "i", base + "e"}
        if base.endswith("nen"):
            found |= {base[:-3] + "se", base[:-3] + "s"}
        elif base.endswith("s"):
            found |= {base[:-1] + "kse", base[:-1] + "ks", base[:-1] + "de", base[:-1] + base[-2:-1]}
    else:
        for strong, weak in _GRADES:
            head = base[:-1]
            if head.endswith(strong) and len(head) > len(strong):
                found.add(head[: -len(strong)] + weak + base[-1])
            elif len(strong) > 1 and head.endswith(weak) and len(weak) > 1:
                found.add(head[: -len(weak)] + strong + base[-1])
        for stem in tuple(found):
            last, head = stem[-1], stem[:-1]
            if last == "i":
                found |= {head + "e", head + "ei"}
            elif last == "e":
                found |= {stem + "e", stem + "i"}
            elif last in "aä":
                first = next((c for c in base if c in _VOWELS), "")
                found.add(head + ("oi" if last == "a" and first in "aei" else "i"))
            else:
                found.add(stem + "i")
    return tuple(sorted(found, key=lambda stem: (-len(stem), stem)))


def is_form(form: str, word: str) -> bool:
    """Return whether a word of a text may be a form of a listed word.

    Examples
    --------
    >>> from rakenlp.privacy._forms import is_form
    >>> [is_form(form, "Virtanen") for form in ("Virtaselle", "VIRTANEN", "Virtasten", "Virta")]
    [True, True, True, False]
    >>> is_form("Pekalta", "Pekka"), is_form("Hatanpäässä", "Hatanpää"), is_form("Kela:lle", "Kela")
    (True, True, True)
    """
    low = form.casefold()
    base = word.casefold()
    if low == base:
        return True
    for stem in stems(word):
        longer = len(low) > len(stem) > 1
        if (longer or low == stem == base) and low.startswith(stem) and _ENDING.fullmatch(low, len(stem)):
            return True
    return False


@lru_cache(maxsize=1 << 12)
def bases(form: str) -> frozenset[str]:
    """Return what a form may be the form of: dictionary forms of names, or the form without its endings.

    Examples
    --------
    >>> from rakenlp.privacy._forms import bases
    >>> bool(bases("Virtaselle") & bases("Virtanen")), bool(bases("Anna") & bases("Anne"))
    (True, False)
    """
    found = _dictionary_forms(form)
    low = form.casefold().replace("’", "'").partition(":")[0]
    if found:
        return frozenset(found)
    out = {_folded(low)}
    for match in _STRIP.finditer(low):
        if match.start() >= 2:
            out.add(_folded(low[: match.start()]))
    return frozenset(out)


_STRIP = re.compile(
    r"(?=((?:n|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|n[aä]|ksi|tt[aä]|[aä]|t[aä]|lla|[aeiouyäö]n|t)(?:ni|ns[aä]"
    r"|mme)?(?:kin|kaan|kään|han|hän|k[oö])?)$)"
)


def _folded(stem: str) -> str:
    """Return a stem with the strong and the weak grade, and the stems of -nen, as one."""
    if stem.endswith(("nen", "se")):
        return stem[: -3 if stem.endswith("nen") else -2] + "s"
    if stem[-1:] not in _VOWELS:
        return stem + "i"
    head, vowel = stem[:-1], stem[-1]
    for double in ("kk", "pp", "tt"):
        if head.endswith(double):
            head = head[:-1]
    return head + vowel


def _dictionary_forms(form: str) -> set[str]:
    names = [a for a in readings(form[:1].upper() + form[1:]) or () if a.get("CLASS") in ("etunimi", "sukunimi")]
    return {_folded(a["BASEFORM"].casefold()) for a in names if a.get("BASEFORM")}
