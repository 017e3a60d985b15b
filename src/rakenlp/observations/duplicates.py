"""Near-duplicates: the same text sent again, with or without small edits."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ParameterError
from .dates import FIRST, LAST, parse_dates
from .near_pairs import cosines, exact_pairs, hashed_pairs
from .ngrams import ngram_vectors, plain_words, without_marks

EXACT_UP_TO = 2_000
_SHORTEST = 20  # shorter texts are duplicates only when identical
_ORDINARY = 120  # from this length on the threshold holds as given
_SLACK = 0.15  # a text that resembles a member may be this much further from the first text of the group
_WITNESSES = 12
_DAY = 86_400_000_000_000
_UNKNOWN = np.iinfo(np.int64).max


def find_near_duplicates(
    texts: Sequence[str], dates: Sequence[Any] | np.ndarray | None = None, threshold: float = 0.8, max_days: float = 60
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
    to 2,000 distinct texts the search is exact; above that candidates come from MinHash signatures (40
    bands of 4), whose cost and memory grow with the number of texts, and a pair at the threshold is missed with a
    probability of about 0.1 %. The groups do not depend on the order of the texts.

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
    nodes = _Nodes(texts, stamps)
    long = nodes.lengths >= _SHORTEST
    groups = _Groups(nodes, np.flatnonzero(long), float(threshold), max_days)
    first = nodes.members[nodes.starts[:-1]]
    result = np.empty(len(texts), dtype=np.intp)
    result[nodes.members] = np.repeat(first[groups.leaders], np.diff(nodes.starts))
    result[nodes.alone] = nodes.alone
    return result


def _parameter(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="find_near_duplicates", expected=expected, received=received)


def _stamps(dates: Sequence[Any] | np.ndarray | None, size: int) -> np.ndarray:
    """Return dates as nanoseconds, the greatest number where unknown."""
    if dates is None:
        return np.full(size, _UNKNOWN, dtype=np.int64)
    if len(dates) != size:
        raise _parameter("dates", f"len(dates) == len(texts) == {size}", len(dates))
    kind = getattr(dates, "dtype", None)
    if isinstance(kind, np.dtype) and kind.kind == "M":
        values = np.asarray(dates).astype("datetime64[us]")
        values[~((values >= np.datetime64(FIRST)) & (values < np.datetime64(LAST)))] = "NaT"
        values = values.astype("datetime64[ns]")
    else:
        values = parse_dates(list(dates)).values
    return np.where(np.isnat(values), _UNKNOWN, values.astype(np.int64))


class _Nodes:
    """The distinct texts, in the order of their first members.

    Attributes
    ----------
    members : ndarray of int
        Positions of the texts, node by node, the earliest of each first.
    starts : ndarray of int of shape (n_nodes + 1,)
        Where the members of each begin.
    lengths, plain_lengths : ndarray of int of shape (n_nodes,)
        Characters of the words, and without diacritics, as they are compared.
    alone : ndarray of int
        Positions of texts without words or symbols, which are no node.
    """

    def __init__(self, texts: list[str], stamps: np.ndarray) -> None:
        self._texts, self._stamps = texts, stamps
        order = _in_order(texts, stamps)
        number: dict[bytes, int] = {}
        node: list[int] = []
        lengths: list[int] = []
        plain: list[int] = []
        kept: list[int] = []
        alone: list[int] = []
        for at in order:
            key = plain_words(texts[at]) or " " + "".join(texts[at].split())
            if key == " ":
                alone.append(at)
                continue
            told = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            own = number.setdefault(told, len(lengths))
            if own == len(lengths):
                words = key.strip()
                lengths.append(len(words))
                plain.append(len(without_marks(words)))
            node.append(own)
            kept.append(at)
        owner = np.array(node, dtype=np.intp)
        place = np.argsort(owner, kind="stable")
        self.members = np.array(kept, dtype=np.intp)[place]
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(lengths)))]).astype(np.intp)
        self.lengths, self.plain_lengths = np.array(lengths, dtype=np.int64), np.array(plain, dtype=np.int64)
        self.alone = np.array(alone, dtype=np.intp)

    def words(self, node: int) -> str:
        """Return the words of a node, as they are compared."""
        text = self._texts[self.members[self.starts[node]]]
        return without_marks(plain_words(text) or "".join(text.split()))

    def days(self, node: int) -> list[int]:
        """Return the known days of a node, rising."""
        stamps = self._stamps[self.members[self.starts[node] : self.starts[node + 1]]]
        return sorted({stamp // _DAY for stamp in stamps.tolist() if stamp != _UNKNOWN})


def _in_order(texts: list[str], stamps: np.ndarray) -> list[int]:
    """Return the positions by time, then alphabetically, then by position."""
    order = np.argsort(stamps, kind="stable")
    ordered = stamps[order]
    bounds = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(order)]
    found: list[int] = []
    for begin, end in zip(bounds, bounds[1:], strict=False):
        found += sorted(order[begin:end].tolist(), key=lambda at: (texts[at], at))
    return found


class _Groups:
    """Gives each node its leader: the most similar first text of a group that is near enough in time.

    Attributes
    ----------
    leaders : ndarray of int of shape (n_nodes,)
        The node that leads the group of each; its own number if it leads.
    """

    def __init__(self, nodes: _Nodes, compared: np.ndarray, threshold: float, max_days: float) -> None:
        self._nodes, self._compared, self._max_days = nodes, compared, max_days
        self.leaders = np.arange(len(nodes.lengths))
        size = len(compared)
        self._leader = np.arange(size)  # among those compared
        self._days: dict[int, list[int]] = {}
        self._witnesses: dict[int, list[int]] = {}  # first members of the groups that have several
        shortness = np.clip((_ORDINARY - nodes.plain_lengths[compared]) / (_ORDINARY - _SHORTEST), 0, 1)
        self._needed = threshold + (1 - threshold) * 0.75 * shortness
        self._least = self._needed - _SLACK * (1 - shortness)
        if size <= EXACT_UP_TO:
            pairs = exact_pairs(self._texts, size, threshold, self._rivals)
        else:
            pairs = hashed_pairs(self._texts, size, self._needed)
        for first, second, similar in pairs:
            self._lead(first, second, similar)
        self.leaders[compared] = compared[self._leader]

    def _texts(self, numbers: Sequence[int]) -> list[str]:
        return [self._nodes.words(at) for at in self._compared[list(numbers)].tolist()]

    def _rivals(self, begin: int, end: int) -> list[int]:
        """Return the first members of the groups there are before a block of texts."""
        leaders = np.flatnonzero(self._leader[:begin] == np.arange(begin)).tolist()
        return [at for leader in leaders for at in self._witnesses.get(leader, [leader])]

    def _lead(self, first: np.ndarray, second: np.ndarray, similar: np.ndarray) -> None:
        close = similar >= np.maximum(self._needed[first], self._needed[second])
        rivals: dict[int, dict[int, float]] = {}
        told = zip(first[close].tolist(), second[close].tolist(), similar[close].tolist(), strict=True)
        for rival, node, value in told:
            rivals.setdefault(node, {})[rival] = value
        for node in sorted(rivals):
            to_leader = self._to_leaders(rivals[node], node)
            for leader in sorted(to_leader, key=lambda each: (-to_leader[each], each)):
                least = max(self._least[leader], self._least[node])
                if to_leader[leader] >= least and self._join(leader, node):
                    break

    def _to_leaders(self, rivals: dict[int, float], node: int) -> dict[int, float]:
        """Return the leaders of the texts that a text resembles, with the similarity to the leader itself."""
        leaders = {int(self._leader[rival]) for rival in rivals}
        known = {leader: rivals[leader] for leader in leaders if leader in rivals}
        unknown = sorted(leaders - known.keys())
        if unknown:
            vectors = ngram_vectors(self._texts([*unknown, node]))
            own = len(unknown)
            found = cosines(vectors, np.arange(own), vectors, np.full(own, own))
            known |= zip(unknown, found.tolist(), strict=True)
        return known

    def _join(self, leader: int, node: int) -> bool:
        group = self._days.get(leader)
        if group is None:
            group = self._days[leader] = self._nodes.days(int(self._compared[leader]))
        own = self._nodes.days(int(self._compared[node]))
        if group and own and _gap(own, group) > self._max_days:
            return False
        self._leader[node] = leader
        for day in own:
            place = bisect_left(group, day)
            if place == len(group) or group[place] != day:
                group.insert(place, day)
        witnesses = self._witnesses.setdefault(leader, [leader])
        if len(witnesses) < _WITNESSES:
            witnesses.append(node)
        return True


def _gap(own: list[int], group: list[int]) -> int:
    """Return the fewest days between two of rising ones."""
    near = [(group[max(place - 1, 0)], group[min(place, len(group) - 1)], day) for day in own
            for place in [bisect_left(group, day)]]  # fmt: skip
    return min(min(abs(day - before), abs(day - after)) for before, after, day in near)
