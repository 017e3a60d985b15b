"""How many times the expected count was observed, with an interval."""

from __future__ import annotations

import numpy as np
from scipy import special


def rate_ratio(observed: float, expected: float, size: float, width: float = 0.8) -> tuple[float, float, float]:
    """Return observed against expected, and the interval of that ratio.

    The interval holds the ratios under which the count would not be surprising (each tail at least half of what
    ``width`` leaves over) in the predictive distribution of the growth test. So the noise of counts, of the past and
    of labels widens it; that a flag was picked because it is strong does not.

    Parameters
    ----------
    observed, expected : float
    size : float
        Size parameter of the negative binomial predictive distribution.
    width : float

    Returns
    -------
    ratio, low, high : float

    Examples
    --------
    >>> from rakenlp.signals._ratio import rate_ratio
    >>> [round(value, 1) for value in rate_ratio(6, 1.5, 2.0)]
    [4.0, 1.6, 18.1]
    """
    if not expected > 0 or not size > 0:
        return float("nan"), float("nan"), float("nan")
    tail = (1 - width) / 2
    ends = [special.betaincinv(observed, size, tail) if observed > 0 else 0.0]
    ends.append(special.betaincinv(observed + 1, size, 1 - tail))
    low, high = (float(size * end / max(1 - end, np.finfo(float).tiny) / expected) for end in ends)
    return observed / expected, low, high
