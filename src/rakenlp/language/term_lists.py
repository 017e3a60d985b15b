"""Lists that give the Finnish lemmas of another language's words, and how a text is read with one.

A line is ``headword|form|synonym = finnish lemmas``: what stands left of "=" are words or phrases of the other
language, the first of them the one to show, and ``!`` before a form says that it is understood but never shown; right
of it are Finnish lemmas, or "-" where the word has no topic of its own. What stands first in a file wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from typing import NamedTuple

from .forms import normalise_word
from .tokens import words

#: Longer words are no words: they are cut before anything is looked up.
LONGEST = 60
#: Letters in which two words may differ in length and be forms of one.
_NEAR = 4
FOLDED = str.maketrans("åäöé", "aaoe")


class Entry(NamedTuple):
    """A headword of a list and its Finnish lemmas; no lemmas for a word without a topic."""

    headword: str
    lemmas: tuple[str, ...]


class Word(NamedTuple):
    """What one word says: how to show it and its Finnish lemmas or marks; empty for a stop word."""

    shown: str
    terms: tuple[str, ...]


#: The entry of a stop word.
STOP = Entry("", ())


class TermList(NamedTuple):
    """A list as it was read.

    Attributes
    ----------
    forms : dict of str to Entry
        Words as they are written.
    stems : dict of str to Entry
    phrases : dict of str to list
        By the stem of the first word: the stems of each phrase and its entry, the longest first.
    """

    forms: dict[str, Entry]
    stems: dict[str, Entry]
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]]


def word_of(entry: Entry) -> Word:
    """Return what a word says that the list knows."""
    return Word(entry.headword if entry.lemmas else "", entry.lemmas)


def read_with(
    text: str, listed: TermList, stem: Callable[[str], str], reader: Callable[[list[str]], Callable[[str], Word]]
) -> Iterator[tuple[int, int, Word]]:
    """Read a text word by word, known phrases first; yield the first word's number, how many words, what they say.

    Parameters
    ----------
    text : str
    listed : TermList
    stem : callable
        Of a word in lower case.
    reader : callable
        Given the words of the text in lower case: a function that tells what one says that stands in no phrase.
    """
    forms = [normalise_word(form).lower() for form in words(text)]
    stems = [stem(form[:LONGEST]) for form in forms]
    read_word, at = reader(forms), 0
    while at < len(forms):
        for phrase, entry in listed.phrases.get(stems[at], ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                yield at, len(phrase), word_of(entry)
                at += len(phrase)
                break
        else:
            yield at, 1, read_word(forms[at])
            at += 1


def read_list(language: str, stem: Callable[[str], str]) -> TermList:
    """Read the list and the stop words of a language.

    Parameters
    ----------
    language : {"swedish", "english"}
    stem : callable

    Returns
    -------
    TermList
    """
    stop_words = {word for line in _lines(f"{language}_stop_words.txt") for word in line.split()}
    forms = dict.fromkeys(stop_words, STOP)
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for line in _lines(f"{language}_terms.txt"):
        left, _, right = line.partition(" = ")
        variants, lemmas = left.split("|"), () if right == "-" else tuple(right.split())
        for variant in variants:
            if " " in variant:
                phrase = tuple(stem(form.lower()) for form in words(variant))
                phrases.setdefault(phrase[0], []).append((phrase, Entry(variant, lemmas)))
            else:
                shown = variants[0] if variant.startswith("!") else _headword(variant, variants, stem)
                forms.setdefault(variant.removeprefix("!"), Entry(shown, lemmas))
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))
    return TermList(forms, _by_stem(forms, stem), phrases)


def _by_stem(forms: dict[str, Entry], stem: Callable[[str], str]) -> dict[str, Entry]:
    """Return the entry of each stem: a word that is its own stem goes first, then terms, then stop words."""
    own = {form: entry for form, entry in forms.items() if entry.lemmas and stem(form) == form}
    terms = {stem(form): entry for form, entry in reversed(forms.items()) if entry.lemmas}
    stops = {stem(form): entry for form, entry in forms.items() if not entry.lemmas}
    return stops | terms | own


def _headword(variant: str, variants: list[str], stem: Callable[[str], str]) -> str:
    """Return how to show a variant: by the first that it is a form of, as synonyms share an entry."""
    own, start = stem(variant), variant.translate(FOLDED)[0]
    for other in variants:
        close = other.translate(FOLDED)[0] == start and abs(len(other) - len(variant)) <= _NEAR
        if " " not in other and (stem(other) == own or (other == variants[0] and close)):
            return other
    return variant


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
