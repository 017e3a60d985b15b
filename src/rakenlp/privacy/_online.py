"""Identifiers of the net: e-mail and web addresses, also those said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._dictionary import readings
from ._span import LETTER, SPACE, Found, Span, before, scan

_TLD = "fi|com|net|org|eu|info|ax|se|ee|example|test|io|me|ru|no|de|uk|nu"
_DOT_WORD = r"(?:piste|punkt|dot)"
_DOT = (
    rf"(?:\.|,(?=(?:fi|com|net|org)(?![\w]))|{SPACE}?[(\[{{]{SPACE}?(?:{_DOT_WORD}"
    rf"|\.){SPACE}?[)\]}}]{SPACE}?|{SPACE}(?:{_DOT_WORD}|\.){SPACE})"
)
_AT_WORD = r"(?:at|ä{1,3}t|ättä|ätti|miukumauku|miukumau|miuku|kissanhäntä|snabel-?a|att?-?merkki|ät-?merkki)"
_AT = re.compile(
    rf"(?<=[\w.%+-])(?:@|{SPACE}?@{SPACE}(?=[\w-]{{1,40}}(?:\.[a-z]|{SPACE}\.{SPACE}?[a-z]))"
    rf"|{SPACE}?[(\[{{]{SPACE}?(?:{_AT_WORD}|a|@){SPACE}?[)\]}}]{SPACE}?"
    rf"|{SPACE}{_AT_WORD}(?:-?merkki)?{SPACE}(?=[\w-]{{2,40}}(?:\.|{SPACE}{_DOT_WORD}{SPACE})(?:[\w-]{{2,40}}(?:\.|{SPACE}{_DOT_WORD}{SPACE}))?(?:{_TLD})(?!\w))"
    rf"|{SPACE}(?:miukumauku|miukumau|miuku|snabel-?a|kissanhäntä)(?:-?merkki)?{SPACE}(?=[\w-]{{2,40}}))(?=\w[\w.-]|\w{SPACE})",
    re.IGNORECASE,
)
_LOCAL = re.compile(  # matched backwards
    rf"[\w.%+-]{{1,64}}(?:{SPACE}?[)\]]?{SPACE}?(?:etsip|tknup|tod|aviivala|aviivudhy|aviivsuy){SPACE}?[(\[]?{SPACE}[\w.%+-]{{1,40}}|[)\]](?:etsip|tknup|tod|\.)[(\[][\w.%+-]{{1,40}}){{0,4}}",
    re.IGNORECASE,
)
_DOMAIN = re.compile(rf"(?:[\w-]{{1,63}}{_DOT}){{1,8}}[A-Za-z]{{2,24}}", re.IGNORECASE)
_HOST = re.compile(rf"[{LETTER}][\w-]{{1,62}}")


def emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses, "(at)" forms and unfinished ones too."""
    lures = ("@", "(", "[", "{", " at ", " ät", " ää", "miuku", "snabel", "kissanh", " AT ")
    if any(map(text.__contains__, lures)):
        yield from scan("email", _AT, text, _email)
    if "pistecom" in text or "pistefi" in text or "piste com" in text or "piste fi" in text:
        yield from scan("email", _GLUED, text, _glued)
    if "mail" in text or "utlook" in text or "luukku" in text:
        yield from scan("email", _PROVIDER, text, _at_provider)


_PROVIDER = re.compile(  # jarkko_p at hotmail com, miukumauku gmailissa
    rf"(?<![\w.@-])([\w.+-]{{3,40}}){SPACE}(?:(?P<at>(?:at|ät|@|{_AT_WORD}){SPACE}?)?(?:gmail|hotmail|outlook|luukku|icloud|protonmail|yahoo|elisanet|kolumbus|suomi24|pp|live)"
    rf"(?P<end>{SPACE}?[.,]?{SPACE}?(?:piste{SPACE})?(?:com|fi|net)(?!\w)|(?:i?ssa|ista|il)(?!\w))?)",
    re.IGNORECASE,
)


def _at_provider(text: str, match: re.Match[str]) -> Found | None:
    """Accept a name before a provider: with a word for the sign between, or where no dictionary has it."""
    at, end, name = match["at"], match["end"], match[1]
    if at is not None and end is not None:
        return match.start(), match.end(), 0.8, "email"
    shaped = any(c.isdigit() or c in "_." for c in name.rstrip("."))
    odd = end is not None and (shaped or not any(readings(form) for form in (name, name.capitalize())))
    told = name.lower() in _SIGN_NAMES  # the sign's own name as a name
    return (match.start(), match.end(), 0.5, "email_unfinished") if odd and (readings("ja") or shaped or told) else None


_GLUED = re.compile(  # minna.virtaätgmailpistecom
    rf"(?<![\w.@-])[\w.+-]{{2,40}}(?:ät|at|miuku(?:mauku)?)(?:gmail|hotmail|outlook|luukku|icloud|[\w-]{{3,20}}){SPACE}?piste{SPACE}?(?:com|fi|net)(?!\w)",
    re.IGNORECASE,
)


def _glued(text: str, match: re.Match[str]) -> Found:
    return match.start(), match.end(), 0.6, "email"


