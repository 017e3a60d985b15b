"""Dates of birth: a date is one where words near it say so. Years alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._birth_told import DAY_ALONE, HISTORY, NEAR, NO_BIRTH, PERSON, THIS_AGE, VERB, is_told, of_person, old
from ._dictionary import readings
from ._span import FIRST_DIGIT, LETTER, SPACE, Found, Span, before, scan

_FI_MONTHS = "tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu"
_MONTHS = (
    rf"(?:(?:{_FI_MONTHS})(?:kuu(?:ta|n)?|k(?:uu)?\.?)"
    r"|janvier|février|avril|juillet|août|septembre|octobre|novembre|décembre|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|may|june|july|august|october)"
)
_YEAR = (
    rf"(?:,?{SPACE}?(?:'|’|-|–)?(?:1[89]|20)[0-9]{{2}}|{SPACE}?(?:'|’|-|–)?[0-9]{{2}})(?![0-9]"
    rf"|{SPACE}?-?vuo|{SPACE}v(?![a-zåäö]))"
)
_DATE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,/:-])(?:"
    rf"(?P<d>[0-3]?[0-9])(?P<s>{SPACE}?\.{SPACE}?|{SPACE}?/{SPACE}?|-|–|_|,{SPACE}?"
    rf"|{SPACE})(?P<m>[01]?[0-9])(?:(?:(?P=s)|{SPACE}?\.{SPACE}?(?:v(?:uonna|\.)?{SPACE})?"
    rf"|{SPACE}(?=[-–'’][0-9]{{2}}(?![0-9]))|(?<=[0-9]/[0-9])[- ]"
    rf"|(?<=[0-9]/[0-9][0-9])[- ])(?P<y>(?:'|’|-|–)?(?:(?:1[89]|20)[0-9]{{2}}|[0-9]{{2}}))(?![0-9]"
    rf"|\.[0-9])|\.(?![0-9]))"
    r"|(?P<iso>(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9])(?![0-9])"
    r"|(?P<bare>(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]|[0-3][0-9][01][0-9](?:(?:19|20)[0-9]{2}|[0-9]{2}))(?![0-9])"
    rf")(?!{SPACE}?[€%]|[/:][0-9]|[-–][0-9])"
)
_MONTH_DATE = re.compile(
    rf"[0-9](?:\.|:e|st|nd|rd|th)?(?:{SPACE}?p(?:\.|:nä|v|äivä(?:nä)?)|{SPACE}päivä(?:nä)?)?(?:(?:{SPACE}|-)(?:of{SPACE})?"
    rf"|(?=[a-zA-Z])){_MONTHS}(?![{LETTER}])(?P<y>{_YEAR})?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?:kuun|KUUN|January|February|March|April|May|June|July|August|September|October|November|December){SPACE}"
    rf"[0-3]?[0-9](?:\.|:?s|st|nd|rd|th)?(?![0-9])(?:,?{SPACE}päivä(?:nä)?)?(?P<y>,?{SPACE}(?:vuonna{SPACE})?(?:1[89]"
    rf"|20)[0-9]{{2}}(?![0-9])|{SPACE}?[-–'’][0-9]{{2}}(?![0-9]))?"
)
_ROMAN = re.compile(  # 19/VII/2020
    rf"(?<![0-9.,/-])[0-3]?[0-9](?:/|\.{SPACE}?|-|{SPACE})(?:I{{1,3}}|IV|VI{{0,3}}|IX|XI{{0,2}})(?:/|\.{SPACE}?|-|{SPACE})(?P<y>(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9])"
)
_MONTH_YEAR = re.compile(r"(?<![0-9.,/-])(?:0?[1-9]|1[0-2])[/.-](?P<y>(?:19|20)[0-9]{2})(?![0-9]|[./-][0-9])")  # 6/1932
_ORDINAL = (
    r"(?:ensimmäi|eka|toi(?:nen|sena)|toka|kolma|neljä|viide|kuude|seitsemä|seittemä|kahdeksa|kaheksa"
    r"|yhdeksä|yheksä|kymmene|yhdes|kahdes)[a-zåäö]{0,24}"
)
_OF_YEAR = (
    r"(?:tuhat|kaksituhat|yhdeksän|kahdeksan|seitsemän|seittemän|kuusi|kuuskyt|kuus|viisi|viis|viiskyt"
    r"|neljä|kolme|kaksi|yksi|kymmenen)[a-zåäö]{0,36}"
)
_NTH_MONTH = (
    r"(?:(?:ensimmäis|toi|kolmat|neljät|viidet|kuudet|sei(?:tse|tte|t)?mät|kahdeksat|kaheksat|yhdeksät|yheksät|kymmenet|yhdet|kahdet)t?[aä](?:toista)?"
    r"|ensimmäistä|toista)"
)
_IN_WORDS = re.compile(  # kolmas heinäkuuta kahdeksankymmentäyhdeksän
    rf"(?<![{LETTER}])(?:(?:{_ORDINAL}{SPACE}(?:{_FI_MONTHS})kuu(?:ta|n)?)|(?:(?:{_FI_MONTHS})kuun{SPACE}(?:{_ORDINAL}|[0-3]?[0-9]\.?)(?:{SPACE}päivä(?:nä)?)?)"
    rf"|(?:(?:{_ORDINAL}|[0-3]?[0-9]\.?){SPACE}{_NTH_MONTH}(?=,?{SPACE}(?:vuonna{SPACE}|[-–'’])?(?:[0-9]{{2}}|{_OF_YEAR})))"
    rf"|(?:[0-3]?[0-9]\.?{SPACE}(?:{_FI_MONTHS})kuuta(?={SPACE}(?:vuonna{SPACE})?{_OF_YEAR})))"
    rf"(?:,?{SPACE}(?:vuonna{SPACE})?{_OF_YEAR}(?:{SPACE}{_OF_YEAR}){{0,3}}|,?{SPACE}(?:vuonna{SPACE})?(?:19|20)[0-9]{{2}}(?![0-9])|,?{SPACE}[-–'’]?[0-9]{{2}}(?![0-9]))?(?![{LETTER}])",
    re.IGNORECASE,
)
_FI_MONTH = re.compile(rf"(?:{'|'.join(m[::-1] for m in _FI_MONTHS.split('|'))})(?![{LETTER}])", re.IGNORECASE)
_NOUN_BY = re.compile(  # syntymäaika 12 12 62
    rf"(?:synt(?:ymä)?\.?{SPACE}?(?:aika|pvm|päivä|pv)|syntyn[a-zåäö]{{1,4}}|synt\.?|född|born|birth|dob)[a-zåäö]{{0,6}}(?:{SPACE}(?:on|oli|är|is))?:?{SPACE}$",
    re.IGNORECASE,
)
_A_NAME = re.compile(
    rf"(?<![{LETTER}.-])([A-ZÅÄÖ][a-zåäöéü]{{2,20}}(?:-[A-ZÅÄÖ][a-zåäöéü]{{2,20}})?)(?:,"
    rf"|{SPACE}?\(|:|;|{SPACE}?\||\t)?{SPACE}?$"
)
_NAMES = frozenset(("etunimi", "sukunimi"))
_CODE_WORD = re.compile(r"(?:numero|nro|tunnus|koodi|dnro|nr|viite)[a-zåäö]{0,8}[:.]? ?(?:on )?$", re.IGNORECASE)


_MONTHS_SAID = ("kuuta", "kuun ", "KUUTA", "KUUN ")
_NTH = ("tta", "ttä", "ista", "istä")
_NTH_SAID = re.compile(
    "(?:lmatta|ljättä|idettä|udetta|emättä|ksatta|ksättä|nettä|toista|mäistä) ?"
    "(?=[0-9'’–-]|vuonna|tuhat|kaksituh|yhde|kahde|seit|kuus|viis|nelj|kolm)"
)
_MONTHS_FIRST = ("kuun ", "KUUN ", "ary ", "rch ", "pril ", "May ", "une ", "uly ", "gust ", "ber ")


def birth_dates(text: str) -> Iterator[Span]:
    """Yield dates of birth: those that words tell of, and six digits that are a date with a leading zero."""
    yield from scan("birth_date", _DATE, text, _date, first=FIRST_DIGIT)
    yield from scan("birth_date", _MONTH_DATE, text, _month_date)
    if any(map(text.__contains__, _MONTHS_FIRST)):
        yield from scan("birth_date", _MONTH_FIRST, text, _month_first)
    if "I" in text or "V" in text or "X" in text:
        yield from scan("birth_date", _ROMAN, text, _said, first=FIRST_DIGIT)
    yield from scan("birth_date", _MONTH_YEAR, text, _month_year, first=FIRST_DIGIT)


def birth_dates_in_words(text: str) -> Iterator[Span]:
    """Yield dates of birth said in words."""
    is_nth = any(map(text.__contains__, _NTH)) and _NTH_SAID.search(text) is not None
    if is_nth or any(map(text.__contains__, _MONTHS_SAID)):
        yield from scan("birth_date", _IN_WORDS, text, _said)


def _said(text: str, match: re.Match[str]) -> Found | None:
    year = match.groupdict().get("y")
    told = is_told(text, match.start(), match.end(), True) or of_person(text, match.start(), match.end(), year or "")
    return (match.start(), match.end(), 0.7, "birth_told") if told else None


def _month_year(text: str, match: re.Match[str]) -> Found | None:
    if int(match["y"]) > 2000 + THIS_AGE:
        return None
    near = before(text, match.start(), NEAR)
    told = DAY_ALONE.search(near) or VERB.search(near) and not NO_BIRTH.search(near)
    told = told or PERSON.search(near) and int(match["y"]) < 1960 and not HISTORY.search(near)
    return (match.start(), match.end(), 0.6, "birth_told") if told else None


def _month_date(text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    if start and text[start - 1] in "0123":
        start -= 1
    if start and (text[start - 1].isalnum() or text[start - 1] in ".,-/"):
        return None
    year = match["y"] or ""
    told = is_told(text, start, match.end(), bool(year)) or of_person(text, start, match.end(), year)
    start -= 4 if text[start - 4 : start] == "den " else 0
    return (start, match.end(), 0.8, "birth_told") if told else None


def _month_first(text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    if match[0][0] in "kK":
        month = _FI_MONTH.match(before(text, start, 8)[::-1])
        if month is None:
            return None
        start -= month.end()
    year = match["y"] or ""
    told = is_told(text, start, match.end(), bool(year)) or of_person(text, start, match.end(), year)
    return (start, match.end(), 0.8, "birth_told") if told else None


def _date(text: str, match: re.Match[str]) -> Found | None:
    bare = match["bare"]
    if bare is not None:
        return _bare(text, match, bare)
    if match["iso"] is not None:
        told = is_told(text, match.start(), match.end(), True)
        told = told or of_person(text, match.start(), match.end(), match["iso"][:4])
        return (match.start(), match.end(), 0.8, "birth_told") if told else None
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if (
        not 1 <= day <= 31
        or not 1 <= month <= 12
        or match["s"].strip(" ") in ("", ",", "_")
        and (year is None or len(year) < 4)
        and (year is None or _NOUN_BY.search(before(text, match.start(), 28)) is None)
    ):
        return None
    gap = text[match.end("m") : match.start("y")] if year is not None else ""
    if "." in gap and "." not in match["s"]:
        return None  # hours
    whole = year is not None
    if is_told(text, match.start(), match.end(), whole):
        return match.start(), match.end(), 0.8, "birth_told"
    if whole and of_person(text, match.start(), match.end(), year or ""):
        return match.start(), match.end(), 0.6, "birth_by_name"
    if (
        whole
        and old(year or "")
        and (_name_before(text, match.start(), year or "") or _beside(text, match, year or ""))
    ):
        return match.start(), match.end(), 0.5, "birth_by_name"
    return None


def _beside(text: str, match: re.Match[str], year: str) -> bool:
    """Return whether a date long past stands between commas, or is written as dates of birth are: 4.9.-87."""
    near = before(text, match.start(), 40)
    apart = re.search(rf"(?:[a-zåäöA-ZÅÄÖ.],{SPACE}|[(]{SPACE}?|:{SPACE})$", near) is not None and not HISTORY.search(
        near
    )
    ends = text[match.end() : match.end() + 1] in ("", ",", ".", ";", ")", "\n")
    if match["s"] == "/" and len(year) == 4 and text[match.start("y") - 1] == "-" or year[0] in "-–" and len(year) == 3:
        return apart or ends
    number = int(year.lstrip("'’-–"))
    return apart and ends and number < 2013 and len(year) == 4


def _bare(text: str, match: re.Match[str], digits: str) -> Found | None:
    if len(digits) == 8 and digits[:2] in ("19", "20") and not 1 <= int(digits[2:4]) <= 12:
        digits = digits[6:] + digits[4:6] + digits[:4]  # 20081103
    if not (1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12):
        return None
    start, end = match.span()
    if text[end : end + 1].isalpha() or (start and text[start - 1].isalpha()):
        return None
    if is_told(text, start, end, True):
        return start, end, 0.8, "birth_told"
    if len(digits) != 6 or _CODE_WORD.search(before(text, start, 24)):
        return None
    if digits[0] == "0" and not THIS_AGE <= int(digits[4:]) <= 30 or _name_before(text, start):
        return start, end, 0.5, "birth_like"
    return None


def _name_before(text: str, start: int, year: str = "") -> bool:
    """Return whether a name stands right before: a word that can be one, or that no dictionary has."""
    found = _A_NAME.search(before(text, start, 36))
    known = None if found is None else readings(found[1])
    if found is None or known is None:
        return False
    classes = [reading.get("CLASS") for reading in known]
    if found[0].rstrip(" ")[-1:] not in ",(:;|\t":  # nothing but a space between: a name for sure, and long ago
        digits = year.strip("'’-–")
        return len(digits) == 4 and int(digits) < 2008 and not _NAMES.isdisjoint(classes)
    return not classes or not _NAMES.isdisjoint(classes)
