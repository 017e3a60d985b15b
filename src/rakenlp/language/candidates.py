"""Lemma candidates of one word form: every reading of Voikko in the convention of Universal Dependencies.

Voikko's base forms are right for 85 % of words: the convention differs (*noussut* is *nousta*, *nopeasti* stays,
*heillä* is *hän*). Each candidate says how it was derived, so that the ranker can learn which derivation holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .function_words import adverbs, closed_forms, closed_lemmas, plural_nouns
from .universal import features, part_of_speech, signature

_TAG = re.compile(r"\[[^\]]*\]")
_HIDDEN = re.compile(r"\[X[a-z]\].*?\[X\]")
_BASE = re.compile(r"\[Xp\](.*?)\[X\]")
_SUFFIX = re.compile(r"\[Xj\](.*?)\[X\]")
_NOMINAL = re.compile(r"\[L[nl]\]")
_CLITIC = re.compile(r"(?:(?:ko|kö)?(?:kaan|kään|kin|han|hän|pa|pä)|ko|kö)s?$")
_POSSESSIVE = re.compile(r"(?:ni|si|nsa|nsä|mme|nne)$")
_DOUBLED = re.compile(r"(aa|ää|ee)n$")
_INFLECTED = frozenset({"NOUN", "PROPN", "ADJ"})
_CORE = frozenset({"nimento", "omanto", "osanto"})
_PLURAL_PRONOUNS = {"me": "minä", "te": "sinä", "he": "hän", "ne": "se", "nämä": "tämä", "nuo": "tuo"}
# Pronouns that Voikko takes apart: (base, clitic) to lemma.
_INDEFINITE = {
    ("ken", "kaan"): "kukaan",
    ("kuka", "kaan"): "kukaan",
    ("mikä", "kaan"): "mikään",
    ("mi", "kaan"): "mikään",
    ("kumpi", "kaan"): "kumpikaan",
    ("ken", "kin"): "kukin",
    ("kuka", "kin"): "kukin",
    ("joka", "kin"): "jokin",
    ("mikä", "kin"): "mikin",
    ("kumpi", "kin"): "kumpikin",
}


class Candidate(NamedTuple):
    """One possible reading of a word form.

    Attributes
    ----------
    lemma : str
        Lower case.
    pos : str
        Universal part of speech.
    feats : str
        Universal features, as in CoNLL-U; empty for none.
    source : str
        How the lemma was derived from the analysis (a short code).
    signature : str
        Voikko's class and inflection, which the ranker knows.
    bases : int
        Number of bases in the word: 2 and more for a compound.
    """

    lemma: str
    pos: str
    feats: str
    source: str
    signature: str
    bases: int


def surface(fst: str) -> str:
    """Return the written letters of a piece of Voikko's transducer output."""
    return _TAG.sub("", _HIDDEN.sub("", fst)).replace("=", "").lower()


def basic(analysis: Mapping[str, str], low: str) -> str:
    """Return Voikko's base form in lower case, without its marks."""
    return analysis.get("BASEFORM", low).lower().replace("=", "")


def parts_of(analysis: Mapping[str, str]) -> tuple[str, ...]:
    """Return the bases of a compound or derivation, in order; empty for a simple word."""
    fst = analysis.get("FSTOUTPUT", "")
    bases = [b.replace("=", "").lower() for b in _BASE.findall(fst)]
    bases = [b for b in bases if len(b) > 1]
    if len(bases) < 2 and not ("[Xj]" in fst and bases):
        return ()
    return tuple(bases)


def from_analyses(
    low: str, analyses: Sequence[Mapping[str, str]], prefix: str = "", mark: str = ""
) -> Iterator[Candidate]:
    """Turn the analyses of a form into candidates.

    Parameters
    ----------
    low : str
        The analysed form in lower case.
    analyses : sequence of mapping
        Of Voikko.
    prefix : str, default=""
        Letters of the word before the analysed form (*twitter-* of *twitter-bannit*).
    mark : str, default=""
        Put before every source: how the analysed form was found.

    Yields
    ------
    Candidate
        May repeat.
    """
    for analysis in analyses:
        fst = analysis.get("FSTOUTPUT", "")
        short = signature(analysis)
        pos = part_of_speech(analysis)
        feats = features(analysis, pos)
        bases = max(1, fst.count("[Xp]"))
        base = basic(analysis, low)
        for lemma, source, tag in _readings(low, base, pos, fst, analysis):
            yield Candidate(
                prefix + lemma,
                tag,
                feats if tag == pos else features(analysis, tag),
                mark + source,
                short,
                bases,
            )


