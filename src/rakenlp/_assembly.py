"""How the tables of an analysis are put together from observations, the model and the signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .observations import Observations, find_near_duplicates
from .observations.dates import mistyped_ahead
from .phenomena import PARENTS, PhenomenonModel
from .phenomena._assigned import best_of, dense_rows, others_fitting
from .signals import Rules, count_voices, detect_signals
from .signals.quiet import QUIET
from .texts import plural
from .texts import text as say

if TYPE_CHECKING:
    from ._checkpoint import Checkpoint
    from ._memory import Memory

#: Smaller probabilities of a phenomenon are not told to the signals.
_POSSIBLE = 0.05
RESPONDENT = ["received_date", "respondent_group", "municipality", "service_line"]
OBSERVATIONS = [
    "observation_id",
    "phenomenon_id",
    "probability",
    "runner_up",
    "also",
    "is_single_voice",
    "duplicate_of",
    "duplicate_group",
    *RESPONDENT,
    "machine_phenomenon_id",
    "assigned_by",
]
#: What is counted of the observations of a phenomenon or of a part of it.
COUNTED = ["n", "n_unique", "voices", "first_seen", "last_seen"]
PHENOMENA = [
    "phenomenon_id",
    "name",
    "parent",
    "kind",
    *COUNTED,
    "terms",
    "stability",
]


def first_copies(obs: Observations, texts: list[str], checkpoint: Checkpoint | None = None) -> np.ndarray:
    """Position of the first near-duplicate of each text; of equal ones, that with the lowest id."""
    order = np.argsort(obs.frame.index.to_numpy(dtype=str), kind="stable")
    dates = obs.frame["received_date"].to_numpy()[order]
    ordered = [texts[i] for i in order.tolist()]
    key = "" if checkpoint is None else checkpoint.of(dates.tobytes().hex()).key(ordered)
    first = None if checkpoint is None else checkpoint.read(key)
    if first is None:
        first = find_near_duplicates(ordered, dates)
        if checkpoint is not None:
            checkpoint.keep(key, first)
    out = np.empty(len(order), dtype=np.intp)
    out[order] = order[first]
    return out


def assign(obs: Observations, model: PhenomenonModel, first: np.ndarray) -> pd.DataFrame:
    """One row an observation: its phenomenon, how sure, and what it repeats; a date mistyped far ahead is none."""
    names = np.array([*model.phenomenon_ids_, None], dtype=object)
    labels = model.labels_
    runner, value = np.full(len(labels), -1), np.full(len(labels), np.nan)
    also: list[list[str]] = []
    for start, rows in dense_rows(model.probabilities_):
        part = slice(start, start + len(rows))
        runner[part], value[part] = best_of(rows, labels[part])
        also += [[model.phenomenon_ids_[k] for k in others] for others in others_fitting(rows, labels[part])]
    ids = obs.frame.index.to_numpy(dtype=object)
    copies = np.bincount(first, minlength=len(first)) > 1
    repeats = first != np.arange(len(first))
    table = pd.DataFrame(
        {
            "observation_id": ids,
            "phenomenon_id": names[labels],
            "probability": value,
            "runner_up": names[runner],
            "also": also,
            "is_single_voice": np.zeros(len(ids), dtype=bool),
            "duplicate_of": pd.Series(np.where(repeats, ids[first], None), dtype=object),
            "duplicate_group": pd.Series(np.where(copies[first], ids[first], None), dtype=object),
        }
    )
    for column in ("phenomenon_id", "runner_up"):
        table[column] = table[column].astype(object)
    table = table.join(obs.frame[RESPONDENT].reset_index(drop=True))
    table.loc[mistyped_ahead(table["received_date"]), "received_date"] = pd.NaT
    return table


def signals_of(
    observations: pd.DataFrame,
    fitting: list[list[str]],
    model: PhenomenonModel,
    memory: Memory,
    as_of: Any,
    rules: Rules,
) -> pd.DataFrame:
    """Counts take every phenomenon that fits an observation, single voices its best one.

    Parameters
    ----------
    observations : DataFrame
    fitting : list of list of str
        Every phenomenon that fits each observation, before merges are followed: what was handled before a
        merge was handled of one part only.
    model : PhenomenonModel
        Its probabilities tell how sure the assignments are, and what else an observation could be of.
    memory : Memory
    as_of, rules
        As in :func:`rakenlp.detect_signals`.
    """
    rows, keys, weights = _possible(observations, fitting, model)
    every = observations[["observation_id", *RESPONDENT, "duplicate_of"]].iloc[rows].reset_index(drop=True)
    every["phenomenon_id"], every["probability"] = pd.Series(keys, dtype=object), weights
    del keys, weights
    every["last_handled"] = pd.to_datetime(every["phenomenon_id"].map(memory.handled))
    every["phenomenon_id"] = every["phenomenon_id"].map(memory.resolve, na_action="ignore").astype(object)
    every["parent"] = every["phenomenon_id"].map(_parents_of(model), na_action="ignore").astype(object)
    pairs = pd.Series(pd.factorize(every["phenomenon_id"])[0] + np.int64(1)) * len(observations) + rows
    if pairs.duplicated().any():  # merges have made one phenomenon of several
        own = ["observation_id", "phenomenon_id"]
        summed = every.groupby(own, dropna=False, sort=False)["probability"].transform("sum")
        every = every.assign(probability=summed).drop_duplicates(own, ignore_index=True)
    every["probability"] = every["probability"].clip(upper=1.0)
    del rows, pairs
    counted = detect_signals(every, as_of, rules)
    del every
    single = detect_signals(observations, as_of, replace(rules, resamples=0, parent_share=0.0, area_share=0.0))
    parts = [counted[counted["kind"] != "single_voice"], single[single["kind"] == "single_voice"]]
    flags = pd.concat(parts, ignore_index=True) if all(len(p) for p in parts) else max(parts, key=len)
    flags = flags.reset_index(drop=True)
    flags.attrs = dict(counted.attrs)
    return flags


def _possible(
    observations: pd.DataFrame, fitting: list[list[str]], model: PhenomenonModel
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return observation (row), phenomenon and probability of whatever fits, and of what the model holds possible.

    What people have decided is certain, and nothing else of that observation is guessed.
    """
    known = model.phenomenon_ids_
    column = {key: k for k, key in enumerate(known)}
    human = (observations["assigned_by"] == "human").to_numpy()
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for start, probabilities in dense_rows(model.probabilities_):
        possible = probabilities >= _POSSIBLE
        rows: list[int] = []
        keys: list[str | None] = []
        weights: list[float] = []
        for i, fits in enumerate(fitting[start : start + len(probabilities)]):
            row, at = probabilities[i], start + i
            own: dict[str | None, float] = {key: float(row[column[key]]) if key in column else 1.0 for key in fits}
            if human[at] and fits:
                own[fits[0]] = 1.0
            if not fits:
                own[None] = 1.0
            if not human[at]:
                for k in possible[i].nonzero()[0].tolist():
                    own.setdefault(known[k], float(row[k]))
            rows += [at] * len(own)
            keys += own
            weights += own.values()
        parts.append((np.array(rows, dtype=np.int64), np.array(keys, dtype=object), np.array(weights, dtype=float)))
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=object), np.zeros(0)
    found = [np.concatenate(part) for part in zip(*parts, strict=True)]
    return found[0], found[1], found[2]


