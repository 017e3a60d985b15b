"""Identifiers of the net and of traffic: e-mail, web address, registration plate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, LETTER, SPACE, Found, Span, before, scan

_AT = re.compile(rf"(?<=[\w.%+-])(?:@|{SPACE}?[(\[](?:at|ät|a)[)\]]{SPACE}?)(?=\w[\w.-])", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.%+-]{1,64}")  # matched backwards
_DOMAIN = re.compile(r"(?:[\w-]{1,63}+\.){1,8}[A-Za-z]{2,24}")
_HOST = re.compile(rf"[{LETTER}][\w-]{{1,62}}")


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, "(at)" forms and unfinished ones too."""
    return scan("email", _AT, text, _email) if any(map(text.__contains__, "@([")) else iter(())


def _email(text: str, match: re.Match[str]) -> Found | None:
    local = _LOCAL.match(before(text, match.start(), 64)[::-1])
    if local is None:
        return None
    start = match.start() - len(local[0].rstrip(".%+-"))
    if start == match.start():
        return None
    domain = _DOMAIN.match(text, match.end())
    if domain is not None:
        return start, domain.end(), 0.95, "email"
    host = _HOST.match(text, match.end())
    if host is None or match[0] != "@":
        return None
    return start, host.end(), 0.5, "email_unfinished"


_LINK = re.compile(r"(?:https?://|www\.)[^\s\[\]<>\"]{1,2000}", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:fi|com|net|org|info|eu)(?![\w@-])(?:/[^\s\[\]<>\"]{0,2000})?", re.IGNORECASE)
_NAME = re.compile(r"[\w.-]{1,120}")  # matched backwards
_PUBLIC = frozenset(  # public services that texts speak of by these names: they tell of no person
    ("suomi", "kela", "kanta", "omakanta", "vero", "dvv", "migri", "thl", "pirha", "poliisi", "oikeus",
     "finlex", "stm", "tampere", "te-palvelut", "tyomarkkinatori", "terveyskyla", "mielenterveystalo")
)  # fmt: skip
_CLOSING = ".,;:!?)'\u201d\u00bb\u2019"


def web_addresses(text: str) -> Iterator[Span]:
    """Yield links, and names of sites with a common ending."""
    if "://" in text or "www." in text.lower():
        yield from scan("url", _LINK, text, _link)
    yield from scan("url", _ENDING, text, _site)


def _link(text: str, match: re.Match[str]) -> Found | None:
    link = match[0].rstrip(_CLOSING)
    return (match.start(), match.start() + len(link), 0.95, "url") if len(link) > 6 else None


def _site(text: str, match: re.Match[str]) -> Found | None:
    name = _NAME.match(before(text, match.start(), 120)[::-1])
    if name is None or len(name[0].strip(".-")) < 2:
        return None
    start = match.start() - len(name[0].rstrip(".-"))
    if match[0].casefold() == ".fi" and text[start : match.start()].casefold() in _PUBLIC:
        return None
    end = match.start() + len(match[0].rstrip(_CLOSING + "/"))
    return start, end, 0.6, "url"


_PLATE = re.compile(rf"(?<![\w-])([{LETTER}]{{2,3}})({DASH}|{SPACE})([1-9][0-9]{{0,2}})(?![\w-])")
_VEHICLE = re.compile(r"rekister|rekkari|rek\.|auto|moottoripyör|mopo|kilpi|kilven|ajoneuvo", re.IGNORECASE)
_NO_PLATE = ("ICD", "ISO", "DSM", "SFS", "STM", "THL", "VNK", "OPS", "COV", "SHL", "HE", "PL", "VT", "KT")


def plates(text: str) -> Iterator[Span]:
    """Yield registration plates: ABC-123, other forms where a vehicle is spoken of."""
    return scan("plate", _PLATE, text, _plate)


def _plate(text: str, match: re.Match[str]) -> Found | None:
    letters, gap, number = match.groups()
    upper = letters.isupper()
    if letters in _NO_PLATE or (gap.isspace() and not (upper and len(letters) == 3 and len(number) > 1)):
        return None
    if _VEHICLE.search(before(text, match.start(), 40)):
        return match.start(), match.end(), 0.8, "plate_told"
    if upper and not gap.isspace() and len(letters) == 3 and len(number) == 3:
        return match.start(), match.end(), 0.7, "plate"
    return None
