"""What a text is about, word by word: the lemma that people see and the terms that the vectors count.

Two conventions of terms can be had. *Meaning* (the default) keeps what ties words together: the verb of *hoitaminen*,
the parts of a compound, the base of a derivation, the standard word of an office word (*sossu*: sosiaalitoimisto).
*Universal* keeps the one lemma of Universal Dependencies. ``docs/measurements.md`` compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from .._remember import Remembered
from . import english, swedish
from ._form_terms import ANEW, EMPTY, PLAIN
from ._kept import kept
from .forms import CACHE_SIZE, MAX_WORD, analyses_of, normalise_word, read_word
from .function_words import adverbs, closed_lemmas, nouns_of_adverbs
from .lemma_model import LemmaModel
from .lexicon import Lexicon
from .row_language import detect_language
from .sentences import is_doubtful, read_words
from .stored_readings import Reading
from .term_lists import Word
from .tokens import is_word, pieces, pieces_of, words, words_of
from .words import CLOSED, analyse_word, reading_of

#: Mark before a term that is a part of a compound or the base of a derivation.
PART = "_"
#: How terms are made.
CONVENTIONS = ("meaning", "universal")
_LONGEST_PART = 60
#: Languages whose texts are read in Finnish terms.
_READERS: dict[str, Callable[[str], Iterator[tuple[int, int, Word]]]] = {
    "sv": swedish.read_swedish,
    "en": english.read_english,
}
#: Marks before a word of theirs that the lists do not know.
MARKS = (swedish.UNKNOWN, english.UNKNOWN)


class TextWord(NamedTuple):
    """A word of a text that carries a topic.

    Attributes
    ----------
    lemma : str
        For people and for names; Finnish for Swedish and English words too, where the term lists know them.
    terms : tuple of str
        For the vectors; parts are marked with ``"_"``.
    """

    lemma: str
    terms: tuple[str, ...]


@lru_cache(maxsize=1)
def stop_lemmas() -> frozenset[str]:
    """Return the lemmas that every social report holds and that name no topic (asia, ihminen, olla...)."""
    listing = resources.files(__package__).joinpath("stop_lemmas.txt").read_text(encoding="utf-8")
    return frozenset(listing.split())


def text_words(text: str, convention: str = "meaning", lexicon: Lexicon | None = None) -> list[TextWord]:
    """Return the words of a text that carry a topic, in order.

    Parameters
    ----------
    text : str
        Finnish, Swedish or English; other languages are read as if they were Finnish, so that nothing is lost.
    convention : {"meaning", "universal"}, default="meaning"
        How the terms are made.
    lexicon : Lexicon, optional
        Words of the field; the shipped ones by default.

    Returns
    -------
    list of TextWord

    Examples
    --------
    >>> from rakenlp.language.terms import text_words
    >>> for word in text_words("Sossusta ei vastata asunnottomuudesta"):
    ...     print(word.lemma, *word.terms)
    sossu sossu sosiaalitoimisto
    asunnottomuus asunnottomuus _asunto
    """
    found = _words_read(text, lexicon)
    if convention == "meaning":
        return [word for word in found if word.terms]
    is_foreign = read_as(text) in _READERS
    return [word if is_foreign and _is_unknown(word) else TextWord(word.lemma, (word.lemma,)) for word in found]


def _words_read(text: str, lexicon: Lexicon | None) -> list[TextWord]:
    """Return the words of a text with their terms by meaning, also those that have none of these."""
    return kept(("words", text, lexicon), lambda: _read(text, lexicon))


def _read(text: str, lexicon: Lexicon | None) -> list[TextWord]:
    found: list[Any]
    language = read_as(text)
    if language in _READERS:
        found = [_translated(term, lexicon) for _, _, word in _READERS[language](text) for term in word.terms]
    elif lexicon is not None:
        tokens = _tokens(text)
        readings = kept(("read", text, lexicon), lambda: read_words(tokens, lexicon))
        found = [
            _WORDS[word, reading, lexicon] for word, reading in zip(words_of(tokens), readings, strict=True) if word
        ]
    else:
        tokens = _tokens(text)
        found = list(map(_ALONE.__getitem__, tokens))
        if _DOUBT in found:
            readings = kept(("read", text, None), lambda: read_words(tokens))
            for at, word in enumerate(found):
                if word is _DOUBT:
                    found[at] = _WORDS[tokens[at], readings[at], None]
    return [word for word in found if word is not None]


def _tokens(text: str) -> list[str]:
    return kept(("tokens", text), lambda: [piece.rstrip(" ") for piece in pieces_of(text)])


def language_of(text: str) -> str:
    """Return the language of a text, found once while the text is read.

    Examples
    --------
    >>> from rakenlp.language.terms import language_of
    >>> language_of("Jag får ingen hjälp")
    'sv'
    """
    return kept(("language", text), lambda: detect_language(text))


def read_as(text: str) -> str:
    """Return the language a text is read in; one or two words are Finnish if Voikko knows any of them.

    Returns
    -------
    {"fi", "sv", "en"}

    Examples
    --------
    >>> from rakenlp.language.terms import read_as
    >>> [read_as(text) for text in ("Jag får ingen hjälp", "Bostadslöshet", "Nobody helps us", "budjetti")]
    ['sv', 'sv', 'en', 'fi']
    """
    language = language_of(text)
    if language not in _READERS:
        return "fi"
    found = words(text)
    return "fi" if len(found) < 3 and any(analyses_of(normalise_word(word)) for word in found) else language


def _word(form: str, reading: Reading, lexicon: Lexicon | None) -> TextWord | None:
    """Return a word with its terms, which may be none, or None if it carries no topic of its own."""
    form = normalise_word(form)
    if lexicon is None:
        ready = _ready(form, reading)
        if ready is not _ANEW:
            return ready
    return word_anew(form, reading, lexicon)


def word_anew(form: str, reading: Reading, lexicon: Lexicon | None = None) -> TextWord | None:
    """Return a normalised word with its terms, made of its analyses, or None if it carries no topic of its own."""
    lemma, pos = reading.lemma, reading.pos
    if pos in CLOSED:
        if form.lower() in adverbs() or pos not in ("ADV", "ADP"):
            return None
        lemma = _case_form_of(form, lexicon)
    if not lemma or lemma in stop_lemmas() or "PRON" in closed_lemmas().get(lemma, ()):
        return None
    lemma = _with_hyphen(form.lower(), lemma)
    terms = [term for term in _meaning(form, lemma, lexicon) if term.removeprefix(PART) not in stop_lemmas()]
    return TextWord(lemma, tuple(terms))


_ANEW = TextWord("", ())


def _ready(form: str, reading: Reading) -> TextWord | None:
    """Return the stored terms of a common form that is read as usual; ``_ANEW`` where none are stored."""
    model = LemmaModel.default()
    readings = model.readings
    terms = getattr(readings, "terms", None)
    if terms is None or model.lexicon != Lexicon.default().fingerprint:
        return _ANEW
    place = readings.index.place(form)  # type: ignore[attr-defined]
    code = ANEW if place < 0 else terms.code(place)
    if code == ANEW or readings.at(place, form) != reading:  # type: ignore[attr-defined]
        return _ANEW
    if code == EMPTY:
        return None
    lemma, found = (reading.lemma, [reading.lemma]) if code == PLAIN else terms.listed(place, reading.lemma)
    return TextWord(lemma, tuple(found))


_WORDS = Remembered(_word, CACHE_SIZE, MAX_WORD)
#: In the place of a word that its neighbours tell how to read.
_DOUBT = object()


def _alone(token: str) -> Any:
    """Return the word that a token is wherever it stands: None for what carries no topic, perhaps a doubt."""
    if not is_word(token):
        return None
    reading = read_word(token)
    return _DOUBT if is_doubtful(reading) else _word(token, reading, None)


_ALONE = Remembered(_alone, CACHE_SIZE, MAX_WORD)


def _with_hyphen(form: str, lemma: str) -> str:
    """Return a lemma with the hyphen of its form, which the treebank's convention often drops (e-resepti)."""
    head = form[: form.rfind("-", 1, -1) + 1]
    bare = head.replace("-", "")
    if bare and "-" not in lemma and lemma.startswith(bare):
        return head + lemma[len(bare) :]
    return lemma


