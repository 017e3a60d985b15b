"""The two passes over a text: each word by itself and its neighbours, then with what was said of the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ._name_model import NameModel, apart
from ._name_rows import HOPELESS, Said, rows_of
from ._name_text import Manner, Token, other_keys, own_key


def first_pass(
    model: NameModel, found: Sequence[Token], places: Sequence[int], how: Manner, marked: Mapping[int, str]
) -> list[Said]:
    """Return the log odds of each candidate; of those that nothing around them can save, by the word alone."""
    singles, pairs = model.singles, model.pairs
    hopeless = (HOPELESS - model.bias[0]) / model.unit[0]
    scores = []
    for place in places:
        own = own_key(found, place, how, marked.get(place, ""))
        total = singles[own]
        if apart(total)[0] > hopeless:
            others, both = other_keys(found, place, own)
            for key in others:
                total += singles[key]
            for key in both:
                total += pairs[key]
        scores.append(model.odds(total))
    return scores


def second_pass(
    model: NameModel,
    found: Sequence[Token],
    places: Sequence[int],
    scores: Sequence[Said],
    how: Manner,
    marked: Mapping[int, str],
) -> list[float]:
    """Return the probability of each candidate, given what the first pass said of all; zero for the hopeless."""
    wanted = [place for place, score in zip(places, scores, strict=True) if score[0] > HOPELESS]
    odds = dict.fromkeys(places, 0.0)
    if wanted:
        at = dict(zip(places, scores, strict=True))
        for place, row in zip(wanted, rows_of(found, at, wanted, how, marked), strict=True):
            odds[place] = 1 / (1 + math.exp(-max(-30.0, min(30.0, model.second(row)))))
    return list(odds.values())
