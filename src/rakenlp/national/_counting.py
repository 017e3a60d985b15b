"""From an analysis to a county's summary: counts by half-year, flags, growth and emerging phenomena."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..errors import ParameterError
from ..language.terms import topic_lemmas
from ..phenomena.sub_phenomena import sub_phenomenon_name
from ..reporting._format import clean, iso_day
from ..reporting._material import Material, collect
from ..reporting._published_counts import NO_PHENOMENON, TOTAL, PublishedCounts
from ..reporting.periods import Period, parse_period
from ..signals import Rules
from ..signals._assignments import read_assignments
from ..signals._period import Period as Run
from ..texts import LANGUAGES, Phrase
from ..vectors import LemmaVectors
from .summary import COUNTS, FLAGS, FORM, GROWTH, PERIODS, PUBLISHED, CountySummary, Emerging, coarse

#: An observation without a phenomenon tells of a matter that it is more likely about than not.
_LIKELY = 0.5
_HIDDEN = "–"
UNTOLD = "ei_kerrottu"
#: Words of an emerging phenomenon that are kept.
_TERMS = 10
_NEAR = 5


def summarised(analysis: Any, county: str) -> CountySummary:
    """Return the exact summary of an analysis; see :func:`rakenlp.national.summarise_county`."""
    name = str(county).strip()
    if not name:
        raise ParameterError(
            "parameter", name="county", owner="summarise_county", expected=Phrase("national.a_name"), received=county
        )
    taxonomy = getattr(analysis.model, "taxonomy_", None)
    if taxonomy is None:
        raise ParameterError("national_no_taxonomy", county=name)
    material = collect(analysis, "all")
    published = PublishedCounts(material)
    halves = _halves(published.rows["received_date"], material.as_of)
    matters = _matters(analysis, published.rows)
    counts = _counts(published, halves, taxonomy, matters)
    emerging = _emerging(analysis, published.rows, halves)
    known = {code: list(taxonomy.parents(code)) for code in taxonomy.codes}
    names = {code: dict(taxonomy.phenomena[code].names) for code in known}
    for code in {*matters.dropna(), *(each.matter for each in emerging if each.matter)}:
        names[code] = {tag: sub_phenomenon_name(code, tag) for tag in LANGUAGES}
    rows = material.rows
    later = 0 if material.as_of is None else int((rows["received_date"] >= _after(material.as_of)).sum())
    return CountySummary(
        county=name,
        is_hidden=False,
        as_of=iso_day(analysis.as_of),
        versions=dict(analysis.versions),
        parents=known,
        names=names,
        replaced={code: list(taxonomy.resolve(code)) for code in taxonomy.history},
        space=getattr(analysis.model._fitted(), "space", None),
        periods=pd.DataFrame([_told(half, material) for half in halves], columns=PERIODS),
        counts=counts,
        published=_published(published),
        growth=_growth(analysis, taxonomy),
        flags=_flags(analysis),
        emerging=emerging,
        filled=_filled(rows),
        undated=int(rows["received_date"].isna().sum()),
        later=later,
        copies=int(len(rows) - rows["duplicate_key"].nunique()),
    )


def _after(day: Any) -> pd.Timestamp:
    return pd.Timestamp(day).normalize() + pd.Timedelta(days=1)


def _halves(dates: pd.Series, as_of: Any) -> list[Period]:
    """Return the half-years from the first observation to the last one; one stretch without dates."""
    known = dates.dropna()
    if known.empty:
        return [parse_period("all")]
    first, last = parse_period(None, known.min()), parse_period(None, as_of if as_of is not None else known.max())
    halves = [last]
    while halves[0].start != first.start:
        earlier = halves[0].previous()
        assert earlier is not None
        halves.insert(0, earlier)
    return halves


def _told(half: Period, material: Material) -> tuple[Any, ...]:
    return half.key, iso_day(half.start), iso_day(half.end), not half.unfinished(material.as_of)


def half_of(day: Any) -> str | None:
    """Return the key of the half-year of a day; None without one."""
    return None if pd.isna(day) else parse_period(None, day).key


# --- counts ---------------------------------------------------------------------------------------------------------


def _counts(published: PublishedCounts, halves: list[Period], taxonomy: Any, matters: pd.Series) -> pd.DataFrame:
    rows = published.rows.assign(matter=matters)
    rows["parent_code"] = published._code
    known = set(taxonomy.codes)
    for column in ("channel", "language"):  # what adds up to the total, or what is left out could be worked out
        rows[column] = pd.Series([clean(value) or UNTOLD for value in rows[column]], index=rows.index, dtype=object)
    any_of = [_parents_any(key, also, taxonomy) for key, also in _fitting(rows)]
    rows["parents_any"] = pd.Series(any_of, index=rows.index, dtype=object)
    is_heard = _told_voices(rows)
    lines: list[tuple[Any, ...]] = []
    for half in halves:
        part = rows[half.contains(rows["received_date"])]

        def add(level: str, code: str, members: pd.DataFrame, key: str = half.key) -> None:
            n = len(members)
            voices = int(members["voice"].nunique()) if is_heard else pd.NA
            lines.append((level, code, key, n, str(n), voices))

        add("total", TOTAL, part)
        for code in published.codes:
            add("parent", code, part[part["parent_code"] == code])
            if code != NO_PHENOMENON:
                has = pd.Series([code in own for own in part["parents_any"]], index=part.index, dtype=bool)
                add("parent_any", code, part[has])
        for level, column, codes in (
            ("phenomenon", "phenomenon_id", [*known]),
            ("matter", "matter", []),
            ("group", "respondent_group", []),
            ("channel", "channel", []),
            ("language", "language", []),
        ):
            heard = [str(code) for code in part[column].dropna().unique()]
            for code in sorted({*codes, *heard}):
                add(level, code, part[part[column] == code])
    table = pd.DataFrame(lines, columns=COUNTS)
    return table.astype({"n": "Int64", "voices": "Int64"})


def _told_voices(rows: pd.DataFrame) -> bool:
    """Tell whether anything is known of who wrote or where: without it no voices can be counted."""
    groups = bool((rows["respondent_group"] != "ei_kerrottu").any())
    return groups or bool(rows["municipality"].notna().any() or rows["service_line"].notna().any())


def _fitting(rows: pd.DataFrame) -> Iterable[tuple[Any, Any]]:
    return zip(rows["phenomenon_id"], rows["also"], strict=True)


def _parents_any(key: Any, also: Any, taxonomy: Any) -> frozenset[str]:
    """Return all national parents of what fits an observation: a phenomenon may have two."""
    every = [key, *(also if isinstance(also, (list, tuple)) else [])]
    return frozenset(parent for code in every if isinstance(code, str) for parent in taxonomy.parents(code))


def _matters(analysis: Any, rows: pd.DataFrame) -> pd.Series:
    """Return for each observation without a phenomenon the matter that it is likely about, else None."""
    found = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    alone = rows.index[rows["phenomenon_id"].isna()]
    if len(alone):
        texts = dict(zip(analysis.obs.frame.index, analysis.obs.texts, strict=True))
        told = analysis.model.matters([texts[key] for key in alone])
        for key, code, value in zip(alone, told["matter_id"], told["probability"], strict=True):
            if value >= _LIKELY:
                found[key] = code
    return found


def _published(counts: PublishedCounts) -> pd.DataFrame:
    """Return the county's own published counts of half-years, a hidden total with the plain sign."""
    halves = counts.halves or [parse_period("all")]
    lines = []
    for half in halves:
        shown = counts.shown(half)
        for code in (*counts.codes, TOTAL):
            cell = shown[code] if shown else None
            sign = _HIDDEN if cell is None or (code == TOTAL and cell.value is None) else cell.shown
            lines.append((half.key, code, sign))
    return pd.DataFrame(lines, columns=PUBLISHED)


