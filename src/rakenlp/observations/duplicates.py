"""Near-duplicates: the same text sent again, with or without small edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ParameterError
from .dates import parse_dates
from .ngrams import minhash_bands, ngram_vectors, plain_words, rare_parts, without_marks

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

EXACT_UP_TO = 10_000
_SHORTEST = 20  # shorter texts are duplicates only when identical
_ORDINARY = 120  # from this length on the threshold holds as given
_SLACK = 0.15  # a text that resembles a member may be this much further from the first text of the group
_WITNESSES = 12
_BLOCK = 500
_BANDS, _ROWS = 40, 4
_BUCKET_HEADS, _BUCKET_NEIGHBOURS = 6, 2


@dataclass
class _Node:
    """One distinct text: its members in order, their known days; as a leader, what its group holds."""

    members: list[int]
    days: list[int]
    leader: int = -1
    group_days: list[int] = field(default_factory=list)
    witnesses: list[int] = field(default_factory=list)  # first nodes of the group, the leader among them


def find_near_duplicates(
    texts: Sequence[str], dates: Sequence[Any] | None = None, threshold: float = 0.8, max_days: float = 60
) -> np.ndarray:
    """Group texts that are the same but for small edits.

    Parameters
    ----------
    texts : sequence of str
        Texts of observations.
    dates : sequence of dates, optional
        When they came, missing ones as None or NaT. Texts that differ at all belong together only within
        ``max_days`` of some member of the group; an unknown date sets no limit.
    threshold : float, default=0.8
        Least cosine of character 3- to 5-gram vectors for texts of 120 characters or more. It rises to
        0.95 for texts of 20 characters, since two people easily write the same few words. Shorter texts
        belong together only when identical.
    max_days : float, default=60

    Returns
    -------
    ndarray of int, shape (n_texts,)
        For each text the position of the first one of its group (the earliest; among equals the first in
        alphabetical order, then by position); its own position if it is alone. Texts without words or
        symbols stay alone.

    Raises
    ------
    ParameterError
        If ``dates`` has another length than ``texts``, or a parameter is out of its range.

    Notes
    -----
    Identical texts (but for case, punctuation and spaces) always belong together. Every other member is
    similar to the *first* text of its group, so that no chain of small changes joins different texts. Up
    to 10,000 distinct texts the search is exact; above that candidates come from MinHash signatures (40
    bands of 4), whose cost grows with the number of texts, and a pair at the threshold is missed with a
    probability below 0.1 %. The groups do not depend on the order of the texts.

    Examples
    --------
    >>> from rakenlp.observations import find_near_duplicates
    >>> letter = "Vaadimme, että lähikirjasto ja nuorisotila pidetään auki myös iltaisin ja viikonloppuisin. "
    >>> letter += "Nuorilla ei ole muuta paikkaa, minne mennä koulupäivän jälkeen."
    >>> texts = [letter, "Vuokra nousi taas.", letter.replace("myös iltaisin", "iltaisin")]
    >>> find_near_duplicates(texts, ["1.2.2026", "1.2.2026", "8.2.2026"])
    array([0, 1, 0])
    """
    texts = ["" if text is None else str(text) for text in texts]
    if not isinstance(threshold, (int, float)) or not 0 < threshold <= 1:
        raise _parameter("threshold", "0 < threshold <= 1", threshold)
    if not isinstance(max_days, (int, float)) or not max_days >= 0:
        raise _parameter("max_days", ">= 0", max_days)
    stamps = _stamps(dates, len(texts))
    order = sorted(range(len(texts)), key=lambda at: (stamps[at] is None, stamps[at] or 0, texts[at], at))
    nodes, words = _nodes(texts, stamps, order)
    long = [position for position, text in enumerate(words) if len(text) >= _SHORTEST]
    _lead([nodes[position] for position in long], [words[position] for position in long], float(threshold), max_days)
    result = np.arange(len(texts))
    for node in nodes:
        leader = nodes[long[node.leader]] if node.leader >= 0 else node
        result[node.members] = leader.members[0]
    return result


def _parameter(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="find_near_duplicates", expected=expected, received=received)


def _stamps(dates: Sequence[Any] | None, size: int) -> list[int | None]:
    """Return dates as nanoseconds, None where unknown."""
    if dates is None:
        return [None] * size
    if len(dates) != size:
        raise _parameter("dates", f"len(dates) == len(texts) == {size}", len(dates))
    values = parse_dates(list(dates)).values
    known = ~np.isnat(values)
    return [int(value) if there else None for value, there in zip(values.astype(np.int64), known, strict=True)]


def _nodes(texts: list[str], stamps: list[int | None], order: list[int]) -> tuple[list[_Node], list[str]]:
    """Join identical texts; nodes come in the order of their first members, with their words."""
    by_words: dict[str, _Node] = {}
    nodes: list[_Node] = []
    words: list[str] = []
    for at in order:
        key = plain_words(texts[at]) or " " + "".join(texts[at].split())
        node = by_words.get(key) if key != " " else None
        if node is None:
            node = by_words[key] = _Node([], [])
            nodes.append(node)
            words.append(key.strip())
        node.members.append(at)
        stamp = stamps[at]
        if stamp is not None:
            node.days.append(stamp // 86_400_000_000_000)
    return nodes, words


def _lead(nodes: list[_Node], words: list[str], threshold: float, max_days: float) -> None:
    """Give each node its leader: the most similar first text of a group that is near enough in time."""
    if not nodes:
        return
    plain = [without_marks(text) for text in words]
    vectors = ngram_vectors(plain)
    lengths = np.array([len(text) for text in plain])
    shortness = np.clip((_ORDINARY - lengths) / (_ORDINARY - _SHORTEST), 0, 1)
    needed = threshold + (1 - threshold) * 0.75 * shortness
    slack = _SLACK * (1 - shortness)
    search = _exact_candidates if len(nodes) <= EXACT_UP_TO else _hashed_candidates
    for first, second in search(nodes, plain, vectors, threshold):
        similar = _cosines(vectors, first, second)
        close = similar >= np.maximum(needed[first], needed[second])
        rivals: dict[int, dict[int, float]] = {}
        for rival, node, value in zip(
            first[close].tolist(), second[close].tolist(), similar[close].tolist(), strict=True
        ):
            rivals.setdefault(node, {})[rival] = value
        for node in sorted(rivals):
            to_leader = _leaders_among(rivals[node], nodes, node, vectors)
            for leader in sorted(to_leader, key=lambda each: (-to_leader[each], each)):
                least = max(needed[leader] - slack[leader], needed[node] - slack[node])
                if to_leader[leader] >= least and _join(nodes, leader, node, max_days):
                    break


def _leaders_among(rivals: dict[int, float], nodes: list[_Node], node: int, vectors: csr_matrix) -> dict[int, float]:
    """Return the leaders of the texts that a text resembles, with the similarity to the leader itself."""
    leaders = {nodes[rival].leader for rival in rivals}
    return {
        leader: rivals[leader]
        if leader in rivals
        else float(_cosines(vectors, np.array([leader]), np.array([node]))[0])
        for leader in leaders
    }


def _join(nodes: list[_Node], leader: int, node: int, max_days: float) -> bool:
    group = nodes[leader]
    if group.group_days and nodes[node].days:
        gaps = np.abs(np.subtract.outer(np.array(nodes[node].days), np.array(group.group_days)))
        if gaps.min() > max_days:
            return False
    nodes[node].leader, nodes[node].witnesses = leader, []
    group.group_days += nodes[node].days
    if len(group.witnesses) < _WITNESSES:
        group.witnesses.append(node)
    return True


def _start(nodes: list[_Node], begin: int, end: int) -> None:
    for position in range(begin, end):
        nodes[position].leader = position
        nodes[position].group_days = list(nodes[position].days)
        nodes[position].witnesses = [position]


def _exact_candidates(
    nodes: list[_Node], plain: list[str], vectors: csr_matrix, threshold: float
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (leader, node) that may reach the threshold, block by block; none that does is left out.

    A unit vector whose common features are cut to a length of 0.7 × threshold keeps at least
    0.3 × threshold of any cosine that reaches the threshold, and rare features are cheap to compare.
    """
    parts, left_out = rare_parts(vectors, 0.7 * threshold)
    for begin in range(0, len(nodes), _BLOCK):
        end = min(begin + _BLOCK, len(nodes))
        _start(nodes, begin, end)
        rivals = np.array([at for group in range(begin) for at in nodes[group].witnesses] + list(range(begin, end)))
        products = (parts[begin:end] @ vectors[rivals].T).tocoo()
        second = products.row + begin
        first = rivals[products.col]
        near = (products.data >= threshold - left_out[second] - 1e-9) & (first < second)
        yield first[near], second[near]


