"""Growth in several counties at once: their p-values together.

Two questions, two standard answers:

* does it grow anywhere? Fisher's combination of all p-values (Fisher 1932, Statistical Methods for Research Workers);
  small growth in many counties adds up;
* does it grow in at least two counties? The partial conjunction of Benjamini and Heller (2008, Biometrics 64), with
  Simes' inequality over all but the smallest p-value; one county alone, however strong, never makes it small.

Fisher's needs counties that are independent of each other: the same people, a shared campaign or news that everybody
has read break that. Simes' holds under such (positive) dependence too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

_LEAST = 1e-300


def anywhere(p_values: Sequence[float]) -> float:
    """Return Fisher's combined p-value: small where at least one county grows, or several a little.

    Examples
    --------
    >>> round(anywhere([0.08, 0.05, 0.1]), 4), anywhere([0.03])
    (0.0158, 0.03)
    """
    from scipy.stats import chi2

    values = _checked(p_values)
    if len(values) == 1:
        return float(values[0])
    return float(chi2.sf(-2 * np.log(np.maximum(values, _LEAST)).sum(), 2 * len(values))) if len(values) else 1.0


def in_at_least(p_values: Sequence[float], counties: int = 2) -> float:
    """Return the p-value of the partial conjunction: small where at least so many counties grow.

    Parameters
    ----------
    p_values : sequence of float
        One for each county that was tested.
    counties : int, default=2

    Returns
    -------
    float
        1 where fewer counties were tested.

    Examples
    --------
    >>> in_at_least([1e-9, 0.6, 0.5]), round(in_at_least([0.001, 0.004, 0.5]), 4)
    (0.6, 0.008)
    """
    values = np.sort(_checked(p_values))[counties - 1 :]
    if not len(values):
        return 1.0
    return float(min(1.0, (len(values) / np.arange(1, len(values) + 1) * values).min()))


def _checked(p_values: ArrayLike) -> np.ndarray:
    values = np.asarray(p_values, dtype=float)
    return np.clip(values[np.isfinite(values)], 0.0, 1.0)
