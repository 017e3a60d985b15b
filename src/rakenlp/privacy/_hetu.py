"""Finnish personal identity codes in every guise: whole, cut, misspelt, with any sign or none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, FIRST_DIGIT, LETTER, SPACE, Found, Span, before, digits, scan

# ddmmyy, sign of the century, individual number, check character
_SIGN = rf"{DASH}|[+A-FU-Ya-fu-y_/:*~]|{SPACE}(?:viiva|miinus|streck){SPACE}"
_HETU = re.compile(
    rf"(?<![0-9])([0-9]{{2}})([ .]?)([0-9]{{2}})\2([0-9]{{2}}(?:[0-9]{{2}})?)"
    rf"({SPACE}{{0,2}})((?:{_SIGN})?)({SPACE}{{0,2}})([0-9]{{3}})({SPACE}?)([0-9A-Za-z])"
    rf"(?![0-9{LETTER}])"
)
_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CODE_BEFORE = re.compile(
    r"(?:numero|nro|tunnus|koodi|dnro|nr|viite|n:o|ref|puh|tel)[a-zåäö]{0,8}[:.]? ?(?:on )?$", re.I
)


_WORDS = ("hetu", "sotu", "tunnu", "turva", "beteck", "personn", "security", "identity", "hlö", "henkil")
_FOUR_APART = re.compile(
    rf"[0-9]{SPACE}[0-9]{SPACE}[0-9]{SPACE}[0-9](?![0-9])"
)  # without these the search is not begun
_END = re.compile(rf"[0-9]{{3}}{SPACE}?[A-Ya-y](?![0-9{LETTER}])")


def identity_codes(text: str) -> Iterator[Span]:
    """Yield Finnish personal identity codes, look-alikes with a wrong check character too."""
    yield from scan("hetu", _HETU, text, _identity_code, first=FIRST_DIGIT)
    yield from scan("hetu", _LOOK_ALIKE, text, _look_alike, first=FIRST_DIGIT)
    yield from scan("hetu", _CUT, text, _cut, first=FIRST_DIGIT)
    yield from scan("hetu", _LOOSE, text, _loose)
    if _FOUR_APART.search(text):
        yield from scan("hetu", _APART, text, _apart)
    low = text.lower()
    if any(map(low.__contains__, _WORDS)):
        yield from scan("hetu", _TOLD, text, _told)
    if _END.search(text):
        yield from scan("hetu", _END_ALONE, text, _end_alone)


def _identity_code(text: str, match: re.Match[str]) -> Found | None:
    day, dot, month, year, space1, sign, space2, number, space3, check = match.groups()
    core = int(day + month + year[-2:] + number)
    valid = _CHECK[core % 31] == check.upper()
    a_date = 1 <= int(day) <= 31 and 1 <= int(month) <= 12
    if not sign:
        spaced = bool(space1 or space2)
        if valid and a_date and (not check.isdigit() or spaced):
            return match.start(), match.end(), 0.7, "hetu_valid"
        # 120355 963R: six digits that are a date, three more and a capital
        odd = a_date and spaced and check.isupper() and check in _CHECK and dot != " " and len(year) == 2
        if odd and not _CODE_BEFORE.search(before(text, match.start(), 24)):
            return match.start(), match.end(), 0.5, "hetu_invalid"
        return None
    if sign in "_/:*~" or len(sign) > 1:
        fits = a_date and check.upper() in _CHECK and (check.isalpha() or sign == "_" or len(sign) > 1)
        return (match.start(), match.end(), 0.7, "hetu_valid" if valid else "hetu_invalid") if fits else None
    if sign.isalpha() and (space1 or space2) and not valid:
        return None
    if valid and a_date:
        return match.start(), match.end(), 1.0, "hetu_valid"
    if a_date and check.isalpha() and not sign.isalpha() and (dot != " " or check.isupper() and not space3):
        return match.start(), match.end(), 0.92, "hetu_invalid"
    if a_date and dot == "." and sign in "-–" and not (space1 or space2 or space3):
        return match.start(), match.end(), 0.6, "hetu_invalid"
    tidy = not dot and not space3 and len(year) == 2 and (check.isdigit() or not (space1 or space2))
    if a_date and tidy:
        return match.start(), match.end(), 0.6, "hetu_invalid"
    if tidy and (valid or check.isalpha()):
        return match.start(), match.end(), 0.4, "hetu_invalid"
    return None


# A digit too many or too few, the year in full or first: a letter at the end tells.
_LOOK_ALIKE = re.compile(
    rf"(?<![0-9{LETTER}])(?<![0-9{LETTER}][-/.])(?:[0-9]{{5,8}}{SPACE}?(?:{DASH}|[A-FU-Y+_]){SPACE}?[0-9]{{2,4}}"
    rf"|[0-9]{{9,10}})[A-Ya-y](?![0-9{LETTER}])"
)


def _look_alike(text: str, match: re.Match[str]) -> Found | None:
    said = match[0]
    lead = next((i for i, c in enumerate(said) if not c.isdigit()), len(said))
    swedish = lead == 8 and said[:2] in ("19", "20")
    day, month = (int(said[6:8]), int(said[4:6])) if swedish else (int(said[:2]), int(said[2:4]))
    return (match.start(), match.end(), 0.5, "hetu_invalid") if 1 <= day <= 31 and 1 <= month <= 12 else None


# The check character is missing: 161180-921, 170711A929. A Swedish code has four digits: 19770208-9554.
_CUT = re.compile(
    rf"(?<![0-9{LETTER}])(?<![0-9{LETTER}][-/.–])(?:([0-3][0-9])([01][0-9])[0-9]{{2}}(?:{DASH}|[A-FU-Y+_])[0-9]{{3}}"
    rf"|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9]{DASH}[0-9]{{4}})(?![0-9{LETTER}]|[-/_.][0-9{LETTER}])"
)


def _cut(text: str, match: re.Match[str]) -> Found | None:
    if match[1] is not None and not (1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12):
        return None
    return None if _CODE_BEFORE.search(before(text, match.start(), 24)) and match[1] is None else (
        match.start(), match.end(), 0.5, "hetu_invalid"
    )  # fmt: skip


# Odd groups, a letter typed for a digit, the end hidden: 1711 43/932L, 020266-9B1K, 120345-xxxx
_LOOSE = re.compile(
    rf"(?<![0-9{LETTER}])(?<![0-9][-/.–])([0-3][0-9])[ .]?([01][0-9])[ .]{{0,2}}[0-9]{{2}}(?:{SPACE}?(?:{DASH}"
    rf"|[A-FU-Y+/_:=*]){SPACE}?)"
    rf"(?:[0-9](?:[0-9][ ]?[A-Za-z]|[A-Za-z][0-9]|[0-9]{{2}}){SPACE}?[A-Ya-y]|[xX*?]{{3,4}}"
    rf"|[0-9]{{1,3}}[xX*?]{{1,3}})(?![0-9{LETTER}])"
)


def _loose(text: str, match: re.Match[str]) -> Found | None:
    fits = 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12
    return (match.start(), match.end(), 0.5, "hetu_invalid") if fits else None


_NAMED = (
    r"(?:hetu|sotu|henkilö(?:kohtai[a-zåäö]{1,8} )?tunnu|hlö(?:n )?-?tunnu|henk?\.? ?-?tunnu|henkilönumero|hlötunnu"
    r"|sos(?:iaali)?\.? ?-?turva-?tunnu|turvatunnu|person ?beteckning|personnummer|personnr|social"
    r" security|identity code|hlönumero)"
)
_TOLD = re.compile(
    rf"{_NAMED}[{LETTER}]{{0,12}}[.:,(=-]{{0,2}}(?:{SPACE}[a-zåäöA-ZÅÄÖ]{{2,12}}[:,]?){{0,4}}{SPACE}{{0,2}}\(?"
    rf"([0-9]{{2}}[ .]?[0-9]{{2}}[ .]?[0-9]{{2}}(?:[0-9]{{1,2}})?{SPACE}{{0,2}}(?:{_SIGN})?"
    rf"(?:{SPACE}{{0,2}}[0-9]){{0,4}}(?:{SPACE}?[A-Za-z](?![{LETTER}0-9]))?)(?![0-9{LETTER}])",
    re.IGNORECASE,
)


def _told(text: str, match: re.Match[str]) -> Found | None:
    code = match[1].rstrip(" .:/-–_")
    bare = code.replace(" ", "").replace(".", "")
    if bare.isdigit() and len(bare) in (6, 8):
        return None  # the date alone: a date of birth
    return (match.start(1), match.start(1) + len(code), 0.9, "hetu_invalid") if len(digits(code)) >= 6 else None


# Every sign apart: 0 9 1 1 0 3 A 9 4 7 T
_APART = re.compile(
    rf"(?<![0-9])(?<![0-9]{SPACE})[0-3]{SPACE}[0-9]{SPACE}[01]{SPACE}[0-9]{SPACE}[0-9]{SPACE}[0-9]{SPACE}?(?:{_SIGN}){SPACE}?"
    rf"[0-9]{SPACE}[0-9]{SPACE}[0-9]{SPACE}?[0-9A-Za-z](?![0-9{LETTER}])"
)


def _apart(text: str, match: re.Match[str]) -> Found:
    return match.start(), match.end(), 0.8, "hetu_invalid"


# The end alone: "tunnuksen loppu -933E".
_END_ALONE = re.compile(
    rf"(?:loppu|lopus|viimei|päätty|pääte|slut|sista|last|ending|ends|perä)[^.!?0-9\n]{{0,25}}?[^0-9.,{LETTER}]"
    rf"({DASH}?[0-9]{{3}}{SPACE}?[A-Ya-y])(?![0-9{LETTER}])"
)
_OF_A_CODE = re.compile(r"tunnu|hetu|sotu|synt|henkil|beteck|person|födel|code|born|\d{6}", re.IGNORECASE)


def _end_alone(text: str, match: re.Match[str]) -> Found | None:
    said = match[1]
    if not said[0].isdigit() or (said[-1].isupper() and _OF_A_CODE.search(before(text, match.start(1), 80))):
        return match.start(1), match.end(1), 0.6, "hetu_invalid"
    return None
