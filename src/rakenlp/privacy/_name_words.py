"""What one written word tells of being a name: lists, Voikko's classes, shape, and what it says of its neighbours.

Everything here is of the word alone, so that it is computed once per form and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from sys import intern
from types import MappingProxyType
from typing import NamedTuple

from ..language.forms import analyses_of, normalise_word
from ._name_bases import bases
from ._name_features import ROW, own_features, row_of
from ._name_kinds import NEAR, TOLD, UNKNOWN, about_of, brief_of, kind_of
from ._name_neighbours import group_of
from ._name_runs import Runs

#: Characters of a word that is looked at; longer ones are no names.
LONGEST = 48
_INITIALS = re.compile(r"(?:[A-ZÅÄÖ]\.?-?){1,3}(?::\w{1,4}|\.)?")
_ADDRESS = re.compile(r"[@/_\d]|\w\.\w\w")
_PARTS = re.compile("[-–‑]")
_NAME_CLASSES = {"etunimi": "E", "sukunimi": "S", "paikannimi": "P", "nimi": "N"}
_CASES = {
    "nimento": "nom", "omanto": "gen", "osanto": "par", "sisaolento": "ine", "sisaeronto": "ela", "sisatulento": "ill",
    "ulkoolento": "ade", "ulkoeronto": "abl", "ulkotulento": "all", "olento": "ess", "tulento": "tra",
}  # fmt: skip
_MARKS = {
    **dict.fromkeys(".!?…", "."), **dict.fromkeys("\"”“»«'’", "q"), **dict.fromkeys("([{", "("),
    **dict.fromkeys(")]}", ")"),
    **dict.fromkeys("-–—•*·>", "-"), ",": ",", ":": ":", ";": ";", "/": "/", "&": "&", "+": "&",
}  # fmt: skip


_SWEDISH = "och att det är inte jag som på för med vi har till av den han hon men mig så ett kan från"
_ENGLISH = "the and is not to of my we she for with has was that are have they been this"
_LANGUAGES = {**dict.fromkeys(_SWEDISH.split(), "s"), **dict.fromkeys(_ENGLISH.split(), "e")}


class Lists(NamedTuple):
    """Word lists of the model.

    Attributes
    ----------
    names : mapping of str to int
        Names in lower case to the bits of :data:`FLAGS`.
    common : mapping of str to int
        Words that people write in lower case, to how widely (1–4).
    groups : mapping of str to int
        Lemmas to the group of lemmas that they are used like.
    runs : mapping of str to sequence
        Firms, works and other things by their first word, see :func:`read_runs`.
    run_words : frozenset of str
        All words of these.
    """

    names: Mapping[str, int]
    common: Mapping[str, int]
    groups: Mapping[str, int]
    runs: Runs = MappingProxyType({})
    run_words: frozenset[str] = frozenset()


class NameWord(NamedTuple):
    """What one word tells.

    Attributes
    ----------
    low : str
        Normalised, in lower case.
    shape : str
        "Aa", "A" (one capital), "AA", "aa", "I" (initials), "aA" (mixed); a mark for what is no word.
    may, suspect : bool
        Whether it may be a name when capitalised; and when it is written in lower case.
    kind : str
        What lists and Voikko say together, in short.
    group : str
        What kind of neighbour of names it is ("title", "kin", ...); empty for others.
    bases : tuple of str
        Names that it may be a form of.
    case : str
    alone : str
        Features of the word itself, one a line: as many strings would take as much room again as all the rest.
    told : str
        Part of speech and person, for what stands beside it.
    lemma : str
        By Voikko's first reading.
    brief : str
        ``kind`` in fewer classes, with the shape.
    about : str
        In two letters what it looks like: L a name only, B a name and a word, Q a name and a place, P a place, W a
        word,
        U unknown; c with a capital, u in capitals, l in lower case.
    language : str
        "s" for a common Swedish word, "e" for an English one.
    opens : tuple of str
        Words of listed firms, works and other things that it may be a form of.
    row : tuple of float
        What the second pass asks of it.
    used : int or None
        The group of lemmas that it is used like, -1 for none; None for what is no word.
    hopeful : bool
        Whether it may be a name in any text at all: most words in lower case are none, whatever stands around them.
    """

    low: str
    shape: str
    may: bool
    suspect: bool
    kind: str
    group: str
    bases: tuple[str, ...]
    case: str
    alone: str
    told: str
    lemma: str = ""
    brief: str = ""
    about: str = "Ul"
    language: str = ""
    opens: tuple[str, ...] = ()
    row: tuple[float, ...] = (0.0,) * len(ROW)
    used: int | None = None
    hopeful: bool = False

    @property
    def near(self) -> tuple[str, ...]:
        """Features that it gives its neighbours."""
        if self.used is None:
            return (f"w={self.low}",)
        shape, group = self.shape, self.group
        return (
            f"w={self.low}", f"l={self.lemma}", f"g={group}", f"t={self.told}", f"k={brief_of(self.kind)}",
            f"s={shape}", f"gs={group}{shape}", f"u={self.used}",
        )  # fmt: skip


def read_name_word(piece: str, lists: Lists) -> NameWord:
    """Return what a word tells.

    Parameters
    ----------
    piece : str
        A word or a mark, as it was written.
    lists : Lists
    """
    form = normalise_word(piece) if len(piece) <= 4 * LONGEST else ""
    if not form or not form[0].isalpha() or len(form) > LONGEST or _ADDRESS.search(form):
        return _mark(form)
    low = form.lower()
    shape = _shape(form)
    core, head = _headed(low.partition(":")[0].strip(".'") or low, form, lists)
    analyses = _analyses(form[: len(core)] if head else form, core, shape)
    possible = tuple(bases(core))
    found = _lookup(core, possible, lists.names)
    bits = 0
    for _, _, flags in found:
        bits |= flags
    classes = _classes(analyses)
    common = lists.common.get(core, 0)
    kind = kind_of(bits, classes, common)
    brief = brief_of(kind) + shape + head
    case = next((c for _, c, flags in found if flags & ~TOLD), "") or _case(analyses)
    lemma = analyses[0].get("BASEFORM", core).lower() if analyses else core
    group = head or group_of(low, lemma, core)
    listed = tuple(dict.fromkeys(base for base, _, flags in found if flags & ~TOLD))
    known = listed or tuple(
        sorted({a.get("BASEFORM", "").lower() for a in analyses if a.get("CLASS") in _NAME_CLASSES})
    )
    named = any(flags & NEAR for _, c, flags in found if c != "sv") or "E" in classes or "S" in classes
    unmet = not analyses and not common and UNKNOWN.fullmatch(kind) is not None
    suspect = shape == "aa" and len(core) > 2 and (unmet or named and (common < 4 or not set(classes) <= {"W"}))
    told = _told(analyses)
    used = lists.groups.get(lemma, -1)
    alone = ""
    if shape != "aa" or suspect or UNKNOWN.fullmatch(kind):  # others are never asked for them
        own = own_features(core, shape, bits, classes, common, case, kind, listed, lemma)
        alone = alone_of(head, own, used, brief)
    may = group != "connector" or shape == "Aa"
    bare = known or rough(core)
    about = about_of(brief, shape)
    language = _LANGUAGES.get(low, "")
    opens: tuple[str, ...] = ()
    if lists.run_words:
        opens = tuple(sorted({b for b in (lemma, *(b for b, _ in possible)) if b in lists.run_words}))
    row = row_of(kind, common, len(core), shape, case, group, told, head)
    hopeful = may if shape != "aa" else suspect or len(low) == 1 or UNKNOWN.fullmatch(kind) is not None
    return NameWord(
        low, shape, may, suspect, intern(kind), group, bare, case, alone, intern(told), lemma, intern(brief),
        intern(about), language, opens, row, used, hopeful or group == "connector",
    )  # fmt: skip


def alone_of(head: str, own: Iterable[str], used: int, brief: str) -> str:
    """Return the features of a word itself, one a line."""
    return "\n".join((f"h={head}", *own, f"ug={used}", f"kb={brief}"))


def facts_of(form: str, lists: Lists) -> tuple[str, int, bool]:
    """Return what else is read of a plain word: Voikko's classes, bits, whether names are listed that it may be of."""
    low = form.lower()
    found = _lookup(low, tuple(bases(low)), lists.names)
    bits = 0
    for _, _, flags in found:
        bits |= flags
    return _classes(_analyses(form, low, _shape(form))), bits, any(flags & ~TOLD for _, _, flags in found)


