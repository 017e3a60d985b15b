"""What the second pass over names is told: rows of capitals, the same name elsewhere."""

from __future__ import annotations

import pytest

from rakenlp.privacy import find_names
from rakenlp.privacy._name_model import NameModel
from rakenlp.privacy._name_rows import COLUMNS, rows_of
from rakenlp.privacy._name_text import Manner, run_of, tokens
from rakenlp.privacy.names import _with_rest


def read(text):
    return tokens(text, NameModel.default().words.__getitem__)


def at(found, piece):
    return next(place for place, token in enumerate(found) if token.piece == piece)


@pytest.mark.parametrize(
    ("text", "piece", "run"),
    [
        ("Eilen näyttelijä Arnold Van Gennep soitti.", "Van", "Arnold Van Gennep"),
        ("Tuli Carl von Brandt, Lahti, ja muut.", "Carl", "Tuli Carl von Brandt"),
        ("Eilen kirjailija Carl soitti.", "Carl", "Carl"),
        ("Tuli Antti. Maija lähti.", "Maija", "Maija"),
    ],
)
def test_a_row_of_capitals_ends_at_marks_and_words_in_lower_case(text, piece, run):
    found = read(text)
    first, last = run_of(found, at(found, piece))
    assert text[found[first].start : found[last - 1].end] == run


def test_a_row_of_capitals_is_followed_a_few_words_only():
    found = read("Aada " * 1000)
    first, last = run_of(found, 500)
    assert first > 400 and last < 600


def rows(text, said):
    found = read(text)
    places = sorted(said)
    return rows_of(found, said, places, Manner("n", "f"), {})


def test_each_place_is_told_of_the_others_with_its_name_not_of_itself():
    text = "Tuli Virtanen. Sitten Virtanen lähti, ja Virtanen palasi."
    found = read(text)
    places = [place for place, token in enumerate(found) if token.piece == "Virtanen"]
    said = dict(zip(places, [(3.0, -1.0, -2.0), (1.0, -4.0, -2.0), (-2.0, -5.0, -2.0)], strict=True))
    alone = rows(text, {places[0]: said[places[0]]})[0]
    told = rows(text, said)
    assert all(len(row) == COLUMNS for row in (alone, *told))
    first = next(n for n, (one, other) in enumerate(zip(alone, told[0], strict=True)) if (one, other) == (-9.0, 1.0))
    assert [row[first] for row in told] == [1.0, 3.0, 3.0]  # the surest of the others
    changed = rows(text, {**said, places[0]: (9.0, -1.0, -2.0)})
    assert changed[0][first] == 1.0 and changed[1][first] == changed[2][first] == 9.0


def test_a_word_beside_a_name_needs_little_but_not_beyond_a_mark_or_in_lower_case():
    text = "Tuli Tutta Palin, Mauno ja oma väki."
    found = read(text)
    sure, palin, mauno = (at(found, piece) for piece in ("Tutta", "Palin", "Mauno"))
    odds = {sure: 0.9, palin: 0.1, mauno: 0.1}
    assert _with_rest(text, found, {sure: 0.9}, odds, 0.05) == [(sure, 0.9), (palin, 0.1)]
    assert _with_rest(text, found, {sure: 0.9}, odds, 0.2) == [(sure, 0.9)]
    lower = {sure: 0.9, at(found, "Tuli"): 0.01, at(found, "ja"): 0.5}
    assert _with_rest(text, found, {sure: 0.9}, lower, 0.05) == [(sure, 0.9)]


def test_names_of_many_parts_are_found_whole():
    text = "Pohjois-Korean johtaja Kim Jong Il tapasi kirjailija Simone de Beauvoirin."
    assert [text[span.start : span.end] for span in find_names(text)] == ["Kim Jong Il", "Simone de Beauvoirin"]
