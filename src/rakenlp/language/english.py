"""English texts in Finnish terms, so that a matter reaches the same phenomenon in either language.

An English–Finnish list of the field and of everyday life (``english_terms.txt``, as people in Finland write it, with
the Finnish names of services they mix in) gives the Finnish lemmas of a word. Inflected forms are found through
their stem, words with a hyphen or a negating beginning through their parts. Nothing is lost: a word that the list
lacks stays as a mark made of its stem. Voikko is not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from .._remember import remember
from .english_stemmer import english_stem
from .term_lists import LONGEST, Entry, TermList, Word, read_list, read_with, word_of

#: Mark before the stem of an English word that the list does not know.
UNKNOWN = "en:"
#: Endings whose word may be in the list without them: loneliness, homelessly, carer.
_DERIVED = (
    ("iness", "y"),
    ("ness", ""),
    ("ily", "y"),
    ("ally", "al"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
    ("ful", ""),
)
_PREFIXES = ("non", "un", "re", "over", "under", "co", "ex", "pre")


def english_terms(text: str) -> list[str]:
    """Return the content of an English text as Finnish lemmas, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Finnish lemmas; a word that the list lacks is ``"en:"`` and its stem. Words without a topic are left out.

    Examples
    --------
    >>> from rakenlp.language.english import english_terms
    >>> english_terms("She is homeless and waits for the eviction papers.")
    ['asunnoton', 'odottaa', 'häätö', 'paperi']
    """
    return [term for _, _, word in read_english(text) for term in word.terms]


def english_lemmas(text: str) -> list[str]:
    """Return the content words of an English text for people to read, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        The headword of the list where it is known (a phrase is one item), otherwise the word in lower case.

    Examples
    --------
    >>> from rakenlp.language.english import english_lemmas
    >>> english_lemmas("The landlords wrote to Kerava")
    ['landlord', 'write', 'kerava']
    """
    return [word.shown for _, _, word in read_english(text) if word.shown]


def read_english(text: str) -> Iterator[tuple[int, int, Word]]:
    """Read a text word by word, known phrases first; yield the first word's number, how many words, what they say."""
    return read_with(text, _listed(), english_stem, _reader)


def _reader(_: list[str]) -> Callable[[str], Word]:
    return english_word


@remember(1 << 15, longest=LONGEST)
def english_word(form: str) -> Word:
    """Return what one English word in lower case says.

    Parameters
    ----------
    form : str

    Returns
    -------
    Word

    Examples
    --------
    >>> from rakenlp.language.english import english_word
    >>> english_word("debts").terms, english_word("and").terms, english_word("quokkas").terms
    (('velka',), (), ('en:quokka',))
    """
    form = form[:LONGEST].replace("’", "'")
    entry = _entry(form)
    if entry is not None:
        return word_of(entry)
    terms = _parts(form)
    return Word(form if terms else "", terms)


def _entry(form: str) -> Entry | None:
    """Look a word up as it is, then by its stem, then without the endings that make other words of it."""
    listed = _listed()
    stem = english_stem(form)
    entry = listed.forms.get(form) or listed.stems.get(stem)
    if entry is None:
        for ending, left in _DERIVED:
            bare = form.removesuffix(ending)
            if bare != form and len(bare) > 3:
                entry = listed.forms.get(bare + left) or listed.stems.get(english_stem(bare + left))
                if entry is not None:
                    return entry
    return entry


def _parts(form: str) -> tuple[str, ...]:
    """Return the terms of the parts of a word with hyphens or a beginning of its own; a mark for what is not known."""
    if "-" in form.strip("-"):
        read = [english_word(part) for part in form.split("-") if any(map(str.isalpha, part))]
        return tuple(dict.fromkeys(term for word in read for term in word.terms))
    for prefix in _PREFIXES:
        rest = form.removeprefix(prefix)
        entry = _entry(rest) if rest != form and len(rest) > 4 else None
        if entry is not None and entry.lemmas:
            return (UNKNOWN + english_stem(form), *entry.lemmas)
    return (UNKNOWN + english_stem(form),)


@cache
def _listed() -> TermList:
    """Read the list once in a process."""
    listed = read_list("english", english_stem)
    english_stem.cache_clear()  # type: ignore[attr-defined]  # those of the list are looked up, not stemmed again
    return listed
