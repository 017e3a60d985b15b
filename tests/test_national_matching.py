"""Emerging phenomena of counties matched: the same ones found, one of each county, whatever the order."""

from __future__ import annotations

import time
from itertools import permutations
from types import SimpleNamespace

import numpy as np
import pytest

from rakenlp.language.terms import topic_terms
from rakenlp.national import Emerging, match_emerging
from rakenlp.national.summary import coarse
from rakenlp.vectors import LemmaVectors


def emerging(key, centre, terms=(), matter=None):
    return Emerging(key, key, matter, 8, 3, None, None, tuple(terms), centre=None if centre is None else coarse(centre))


def county(name, *found, space="s"):
    return SimpleNamespace(county=name, space=space, emerging=tuple(found))


def groups_of(matches):
    return {frozenset((name, each.phenomenon_id) for name, each in match.members) for match in matches}


def near(centre, seed, noise=0.4):
    other = centre + noise * np.random.default_rng(seed).normal(size=len(centre)) * np.linalg.norm(centre) / 14
    return other / np.linalg.norm(other)


@pytest.fixture
def centres():
    return np.random.default_rng(5).normal(size=(200, 200))


def test_the_same_is_found_by_its_centre_and_the_rest_has_no_counterpart(centres):
    one = county("A", emerging("vesi", centres[0]), emerging("savu", centres[1]))
    other = county("B", emerging("kaivo", near(centres[0], 1)), emerging("lossi", centres[2]))
    matches = match_emerging([one, other])
    assert groups_of(matches) == {
        frozenset({("A", "vesi"), ("B", "kaivo")}), frozenset({("A", "savu")}), frozenset({("B", "lossi")})
    }  # fmt: skip
    assert 0.55 <= matches[0].pairs[0].cosine <= 1 and not matches[0].pairs[0].is_same_matter
    assert not matches[1].pairs


def test_the_order_of_counties_changes_nothing(centres):
    counties = [
        county(name, *(emerging(f"{name}{k}", near(centres[k], 10 * place + k, 0.7)) for k in range(5)))
        for place, name in enumerate("ABCD")
    ]
    found = {frozenset(groups_of(match_emerging(order))) for order in permutations(counties)}
    assert len(found) == 1
    assert all(len({name for name, _ in group}) == len(group) for group in next(iter(found)))


def test_no_group_has_two_of_one_county(centres):
    one = county("A", emerging("a1", centres[0]), emerging("a2", near(centres[0], 1)))
    other = county("B", emerging("b1", near(centres[0], 2)))
    third = county("C", emerging("c1", near(centres[0], 3)))
    for match in match_emerging([one, other, third]):
        names = [name for name, _ in match.members]
        assert len(set(names)) == len(names)


def test_a_chain_of_likenesses_is_not_one_phenomenon(centres):
    first, last = centres[0] / np.linalg.norm(centres[0]), centres[1] / np.linalg.norm(centres[1])
    between = (first + last) / np.linalg.norm(first + last)
    found = match_emerging([
        county("A", emerging("a", first)), county("B", emerging("b", between)), county("C", emerging("c", last))
    ])  # fmt: skip
    assert max(len(match.members) for match in found) == 2


def test_matters_of_the_inventory_decide(centres):
    same = match_emerging([
        county("A", emerging("sahkon_hinta", centres[0], matter="sahkon_hinta")),
        county("B", emerging("sahkon_hinta", centres[1], matter="sahkon_hinta")),
    ])  # fmt: skip
    assert len(same) == 1 and same[0].pairs[0].is_same_matter and same[0].matter == "sahkon_hinta"
    other = match_emerging([
        county("A", emerging("sahkon_hinta", centres[0], matter="sahkon_hinta")),
        county("B", emerging("savu", near(centres[0], 1), matter="puunpolton_savu")),
    ])  # fmt: skip
    assert len(other) == 2


def test_centres_of_different_spaces_are_not_compared(centres):
    words = ("kaivo", "vesi", "tankki", "samea")
    one = county("A", emerging("a", centres[0], words))
    assert len(match_emerging([one, county("B", emerging("b", centres[0]), space="t")])) == 2
    by_words = match_emerging([one, county("B", emerging("b", centres[0], words[:3]), space="t")])
    assert len(by_words) == 1
    assert np.isnan(by_words[0].pairs[0].cosine) and by_words[0].pairs[0].terms == words[:3]


def test_texts_by_other_hands_on_the_same_new_matter_lie_near():
    vectors = LemmaVectors.default()
    told = {
        "A": [
            "Susi kulkee pihassa, lasta ei uskalla päästää koulutielle",
            "Sudet on tulleet kylään, koirat tapettiin",
            "Koulukyyti susien takia evättiin, susi nähtiin pysäkillä",
        ],
        "B": [
            "Suden jäljet oli hiekkalaatikon vieressä, emme uskalla ulkoilla",
            "Susilauma liikkuu kylällä, metsästäjät pelkää koiriensa puolesta",
            "Lapset pelkää sutta matkalla bussille",
        ],
        "C": [
            "Kylätien lossi lakkautettiin",
            "Lossi ei kulje öisin, sairaankuljetus kiertää",
            "Lossivuorot vähenee, saaresta ei pääse",
        ],
    }
    found = match_emerging(
        county(name, emerging(name.lower(), vectors.embed([topic_terms(text) for text in texts]).mean(axis=0)))
        for name, texts in told.items()
    )
    assert groups_of(found) == {frozenset({("A", "a"), ("B", "b")}), frozenset({("C", "c")})}


def test_none_and_one_county():
    assert match_emerging([]) == []
    assert match_emerging([county("A"), county("B")]) == []


def test_a_nation_is_matched_in_a_second(centres):
    counties = [
        county(f"C{place:02d}", *(emerging(f"{k}", near(centres[k], 100 * place + k)) for k in range(30)))
        for place in range(23)
    ]
    before = time.process_time()
    matches = match_emerging(counties)
    assert time.process_time() - before < 1.0
    assert len(matches) == 30 and {len(match.members) for match in matches} == {23}


def test_a_coarse_centre_keeps_its_place(centres):
    for centre in centres[:20]:
        kept = coarse(centre)
        assert set(kept) <= {-2.0, -1.0, 0.0, 1.0, 2.0}
        assert kept @ centre / np.linalg.norm(kept) / np.linalg.norm(centre) > 0.9
    assert not coarse(np.zeros(5)).any()
