"""The detector and the rules of time on one county: the same counts, the same flags, and what holds without one row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rakenlp.signals import Rules, Screening, count_units, detect_signals, screen
from rakenlp.signals._assignments import read_assignments
from rakenlp.signals._levels import phenomena_level
from rakenlp.signals._time import Months
from rakenlp.signals.rules import month_days

GROUPS = ("asiakas", "asukas", "ammattilainen", "järjestö", "läheinen", "viranomainen")
TOWNS = ("Tampere", "Nokia", "Orivesi", "Sastamala")
LAST = pd.Timestamp("2026-06-30")
NO_OTHERS = {"parent_share": 0.0, "area_share": 0.0, "resamples": 0}


def county(seed: int, months: int = 36, a_month: float = 10, doubt: bool = False) -> pd.DataFrame:
    """Return a form with clumps of colleagues, near-duplicates, and three phenomena that emerge at the end."""
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.full(14, 0.7))
    rows: list[tuple[int, int, str, str]] = []  # months ago, phenomenon, group, town
    for ago in range(months):
        for k in rng.choice(14, size=rng.poisson(a_month), p=share):
            group, town = rng.choice(GROUPS, p=[0.15, 0.15, 0.4, 0.1, 0.1, 0.1]), rng.choice(TOWNS)
            rows += [(ago, int(k), group, town)] * int(rng.choice([1, 2, 3], p=[0.85, 0.1, 0.05]))
    for k, size, span in ((13, 5, 3), (14, 4, 5), (15, 6, 2)):
        rows += [(int(rng.integers(span)), k, rng.choice(GROUPS), rng.choice(TOWNS)) for _ in range(size)]
    rows += [(months - 1, 0, "asiakas", "Nokia"), (0, 0, "asiakas", "Nokia")]
    ago = np.array([row[0] for row in rows])
    start, length = np.array([(month_days(m), month_days(m + 1) - month_days(m)) for m in ago]).T
    back = start + np.floor(rng.random(len(rows)) * length).astype(int)
    back[-2:] = month_days(months) - 1, 0  # the first and the last day of the whole
    frame = pd.DataFrame(
        {
            "observation_id": [f"h{i:04d}" for i in range(len(rows))],
            "phenomenon_id": [f"i{row[1]:02d}" for row in rows],
            "received_date": LAST - pd.to_timedelta(back, unit="D"),
            "respondent_group": [row[2] for row in rows],
            "municipality": [row[3] for row in rows],
            "month": months - 1 - ago,
        }
    )
    copies = frame.sample(8, random_state=seed)
    again = copies.assign(observation_id="k" + copies["observation_id"], duplicate_of=copies["observation_id"])
    if doubt:
        frame["probability"] = rng.beta(6, 2, len(frame))
        again["probability"] = frame.loc[again.index, "probability"]
        second = frame.assign(
            phenomenon_id=[f"i{k:02d}" for k in rng.integers(0, 16, len(frame))],
            probability=(1 - frame["probability"]) * rng.random(len(frame)),
        )
        second = second[second["phenomenon_id"] != frame["phenomenon_id"]]
        frame = pd.concat([frame, second], ignore_index=True)
    return pd.concat([frame, again], ignore_index=True)


def judged(frame: pd.DataFrame, rules: Rules) -> tuple[list[str], Screening]:
    """Count a county without the detector, and ask the rules of time."""
    own = frame[frame["duplicate_of"].isna()]
    names = sorted(own["phenomenon_id"].unique())
    column = own["phenomenon_id"].map({name: k for k, name in enumerate(names)}).to_numpy()
    voice = pd.factorize(own["respondent_group"] + own["municipality"])[0]
    n_months = int(own["month"].max()) + 1
    probability = own["probability"].to_numpy() if "probability" in own else None
    listed = np.ones(len(own), dtype=bool)
    if probability is not None:
        best = own.groupby("observation_id")["probability"].transform("max").to_numpy()
        listed = (probability >= rules.min_probability) | (probability >= best)
    counts, variance = count_units(own["month"], column, voice, probability, shape=(n_months, len(names)))
    recent = listed & (own["month"].to_numpy() >= n_months - rules.recent_months)
    observations = np.bincount(column[recent], minlength=len(names))
    pairs = pd.DataFrame({"column": column[recent], "voice": voice[recent]}).drop_duplicates()
    voices = np.bincount(pairs["column"], minlength=len(names))
    weight = np.ones(len(own)) if probability is None else probability
    per_year = float(weight[own["month"].to_numpy() >= n_months - 12].sum())
    return names, screen(counts, voices, rules, month_days(n_months), variance, observations, per_year)


@pytest.mark.parametrize("error", [0.0, 0.25])
@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("months", [9, 14, 36])
@pytest.mark.parametrize("seed", range(3))
def test_the_detector_flags_what_the_rules_say_of_its_counts(seed: int, months: int, doubt: bool, error: float) -> None:
    frame, rules = county(seed, months, doubt=doubt), Rules(**NO_OTHERS, label_error=error)
    names, expected = judged(frame, rules)
    found = detect_signals(frame.drop(columns="month"), LAST, rules)
    growing = found[found["kind"] == "growing"].set_index("phenomenon_id")
    assert sorted(growing.index) == [names[k] for k in np.flatnonzero(expected.growing)]
    for name, row in growing.iterrows():
        k = names.index(str(name))
        assert row["chance_per_year"] == pytest.approx(expected.evidence.chance_per_year[k])
        j = int(np.flatnonzero(np.isclose(expected.evidence.expected[k], row["expected"]))[0])
        assert row["weighted"] == pytest.approx(expected.evidence.observed[k, j])
        ratio = [row["rate_ratio"], row["rate_ratio_low"], row["rate_ratio_high"]]
        assert ratio == pytest.approx(expected.evidence.ratio(k, j, rules.interval))
    raised = {names[k] for k in np.flatnonzero(expected.accumulated)}
    assert raised <= set(found.loc[found["kind"] == "accumulated", "phenomenon_id"])
    assert bool(len(growing) or raised) and (expected.cold is None) == (months > 12)


@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("months", [10, 30])
def test_decisive_is_what_no_flag_stands_without(months: int, doubt: bool) -> None:
    checked = 0
    strict = Rules(**NO_OTHERS, max_chance_per_year=2.0, max_chance_cold=2.0, cold_at_once=0, stock_observations=999)
    for seed in range(2):
        frame = county(seed, months, a_month=12, doubt=doubt).drop(columns="month")
        edges = frame["received_date"].isin([frame["received_date"].min(), LAST])
        fixed = set(frame.loc[edges, "observation_id"])  # without the first day the months would be others
        for row in detect_signals(frame, LAST, strict).query("kind != 'single_voice'").to_dict("records"):
            name, gone = row["phenomenon_id"], []
            for one in sorted(set(row["observation_ids"]) - set(row["near_duplicates"]) - fixed):
                own = (frame["observation_id"] == one) | (frame["duplicate_of"] == one)
                left = detect_signals(frame[~(own & (frame["phenomenon_id"] == name))], LAST, strict)
                if not ((left["phenomenon_id"] == name) & (left["kind"] == row["kind"])).any():
                    gone.append(one)
            assert sorted(set(row["decisive_observations"]) - fixed) == gone
            checked += len(row["observation_ids"])
    assert checked > 8


def test_a_month_and_voice_is_there_unless_none_of_its_observations_is() -> None:
    frame = county(1, doubt=True)
    data = read_assignments(frame.drop(columns="month"), LAST)
    months = Months(data.last, int(data.last - data.day[data.dated].min()) + 1)
    level = phenomena_level(data, months, Rules())
    cells = level.cells.assign(silent=1 - level.cells["weight"])
    heard = 1 - cells.groupby(["month", "column", "voice"])["silent"].prod()
    sums, spread = np.zeros(level.counts.shape), np.zeros(level.counts.shape)
    for (month, column, _), value in heard.items():
        sums[month, column] += value
        spread[month, column] += value * (1 - value)
    assert level.counts == pytest.approx(sums) and level.variance == pytest.approx(spread)
    assert level.counts.sum() < level.cells["weight"].sum()


def test_stability_of_cold_start_is_that_of_its_own_rule() -> None:
    """Where many phenomena pass the voice rule at once, chance counts too: the weakest are the least stable."""
    rows = [(f"i{k}", f"2026-06-{3 + 2 * i:02d}", GROUPS[(i + k) % 6], TOWNS[i % 4])
            for k, n in enumerate((3, 3, 4, 4, 5, 12)) for i in range(n)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["phenomenon_id", "received_date", "respondent_group", "municipality"])
    frame.insert(0, "observation_id", [f"h{i}" for i in range(len(frame))])
    strict = {"cold_at_once": 0, "max_chance_cold": 30.0, "stock_observations": 999}
    found = detect_signals(frame, "2026-06-30", strict).set_index("phenomenon_id")
    easy = detect_signals(frame, "2026-06-30", {"cold_at_once": 99, "stock_observations": 999})
    easy = easy.set_index("phenomenon_id")
    assert "i5" in found.index and len(found) < len(easy) == 6
    assert found.loc["i5", "stability"] > 0.9
    shared = [name for name in found.index if name != "i5"]
    assert all(found.loc[name, "stability"] <= easy.loc[name, "stability"] for name in found.index)
    assert easy.loc["i0", "stability"] < 0.8 and (not shared or found.loc[shared, "stability"].max() < 0.9)


def test_stability_and_decisive_of_cold_start_leave_out_what_was_handled() -> None:
    days = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-05-04", "2026-05-11", "2026-05-18"]
    frame = pd.DataFrame(
        {
            "observation_id": list("abcdef"),
            "phenomenon_id": "velka",
            "received_date": days,
            "respondent_group": list(GROUPS[:6]),
            "municipality": "Nokia",
        }
    )
    fresh = detect_signals(frame, "2026-06-30").iloc[0]
    half = detect_signals(frame.assign(last_handled="2026-03-31"), "2026-06-30").iloc[0]
    assert fresh["observed"] == 6 and fresh["decisive_observations"] == [] and fresh["stability"] > 0.9
    assert half["observed"] == 3 and half["decisive_observations"] == ["d", "e", "f"]
    assert 0.3 < half["stability"] < 0.8


@pytest.mark.parametrize(("error", "found"), [(0.0, []), (0.1, []), (0.25, ["uusi"])])
def test_where_labels_are_often_wrong_two_may_stand_for_three(error: float, found: list[str]) -> None:
    days = pd.date_range("2024-07-01", "2026-06-30", periods=240)
    rows = [(f"i{k % 12}", str(d)[:10], GROUPS[k % 6], TOWNS[k % 4]) for k, d in enumerate(days)]
    rows += [("uusi", "2026-06-20", "asiakas", "Nokia"), ("uusi", "2026-06-25", "asukas", "Nokia")]
    frame = pd.DataFrame(rows, columns=["phenomenon_id", "received_date", "respondent_group", "municipality"])
    frame.insert(0, "observation_id", [f"h{i}" for i in range(len(frame))])
    flags = detect_signals(frame, rules={"label_error": error, "max_chance_per_year": 20.0})
    growing = flags[flags["kind"] == "growing"]
    assert growing["phenomenon_id"].tolist() == found
    for row in growing.to_dict("records"):
        assert row["observed"] == 2 == len(row["decisive_observations"]) and 0.2 < row["stability"] < 0.7
    sure = detect_signals(frame.assign(probability=0.99), rules={"label_error": error, "max_chance_per_year": 20.0})
    early = detect_signals(frame[frame["received_date"] > "2026-01-01"], rules={"label_error": error})
    for other in (sure, early):
        assert set(other.loc[other["phenomenon_id"] == "uusi", "kind"]) <= {"single_voice"}
