"""What counts at a level of the growth test: entries, the observations of each month, and the voices among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ._assignments import Assignments, Bools, Floats, Ints
from ._time import Months


@dataclass(frozen=True)
class Tally:
    """What counts at a level, one entry per (observation, column), ordered as the data are.

    Attributes
    ----------
    row : ndarray of int
        Row of the data (of the candidates, for those).
    column : ndarray of int
    is_unit : ndarray of bool
        Counted: the first of its near-duplicates in the column.
    weight : ndarray of float
        Probability of the column.
    """

    row: Ints
    column: Ints
    is_unit: Bools
    weight: Floats

    def take(self, entries: Bools) -> Tally:
        """Return some of the entries."""
        return Tally(self.row[entries], self.column[entries], self.is_unit[entries], self.weight[entries])


def units_of(cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row per month, column and voice: heard (the probability that it is) and n (of its observations)."""
    parts = [cells[name].to_numpy().astype(np.int64) for name in ("month", "column", "voice")]
    sizes = [int(part.max(initial=0)) + 1 for part in parts]
    key = (parts[0] * sizes[1] + parts[1]) * sizes[2] + parts[2]
    number, distinct = pd.factorize(key)
    weight = cells["weight"].to_numpy()
    with np.errstate(divide="ignore"):
        silent = np.exp(np.bincount(number, weights=np.log1p(-weight), minlength=len(distinct)))
    return pd.DataFrame(
        {
            "month": distinct // (sizes[1] * sizes[2]),
            "column": distinct // sizes[2] % sizes[1],
            "voice": distinct % sizes[2],
            "heard": 1 - silent,
            "n": np.bincount(number, weights=weight, minlength=len(distinct)),
        }
    )


def cells_of(data: Assignments, months: Months, tally: Tally) -> pd.DataFrame:
    own = tally.is_unit & data.dated[tally.row]
    row = tally.row[own]
    return pd.DataFrame(
        {
            "month": months.of(data.day[row]).astype(np.int32),
            "day": data.day[row].astype(np.int32),
            "column": tally.column[own].astype(np.int32),
            "voice": data.voice[row].astype(np.int32),
            "weight": tally.weight[own],
        }
    )