def _parents_of(model: PhenomenonModel) -> Callable[[str], str]:
    """Return the function that tells the national parents of a phenomenon, with | between them."""
    taxonomy = model.taxonomy_
    told = dict(zip(model.phenomena_["phenomenon_id"], model.phenomena_["parent"], strict=True))

    @cache
    def parents(key: str) -> str:
        if taxonomy is not None and key in taxonomy.phenomena:
            return "|".join(taxonomy.parents(key))
        return str(told.get(key) or PARENTS[-1])

    return parents


def tell_flags(flags: pd.DataFrame, phenomena: pd.DataFrame, versions: Mapping[str, str]) -> pd.DataFrame:
    """Add to each flag the name and the terms of its phenomenon, and the versions that it was made with."""
    known = phenomena.set_index("phenomenon_id")
    keys = [key if isinstance(key, str) and key in known.index else None for key in flags["phenomenon_id"]]
    made = ", ".join(f"{name} {version}" for name, version in versions.items())
    told = flags.assign(
        **{
            column: pd.Series([known.at[key, column] if key else None for key in keys], index=flags.index, dtype=object)
            for column in ("name", "terms")
        },
        versions=pd.Series([made] * len(flags), index=flags.index, dtype=object),
    )
    told.attrs = dict(flags.attrs)
    return told


