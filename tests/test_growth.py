"""The growth test on counts, its units, and what the rules make of it."""

from __future__ import annotations

import numpy as np
import pytest

from rakenlp.errors import ParameterError
from rakenlp.signals import GrowthEvidence, Rules, cold_start, count_units, growth_evidence, screen
from rakenlp.signals._predictive import upper_tail


def _null(seed: int, months: int = 40, n: int = 40, year: float = 120, restless: float = 0.25) -> np.ndarray:
    """Counts of steady phenomena of very different sizes, in restless months, with a campaign and holidays."""
    rng = np.random.default_rng(seed)
    share = rng.gamma(0.7, 1.0, n) + 0.02
    volume = year / 12 * np.tile([1, 1, 1, 1, 1, 1, 0.5, 1, 1.2, 1.2, 1, 0.8], months)[:months]
    volume[months - 4] *= 2.5
    rate = volume[:, None] * share / share.sum() * rng.gamma(1 / restless, restless, (months, n))
    return rng.poisson(rate)


def _same(one: GrowthEvidence, other: GrowthEvidence) -> None:
    assert one.windows == other.windows
    for name in ("p_windows", "observed", "expected", "size", "p_value", "chance_per_year"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, err_msg=name)


@pytest.mark.parametrize("year", [30, 120, 400, 4000])
def test_chance_gives_no_more_than_is_stated(year: float) -> None:
    p = np.concatenate([growth_evidence(_null(seed, year=year)).p_value for seed in range(240)])
    assert (p <= 0.5).mean() <= 0.55
    for level in (0.1, 0.03, 0.01):  # 9,600 phenomena: three standard errors above the level
        assert (p <= level).mean() <= level + 3 * np.sqrt(level / len(p)), level


@pytest.mark.parametrize("year", [120, 400, 4000])
def test_chance_gives_about_as_much_as_is_stated(year: float) -> None:
    p = np.concatenate([growth_evidence(_null(seed, year=year)).p_windows for seed in range(60)])
    assert (p <= 0.1).mean() > 0.03 and (p <= 0.5).mean() > 0.3  # or the test would never speak


@pytest.mark.parametrize("past", [0, 1, 3])
def test_chance_gives_no_more_than_is_stated_with_hardly_any_past(past: int) -> None:
    p = np.concatenate([
        growth_evidence(_null(seed, months=past + 4), windows=(3,), min_baseline=0).p_value for seed in range(60)
    ])  # fmt: skip
    assert (p <= 0.01).mean() <= 0.01 + 3 * np.sqrt(0.01 / len(p))


@pytest.mark.parametrize("fractional", [False, True])
def test_more_observations_are_never_weaker_evidence(fractional: bool) -> None:
    counts = _null(1).astype(float)
    found = []
    for more in np.arange(0, 12, 0.25 if fractional else 1):
        changed = counts.copy()
        changed[-1, 5] += more
        found.append(growth_evidence(changed).p_windows[5])
    assert (np.diff(found, axis=0) <= 1e-12).all()
    assert (np.array(found[-1]) < np.array(found[0]) / 10).all()


def test_more_of_everything_is_no_growth() -> None:
    rng = np.random.default_rng(2)
    rate = np.tile(rng.gamma(0.7, 1.0, 40) + 0.1, (36, 1))
    rate[-3:] *= 3
    p = np.concatenate([growth_evidence(rng.poisson(rate)).p_value for _ in range(50)])
    assert (p <= 0.01).mean() <= 0.03  # the last months are shrunk a little towards the usual
    rate[-3:, 7] = 3 * rate[-3:, 7] + 4
    assert np.median([growth_evidence(rng.poisson(rate)).p_value[7] for _ in range(50)]) < 1e-4


def test_the_larger_the_counts_the_less_the_same_ratio_is_chance_but_the_rate_is_the_same() -> None:
    small, large = np.ones((30, 12)), np.full((30, 12), 20.0)
    small[-1, 0], large[-1, 0] = 4, 80
    one, other = growth_evidence(small), growth_evidence(large)
    assert other.p_value[0] < one.p_value[0]
    assert one.ratio(0, 0)[0] == pytest.approx(other.ratio(0, 0)[0], rel=0.05)
    assert other.ratio(0, 0)[1] > one.ratio(0, 0)[1]  # and better known


