"""Results kept by word: bounded in number and in the length of words, and fewer in a service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rakenlp import _remember
from rakenlp._remember import SERVICE_SHARE, Remembered, keep_for_service


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(_remember, "_ALL", [])
    return []


def upper(made: list[str], size: int, longest: int = 10) -> Remembered:
    return Remembered(lambda word: made.append(word) or word.upper(), size, longest)


def held(kept: Remembered) -> int:
    return len({*kept, *kept._older})


def test_no_more_than_the_size_is_ever_kept(made: list[str]) -> None:
    kept = upper(made, 100)
    for number in range(1_000):
        assert kept[f"sana{number}"] == f"SANA{number}"
        assert held(kept) <= 100
    assert held(kept) >= 50


def test_what_is_asked_for_again_stays_and_the_rest_gives_way(made: list[str]) -> None:
    kept = upper(made, 20)
    for number in range(200):
        assert kept["koti"] == "KOTI"
        assert kept[f"sana{number}"]
    assert made.count("koti") == 1
    assert kept["sana0"] and made.count("sana0") == 2


def test_nothing_is_as_good_a_result_as_any(made: list[str]) -> None:
    kept = Remembered(lambda word, number: made.append(word), 10, 10)
    assert kept["koti", 1] is None and kept["koti", 1] is None and kept["koti", 2] is None
    assert made == ["koti", "koti"]


def test_overlong_words_are_not_kept(made: list[str]) -> None:
    kept = upper(made, 10, longest=4)
    assert kept["kotia"] == kept["kotia"] == "KOTIA"
    assert made == ["kotia", "kotia"] and not held(kept)


def test_a_service_keeps_a_part(made: list[str]) -> None:
    kept = upper(made, 100 * SERVICE_SHARE)
    for number in range(1_000):
        assert kept[f"sana{number}"]
        keep_for_service()
        assert held(kept) <= 100
    other = upper(made, 100 * SERVICE_SHARE)
    for number in range(700):  # as after an analysis in the same process
        assert other[f"sana{number}"]
    assert held(other) == 700
    keep_for_service()
    assert other["uusi"] and held(other) <= 701
    for number in range(100):
        assert other[f"muu{number}"]
        keep_for_service()
    assert held(other) <= 100


def test_threads_may_share_a_small_one(made: list[str]) -> None:
    kept = upper(made, 8)
    asked = [f"sana{number % 13}" for number in range(20_000)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(kept.__getitem__, asked)) == [word.upper() for word in asked]
    assert held(kept) <= 8 + 8  # one more for each thread that came between, at most
