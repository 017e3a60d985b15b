"""What lists and Voikko say of a word, put together in a few letters."""

from __future__ import annotations

import re

#: What a list says of a word. The first six are lists of our own, the next come from lists of many countries, and the
#: last tell of other things that begin with a capital, and of what raw texts say.
FLAGS = (
    *("given", "nick", "family", "foreign_given", "foreign_family", "double"),
    *("near_given", "near_family", "far_given", "far_family", "many_given", "many_family"),
    *("place", "no_name", "foreign_word", "seen_person", "seen_other", "submitted", "known_person"),
)
BIT = {name: 1 << place for place, name in enumerate(FLAGS)}
_GIVEN = sum(BIT[name] for name in ("given", "nick", "near_given"))
_FAMILY = sum(BIT[name] for name in ("family", "near_family"))
_OTHER_GIVEN = sum(BIT[name] for name in ("foreign_given", "many_given"))
_OTHER_FAMILY = sum(BIT[name] for name in ("foreign_family", "many_family"))
#: What tells of other things than names.
TOLD = sum(BIT[name] for name in ("place", "no_name", "foreign_word", "seen_person", "seen_other", "submitted"))
_FAR_GIVEN, _FAR_FAMILY, _KNOWN = BIT["far_given"], BIT["far_family"], BIT["known_person"]
#: Names that are looked for in lower case, too: those that people here most often have.
NEAR = _GIVEN | _FAMILY | BIT["foreign_given"] | BIT["double"]

#: Kinds of words that may be names in lower case where a name is to be expected.
UNKNOWN = re.compile("(?:u|[ghfe]+)[+]?")


def kind_of(bits: int, classes: str, common: int) -> str:
    """Put together what lists and Voikko say.

    G, g, h: a given name, from surely to perhaps; F, f, e: a family name; P a place or another name, O the same by a
    list; W a word, w a common one that Voikko does not know; + a person and - no person in raw texts; u nothing known.
    """
    given = "G" if bits & _GIVEN or "E" in classes else "g" if bits & _OTHER_GIVEN else "h" if bits & _FAR_GIVEN else ""
    family = "F" if bits & _FAMILY or "S" in classes else "f" if bits & _OTHER_FAMILY else ""
    if not family and bits & _KNOWN and not given:
        family = "f"
    if not family and bits & _FAR_FAMILY and given != "G":
        family = "e"
    other = "P" if "P" in classes or "N" in classes else ""
    if not other and (bits & BIT["no_name"] or (bits & BIT["place"] and given != "G")):
        other = "O"
    usual = "W" if "W" in classes or bits & BIT["foreign_word"] else "w" if common else ""
    seen = "+" if bits & BIT["seen_person"] else "-" if bits & (BIT["seen_other"] | BIT["submitted"]) else ""
    return given + family + other + usual + seen or "u"


def brief_of(kind: str) -> str:
    """Return fewer classes of words."""
    given = "G" if "G" in kind else "g" if "g" in kind or "h" in kind else ""
    family = "F" if "F" in kind else "f" if "f" in kind or "e" in kind else ""
    usual = "W" if "W" in kind or "w" in kind else ""
    return given + family + ("P" if "P" in kind or "O" in kind else "") + usual


def about_of(brief: str, shape: str) -> str:
    named = brief[:1] in ("G", "g", "F", "f")
    usual = "W" in brief
    letter = (
        ("Q" if "P" in brief else "B" if usual else "L") if named else "P" if "P" in brief else "W" if usual else "U"
    )
    return letter + ("c" if shape in ("Aa", "I") else "u" if shape == "AA" else "l")
