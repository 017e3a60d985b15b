"""Emerging phenomena of several counties matched: which of them are the same matter?

Each county has found its own. Two of different counties are the same when they are the same matter of the shipped
inventory, or when their centres lie near each other in the space of the lemma vectors; shared words draw them nearer
a little.
Those that belong together are joined from the surest pair on, so that a group never has two of one county and its
members are near each other on average, not only in a chain. What joins nothing has no counterpart, and that is said.

The bounds were set on synthetic texts: groups of 5 to 10 texts on the same matter by other writers in two made-up
counties, 30 to 70 matters in each (``benchmarks/national.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .summary import CountySummary, Emerging

#: Least likeness of two that are the same.
SAME = 0.5
#: What each shared word adds to the cosine of the centres, up to so many.
_WORD, _WORDS = 0.01, 3
#: Likeness without centres that can be compared: of two with so many shared words at least.
_BLIND, _BLIND_WORDS = 0.6, 3
_CERTAIN = 2.0


@dataclass(frozen=True)
class Pair:
    """Why two emerging phenomena of different counties are taken for the same.

    Attributes
    ----------
    one, other : tuple of (str, str)
        County and phenomenon_id.
    likeness : float
        What they were joined by: the cosine, and a little for each shared word; 2 and more for the same matter.
    cosine : float
        Of the centres; NaN where they cannot be compared.
    terms : tuple of str
        Shared words.
    is_same_matter : bool
        Whether the shipped inventory knows both by the same name.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    likeness: float
    cosine: float
    terms: tuple[str, ...]
    is_same_matter: bool


@dataclass(frozen=True)
class Match:
    """The same emerging phenomenon in one or several counties.

    Attributes
    ----------
    members : tuple of (str, Emerging)
        County and its phenomenon, in the order of the counties' names; one of each at most.
    pairs : tuple of Pair
        The evidence of each pair; empty for one that has no counterpart.
    """

    members: tuple[tuple[str, Emerging], ...]
    pairs: tuple[Pair, ...]

    @property
    def matter(self) -> str | None:
        """The matter of the inventory that it is."""
        return next((each.matter for _, each in self.members if each.matter), None)


def match_emerging(summaries: Iterable[CountySummary]) -> list[Match]:
    """Return the emerging phenomena of counties, those that are the same together.

    Parameters
    ----------
    summaries : iterable of CountySummary
        Their order does not matter.

    Returns
    -------
    list of Match
        Those of the most counties first.

    Notes
    -----
    Pairs are joined greedily from the most alike (ties by name) as in average linkage, under the condition that no
    group has two of the same county. Two matters of the inventory with different names are never the same.
    """
    nodes = sorted(
        ((summary.county, summary.space, each) for summary in summaries for each in summary.emerging),
        key=lambda node: (node[0], node[2].phenomenon_id),
    )
    likeness, cosines = _likeness([(space, each) for _, space, each in nodes])
    counties = np.array([county for county, _, _ in nodes], dtype=object)
    groups = _joined(likeness, counties)
    matches = []
    for group in groups:
        members = tuple((nodes[i][0], nodes[i][2]) for i in group)
        pairs = tuple(
            _pair(nodes, i, j, float(likeness[i, j]), float(cosines[i, j])) for i, j in combinations(group, 2)
        )
        matches.append(Match(members, pairs))
    return sorted(matches, key=lambda m: (-len(m.members), [(c, e.phenomenon_id) for c, e in m.members]))


def _likeness(nodes: Sequence[tuple[str | None, Emerging]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how alike any two are, and the cosines of their centres (NaN where these cannot be compared)."""
    n = len(nodes)
    cosines = np.full((n, n), np.nan)
    spaces: dict[tuple[str, int], list[int]] = {}
    for i, (space, each) in enumerate(nodes):
        if space is not None and each.centre is not None and np.linalg.norm(each.centre) > 0:
            spaces.setdefault((space, len(each.centre)), []).append(i)
    for places in spaces.values():
        centres = np.array([nodes[i][1].centre for i in places], dtype=float)
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        cosines[np.ix_(places, places)] = np.round(centres @ centres.T, 9)  # the same in any order of rows
    shared = _shared_words([each.terms for _, each in nodes])
    blind = np.where(shared >= _BLIND_WORDS, _BLIND + _WORD * np.minimum(shared - _BLIND_WORDS, _WORDS), 0.0)
    likeness = np.where(np.isnan(cosines), blind, cosines + _WORD * np.minimum(shared, _WORDS))
    matters = np.array([each.matter or "" for _, each in nodes], dtype=object)
    known = matters != ""
    both = known[:, None] & known[None, :]
    same = both & (matters[:, None] == matters[None, :])
    likeness = np.where(same, _CERTAIN + np.nan_to_num(cosines), np.where(both, 0.0, likeness))
    return likeness, cosines


def _shared_words(terms: Sequence[Sequence[str]]) -> NDArray[np.int_]:
    from scipy.sparse import csr_array

    place = {word: k for k, word in enumerate(sorted({word for own in terms for word in own}))}
    rows = np.repeat(np.arange(len(terms)), [len(set(own)) for own in terms])
    columns = np.array([place[word] for own in terms for word in sorted(set(own))], dtype=int)
    held = csr_array((np.ones(len(rows), dtype=int), (rows, columns)), shape=(len(terms), max(len(place), 1)))
    found: NDArray[np.int_] = (held @ held.T).toarray()
    return found


def _joined(likeness: NDArray[np.float64], counties: NDArray[np.object_]) -> list[list[int]]:
    """Return groups of positions: average linkage with at most one of each county in a group."""
    n = len(counties)
    one, other = np.nonzero(np.triu((likeness >= SAME) & (counties[:, None] != counties[None, :]), 1))
    order = np.lexsort((other, one, -likeness[one, other]))
    group_of = list(range(n))
    groups = {i: [i] for i in range(n)}
    for place in order.tolist():
        a, b = group_of[int(one[place])], group_of[int(other[place])]
        if a == b or {*counties[groups[a]]} & {*counties[groups[b]]}:
            continue
        if likeness[np.ix_(groups[a], groups[b])].mean() < SAME:
            continue
        kept, gone = min(a, b), max(a, b)
        for i in groups[gone]:
            group_of[i] = kept
        groups[kept] = sorted(groups[kept] + groups.pop(gone))
    return list(groups.values())


def _pair(nodes: Sequence[tuple[str, str | None, Emerging]], i: int, j: int, likeness: float, cosine: float) -> Pair:
    (one, _, first), (other, _, second) = nodes[i], nodes[j]
    return Pair(
        one=(one, first.phenomenon_id),
        other=(other, second.phenomenon_id),
        likeness=likeness,
        cosine=cosine,
        terms=tuple(term for term in first.terms if term in second.terms),
        is_same_matter=first.matter is not None and first.matter == second.matter,
    )
