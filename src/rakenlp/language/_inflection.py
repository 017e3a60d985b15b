"""Inflected forms of words that Voikko does not know, by the pattern of a model word that everyone can inflect.

Endings are written with A, O and U, which become a, o, u or ä, ö, y by vowel harmony. Only the patterns that new
words take are here; a word of a rarer pattern is old, and known to Voikko.
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

_HARMONY = {True: str.maketrans("AOU", "aou"), False: str.maketrans("AOU", "äöy")}
_CASES = ("ssA", "stA", "llA", "ltA", "lle", "ksi", "ttA")
_SYLLABLE = re.compile(r"[aeiouyäöå]+")
_UNSETTLED = re.compile(r"[aou][^äö]*y[^äö]*$")
_LONG_STOPS = ("kk", "pp", "tt")
_LONG_STOP = re.compile(r"(?:kk|pp|tt)(?=[aeiouyäöAOU]+$)")


class _Noun(NamedTuple):
    """Stems and endings once ``cut`` letters are dropped; V stands for the last vowel of the base form."""

    cut: int
    stem: str  # takes the cases of the singular, in the weak grade
    strong: str  # essive and illative, partitive where it is regular: after the stem in the strong grade
    whole: str  # the rest of the singular, after the cut
    plural: str  # takes the cases of the plural, in the weak grade
    plurals: str  # genitives, partitives and illatives after the cut, in the strong grade


_NOUNS = MappingProxyType(
    {
        "valo": _Noun(1, "V", "nA A Vn", "", "Vi", "Vjen VjA Vihin"),
        "risti": _Noun(1, "i", "nA A in", "", "ei", "ien ejA eihin"),
        "paperi": _Noun(1, "i", "nA A in", "", "ei", "ien eiden ejA eitA eihin"),
        "kala": _Noun(1, "V", "nA A Vn", "", "Oi", "Ojen OjA Oihin"),
        "koira": _Noun(1, "V", "nA A Vn", "", "i", "ien iA iin"),
        "klinikka": _Noun(1, "V", "nA A Vn", "", "Oi", "Ojen -Oiden OjA -OitA Oihin"),
        "kulkija": _Noun(1, "V", "nA A Vn", "", "Oi", "Oiden OitA Oihin"),
        "nalle": _Noun(1, "e", "nA A en", "", "ei", "ejen ejA eihin"),
        "valtio": _Noun(1, "V", "nA tA Vn", "", "Vi", "Viden VitA Vihin"),
        "korkea": _Noun(1, "V", "nA A tA Vn", "", "i", "iden itA ihin isiin"),
        "kalsium": _Noun(0, "i", "nA A in", "", "ei", "ien ejA eihin"),
        "nainen": _Noun(3, "se", "nA en", "stA", "si", "sten sien siA siin"),
        "vastaus": _Noun(1, "kse", "nA en", "stA", "ksi", "sten ksien ksiA ksiin"),
        "kalleus": _Noun(1, "de", "", "tenA ttA teen", "ksi", "ksien ksiA ksiin"),
        "asunnoton": _Noun(3, "ttOmA", "nA An", "tOntA", "ttOmi", "ttOmien tOnten ttOmiA ttOmiin"),
    }
)
_ACTIVE = "Ut U UttA een eet eenA eeksi eellA eelle eessA eestA eiden eitA eillA eille"
_PASSIVE = "iin Aisiin AessA AvA AvAn AvAA AvAksi AvAt AviA"
_VERBS = ("muistaa", "salata", "tulla", "sanoa")
#: Every model word, and "-" for a word that inflects only after a colon or not at all.
MODELS = (*_NOUNS, *_VERBS, "-")

_VOWEL = r"\w[aeiouyäöå]"
_FITTING = dict.fromkeys(_NOUNS, _VOWEL) | {
    "kalsium": r"\w\w",
    "nainen": r"\wnen",
    "vastaus": r"\w[aeiouyäö]s",
    "kalleus": r"\w[uy]s",
    "asunnoton": r"\wt[oö]n",
    "muistaa": r"\w(?:aa|ää)",
    "salata": r"\w\wt[aä]",
    "tulla": r"\wll[aä]",
    "sanoa": r"\w[eiouyö][aä]",
}
#: Focus and question clitics, the longest first.
CLITICS = ("kohan", "köhän", "kos", "kös", "kaan", "kään", "kin", "han", "hän", "ko", "kö", "pa", "pä")
#: Possessive suffixes; those of the third person after the vowel that they lengthen.
POSSESSIVES = ("ni", "si", "nsa", "nsä", "mme", "nne", "aan", "ään", "een")
#: What follows the colon, or the capitals, in an inflected abbreviation: THL:lle, KELAn, ADHD:ta.
ABBREVIATION_ENDING = re.compile(
    r"(?:[ei]?(?:n|t|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|tt[aä]|n[aä])|t?[aä]|[aä]{2}|[ei]?t[aä]|([aeiouyäö])\1n"
    r"|h[aeiouyäö]n|seen|[ij]?en|iden|ej[aä]|j[aä]|ihin|isiin)?(?:k[oö](?:han|hän)?|kin|kaan|kään|han|hän)?"
)


class _Verb(NamedTuple):
    """Principal stems of a verb."""

    strong: str  # skippaavat: skippaA; hengailevat: hengaile
    weak: str  # skippaan: skippaA; vapetan: vapeta
    past: str  # vapetti
    weak_past: str  # vapetin: vapeti
    conditional: str  # vapettaisi
    active: str  # vapettanut: vapettan
    passive: str  # vapetettu: vapetett
    present_passive: str  # vapetetaan


def back_vowels(word: str) -> bool:
    """Tell whether a word takes endings with a, o and u: the last of its vowels that decides, decides."""
    return next((letter in "aouå" for letter in reversed(word) if letter in "aouåäöy"), False)


def guess_model(word: str) -> str:
    """Return the model word that a new Finnish noun most likely inflects like; "-" for an abbreviation.

    Examples
    --------
    >>> [guess_model(word) for word in ("sossu", "budi", "terkkari", "vampa", "keikkalainen", "THL")]
    ['valo', 'risti', 'paperi', 'kala', 'nainen', '-']
    """
    low = word.lower()
    vowels = _SYLLABLE.findall(low)
    if not vowels or not low[-1].isalpha() or (word.isupper() and len(word) > 1):
        return "-"
    for ending, model in (("nen", "nainen"), ("uus", "kalleus"), ("yys", "kalleus"), ("ton", "asunnoton")):
        if low.endswith(ending) and len(low) > len(ending) + 1:
            return model
    last = low[-1]
    if last in "ouyö":
        return "valtio" if len(vowels[-1]) > 1 else "valo"
    if last == "i":
        return "risti" if len(vowels) < 3 else "paperi"
    if last in "aä":
        if len(vowels) > 2:
            return "kulkija"
        return "koira" if last == "ä" or vowels[0][0] in "ou" else "kala"
    if last == "e":
        return "nalle"
    return "vastaus" if last == "s" and low[-2:-1] in "aeiouyäö" else "kalsium"


def fits(word: str, model: str) -> bool:
    """Tell whether a word can inflect like a model word, by how it ends.

    Examples
    --------
    >>> fits("vampa", "kala"), fits("vampa", "nainen"), fits("dokata", "salata")
    (True, False, True)
    """
    return model == "-" or re.search(_FITTING[model] + "$", word.lower()) is not None


def inflect(word: str, model: str, stem: str = "", *, plural: bool = True) -> list[str]:
    """Return the inflected forms of a word, without clitics and possessive suffixes; a few may repeat.

    Parameters
    ----------
    word : str
        Base form in lower case.
    model : str
        One of :data:`MODELS`.
    stem : str, default=""
        For grades that do not follow from kk, pp, tt : k, p, t: the genitive of a noun without its n
        (*omakanta*: omakanna), the strong stem of a verb (*skipata*: skippa, *tissutella*: tissuttel).
    plural : bool, default=True
        Whether a noun has plural forms; the names of offices have none.

    Returns
    -------
    list of str
        With endings of both harmonies where people use both: mobilepayllä, mobilepaylla.

    Examples
    --------
    >>> forms = set(inflect("terkka", "kala"))
    >>> {"terkan", "terkkaa", "terkkaan", "terkoille", "terkkoja"} <= forms, "terkkan" in forms
    (True, False)
    >>> {"dokaan", "dokannut", "dokattiin", "dokaamassa"} <= set(inflect("dokata", "salata"))
    True
    """
    if model == "-":
        return [word]
    back = back_vowels(word)
    unsettled = not back and _UNSETTLED.search(word) is not None
    return [
        form
        for harmony in ((True, False) if unsettled else (back,))
        for form in (
            _noun(word, model, stem, harmony, plural) if model in _NOUNS else _verb(word, model, stem, harmony)
        )
    ]


def action_noun(verb: str, model: str, stem: str = "") -> str:
    """Return the -minen noun of a verb; it inflects like *nainen*.

    Examples
    --------
    >>> action_noun("dokata", "salata"), action_noun("tissutella", "tulla", "tissuttel")
    ('dokaaminen', 'tissutteleminen')
    """
    return (_stems(verb, model, stem).strong + "minen").translate(_HARMONY[back_vowels(verb)])


def is_verb(model: str) -> bool:
    """Tell whether a model word is a verb."""
    return model in _VERBS


def _shorten(stem: str) -> str:
    """Return the weak grade of a stem: its long stop shortened, terkka to terka."""
    return _LONG_STOP.sub(lambda found: found.group()[0], stem)


@cache
def _endings(model: str, vowel: str, back: bool, many: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the endings of a noun after the cut, those of the weak grade and those of the strong."""
    noun = _NOUNS[model]
    weak = [noun.stem + ending for ending in (*_CASES, "n")]
    strong = [noun.stem + ending for ending in noun.strong.split()] + noun.whole.split()
    if many:
        weak += [noun.stem + "t"] + [noun.plural + ending for ending in (*_CASES, "n")]
        weak += [ending[1:] for ending in noun.plurals.split() if ending[0] == "-"]
        strong += [noun.plural + "nA"] + [ending for ending in noun.plurals.split() if ending[0] != "-"]
    table = _HARMONY[back]
    return (
        tuple(ending.replace("V", vowel).translate(table) for ending in weak),
        tuple(ending.replace("V", vowel).translate(table) for ending in strong),
    )


