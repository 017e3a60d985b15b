"""From published tables to cells: what each row stands for, and what its sign says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ..errors import ParameterError
from ..texts import text
from ._cells import Cells, cells_of, flat_labels, period_labels

HIDDEN = "–"
TOTAL = "total"
_NUMBER = re.compile(r"\d{1,15}(?:[.,]0+)?")
_UNDER = re.compile(r"<\s*(\d{1,9})")
_AT_LEAST = re.compile(r"(?:≥|>=)\s*(\d{1,9})")
_AT_MOST = re.compile(r"(?:≤|<=)\s*(\d{1,9})")
_ABSENT = 200_000  # combinations that a table leaves out, above which they are not taken one by one


@dataclass(frozen=True)
class PublishedTable:
    """A table of counts as it was published, and what its columns mean.

    Parameters
    ----------
    frame : DataFrame
        One row per cell, margins included.
    dimensions : sequence of str
        Columns that tell what a cell counts.
    values : str, default="n"
        The column of counts: a whole number, "<5" (from 1 to 4), "≥1" (a name told without a count), "≤4" (a name that
        is not told where it would be from five on), or anything else for a hidden one.
    periods : sequence of str
        Dimensions whose labels are periods: "2026", "2026H1", "2026Q2", "2026-03", "2026-03-05" or
        "2026-01-01/2026-03-31". Overlapping ones may be subtracted.
    hierarchies : mapping of str to (mapping of str to str), optional
        For a dimension, which label is part of which: ``{"municipality": {"Nokia": "Pirkanmaa"}}``.
    total : str, default="total"
        The label of a margin.
    name : str
        What the table is called in the answer.

    Examples
    --------
    >>> frame = pd.DataFrame({"group": ["a", "b", "total"], "n": ["<5", "–", "30"]})
    >>> PublishedTable(frame, ["group"]).dimensions
    ['group']
    """

    frame: pd.DataFrame
    dimensions: Sequence[str]
    values: str = "n"
    periods: Sequence[str] = ()
    hierarchies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    total: str = TOTAL
    name: str = ""


@dataclass
class Layout:
    """The cells of several tables: of each row its cell, and the cells that a table tells by leaving them out."""

    cells: Cells
    rows: list[tuple[int, int]]  # table and place in it
    labels: list[dict[str, str]]
    n_absent: int


def arrange(tables: Sequence[PublishedTable], absent_is_zero: bool = True) -> Layout:
    """Return the cells of tables: first those of their rows, then the combinations that they leave out."""
    dimensions = sorted({name for table in tables for name in table.dimensions})
    read = [_labels_of(table) for table in tables]
    found = {
        name: [label for labels, table in zip(read, tables, strict=True) if name in table.dimensions
               for label in labels[name]]
        for name in dimensions
    }  # fmt: skip
    kinds = {}
    for name in dimensions:
        if any(name in table.periods for table in tables):
            kinds[name] = period_labels(found[name], TOTAL)
        else:
            parents: dict[str, str] = {}
            for table in tables:
                parents |= {str(a): str(b) for a, b in table.hierarchies.get(name, {}).items()}
            kinds[name] = _flat(found[name], parents, name)
    rows, labels = [], []
    for number, (table, own) in enumerate(zip(tables, read, strict=True)):
        for place in range(len(table.frame)):
            rows.append((number, place))
            labels.append({name: own[name][place] if name in own else TOTAL for name in dimensions})
    absent = _absent(tables, read, dimensions) if absent_is_zero else []
    sets = [[kinds[name].of(label[name]) for name in dimensions] for label in (*labels, *absent)]
    try:
        cells = cells_of(sets, [kinds[name].n for name in dimensions])
    except OverflowError as error:
        raise _wrong("tables", text("privacy.expected_fewer_groups"), len(sets)) from error
    return Layout(cells, rows, labels, len(absent))


def _flat(found: list[str], parents: dict[str, str], name: str) -> Any:
    try:
        return flat_labels(found, TOTAL, parents)
    except ValueError as error:
        raise _wrong("hierarchies", text("privacy.expected_hierarchy"), name) from error


def _labels_of(table: PublishedTable) -> dict[str, list[str]]:
    missing = [name for name in (*table.dimensions, table.values) if name not in table.frame.columns]
    if missing:
        raise _wrong("dimensions", ", ".join(map(str, table.frame.columns)), ", ".join(missing))
    return {
        name: [TOTAL if label == table.total else label for label in map(_label, table.frame[name])]
        for name in table.dimensions
    }


def _label(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value) or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _absent(
    tables: Sequence[PublishedTable], read: list[dict[str, list[str]]], dimensions: list[str]
) -> list[dict[str, str]]:
    """Return the combinations of its labels that a table leaves out: tidy tables do so with zeros."""
    absent: dict[tuple[str, ...], None] = {}
    listed: set[tuple[str, ...]] = set()
    for own in read:
        if own:
            listed.update(
                tuple(own[name][place] if name in own else TOTAL for name in dimensions)
                for place in range(len(next(iter(own.values()))))
            )
    for table, own in zip(tables, read, strict=True):
        kinds = [sorted(set(own[name]) - {TOTAL}) for name in dimensions if name in own]
        n = 1
        for kind in kinds:
            n *= len(kind)
        if not kinds or n > _ABSENT or n <= len(table.frame) and len(kinds) == 1:
            continue
        for combination in itertools.product(*kinds):
            given = iter(combination)
            key = tuple(next(given) if name in own else TOTAL for name in dimensions)
            if key not in listed:
                absent[key] = None
    return [dict(zip(dimensions, key, strict=True)) for key in absent]


def read_sign(value: Any) -> tuple[float, float, str]:
    """Return the least and most that a published count says, and of what kind it is.

    Returns
    -------
    (low, high, kind)
        Kind: "shown", "small" ("<5"), "few" ("≤4", told by a name that is missing), "named" ("≥1") or "hidden".
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        return float(value), float(value), "shown"
    words = str(value).strip().replace("\u00a0", "").lstrip("'")
    if _NUMBER.fullmatch(words):
        number = float(words.replace(",", "."))
        return number, number, "shown"
    if found := _UNDER.fullmatch(words):
        return 1.0, float(found[1]) - 1, "small"
    if found := _AT_LEAST.fullmatch(words):
        return float(found[1]), float("inf"), "named"
    if found := _AT_MOST.fullmatch(words):
        return 0.0, float(found[1]), "few"
    return 0.0, float("inf"), "hidden"


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="PublishedTable", expected=expected, received=received)