def _filled(rows: pd.DataFrame) -> dict[str, float]:
    if not len(rows):
        return dict.fromkeys(FORM, 0.0)
    told = {column: rows[column].notna() for column in FORM if column in rows}
    told["respondent_group"] = rows["respondent_group"] != "ei_kerrottu"
    return {column: round(float(told[column].mean()), 4) if column in told else 0.0 for column in FORM}


# --- signals --------------------------------------------------------------------------------------------------------


def _growth(analysis: Any, taxonomy: Any) -> pd.DataFrame:
    """Return the growth test of every phenomenon and parent with observations; empty where none can be made."""
    rules: Rules = replace(analysis.rules, resamples=0, area_share=0.0)
    table = analysis.observations
    parts = [table.assign(phenomenon_id=table["phenomenon_id"])]
    also = table[["observation_id", *_DATA, "also"]].explode("also")
    parts.append(also.rename(columns={"also": "phenomenon_id"}).dropna(subset=["phenomenon_id"]))
    columns = ["observation_id", "phenomenon_id", *_DATA]
    every = pd.concat([part[columns] for part in parts if len(part)] or [table[columns]], ignore_index=True)
    every["parent"] = pd.Series(["|".join(taxonomy.parents(k)) if isinstance(k, str) else None
                                 for k in every["phenomenon_id"]], dtype=object)  # fmt: skip
    run = Run(read_assignments(every, analysis.as_of, min_probability=rules.min_probability), rules)
    lines: list[tuple[Any, ...]] = []
    if run.cold is None:
        for number, level in enumerate(run.levels):
            evidence = level.screening.evidence
            if not evidence.windows:
                continue
            own = range(len(level.names)) if level.kind == "phenomenon" else [number - 1]
            for k in own:
                window = int(evidence.p_windows[k].argmin())
                lines.append(
                    (
                        level.kind,
                        level.names[k],
                        float(evidence.p_value[k]),
                        float(evidence.observed[k, window]),
                        float(evidence.expected[k, window]),
                        int(evidence.windows[window]),
                    )
                )
    return pd.DataFrame(lines, columns=GROWTH).astype({"months": "Int64"})