_SIGN_NAMES = ("miukumauku", "miumau")


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
    r"\.(?:(?:fi|com|net|org|info|eu|biz|blog|ru|example|online|shop|ax|onion|site|xyz|club|test|name|website|store|team|chat|social|fun|top|click|icu|vip|bet|casino|dating|fans|cloud|tech|space)(?![\w@-])(?:/[^\s\[\]<>\"]{0,2000})?"
    r"|(?:gg|be|me|ee|ly|se|io|tv|app|co|de|to|page|dev|link|ph|in|us|uk|no|dk|nl|it|fr|pl|lv|lt|ch|at|au|ca|cc|ws|st|su|al|pro|live|world|life|fm)/[^\s\[\]<>\"/]{2}[^\s\[\]<>\"]{0,2000})",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\.\w")  # without one no site has an ending
_NAME = re.compile(r"[\w.-]{1,120}")  # matched backwards
_SPACED_SITE = re.compile(  # www . nimi . fi, nimi piste fi
    rf"(?<!\w)www{SPACE}[\w-]{{3,40}}{SPACE}(?:fi|com|net|org)(?!\w)"
    rf"|(?:https?{SPACE}?:?{SPACE}?//{SPACE}?)?www{_DOT}[\w-]{{2,60}}(?:{_DOT}[\w-]{{2,40}}){{0,2}}{_DOT}[a-z]{{2,8}}(?![\w])"
    rf"|(?<![\w@.])[\w-]{{3,60}}{SPACE}(?:piste|punkt|dot){SPACE}(?:fi|com|net|org|info)(?!\w)"
    rf"|(?<![\w@.])[\w-]{{3,60}}(?:[\[(](?:\.|piste|punkt|dot)[\])])(?:fi|com|net|org|info|example)(?!\w)"
    rf"|(?:https?{SPACE}?:?{SPACE}?//{SPACE}?)[\w-]{{2,60}}(?:{_DOT}[\w-]{{2,40}}){{0,2}}{_DOT}[a-z]{{2,8}}(?:/[^\s\[\]<>\"]{{0,200}})?(?!\w)",
    re.IGNORECASE,
)
_MAY_BE_SPACED = re.compile(r"[ \u00a0\u202f(\[](?:piste|punkt|dot|\.)[ \u00a0\u202f)\]]|www|//", re.IGNORECASE)
_PUBLIC = frozenset((
    "suomi", "kela", "kanta", "omakanta", "vero", "dvv", "migri", "thl", "pirha", "poliisi", "oikeus", "finlex",
    "stm", "tampere", "te-palvelut", "tyomarkkinatori", "terveyskyla", "mielenterveystalo", "tori", "huuto",
    "nettiauto", "vuokraovi", "oikotie", "etuovi", "yle", "hs", "hel", "espoo", "vantaa", "eduskunta", "maisa",
    "mll", "a-klinikka", "paihdelinkki", "hyvis", "mieli", "sekasin247", "takuusaatio", "ensijaturvakotienliitto",
    "nollalinja", "112", "117", "tukinet", "infofinland", "aspa", "ara", "varha", "helsinki", "turku", "oulu",
    "pelastakaalapset", "wilma",
))  # fmt: skip
_CLOSING = ".,;:!?)'\u201d\u00bb\u2019"


def is_public_site(low: str) -> bool:
    """Tell whether what is in lower case begins with the name of a public service's site: kela.fi, suomi.fi-viesti."""
    name, found, rest = low.removeprefix("www.").partition(".fi")
    return bool(found) and name in _PUBLIC and not rest[:1].isalnum()


def web_addresses(text: str) -> Iterator[Span]:
    """Yield links, and names of sites with a common ending."""
    if "://" in text or "www." in text.lower():
        yield from scan("url", _LINK, text, _link)
    if _JOINED.search(text):
        yield from scan("url", _ENDING, text, _site)
        yield from scan("url", _RARE_ENDING, text, _rare_site)
    if any(map(text.__contains__, ("www", "WWW", "Www", "//"))) or (
        any(map(text.__contains__, ("piste", "punkt", "dot", "(.", "[."))) and _MAY_BE_SPACED.search(text)
    ):
        yield from scan("url", _SPACED_SITE, text, _spaced_site)


_RARE_ENDING = re.compile(  # in lower case, after what is no word: where a space is left out, two words meet
    r"\.(?:se|ee|de|io|me|tv|co|ru|no|dk|gg|uk|pl|ph|ai|app|dev|page|live|pro|win|news|love|life|world|media|nu|lv|us)(?![\w@-])"
)


def _rare_site(text: str, match: re.Match[str]) -> Found | None:
    name = _NAME.match(before(text, match.start(), 60)[::-1])
    if name is None:
        return None
    said = name[0][::-1].lstrip(".-")
    parts = re.split("[.-]", said)
    if len(said) < 5 or said != said.lower() or text[match.start() - len(said) - 1 : match.start() - len(said)] == "@":
        return None
    odd = not any(readings(parts[-1]) or readings(parts[-1].capitalize()) for _ in (0,)) and readings("ja")
    return (match.start() - len(said), match.end(), 0.4, "url") if odd else None


def _spaced_site(text: str, match: re.Match[str]) -> Found | None:
    host = re.sub(r"(?i)^(?:https?\W+)?(?:www\W+)?", "", match[0]).casefold().split()[0].split(".")[0]
    return (match.start(), match.end(), 0.6, "url") if host not in _PUBLIC else None


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
