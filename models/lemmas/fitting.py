"""Fit a conditional log-linear model: candidates of one form compete, features share weights.

Each feature has a shared weight and one per treebank, so that the treebanks' different conventions do not
disturb each other (Daumé 2007, "Frustratingly easy domain adaptation").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

SPREAD = 1.4  # standard deviation of the weights' Gaussian prior
TREEBANK = 0.5  # scale of the weights of one treebank
TAGGING = 1.0  # weight of the part of speech beside the lemma


class Group(NamedTuple):
    """The candidates of one form in one treebank: their features, and which are right."""

    treebank: str
    features: Sequence[Sequence[str]]
    lemma_right: Sequence[bool]
    reading_right: Sequence[bool]
    count: float
    offsets: Sequence[float] = ()


def fit(groups: Iterable[Group], iterations: int, spread: float = SPREAD) -> dict[str, float]:
    """Return the weight of each feature, for the convention of treebank ``tdt``."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    scales: list[float] = []
    ends: list[int] = [0]
    sizes, counts, right, reading, offsets = [], [], [], [], []
    for group in groups:
        sizes.append(len(group.features))
        counts.append(group.count)
        right.extend(group.lemma_right)
        reading.extend(group.reading_right)
        offsets.extend(group.offsets or [0.0] * len(group.features))
        for names in group.features:
            for name in names:
                columns.append(numbers.setdefault(name, len(numbers)))
                columns.append(numbers.setdefault(f"{group.treebank} {name}", len(numbers)))
                scales += (1.0, TREEBANK)
            ends.append(len(columns))
    parts = (np.array(scales, np.float32), np.array(columns), np.array(ends))
    matrix = sparse.csr_matrix(parts, shape=(len(ends) - 1, len(numbers)))
    loss = _Loss(matrix, *map(np.array, (sizes, counts, right, reading, offsets)), spread)
    start = np.zeros(len(numbers))
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x
    return {
        name: float(found[number] + TREEBANK * found[numbers.get(f"tdt {name}", number)] * (f"tdt {name}" in numbers))
        for name, number in numbers.items()
        if " " not in name[:4]
    }


class _Loss:
    """Minus log-likelihood of the right lemmas and readings, with its gradient."""

    def __init__(
        self,
        matrix: Any,
        sizes: NDArray[Any],
        counts: NDArray[Any],
        right: NDArray[Any],
        reading: NDArray[Any],
        offsets: NDArray[Any],
        spread: float,
    ) -> None:
        self.matrix, self.transposed = matrix, matrix.T.tocsr()
        self.starts = np.r_[0, np.cumsum(sizes)[:-1]]
        self.group = np.repeat(np.arange(len(sizes)), sizes)
        self.counts, self.right, self.reading, self.offsets, self.spread = counts, right, reading, offsets, spread

    def __call__(self, weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        score = self.offsets + self.matrix @ weights
        total, belief = self._normalise(score, None)
        lemma, lemma_belief = self._normalise(score, self.right)
        reading, reading_belief = self._normalise(score, self.reading)
        value = float((self.counts * (total - lemma + TAGGING * (lemma - reading))).sum())
        slope = self.counts[self.group] * (belief - lemma_belief + TAGGING * (lemma_belief - reading_belief))
        value += 0.5 * float(weights @ weights) / self.spread**2
        return value, self.transposed @ slope + weights / self.spread**2

    def _normalise(self, score: NDArray[Any], allowed: NDArray[Any] | None) -> tuple[NDArray[Any], NDArray[Any]]:
        if allowed is not None:
            score = np.where(allowed, score, -1e30)
        top = np.maximum.reduceat(score, self.starts)
        belief = np.exp(score - top[self.group])
        mass = np.add.reduceat(belief, self.starts)
        return top + np.log(mass), belief / mass[self.group]