def _noun(word: str, model: str, stem: str, back: bool, many: bool = True) -> list[str]:
    weak_endings, strong_endings = _endings(model, word[-1], back, many)
    cut = _NOUNS[model].cut
    base = word[: len(word) - cut]
    weak = stem[: -len(_NOUNS[model].stem)] if stem else base[:-1] if base[-2:] in _LONG_STOPS and cut < 2 else base
    return [word, *[weak + ending for ending in weak_endings], *[base + ending for ending in strong_endings]]


def _stems(word: str, model: str, stem: str) -> _Verb:
    base = word[:-2]
    if model == "salata":  # dokata, skipata
        strong = (stem or base) + "A"
        past, conditional = (stem or base) + "si", (stem or base) + "isi"
        return _Verb(strong, strong, past, past, conditional, base + "nn", base + "tt", base + "tAAn")
    if model == "tulla":  # hengailla, tissutella
        strong = stem or base
        past, conditional = strong + "i", strong + "isi"
        return _Verb(strong + "e", strong + "e", past, past, conditional, base + "l", base + "t", base + "lAAn")
    strong, last = word[:-1], word[-2]
    weak = _shorten(strong)
    passive = weak[:-1] + "e" if last in "aä" else weak
    past = strong[:-1] + "i" if last in "aäi" else strong + "i"
    conditional = strong + ("si" if last == "i" else "isi")
    return _Verb(strong, weak, past, _shorten(past), conditional, strong + "n", passive + "tt", passive + "tAAn")


