"""What one written word tells of being a name: lists, Voikko's classes, shape, and what it says of its neighbours.

Everything here is of the word alone, so that it is computed once per form and kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import NamedTuple

from ..language._shared import once
from ..language.forms import analyses_of, normalise_word
from ._name_bases import bases

#: Characters of a word that is looked at; longer ones are no names.
LONGEST = 48
#: What a list says of a name. The first six are lists of our own, the others come from lists of many countries.
FLAGS = (
    *("given", "nick", "family", "foreign_given", "foreign_family", "double"),
    *("near_given", "near_family", "far_given", "far_family", "many_given", "many_family"),
)
_BIT = {name: 1 << place for place, name in enumerate(FLAGS)}
_GIVEN = sum(_BIT[name] for name in ("given", "nick", "near_given"))
_FAMILY = sum(_BIT[name] for name in ("family", "near_family"))
_OTHER_GIVEN = sum(_BIT[name] for name in ("foreign_given", "many_given"))
_OTHER_FAMILY = sum(_BIT[name] for name in ("foreign_family", "many_family"))
_FAR_GIVEN, _FAR_FAMILY = _BIT["far_given"], _BIT["far_family"]
_SURE = _GIVEN | _FAMILY | _OTHER_GIVEN | _OTHER_FAMILY | _BIT["double"]

_INITIALS = re.compile(r"(?:[A-ZÅÄÖ]\.?-?){1,3}(?::\w{1,4}|\.)?")
_ADDRESS = re.compile(r"[@/_\d]|\w\.\w\w")
_PARTS = re.compile("[-–‑]")
_FOREIGN = re.compile("[bcfgqwxzšžåéèáóíúüßçñøæ]")
_NAME_CLASSES = {"etunimi": "E", "sukunimi": "S", "paikannimi": "P", "nimi": "N"}
_CASES = {
    "nimento": "nom", "omanto": "gen", "osanto": "par", "sisaolento": "ine", "sisaeronto": "ela", "sisatulento": "ill",
    "ulkoolento": "ade", "ulkoeronto": "abl", "ulkotulento": "all", "olento": "ess", "tulento": "tra",
}  # fmt: skip
_MARKS = {
    **dict.fromkeys(".!?…", "."), **dict.fromkeys("\"”“»«'’", "q"), **dict.fromkeys("([{", "("), **dict.fromkeys(")]}", ")"),
    **dict.fromkeys("-–—•*·>", "-"), ",": ",", ":": ":", ";": ";", "/": "/", "&": "&", "+": "&",
}  # fmt: skip


class Lists(NamedTuple):
    """Word lists of the model.

    Attributes
    ----------
    names : mapping of str to int
        Names in lower case to the bits of :data:`FLAGS`.
    common : mapping of str to int
        Words that people write in lower case, to how widely (1–4).
    """

    names: Mapping[str, int]
    common: Mapping[str, int]


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
    alone, near : tuple of str
        Features of the word itself, and those that it gives its neighbours.
    told : str
        Part of speech and person, for what stands beside it.
    """

    low: str
    shape: str
    may: bool
    suspect: bool
    kind: str
    group: str
    bases: tuple[str, ...]
    case: str
    alone: tuple[str, ...]
    near: tuple[str, ...]
    told: str


@once
def _groups() -> tuple[dict[str, str], tuple[str, ...]]:
    table = tomllib.loads(resources.files(__package__).joinpath("name_context.toml").read_text(encoding="utf-8"))
    heads = tuple(sorted(table["title"].pop("heads").split()))
    words: dict[str, str] = {}
    for group, languages in table.items():
        for listed in languages.values():
            for word in listed.split():
                words.setdefault(word, group)
    return words, heads


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
        return _mark(piece, form)
    low = form.lower()
    shape = _shape(form)
    core = low.partition(":")[0].strip(".'") or low
    analyses = _analyses(form, core, shape)
    found = _lookup(core, lists.names)
    bits = 0
    for _, _, flags in found:
        bits |= flags
    classes = "".join(sorted({_NAME_CLASSES.get(a.get("CLASS", ""), "W") for a in analyses}))
    common = lists.common.get(core, 0)
    kind = _kind(bits, classes, common)
    case = next((c for _, c, _ in found), "") or _case(analyses)
    lemma = analyses[0].get("BASEFORM", core).lower() if analyses else core
    group = _group(low, lemma, core)
    listed = tuple(dict.fromkeys(base for base, _, _ in found))
    known = listed or tuple(sorted({a.get("BASEFORM", "").lower() for a in analyses if a.get("CLASS") in _NAME_CLASSES}))
    named = bool(bits & _SURE) or "E" in classes or "S" in classes
    suspect = named and shape == "aa" and len(core) > 2 and (common < 4 or not set(classes) <= {"W"})
    told = _told(analyses)
    alone = _alone(core, shape, bits, classes, common, case, kind, listed, lemma)
    near = (f"w={low}", f"l={lemma}", f"g={group}", f"t={told}", f"k={kind}", f"s={shape}", f"gs={group}{shape}")
    may = group != "connector" or shape == "Aa"
    return NameWord(low, shape, may, suspect, kind, group, known or _rough(core), case, alone, near, told)


