"""scikit-learn's whole battery of checks on every public estimator.

The battery is made for arrays of numbers and stands back from estimators whose tags say that they take texts. Here each
estimator is given a thin outer layer that tells a row of numbers in words, so that all checks are run on what is
inside: fitting again, order and subsets of rows, copies, what is fitted and what is not, names, containers of output.
Checks of numbers themselves (infinity, sparse or complex input) meet the outer layer alone and count for nothing more.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import BaseEstimator, clone
from sklearn.utils import Tags, estimator_checks
from sklearn.utils.validation import check_is_fitted, validate_data

import rakenlp
from rakenlp import LemmaVectorizer, ObservationVectorizer, PhenomenonModel

_WORDS = (
    "vuokra häätö velka asunto perhe lapsi nuori vanhus hoito lääkäri jono koulu päihde peli raha ruoka bussi matka "
    "väkivalta pelko yksinäisyys uni masennus työ eläke tuki hakemus päätös ilta kaveri silta järvi talvi sauna metsä "
    "kirja auto puhelin netti kauppa kirkko naapuri koira kissa hiha kivi piha portti kello lamppu"
)
WORDS = _WORDS.split()


def told(rows: np.ndarray) -> list[str]:
    """Tell each row of numbers as a text: a word for each number, near numbers with the same word."""
    steps = np.rint(np.clip(rows, -1e6, 1e6)).astype(int)
    return [" ".join(WORDS[(17 * place + step) % len(WORDS)] for place, step in enumerate(row)) for row in steps]


def is_told(rows: Any) -> bool:
    """Whether it is texts already: the estimators call their own methods too."""
    return isinstance(rows, list | pd.Series) and all(isinstance(row, str) for row in rows)


class Rows:
    """The outer layer."""

    def _texts(self, X: Any, reset: bool = False) -> Any:
        if not reset:
            check_is_fitted(self)
        if is_told(X):
            return X
        texts = told(validate_data(self, X, reset=reset))
        return pd.Series(texts, index=X.index) if isinstance(X, pd.DataFrame) else texts

    def fit(self, X: Any, y: Any = None) -> Any:
        return super().fit(self._texts(X, reset=True), y)  # type: ignore[misc]

    def fit_transform(self, X: Any, y: Any = None) -> Any:
        return super().fit_transform(self._texts(X, reset=True), y)  # type: ignore[misc]

    def transform(self, X: Any) -> Any:
        return super().transform(self._texts(X))  # type: ignore[misc]

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.string = tags.input_tags.one_d_array = False
        tags.input_tags.two_d_array = True
        return tags


class Lemmas(Rows, LemmaVectorizer):
    pass


class Observations(Rows, ObservationVectorizer):
    pass


class Phenomena(Rows, PhenomenonModel):
    def fit_predict(self, X: Any, y: Any = None) -> Any:
        return super().fit_predict(self._texts(X, reset=True), y)

    def predict(self, X: Any) -> Any:
        return super().predict(self._texts(X))

    def predict_proba(self, X: Any) -> Any:
        return super().predict_proba(self._texts(X))

    def predict_untold(self, X: Any) -> Any:
        return super().predict_untold(self._texts(X))


EVERY = [Lemmas(), Observations(n_components=2), Phenomena(), Phenomena(None)]
#: Checks that scikit-learn keeps for its own estimators and that hold for these too.
FURTHER = (
    "check_get_feature_names_out_error",
    "check_inplace_ensure_writeable",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_global_output_transform_pandas",
)
#: What is expected to fail, and why. A check that is listed and passes fails.
KNOWN_ALONE = "labels number the known phenomena of the taxonomy, heard or not, so those met leave gaps between them"


def expected(estimator: Any) -> dict[str, str]:
    return {"check_clustering": KNOWN_ALONE} if getattr(estimator, "taxonomy", None) is not None else {}


def test_no_public_estimator_is_missing() -> None:
    found = set()
    for module in pkgutil.walk_packages(rakenlp.__path__, "rakenlp."):
        if module.name.endswith("__main__"):
            continue
        for _, item in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(item, BaseEstimator) and item.__module__.startswith("rakenlp."):
                found.add(item)
    assert found == {type(estimator).__mro__[2] for estimator in EVERY}


@estimator_checks.parametrize_with_checks(EVERY, expected_failed_checks=expected)
def test_the_battery(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.filterwarnings("ignore:X (has|does not have valid) feature names:UserWarning")
@pytest.mark.parametrize("estimator", EVERY, ids=["lemmas", "observations", "known", "free"])
@pytest.mark.parametrize("name", FURTHER)
def test_what_scikit_learn_asks_of_its_own(estimator: Any, name: str) -> None:
    getattr(estimator_checks, name)(type(estimator).__name__, clone(estimator))


@pytest.mark.parametrize("estimator", EVERY[2:], ids=["known", "free"])
def test_a_model_is_kept_as_plain_data(estimator: Any, tmp_path: Path) -> None:
    texts = told(np.random.default_rng(1).normal(0, 3, (40, 6)))
    model = PhenomenonModel(estimator.taxonomy).fit(texts)
    model.save(tmp_path / "model")
    with np.load(tmp_path / "model" / "model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)
    json.loads((tmp_path / "model" / "model.json").read_text(encoding="utf-8"))
    again = PhenomenonModel.load(tmp_path / "model")
    assert str(again.get_params()) == str(model.get_params())
    assert (again.transform(texts) == model.transform(texts)).all()
    assert list(again.get_feature_names_out()) == list(model.get_feature_names_out())


@pytest.mark.parametrize("estimator", EVERY, ids=["lemmas", "observations", "known", "free"])
def test_output_as_tables_everywhere_changes_nothing_inside(estimator: Any) -> None:
    rows = np.random.default_rng(3).normal(0, 3, (40, 6))
    usual = clone(estimator).fit(rows)
    with config_context(transform_output="pandas"):
        fitted = clone(estimator).fit(rows)
        if hasattr(fitted, "predict_proba"):
            assert (fitted.predict_proba(rows) == usual.predict_proba(rows)).all()
    found, expected = (model.transform(rows) for model in (fitted, usual))
    assert abs(found - expected).max() == 0


def test_vectors_are_kept_as_plain_data() -> None:
    texts = told(np.random.default_rng(2).normal(0, 3, (40, 6)))
    fitted, buffer = ObservationVectorizer(n_components=4).fit(texts), BytesIO()
    words, arrays = fitted.state()
    np.savez(buffer, **arrays)
    buffer.seek(0)
    with np.load(buffer, allow_pickle=False) as kept:
        again = ObservationVectorizer(n_components=4).restore(json.loads(json.dumps(words)), dict(kept))
    assert (again.transform(texts) == fitted.transform(texts)).all()
    assert list(again.get_feature_names_out()) == list(fitted.get_feature_names_out())
