"""Which texts fit an emerging phenomenon: the core that it was found by gathers the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from .clustering import similarities, unit_means

#: Cosine to the centre from which a text fits, as a share of the core's median.
_LOOSE = 0.65
#: Width of the step from not fitting to fitting, in cosine.
_STEP = 0.04
_GATHERINGS = 2
#: More than single precision errs by in a cosine.
_ERR = 1e-4
#: Groups that gather at once.
_TOGETHER = 64


def fitting(known: NDArray[np.float64], nearness: NDArray[np.float64], thresholds: NDArray[np.float64]) -> Any:
    """Return the probability of each emerging phenomenon, of shape (n_texts, n_groups).

    How well a text fits a group (a soft step of its cosine at the threshold), times the share that the
    known phenomena leave open: the square root of one minus the best of them.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
    nearness : ndarray of shape (n_texts, n_groups)
        Cosine to each group's centre.
    thresholds : ndarray of shape (n_groups,)
    """
    fits = expit((nearness - thresholds) / _STEP)
    open_share = np.sqrt(1 - known.max(axis=1, keepdims=True, initial=0.0))
    return open_share * fits / np.maximum(1.0, fits.sum(axis=1, keepdims=True))


class Gathering:
    """Lets groups found by their cores gather the texts that fit them.

    Parameters
    ----------
    known : ndarray of shape (n_texts, n_known)
    vectors : ndarray of shape (n_texts, n_dimensions)
        Unit vectors of meaning.
    """

    def __init__(self, known: NDArray[np.float64], vectors: NDArray[np.float64]) -> None:
        self._vectors, self._narrow = vectors, vectors.astype(np.float32)
        self._best = known.max(axis=1, initial=0.0)
        self._open = np.sqrt(1 - self._best)
        with np.errstate(divide="ignore"):
            needed = self._best / ((1 + self._best) * self._open)
            # how much nearer than the threshold a text must be, less what single precision may err by
            self._further = (_STEP * logit(np.minimum(needed, 1.0)) - _ERR).astype(np.float32)

    def gather(self, groups: Sequence[NDArray[np.intp]]) -> list[tuple[NDArray[np.float64], float]]:
        """Return the centre and the threshold of each group, given the texts that are its core."""
        found = []
        for start in range(0, len(groups), _TOGETHER):
            found += self._gather(groups[start : start + _TOGETHER])
        return found

    def _gather(self, groups: Sequence[NDArray[np.intp]]) -> list[tuple[NDArray[np.float64], float]]:
        centres = np.concatenate([self._centre(members) for members in groups])
        thresholds = [
            float(np.median(similarities(self._vectors[members], centre[None])[:, 0])) * _LOOSE
            for members, centre in zip(groups, centres, strict=True)
        ]
        going = list(range(len(groups)))
        for _ in range(_GATHERINGS):
            roughly = centres[going].astype(np.float32) @ self._narrow.T
            for row, group in zip(roughly, list(going), strict=True):
                gathered = self._fitting(row, centres[group], thresholds[group])
                if len(gathered) < len(groups[group]):
                    going.remove(group)
                else:
                    centres[group] = self._centre(gathered)
        return list(zip(centres, thresholds, strict=True))

    def _fitting(self, roughly: NDArray[np.float32], centre: NDArray[np.float64], threshold: float) -> NDArray[np.intp]:
        """Return the texts that fit a group better than what is known, given about how near they are to its centre."""
        near = np.flatnonzero(roughly > threshold + self._further)
        nearness = similarities(self._vectors[near], centre[None])[:, 0]
        own = self._open[near] * expit((nearness - threshold) / _STEP)
        return near[own > self._best[near] * (1 - own)]

    def _centre(self, members: NDArray[np.intp]) -> NDArray[np.float64]:
        return unit_means(self._vectors[members], np.zeros(len(members), dtype=np.intp))
