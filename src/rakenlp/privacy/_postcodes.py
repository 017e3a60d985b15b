"""Postcodes with their post office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._dictionary import readings
from ._span import LETTER, SPACE, Found, Span, before, scan

_POSTCODE = re.compile(
    rf"(?<![0-9])(?<![0-9][./])(?:(?<![{LETTER}])(?:FI|fi|Fi|AX|SE)[- ]?)?([0-9]{{5}}|(?<=,"
    rf" )[0-9]{{2,3}}{SPACE}[0-9]{{2,3}}|(?<=(?:in|at|på|en) )[0-9]{{3}}{SPACE}[0-9]{{2}}"
    rf"|(?<=[ ,]i )[0-9]{{3}}{SPACE}[0-9]{{2}})"
    rf"(,?{SPACE}{{1,2}}|-|(?=[A-ZÅÄÖa-zåäö]))([{LETTER}][{LETTER}-]{{2,30}}+)"
)
_OFFICE_FIRST = re.compile(  # Tampere 33210
    rf"(?<![\w-])([A-ZÅÄÖ][a-zåäö-]{{3,20}}),?{SPACE}(?:FI-)?([0-9]{{5}})(?=[.,;)!?\n]|$)(?![.,][0-9])"
)
_SHORT = frozenset((
    "hki", "tku", "tre", "jkl", "hml", "oulu", "pori", "lpr", "jns", "jyv", "tampesteri", "manse", "stadi", "esbo",
    "vasa", "åbo", "turku", "rvn",
))  # fmt: skip
_NO_POST_OFFICE = re.compile("eur|kpl|henk|asuk|ihm|euro", re.IGNORECASE)
_NUMBER_TOLD = re.compile(r"^.*nro\.?:? $", re.IGNORECASE | re.DOTALL)
_SWEDISH = re.compile(
    r"(?:live|lives|bor|bodde|asuu|adress|address|osoite)[a-z]{0,3} (?:in|at|på|i|en) $", re.IGNORECASE
)
_INHABITANT = re.compile("l[aä]i[ns]")
TOWNS = (  # beginnings, so that case forms match
    "akaa", "espoo", "helsin", "hämeenkyrö", "hämeenlinna", "ikaali", "joensuu", "juupajo", "jyväskylä",
    "kajaani", "kangasala", "kihniö", "kokkola", "kotka", "kouvola", "kuhmoi", "kuopio", "lahde",
    "lahti", "lappeenran",
    "raport", "lempäälä", "mikkeli", "mänttä", "nokia", "nokialla", "orivede", "orivesi",
    "oulu", "parkano", "pirkkala", "pori", "punkalaidu", "pälkäne", "rauma", "rovaniem", "ruovede",
    "ruovesi", "salo", "sastamala", "seinäjo", "tamper", "toijala", "turku", "turu", "urjala", "vaasa",
    "valkeakos", "vantaa", "vesilahde", "vesilahti", "viiala", "vilppula", "virra", "virro", "ylöjärv",
)  # fmt: skip
LIVES = re.compile(  # what tells that a place to live in comes
    rf"(?<![{LETTER}])(?:asu[a-zåäö]{{0,8}}|asunto|koti|kotona|osoit[a-zåäö]{{1,12}}|kotiosoit[a-zåäö]{{1,8}}|os|muut[a-zåäö]{{2,8}}|vuokra[a-zåäö]{{0,8}}|pihas[a-zåäö]{{1,3}}|rapus[a-zåäö]{{1,3}}"
    rf"|käyntiosoi[a-zåäö]{{1,4}}|kirje|posti|bor|bodde|adress(?:en)?|lives?|living|address|at|luo|luona|luokse|luota|talo[a-zåäö]{{0,4}}|yksiö|kaksio|huoneisto[a-zåäö]{{0,4}}|kämpp[a-zåäö]{{1,5}}|kämpäs[a-zåäö]{{1,3}}|mökki|tila|nro)"
    rf"(?:{SPACE}(?:on|oli|joka|nyt|tässä|osoitteessa|siis|på|i|at|in|vid|paikassa|jossain|täällä|yhä|edelleen|yksin|kai|kohdassa)){{0,3}}[:,]?{SPACE}$",
    re.IGNORECASE,
)
_FIVE = re.compile(r"[0-9](?:[ .\u00a0\u202f-]?[0-9]){4}")


def postcodes(text: str) -> Iterator[Span]:
    """Yield postcodes followed by a post office."""
    if _FIVE.search(text) is None:
        return
    yield from scan("postcode", _POSTCODE, text, _postcode)
    yield from scan("postcode", _PARTED_CODE, text, _parted_code)
    yield from scan("postcode", _OFFICE_FIRST, text, _office_first)


_PARTED_CODE = re.compile(  # 82 900 ilomantsi
    rf"(?<![0-9])(?<![0-9][ .,/-])(?P<code>[0-9]{{2}}{SPACE}[0-9]{{3}}|[0-9]{{3}}{SPACE}[0-9]{{2}}"
    rf"|[0-9]{{3}}[.-][0-9]{{2}}|[0-9]{{2}}[.-][0-9]{{3}}|[0-9]{{2}}{SPACE}[0-9]{SPACE}[0-9]{{2}}|[0-9](?:{SPACE}[0-9]){{4}}),?{SPACE}(?P<office>[{LETTER}][{LETTER}-]{{2,30}}+)"
)
_ABOUT = re.compile(
    r"(?:noin|yli|alle|lähes|melkein|vajaa|runsas|n\.|eli|on|oli|asuu|maksoi|maksaa|velkaa|over|about|cirka|ca) $",
    re.IGNORECASE,
)


def _parted_code(text: str, match: re.Match[str]) -> Found | None:
    """Accept a postcode with a space in it before the name of a place, where no count or sum can be meant."""
    office = match["office"]
    place = office.casefold().startswith(TOWNS) or is_place(office) and not _is_common(office)
    if not place or match["code"].endswith("00 0") or match["code"].endswith("000") or match["code"][-1] not in "01":
        return None
    if _INHABITANT.search(office) or _ABOUT.search(before(text, match.start(), 10)):
        return None
    return match.start(), match.end(), 0.5, "postcode_like"


def _is_common(office: str) -> bool:
    return office.islower() and any(r.get("CLASS") == "nimisana" for r in readings(office) or ())


_NO_POSTCODE = re.compile("(?:toimiala|koodi|tuote|malli|numero|nro)[a-zåäö]{0,4}:? ?$", re.IGNORECASE)


def _office_first(text: str, match: re.Match[str]) -> Found | None:
    known = match[1].casefold().startswith(TOWNS) or is_place(match[1])
    round_number = match[2].endswith("000")
    return (match.start(), match.end(), 0.6, "postcode") if known and not round_number else None


def _postcode(text: str, match: re.Match[str]) -> Found | None:
    code, gap, office = match.groups()
    known = office.casefold().startswith(TOWNS) and _INHABITANT.search(office) is None
    known = known or office.casefold() in _SHORT
    if (code.endswith("000") and not known) or _NO_POST_OFFICE.match(office):
        return None
    if " " in code and "," not in gap and office[0].isupper() and _SWEDISH.search(before(text, match.start(), 24)):
        return match.start(), match.end(), 0.5, "postcode_like"
    loose = "," in gap or gap == "-" or " " in code
    if loose and not known and not ((office[0].isupper() or gap == "-") and is_place(office)):
        return None
    if " " in code and (not office[0].isupper() or len(code) != 6):
        return None
    end = match.end()
    if text[end : end + 3] in (" as", " AS") and not text[end + 3 : end + 4].isalnum():  # Kauhajoki as
        end += 3
    if not known and office.islower() and gap.strip() in ("", "-"):
        if not gap:
            return None
        place = (
            is_place(office)
            and (code[4:] in ("0", "1") or not readings(office))
            or LIVES.search(_NUMBER_TOLD.sub("", before(text, match.start(), 40))) is not None
        )
        if place or code[4:] in ("0", "1") and len(office) > 3 and _no_count(office):
            return match.start(), end, 0.7, "postcode"
    if _NO_POSTCODE.search(before(text, match.start(), 24)):
        return None
    if text[max(0, match.start() - 1)] == "," and not known:
        return None
    if not known and not office[0].isupper():
        return None
    return match.start(), end, 0.9 if known else 0.6, "postcode" if known else "postcode_like"


def _no_count(office: str) -> bool:
    """Tell whether a word in lower case is none of which there can be many: unknown, or in the nominative."""
    found = readings(office)
    if not found:
        return found is not None
    return all(r.get("SIJAMUOTO") == "nimento" and r.get("NUMBER") == "singular" for r in found)


def is_place(office: str) -> bool:
    """Return whether a word in lower case is the name of a place."""
    return any(reading.get("CLASS") == "paikannimi" for reading in readings(office.capitalize()) or ())
