"""Phone numbers: in digits however grouped, with letters typed for digits, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, FIRST_DIGIT, LETTER, SPACE, Found, Span, before, digits, scan

_GAP = rf"(?:{SPACE}?(?:{DASH}|[/.()_*|~,;:]|…|\.\.){SPACE}?|{SPACE}{{0,2}})"
_AREA_GAP = rf"(?:\)?{SPACE}?(?:{DASH}|/)?{SPACE}?)"
_START = r"(?<![0-9+])(?<![0-9][.,:-])"
_MOBILE = re.compile(rf"{_START}\(?0{SPACE}?(?:\(0\){SPACE}?)?(?:4[0-9]|50)(?:{_GAP}[0-9]){{4,14}}(?![0-9])")
_LANDLINE = re.compile(
    rf"{_START}\(?0[1-35-9][0-9]{{0,2}}{_AREA_GAP}[0-9]{{3}}(?:(?:{SPACE}|{DASH})?[0-9]){{1,6}}(?![0-9])"
)
_ABROAD = re.compile(rf"{_START}(?:\+{SPACE}?|00{SPACE}?)[1-9](?:{_GAP}[0-9]){{7,15}}(?![0-9])")
_COUNTRY = re.compile(rf"{_START}[(]?358(?:{_GAP}[0-9]){{7,11}}(?![0-9])")  # the plus left out
_FIVE = re.compile(rf"[1-9](?:(?:{SPACE}|{DASH})?[0-9]){{4}}")  # without these the search is not begun
_SOME = re.compile(r"[0-9](?:[^0-9\n]{0,4}[0-9]){4}")
_PAIRS = re.compile(  # 09-55 50 11 9: a landline by twos
    rf"{_START}\(?0[1-35-9][0-9]{{0,2}}(?:\){SPACE}?|{SPACE}?{DASH}{SPACE}?|/|{SPACE})[0-9]{{2}}(?:{SPACE}[0-9]{{1,4}}){{2,4}}"
    rf"(?![0-9]|{SPACE}?[-–:/]|[.,:][0-9])"
)
_TOLD_PHONE = re.compile(
    rf"(?<![{LETTER}])(?i:puh(?:elin[a-zåäö]{{0,12}}+)?|gsm|p\.|tel(?:efon(?:nummer)?)?|phone|kännykkä(?:ni)?|känny"
    rf"|(?:puhelin|känny[a-zåäö]{{1,4}}|matkapuhelin){SPACE}?numero[a-zåäö]{{0,6}}+)"
    rf"(?:{SPACE}(?:on|oli|är|is|siis))?[.:]{{0,2}}{SPACE}?"
    rf"(?:(?:nro|no)[.:]?{SPACE}?)?"
    rf"([1-9](?:(?:{SPACE}|{DASH})?[0-9]){{4,11}})(?![0-9])"
)
_CALLED = re.compile(  # soittakaa 555 0140, numeroon 265 1234
    rf"(?<![{LETTER}])(?i:soit(?:a|ta[a-zåäö]{{1,5}})|numero(?:on|sta|ni|nsa|mme)?|nro|ring|nummer|call|number|whatsapp|viber|tekstar[a-zåäö]{{1,5}})"
    rf"(?:{SPACE}(?:on|oli|är|is|siis|vaikka|numeroon|nroon|till|minulle|mulle|at|me)){{0,2}}:?{SPACE}"
    rf"([1-9][0-9]{{2}}(?:{SPACE}|{DASH})(?:[0-9]{{4}}|[0-9]{{2}}{SPACE}[0-9]{{2}}))(?![0-9]|[.,/:-][0-9])"
)
_SPELT = re.compile(
    rf"(?<![0-9])(?<![0-9][ ,.-])0(?:{SPACE}|[,.-]{SPACE}?)[45](?:(?:{SPACE}?{DASH}{SPACE}?|{SPACE}"
    rf"|[,.]{SPACE}?)[0-9]){{6,9}}(?!{SPACE}?[0-9])"
)  # digit by digit
_BY_GROUPS = re.compile(  # 029 56 60412, 0800 17 7788, 971-213 66
    rf"{_START}(?<![0-9]{SPACE})\(?0[1-9][0-9]{{0,3}}\)?(?:(?:{SPACE}|{DASH})[0-9]{{2,7}}){{1,4}}(?![0-9]|{SPACE}?[-–:/]{SPACE}?[0-9]|[.,:][0-9])"
)
_DIGIT_WORD = (
    r"(?:nolla|yks|kaks|kolme?|nelj[äa]?|viis|kuus|seit(?:se|t[eä])m[aäe]n?|kah?deksan|kaheksan|yhdeksän|yheksän"
    r"|nolla|(?:kaks|kolme|neljä|viis|kuus|seitse?män|kahdeksan|yhdeksän)i?(?:kymmentä|kyt|kymppiä|toista)[a-zåäö]{0,9}|ykkönen|kakkonen|kolmonen|nelonen|vitonen|viitonen|kutonen|seiska|kasi|ysi"
    r"|noll|ett|två|tre|fyra|fem|sex|sju|åtta|nio|zero|one|two|three|four|five|six|seven|eight|nine)i?"
)
_IN_WORDS = re.compile(
    rf"(?<![{LETTER}-]){_DIGIT_WORD}(?:(?:{SPACE}|,{SPACE}?|{DASH}){_DIGIT_WORD}){{5,14}}(?![{LETTER}])", re.IGNORECASE
)
_TOKEN = rf"(?:(?:{_DIGIT_WORD}|sata|sataa){{1,8}}|[0-9]{{1,7}})"
_RUN = re.compile(  # nollaviisnolla 123 45 67
    rf"(?<![\w-])(?:(?:{_DIGIT_WORD}){{2,8}}|nolla|noll|zero|plus|\+[0-9]{{2,3}}|0[45][0-9]?)(?:(?:{SPACE}|,{SPACE}?|{DASH})(?:ja{SPACE})?{_TOKEN}){{1,14}}(?![{LETTER}0-9])",
    re.IGNORECASE,
)
_WORD_OF_RUN = re.compile(rf"{_DIGIT_WORD}|sataa?", re.IGNORECASE)
_PHONE_TOLD = re.compile(r"puh|soit|numer|gsm|känny|tavoit|\btel|whats|ring|nummer|call|phone|viesti", re.IGNORECASE)
_SAID = rf"(?:{_DIGIT_WORD}|(?:kah?|kol|nel|vii|kuu|sei|yhe)(?=[{SPACE[1:-1]},]))"
_MIXED = re.compile(  # nolla neljä nolla, kolme kolme 71 902; 040–SEITSEMÄN 11 29 08
    rf"(?<![\w-])(?:(?:nolla|noll|zero)(?:(?:{SPACE}|,{SPACE}?|{DASH})(?:{_SAID}|[0-9]{{1,4}}(?![\w]))){{3,12}}"
    rf"|0[45][0-9]?(?:(?:{SPACE}|,{SPACE}?|{DASH})(?:{_SAID}|[0-9]{{1,4}}(?![\w]))){{3,12}})(?![{LETTER}])",
    re.IGNORECASE,
)
_HOUR = re.compile(
    rf"(?:klo|kello|kl\.?|avoinna|auki|ti|ma|ke|to|pe|la|su|vuo[a-zåäö]+|vk|viikot|viikko)[.:]?{SPACE}?$", re.I
)
_GROUP = re.compile("([0-9]+)([^0-9]*)")
_UNIT = re.compile(rf"{SPACE}?(?:€|%|(?i:e|eur|euroa?|mk|kg|km|kpl|m2|m²|v|vuo[a-zåäö]+)(?![{LETTER}]))")
_BUSINESS = re.compile(rf"[0-9]{{7}}{SPACE}?{DASH}{SPACE}?[0-9]")
_LENGTHS = {"mobile": (10, 11, 9, 8, 7), "landline": (10, 9, 8, 7), "finnish": (9, 10, 8, 7, 6)}
_Groups = list[tuple[str, str, int]]  # digits, what follows them, where they end


def phone_numbers(text: str) -> Iterator[Span]:
    """Yield phone numbers in Finnish forms and in international form."""
    if _SOME.search(text) is None:
        return
    if "+" in text or "00" in text:
        yield from scan("phone", _ABROAD, text, _abroad)
    yield from scan("phone", _MOBILE, text, _mobile)
    yield from scan("phone", _LANDLINE, text, _landline)
    if "358" in text:
        yield from scan("phone", _COUNTRY, text, _country)
    yield from scan("phone", _PAIRS, text, _pairs)
    yield from scan("phone", _BY_GROUPS, text, _by_groups)
    yield from scan("phone", _SPELT, text, _spelt)
    if _FIVE.search(text):
        yield from scan("phone", _CALLED, text, _told_phone)
        yield from scan("phone", _TOLD_PHONE, text, _told_phone)


def numbers_in_words(text: str) -> Iterator[Span]:
    """Yield phone numbers said in words, digit by digit."""
    low = text.lower()
    if not any(map(low.__contains__, _SAID_BY)) and FIRST_DIGIT.search(low) is None:
        return
    if _RUN_BEGINS.search(low):
        yield from scan("phone", _RUN, text, _run)
    if "noll" in low or "zero" in low:
        yield from scan("phone", _IN_WORDS, text, _spelt)
        yield from scan("phone", _MIXED, text, _mixed)
    elif _MOBILE_CODE.search(low):
        yield from scan("phone", _MIXED, text, _mixed)


_SAID_BY = ("noll", "zero", "plus ", "viis", "nelj")
_RUN_BEGINS = re.compile(
    rf"noll|zero|(?<![0-9])0[45][0-9]?(?:{SPACE}|,{SPACE}?|{DASH})[a-zåäö]|\+[0-9]{{2,3}}[ -][a-zåäö]"
    rf"|plus (?:kolm|[0-9]|nelj)"
    rf"|(?:viis|nelj[äa])(?:nolla|yks|kaks|kolme|nelj|viis|kuus|seit|kah?de|yh?d|kasi|ysi)"
)
_MOBILE_CODE = re.compile(rf"(?<![0-9])0[45][0-9]?(?:{SPACE}|,{SPACE}?|{DASH})[a-zåäö]")


def _run(text: str, match: re.Match[str]) -> Found | None:
    """Accept words and digits by turns, words written together too, that begin as a number does."""
    words = sum(1 for _ in _WORD_OF_RUN.finditer(match[0]))
    number = words + len(digits(match[0]))
    begins = match[0][:4].lower() in ("noll", "zero", "plus") or match[0][0] in "0+"
    begins = begins or _PHONE_TOLD.search(before(text, match.start(), 40)) is not None
    return (match.start(), match.end(), 0.6, "phone_mobile") if words and begins and 6 <= number <= 16 else None


def _mixed(text: str, match: re.Match[str]) -> Found | None:
    """Accept words and digits by turns that make some seven digits or more."""
    parts = re.findall(r"\w+", match[0])
    number = sum(len(part) if part.isdigit() else 1 for part in parts)
    words = sum(not part.isdigit() for part in parts)
    return (match.start(), match.end(), 0.6, "phone_mobile") if words and 7 <= number <= 14 else None


def _by_groups(text: str, match: re.Match[str]) -> Found | None:
    """Accept a number with an area or a service code in any groups, where neither hours nor a sum can be meant."""
    number = len(digits(match[0]))
    if not 8 <= number <= 11 or _HOUR.search(before(text, match.start(), 12)):
        return None
    first, *rest = re.split(r"[^0-9(]+", match[0].strip("()"))
    service = first in _SERVICE
    if not service and (len(first) < 2 or len(rest) > 1 and all(len(part) == 2 for part in rest) and len(first) == 2):
        return None  # 01 02 03
    if _in_code(text, match.start(), match.end()) or _DATE.fullmatch(match[0]) or _HOURS.fullmatch(match[0]):
        return None
    lone = len(rest) == 1 and "-" in match[0] and len(rest[0]) < 4
    return None if lone else (match.start(), match.end(), 0.5, "phone_landline")


_SERVICE = frozenset(("0800", "0600", "0700", "029", "020", "010", "030", "071", "073", "075", "0200", "0100", "0300"))


def _country(text: str, match: re.Match[str]) -> Found | None:
    number = digits(match[0])[3:].removeprefix("0")
    fits = number[:1] in "45" and 8 <= len(number) <= 10 or len(number) in (8, 9) and " " in match[0]
    return (
        (match.start(), match.end(), 0.6, "phone_international")
        if fits and not _UNIT.match(text, match.end())
        else None
    )


def _pairs(text: str, match: re.Match[str]) -> Found | None:
    number = len(digits(match[0]))
    if (
        not 8 <= number <= 10
        or _HOUR.search(before(text, match.start(), 12))
        or _in_code(text, match.start(), match.end())
    ):
        return None
    sure = match[0][0] == "(" or not match[0].replace(" ", "").isdigit() or len(match[0].split()[0]) == 3
    return (match.start(), match.end(), 0.5, "phone_landline") if sure else None


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
    if (
        not "".join(group for group, _, _ in groups).startswith("0457")
        and not {8, 9, 10}.isdisjoint(ends)
        and 4 not in ends
    ):
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
