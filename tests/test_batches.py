"""Work in batches, in this process and in others."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from rakenlp import PhenomenonModel
from rakenlp._batches import by_batches, in_batches
from rakenlp.phenomena._knowledge import Knowledge
from rakenlp.phenomena.taxonomy import Taxonomy
from rakenlp.vectors import LemmaVectors

TEXTS = [
    f"{said} {number}"
    for number in range(12)
    for said in (
        "Nukun kaverin sohvalla, asuntoa ei ole",
        "Raha ei riitä ruokaan",
        "Jag får ingen hjälp med räkningarna",
        "[NIMI] soitti Minnalle eikä kukaan vastannut",
        "",
    )
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(Taxonomy.default(), LemmaVectors.default())


def test_what_is_read_does_not_depend_on_the_batch(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = knowledge.read(TEXTS, knowledge.matters)
    monkeypatch.setattr(
        "rakenlp.phenomena._knowledge.in_batches", lambda do, texts, jobs: in_batches(do, texts, size=7)
    )
    parted = knowledge.read(TEXTS, knowledge.matters)
    assert (whole.languages, whole.documents, whole.lemmas) == (parted.languages, parted.documents, parted.lemmas)
    assert np.array_equal(whole.known, parted.known)
    assert np.array_equal(whole.matters.probabilities, parted.matters.probabilities)
    for place in (0, 3, 4):
        alone = knowledge.read([TEXTS[place]], knowledge.matters)
        assert np.array_equal(alone.known[0], whole.known[place])


@pytest.mark.slow
def test_other_processes_read_the_same(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    here = PhenomenonModel().fit(TEXTS)
    monkeypatch.setattr(
        "rakenlp.phenomena._knowledge.in_batches", lambda do, texts, jobs: in_batches(do, texts, jobs, size=20)
    )
    there = PhenomenonModel(n_jobs=2).fit(TEXTS)
    assert there.phenomenon_ids_ == here.phenomenon_ids_
    assert np.array_equal(there.probabilities_, here.probabilities_)


def test_batches_come_back_in_order() -> None:
    assert in_batches(list, [3, 1, 2], size=2) == [[3, 1], [2]]
    assert in_batches(list, [], size=2) == [[]]


def test_the_collector_rests_while_many_batches_are_done_and_goes_on_after() -> None:
    found = in_batches(lambda items: gc.isenabled(), range(20), size=2)
    assert found == [False] * 10 and gc.isenabled()
    assert in_batches(lambda items: gc.isenabled(), range(4), size=2) == [True] * 2
    with pytest.raises(ZeroDivisionError):
        in_batches(lambda items: 1 / 0, range(20), size=2)
    running = by_batches(lambda items: gc.isenabled(), range(20), size=2)
    assert next(running) is False
    running.close()
    assert gc.isenabled()
    gc.disable()
    try:
        in_batches(sum, range(20), size=2)
        assert not gc.isenabled()  # somebody else has stopped it
    finally:
        gc.enable()
