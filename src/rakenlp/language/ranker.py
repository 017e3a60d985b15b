"""Choose among the lemma candidates of a form: a log-linear model over derivation, form, lemma and frequency.

The weights come from ``models/lemmas/train.py``: a conditional log-linear model (Berger et al. 1996, "A maximum
entropy approach to natural language processing") with the candidates of one form as its classes. It looks at the form
alone, so that its answer can be computed once per form.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from .candidates import Candidate, from_analyses
from .function_words import adverbs
from .guesser import Analyse, guess, names
from .lemma_model import UNSEEN_CAPITALS, LemmaModel
from .spoken import spoken_choices, spoken_forms
from .stored_readings import Reading

_SYMBOLS = frozenset("%€$£§+=&@#°<>^~|*")
_WEIGHT = dict.get  # in one call from C over all features: this is the inner loop
_ZEROS = (0.0,) * 40
_UNCHANGED = frozenset({"as_is", "no_clitic", "no_possessive"})


def candidates_of(
    form: str, analyses: Sequence[Mapping[str, str]], analyse: Analyse, model: LemmaModel
) -> list[Candidate]:
    """Return every reading that rules, lists and the guesser propose for a form.

    Parameters
    ----------
    form : str
        Normalised (NFC, no soft hyphens).
    analyses : sequence of mapping
        Voikko's analyses of the form; empty for a word it does not know.
    analyse : callable
        Voikko, for pieces of unknown words.
    model : LemmaModel

    Returns
    -------
    list of Candidate
        Without repetitions; at least one.
    """
    low = form.lower()
    if not any(c.isalpha() for c in form):
        return [Candidate(low, _pos_of_marks(form), "", "plain", "", 1)]
    found = list(from_analyses(low, analyses) if analyses else guess(form, low, analyse, model.edits, model.forms))
    if _may_be_name(form, low) and analyses and not any(c.pos == "PROPN" for c in found):
        found += [c._replace(source="name-" + c.source) for c in names(form, low)]
        found.append(Candidate(low, "PROPN", "", "name-unknown", "", 1))
    if low in spoken_forms():
        found.append(Candidate(*spoken_forms()[low], "", "spoken", "", 1))
    found += [Candidate(lemma, pos, "", "spoken-choice", "", 1) for lemma, pos in spoken_choices().get(low, ())]
    lemmas = {c.lemma for c in found}
    found += [Candidate(lemma, pos, "", "seen", "", 1) for lemma, pos in model.seen.get(low, ()) if lemma not in lemmas]
    return list({(c.lemma, c.pos, c.source, c.signature): c for c in reversed(found)}.values())[::-1]


def _may_be_name(form: str, low: str) -> bool:
    """Tell whether a form that looks like a word may be a name: Parkin, Siemensin."""
    return form[0].isupper() and not form.isupper() and low.isalpha()


def _pos_of_marks(form: str) -> str:
    if any(c.isdigit() for c in form):
        return "NUM"
    return "SYM" if form and all(c in _SYMBOLS or ord(c) > 0x2BFF for c in form) else "PUNCT"


@lru_cache(maxsize=1 << 14)
def keys(source: str, signature: str, pos: str) -> tuple[str, ...]:
    """Return the candidate's half of each feature, in the order of :func:`values`.

    Keys that begin with ``#`` remember single words; the last three are only for forms of the treebanks.
    """
    kind = f"{source}|{signature.partition('|')[0]}|{pos}"
    return (
        "fr" + source,
        "fr" + kind,
        "fr" + signature,
        "k" + kind,
        f"ks{source}{signature}",
        "x3" + kind,
        "x4" + kind,
        "x5" + kind,
        "sh" + kind,
        "sc" + kind,
        "l3" + kind,
        "l5" + kind,
        "am" + kind,
        f"an{source}{signature}",
        "lf",
        "lk" + source,
        "ld",
        "b",
        "hy" + source,
        "nl",
        "i",
        "same" + kind,
        "#l",
        f"#lp{pos}{source}",
        "#w" + pos,
        "#wk" + kind,
        "#ws" + signature,
    )


def values(form: str, candidates: Sequence[Candidate], model: LemmaModel) -> Iterator[tuple[str, ...]]:
    """Yield what each candidate has for the keys, in order; without the last three for forms not in the treebanks."""
    low = form.lower()
    form_bin = model.forms.get(low, -1)
    shape = _shape(form)
    capitals = f"{shape}{model.capitals.get(low, UNSEEN_CAPITALS)}"
    ambiguity = "+".join(sorted({c.signature[:5] + ("p" if c.source == "verb" else "") for c in candidates}))
    sources: dict[str, set[str]] = {}
    for c in candidates:
        sources.setdefault(c.lemma, set()).add(c.source)
    fewest = min(c.bases for c in candidates)
    bins = [model.lemmas.get(c.lemma, -1) for c in candidates]
    best = max(bins)
    remembered = not model.weights or low in model.remembered
    end3, end4, end5 = low[-3:], low[-4:], low[-5:]
    for position, (c, lemma_bin) in enumerate(zip(candidates, bins, strict=True)):
        lemma = c.lemma
        share = str(max(-8, min(2, form_bin - lemma_bin)) if form_bin >= 0 else 9)
        if c.source in _UNCHANGED:
            share += "A" if lemma in adverbs() else "a"
        count = str(lemma_bin)
        found = (
            share,
            share,
            share,
            "",
            "",
            end3,
            end4,
            end5,
            shape,
            capitals,
            lemma[-3:],
            lemma[-5:],
            ambiguity,
            ambiguity,
            count,
            count,
            str(max(-12, lemma_bin - best)),
            str(c.bases - fewest),
            str(lemma.count("-")),
            "+".join(sorted(sources[lemma])),
            str(min(position, 5)),
            "1" if lemma == low else "0",
            lemma,
            lemma,
        )
        yield (*found, f"{low}>{lemma}", low, low) if remembered else found


def _shape(form: str) -> str:
    if form.isupper() and len(form) > 1:
        return "A"
    return "T" if form[:1].isupper() else "d" if form[:1].isdigit() else "a"


def scores(form: str, candidates: Sequence[Candidate], model: LemmaModel) -> list[float]:
    """Return the score of each candidate: the logarithm of its belief, up to a constant."""
    if len(candidates) == 1:
        return [0.0]
    rows = values(form, candidates, model)
    return [
        sum(map(_WEIGHT, model.tables(keys, c.source, c.signature, c.pos), row, _ZEROS))  # type: ignore[arg-type]
        for c, row in zip(candidates, rows, strict=True)
    ]


def choose(candidates: Sequence[Candidate], scored: Sequence[float]) -> Reading:
    """Return the lemma with the largest belief over its candidates, and the best candidate that has it.

    Examples
    --------
    >>> from rakenlp.language.candidates import Candidate
    >>> from rakenlp.language.ranker import choose
    >>> noun, verb = Candidate("voi", "NOUN", "", "base", "", 1), Candidate("voida", "AUX", "", "base", "", 1)
    >>> choose([noun, verb], [0.0, 3.0])
    Reading(lemma='voida', pos='AUX', feats='', certainty=0.953)
    """
    if len(candidates) == 1:
        only = candidates[0]
        return Reading(only.lemma, only.pos, only.feats, 1.0)
    top = max(scored)
    beliefs = [math.exp(score - top) for score in scored]
    total: dict[str, float] = {}
    for c, belief in zip(candidates, beliefs, strict=True):
        total[c.lemma] = total.get(c.lemma, 0.0) + belief
    lemma = max(total, key=lambda key: total[key])
    best = max((i for i, c in enumerate(candidates) if c.lemma == lemma), key=lambda i: scored[i])
    chosen = candidates[best]
    return Reading(lemma, chosen.pos, chosen.feats, round(total[lemma] / math.fsum(beliefs), 3))
