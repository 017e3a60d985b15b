"""Identifiers of the net and of traffic: e-mail, web address, registration plate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, LETTER, SPACE, Found, Span, before, scan

_AT = re.compile(
    rf"(?<=[\w.%+-])(?:@|{SPACE}@{SPACE}(?=[\w-]{{1,40}}\.[a-z])|{SPACE}?[(\[]{SPACE}?(?:at|ät|a|@"
    rf"|miuku){SPACE}?[)\]]{SPACE}?"
    rf"|{SPACE}(?:at|ät|miukumauku|miukumau|miuku)(?:-?merkki)?{SPACE}(?=[\w-]{{2,40}}(?:\."
    rf"|{SPACE}piste{SPACE})(?:fi|com|net|org|eu)(?!\w)))(?=\w[\w.-])",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[\w.%+-]{1,64}")  # matched backwards
_DOMAIN = re.compile(rf"(?:[\w-]{{1,63}}(?:\.|{SPACE}?[(]?piste[)]?{SPACE}?)){{1,8}}[A-Za-z]{{2,24}}")
_HOST = re.compile(rf"[{LETTER}][\w-]{{1,62}}")


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, "(at)" forms and unfinished ones too."""
    lures = ("@", "(", "[", " at ", " ät", "miuku")
    return scan("email", _AT, text, _email) if any(map(text.__contains__, lures)) else iter(())


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
_ENDING = re.compile(
    r"\.(?:(?:fi|com|net|org|info|eu|biz|blog|ru|example|online|shop)(?![\w@-])(?:/[^\s\[\]<>\"]{0,2000})?"
    r"|(?:gg|be|me|ee|ly|se|io|tv|app|co|de|to|page|dev|link)/[^\s\[\]<>\"/]{2}[^\s\[\]<>\"]{0,2000})",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w.-]{1,120}")  # matched backwards
_PUBLIC = frozenset(
    [
        "suomi",
        "kela",
        "kanta",
        "omakanta",
        "vero",
        "dvv",
        "migri",
        "thl",
        "pirha",
        "poliisi",
        "oikeus",
        "finlex",
        "stm",
        "tampere",
        "te-palvelut",
        "tyomarkkinatori",
        "terveyskyla",
        "mielenterveystalo",
        "tori",
        "huuto",
        "nettiauto",
        "vuokraovi",
        "oikotie",
        "etuovi",
        "yle",
        "hs",
        "hel",
        "espoo",
        "vantaa",
        "eduskunta",
    ]
)
_CLOSING = ".,;:!?)'\u201d\u00bb\u2019"


def web_addresses(text: str) -> Iterator[Span]:
    """Yield links, and names of sites with a common ending."""
    if "://" in text or "www." in text.lower():
        yield from scan("url", _LINK, text, _link)
    yield from scan("url", _ENDING, text, _site)


def _link(text: str, match: re.Match[str]) -> Found | None:
    link = match[0].rstrip(_CLOSING)
    host = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", link).casefold().rstrip("/")
    if host.endswith(".fi") and host[:-3] in _PUBLIC:
        return None
    return (match.start(), match.start() + len(link), 0.95, "url") if len(link) > 6 else None


def _site(text: str, match: re.Match[str]) -> Found | None:
    name = _NAME.match(before(text, match.start(), 120)[::-1])
    if name is None or len(name[0].strip(".-")) < (1 if "/" in match[0] else 2):
        return None
    start = match.start() - len(name[0].rstrip(".-"))
    if match[0].casefold() == ".fi" and text[start : match.start()].casefold().removeprefix("www.") in _PUBLIC:
        return None
    end = match.start() + len(match[0].rstrip(_CLOSING + "/"))
    return start, end, 0.9 if "/" in match[0] else 0.6, "url"


