"""Identity over time: which phenomenon found now is which of those found before.

Two groups are the same phenomenon when they share observations and lie near each other in meaning. What
tells more, tells more: with many observations that both analyses have seen, sharing decides; with few or
none (a later export of other months), the nearness of the centres does. Pairs are made one to one so that
the whole is as alike as possible (the Hungarian algorithm), and what is left over is explained as born,
parted, merged or gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

#: Least likeness (0–1) of two groups that are one phenomenon.
SAME = 0.3
#: How many shared observations weigh as much as the nearness of the centres.
_PRIOR = 3.0
#: Cosine of centres that speaks neither for nor against; 1 speaks fully for.
_NEAR = 0.4
#: Share of a group's observations that must go one way for it to be called a part.
_MOST = 0.5


@dataclass(frozen=True, eq=False)
class Identity:
    """What a group is recognised by.

    Attributes
    ----------
    members : frozenset of str
        Its observations.
    centre : ndarray, optional
        Unit mean of their vectors.
    space : str, optional
        The space that the centre lies in; centres of two spaces are not compared.
    """

    members: frozenset[str]
    centre: NDArray[np.float64] | None = field(default=None, repr=False)
    space: str | None = None


@dataclass(frozen=True)
class Lineage:
    """What became of a group, with the figures that tell why.

    Attributes
    ----------
    phenomenon_id : str
        As it is called from now on.
    event : str
        "continued", "born", "split_from", "merged_into" or "gone".
    other_id : str or None
        "continued": what it would have been called without a past; "split_from", "merged_into": the other one.
    shared : int
        Observations in both.
    mine : int
        Observations of the group found now that were known before (for "gone" 0).
    theirs : int
        Observations of the earlier group that are among those looked at now.
    nearness : float
        Cosine of the centres; NaN where they cannot be compared.
    """

    phenomenon_id: str
    event: str
    other_id: str | None = None
    shared: int = 0
    mine: int = 0
    theirs: int = 0
    nearness: float = float("nan")


def match_identities(
    old: Mapping[str, Identity],
    new: Mapping[str, Identity],
    *,
    seen: frozenset[str] = frozenset(),
    present: frozenset[str] = frozenset(),
    taken: Sequence[str] = (),
) -> tuple[dict[str, str], list[Lineage]]:
    """Give groups found now the identifiers of those found before that they continue.

    Parameters
    ----------
    old, new : mapping of str to Identity
        Groups found before, and now (by the identifiers they would get on their own).
    seen, present : frozenset of str, optional
        All observations looked at before, and now, beside those of the groups.
    taken : sequence of str
        Other identifiers that a new phenomenon must not get.

    Returns
    -------
    names : dict of str to str
        For each of ``new`` its identifier: an old one, or its own (made different from all that are taken).
    lineage : list of Lineage
        In the order of the identifiers; old groups none of whose observations are looked at are left out.

    Notes
    -----
    Neither the order of the mappings nor that of the members matters.

    Examples
    --------
    >>> from rakenlp.phenomena.identity import Identity, match_identities
    >>> old = {"kaivo_1": Identity(frozenset("abcd"))}
    >>> new = {"vesi_2": Identity(frozenset("abcde")), "lossi_3": Identity(frozenset("xyz"))}
    >>> names, lineage = match_identities(old, new)
    >>> names
    {'lossi_3': 'lossi_3', 'vesi_2': 'kaivo_1'}
    >>> [(event.phenomenon_id, event.event) for event in lineage]
    [('kaivo_1', 'continued'), ('lossi_3', 'born')]
    """
    before, now = sorted(old), sorted(new)
    known = frozenset().union(*(old[key].members for key in before)) | seen
    looked_at = frozenset().union(*(new[key].members for key in now)) | present
    theirs = [old[key].members & looked_at for key in before]
    mine = [new[key].members & known for key in now]
    shared = np.array([[len(a & b) for b in mine] for a in theirs]).reshape(len(before), len(now))
    near = np.array([[_cosine(old[a], new[b]) for b in now] for a in before]).reshape(len(before), len(now))
    sizes_old, sizes_new = np.array([len(a) for a in theirs]), np.array([len(b) for b in mine])
    likeness = _likeness(shared, near, sizes_old, sizes_new)
    pairs = {int(j): int(i) for i, j in _pairs(likeness)}
    names = _names(before, now, pairs, {*old, *taken})
    events = []
    for j, key in enumerate(now):
        i = pairs.get(j)
        if i is not None:
            counts = (int(shared[i, j]), len(mine[j]), len(theirs[i]), float(near[i, j]))
            events.append(Lineage(names[key], "continued", key, *counts))
        else:
            events.append(_origin(names[key], j, before, shared, sizes_old, sizes_new, near))
    left = sorted(set(range(len(before))) - set(pairs.values()))
    called = [names[key] for key in now]
    events += [_fate(before[i], i, called, shared, sizes_old, sizes_new, near) for i in left if theirs[i]]
    return names, sorted(events, key=lambda event: (event.phenomenon_id, event.event))


def _likeness(
    shared: NDArray[np.int_], near: NDArray[np.float64], old: NDArray[np.int_], new: NDArray[np.int_]
) -> NDArray[np.float64]:
    """Jaccard overlap among what both have seen, drawn to the nearness of the centres where that is little."""
    union = old[:, None] + new[None, :] - shared
    overlap = shared / np.maximum(union, 1)
    closeness = np.clip((near - _NEAR) / (1 - _NEAR), 0.0, 1.0)
    both = (union * overlap + _PRIOR * np.nan_to_num(closeness)) / np.maximum(union + _PRIOR, 1)
    return np.where(np.isnan(near), overlap, both)


def _pairs(likeness: NDArray[np.float64]) -> list[tuple[int, int]]:
    allowed = np.where(likeness >= SAME, likeness, 0.0)
    rows, columns = linear_sum_assignment(allowed, maximize=True)
    return [(i, j) for i, j in zip(rows, columns, strict=True) if allowed[i, j] > 0]


def _names(before: list[str], now: list[str], pairs: dict[int, int], taken: set[str]) -> dict[str, str]:
    names = {}
    for j, key in enumerate(now):
        if j in pairs:
            names[key] = before[pairs[j]]
            continue
        name, number = key, 2
        while name in taken:
            name, number = f"{key}_{number}", number + 1
        names[key] = name
        taken.add(name)
    return names


def _origin(
    name: str,
    j: int,
    before: list[str],
    shared: NDArray[np.int_],
    old: NDArray[np.int_],
    new: NDArray[np.int_],
    near: NDArray[np.float64],
) -> Lineage:
    """Tell where a group without a past of its own comes from."""
    if len(before) and new[j]:
        i = int(shared[:, j].argmax())
        if shared[i, j] >= _MOST * new[j]:
            return Lineage(
                name, "split_from", before[i], int(shared[i, j]), int(new[j]), int(old[i]), float(near[i, j])
            )
    return Lineage(name, "born", None, 0, int(new[j]))


def _fate(
    name: str,
    i: int,
    now: list[str],
    shared: NDArray[np.int_],
    old: NDArray[np.int_],
    new: NDArray[np.int_],
    near: NDArray[np.float64],
) -> Lineage:
    """Tell what became of an earlier group that was not found again."""
    j = int(shared[i].argmax()) if len(now) else -1
    if j >= 0 and shared[i, j] >= _MOST * old[i]:
        return Lineage(name, "merged_into", now[j], int(shared[i, j]), int(new[j]), int(old[i]), float(near[i, j]))
    return Lineage(name, "gone", None, 0, 0, int(old[i]))


def _cosine(one: Identity, other: Identity) -> float:
    if one.centre is None or other.centre is None or one.space != other.space:
        return float("nan")
    if one.centre.shape != other.centre.shape:
        return float("nan")
    length = float(np.linalg.norm(one.centre) * np.linalg.norm(other.centre))
    return float(one.centre @ other.centre) / length if length else float("nan")
