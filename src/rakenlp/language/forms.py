"""How one word form is read: lemma, part of speech, features; computed once per form.

What is asked first: the lexicon of the field, then the table of spoken forms, then the stored readings of common
forms, then Voikko with the ranker; an unknown word that is surely misspelt is read as the right one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from sys import intern

from .._remember import remember
from .candidates import Candidate
from .context import Choice, choice_of, from_text, possible
from .lemma_model import LemmaModel
from .lexicon import Lexicon
from .ranker import candidates_of, choose, scores
from .spelling import repair
from .spoken import spoken_forms
from .stored_readings import Reading
from .tokens import is_word
from .voikko import morphology

#: Voikko does not analyse longer words (and would fail silently).
MAX_WORD = 254
#: Word forms whose analysis is kept in memory, per process (a service keeps fewer). A collection with more forms than
#: this is read as if each were new, nine times as slowly, since the oldest give way before they come again.
CACHE_SIZE = 1 << 18
#: Forms whose analyses by Voikko are kept: a kilobyte each, needed while a form is read.
_ANALYSES = 1 << 17
#: What each word has its own of; the rest says the same of many.
_OWN = frozenset({"BASEFORM", "FSTOUTPUT", "STRUCTURE", "WORDBASES", "WORDIDS"})
#: Forms read at once, one step after the other.
_AT_ONCE = 1 << 9
_MARKS = ("-", "–", "‑", "#")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def normalise_word(form: str) -> str:
    """Bring a word into the form that Voikko knows, on which it would silently fail otherwise.

    Letters are composed, soft hyphens and invisible signs dropped, apostrophes straightened, and the mark before a
    word (#koti, -luvulla) left out. What is invisible altogether stays as it is.

    Examples
    --------
    >>> from rakenlp.language.forms import normalise_word
    >>> normalise_word("asun\\u00adnoton"), normalise_word("-luvulla"), normalise_word("#koti")
    ('asunnoton', 'luvulla', 'koti')
    """
    if not form.isascii():
        form = unicodedata.normalize("NFC", _INVISIBLE.sub("", form)).replace("’", "'") or form
    if form[:1] in _MARKS and form[1:2].isalpha():
        return form[1:]
    return form


@remember(_ANALYSES, longest=MAX_WORD)
def analyses_of(form: str) -> tuple[Mapping[str, str], ...]:
    """Return Voikko's analyses of a normalised form; none for what it cannot take."""
    if len(form) > MAX_WORD or not any(c.isalpha() for c in form):
        return ()
    return tuple(
        {intern(name): value if name in _OWN else intern(value) for name, value in found.items()}
        for found in morphology().analyze(form)
    )


def knows(form: str) -> bool:
    """Tell whether Voikko knows a normalised form."""
    return bool(analyses_of(form))


@remember(1 << 16, longest=MAX_WORD)
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
    >>> from rakenlp.language.forms import respelt
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
    if not form.islower() or form in model.readings or form in spoken_forms() or knows(form):
        return form
    if lexicon.get(form) or lexicon.split(form, knows):
        return form
    found = repair(form, model.counts, known=knows)
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
    >>> from rakenlp.language.forms import read_word
    >>> [read_word(form).lemma for form in ("nukkunu", "heillä", "nopeammin", "sossusta", "Kela:n")]
    ['nukkua', 'hän', 'nopeasti', 'sossu', 'kela']
    """
    model = LemmaModel.default()
    form = normalise_word(form)
    if lexicon is None and model.lexicon == Lexicon.default().fingerprint:
        stored = model.readings.get(form)
        if stored is not None:
            return stored
    form = respelt(form, lexicon)
    return _certain(form, lexicon) or choose(_candidates(form), _scores(form))


def _certain(form: str, lexicon: Lexicon | None) -> Reading | None:
    """Return the reading of a form that needs no ranking."""
    entry = (lexicon or Lexicon.default()).get(form)
    if entry is not None:
        return Reading(entry.lemma, entry.pos, "", 1.0)
    spoken = spoken_forms().get(form.lower())
    if spoken is not None:
        return Reading(*spoken, "", 1.0)
    stored = LemmaModel.default().readings.get(form)
    if stored is not None:
        return stored
    if len(form) > MAX_WORD:
        return Reading(form.lower(), "X", "", 0.0)
    if not form[:1].isdigit() and any(c.isalpha() for c in form) and not is_word(form):
        return Reading(form.lower(), "SYM", "", 1.0)  # an address, a name of a user, a masking token
    split = None if knows(form) else (lexicon or Lexicon.default()).split(form, knows)
    if split is not None and split.tail_entry is not None:
        lemma = form.lower()[: -len(split.tail)] + split.tail_entry.lemma
        return Reading(lemma, split.tail_entry.pos, "", 1.0)
    if split is not None and knows(split.tail):  # TE-palvelujen: the head is in the lexicon, the tail inflects
        tail = read_word(split.tail, lexicon)
        return tail._replace(lemma=form.lower()[: -len(split.tail)] + tail.lemma)
    return None


@lru_cache(maxsize=_AT_ONCE)
def _candidates(form: str) -> list[Candidate]:
    """Return the candidates of a form; kept for the choice by context, which comes soon after."""
    return candidates_of(form, analyses_of(form), analyses_of, LemmaModel.default())


@lru_cache(maxsize=_AT_ONCE)
def _scores(form: str) -> list[float]:
    """Return the scores of the candidates of a form."""
    return scores(form, _candidates(form), LemmaModel.default())


def read_ahead(forms: Iterable[str], lexicon: Lexicon | None = None) -> None:
    """Read many forms that :func:`read_word` will be asked for.

    One step after the other for all of them leaves the processor's caches to one step at a time: a quarter quicker
    than form by form.
    """
    stored = LemmaModel.default().readings
    new = [form for form in map(normalise_word, forms) if form not in stored]
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        for form in some:
            analyses_of(form)
        unsure = [right for form in some if _certain(right := respelt(form, lexicon), lexicon) is None]
        for form in unsure:
            _candidates(form)
        for form in unsure:
            _scores(form)
        for form in some:
            read_word(form, lexicon)


@remember(1 << 15, longest=MAX_WORD)
def possible_readings(form: str, lexicon: Lexicon | None = None) -> Choice:
    """Return the candidates of a doubtful form with their beliefs, for the choice by context."""
    form = respelt(normalise_word(form), lexicon)
    model = LemmaModel.default()
    stored = model.choices.get(form)
    kept = from_text(stored) if stored else possible(_candidates(form), _scores(form))
    return choice_of(form.lower(), kept, model.context_weights)
