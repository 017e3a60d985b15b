"""Inflection taken off English words: plurals, possessives, -ed and -ing.

The rules are those of step 1 of Porter's stemmer (M. F. Porter 1980, An algorithm for suffix stripping, Program 14).
The last *e* of a longer word goes as well, so that *housing* and *house* meet. Derivation stays: *homeless* and *home*
are two words.
"""

from __future__ import annotations

import re

from .._remember import remember

_VOWEL = re.compile("[aeiouy]")
_UNINFLECTED = """
news always perhaps besides species series lens bus gas yes need speed feed bed red seed weed shed hundred sacred
naked wicked embed indeed breed bleed king ring sing bring thing spring string wing sting swing cling fling sling
something nothing anything everything evening morning ceiling during wedding sibling pudding darling inning outing
herring this plus thus virus campus status focus bonus census chaos atlas canvas christmas menopause diabetes rabies
aids sms hiv
"""
#: Words that end like an inflection and have none.
_WHOLE = frozenset(_UNINFLECTED.split())
#: After these -ed and -ing have taken an e along: car(ed), us(ing), smok(ed); not so rent(ed), wait(ed).
_SHORT = re.compile(r"(?:[^aeiouy]+[aeiouy]|[aeiouy])[^aeiouywx]")
_DOUBLED = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")


@remember(1 << 15, longest=64)
def english_stem(word: str) -> str:
    """Return an English word in lower case without its inflection.

    Parameters
    ----------
    word : str
        In lower case.

    Returns
    -------
    str
        Forms of one word have one stem; a long one lacks a last *e*, and *y* is *i* (*studi*).

    Examples
    --------
    >>> from rakenlp.language.english_stemmer import english_stem
    >>> [english_stem(word) for word in ("landlords", "landlord's", "evicted", "stopped", "queries", "news")]
    ['landlord', 'landlord', 'evict', 'stop', 'queri', 'news']
    """
    word = word.replace("’", "'").removesuffix("'").removesuffix("'s")
    if len(word) < 4 or word in _WHOLE:
        return word
    word = _with_i(_without_ending(_singular(word)))
    return word.removesuffix("e") if len(word) > 4 and not word.endswith("ee") else word


def _singular(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ies", "ied")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith(("xes", "ches", "shes", "zes", "oes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1 and _VOWEL.search(stem) and not word.endswith("eed"):
            if stem.endswith(_DOUBLED) and len(stem) > 3:
                return stem[:-1]
            return stem + "e" if _SHORT.fullmatch(stem) else stem
    return word


def _with_i(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiouy" else word
