"""The quick ways to begin a search for identifiers find what the plain search finds, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.privacy import _accounts, _dates, _handles, _hetu, _online, _places, _plates
from rakenlp.privacy._span import FIRST_DIGIT, caseless, scan

SAID = """
nimimerkki |Nimimerkillä |NIMIMERKKI |nimellä |nımımerkki |nİmimerkki |inſta |insta: |snäpissä |Tiktok on |discord
tunnus: |profiili |käyttäjätunnus |tili |kanava |nick |kettu-39|nosleep-tuula|pekka_87|a.b|juurakon hulda_61|@vilma
"Musta Orkidea"|u/jodlaaja|Tuula#1234|handle |gamertag: |konto |www . nimi . fi|nimi piste fi|odottaa|nimi(dot)com
WWW.Nimi.fi|esim.fi|sivu.K|http // nimi . fi/a|numero 12 Hämeenkadulla|at 5 B Mannerheimintie|in 5 Mannerheimintie
Satakunnankadulla 12 B 4|ABC-123|abc 12|on 30|auto |482-HJK|TS 14 BRX|010100A123D|01 01 00 123D|161180-921
19770208-9554|FI21 1234 5600 0007 85|f1 2112345600000785|123456-785|1234567-8|F1 1234567-8|1 234 567 - 8|3.4.2015
s. 3/4 2015|2015-04-03|030415|6/1932|19/VII/2020|syntynyt |4.9.-87| |, |. |-|[NIMI]|9|0|ä|²|x
"""
PARTS = st.sampled_from([*SAID.strip("\n").replace("\n", "|").split("|"), "\n"])
TEXTS = st.lists(PARTS, max_size=9).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        *((getattr(_hetu, name), FIRST_DIGIT) for name in ("_HETU", "_LOOK_ALIKE", "_CUT")),
        *((getattr(_dates, name), FIRST_DIGIT) for name in ("_DATE", "_ROMAN", "_MONTH_YEAR")),
        (_accounts._FINNISH_IBAN, _accounts._F),
        (_accounts._OLD_ACCOUNT, FIRST_DIGIT),
        (_accounts._BUSINESS, _accounts._DIGIT_OR_F),
        (_plates._TURNED, FIRST_DIGIT),
    ],
)
@settings(max_examples=60, deadline=None)
@given(text=TEXTS, refused=st.integers(1, 4), whole=st.booleans())
def test_a_search_from_first_characters_meets_the_same_matches(pattern, first, text, refused, whole):
    def every_other(_: str, match: re.Match[str]):
        seen.append(match.span())
        return None if len(seen) % refused == 0 else (*match.span(), 0.5, "ip")

    seen: list[tuple[int, int]] = []
    plain = [*scan("ip", pattern, text, every_other, whole=whole)], seen
    seen = []
    assert ([*scan("ip", pattern, text, every_other, whole=whole, first=first)], seen) == plain


def _all_handles(text: str):
    """Names of users without any gate before a pattern."""
    yield from scan("handle", _handles._AT_NAME, text, _handles._at_name)
    for told in _handles._TELLS:
        yield from scan("handle", told, text, _handles._told)
    letter = "[A-Za-zÅÄÖåäö]"
    joint = re.compile(rf"[0-9](?<={letter}.)|[_#.](?=\w)(?<=\w.)(?:(?<={letter}.)|(?<=_)|(?<=#)|(?={letter}))")
    yield from scan("handle", joint, text, _handles._shaped)
    if any(map(text.lower().__contains__, _handles._SEVERAL_TOLD)):
        yield from scan("handle", _handles._SEVERAL, text, _handles._several)
    yield from scan("handle", _handles._QUOTED, text, _handles._quoted)
    yield from scan("handle", _handles._HYPHENED, text, _handles._hyphened)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_name_of_a_user_is_missed_by_the_words_that_tell_of_them(text):
    found = [*_handles.handles(text)]
    assert [span for span in _all_handles(text) if span not in found] == []


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_site_and_no_number_before_a_street_is_missed(text):
    joined = [*scan("url", _online._ENDING, text, _online._site)]
    spaced = [*scan("url", _online._SPACED_SITE, text, _online._spaced_site)]
    found = [*_online.web_addresses(text)]
    assert [span for span in joined if span not in found] == []
    if any(map(text.__contains__, ("www", "WWW", "Www", "piste", "punkt", "dot", "//", "(.", "[."))):
        assert [span for span in spaced if span not in found] == []
    first = [*scan("address", _places._NUMBER_FIRST, text, _places._number_first)]
    assert [span for span in first if span not in [*_places.street_addresses(text)]] == []


@settings(max_examples=200)
@given(st.text(max_size=3), st.text("iIıİsSſkKKåÅÅöÖ", max_size=6), st.text(max_size=3))
def test_what_is_found_without_regard_to_case_is_in_the_caseless_text(before, word, after):
    for wanted in ("is", "ki", "sk", "åö", "sis"):
        if re.search(wanted, before + word + after, re.IGNORECASE):
            assert wanted in caseless(before + word + after)


def test_vehicles_are_looked_for_once_and_only_where_a_plate_may_be(monkeypatch):
    looked = []

    class Counting:
        def finditer(self, text):
            looked.append(text)
            return pattern.finditer(text)

    pattern = _plates._VEHICLE
    monkeypatch.setattr(_plates, "_VEHICLE", Counting())
    assert [*_plates.plates("Odotin 3 viikkoa ja yli 30 minuuttia jonossa, auto oli rikki.")] == [] and looked == []
    found = [*_plates.plates("Auton ABC-123 vieressä seisoi XYZ-987 ja mopo 482-HJK.")]
    assert [span.kind for span in found] == ["plate"] * 3 and len(looked) == 1
