"""How stable a flag is: the share of data drawn again, with replacement, in which it still stands.

To draw a unit at random (what a voice tells of a phenomenon in a month; of stocks an observation) and then its
phenomenon from its probabilities is to draw one of the cells (month, phenomenon, voice) in proportion to the
probability in it. So all is drawn at once, from counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ._assignments import Floats, Ints
from ._levels import Level
from ._tally import units_of
from .rules import Rules

_SEED = 20_260_630


def time_stability(
    level: Level, columns: Sequence[int], rules: Rules, handled: Mapping[int, int] | None = None
) -> Floats:
    """Return for each of some columns of a level in which share of the resamples the rules of time flag it.

    Parameters
    ----------
    level : Level
    columns : sequence of int
    rules : Rules
    handled : mapping of int to int, optional
        In cold start: the day up to which a column was handled. What had come by then counts on no flag, so what
        is left must pass the voice rule too.

    Returns
    -------
    ndarray of shape (n_columns,)
        NaN without resamples.
    """
    if not rules.resamples or not columns:
        return np.full(len(columns), np.nan)
    n_months, n = level.counts.shape
    recent = n_months - rules.recent_months
    own = level.cells[(level.cells["month"] >= recent) & level.cells["column"].isin(columns)]
    fine = units_of(own).sort_values(["column", "voice", "month"], ignore_index=True)
    fine["weight"] = fine["heard"].clip(lower=1e-9)
    fine_place = fine["month"].to_numpy() * n + fine["column"].to_numpy()
    rest = level.counts.ravel().copy()
    rest -= np.bincount(fine_place, weights=fine["weight"], minlength=len(rest))
    coarse = np.flatnonzero(rest > 1e-9)
    place = np.concatenate([coarse, fine_place])
    drawn = _drawn(np.concatenate([rest[coarse], fine["weight"].to_numpy()]), rules.resamples)
    size, voices = _entry(fine, drawn[:, len(coarse) :], n)
    stands = np.zeros((rules.resamples, len(columns)), dtype=bool)
    for r in range(rules.resamples):
        counts = np.bincount(place, weights=drawn[r], minlength=len(rest)).reshape(n_months, n).astype(float)
        stands[r] = level.screened(counts, None, size[r], voices[r]).flagged[columns]
    for i, k in enumerate(columns):
        if handled and k in handled:
            later = units_of(own[(own["column"] != k) | (own["day"] > handled[k])])
            left = fine[["month", "column", "voice"]].merge(later, "left")
            size, voices = _entry(fine.assign(n=left["n"].fillna(0.0)), drawn[:, len(coarse) :], n)
            stands[:, i] &= (size[:, k] >= rules.min_observations) & (voices[:, k] >= rules.min_voices)
    return stands.mean(axis=0)


def stock_stability(cells: pd.DataFrame, columns: Sequence[int], rules: Rules) -> Floats:
    """Return for each of some phenomena in which share of the resamples its stock has accumulated.

    Parameters
    ----------
    cells : DataFrame
        One row per counted observation since its phenomenon was handled: column, voice, weight.
    columns : sequence of int
    rules : Rules

    Returns
    -------
    ndarray of shape (n_columns,)
        NaN without resamples.
    """
    if not rules.resamples or not columns:
        return np.full(len(columns), np.nan)
    cells = cells.assign(voice=cells["voice"].where(cells["column"].isin(columns), -1))
    fine = cells.groupby(["column", "voice"], sort=True)["weight"].sum().reset_index()
    drawn = _drawn(fine["weight"].to_numpy(), rules.resamples)
    column = fine["column"].to_numpy()
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    totals = np.add.reduceat(drawn, starts, axis=1)
    heard = (totals > 0).sum(axis=1)
    found = np.zeros(len(columns))
    for i, k in enumerate(columns):
        cell = column == k
        own = drawn[:, cell]
        n = own.sum(axis=1)
        mean = np.where(heard > 1, (totals.sum(axis=1) - n) / np.maximum(heard - 1, 1), 0.0)
        least = np.maximum(rules.stock_observations, np.ceil(rules.stock_times_mean * mean - 1e-9))
        stands = (n >= least) & (_distinct(own, fine["voice"].to_numpy()[cell]) >= rules.stock_voices)
        found[i] = stands.mean()
    return found


def _drawn(weights: Floats, times: int) -> Ints:
    """Return how often each cell is drawn, in as many draws as there are observations, ``times`` times over."""
    total = weights.sum()
    rng = np.random.default_rng(_SEED)
    drawn: Ints = rng.multinomial(round(total), weights / total * (1 - 1e-12), size=times)
    return drawn


def _entry(fine: pd.DataFrame, drawn: Ints, n: int) -> tuple[Ints, Ints]:
    """Return the observations and the voices of each column in each resample."""
    column, voice = fine["column"].to_numpy(), fine["voice"].to_numpy()
    each = (fine["n"] / fine["weight"]).to_numpy()  # observations of a unit that is heard
    voices = np.zeros((len(drawn), n), dtype=np.int64)
    size = np.zeros((len(drawn), n), dtype=np.int64)
    for k in np.unique(column).tolist():
        own = drawn[:, column == k]
        size[:, k] = np.floor(own @ each[column == k] + 0.5)
        left = each[column == k] > 0
        voices[:, k] = _distinct(own[:, left], voice[column == k][left])
    return size, voices


def _distinct(drawn: Ints, voice: Ints) -> Ints:
    """Return how many voices have been drawn, by resample; the columns of a voice are side by side."""
    if not drawn.shape[1]:
        return np.zeros(len(drawn), dtype=np.int64)
    order = np.argsort(voice, kind="stable")
    starts = np.flatnonzero(np.diff(voice[order], prepend=-1))
    found: Ints = (np.add.reduceat(drawn[:, order], starts, axis=1) > 0).sum(axis=1)
    return found
