"""How the tables of an analysis are put together from observations, the model and the signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .observations import Observations, find_near_duplicates
from .phenomena import FITS, PARENTS, PhenomenonModel
from .signals import Rules, count_voices, detect_signals
from .signals.quiet import QUIET
from .texts import plural
from .texts import text as say

if TYPE_CHECKING:
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


def first_copies(obs: Observations, texts: list[str]) -> np.ndarray:
    """Position of the first near-duplicate of each text; of equal ones, that with the lowest id."""
    order = np.argsort(obs.frame.index.to_numpy(dtype=str), kind="stable")
    dates = obs.frame["received_date"].iloc[order]
    first = find_near_duplicates([texts[i] for i in order], list(dates))
    out = np.empty(len(order), dtype=np.intp)
    out[order] = order[first]
    return out


def assign(obs: Observations, model: PhenomenonModel, first: np.ndarray) -> pd.DataFrame:
    """One row an observation: its phenomenon, how sure, and what it repeats."""
    probabilities = model.probabilities_
    names = np.array([*model.phenomenon_ids_, None], dtype=object)
    labels = model.labels_
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    runner = [next((int(k) for k in row if k != label), -1) for row, label in zip(order, labels, strict=True)]
    chosen = np.where(labels >= 0, labels, order[:, 0] if order.shape[1] else -1)
    value = [probabilities[i, k] if k >= 0 else np.nan for i, k in enumerate(chosen)]
    ids = obs.frame.index.to_numpy(dtype=object)
    copies = np.bincount(first, minlength=len(first)) > 1
    repeats = first != np.arange(len(first))
    table = pd.DataFrame(
        {
            "observation_id": ids,
            "phenomenon_id": names[labels],
            "probability": np.array(value, dtype=float),
            "runner_up": names[np.array(runner, dtype=int)],
            "also": _others(model, probabilities, labels),
            "is_single_voice": np.zeros(len(ids), dtype=bool),
            "duplicate_of": pd.Series(np.where(repeats, ids[first], None), dtype=object),
            "duplicate_group": pd.Series(np.where(copies[first], ids[first], None), dtype=object),
        }
    )
    for column in ("phenomenon_id", "runner_up"):
        table[column] = table[column].astype(object)
    return table.join(obs.frame[RESPONDENT].reset_index(drop=True))


def _others(model: PhenomenonModel, probabilities: np.ndarray, labels: np.ndarray) -> list[list[str]]:
    """Phenomena that fit each observation beside its best one, most probable first."""
    out = []
    for row, label in zip(probabilities, labels, strict=True):
        fitting = [int(k) for k in np.flatnonzero(row >= FITS) if k != label] if label >= 0 else []
        out.append([model.phenomenon_ids_[k] for k in sorted(fitting, key=lambda k: -row[k])])
    return out


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
    every = observations.iloc[rows].reset_index(drop=True)
    every["phenomenon_id"], every["probability"] = pd.Series(keys, dtype=object), weights
    every["last_handled"] = pd.to_datetime(every["phenomenon_id"].map(memory.handled))
    every["phenomenon_id"] = every["phenomenon_id"].map(memory.resolve, na_action="ignore").astype(object)
    every["parent"] = every["phenomenon_id"].map(_parents_of(model), na_action="ignore").astype(object)
    own = ["observation_id", "phenomenon_id"]
    every["probability"] = every.groupby(own, dropna=False, sort=False)["probability"].transform("sum").clip(upper=1.0)
    every = every.drop_duplicates(own, ignore_index=True)
    counted = detect_signals(every.drop(columns="is_single_voice"), as_of, rules)
    single = detect_signals(observations, as_of, replace(rules, resamples=0, parent_share=0.0, area_share=0.0))
    parts = [counted[counted["kind"] != "single_voice"], single[single["kind"] == "single_voice"]]
    flags = pd.concat(parts, ignore_index=True) if all(len(p) for p in parts) else max(parts, key=len)
    flags = flags.reset_index(drop=True)
    flags.attrs = dict(counted.attrs)
    return flags


def _possible(
    observations: pd.DataFrame, fitting: list[list[str]], model: PhenomenonModel
) -> tuple[list[int], list[str | None], list[float]]:
    """Return observation (row), phenomenon and probability of whatever fits, and of what the model holds possible.

    What people have decided is certain, and nothing else of that observation is guessed.
    """
    probabilities, known = model.probabilities_, model.phenomenon_ids_
    column = {key: k for k, key in enumerate(known)}
    human = (observations["assigned_by"] == "human").to_numpy()
    rows: list[int] = []
    keys: list[str | None] = []
    weights: list[float] = []
    for i, fits in enumerate(fitting):
        own: dict[str | None, float] = {
            key: float(probabilities[i, column[key]]) if key in column else 1.0 for key in fits
        }
        if human[i] and fits:
            own[fits[0]] = 1.0
        if not fits:
            own[None] = 1.0
        if not human[i]:
            for k in np.flatnonzero(probabilities[i] >= _POSSIBLE).tolist():
                own.setdefault(known[k], float(probabilities[i, k]))
        rows += [i] * len(own)
        keys += own
        weights += own.values()
    return rows, keys, weights


def _parents_of(model: PhenomenonModel) -> Callable[[str], str]:
    """Return the function that tells the national parents of a phenomenon, with | between them."""
    taxonomy = model.taxonomy_
    told = dict(zip(model.phenomena_["phenomenon_id"], model.phenomena_["parent"], strict=True))

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
    for row in described:
        members = observations[observations["phenomenon_id"] == row["phenomenon_id"]]
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


def notes_of(obs: Observations, flags: pd.DataFrame, model: PhenomenonModel) -> list[str]:
    """What the data do not allow to be said; the detector's own notes first."""
    frame = obs.frame
    if not len(frame):
        return [say("analysis.note_empty")]
    notes = list(flags.attrs.get("notes", []))
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
