"""Growth beyond single phenomena: probabilities, national parents, municipalities, ratios, stability."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rakenlp.errors import InputError
from rakenlp.signals import FLAG_COLUMNS, Rules, detect_signals, single_voices
from rakenlp.signals._ratio import rate_ratio

GROUPS = ("asiakas", "asukas", "ammattilainen", "järjestö")
TOWNS = ("Tampere", "Nokia", "Orivesi")
PARENTS = {f"i{k}": ("talous", "asuminen", "mielenterveys")[k % 3] for k in range(12)}
LAST = pd.Timestamp("2026-06-30")


def background(a_month: int = 12, months: int = 24, seed: int = 0) -> pd.DataFrame:
    """Return an even background of twelve phenomena that ends on the last day."""
    rng = np.random.default_rng(seed)
    n = a_month * months
    days = LAST - pd.to_timedelta(np.append(rng.integers(0, int(months * 30.4375), n - 2), [0, months * 30]), unit="D")
    return pd.DataFrame(
        {
            "phenomenon_id": [f"i{k}" for k in rng.integers(0, 12, n)],
            "received_date": days,
            "respondent_group": rng.choice(GROUPS, n),
            "municipality": rng.choice(TOWNS, n, p=[0.7, 0.2, 0.1]),
        }
    )


def more(rows: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["phenomenon_id", "received_date", "respondent_group", "municipality"])
    return frame.assign(received_date=pd.to_datetime(frame["received_date"]))


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    frame = pd.concat(parts, ignore_index=True)
    frame.insert(0, "observation_id", [f"h{i:04d}" for i in range(len(frame))])
    return frame


def burst(phenomenon: str = "uusi", n: int = 6) -> pd.DataFrame:
    return more([(phenomenon, f"2026-06-{10 + i}", GROUPS[i % 4], TOWNS[i % 3]) for i in range(n)])


def growing(frame: pd.DataFrame, **rules: object) -> pd.DataFrame:
    found = detect_signals(frame, rules=rules)
    return found[found["kind"] == "growing"].reset_index(drop=True)


# national parents


def spread_over_a_parent() -> pd.DataFrame:
    """Return six more of each phenomenon of one parent, in three months: none of them is much by itself."""
    own = [key for key, parent in PARENTS.items() if parent == "talous"]
    rows = [(key, f"2026-0{4 + k % 3}-{5 + 4 * i + k}", GROUPS[(i + k) % 4], TOWNS[(i + k) % 3])
            for i, key in enumerate(own) for k in range(6)]  # fmt: skip
    frame = together(background(a_month=10), more(rows))
    return frame.assign(parent=frame["phenomenon_id"].map(PARENTS))


def test_a_parent_shows_what_none_of_its_phenomena_does() -> None:
    frame = spread_over_a_parent()
    found = growing(frame, parent_share=0.4)
    assert found[["level", "area", "phenomenon_id"]].to_numpy().tolist() == [["parent", "talous", None]]
    row = found.iloc[0]
    members = frame.set_index("observation_id").loc[row["observation_ids"]]
    assert (
        set(members["parent"]) == {"talous"}
        and row["observed"] == len(members)
        and members["phenomenon_id"].nunique() > 2
    )
    assert row["reasons"].startswith("Kasvu näkyy, kun kansallisen ilmiön ilmoitukset lasketaan yhteen")
    assert growing(frame, parent_share=0.0).empty and growing(frame.drop(columns="parent")).empty


def test_a_parent_is_not_told_again_where_its_phenomenon_grows() -> None:
    frame = together(background(), burst("i0", 9))
    frame["parent"] = frame["phenomenon_id"].map(PARENTS)
    found = growing(frame)
    assert found["phenomenon_id"].tolist() == ["i0"] and found["level"].tolist() == ["phenomenon"]


@pytest.mark.parametrize("form", [lambda v: f"{v}|muu", lambda v: [v, "muu"], lambda v: (v, "muu")])
def test_a_phenomenon_may_have_two_parents_in_any_form(form) -> None:
    frame = spread_over_a_parent()
    frame["parent"] = [form(v) if v == "talous" else v for v in frame["parent"]]
    found = growing(frame, parent_share=0.4)
    assert set(found["area"]) == {"talous", "muu"} and found["observed"].nunique() == 1


def test_an_observation_of_two_phenomena_counts_once_for_their_parent() -> None:
    frame = spread_over_a_parent()
    again = frame[frame["phenomenon_id"] == "i0"].assign(phenomenon_id="i3")
    both = pd.concat([frame, again], ignore_index=True).drop_duplicates(["observation_id", "phenomenon_id"])
    one, two = (growing(each, parent_share=0.4).query("level == 'parent'") for each in (frame, both))
    assert one["observed"].tolist() == two["observed"].tolist()


# municipalities and service lines


@pytest.mark.parametrize("column", ["municipality", "service_line"])
def test_growth_in_one_area_is_found_where_the_whole_hides_it(column: str) -> None:
    rng = np.random.default_rng(1)
    base = background(a_month=60, seed=2)
    base["municipality"] = rng.choice(TOWNS, len(base), p=[0.8, 0.1, 0.1])
    base.loc[(base["municipality"] == "Nokia") & (base["phenomenon_id"] == "i5"), "municipality"] = "Tampere"
    local = more([("i5", f"2026-0{5 + i // 3}-{8 + 2 * i:02d}", GROUPS[i % 3], "Nokia") for i in range(6)])
    frame = together(base, local)
    if column == "service_line":
        frame = frame.rename(columns={"municipality": "service_line"})
    found = growing(frame, area_share=0.3)
    assert found[["level", "area", "phenomenon_id"]].to_numpy().tolist() == [[column, "Nokia", "i5"]]
    assert found["observed"].tolist() == [6] and "Nokia" in found["reasons"][0]
    assert growing(frame, area_share=0.0).empty


def test_areas_with_few_observations_are_not_judged() -> None:
    frame = together(background(a_month=8), burst())
    assert set(growing(frame)["level"]) == {"phenomenon"}


def test_more_tests_do_not_mean_more_false_flags() -> None:
    flags = dict.fromkeys((0.0, 0.05), 0)
    for seed in range(6):
        frame = together(background(a_month=25, months=30, seed=seed))
        frame["parent"] = frame["phenomenon_id"].map(PARENTS)
        for share in flags:
            for as_of in pd.date_range("2026-01-31", periods=6, freq="ME"):
                rules = {"parent_share": share, "area_share": share, "resamples": 0}
                found = detect_signals(frame, as_of, rules)
                flags[share] += int((found["kind"] == "growing").sum())
    years = 6 * 6 / 12
    assert flags[0.05] / years <= 6 and flags[0.05] <= flags[0.0] + 4


def test_chance_means_the_same_with_and_without_other_levels() -> None:
    frame = together(background(a_month=25), burst())
    frame["parent"] = frame["phenomenon_id"].map(PARENTS).fillna("talous")
    alone = growing(frame, parent_share=0, area_share=0).loc[0]
    shared = growing(frame, parent_share=0.1, area_share=0).loc[0]
    assert shared["chance_per_year"] == pytest.approx(alone["chance_per_year"] / 0.9)


# probabilities


def with_doubt(frame: pd.DataFrame, seed: int = 3, least: float = 0.5) -> pd.DataFrame:
    """Return each observation with a probability, and a second row for a runner-up."""
    rng = np.random.default_rng(seed)
    sure = rng.uniform(least, 1, len(frame))
    names = np.array(sorted(frame["phenomenon_id"].dropna().unique()), dtype=object)
    second = frame.assign(phenomenon_id=rng.choice(names, len(frame)), probability=(1 - sure) * rng.uniform(0, 0.6))
    second = second[second["phenomenon_id"] != frame["phenomenon_id"]]
    return pd.concat([frame.assign(probability=sure), second], ignore_index=True)


def test_certain_probabilities_change_nothing() -> None:
    frame = together(background(), burst())
    expected = detect_signals(frame)
    for value in (1.0, np.nan, None):
        pd.testing.assert_frame_equal(detect_signals(frame.assign(probability=value)), expected)


def test_doubtful_labels_weaken_the_evidence_and_widen_the_interval() -> None:
    frame = together(background(), burst())
    hard = growing(frame).loc[0]
    doubt = growing(with_doubt(frame)).loc[0]
    assert doubt["phenomenon_id"] == "uusi" and doubt["observed"] == hard["observed"]
    assert doubt["weighted"] < doubt["observed"] and hard["weighted"] == hard["observed"]
    assert doubt["chance_per_year"] > hard["chance_per_year"]
    assert "painotettuna" in doubt["reasons"] and "painotettuna" not in hard["reasons"]
    unsure = frame.assign(probability=np.where(frame["phenomenon_id"] == "uusi", 0.21, 0.95))
    assert growing(unsure).empty


def test_runners_up_are_not_listed_nor_single() -> None:
    frame = with_doubt(together(background(), burst()))
    found = detect_signals(frame)
    best = frame.sort_values("probability").drop_duplicates("observation_id", keep="last")
    fits = frame[(frame["probability"] >= 0.2) | frame.index.isin(best.index)]
    for row in found[found["kind"] != "single_voice"].to_dict("records"):
        own = set(fits.loc[fits["phenomenon_id"] == row["phenomenon_id"], "observation_id"])
        assert set(row["observation_ids"]) <= own
    weak = frame[~frame.index.isin(fits.index)]
    assert len(weak) and not single_voices(frame)[weak.index].any()


def test_what_fits_nothing_has_no_phenomenon_whatever_its_candidates() -> None:
    frame = together(background(), burst())
    lost = more([(None, "2026-06-20", "oppilaitos", "Nokia")]).assign(observation_id="x", probability=np.nan)
    guess = lost.assign(phenomenon_id="uusi", probability=0.45)
    whole = pd.concat([frame.assign(probability=0.9), lost, guess], ignore_index=True)
    found = detect_signals(whole)
    assert ["x"] in found.loc[found["kind"] == "single_voice", "observation_ids"].tolist()
    row = found[found["kind"] == "growing"].iloc[0]
    assert "x" not in row["observation_ids"] and row["weighted"] == pytest.approx(6 * 0.9 + 0.45)


def test_rows_with_probabilities_in_any_order_and_never_ahead() -> None:
    frame = with_doubt(together(background(), burst()))
    frame["parent"] = frame["phenomenon_id"].map(PARENTS).fillna("muu")
    expected = detect_signals(frame)
    pd.testing.assert_frame_equal(detect_signals(frame.sample(frac=1, random_state=7)), expected)
    later = frame.assign(received_date=frame["received_date"] + pd.Timedelta(days=900), probability=0.99)
    later["observation_id"] = "l" + later["observation_id"]
    whole = pd.concat([later, frame], ignore_index=True)
    pd.testing.assert_frame_equal(detect_signals(whole, as_of=LAST), expected)


def test_near_duplicates_count_by_one_probability() -> None:
    frame = together(background(), burst())
    first = frame["observation_id"].iloc[-6]
    copy = frame.iloc[[-6]].assign(observation_id="z", duplicate_of=first)
    whole = pd.concat([frame, copy], ignore_index=True).assign(probability=0.9)
    row = growing(whole).loc[0]
    assert row["observed"] == 6 and row["weighted"] == pytest.approx(5.4) and row["near_duplicates"] == ["z"]


@pytest.mark.parametrize("value", [1.2, -0.1, "paljon"])
def test_what_is_no_probability_is_told_by_row(value: object) -> None:
    frame = together(burst()).assign(probability=pd.Series([0.5, value, *[0.5] * 4], dtype=object))
    with pytest.raises(InputError, match="rivillä 2"):
        detect_signals(frame)


# ratios, stability, what else a flag tells


@pytest.mark.parametrize(("observed", "expected", "size"), [(6, 1.5, 2.0), (3, 0.2, 5.0), (40, 20.0, 30.0)])
def test_the_ends_of_a_ratio_are_where_the_count_begins_to_surprise(observed, expected, size) -> None:
    ratio, low, high = rate_ratio(observed, expected, size, 0.8)
    assert ratio == observed / expected and low < ratio < high
    assert stats.nbinom.sf(observed - 1, size, size / (size + low * expected)) == pytest.approx(0.1)
    assert stats.nbinom.cdf(observed, size, size / (size + high * expected)) == pytest.approx(0.1)
    wide = rate_ratio(observed, expected, size, 0.95)
    assert wide[1] < low and wide[2] > high


def test_a_ratio_of_nothing_is_not_known_and_of_none_is_zero() -> None:
    assert np.isnan(rate_ratio(3, 0.0, 1.0)).all()
    assert rate_ratio(0, 2.0, 1.0)[:2] == (0.0, 0.0)


def test_a_strong_flag_is_more_stable_than_a_weak_one() -> None:
    frame = together(background(), burst("vahva", 12), burst("heikko", 4))
    found = growing(frame).set_index("phenomenon_id")
    assert found.loc["vahva", "stability"] > 0.95 > found.loc["heikko", "stability"] > 0.2
    assert f"noin {round(100 * found.loc['heikko', 'stability'])} kertaa sadasta" in found.loc["heikko", "reasons"]
    none = growing(frame, resamples=0)
    assert none["stability"].isna().all() and not none["reasons"].str.contains("sadasta").any()


def test_stability_asks_for_voices_too() -> None:
    """Six months of one voice and one observation of another: a resample without that one does not count."""
    rows = [("uusi", f"2026-0{1 + i}-{10 + i}", "asiakas", "Nokia") for i in range(6)]
    rows += [("uusi", "2026-06-25", "asukas", "Nokia")]
    stability = growing(together(background(), more(rows))).loc[0, "stability"]
    assert 0.5 < stability < 0.75  # about 1 − 1/e


def test_accumulated_flags_have_a_stability_in_and_after_cold_start() -> None:
    cold = detect_signals(together(more([("a", f"2026-06-{i + 10}", GROUPS[i % 4], "Nokia") for i in range(8)])))
    assert cold["kind"].tolist() == ["accumulated"] and cold["stability"][0] > 0.9
    steady = more([("a", str(d)[:10], GROUPS[i % 4], TOWNS[i % 3])
                   for i, d in enumerate(pd.date_range("2024-07-05", "2026-06-25", periods=70))])  # fmt: skip
    found = detect_signals(together(background(), steady)).query("kind == 'accumulated'")
    assert found["phenomenon_id"].tolist() == ["a"] and found["stability"].iloc[0] > 0.9
    assert found["rate_ratio"].isna().all()


def test_places_copies_and_campaigns_are_told() -> None:
    frame = together(background(), burst())
    first = frame["observation_id"].iloc[-6]
    copies = pd.concat([frame.iloc[[-6]]] * 3, ignore_index=True).assign(duplicate_of=first)
    copies["observation_id"] = ["y1", "y2", "y3"]
    row = growing(pd.concat([frame, copies], ignore_index=True)).loc[0]
    assert row["near_duplicates"] == ["y1", "y2", "y3"] and row["campaign"] == 4
    assert "Samaa sisältöä on 4 ilmoituksessa: se voi olla kampanja." in row["reasons"]
    assert row["municipalities"] == ["Nokia", "Orivesi", "Tampere"] and "Kunnat: Nokia 2, Orivesi 2" in row["reasons"]
    assert growing(pd.concat([frame, copies]), campaign_copies=5).loc[0, "campaign"] == 0


def test_a_municipality_is_called_as_most_write_it() -> None:
    rows = more([("a", f"2026-06-1{i}", GROUPS[i % 4], name)
                 for i, name in enumerate(["nokia", "NOKIA ", "Nokia", "Nokia"])])  # fmt: skip
    assert detect_signals(together(rows))["municipalities"].tolist() == [["Nokia"]]


def test_when_it_was_handled_is_told() -> None:
    rows = more([("a", f"2026-0{m}-1{i}", GROUPS[i % 4], TOWNS[i % 3]) for m in (5, 6) for i in range(5)])
    row = detect_signals(together(rows).assign(last_handled="2026-05-31")).iloc[0]
    assert row["kind"] == "accumulated" and row["observed"] == 5 and row["last_handled"] == "2026-05-31"
    assert "Ilmiö on käsitelty viimeksi 31.5.2026" in row["reasons"]
    assert detect_signals(together(rows))["last_handled"].tolist() == [None]


def test_every_row_has_every_column() -> None:
    frame = together(background(), burst(), more([(None, "2026-06-01", None, None)]))
    found = detect_signals(frame)
    assert tuple(found.columns) == FLAG_COLUMNS and {"growing", "single_voice"} <= set(found["kind"])
    for name in ("municipalities", "service_lines", "near_duplicates"):
        assert all(isinstance(value, list) for value in found[name])
    assert found["campaign"].dtype == np.int64 and found["level"].notna().all()
    assert Rules().resamples == 200


@pytest.mark.parametrize(("others", "said"), [(0, False), (1, True)])
def test_the_mean_of_phenomena_is_told_where_there_are_others(others: int, said: bool) -> None:
    rows = more([("a", f"2026-0{m}-1{i}", GROUPS[i % 4], TOWNS[i % 3]) for m in (5, 6) for i in range(5)]
                + [("b", "2026-06-11", GROUPS[0], TOWNS[0])] * others)  # fmt: skip
    undated = together(rows).assign(received_date=pd.NaT)
    row = detect_signals(undated, rules=Rules(stock_observations=5)).set_index("phenomenon_id").loc["a"]
    assert row["kind"] == "accumulated" and ("keskimäärin" in row["reasons"]) == said


@pytest.mark.parametrize(("least", "flagged"), [(10, True), (11, False)])
def test_what_has_accumulated_reaches_its_bound(least: int, flagged: bool) -> None:
    rows = more([("a", f"2026-0{m}-1{i}", GROUPS[i % 4], TOWNS[i % 3]) for m in (5, 6) for i in range(5)])
    undated = together(rows).assign(received_date=pd.NaT)
    found = detect_signals(undated, rules=Rules(stock_observations=least))
    assert (found["kind"] == "accumulated").any() == flagged
