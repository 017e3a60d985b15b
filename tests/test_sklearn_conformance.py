"""The estimators in scikit-learn's hands.

scikit-learn's own battery is built on arrays of numbers and stands back from estimators whose tags say that they take
texts. So its checks that need no data are run one by one, and those that do are repeated here with texts.
"""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.utils import estimator_checks, get_tags
from sklearn.utils.validation import check_is_fitted

from rakenlp import LemmaVectorizer, ObservationVectorizer, PhenomenonModel
from rakenlp.errors import ParameterError

TEXTS = [
    "Vuokra on rästissä ja häätö uhkaa perhettä",
    "Häätö tuli kun vuokraa ei voitu maksaa",
    "Vuokravelka kasvoi ja tuli häätöuhka",
    "Äiti on yksin eikä kukaan käy katsomassa",
    "Yksinäisyys vaivaa vanhusta, kukaan ei käy",
    "Nuori pelaa nettikasinolla kaikki rahat",
    "Pelaaminen vei rahat ja pelivelka kasvaa",
    "Koulu jää väliin, lapsi ei lähde kotoa",
]
EVERY = [LemmaVectorizer(), ObservationVectorizer(n_components=3), PhenomenonModel(), PhenomenonModel(None)]
NAMES = ["lemmas", "observations", "known", "free"]
each = pytest.mark.parametrize("estimator", EVERY, ids=NAMES)
NEED_NO_DATA = [
    "check_estimator_cloneable",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_estimator_repr",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
]


def dense(found: Any) -> np.ndarray:
    return np.asarray(found.todense() if hasattr(found, "todense") else found)


@estimator_checks.parametrize_with_checks(EVERY)
def test_the_battery_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@each
@pytest.mark.parametrize("name", NEED_NO_DATA)
def test_checks_that_need_no_data(estimator: Any, name: str) -> None:
    check = getattr(estimator_checks, name, None)
    if check is None:
        pytest.skip("not in this version of scikit-learn")
    check(type(estimator).__name__, clone(estimator))


@each
def test_tags_tell_that_texts_are_wanted(estimator: Any) -> None:
    tags = get_tags(estimator)
    assert tags.input_tags.string and tags.input_tags.one_d_array and not tags.input_tags.two_d_array
    assert tags.requires_fit and not tags.target_tags.required and not tags.non_deterministic
    assert tags.transformer_tags is not None and tags.transformer_tags.preserves_dtype == []


@each
def test_unfitted_ones_say_so(estimator: Any) -> None:
    fresh = clone(estimator)
    with pytest.raises(NotFittedError):
        check_is_fitted(fresh)
    for method in ("transform", "predict", "predict_proba", "get_feature_names_out"):
        if hasattr(fresh, method):
            with pytest.raises(NotFittedError) as caught:
                getattr(fresh, method)(*([] if method.startswith("get") else [TEXTS]))
            assert type(pickle.loads(pickle.dumps(caught.value))) is type(caught.value)


@each
def test_fit_returns_itself_and_changes_neither_parameters_nor_texts(estimator: Any) -> None:
    fresh, texts = clone(estimator), list(TEXTS)
    before = copy.deepcopy(fresh.get_params())
    assert fresh.fit(texts, y=None) is fresh
    check_is_fitted(fresh)
    assert texts == TEXTS
    assert fresh.get_params() == before
    public = {name for name in vars(fresh) if not name.startswith("_") and not name.endswith("_")}
    assert public == set(before)
    assert list(inspect.signature(fresh.fit).parameters)[:2] == ["texts", "y"]


@each
def test_prediction_changes_nothing_and_rows_stand_alone(estimator: Any) -> None:
    fitted = clone(estimator).fit(TEXTS)
    state = pickle.dumps(fitted)
    for method in ("transform", "predict", "predict_proba"):
        if hasattr(fitted, method):
            whole = dense(getattr(fitted, method)(TEXTS))
            order = [3, 0, 7, 1, 2, 6, 5, 4]
            assert (dense(getattr(fitted, method)([TEXTS[i] for i in order])) == whole[order]).all()
            alone = np.concatenate([dense(getattr(fitted, method)([text])) for text in TEXTS])
            assert (alone == whole).all()
    assert pickle.dumps(fitted) == state


