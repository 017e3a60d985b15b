"""The look-up tables of a lexicon: every inflected form, made once from its headwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._inflection import ABBREVIATION_ENDING, CLITICS, POSSESSIVES, action_noun, inflect, is_verb

if TYPE_CHECKING:
    from ._lexicon_entries import Entry, Headword
    from .lexicon import Lexicon

#: Least length of a misspelt part of a word: any such holds one of the three-letter pieces of a word cut in threes.
KEY = 5
_PIECE = 3
_ROUNDS = 3
#: Binds a misspelt part to the beginning of a word.
START = "^"
_GLUED = re.compile(r"([A-ZÅÄÖ][A-ZÅÄÖ0-9-]*[A-ZÅÄÖ0-9])([a-zåäö]+)")
_SHORTHAND = ("abbreviation", "user")
# Spoken endings and what they are short for: nuokkaris, terkkaril, sossust, polilt, himaks.
_SHORT = ("s", "l", "st", "lt")
_SHORTEST_SPOKEN = 5  # Opel is not at the teacher's (ope)
_SPOKEN = (("ks", ("i",)), ("s", ("sa", "sä")), ("l", ("la", "lä")), ("st", ("a", "ä")), ("lt", ("a", "ä")))


class Tables:
    """Forms of a lexicon by how they are matched.

    Attributes
    ----------
    exact : dict
        Forms matched as written, capitals included.
    signs : dict
        Lower-case abbreviations and other words that do not inflect.
    inflected : dict
        Lower-case forms of the words that inflect.
    small : dict
        Forms that do not match when written in capitals.
    first : dict
        What stands only before another part of a compound.
    heads : dict
        What begins a compound written solid.
    starts : set
        First two letters of everything, by which most words are turned away at once.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.exact: dict[str, Entry] = {}
        self.signs: dict[str, Entry] = {}
        self.inflected: dict[str, Entry] = {}
        self.small: dict[str, Entry] = {}
        self.first: dict[str, Entry] = {}
        self.heads: dict[str, Entry] = {}
        self.withheld: set[str] = set()
        self.words = dict(lexicon.words)
        for word in lexicon.headwords:
            self._add(word)
        self.starts = {
            form[:3].lower() for table in (self.exact, self.signs, self.inflected, self.small) for form in table
        }
        self._misspelt: dict[str, list[tuple[int, str, str]]] = {}
        self._misspelt_starts: dict[str, list[tuple[str, str]]] = {}
        for wrong, right in sorted(lexicon.respellings, key=lambda pair: -len(pair[0])):
            if wrong[0] == START:
                self._misspelt_starts.setdefault(wrong[1 : 1 + _PIECE], []).append((wrong[1:], right))
                continue
            for offset in range(_PIECE):
                piece = wrong[offset : offset + _PIECE]
                self._misspelt.setdefault(piece, []).append((offset, wrong, right))

    def _add(self, word: Headword) -> None:
        low, entry = word.form.lower(), word.entry
        if word.use == "first":
            self.first[low] = entry
            if len(low) > 3:
                self.heads[low] = entry
            return
        if word.case == "upper":
            self.exact[word.form] = entry
            return
        if word.like == "-":
            (self.small if word.case == "lower" else self.signs)[low] = entry
            return
        forms = dict.fromkeys(inflect(low, word.like, word.stem, plural=word.plural), entry)
        if is_verb(word.like):
            noun = action_noun(low, word.like, word.stem)
            forms |= dict.fromkeys(inflect(noun, "nainen"), entry._replace(lemma=noun, pos="NOUN"))
        for form in word.withheld:
            forms.pop(form, None)
        self.withheld.update(word.withheld)
        if word.case == "capital":
            self.exact |= {form.capitalize(): entry for form in forms}
            return
        self.inflected |= forms
        self.withheld.difference_update((low,))
        if len(low) > 2 and entry.pos in ("NOUN", "PROPN", "ADJ"):
            self.heads[low] = entry

    def direct(self, form: str, low: str) -> Entry | None:
        """Return the entry of a form that stands in the tables as it is."""
        found = self.exact.get(form) or self.inflected.get(low) or self.signs.get(low)
        if found is None and low in self.small and not (form.isupper() and len(form) > 1):
            return self.small[low]
        return found

    def derived(self, form: str, low: str) -> Entry | None:
        """Return the entry of a form with a colon, capitals and an ending, a clitic or a possessive suffix."""
        if form[-1] == ".":
            return self.direct(form[:-1], low[:-1])
        if form[-1] == "-":
            found = self.first.get(low[:-1]) or self.direct(form[:-1], low[:-1])
            return found if found is not None and found.kind in _SHORTHAND else None
        if ":" in form[1:]:
            return self._colon(form)
        if form[:2].isupper() and not form.isupper():
            glued = _GLUED.fullmatch(form)
            if glued and ABBREVIATION_ENDING.fullmatch(glued[2]):
                found = self.direct(glued[1], glued[1].lower())
                if found is not None and found.kind in _SHORTHAND:
                    return found
        return self._suffixed(low)

    def _colon(self, form: str) -> Entry | None:
        stem, _, ending = form.rpartition(":")
        if not ending or not ABBREVIATION_ENDING.fullmatch(ending.lower()):
            return None
        return self.direct(stem, stem.lower())

    def _suffixed(self, low: str) -> Entry | None:
        if low in self.withheld:
            return None
        found = self._ending(low)
        if found is None and low.endswith(CLITICS):
            base = next(low[: -len(clitic)] for clitic in CLITICS if low.endswith(clitic))
            found = self.inflected.get(base) or (self._ending(base) if base not in self.withheld else None)
        return found

    def _ending(self, low: str) -> Entry | None:
        """Return the entry of a form with a spoken ending (nuokkaris) or a possessive suffix (sossussani)."""
        tries = []
        if low.endswith(_SHORT) and len(low) >= _SHORTEST_SPOKEN:
            tries = [low + rest for short, rests in _SPOKEN if low.endswith(short) for rest in rests]
        elif low.endswith("ii"):  # luottiksii
            tries = [low[:-1] + "a", low[:-1] + "ä"]
        elif low.endswith(POSSESSIVES):
            suffix = next(each for each in POSSESSIVES if low.endswith(each))
            rest = low[: -len(suffix)] + (suffix[0] if suffix[0] in "aäe" else "")
            tries = [rest[:-1] + "i" if rest.endswith("kse") else rest, rest + "n"]
        found = next((entry for form in tries if (entry := self.inflected.get(form)) is not None), None)
        return found if found is not None and found.pos != "VERB" else None

    def replace(self, low: str) -> str | None:
        """Return a word with its misspelt parts put right, or None."""
        right = low
        for wrong, start in self._misspelt_starts.get(low[:_PIECE], ()):
            if low.startswith(wrong):
                right = start + low[len(wrong) :]
                break
        for _ in range(_ROUNDS):
            again = self._replace_once(right)
            if again is None:
                break
            right = again
        return None if right == low else right

    def _replace_once(self, low: str) -> str | None:
        misspelt = self._misspelt
        for i in range(0, len(low) - _PIECE + 1, _PIECE):
            found = misspelt.get(low[i : i + _PIECE])
            if found is not None:
                for offset, wrong, right in found:
                    if i >= offset and low.startswith(wrong, i - offset):
                        start = i - offset
                        return low[:start] + right + low[start + len(wrong) :]
        return None
