"""What one word form tells: lemma, part of speech, compound parts; computed once per form.

What is asked first: the lexicon of the field, then the table of spoken forms, then the stored readings of common
forms, then Voikko with the ranker; an unknown word that is surely misspelt is read as the right one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from ._shared import remember
from .candidates import basic, from_analyses, parts_of
from .context import Choice, choice_of
from .lemma_model import LemmaModel, Reading
from .lexicon import Lexicon
from .ranker import candidates_of, rank, scores
from .spelling import repair
from .spoken import spoken_forms
from .tokens import is_word
from .universal import UPOS
from .voikko import morphology

#: Voikko does not analyse longer words (and would fail silently).
MAX_WORD = 254
#: Word forms whose analysis is kept in memory, per process.
CACHE_SIZE = 1 << 18
#: Classes that carry no topic of their own.
CLOSED = frozenset({"ADV", "PRON", "CCONJ", "SCONJ", "ADP", "AUX", "NUM", "INTJ", "PUNCT", "SYM", "DET", "PART"})

_NOTHING: tuple[Mapping[str, str], ...] = ()
_MARKS = ("-", "–", "‑", "#")


class Word(NamedTuple):
    """The analysis of one word form.

    Attributes
    ----------
    lemma : str
        In lower case, by the convention of Universal Dependencies; names too, as in the vectors.
    pos : str
        Universal part of speech; "X" for a word whose kind cannot be told.
    feats : str
        Universal features, as in CoNLL-U.
    certainty : float
        Share of the belief that the lemma holds, 0–1.
    parts : tuple of str
        Parts of a compound and bases of a derivation, in order; empty for a simple word.
    meaning : tuple of str
        Standard lemmas that carry the topic of an abbreviation or an office word; empty for others.
    readings : tuple of (str, str)
        Every distinct (base form, part of speech) that Voikko offers, sorted.
    analyses : tuple of mapping
        Voikko's own analyses, as it gives them.
    written : str
        The form that was analysed: another than the word's own where a misspelling was repaired.
    """

    lemma: str
    pos: str
    feats: str
    certainty: float
    parts: tuple[str, ...]
    meaning: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    analyses: tuple[Mapping[str, str], ...]
    written: str

    @property
    def known(self) -> bool:
        """Whether Voikko knows the form."""
        return bool(self.analyses)


_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def normalise_word(form: str) -> str:
    """Bring a word into the form that Voikko knows, on which it would silently fail otherwise.

    Letters are composed, soft hyphens and invisible signs dropped, apostrophes straightened, and the mark before a
    word (#koti, -luvulla) left out. What is invisible altogether stays as it is.

    Examples
    --------
    >>> from rakenlp.language.words import normalise_word
    >>> normalise_word("asun\\u00adnoton"), normalise_word("-luvulla"), normalise_word("#koti")
    ('asunnoton', 'luvulla', 'koti')
    """
    if not form.isascii():
        form = unicodedata.normalize("NFC", _INVISIBLE.sub("", form)).replace("’", "'") or form
    if form[:1] in _MARKS and form[1:2].isalpha():
        return form[1:]
    return form


@lru_cache(maxsize=1 << 16)
def analyses_of(form: str) -> tuple[Mapping[str, str], ...]:
    """Return Voikko's analyses of a normalised form; none for what it cannot take."""
    if len(form) > MAX_WORD or not any(c.isalpha() for c in form):
        return _NOTHING
    return tuple(morphology().analyze(form))


def _knows(form: str) -> bool:
    return bool(analyses_of(form))


@remember(CACHE_SIZE, longest=MAX_WORD)
def respelt(form: str, lexicon: Lexicon | None = None) -> str:
    """Return the form that a word is read as: itself, or the right spelling of a sure misspelling.

    Parameters
    ----------
    form : str
        Normalised.
    lexicon : Lexicon, optional
        The shipped one by default.

    Examples
    --------
    >>> from rakenlp.language.words import respelt
    >>> respelt("toimentulotuen"), respelt("asunottomien"), respelt("Virtasen")
    ('toimeentulotuen', 'asunnottomien', 'Virtasen')
    """
    if len(form) > MAX_WORD:
        return form
    lexicon = lexicon or Lexicon.default()
    right = lexicon.respell(form)
    if right is not None:
        return right
    model = LemmaModel.default()
    if not form.islower() or form in model.readings or form in spoken_forms() or _knows(form):
        return form
    if lexicon.get(form) or lexicon.split(form, _knows):
        return form
    found = repair(form, model.counts, known=_knows)
    return found.repaired if found else form


@remember(CACHE_SIZE, longest=MAX_WORD)
def read_word(form: str, lexicon: Lexicon | None = None) -> Reading:
    """Read one word form: lemma, part of speech, features. Much lighter than :func:`analyse_word`.

    Parameters
    ----------
    form : str
        The word as it was written; capitals matter for names.
    lexicon : Lexicon, optional
        Words of the field; the shipped ones by default.

    Returns
    -------
    Reading

    Examples
    --------
    >>> from rakenlp.language.words import read_word
    >>> [read_word(form).lemma for form in ("nukkunu", "heillä", "nopeammin", "sossusta", "Kela:n")]
    ['nukkua', 'hän', 'nopeasti', 'sossu', 'kela']
    """
    model = LemmaModel.default()
    form = normalise_word(form)
    if lexicon is None and form in model.readings and model.lexicon == Lexicon.default().fingerprint:
        return model.readings[form]
    form = respelt(form, lexicon)
    entry = (lexicon or Lexicon.default()).get(form)
    if entry is not None:
        return Reading(entry.lemma, entry.pos, "", 1.0)
    spoken = spoken_forms().get(form.lower())
    if spoken is not None:
        return Reading(*spoken, "", 1.0)
    stored = model.readings.get(form)
    if stored is not None:
        return stored
    if len(form) > MAX_WORD:
        return Reading(form.lower(), "X", "", 0.0)
    if not form[:1].isdigit() and any(c.isalpha() for c in form) and not is_word(form):
        return Reading(form.lower(), "SYM", "", 1.0)  # an address, a name of a user, a masking token
    analyses = analyses_of(form)
    split = None if analyses else (lexicon or Lexicon.default()).split(form, _knows)
    if split is not None and split.tail_entry is not None:
        lemma = form.lower()[: -len(split.tail)] + split.tail_entry.lemma
        return Reading(lemma, split.tail_entry.pos, "", 1.0)
    return rank(form, analyses, analyses_of, model)


@remember(1 << 14, longest=MAX_WORD)
def possible_readings(form: str, lexicon: Lexicon | None = None) -> Choice:
    """Return the candidates of a doubtful form with their beliefs, for the choice by context."""
    form = respelt(normalise_word(form), lexicon)
    model = LemmaModel.default()
    candidates = candidates_of(form, analyses_of(form), analyses_of, model)
    values = scores(form, candidates, model)
    return choice_of(form.lower(), candidates, values, model.context_weights)


@remember(CACHE_SIZE, longest=MAX_WORD)
def analyse_word(form: str, lexicon: Lexicon | None = None) -> Word:
    """Analyse one word form with everything that Voikko and the lexicon tell of it.

    Parameters
    ----------
    form : str
        The word as it was written; capitals matter for names.
    lexicon : Lexicon, optional
        Words of the field; the shipped ones by default.

    Returns
    -------
    Word

    Examples
    --------
    >>> from rakenlp.language.words import analyse_word
    >>> word = analyse_word("toimeentulotukihakemuksen")
    >>> word.lemma, word.parts
    ('toimeentulotukihakemus', ('toimeentulo', 'tuki', 'hakemus'))
    >>> analyse_word("sossun").meaning, analyse_word("asunottomien").written
    (('sosiaalitoimisto',), 'asunnottomien')
    """
    reading = read_word(form, lexicon)
    written = respelt(normalise_word(form), lexicon)
    low = written.lower()
    lexicon = lexicon or Lexicon.default()
    entry = lexicon.get(written)
    analyses = () if entry is not None or low in spoken_forms() else _with_pieces(written, low)
    parts, meaning = parts_of(analyses[0]) if analyses else (), entry.meaning if entry else ()
    if not analyses and entry is None:
        parts, meaning = _split(written, lexicon)
    readings = {(basic(a, low), UPOS.get(a.get("CLASS", ""), "X")) for a in analyses}
    return Word(
        reading.lemma,
        reading.pos,
        reading.feats,
        reading.certainty,
        parts,
        meaning,
        tuple(sorted(readings)) or ((reading.lemma, reading.pos),),
        tuple(MappingProxyType(dict(a)) for a in analyses),
        written,
    )


def reading_of(word: Word, lemma: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return Voikko's base forms and the parts of the reading of a word that has a lemma.

    Parameters
    ----------
    word : Word
    lemma : str
        The reading that was chosen, perhaps by context.

    Returns
    -------
    tuple of (tuple of str, tuple of str)
        Base forms (the verb of a -minen noun), and parts of the compound or derivation.

    Examples
    --------
    >>> from rakenlp.language.words import analyse_word, reading_of
    >>> reading_of(analyse_word("hoitaminen"), "hoitaminen")
    (('hoitaa',), ())
    """
    low = word.written.lower()
    chosen = [a for a in word.analyses if any(c.lemma == lemma for c in from_analyses(low, (a,)))]
    if not chosen:
        return (), word.parts
    return tuple(dict.fromkeys(basic(a, low) for a in chosen)), parts_of(chosen[0])


def _with_pieces(form: str, low: str) -> tuple[Mapping[str, str], ...]:
    """Return the analyses of a form, or of the piece of it that Voikko knows."""
    if len(form) > MAX_WORD:
        return _NOTHING
    found = analyses_of(form)
    if not found and ":" in form[1:]:  # Kela:n, THL:n: the part before the colon is the word
        stem = form.rsplit(":", 1)[0]
        found = analyses_of(stem) or ({"BASEFORM": stem, "CLASS": "nimi"},)
    if not found and "-" in form[1:-1]:  # Twitter-bannit: the tail tells the inflection
        head, _, tail = low.rpartition("-")
        found = tuple({**a, "BASEFORM": f"{head}-{a.get('BASEFORM', tail)}"} for a in analyses_of(tail))
    return found


def _split(form: str, lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parts and meanings of a compound that only the lexicon can take apart."""
    split = lexicon.split(form, _knows)
    if split is None:
        return (), ()
    parts: list[str] = []
    meaning: list[str] = []
    for piece, entry in ((split.head, split.head_entry), (split.tail, split.tail_entry)):
        if entry is None:
            parts.append(read_word(piece.lower(), lexicon).lemma)
        else:
            parts.append(entry.lemma)
            meaning += entry.meaning
    return tuple(parts), tuple(meaning)


def is_person_name(lemma: str) -> bool:
    """Tell whether a lemma can only be a given or a family name, so that it must not name a phenomenon.

    Examples
    --------
    >>> from rakenlp.language.words import is_person_name
    >>> [is_person_name(lemma) for lemma in ("virtanen", "apteekki", "tampere", "toivo")]
    [True, False, False, False]
    """
    classes = {a.get("CLASS") for form in (lemma, lemma.capitalize()) for a in analyse_word(form).analyses}
    return bool(classes) and classes <= {"etunimi", "sukunimi"}
