"""adapter draft"""
from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rakenlp.signals import Rules, Screening, count_units, screen

_RULES = Rules()
_LEAST, _LISTED = 0.01, 0.2  # probabilities that count, and with which a submission may be a phenomenon's


def adapter(view: Any, rules: Rules = _RULES) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the strength of the evidence and the detector's own decision for each phenomenon.

    Parameters
    ----------
    view : object
        What may be seen at the end of a month, see the module docstring.
    rules : Rules

    Returns
    -------
    score : ndarray of shape (K,)
        Larger is stronger: minus the common logarithm of the chance recurrence, plus three; at its lowest
        where the voice rule does not hold.
    flag : ndarray of shape (K,)
        Growing, or raised by the voice rule in cold start.
    """
    found = screened(view, rules)
    chance = np.where(found.entry, found.evidence.chance_per_year, 1e6)
    return 3.0 - np.log10(np.maximum(chance, 1e-12)), found.growing | found.accumulated


def screened(view: Any, rules: Rules) -> Screening:
    """Return what the rules say of a view: what :func:`rakenlp.detect_signals` asks, of the same things."""
    voice = view.role * 1000 + view.area
    probability = getattr(view, "probability", None)
    if probability is None:
        row = np.flatnonzero(first_copies(view.dup, view.theme))
        phenomenon, weight, listed = view.theme[row], None, np.ones(len(row), dtype=bool)
    else:
        texts = first_copies(view.dup, np.zeros_like(view.theme))
        row, phenomenon = np.nonzero((probability > _LEAST) & texts[:, None])
        weight = probability[row, phenomenon]
        listed = weight >= _LISTED
    month, voice = view.month[row], voice[row]
    counts, variance = count_units(month, phenomenon, voice, weight, shape=(view.t + 1, view.K))
    recent = listed & (month > view.t - rules.recent_months)
    observations = np.bincount(phenomenon[recent], minlength=view.K)
    pairs = np.unique(np.column_stack([phenomenon[recent], voice[recent]]), axis=0)
    voices = np.bincount(pairs[:, 0], minlength=view.K)
    return screen(counts, voices, rules, variance=variance, observations=observations)


def first_copies(dup: NDArray[np.int64], theme: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which submissions are the first of their near-duplicates (-1: none) within a phenomenon."""
    own = np.ones(len(dup), dtype=bool)
    copies = np.flatnonzero(dup >= 0)
    keys = dup[copies] * (int(theme.max(initial=0)) + 1) + theme[copies]
    own[copies] = False
    own[copies[np.unique(keys, return_index=True)[1]]] = True
    return own
