"""Which columns of a table are contact details, and of which kind: they are masked whole, whatever a cell holds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ._tokens import CONTACT, TOKENS

#: Kind of contact details of which nothing tells what they are.
ANY = "contact"
#: Beginnings of words of a header, the surest first.
_KINDS = (
    ("hetu", r"henkilötunnu|hetu\b|personbeteckning|personnummer|ssn\b|social security"),
    ("iban", r"tilinumero|kontonummer"),
    ("birth_date", r"syntymä|synt aika|syntynyt|födelse|date of birth|birth"),
    ("email", r"(?:s|säh|sähkö)[ -]?posti|e[ -]?mail|e[ -]?post"),
    ("phone", r"puh|matkapuhelin|gsm|kännykkä|phone|telephone|mobile|mobil|telefon|tel\b"),
    ("ip", r"ip\b"),
    ("handle", r"käyttäjänimi|username|användarnamn|nimimerk"),
    ("case_number", r"(?:asiakas|potilas|jäsen) ?(?:n|tunnus|id)|(?:kund|klient|patient|medlems) ?(?:nummer|id)"
                    r"|(?:client|customer|patient|member) (?:number|id)"),
    ("address", r"\w*osoit|\w*address|\w*adress"),
    ("name", r"\w*nimi|\w*nimesi|\w*nimeni|\w*name\b|\w*namn|yhteyshenkilö|lähettäjä|sender|avsändare"),
)  # fmt: skip
_ORDERED = tuple((kind, re.compile(rf"\b(?:{pattern})")) for kind, pattern in _KINDS)
_NO_LETTERS = re.compile(r"[\W_]+")
#: Also contact details in a table of any kind, where an export of a form would say it at more length.
_MORE = re.compile(
    r"(?:.* )?(?:syntymäpäivä|synt aika|syntynyt|puhelinnumero|sähköpostiosoite|henkilötunnus|kotiosoite)"
)


def contact_kind(header: object) -> str | None:
    """Return the kind of the contact details that a header asks for, "contact" for any, None for another header.

    Examples
    --------
    >>> from rakenlp.privacy._contact_columns import contact_kind
    >>> [contact_kind(header) for header in ("Puhelinnumero", "Asiakkaan nimi", "Yhteystiedot", "Kunta", 3)]
    ['phone', 'name', 'contact', None, None]
    """
    from ..observations.columns import is_contact_header, recognise

    if not isinstance(header, str):
        return None
    words = _NO_LETTERS.sub(" ", header.casefold()).strip()
    known = recognise(header)
    if known not in (None, "contact") or not (is_contact_header(header) or _MORE.fullmatch(words)):
        return None
    return next((kind for kind, pattern in _ORDERED if pattern.search(words)), ANY)


def holds_contacts(values: Iterable[object]) -> bool:
    """Return whether at least half of the filled cells are a phone number, an e-mail address or an identity code."""
    from ..observations import columns

    return columns.holds_contacts(values)


def token(kind: str) -> str:
    """Return the token of a kind, that of any contact details included."""
    return TOKENS.get(kind, CONTACT)