_DATA = ("received_date", "respondent_group", "municipality", "service_line", "duplicate_of")


def _flags(analysis: Any) -> pd.DataFrame:
    table = analysis.flags
    table = table[table["kind"].isin(["growing", "accumulated"]) & table["level"].isin(["phenomenon", "parent"])]
    keys = [area if level == "parent" else key for key, level, area in
            zip(table["phenomenon_id"], table["level"], table["area"], strict=True)]  # fmt: skip
    told = table.assign(phenomenon_id=pd.Series(keys, index=table.index, dtype=object))
    return told[list(FLAGS)].reset_index(drop=True).astype({"observed": "Int64", "voices": "Int64"})


# --- emerging phenomena ---------------------------------------------------------------------------------------------


def _emerging(analysis: Any, rows: pd.DataFrame, halves: list[Period]) -> tuple[Emerging, ...]:
    marks = analysis.model.landmarks()
    table = analysis.phenomena[analysis.phenomena["kind"] == "emerging"]
    texts = dict(zip(analysis.obs.frame.index, analysis.obs.texts, strict=True))
    lexicon = getattr(analysis.model._fitted(), "lexicon", None)
    matters = _codes(analysis.model)
    heard = _told_voices(rows)
    found = []
    for row in table.to_dict("records"):
        key = str(row["phenomenon_id"])
        members = rows[rows["phenomenon_id"] == key]
        own = [set(topic_lemmas(texts[i], lexicon)) for i in members.index]
        listed = [term.strip() for term in str(row["terms"] or "").split(",") if term.strip()][:_TERMS]
        centre = coarse(marks[key].centre) if key in marks else None
        days = members["received_date"]
        found.append(
            Emerging(
                phenomenon_id=key,
                name=str(row["name"]),
                matter=key if key in matters else None,
                n=len(members),
                voices=int(members["voice"].nunique()) if heard else None,
                first=half_of(days.min()) if len(members) else None,
                last=half_of(days.max()) if len(members) else None,
                terms=tuple(listed),
                used=tuple(sum(term in each for each in own) for term in listed),
                near=() if centre is None else _nearest(analysis.model, centre),
                centre=centre,
            )
        )
    return tuple(sorted(found, key=lambda each: (-(each.n or 0), each.phenomenon_id)))


def _nearest(model: Any, centre: Any) -> tuple[str, ...]:
    """Return the words nearest to a centre; none of vectors of one's own, whose vocabulary is the county's."""
    vectors = LemmaVectors.default()
    if model._fitted().background is not vectors:
        return ()
    rows = np.asarray(vectors.vectors, dtype=float)
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
    order = np.argsort(-np.round(rows @ centre / lengths, 9), kind="stable")[:_NEAR]
    words = list(vectors.vocabulary)
    return tuple(words[i] for i in order.tolist())


def _codes(model: Any) -> set[str]:
    knowledge = getattr(model._fitted(), "knowledge", None)
    return set() if knowledge is None else set(knowledge.matters)
