"""The two passes over a text: each word by itself and its neighbours, then with what was said of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ._name_model import NameModel
from ._name_text import Manner, Token, keys

_BOUNDS = (-5.0, -3.0, -1.5, 0.0, 1.5, 3.0)
_BETWEEN = frozenset(", & / ja och and tai eller".split())  # noqa: SIM905


def first_pass(model: NameModel, found: Sequence[Token], places: Sequence[int], how: Manner) -> list[float]:
    """Return the log odds of each candidate."""
    singles, pairs = model.singles, model.pairs
    scores = []
    for place in places:
        own, both = keys(found, place, how)
        total = 0
        for key in own:
            total += singles[key]
        for key in both:
            total += pairs[key]
        scores.append(total * model.unit + model.bias)
    return scores


def second_pass(
    model: NameModel, found: Sequence[Token], places: Sequence[int], scores: Sequence[float]
) -> list[float]:
    """Return the probability of each candidate, given what the first pass said of all."""
    weights = model.second
    probabilities = []
    for features, score in zip(second_features(found, places, scores), scores, strict=True):
        total = weights.get("bias", 0.0) + weights.get("score", 1.0) * score
        for feature in features:
            total += weights.get(feature, 0.0)
        probabilities.append(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))))
    return probabilities


def second_features(found: Sequence[Token], places: Sequence[int], scores: Sequence[float]) -> list[list[str]]:
    """Return the features of the second pass for each candidate."""
    at = dict(zip(places, scores, strict=True))
    best: dict[str, list[float]] = {}
    for place, score in at.items():
        for base in found[place].word.bases:
            two = best.setdefault(base, [-9.0, -9.0])
            two.append(score)
            two.sort(reverse=True)
            del two[2:]
    names = sum(score > 0 for score in scores)
    out = []
    for place, score in at.items():
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


def _beside(found: Sequence[Token], at: dict[int, float], place: int, step: int) -> str:
    """Return how sure the neighbour is, and whether a comma or "and" stands between."""
    other = place + step
    if other in at:
        return f"{_bin(at[other])}"
    if 0 <= other < len(found) and found[other].word.low in _BETWEEN and other + step in at:
        return f"{_bin(at[other + step])},"
    return "-"