@each
def test_fitting_again_and_at_once_is_the_same(estimator: Any) -> None:
    fitted = clone(estimator).fit(TEXTS)
    first = dense(fitted.transform(TEXTS))
    assert (dense(fitted.fit(TEXTS).transform(TEXTS)) == first).all()
    assert np.abs(dense(clone(estimator).fit_transform(TEXTS)) - first).max() < 1e-12
    assert first.dtype == np.float64
    if hasattr(fitted, "labels_"):
        assert (clone(estimator).fit_predict(TEXTS) == fitted.labels_).all()
        assert (fitted.predict(TEXTS) == fitted.labels_).all()


@each
def test_pickles_and_clones_answer_the_same(estimator: Any) -> None:
    fitted = clone(estimator).fit(TEXTS)
    again = pickle.loads(pickle.dumps(fitted))
    assert (dense(again.transform(TEXTS)) == dense(fitted.transform(TEXTS))).all()
    with pytest.raises(NotFittedError):
        check_is_fitted(clone(fitted))


@each
def test_names_fit_the_columns_and_pandas_can_be_asked_for(estimator: Any) -> None:
    fitted = clone(estimator).fit(TEXTS)
    names = fitted.get_feature_names_out()
    assert len(names) == fitted.transform(TEXTS).shape[1]
    assert len(set(names)) == len(names)
    if isinstance(fitted, LemmaVectorizer):
        return  # sparse: scikit-learn itself says that pandas cannot hold it
    series = pd.Series(TEXTS, index=[f"SR-{n}" for n in range(len(TEXTS))])
    frame = fitted.set_output(transform="pandas").transform(series)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(names) and list(frame.index) == list(series.index)
    with config_context(transform_output="default"):
        assert isinstance(clone(estimator).fit_transform(TEXTS), np.ndarray)


@each
@pytest.mark.parametrize(
    "wrong", [np.zeros((3, 2)), pd.DataFrame({"kuvaus": TEXTS}), [["lista"]], "teksti", None, [1.0]]
)
def test_what_is_no_list_of_texts_is_refused(estimator: Any, wrong: Any) -> None:
    with pytest.raises(ParameterError, match="texts"):
        clone(estimator).fit(wrong)


@each
@pytest.mark.parametrize("make", [tuple, np.array, pd.Series, iter], ids=["tuple", "array", "series", "iterator"])
def test_texts_come_in_many_containers(estimator: Any, make: Any) -> None:
    expected = dense(clone(estimator).fit(TEXTS).transform(TEXTS))
    assert (dense(clone(estimator).fit(make(TEXTS)).transform(make(TEXTS))) == expected).all()


def test_pipelines_unions_and_searches() -> None:
    piped = make_pipeline(ObservationVectorizer(n_components=4), KMeans(3, n_init=2, random_state=0))
    assert set(piped.fit_predict(TEXTS)) == {0, 1, 2}
    assert (piped.predict(TEXTS) == piped.named_steps["kmeans"].labels_).all()
    topics = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    union = FeatureUnion([("lemmas", LemmaVectorizer()), ("phenomena", PhenomenonModel())])
    classifier = make_pipeline(union, LogisticRegression(C=100)).fit(TEXTS, topics)
    assert (classifier.predict(TEXTS) == topics).all()
    frame = pd.DataFrame({"kuvaus": TEXTS, "n": range(8)})
    columns = ColumnTransformer([("text", ObservationVectorizer(n_components=2), "kuvaus")], remainder="passthrough")
    assert columns.fit_transform(frame).shape[0] == 8
    search = GridSearchCV(
        make_pipeline(LemmaVectorizer(), LogisticRegression()),
        {"lemmavectorizer__parts": [True, False], "logisticregression__C": [1, 10]},
        cv=2,
    ).fit(TEXTS, topics > 0)
    assert set(search.best_params_) == {"lemmavectorizer__parts", "logisticregression__C"}


def test_parameters_can_be_set_one_by_one() -> None:
    for estimator in EVERY:
        for name, value in estimator.get_params().items():
            assert clone(estimator).set_params(**{name: value}).get_params()[name] == value
        with pytest.raises(ValueError, match="nothing"):
            clone(estimator).set_params(nothing=1)
