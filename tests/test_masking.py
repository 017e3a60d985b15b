"""Masking: tokens in the place of identifiers, the rest as it was."""

import pickle
import time
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rakenlp.privacy import KINDS, TOKENS, MaskedText, find_identifiers, mask
from rakenlp.texts import LANGUAGES, set_language


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("", ""),
        ("Jono on pitkä.", "Jono on pitkä."),
        ("Hetu 010190-123M, puh. 040 123 4567.", "Hetu [HETU], puh. [PUHELIN]."),
        ("010190-123X", "[HETU]"),
        ("maija.m@x.fi tai www.x.fi/m", "[SÄHKÖPOSTI] tai [VERKKO-OSOITE]"),
        ("Tili FI21 1234 5600 0007 85, 0112038-9", "Tili [TILINUMERO], [Y-TUNNUS]"),
        ("ABC-123 Hämeenkadulla 12 B 4,\n33100 Tampere", "[REKISTERINUMERO] [OSOITE],\n[POSTINUMERO]"),
        ("a@b.fi+358401234567", "[SÄHKÖPOSTI][PUHELIN]"),
        ("[HETU] ja [OSOITE]", "[HETU] ja [OSOITE]"),
        ("synt. 3.5.1961, asnro 48291", "synt. [SYNTYMÄAIKA], asnro [ASIAKASNUMERO]"),
        ("instassa @minna_88, ip 84.250.11.7", "instassa [NIMIMERKKI], ip [IP-OSOITE]"),
        ("Laki 1301/2014, 1.2.2026 ja 1 250 000 e", "Laki 1301/2014, 1.2.2026 ja 1 250 000 e"),
    ],
)
def test_known_texts(text, masked):
    assert mask(text, names=False).text == str(mask(text, names=False)) == masked


def rebuilt(text, result):
    pieces, last = [], 0
    for span in result.spans:
        assert last <= span.start < span.end <= len(text)
        pieces += [text[last : span.start], TOKENS[span.kind]]
        last = span.end
    return "".join([*pieces, text[last:]])


PARTS = [
    "010190-123M", "010190", "-", "123M", "040 123 4567", "0401234567", "+358 40 123 4567", "+", "358", "FI21",
    "FI21 1234 5600 0007 85", "1234567-8", "maija@x.fi", "m.m", "@", "x.fi", "www.x.fi/a", "http://", "ABC-123", "ABC",
    "auto ", "rekkari ", "Hämeenkatu", "katu", " ", "12", "B", "4", " as. ", "33100", "Tampere", "puh. ", "265 1234",
    "(09)", "(at)", "[at]", "[", "]", "[HETU]", ".", ",", "/", "1", "0", "5", "euroa", "lasta", "\n", "ä", "gsm", "(",
    ")", "00", "01.02.2026", "1301/2014", "synt. ", "s. ", "asnro ", "insta ", "a_b", "84.250.11.7", "::", "[NIMI 1]",
    "[NIMI]", "päätös ", "3.5.1961", "lasku nro ", "Minna Virtaselle", "Pekan", "Uula, ",
]  # fmt: skip
glued = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(glued, st.text(max_size=80), st.text("0123456789 -+@.fiFI()[]/ABab", max_size=40)))
@example("\ud800 040 123 4567 \x00")
@example("ABC-123040 1234567")
@example("::265 1234(Bauto 0401234567@00puh. ,0lasku nro Minna Virtaselle")  # a number in a token told of a name
@example("010190-123Mm.mMinna Virtasellea_b")  # a name that reaches into two identifiers
def test_masking_is_idempotent_and_leaves_the_rest_alone(text):
    result = mask(text)
    assert rebuilt(text, result) == result.text
    assert [result.text[start:end] for start, end in result.places] == [TOKENS[span.kind] for span in result.spans]
    assert mask(result.text).text == result.text
    assert find_identifiers(result.text) == []
    numbered = mask(text, numbered=True)
    assert numbered.spans == result.spans
    assert mask(numbered.text, numbered=True).text == numbered.text


def test_spans_are_places_of_the_text_given():
    text = "Soita 040 123 4567 heti."
    (span,) = mask(text).spans
    assert (span.kind, text[span.start : span.end]) == ("phone", "040 123 4567")
    kind, start, end, score, reason = span
    assert (kind, start, end, score) == ("phone", 6, 18, 0.9) and "matkapuhelin" in reason


