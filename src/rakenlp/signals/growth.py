"""Does a phenomenon grow? An empirical-Bayes Gamma-Poisson predictive test on a matrix of counts.

The last one, three and six months of each phenomenon are compared with what its own past lets expect:

* the past rate is shrunk towards all phenomena (works for one never seen before);
* the *exposure* is the volume of the other phenomena, so that holidays, growth of the form and campaign
  months do not look like a change;
* the noise beyond Poisson (small teams writing together, restless months) is estimated over all phenomena;
* the tail probability is a mid-p, the windows are joined with Simes' inequality;
* the result is stated as chance recurrence: how many signals this strong a year chance alone would give,
  ``p × phenomena × 12``.

Works on counts only, so simulations and the detector of signals share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from ..errors import ParameterError
from ..texts import text
from .rules import Rules, month_days

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_SHAPES = np.array([0.15, 0.25, 0.4, 0.6, 0.9, 1.4, 2.2, 4.0])
_CLUMPS, _RESTLESS = (1.0, 2.0), (0.0, 1.0)  # bounds of c and d in the variance c·μ + d·μ²


@dataclass(frozen=True)
class GrowthEvidence:
    """What the growth test found; arrays have one row per phenomenon and one column per window.

    Attributes
    ----------
    windows : tuple of int
        Months of the windows that could be tested (none if the past is too short).
    p_windows, observed, expected : ndarray of shape (n_phenomena, n_windows)
    size : ndarray of shape (n_phenomena, n_windows)
        Size parameter of the negative binomial predictive distribution, whose mean is ``expected``.
    p_value : ndarray of shape (n_phenomena,)
        Over all windows; 1 where nothing could be tested.
    chance_per_year : ndarray of shape (n_phenomena,)
        ``p_value`` × number of phenomena × 12.
    """

    windows: tuple[int, ...]
    p_windows: Floats
    observed: Floats
    expected: Floats
    size: Floats
    p_value: Floats
    chance_per_year: Floats

    def interval(self, phenomenon: int, window: int, width: float = 0.8) -> tuple[float, float]:
        """Return the predictive interval of the expected count (column numbers, not months).

        Whole counts that hold at least ``width`` of the distribution, and its mean.
        """
        size, mean = self.size[phenomenon, window], self.expected[phenomenon, window]
        tails = [(1 - width) / 2, (1 + width) / 2]
        low, high = stats.nbinom.ppf(tails, size, size / (size + mean))
        return float(min(low, np.floor(mean))), float(max(high, np.ceil(mean)))


@dataclass(frozen=True)
class Screening:
    """Which phenomena pass the rules of time: the decision that detector and simulations share.

    Attributes
    ----------
    cold : {"history", "volume"} or None
        Why growth is not tested yet.
    entry : ndarray of bool
        Enough de-duplicated observations and voices in the recent past.
    growing : ndarray of bool
    accumulated : ndarray of bool
        Flagged by the voice rule alone, in cold start only.
    evidence : GrowthEvidence
    """

    cold: str | None
    entry: Bools
    growing: Bools
    accumulated: Bools
    evidence: GrowthEvidence


def growth_evidence(
    counts: ArrayLike,
    *,
    variance: ArrayLike | None = None,
    windows: Sequence[int] = (1, 3, 6),
    gap: int = 1,
    min_baseline: int = 6,
) -> GrowthEvidence:
    """Test whether the last months of each phenomenon exceed what its past lets expect.

    Parameters
    ----------
    counts : array-like of shape (n_months, n_phenomena)
        De-duplicated observations, oldest month first; the last row ends on the day looked at. May be fractional:
        sums of the probabilities that an observation is of the phenomenon.
    variance : array-like of shape (n_months, n_phenomena), optional
        Sums of p(1 − p) of those probabilities; zero when None.
    windows : sequence of int
        Lengths in months, all ending with the last row.
    gap : int
        Months between a window and its past that belong to neither.
    min_baseline : int
        A window is tested if at least this many months remain as its past.

    Returns
    -------
    GrowthEvidence

    Raises
    ------
    ParameterError
        If counts is not a matrix of finite numbers of at least zero.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.signals import growth_evidence
    >>> counts = np.ones((24, 10), dtype=int)
    >>> counts[-1, 3] = 9
    >>> found = growth_evidence(counts)
    >>> int(found.chance_per_year.argmin()), found.windows, round(float(found.expected[3, 0]), 1)
    (3, (1, 3, 6), 1.0)
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any():
        raise ParameterError(
            "parameter",
            name="counts",
            owner="growth_evidence",
            expected=text("flags.expected_counts"),
            received=table.shape,
        )
    months, n = table.shape
    usable = tuple(w for w in windows if months - w - gap >= min_baseline) if n else ()
    exposure = table.sum(axis=1, keepdims=True) - table + 0.5
    weight = _weight(table, variance)
    found = [_one_window(table / weight, exposure, w, months - w - gap) for w in usable]
    found = [(p, now * weight, mean * weight, size) for p, now, mean, size in found]
    p, observed, expected, size = (
        np.column_stack([item[i] for item in found]) if found else np.empty((n, 0)) for i in range(4)
    )
    p_value = _simes(p)
    return GrowthEvidence(usable, p, observed, expected, size, p_value, p_value * n * 12)


def cold_start(history_days: float, per_year: float, rules: Rules) -> str | None:
    """Return why growth cannot be tested yet: "history", "volume" or None when it can.

    Examples
    --------
    >>> from rakenlp.signals import Rules, cold_start
    >>> cold_start(200, 100, Rules()), cold_start(800, 49, Rules()), cold_start(800, 50, Rules())
    ('history', 'volume', None)
    """
    if history_days < month_days(rules.min_history_months):
        return "history"
    return "volume" if per_year < rules.min_per_year else None