def test_certain_probabilities_are_whole_counts() -> None:
    counts = _null(3)
    _same(growth_evidence(counts), growth_evidence(counts.astype(float), variance=np.zeros(counts.shape)))


def test_a_fraction_lies_between_the_whole_counts_around_it() -> None:
    counts = _null(3).astype(float)
    counts[-1, 4] = 6
    p = []
    for value in (6, 6.5, 7):
        counts[-1, 4] = value
        p.append(growth_evidence(counts).p_windows[4, 0])
    assert p[0] > p[1] > p[2]


@pytest.mark.parametrize("everywhere", [False, True])
def test_uncertain_labels_are_weaker_evidence_and_wider(everywhere: bool) -> None:
    counts = _null(4).astype(float)
    counts[-3:, 4] += 3
    found = []
    for doubt in (0.0, 0.1, 0.2, 0.4, 0.8):
        variance = np.zeros(counts.shape)
        variance[-6:] = doubt * counts[-6:]
        if everywhere:
            variance = doubt * counts
        found.append(growth_evidence(counts, variance=variance))
    for less, more in zip(found, found[1:], strict=False):
        assert more.p_value[4] >= less.p_value[4]
        low, high = less.ratio(4, 1)[1:], more.ratio(4, 1)[1:]
        assert high[0] <= low[0] + 1e-9 and high[1] >= low[1] - 1e-9
    if not everywhere:
        assert found[-1].p_value[4] > found[0].p_value[4]


def test_noise_of_labels_is_not_counted_twice() -> None:
    """Sums of calibrated probabilities are steadier than counts: with their variance they expect as much spread."""
    rng = np.random.default_rng(5)
    shares = rng.dirichlet(np.full(20, 0.7))
    months, year = 48, 400
    month = rng.integers(months, size=year * months // 12)
    probability = rng.dirichlet(0.5 * shares + 1e-3, size=len(month))
    labels = (rng.random((len(month), 1)) > probability.cumsum(axis=1)).sum(axis=1).clip(0, 19)
    hard = np.zeros((months, 20))
    np.add.at(hard, (month, labels), 1)
    soft, spread = np.zeros((months, 20)), np.zeros((months, 20))
    np.add.at(soft, month, probability)
    np.add.at(spread, month, probability * (1 - probability))
    one, other = growth_evidence(hard), growth_evidence(soft, variance=spread)
    common = one.expected[:, 2] > 3
    deviation = [np.sqrt(e.expected + e.expected**2 / e.size)[common, 2] for e in (one, other)]
    assert np.median(deviation[1] / deviation[0]) < 1.15


def test_the_order_of_phenomena_does_not_matter() -> None:
    counts = _null(6)
    order = np.random.default_rng(0).permutation(counts.shape[1])
    straight, turned = growth_evidence(counts), growth_evidence(counts[:, order])
    np.testing.assert_allclose(straight.p_value[order], turned.p_value, rtol=1e-8)
    np.testing.assert_allclose(straight.expected[order], turned.expected, rtol=1e-8)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (12, 0), (1, 1), (1, 40), (2, 3), (24, 1), (5, 2), (8, 4)])
@pytest.mark.parametrize("value", [0, 1, 1000])
@pytest.mark.parametrize("past", [0, 6])
def test_small_and_empty_tables_say_nothing_wrong(shape: tuple[int, int], value: int, past: int) -> None:
    table = np.full(shape, value)
    found = growth_evidence(table, variance=np.zeros(shape), min_baseline=past)
    assert found.p_value.shape == (shape[1],)
    assert np.isfinite(found.p_windows).all() and ((found.p_value >= 0) & (found.p_value <= 1)).all()
    assert (found.p_value > 0.05).all()  # all alike: nothing grows
    assert found.windows == () if past and shape[0] < 8 else len(found.windows) >= bool(min(shape))
    for j in range(len(found.windows)):
        low, high = found.interval(0, j)
        assert 0 <= low <= found.expected[0, j] <= high
        ratio = found.ratio(0, j)
        assert 0 <= ratio[1] <= ratio[0] <= ratio[2]
    screened = screen(table, np.zeros(shape[1], dtype=int))
    assert not screened.growing.any() and not screened.accumulated.any()