def _readings(low: str, base: str, pos: str, fst: str, analysis: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    yield base, "base", pos
    for other in closed_lemmas().get(base, ()):
        if other != pos:
            yield base, "closed", other
    if analysis.get("PARTICIPLE"):
        for verb in _verbs(fst):
            yield verb, "verb", "VERB"
    if analysis.get("MOOD") == "MINEN-infinitive" and "[Tn4]" in fst:
        yield surface(fst[: fst.find("[Tn4]")]) + "minen", "minen", "NOUN"
    if pos == "PRON":
        if base in _PLURAL_PRONOUNS:
            yield _PLURAL_PRONOUNS[base], "plural", "PRON"
        indefinite = _INDEFINITE.get((base, analysis.get("FOCUS", "")))
        if indefinite:
            yield indefinite, "indefinite", "PRON"
    if "-" in base:
        yield base.replace("-", ""), "joined", pos
    if analysis.get("MOOD") in ("indicative", "conditional", "imperative", "potential"):
        return
    yield from _unchanged(low, pos, analysis)
    if analysis.get("NUMBER") == "plural" and pos in ("NOUN", "PROPN", "ADJ"):
        for plural in _plurals(base, fst):
            yield plural, "plural_noun", "NOUN" if pos == "ADJ" else pos
    if analysis.get("COMPARISON") in ("comparative", "superlative"):
        yield from _compared(low, base, pos, fst, analysis)


def _unchanged(low: str, pos: str, analysis: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the form as an adverb or adposition, without its clitic and possessive suffix."""
    adverb = pos if pos in ("ADP", "CCONJ", "SCONJ", "INTJ") else "ADV"
    bare = _CLITIC.sub("", low) if _has_clitic(low, analysis) else low
    if pos in _INFLECTED and analysis.get("SIJAMUOTO") in _CORE and bare not in adverbs():
        return  # case forms that became adverbs without being listed are of the local cases
    yield bare, "as_is" if bare == low else "no_clitic", adverb
    if pos in ("ADP", "ADV") or bare in adverbs():
        for other in closed_forms().get(bare, ()):
            if other != adverb:
                yield bare, "closed_form", other
    if not analysis.get("POSSESSIVE"):
        return
    stripped = [_POSSESSIVE.sub("", bare)]
    if stripped[0] == bare:
        stripped = [bare[:-2], bare[:-1]] if _DOUBLED.search(bare) else []
    elif analysis.get("SIJAMUOTO") == "sisatulento":
        stripped.append(stripped[0] + "n")
    for form in stripped:
        yield form, "no_possessive", adverb


def _has_clitic(low: str, analysis: Mapping[str, str]) -> bool:
    if analysis.get("FOCUS") or analysis.get("KYSYMYSLIITE"):
        return True
    return low.endswith(("han", "hän", "pa", "pä")) and analysis.get("FSTOUTPUT", "").endswith("[Ef]")  # not named


def _verbs(fst: str) -> Iterator[str]:
    """Return the verb of a participle, derived verbs (osoittautua) as they are."""
    start = fst.rfind("[Lt]")
    if start < 0:
        return
    head = surface(fst[:start])
    tail = fst[start:]
    nominal = _NOMINAL.search(tail)
    stem = tail[: nominal.start()] if nominal else tail
    base = _BASE.search(stem)
    suffixes = list(_SUFFIX.finditer(stem))
    if suffixes:
        last = suffixes[-1]
        yield (head + surface(stem[: last.start()]) + last.group(1)).lower().replace("=", "")
    elif base:
        yield (head + base.group(1)).lower().replace("=", "")


def _plurals(base: str, fst: str) -> Iterator[str]:
    """Yield the plural lemma of words used in the plural: housu → housut, yhdysvalta → yhdysvallat."""
    last = _BASE.findall(fst)
    head = last[-1].replace("=", "").lower() if last else base
    for singular in {base, head}:
        plural = plural_nouns().get(singular)
        if plural and base.endswith(singular):
            yield base[: len(base) - len(singular)] + plural
    if base.endswith("jainen"):  # hautajaiset, kihlajaiset
        yield base[:-3] + "set"


def _compared(low: str, base: str, pos: str, fst: str, analysis: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the comparative as a lemma of its own (vanhempi) and the positive of an adverb (nopeammin → nopeasti)."""
    comparative = analysis["COMPARISON"] == "comparative"
    mark = fst.find("[Cc]" if comparative else "[Cs]")
    if mark > 0:
        stem = surface(fst[:mark])
        if len(stem) > 1:
            yield stem + ("mpi" if comparative else "in"), "graded", pos
    if analysis.get("SIJAMUOTO") == "keinonto" and low.endswith("mmin"):
        stem = low[:-4] if comparative else low[:-4].removesuffix("i")
        yield stem + "sti", "adverb_of", "ADV"
        if stem.endswith("e") and base[-1:] in "aä":
            yield stem[:-1] + base[-1] + "sti", "adverb_of", "ADV"