def screen(
    counts: ArrayLike,
    voices: ArrayLike,
    rules: Rules | None = None,
    history_days: float | None = None,
    variance: ArrayLike | None = None,
) -> Screening:
    """Decide from counts and voices which phenomena grow, or pass the voice rule in cold start.

    Parameters
    ----------
    counts : array-like of shape (n_months, n_phenomena)
        As for :func:`growth_evidence`.
    voices : array-like of shape (n_phenomena,)
        Voices of each phenomenon in the last ``rules.recent_months``.
    rules : Rules, optional
    history_days : float, optional
        Days from the first observation to the day looked at; all the months of ``counts`` when None.
    variance : array-like of shape (n_months, n_phenomena), optional
        As for :func:`growth_evidence`.

    Returns
    -------
    Screening

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.signals import screen
    >>> counts = np.zeros((5, 2), dtype=int)
    >>> counts[-1] = [3, 2]
    >>> found = screen(counts, voices=[2, 2])
    >>> found.cold, found.accumulated.tolist(), found.growing.tolist()
    ('history', [True, False], [False, False])
    """
    rules = rules or Rules()
    table = np.asarray(counts)
    evidence = growth_evidence(
        table,
        variance=variance,
        windows=rules.windows_months,
        gap=rules.gap_months,
        min_baseline=rules.min_baseline_months,
    )
    days = month_days(len(table)) if history_days is None else history_days
    cold = cold_start(days, float(table[-12:].sum()), rules)
    recent = table[-rules.recent_months :].sum(axis=0)
    entry = (recent >= rules.min_observations) & (np.asarray(voices) >= rules.min_voices)
    strong = evidence.chance_per_year <= rules.max_chance_per_year
    if not evidence.windows:
        strong = np.zeros(len(entry), dtype=bool)
    never = np.zeros(len(entry), dtype=bool)
    if cold:
        return Screening(cold, entry, never, entry, evidence)
    return Screening(None, entry, entry & strong, never, evidence)


def _weight(table: Floats, variance: ArrayLike | None) -> Floats:
    """Return what an observation of each phenomenon weighs: sums of weights w have the variance of so many w."""
    if variance is None:
        return np.ones(table.shape[1])
    total, squares = table.sum(axis=0), np.maximum(table - np.asarray(variance, dtype=np.float64), 0.0).sum(axis=0)
    pooled = squares.sum() / max(total.sum(), 1e-9)
    weight: Floats = np.clip((squares + 5 * pooled) / (total + 5), 0.05, 1.0)
    return weight


def _one_window(table: Floats, exposure: Floats, window: int, past: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return mid-p, observed, expected and size of the predictive distribution for one window."""
    before, before_exposure = table[:past], exposure[:past]
    total, total_exposure = before.sum(axis=0), before_exposure.sum(axis=0)
    shape, rate = _prior(total, total_exposure)
    a, b = shape + total, rate + total_exposure
    now, now_exposure = table[-window:].sum(axis=0), exposure[-window:].sum(axis=0)
    mean = a / b * now_exposure
    clumps, restless = _noise(before, a / b * before_exposure)
    variance = clumps * mean + restless * mean**2 / window + a * (now_exposure / b) ** 2
    variance = np.maximum(variance, mean * 1.0001)
    size = mean**2 / (variance - mean)
    success = size / (size + mean)
    low = np.floor(now)
    p, next_p = (
        stats.nbinom.sf(k - 1, size, success) - 0.5 * stats.nbinom.pmf(k, size, success) for k in (low, low + 1)
    )
    p = p ** (1 - (now - low)) * next_p ** (now - low)  # a fraction lies between the whole counts beside it
    return np.clip(p, 0.0, 1.0), now, mean, size


def _prior(total: Floats, exposure: Floats) -> tuple[float, float]:
    """Return the Gamma prior of rates over all phenomena (marginal likelihood on a grid of shapes)."""
    mean = (total.sum() + 0.5) / (exposure.sum() + 1e-9)
    a = _SHAPES[:, None]
    b = a / mean
    log_likelihood = (
        special.gammaln(total + a)
        - special.gammaln(a)
        + a * np.log(b / (b + exposure))
        + special.xlogy(total, exposure / (b + exposure))
    ).sum(axis=1)
    shape = float(_SHAPES[int(np.argmax(log_likelihood))])
    return shape, shape / mean


def _noise(before: Floats, fitted: Floats) -> tuple[float, float]:
    """Return c and d of the pooled variance c·μ + d·μ², by weighted least squares within sane bounds."""
    squared = (before - fitted) ** 2
    weight = 1 / (fitted + fitted**2) ** 2
    moments = [float((weight * fitted**power).sum()) for power in (2, 3, 4)]
    matrix = np.array([[moments[0], moments[1]], [moments[1], moments[2]]])
    right = np.array([(weight * fitted * squared).sum(), (weight * fitted**2 * squared).sum()])
    try:
        clumps, restless = np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        clumps, restless = 1.2, 0.2
    if not (np.isfinite(clumps) and np.isfinite(restless)):
        clumps, restless = 1.2, 0.2
    return float(np.clip(clumps, *_CLUMPS)), float(np.clip(restless, *_RESTLESS))


def _simes(p: Floats) -> Floats:
    n, windows = p.shape
    if not windows:
        return np.ones(n)
    ordered = np.sort(p, axis=1) * windows / np.arange(1, windows + 1)
    smallest: Floats = ordered.min(axis=1)
    return np.minimum(1.0, smallest)
