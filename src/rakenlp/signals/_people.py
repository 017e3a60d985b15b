"""Respondent groups and places of a table, normalised: what voices are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..observations.values import RESPONDENT_GROUPS

UNKNOWN_GROUP = "ei_kerrottu"
#: Columns of the places that a row can be of.
AREAS = ("municipality", "service_line")
_NEVER_MISSING = ("muu", UNKNOWN_GROUP)


def group_names(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return the normalised respondent group of each row ("ei_kerrottu" where it is not known)."""
    codes, names, _ = _codes(table, "respondent_group", joiner="_")
    lookup = np.array([*names, UNKNOWN_GROUP], dtype=object)  # code -1 (not known) takes the last
    found: NDArray[np.object_] = lookup[codes]
    return found


def area_codes(table: pd.DataFrame, column: str) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of the area of each row, -1 where not known, and the names as they are most often written.

    Parameters
    ----------
    table : DataFrame
    column : {"municipality", "service_line"}
    """
    codes, _, written = _codes(table, column)
    return codes, written


def voice_numbers(groups: NDArray[np.object_], areas: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the number of the (group, place) pair of each row: the municipality, else the service line."""
    group = pd.factorize(groups, sort=True)[0]
    first, second = areas["municipality"], areas["service_line"]
    n_first, n_second = int(first.max(initial=-1)) + 1, int(second.max(initial=-1)) + 1
    place = np.where(first >= 0, first, np.where(second >= 0, n_first + second, n_first + n_second))
    found = pd.factorize(group.astype(np.int64) * (n_first + n_second + 1) + place, sort=True)[0]
    return found.astype(np.int64)


def missing_from(groups: Iterable[str]) -> list[str]:
    """Return the groups of the form that are not among normalised ``groups``."""
    heard = set(groups)
    return [name for name in RESPONDENT_GROUPS if name not in heard and name not in _NEVER_MISSING]


def _codes(table: pd.DataFrame, column: str, joiner: str = " ") -> tuple[NDArray[np.int64], list[str], list[str]]:
    """Return the number of the normalised value of each row, -1 where there is none.

    With it come the values in alphabetical order, normalised and as they are most often written.
    """
    if column not in table.columns:
        return np.full(len(table), -1, dtype=np.int64), [], []
    found, values = pd.factorize(table[column])
    times = np.bincount(found[found >= 0], minlength=len(values)).tolist()
    clean = [_clean(value, joiner) for value in values]
    forms: dict[str, list[tuple[int, str]]] = {}
    for name, value, n in zip(clean, values, times, strict=True):
        if name:
            forms.setdefault(name, []).append((-n, " ".join(unicodedata.normalize("NFC", str(value)).split())))
    names = sorted(forms)
    number = {name: k for k, name in enumerate(names)}
    lookup = np.array([*(number.get(name, -1) for name in clean), -1], dtype=np.int64)
    return lookup[found], names, [min(forms[name])[1] for name in names]


def _clean(value: object, joiner: str) -> str:
    return joiner.join(unicodedata.normalize("NFC", str(value)).split()).casefold()
