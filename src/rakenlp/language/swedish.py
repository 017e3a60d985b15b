"""Swedish texts in Finnish terms, so that a matter reaches the same phenomenon in either language.

A Swedish–Finnish list of the field and of everyday life (``swedish_terms.txt``, Finland-Swedish usage) gives the
Finnish lemmas of a word. Inflected forms are found through the Snowball stem, compounds through their parts. Nothing
is lost: a word that the list lacks stays as a mark made of its stem. Voikko is not needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from .._remember import remember
from .swedish_stemmer import swedish_stem
from .term_lists import FOLDED, LONGEST, STOP, Entry, TermList, Word, read_list, read_with, word_of

#: Mark before the stem of a Swedish word that the list does not know.
UNKNOWN = "sv:"
_HEAD, _TAIL = 3, 4
_SHORT_TAILS = frozenset({"kö", "kön"})
#: Words that begin verbs and their nouns (överfall is no fall): what follows does not carry the meaning alone.
_PREFIXES = frozenset(
    {"för", "till", "upp", "ner", "ned", "bort", "över", "under", "efter", "genom", "från", "mot", "vid", "med", "emot"}
    | {"fram", "sam", "miss", "van", "inn", "utan"}
)
#: Endings that look like the last part of a compound.
_ENDINGS = frozenset(
    {"heten", "heter", "heterna", "ande", "andet", "anden", "ningen", "ningar", "ningarna", "skapet", "ligen"}
)
_AFTER_VOWEL = {article: tuple(vowel + article for vowel in "aeiouyåäö") for article in ("n", "t", "na")}


class _Lists(NamedTuple):
    listed: TermList
    folded: dict[str, Entry]
    starts: frozenset[str]


def swedish_terms(text: str) -> list[str]:
    """Return the content of a Swedish text as Finnish lemmas, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Finnish lemmas; a word that the list lacks is ``"sv:"`` and its stem. Words without a topic are left out.

    Examples
    --------
    >>> from rakenlp.language.swedish import swedish_terms
    >>> swedish_terms("Hon är bostadslös och väntar på utkomststödet.")
    ['asunnoton', 'odottaa', 'toimeentulotuki']
    >>> swedish_terms("Barnskyddsanmälningarna gäller våld i nära relationer")
    ['lastensuojeluilmoitus', 'lähisuhdeväkivalta', 'väkivalta']
    """
    return [term for _, _, word in read_swedish(text) for term in word.terms]


def swedish_lemmas(text: str) -> list[str]:
    """Return the content words of a Swedish text for people to read, in order.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        The headword of the list where it is known (a phrase is one item), otherwise the word in lower case.

    Examples
    --------
    >>> from rakenlp.language.swedish import swedish_lemmas
    >>> swedish_lemmas("Hyresvärdens brev om vräkningen kom i Närpes")
    ['hyresvärd', 'brev', 'vräkning', 'närpes']
    """
    return [word.shown for _, _, word in read_swedish(text) if word.shown]


def read_swedish(text: str) -> Iterator[tuple[int, int, Word]]:
    """Read a text word by word, known phrases first; yield the first word's number, how many words, what they say."""
    return read_with(text, _lists().listed, swedish_stem, _reader)


def _reader(forms: list[str]) -> Callable[[str], Word]:
    plain = not any(letter in form for form in forms for letter in "åäö")
    return lambda form: swedish_word(form, plain)


@remember(1 << 16, longest=LONGEST)
def swedish_word(form: str, plain: bool = False) -> Word:
    """Return what one Swedish word in lower case says.

    Parameters
    ----------
    form : str
    plain : bool, default=False
        Whether the text is written without å, ä and ö, so that *hjalp* may be *hjälp*.

    Returns
    -------
    Word

    Examples
    --------
    >>> from rakenlp.language.swedish import swedish_word
    >>> swedish_word("hyresräkning").terms, swedish_word("och").terms, swedish_word("pannkaka").terms
    (('vuokra', 'lasku'), (), ('sv:pannkak',))
    """
    form = form[:LONGEST]
    entry = _entry(form) or (_lists().folded.get(swedish_stem(form).translate(FOLDED)) if plain else None)
    if entry is not None:
        return word_of(entry)
    terms = _parts(form)
    if terms is None:
        terms = (UNKNOWN + swedish_stem(form),)
    return Word(form if terms else "", terms)


