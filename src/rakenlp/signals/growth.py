"""Does a phenomenon grow? An empirical-Bayes Gamma-Poisson predictive test on a matrix of counts.

The last one, three and six months of each phenomenon are compared with what its own past lets expect:

* what is counted are *units*: the voices heard in a month, so that colleagues who write together count once;
* the past rate is shrunk towards all phenomena (works for one never seen before);
* the *exposure* is the volume of the other phenomena, so that holidays, growth of the form and campaign
  months do not look like a change;
* the noise beyond Poisson (observations that come in clumps, restless months) is estimated over all phenomena;
* labels that are probabilities widen what is expected instead of inventing growth;
* the tail probability is a mid-p, the windows are joined with Simes' inequality, weighted (Hochberg & Liberman 1994,
  Statistics & Probability Letters 21): the middle one counts double, as one meeting or one wrong label can fill a
  single month, and half a year dulls what is new;
* the result is stated as chance recurrence: how many signals this strong a year chance alone would give,
  ``p × phenomena × 12``.

Works on counts only, so simulations and the detector of signals share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from ..errors import ParameterError
from ..texts import text
from ._predictive import exposures, predicted, upper_tail
from ._ratio import rate_ratio
from .rules import Rules, month_days

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_HALF_YEAR = 6


@dataclass(frozen=True)
class GrowthEvidence:
    """What the growth test found; arrays have one row per phenomenon and one column per window.

    Attributes
    ----------
    windows : tuple of int
        Months of the windows that could be tested (none if the past is too short).
    p_windows, observed, expected : ndarray of shape (n_phenomena, n_windows)
        ``observed`` is not whole where counts are sums of probabilities.
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

        Parameters
        ----------
        phenomenon, window : int
            Numbers of the columns.
        width : float, default=0.8

        Returns
        -------
        tuple of float
            The lower end and the upper one.
        """
        size, mean = self.size[phenomenon, window], self.expected[phenomenon, window]
        tails = [(1 - width) / 2, (1 + width) / 2]
        low, high = stats.nbinom.ppf(tails, size, size / (size + mean))
        return float(min(low, np.floor(mean))), float(max(high, np.ceil(mean)))

    def ratio(self, phenomenon: int, window: int, width: float = 0.8) -> tuple[float, float, float]:
        """Return how many times the expected count was observed, and the interval of that (column numbers).

        The interval holds the ratios under which the count would not be surprising. What widens the predictive
        distribution widens it too; that a phenomenon was looked at because it is strong does not.

        Parameters
        ----------
        phenomenon, window : int
            Numbers of the columns.
        width : float, default=0.8

        Returns
        -------
        tuple of float
            The ratio, the lower end and the upper one.
        """
        observed, expected, size = (float(t[phenomenon, window]) for t in (self.observed, self.expected, self.size))
        return rate_ratio(observed, expected, size, width)


@dataclass(frozen=True)
class Screening:
    """Which phenomena pass the rules of time: the decision that detector and simulations share.

    Attributes
    ----------
    cold : {"history", "volume"} or None
        Why growth is not tested yet.
    least : int
        De-duplicated observations that are enough.
    entry : ndarray of bool
        Enough de-duplicated observations and voices in the recent past.
    growing : ndarray of bool
    accumulated : ndarray of bool
        Flagged by the voice rule, in cold start only.
    evidence : GrowthEvidence
    """

    cold: str | None
    least: int
    entry: Bools
    growing: Bools
    accumulated: Bools
    evidence: GrowthEvidence

    @property
    def flagged(self) -> Bools:
        """Growing, or raised by the voice rule."""
        return self.growing | self.accumulated


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
        Units (see :func:`count_units`) or de-duplicated observations, oldest month first; the last row ends on the
        day looked at. Sums of probabilities need not be whole.
    variance : array-like of the same shape, optional
        Of the counts, where they are sums of probabilities: ``p(1-p)`` summed. It widens what is expected of the
        windows; the noise of the past is seen from the counts themselves.
    windows : sequence of int
        Lengths in months, all ending with the last row.
    gap : int
        Months between a window and its past that belong to neither.
    min_baseline : int
        A window is tested if at least this many months remain as its past. With 0 it always is: what is not known
        from a phenomenon's own past is expected as from all phenomena.

    Returns
    -------
    GrowthEvidence

    Raises
    ------
    ParameterError
        If counts is not a matrix of finite numbers of at least zero, or variance not another such.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.signals import growth_evidence
    >>> counts = np.ones((24, 10), dtype=int)
    >>> counts[-1, 3] = 9
    >>> found = growth_evidence(counts)
    >>> int(found.chance_per_year.argmin()), found.windows, round(float(found.expected[3, 0]), 1)
    (3, (1, 3, 6), 1.0)
    >>> [round(value, 1) for value in found.ratio(3, 0)]
    [9.0, 5.2, 15.7]
    """
    table = _matrix("counts", counts)
    spread = None if variance is None else _matrix("variance", variance, table.shape)
    months, n = table.shape
    tested = [(w, max(months - w - gap, 0)) for w in _within(windows, months)] if n else []
    tested = [(w, past) for w, past in tested if past >= min_baseline]
    exposure = exposures(table) if tested else table
    found = [predicted(table, exposure, w, past, spread) for w, past in tested]
    observed, expected, size = (
        np.column_stack([item[i] for item in found]) if found else np.empty((n, 0)) for i in range(3)
    )
    p = upper_tail(observed, expected, size)
    p_value = _joined(p, [w for w, _ in tested])
    return GrowthEvidence(tuple(w for w, _ in tested), p, observed, expected, size, p_value, p_value * n * 12)


