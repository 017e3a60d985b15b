"""The finer level of the known phenomena, and what people's corrections change in the model."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

import rakenlp
from rakenlp.phenomena import DomainModel
from rakenlp.phenomena.adaptation import Adaptation
from rakenlp.phenomena.feature_rows import FeatureRows, UnevenRows
from rakenlp.phenomena.sub_phenomena import SubPhenomena

TEXTS = [
    "Nukun autossa parkkipaikalla, makuupussi ja kaikki vaatteet päällä",
    "Kaveri antaa nukkua sohvallaan tämän viikon, osoitetta ei ole",
    "Isän sakko maksettiin ja hän kiitti",
    "",
]


def small() -> SubPhenomena:
    differences = sparse.csr_matrix(np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 1.0]]))
    level, prior = np.array([-1.0, -0.5, 0.0]), np.array([0.0, 0.1, 0.2])
    return SubPhenomena(["a", "b", "c"], np.array([0, 0, 1]), differences, level, prior, 0.5, 2.0)


def test_a_phenomenon_is_as_likely_as_its_sub_phenomena_together() -> None:
    subs = small()
    scores = subs.scores(sparse.csr_matrix([[1.0, 0.0, 1.0]]))
    assert scores[0] == pytest.approx([0.5 * (2 - 2), 0.5 * -1 + 0.1, 0.5 + 0.2])
    above = subs.above(scores)[0]
    assert above == pytest.approx([2 * np.log(np.exp(scores[0, 0]) + np.exp(scores[0, 1])), 2 * scores[0, 2]])
    within = subs.within(scores)[0]
    assert within[:2].sum() == pytest.approx(1) and within[2] == pytest.approx(1)


def test_sub_phenomena_out_of_order_are_refused() -> None:
    subs = small()
    with pytest.raises(ValueError, match="ordered"):
        SubPhenomena(["a", "b", "c"], np.array([1, 0, 1]), subs.differences, subs.level, subs.prior, 1.0, 1.0)


def test_what_is_saved_comes_back() -> None:
    subs = small()
    settings, arrays = subs.state()
    again = SubPhenomena.restore(settings, arrays)
    assert again.codes == subs.codes and (again.parents == subs.parents).all()
    stored = again.differences.matrix
    assert (stored != subs.differences.matrix).nnz == 0
    assert stored.toarray() * again.differences.scale == pytest.approx(np.diag([2.0, 3.0, 1.0]), abs=0.01)


def test_sums_of_rows_do_not_depend_on_the_batch() -> None:
    draw = np.random.default_rng(0)
    rows = FeatureRows(draw.integers(-127, 128, (500, 7)).astype(np.int8), draw.random(7))
    batch = sparse.random(40, 500, density=0.2, random_state=1, format="csr")
    together = rows.sums(batch)
    assert together == pytest.approx(batch @ rows.rows(slice(None)))
    assert all((rows.sums(batch[i]) == together[i]).all() for i in range(40))
    assert rows.rows([3, 5], slice(2, 4)) == pytest.approx(rows.rows(slice(None))[[3, 5], 2:4])
    assert rows.sums(sparse.csr_matrix((2, 500))).tolist() == [[0.0] * 7] * 2


def test_uneven_rows_are_those_of_the_matrix() -> None:
    draw = np.random.default_rng(0)
    full = draw.random((300, 60)) < draw.choice([0.0, 0.02, 0.9], (300, 1))
    matrix = sparse.csr_matrix((full * draw.integers(1, 256, full.shape)).astype(np.uint8))
    rows = UnevenRows(matrix, 0.25)
    assert (rows.matrix != matrix).nnz == 0 and rows.matrix.dtype == np.uint8
    true = matrix.toarray() * 0.25
    batch = sparse.random(40, 300, density=0.2, random_state=1, format="csr")
    together = rows.sums(batch)
    assert together == pytest.approx(batch @ true, rel=1e-5)
    assert all((rows.sums(batch[i]) == together[i]).all() for i in range(40))
    assert rows.sums(sparse.csr_matrix((2, 300))).tolist() == [[0.0] * 60] * 2
    features, shares = draw.integers(0, 300, 50), draw.random(60)
    assert rows.some(features).dot(shares) == pytest.approx(true[features] @ shares)
    grouped = rows.some(features).by_group(shares, [0, 20, 27, 60])
    assert grouped.sums(1) == pytest.approx(true[features, 20:27] @ shares[20:27])
    whole = np.flatnonzero(full.sum(axis=1) > 40)[:3]
    assert rows.some(whole).dot(shares) == pytest.approx(true[whole] @ shares)
    assert rows.some(whole).by_group(shares, [0, 60]).sums(0) == pytest.approx(true[whole] @ shares)
    empty = np.flatnonzero(full.sum(axis=1) == 0)[:2]
    assert rows.some(empty).dot(shares).tolist() == [0.0, 0.0] and not len(rows.some(empty[:0]).dot(shares))


def test_many_texts_have_the_same_sums_as_one() -> None:
    draw = np.random.default_rng(0)
    full = draw.random((400, 300)) < draw.choice([0.0, 0.02, 0.9], (400, 1))
    rows = UnevenRows(sparse.csr_matrix((full * draw.integers(1, 256, full.shape)).astype(np.uint8)), 0.25)
    batch = sparse.random(600, 400, density=0.1, random_state=1, format="csr")
    batch = sparse.vstack([batch, sparse.csr_matrix((3, 400))]).tocsr()  # texts of which nothing is known
    together = rows.sums(batch)
    assert all((rows.sums(batch[i]) == together[i]).all() for i in range(0, 603, 7))
    assert (rows.sums(batch[5:105]) == together[5:105]).all() and not together[-3:].any()


def test_sub_phenomena_share_out_their_phenomenon() -> None:
    model = DomainModel.default()
    fine, coarse = model.predict_sub_phenomena(TEXTS), model.predict_proba(TEXTS)
    for position in range(len(model.classes)):
        assert fine[:, model.subs.parents == position].sum(axis=1) == pytest.approx(coarse[:, position])
    best = [model.subs.codes[i] for i in fine.argmax(axis=1)[:2]]
    assert best == ["ulkona_yopyminen", "sohvamajailu"]


def test_a_text_is_answered_alike_alone_and_among_others() -> None:
    model = DomainModel.default()
    together = model.predict_log_odds(TEXTS * 5)
    assert all((model.predict_log_odds([text])[0] == together[i]).all() for i, text in enumerate(TEXTS))


def test_corrections_are_learnt_and_the_rest_is_not_forgotten() -> None:
    wrong = "Kylän ainoa kerho loppui, kun vetäjä muutti"
    others = [
        "Vuokrat rästissä ja häätö tulossa",
        "Nettikasino vei palkan",
        "Äiti on muistisairas ja kotihoito ei ehdi",
    ]
    plain = rakenlp.PhenomenonModel().fit([])
    column = int(plain.predict_proba([wrong])[0].argsort()[-2])
    told = rakenlp.PhenomenonModel().fit([], corrections=[(wrong, plain.phenomenon_ids_[column])])
    assert plain.predict([wrong])[0] != column
    assert told.predict([wrong])[0] == column
    assert told.predict(others).tolist() == plain.predict(others).tolist()
    assert told.versions_["domain_model"].startswith(plain.versions_["domain_model"] + "+")


def test_an_adapted_model_answers_the_same_after_saving(tmp_path) -> None:  # type: ignore[no-untyped-def]
    told = rakenlp.PhenomenonModel().fit([], corrections=[("Kerho loppui", "yksinaisyys"), ("Bingo jatkuu", None)])
    told.save(tmp_path)
    again = rakenlp.PhenomenonModel.load(tmp_path)
    assert (again.predict_proba(TEXTS) == told.predict_proba(TEXTS)).all()
    assert again.versions_ == told.versions_


def test_corrections_do_not_depend_on_their_order() -> None:
    told = [("Kerho loppui", "yksinaisyys"), ("Linja-auto ei kulje", "palveluverkko_etaisyys"), ("Moi", None)]
    one, other = (rakenlp.PhenomenonModel().fit([], corrections=c).predict_proba(TEXTS) for c in (told, told[::-1]))
    assert (one == other).all()


def test_nothing_is_learnt_from_no_correction() -> None:
    features = sparse.csr_matrix(np.eye(3))
    added = Adaptation.learn(features, np.array([[9.0, 0, 0]] * 3), [0, 0, 0])
    assert abs(added.scores(features)).max() < 0.01


def test_corrections_to_what_the_model_does_not_know_are_left_out() -> None:
    model = rakenlp.PhenomenonModel().fit([], corrections=[("Uusi asia", "uusi_ilmio_1234")])
    assert "+" not in model.versions_["domain_model"]