def _verb(word: str, model: str, stem: str, back: bool) -> list[str]:
    """Return finite forms, infinitives and participles, spoken participles (dokannu) among them."""
    table = _HARMONY[back]
    verb = _Verb(*(part.translate(table) for part in _stems(word, model, stem)))
    participle = verb.passive + "U".translate(table)
    raw = [verb.strong + "vAt", verb.past + "vAt", verb.conditional, verb.conditional + "vAt", word[:-1] + "essA"]
    raw += [verb.strong + "mA" + ending for ending in ("An", "ssA", "stA", "llA", "ttA")]
    raw += [verb.active + ending for ending in _ACTIVE.split()]
    raw += [verb.passive + ending for ending in _PASSIVE.split()]
    return [
        word,
        verb.strong if verb.strong[-2:] in ("aa", "ää") else verb.strong + verb.strong[-1],
        verb.weak,
        verb.past,
        verb.present_passive,
        word[:-1] + "en",
        word + "kseen",
        *(
            part + ending
            for part in (verb.weak, verb.weak_past, verb.conditional)
            for ending in ("n", "t", "mme", "tte")
        ),
        *(form.translate(table) for form in raw),
        *_noun(verb.strong + "vA".translate(table), "koira", "", back),
        *_noun(participle, "valo", "" if model != "tulla" else verb.passive[:-1] + "l" + participle[-1], back),
    ]
