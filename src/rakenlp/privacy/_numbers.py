"""Identifiers made of digits: identity code, bank account, business id, phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, LETTER, SPACE, Found, Span, before, digits, scan

# ---- henkilötunnus: ddmmyy, sign of the century, individual number, check character
_HETU = re.compile(
    rf"(?<![0-9])([0-9]{{2}})([ .]?)([0-9]{{2}})\2([0-9]{{2}}(?:[0-9]{{2}})?)"
    rf"({SPACE}{{0,2}})((?:{DASH}|[+A-FU-Ya-fu-y])?)({SPACE}{{0,2}})([0-9]{{3}})({SPACE}?)([0-9A-Za-z])"
    rf"(?![0-9{LETTER}])"
)
_HETU_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def identity_codes(text: str) -> Iterator[Span]:
    """Yield Finnish personal identity codes, look-alikes with a wrong check character too."""
    yield from scan("hetu", _HETU, text, _identity_code)
    yield from scan("hetu", _LOOK_ALIKE, text, _look_alike)
    yield from scan("hetu", _TOLD_HETU, text, _told_hetu)


def _identity_code(text: str, match: re.Match[str]) -> Found | None:
    day, dot, month, year, space1, sign, space2, number, space3, check = match.groups()
    core = int(day + month + year[-2:] + number)
    valid = _HETU_CHECK[core % 31] == check.upper()
    a_date = 1 <= int(day) <= 31 and 1 <= int(month) <= 12
    if not sign:
        spaced = bool(space1 or space2)
        if not (valid and a_date) or (check.isdigit() and not spaced):
            return None
        return match.start(), match.end(), 0.7, "hetu_valid"
    if sign.isalpha() and (space1 or space2) and not valid:
        return None
    if valid and a_date:
        return match.start(), match.end(), 1.0, "hetu_valid"
    if a_date and check.isalpha() and not sign.isalpha() and (dot != " " or valid):
        return match.start(), match.end(), 0.92, "hetu_invalid"
    tidy = not dot and not space3 and len(year) == 2 and (check.isdigit() or not (space1 or space2))
    if a_date and tidy:
        return match.start(), match.end(), 0.6, "hetu_invalid"
    if tidy and (valid or check.isalpha()):
        return match.start(), match.end(), 0.4, "hetu_invalid"
    return None


# A digit too many or too few, or the end missing: a letter at the end tells, or a word before.
_LOOK_ALIKE = re.compile(
    rf"(?<![0-9{LETTER}])(?<![0-9{LETTER}][-/.])(?:[0-9]{{5,7}}(?:{DASH}|[A-FU-Y+])[0-9]{{2,4}}"
    rf"|[0-9]{{9,10}})[A-Ya-y](?![0-9{LETTER}])"
)
_TOLD_HETU = re.compile(
    "(?:hetu|Hetu|HETU|sotu|Sotu|SOTU|henkilötunnu|Henkilötunnu|HENKILÖTUNNU|hlötunnu|sosiaaliturvatunnu"
    "|personbeteckning|Personbeteckning|personnummer|Personnummer)"
    rf"[{LETTER}]{{0,12}}[.:,(]{{0,2}}(?:{SPACE}[a-zåäöA-ZÅÄÖ]{{2,10}}:?){{0,3}}{SPACE}{{0,2}}"
    rf"([0-9OoIl]{{6,8}}{SPACE}?(?:{DASH}"
    rf"|[A-FU-Ya-fu-y+])?{SPACE}?[0-9OoIl]{{0,4}}{SPACE}?[0-9A-Za-z]?)(?![0-9{LETTER}])"
)


def _look_alike(text: str, match: re.Match[str]) -> Found | None:
    day, month = int(match[0][:2]), int(match[0][2:4])
    return (match.start(), match.end(), 0.5, "hetu_invalid") if 1 <= day <= 31 and 1 <= month <= 12 else None


def _told_hetu(text: str, match: re.Match[str]) -> Found | None:
    code = match[1].rstrip()
    count = len(digits(code))
    if code.isdigit() and count in (6, 8):
        return None  # the date alone: a date of birth
    return (match.start(1), match.start(1) + len(code), 0.9, "hetu_invalid") if count >= 6 else None


# ---- IBAN
_FINNISH_IBAN = re.compile(rf"(?<![0-9{LETTER}])[Ff][Ii](?:(?:{SPACE}|{DASH})?[0-9]){{11,18}}(?![0-9])")
_FOREIGN_IBAN = re.compile(rf"(?<![0-9{LETTER}])([A-Z]{{2}})[0-9]{{2}}(?:{SPACE}?[A-Z0-9]){{11,30}}")
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LT": 20, "LU": 20,
    "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19,
    "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip


def bank_accounts(text: str) -> Iterator[Span]:
    """Yield IBAN account numbers; Finnish ones also when the check digits are wrong."""
    yield from scan("iban", _FINNISH_IBAN, text, _finnish_iban)
    yield from scan("iban", _FOREIGN_IBAN, text, _foreign_iban)


def _finnish_iban(text: str, match: re.Match[str]) -> Found:
    valid = _mod97("FI" + digits(match[0]))
    return match.start(), match.end(), 1.0 if valid else 0.7, "iban_valid" if valid else "iban_invalid"


def _foreign_iban(text: str, match: re.Match[str]) -> Found | None:
    length = _IBAN_LENGTH.get(match[1])
    if length is None:
        return None
    taken, end = "", match.start()
    for character in match[0]:
        end += 1
        if character.isalnum():
            taken += character
            if len(taken) == length:
                return (match.start(), end, 1.0, "iban_valid") if _mod97(taken) else None
    return None


def _mod97(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


# ---- Y-tunnus
_BUSINESS = re.compile(rf"(?<![0-9])([0-9]{{7}})({SPACE}?{DASH}{SPACE}?)([0-9])(?![0-9])")
_VAT = re.compile(rf"(?<![0-9{LETTER}])FI([0-9]{{7}})()([0-9])(?![0-9])")
_FIRM = re.compile(
    rf"(?<![{LETTER}])(?:y-?{SPACE}?tunnu|yritystunnu|toiminim|fo-nummer|business id|alv"
    rf"|vat)[^.!?]{{0,30}}$",
    re.IGNORECASE,
)
_TOLD_FIRM = re.compile(rf"tunnus[{LETTER}]{{0,5}}(?:{SPACE}on|:)?{SPACE}([0-9]{{8}})(?![0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


def business_ids(text: str) -> Iterator[Span]:
    """Yield business ids (a sole trader's identifies a person)."""
    yield from scan("business_id", _BUSINESS, text, _business_id)
    yield from scan("business_id", _VAT, text, _business_id)
    yield from scan("business_id", _TOLD_FIRM, text, _told_firm)


def _told_firm(text: str, match: re.Match[str]) -> Found:
    return match.start(1), match.end(1), 0.9, "business_invalid"


def _business_id(text: str, match: re.Match[str]) -> Found | None:
    rest = sum(int(d) * w for d, w in zip(match[1], _WEIGHTS, strict=True)) % 11
    told = _FIRM.search(before(text, match.start(), 40)) is not None
    if rest != 1 and int(match[3]) == (11 - rest) % 11:
        return match.start(), match.end(), 1.0, "business_valid"
    if told:
        return match.start(), match.end(), 0.9, "business_invalid"
    if len(match[2]) > 1 or text[match.end() : match.end() + 1] in ("-", "/"):
        return None
    return match.start(), match.end(), 0.5, "business_invalid"


# ---- phone numbers
_GAP = rf"(?:{SPACE}?(?:{DASH}|[/.()]){SPACE}?|{SPACE}{{0,2}})"
_AREA_GAP = rf"(?:\)?{SPACE}?{DASH}?{SPACE}?)"
_START = r"(?<![0-9+])(?<![0-9][.,-])"
_MOBILE = re.compile(rf"{_START}\(?0(?:4[0-9]|50)(?:{_GAP}[0-9]){{4,14}}(?![0-9])")
_LANDLINE = re.compile(
    rf"{_START}\(?0[1-35-9][0-9]{{0,2}}{_AREA_GAP}[0-9]{{3}}(?:(?:{SPACE}|{DASH})?[0-9]){{1,6}}(?![0-9])"
)
_ABROAD = re.compile(rf"{_START}(?:\+{SPACE}?|00)[1-9](?:{_GAP}[0-9]){{7,15}}(?![0-9])")
_TOLD_PHONE = re.compile(
    rf"(?<![{LETTER}])(?i:puh(?:elin[a-zåäö]{{0,12}}+)?|gsm|tel)[.:]{{0,2}}{SPACE}?"
    rf"(?:(?:nro|no)[.:]?{SPACE}?)?"
    rf"([1-9](?:(?:{SPACE}|{DASH})?[0-9]){{4,11}})(?![0-9])"
)
_SPELT = re.compile(
    rf"(?<![0-9])(?<![0-9]{SPACE})0{SPACE}[45](?:{SPACE}[0-9]){{6,9}}(?!{SPACE}?[0-9])"
)  # digit by digit
_GROUP = re.compile("([0-9]+)([^0-9]*)")
_UNIT = re.compile(rf"{SPACE}?(?:€|%|(?i:e|eur|euroa?|mk|kg|km|kpl|m2|m²|v|vuo[a-zåäö]+)(?![{LETTER}]))")
_LENGTHS = {"mobile": (10, 11, 9, 8, 7), "landline": (10, 9, 8, 7), "finnish": (9, 10, 8, 7, 6)}
_Groups = list[tuple[str, str, int]]  # digits, what follows them, where they end


def phone_numbers(text: str) -> Iterator[Span]:
    """Yield phone numbers in Finnish forms and in international form."""
    yield from scan("phone", _ABROAD, text, _abroad)
    yield from scan("phone", _MOBILE, text, _mobile)
    yield from scan("phone", _LANDLINE, text, _landline)
    yield from scan("phone", _SPELT, text, _spelt)
    yield from scan("phone", _TOLD_PHONE, text, _told_phone)


def _spelt(text: str, match: re.Match[str]) -> Found:
    return match.start(), match.end(), 0.7, "phone_mobile"


def _told_phone(text: str, match: re.Match[str]) -> Found:
    return match.start(1), match.end(1), 0.6, "phone_told"


def _mobile(text: str, match: re.Match[str]) -> Found | None:
    groups = _groups(match)
    end = _longest(groups, _LENGTHS["mobile"])
    if end is None:
        return None
    if len(digits(text[match.start() : end])) >= 9:
        return match.start(), end, 0.9, "phone_mobile"
    return None if _in_code(text, match.start(), end) else (match.start(), end, 0.6, "phone_mobile")


def _landline(text: str, match: re.Match[str]) -> Found | None:
    end = _longest(_groups(match), _LENGTHS["landline"])
    if end is None or _in_code(text, match.start(), end):
        return None
    taken = text[match.start() : end]
    short = taken.isdigit() and len(taken) < 8 or _BUSINESS.fullmatch(taken.lstrip("(")) is not None
    if short or _DATE.fullmatch(taken) or _HOURS.fullmatch(taken):
        return None
    return match.start(), end, 0.6, "phone_landline"


def _groups(match: re.Match[str]) -> _Groups:
    return [(g[1], g[2], match.start() + g.end(1)) for g in _GROUP.finditer(match[0])]


def _longest(groups: _Groups, lengths: tuple[int, ...]) -> int | None:
    """Return where the number ends: the first of ``lengths`` that whole groups of digits make."""
    ends, total = {}, 0
    for i, (group, gap, end) in enumerate(groups):
        total += len(group)
        ends[total] = end
        if i > 0 and ("/" in gap or "(" in gap or ")" in gap):
            break
    if not "".join(group for group, _, _ in groups).startswith("0457"):
        ends.pop(11, None)
    return next((ends[length] for length in lengths if length in ends), None)


def _abroad(text: str, match: re.Match[str]) -> Found | None:
    """Accept a number in international form; "(0)" after the country is left out of the count."""
    number, ends = "", {}
    for group, gap, end in _groups(match):
        number += "" if group == "0" and ")" in gap else group
        ends[len(number)] = end
        if "." in gap or "/" in gap:
            break
    lead = 2 if number.startswith("00") else 0
    if number[lead : lead + 3] == "358":
        rest = lead + 3 + (number[lead + 3 : lead + 4] == "0")
        for length in _LENGTHS["finnish"]:
            if rest + length in ends:
                return match.start(), ends[rest + length], 0.95, "phone_international"
        return None
    fitting = [n for n in ends if 9 <= n - lead <= 14]
    if not fitting or _in_code(text, match.start(), ends[max(fitting)]):
        return None
    return match.start(), ends[max(fitting)], 0.5 if lead else 0.7, "phone_international"


_DATE = re.compile(
    rf"(?:0[1-9]|[12][0-9]|3[01])(?:{SPACE}|{DASH})?(?:0[1-9]|1[0-2])(?:{SPACE}|{DASH})?(?:19|20)[0-9]{{2}}"
)
_HOURS = re.compile(rf"[01][0-9][0-5][0-9]{SPACE}?{DASH}{SPACE}?[012][0-9][0-5][0-9]")
_MORE_CODE = re.compile(rf"(?:/|{DASH})[0-9{LETTER}]")


def _in_code(text: str, start: int, end: int) -> bool:
    """Return whether the digits are a sum, or go on as a diary or reference number."""
    glued = start > 0 and text[start - 1] in "/:.-"
    return glued or _UNIT.match(text, end) is not None or _MORE_CODE.match(text, end) is not None
