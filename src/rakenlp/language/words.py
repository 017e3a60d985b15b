"""What one word form tells: lemma, part of speech, compound parts; computed once per type.

The lemma follows the convention of Universal Dependencies where a rule without training can (participle
to verb, -minen nouns, plural pronouns, adverbs as they are, spoken forms); the readings and parts keep
everything that Voikko sees, which is what carries meaning into the vectors.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

from .voikko import morphology

#: Voikko does not analyse longer words (and would fail silently).
MAX_WORD = 254
#: Word types whose analysis is kept in memory, per process.
CACHE_SIZE = 1 << 18

#: Voikko's word classes as Universal Dependencies' parts of speech.
UPOS = MappingProxyType(
    {
        "nimisana": "NOUN",
        "laatusana": "ADJ",
        "nimisana_laatusana": "ADJ",
        "teonsana": "VERB",
        "kieltosana": "AUX",
        "seikkasana": "ADV",
        "asemosana": "PRON",
        "suhdesana": "ADP",
        "sidesana": "CCONJ",
        "huudahdussana": "INTJ",
        "lukusana": "NUM",
        "lyhenne": "NOUN",
        "etuliite": "NOUN",
        "etunimi": "PROPN",
        "sukunimi": "PROPN",
        "paikannimi": "PROPN",
        "nimi": "PROPN",
    }
)
#: Classes that carry no topic of their own.
CLOSED = frozenset({"ADV", "PRON", "CCONJ", "SCONJ", "ADP", "AUX", "NUM", "INTJ", "PUNCT", "SYM"})

_CLITIC = re.compile(r"(?:(?:ko|kö)?(?:kaan|kään|kin|han|hän|pa|pä)|ko|kö)s?$")
_TAG = re.compile(r"\[[^\]]*\]")
_BASE = re.compile(r"\[Xp\](.*?)\[X\]")
_PARTICIPLE = re.compile(r"\[Lt\](?:\[[^\]]*\])*?\[Xp\](.*?)\[X\]")
_HIDDEN = re.compile(r"\[X[a-z]\].*?\[X\]")
_PLURAL_PRONOUNS = {"me": "minä", "te": "sinä", "he": "hän", "ne": "se", "nämä": "tämä", "nuo": "tuo"}


class Word(NamedTuple):
    """The analysis of one word form.

    Attributes
    ----------
    lemma : str
        Lower case, except for nothing: names too, as in the vectors.
    pos : str
        Universal part of speech; "X" for a word that Voikko does not know.
    parts : tuple of str
        Parts of a compound and bases of a derivation, in order; empty for a simple word.
    readings : tuple of (str, str)
        Every distinct (lemma, part of speech) that Voikko offers, sorted.
    analyses : tuple of mapping
        Voikko's own analyses, as it gives them.
    """

    lemma: str
    pos: str
    parts: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    analyses: tuple[Mapping[str, str], ...]

    @property
    def known(self) -> bool:
        """Whether Voikko knows the form."""
        return bool(self.analyses)


@cache
def _spoken() -> dict[str, tuple[str, str]]:
    table = tomllib.loads(resources.files(__package__).joinpath("spoken_forms.toml").read_text(encoding="utf-8"))
    return {form: (lemma, pos) for pos, forms in table.items() for form, lemma in forms.items()}


def normalise_word(form: str) -> str:
    """Compose decomposed letters and drop soft hyphens, which Voikko would silently fail on."""
    return unicodedata.normalize("NFC", form).replace("\u00ad", "")


@lru_cache(maxsize=CACHE_SIZE)
def analyse_word(form: str) -> Word:
    """Analyse one word form.

    Parameters
    ----------
    form : str
        The word as it was written; capitals matter for names.

    Returns
    -------
    Word

    Examples
    --------
    >>> from rakenlp.language.words import analyse_word
    >>> word = analyse_word("toimeentulotukihakemuksen")
    >>> word.lemma, word.parts
    ('toimeentulotukihakemus', ('toimeentulo', 'tuki', 'hakemus'))
    >>> analyse_word("Kela:n").lemma, analyse_word("oon").lemma
    ('kela', 'olla')
    """
    form = normalise_word(form)
    low = form.lower()
    spoken = _spoken().get(low)
    analyses = tuple(MappingProxyType(a) for a in _analyse(form, low))
    if spoken is not None:
        return Word(spoken[0], spoken[1], (), (spoken,), analyses)
    if not analyses:
        return _unknown(low)
    chosen = next((a for a in analyses if a.get("BASEFORM", "").lower() == low), analyses[0])
    lemma, pos = _lemma(low, chosen)
    readings = sorted({(_basic(a, low), UPOS.get(a.get("CLASS", ""), "X")) for a in analyses})
    return Word(lemma, pos, _parts(analyses[0]), tuple(readings), analyses)


def _analyse(form: str, low: str) -> list[dict[str, str]]:
    if len(form) > MAX_WORD or not any(c.isalpha() for c in form):
        return []
    voikko = morphology()
    found = voikko.analyze(form)
    if not found and ":" in form[1:]:  # Kela:n, THL:n: the part before the colon is the word
        stem = form.rsplit(":", 1)[0]
        found = voikko.analyze(stem) or [{"BASEFORM": stem, "CLASS": "nimi"}]
    if not found and "-" in form[1:-1]:  # Twitter-bannit: the tail tells the inflection
        head, _, tail = low.rpartition("-")
        found = [{**a, "BASEFORM": f"{head}-{a.get('BASEFORM', tail)}"} for a in voikko.analyze(tail)]
    return [dict(a) for a in found]


def _unknown(low: str) -> Word:
    if not any(c.isalpha() for c in low):
        pos = "NUM" if any(c.isdigit() for c in low) else "PUNCT"
        return Word(low, pos, (), ((low, pos),), ())
    return Word(low, "X", (), ((low, "X"),), ())


def _surface(fst: str) -> str:
    return _TAG.sub("", _HIDDEN.sub("", fst)).replace("=", "").lower()


def _basic(analysis: Mapping[str, str], low: str) -> str:
    return analysis.get("BASEFORM", low).lower().replace("=", "")


def _lemma(low: str, analysis: Mapping[str, str]) -> tuple[str, str]:
    """Turn Voikko's base form into a lemma of the Universal Dependencies convention."""
    lemma = _basic(analysis, low)
    pos = UPOS.get(analysis.get("CLASS", ""), "X")
    fst = analysis.get("FSTOUTPUT", "")
    if analysis.get("PARTICIPLE"):
        start = fst.rfind("[Lt]")
        verb = _PARTICIPLE.match(fst[start:]) if start >= 0 else None
        if verb:
            return (_surface(fst[:start]) + verb.group(1)).lower().replace("=", ""), "VERB"
    if analysis.get("MOOD") == "MINEN-infinitive" and "[Tn4]" in fst:
        return _surface(fst[: fst.find("[Tn4]")]) + "minen", "NOUN"
    if pos == "PRON":
        return _PLURAL_PRONOUNS.get(lemma, lemma), pos
    adverb = analysis.get("SIJAMUOTO") == "kerrontosti"
    if adverb or pos in ("ADV", "ADP", "CCONJ"):
        clitic = analysis.get("FOCUS") or analysis.get("KYSYMYSLIITE")
        return (_CLITIC.sub("", low) if clitic else low), "ADV" if adverb else pos
    return lemma, pos


def _parts(analysis: Mapping[str, str]) -> tuple[str, ...]:
    bases = [b.replace("=", "").lower() for b in _BASE.findall(analysis.get("FSTOUTPUT", ""))]
    bases = [b for b in bases if len(b) > 1]
    derived = "[Xj]" in analysis.get("FSTOUTPUT", "")
    if len(bases) < 2 and not (derived and bases):
        return ()
    return tuple(bases)


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