def _case_form_of(form: str, lexicon: Lexicon | None) -> str:
    """Return the noun that a case form used as an adverb comes from (huostaan: huosta); empty for none."""
    noun = nouns_of_adverbs().get(form.lower())
    readings = analyse_word(form, lexicon).readings
    return noun or next((lemma for lemma, pos in readings if pos in ("NOUN", "ADJ", "VERB")), "")


def _meaning(form: str, lemma: str, lexicon: Lexicon | None) -> list[str]:
    """Return the lemma and Voikko's base form of the same reading, then meanings, then the parts."""
    word = analyse_word(form, lexicon)
    bases, parts = reading_of(word, lemma)
    lemmas = dict.fromkeys((*bases, lemma, *word.meaning))
    return [*lemmas, *(PART + part[:_LONGEST_PART] for part in dict.fromkeys(parts))]


def _translated(term: str, lexicon: Lexicon | None) -> TextWord | None:
    if term.startswith(MARKS):
        return TextWord(term.partition(":")[2], (term,))
    found: TextWord | None = _WORDS[term, Reading(term, "NOUN", "", 1.0), lexicon]
    return found and found._replace(lemma=term)


def _is_unknown(word: TextWord) -> bool:
    return bool(word.terms) and word.terms[0].startswith(MARKS)


