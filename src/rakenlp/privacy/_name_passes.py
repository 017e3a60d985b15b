"""The two passes over a text: each word by itself and its neighbours, then with what was said of the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ._name_model import NameModel
from ._name_text import Manner, Token, other_keys, own_key

#: Log odds of a word by itself under which it is not looked at further: under one name in three hundred is there.
HOPELESS = -6.0
_BOUNDS = (-5.0, -3.0, -1.5, 0.0, 1.5, 3.0)
_BETWEEN = frozenset(", & / ja och and tai eller".split())  # noqa: SIM905


def first_pass(model: NameModel, found: Sequence[Token], places: Sequence[int], how: Manner) -> list[float]:
    """Return the log odds of each candidate; of those that nothing around them can save, by the word alone."""
    singles, pairs = model.singles, model.pairs
    hopeless = (HOPELESS - model.bias) / model.unit
    scores = []
    for place in places:
        own = own_key(found, place, how)
        total = singles[own]
        if total > hopeless:
            others, both = other_keys(found, place, own)
            for key in others:
                total += singles[key]
            for key in both:
                total += pairs[key]
        scores.append(total * model.unit + model.bias)
    return scores


def second_pass(
    model: NameModel, found: Sequence[Token], places: Sequence[int], scores: Sequence[float]
) -> list[float]:
    """Return the probability of each candidate, given what the first pass said of all; zero for the hopeless."""
    weights = model.second
    wanted = [place for place, score in zip(places, scores, strict=True) if score > HOPELESS]
    at = dict(zip(places, scores, strict=True))
    odds = dict.fromkeys(places, 0.0)
    for place, features in zip(wanted, second_features(found, at, wanted), strict=True):
        total = weights.get("bias", 0.0) + weights.get("score", 1.0) * at[place]
        for feature in features:
            total += weights.get(feature, 0.0)
        odds[place] = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return list(odds.values())


def second_features(found: Sequence[Token], at: Mapping[int, float], wanted: Sequence[int]) -> list[list[str]]:
    """Return the features of the second pass for some candidates, given the scores of all."""
    best: dict[str, list[float]] = {}
    for place in wanted:
        score = at[place]
        for base in found[place].word.bases:
            two = best.setdefault(base, [-9.0, -9.0])
            two.append(score)
            two.sort(reverse=True)
            del two[2:]
    names = sum(score > 0 for score in at.values())
    out = []
    for place in wanted:
        score = at[place]
        word = found[place].word
        about = word.about
        beside = [_beside(found, at, place, step) for step in (-1, 1)]
        others = -9.0
        for base in word.bases:
            two = best[base]
            others = max(others, two[1] if two[0] == score else two[0])
        own = _bin(score)
        rest = min(2, names - (score > 0))
        out.append([
            f"o{own}", f"oa{own}{about}", f"l{beside[0]}", f"r{beside[1]}", f"la{beside[0]}{about}",
            f"ra{beside[1]}{about}",
            f"lr{beside[0]}{beside[1]}", f"s{_bin(others)}", f"sa{_bin(others)}{about}", f"n{rest}", f"na{rest}{about}",
        ])  # fmt: skip
    return out


def _bin(score: float) -> int:
    return sum(score > bound for bound in _BOUNDS)


def _beside(found: Sequence[Token], at: Mapping[int, float], place: int, step: int) -> str:
    """Return how sure the neighbour is, and whether a comma or "and" stands between."""
    other = place + step
    if other in at:
        return f"{_bin(at[other])}"
    if 0 <= other < len(found) and found[other].word.low in _BETWEEN and other + step in at:
        return f"{_bin(at[other + step])},"
    return "-"
