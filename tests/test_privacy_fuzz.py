"""Masking of anything: it never fails, and an identifier that is right is masked whatever stands around it."""

from __future__ import annotations

import datetime as dt

import pytest
from canaries import account, identity_code
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rakenlp
from rakenlp.privacy import TOKENS

_LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")
_ANY = st.text(st.characters(codec=None), max_size=60)  # lone surrogates, too
_DENSE = st.text("0123456789 -–+.,:;/()[]@#_abFIfiåÄ€%\n\u00a0\u0301", max_size=30)
_WORDS = st.lists(
    st.sampled_from(
        ["puh.", "hetu", "synt.", "Tili", "osoite", "Maija", "Virtanen", "Kela", "1.2.2026", "650 €", "n:o", "päätös",
         "12 B 4", "33100 Tampere", "[NIMI]", "@maija", "www.x.fi", "7 §", "klo 9–15", "(", ")", "t.", "auto", "HÄTÄ!"]
    ),
    max_size=6,
).map(" ".join)  # fmt: skip
around = st.one_of(_ANY, _DENSE, _WORDS)
glue_before = st.sampled_from([" ", "\n", ": ", " (", "\u00a0", ", ", ' "', " = ", "hetu ", "puh. ", "tili ", ";\t"])
glue_after = st.sampled_from([" ", "\n", ".\n", ", ", ") ", "! ", "? ", "\u00a0", '" ', "… "])

days = st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1))
hetus = st.builds(
    lambda day, sign, number, lower: (
        lambda code: code.lower() if lower else code
    )(identity_code(day.day, day.month, day.year % 100, sign, number)),
    days, st.sampled_from("-+AYXWVUBCDEF"), st.integers(900, 999), st.booleans(),
)  # fmt: skip
accounts = st.builds(
    lambda number, spaced: " ".join(number[at : at + 4] for at in range(0, 18, 4)) if spaced else number,
    st.integers(10**13, 10**14 - 1).map(account), st.booleans(),
)  # fmt: skip
_part = st.text(_LETTERS | st.sampled_from("0123456789"), min_size=2, max_size=10)
emails = st.builds(
    lambda first, mark, last, host, ending: f"{first}{mark}{last}@{host}.{ending}",
    _part, st.sampled_from([".", "_", "-", "+", ""]), _part, st.text(_LETTERS, min_size=2, max_size=10),
    st.sampled_from(["fi", "com", "net", "org", "info"]),
)  # fmt: skip
phones = st.builds(
    lambda code, rest, form: form.format(code, rest[:3], rest[3:5], rest[5:], code[1:], rest),
    st.sampled_from(["040", "041", "044", "045", "046", "050"]), st.integers(1_000_000, 9_999_999).map(str),
    st.sampled_from(
        ["{0}{5}", "{0} {5}", "{0}-{5}", "{0} {1} {2}{3}", "{0} {1} {2} {3}", "{0}-{1} {2}{3}", "+358{4}{5}",
         "+358 {4} {1} {2}{3}", "+358 (0){4} {5}", "00358 {4} {5}"]
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(around, around, around)
@example("\ud800", "\x00", "\u202e")
@example("@" * 50, "[" * 50, "+358" * 20)
def test_masking_never_fails_and_is_told_in_order(one: str, two: str, three: str) -> None:
    text = one + two + three
    masked = rakenlp.mask(text)
    last = 0
    for span in masked.spans:
        assert last <= span.start < span.end <= len(text) and span.kind in TOKENS
        last = span.end
    assert rakenlp.mask(masked.text).text == masked.text


@pytest.mark.parametrize(
    "identifiers", [hetus, emails, accounts, phones], ids=["identity codes", "e-mails", "accounts", "phones"]
)
def test_what_is_right_is_masked_among_anything(identifiers: st.SearchStrategy[str]) -> None:
    @settings(max_examples=300, deadline=None)
    @given(around, glue_before, identifiers, glue_after, around)
    def masked(before: str, left: str, said: str, right: str, after: str) -> None:
        text = f"{before}{left}{said}{right}{after}"
        start = len(before) + len(left)
        hidden = {at for span in rakenlp.mask(text).spans for at in range(span.start, span.end)}
        left_over = "".join(text[at] for at in range(start, start + len(said)) if at not in hidden)
        assert not any(sign.isalnum() for sign in left_over), (text, left_over)

    masked()
