"""Finding of structured identifiers in Finnish free text: rules with checks, a trained second look, linear time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ._accounts import bank_accounts, business_ids
from ._cases import case_numbers
from ._dates import birth_dates, birth_dates_in_words
from ._handles import handles
from ._hetu import identity_codes
from ._ip import ip_addresses
from ._online import emails, web_addresses
from ._phones import numbers_in_words, phone_numbers
from ._places import street_addresses
from ._plates import plates
from ._postcodes import postcodes
from ._second_look import missed
from ._span import Span, caseless, legible

_FINDERS: dict[str, Callable[[str], Iterator[Span]]] = {
    "hetu": identity_codes,
    "iban": bank_accounts,
    "business_id": business_ids,
    "email": emails,
    "phone": phone_numbers,
    "url": web_addresses,
    "plate": plates,
    "address": street_addresses,
    "postcode": postcodes,
    "birth_date": birth_dates,
    "handle": handles,
    "case_number": case_numbers,
    "ip": ip_addresses,
}
#: Kinds of what is masked; names of people are found by :func:`rakenlp.privacy.find_names`.
KINDS = (*_FINDERS, "name")
_WITHOUT_DIGITS = ("email", "url", "handle")
_OF_DIGITS = (identity_codes, bank_accounts, business_ids, phone_numbers, ip_addresses)  # also where O is typed for 0
_MISTYPED = re.compile("[0-9](?:[OolI]|(?<=[OolI][0-9]))")
_DIGIT = re.compile("[0-9]")
#: Every identifier that is found has one of these in it or by it, or in caseless text one of the words.
_SIGN = re.compile("[0-9@_]")
_SIGN_WORDS = (
    "nim", "nick", "nik", "käyttäjän", "user", "signatur", "insta", "snäp", "snap", "ikto", "iscord", "elegra",
    "noll", "zero", "kuuta", "kuun", "://", "www", "piste", "punkt", "dot", " at ", "miuku", "snabel", "profiil",
    "tunnu", "tili", "u/", "kanava", "jodel", "somess", "somest", "mail", "outlook", "luukku", "kallar sig", "goes by",
    "tube", "faceb", "reddit", "t_me/", "live:",
)  # fmt: skip
_JOINED = re.compile(r"[a-zåäö]\.[a-zåäö]| ä+t")


def find_identifiers(text: str) -> list[Span]:
    """Return the identifiers of a text, in the order of the text.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of Span
        Identity codes (also with a wrong check character, at a lower score), bank accounts, business ids,
        e-mail and web addresses, names of users, phone numbers, registration plates, street addresses with a number,
        postcodes with a post office, dates of birth, numbers of clients and cases, and IP addresses. Names of people
        are not looked for. What overlaps is told as one, of the
        kind that is surest.

    Examples
    --------
    >>> from rakenlp.privacy import find_identifiers
    >>> [(span.kind, span.start, span.end, span.score) for span in find_identifiers("hetu 010100A123D")]
    [('hetu', 5, 16, 1.0)]
    """
    if not may_identify(text):
        return []
    found = ruled(text)
    scored = missed(text, found)
    return _resolved(_ordered([*found, *scored])) if scored else found


def ruled(text: str) -> list[Span]:
    """Return the identifiers that rules find, in the order of the text and without overlaps.

    Examples
    --------
    >>> from rakenlp.privacy.identifiers import ruled
    >>> [span.kind for span in ruled("hetu 010100A123D")]
    ['hetu']
    """
    without = _DIGIT.search(text) is None  # as most texts are: then all but few kinds are out of the question
    finders = [_FINDERS[kind] for kind in _WITHOUT_DIGITS] if without else _FINDERS.values()
    found = [span for finder in finders for span in finder(text)]
    found += numbers_in_words(text)
    found += birth_dates_in_words(text)
    if not without:
        plain = legible(text) if _MISTYPED.search(text) else text
        if plain != text:
            found += [span for finder in _OF_DIGITS for span in finder(plain)]
    return _resolved(_ordered(found))


def may_identify(text: str) -> bool:
    """Tell whether a text can hold an identifier at all, which most texts cannot; much quicker than finding them.

    Examples
    --------
    >>> from rakenlp.privacy.identifiers import may_identify
    >>> may_identify("Kukaan ei vastaa"), may_identify("Soita 040 123 4567")
    (False, True)
    """
    if _SIGN.search(text) is not None:
        return True
    low = caseless(text)
    return any(map(low.__contains__, _SIGN_WORDS)) or _JOINED.search(low) is not None


def _ordered(found: list[Span]) -> list[Span]:
    return sorted(found, key=lambda span: (span.start, -span.end, KINDS.index(span.kind)))


def _resolved(found: list[Span]) -> list[Span]:
    """Return ordered spans without overlaps: those that overlap become one, named by the surest (then longest)."""
    spans: list[Span] = []
    best: list[tuple[float, int]] = []
    for span in found:
        rank = (span.score, span.end - span.start)
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
            best.append(rank)
            continue
        kept, end = spans[-1], max(span.end, spans[-1].end)
        chosen = span if rank > best[-1] else kept
        best[-1] = max(rank, best[-1])
        spans[-1] = chosen._replace(start=kept.start, end=end)
    return spans
