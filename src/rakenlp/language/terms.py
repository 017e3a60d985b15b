"""What a text is about, word by word: the lemma that people see and the terms that the vectors count.

Two conventions of terms can be had. *Meaning* (the default) keeps what ties words together: the verb of *hoitaminen*,
the parts of a compound, the base of a derivation, the standard word of an office word (*sossu*: sosiaalitoimisto).
*Universal* keeps the one lemma of Universal Dependencies. ``docs/measurements.md`` compares them.
"""

from __future__ import annotations

from functools import lru_cache, partial
from importlib import resources
from typing import NamedTuple

from .._remember import Remembered
from ._form_terms import ANEW, EMPTY, PLAIN
from ._kept import kept
from .forms import CACHE_SIZE, MAX_WORD, analyses_of, normalise_word
from .function_words import adverbs, closed_lemmas, nouns_of_adverbs
from .lemma_model import LemmaModel, Reading
from .lexicon import Lexicon
from .row_language import detect_language
from .sentences import read_words
from .swedish import UNKNOWN, read_swedish, swedish_terms
from .tokens import is_word, pieces, pieces_of, words, words_of
from .words import CLOSED, analyse_word, reading_of

#: Mark before a term that is a part of a compound or the base of a derivation.
PART = "_"
#: How terms are made.
CONVENTIONS = ("meaning", "universal")
_LONGEST_PART = 60


class TextWord(NamedTuple):
    """A word of a text that carries a topic.

    Attributes
    ----------
    lemma : str
        For people and for names; Finnish for Swedish words too, where the term list knows them.
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
        Finnish or Swedish; other languages are read as if they were Finnish, so that nothing is lost.
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
    return list(kept(("words", text, convention, lexicon), lambda: _text_words(text, convention, lexicon)))


def _text_words(text: str, convention: str, lexicon: Lexicon | None) -> list[TextWord]:
    found: list[TextWord | None]
    if is_swedish(text):
        found = [_swedish(term, convention, lexicon) for term in swedish_terms(text)]
    else:
        known = _WORDS[convention]
        found = [known[word, reading, lexicon] for word, reading in _read(text, lexicon)]
    return [word for word in found if word is not None]


def _read(text: str, lexicon: Lexicon | None) -> list[tuple[str, Reading]]:
    """Return the words of a Finnish text with their readings, found once while the text is read."""
    return kept(("read", text, lexicon), lambda: _read_anew(text, lexicon))


def _read_anew(text: str, lexicon: Lexicon | None) -> list[tuple[str, Reading]]:
    found = pieces_of(text)
    readings = read_words([piece.rstrip(" ") for piece in found], lexicon)
    return [each for each in zip(words_of(found), readings, strict=True) if each[0]]


def language_of(text: str) -> str:
    """Return the language of a text, found once while the text is read.

    Examples
    --------
    >>> from rakenlp.language.terms import language_of
    >>> language_of("Jag får ingen hjälp")
    'sv'
    """
    return kept(("language", text), lambda: detect_language(text))


def is_swedish(text: str) -> bool:
    """Tell whether a text is read as Swedish; of one or two words, only if Voikko knows none of them.

    Examples
    --------
    >>> from rakenlp.language.terms import is_swedish
    >>> [is_swedish(text) for text in ("Jag får ingen hjälp", "Bostadslöshet", "budjetti")]
    [True, True, False]
    """
    if language_of(text) != "sv":
        return False
    found = words(text)
    return len(found) > 2 or not any(analyses_of(normalise_word(word)) for word in found)


def _word(convention: str, form: str, reading: Reading, lexicon: Lexicon | None) -> TextWord | None:
    """Return a word with its terms, or None if it carries no topic of its own."""
    form = normalise_word(form)
    if lexicon is None:
        ready = _ready(convention, form, reading)
        if ready is not _ANEW:
            return ready
    return word_anew(convention, form, reading, lexicon)


def word_anew(convention: str, form: str, reading: Reading, lexicon: Lexicon | None = None) -> TextWord | None:
    """Return a normalised word with its terms, made of its analyses, or None if it carries no topic of its own."""
    lemma, pos = reading.lemma, reading.pos
    if pos in CLOSED:
        if form.lower() in adverbs() or pos not in ("ADV", "ADP"):
            return None
        lemma = _case_form_of(form, lexicon)
    if not lemma or lemma in stop_lemmas() or "PRON" in closed_lemmas().get(lemma, ()):
        return None
    lemma = _with_hyphen(form.lower(), lemma)
    if convention == "universal":
        return TextWord(lemma, (lemma,))
    terms = [term for term in _meaning(form, lemma, lexicon) if term.removeprefix(PART) not in stop_lemmas()]
    return TextWord(lemma, tuple(terms)) if terms else None


_ANEW = TextWord("", ())


def _ready(convention: str, form: str, reading: Reading) -> TextWord | None:
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
    return TextWord(lemma, tuple(found) if convention == "meaning" else (lemma,))


_WORDS = {convention: Remembered(partial(_word, convention), CACHE_SIZE, MAX_WORD) for convention in CONVENTIONS}


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


def _swedish(term: str, convention: str, lexicon: Lexicon | None) -> TextWord | None:
    if term.startswith(UNKNOWN):
        return TextWord(term.removeprefix(UNKNOWN), (term,))
    found = _WORDS[convention][term, Reading(term, "NOUN", "", 1.0), lexicon]
    return found and found._replace(lemma=term)


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
    """Return the lemmas of a text that carry a topic, in order; Finnish for Swedish texts too.

    Examples
    --------
    >>> from rakenlp.language.terms import topic_lemmas
    >>> topic_lemmas("Jag är bostadslös och får ingen hjälp")
    ['asunnoton']
    """
    return [word.lemma for word in text_words(text, "universal", lexicon)]


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
        Start, end and lemma, in order; ``text[start:end]`` is the word, or the words of a Swedish phrase.

    Examples
    --------
    >>> from rakenlp.language.terms import word_places
    >>> word_places("Asunnottomien nuorten määrä on kasvanut")
    [(0, 13, 'asunnoton'), (14, 21, 'nuori')]
    >>> word_places("Hon är bostadslös")
    [(7, 17, 'asunnoton')]
    """
    found, places, start = pieces(text), [], 0
    tokens = [piece.rstrip(" ") for piece in found]
    for piece, token in zip(found, tokens, strict=True):
        places.append((start, start + len(token)))
        start += len(piece)
    seats = [number for number, token in enumerate(tokens) if is_word(token)]
    if not is_swedish(text):
        readings = read_words(tokens, lexicon)
        read = [(n, n, _word("universal", tokens[n], readings[n], lexicon)) for n in seats]
    else:
        read = [
            (seats[at], seats[at + count - 1], _swedish(term, "universal", lexicon))
            for at, count, word in read_swedish(text)
            for term in word.terms
        ]
    return [(places[first][0], places[last][1], word.lemma) for first, last, word in read if word is not None]
