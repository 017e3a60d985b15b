"""Communities of a graph of neighbours, and the groups that are made of them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

import rakenlp
from rakenlp.phenomena import _grouping
from rakenlp.phenomena._grouping import Grouping
from rakenlp.phenomena.communities import Neighbours, communities, joined


def blobs(groups: int, each: int, spread: float = 0.05, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return unit vectors around as many random directions, and which direction each is of."""
    generator = np.random.default_rng(seed)
    true = np.repeat(np.arange(groups), each)
    vectors = normalize(generator.normal(size=(groups, 40)))[true] + generator.normal(0, spread, (groups * each, 40))
    return np.asarray(normalize(vectors)), true


def ring(cliques: int, size: int) -> sparse.csr_matrix:
    """Return complete graphs that hang together in a ring by one tie each."""
    graph = np.kron(np.eye(cliques), np.ones((size, size)) - np.eye(size))
    for k in range(cliques):
        a, b = k * size, ((k + 1) % cliques) * size + 1
        graph[a, b] = graph[b, a] = 1
    return sparse.csr_matrix(graph)


def modularity(graph: sparse.csr_matrix, labels: NDArray[np.intp], resolution: float = 1.0) -> float:
    degrees, total = np.asarray(graph.sum(axis=1)).ravel(), graph.sum()
    of = [labels == k for k in set(labels.tolist())]
    return float(sum(graph[m][:, m].sum() / total - resolution * (degrees[m].sum() / total) ** 2 for m in of))


@pytest.mark.parametrize(("cliques", "size"), [(2, 3), (6, 5), (10, 8)])
def test_cliques_in_a_ring_are_communities(cliques: int, size: int) -> None:
    assert communities(ring(cliques, size)).tolist() == np.repeat(np.arange(cliques), size).tolist()


def test_modularity_of_the_karate_club_is_the_highest_there_is() -> None:
    """The highest modularity of Zachary's club is known: 0.4198, with four communities."""
    ties = (
        "1-2 1-3 2-3 1-4 2-4 3-4 1-5 1-6 1-7 5-7 6-7 1-8 2-8 3-8 4-8 1-9 3-9 3-10 1-11 5-11 6-11 1-12 1-13 4-13 1-14 "
        "2-14 3-14 4-14 6-17 7-17 1-18 2-18 1-20 2-20 1-22 2-22 24-26 25-26 3-28 24-28 25-28 3-29 24-30 27-30 2-31 "
        "9-31 1-32 "
        " 25-32 26-32 29-32 3-33 9-33 15-33 16-33 19-33 21-33 23-33 24-33 30-33 31-33 32-33 9-34 10-34 14-34 15-34 "
        "16-34 19-34 20-34 21-34 23-34 24-34 27-34 28-34 29-34 30-34 31-34 32-34 33-34"
    )
    club = np.zeros((34, 34))
    for tie in ties.split():
        a, b = (int(end) - 1 for end in tie.split("-"))
        club[a, b] = club[b, a] = 1
    graph = sparse.csr_matrix(club)
    assert modularity(graph, communities(graph)) == pytest.approx(0.4198, abs=0.005)


def test_more_resolution_gives_more_communities() -> None:
    graph = Neighbours(np.random.default_rng(0).normal(size=(300, 10))).graph(15)
    counts = [communities(graph, r).max() + 1 for r in (0.1, 0.5, 1.0, 2.0, 8.0, 1000.0)]
    assert counts == sorted(counts) and counts[0] < counts[2] < counts[-1] == 300


def test_communities_hang_together() -> None:
    graph = Neighbours(blobs(8, 40, spread=0.3)[0]).graph(10)
    labels = communities(graph)
    for k in range(labels.max() + 1):
        inside = graph[labels == k][:, labels == k]
        assert sparse.csgraph.connected_components(inside, directed=False)[0] == 1


@pytest.mark.parametrize("size", [0, 1, 2])
def test_nothing_to_tie_leaves_everyone_alone(size: int) -> None:
    graph = Neighbours(np.eye(3)[:size]).graph(5)
    assert graph.shape == (size, size) and not graph.nnz
    assert communities(graph).tolist() == list(range(size))


def test_a_graph_of_some_texts_is_that_of_their_vectors() -> None:
    vectors, _ = blobs(5, 20)
    kept = np.flatnonzero(np.arange(100) % 5 > 0)
    some, alone = Neighbours(vectors, 40).graph(10, kept), Neighbours(vectors[kept], 40).graph(10)
    assert (some.indices == alone.indices).all() and np.allclose(some.data, alone.data)


