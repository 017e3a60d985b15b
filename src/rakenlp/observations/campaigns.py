"""Groups of near-duplicates as a table: repeats of one sender, campaigns of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import ParameterError
from .dates import parse_dates
from .duplicates import find_near_duplicates
from .values import NOT_TOLD

if TYPE_CHECKING:
    from .observations import Observations

CAMPAIGN_SIZE = 3


def duplicate_table(observations: Observations | pd.DataFrame, groups: Sequence[int] | None = None) -> pd.DataFrame:
    """List the groups of near-duplicates and tell repeats from campaigns.

    Parameters
    ----------
    observations : Observations or DataFrame
        A DataFrame like ``Observations.frame``; ``description`` is needed, and ``received_date``,
        ``respondent_group``, ``municipality`` and ``service_line`` are used where they are.
    groups : sequence of int, optional
        What :func:`find_near_duplicates` returned for the same rows; found here when None.

    Returns
    -------
    DataFrame
        One row per group of two or more, largest first: group (id of the first member), size, first_date,
        last_date, voices (distinct respondent group × municipality or service line), kind. The kind is
        "campaign" when at least three texts came from at least two voices, otherwise "repeat". Where
        neither groups nor places are known, voices is 1 at most and nothing is called a campaign.

    Examples
    --------
    >>> from rakenlp.observations import duplicate_table, read_observations
    >>> text = "Lähikirjasto ja nuorisotila on pidettävä auki myös iltaisin ja viikonloppuisin."
    >>> rows = [{"id": place, "kuvaus": text, "kunta": place} for place in ("Nokia", "Akaa", "Orivesi")]
    >>> duplicate_table(read_observations(rows, mask=False))[["group", "size", "voices", "kind"]]
       group  size  voices      kind
    0  Nokia     3       3  campaign
    """
    frame, texts = _frame_and_texts(observations)
    dates = frame["received_date"].tolist() if "received_date" in frame else [None] * len(frame)
    stamps = pd.Series(parse_dates(dates).values)
    found = np.asarray(groups) if groups is not None else find_near_duplicates(texts, dates)
    if len(found) != len(frame):
        raise ParameterError(
            "parameter",
            name="groups",
            owner="duplicate_table",
            expected=f"len(groups) == {len(frame)}",
            received=len(found),
        )
    voices = _voices(frame)
    rows = []
    for first in np.flatnonzero(np.bincount(found, minlength=len(frame)) > 1).tolist():
        members = np.flatnonzero(found == first)
        heard = len({voices[member] for member in members})
        kind = "campaign" if len(members) >= CAMPAIGN_SIZE and heard > 1 else "repeat"
        when = stamps.iloc[members]
        rows.append((frame.index[first], len(members), when.min(), when.max(), heard, kind))
    rows.sort(key=lambda row: (-row[1], str(row[0])))
    types: dict[str, Any] = {
        "group": object,
        "size": np.int64,
        "first_date": "datetime64[ns]",
        "last_date": "datetime64[ns]",
        "voices": np.int64,
        "kind": object,
    }
    return pd.DataFrame(
        {name: pd.Series([row[at] for row in rows], dtype=types[name]) for at, name in enumerate(types)}
    )


def _frame_and_texts(observations: Observations | pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    from .observations import Observations, texts_of

    if isinstance(observations, Observations):
        return observations.frame, observations.texts
    if not isinstance(observations, pd.DataFrame) or "description" not in observations:
        raise ParameterError(
            "parameter",
            name="observations",
            owner="duplicate_table",
            expected="Observations, DataFrame[description]",
            received=type(observations).__name__,
        )
    return observations, texts_of(observations)


def _voices(frame: pd.DataFrame) -> list[tuple[str, str]]:
    def column(name: str) -> list[str]:
        values = frame[name].tolist() if name in frame else [None] * len(frame)
        return [value if isinstance(value, str) else "" for value in values]

    who, where, line = column("respondent_group"), column("municipality"), column("service_line")
    return [(group or NOT_TOLD, town or service) for group, town, service in zip(who, where, line, strict=True)]