def test_windows_longer_than_the_data_are_one() -> None:
    assert growth_evidence(np.ones((2, 3)), min_baseline=0).windows == (1, 3)
    assert growth_evidence(np.ones((6, 3)), min_baseline=0).windows == (1, 3, 6)


@pytest.mark.parametrize("bad", [[1, 2], [[1, -1]], [[np.nan]], [[np.inf]]])
def test_what_is_no_matrix_of_counts_is_refused(bad: object) -> None:
    with pytest.raises(ParameterError, match="counts"):
        growth_evidence(bad)
    with pytest.raises(ParameterError, match="variance"):
        growth_evidence(np.ones((3, 2)), variance=np.ones((2, 2)))


def test_the_interval_of_a_ratio_holds_the_truth() -> None:
    rng = np.random.default_rng(8)
    held = []
    for _ in range(150):
        counts = rng.poisson(2.0, (36, 25))
        counts[-3:, 0] = rng.poisson(2.0 * 2.5, 3)
        low, high = growth_evidence(counts).ratio(0, 1)[1:]
        held.append(low <= 2.5 <= high)
    assert np.mean(held) >= 0.74  # of a stated 0.8, by 150


def test_tail_is_a_mid_p_between_nothing_and_all() -> None:
    count, mean, size = np.arange(0, 60, 0.5), np.full(120, 3.0), np.full(120, 1.5)
    p = upper_tail(count, mean, size)
    assert (np.diff(p) < 0).all() and p[0] < 1 and p[-1] > 0
    assert upper_tail(np.zeros(1), np.full(1, 1e-9), np.ones(1))[0] == pytest.approx(0.5)  # nothing else was possible


# units


def test_colleagues_who_write_together_are_one_unit() -> None:
    counts, variance = count_units([0, 0, 0, 1], [0, 0, 1, 0], [4, 4, 4, 4], shape=(2, 2))
    assert counts.tolist() == [[1, 1], [1, 0]] and variance is None


def test_units_of_certain_probabilities_are_those_of_labels() -> None:
    rng = np.random.default_rng(9)
    month, phenomenon, voice = (rng.integers(top, size=500) for top in (12, 7, 9))
    hard, _ = count_units(month, phenomenon, voice, shape=(12, 7))
    soft, variance = count_units(month, phenomenon, voice, np.ones(500), shape=(12, 7))
    np.testing.assert_array_equal(hard, soft)
    assert variance is not None and not variance.any()


def test_units_expect_what_drawn_labels_give() -> None:
    rng = np.random.default_rng(10)
    month, voice, p = rng.integers(3, size=60), rng.integers(4, size=60), rng.random(60)
    counts, variance = count_units(month, np.zeros(60, int), voice, p, shape=(3, 1))
    drawn = []
    for _ in range(4000):
        on = rng.random(60) < p
        drawn.append(count_units(month[on], np.zeros(on.sum(), int), voice[on], shape=(3, 1))[0])
    np.testing.assert_allclose(np.mean(drawn, axis=0), counts, atol=0.05)
    np.testing.assert_allclose(np.var(drawn, axis=0), variance, atol=0.05)


