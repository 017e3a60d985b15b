"""Near-duplicates and campaigns."""

from __future__ import annotations

import random
import time

import numpy as np
import pandas as pd
import pytest

from rakenlp.errors import ParameterError
from rakenlp.observations import duplicate_table, duplicates, find_near_duplicates, read_observations

LETTER = (
    "Vaadimme, että kaupungin lähikirjasto ja sen nuorisotila pidetään auki myös iltaisin ja viikonloppuisin. "
    "Nuorilla ei ole muuta paikkaa, minne mennä koulupäivän jälkeen, ja pimeässä ostoskeskuksessa hengailu johtaa "
    "vain ongelmiin. Ottakaa nuoret mukaan, kun asiasta päätetään!"
)
EDITED = [
    LETTER.replace("Vaadimme, että", "Vaadin että"),
    "Hei! " + LETTER + " Terveisin huolestunut äiti Nokialta",
    LETTER.replace("koulupäivän", "koulpäivän").replace("ongelmiin", "onglemiin"),
    LETTER.upper(),
    LETTER.replace("ä", "a").replace("ö", "o"),
    LETTER.replace("Ottakaa nuoret mukaan, kun asiasta päätetään!", ""),
]
# Different people on the same matters, in their own words.
INDEPENDENT = [
    "Kirjasto menee kiinni jo neljältä, eikä nuorilla ole sen jälkeen mitään tekemistä. He norkoilevat ostarilla.",
    "Nuorisotila on auki vain kaksi iltaa viikossa. Poikani viettää illat ostoskeskuksessa, ja olen huolissani.",
    "Iltaisin ei ole yhtään paikkaa, johon nuori voisi mennä. Lähikirjaston voisi pitää auki kahdeksaan asti.",
    "Vuokrani nousi 60 euroa kuussa, eikä asumistuki noussut. Joudun valitsemaan ruoan ja lääkkeiden väliltä.",
    "Vuokra nousi taas ja asumistuki pieneni. Ruokaan jää enää muutama kymppi, lääkkeistä olen jo tinkinyt.",
    "Asumistuki ei riitä vuokrankorotukseen, ja säästän nyt lääkkeistä. En tiedä, miten selviän talvesta.",
    "En pääse lääkäriin, jonot ovat liian pitkät.",
    "Ei pääse lääkäriin, jonot on liian pitkiä.",
    "Jonot lääkäriin ovat pitkät, en pääse hoitoon.",
    "Asiakas jäi ilman päihdehoitoa, koska katkaisuun on kolmen kuukauden jono.",
    "Katkaisuhoitoon on monen kuukauden jono, ja asiakas ehti retkahtaa ennen paikan saamista.",
]


def groups_of(texts, **options):
    found = find_near_duplicates(texts, **options)
    return sorted(sorted(np.flatnonzero(found == first).tolist()) for first in set(found.tolist()))


@pytest.mark.parametrize("edited", EDITED)
def test_small_edits_of_a_letter_are_grouped(edited):
    assert groups_of([LETTER, edited]) == [[0, 1]]


def test_independent_texts_on_the_same_matter_are_not_grouped():
    assert groups_of(INDEPENDENT) == [[position] for position in range(len(INDEPENDENT))]


def test_a_campaign_is_found_among_others():
    texts = INDEPENDENT + [LETTER] + EDITED
    found = find_near_duplicates(texts)
    campaign = found[len(INDEPENDENT) :]
    assert len(set(campaign.tolist())) == 1
    assert found.dtype.kind == "i"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Rahat loppu.", "rahat LOPPU!", "Rahat loppu"], [[0, 1, 2]]),
        (["Rahat loppu.", "Rahat lopus."], [[0], [1]]),
        (["Rahat loppu nyt taas.", "Rahat loppu nyt taas!!!"], [[0, 1]]),
        (["", "", " "], [[0], [1], [2]]),
        (["...", "...", "!!"], [[0, 1], [2]]),
        (["😢", "😡", "😢"], [[0, 2], [1]]),
        ([], []),
        (["Rahat loppu."], [[0]]),
        ([None, "Rahat loppu."], [[0], [1]]),
    ],
)
def test_short_texts_only_when_identical(texts, expected):
    assert groups_of(texts) == expected


