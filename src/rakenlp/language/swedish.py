"""Swedish texts in Finnish terms, so that a matter reaches the same phenomenon in either language.

A Swedish–Finnish list of the field and of everyday life (``swedish_terms.txt``, Finland-Swedish usage) gives the
Finnish lemmas of a word. Inflected forms are found through the Snowball stem, compounds through their parts. Nothing
is lost: a word that the list lacks stays as a mark made of its stem. Voikko is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from .._remember import remember
from .forms import normalise_word
from .swedish_stemmer import swedish_stem
from .tokens import words

#: Mark before the stem of a Swedish word that the list does not know.
UNKNOWN = "sv:"
#: Longer words are no words: they are cut before anything is looked up.
_LONGEST = 60
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
_FOLDED = str.maketrans("åäöé", "aaoe")


class Entry(NamedTuple):
    """A headword of the list and its Finnish lemmas; no lemmas for a word without a topic."""

    headword: str
    lemmas: tuple[str, ...]


class Word(NamedTuple):
    """What one Swedish word says: how to show it and its Finnish lemmas or marks; empty for a stop word."""

    shown: str
    terms: tuple[str, ...]


class _Lists(NamedTuple):
    forms: dict[str, Entry]
    stems: dict[str, Entry]
    folded: dict[str, Entry]
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]]
    starts: frozenset[str]


_STOP = Entry("", ())


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
    forms = [normalise_word(form).lower() for form in words(text)]
    stems = [swedish_stem(form[:_LONGEST]) for form in forms]
    phrases = _lists().phrases
    plain = not any(letter in form for form in forms for letter in "åäö")
    at = 0
    while at < len(forms):
        for phrase, entry in phrases.get(stems[at], ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                yield at, len(phrase), _word(entry)
                at += len(phrase)
                break
        else:
            yield at, 1, swedish_word(forms[at], plain)
            at += 1


@remember(1 << 16, longest=_LONGEST)
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
    form = form[:_LONGEST]
    entry = _entry(form) or (_lists().folded.get(swedish_stem(form).translate(_FOLDED)) if plain else None)
    if entry is not None:
        return _word(entry)
    terms = _parts(form)
    if terms is None:
        terms = (UNKNOWN + swedish_stem(form),)
    return Word(form if terms else "", terms)


def _word(entry: Entry) -> Word:
    return Word(entry.headword if entry.lemmas else "", entry.lemmas)


def _entry(form: str) -> Entry | None:
    """Look a word up as it is, then without its endings, then by its stem."""
    forms, stems, *_ = _lists()
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


@remember(1 << 16, longest=_LONGEST)
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
    if first is _STOP or last is _STOP:
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
    forms, stems, *_ = _lists()
    entry = forms.get(head) or stems.get(head) or stems.get(swedish_stem(head))
    if entry is None and len(head) > _HEAD and head[-1] in "seou":
        entry = forms.get(head[:-1]) or stems.get(head[:-1])
    if entry is None and compound and len(head) > 2 * _HEAD:
        lemmas = _parts(head.removesuffix("s"))
        entry = None if lemmas is None or any(lemma.startswith(UNKNOWN) for lemma in lemmas) else Entry(head, lemmas)
    return entry


@cache
def _lists() -> _Lists:
    """Read the lists once in a process. What stands first wins."""
    stop_words = {word for line in _lines("swedish_stop_words.txt") for word in line.split()}
    forms = dict.fromkeys(stop_words, _STOP)
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for line in _lines("swedish_terms.txt"):
        left, _, right = line.partition(" = ")
        variants, lemmas = left.split("|"), () if right == "-" else tuple(right.split())
        for variant in variants:
            if " " in variant:
                phrase = tuple(swedish_stem(form.lower()) for form in words(variant))
                phrases.setdefault(phrase[0], []).append((phrase, Entry(variant, lemmas)))
            else:
                shown = variants[0] if variant.startswith("!") else _headword(variant, variants)
                forms.setdefault(variant.removeprefix("!"), Entry(shown, lemmas))
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))
    stems = _by_stem(forms)
    swedish_stem.cache_clear()  # type: ignore[attr-defined]  # those of the lists are looked up, not stemmed again
    folded: dict[str, Entry] = {}
    for stem, entry in stems.items():
        if len(stem) > _TAIL - 1:
            folded.setdefault(stem.translate(_FOLDED), entry)
    return _Lists(forms, stems, folded, phrases, frozenset(form[:_HEAD] for form in (*forms, *stems)))


def _by_stem(forms: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entry of each stem: a word that is its own stem goes first, then terms, then stop words."""
    own = {form: entry for form, entry in forms.items() if entry.lemmas and swedish_stem(form) == form}
    terms = {swedish_stem(form): entry for form, entry in reversed(forms.items()) if entry.lemmas}
    stops = {swedish_stem(form): entry for form, entry in forms.items() if not entry.lemmas}
    return stops | terms | own


def _headword(variant: str, variants: list[str]) -> str:
    """Return how to show a variant: by the first that it is a form of, as synonyms share an entry."""
    stem, start = swedish_stem(variant), variant.translate(_FOLDED)[0]
    for other in variants:
        close = other.translate(_FOLDED)[0] == start and abs(len(other) - len(variant)) <= _TAIL
        if " " not in other and (swedish_stem(other) == stem or (other == variants[0] and close)):
            return other
    return variant


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