def _classes(analyses: Iterable[Mapping[str, str]]) -> str:
    return "".join(sorted({_NAME_CLASSES.get(a.get("CLASS", ""), "W") for a in analyses}))


def _headed(core: str, form: str, lists: Lists) -> tuple[str, str]:
    """Part a name from the head after its hyphen (Pekka-setä): the name, and what kind of word the head is."""
    parts = _PARTS.split(core)
    last = parts[-1]
    if (
        len(parts) < 2
        or len(last) < 3
        or not parts[0]
        or not form[-len(last) :].islower()
        or form.islower()
        and last in lists.names
    ):
        return core, ""
    analyses = analyses_of(last)
    lemma = analyses[0].get("BASEFORM", last).lower() if analyses else last
    return core[: -len(last) - 1], "-" + (group_of(last, lemma, last) or ("x" if analyses else "u"))


def _mark(form: str) -> NameWord:
    """Return what a sign, a number or an address tells."""
    sign = _MARKS.get(form[:1], "") if form and len(form) <= LONGEST else ""
    if not sign:
        sign = "0" if form[:1].isdigit() else "x" if form else "long"
    row = row_of("", 0, 0, sign, "", "", sign, "")
    return NameWord(sign, sign, False, False, sign, "", (), "", "", sign, "", sign, row=row)


