"""One phenomenon in time: a row for each group that was heard of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ._figures import DOTS_SHOWN, days_of, dots_of, months_of, shown_in_time
from ._format import label_of
from ._material import Material, group_codes


def phenomenon_strip(
    material: Material, rows: pd.DataFrame, windows: list[tuple[str, str]], limit: int = DOTS_SHOWN
) -> dict[str, Any] | None:
    """Return the observations of a phenomenon in time, by group; None when none has a date.

    Parameters
    ----------
    material : Material
    rows : DataFrame
        The observations, a part of ``material.rows``.
    windows : list of (str, str)
        First and last day of what is shaded.
    limit : int
        Up to so many observations are drawn one by one; more are counted by month.

    Returns
    -------
    dict or None
        Shaped as the timeline of a kooste.
    """
    in_time = shown_in_time(material, rows[rows["received_date"].notna()])
    if in_time is None:
        return None
    start, end, shown = in_time
    form = "dots" if len(shown) <= limit else "months"
    heard = set(shown["respondent_group"])
    lines = [(code, shown[shown["respondent_group"] == code]) for code in group_codes(heard) if code in heard]
    return {
        **days_of(material.period, start, end),
        "form": form,
        "rows": [
            {
                "phenomenon_id": code,
                "name": label_of("group", code),
                "n": len(members),
                "marks": dots_of(members) if form == "dots" else months_of(members),
            }
            for code, members in lines
        ],
        "label_width": 190,
        "windows": [
            {"phenomenon_id": code, "start": first, "end": last} for code, _ in lines for first, last in windows
        ],
    }
