"""Respondent groups and places of a table, normalised: what voices are made of."""

from __future__ import annotations

import unicodedata

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
    return _normalised(table, "respondent_group", UNKNOWN_GROUP, joiner="_")


def place_names(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return the place of each row: municipality, else service line, else an empty string."""
    places = np.full(len(table), "", dtype=object)
    for column, mark in (("service_line", "p:"), ("municipality", "k:")):  # the municipality goes first
        codes, names = _codes(table, column)
        known = codes >= 0
        places[known] = np.array([mark + name for name in names], dtype=object)[codes[known]]
    return places


def area_codes(table: pd.DataFrame, column: str) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of the area of each row, -1 where not known, and the names as they are most often written.

    Parameters
    ----------
    table : DataFrame
    column : {"municipality", "service_line"}
    """
    codes, names = _codes(table, column)
    if not names:
        return codes, []
    written = pd.DataFrame({"code": codes, "name": table[column].astype(object).to_numpy()})
    times = written[codes >= 0].groupby(["code", "name"], sort=True).size().reset_index(name="n")
    times = times.sort_values(["code", "n"], ascending=[True, False], kind="stable").drop_duplicates("code")
    shown = [" ".join(unicodedata.normalize("NFC", str(name)).split()) for name in times["name"]]
    order = sorted(range(len(names)), key=lambda k: names[k])
    rank = np.empty(len(names) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(names)), -1
    return rank[codes], [shown[k] for k in order]


def missing_from(groups: NDArray[np.object_]) -> list[str]:
    """Return the groups of the form that are not among normalised ``groups``."""
    heard = set(groups.tolist())
    return [name for name in RESPONDENT_GROUPS if name not in heard and name not in _NEVER_MISSING]


def _normalised(table: pd.DataFrame, column: str, unknown: str, joiner: str = " ") -> NDArray[np.object_]:
    codes, names = _codes(table, column, joiner)
    lookup = np.array([*names, unknown], dtype=object)  # code -1 (not known) takes the last
    found: NDArray[np.object_] = lookup[codes]
    return found


def _codes(table: pd.DataFrame, column: str, joiner: str = " ") -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of the normalised value of each row, -1 where there is none, and the values."""
    if column not in table.columns:
        return np.full(len(table), -1, dtype=np.int64), []
    codes, values = pd.factorize(table[column].astype(object), use_na_sentinel=True)
    clean = [_clean(value, joiner) for value in values]
    names = list(dict.fromkeys(name for name in clean if name))
    number = {name: k for k, name in enumerate(names)}
    lookup = np.array([*(number.get(name, -1) for name in clean), -1], dtype=np.int64)
    return lookup[codes], names


def _clean(value: object, joiner: str) -> str:
    return joiner.join(unicodedata.normalize("NFC", str(value)).split()).casefold()