def _shape(form: str) -> str:
    if len(form) < 9 and form[0].isupper() and _INITIALS.fullmatch(form):
        return "I"
    letters = form.partition(":")[0]
    if letters.isupper():
        return "AA"
    if letters[0].isupper():
        inner = _PARTS.split(letters)[0][1:]
        return "Aa" if inner.islower() or "'" in inner or not inner else "aA"
    return "aa" if letters.islower() else "aA"


def _analyses(form: str, core: str, shape: str) -> tuple[Mapping[str, str], ...]:
    if shape == "I":
        return ()
    written = form.partition(":")[0].strip(".'")
    found = analyses_of(written)
    if not found and shape != "aa" and "-" in written[1:-1]:
        found = analyses_of(written.rpartition("-")[2])
    if not found and core.endswith("s") and len(core) > 4:  # Swedish genitive: Annas
        found = tuple(a for a in analyses_of(written[:-1].capitalize()) if a.get("CLASS") in ("etunimi", "sukunimi"))
    return found


def _lookup(core: str, possible: Iterable[tuple[str, str]], names: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return the names that a form may be of: base, case, bits; of the parts if it has a hyphen."""
    found: dict[str, tuple[str, str, int]] = {}
    for base, case in possible:
        flags = names.get(base)
        if flags and base not in found:
            found[base] = (base, case, flags)
    if found or not _PARTS.search(core[1:-1]):
        return list(found.values())
    first, *_, last = _PARTS.split(core)
    if first in names:
        tail = [
            (core[: -len(last)] + base, case, names[base] & names[first]) for base, case in bases(last) if base in names
        ]
        return [item for item in tail if item[2]] or [(first, "head", names[first])]
    return []


def _case(analyses: Iterable[Mapping[str, str]]) -> str:
    for analysis in analyses:
        if analysis.get("CLASS") in _NAME_CLASSES:
            return _CASES.get(analysis.get("SIJAMUOTO", ""), "")
    return next((_CASES.get(a.get("SIJAMUOTO", ""), "") for a in analyses), "")


def _told(analyses: tuple[Mapping[str, str], ...]) -> str:
    """Return the first reading's class, with person and mood of a verb or the case of a noun."""
    if not analyses:
        return "?"
    first = analyses[0]
    kind = first.get("CLASS", "?")
    if kind == "teonsana":
        return f"verb{first.get('PERSON', '')}{first.get('MOOD', '')[:5]}"
    return f"{kind[:6]}{_CASES.get(first.get('SIJAMUOTO', ''), '')}"


def rough(core: str) -> tuple[str, ...]:
    """Return a rough stem of an unknown word, by which its other forms in the text are known."""
    return ("~" + core[: max(3, min(len(core) - 2, 6))],) if len(core) > 2 else ("~" + core,)
