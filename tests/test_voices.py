"""Voices: distinct (respondent group × place) among de-duplicated observations."""

import numpy as np
import pandas as pd
import pytest

from rakenlp.signals import RESPONDENT_GROUPS, count_voices, missing_groups


def table(*rows, **more):
    frame = pd.DataFrame(rows, columns=["respondent_group", "municipality", "service_line"])
    frame.insert(0, "observation_id", [f"h{i}" for i in range(len(frame))])
    return frame.assign(**more)


@pytest.mark.parametrize(
    ("rows", "voices"),
    [
        ([], 0),
        ([("asiakas", "Tampere", None)], 1),
        ([("asiakas", "Tampere", None), ("asiakas", "Tampere", "lapset")], 1),  # municipality goes first
        ([("asiakas", "Tampere", None), ("asiakas", "Nokia", None)], 2),
        ([("asiakas", "Tampere", None), ("asukas", "Tampere", None)], 2),
        ([("asiakas", None, "lapset"), ("asiakas", None, "ikäihmiset")], 2),
        ([("asiakas", None, None), ("asiakas", "", None), ("asiakas", np.nan, " ")], 1),
        ([(None, "Tampere", None), ("ei_kerrottu", "Tampere", None), ("", "Tampere", None)], 1),
        ([(None, "Tampere", None), (None, "Nokia", None), (None, None, None)], 3),
        ([("Asiakas ", "TAMPERE", None), ("asiakas", " Tampere", None)], 1),
        ([("Ei kerrottu", "Tampere", None), (None, "Tampere", None)], 1),
        ([("la\u0308heinen", "Tampere", None), ("läheinen", "Tampere", None)], 1),  # composed and not
        ([("asiakas", "Nokia", None), ("asiakas", None, "Nokia")], 2),  # a line named like a municipality
    ],
)
def test_voices_are_pairs_of_group_and_place(rows, voices):
    assert count_voices(table(*rows)) == voices


def test_near_duplicates_are_one_voice():
    rows = [("asiakas", "Tampere", None), ("asukas", "Nokia", None), ("järjestö", "Lempäälä", None)]
    assert count_voices(table(*rows, duplicate_of=[None, "h0", None])) == 2
    assert count_voices(table(*rows, duplicate_of=[None, "h0", "h1"])) == 1
    assert count_voices(table(*rows, duplicate_of=["h2", "h0", "h1"])) == 1  # a cycle
    assert count_voices(table(*rows, duplicate_of=["elsewhere", "elsewhere", None])) == 2


def test_voices_need_no_ids_and_bear_repeated_index_labels():
    frame = pd.DataFrame({"respondent_group": ["asiakas", "asukas"]}, index=[7, 7])
    assert count_voices(frame) == 2
    assert count_voices(pd.DataFrame({"description": ["a", "b"]})) == 1


def test_missing_groups_are_those_of_the_form_not_heard():
    heard = table(("asiakas", None, None), ("Järjestö", None, None), ("nuorisovaltuusto", None, None))
    missing = missing_groups(heard)
    assert "asiakas" not in missing and "järjestö" not in missing
    assert missing == [g for g in RESPONDENT_GROUPS if g in missing] and len(missing) == 7


def test_other_and_unknown_groups_are_never_missing():
    assert not {"muu", "ei_kerrottu"} & set(missing_groups(table()))
    assert missing_groups(table(*[(g, None, None) for g in RESPONDENT_GROUPS])) == []
    assert len(missing_groups(pd.DataFrame({"x": [1]}))) == 9
