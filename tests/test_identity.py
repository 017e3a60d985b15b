"""Phenomena over time: continued, born, parted, merged, gone, whatever the order."""

from __future__ import annotations

import random

import numpy as np
import pytest

from rakenlp.phenomena.identity import Identity, match_identities


def group(members: str, centre: list[float] | None = None, space: str = "s") -> Identity:
    return Identity(frozenset(members), None if centre is None else np.array(centre), space)


def events(old: dict[str, Identity], new: dict[str, Identity], **options: object) -> tuple[dict[str, str], list[tuple]]:
    names, lineage = match_identities(old, new, **options)  # type: ignore[arg-type]
    return names, [(event.phenomenon_id, event.event, event.other_id) for event in lineage]


def test_a_group_that_grew_and_lost_one_is_the_same() -> None:
    names, told = events({"a": group("abcde")}, {"x": group("abcdfgh")})
    assert names == {"x": "a"}
    assert told == [("a", "continued", "x")]


def test_new_observations_do_not_make_it_another() -> None:
    """What came since counts for nothing: only what both have seen is compared."""
    names, _ = events({"a": group("abc")}, {"x": group("abc" + "".join(map(chr, range(200, 400))))})
    assert names == {"x": "a"}


def test_observations_that_are_not_looked_at_now_do_not_count() -> None:
    names, told = events({"a": group("abcdefghij")}, {"x": group("ijk")})
    assert names == {"x": "a"} and told == [("a", "continued", "x")]
    # but those looked at, and now elsewhere, do
    names, told = events({"a": group("abcdefghij")}, {"x": group("ijk")}, present=frozenset("abcdefghijk"))
    assert names == {"x": "x"} and ("a", "gone", None) in told


def test_split_gives_the_identity_to_the_larger_part() -> None:
    names, told = events({"a": group("abcdefgh")}, {"x": group("abcde"), "y": group("fgh")})
    assert names == {"x": "a", "y": "y"}
    assert told == [("a", "continued", "x"), ("y", "split_from", "a")]


def test_merge_keeps_the_larger_identity() -> None:
    names, told = events({"a": group("abcde"), "b": group("fg")}, {"x": group("abcdefg")})
    assert names == {"x": "a"}
    assert told == [("a", "continued", "x"), ("b", "merged_into", "a")]


def test_birth_and_death() -> None:
    names, told = events({"a": group("abc")}, {"x": group("xyz")}, present=frozenset("abc"))
    assert names == {"x": "x"}
    assert told == [("a", "gone", None), ("x", "born", None)]


def test_without_shared_observations_nearness_decides() -> None:
    old = {"a": group("abc", [1, 0, 0]), "b": group("def", [0, 1, 0])}
    new = {"x": group("uvw", [0.1, 1, 0]), "y": group("xyz", [0, 0, 1])}
    names, told = events(old, new)
    assert names == {"x": "b", "y": "y"}
    assert ("b", "continued", "x") in told and ("y", "born", None) in told


def test_many_shared_observations_outweigh_nearness() -> None:
    old = {"a": group("abcdefgh", [1, 0]), "b": group("ijklmnop", [0, 1])}
    new = {"x": group("abcdefgh", [0, 1]), "y": group("ijklmnop", [1, 0])}
    assert match_identities(old, new)[0] == {"x": "a", "y": "b"}


def test_centres_of_other_spaces_are_not_compared() -> None:
    names, _ = events({"a": group("abc", [1, 0], "old")}, {"x": group("xyz", [1, 0], "new")})
    assert names == {"x": "x"}


def test_pairs_are_best_as_a_whole() -> None:
    """One by one, the best pair first, would give "a" to x and leave y and b with nobody."""
    old = {"a": group("abcdefghij"), "b": group("klm")}
    new = {"x": group("abcdefklm"), "y": group("ghij")}
    assert match_identities(old, new)[0] == {"x": "b", "y": "a"}


def test_each_identifier_is_given_once_and_new_ones_are_free() -> None:
    old = {"x": group("abc")}
    new = {"x": group("xyz"), "y": group("abc")}
    names, _ = events(old, new, taken=["x_2"])
    assert names == {"x": "x_3", "y": "x"}


@pytest.mark.parametrize("seed", range(20))
def test_order_does_not_matter(seed: int) -> None:
    draw = random.Random(seed)

    def groups(prefix: str, count: int) -> dict[str, Identity]:
        made = {}
        for k in range(count):
            centre = [draw.choice([0, 0.5, 1]) for _ in range(3)] if draw.random() < 0.7 else None
            made[f"{prefix}{k}"] = group("".join(draw.sample("abcdefghijklmnopqrst", 4)), centre)
        return made

    old, new = groups("o", draw.randrange(6)), groups("n", draw.randrange(6))
    first = match_identities(old, new)
    for _ in range(5):
        one, two = list(old.items()), list(new.items())
        draw.shuffle(one)
        draw.shuffle(two)
        again = match_identities(dict(one), dict(two))
        assert again[0] == first[0]
        assert [(e.phenomenon_id, e.event, e.other_id) for e in again[1]] == [
            (e.phenomenon_id, e.event, e.other_id) for e in first[1]
        ]
    assert len(set(first[0].values())) == len(new)


def test_nothing_to_match() -> None:
    assert match_identities({}, {}) == ({}, [])
    assert match_identities({"a": group("abc")}, {}) == ({}, [])
    assert match_identities({}, {"x": group("abc")})[0] == {"x": "x"}
