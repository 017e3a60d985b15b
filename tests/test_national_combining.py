"""Growth in several counties: false alarms as rare as promised, and one county alone never counts as several."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rakenlp.national.combining import anywhere, in_at_least
from rakenlp.national.intervals import rate, share


def test_chance_alone_is_told_for_chance():
    p = np.random.default_rng(0).uniform(size=(4000, 6))
    for combine in (anywhere, in_at_least):
        found = np.array([combine(row) for row in p])
        assert all((found <= level).mean() <= level * 1.25 for level in (0.01, 0.05, 0.2))


def test_growth_in_one_county_is_no_growth_in_two():
    p = np.random.default_rng(1).uniform(size=(4000, 6))
    p[:, 2] = 1e-9
    found = np.array([in_at_least(row, 2) for row in p])
    assert (found <= 0.05).mean() <= 0.0625
    assert all(anywhere(row) < 1e-4 for row in p[:50])


def test_small_growth_in_many_adds_up():
    assert anywhere([0.1] * 10) < 0.01 < anywhere([0.1])
    assert in_at_least([0.002, 0.003, 0.9, 1.0]) < 0.01
    assert in_at_least([0.001]) == 1.0 and anywhere([]) == 1.0


def test_what_is_not_known_is_no_evidence():
    assert anywhere([0.01, float("nan")]) == 0.01
    assert in_at_least([0.001, 0.002, 1.0, 1.0]) >= in_at_least([0.001, 0.002])


@pytest.mark.parametrize("n, base", [(0, 1), (1, 1), (0, 8), (3, 10), (250, 1000)])
def test_shares_hold_their_interval(n, base):
    found = share(n, base)
    assert 0 <= found.low <= found.value <= found.high <= 1 and found.low < found.high


def test_shares_and_rates_of_nothing():
    assert math.isnan(share(0, 0).value) and math.isnan(rate(3, 0).low)
    assert rate(0, 1000).low == 0 < rate(0, 1000).high


def test_wilson_covers():
    rng = np.random.default_rng(2)
    inside = [share(int(n), 25) for n in rng.binomial(25, 0.12, 3000)]
    assert np.mean([found.low <= 0.12 <= found.high for found in inside]) > 0.93
