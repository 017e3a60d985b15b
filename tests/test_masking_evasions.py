"""Masking of what is written so that a pattern would not see it: inside a token, among invisible characters."""

import pytest

from rakenlp.language.tokens import pieces
from rakenlp.privacy import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Soita [PUHELIN 0401234567]", "Soita [PUHELIN [PUHELIN]]"),
        ("[NIMI 0401234567] soitti", "[NIMI [PUHELIN]] soitti"),
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