_PLATE = re.compile(rf"(?<![\w-])([{LETTER}]{{2,3}})({DASH}|{SPACE})([1-9][0-9]{{0,2}})(?![\w-]|[.,:/][0-9])")
_VEHICLE = re.compile(
    r"rekister|rekkari|rekka|\bre[kg]|auto|moottoripyör|mopo|kilpi|kilve|kilvi|ajoneuvo|skootteri|mönkijä"
    r"|pakettiau|\bpaku|peräkärry"
    r"|perävaunu|traktori|taksi|registernum|\bbil|plate|parkki|pysäköi"
    r"|audi|toyota|corolla|volvo|bemari|bmw|mersu|merced|opel|skoda|škoda|volkkar|volksw|\bvw|passat|nissan"
    r"|mazda|\bkia|hyundai|peugeot|renault"
    r"|citro|fiat|saab|honda|subaru|mitsubi|lexus|tesla|\bford|focus|transit|hiace|octavia|\bgolf",
    re.IGNORECASE,
)
_VEHICLE_AFTER = re.compile(
    rf"(?::[a-zåäö]{{1,4}})?{SPACE}?[-(,]?{SPACE}?(?:merkki|rekister|niminen auto"
    rf"|auto)",
    re.IGNORECASE,
)
_VEHICLE_BESIDE = re.compile(
    rf"(?:auto|rekkari|rekisteri(?:numero|tunnus)?|rek\.?|reg\.|kilpi|kilvet|kilvissä|mopo|pyörä|reg\.?nr"
    rf"|registernummer|(?<![{LETTER}])(?:bil|car|plate|paku))"
    rf"(?:[a-zåäö]{{0,5}})?(?:{SPACE}?[:,(]|{SPACE}(?:on|oli|nro))?{SPACE}$",
    re.IGNORECASE,
)
_NO_PLATE = frozenset(
    [
        "ICD",
        "BMW",
        "ISO",
        "DSM",
        "SFS",
        "STM",
        "THL",
        "VNK",
        "OPS",
        "COV",
        "SHL",
        "HE",
        "PL",
        "VT",
        "KT",
        "EUR",
        "KLO",
        "VKO",
        "SOS",
        "HUS",
        "EKG",
        "TK",
        "VR",
        "ELY",
        "TE",
        "CRP",
        "LDL",
        "IQ",
    ]
)
_FOREIGN_PLATE = re.compile(rf"(?<![0-9.,-])[0-9]{{2,3}}{SPACE}[A-Z]{{3}}(?![{LETTER}0-9])")  # TS 14 BRX, 123 ABC
_SMALL = frozenset(
    [
        "ja",
        "on",
        "ei",
        "se",
        "ne",
        "me",
        "te",
        "he",
        "jo",
        "no",
        "yö",
        "oli",
        "jos",
        "kun",
        "nyt",
        "vai",
        "eli",
        "tai",
        "yli",
        "työ",
        "tie",
        "oon",
        "oot",
        "sai",
        "vei",
        "toi",
        "ois",
        "ali",
        "osa",
        "iso",
        "uusi",
        "joka",
        "ku",
        "et",
        "ni",
        "niin",
        "sit",
        "mut",
        "klo",
        "kpl",
        "vko",
        "noin",
        "ajo",
        "ajaa",
        "mun",
        "sun",
        "hän",
        "mua",
        "sua",
        "itse",
        "tää",
        "nää",
        "nuo",
        "sen",
        "sil",
        "siis",
        "loi",
        "jäi",
        "joi",
        "lie",
        "nro",
        "vk",
        "kk",
        "pv",
        "eur",
        "max",
        "min",
        "ca",
        "nr",
        "är",
        "och",
        "för",
        "den",
        "det",
        "var",
        "kom",
        "the",
        "and",
        "was",
        "for",
        "had",
        "has",
        "got",
        "pyy",
        "alk",
        "per",
        "syy",
        "luo",
        "tuo",
        "kai",
        "puh",
        "gsm",
        "tel",
        "age",
        "ikä",
        "maks",
        "pvm",
        "vrk",
        "srk",
        "mrd",
        "sms",
        "hmm",
        "mm",
        "cm",
        "km",
        "kg",
        "mg",
        "ml",
        "dl",
        "tkl",
        "aina",
        "vain",
        "vaan",
        "alle",
    ]
)


def plates(text: str) -> Iterator[Span]:
    """Yield registration plates: ABC-123, other forms where a vehicle is spoken of."""
    yield from scan("plate", _PLATE, text, _plate)
    yield from scan("plate", _FOREIGN_PLATE, text, _foreign_plate)


def _foreign_plate(text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    head = re.search(rf"(?<![{LETTER}0-9])[A-Z]{{1,3}}{SPACE}$", before(text, start, 5))
    start -= len(head[0]) if head is not None else 0
    told = _VEHICLE.search(before(text, start, 40))
    return (start, match.end(), 0.7, "plate_told") if told is not None else None


def _plate(text: str, match: re.Match[str]) -> Found | None:
    letters, gap, number = match.groups()
    upper = letters.isupper()
    if letters.upper() in _NO_PLATE or letters.lower() in _SMALL:
        return None
    near = before(text, match.start(), 40)
    if not _SPOKEN_LETTER.search(letters) and _VEHICLE.search(near) and not _WORD_UNIT.match(text, match.end()):
        return match.start(), match.end(), 0.6, "plate_told"
    if gap.isspace() and not (upper and len(letters) == 3 and len(number) > 1):
        counted = _WORD_UNIT.match(text, match.end()) is not None
        beside = _VEHICLE_BESIDE.search(near) and (upper or len(number) > 1) and not counted
        return (match.start(), match.end(), 0.6, "plate_told") if beside else None
    if _VEHICLE.search(near) or _VEHICLE_AFTER.match(text, match.end()):
        return match.start(), match.end(), 0.8, "plate_told"
    if upper and not gap.isspace() and len(letters) == 3 and len(number) == 3:
        return match.start(), match.end(), 0.7, "plate"
    return None


_SPOKEN_LETTER = re.compile("[aeiouyåäö]", re.IGNORECASE)  # a word has one
_WORD_UNIT = re.compile(rf"{SPACE}?(?:[€%]|e\b|euro|eur|km|kk|v\b|vuo|h\b|tunt|kert|kg|kpl|min)", re.IGNORECASE)
