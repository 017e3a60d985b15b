"""Matters that no list of phenomena holds: found by name when enough texts tell of them, and only then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import normalize

from rakenlp.phenomena import PhenomenonModel
from rakenlp.phenomena._known import labelled
from rakenlp.phenomena.clustering import similarities, unit_means
from rakenlp.phenomena.domain_model import DomainModel
from rakenlp.phenomena.gathering import Gathering, fitting
from rakenlp.phenomena.inventory import Inventory
from rakenlp.phenomena.sub_phenomena import sub_phenomenon_name
from rakenlp.phenomena.taxonomy import Taxonomy
from rakenlp.texts import set_language

POWER = [
    "Sähkölasku oli tammikuussa 600 euroa, pörssisähkö nousi ihan hulluksi",
    "Sähkön hinta pomppaa ja me pidetään sisällä 17 astetta, sähkölaskut ei muuten onnistu",
    "Pörssisähkön hintapiikki tuli pakkasella, suoralla sähköllä lämpiävä talo ja tonnin sähkölasku",
    "Sähkösopimus päättyi, uusi sähkön hinta on kolminkertainen",
    "Äiti sammuttaa patterit, koska pelkää sähkölaskua ja sähkön hintaa",
    "Kilowattitunnin hinta oli illalla kaksi euroa, sähkölasku jännittää joka kuukausi",
]
OTHERS = ["Vuokrat rästissä, häätö tulee", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun"]


@pytest.fixture(scope="module")
def fitted() -> PhenomenonModel:
    return PhenomenonModel().fit(OTHERS + POWER)


def test_a_matter_that_enough_texts_tell_of_becomes_a_phenomenon_with_its_own_name(fitted: PhenomenonModel) -> None:
    assert fitted.phenomenon_ids_[39:] == ["sahkon_hinta"]
    row = fitted.phenomena_.set_index("phenomenon_id").loc["sahkon_hinta"]
    assert row["kind"] == "emerging" and row["name"] == "Uusi: " + sub_phenomenon_name("sahkon_hinta", "fi")
    assert row["n"] >= 5 and row["stability"] >= 0.75 and "sähkölasku" in row["terms"]
    assert [fitted.phenomenon_ids_[i] for i in fitted.labels_[:2]] == ["haato_vuokravelka", "yksinaisyys"]


def test_few_texts_stay_single_voices() -> None:
    model = PhenomenonModel().fit(OTHERS + POWER[:3])
    assert len(model.phenomenon_ids_) == 39
    assert (model.labels_[3:] == -1).any()


def test_the_fewest_texts_and_the_number_of_new_phenomena_are_asked_for() -> None:
    assert PhenomenonModel(min_size=3).fit(OTHERS + POWER[:3]).phenomenon_ids_[39:] == ["sahkon_hinta"]
    assert PhenomenonModel(n_phenomena=0).fit(OTHERS + POWER).phenomenon_ids_[39:] == []


def test_near_duplicates_do_not_make_a_matter() -> None:
    counted = [True] * len(OTHERS) + [True] + [False] * (len(POWER) - 1)
    assert PhenomenonModel().fit(OTHERS + POWER, counted=counted).phenomenon_ids_[39:] == []


def test_the_order_of_texts_changes_nothing(fitted: PhenomenonModel) -> None:
    again = PhenomenonModel().fit((OTHERS + POWER)[::-1])
    assert again.phenomenon_ids_ == fitted.phenomenon_ids_
    assert np.array_equal(again.labels_[::-1], fitted.labels_)
    assert np.array_equal(again.probabilities_[::-1], fitted.probabilities_)


def test_a_saved_model_knows_its_matters(fitted: PhenomenonModel, tmp_path: Path) -> None:
    fitted.save(tmp_path / "malli")
    loaded = PhenomenonModel.load(tmp_path / "malli")
    assert loaded.phenomenon_ids_ == fitted.phenomenon_ids_
    assert np.array_equal(loaded.predict_proba(OTHERS + POWER), fitted.probabilities_)
    assert loaded.describe("sahkon_hinta", POWER)["name"] == fitted.describe("sahkon_hinta", POWER)["name"]


def test_a_matter_of_before_is_gone_on_with_in_a_quiet_month(fitted: PhenomenonModel) -> None:
    later = PhenomenonModel().fit(OTHERS + POWER[:1], landmarks=fitted.landmarks())
    assert later.phenomenon_ids_[39:] == ["sahkon_hinta"]
    assert later.labels_[3] == 39


def test_the_words_that_speak_for_a_matter_are_told(fitted: PhenomenonModel) -> None:
    assert "sähkölasku" in fitted.evidence(POWER[0], "sahkon_hinta")[:3]


def test_its_name_is_told_in_three_languages(fitted: PhenomenonModel) -> None:
    names = set()
    for language in ("fi", "sv", "en"):
        set_language(language)
        try:
            names.add(fitted.describe("sahkon_hinta", POWER)["name"])
        finally:
            set_language("fi")
    assert len(names) == 3


def test_a_county_that_has_the_matter_in_its_own_list_gets_it_from_there() -> None:
    own = Taxonomy.default().to_dict()
    extended = {**own, "phenomena": [*own["phenomena"], {**own["phenomena"][0], "code": "sahkon_hinta"}]}
    taxonomy = Taxonomy.from_dict(extended)
    assert "sahkon_hinta" not in DomainModel.default().matters(taxonomy.codes)


def test_every_matter_has_a_name_in_every_language() -> None:
    for code in DomainModel.default().matters():
        assert all(sub_phenomenon_name(code, language) not in ("", code) for language in ("fi", "sv", "en")), code


def test_a_single_text_has_a_matter_though_no_phenomenon(fitted: PhenomenonModel) -> None:
    model = PhenomenonModel().fit([])
    told = model.matters([POWER[1], "Vuokrat rästissä, häätö tulee", ""])
    assert told["matter_id"].iloc[0] == "sahkon_hinta" and told["probability"].iloc[0] >= 0.5
    assert (told["probability"].iloc[1:] < 0.5).all()
    assert model.matters([]).empty
    assert fitted.matters(POWER[:1])["probability"].tolist() == model.matters(POWER[:1])["probability"].tolist()
    assert PhenomenonModel(taxonomy=None).fit(POWER).matters(POWER[:1])["matter_id"].tolist() == [None]


def test_numbers_of_matters_are_those_of_the_whole_table() -> None:
    draw = np.random.default_rng(0)
    given = np.asfortranarray(draw.dirichlet(np.full(61, 0.05), 2_300)[:, :60] * 0.9)
    known = draw.random((2_300, 5)) * 0.1
    inventory = Inventory([f"m{i}" for i in range(60)], given)
    times = inventory.raises()
    raised, rest = np.ones(60), 1 - given.sum(axis=1)
    for _ in range(30):
        about = given * raised
        about /= (rest + about.sum(axis=1))[:, None]
        raised = np.clip((about.sum(axis=0) + 1_000 * 0.07 / 440) / 3_300 / (0.07 / 440), 1.0, 20.0)
    assert [times.get(code, 1.0) for code in inventory.codes] == pytest.approx(raised)
    told, more = inventory.raised(known, times)
    total = 1 + (given * (raised - 1)).sum(axis=1, keepdims=True)
    assert told == pytest.approx(known / total) and more.probabilities == pytest.approx(given * raised / total)
    assert (more.about(known, labelled) == labelled(np.hstack([known, more.probabilities])) - 5).all()
    assert (more.only(["m7", "m3"]).probabilities == more.probabilities[:, [7, 3]]).all()


def test_groups_gather_the_texts_that_fit_them_best() -> None:
    draw = np.random.default_rng(1)
    vectors = np.asarray(normalize(draw.normal(size=(700, 20)) + np.repeat(np.eye(20)[:7] * 4, 100, axis=0)))
    known = draw.dirichlet(np.full(6, 0.3), 700)[:, :5]
    known[:3] = 0.0, 1.0, 0.0, 0.0, 0.0  # surely something known
    cores = [np.arange(100 * group + 5, 100 * group + 30) for group in range(7)]
    for members, (centre, threshold) in zip(cores, Gathering(known, vectors).gather(cores), strict=True):
        expected = unit_means(vectors[members], np.zeros(25, dtype=np.intp))
        assert threshold == float(np.median(similarities(vectors[members], expected))) * 0.65
        for _ in range(2):
            own = fitting(known, similarities(vectors, expected), np.array([threshold]))[:, 0]
            gathered = np.flatnonzero(own > known.max(axis=1) * (1 - own))
            if len(gathered) < 25:
                break
            expected = unit_means(vectors[gathered], np.zeros(len(gathered), dtype=np.intp))
        assert (centre == expected[0]).all()
