"""What counties hand over and what is published of them: nothing small, nor to be worked out, in random worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from national_worlds import random_county

from rakenlp.national import CountyComparison, summarise_county
from rakenlp.national._hiding import _above, _parts
from rakenlp.privacy import PublishedTable, check_tables
from rakenlp.reporting._published_counts import NO_PHENOMENON, TOTAL

SIZES = (0, 1, 3, 9, 25, 60, 140)


def sizes_of(seed: int, counties: int) -> list[int]:
    return [int(n) for n in np.random.default_rng(seed).choice(SIZES, counties)]


@pytest.mark.parametrize("seed", range(5))
def test_nothing_small_can_be_worked_out_of_a_hand_over(seed: int) -> None:
    n = SIZES[2 + seed % 5]
    exact = summarise_county(random_county(seed, n), "Kainuu")
    hidden = exact.hidden()
    for half in hidden.periods["period"]:
        own = exact.counts[exact.counts["period"] == half]
        signs = exact.published[exact.published["period"] == half].set_index("parent")["n"]
        parts = _parts(exact, own, signs)
        above = {code: _above(parents[0]) for code, parents in exact.parents.items()}
        above |= {code: _above(NO_PHENOMENON) for code in parts if code not in above and ":" not in code}
        above |= {code: _above(code.partition(":")[2]) for code in parts if ":" in code}
        cells = [*parts.items(), *((_above(code), sign) for code, sign in signs.items())]
        table = PublishedTable(pd.DataFrame(cells, columns=["code", "n"]), ["code"], hierarchies={"code": above})
        result = check_tables(table, ranges=False)
        assert result.ok, result.summary()
        told = hidden.counts[hidden.counts["period"] == half]
        for level in ("group", "channel", "language"):
            lines = [
                *zip(*(told[told["level"] == level][c] for c in ("code", "shown")), strict=True),
                (TOTAL, signs[TOTAL]),
            ]
            result = check_tables(pd.DataFrame(lines, columns=["code", "n"]), ranges=False)
            assert result.ok, result.summary()


@pytest.mark.parametrize("seed", range(3))
def test_a_hand_over_tells_the_truth_and_nothing_under_five(seed: int) -> None:
    exact = summarise_county(random_county(seed, 60), "Kainuu")
    hidden = exact.hidden()
    keys = ["level", "code", "period"]
    both = hidden.counts.merge(exact.counts, on=keys, how="left", suffixes=("", "_exact"))
    both = both[~both["level"].isin(["rest", "group", "channel", "language"])]
    shown = both[both["n"].notna()]
    assert (shown["n"] == shown["n_exact"].fillna(0)).all()
    assert not hidden.counts["n"].between(1, 4).any() and not hidden.counts["voices"].between(1, 4).any()
    assert hidden.hidden() is hidden
    assert hidden.flags["observed"].isna().all() and hidden.growth["observed"].isna().all()
    assert set(hidden.growth["p_value"]) <= {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0}


def test_words_of_anybody_in_the_columns_of_the_form_do_not_get_out() -> None:
    analysis = random_county(1, 80)
    analysis.observations["respondent_group"] = "naapuri Matti"
    analysis.obs.frame["channel"] = "Matin puhelin"
    hidden = summarise_county(analysis, "Kainuu").hidden()
    told = hidden.counts[hidden.counts["level"].isin(["group", "channel"])]
    assert not told["code"].str.contains("Mati|Matti").any()
    assert told[(told["code"] == "muu") & told["n"].notna()]["n"].sum() > 0


@pytest.mark.parametrize("seed", range(4))
def test_nothing_small_can_be_worked_out_of_what_is_published(seed: int) -> None:
    sizes = sizes_of(seed, 3)
    summaries = [summarise_county(random_county(10 * seed + k, n), f"C{k}") for k, n in enumerate(sizes)]
    comparison = CountyComparison(summaries, ["2025H1", "2025H2", "2026H1"]).published()
    facts = comparison.facts.rename(columns={"code": "parent"})
    assert set(facts["level"]) <= {"total", "parent"}
    table = facts[["county", "parent", "period"]].assign(n=facts["shown"])
    table = table[table["n"] != ".."]  # of which the county has no data: no part of the total
    result = check_tables(table, dimensions=["county", "parent", "period"], periods=["period"], ranges=False)
    assert result.ok, result.summary()
    assert not facts["n"].between(1, 4).any()
    assert facts[facts["n"].isna()]["share"].isna().all() and facts[facts["n"].isna()]["rate"].isna().all()


def test_totals_are_told_where_they_give_nothing_away() -> None:
    summaries = [summarise_county(random_county(k, 400), f"C{k}") for k in range(3)]
    facts = CountyComparison(summaries, ["2025H1"]).published().facts
    totals = facts[(facts["county"] == TOTAL) & (facts["level"] == "total")]
    assert totals["n"].item() == sum(
        int(s.counts[(s.counts["level"] == "total") & (s.counts["period"] == "2025H1")]["n"].iloc[0]) for s in summaries
    )


def test_each_countys_published_numbers_are_those_of_its_own_kooste() -> None:
    summaries = [summarise_county(random_county(k, n), f"C{k}") for k, n in enumerate((30, 90))]
    facts = CountyComparison(summaries, ["2025H1", "2025H2"]).published().facts
    for summary in summaries:
        for period, parent, sign in summary.published.itertuples(index=False, name=None):
            own = facts[(facts["county"] == summary.county) & (facts["period"] == period) & (facts["code"] == parent)]
            assert period == "2026H1" or own["shown"].item() == sign


def test_few_in_each_are_published_only_where_five_counties_tell_of_them() -> None:
    code = "rahapelit"
    summaries = [summarise_county(random_county(k, 2, codes=[code], days=100), f"C{k}") for k in range(4)]
    comparison = CountyComparison(summaries, ["2025H1"])
    few = comparison.few
    assert set(few["code"]) <= {code, "ajokortin_hinta", "sahkon_hinta", "yksityistiet", "perintoriidat"}
    assert comparison.published().few.empty