def test_the_first_is_the_earliest_then_alphabetical():
    texts = ["B" + LETTER, "A" + LETTER, LETTER]
    assert find_near_duplicates(texts, ["3.2.2026", "2.2.2026", "1.2.2026"]).tolist() == [2, 2, 2]
    assert find_near_duplicates(texts, ["1.2.2026", "1.2.2026", "1.2.2026"]).tolist() == [1, 1, 1]
    assert find_near_duplicates(texts, [None, None, "1.2.2026"]).tolist() == [2, 2, 2]
    assert find_near_duplicates([LETTER, LETTER]).tolist() == [0, 0]


def test_near_ones_must_be_near_in_time_identical_ones_not():
    edited = EDITED[0]
    assert groups_of([LETTER, edited], dates=["1.1.2026", "1.4.2026"]) == [[0], [1]]
    assert groups_of([LETTER, edited], dates=["1.1.2026", "1.4.2026"], max_days=90) == [[0, 1]]
    assert groups_of([LETTER, LETTER.upper()], dates=["1.1.2024", "1.4.2026"]) == [[0, 1]]
    assert groups_of([LETTER, edited], dates=["1.1.2026", None]) == [[0, 1]]
    weeks = pd.date_range("2026-01-01", periods=7, freq="30D")
    assert len(groups_of([LETTER, *EDITED], dates=weeks)) == 1  # a long campaign stays one


def test_no_chain_joins_different_texts():
    words = LETTER.split()
    steps = [LETTER]
    for position in range(0, len(words), 2):
        changed = steps[-1].split()
        changed[position] = f"vaihtuva{position}sana"
        steps.append(" ".join(changed))
    found = find_near_duplicates(steps, pd.date_range("2026-01-01", periods=len(steps)))
    assert found[1] == 0 and found[-1] != 0
    vectors = duplicates.ngram_vectors([duplicates.without_marks(duplicates.plain_words(text)) for text in steps])
    to_first = [float((vectors[at] @ vectors[first].T).toarray()[0, 0]) for at, first in enumerate(found)]
    assert min(to_first) > 0.8 - 0.15 - 1e-9


def scattered(count, seed=0):
    """Random sentences, of which every tenth has one or two edited copies."""
    rng = random.Random(seed)
    stems = [
        "".join(rng.choice("hjklmnprstv") + rng.choice("aeiouyäö") for _ in range(rng.randint(2, 4)))
        for _ in range(600)
    ]
    texts, true = [], []
    while len(texts) < count:
        words = [rng.choice(stems) for _ in range(rng.randint(18, 30))]
        texts.append(" ".join(words))
        true.append(len(texts) - 1)
        first = len(texts) - 1
        for _ in range(rng.randint(1, 2) if first % 10 == 0 else 0):
            copy = list(words)
            copy[rng.randrange(len(copy))] = rng.choice(stems)
            texts.append(" ".join(copy))
            true.append(first)
    return texts, true


def test_known_groups_are_found_exactly_and_by_hashing(monkeypatch):
    texts, true = scattered(1500)
    exact = find_near_duplicates(texts, range_of_days(len(texts)), max_days=10_000)
    assert exact.tolist() == true
    monkeypatch.setattr(duplicates, "EXACT_UP_TO", 100)
    hashed = find_near_duplicates(texts, range_of_days(len(texts)), max_days=10_000)
    assert hashed.tolist() == true


def range_of_days(count):
    return pd.date_range("2000-01-01", periods=count)