def cold_start(history_days: float, per_year: float, rules: Rules) -> str | None:
    """Return why growth cannot be tested yet: "history", "volume" or None when it can.

    Parameters
    ----------
    history_days : float
        Days between the first observation and the last.
    per_year : float
        Observations in a year.
    rules : Rules

    Returns
    -------
    str or None

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
    observations: ArrayLike | None = None,
    per_year: float | None = None,
) -> Screening:
    """Decide from counts and voices which phenomena grow, or pass the voice rule in cold start.

    In cold start the voice rule asks for more where more is written. In the first year the entry condition is enough
    while at most ``rules.cold_at_once`` phenomena meet it. Otherwise the count must also be such that chance would
    give it at most ``rules.max_chance_cold`` times a year, as far as all phenomena together and what past there is
    tell.

    Parameters
    ----------
    counts : array-like of shape (n_months, n_phenomena)
        As for :func:`growth_evidence`; what is flagged has ``rules.min_observations`` of these, too (fewer where
        labels have no probabilities and ``rules.label_error`` says that some are wrong; not in cold start).
    voices : array-like of shape (n_phenomena,)
        Voices of each phenomenon in the last ``rules.recent_months``.
    rules : Rules, optional
    history_days : float, optional
        Days from the first observation to the day looked at; all the months of ``counts`` when None.
    variance : array-like, optional
        As for :func:`growth_evidence`.
    observations : array-like of shape (n_phenomena,), optional
        De-duplicated observations in the last ``rules.recent_months``, for the entry condition; those of ``counts``
        when None.
    per_year : float, optional
        De-duplicated observations with a phenomenon in the last year; the sum of the last twelve months when None.

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
    days = month_days(len(table)) if history_days is None else history_days
    cold = cold_start(days, float(table[-12:].sum()) if per_year is None else per_year, rules)
    baseline, most = rules.min_baseline_months, rules.max_chance_per_year
    if cold:
        baseline, most = 0, rules.max_chance_cold
    evidence = growth_evidence(
        table, variance=variance, windows=rules.windows_months, gap=rules.gap_months, min_baseline=baseline
    )
    recent = table[-rules.recent_months :].sum(axis=0)
    possible = recent  # as many as the labels leave possible, within a standard deviation
    if variance is not None:
        possible = recent + np.sqrt(np.asarray(variance)[-rules.recent_months :].sum(axis=0))
    listed = recent if observations is None else np.asarray(observations)
    least = rules.min_observations if cold or variance is not None else rules.least_observations
    entry = (listed >= least) & (np.asarray(voices) >= rules.min_voices)
    never = np.zeros(len(entry), dtype=bool)
    strong = (evidence.chance_per_year <= most) if evidence.windows else never
    enough = entry & (possible >= least - 1e-9)
    if cold == "history" and enough.sum() <= rules.cold_at_once:
        return Screening(cold, least, entry, never, enough, evidence)
    if cold:
        return Screening(cold, least, entry, never, enough & strong, evidence)
    return Screening(None, least, entry, enough & strong, never, evidence)


def _matrix(name: str, values: ArrayLike, shape: tuple[int, ...] | None = None) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any() or table.shape != (shape or table.shape):
        raise ParameterError(
            "parameter",
            name=name,
            owner="growth_evidence",
            expected=text("flags.expected_counts"),
            received=table.shape,
        )
    return table


def _within(windows: Sequence[int], months: int) -> list[int]:
    """Return the windows that differ in what they hold: of those longer than the data only the shortest."""
    ordered = sorted(windows) if months else []
    return [w for i, w in enumerate(ordered) if i == 0 or ordered[i - 1] < months]


def _joined(p: Floats, windows: Sequence[int]) -> Floats:
    """Join the windows: of one, three and six months the middle one counts double."""
    if not len(windows):
        return np.ones(len(p))
    months = np.asarray(windows, dtype=np.float64)
    weights = np.minimum(months, _HALF_YEAR / months)
    weights /= weights.sum()
    order = np.argsort(p, axis=1, kind="stable")
    smallest: Floats = (np.take_along_axis(p, order, axis=1) / np.cumsum(weights[order], axis=1)).min(axis=1)
    return np.minimum(1.0, smallest)