def topic_terms(text: str, convention: str = "meaning", lexicon: Lexicon | None = None) -> list[str]:
    """Return the terms of a text without those of the field's empty words: what the vectors are made of.

    Examples
    --------
    >>> from rakenlp.language.terms import topic_terms
    >>> topic_terms("Asunnottomien nuorten määrä on kasvanut")
    ['asunnoton', '_asunto', 'nuori']
    """
    return [term for word in text_words(text, convention, lexicon) for term in word.terms]


def topic_lemmas(text: str, lexicon: Lexicon | None = None) -> list[str]:
    """Return the lemmas of a text that carry a topic, in order; Finnish for Swedish and English texts too.

    Examples
    --------
    >>> from rakenlp.language.terms import topic_lemmas
    >>> topic_lemmas("Jag är bostadslös och får ingen hjälp")
    ['asunnoton']
    """
    return [word.lemma for word in _words_read(text, lexicon)]


def word_places(text: str, lexicon: Lexicon | None = None) -> list[tuple[int, int, str]]:
    """Return where the words stand that carry a topic, with their lemmas as in :func:`text_words`.

    Parameters
    ----------
    text : str
    lexicon : Lexicon, optional
        Words of the field; the shipped ones by default.

    Returns
    -------
    list of (int, int, str)
        Start, end and lemma, in order; ``text[start:end]`` is the word, or the words of a phrase in Swedish or English.

    Examples
    --------
    >>> from rakenlp.language.terms import word_places
    >>> word_places("Asunnottomien nuorten määrä on kasvanut")
    [(0, 13, 'asunnoton'), (14, 21, 'nuori')]
    >>> word_places("Hon är bostadslös"), word_places("She is homeless")
    ([(7, 17, 'asunnoton')], [(7, 15, 'asunnoton')])
    """
    found, places, start = pieces(text), [], 0
    tokens = [piece.rstrip(" ") for piece in found]
    for piece, token in zip(found, tokens, strict=True):
        places.append((start, start + len(token)))
        start += len(piece)
    seats = [number for number, token in enumerate(tokens) if is_word(token)]
    language = read_as(text)
    if language not in _READERS:
        readings = read_words(tokens, lexicon)
        read = [(n, n, _word(tokens[n], readings[n], lexicon)) for n in seats]
    else:
        read = [
            (seats[at], seats[at + count - 1], _translated(term, lexicon))
            for at, count, word in _READERS[language](text)
            for term in word.terms
        ]
    return [(places[first][0], places[last][1], word.lemma) for first, last, word in read if word is not None]
