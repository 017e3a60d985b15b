"""Small cells: what is shown beside a total tells no small count."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rakenlp.errors import ParameterError
from rakenlp.privacy import suppress


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], []),
        ([0, 0], ["0", "0"]),
        ([5, 60, 0], ["5", "60", "0"]),
        ([4], ["<5"]),
        ([3, 20, 40], ["<5", "–", "40"]),  # one small count: the next smallest goes too
        ([40, 3, 20], ["40", "<5", "–"]),
        ([3, 2, 40], ["<5", "<5", "40"]),
        ([1, 1, 40, 50], ["<5", "<5", "–", "50"]),  # 1 + 1 would be told by the total
        ([4, 4, 40, 50], ["<5", "<5", "–", "50"]),
        ([1, 5, 30], ["<5", "–", "–"]),  # 1 + 5 = 6 can be nothing else
        ([4, 10, 10], ["<5", "–", "–"]),  # "–" is at most 10, so that 14 - 10 = 4 would be told
        ([4, 4], ["–", "–"]),
        ([1, 1, 0, 0], ["–", "–", "–", "–"]),
        ([2, 0], ["–", "–"]),
    ],
)
def test_known_tables(counts, shown):
    assert suppress(counts) == shown


def consistent(shown, total, k):
    """Yield every table that a reader cannot rule out, from the meaning of the signs and the total."""
    numbers = [int(sign) for sign in shown if sign.isdigit()]
    large = min((n for n in numbers if n >= k), default=total)
    bounded = f"<{k}" in shown
    ranges = []
    for sign in shown:
        if sign.isdigit():
            ranges.append([int(sign)])
        elif sign == f"<{k}":
            ranges.append(range(1, k))
        else:
            ranges.append(range(k, large + 1) if bounded else range(total + 1))
    return (table for table in itertools.product(*ranges) if sum(table) == total)


@pytest.mark.parametrize(("k", "groups", "top"), [(3, 2, 12), (3, 3, 8), (3, 4, 5), (5, 2, 14), (5, 3, 9)])
def test_no_hidden_count_can_be_worked_out(k, groups, top):
    for counts in itertools.product(range(top + 1), repeat=groups):
        shown = suppress(counts, k)
        assert not any(sign.isdigit() and 0 < int(sign) < k for sign in shown)
        hidden = [i for i, sign in enumerate(shown) if not sign.isdigit()]
        possible = [set() for _ in shown]
        for table in consistent(shown, sum(counts), k):
            for i in hidden:
                possible[i].add(table[i])
        assert all(len(possible[i]) > 1 and counts[i] in possible[i] for i in hidden), (counts, shown)


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(3, 12))
def test_large_tables_show_no_small_count(counts, k):
    shown = suppress(counts, k)
    assert len(shown) == len(counts)
    hidden = [i for i, sign in enumerate(shown) if not sign.isdigit()]
    assert {i for i, n in enumerate(counts) if 0 < n < k} <= set(hidden)
    assert len(hidden) != 1 or len(counts) == 1
    assert all(shown[i] == str(counts[i]) for i in range(len(counts)) if i not in hidden)


def test_a_series_keeps_its_index():
    counts = pd.Series([3, 20, 40], index=["a", "b", "c"], name="n")
    shown = suppress(counts)
    assert shown.to_dict() == {"a": "<5", "b": "–", "c": "40"} and shown.name == "n"
    assert suppress(np.array([3, 20, 40])) == suppress((3, 20, 40)) == ["<5", "–", "40"]
    assert suppress(counts.astype(float)).tolist() == shown.tolist()


@pytest.mark.parametrize("counts", [[-1], [1.5], ["a"], [None], 7, [float("nan")], [float("inf")]])
def test_what_are_no_counts_is_refused(counts):
    with pytest.raises(ParameterError, match="counts"):
        suppress(counts)


@pytest.mark.parametrize("k", [2, 0, True, 5.0, "5"])
def test_limits_too_low_are_refused(k):
    with pytest.raises(ParameterError, match="'k'"):
        suppress([1, 2], k)