def _entry(form: str) -> Entry | None:
    """Look a word up as it is, then without its endings, then by its stem."""
    forms, stems, _ = _lists().listed
    if form in forms:
        return forms[form]
    bare = _bare(form)
    for table, keys in ((forms, bare), (stems, [swedish_stem(key) for key in (form, *bare)])):
        for key in keys:
            if key in table:
                return table[key]
    return None


def _bare(form: str) -> list[str]:
    """Return a word without its genitive, without the articles (hyran, kortet, -heten), without a doubled m or n."""
    if len(form) < 5:
        return []
    bare = form.removesuffix("s")
    found = [bare]
    found += [bare.removesuffix(article) for article in ("n", "t", "na") if bare.endswith(_AFTER_VOWEL[article])]
    found += [bare.removesuffix(article) for article in ("et", "en", "er", "erna") if bare.endswith(article)]
    stem = swedish_stem(bare)
    return [*found, stem[:-1]] if stem.endswith(("mm", "nn")) else found


@remember(1 << 16, longest=LONGEST)
def _parts(form: str) -> tuple[str, ...] | None:
    """Return the terms of a compound: the longest known head and tail; one known part and a mark for the other."""
    best: tuple[int, tuple[str, ...]] | None = None
    starts = _lists().starts
    for cut in range(_HEAD, len(form) - 1):
        head, tail = form[:cut], form[cut:]
        if head in _PREFIXES or (len(tail) < _TAIL and tail not in _SHORT_TAILS):
            continue
        last = _entry(tail) if tail[:_HEAD] in starts and tail not in _ENDINGS else None
        first = _head(head, last is not None) if head[:_HEAD] in starts else None
        found = _joined(head, first, tail, last)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return None if best is None else best[1]


def _joined(head: str, first: Entry | None, tail: str, last: Entry | None) -> tuple[int, tuple[str, ...]] | None:
    """Return how sure two parts are and their terms; None if too little of them is known."""
    if first is STOP or last is STOP:
        return None
    if first is not None and last is not None:
        lemmas = dict.fromkeys((*first.lemmas, *last.lemmas))
        return 2 * len(head + tail) + max(len(head), len(tail)), tuple(lemmas)
    if last is not None and last.lemmas and len(swedish_stem(tail)) > _TAIL:
        return len(tail), (UNKNOWN + head, *last.lemmas)
    if first is not None and first.lemmas and len(head) > _TAIL:
        return len(head), (*first.lemmas, UNKNOWN + swedish_stem(tail))
    return None


def _head(head: str, compound: bool) -> Entry | None:
    """Look up the first part of a compound, with its linking s, e, o, u or a lost vowel (skol-, gatu-, hälso-)."""
    forms, stems, _ = _lists().listed
    entry = forms.get(head) or stems.get(head) or stems.get(swedish_stem(head))
    if entry is None and len(head) > _HEAD and head[-1] in "seou":
        entry = forms.get(head[:-1]) or stems.get(head[:-1])
    if entry is None and compound and len(head) > 2 * _HEAD:
        lemmas = _parts(head.removesuffix("s"))
        entry = None if lemmas is None or any(lemma.startswith(UNKNOWN) for lemma in lemmas) else Entry(head, lemmas)
    return entry


@cache
def _lists() -> _Lists:
    """Read the lists once in a process."""
    listed = read_list("swedish", swedish_stem)
    swedish_stem.cache_clear()  # type: ignore[attr-defined]  # those of the lists are looked up, not stemmed again
    folded: dict[str, Entry] = {}
    for stem, entry in listed.stems.items():
        if len(stem) > _TAIL - 1:
            folded.setdefault(stem.translate(FOLDED), entry)
    starts = frozenset(form[:_HEAD] for form in (*listed.forms, *listed.stems))
    return _Lists(listed, folded, starts)
