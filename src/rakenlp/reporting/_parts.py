"""What a phenomenon is about in a period: the sub-phenomena of a known one, the words of a new one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .._assembly import sub_phenomena_table
from ._format import clean
from ._material import Material

PARTS_NAMED = 2
FEW = 5  # of fewer observations only the largest sub-phenomenon is named
WORDS_NAMED = 4
_READ = 60  # of each phenomenon: the names of the largest need no more


def present_sub_phenomena(analysis: Any, material: Material) -> dict[str, list[str]]:
    """Return the names of the sub-phenomena that the observations of the period are of, the most frequent first.

    Parameters
    ----------
    analysis : Analysis
    material : Material

    Returns
    -------
    dict of str to list of str
        By phenomenon; none for new themes and for phenomena that people named.
    """
    if not hasattr(analysis.model, "sub_phenomena"):
        return {}
    now = material.of(material.now)
    parts = {}
    for key, rows in now[now["counted"]].groupby("phenomenon_id"):
        if key not in material.phenomena.index or material.phenomena.at[key, "kind"] == "emerging":
            continue
        table = sub_phenomena_table(analysis.obs, analysis.model, rows.tail(_READ), str(key))
        parts[str(key)] = [clean(name) for name, n in zip(table["name"], table["n_unique"], strict=True) if n]
    return parts


def about_words(phenomenon: pd.Series, parts: list[str], n: int) -> str:
    """Return in a few words what a phenomenon is about; "" for a known one without sub-phenomena."""
    if phenomenon["kind"] != "emerging":
        return "; ".join(parts[: PARTS_NAMED if n >= FEW else 1])
    return ", ".join([word.strip() for word in clean(phenomenon["terms"]).split(",")][:WORDS_NAMED])
