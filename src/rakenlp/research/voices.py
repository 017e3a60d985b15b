"""What different voices write of: phenomena that one group tells of more, or less, than the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import ParameterError
from .agreement import wilson

if TYPE_CHECKING:
    from ..analysis import Analysis

COLUMNS = (
    "group",
    "phenomenon_id",
    "name",
    "n",
    "share",
    "n_others",
    "share_others",
    "difference",
    "low",
    "high",
    "p",
    "q",
)


def voice_differences(analysis: Analysis, by: str = "respondent_group", min_n: int = 10) -> pd.DataFrame:
    """Return which phenomena each group writes of more or less often than the others do.

    Near-duplicates count once, and an observation counts for its best phenomenon.

    Parameters
    ----------
    analysis : Analysis
    by : {"respondent_group", "municipality", "service_line"}, default="respondent_group"
    min_n : int, default=10
        Smaller groups are left out: of them nothing can be said with any certainty. They are still among the others.

    Returns
    -------
    DataFrame
        One row for each group and phenomenon, the clearest difference first: group, phenomenon_id, name, n, share (of
        the group's observations), n_others, share_others, difference (of the shares), low and high (its 95 % interval,
        Newcombe), p (Fisher's exact test, two-sided) and q (p with the false discovery rate of all the rows
        controlled, Benjamini and Hochberg): of the rows with q under 0.1 about one in ten is chance.

    Raises
    ------
    ParameterError
        If a parameter has a value that it cannot have.

    Notes
    -----
    Who answers a form is no sample of anyone: a difference tells of those who wrote. The form anonymous, one person may
    have written many times, which the test does not know.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import voice_differences
    >>> rows = [{"kuvaus": "Vuokra on rästissä, häätö uhkaa", "vastaajaryhma": "asiakas"}] * 2
    >>> rows += [{"kuvaus": "Yömaja on täynnä, asiakas nukkuu autossa", "vastaajaryhma": "ammattilainen"}]
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(rows))
    >>> voice_differences(analysis, min_n=1)[["group", "phenomenon_id", "n", "n_others"]].values.tolist()[0]
    ['ammattilainen', 'asunnottomuus', 1, 0]
    """
    from scipy.stats import fisher_exact

    if by not in ("respondent_group", "municipality", "service_line"):
        expected = "respondent_group / municipality / service_line"
        raise ParameterError("parameter", name="by", owner="voice_differences", expected=expected, received=by)
    if isinstance(min_n, bool) or not isinstance(min_n, int) or min_n < 1:
        raise ParameterError("parameter", name="min_n", owner="voice_differences", expected="int >= 1", received=min_n)
    rows = analysis.observations
    rows = rows[rows["duplicate_of"].isna() & rows[by].notna()]
    counts = pd.crosstab(rows[by], rows["phenomenon_id"].astype(object)) if len(rows) else pd.DataFrame()
    sizes = rows[by].value_counts()
    names = analysis.phenomena.set_index("phenomenon_id")["name"]
    found = []
    for group in sorted(map(str, sizes.index[sizes >= min_n])):
        n, rest = int(sizes[group]), int(sizes.sum() - sizes[group])
        if not rest or group not in counts.index:
            continue
        for code, hits, total in zip(
            counts.columns, counts.loc[group].to_numpy().tolist(), counts.sum().to_numpy().tolist(), strict=True
        ):
            others = total - hits
            p = float(fisher_exact([[hits, n - hits], [others, rest - others]])[1])
            one, two = wilson(hits, n), wilson(others, rest)
            low = one.value - two.value - ((one.value - one.low) ** 2 + (two.high - two.value) ** 2) ** 0.5
            high = one.value - two.value + ((one.high - one.value) ** 2 + (two.value - two.low) ** 2) ** 0.5
            difference = one.value - two.value
            found.append((group, code, names[code], hits, one.value, others, two.value, difference, low, high, p))
    out = pd.DataFrame(found, columns=list(COLUMNS[:-1]))
    out["q"] = _false_discovery(out["p"].to_numpy(dtype=float))
    return out.sort_values(["p", "group", "phenomenon_id"], kind="stable").reset_index(drop=True)


def _false_discovery(p: np.ndarray) -> np.ndarray:
    """Return the p values adjusted by Benjamini and Hochberg."""
    order = np.argsort(p, kind="stable")[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    out = np.empty(len(p))
    out[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return out
