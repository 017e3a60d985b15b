"""The Snowball stemmer for Swedish.

Written from the published definition of the algorithm (Martin Porter and the Snowball project,
https://snowballstem.org/algorithms/swedish/stemmer.html, version 3). It takes endings off by rule, so a stem
is often no word: *flickor* becomes *flick*.
"""

from __future__ import annotations

import re

from .._remember import remember

_VOWELS = "aeiouyäåö"
_BEFORE_S = "bcdfghjklmnoprtvy"
_BEFORE_OST = "iklnprtuv"
_START = re.compile(rf"[^{_VOWELS}]*[{_VOWELS}]+[^{_VOWELS}]")
_MAIN = (
    "heterna", "hetens", "arnas", "ernas", "ornas", "andes", "arens", "anden", "andet", "heten", "heter",
    "arna", "erna", "orna", "ande", "arne", "aste", "aren", "ades", "erns", "ade", "are", "ens", "ern", "het", "ast",
    "ad", "en", "ar", "er", "or", "as", "es", "at", "et", "a", "e", "s",
)  # fmt: skip
_PAIRS = ("dd", "gd", "nn", "dt", "gt", "kt", "tt")
_OTHER = {"fullt": "full", "lig": "", "els": "", "öst": "ös", "ig": ""}
# "et" is part of the word after these: nyhet, alfabet, kapacitet, identitet...
_KEEPS_ET = (
    "h", "iet", "uit", "fab", "cit", "dit", "alit", "ilit", "mit", "nit", "pit", "rit", "sit", "tit", "ivit", "kvit",
    "xit", "kom", "rak", "pak", "stak",
)  # fmt: skip


@remember(1 << 16, longest=64)
def swedish_stem(word: str) -> str:
    """Return the stem of a Swedish word in lower case.

    Parameters
    ----------
    word : str
        In lower case.

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.language.swedish_stemmer import swedish_stem
    >>> [swedish_stem(word) for word in ("arbetslöshet", "arbetslösheten", "flickor", "hjälplöst")]
    ['arbetslös', 'arbetslös', 'flick', 'hjälplös']
    """
    region = _region(word)
    word = _without_pair(_without_main(word, region), region)
    for ending, left in _OTHER.items():
        if word.endswith(ending) and len(word) - len(ending) >= region:
            if ending == "öst" and word[-4:-3] not in tuple(_BEFORE_OST):
                return word
            return word[: -len(ending)] + left
    return word


def _region(word: str) -> int:
    """Return where endings may begin: after the first vowel and consonant, and three letters at the least."""
    start = _START.match(word) if len(word) >= 3 else None
    return max(start.end(), 3) if start else len(word)


def _without_main(word: str, region: int) -> str:
    ending = next((e for e in _MAIN if word.endswith(e) and len(word) - len(e) >= region), None)
    if ending is None:
        return word
    stem = word[: -len(ending)]
    if ending == "et":
        return stem if _takes_et(stem) else word
    if ending == "s":
        if stem.endswith("et") and _takes_et(stem[:-2]):
            return stem[:-2]
        return stem if stem[-1:] in tuple(_BEFORE_S) else word
    return stem


def _takes_et(stem: str) -> bool:
    """Tell whether "et" after a stem is the article: after a vowel and a consonant, with something before them."""
    return len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] in _VOWELS and not stem.endswith(_KEEPS_ET)


def _without_pair(word: str, region: int) -> str:
    return word[:-1] if word.endswith(_PAIRS) and len(word) - 2 >= region else word
