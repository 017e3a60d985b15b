"""What one word form tells: its reading, Voikko's analyses, compound parts and meaning; computed once per form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from .._remember import remember
from .candidates import basic, from_analyses, parts_of
from .forms import MAX_WORD, analyses_of, knows, normalise_word, read_word, respelt
from .lemma_model import LemmaModel
from .lexicon import Entry, Lexicon
from .spoken import spoken_forms
from .universal import UPOS

#: Classes that carry no topic of their own.
CLOSED = frozenset({"ADV", "PRON", "CCONJ", "SCONJ", "ADP", "AUX", "NUM", "INTJ", "PUNCT", "SYM", "DET", "PART"})


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


@remember(1 << 16, longest=MAX_WORD)
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
    analyses = _analyses(written, entry)
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
        tuple(MappingProxyType(a) for a in analyses),
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


def _analyses(written: str, entry: Entry | None) -> tuple[Mapping[str, str], ...]:
    """Return Voikko's analyses of a form as it is read; none for what the lexicon or the spoken forms tell."""
    low = written.lower()
    return () if entry is not None or low in spoken_forms() else _with_pieces(written, low)


def _with_pieces(form: str, low: str) -> tuple[Mapping[str, str], ...]:
    """Return the analyses of a form, or of the piece of it that Voikko knows."""
    if len(form) > MAX_WORD:
        return ()
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
    split = lexicon.split(form, knows)
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


@lru_cache(maxsize=1 << 14)
def is_person_name(lemma: str) -> bool:
    """Tell whether a lemma can only be a given or a family name, so that it must not name a phenomenon.

    Examples
    --------
    >>> from rakenlp.language.words import is_person_name
    >>> [is_person_name(lemma) for lemma in ("virtanen", "apteekki", "tampere", "toivo")]
    [True, False, False, False]
    """
    return not _is_common(lemma) and is_person_name_anew(lemma)


def is_person_name_anew(lemma: str) -> bool:
    """Tell what :func:`is_person_name` does, by the analyses of a lemma."""
    names = ("etunimi", "sukunimi")
    found = False
    for form in (lemma, lemma.capitalize()):
        form = respelt(normalise_word(form))
        for analysis in _analyses(form, Lexicon.default().get(form)):
            if analysis.get("CLASS") not in names:
                return False
            found = True
    return found


def _is_common(lemma: str) -> bool:
    """Tell whether it is stored that a lemma is no name of a person."""
    model = LemmaModel.default()
    terms = getattr(model.readings, "terms", None)
    if terms is None or model.lexicon != Lexicon.default().fingerprint:
        return False
    place = model.readings.index.place(lemma)  # type: ignore[attr-defined]
    return place >= 0 and bool(terms.is_common(place))
