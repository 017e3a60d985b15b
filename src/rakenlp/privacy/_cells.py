"""Published cells and the atoms they are sums of: what tables, margins, hierarchies and periods have to do with
each other."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

_MONTHS = {None: 12, "H": 6, "Q": 3}
_PERIOD = re.compile(r"(\d{4})(?:(H)([12])|(Q)([1-4])|-(\d{2})(?:-(\d{2}))?)?", re.IGNORECASE)
_LARGEST = 4_000_000  # groups that tables may tell apart before they are too many to be checked


@dataclass(frozen=True)
class Labels:
    """The labels of one dimension, each with the elements (the finest groups) that it holds."""

    elements: Mapping[str, frozenset[int]]
    n: int

    def of(self, label: str) -> frozenset[int]:
        """Return the elements of a label."""
        return self.elements[label]


def flat_labels(found: Iterable[str], total: str, parents: Mapping[str, str]) -> Labels:
    """Return the elements of labels where ``parents`` tells which label is part of which."""
    names = sorted({str(label) for label in found} - {total})
    above: dict[str, list[str]] = {}
    for child, parent in sorted(parents.items()):
        above.setdefault(str(parent), []).append(str(child))
    leaves: dict[str, frozenset[str]] = {}

    def below(label: str, seen: tuple[str, ...] = ()) -> frozenset[str]:
        if label in seen:
            raise ValueError(label)
        if label not in leaves:
            children = above.get(label, [])
            parts = [below(child, (*seen, label)) for child in children]
            leaves[label] = frozenset().union(*parts) if parts else frozenset([label])
        return leaves[label]

    known = [*names, *(str(child) for child in sorted(parents))] if names else []
    every = sorted(frozenset().union(*(below(name) for name in known))) if known else [total]
    number = {leaf: place for place, leaf in enumerate(every)}
    elements = {name: frozenset(number[leaf] for leaf in below(name)) for name in names}
    return Labels({**elements, total: frozenset(range(len(every)))}, len(every))


def period_labels(found: Iterable[str], total: str) -> Labels:
    """Return the elements of labels that are periods: the stretches of days between all their ends."""
    names = sorted({str(label) for label in found} - {total})
    days = {name: days_of(name) for name in names}
    spans = {name: span for name, span in days.items() if span is not None}
    ends = sorted({edge for first, last in spans.values() for edge in (first, last + 1)})
    stretches = [
        (first, after)
        for first, after in itertools.pairwise(ends)
        if any(start <= first and after <= last + 1 for start, last in spans.values())
    ]
    others = [name for name in names if name not in spans]
    elements = {
        name: frozenset(i for i, (first, after) in enumerate(stretches) if start <= first and after <= last + 1)
        for name, (start, last) in spans.items()
    }
    for place, name in enumerate(others):
        elements[name] = frozenset([len(stretches) + place])
    n = max(len(stretches) + len(others), 1)
    return Labels({**elements, total: frozenset(range(n))}, n)


def days_of(label: str) -> tuple[int, int] | None:
    """Return the first and last day of "2026", "2026H1", "2026Q2", "2026-03", a day, or "start/end"; else None.

    Examples
    --------
    >>> first, last = days_of("2026H1")
    >>> last - first + 1
    181
    """
    start, slash, end = label.partition("/")
    if slash:
        one, two = days_of(start.strip()), days_of(end.strip())
        return (one[0], two[1]) if one and two and one[0] <= two[1] else None
    found = _PERIOD.fullmatch(label.strip())
    if not found:
        return None
    year, half, half_number, quarter, quarter_number, month, day = found.groups()
    try:
        if day:
            only = datetime.date(int(year), int(month), int(day)).toordinal()
            return only, only
        months = 1 if month else _MONTHS[(half or quarter or "").upper() or None]
        number = int(month) if month else (int(half_number or quarter_number or 1) - 1) * months + 1
        first = datetime.date(int(year), number, 1)
        after = datetime.date(first.year + (number + months - 1) // 12, (number + months - 1) % 12 + 1, 1)
    except ValueError:
        return None
    return first.toordinal(), after.toordinal() - 1


@dataclass
class Cells:
    """Cells as sums of atoms: the groups that the cells can tell apart.

    ``members[i, j]`` is 1 where atom ``j`` belongs to cell ``i``; ``place`` tells the row of each cell that was asked
    for, as cells of the same atoms are one row.
    """

    members: csr_array
    place: NDArray[Any]
    kind: NDArray[Any]  # of each combination of elements its atom, -1 if no cell holds it


def cells_of(sets: Sequence[Sequence[frozenset[int]]], sizes: Sequence[int]) -> Cells:
    """Return the cells that hold, in each dimension, the elements given.

    Parameters
    ----------
    sets : sequence of (sequence of frozenset of int)
        For each cell, its elements in each dimension.
    sizes : sequence of int
        How many elements each dimension has.
    """
    if int(np.prod([float(size) for size in sizes])) > _LARGEST:
        raise OverflowError(sizes)
    steps = [int(np.prod(sizes[place + 1 :], dtype=int)) for place in range(len(sizes))]
    members = []
    for cell in sets:
        atoms = np.zeros(1, dtype=np.int64)
        for elements, step in zip(cell, steps, strict=True):
            atoms = (atoms[:, None] + np.array(sorted(elements), dtype=np.int64)[None, :] * step).ravel()
        members.append(np.sort(atoms))
    return _merged(members, int(np.prod(sizes, dtype=int)))


def _merged(members: list[NDArray[Any]], n_atoms: int) -> Cells:
    """Make one atom of those that no cell tells apart, and one row of the cells that hold the same atoms."""
    first: dict[bytes, int] = {}
    place = np.array([first.setdefault(atoms.tobytes(), len(first)) for atoms in members], dtype=int)
    chosen: list[NDArray[Any]] = [np.zeros(0, dtype=int)] * len(first)
    for row, atoms in zip(place, members, strict=True):
        chosen[row] = atoms
    marks = np.random.default_rng(0).integers(0, 2**63, size=(len(chosen), 2), dtype=np.uint64)
    signs = np.zeros((n_atoms, 2), dtype=np.uint64)
    for row, atoms in enumerate(chosen):
        signs[atoms] += marks[row]
    held = signs.any(axis=1)
    _, kinds = np.unique(signs[held], axis=0, return_inverse=True)
    kind = np.full(n_atoms, -1)
    kind[held] = kinds.ravel()
    rows, columns = [], []
    for row, atoms in enumerate(chosen):
        own = np.unique(kind[atoms])
        rows.append(np.full(len(own), row))
        columns.append(own)
    shape = (len(chosen), int(kinds.max(initial=-1)) + 1)
    if not rows:
        return Cells(csr_array(shape), place, kind)
    both = (np.concatenate(rows), np.concatenate(columns))
    return Cells(csr_array((np.ones(len(both[0])), both), shape=shape), place, kind)


def loose_atoms(members: csr_array) -> NDArray[Any]:
    """Return the groups that no cell is, though the cells tell them apart."""
    alone = np.diff(members.indptr) == 1
    single = members.indices[members.indptr[:-1][alone]]
    return np.setdiff1d(np.arange(members.shape[1]), single)


def parts_of(members: csr_array, cells: NDArray[Any], wholes: NDArray[Any], empty: NDArray[np.bool_]) -> NDArray[Any]:
    """Tell which cells are part of one of ``wholes``, atoms known to be empty left aside."""
    held = csr_array(members[cells] * (~empty)[None, :].astype(float))
    if not len(cells) or not len(wholes):
        return np.zeros(len(cells), dtype=bool)
    common = csr_array(held @ members[wholes].T).max(axis=1)
    return np.asarray(common.todense()).ravel() >= held.sum(axis=1)
