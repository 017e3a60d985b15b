"""One version of the taxonomy for all counties: told when they differ, brought up to date where that can be done."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

import pandas as pd

from ..errors import ParameterError
from ..phenomena import Taxonomy
from .summary import CountySummary

_LEFT = "–"


def wanted_taxonomy(taxonomy: Taxonomy | str | PathLike[str] | None) -> Taxonomy | None:
    """Return the taxonomy that a parameter means; None: that of the counties, which must then be one."""
    if taxonomy is None or isinstance(taxonomy, Taxonomy):
        return taxonomy
    return Taxonomy.default() if taxonomy == "default" else Taxonomy.read(taxonomy)


def check_one_version(summaries: Sequence[CountySummary]) -> None:
    """Raise an error if counties have different versions of the taxonomy.

    Raises
    ------
    ParameterError
        It tells which county has which.
    """
    versions = {summary.county: version_of(summary) for summary in summaries}
    if len(set(versions.values())) > 1:
        told = ", ".join(f"{county}: {version}" for county, version in sorted(versions.items()))
        raise ParameterError("national_versions", versions=told)


def version_of(summary: CountySummary) -> str:
    """Return the version of a summary's taxonomy."""
    return str(summary.versions.get("taxonomy", _LEFT))


def analysis_up_to_date(analysis: Any, taxonomy: Taxonomy) -> Any:
    """Return an analysis in the terms of another version of the taxonomy, so that its counts can be made anew.

    Codes that were replaced become what replaced them. Those that were split stay as they are, under the parent that
    their parts have; nobody can tell from the code alone which part an observation is of.
    """
    model = analysis.model
    if model.taxonomy_.version == taxonomy.version:
        return analysis
    told = copy.copy(analysis)
    codes, _ = taxonomy.bring_up_to_date(analysis.observations["phenomenon_id"])
    also = [[new for new in taxonomy.bring_up_to_date(own)[0] if new] for own in analysis.observations["also"]]
    told.observations = analysis.observations.assign(
        phenomenon_id=pd.Series(codes, index=analysis.observations.index, dtype=object),
        also=pd.Series(also, index=analysis.observations.index, dtype=object),
    )
    keys, _ = taxonomy.bring_up_to_date(analysis.phenomena["phenomenon_id"])
    table = analysis.phenomena.assign(phenomenon_id=pd.Series(keys, index=analysis.phenomena.index, dtype=object))
    table = table.drop_duplicates("phenomenon_id", ignore_index=True)
    parents = [
        own if kind == "emerging" else parents_of(key, own, taxonomy)
        for key, own, kind in zip(table["phenomenon_id"], table["parent"], table["kind"], strict=True)
    ]
    told.phenomena = table.assign(parent=pd.Series(parents, index=table.index, dtype=object))
    flagged, _ = taxonomy.bring_up_to_date(analysis.flags["phenomenon_id"])
    told.flags = analysis.flags.assign(phenomenon_id=pd.Series(flagged, index=analysis.flags.index, dtype=object))
    told.model = copy.copy(model)
    told.model.taxonomy_ = taxonomy
    told.versions = {**analysis.versions, "taxonomy": taxonomy.version}
    return told


def parents_of(code: str, own: str, taxonomy: Taxonomy) -> str:
    """Return the first national parent of a code in a taxonomy; of one that was split, where its parts agree."""
    parts = {taxonomy.parent(part) for part in taxonomy.resolve(code)}
    return parts.pop() if len(parts) == 1 else own


def summary_up_to_date(summary: CountySummary, taxonomy: Taxonomy) -> CountySummary:
    """Return a hand-over in the terms of another version of the taxonomy, if its counts allow that.

    Raises
    ------
    ParameterError
        If a phenomenon has another national parent now: hidden counts cannot be added up anew.
    """
    if version_of(summary) == taxonomy.version:
        return summary
    moved = sorted(
        code
        for code, parents in summary.parents.items()
        if taxonomy.resolve(code) and any(taxonomy.parent(part) != parents[0] for part in taxonomy.resolve(code))
    )
    if moved:
        raise ParameterError("national_moved", county=summary.county, codes=", ".join(moved), version=taxonomy.version)
    codes = list(summary.counts["code"])
    renamed, _ = taxonomy.bring_up_to_date(codes)
    same = Counter(zip(summary.counts["level"], renamed, summary.counts["period"], strict=True))
    counts = summary.counts.assign(code=pd.Series(renamed, index=summary.counts.index, dtype=object))
    keys = list(zip(counts["level"], counts["code"], counts["period"], strict=True))
    single = pd.Series([level != "phenomenon" or same[level, code, period] == 1 for level, code, period in keys],
                       index=counts.index, dtype=bool)  # fmt: skip
    joined = [_added(part) for _, part in counts[~single].groupby(["level", "code", "period"], sort=True)]
    table = pd.concat([counts[single], *joined], ignore_index=True)
    known = {code: list(taxonomy.parents(code)) for code in taxonomy.codes}
    kept = {code: own for code, own in summary.parents.items() if not taxonomy.resolve(code)}
    growth, _ = taxonomy.bring_up_to_date(summary.growth["code"])
    flags, _ = taxonomy.bring_up_to_date(summary.flags["phenomenon_id"])
    return replace(
        summary,
        versions={**summary.versions, "taxonomy": taxonomy.version},
        parents={**kept, **known},
        names={**summary.names, **{code: dict(taxonomy.phenomena[code].names) for code in known}},
        counts=table.astype({"n": "Int64", "voices": "Int64"}),
        growth=summary.growth.assign(code=pd.Series(growth, index=summary.growth.index, dtype=object)),
        flags=summary.flags.assign(phenomenon_id=pd.Series(flags, index=summary.flags.index, dtype=object)),
    )


def _added(part: pd.DataFrame) -> pd.DataFrame:
    """Return several rows that are now one: their sum where all are shown."""
    first = part.iloc[:1].copy()
    is_shown = part["n"].notna().all()
    first["n"] = int(part["n"].sum()) if is_shown else pd.NA
    first["shown"] = str(int(part["n"].sum())) if is_shown else _LEFT
    first["voices"] = pd.NA  # the same voice may have spoken of both
    return first


def unknown_codes(summaries: Sequence[CountySummary]) -> Mapping[str, list[str]]:
    """Return the phenomena of each county that the taxonomy of most others does not have: its own list's."""
    every = [set(summary.parents) for summary in summaries]
    common = set.intersection(*every) if every else set()
    return {summary.county: sorted(set(summary.parents) - common) for summary in summaries
            if set(summary.parents) - common}  # fmt: skip
