"""The language of one short text: Finnish, Swedish or English, or unknown where it cannot be told.

Three kinds of evidence are added up over the words: lists of common words (``language_words.toml``), letters and
endings that one language has and the others lack, and for a language that is not read here its own words and marks,
so that Estonian does not pass for Finnish nor Norwegian for Swedish.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from array import array
from collections import Counter
from functools import cache
from importlib import resources

import numpy as np

from .._remember import Remembered

_LOOKED_AT = 4_000
_LANGUAGES: tuple[str, ...] = ("fi", "sv", "en")
#: What a word of a list is worth, and a word of one letter ("i", "e"); shared out among the languages that list it.
_LISTED, _LETTER = 4.0, 1.5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|(?<![^\s@])[^\s@]+@[^\s@.]+\.\S+|\[[A-ZÅÄÖ-]+\]")
_VOWEL = re.compile(r"[aeiouyåäöüõæøáéíóúàèìòùâêîôûąęėįųūāēīıаеиоуыэюя]")
# Not a word: no vowel, hands on the keyboard, the same letter again and again.
_MASH = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}|asdf|sdfg|qwert|(.)\1\1")
_SCRIPTS = re.compile(r"[^\W\d_a-zà-ɏ]")
_PLAIN = re.compile("[\x00-\x7fåäö–—’”€]*")  # no letters of another script
_INVISIBLE = re.compile("[\u00ad\u200c\u200d\u2060\ufeff]")

# Cues inside words that no list holds. Finnish letter pairs and endings survive typos and dropped endings.
_CUES = {
    "fi": re.compile(
        r"(?:aa|ää|uu|ii|yy|öö|uo|yö|ie|äy|öy|kk|ksi|nsa|nsä|lk|ht|vä|hd|ään|jä|hä)|"
        r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|nut|nyt|nen|sti|iin|een|oon|aan|ään|sin|vat|vät|mme|tte|isi|ko|kö|"
        r"kin|kaan|kään|ut|yt|et|at|ät|is|us|ys|as|äs|a|ä|i|u|y|o|ö)\b"
    ),
    "sv": re.compile(
        r"å|(?:ck|skj|sj|tj|stj|ngs|nds|ä[rnv]d|ör|för|gt|dd|mm|bb|nn[^aeiouyäö]|ff|gg|v[lr]|äl[ldjps]|är[kmn]|öv|[bcdgf])|"
        r"(?:ning|ningen|ningar|het|heten|ande|ende|arna|erna|orna|are|ade|ats|ar|er|or|en|et|na|st|ig|igt|iga|isk|iskt|"
        r"sk|rn|ts|d|g|lös|löst|lösa|skap|dom)\b"
    ),
    "en": re.compile(
        r"(?:th|wh|sh|gh|ph|qu|ow|ou|ea|ck|wa|we|wo|ch|oo[dkm]|ee[dnt]|[cwxzqbfg])|"
        r"(?:ing|tion|ed|ly|ness|ment|ght|ed|er|es|s|y|e|d)\b"
    ),
}
_ENDINGS = {
    "fi": re.compile(r"(?:nen|ssa|ssä|sta|stä|lla|llä|uus|yys|tus|tys|ista|mme)$"),
    "sv": re.compile(r"(?:het|heten|ning|ningen|ningar|skap|arna|erna|orna|lös|igt|ande|ade|rna)$"),
    "en": re.compile(r"(?:ness|tion|ing|ght|ment|able|ity|ed)$"),
}
# The build of a Finnish word: no foreign letters, no cluster at the start, an ending that Finnish words have.
_FINNISH_BUILD = re.compile(
    r"(?:[hjklmnprstvd]?(?=[aeiouyäö]))[aehijklmnoprstuvyäödg]{3,}(?:[aeiouyäö]|[aeiouyäö][nst])"
)
# What Finnish, Swedish and English words do not do.
_AGAINST = {
    "fi": re.compile(
        r"[bcfgqwxzå]|(?:[bdfgkmpvjh]|[^aeiouyäö][^aeiouyäös])$|^(?:[bcdfgkpqtvwxz][^aeiouyäölrst]|sh|sj|vr)"
    ),
    "sv": re.compile(r"w|z|q|th|sh|ea|ou|ow|oo|ee|uo|ie[tns]|yö|ää|öö|aa|uu|ii|yy|(?:[^s]s[sk]a|ä|ö|ly|ity|y)$"),
    "en": re.compile(r"[åäö]|aa|uu|ii|yy|kk|jj|ij|sk[ao]|vv|tj|sj|lj|dj|gj|j[kmnrt]|[aeo]j|(?:[jkuv]a|[iju])$"),
}
_MARKS = {
    "et": re.compile(r"[õü]|(?:[aeiou][bdk]|ks|st|tte|ud|nud|sin|da)$|^(?:g|b|d)|öö|ää"),
    "no": re.compile(r"[øæ]|(?:ene|ede|else|elsen|ig|et|er|tt)$|å|hv|gj|kj|hj|ei|øy|ej|[aeo]kk"),
    "de": re.compile(r"[ßü]|sch|cht|tz|pf|ei|ie|eu|äu|(?:ung|ungen|keit|heit|lich|en|er|em|t)$"),
    "so": re.compile(r"[xcq]|aa|ee|oo|uu|dh|kh|gg|dd|(?:[aeiou]y|d|b|h|k|sh)$"),
}
_FOREIGN_LETTERS = re.compile(r"[ßøæñçśşğłąęžščřůýíáóúèàâêîëïươđţșăėįųūāēīıźćńťďőű]")
#: How much of a supported language's own cues a sister language shares.
_SISTERS = {"et": ("fi", 0.55), "no": ("sv", 0.6)}


def detect_language(text: str) -> str:
    """Return the language of a short text.

    Parameters
    ----------
    text : str
        Spoken Finnish, dialect and typing errors are fine. Only the beginning of a very long text is looked at.

    Returns
    -------
    {"fi", "sv", "en", "unknown"}
        "unknown" for text without words, in another language, or too short to tell. A text in two languages gets
        the one that most of it is in.

    Examples
    --------
    >>> detect_language("mä en jaksa enää ku rahat ei riitä")
    'fi'
    >>> detect_language("Jag får ingen hjälp."), detect_language("Nobody helps us.")
    ('sv', 'en')
    >>> detect_language("12345 !!!")
    'unknown'
    """
    sample = text.lstrip()[:_LOOKED_AT]
    if not unicodedata.is_normalized("NFC", sample):
        sample = unicodedata.normalize("NFC", sample)
    sample = _INVISIBLE.sub("", sample)
    if "[" in sample or "@" in sample or "://" in sample or "www." in sample:
        sample = _NO_WORDS.sub(" ", sample)
    sample = sample.lower()
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if letters < 3 or not _PLAIN.fullmatch(sample) and len(_SCRIPTS.findall(sample)) * 2 > letters:
        return "unknown"
    told = np.frombuffer(b"".join(map(_EVIDENCE.__getitem__, words)), dtype=np.float64)
    totals: list[float] = told.reshape(len(words), -1).cumsum(axis=0)[-1].tolist()  # one after the other
    scores = totals[: len(_LANGUAGES)]
    best, second = sorted(scores, reverse=True)[:2]
    if max(totals[len(_LANGUAGES) :]) > best or best < 1.0 or best - second < 0.1 * best + 0.3:
        return "unknown"
    return _LANGUAGES[scores.index(best)]


@cache
def _lists() -> tuple[tuple[str, ...], dict[str, tuple[float, ...]]]:
    """Return the names of all languages, the supported ones first, and what each listed word is worth for each."""
    table = tomllib.loads(resources.files(__package__).joinpath("language_words.toml").read_text(encoding="utf-8"))
    lists = {name: frozenset(words.split()) for group in table.values() for name, words in group.items()}
    names = (*_LANGUAGES, *(name for name in lists if name not in _LANGUAGES))
    shared = Counter(word for words in lists.values() for word in words)
    worth = {
        word: tuple((_LISTED if len(word) > 1 else _LETTER) / times * (word in lists[name]) for name in names)
        for word, times in shared.items()
    }
    return names, worth


def _evidence(word: str) -> bytes:
    """Return what a word says for each language, as numbers of eight bytes: a text joins them."""
    return array("d", _said(word)).tobytes()


def _said(word: str) -> tuple[float, ...]:
    """Return what a word says for each language: is it common there, does it look and end like its words."""
    names, worth = _lists()
    listed = worth.get(word)
    if listed is None and (_MASH.search(word) or not _VOWEL.search(word)):
        return (0.0,) * len(names)
    looks = [_looks(word, language) for language in _LANGUAGES]
    odd = 0.0 if word.isascii() else 1.5 * len(_FOREIGN_LETTERS.findall(word))
    looks += [odd + _foreign_looks(word, looks, *traits) for traits in _foreign()]
    return tuple(map(float.__add__, looks, listed)) if listed else tuple(looks)


@cache
def _foreign() -> tuple[tuple[int, float, re.Pattern[str] | None], ...]:
    """Return of each language that is not read: the place of its sister, what it shares with it, and its marks."""
    found = []
    for name in _lists()[0][len(_LANGUAGES) :]:
        sister, share = _SISTERS.get(name, ("", 0.0))
        found.append((_LANGUAGES.index(sister) if sister else -1, share, _MARKS.get(name)))
    return tuple(found)


_EVIDENCE = Remembered(_evidence, 1 << 18, longest=64)


def _looks(word: str, language: str) -> float:
    size = len(word)
    score = min(0.5 * len(_CUES[language].findall(word)), 0.2 * size)
    if size > 4 and _ENDINGS[language].search(word):
        score += 1.0
    if language == "fi" and size > 4 and _FINNISH_BUILD.fullmatch(word):
        score += 0.08 * size
    return score - 0.4 * min(len(_AGAINST[language].findall(word)), 3)


def _foreign_looks(word: str, looks: list[float], sister: int, share: float, marks: re.Pattern[str] | None) -> float:
    score = share * max(looks[sister], 0.0) if sister >= 0 else 0.0
    return score if marks is None else score + min(0.4 * len(marks.findall(word)), 0.15 * len(word))
