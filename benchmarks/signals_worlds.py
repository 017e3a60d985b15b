"""Worlds for the benchmark of signals: labels that are probabilities, and a second simulator of a form.

:func:`with_probabilities` gives each submission of a simulated county the probabilities that a calibrated classifier
would give. :func:`simulate_other` makes counties with other assumptions than the shared simulator: negative binomial
counts, reporting delays, a respondent group that stops writing, phenomena with a season, a phenomenon that is split
and one that is renamed in mid-history, and clumps of colleagues of different groups.
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


@dataclass
class Other:
    """What is assumed in the second simulator beyond steady phenomena; everything off by default.

    Attributes
    ----------
    restless : float
        Squared coefficient of variation of a phenomenon's monthly rate: counts are negative binomial.
    delayed : float
        Mean delay in months from what was seen to its receipt; a tenth comes in a batch at the end of the quarter.
    leaving : bool
        Professionals, nearly half of all, write no more from some month on.
    seasonal : float
        Share of phenomena with a season of their own (three times as much at its top as on average).
    renamed : bool
        One phenomenon goes on under a new name and another is split, with the past left under the old names.
    clumped : bool
        15 % of occasions bring two or three submissions at once, of different groups: clumps that voices do not show.
    """

    restless: float = 0.1
    delayed: float = 0.0
    leaving: bool = False
    seasonal: float = 0.0
    renamed: bool = False
    clumped: bool = False


OTHERS = {
    "steady": Other(),
    "restless counts": Other(restless=1.0),
    "delays": Other(delayed=1.5),
    "a group leaves": Other(leaving=True),
    "seasons": Other(seasonal=0.25),
    "renamed, split": Other(renamed=True),
    "clumps of groups": Other(clumped=True),
    "all at once": Other(restless=1.0, delayed=1.5, leaving=True, seasonal=0.25, renamed=True, clumped=True),
}


@dataclass
class _Form:
    """Submissions while they are written."""

    month: list[int] = field(default_factory=list)
    theme: list[int] = field(default_factory=list)
    role: list[int] = field(default_factory=list)
    area: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)

    def add(self, month: int, theme: int, role: int, area: int, kind: int) -> None:
        for name, value in (("month", month), ("theme", theme), ("role", role), ("area", area), ("kind", kind)):
            getattr(self, name).append(value)


def simulate_other(seed: int, volume: float, other: Other, K: int = 40, T: int = 60, burn: int = 12) -> Any:
    """Return a county like those of the shared simulator, by other assumptions: no campaigns.

    Every phenomenon has respondent groups of its own, shares are lognormal, and a few near-duplicates of one voice
    come as a flood. Counted by the month of receipt.
    """
    rng = np.random.default_rng([seed, 77])
    share = rng.lognormal(0.0, 1.1, K)
    order = rng.permutation(K)
    new = int(order[5])
    share[new] = 0.0
    share /= share.sum()
    months = np.arange(T)
    rate = volume / 12 * np.tile(share, (T, 1)) * 1.08 ** (months[:, None] / 12 - 2.5)
    peaks = rng.integers(12, size=K)
    with_season = rng.random(K) < other.seasonal
    wave = np.maximum(0.05, 1 + 2 * np.cos(2 * np.pi * (months[:, None] - peaks) / 12))
    wave /= wave.mean(axis=0)
    rate *= np.where(with_season, wave, 1.0)
    rate *= rng.gamma(1 / other.restless, other.restless, rate.shape)
    groups = np.vstack([rng.dirichlet([1.0, 1.2, 3.5, 1.0, 0.8, 0.5]) for _ in range(K)])
    places = rng.dirichlet(np.r_[4, np.ones(AREAS - 1)])
    leaves = int(rng.integers(T // 3, 2 * T // 3)) if other.leaving else T
    sizes = np.array([0.85, 0.10, 0.05]) if other.clumped else np.array([1.0, 0.0, 0.0])
    form = _Form()
    for month, theme in zip(*np.nonzero(drawn := rng.poisson(rate / (sizes @ [1, 2, 3]))), strict=True):
        for _ in range(int(drawn[month, theme])):
            area = int(rng.choice(AREAS, p=places))
            for _ in range(int(rng.choice(3, p=sizes)) + 1):
                role = int(rng.choice(ROLES, p=groups[theme]))
                if role != 2 or month < leaves:
                    form.add(int(month), int(theme), role, area, 0)
    emerging = []
    for i, (name, (n, span)) in enumerate(EMERGENCES.items()):
        theme, start = int(order[i]), int(rng.integers(burn + 2, T - span - 3))
        for _ in range(n):
            form.add(start + int(rng.integers(span)), theme, int(rng.choice(ROLES)), int(rng.choice(AREAS)), 1)
        emerging.append({"theme": theme, "start": start, "end": start + span - 1, "kind": name, "n": n})
    month = _received(np.array(form.month), other.delayed, rng)
    theme = _renamed(np.array(form.theme), month, order, T, rng) if other.renamed else np.array(form.theme)
    return _with_floods(form, month, theme, order, rng, emerging, K + 2 if other.renamed else K, T, burn)


def _received(month: NDArray[np.int64], delayed: float, rng: np.random.Generator) -> NDArray[np.int64]:
    if not delayed:
        return month
    late = month + rng.geometric(1 / (1 + delayed), len(month)) - 1
    batch = rng.random(len(month)) < 0.1
    return np.where(batch, month // 3 * 3 + 2, late)


def _renamed(
    theme: NDArray[np.int64], month: NDArray[np.int64], order: NDArray[np.int64], T: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Give one of the larger phenomena a new number, and half of another, from some month on."""
    K = len(order)
    common = [int(k) for k in np.argsort(-np.bincount(theme, minlength=K)) if k not in order[:8]]
    whole, split = common[2], common[4]
    change = int(rng.integers(T // 3, 2 * T // 3))
    theme = np.where((theme == whole) & (month >= change), K, theme)
    half = rng.random(len(theme)) < 0.5
    return np.where((theme == split) & (month >= change) & half, K + 1, theme)


def _with_floods(
    form: _Form,
    month: NDArray[np.int64],
    theme: NDArray[np.int64],
    order: NDArray[np.int64],
    rng: np.random.Generator,
    emerging: list[dict[str, Any]],
    K: int,
    T: int,
    burn: int,
) -> Any:
    parts = [np.column_stack([month, theme, form.role, form.area, np.full(len(month), -1), form.kind])]
    floods = []
    for number, flooded in enumerate(order[6:8].tolist()):
        start, role, area = int(rng.integers(burn + 2, T - 3)), int(rng.integers(ROLES)), int(rng.integers(AREAS))
        seen = np.where(rng.random(5) < 0.9, number, -1)
        parts.append(np.column_stack([np.tile([start, flooded, role, area], (5, 1)), seen, np.full(5, 2)]))
        floods.append({"theme": flooded, "start": start, "end": start})
    rows = np.vstack(parts)
    rows = rows[rows[:, 0] < T]
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    columns = dict(zip(("month", "theme", "role", "area", "dup", "kind"), rows.T, strict=True))
    return SimpleNamespace(T=T, K=K, emerg=emerging, floods=floods, **columns)
