"""Candidates for words that Voikko does not know: names, new words, spoken forms, halves of words.

Each way of guessing marks its candidates with a source of its own, so that the ranker learns how far to trust it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from .candidates import Candidate, from_analyses
from .spoken import written_forms
from .universal import expand, features

Analyse = Callable[[str], Sequence[Mapping[str, str]]]
#: Suffix of a form to its edits: (letters to strip, letters to add, part of speech, signature, bin of the odds).
Edits = Mapping[str, Sequence[tuple[str, str, str, str, int]]]

_LONGEST_SUFFIX = 7
_WRITTEN_FORMS = 6
_HEADS = frozenset({"nimisana", "laatusana", "nimisana_laatusana", "teonsana"})
# Case endings of names and foreign words that end in a consonant, with and without the linking i.
# fmt: off
_ENDINGS = frozenset((
    "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "n", "ia", "iä", "en", "eja", "ejä",
    "eihin", "eista", "eistä", "eissa", "eissä", "eille", "eilla", "eillä", "t", "a", "ä", "ta", "tä", "seen", "iin",
    "aan", "ään", "een", "oon", "uun", "öön", "hin", "han", "hon", "hän",
))
# fmt: on
_LONGEST_ENDING = max(map(len, _ENDINGS))
_DASHES = "-–—‑/"


def guess(form: str, low: str, analyse: Analyse, edits: Edits, common: Container[str]) -> Iterator[Candidate]:
    """Propose readings of a word without an analysis.

    Parameters
    ----------
    form, low : str
        The word as written, and in lower case.
    analyse : callable
        Voikko's analyses of a word.
    edits : mapping
        Suffix edits learned from the words that Voikko analyses in one way only.
    common : container of str
        Forms of raw text: what a spoken form or the tail of a compound may stand for, without asking Voikko each time.

    Yields
    ------
    Candidate
        The form itself first.
    """
    yield Candidate(low, "PROPN" if form[:1].isupper() else "X", "", "unknown", "", 1)
    inner = max((low.rfind(dash, 1, len(low) - 1) for dash in _DASHES), default=-1)
    if ":" in low[1:]:
        yield Candidate(low.rsplit(":", 1)[0], "PROPN", "", "colon", "", 1)
    if inner > 0:
        yield from _tail(form, low, inner, analyse, edits)
    elif low[0] in _DASHES and len(low) > 2:
        yield from _marked(form[1:], low[1:], "", "dash-", analyse, edits)
    elif low[-1] in _DASHES and len(low) > 2:
        yield from _half(low[:-1], analyse)
    elif low.isalpha():
        yield from _plain(form, low, analyse, edits, common)


def _marked(form: str, low: str, prefix: str, mark: str, analyse: Analyse, edits: Edits) -> Iterator[Candidate]:
    analyses = analyse(form)
    if analyses:
        yield from from_analyses(low, analyses, prefix, mark)
    elif low.isalpha():
        for candidate in _edited(form, low, edits):
            yield candidate._replace(lemma=prefix + candidate.lemma, source=mark + candidate.source)


def _tail(form: str, low: str, dash: int, analyse: Analyse, edits: Edits) -> Iterator[Candidate]:
    """Read Twitter-bannit by its tail; keep the dash or drop it."""
    yield from _marked(form[dash + 1 :], low[dash + 1 :], low[: dash + 1], "tail-", analyse, edits)
    head = low[:dash].replace("-", "")
    yield from _marked(form[dash + 1 :], low[dash + 1 :], head, "tail_joined-", analyse, edits)
    if analyse(head + low[dash + 1 :]):  # hoi-to: a line break's hyphen
        yield from from_analyses(head + low[dash + 1 :], analyse(head + low[dash + 1 :]), "", "broken-")


def _half(stem: str, analyse: Analyse) -> Iterator[Candidate]:
    """Read sosiaali- and hakemis-, the first half of two compounds."""
    yield from from_analyses(stem, analyse(stem), "", "half-")
    if stem.endswith("mis"):
        yield Candidate(stem[:-3] + "minen", "NOUN", "Case=Nom|Number=Sing", "half-minen", "", 1)


def _plain(form: str, low: str, analyse: Analyse, edits: Edits, common: Container[str]) -> Iterator[Candidate]:
    tail = _compound_tail(form, low, analyse, common) if len(low) > 6 else 0
    if tail:
        heads = [a for a in analyse(low[tail:]) if a.get("CLASS") in _HEADS]
        yield from from_analyses(low[tail:], heads, low[:tail], f"compound{min(len(low) - tail, 10) // 2}-")
    known = 0
    for written, rule in written_forms(low):
        analyses = analyse(written) if written in common else ()
        if analyses:
            yield from from_analyses(written, analyses, "", rule + "-")
            known += 1
            if known == _WRITTEN_FORMS:
                break
    yield from _edited(form, low, edits)
    yield from names(form, low)


def _compound_tail(form: str, low: str, analyse: Analyse, common: Container[str]) -> int:
    """Return where the longest tail that is a word begins; 0 for none. Rare tails are looked for in common nouns."""
    starts = range(2, len(low) - 3)
    found = [start for start in starts if low[start:] in common]
    if form.islower() and not found:
        found = [start for start in starts if len(low) - start > 7][:3]
    for start in found:
        if any(a.get("CLASS") in _HEADS for a in analyse(low[start:])):
            return start
    return 0


def names(form: str, low: str) -> Iterator[Candidate]:
    """Propose stems of names and foreign words by their endings: Parkin → park, Siemensin → siemens."""
    pos = "PROPN" if form[:1].isupper() else "NOUN"
    for length in range(1, min(_LONGEST_ENDING, len(low) - 2) + 1):
        ending = low[-length:]
        if ending in _ENDINGS:
            stem = low[:-length]
            yield Candidate(stem, pos, "", "ending-" + ending, "", 1)
            if stem.endswith("i") and len(stem) > 2:
                yield Candidate(stem[:-1], pos, "", "ending-i" + ending, "", 1)


def _edited(form: str, low: str, edits: Edits) -> Iterator[Candidate]:
    for length in range(min(_LONGEST_SUFFIX, len(low) - 1), 0, -1):
        for strip, add, pos, signature, odds in edits.get(low[-length:], ()):
            if low.endswith(strip) and len(low) > len(strip) + 1:
                pos = "PROPN" if pos == "NOUN" and form[:1].isupper() else pos
                lemma = low[: len(low) - len(strip)] + add
                yield Candidate(lemma, pos, features(expand(signature), pos), f"edit{odds}", signature, 1)
        if low[-length:] in edits:
            return
