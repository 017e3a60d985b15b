"""Identifiers of place: street addresses in any case form, postcodes with their post office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import LETTER, SPACE, Found, Span, before, scan

_CASES = "(?:n|ll[aäeo]|lt[aä]|l|lt|ss[aä]|st[aä]|[aä]|t[aä]|hen)?"
_STREET = re.compile(  # the word is a street also in lower case
    rf"[{LETTER}'-]{{2,}}(?:katu|katua|katuun|kadu(?:n|ll[ae]|lta|l|lt|ssa|sta)|(?<!t)tie{_CASES}|kuja{_CASES}"
    rf"|polku|polkua|polkuun|polu(?:n|ll[ae]|lta|ssa|sta)|raitti|raittia|raiti(?:n|ll[ae]|lta)"
    rf"|puistikko|puistikkoa|puistikkoon|puistiko(?:n|ll[ae]|lta|l|ssa|sta)|bulevardi{_CASES}|esplanadi{_CASES}"
    r"|(?:katu|tie|kuja|polku|raitti)(?:ni|si|nsa|nsä|mme)|gatan?s?|gatu|vägens?|gränden|gränd|stigen|stråket"
    r"|esplanaden|allén)(?:kin|kaan|kään|han|hän)?",
    re.IGNORECASE,
)
_CAPITAL_STREET = re.compile(  # only with a capital initial: these end common words too
    rf"[A-ZÅÄÖ][{LETTER}'-]+(?:kaar(?:i|ta|een|en|ell[ae]|elta)|väylä{_CASES}|aukio{_CASES}|(?:(?<![khstc])"
    rf"|(?<=Keskus))tori{_CASES}"
    rf"|rin(?:ne|teen|teell[äe]|teeltä)|bulevardi{_CASES}|esplanadi{_CASES}|mäki|mäen|mäell[äe]|mäeltä"
    rf"|ranta|rannan|rannall[ae]|rannalta|puisto{_CASES}|piha{_CASES}|penger|penkereell[äe]|penkereen"
    rf"|kulma{_CASES}|tanhua{_CASES}|torget|esplanaden)"
)
_NO_STREET = (
    "valtatie",
    "kantatie",
    "moottorit",
    "seututie",
    "yhdystie",
    "rautatie",
    "maantie",
    "lappeenran",
    "näkökulm",
)
_WORD_NUMBER = re.compile(
    rf"(?<![\w'-])([{LETTER}][{LETTER}'-]{{4,40}})(?:{SPACE}{{1,2}}|{SPACE}(?:nro|numero(?:ssa|sta|on)?|no|n:o"
    rf"|talo(?:ssa|sta|n|on)?)[.:]?{SPACE}|[.]{SPACE}?)"
    rf"([1-9][0-9]{{0,3}})(?![0-9]|[.,/][0-9])"
)
_TAIL = re.compile(  # 12-14, 12 B, 12 B 4, 12b4, 12 as. 4
    rf"(?:{SPACE}?[-–]{SPACE}?[0-9]{{1,3}}(?![0-9]|[.,][0-9]))?"
    rf"(?:{SPACE}?(?:[A-Z]|[abcdfgijk])(?![\w])(?:{SPACE}?[0-9]{{1,3}}(?![0-9]|[.,:/-][0-9]))?"
    rf"|{SPACE}[eghlmnoprs]{SPACE}[0-9]{{1,3}}(?![0-9]|[.,:/-][0-9])"
    rf"|{SPACE}?[A-Za-z][0-9]{{1,3}}(?![\w]))?"
    rf"(?:,?{SPACE}?(?:as|asunto|huoneisto|bst|lgh)\.?{SPACE}?[0-9]{{1,3}}(?![0-9]))?"
)
_UNIT = re.compile(
    rf"{SPACE}?(?:[€%]|(?:viik|vko|vk|vuo|kuukau|kk|päiv|pv|tunti|tunnin|minuut|min|kerta|kerr|euro|eur"
    r"|prosent|km|kilometr|metri|henki|henkilö|hlö|ihmi|asukas|asukk|asunto|asunno|kpl|kappale|lasta|laps|luku"
    r"|luvu|§|mom|pykäl"
    r"|perhe|yötä|yö|nuor|aikui|mies|miest|nais|poliis|auto|kohta|milj|tuhat|sata|år|dag|gång|person)"
    r"|[hvme](?![\w]))",
    re.IGNORECASE,
)
_PLURAL = re.compile("[klrsu]kuja$")  # laskuja, akkuja, lukuja
_THOUSANDS = re.compile(rf"{SPACE}[0-9]{{3}}(?![0-9])")
_PARTITIVE = re.compile(rf"{SPACE}[a-zåäö]{{2,}}[aä](?![{LETTER}])")

_POSTCODE = re.compile(
    rf"(?<![0-9])(?<![0-9][./])(?:[Ff][Ii]-?)?([0-9]{{5}}){SPACE}{{1,2}}([{LETTER}][{LETTER}-]{{2,30}}+)"
)
_NO_POST_OFFICE = re.compile("eur|kpl|henk|asuk|ihm|euro", re.IGNORECASE)
_INHABITANT = re.compile("l[aä]i[ns]")
_TOWNS = (  # beginnings, so that case forms match
    "akaa", "espoo", "helsin", "hämeenkyrö", "hämeenlinna", "ikaali", "joensuu", "juupajo", "jyväskylä",
    "kajaani", "kangasala", "kihniö", "kokkola", "kotka", "kouvola", "kuhmoi", "kuopio", "lahde",
    "lahti", "lappeenran", "lempäälä", "mikkeli", "mänttä", "nokia", "nokialla", "orivede", "orivesi",
    "oulu", "parkano", "pirkkala", "pori", "punkalaidu", "pälkäne", "rauma", "rovaniem", "ruovede",
    "ruovesi", "salo", "sastamala", "seinäjo", "tamper", "toijala", "turku", "turu", "urjala", "vaasa",
    "valkeakos", "vantaa", "vesilahde", "vesilahti", "viiala", "vilppula", "virra", "virro", "ylöjärv",
)  # fmt: skip


_ADJECTIVE = re.compile(
    r"(?<!\w)(?:Vanha|Uusi|Uude|Iso|Pieni|Piene|Pitkä|Pohjoi|Eteläi|Itäi|Länti|Läntis|Gamla"
    r"|Nya|Stora|Lilla|Norra|Södra|Östra|Västra|Tapiolan|Pispalan)[a-zåäö]{0,6} $"
)
_RANGE = re.compile(rf"([0-9]{{1,3}}){SPACE}?[-–]{SPACE}?([0-9]{{1,3}})")
_STAIR = re.compile(rf"{SPACE}?[A-Z]{SPACE}?(?:as\.?{SPACE}?)?[0-9]{{1,3}}(?![\w]|[.,:/-][0-9])")
_PARTED = re.compile(  # the last word of Aleksis Kiven katu 12
    rf"(?<=[nN]{SPACE})(?:katu|kadu(?:n|ll[ae]|lta|lla|ssa|sta)|tie{_CASES}|kuja{_CASES}|polku|polu(?:n|ll[ae]"
    rf"|lta)|raitti|raiti(?:n|ll[ae]|lta)"
    rf"|puistotie{_CASES}|(?<=Pispalan )valtatie{_CASES}|aukio{_CASES}|bulevardi{_CASES}|puistikko|ranta|rannan"
    rf"|rannalla|KATU|KADULLA|TIE|TIELLÄ|KUJA)"
    rf"{SPACE}{{1,2}}[1-9][0-9]{{0,2}}(?![0-9]|[.,/][0-9])"
)
_OWNER = re.compile(
    rf"(?:[A-ZÅÄÖ][{LETTER}'-]{{1,25}}|[A-ZÅÄÖ]\.)(?:{SPACE}?(?:[A-ZÅÄÖ][{LETTER}'-]{{1,25}}"
    rf"|[A-ZÅÄÖ]\.)){{0,2}}{SPACE}$"
)


def street_addresses(text: str) -> Iterator[Span]:
    """Yield street names followed by a number, in any case form ("Satakunnankadulla 12 B 4")."""
    yield from scan("address", _WORD_NUMBER, text, _street_address)
    yield from scan("address", _PARTED, text, _parted)


def _street_address(text: str, match: re.Match[str]) -> Found | None:
    word = match[1]
    capital = word[0].isupper()
    dot = text[match.end(1)] == "."
    plain = _STREET.fullmatch(word) is not None
    if dot and not (capital and word[-1] in "ktK" and len(word) > 6 and not plain):
        return None
    if not dot and not plain and not _CAPITAL_STREET.fullmatch(word):
        return _with_stair(text, match)
    road = word.casefold().startswith(_NO_STREET) and "kat" not in word and "kad" not in word
    if road or _UNIT.match(text, match.end()):
        return None
    if (not capital and word.endswith("tien")) or (len(match[2]) == 4 and match[2][:2] in ("19", "20")):
        return None  # "sotien 1939": a plural, or a year
    if not capital and (_PLURAL.search(word) or _THOUSANDS.match(text, match.end())):
        return None
    tail = _TAIL.match(text, match.end())
    end = tail.end() if tail is not None else match.end()
    if dot and (end == match.end()):
        return None
    score_line = _RANGE.fullmatch(text, match.start(2), end)
    if not plain and score_line is not None and int(score_line[1]) >= int(score_line[2]):
        return None  # the result of a game
    if not plain and end == match.end() and _PARTITIVE.match(text, end):
        return None
    score = 0.9 if capital and plain else 0.7
    older = _ADJECTIVE.search(before(text, match.start(), 16)) if capital else None
    start = match.start() - (len(older[0]) if older is not None else 0)
    return start, end, score, "address" if capital else "address_lower"


def _with_stair(text: str, match: re.Match[str]) -> Found | None:
    """Accept any capitalised word that a number, a stair and a flat follow: Kuusikko 3 B 12."""
    stair = _STAIR.match(text, match.end())
    if stair is None or not match[1][0].isupper() or match[1].isupper() or len(match[2]) > 3:
        return None
    return match.start(), stair.end(), 0.5, "address"


def _parted(text: str, match: re.Match[str]) -> Found | None:
    owner = _OWNER.search(before(text, match.start(), 60))
    if owner is None or _UNIT.match(text, match.end()):
        return None
    tail = _TAIL.match(text, match.end())
    return match.start() - len(owner[0]), tail.end() if tail is not None else match.end(), 0.8, "address"


def postcodes(text: str) -> Iterator[Span]:
    """Yield postcodes followed by a post office."""
    return scan("postcode", _POSTCODE, text, _postcode)


def _postcode(text: str, match: re.Match[str]) -> Found | None:
    office = match[2]
    known = office.casefold().startswith(_TOWNS) and _INHABITANT.search(office) is None
    if (match[1].endswith("000") and not known) or _NO_POST_OFFICE.match(office):
        return None
    if not known and office.islower() and _is_place(office):
        return match.start(), match.end(), 0.7, "postcode"
    if text[max(0, match.start() - 1)] == "," and not known:
        return None
    if not known and not office[0].isupper():
        return None
    return match.start(), match.end(), 0.9 if known else 0.6, "postcode" if known else "postcode_like"


def _is_place(office: str) -> bool:
    """Return whether a word in lower case is the name of a place."""
    from ..errors import BackendError
    from ..language.forms import analyses_of

    try:
        return any(analysis.get("CLASS") == "paikannimi" for analysis in analyses_of(office.capitalize()))
    except BackendError:
        return False
