"""Taxonomy, domain model, clustering, naming and emerging phenomena."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rakenlp._resources import models_folder
from rakenlp.errors import ModelFormatError, ParameterError
from rakenlp.phenomena import PARENTS, DomainModel, Taxonomy, parent_name
from rakenlp.phenomena.clustering import group_vectors, similarities
from rakenlp.phenomena.emerging import Described, _joined, find_emerging, fitting
from rakenlp.phenomena.naming import distinctive_terms, slug


def test_taxonomy_is_whole_in_three_languages() -> None:
    taxonomy = Taxonomy.default()
    assert len(taxonomy.codes) == 39
    for code, phenomenon in taxonomy.phenomena.items():
        assert phenomenon.parent in PARENTS, code
        assert all(phenomenon.names[language] for language in ("fi", "sv", "en")), code
        assert phenomenon.definition and phenomenon.seeds, code
    assert taxonomy.parent("something_new") == "muu"
    with pytest.raises(ParameterError, match="codes"):
        taxonomy.name("something_new")
    assert parent_name("asunnottomuus", "sv") == "Bostadslöshet"


def test_domain_model_covers_the_taxonomy() -> None:
    model = DomainModel.default()
    assert set(model.codes) == set(Taxonomy.default().codes)
    assert set(model.background) == {"muu", "asiaton"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vuokrat rästissä ja käräjäoikeudesta tuli häätöpäätös", "haato_vuokravelka"),
        ("Nettikasino vie kaikki rahat, en pysty lopettamaan pelaamista", "rahapelit"),
        ("Äidin kotihoito käy kiireessä ja muistisairas jää yksin", "iakkaat_kotihoito"),
        ("Toimeentulotuen hakemus seisoo Kelassa viikkoja", "toimeentulotuki"),
        ("Barnet vägrar gå till skolan", "koulupoissaolot"),
    ],
)
def test_plain_texts_are_known(text: str, code: str) -> None:
    model = DomainModel.default()
    probabilities = model.predict_proba([text])[0]
    assert probabilities.sum() == pytest.approx(1)
    assert model.classes[int(probabilities.argmax())] == code


def test_evidence_is_words_of_the_text() -> None:
    words = DomainModel.default().evidence("Vuokrat on rästissä ja häätö tulossa Virtaselle", "haato_vuokravelka")
    assert {"häätö", "vuokra"} <= set(words)
    assert "virtanen" not in words


def test_shipped_model_belongs_to_the_shipped_corpus() -> None:
    manifest = json.loads((models_folder("domain") / "manifest.json").read_text(encoding="utf-8"))
    rows = (models_folder("corpus") / "observations.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["teksti"] for row in rows]
    assert manifest["training_data_sha256"] == hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    assert manifest["training_texts"] == len(texts)
    assert 0.5 < manifest["leave_writers_out"]["top1"] < manifest["leave_writers_out"]["top3"] < 0.95


def test_damaged_or_foreign_model_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="puuttuu"):
        DomainModel.load(tmp_path)
    source = models_folder("domain")
    for name in ("manifest.json", "vocabulary.json"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    (tmp_path / "weights.npz").write_bytes((source / "weights.npz").read_bytes()[:1000])
    with pytest.raises(ModelFormatError, match="vioittunut"):
        DomainModel.load(tmp_path)
    manifest = json.loads((source / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}), encoding="utf-8")
    with pytest.raises(ModelFormatError, match="99"):
        DomainModel.load(tmp_path)


def test_groups_are_numbered_by_size_and_small_ones_dissolved() -> None:
    points = np.repeat(np.eye(4), [2, 5, 3, 1], axis=0)
    labels = group_vectors(points, min_size=3)
    assert labels.tolist() == [-1, -1, 0, 0, 0, 0, 0, 1, 1, 1, -1]
    assert group_vectors(np.zeros((4, 3))).tolist() == [-1] * 4


def test_similarities_do_not_depend_on_the_batch() -> None:
    generator = np.random.default_rng(1)
    vectors, centres = generator.normal(size=(50, 64)), generator.normal(size=(7, 64))
    whole = similarities(vectors, centres)
    assert all((similarities(vectors[i : i + 1], centres)[0] == whole[i]).all() for i in range(50))


def test_distinctive_terms_beat_common_ones_and_hold_no_names() -> None:
    documents = [["auto", "apteekki", "virtanen"]] * 4
    found = distinctive_terms(documents, {"auto": 0.5, "apteekki": 0.01}, floor=0.001)
    assert [term for term, _ in found] == ["apteekki", "auto"]
    weighted = distinctive_terms(documents, {"auto": 0.5}, floor=0.001, importance={"apteekki": 0.0})
    assert weighted[0][0] == "auto"


def test_slug_is_readable_and_stable() -> None:
    assert slug(["lääke", "apteekki"]) == slug(["lääke", "apteekki"])
    assert slug(["lääke", "apteekki"]).startswith("laake_apteekki_")
    assert slug(["lääke", "apteekki"]) != slug(["apteekki", "lääke"])
    assert slug([]) == "nimeton_0000"


def scene(explained: float = 0.4, noise: float = 0.7) -> tuple[np.ndarray, np.ndarray, list[list[str]]]:
    """Eighty texts far from each other, but for six that are near in meaning and share words."""
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(80, 300))
    vectors[:6] = np.ones(300) + generator.normal(0, noise, (6, 300))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = np.full((80, 31), 0.59 / 30)
    known[:, 0] = 0.4
    known[:6] = (1 - explained) / 31
    known[:6, 0] = explained
    lemmas = [["apteekki", "hylly"] if i < 6 else [f"sana{i}"] for i in range(80)]
    return known, vectors, lemmas


def emerging(known: np.ndarray, vectors: np.ndarray, lemmas: list[list[str]], **options: Any) -> list[list[int]]:
    described = Described(lemmas, reference={"apteekki": 0.01}, importance={}, floor=0.001)
    found = find_emerging(known, vectors, described, **options)
    return [group.members.tolist() for group in found]


def test_texts_near_each_other_that_nothing_explains_are_emerging() -> None:
    assert emerging(*scene()) == [[0, 1, 2, 3, 4, 5]]
    assert emerging(*scene(), own=scene()[1]) == [[0, 1, 2, 3, 4, 5]]


def test_well_explained_texts_make_no_group() -> None:
    assert emerging(*scene(explained=0.7)) == []


def test_among_texts_that_are_well_explained_or_taken_for_other_matters_a_group_must_be_more_alike() -> None:
    known, vectors, lemmas = scene(noise=1.5)
    explained = np.full_like(known, 0.01 / 30)
    explained[:, 0] = 0.95
    explained[:6] = known[:6]
    assert emerging(known, vectors, lemmas) == [[0, 1, 2, 3, 4, 5]]
    assert emerging(explained, vectors, lemmas) == emerging(known * 0.1, vectors, lemmas) == []


def test_texts_that_one_word_holds_together_are_a_scene() -> None:
    known, vectors, lemmas = scene(explained=0.58, noise=2.0)
    several = [[f"sana{k}" for k in range(6) if k != i] for i in range(6)]
    one = [["sana0", f"eri{i}"] for i in range(6)]
    assert emerging(known, vectors, several + lemmas[6:]) == [[0, 1, 2, 3, 4, 5]]
    assert emerging(known, vectors, one + lemmas[6:]) == []


def test_parts_of_one_phenomenon_are_joined() -> None:
    points = np.eye(6)[[0, 0, 1, 1, 5]] + np.eye(6)[[1, 2, 0, 3, 5]]
    parts = [(2.0, np.array([0, 1]), 0.9), (1.0, np.array([4]), 1.0), (3.0, np.array([2, 3]), 0.8)]
    joined = [(evidence, core.tolist(), stability) for evidence, core, stability in _joined(parts, points)]
    assert joined == [(3.0, [0, 1, 2, 3], 0.8), (1.0, [4], 1.0)]


def test_a_group_without_words_of_its_own_is_not_emerging() -> None:
    known, vectors, _ = scene()
    assert emerging(known, vectors, [[f"eri{i}"] for i in range(80)]) == []


def test_texts_in_a_language_that_is_not_read_make_no_group() -> None:
    assert emerging(*scene(), readable=np.arange(80) >= 6) == []


def test_no_group_smaller_than_asked_for_emerges() -> None:
    assert emerging(*scene(), min_size=20) == []


def test_groups_do_not_depend_on_the_rest_being_there() -> None:
    known, vectors, lemmas = scene()
    assert emerging(known[:30], vectors[:30], lemmas[:30]) == [[0, 1, 2, 3, 4, 5]]
    assert emerging(known[:2], vectors[:2], lemmas[:2]) == emerging(known[:0], vectors[:0], []) == []


def test_well_explained_texts_leave_little_to_emerging_phenomena() -> None:
    known = np.array([[0.9, 0.05], [0.2, 0.1]])
    share = fitting(known, np.array([[0.9], [0.9]]), np.array([0.3]))[:, 0]
    assert share[0] < 0.35 < 0.85 < share[1]
