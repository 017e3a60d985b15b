"""What the second pass is told of a candidate, in numbers: the word, what was said of its neighbours and its likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ._name_features import ROW
from ._name_runs import THINGS
from ._name_text import CAPITALISED, Manner, Token, run_of, start_of

#: Log odds of being a person, a place, another thing with a name.
Said = tuple[float, float, float]
#: Log odds of a word by itself under which it is not looked at further: under one name in two hundred is there.
HOPELESS = -5.0
_BETWEEN = frozenset(", & / ja och and tai eller".split())  # noqa: SIM905
_NONE = (-9.0, -9.0, -9.0)
_FAR = _NONE[0]
_NO_ROW = (-2.0,) * len(ROW)
_TAIL = 5  # of a row: the shape of a word, its case, group and reading
_STARTS, _CAPITALS, _LANGUAGES = "MSTNCD", "nhtlu", "fse"
_MARKS = "." + THINGS + THINGS.upper()
_GIVEN, _FAMILY, _PLACE, _COMMON = (ROW.index(name) for name in ("given", "family", "place", "common"))
_SELDOM = [*_NONE, 0.0, *_NONE, *_NONE, _FAR, _FAR, -1.0, 0.0]  # of a name that stands in one place only
#: How many numbers a row has.
COLUMNS = 3 + len(ROW) + 4 * 3 + 2 + 2 * len(ROW) + 5 + 3 + 1 + 8 + len(_SELDOM) + 13 + 1


def rows_of(
    found: Sequence[Token], at: Mapping[int, Said], wanted: Sequence[int], how: Manner, marked: Mapping[int, str]
) -> list[list[float]]:
    """Return what the second pass is told of some candidates.

    Parameters
    ----------
    found : sequence of Token
    at : mapping of int to (float, float, float)
        What the first pass said of all candidates, by place.
    wanted : sequence of int
        Places of those to be told of, the others are hopeless.
    how : Manner
    marked : mapping of int to str
        Places inside listed things, from :func:`rakenlp.privacy._name_runs.marks`.
    """
    likes = _likes(found, at, wanted)
    text = _of_text(found, at, how)
    lower = _in_lower_case(found, wanted)
    size = len(found)
    out = []
    for place in wanted:
        word = found[place].word
        row = [*at[place], *word.row]
        for step in (-1, 1, -2, 2):
            row += at.get(place + step, _NONE)
        row += (_over(found, at, place, -1), _over(found, at, place, 1))
        best = max((likes[base] for base in word.bases if base in likes), key=_size, default=None)
        same = _SELDOM if best is None else best.without(place)
        row += same[:3]
        for other in (place - 1, place + 1):
            row += found[other].word.row if 0 <= other < size else _NO_ROW
        row += found[place - 2].word.row[-_TAIL:] if place > 1 else _NO_ROW[-_TAIL:]
        row += (float(_MARKS.find(marked.get(place + step, "."))) for step in (0, -1, 1))
        row += (float(_STARTS.find(start_of(found, place))), *text)
        row += same[3:]
        row += _of_run(found, at, place)
        row.append(float(lower[word.lemma]))
        out.append(row)
    assert not out or len(out[0]) == COLUMNS
    return out


def _of_text(found: Sequence[Token], at: Mapping[int, Said], how: Manner) -> list[float]:
    """Return what is told of the text: how many persons and things it seems to have, and how it is written."""
    hopeful = [said for said in at.values() if said[0] > HOPELESS]
    sure = [float(sum(said[kind] > 0 for said in hopeful)) for kind in range(3)]
    mean = sum(said[0] for said in hopeful) / max(1, len(hopeful))
    size = float(len(found))
    return [
        *sure,
        mean,
        size,
        len(at) / size,
        float(_CAPITALS.find(how.capitals)),
        float(_LANGUAGES.find(how.language)),
    ]


def _in_lower_case(found: Sequence[Token], wanted: Sequence[int]) -> dict[str, int]:
    """Return how often the lemmas of some words stand in lower case."""
    lower = dict.fromkeys((found[place].word.lemma for place in wanted), 0)
    for token in found:
        if token.word.shape == "aa" and token.word.lemma in lower:
            lower[token.word.lemma] += 1
    return lower


def _over(found: Sequence[Token], at: Mapping[int, Said], place: int, step: int) -> float:
    """Return how sure the word beyond a comma or "and" is a person."""
    other = place + step
    if other not in at and 0 <= other < len(found) and found[other].word.low in _BETWEEN and other + step in at:
        return at[other + step][0]
    return _FAR


class _Likes:
    """What is told of one name where it stands in a text, so that each place can be told of the others.

    Parameters
    ----------
    places : sequence of int
        Two at least.
    facts : sequence of sequence of float
        Of each: the log odds, these with the other sign, how sure the words before and after it are, whether a
        given name stands before it; and what is counted.
    """

    def __init__(self, places: Sequence[int], facts: Sequence[Sequence[float]]) -> None:
        self.facts = dict(zip(places, facts, strict=True))
        self.sums = [sum(column) for column in zip(*facts, strict=True)]
        #: The two highest of each, with their places: the second is the highest of the others for the first.
        columns = list(zip(*facts, strict=True))[:_HIGHEST]
        self.top = [sorted(zip(column, places, strict=True), reverse=True)[:2] for column in columns]

    def without(self, place: int) -> list[float]:
        """Return the numbers of all but one place."""
        own, others = self.facts[place], len(self.facts) - 1
        high = [second[0] if first[1] == place else first[0] for first, second in self.top]
        sums = [whole - part for whole, part in zip(self.sums, own, strict=True)]
        means = [total / others for total in sums[:3]]
        spread = [high[n] + high[n + 3] for n in range(3)]
        return [*high[:3], float(others), *means, *spread, *high[6:], *sums[_HIGHEST:]]


_HIGHEST = 9  # numbers of which the highest counts


def _size(likes: _Likes) -> int:
    return len(likes.facts)


def _likes(found: Sequence[Token], at: Mapping[int, Said], wanted: Sequence[int]) -> dict[str, _Likes]:
    """Return what is told of the names that stand in a text several times, by the base form."""
    places: dict[str, list[int]] = {}
    for place in wanted:
        for base in found[place].word.bases:
            places.setdefault(base, []).append(place)
    several = {base: some for base, some in places.items() if len(some) > 1}
    facts = {place: _facts(found, at, place) for some in several.values() for place in some}
    return {base: _Likes(some, [facts[place] for place in some]) for base, some in several.items()}


def _facts(found: Sequence[Token], at: Mapping[int, Said], place: int) -> tuple[float, ...]:
    first, second, third = at[place]
    before = after = _FAR
    given = -1.0
    if place and found[place - 1].word.shape in CAPITALISED:
        before = at.get(place - 1, _NONE)[0]
        given = found[place - 1].word.row[_GIVEN]
    if place + 1 < len(found) and found[place + 1].word.shape in CAPITALISED:
        after = at.get(place + 1, _NONE)[0]
    endings = float(found[place].word.case not in ("", "nom"))
    return first, second, third, -first, -second, -third, before, after, given, endings


def _of_run(found: Sequence[Token], at: Mapping[int, Said], place: int) -> list[float]:
    """Return what is told of the row of capitalised words that a word is of."""
    first, last = run_of(found, place)
    inside = range(first, last)
    said = [at[other] for other in inside if other in at]
    kinds = list(zip(*said, strict=True))
    rows = [found[other].word.row for other in inside]
    out = [float(last - first), float(place - first), *map(max, kinds), *map(min, kinds)]
    out += (max(row[column] for row in rows) for column in (_GIVEN, _FAMILY, _PLACE))
    out += (min(row[_COMMON] for row in rows), float(sum(found[other].word.shape == "AA" for other in inside)))
    return out