def _hashed_candidates(
    nodes: list[_Node], plain: list[str], vectors: csr_matrix, threshold: float
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs (earlier, later) that share a band of their MinHash signatures; at most eight per node and band."""
    size = len(nodes)
    keys = []
    for band in minhash_bands(plain, _BANDS, _ROWS):
        order = np.argsort(band, kind="stable")
        new = np.append(True, band[order][1:] != band[order][:-1])
        start = np.maximum.accumulate(np.where(new, np.arange(size), 0))
        place = np.arange(size) - start
        for head in range(_BUCKET_HEADS):
            later = np.flatnonzero(place > head)
            keys.append(order[later] * size + order[start[later] + head])
        for step in range(1, _BUCKET_NEIGHBOURS + 1):
            later = np.flatnonzero(place >= _BUCKET_HEADS + step)
            keys.append(order[later] * size + order[later - step])
    pairs = np.unique(np.concatenate(keys))
    second, first = pairs // size, pairs % size
    for begin in range(0, size, _BLOCK):
        end = min(begin + _BLOCK, size)
        _start(nodes, begin, end)
        inside = slice(*np.searchsorted(second, [begin, end]))
        yield first[inside], second[inside]


def _cosines(vectors: csr_matrix, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    parts = [
        np.asarray(vectors[first[at : at + 4096]].multiply(vectors[second[at : at + 4096]]).sum(axis=1)).ravel()
        for at in range(0, len(first), 4096)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)
