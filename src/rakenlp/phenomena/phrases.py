"""Phrases that are typical of a group of texts, in base form: what a person would call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..language.forms import read_word
from ..language.lexicon import Lexicon
from ..language.sentences import read_words
from ..language.stored_readings import Reading
from ..language.terms import read_as, stop_lemmas
from ..language.tokens import pieces
from ..language.words import is_person_name

#: A phrase is in this share of a group's texts at least, and in two.
_SHARE = 0.05
#: So many texts of a group tell its phrases.
_READ = 100
#: Parts of a name.
_PARTS = 3


def name_of(texts: Sequence[str], terms: Sequence[str], lexicon: Lexicon | None = None) -> str:
    """Return what to call a group of texts: its most typical phrase, if there is one, and its strongest nouns.

    Parameters
    ----------
    texts : sequence of str
        The group's.
    terms : sequence of str
        Lemmas that tell the group from others, strongest first.
    lexicon : Lexicon, optional

    Returns
    -------
    str
        Three parts at most, with commas, other words where nouns are too few; empty if there are no terms.

    Examples
    --------
    >>> from rakenlp.phenomena.phrases import name_of
    >>> texts = ["Lääkkeiden saatavuudesta on pulaa.", "Apteekki: lääkkeiden saatavuus huono.", "Apteekki tyhjä."]
    >>> name_of(texts, ["apteekki", "saatavuus", "lääke", "pula"])
    'lääkkeiden saatavuus, apteekki, pula'
    """
    named: list[str] = []
    told: set[str] = set()
    for phrase, lemmas in typical_phrases(texts, terms, lexicon)[:1]:
        named.append(phrase)
        told.update(lemmas)
    rest = [term for term in terms if term not in told]
    rest.sort(key=lambda term: read_word(term).pos not in ("NOUN", "PROPN"))
    return ", ".join([*named, *rest][:_PARTS])


def typical_phrases(
    texts: Sequence[str], terms: Sequence[str], lexicon: Lexicon | None = None
) -> list[tuple[str, tuple[str, str]]]:
    """Return phrases of two words that several texts use: a noun among the terms with what goes before it.

    What goes before is an adjective in the same case or a noun in the genitive. A phrase is told in its base form
    (*epäselvä päätös*, *lääkkeiden saatavuus*), with its two lemmas, the most frequent first.
    """
    wanted = set(terms)
    spread: Counter[tuple[str, str, bool]] = Counter()
    written: dict[tuple[str, str, bool], Counter[str]] = {}
    read = sorted(set(texts))[:_READ]
    for text in read:
        found = dict(_pairs(text, wanted, lexicon)) if read_as(text) == "fi" else {}
        spread.update(found.keys())
        for key, first in found.items():
            written.setdefault(key, Counter())[first] += 1
    needed = max(2, _SHARE * len(read))
    often = [key for key, count in spread.items() if count >= needed]
    often.sort(key=lambda key: (-spread[key] * (2 if key[0] in wanted else 1), key))
    phrases = []
    for lemma, head, owns in often:
        first = min(written[lemma, head, owns].items(), key=lambda item: (-item[1], item[0]))[0] if owns else lemma
        phrases.append((f"{first} {head}", (lemma, head)))
    return phrases


def _pairs(text: str, wanted: set[str], lexicon: Lexicon | None) -> Iterator[tuple[tuple[str, str, bool], str]]:
    """Yield (lemma, lemma of the head, whether the first is in the genitive) and the first word as written."""
    words = [piece.strip() for piece in pieces(text)]
    readings = read_words(words, lexicon)
    for first, word, second in zip(readings, words, readings[1:], strict=False):
        if second.pos != "NOUN" or second.lemma not in wanted or first.lemma == second.lemma:
            continue
        if first.lemma in stop_lemmas() or is_person_name(first.lemma):
            continue
        if first.pos == "NOUN" and _case(first) == "Gen":
            yield (first.lemma, second.lemma, True), word.lower()
        elif first.pos == "ADJ" and _agree(first, second):
            yield (first.lemma, second.lemma, False), word.lower()


def _case(reading: Reading) -> str:
    return next((feat[5:] for feat in reading.feats.split("|") if feat.startswith("Case=")), "")


def _agree(first: Reading, second: Reading) -> bool:
    number = {feat for feat in first.feats.split("|") if feat.startswith("Number=")}
    return _case(first) == _case(second) != "" and number <= set(second.feats.split("|"))