@pytest.mark.parametrize("limit", [10_000, 10])
def test_groups_do_not_depend_on_order(monkeypatch, limit):
    monkeypatch.setattr(duplicates, "EXACT_UP_TO", limit)
    texts = INDEPENDENT + [LETTER, *EDITED] + scattered(150, seed=4)[0]
    dates = [pd.Timestamp("2026-01-01") + pd.Timedelta(days=position % 50) for position in range(len(texts))]
    expected = [texts[first] for first in find_near_duplicates(texts, dates)]
    for seed in range(3):
        order = random.Random(seed).sample(range(len(texts)), len(texts))
        found = find_near_duplicates([texts[at] for at in order], [dates[at] for at in order])
        first = {at: texts[order[found[place]]] for place, at in enumerate(order)}
        assert [first[at] for at in range(len(texts))] == expected


def test_similarity_of_two_texts_is_the_same_in_any_company():
    pair = [LETTER, EDITED[1]]
    alone = find_near_duplicates(pair).tolist()
    crowd = find_near_duplicates(pair + scattered(300)[0])[:2].tolist()
    assert alone == crowd


def test_many_texts_take_seconds():
    texts, true = scattered(12_000)
    start = time.process_time()
    found = find_near_duplicates(texts)
    assert time.process_time() - start < 30
    same = {(first, position) for position, first in enumerate(true) if first != position}
    hits = sum(found[position] == found[first] for first, position in same)
    assert hits / len(same) > 0.99
    assert len(set(found.tolist())) >= len(set(true))


@pytest.mark.parametrize(
    "options", [{"threshold": 0}, {"threshold": 1.1}, {"threshold": "x"}, {"max_days": -1}, {"dates": ["1.1.2026"]}]
)
def test_wrong_parameters(options):
    with pytest.raises(ParameterError):
        find_near_duplicates(["a", "b"], **options)


# --- table ---


def test_duplicate_table_tells_repeats_from_campaigns():
    rows = [
        {"id": f"k{number}", "kuvaus": text, "pvm": f"{number + 1}.2.2026", "rooli": role, "kunta": town}
        for number, (text, role, town) in enumerate(
            [
                (LETTER, "asukas", "Nokia"),
                (EDITED[0], "asukas", "Akaa"),
                (EDITED[1], "läheinen", "Nokia"),
                (INDEPENDENT[3], "asiakas", "Nokia"),
                (INDEPENDENT[3], "asiakas", "Nokia"),
                (INDEPENDENT[3], "asiakas", "Nokia"),
                (INDEPENDENT[6], "asiakas", "Nokia"),
                (INDEPENDENT[6], "asukas", "Akaa"),
                (INDEPENDENT[0], "asukas", "Nokia"),
            ]
        )
    ]
    table = duplicate_table(read_observations(rows, mask=False))
    assert table[["group", "size", "voices", "kind"]].values.tolist() == [
        ["k0", 3, 3, "campaign"],
        ["k3", 3, 1, "repeat"],
        ["k6", 2, 2, "repeat"],
    ]
    assert table.loc[0, ["first_date", "last_date"]].tolist() == [pd.Timestamp(2026, 2, 1), pd.Timestamp(2026, 2, 3)]


def test_duplicate_table_of_bare_texts_does_not_guess():
    obs = read_observations([LETTER, *EDITED], mask=False)
    table = duplicate_table(obs)
    assert table[["size", "voices", "kind"]].values.tolist() == [[7, 1, "repeat"]]
    assert table["first_date"].isna().all()
    pd.testing.assert_frame_equal(duplicate_table(obs.frame, find_near_duplicates(obs.texts)), table)


def test_duplicate_table_without_duplicates_and_with_wrong_input():
    empty = duplicate_table(read_observations(INDEPENDENT, mask=False))
    assert empty.empty and empty.columns.tolist() == ["group", "size", "first_date", "last_date", "voices", "kind"]
    assert empty["first_date"].dtype == "datetime64[ns]"
    with pytest.raises(ParameterError):
        duplicate_table(pd.DataFrame({"x": [1]}))
    with pytest.raises(ParameterError):
        duplicate_table(pd.DataFrame({"description": ["a", "b"]}), [0])