def test_units_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(11)
    columns = [rng.integers(top, size=300) for top in (6, 5, 4)]
    p, order = rng.random(300), rng.permutation(300)
    straight = count_units(*columns, p, shape=(6, 5))
    turned = count_units(*(c[order] for c in columns), p[order], shape=(6, 5))
    for one, other in zip(straight, turned, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("probability", [None, []])
def test_no_rows_are_no_units(probability: list[float] | None) -> None:
    counts, _ = count_units([], [], [], probability, shape=(2, 3))
    assert counts.shape == (2, 3) and not counts.any()


def test_rows_outside_are_told_of_or_left_out() -> None:
    assert count_units([-1, 0], [0, -1], [1, 1], shape=(1, 1))[0].sum() == 0
    with pytest.raises(ParameterError, match="shape"):
        count_units([5], [0], [0], shape=(5, 1))
    for wrong in (1.2, -0.1, np.nan):
        with pytest.raises(ParameterError, match="probability"):
            count_units([0], [0], [0], [wrong], shape=(1, 1))


# what the rules make of it


def test_clumps_that_would_be_growth_are_none_as_units() -> None:
    counts = np.zeros((30, 20), dtype=int)
    counts[::4] = 1
    clumped, separate = counts.copy(), counts.copy()
    clumped[-1, 0], separate[-1, 0] = 1, 5  # five colleagues are one voice
    voices = np.full(20, 5)
    assert not screen(clumped, voices, observations=np.full(20, 9)).growing[0]
    assert screen(separate, voices, observations=np.full(20, 9)).growing[0]


def test_in_cold_start_the_voice_rule_asks_for_more_where_more_is_written() -> None:
    rng = np.random.default_rng(12)
    demanded = []
    for mean in (0.05, 0.3, 1.5):
        counts = rng.poisson(mean, (6, 40))
        for n in range(3, 60):
            counts[:, 0] = 0
            counts[-3:, 0] = [n // 3, n // 3, n - 2 * (n // 3)]
            found = screen(counts, np.full(40, 5))
            if found.accumulated[0]:
                break
        demanded.append(n)
    assert demanded[0] == 3 and demanded[0] < demanded[1] < demanded[2]


def test_cold_start_speaks_from_the_first_month() -> None:
    counts = np.zeros((1, 40), dtype=int)
    counts[0, :8] = 1
    counts[0, 9] = 5
    found = screen(counts, np.full(40, 3))
    assert found.cold == "history" and np.flatnonzero(found.accumulated).tolist() == [9]


@pytest.mark.parametrize("rule", ["max_chance_cold", "max_chance_per_year"])
def test_a_stricter_cut_never_flags_more(rule: str) -> None:
    months = 6 if rule == "max_chance_cold" else 36
    flags = []
    for cut in (0.0, 1.0, 6.0, 20.0, 1e6):
        total = 0
        for seed in range(10):
            found = screen(_null(seed, months=months), np.full(40, 3), Rules(**{rule: cut}))
            total += int((found.growing | found.accumulated).sum())
        flags.append(total)
    assert flags == sorted(flags) and flags[0] == 0 < flags[-1]


def test_uncertain_observations_may_be_enough_as_far_as_they_possibly_are() -> None:
    counts, variance = np.zeros((24, 12)), np.zeros((24, 12))
    counts[::3] = 1
    counts[-6:, 0] = 0
    few = counts.copy()
    few[-2, 0], few[-1, 0] = 1.5, 0.75
    observed, voices = np.full(12, 3), np.full(12, 3)
    rules = Rules(min_per_year=0, max_chance_per_year=1e6)
    assert not screen(few, voices, rules, observations=observed).growing[0]
    variance[-2, 0], variance[-1, 0] = 0.375, 0.1875  # three of 0.75
    assert screen(few, voices, rules, variance=variance, observations=observed).growing[0]


def test_units_do_not_make_a_form_smaller_than_it_is() -> None:
    counts = np.tile(np.eye(4, dtype=int), (6, 1))  # 12 units a year, of 60 observations
    assert screen(counts, np.full(4, 3)).cold == "volume"
    assert screen(counts, np.full(4, 3), per_year=60).cold is None


def test_cold_start_ends() -> None:
    assert cold_start(364, 1000, Rules()) == "history"
    assert cold_start(365, 1000, Rules()) is None


def test_counts_steadier_than_chance_have_a_distribution_all_the_same() -> None:
    """Labels that were doubtful and no longer are leave less spread than counts can have."""
    counts = np.full((30, 12), 20.0)
    variance = counts.copy()
    variance[-6:] = 0
    found = growth_evidence(counts, variance=variance)
    assert (found.size > 0).all() and np.isfinite(found.size).all()
    assert ((found.p_windows > 0) & (found.p_windows < 1)).all()
