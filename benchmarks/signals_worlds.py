"""Worlds for the benchmark of signals: labels that are probabilities, and a second simulator of a form.

:func:`with_probabilities` gives each submission of a simulated county the probabilities that a calibrated classifier
would give. :func:`simulate_other` makes counties with other assumptions than the shared simulator: negative binomial
counts, reporting delays, a respondent group that stops writing, phenomena with a season, a phenomenon that is split
and one that is renamed in mid-history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROLES, AREAS = 6, 8
EMERGENCES = {"B3": (3, 2), "B6": (6, 2), "P3": (3, 6), "P6": (6, 6), "P12": (12, 6), "N4": (4, 6)}
"""Kind: observations and the months that they come in, as in the shared simulator."""


def with_probabilities(county: Any, noise: float, seed: int) -> tuple[Any, Any, NDArray[np.float64]]:
    """Return the county with labels drawn from probabilities, with the most likely labels, and the probabilities.

    Given its phenomenon ``z``, a submission's probabilities are drawn from Dirichlet(α·share + e_z); by conjugacy
    they are then exactly P(z | probabilities) where phenomena occur by their shares, so they are calibrated and tell
    no more of the truth than they say. α is such that a drawn label is wrong about as often as ``noise`` says.
    Near-duplicates have the same probabilities, since they have the same text.
    """
    rng = np.random.default_rng([seed, 25])
    n = len(county.theme)
    background = np.bincount(county.theme[county.kind == 0], minlength=county.K)
    share = (background / max(background.sum(), 1) + 0.2 / county.K) / 1.2
    alpha = noise / (1 - noise)
    shapes = np.tile(alpha * share, (n, 1))
    shapes[np.arange(n), county.theme] += 1
    drawn = rng.standard_gamma(shapes)
    probability = drawn / drawn.sum(axis=1, keepdims=True)
    for group in np.unique(county.dup[county.dup >= 0]):
        same = county.dup == group
        probability[same] = probability[np.argmax(same)]
    cumulative = probability.cumsum(axis=1)
    labels = np.minimum((rng.random((n, 1)) > cumulative).sum(axis=1), county.K - 1)
    return _relabelled(county, labels), _relabelled(county, probability.argmax(axis=1)), probability


def _relabelled(county: Any, theme: NDArray[np.int64]) -> Any:
    return SimpleNamespace(**{**vars(county), "theme": theme})
