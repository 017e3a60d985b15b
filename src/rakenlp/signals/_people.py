"""Respondent groups and places of a table, normalised: what voices are made of."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..observations.values import RESPONDENT_GROUPS

UNKNOWN_GROUP = "ei_kerrottu"
_NEVER_MISSING = ("muu", UNKNOWN_GROUP)


def group_names(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return the normalised respondent group of each row ("ei_kerrottu" where it is not known)."""
    return _normalised(table, "respondent_group", UNKNOWN_GROUP, joiner="_")


def place_names(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return the place of each row: municipality, else service line, else an empty string."""
    municipality = _normalised(table, "municipality", "")
    line = _normalised(table, "service_line", "")
    places = ["k:" + a if a else ("p:" + b if b else "") for a, b in zip(municipality, line, strict=True)]
    return np.array(places, dtype=object)


def missing_from(groups: NDArray[np.object_]) -> list[str]:
    """Return the groups of the form that are not among normalised ``groups``."""
    heard = set(groups.tolist())
    return [name for name in RESPONDENT_GROUPS if name not in heard and name not in _NEVER_MISSING]


def _normalised(table: pd.DataFrame, column: str, unknown: str, joiner: str = " ") -> NDArray[np.object_]:
    if column not in table.columns:
        return np.full(len(table), unknown, dtype=object)
    codes, values = pd.factorize(table[column].astype(object), use_na_sentinel=True)
    clean = [_clean(value, joiner) or unknown for value in values]
    lookup = np.array([*clean, unknown], dtype=object)  # code -1 (not known) takes the last
    found: NDArray[np.object_] = lookup[codes]
    return found


def _clean(value: object, joiner: str) -> str:
    return joiner.join(unicodedata.normalize("NFC", str(value)).split()).casefold()