def _mark(piece: str, form: str) -> NameWord:
    """Return what a sign, a number or an address tells."""
    sign = _MARKS.get(form[:1], "") if form and len(form) <= LONGEST else ""
    if not sign:
        sign = "0" if form[:1].isdigit() else "x" if form else "long"
    near = (f"w={sign}",)
    return NameWord(sign, sign, False, False, sign, "", (), "", (), near, sign)


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


def _lookup(core: str, names: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return the names that a form may be of: base, case, bits; of the parts if it has a hyphen."""
    found: dict[str, tuple[str, str, int]] = {}
    for base, case in bases(core):
        flags = names.get(base)
        if flags and base not in found:
            found[base] = (base, case, flags)
    if found or not _PARTS.search(core[1:-1]):
        return list(found.values())
    first, *_, last = _PARTS.split(core)
    if first in names:
        tail = [(core[: -len(last)] + base, case, names[base] & names[first]) for base, case in bases(last) if base in names]
        return [item for item in tail if item[2]] or [(first, "head", names[first])]
    return []


def _kind(bits: int, classes: str, common: int) -> str:
    """Put together what lists and Voikko say: G/g given (sure, perhaps), F/f family, P place, N name, W word, u none."""
    kind = ""
    if bits & _GIVEN or "E" in classes:
        kind += "G"
    elif bits & _OTHER_GIVEN:
        kind += "g"
    elif bits & _FAR_GIVEN:
        kind += "h"
    if bits & _FAMILY or "S" in classes:
        kind += "F"
    elif bits & _OTHER_FAMILY:
        kind += "f"
    elif bits & _FAR_FAMILY:
        kind += "e"
    kind += "".join(c for c in classes if c in "PNW")
    if common:
        kind += "2" if common > 2 else "1"
    return kind or "u"


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


def _group(low: str, lemma: str, core: str) -> str:
    words, heads = _groups()
    for form in (low, lemma, core, *_without_possessive(core)):
        group = words.get(form)
        if group:
            return group
    return "title" if len(lemma) > 6 and lemma.endswith(heads) else ""


def _without_possessive(core: str) -> Iterable[str]:
    for tail in ("ni", "nsa", "nsä", "si", "mme", "n"):
        if core.endswith(tail):
            yield core[: -len(tail)]


def _rough(core: str) -> tuple[str, ...]:
    """Return a rough stem of an unknown word, by which its other forms in the text are known."""
    return ("~" + core[: max(3, min(len(core) - 2, 6))],) if len(core) > 2 else ("~" + core,)


def _alone(
    core: str, shape: str, bits: int, classes: str, common: int, case: str, kind: str, listed: tuple[str, ...], lemma: str
) -> tuple[str, ...]:
    flags = [name for name in FLAGS if bits & _BIT[name]]
    out = [
        f"k={kind}{shape}", f"k={kind}", f"s={shape}", f"c={case}", f"v={classes}{shape}", f"o={common}{shape}",
        f"ko={kind}{common}{case}", f"n={min(len(core), 12)}", f"w={core}", f"l={lemma}", f"sc={shape}{case}",
        f"m={'-' in core}{':' in core}{shape}", f"x={min(len(_FOREIGN.findall(core)), 3)}",
    ]  # fmt: skip
    out += [f"f={name}" for name in flags]
    out.append("fs=" + "".join(str(FLAGS.index(name)) + "." for name in flags) + shape)
    out.append(f"lc={len(listed) > 0}{bool(classes)}{common}{shape}")
    for size in (1, 2, 3, 4, 5):
        if len(core) > size:
            out.append(f"e={core[-size:]}")
            if kind in ("u", "1", "2"):
                out.append(f"ue={core[-size:]}")
    for size in (2, 3, 4):
        if len(core) > size:
            out.append(f"a={core[:size]}")
    base = listed[0] if listed else lemma
    for size in (2, 3, 4):
        if len(base) > size:
            out.append(f"be={base[-size:]}")
    marked = f"^{core}$"
    out += [f"r={marked[i : i + 3]}" for i in range(len(marked) - 2)]
    return tuple(dict.fromkeys(out))
