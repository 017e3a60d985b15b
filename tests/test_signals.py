"""The detector of signals: what is flagged, why, and what could not be said."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.errors import InputError, ParameterError
from rakenlp.signals import FLAG_COLUMNS, Rules, detect_signals, growth_evidence, screen, single_voices
from rakenlp.signals._reasons import _often
from rakenlp.texts import set_language, text

GROUPS = ("asiakas", "asukas", "ammattilainen", "järjestö")
TOWNS = ("Tampere", "Nokia", "Orivesi")


def table(rows):
    """Return assignments from (phenomenon, date, group, municipality[, duplicate_of])."""
    frame = pd.DataFrame(
        [(*row, None)[:5] for row in rows],
        columns=["phenomenon_id", "received_date", "respondent_group", "municipality", "duplicate_of"],
    )
    frame["received_date"] = pd.to_datetime(frame["received_date"])
    frame.insert(0, "observation_id", [f"h{i:04d}" for i in range(len(frame))])
    frame["service_line"] = None
    return frame


def history(years=2, a_month=8, phenomena=8, seed=0):
    """Return rows of an even background that ends on 30.6.2026."""
    rng = np.random.default_rng(seed)
    days = pd.date_range(end="2026-06-30", periods=int(years * 365), freq="D")
    picked = rng.choice(days, size=int(years * 12 * a_month))
    return [(f"tausta{rng.integers(phenomena)}", day, rng.choice(GROUPS), rng.choice(TOWNS)) for day in picked] + [
        ("tausta0", days[0], "asiakas", "Tampere"),
        ("tausta0", days[-1], "asiakas", "Tampere"),
    ]


BURST = [("lutikat", f"2026-06-{10 + i}", GROUPS[i % 4], TOWNS[i % 3]) for i in range(6)]


def flags_of(frame, kind, **options):
    found = detect_signals(frame, **options)
    return found[found["kind"] == kind].set_index("phenomenon_id")


def same(a, b):
    pd.testing.assert_frame_equal(a, b)
    assert a.attrs == b.attrs


@pytest.mark.parametrize("rows", [0, 1, 2, 30])
def test_small_data_give_an_honest_answer(rows):
    found = detect_signals(table(history(years=1)[:rows]))
    assert tuple(found.columns) == FLAG_COLUMNS
    assert found[["observed", "voices"]].dtypes.eq("int64").all()
    assert found[["expected", "expected_low", "expected_high", "chance_per_year"]].dtypes.eq("float64").all()
    assert found.attrs["notes"] and not (found["kind"] == "growing").any()


def test_an_empty_table_without_other_columns():
    found = detect_signals(pd.DataFrame({"observation_id": [], "phenomenon_id": []}))
    assert len(found) == 0 and tuple(found.columns) == FLAG_COLUMNS
    assert found.attrs["notes"] == ["Aineistossa ei ole yhtään ilmoitusta."]


def test_a_burst_of_many_voices_grows():
    found = flags_of(table(history() + BURST), "growing")
    row = found.loc["lutikat"]
    assert list(found.index) == ["lutikat"]
    assert row["window"] == "2026-06-01/2026-06-30" and row["observed"] == 6 and row["voices"] == 6
    assert row["expected_low"] <= row["expected"] <= row["expected_high"] < row["observed"]
    assert 0 <= row["chance_per_year"] < 1
    assert row["missing_voices"] == ["kokemustoimija", "läheinen", "viranomainen", "seurakunta", "oppilaitos"]
    assert row["state"] == "new"


def test_a_slow_rise_is_told_from_a_burst_by_its_window():
    rise = [("lutikat", f"2026-{m:02d}-{d}", GROUPS[m % 4], TOWNS[m % 3]) for m in range(1, 7) for d in (11, 20)]
    row = flags_of(table(history(a_month=6) + rise), "growing").loc["lutikat"]
    assert row["window"] == "2025-12-30/2026-06-30" and row["observed"] == 12
    assert len(row["observation_ids"]) == 12


def test_one_municipality_alone_is_known_to_be_there():
    rows = [(name, day, group, "Tampere") for name, day, group, _ in history() + BURST]
    nowhere = [(name, day, group, None) for name, day, group, _ in rows]
    notes, without = (detect_signals(table(found)).attrs["notes"] for found in (rows, nowhere))
    assert notes == [] and without == [text("flags.note_no_places")]


def test_one_voice_does_not_grow():
    flood = [("lutikat", f"2026-06-{10 + i}", "asiakas", "Tampere") for i in range(8)]
    found = detect_signals(table(history() + flood))
    assert set(found.loc[found["phenomenon_id"] == "lutikat", "kind"]) == {"single_voice"}


def test_a_campaign_of_near_duplicates_counts_once_and_is_shown():
    rows = history()
    first = f"h{len(rows):04d}"
    campaign = [("lutikat", "2026-06-10", "asiakas", "Tampere")]
    campaign += [("lutikat", f"2026-06-{11 + i}", GROUPS[i % 4], TOWNS[i % 3], first) for i in range(9)]
    assert "lutikat" not in flags_of(table(rows + campaign), "growing").index
    row = flags_of(table(rows + campaign + BURST), "growing").loc["lutikat"]
    assert row["observed"] == 7 and len(row["observation_ids"]) == 16
    assert "Lisäksi 9 ilmoitusta on samansisältöisiä" in row["reasons"]


def test_growth_of_the_whole_form_is_no_growth_of_a_phenomenon():
    everywhere = [(f"tausta{k}", f"2026-06-{5 + i}", GROUPS[i % 4], TOWNS[i % 3]) for k in range(8) for i in range(4)]
    assert len(flags_of(table(history() + everywhere), "growing")) == 0


def test_reasons_speak_finnish_and_name_the_figures():
    reasons = flags_of(table(history() + BURST), "growing").loc["lutikat", "reasons"].split("\n")
    assert reasons[0].startswith("1.6.2026–30.6.2026 tästä ilmiöstä tuli 6 eri ilmoitusta.")
    assert "80 %:n vaihteluväli" in reasons[0] and "odotettiin noin 0," in reasons[0]
    assert reasons[1].startswith("Näin vahva kasvu syntyisi sattumalta") and "9 ilmiötä" in reasons[1]
    assert any(line.startswith("Ei kuultu: kokemustoimijat, läheiset") for line in reasons)
    assert not any(told in line for line in reasons for told in ("samansisältöi", "Kasvu on laskettu", "painotettuna"))


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (12.4, "noin 12 kertaa vuodessa"),
        (1.5, "noin 2 kertaa vuodessa"),
        (1.49, "noin kerran vuodessa"),
        (0.75, "noin kerran vuodessa"),
        (0.74, "noin kerran 2 vuodessa"),
        (0.2, "noin kerran 5 vuodessa"),
        (0.01, "noin kerran 100 vuodessa"),
        (0.0099, "harvemmin kuin kerran sadassa vuodessa"),
        (0.0, "harvemmin kuin kerran sadassa vuodessa"),
    ],
)
def test_how_often_chance_would_do_the_same_is_said_in_words(chance, said):
    assert _often(chance) == said


@pytest.mark.parametrize(("language", "word"), [("sv", "anmälningar"), ("en", "submissions")])
def test_reasons_and_notes_follow_the_language(language, word):
    set_language(language)
    try:
        found = detect_signals(table(history(years=0.5) + BURST), as_of="2026-06-30")
        texts = [*found["reasons"], *found.attrs["notes"]]
    finally:
        set_language("fi")
    assert word in found.loc[found["phenomenon_id"] == "lutikat", "reasons"].iloc[0]
    assert not any("ilmoitus" in line for line in texts)


@pytest.mark.parametrize("budget", [0.01, 0.5, 1, 6])
def test_decisive_observations_are_those_without_which_there_is_no_flag(budget):
    rows = history() + BURST[:4] + [("lutikat", "2026-03-01", "asiakas", "Tampere")]
    rows += [("kuljetus", f"2026-06-0{d}", GROUPS[d % 2], "Tampere") for d in (2, 3, 5)]
    rows += [("tausta1", f"2026-06-{d}", GROUPS[d % 4], TOWNS[d % 3]) for d in range(14, 26)]
    frame = table(rows)
    rules = Rules(max_chance_per_year=budget, resamples=0)
    found = flags_of(frame, "growing", as_of="2026-06-30", rules=rules)
    assert len(found)
    for name, row in found.iterrows():
        gone = []
        for one in row["observation_ids"]:
            rest = frame[frame["observation_id"] != one]
            if name not in flags_of(rest, "growing", as_of="2026-06-30", rules=rules).index:
                gone.append(one)
        assert row["decisive_observations"] == gone


def test_in_cold_start_the_voice_rule_stands_alone_and_says_so():
    rows = [("lutikat", f"2026-0{m}-10", g, "Nokia") for m, g in ((3, "asiakas"), (4, "asukas"), (5, "asiakas"))]
    found = detect_signals(table(rows + [("muu", "2026-05-20", "asiakas", "Nokia")]))
    row = found.set_index("kind").loc["accumulated"]
    assert row["observed"] == 3 and row["voices"] == 2 and np.isnan(row["expected"])
    assert row["window"] == "2025-11-19/2026-05-20"
    assert row["decisive_observations"] == ["h0000", "h0001", "h0002"]
    assert "Historiaa on liian vähän" in row["reasons"] and "Jokainen ilmoitus on ratkaiseva" in row["reasons"]
    assert any("alle 12 kuukautta" in note for note in found.attrs["notes"])


@pytest.mark.parametrize(
    ("days_ago", "flagged"),
    [((0, 1, 182), True), ((0, 1, 183), False)],
)
def test_the_recent_past_is_183_days_with_the_day_looked_at(days_ago, flagged):
    last = pd.Timestamp("2028-02-29")
    rows = [("lutikat", last - pd.Timedelta(days=d), GROUPS[i], "Nokia") for i, d in enumerate(days_ago)]
    assert ("lutikat" in flags_of(table(rows), "accumulated", as_of=last).index) is flagged


def test_few_observations_a_year_are_a_cold_start_too():
    found = detect_signals(table(history(years=2, a_month=2) + BURST))
    assert not (found["kind"] == "growing").any()
    assert "lutikat" in set(found.loc[found["kind"] == "accumulated", "phenomenon_id"])
    assert any("alle 50" in note for note in found.attrs["notes"])


def test_a_chronic_phenomenon_accumulates_without_growing():
    steady = [("köyhyys", d, GROUPS[i % 4], TOWNS[i % 3]) for i, d in
              enumerate(pd.date_range("2024-07-05", "2026-06-25", periods=70))]  # fmt: skip
    frame = table(history() + steady)
    found = detect_signals(frame)
    assert "köyhyys" not in set(found.loc[found["kind"] == "growing", "phenomenon_id"])
    row = found[found["kind"] == "accumulated"].set_index("phenomenon_id").loc["köyhyys"]
    assert row["observed"] == 70 and row["window"].endswith("/2026-06-30")
    assert not flags_of(frame, "accumulated", rules={"stock_times_mean": 5}).index.isin(["köyhyys"]).any()


def test_cold_start_does_not_say_the_same_twice():
    rows = [("lutikat", f"2026-05-{10 + i}", GROUPS[i % 4], TOWNS[i % 3]) for i in range(7)]
    found = detect_signals(table(rows))
    assert list(found["kind"]) == ["accumulated"]


def test_without_dates_only_the_stock_is_judged():
    frame = table([("lutikat", None, GROUPS[i % 4], TOWNS[i % 3]) for i in range(6)]
                  + [("muu", None, "asiakas", "Nokia")] + [(None, None, None, None)])  # fmt: skip
    found = detect_signals(frame)
    assert list(found["kind"]) == ["accumulated", "single_voice", "single_voice"]
    assert set(found["window"]) == {""} and found["phenomenon_id"].tolist() == ["lutikat", "muu", None]
    assert any("Päivämäärät puuttuvat" in note for note in found.attrs["notes"])
    same(found, detect_signals(frame.drop(columns="received_date")))


def test_undated_rows_are_in_the_stock_and_told():
    rows = [("lutikat", "2026-06-01", GROUPS[i], "Nokia") for i in range(3)]
    found = detect_signals(table([*rows, ("lutikat", None, "asukas", "Orivesi")]))
    assert any("Yhdeltä ilmoitukselta puuttuu päivämäärä" in note for note in found.attrs["notes"])
    row = found.set_index("kind").loc["accumulated"]
    assert row["observed"] == 3  # the voice rule is of the last six months


def test_nobody_known_means_no_flag_of_many_voices():
    found = detect_signals(table([("lutikat", "2026-06-01", None, None)] * 9))
    assert len(found) == 0
    assert any("yhtä ääntä" in note for note in found.attrs["notes"])


def test_nothing_after_the_day_looked_at_is_seen():
    early = [("kuljetus", f"2026-01-{10 + i}", GROUPS[i % 4], TOWNS[i % 3]) for i in range(5)]
    frame = table(history(years=3) + early + BURST)
    frame.loc[frame.index[-1], "duplicate_of"] = "h0001"  # a later one that would join two earlier ones
    frame.loc[frame.index[2], "duplicate_of"] = frame["observation_id"].iloc[-1]
    assert "kuljetus" in flags_of(frame, "growing", as_of="2026-02-01").index
    for as_of in ("2026-06-12", "1.2.2026", pd.Timestamp("2025-02-28 14:00")):
        day = pd.Timestamp("2026-02-01") if as_of == "1.2.2026" else pd.Timestamp(as_of).normalize()
        before = frame[frame["received_date"].dt.normalize() <= day]
        expected = detect_signals(before, as_of=as_of)
        assert len(before) < len(frame)
        found = detect_signals(frame, as_of=as_of)
        pd.testing.assert_frame_equal(found, expected)
        pd.testing.assert_series_equal(
            single_voices(frame, as_of=as_of)[before.index], single_voices(before, as_of=as_of)
        )
    assert any("tarkastelupäivän jälkeen" in note for note in found.attrs["notes"])


@pytest.mark.parametrize("as_of", ["2026-13-01", "eilen", 20260601, "31.2.2026"])
def test_a_day_that_is_no_day_is_refused(as_of):
    with pytest.raises(ParameterError, match="as_of"):
        detect_signals(table(BURST), as_of=as_of)


def test_needed_columns_are_named():
    with pytest.raises(InputError, match="phenomenon_id"):
        detect_signals(pd.DataFrame({"observation_id": ["1"]}))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_does_not_matter(seed):
    frame = table(history() + BURST + [("lutikat", "2026-06-10", "asiakas", "Nokia", "h0003")] * 3)
    shuffled = frame.sample(frac=1, random_state=seed)
    same(detect_signals(frame), detect_signals(shuffled))
    singles = single_voices(shuffled)
    assert singles.index.equals(shuffled.index)
    pd.testing.assert_series_equal(singles.sort_index(), single_voices(frame))


def test_dates_in_other_forms_give_the_same():
    frame = table(history() + BURST)
    expected = detect_signals(frame)
    days = frame["received_date"]
    for other in (
        days.dt.strftime("%Y-%m-%d"),
        days.dt.strftime("%d.%m.%Y"),
        days.dt.date,
        days.dt.tz_localize("Europe/Helsinki"),
        (days + pd.Timedelta(hours=23)).astype("datetime64[s]"),
    ):
        same(expected, detect_signals(frame.assign(received_date=other)))


def test_ids_in_the_index_or_as_numbers_will_do():
    frame = table(history() + BURST).assign(duplicate_of=None)
    expected = detect_signals(frame)
    same(expected, detect_signals(frame.set_index("observation_id")))
    numbers = frame.assign(observation_id=range(1000, 1000 + len(frame)))
    assert detect_signals(numbers)["observed"].tolist() == expected["observed"].tolist()


def test_duplicates_named_by_number_are_found():
    frame = pd.DataFrame({"observation_id": [1, 2, 3], "phenomenon_id": "a", "duplicate_of": [None, 1, 1]})
    assert frame["duplicate_of"].dtype == float and single_voices(frame).tolist() == [True] * 3


def test_an_observation_of_two_phenomena_counts_in_both():
    rows = [(None, f"2026-05-{10 + i}", GROUPS[i], "Nokia") for i in range(4)]
    frame = table(rows)
    both = pd.concat([frame.assign(phenomenon_id="a"), frame.assign(phenomenon_id="b")], ignore_index=True)
    found = detect_signals(both)
    assert found["phenomenon_id"].tolist() == ["a", "b"] and set(found["observed"]) == {4}


@pytest.mark.parametrize(
    ("rows", "singles"),
    [
        ([("a", "2026-01-01"), ("a", "2026-02-01")], []),
        ([("a", "2026-01-01"), ("b", "2026-02-01"), (None, "2026-02-01")], [0, 1, 2]),
        # history reaches over twelve months: the first in twelve months, even if others follow
        ([("a", "2024-01-01"), ("b", "2025-06-01"), ("b", "2025-07-01")], [0, 1]),
        ([("b", "2024-01-01"), ("b", "2025-06-01"), ("b", "2025-07-01")], [1]),
        # 365 days earlier is still within twelve months, 366 days is not
        ([("b", "2025-01-01"), ("b", "2026-01-01")], []),
        ([("b", "2024-12-31"), ("b", "2026-01-01")], [1]),
        # the past is long enough when it reaches twelve months back, and not a day earlier
        ([("a", "2025-01-01"), ("b", "2026-01-01"), ("b", "2026-02-01")], [0, 1]),
        ([("a", "2025-01-01"), ("b", "2025-12-31"), ("b", "2026-02-01")], [0]),
        # two on the same day after a long silence: neither may be lost
        ([("a", "2024-01-01"), ("a", "2024-02-01"), ("b", "2025-06-01"), ("b", "2025-06-01")], [2, 3]),
        # without a date: only if alone
        ([("a", None), ("a", "2026-01-01"), ("b", None), (None, None)], [2, 3]),
    ],
)
def test_single_voices_are_the_unfit_and_the_first_in_long(rows, singles):
    frame = table([(*row, "asiakas", "Nokia") for row in rows])
    assert np.flatnonzero(single_voices(frame)).tolist() == singles


def test_near_duplicates_do_not_hide_a_single_voice():
    frame = table([("a", "2026-01-01", None, None), ("a", "2026-01-02", None, None, "h0000"),
                   ("a", "2026-01-09", None, None, "h0001")])  # fmt: skip
    assert single_voices(frame).tolist() == [True, True, True]
    found = detect_signals(frame)
    assert len(found) == 3 and "2 muuta" in found["reasons"].iloc[0]


def test_recent_single_voices_are_all_listed_old_ones_are_not():
    rows = [(None, "2024-01-10", "asiakas", "Nokia"), (None, "2026-06-01", "asiakas", "Nokia")]
    frame = table([*rows, (None, None, "asiakas", "Nokia"), *history()])
    found = flags_of(frame, "single_voice")
    assert found["observation_ids"].tolist() == [["h0001"], ["h0002"]]
    last = frame["observation_id"].iloc[-1]
    marked = frame.assign(is_single_voice=frame["observation_id"] == last)
    assert [last] in flags_of(marked, "single_voice")["observation_ids"].tolist()


dates = st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2026, 6, 30)))
rows_of_any = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        dates,
        st.sampled_from([*GROUPS, None, "muu"]),
        st.sampled_from([*TOWNS, None]),
        st.sampled_from([None, None, "h0000", "h0003", "x"]),
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(rows_of_any)
def test_flags_keep_their_promises(rows):
    frame = table(rows)
    found = detect_signals(frame)
    known = set(frame["observation_id"])
    singles = set(frame["observation_id"][single_voices(frame)])
    for row in found.to_dict("records"):
        assert set(row["decisive_observations"]) <= set(row["observation_ids"]) <= known
        assert row["observed"] <= len(row["observation_ids"]) and row["voices"] <= row["observed"]
        assert row["reasons"] and "{" not in row["reasons"]
        if row["kind"] == "single_voice":
            assert set(row["observation_ids"]) <= singles
    unfit = frame[frame["phenomenon_id"].isna() & frame["received_date"].isna()]["observation_id"]
    listed = {one for ids in found["observation_ids"] for one in ids}
    assert set(unfit) <= listed


def test_growth_evidence_has_the_right_size_under_no_change():
    rng = np.random.default_rng(5)
    rates = rng.gamma(0.7, 0.35, 40)
    strong = []
    for _ in range(60):
        found = growth_evidence(rng.poisson(rates, (30, 40)))
        strong.append((found.chance_per_year <= 6).sum() * 12)
    assert 1 < np.mean(strong) < 7  # promised: at most six a year (discrete counts make it fewer)


def test_growth_evidence_refuses_what_are_no_counts():
    for wrong in ([1, 2], [[-1.0]], [[np.nan]]):
        with pytest.raises(ParameterError):
            growth_evidence(wrong)


def test_growth_evidence_of_nothing_or_too_little():
    assert growth_evidence(np.zeros((0, 0))).p_value.shape == (0,)
    short = growth_evidence(np.ones((5, 3)))
    assert short.windows == () and short.p_value.tolist() == [1, 1, 1]
    silent = growth_evidence(np.zeros((40, 3)))
    assert np.isfinite(silent.p_value).all() and (silent.chance_per_year > 6).all()


def test_screen_agrees_with_the_detector():
    counts = np.zeros((24, 6), dtype=int)
    counts[:, :5] = 2
    counts[-1, 5] = 4
    found = screen(counts, voices=[9, 9, 9, 9, 9, 3])
    assert found.cold is None and found.growing.tolist() == [False] * 5 + [True]
    assert screen(counts, voices=[9, 9, 9, 9, 9, 1]).growing.sum() == 0


def test_a_year_of_a_thousand_observations_is_quick():
    import time

    rng = np.random.default_rng(0)
    rows = [(f"i{rng.integers(39)}", d, GROUPS[i % 4], TOWNS[i % 3])
            for i, d in enumerate(rng.choice(pd.date_range("2023-01-01", "2026-06-30"), 1000))]  # fmt: skip
    rows += [(f"i{k}", f"2026-06-{10 + i}", GROUPS[i % 4], TOWNS[i % 3]) for k in range(4) for i in range(8)]
    frame = table(rows)
    start = time.process_time()
    found = detect_signals(frame)
    assert time.process_time() - start < 1.5 and (found["kind"] == "growing").sum() >= 3


def test_what_was_handled_no_longer_counts_as_accumulated() -> None:
    days = pd.date_range("2024-01-01", periods=24, freq="30D")
    big = pd.DataFrame(
        {
            "observation_id": [f"a{i}" for i in range(24)],
            "phenomenon_id": "velka",
            "received_date": days,
            "respondent_group": ["asiakas", "läheinen", "järjestö", "asukas"] * 6,
        }
    )
    small = pd.DataFrame(
        {
            "observation_id": ["b1", "b2"],
            "phenomenon_id": ["koti", "jono"],
            "received_date": days[[3, 9]],
            "respondent_group": "asiakas",
        }
    )
    table = pd.concat([big, small], ignore_index=True)
    rules = {"min_observations": 99}
    stock = detect_signals(table, rules=rules).query("kind == 'accumulated'")
    assert stock["observed"].tolist() == [24]
    late = detect_signals(table.assign(last_handled=days[11]), rules=rules).query("kind == 'accumulated'")
    assert late["observed"].tolist() == [12]
    assert set(late["observation_ids"].iloc[0]) == {f"a{i}" for i in range(12, 24)}
    everything = detect_signals(table.assign(last_handled="2026-12-31"), rules=rules)
    assert "accumulated" not in set(everything["kind"])


def test_the_voice_rule_of_cold_start_does_not_count_what_was_handled() -> None:
    table = pd.DataFrame(
        {
            "observation_id": [f"a{i}" for i in range(7)],
            "phenomenon_id": "velka",
            "received_date": pd.date_range("2026-01-05", periods=7, freq="7D"),
            "respondent_group": ["asiakas", "läheinen", "asukas"] * 2 + ["asiakas"],
        }
    )
    for through, left in (("2026-01-01", 7), ("2026-01-26", 3), ("2026-02-02", None)):
        found = detect_signals(table.assign(last_handled=through)).query("kind == 'accumulated'")
        assert found["observed"].tolist() == ([left] if left else [])