def test_overlapping_hits_become_one_named_by_the_surest():
    result = mask("maija@posti.fi/040 123 4567")
    assert result.counts["email"] == 1 and "@" not in result.text and "040" not in result.text


def test_counts_and_repr_hold_no_text():
    result = mask("Maija 010190-123M ja 040 123 4567, 050 765 4321")
    assert result.counts == {"name": 1, "hetu": 1, "phone": 2}
    assert "Maija" not in repr(result) and "phone" in repr(result)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_in_the_language_chosen_and_tokens_stay(language):
    text = (
        "010190-123M 010190-123X FI2112345600000785 FI2112345600000786 0112038-9 1234567-8 a.b@c.fi aa@bb +46701234567 "
    )
    text += "synt. 3.5.1961 ja @minna_88 ja asnro 48291 ja ip 84.250.11.7. "
    text += (
        "09 123 4567 0401234567 puh. 265 1234 www.x.fi ABC-123 auto AB-1 Mäntytie 3 mäntytie 3 33100 Tampere 12345 Xyz"
    )
    set_language(language)
    try:
        result = mask(text)
    finally:
        set_language("fi")
    assert set(result.counts) >= set(KINDS) - {"name"} and all(span.reason for span in result.spans)
    assert result.text == mask(text).text


def test_results_can_be_stored_and_compared():
    result = mask("Soita 040 123 4567")
    assert pickle.loads(pickle.dumps(result)) == result == mask("Soita 040 123 4567")
    assert result != MaskedText("Soita [PUHELIN]")


def seconds(text):
    start = time.process_time()
    mask(text, names=False)
    return time.process_time() - start


@cache
def seconds_of(piece, size):
    """Of a long text of one piece, measured once for the tests that ask of it."""
    for opening in ("instassa a" * 4, "Instassa hän on minnuliini_83 tai 12-A9 eikä kukaan vastaa"):
        mask(opening, names=False)  # dictionary and models are opened
    return seconds(piece * (size // len(piece)))


ORDINARY = "Asiakas on odottanut päätöstä 3 kuukautta, vuokra 650 € ja sähköt (1.2.2026) maksamatta. "


def test_a_megabyte_of_ordinary_text_is_quick():
    mask("instassa minnuliini", names=False)  # the dictionary is opened
    assert seconds(ORDINARY * (1_000_000 // len(ORDINARY))) < 4  # under a second when nothing else runs


HOSTILE = [
    "a", "0", "0 ", "040 ", "@", "a@", "a.", "www.", "0/0", "(0", "+3", "010190-", "A1", "katu ", "puh", " ", "-1",
    "0-", "a.a.", "1 1 ", "insta ", "instassa a", "a_", "a1 ", "asnro ", "päätös 1", "1.1.", "1.1.1961 ", "s. 1", "::",
    "1:", "synt. ", "-", ".", "1.1", "Aa, 1", "A ", "hetu ", "hetu 010190", "12 B ", "n katu 1", "Katu 1 A 1 ",
    "010190 ",
    "[", "[NIMI]", "#1", "tili a.b ", "ä", "1/1/", "A/1/", "0101905 ", "AB-1", "maj 1 ", "kuun 1. ", "nro ", " at ",
    "a at a.", "1 maj ", "0 4 ", "123 ", "nro 1-", "ip 1.1.1.1", "Aa.",
]  # fmt: skip


WORST = ["#1", "instassa a", "010190 ", "FI21 1234 ", "1.1.1961 ", "040 ", "maj 1 ", "123 ", "A1", "0 4 ", "ip 1.1.1.1"]


@pytest.mark.parametrize("piece", WORST)
def test_hostile_text_takes_time_in_proportion(piece):
    seconds(piece * 2)  # the dictionary is opened
    short, long = (piece * (size // len(piece)) for size in (2_000, 14_000))
    assert seconds(long) < 24 * max(seconds(short), 0.01)


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_longer_hostile_text_takes_time_in_proportion(piece):
    assert seconds_of(piece, 80_000) < 24 * max(seconds_of(piece, 10_000), 0.01)


@pytest.mark.slow
def test_much_hostile_text_is_not_much_slower_than_an_ordinary_one():
    ordinary = seconds_of(ORDINARY, 80_000)
    for piece in HOSTILE:
        assert seconds_of(piece, 80_000) < 40 * max(ordinary, 0.04), piece
