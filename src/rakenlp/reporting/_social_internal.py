"""What the working group reads of one phenomenon: every count with the observations behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..texts import text
from ._cards import Cards
from ._flags import flag_cards_of
from ._format import clean, iso_day, label_of
from ._gaps import SERVICE_PHENOMENA, gaps
from ._material import UNHEARD_GROUPS, Material, count_voices, group_codes, not_heard
from ._strip import phenomenon_strip

QUOTED = 10
IDS_SHOWN = 500
SUB_SHOWN = 8


def rows_of(material: Material, phenomenon_id: str) -> pd.DataFrame:
    """Return the observations of a phenomenon in the period, repeats told apart, the most typical first."""
    rows = material.of(material.now & (material.rows["phenomenon_id"] == phenomenon_id))
    return rows.sort_values("probability", ascending=False, kind="stable")


def internal_report(analysis: Any, phenomenon_id: str, material: Material) -> dict[str, Any]:
    """Gather the internal content of a social report."""
    cards = Cards(analysis, material)
    rows = rows_of(material, phenomenon_id)
    counted = rows[rows["counted"]]
    flags = flag_cards_of(analysis, phenomenon_id, material)
    own = set(rows.index)
    windows = [(f["window"]["start"], f["window"]["end"]) for f in flags if f["kind"] == "growing"]
    windows = [(start, end) for start, end in windows if start and end]
    content: dict[str, Any] = {
        "is_named": True,
        "terms": clean(material.phenomena.at[phenomenon_id, "terms"]),
        "parts": sub_phenomena(analysis, phenomenon_id),
        "size": {
            "n": str(len(counted)),
            "n_duplicates": len(rows) - len(counted),
            "voices": str(count_voices(rows)),
            "first": iso_day(rows["received_date"].min()) if len(rows) else None,
            "last": iso_day(rows["received_date"].max()) if len(rows) else None,
            "n_all": str(int(material.of(material.now)["counted"].sum())),
        },
        "flags": flags,
        "flags_hidden": False,
        "channels": tally(counted["channel"], "channel"),
        "groups": _groups(counted, cards),
        "also": cards.take(dict.fromkeys(key for flag in flags for key in flag["observation_ids"] if key not in own)),
        "not_heard": not_heard(counted["respondent_group"]),
        "quotes_rule": "internal",
        "societal_links": _told(counted, "societal_links", cards),
        "effects": _told(counted, "effects", cards),
        "gaps": gaps(analysis, counted),
        "beside": beside(material, counted),
        "proposals": _told(counted, "proposal", cards),
        "targets": tally(targets(analysis, counted)),
        "lines": tally(counted["service_line"]),
        "municipalities": tally(counted["municipality"]),
        "strip": phenomenon_strip(material, rows, windows),
    }
    content["brief"] = cards.brief
    content["observations"] = {key: cards.used[key] for key in material.rows.index if key in cards.used}
    return content


def sub_phenomena(analysis: Any, phenomenon_id: str) -> list[dict[str, Any]]:
    """Return the largest sub-phenomena, each with its count."""
    table = analysis.sub_phenomena(phenomenon_id)
    if table.empty:
        return []
    pairs = zip(table["name"], table["n_unique"], strict=True)
    return [{"name": clean(name), "n": int(n)} for name, n in pairs if n][:SUB_SHOWN]


def tally(values: pd.Series, kind: str | None = None) -> list[dict[str, Any]]:
    """Count values, the missing ones as "not told"; the most frequent first."""
    counts = values.map(lambda value: clean(value)).value_counts()
    found = [
        {"code": str(code), "label": label_of(kind, code) if kind else (code or text("kooste.not_told")), "n": int(n)}
        for code, n in counts.items()
    ]
    return sorted(found, key=lambda each: (each["code"] == "", -each["n"], each["label"]))


def targets(analysis: Any, rows: pd.DataFrame) -> pd.Series:
    """Return the target groups that senders told, one line for each: a submission may tell several."""
    form = analysis.obs.frame
    if "target_group" not in form.columns:
        return pd.Series([], dtype=object)
    given = form["target_group"].reindex(rows.index)
    told = [part.strip() for value in given for part in clean(value).replace(";", ",").split(",")]
    return pd.Series([part for part in told if part], dtype=object)


def beside(material: Material, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the other phenomena that the same observations fit, gaps in services first."""
    if "also" not in rows.columns:
        return []
    counts = pd.Series([key for also in rows["also"] for key in set(also if also is not None else ())]).value_counts()
    names = material.phenomena["name"].to_dict()
    found = [
        {"name": clean(names[key]), "n": int(n), "is_service": key in SERVICE_PHENOMENA}
        for key, n in counts.items()
        if key in names
    ]
    return sorted(found, key=lambda each: (not each["is_service"], -each["n"], each["name"]))


def _groups(rows: pd.DataFrame, cards: Cards) -> list[dict[str, Any]]:
    heard = set(rows["respondent_group"])
    groups = []
    for code in group_codes(heard):
        if code not in heard and code not in UNHEARD_GROUPS:
            continue
        ids = list(rows.index[rows["respondent_group"] == code])
        rest = [clean(key) for key in ids[QUOTED:]]
        groups.append(
            {
                "code": code,
                "label": label_of("group", code),
                "shown": str(len(ids)),
                "ids": cards.take(ids[:QUOTED]),
                "ids_only": rest[:IDS_SHOWN],
                "n_more": max(0, len(rest) - IDS_SHOWN),
                "quotes": [],
            }
        )
    return groups


def _told(rows: pd.DataFrame, part: str, cards: Cards) -> list[dict[str, Any]]:
    """Return what senders wrote into one field of the form."""
    given = [key for key in rows.index if clean(rows.at[key, part])]
    told = []
    for key in cards.take(given[:IDS_SHOWN]):
        words, cut = cards.part(key, part)
        told.append({"id": clean(key), "text": words, "shortened": cut})
    return told
