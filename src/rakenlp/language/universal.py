"""Voikko's classes and inflection as the parts of speech and features of Universal Dependencies.

The convention is that of UD Finnish TDT (Pyysalo et al. 2015, "Universal Dependencies for Finnish").
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

#: Voikko's word classes as universal parts of speech.
UPOS = MappingProxyType(
    {
        "nimisana": "NOUN",
        "laatusana": "ADJ",
        "nimisana_laatusana": "ADJ",
        "teonsana": "VERB",
        "kieltosana": "AUX",
        "seikkasana": "ADV",
        "asemosana": "PRON",
        "suhdesana": "ADP",
        "sidesana": "CCONJ",
        "huudahdussana": "INTJ",
        "lukusana": "NUM",
        "lyhenne": "NOUN",
        "etuliite": "NOUN",
        "etunimi": "PROPN",
        "sukunimi": "PROPN",
        "paikannimi": "PROPN",
        "nimi": "PROPN",
    }
)
#: Voikko's cases as universal cases.
CASES = MappingProxyType(
    {
        "nimento": "Nom",
        "omanto": "Gen",
        "osanto": "Par",
        "olento": "Ess",
        "tulento": "Tra",
        "sisaolento": "Ine",
        "sisaeronto": "Ela",
        "sisatulento": "Ill",
        "ulkoolento": "Ade",
        "ulkoeronto": "Abl",
        "ulkotulento": "All",
        "vajanto": "Abe",
        "seuranto": "Com",
        "keinonto": "Ins",
        "kohdanto": "Acc",
    }
)
_SUBORDINATING = frozenset(  # fmt: skip
    (
        "että",
        "kun",
        "jos",
        "koska",
        "vaikka",
        "jotta",
        "kuin",
        "ennenkuin",
        "mikäli",
        "jollei",
        "ellei",
        "ettei",
        "kunnes",
    )
)
_AUXILIARY = frozenset(("olla", "ei", "voida", "pitää", "saattaa", "täytyä", "taitaa"))
_MOODS = {"indicative": "Ind", "conditional": "Cnd", "imperative": "Imp", "potential": "Pot"}
_INFINITIVES = {"A-infinitive": "1", "E-infinitive": "2", "MA-infinitive": "3"}
_TENSES = {"present_simple": "Pres", "past_imperfective": "Past"}
_PARTICIPLES = {
    "past_active": ("Past", "Act"),
    "past_passive": ("Past", "Pass"),
    "present_active": ("Pres", "Act"),
    "present_passive": ("Pres", "Pass"),
    "agent": ("Agt", ""),
    "negation": ("Neg", ""),
}
_INFLECTION = (
    "CLASS",
    "SIJAMUOTO",
    "NUMBER",
    "MOOD",
    "PARTICIPLE",
    "COMPARISON",
    "PERSON",
    "TENSE",
    "NEGATIVE",
    "POSSESSIVE",
    "FOCUS",
    "KYSYMYSLIITE",
)
_NOMINAL = ("NOUN", "ADJ", "PROPN", "NUM", "PRON", "DET")


def part_of_speech(analysis: Mapping[str, str]) -> str:
    """Return the universal part of speech of one analysis."""
    base = analysis.get("BASEFORM", "")
    pos = UPOS.get(analysis.get("CLASS", ""), "X")
    if pos == "VERB" and base in _AUXILIARY:
        return "AUX"
    if pos == "CCONJ" and base in _SUBORDINATING:
        return "SCONJ"
    if analysis.get("SIJAMUOTO") == "kerrontosti":
        return "ADV"
    return pos


def features(analysis: Mapping[str, str], pos: str) -> str:
    """Return the universal features of one analysis read as ``pos``, as in CoNLL-U.

    Parameters
    ----------
    analysis : mapping
        Of Voikko.
    pos : str
        Universal part of speech that the word is read as.

    Returns
    -------
    str
        ``"Case=Gen|Number=Plur"``; empty where the word does not inflect.
    """
    return _features(pos, *map(analysis.get, _INFLECTION))


@lru_cache(maxsize=1 << 14)
def _features(pos: str, *values: str | None) -> str:
    analysis = {key: value for key, value in zip(_INFLECTION, values, strict=True) if value}
    found: dict[str, str] = {}
    if pos in _NOMINAL or (pos in ("VERB", "AUX") and analysis.get("PARTICIPLE")):
        case = CASES.get(analysis.get("SIJAMUOTO", ""))
        if case:
            found["Case"] = case
            found["Number"] = "Plur" if analysis.get("NUMBER") == "plural" else "Sing"
        if pos == "ADJ":
            found["Degree"] = {"c": "Cmp", "s": "Sup"}.get(analysis.get("COMPARISON", "")[:1], "Pos")
    if pos in ("VERB", "AUX"):
        _verbal(analysis, found)
    _endings(analysis, found)
    return "|".join(f"{key}={found[key]}" for key in sorted(found, key=str.lower))


def _verbal(analysis: Mapping[str, str], found: dict[str, str]) -> None:
    mood = analysis.get("MOOD", "")
    passive = analysis.get("PERSON") == "4"
    if analysis.get("CLASS") == "kieltosana":
        found.update({"Polarity": "Neg", "VerbForm": "Fin", "Voice": "Act"})
        _person(analysis, found)
    elif analysis.get("PARTICIPLE") in _PARTICIPLES:
        form, voice = _PARTICIPLES[analysis["PARTICIPLE"]]
        found.update({"PartForm": form, "VerbForm": "Part"})
        if voice:
            found["Voice"] = voice
    elif mood in _INFINITIVES:
        found.update({"InfForm": _INFINITIVES[mood], "VerbForm": "Inf", "Voice": "Act", "Number": "Sing"})
        found["Case"] = CASES.get(analysis.get("SIJAMUOTO", ""), "Lat")
    elif mood in _MOODS:
        found.update({"Mood": _MOODS[mood], "VerbForm": "Fin", "Voice": "Pass" if passive else "Act"})
        if mood == "indicative" and analysis.get("TENSE") in _TENSES:
            found["Tense"] = _TENSES[analysis["TENSE"]]
        if analysis.get("NEGATIVE") == "true":
            found["Connegative"] = "Yes"
        elif not passive:
            _person(analysis, found)


def _person(analysis: Mapping[str, str], found: dict[str, str]) -> None:
    if analysis.get("PERSON") in ("1", "2", "3"):
        found["Person"] = analysis["PERSON"]
        found["Number"] = "Plur" if analysis.get("NUMBER") == "plural" else "Sing"


def _endings(analysis: Mapping[str, str], found: dict[str, str]) -> None:
    possessive = analysis.get("POSSESSIVE", "")
    if possessive:
        found["Person[psor]"] = possessive[0]
        if len(possessive) > 1:
            found["Number[psor]"] = "Plur" if possessive[1] == "p" else "Sing"
    clitics = [c.capitalize() for c in (analysis.get("FOCUS", ""),) if c]
    if analysis.get("KYSYMYSLIITE"):
        clitics.append("Ko")
    if clitics:
        found["Clitic"] = ",".join(sorted(clitics))


_SIGNATURE = ("CLASS", "SIJAMUOTO", "NUMBER", "MOOD", "PARTICIPLE", "COMPARISON", "PERSON", "TENSE")
_SHORT = {
    "NUMBER": {"s": "singular", "p": "plural"},
    "COMPARISON": {"p": "positive", "c": "comparative", "s": "superlative"},
    "TENSE": {"pr": "present_simple", "pa": "past_imperfective"},
}


def signature(analysis: Mapping[str, str]) -> str:
    """Return the class and inflection of one analysis as a short string."""
    return _signature(*map(analysis.get, _SIGNATURE))


@lru_cache(maxsize=1 << 14)
def _signature(*values: str | None) -> str:
    cut = {"NUMBER": 1, "COMPARISON": 1, "TENSE": 2}
    return "|".join((v or "")[: cut.get(key)] for key, v in zip(_SIGNATURE, values, strict=True)).rstrip("|")


def expand(short: str) -> dict[str, str]:
    """Return the analysis that a signature stands for."""
    pairs = zip(_SIGNATURE, short.split("|"), strict=False)
    return {key: _SHORT.get(key, {}).get(value, value) for key, value in pairs if value}
