"""Numbers of bank accounts and of businesses (a sole trader's identifies a person)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, FIRST_DIGIT, LETTER, SPACE, Found, Span, before, digits, scan

# ---- IBAN
_SEPARATOR = rf"(?:{SPACE}{{1,2}}|{SPACE}?{DASH}{SPACE}?|[./])?"
_FINNISH_IBAN = re.compile(
    rf"(?<![0-9{LETTER}])(?:[Ff]{SPACE}?[IiLl1|](?:{_SEPARATOR}[0-9]){{11,18}}|[Ff]1(?:{_SEPARATOR}[0-9]){{13,18}})(?![0-9])"
)
_HIDDEN_IBAN = re.compile(  # FI21 1234 56xx xxxx 85, FI21 1234 56
    rf"(?<![0-9{LETTER}])[Ff][Ii]{SPACE}?[0-9xX*]{{2}}(?:{_SEPARATOR}[0-9xX*?]){{6,16}}(?![0-9{LETTER}])"
)
_FOREIGN_IBAN = re.compile(rf"(?<![0-9{LETTER}])([A-Za-z]{{2}})[0-9]{{2}}(?:[ \u00a0\u202f.-]?[A-Za-z0-9]){{10,31}}")
# "tilinumero 123456-785", "konto 2345 1800 0123 45": without the country, as before 2014
_TOLD_ACCOUNT = re.compile(
    rf"(?:tili|iban|konto|bankgiro|account)[{LETTER}]{{0,14}}(?:[^0-9!?\n]{{0,24}}[^0-9!?\n.,+-])?"
    rf"((?:[A-Z]{{2}})?[0-9](?:(?:{SPACE}|{DASH})?[0-9]){{7,20}})(?![0-9]|[.,/][0-9])",
    re.IGNORECASE,
)
_OF_ACCOUNT = re.compile(r"tili|iban|konto|account|pankki|bank", re.IGNORECASE)
_IBAN_LENGTH = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LT": 20, "LU": 20,
    "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19,
    "AD": 24, "AE": 23, "AL": 28, "AZ": 28, "BA": 20, "BH": 22, "BR": 29, "BY": 28, "EG": 29, "FO": 18, "GE": 22,
    "GI": 23,
    "GL": 18, "IL": 23, "IQ": 23, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19,
    "PK": 24, "QA": 29, "SA": 24, "SM": 27, "TN": 24, "XK": 20,
    "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip


_F, _DIGIT_OR_F = re.compile("[Ff]"), re.compile("[0-9F]")  # what a number begins with
# Without these the search is not begun.
_COUNTRY = re.compile("[0-9]{2}(?<=[A-Za-z]{2}[0-9]{2})")
_MANY = re.compile(rf"[0-9](?:(?:{SPACE}|{DASH})?[0-9]){{6}}")
_LAST = re.compile(rf"[0-9]{SPACE}{{0,2}}{DASH}{SPACE}{{0,2}}[0-9](?![0-9])")
_SIX = re.compile("[0-9]{6}|[0-9]{4} [0-9]{3}")


def bank_accounts(text: str) -> Iterator[Span]:
    """Yield IBAN account numbers; Finnish ones, and those told of as accounts, also when the check digits are wrong."""
    yield from scan("iban", _FINNISH_IBAN, text, _finnish_iban, first=_F)
    yield from scan("iban", _HIDDEN_IBAN, text, _hidden_iban)
    yield from scan("iban", _OLD_ACCOUNT, text, _old_account, first=FIRST_DIGIT)
    if _COUNTRY.search(text):
        yield from scan("iban", _FOREIGN_IBAN, text, _foreign_iban)
    if _MANY.search(text):
        yield from scan("iban", _TOLD_ACCOUNT, text, _told_account)


def _finnish_iban(text: str, match: re.Match[str]) -> Found:
    valid = _mod97("FI" + digits(match[0]))
    return match.start(), match.end(), 1.0 if valid else 0.7, "iban_valid" if valid else "iban_invalid"


def _hidden_iban(text: str, match: re.Match[str]) -> Found | None:
    said = match[0]
    grouped = " " in said[2:].strip() or "-" in said or not said[2:].isdigit()
    return (match.start(), match.end(), 0.6, "iban_invalid") if grouped and len(digits(said)) >= 6 else None


def _foreign_iban(text: str, match: re.Match[str]) -> Found | None:
    length = _IBAN_LENGTH.get(match[1].upper())
    if length is None:
        return None
    taken, end, ends = "", match.start(), {}
    for character in match[0]:
        end += 1
        if character.isalnum():
            taken += character.upper()
            ends[len(taken)] = end
            if len(taken) == length and _mod97(taken):
                return match.start(), end, 1.0, "iban_valid"
    # wrong check digits, or a sign too many or too few: where an account is spoken of
    if len(digits(taken[:length])) < 10 or not _OF_ACCOUNT.search(before(text, match.start(), 60)):
        return None
    wrong = next((ends[n] for n in (length, length + 1, length - 1) if n in ends), None)
    if wrong is None:
        return None
    while wrong < match.end() and text[wrong].isdigit():
        wrong += 1
    return match.start(), wrong, 0.6, "iban_invalid"


_OLD_ACCOUNT = re.compile(rf"(?<![0-9{LETTER}-])[1-8][0-9]{{5}}{DASH}[0-9]{{4,8}}(?![0-9{LETTER}]|[-/.][0-9])")
_BANK = re.compile(r"tili|pankki|pankis|pankin|nordea|\bop\b|danske|handelsb|konto|bank|account", re.IGNORECASE)


def _old_account(text: str, match: re.Match[str]) -> Found | None:
    told = _BANK.search(before(text, match.start(), 80)) is not None
    return (match.start(), match.end(), 0.5, "iban_invalid") if told else None


def _told_account(text: str, match: re.Match[str]) -> Found | None:
    said = match[1]
    number = len(digits(said))
    dashed = re.match(r"[0-9]{6}[-–][0-9]", said) is not None
    fits = dashed or (said[0].isalpha() and number >= 6) or (number >= 12 and not said.startswith(("0", "00")))
    return (match.start(1), match.end(1), 0.6, "iban_invalid") if fits else None


def _mod97(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


# ---- Y-tunnus
_BUSINESS = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:(?<![{LETTER}])F[IiLl1]{SPACE}?-?)?((?:[0-9]{{7}}"
    rf"|[0-9]{{4}}[ .][0-9]{{3}}|[0-9][ .][0-9]{{3}}[ .][0-9]{{3}}"
    rf"|(?=[0-9 ]{{8,11}}(?:{DASH}))[0-9](?: ?[0-9]){{6}}|[0-9]{{3}}[ .][0-9]{{4}}))"
    rf"({SPACE}{{0,2}}{DASH}{SPACE}{{0,2}})([0-9])(?![0-9]|[.,:/][0-9])"
)
_VAT = re.compile(rf"(?<![0-9{LETTER}])(?:F[Ii]|fi){SPACE}?-?([0-9]{{7}})()([0-9])(?![0-9])")
_FIRM = re.compile(
    rf"(?<![{LETTER}])(?:y[-.]?{SPACE}?tunnu|[{LETTER}]{{0,20}}(?:tunnu[sk]|yrityk|yrittäj|yhdisty|osuusku|säätiö|firma|yhtiö|liike)"
    rf"|toiminim|tmi|fo-?(?:nummer|nr)|business|company|alv|vat|oy|ky|ay|ry|rf|ab|laskuttaj|urakoitsij|työnanta|kuiti|verkkokaup"
    rf"|arbetsgivar|företag|förening|employer|kauppia)[^!?\n]{{0,40}}$",
    re.IGNORECASE,
)
_TOLD_FIRM = re.compile(
    rf"(?:y[-.]?{SPACE}?tunnu|yritystunnu|yhdisty|registration|toiminim|(?<![{LETTER}])tmi|firma|yrittäj|yrityk|yhtiö|työnanta|urakoitsij|oy|ky|ry"
    rf"|tunnus|fo-?nummer|företag|arbetsgivar|business id|employer|company)[{LETTER}]{{0,12}}[.:,(]{{0,2}}"
    rf"(?:{SPACE}[{LETTER}.-]{{1,14}}:?){{0,3}}{SPACE}\(?((?:F[Il1]{SPACE}?-?)?(?:[0-9]{{8}}"
    rf"|[0-9]{{4}}{SPACE}[0-9]{{4}}|[0-9]{{4}}{SPACE}[0-9]{{3}}{SPACE}[0-9]"
    rf"|[0-9]{{6,7}}{SPACE}?[ ./_–-]{SPACE}?[0-9])|[0-9]{{7}}{SPACE}?-)(?![0-9]|[.,/:-][0-9])",
    re.IGNORECASE,
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_DATED = re.compile("[0-3]?[0-9][ .][01]?[0-9][ .](?:19|20)[0-9]{2}")


def business_ids(text: str) -> Iterator[Span]:
    """Yield business ids, however grouped."""
    if _LAST.search(text):
        yield from scan("business_id", _BUSINESS, text, _business_id, first=_DIGIT_OR_F)
    if _SIX.search(text):
        yield from scan("business_id", _VAT, text, _business_id)
        yield from scan("business_id", _TOLD_FIRM, text, _told_firm)


def _told_firm(text: str, match: re.Match[str]) -> Found:
    return match.start(1), match.end(1), 0.9, "business_invalid"


def _business_id(text: str, match: re.Match[str]) -> Found | None:
    number = digits(match[1])
    rest = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=True)) % 11
    spaced = len(match[1]) > 7
    if spaced and (
        _DATED.fullmatch(match[1]) or text[max(0, match.start() - 2) : match.start()].rstrip()[-1:].isdigit()
    ):
        return None
    if rest != 1 and int(match[3]) == (11 - rest) % 11 and (not spaced or len(match[2]) == 1):
        return match.start(), match.end(), 1.0, "business_valid"
    if _FIRM.search(before(text, match.start(), 60)):
        return match.start(), match.end(), 0.9, "business_invalid"
    if len(match[2]) > 1 or text[match.end() : match.end() + 1] in ("-", "/"):
        # 2233 010 - 7: no sum and no span of years is written so
        return (match.start(), match.end(), 0.4, "business_invalid") if spaced and len(match[2]) == 3 else None
    return match.start(), match.end(), 0.5, "business_invalid"
