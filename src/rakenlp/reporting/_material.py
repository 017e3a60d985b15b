"""One tidy table of observations with their phenomena, cut into the period, the one before and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..observations.values import RESPONDENT_GROUPS as GROUPS
from ._format import is_missing, label_of
from .periods import Period, parse_period

UNHEARD_GROUPS = GROUPS[:-2]
"""The groups whose silence means something: "other" and "not told" are not among them."""


def group_codes(heard: Iterable[str]) -> list[str]:
    """Return the respondent groups in their order, then those of the county's own that were heard."""
    return [*GROUPS, *sorted(set(heard) - set(GROUPS))]


def not_heard(codes: Iterable[str]) -> list[str] | None:
    """Return the names of the groups that no row is from; None if rows tell no group at all, so nobody knows."""
    heard = set(codes)
    if heard and heard <= {"ei_kerrottu"}:
        return None
    return [label_of("group", code) for code in UNHEARD_GROUPS if code not in heard]


@dataclass(frozen=True)
class Material:
    """What every report is made of.

    ``rows`` has one row per observation, in the order of date and id, with the columns of the analysis and of
    the form. :meth:`of` adds ``counted``: False for all but the first of a group of near-duplicates within
    the part at hand, so that counts of parts always add up to the count of the whole.
    """

    rows: pd.DataFrame
    phenomena: pd.DataFrame
    period: Period
    previous: Period | None
    as_of: pd.Timestamp | None
    now: pd.Series
    before: pd.Series
    undated: pd.Series
    with_taxonomy: bool

    def of(self, when: pd.Series) -> pd.DataFrame:
        """Return the rows of a part, near-duplicates within that part marked as not counted."""
        part = self.rows[when]
        return part.assign(counted=~part["duplicate_key"].duplicated())


def collect(analysis: Any, period: Any = None) -> Material:
    """Join what an analysis knows of each observation and cut it by period."""
    as_of = None if is_missing(analysis.as_of) else pd.Timestamp(analysis.as_of)
    wanted = parse_period(period, as_of)
    rows = _rows(analysis)
    undated = rows["received_date"].isna()
    previous = wanted.previous(as_of)
    before = previous.contains(rows["received_date"]) if previous else pd.Series(False, index=rows.index)
    if wanted.start is None or not (rows["received_date"] < pd.Timestamp(wanted.start)).any():
        previous = None
    return Material(
        rows=rows,
        phenomena=analysis.phenomena.set_index("phenomenon_id", drop=False),
        period=wanted,
        previous=previous,
        as_of=as_of,
        now=wanted.contains(rows["received_date"]) & ~_later_than(rows["received_date"], as_of),
        before=before,
        undated=undated,
        with_taxonomy=_with_taxonomy(analysis),
    )


def count_voices(rows: pd.DataFrame) -> int:
    """Count distinct respondent group × municipality (or service line) among the counted rows."""
    counted = rows[rows["counted"]] if "counted" in rows else rows
    return int(counted["voice"].nunique())


def _later_than(dates: pd.Series, as_of: pd.Timestamp | None) -> pd.Series:
    """Tell what came after the day looked at: a kooste knows nothing of it."""
    if as_of is None:
        return pd.Series(False, index=dates.index)
    return dates >= as_of.normalize() + pd.Timedelta(days=1)


def _rows(analysis: Any) -> pd.DataFrame:
    rows = analysis.observations.copy()
    if "observation_id" not in rows.columns:
        rows.insert(0, "observation_id", rows.index)
    rows.index = pd.Index(rows["observation_id"].to_list(), dtype=object)
    form = analysis.obs.frame
    for column in (
        "channel",
        "valence",
        "language",
        "description",
        "effects",
        "societal_links",
        "proposal",
        "row",
    ):
        rows[column] = form[column].reindex(rows.index) if column in form.columns else None
    for column in ("respondent_group", "municipality", "service_line"):
        if column not in rows.columns:
            rows[column] = form[column].reindex(rows.index)
    dates = rows["received_date"] if "received_date" in rows.columns else form["received_date"].reindex(rows.index)
    rows["received_date"] = pd.to_datetime(dates)
    for column in rows.columns:
        if rows[column].dtype == object or str(rows[column].dtype).startswith(("str", "string")):
            rows[column] = rows[column].astype(object).where(rows[column].notna(), None)
    rows["is_single_voice"] = rows["is_single_voice"].astype(bool)
    rows["respondent_group"] = [group or "ei_kerrottu" for group in rows["respondent_group"]]
    rows["duplicate_key"] = [
        group or first or own
        for group, first, own in zip(rows["duplicate_group"], rows["duplicate_of"], rows["observation_id"], strict=True)
    ]
    places = zip(rows["respondent_group"], rows["municipality"], rows["service_line"], strict=True)
    rows["voice"] = [f"{group}|{municipality or line or ''}" for group, municipality, line in places]
    rows["voice"] = rows["voice"].astype(object)
    return rows.sort_values(["received_date", "observation_id"], na_position="last")


def _with_taxonomy(analysis: Any) -> bool:
    model: Any = getattr(analysis, "model", None)
    if hasattr(model, "taxonomy"):
        return bool(model.taxonomy is not None)
    phenomena = analysis.phenomena
    return phenomena.empty or bool((phenomena["kind"] == "known").any())
