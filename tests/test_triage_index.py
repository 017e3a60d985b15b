"""The indexes behind triage: neighbours, sketches of near-duplicates, novelty."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import numpy as np
import pytest

import rakenlp
from rakenlp.language.terms import topic_terms
from rakenlp.observations import find_near_duplicates
from rakenlp.observations.ngrams import ngram_vectors, plain_words, without_marks
from rakenlp.triage import neighbours as module
from rakenlp.triage.building import from_analysis
from rakenlp.triage.neighbours import Neighbours, lengths, quantised
from rakenlp.triage.packed import PackedStrings
from rakenlp.triage.sketches import NO_DAY, Sketch, Sketches, identity, needed
from rakenlp.triage.space import FEWEST, Space, novelty, own_quantiles

ROOT = Path(rakenlp.__file__).parent.parent.parent


def vectors(count: int, dimensions: int = 40, seed: int = 0) -> np.ndarray:
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(30, dimensions))
    return np.array([quantised(centres[i % 30] + 0.7 * draw.normal(size=dimensions)) for i in range(count)])


def nearest(stored: np.ndarray, query: np.ndarray, count: int) -> list[tuple[int, float]]:
    products = stored.astype(np.int64) @ query.astype(np.int64)
    cosines = products / (np.maximum(lengths(stored), 1) * lengths(query[None])[0])
    order = np.lexsort((np.arange(len(stored)), -cosines))[:count]
    return [(int(i), float(cosines[i])) for i in order]


def test_few_vectors_are_all_compared() -> None:
    stored = vectors(500)
    index = Neighbours.build(stored)
    for query in vectors(20, seed=1):
        assert index.search(query, 5) == nearest(stored, query, 5)


def test_all_that_are_as_near_as_the_last_one_are_ranked_by_row() -> None:
    draw = np.random.default_rng(3)
    stored = vectors(40)[draw.integers(0, 40, 3_000)]  # each many times over
    index = Neighbours.build(stored)
    for query in vectors(10, seed=1):
        for count in (1, 5, 90, 4_000):
            right = [pair for pair in nearest(stored, query, count) if pair[1] > 0]
            assert index.search(query, count) == right


def test_many_vectors_are_found_by_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_UP_TO", 1_000)
    monkeypatch.setattr(module, "_LOOKED_AT", 1_000)
    stored = vectors(5_000)
    index = Neighbours.build(stored)
    queries = vectors(50, seed=1)
    found = [index.search(query, 5) for query in queries]
    right = [nearest(stored, query, 5) for query in queries]
    assert np.mean([len(set(a) & set(b)) / 5 for a, b in zip(found, right, strict=True)]) > 0.9
    assert [index.search(stored[i], 1)[0][1] for i in range(0, 5_000, 500)] == pytest.approx([1.0] * 10)
    again = Neighbours(**index.state())
    assert [again.search(query, 5) for query in queries] == found
    assert all(
        np.array_equal(a, b)
        for a, b in zip(index.state().values(), Neighbours.build(stored).state().values(), strict=True)
    )


def test_vectors_of_nothing_are_near_nothing() -> None:
    stored = np.vstack([np.zeros((3, 40), dtype=np.int8), vectors(5)])
    index = Neighbours.build(stored)
    assert index.search(np.zeros(40, dtype=np.int8), 5) == []
    assert {row for row, _ in index.search(stored[3], 8)} <= set(range(3, 8))
    assert Neighbours.build(stored[:0]).search(stored[3], 5) == []


@pytest.fixture(scope="module")
def texts(example: rakenlp.Observations) -> list[str]:
    return list(dict.fromkeys(text for text in example.texts if len(text) > 20))


def edited(text: str, share: float, draw: random.Random) -> str:
    """Return a text in which a share of the words was left out, doubled or misspelt."""
    out = []
    for word in text.split():
        if draw.random() >= share:
            out.append(word)
        elif draw.random() < 0.5:
            out.append(word[:-1] or word)
        elif draw.random() < 0.5:
            out += [word, word]
    return " ".join(out)


def test_sketches_agree_with_the_exact_search_but_for_the_border(texts: list[str]) -> None:
    sketches, draw, group = Sketches.build(texts), random.Random(0), find_near_duplicates(texts)
    days = np.full(len(texts), NO_DAY, dtype=np.int32)
    sure = 0
    for position in range(0, len(texts), 8):
        for share in (0.02, 0.2, 0.5, 0.8):
            query = edited(texts[position], share, draw)
            words = [without_marks(plain_words(text)) for text in (texts[position], query)]
            vectors = ngram_vectors(words)
            cosine = float((vectors[0] @ vectors[1].T).toarray()[0, 0])
            bar = needed(np.array([len(each) for each in words], dtype=np.int32)).max()
            found = sketches.find(query, NO_DAY, days)
            if abs(cosine - bar) > 0.07:
                assert (found is not None and group[found[0]] == group[position]) == (cosine > bar)
                sure += 1
    assert sure > 150


def test_unlike_texts_are_no_duplicates(texts: list[str]) -> None:
    half = Sketches.build(texts[::2])
    days = np.full(len(texts[::2]), NO_DAY, dtype=np.int32)
    exact = find_near_duplicates([*texts[::2], *texts[1::2]])
    for position, text in enumerate(texts[1::2], start=len(texts[::2])):
        found = half.find(text, NO_DAY, days)
        assert (found is not None) == (exact[position] < len(texts[::2]))


@pytest.mark.slow
def test_a_near_duplicate_among_very_many_is_the_right_one(texts: list[str]) -> None:
    draw = random.Random(1)
    words = [word for text in texts for word in text.split()]
    many = [" ".join(draw.choices(words, k=draw.randint(8, 40))) for _ in range(12_000)]
    sketches = Sketches.build(many)
    days = np.full(len(many), NO_DAY, dtype=np.int32)
    found = [sketches.find(edited(many[i], 0.03, draw), NO_DAY, days) for i in range(0, 12_000, 200)]
    assert [row[0] if row else None for row in found] == list(range(0, 12_000, 200))


def test_short_texts_and_signs_only_when_identical() -> None:
    sketches = Sketches.build(["Apua!", "???", "", "Rahat loppu"])
    days = np.full(4, NO_DAY, dtype=np.int32)
    assert sketches.find("apua", NO_DAY, days) == (0, 1.0)
    assert sketches.find("? ? ?", NO_DAY, days) == (1, 1.0)
    assert sketches.find("", NO_DAY, days) is None and sketches.find(" ", NO_DAY, days) is None
    assert sketches.find("Rahat loppui", NO_DAY, days) is None


def test_a_crowd_of_copies_costs_little_and_knows_the_newest() -> None:
    letter = (
        "Vaadimme että lähikirjasto ja nuorisotila pidetään auki myös iltaisin, koska nuorilla ei ole muuta paikkaa"
    )
    crowd = [f"{letter} koulupäivän jälkeen numero {number}" for number in range(500)]
    sketches = Sketches.build(crowd)
    days = np.arange(500, dtype=np.int32)
    found = sketches.find(letter + " koulupäivän jälkeen numero x", 540, days)
    assert found is not None and abs(days[found[0]] - 540) <= 60


def test_a_text_has_the_same_sketch_alone_and_among_others(texts: list[str]) -> None:
    words = [identity(text)[1] for text in texts[:300]]
    words += ["", "a", "ab", "abc", "a b c d", "ab cd", "abcde f", "x" * 500, "aa " * 90]
    together = Sketch(words)
    for row, each in enumerate(words):
        alone = Sketch([each])
        for name in ("signatures", "bands", "sizes", "lengths"):
            assert (getattr(alone, name)[0] == getattr(together, name)[row]).all(), (name, len(each))


def test_sketches_come_back(texts: list[str]) -> None:
    one = Sketches.build(texts[:50])
    days = np.full(50, NO_DAY, dtype=np.int32)
    assert all(Sketches(**one.state()).find(t, NO_DAY, days) == one.find(t, NO_DAY, days) for t in texts[:80])
    keys = one.state()["keys"]
    assert keys.dtype == np.uint32 and (np.diff(keys.astype(np.int64)) >= 0).all()
    assert sorted(keys.tolist()) == sorted(Sketch([identity(text)[1] for text in texts[:50]]).bands.ravel().tolist())


def test_the_outermost_keys_of_bands_are_found() -> None:
    keys = np.array([0, 0, 1, 65_535, 65_536, 2**32 - 65_536, 2**32 - 1, 2**32 - 1], dtype=np.uint32)
    rows = np.arange(8, dtype=np.int32)
    none = np.zeros(0, dtype=np.int32)
    index = Sketches(np.zeros((8, 256), dtype=np.uint8), rows, rows, keys, rows, none.astype(np.uint64), none)
    for key, right in ((0, [0, 1]), (65_535, [3]), (65_536, [4]), (65_537, []), (2**32 - 1, [6, 7]), (2**31, [])):
        assert index._candidates(np.array([key], dtype=np.uint32)).tolist() == right
    assert index.state()["keys"].tolist() == keys.tolist()


def test_ids_come_back_from_their_bytes() -> None:
    ids = ["", "h1", "hä\n2", "\ud83d", "😀", ""]
    packed = PackedStrings(ids)
    assert list(packed) == ids and len(packed) == 6 and packed[-2] == "😀" and packed[1:3] == ids[1:3]
    assert packed.index("h1") == 1 and "h2" not in packed and list(PackedStrings([])) == []
    for outside in (6, -7):
        with pytest.raises(IndexError):
            packed[outside]
    assert "h1" not in repr(packed)
    long = PackedStrings(f"{number:09d}" for number in range(30_000))
    assert all(int(long[number]) == number for number in (0, 7_281, 7_282, 29_999))


def test_vectors_are_those_of_the_lemma_vectors(texts: list[str]) -> None:
    from rakenlp.language.terms import topic_terms

    space = Space.default()
    for text in texts[::40]:
        expected = space.vectors.embed([topic_terms(text)])[0] - space.common
        own = space.vector(text).astype(float)
        assert own @ expected / (np.linalg.norm(own) * np.linalg.norm(expected)) > 0.999


def test_many_vectors_at_once_are_those_of_each(texts: list[str]) -> None:
    space = Space.default()
    documents = [topic_terms(text) for text in [*texts[:200], "", "Xyzzyqwrt"]]
    documents += [["_vuokra"], ["vuokra", "_vuokra", "tuntematonsana", "_velka", "_velka"], ["_velka", "velka"]]
    found = space.vectors_of(documents)
    assert (found[:202] == [space.vector(text) for text in [*texts[:200], "", "Xyzzyqwrt"]]).all()
    together = space.vectors.weights(documents)
    for row, document in enumerate(documents):
        columns, values = space.vectors.weights_of(document)
        assert (together[row].indices == columns).all() and (together[row].data == values).all()
    assert space.vectors_of([]).shape == (0, space.vectors.dimensions) == space.vectors.embed([]).shape


def test_the_index_of_an_analysis_is_that_of_its_texts() -> None:
    texts = [f"Vuokra on rästissä ja häätö uhkaa jo {n}. kertaa, kertoi Minna Virtanen" for n in range(30)]
    analysis = rakenlp.analyse(rakenlp.read_observations([*texts, "Yömaja on täynnä", "Yömaja on täynnä", "ei mitään"]))
    at_hand = from_analysis(analysis)
    analysis.told_vectors = None
    assert at_hand.identifier() == from_analysis(analysis).identifier()


def test_novelty_is_a_share_of_the_stored(texts: list[str]) -> None:
    space = Space.default()
    stored = np.array([space.vector(text) for text in texts])
    index = Neighbours.build(stored)
    first = np.arange(len(stored), dtype=np.int32)
    quantiles = own_quantiles(index, stored, first)
    assert quantiles is not None and (np.diff(quantiles) >= 0).all()
    own = [novelty(index.search(row, 2)[1][1], quantiles) for row in stored if row.any()]
    assert np.mean(own) == pytest.approx(0.5, abs=0.03)
    assert np.mean(np.array(own) > 0.9) == pytest.approx(0.1, abs=0.03)
    assert own_quantiles(index, stored[: FEWEST - 1], first[: FEWEST - 1]) is None


@pytest.mark.skipif(not (ROOT / "models").is_dir(), reason="not run from a checkout")
def test_the_themes_were_built_with_the_vectors_that_ship() -> None:
    manifest = json.loads((ROOT / "models" / "triage" / "manifest.json").read_text(encoding="utf-8"))
    vectors_file = (ROOT / "models" / "vectors" / "vectors.npz").read_bytes()
    assert manifest["vectors_sha256"] == hashlib.sha256(vectors_file).hexdigest(), "run models/triage/build.py"
