"""PhenomenonModel: manners of an estimator, and every promise about sameness."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

import rakenlp
from rakenlp.errors import ModelFormatError, NotFittedError, ParameterError
from rakenlp.language.terms import topic_terms
from rakenlp.phenomena import DomainModel

TAXONOMIES = ["default", None]


@pytest.fixture(scope="module", params=TAXONOMIES, ids=["taxonomy", "free"])
def fitted(request: pytest.FixtureRequest, example: rakenlp.Observations) -> rakenlp.PhenomenonModel:
    return rakenlp.PhenomenonModel(taxonomy=request.param).fit(example.texts)


def test_tables_and_labels_agree(fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations) -> None:
    labels = fitted.labels_
    assert labels.shape == (len(example),)
    assert labels.min() >= -1 and labels.max() < len(fitted.phenomenon_ids_)
    assert len(set(fitted.phenomenon_ids_)) == len(fitted.phenomenon_ids_)
    assert fitted.phenomena_["n"].sum() == (labels >= 0).sum()
    assert list(fitted.phenomena_.columns) == ["phenomenon_id", "name", "parent", "kind", "n", "terms", "stability"]
    assert fitted.get_feature_names_out().tolist() == fitted.phenomenon_ids_


def lengths(documents: list[list[str]]) -> np.ndarray:
    return np.array([[len(document), sum(map(len, document))] for document in documents]).reshape(-1, 2)


@pytest.mark.parametrize("taxonomy", ["default", None])
@pytest.mark.parametrize("whole", [50_000, 10])
def test_what_is_wanted_beside_the_phenomena_is_of_each_text(
    taxonomy: str | None, whole: int, example: rakenlp.Observations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rakenlp.phenomena._assigned.WHOLE", whole)
    texts = [*example.texts[:80], *example.texts[:7], "Vielä yksi teksti vuokrasta"]
    counted = [True] * 70 + [False] * 18
    expected = lengths([topic_terms(text) for text in texts])
    model = rakenlp.PhenomenonModel(taxonomy)
    assert (model.fit(texts, counted=counted, beside=lengths).beside_ == expected).all()
    labels = model.labels_
    assert model.fit(texts, counted=counted, checkpoint=tmp_path).beside_ is None
    for _ in range(2):  # what is kept of a fit that did not want it is not taken for what was wanted
        again = rakenlp.PhenomenonModel(taxonomy).fit(texts, counted=counted, beside=lengths, checkpoint=tmp_path)
        assert (again.beside_ == expected).all() and (again.labels_ == labels).all()


def test_predict_of_the_training_texts_is_labels(
    fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations
) -> None:
    assert (fitted.predict(example.texts) == fitted.labels_).all()


def test_probabilities_are_probabilities(fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations) -> None:
    probabilities = fitted.predict_proba(example.texts)
    assert (probabilities >= 0).all()
    assert probabilities.sum(axis=1).max() <= 1 + 1e-9
    assert (fitted.transform(example.texts) == probabilities).all()


def test_each_text_alone_equals_the_batch_bit_for_bit(
    fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations
) -> None:
    texts = example.texts[:40]
    whole = fitted.predict_proba(texts)
    assert all((fitted.predict_proba([text])[0] == whole[i]).all() for i, text in enumerate(texts))


def test_threads_agree(fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations) -> None:
    texts = example.texts[:60]
    whole = fitted.predict_proba(texts)
    with ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(lambda text: fitted.predict_proba([text])[0], texts))
    assert (np.array(rows) == whole).all()


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
def test_order_of_rows_does_not_matter(taxonomy: str | None, example: rakenlp.Observations) -> None:
    texts = example.texts
    order = np.random.default_rng(5).permutation(len(texts))
    model = rakenlp.PhenomenonModel(taxonomy=taxonomy).fit(texts)
    shuffled = rakenlp.PhenomenonModel(taxonomy=taxonomy).fit([texts[i] for i in order])
    assert shuffled.phenomenon_ids_ == model.phenomenon_ids_
    assert (shuffled.labels_ == model.labels_[order]).all()


def test_saved_model_answers_bit_for_bit(
    fitted: rakenlp.PhenomenonModel, example: rakenlp.Observations, tmp_path: Path
) -> None:
    fitted.save(tmp_path)
    loaded = rakenlp.PhenomenonModel.load(tmp_path)
    assert loaded.phenomenon_ids_ == fitted.phenomenon_ids_
    assert (loaded.predict_proba(example.texts) == fitted.predict_proba(example.texts)).all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model.json", "model.npz"]
    content = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert not any(text in json.dumps(content, ensure_ascii=False) for text in example.texts if len(text) > 40)


def test_tampered_files_are_refused(fitted: rakenlp.PhenomenonModel, tmp_path: Path) -> None:
    fitted.save(tmp_path)
    data = bytearray((tmp_path / "model.npz").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "model.npz").write_bytes(bytes(data))
    with pytest.raises(ModelFormatError, match="sha256"):
        rakenlp.PhenomenonModel.load(tmp_path)
    (tmp_path / "model.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelFormatError, match="vioittunut"):
        rakenlp.PhenomenonModel.load(tmp_path)
    (tmp_path / "model.json").write_text('{"schema": 0}', encoding="utf-8")
    with pytest.raises(ModelFormatError, match="0"):
        rakenlp.PhenomenonModel.load(tmp_path)


def test_manners_of_an_estimator(example: rakenlp.Observations) -> None:
    model = rakenlp.PhenomenonModel(n_phenomena=2, random_state=3)
    copy = clone(model)
    assert copy.get_params() == model.get_params()
    with pytest.raises(NotFittedError, match="fit"):
        model.predict(["Apua"])
    model.fit(example.texts[:50])
    assert (pickle.loads(pickle.dumps(model)).labels_ == model.labels_).all()
    assert (copy.fit_predict(example.texts[:50]) == model.labels_).all()


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"taxonomy": "thl"}, "taxonomy"),
        ({"n_phenomena": -1}, "n_phenomena"),
        ({"min_size": 1}, "min_size"),
        ({"taxonomy": None, "n_phenomena": 0}, "n_phenomena"),
        ({"n_phenomena": "3"}, "n_phenomena"),
    ],
)
def test_wrong_parameters_are_named(parameters: dict[str, object], name: str) -> None:
    with pytest.raises(ParameterError, match=name):
        rakenlp.PhenomenonModel(**parameters).fit(["Apua"])  # type: ignore[arg-type]


def test_counted_must_match() -> None:
    with pytest.raises(ParameterError, match="counted"):
        rakenlp.PhenomenonModel().fit(["Apua"], counted=[True, False])


@pytest.mark.parametrize("taxonomy", TAXONOMIES)
@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_few_texts_get_an_honest_answer(taxonomy: str | None, n: int, example: rakenlp.Observations) -> None:
    texts = example.texts[:n]
    model = rakenlp.PhenomenonModel(taxonomy=taxonomy).fit(texts)
    assert len(model.labels_) == n
    assert model.phenomena_["n"].sum() == (model.labels_ >= 0).sum()
    assert model.predict_proba([]).shape[0] == 0
    assert len(model.predict(["Apua"])) == 1
    assert taxonomy is None or len(model.phenomenon_ids_) == len(rakenlp.PhenomenonModel().fit([]).phenomenon_ids_)
    if taxonomy is None and n < 3:
        assert (model.labels_ == -1).all()  # two texts are no phenomenon


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud800", "\x00", "a" * 300, "12345", "x " * 50_000])
def test_odd_texts_never_raise(fitted: rakenlp.PhenomenonModel, text: str) -> None:
    assert fitted.predict([text]).shape == (1,)


def test_a_wanted_number_of_phenomena_is_found(example: rakenlp.Observations) -> None:
    model = rakenlp.PhenomenonModel(taxonomy=None, n_phenomena=7).fit(example.texts)
    assert len(model.phenomenon_ids_) == 7
    assert (model.labels_ >= 0).all()


def test_without_a_taxonomy_few_texts_are_in_no_phenomenon_in_whatever_order(example: rakenlp.Observations) -> None:
    texts = example.texts[:200]
    model = rakenlp.PhenomenonModel(taxonomy=None).fit(texts)
    assert 4 <= len(model.phenomenon_ids_) <= 20
    assert (model.labels_ < 0).mean() <= 0.1
    assert model.phenomena_["stability"].between(0, 1).all()
    assert (rakenlp.PhenomenonModel(taxonomy=None).fit(texts[::-1]).labels_[::-1] == model.labels_).all()


def test_texts_in_another_language_are_no_emerging_phenomenon(example: rakenlp.Observations) -> None:
    english = [f"The neighbour said that the door of the {p} was closed again" for p in ("gym", "pool", "bus", "park")]
    english += [f"Nobody told us why the {p} is closed on Mondays" for p in ("library", "church", "office", "shop")]
    before = rakenlp.PhenomenonModel().fit(example.texts)
    after = rakenlp.PhenomenonModel().fit([*example.texts, *english])
    assert len(after.phenomenon_ids_) == len(before.phenomenon_ids_)


def test_near_duplicates_cannot_make_a_phenomenon() -> None:
    letter = "Kylämme kioskin automaatti on rikki ja makkarat loppuvat kesken joka perjantai-ilta."
    texts = [letter] * 12 + ["Koiran ulkoilutus on sallittava hiekkarannalla talvisin.", "Sähkökatko kesti pitkään."]
    counted = [True] + [False] * 11 + [True, True]
    model = rakenlp.PhenomenonModel().fit(texts, counted=counted)
    assert not [p for p in model.phenomenon_ids_ if p not in rakenlp.PhenomenonModel().fit([]).phenomenon_ids_]


def test_both_texts_of_the_mission_are_homelessness() -> None:
    model = rakenlp.PhenomenonModel().fit([])
    texts = ["oon nukkunu kaverin sohvalla toukokuusta", "asunnottomien nuorten määrä on kasvanut"]
    found = [model.phenomenon_ids_[i] for i in model.predict(texts)]
    assert found == ["asunnottomuus", "asunnottomuus"]


def test_without_a_taxonomy_texts_that_do_not_count_are_labelled_as_predicted() -> None:
    texts = [f"{a} {b}" for a in ("Vuokra on rästissä", "Lapsi ei käy koulua", "Jono on pitkä") for b in "abcdef"]
    model = rakenlp.PhenomenonModel(taxonomy=None).fit(texts, counted=[i % 5 > 0 for i in range(len(texts))])
    assert (model.labels_ == model.predict(texts)).all()
    assert (model.probabilities_ == model.predict_proba(texts)).all()


def test_masking_tokens_say_nothing() -> None:
    """ "[ASIAKASNUMERO]" is no word of the person who wrote: masked and raw texts are to give the same."""
    model = DomainModel.default()
    said = "Asiakas on jäänyt yksin eikä saa apua, soitin sinne eilen"
    told = model.predict_log_odds([f"{said} {token}" for token in (*rakenlp.privacy.TOKENS.values(), "[NIMI]", "[IP]")])
    assert (told == model.predict_log_odds([said])).all()
