"""The two passes over a text: each word by itself and its neighbours, then with what was said of the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ._name_features import ROW
from ._name_model import COLUMNS, NameModel, apart
from ._name_runs import THINGS
from ._name_text import Manner, Token, other_keys, own_key, start_of

#: Log odds of a word by itself under which it is not looked at further: under one name in two hundred is there.
HOPELESS = -5.0
_BETWEEN = frozenset(", & / ja och and tai eller".split())  # noqa: SIM905
_NONE = (-9.0, -9.0, -9.0)
_NO_ROW = (-2.0,) * len(ROW)
_STARTS, _CAPITALS, _LANGUAGES = "MSTNCD", "nhtlu", "fse"
_MARKS = "." + THINGS + THINGS.upper()

#: Log odds of being a person, a place, another thing with a name.
Said = tuple[float, float, float]


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
        for place, row in zip(wanted, second_rows(found, at, wanted, how, marked), strict=True):
            odds[place] = 1 / (1 + math.exp(-max(-30.0, min(30.0, model.second(row)))))
    return list(odds.values())


def second_rows(
    found: Sequence[Token], at: Mapping[int, Said], wanted: Sequence[int], how: Manner, marked: Mapping[int, str]
) -> list[list[float]]:
    """Return what the second pass is told of some candidates, given the scores of all."""
    best: dict[str, list[tuple[int, Said]]] = {}
    for place in wanted:
        for base in found[place].word.bases:
            best.setdefault(base, []).append((place, at[place]))
    top = {base: _top(some) for base, some in best.items() if len(some) > 1}
    hopeful = [said for said in at.values() if said[0] > HOPELESS]
    text = [
        float(sum(said[0] > 0 for said in hopeful)),
        float(sum(said[1] > 0 for said in hopeful)),
        float(sum(said[2] > 0 for said in hopeful)),
        float(len(found)),
        len(at) / len(found),
        float(_CAPITALS.find(how.capitals)),
        float(_LANGUAGES.find(how.language)),
    ]
    size = len(found)
    out = []
    for place in wanted:
        word = found[place].word
        row = [*at[place], *word.row]
        for step in (-1, 1, -2, 2):
            row += at.get(place + step, _NONE)
        row += (_over(found, at, place, -1), _over(found, at, place, 1))
        others = [_other(top[base], place) for base in word.bases if base in top]
        row += (max((said[n] for said in others), default=-9.0) for n in range(3))
        for other in (place - 1, place + 1):
            row += found[other].word.row if 0 <= other < size else _NO_ROW
        row += found[place - 2].word.row[-5:] if place > 1 else _NO_ROW[-5:]
        row += (float(_MARKS.find(marked.get(place + step, "."))) for step in (0, -1, 1))
        row += (float(_STARTS.find(start_of(found, place))), *text)
        out.append(row)
    assert not out or len(out[0]) == COLUMNS
    return out


def _top(some: Sequence[tuple[int, Said]]) -> list[tuple[tuple[float, int], tuple[float, int]]]:
    """Return the two highest of each kind of log odds, with their places."""
    found = []
    for n in range(3):
        first, second, *_ = sorted(((said[n], place) for place, said in some), reverse=True)
        found.append((first, second))
    return found


def _other(top: Sequence[tuple[tuple[float, int], tuple[float, int]]], place: int) -> list[float]:
    """Return the highest log odds of the same name elsewhere."""
    return [second[0] if first[1] == place else first[0] for first, second in top]


def _over(found: Sequence[Token], at: Mapping[int, Said], place: int, step: int) -> float:
    """Return how sure the word beyond a comma or "and" is a person."""
    other = place + step
    if other not in at and 0 <= other < len(found) and found[other].word.low in _BETWEEN and other + step in at:
        return at[other + step][0]
    return -9.0
