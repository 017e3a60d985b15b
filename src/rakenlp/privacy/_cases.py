"""Numbers of clients, decisions, cases, invoices: codes that a word before them tells of, and diary numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._case_told import DATE_LIKE, DIARY, NO_FORM, NO_HEAD, STEMS, YEARS, Code, by_form, how_told, repeated
from ._loose_codes import BROKEN, broken, unexplained
from ._span import DASH, LETTER, SPACE, Found, Span, before, scan

# Patterns of words are for text in lower case, which is several times quicker than to tell them not to mind.
# One code: from its first digit on; what stands before the digit is read backwards.
_CODE = re.compile(
    r"[0-9](?:[0-9]|[A-ZÅÄÖ](?![a-zåäö])|[a-z](?=[0-9])){0,20}"
    r"(?:[-–/_#][A-ZÅÄÖ]{0,6}[0-9][0-9A-ZÅÄÖ]{0,20}|[.:][0-9]{1,20}|[-/][A-ZÅÄÖ]{1,3}(?![A-Za-zÅÄÖåäö])){0,6}"
)
_HEAD = re.compile(  # read backwards
    rf"(?:[-–/_:][0-9{LETTER}]{{0,9}}|\.[A-ZÅÄÖ]{{2,5}}(?=[ (\"”:]|$)){{0,3}}[{LETTER}]{{0,9}}(?![0-9{LETTER}])"
)
_SPACED_HEAD = re.compile(rf"(?<![0-9{LETTER}])((?:[A-ZÅÄÖ]{{2,5}}-)?[A-ZÅÄÖ]{{1,5}}){SPACE}$")  # UMA 5590218
_NO_SPACED_HEAD = frozenset(("NRO", "NR", "NO", "ON", "OLI", "ID", "SE", "JA", "OR", "ÄR", "IS", "JOKA", "SIIS", "ELI"))
_GROUPS = re.compile(
    rf"(?:{SPACE}[0-9]{{2,5}}(?![0-9]|[.,/-][0-9])){{1,5}}(?:{SPACE}[0-9](?={SPACE}?[.,;)](?![0-9])|{SPACE}(?:on|oli|ja|ei)(?!\w)|$"
    rf"|{SPACE}(?!kert|vuo|kk|päiv|eur|henk|hlö|lap|lasta|viik|tun|min|kpl|asuk|asia|ihm|krt)[a-zåäö]{{4}}))?"
)
_NEAR = 60

_UNIT = re.compile(
    rf"{SPACE}?(?:[€%§°]|(?:e|eur\w*|mk|kr|kg|km|kpl|m2|m²|v|vk|vko|viikk\w*|kk|kuukau\w*|pv|päiv\w*|h|t"
    rf"|tunt\w*|min\w*|vuo\w+|henk\w*|asiak\w*|ihm\w*"
    rf"|asukas\w*|prosent\w*|kerta\w*|kertaa|hlö\w*|sivu\w*|lasta|luvu\w*|momen\w*|luokka\w*|dagar|euros?"
    rf"|timmar|days|weeks)(?![{LETTER}]))",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(rf"[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+")
_DIGIT = re.compile("[0-9]")
_AFTER_DIGITS = re.compile("^.*[0-9]", re.DOTALL)
_TIME_LIKE = re.compile(r"[0-2]?[0-9][.:][0-5][0-9](?:[-–].*)?")
_PUBLIC = frozenset(("112", "116", "117", "118", "169"))


def case_numbers(text: str) -> Iterator[Span]:
    """Yield numbers of clients, patients, members, decisions, applications and invoices, and diary numbers."""
    yield from scan("case_number", _CODE, text, _case_number, whole=True)
    if _PIECES.search(text):
        yield from scan("case_number", BROKEN, text, broken, whole=True)
    if _SPACED_OUT.search(text):
        yield from scan("case_number", _ONE_BY_ONE, text, _one_by_one)
        yield from scan("case_number", _DIGIT_BY_DIGIT, text, _by_digit)


_ONE_BY_ONE = re.compile(  # o u h 1 9 0; 0 1 0 1 9 0 - 9 0 1 X
    rf"(?<![\w.,-])(?<!\W\w{SPACE})(?:[{LETTER}](?:{SPACE}|{DASH}|\.)){{2,4}}(?:-{SPACE})?(?:[0-9](?:{SPACE}|{DASH}|\.)){{1,24}}[0-9](?:{SPACE}[A-Z])?(?![\w]|[.,][0-9])"
    rf"|(?<![\w.,-])(?<![0-9]{SPACE})(?=0{SPACE}?"
    rf"|[0-9 ]{{1,24}}{SPACE}[-–A-Z])(?:[0-9]{SPACE}){{5,}}[0-9](?:{SPACE}[A-Z])?(?![\w]|[.,][0-9])"
)


def _one_by_one(text: str, match: re.Match[str]) -> Found:
    return match.start(), match.end(), 0.5, "case_form"


_PIECES = re.compile(rf"[0-9](?:[0-9]|{DASH}|{SPACE}|[()]){{7}}")
_SPACED_OUT = re.compile(rf"(?<![\w])[0-9{LETTER}][ ,.–-] ?[0-9{LETTER}][ ,.–-] ?[0-9](?![0-9])")


def _case_number(text: str, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    if end - start < 3 and (text[end : end + 1] != " " or not text[end + 1 : end + 2].isdigit()):
        last = text[start - 1] if start else " "
        if last != "-" and last != "/" and not last.isalpha():
            return None  # most numbers are short ones
    back = before(text, start, 24)
    if back[-1:].isdigit() or (len(back) > 1 and back[-1] in ".,-/:" and back[-2].isdigit()):
        return None  # inside a longer code
    head = _HEAD.match(back[::-1])
    if head is not None and head[0]:
        start -= len(head[0].rstrip("-–/_:"))
    code = text[start:end]
    tidy = code.rstrip(".:-–/")
    end -= len(code) - len(tidy)
    number = len(_DIGIT.findall(tidy))
    groups = _GROUPS.match(text, end) if tidy.isdigit() or (tidy[-1:].isdigit() and not tidy[0].isdigit()) else None
    if groups is not None and tidy.isdigit() and _UNIT.match(text, groups.end()):
        return None  # a sum
    if groups is not None and number < 3:
        number += len(_DIGIT.findall(groups[0]))
    letters = re.match(rf"[{LETTER}]*", tidy)
    prefix = letters[0] if letters is not None else ""
    if (
        number < 3
        or tidy in _PUBLIC
        or prefix in NO_HEAD
        and not (prefix == "KK" and number > 7)
        or _is_count(text, tidy, end)
    ):
        return None
    if DATE_LIKE.fullmatch(tidy) or _TIME_LIKE.fullmatch(tidy):
        return None
    if YEARS.fullmatch(tidy) and not (groups is not None and _no_year(tidy, groups[0])):
        return None
    parted = _FIRST_GROUP.search(text, max(0, start - 4), start) if _STROKED.fullmatch(tidy) else None
    if parted is not None:  # 90 341/25
        start = parted.start()
        tidy, number = text[start:end], number + 2
    section = _ENDING.match(text, end)
    if section is not None and "§" in section[0]:
        number += len(_DIGIT.findall(section[0]))
    near = before(text, start, _NEAR)
    near = near[max(near.rfind("! "), near.rfind("? "), near.rfind("\n")) + 1 :]
    wide, near = near, _AFTER_DIGITS.sub("", near)  # what tells of a code stands right before it
    capitals = _SPACED_HEAD.search(near) if tidy[0].isdigit() else None
    if capitals is not None and capitals[1] in _NO_SPACED_HEAD:
        capitals = None
    shown = Code(tidy, number, prefix)
    score = how_told(shown, near, capitals)
    if score is None:
        said = number >= 4 and _SAID_AFTER.match(text, groups.end() if groups is not None else end)
        if said:
            head_length = len(capitals[0]) if capitals is not None and capitals[1] not in NO_HEAD else 0
            return start - head_length, groups.end() if groups is not None else end, 0.7, "case_told"
        if number >= 4 and _hashed(text, start) and not NO_FORM.search(wide[-30:]):
            return start, end, 0.4, "case_form"
        formed = by_form(text, tidy, start, end, wide, capitals) or repeated(tidy, number, wide)
        if formed is None:
            if DIARY.fullmatch(tidy):
                return start, end, 0.7, "case_form"
            hidden = _HIDDEN_END.match(text, end)  # MP-7734-xx
            formed_so = unexplained(text, start, end, groups.end() if groups is not None else end)
            if formed_so is None or hidden is None:
                return formed_so
            return formed_so[0], hidden.end(), *formed_so[2:]
        first, score = formed
        ending = _ENDING.match(text, end)
        return start - first, ending.end() if ending is not None else end, score, "case_form"
    if capitals is not None:
        start -= len(capitals[0])
    if groups is not None:
        if score < _TOLD_SURELY and capitals is None and _THOUSANDS.fullmatch(tidy + groups[0]):
            return None
        end = groups.end()
    if score > _TOLD_SURELY:
        rest = _REST.match(text, end)  # a7f3-22b1
        end = rest.end() if rest is not None else end
        small = _SMALL_PREFIX.search(near) if tidy[0].isdigit() and not tidy.isdigit() else None
        start -= len(small[1]) if small is not None else 0  # diaarinumero on pir 1234/2025
    ending = _ENDING.match(text, end) if prefix or capitals is not None or tidy.isdigit() and groups is None else None
    return start, ending.end() if ending is not None else end, score, "case_told"


_HIDDEN_END = re.compile(r"-[xX*]{2,4}(?!\w)")
_ENDING = re.compile(
    rf"[-/_][a-zåäö]{{1,4}}(?![\w])|-[xX*]{{2,4}}(?!\w)|{SPACE}[A-ZÅÄÖ](?=[.,;)]|$)|{SPACE}/{SPACE}?(?:20)?[0-9]{{2}}(?![0-9])|{SPACE}?§/[0-9]{{4}}|{SPACE}?§{SPACE}?/{SPACE}?(?:20)?[0-9]{{2}}"
)


_FIRST_GROUP = re.compile(r"(?<![0-9.,:/-])[0-9]{1,3} $")
_STROKED = re.compile("[0-9]{3}/[0-9]{2,4}")
_LAST_YEAR = 2036


_TOLD_SURELY = 0.8
_REST = re.compile("[a-z]{1,2}[0-9]{1,8}(?![0-9A-Za-zÅÄÖåäö])")
_SMALL_PREFIX = re.compile(
    rf"(?:nro|numero[a-zåäö]{{0,4}}|diaari|tunnus)[:.]?(?:{SPACE}on)?{SPACE}([a-zåäö]{{2,5}}{SPACE})$", re.IGNORECASE
)
_DIGIT_BY_DIGIT = re.compile(  # asiakasnumero 4 4 7 1 2
    rf"(?:numero|nro|tunnus|viite|koodi|nummer|number)[a-zåäö]{{0,8}}:?(?:{SPACE}(?:on|oli|siis|är|is)){{0,2}}{SPACE}?([0-9](?:{SPACE}|[-–,.]{SPACE}?)(?:[0-9](?:{SPACE}|[-–,.]{SPACE}?)){{2,12}}[0-9])(?![0-9]|[,.][0-9])",
    re.IGNORECASE,
)


def _by_digit(text: str, match: re.Match[str]) -> Found:
    return match.start(1), match.end(1), 0.6, "case_told"


def _no_year(code: str, groups: str) -> bool:
    """Tell whether four digits that look like a year are none, by the groups after them: 2033 44190 6."""
    parts = groups.split()
    return code.isdigit() and (int(code) > _LAST_YEAR or any(len(part) > 3 for part in parts))


def _is_count(text: str, code: str, end: int) -> bool:
    """Tell whether a unit follows; "§" is none after a code with letters or a stroke, nor "§/2025"."""
    unit = _UNIT.match(text, end)
    if unit is None:
        return False
    return not ("§" in unit[0] and (_ENDING.match(text, end) or re.search("[A-ZÅÄÖ].*[0-9]|[0-9]/.*/", code)))


_SAID_AFTER = re.compile(  # 48291 on asiakasnumeroni
    rf"{SPACE}?[,(-]?{SPACE}?(?:(?:on|oli|se|tämä|minun|mun|hänen|är|is|my|min|as|som){SPACE}){{0,3}}(?:{STEMS})[{LETTER}]{{0,16}}(?:numero(?!on|st)|nro|tunnu|viite|nummer|number)",
    re.IGNORECASE,
)


def _hashed(text: str, start: int) -> bool:
    return text[start - 1 : start] == "#" and (start < 2 or text[start - 2] in " \n\t(:,")