def test_the_graph_is_never_dense(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(4_000, 8))
    monkeypatch.setattr("rakenlp.phenomena.communities._BLOCK", 100_000)
    tracemalloc.start()
    graph = Neighbours(vectors).graph(15)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert graph.shape == (4_000, 4_000) and peak < 4_000**2 * 8 / 4


def test_joining_keeps_the_nearest_together() -> None:
    vectors, true = blobs(3, 10)
    pieces = np.arange(30) // 5
    assert adjusted_rand_score(true, joined(vectors, pieces, 3)) == 1
    assert joined(vectors, pieces, 1).tolist() == [0] * 30
    assert joined(vectors, pieces, 6).tolist() == pieces.tolist()


@pytest.mark.parametrize(("groups", "each"), [(4, 30), (7, 100), (12, 60)])
def test_the_number_of_clear_groups_is_found(groups: int, each: int) -> None:
    vectors, true = blobs(groups, each)
    found = Grouping(vectors)
    assert abs(found.labels.max() + 1 - groups) <= 0.3 * groups
    assert adjusted_rand_score(true, found.labels) > 0.9


@pytest.mark.parametrize("wanted", [1, 2, 5, 6, 7, 13, 40, 60, 150, 180])
def test_as_many_groups_are_found_as_are_wanted(wanted: int) -> None:
    labels = Grouping(blobs(6, 30, spread=0.2)[0], wanted).labels
    assert sorted(set(labels.tolist())) == list(range(wanted))
    sizes = np.bincount(labels)
    assert (sizes[:-1] >= sizes[1:]).all()


def test_equal_texts_are_one_group_whatever_is_wanted() -> None:
    assert Grouping(np.ones((5, 2)) / np.sqrt(2), 4).labels.tolist() == [0] * 5
    assert Grouping(np.repeat(np.eye(2), 30, axis=0), 5).labels.tolist() == [0] * 30 + [1] * 30


def test_a_told_number_is_better_than_none_where_groups_are_known() -> None:
    vectors, true = blobs(9, 25, spread=0.12)
    assert adjusted_rand_score(true, Grouping(vectors, 9).labels) > 0.95


@pytest.mark.parametrize("count", [0, 1, 2, 10, 30])
def test_a_handful_of_different_texts_is_no_group(count: int) -> None:
    assert (Grouping(np.eye(30)[:count]).labels == -1).all()


def test_texts_of_which_nothing_is_known_are_not_searched() -> None:
    vectors, _ = blobs(4, 30)
    vectors[::10] = 0
    found = Grouping(vectors)
    assert found.rows.tolist() == [i for i in range(120) if i % 10]
    assert len(found.labels) == len(found.rows)


def test_groups_are_found_again_without_a_fifth_of_the_texts() -> None:
    vectors, true = blobs(6, 50)
    kept = np.flatnonzero(np.arange(300) % 5 > 0)
    for wanted in (None, 6, 150):
        found = Grouping(vectors, wanted)
        again = found.again(kept)
        assert len(again) == len(kept)
        if wanted != 150:
            assert adjusted_rand_score(true[kept], again) > 0.9


def test_of_very_many_texts_some_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_grouping, "SEARCHED", 100)
    vectors, true = blobs(5, 80)
    found = Grouping(vectors)
    assert len(found.rows) == 100 == len(found.labels)
    assert adjusted_rand_score(true[found.rows], found.labels) > 0.9


@pytest.mark.parametrize("texts", [[str(i) for i in range(60)], ["qwrtz plkj"] * 60])
@pytest.mark.parametrize("wanted", [None, 2])
def test_texts_without_a_known_word_are_in_no_group(texts, wanted):
    model = rakenlp.PhenomenonModel(taxonomy=None, n_phenomena=wanted).fit(texts)
    assert set(model.labels_) <= {-1, 0}


def test_nothing_to_group_gives_no_groups():
    assert Grouping(np.zeros((5, 3)), 2).labels.size == 0


def test_the_number_of_texts_that_are_searched_is_told():
    texts = [f"vuokra {word} rästissä" for word in ("on", "oli", "olisi", "lienee")] * 20
    assert rakenlp.PhenomenonModel(taxonomy=None).fit(texts).searched_ == 80
    assert _grouping.searched_at_most(None) == _grouping.SEARCHED
    assert _grouping.searched_at_most(10_000) == 30_000
