"""The counts of all koosteet that can be published of one export, checked together as a reader could subtract them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rakenlp.phenomena.taxonomy import PARENTS
from rakenlp.privacy import PublishedTable, check_tables
from rakenlp.reporting._published_counts import PublishedCounts
from rakenlp.reporting.periods import parse_period


def material(days, phenomena, as_of):
    """Return what the counts are made of: a phenomenon of each parent, and rows that fit none."""
    ids = [f"p{place}" for place in range(len(PARENTS))]
    rows = pd.DataFrame(
        {
            "received_date": pd.to_datetime(days),
            "phenomenon_id": [None if place < 0 else ids[place] for place in phenomena],
            "duplicate_key": np.arange(len(days)),
        }
    )
    parents = pd.DataFrame({"parent": list(PARENTS)}, index=ids)
    return SimpleNamespace(rows=rows, phenomena=parents, with_taxonomy=True, as_of=pd.Timestamp(as_of))


def world(seed, n, days):
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2024-01-01")
    kinds = rng.choice(len(PARENTS) + 1, n, p=rng.dirichlet([0.7] * (len(PARENTS) + 1))) - 1
    when = start + pd.to_timedelta(rng.integers(0, days, n), unit="D")
    return material(when, kinds, start + pd.Timedelta(days=days - 1))


def everything(counts):
    """Return all that could be published: every month, quarter, half-year and year, and all the data."""
    names = [half.key for half in counts.halves]
    years = sorted({half.start.year for half in counts.halves})
    names += [str(year) for year in years]
    names += [f"{year}Q{quarter}" for year in years for quarter in range(1, 5)]
    names += [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
    rows = []
    for period in [*map(parse_period, names), parse_period("all")]:
        for code, told in (counts.shown(period) or {}).items():
            rows.append((counts.counted(period), code, told.shown if told.value is None else told.value))
    frame = pd.DataFrame(rows, columns=["period", "phenomenon", "n"])
    return PublishedTable(frame.drop_duplicates(["period", "phenomenon"]), ["period", "phenomenon"], periods=["period"])


@pytest.mark.parametrize(("n", "days"), [(2, 182), (12, 730), (30, 365), (60, 365), (120, 365), (300, 365)])
def test_no_koosteet_together_tell_a_hidden_count(n, days):
    table = everything(PublishedCounts(world(n, n, days)))
    found = check_tables(table)
    assert found.ok and found.proved, found.leaks.to_string()
    if n == 300:
        assert table.frame["n"].map(lambda value: isinstance(value, int)).mean() > 0.4  # not by hiding everything


def test_a_hidden_total_does_not_say_that_it_is_small():
    table = everything(PublishedCounts(material(["2024-02-03"] * 3, [0, 1, -1], "2024-06-30")))
    totals = table.frame.set_index(["period", "phenomenon"])["n"].xs("total", level="phenomenon")
    assert totals["2024H1"] == "peitetty" and check_tables(table).ok


def test_months_show_the_zeros_that_their_half_year_shows():
    counts = PublishedCounts(material(["2024-02-03"] * 3, [0, 0, 1], "2024-06-30"))
    assert {counts.shown(parse_period(f"2024-{month:02d}"))["muu"].value for month in range(1, 7)} == {0}
