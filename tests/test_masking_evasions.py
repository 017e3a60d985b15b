"""Masking of what is written so that a pattern would not see it: inside a token, among invisible characters."""

import pytest

from rakenlp.language.tokens import pieces
from rakenlp.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Soita [PUHELIN 0401234567]", "Soita [PUHELIN [PUHELIN]]"),
        ("[NIMI 0401234567] soitti", "[[PUHELIN]] soitti"),
        ("[HETU 010190-123M]", "[HETU [HETU]]"),
        ("[NIMI minna@posti.fi]", "[NIMI [SÄHKÖPOSTI]]"),
        ("Rouva [VIRTANEN] soitti", "Rouva [[NIMI]] soitti"),
    ],
)
def test_what_only_looks_like_a_token_hides_nothing(text, masked):
    found = mask(text)
    assert found.text == masked and mask(found.text).text == masked


def test_tokens_have_numbers_of_three_digits_at_most():
    assert "[NIMI 123]" in pieces("[NIMI 123]") and "[NIMI 1234]" not in pieces("[NIMI 1234]")
    assert mask("[PUHELIN 123] [ASIAKASNUMERO 12] [NIMI]").spans == ()


def test_numbers_go_on_from_those_that_a_text_has():
    once = mask("Soita 040 123 4567 tai 050 765 4321", numbered=True).text
    assert once == "Soita [PUHELIN 1] tai [PUHELIN 2]"
    more = mask(f"{once} tai 045 111 2222, minna@posti.fi", numbered=True).text
    assert more == f"{once} tai [PUHELIN 3], [SÄHKÖPOSTI 1]"
    assert mask("[PUHELIN 998] 040 123 4567, 050 765 4321", numbered=True).text == (
        "[PUHELIN 998] [PUHELIN 999], [PUHELIN]"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Soita 040\u200b1234567.", "Soita [PUHELIN]."),
        ("Soita 0\u00ad4\u20600\u200d1\ufe0f2\u200c3\ufeff4\u200e5\u202e6\x007.", "Soita [PUHELIN]."),
        ("Soita ０４０ １２３ ４５６７.", "Soita [PUHELIN]."),
        ("Soita ٠٤٠١٢٣٤٥٦٧.", "Soita [PUHELIN]."),
        ("Soita 040\u2009123\u20074567.", "Soita [PUHELIN]."),
        ("Soita ⁰⁴⁰¹²³⁴⁵⁶⁷.", "Soita [PUHELIN]."),
        ("Soita 0️⃣4️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣.", "Soita [PUHELIN]."),
        ("Soita 0\u03364\u03360\u03361234567.", "Soita [PUHELIN]."),
        ("hetu 01\u200b0190-12\u200b3M", "hetu [HETU]"),
        ("ｍｉｎｎａ＠ｐｏｓｔｉ．ｆｉ", "[SÄHKÖPOSTI]"),
        ("Rouva Minna V\u200birtanen soitti", "Rouva [NIMI] soitti"),
        ("Rouva Ｍｉｎｎａ 𝐕𝐢𝐫𝐭𝐚𝐧𝐞𝐧 soitti", "Rouva [NIMI] soitti"),
        ("Rouva Mo\u0308tto\u0308nen soitti", "Rouva [NIMI] soitti"),
        ("soitin\u200bVirtaselle\u200beilen", "soitin\u200b[NIMI]\u200beilen"),
    ],
)
def test_forms_of_characters_and_invisible_ones_hide_nothing(text, masked):
    found = mask(text)
    assert found.text == masked and mask(found.text).text == masked
    (span,), (place,) = found.spans, found.places
    assert text[: span.start] == masked[: place[0]] and text[span.end :] == masked[place[1] :]


def test_numbers_and_own_words_do_not_mind_how_it_is_written():
    assert mask("040 1234567, 040\u200b123\u200b4567", numbered=True).text == "[PUHELIN 1], [PUHELIN 1]"
    own = {"keep": ["Hatanpää"], "always": ["Taina Korpi"]}
    assert mask("Taina\u00a0K\u00adorpi, Hatan\u00adpäässä", **own).text == "[NIMI], Hatan\u00adpäässä"


@pytest.mark.parametrize(
    "text", ["12 m² ja 3 m³", "Ei\u00ad kä\u0308y \U0001f468\u200d\U0001f469 5 ½ h", "a\u200bb\u0301\u200b"]
)
def test_what_holds_no_identifier_stays_as_it_was_written(text):
    assert mask(text).text == text
