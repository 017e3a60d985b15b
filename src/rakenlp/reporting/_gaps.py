"""Gaps in services: the four kinds, where the form asks for them, and the phenomena that are about services.

Kinds are counted of the answers of senders only. Words tell them badly: "jono" is said of bread, shops and telephones,
and most of those whose need nobody recognised do not say so in words that a list could hold.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..texts import text
from ._format import clean
from ._material import Material

GAPS = ("jono", "kriteerit", "ei_vastaa_tarvetta", "ei_tunnisteta")
#: Phenomena that are gaps in services rather than needs of people.
SERVICE_PHENOMENA = ("palveluihin_paasy", "digisyrjaytyminen", "palveluverkko_etaisyys", "henkilostopula")
IDS_SHOWN = 200
_COLUMNS = ("service_gap", "palvelupuute")


def gaps(analysis: Any, rows: pd.DataFrame) -> list[dict[str, Any]] | None:
    """Return how often each kind of gap was told; None when the form does not ask."""
    told = _told(analysis, rows)
    if told is None:
        return None
    counts = told.value_counts()
    return [{"code": code, "label": text(f"report.gap_{code}"), "n": int(counts.get(code, 0))} for code in GAPS]


def service_gaps(analysis: Any, material: Material) -> dict[str, Any]:
    """Return the gaps that were told in the period, each with its observations.

    Parameters
    ----------
    analysis : Analysis
    material : Material

    Returns
    -------
    dict
        kinds (None when the form does not ask) and services: code, label, n, ids, n_more.
    """
    now = material.of(material.now)
    rows = now[now["counted"]]
    told = _told(analysis, rows)
    kinds = None
    if told is not None:
        kinds = [_entry(code, text(f"report.gap_{code}"), list(rows.index[told == code])) for code in GAPS]
    services = []
    names = material.phenomena["name"].to_dict()
    for code in SERVICE_PHENOMENA if material.with_taxonomy else ():
        if code in names:
            services.append(_entry(code, clean(names[code]), _about(rows, code)))
    return {"kinds": kinds, "services": sorted(services, key=lambda each: (-each["n"], each["label"]))}


def _told(analysis: Any, rows: pd.DataFrame) -> pd.Series | None:
    form = analysis.obs.frame
    column = next((name for name in _COLUMNS if name in form.columns), None)
    if column is None:
        return None
    return form[column].reindex(rows.index).map(lambda value: clean(value).lower().replace(" ", "_"))


def _about(rows: pd.DataFrame, code: str) -> list[Any]:
    """Return the observations whose phenomenon it is, or that are about it too."""
    also = rows["also"] if "also" in rows.columns else pd.Series([None] * len(rows), index=rows.index)
    pairs = zip(rows.index, rows["phenomenon_id"], also, strict=True)
    return [key for key, own, others in pairs if own == code or (others is not None and code in list(others))]


def _entry(code: str, label: str, ids: list[Any]) -> dict[str, Any]:
    shown = [clean(key) for key in ids[:IDS_SHOWN]]
    return {"code": code, "label": label, "n": len(ids), "ids": shown, "n_more": max(0, len(ids) - IDS_SHOWN)}
