"""What the last months of phenomena would hold if nothing had changed: a negative binomial for each.

The mean is the phenomenon's own past rate, shrunk towards all phenomena, times the exposure. The variance has four
parts: counts that come in clumps (``c·μ``), restless months (``d·μ²``), a past rate that is known only roughly, and
labels that are known only as probabilities.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
_SHAPES = np.array([0.15, 0.25, 0.4, 0.6, 0.9, 1.4, 2.2, 4.0])  # of the prior of rates
_CLUMPS, _RESTLESS = (1.0, 2.0), (0.0, 1.0)  # bounds of c and d
_FEW = 6  # months of past that a prior of rates can be fitted to
_FEWEST = 3  # months of past that noise can be seen in
_USUAL_NOISE = (1.0, 0.25)
_USUAL_SWING, _SWING_MONTHS = 0.2, 6  # squared variation between months, and for how many months it speaks


def exposures(table: Floats) -> Floats:
    """Return the volume of the other phenomena by month, which holidays, campaigns and growth change alike.

    A small form has so few submissions a month that their number says little of the month: it is shrunk towards the
    usual month, less the more the months differ beyond chance.
    """
    others = table.sum(axis=1, keepdims=True) - table
    usual = others.mean(axis=0)
    weight = usual / (usual + 1 / _swing(table.sum(axis=1)))
    result: Floats = weight * others + (1 - weight) * usual + 0.5
    return result


def predicted(
    table: Floats, exposure: Floats, window: int, past: int, variance: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """Return the observed sum of the last ``window`` rows, its expectation and the size of its distribution.

    Parameters
    ----------
    table, exposure : ndarray of shape (n_months, n_phenomena)
    window, past : int
        Last rows that are tested, and first rows that are their past (possibly none).
    variance : ndarray of shape (n_months, n_phenomena), optional
        Of the counts in ``table``, where they are sums of probabilities.

    Returns
    -------
    observed, expected, size : ndarray of shape (n_phenomena,)
    """
    before, before_exposure = table[:past], exposure[:past]
    total, total_exposure = before.sum(axis=0), before_exposure.sum(axis=0)
    whole = past < _FEW  # too short a past tells nothing of how phenomena differ: all months do
    shape, rate = _prior(table.sum(axis=0), exposure.sum(axis=0)) if whole else _prior(total, total_exposure)
    a, b = shape + total, rate + total_exposure
    now, now_exposure = table[-window:].sum(axis=0), exposure[-window:].sum(axis=0)
    mean = a / b * now_exposure
    # what labels leave open does not vary in sums of probabilities: they are steadier than counts by so much
    unseen = 0.0 if variance is None or not past else float(variance[:past].sum() / max(before.sum(), 1e-9))
    noise = _noise(before, a / b * before_exposure, unseen) if past >= _FEWEST else _USUAL_NOISE
    clumps, restless = noise
    spread = (exposure[-window:] ** 2).sum(axis=0) / now_exposure**2  # restless months even out over a window
    spread = spread + (before_exposure**2).sum(axis=0) / b**2  # and over the past
    spread_out = clumps * mean + restless * spread * mean**2 + a * (now_exposure / b) ** 2
    if variance is not None:
        # at the scale of what is expected: labels are as uncertain in it as they are in the window
        spread_out = spread_out + mean * variance[-window:].sum(axis=0) / np.maximum(now, 1e-9)
    spread_out = np.maximum(spread_out, mean * 1.0001)
    return now, mean, mean**2 / (spread_out - mean)


def upper_tail(count: Floats, mean: Floats, size: Floats) -> Floats:
    """Return the mid-p of at least ``count``, which need not be whole.

    Examples
    --------
    >>> import numpy as np
    >>> from rakenlp.signals._predictive import upper_tail
    >>> upper_tail(np.array([2.0, 2.5, 3.0]), np.full(3, 1.0), np.full(3, 2.0)).round(3).tolist()
    [0.185, 0.121, 0.078]
    """
    # of two tails, at least the count and more than it, the mean: falls with the count also between whole numbers
    success = mean / (size + mean)
    at_least = np.where(count > 0, special.betainc(np.maximum(count, 1e-12), size, success), 1.0)
    result: Floats = 0.5 * (at_least + special.betainc(count + 1, size, success))
    return result


def _swing(totals: Floats) -> float:
    """Return the squared coefficient of variation between months, beyond that of counts."""
    months, mean = len(totals), float(totals.mean())
    if months < 2 or mean <= 0:
        return _USUAL_SWING
    found = max(float(totals.var(ddof=1)) - mean, 0.0) / mean**2
    return ((months - 1) * found + _SWING_MONTHS * _USUAL_SWING) / (months - 1 + _SWING_MONTHS)


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


def _noise(before: Floats, fitted: Floats, unseen: float) -> tuple[float, float]:
    """Return c and d of the pooled variance c·μ + d·μ², by weighted least squares within sane bounds."""
    squared = (before - fitted) ** 2
    weight = 1 / (fitted + fitted**2) ** 2
    first, cross, second = (float((weight * fitted**power).sum()) for power in (2, 3, 4))
    right = [float((weight * fitted**power * squared).sum()) for power in (1, 2)]
    try:
        clumps = float(np.linalg.solve([[first, cross], [cross, second]], right)[0])
    except np.linalg.LinAlgError:
        return _USUAL_NOISE
    if not np.isfinite(clumps):
        return _USUAL_NOISE
    clumps = float(np.clip(clumps, max(_CLUMPS[0] - unseen, 0.1), _CLUMPS[1]))
    return clumps, float(np.clip((right[1] - clumps * cross) / second, *_RESTLESS))
