"""Suppression of tables with margins, hierarchies and periods: checked against every table that could be."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.errors import ParameterError
from rakenlp.privacy import add_margins, check_tables, suppress_table


def grid(counts, shape=(2, 3)) -> pd.DataFrame:
    rows, columns = "abc"[: shape[0]], "xyz"[: shape[1]]
    names = [(row, column) for row in rows for column in columns]
    frame = pd.DataFrame(names, columns=["row", "column"]).assign(n=list(counts))
    return add_margins(frame, ["row", "column"])


def possible(table: pd.DataFrame, shape, k, signs):
    """Return, for each cell, the counts it has in any table of whole numbers that a reader cannot rule out."""
    rows, columns = "abc"[: shape[0]], "xyz"[: shape[1]]
    shown = {(r, c): n for r, c, n in table[["row", "column", "n"]].itertuples(index=False)}
    most = 12

    def allowed(sign):
        if sign.isdigit():
            return [int(sign)]
        if sign == f"<{k}" and signs:
            return range(1, k)
        return range(most + 1)

    found = {key: set() for key in shown}
    for interior in itertools.product(*(allowed(shown[r, c]) for r in rows for c in columns)):
        counts = dict(zip(itertools.product(rows, columns), interior, strict=True))
        for r in rows:
            counts[r, "total"] = sum(counts[r, c] for c in columns)
        for c in columns:
            counts["total", c] = sum(counts[r, c] for r in rows)
        counts["total", "total"] = sum(interior)
        margins = [key for key in counts if "total" in key]
        if all(
            str(counts[key]) == shown[key]
            if shown[key].isdigit()
            else (not signs or shown[key] != f"<{k}" or 1 <= counts[key] < k)
            for key in margins
        ):
            for key, n in counts.items():
                found[key].add(n)
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4))
def test_no_hidden_count_can_be_worked_out_of_any_table(counts):
    table = grid(counts, (2, 2))
    k = 3
    result = suppress_table(table, ["row", "column"], k=k)
    numbers, signs = possible(result, (2, 2), k, False), possible(result, (2, 2), k, True)
    for (row, column, sign, why), n in zip(result.itertuples(index=False), table["n"], strict=True):
        key = (row, column)
        assert (sign == str(n)) == (why == "") and (why == "primary") == (0 < n < k)
        if why:
            assert max(numbers[key]) >= k and len(signs[key]) > 1 and n in signs[key], (result, key)
    check = check_tables(result.drop(columns="hidden"), k=k)
    assert check.ok and check.proved


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), st.lists(st.booleans(), min_size=9, max_size=9))
def test_the_checker_agrees_with_every_table_that_could_be(counts, hidden):
    k, table = 3, grid(counts, (2, 2))
    table["n"] = [
        (f"<{k}" if 0 < n < k else "–") if hide or 0 < n < k else str(n)
        for n, hide in zip(table["n"], hidden, strict=True)
    ]
    numbers, signs = possible(table, (2, 2), k, False), possible(table, (2, 2), k, True)
    verdicts = {cell.cell: (cell.verdict, cell.low, cell.high) for cell in check_tables(table, k=k).cells.itertuples()}
    bounded = [key for key in signs if max(signs[key]) < 12 and max(numbers[key]) < 12]
    for key in bounded:
        sign = table.loc[(table["row"] == key[0]) & (table["column"] == key[1]), "n"].item()
        if sign.isdigit():
            continue
        verdict, low, _ = verdicts[f"row={key[0]}, column={key[1]}"]
        if len(signs[key]) == 1:
            assert verdict == "exact" and low == min(signs[key])
        elif max(numbers[key]) < k:
            assert verdict == "bounded"
        elif max(signs[key]) >= k:
            assert verdict == "ok"


@pytest.mark.parametrize(("shape", "mean", "seed"), [((6, 5), 4, 0), ((8, 6), 9, 1), ((9, 8), 2, 2)])
def test_larger_tables_are_proved(shape, mean, seed):
    counts = np.random.default_rng(seed).poisson(mean, size=shape)
    frame = pd.DataFrame(
        [(f"r{i}", f"c{j}", n) for (i, j), n in np.ndenumerate(counts)], columns=["row", "column", "n"]
    )
    result = suppress_table(add_margins(frame, ["row", "column"]), ["row", "column"])
    assert check_tables(result, ranges=False).ok and check_tables(result, ranges=False, least_hidden=5).ok
    assert (result["hidden"] == "").mean() > 0.1


def test_three_dimensions_and_a_hierarchy():
    counts = np.random.default_rng(3).poisson(5, size=(4, 3, 2))
    places = {"p0": "A", "p1": "A", "p2": "B", "p3": "B"}
    frame = pd.DataFrame(
        [(f"p{i}", f"g{j}", f"h{m}", n) for (i, j, m), n in np.ndenumerate(counts)],
        columns=["place", "group", "kind", "n"],
    )
    names = ["place", "group", "kind"]
    table = add_margins(frame, names, hierarchies={"place": places})
    assert table.loc[table["place"] == "A", "n"].sum() == 4 * counts[:2].sum()
    result = suppress_table(table, names, hierarchies={"place": places})
    assert check_tables(result, hierarchies={"place": places}, ranges=False).ok
    leaked = result.copy()
    primary = leaked.index[(leaked["hidden"] == "primary") & (leaked["place"] == "p0")]
    leaked.loc[leaked.index.difference(primary[:1]), "n"] = table["n"].astype(str)
    leaks = check_tables(leaked, hierarchies={"place": places}, ranges=False).leaks
    assert "exact" in set(leaks["verdict"])


def test_what_was_published_before_counts():
    first = suppress_table(
        pd.DataFrame({"period": ["2026-01-01/2026-03-31"], "n": [20]}), ["period"], periods=["period"]
    )
    for now, shown in ((22, "–"), (20, "20"), (25, "25")):
        later = pd.DataFrame({"period": ["2026-01-01/2026-04-30"], "n": [now]})
        result = suppress_table(later, ["period"], periods=["period"], published=[first])
        assert result["n"].tolist() == [shown]
        assert check_tables([first, result], periods=["period"]).ok
    leak = check_tables([first, later.assign(n=22)], periods=["period"]).leaks
    assert leak[["low", "high", "verdict"]].values.tolist() == [[2, 2, "exact"]]


def test_what_was_given_away_before_is_told():
    before = pd.DataFrame({"group": ["a", "total"], "n": ["<5", "10"]})
    both = pd.DataFrame({"group": ["b"], "n": [7]})
    result = suppress_table(both, ["group"], published=[before])
    assert result["n"].tolist() == ["–"] and result.attrs["given_away"] == 0
    given = pd.DataFrame({"group": ["a", "b", "total"], "n": ["<5", "7", "10"]})
    assert (
        suppress_table(pd.DataFrame({"group": ["b"], "n": [7]}), ["group"], published=[given]).attrs["given_away"] == 1
    )


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([1, 1, 0], ["<5", "<5", "0", "<5"]),
        ([3, 20, 40], ["<5", "–", "40", "63"]),
        ([0, 0, 7], ["0", "0", "7", "7"]),
        ([1, 1, 30], ["<5", "<5", "–", "32"]),
        ([3, 0, 0], ["<5", "0", "0", "<5"]),
    ],
)
def test_one_row(counts, shown):
    frame = add_margins(pd.DataFrame({"group": list("abc"), "n": counts}), ["group"])
    assert suppress_table(frame, ["group"])["n"].tolist() == shown


def test_percentages_need_a_base_of_ten_and_shown_counts():
    frame = pd.DataFrame({"group": list("aabbc"), "place": list("xyxyx"), "n": [6, 30, 5, 0, 9]})
    table = add_margins(frame, ["group", "place"])
    result = suppress_table(table, ["group", "place"], share_of="place")
    shares = result.set_index(["group", "place"])["share"]
    assert shares["a", "x"] == "17" and shares["b", "x"] == shares["c", "x"] == "–"
    assert all(share == "–" for share, why in zip(result["share"], result["hidden"], strict=True) if why)


def test_the_smallest_base_of_percentages_is_ten():
    frame = pd.DataFrame({"group": list("abab"), "place": list("xxyy"), "n": [5, 5, 9, 0]})
    result = suppress_table(add_margins(frame, ["group", "place"]), ["group", "place"], share_of="group")
    shares = result.set_index(["group", "place"])["share"]
    assert not result["hidden"].any()
    assert [shares["a", place] for place in ("x", "y", "total")] == ["50", "–", "74"]


def test_same_answer_for_any_order_and_inputs_are_left_alone():
    frame = grid([3, 9, 14, 30, 0, 6])
    before = frame.copy()
    first = suppress_table(frame, ["row", "column"])
    again = suppress_table(frame.copy(), ["row", "column"])
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"n": [1.5, 2, 3]}, "values"),
        ({"n": [-1, 2, 1]}, "values"),
        ({"n": ["a", 2, 1]}, "values"),
        ({"n": [1, 2, 9]}, "frame"),
        ({"group": ["a", "a", "total"]}, "frame"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(change, name):
    frame = pd.DataFrame({"group": ["a", "b", "total"], "n": [1, 2, 3]}).assign(**change)
    with pytest.raises(ParameterError, match=f"'{name}'"):
        suppress_table(frame, ["group"])
    with pytest.raises(ParameterError):
        suppress_table(frame, ["place"])
    with pytest.raises(ParameterError, match="'k'"):
        suppress_table(frame, ["group"], k=2)
