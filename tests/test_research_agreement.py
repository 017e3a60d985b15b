"""Agreement: published worked examples, other libraries' answers, and what cannot be computed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from rakenlp.errors import InputError, ParameterError
from rakenlp.research import cohen_kappa, compare, krippendorff_alpha, masi_distance
from rakenlp.research.agreement import resamples_of

_ = None
# Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
TWO_CODERS_BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
TWO_CODERS_NOMINAL = [list("aabbdcccedda"), list("babbbccceddd")]


def coding(codes: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(
        {"code": [c[0] for c in codes.values()], "codes": list(codes.values())}, index=list(codes), dtype=object
    )


def test_alpha_of_four_coders_with_gaps_as_published() -> None:
    assert krippendorff_alpha(FOUR_CODERS) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha([[math.nan if v is None else v for v in row] for row in FOUR_CODERS]) == pytest.approx(
        0.743, abs=5e-4
    )


def test_alpha_of_two_coders_as_published() -> None:
    assert krippendorff_alpha(TWO_CODERS_BINARY) == pytest.approx(0.095, abs=5e-4)
    assert krippendorff_alpha(TWO_CODERS_NOMINAL) == pytest.approx(0.692, abs=5e-4)


def test_alpha_with_a_distance_of_ones_own() -> None:
    def squared(a: int, b: int) -> float:
        return float((a - b) ** 2)

    assert krippendorff_alpha(FOUR_CODERS, squared) == pytest.approx(0.849, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a"}, {"a"}, 0.0),
        ({"a"}, {"a", "b"}, 1 - 1 / 2 * 2 / 3),
        ({"a", "b"}, {"a", "c"}, 1 - 1 / 3 * 1 / 3),
        ({"a"}, {"b"}, 1.0),
        (set(), set(), 0.0),
    ],
)
def test_masi(one: set[str], other: set[str], expected: float) -> None:
    assert masi_distance(one, other) == pytest.approx(expected) == masi_distance(other, one)


def test_alpha_of_sets_is_that_of_their_only_codes_when_there_is_one_each() -> None:
    sets = [[None if v is None else (v,) for v in row] for row in FOUR_CODERS]
    assert krippendorff_alpha(sets, "masi") == pytest.approx(krippendorff_alpha(FOUR_CODERS))


@pytest.mark.parametrize("codings", [[], [[]], [["a"]], [["a", "a"], ["a", "a"]], [[None, "a"], ["b", None]]])
def test_alpha_of_nothing_to_tell_apart_is_not_a_number(codings: list[list[str]]) -> None:
    assert math.isnan(krippendorff_alpha(codings))


def test_kappa_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(3)
    one = random.integers(0, 5, 200).tolist()
    other = [v if random.random() < 0.7 else int(random.integers(0, 5)) for v in one]
    assert cohen_kappa(one, other) == pytest.approx(cohen_kappa_score(one, other))
    assert cohen_kappa([*one, None], [*other, 1]) == pytest.approx(cohen_kappa_score(one, other))
    assert math.isnan(cohen_kappa(["a", "a"], ["a", "a"])) and math.isnan(cohen_kappa([], []))


def test_codings_of_different_lengths_are_refused() -> None:
    with pytest.raises(ParameterError, match="3, 2"):
        krippendorff_alpha([[1, 2, 3], [1, 2]])
    with pytest.raises(ParameterError, match="cohen_kappa"):
        cohen_kappa([1], [1, 2])
    with pytest.raises(ParameterError, match="nominal / masi"):
        krippendorff_alpha([[1], [1]], "ordinal")


def test_resamples_are_with_replacement_and_of_the_same_size() -> None:
    weights = resamples_of(50, 200, seed=1)
    assert weights.shape == (200, 50) and (weights.sum(axis=1) == 50).all() and weights.max() > 1
    assert (weights == resamples_of(50, 200, seed=1)).all()


def test_bootstrap_intervals_are_those_of_figures_computed_one_by_one() -> None:
    random = np.random.default_rng(5)
    ids = [f"h{i:02d}" for i in range(40)]
    one = {i: (str(random.integers(0, 4)),) for i in ids}
    other = {i: v if random.random() < 0.6 else (str(random.integers(0, 4)),) for i, v in one.items()}
    found = compare(coding(one), coding(other), resamples=300, seed=2)
    kappas, alphas = [], []
    for row in resamples_of(40, 300, seed=2).astype(int):
        chosen = [i for i, times in zip(ids, row, strict=True) for _ in range(times)]
        a, b = [one[i][0] for i in chosen], [other[i][0] for i in chosen]
        kappas.append(cohen_kappa_score(a, b))
        alphas.append(krippendorff_alpha([a, b]))
    assert found.kappa[1:] == pytest.approx(np.quantile(kappas, [0.025, 0.975]))
    assert found.alpha[1:] == pytest.approx(np.quantile(alphas, [0.025, 0.975]))
    assert found.alpha.low < found.alpha.value < found.alpha.high


def test_comparison_tells_where_the_codings_differ() -> None:
    own = coding({"1": ("a",), "2": ("a", "b"), "3": ("b",), "4": ("c",), "only": ("a",)})
    other = coding({"4": ("a",), "3": ("b",), "2": ("b",), "1": ("a",)})
    found = compare(own, other, resamples=50)
    assert len(found) == 4 and found.same.value == 0.5 and found.overlap.value == 0.75
    by_code = found.by_code().set_index("code")
    assert by_code.loc["a", ["n_own", "n_other", "n_both"]].tolist() == [2, 2, 1]
    assert by_code.loc["a", "agreement"] == 0.5 and by_code.loc["c", "agreement"] == 0
    assert found.confusion().loc["c", "a"] == 1 and int(found.confusion().to_numpy().sum()) == 4
    assert found.disagreements()[["own", "other", "n", "overlap"]].to_numpy().tolist() == [
        ["a", "b", 1, 1],
        ["c", "a", 1, 0],
    ]
    groups = found.by({"1": "x", "2": "x", "3": "y"})
    assert groups[["value", "n", "same"]].to_numpy().tolist() == [["x", 2, 1], ["ei kerrottu", 1, 0], ["y", 1, 1]]
    sure = found.at_least({"1": 0.9, "2": 0.4, "3": 0.6, "4": float("nan")}, [0, 0.5])
    assert sure["n"].tolist() == [3, 2] and sure["share"].tolist() == [pytest.approx(2 / 3), 1.0]
    assert len(found.summary()) == 5 and "Krippendorff" in found._repr_html_()


def test_codings_without_anything_in_common_are_refused() -> None:
    with pytest.raises(InputError) as error:
        compare(coding({"1": ("a",)}), coding({"2": ("a",)}))
    assert error.value.code == "coding_nothing_common"
    with pytest.raises(InputError, match="codes"):
        compare(pd.DataFrame({"code": ["a"]}), coding({"1": ("a",)}))
    with pytest.raises(ParameterError):
        compare(coding({"1": ("a",)}), coding({"1": ("a",)}), resamples=0)