def phenomena_table(described: list[dict[str, Any]], observations: pd.DataFrame) -> pd.DataFrame:
    """Return the table of phenomena: what is said of each, and the figures of its observations."""
    rows = []
    of = observations.groupby("phenomenon_id", sort=False).indices
    for row in described:
        members = observations.iloc[of.get(row["phenomenon_id"], [])]
        rows.append(
            [
                row["phenomenon_id"],
                row["name"],
                row["parent"],
                row["kind"],
                *_counted(members),
                row["terms"],
                row["stability"],
            ]
        )
    table = pd.DataFrame(rows, columns=PHENOMENA)
    for column in ("first_seen", "last_seen"):
        table[column] = pd.to_datetime(table[column])
    return table.sort_values(["n_unique", "phenomenon_id"], ascending=[False, True], ignore_index=True)


def _counted(members: pd.DataFrame) -> list[Any]:
    """Return the figures of :data:`COUNTED`."""
    days = members["received_date"]
    return [len(members), int(members["duplicate_of"].isna().sum()), count_voices(members), days.min(), days.max()]


def sub_phenomena_table(
    obs: Observations, model: PhenomenonModel, observations: pd.DataFrame, phenomenon_id: str
) -> pd.DataFrame:
    """Count the sub-phenomena of the observations that have a phenomenon."""
    columns = ["sub_phenomenon_id", "name", *COUNTED]
    rows = observations[observations["phenomenon_id"] == phenomenon_id].reset_index(drop=True)
    if phenomenon_id not in model.phenomenon_ids_ or not len(rows):  # people's own
        return pd.DataFrame(columns=columns)
    texts = dict(zip(obs.frame.index, obs.texts, strict=True))
    found = model.sub_phenomena([texts[key] for key in rows["observation_id"]], phenomenon_id)
    table = []
    for code, members in rows.groupby(found["sub_phenomenon_id"]):
        name = found["name"][members.index[0]]
        table.append([code, name, *_counted(members)])
    whole = pd.DataFrame(table, columns=columns)
    return whole.sort_values(["n_unique", "sub_phenomenon_id"], ascending=[False, True], ignore_index=True)


def as_objects(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose strings are plain objects with None, the same in every version of pandas."""
    text_columns = [c for c in table if not isinstance(table[c].dtype, np.dtype) or table[c].dtype == object]
    table = table.reset_index(drop=True)
    for column in text_columns:
        table[column] = pd.Series([None if v is None or v != v else v for v in table[column]], dtype=object)
    return table


def notes_of(obs: Observations, observations: pd.DataFrame, flags: pd.DataFrame, model: PhenomenonModel) -> list[str]:
    """What the data do not allow to be said; the detector's own notes first."""
    frame = obs.frame
    if not len(frame):
        return [say("analysis.note_empty")]
    notes = list(flags.attrs.get("notes", []))
    ahead = int(frame["received_date"].notna().sum() - observations["received_date"].notna().sum())
    if ahead:
        notes.append(plural("analysis.note_ahead", ahead))
    foreign = int((frame["language"] != "fi").sum())
    if foreign:
        notes.append(plural("analysis.note_languages", foreign))
    told = set(model.phenomena_["phenomenon_id"])
    if model.taxonomy_ is not None and (by_words := [code for code in model.by_words_ if code in told]):
        names = ", ".join(model.taxonomy_.name(code) for code in by_words)
        notes.append(say("analysis.note_by_words", names=names))
    quiet = int((flags["state"].isin(QUIET) & (flags["kind"] != "single_voice")).sum()) if len(flags) else 0
    if quiet:
        notes.append(plural("analysis.note_quiet", quiet))
    return notes
