"""Choose between readings by the words around, where the form alone leaves a doubt (voi: *voida* or *voi*).

The belief of the ranker is the starting point; neighbours, an auxiliary before and agreement in case shift it. Only
forms whose certainty is under :data:`SURE` are looked at, so that the rest stays a lookup.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .candidates import Candidate
from .stored_readings import Reading

#: Readings at least this certain are kept whatever stands around.
SURE = 0.8
#: Tokens less certain than this teach the choice by context.
TAUGHT = 0.95
_NONE: Mapping[str, float] = {}
_WEIGHT = dict.get  # in one call from C over all features
_ZEROS = (0.0,) * 18
#: Candidates with less belief are not reconsidered.
_POSSIBLE = 0.01
#: A candidate, and the logarithm of the belief in it.
Possible = tuple[Candidate, float]
#: Words before that an auxiliary is looked for in.
REACH = 4


class Choice(NamedTuple):
    """The candidates of a doubtful form that are worth a second look.

    Attributes
    ----------
    candidates : tuple of Candidate
    beliefs : tuple of float
        Logarithms of the ranker's beliefs.
    tables : tuple of tuple of mapping
        For each candidate and each of its :func:`keys`, the weights of the neighbours' halves.
    """

    candidates: tuple[Candidate, ...]
    beliefs: tuple[float, ...]
    tables: tuple[tuple[Mapping[str, float], ...], ...]


def possible(candidates: Sequence[Candidate], values: Sequence[float]) -> tuple[Possible, ...]:
    """Keep the candidates of a form that are worth a second look, each with the logarithm of its belief.

    Parameters
    ----------
    candidates : sequence of Candidate
    values : sequence of float
        The ranker's scores.
    """
    top = max(values)
    mass = math.fsum(math.exp(value - top) for value in values)
    beliefs = [value - top - math.log(mass) for value in values]
    return tuple((c, belief) for c, belief in zip(candidates, beliefs, strict=True) if belief > math.log(_POSSIBLE))


def to_text(kept: Iterable[Possible]) -> str:
    """Write possible candidates as lines, a compact form that costs nothing until it is read."""
    return "\n".join("\t".join((*candidate[:4], f"{belief:.4f}")) for candidate, belief in kept)


def from_text(lines: str) -> tuple[Possible, ...]:
    """Read what :func:`to_text` wrote; signature and bases, which the choice by context does not use, are not kept."""
    rows = (line.split("\t") for line in lines.split("\n"))
    return tuple((Candidate(lemma, pos, feats, source, "", 1), float(b)) for lemma, pos, feats, source, b in rows)


def choice_of(low: str, kept: Sequence[Possible], weights: Mapping[str, Mapping[str, float]]) -> Choice:
    """Return the possible candidates of a form with what neighbours may speak to.

    Parameters
    ----------
    low : str
        The form in lower case.
    kept : sequence of (Candidate, float)
        Of :func:`possible`.
    weights : mapping
        Key of a feature to the weights of the neighbours' values.
    """
    candidates = tuple(candidate for candidate, _ in kept)
    tables = tuple(tuple(weights.get(key, _NONE) for key in keys(low, c)) for c in candidates)
    return Choice(candidates, tuple(belief for _, belief in kept), tables)


@lru_cache(maxsize=1 << 12)
def tag(pos: str, feats: str) -> str:
    """Return the part of speech with case, form and person of the verb: what agreement needs."""
    values = dict(pair.split("=", 1) for pair in feats.split("|")) if feats else {}
    keys = ("Case", "VerbForm", "PartForm", "InfForm", "Person", "Connegative")
    return f"{pos}|" + "".join(values.get(key, "")[:4] for key in keys)


def keys(low: str, candidate: Candidate) -> tuple[str, ...]:
    """Return the candidate's half of each feature, in the order of :func:`around`."""
    kind = f"{candidate.source}|{candidate.pos}"
    own = tag(candidate.pos, candidate.feats)
    word = f"{low}>{candidate.lemma}|{candidate.pos}"
    pos = candidate.pos
    return (
        f"a{kind}",
        f"b{kind}",
        f"c{own}",
        f"d{own}",
        f"e{kind}",
        f"f{kind}",
        f"g{kind}",
        f"h{kind}",
        f"i{pos}",
        f"j{word}",
        f"k{word}",
        f"l{word}",
        f"m{word}",
        f"n{word}",
        f"o{pos}",
        f"p{pos}",
        f"q{kind}{own}",
        f"r{kind}{own}",
    )


def around(words: Sequence[str], readings: Sequence[Reading], position: int) -> tuple[str, ...]:
    """Return the neighbours' half of each feature, in the order of :func:`keys`.

    Sentence marks and the ends of the text count as neighbours too.
    """
    last = len(words) - 1
    before = words[position - 1].lower() if position else "<"
    after = words[position + 1].lower() if position < last else ">"
    tag_before = tag(*readings[position - 1][1:3]) if position else "<"
    tag_after = tag(*readings[position + 1][1:3]) if position < last else ">"
    pos_before, pos_after = tag_before.partition("|")[0], tag_after.partition("|")[0]
    auxiliary = _auxiliary(readings, position)
    both = f"{pos_before}~{pos_after}"
    return (
        tag_before,
        tag_after,
        tag_before,
        tag_after,
        before,
        after,
        auxiliary,
        both,
        both,
        pos_before,
        pos_after,
        before,
        after,
        auxiliary,
        before,
        after,
        pos_before,
        pos_after,
    )


def _auxiliary(readings: Sequence[Reading], position: int) -> str:
    for i in range(position - 1, max(-1, position - REACH - 1), -1):
        if readings[i].pos == "PUNCT":
            break
        if readings[i].lemma in ("olla", "ei"):
            return readings[i].lemma
    return ""


def scores(choice: Choice, near: Sequence[str]) -> list[float]:
    """Return the score of each candidate among its neighbours.

    Parameters
    ----------
    choice : Choice
    near : sequence of str
        Of :func:`around`.
    """
    return [
        belief + sum(map(_WEIGHT, tables, near, _ZEROS))  # type: ignore[arg-type]
        for belief, tables in zip(choice.beliefs, choice.tables, strict=True)
    ]
