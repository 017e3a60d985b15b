"""Which observations are coded by hand: a sample in which rare voices are heard, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from ..analysis import Analysis

#: At least so many of each stratum, as far as it has them and the sample is large enough.
_LEAST = 2


def sampled(analysis: Analysis, n: int, seed: int, by: str | None) -> list[str]:
    """Return the ids of a sample, shuffled; near-duplicates count once.

    Parameters
    ----------
    analysis : Analysis
    n : int
        All, when there are fewer.
    seed : int
    by : str or None
        Column of the strata; a simple random sample when None.

    Returns
    -------
    list of str
        The same for the same observations in any order.
    """
    rows = analysis.observations
    rows = rows[rows["duplicate_of"].isna()].sort_values("observation_id", kind="stable")
    ids = rows["observation_id"].to_numpy(dtype=object)
    strata = np.zeros(len(ids), dtype=int)
    if by is not None:
        values = dict(zip(analysis.obs.frame.index, analysis.obs.frame[by], strict=True))
        strata = pd.factorize(pd.Series([_name(values[i]) for i in ids], dtype=object), sort=True)[0]
    random = np.random.default_rng(seed)
    sizes = np.bincount(strata) if len(ids) else np.zeros(0, dtype=int)
    chosen: list[str] = []
    for stratum, quota in enumerate(quotas(sizes.tolist(), n)):
        members = ids[strata == stratum]
        chosen += [str(each) for each in random.permutation(members)[:quota]]
    return [chosen[i] for i in random.permutation(len(chosen))]


def quotas(sizes: Sequence[int], n: int) -> list[int]:
    """Share a sample out among strata: a floor for each, the rest in proportion to what is left of them.

    Examples
    --------
    >>> quotas([80, 15, 4, 1], 20)
    [13, 4, 2, 1]
    >>> quotas([3, 2], 20)
    [3, 2]
    """
    n = min(n, sum(sizes))
    least = next((k for k in range(_LEAST, -1, -1) if sum(min(size, k) for size in sizes) <= n), 0)
    given = [min(size, least) for size in sizes]
    left = [size - have for size, have in zip(sizes, given, strict=True)]
    rest, whole = n - sum(given), sum(left)
    exact = [rest * size / whole if whole else 0.0 for size in left]
    added = [int(value) for value in exact]
    by_remainder = sorted(range(len(sizes)), key=lambda i: (added[i] - exact[i], i))
    for i in by_remainder[: rest - sum(added)]:
        added[i] += 1
    return [have + more for have, more in zip(given, added, strict=True)]


def _name(value: object) -> str:
    return value if isinstance(value, str) else ""
