"""Names that people go by on the net."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._span import DASH, FIRST_DIGIT, LETTER, SPACE, Found, Span, before, caseless, scan

_AT_NAME = re.compile(r"(?<![\w.@%+-])@(?=[\w.]{0,40}[^\W\d_])\w(?:[\w.]{0,39}\w)?(?![@\w])")
_PUBLIC = frozenset((
    "@kela", "@kelafi", "@pirha", "@pirkanmaanhva", "@thl", "@thlfi", "@stm", "@poliisi", "@tampere", "@dvv",
    "@migri", "@yle", "@mll",
))  # fmt: skip

# What hardly any word looks like: a_b, a.b, ab12, ab#1234. The joint is sought, then the whole around it.
_JOINT = re.compile(  # all begin with one set of characters, which is quick to find
    rf"[0-9_#.](?:(?<=[{LETTER}][0-9])|(?<=[_#.])(?=\w)(?<=\w.)(?:(?<=[{LETTER}].)|(?<=_)|(?<=#)|(?=[{LETTER}])))"
)
_AHEAD = re.compile(r"[\w.]{0,30}(?:#[0-9]{3,5})?(?![\w@/])")
_BEHIND = re.compile(r"[\w.]{0,30}(?:[^\W\d]-[^\W\d_]{2,20})?[^\W_](?![\w.@/:-])")  # matched backwards
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|csv|txt|jpe?g|png|mp[34]|html?|zip|odt|pptx?|fi|com|net|org|eu|exe"
    r"|apk)$",
    re.I,
)
_MEDIA_NUMBERED = frozenset(("suomi24", "web2", "mp3", "mp4"))
_NUMBERED = re.compile(rf"[{LETTER}][\w.]{{2,24}}#[0-9]{{4}}")
_UNDERSCORE = re.compile(rf"[{LETTER}0-9]_(?=[{LETTER}0-9])")
_MEDIA = (
    r"insta|snäp|snap|tik ?tok|tikto|disco|dc:ssä|telegra|faceb|feis|messeng|jodel|youtu|tube|twit|twitc|reddi"
    r"|kik(?:issä|ki)|steam|onlyf|tinder|wilma|skype"
    r"|psn|xbox|gamertag|roblox|fortnite|minecraft|suomi24|ylilauta|linkedin|mastodon|badoo|grindr|pinterest|whats|wickr|signal|threads|bluesk|viber|vinted|tori\.fi|(?:ig|fb)(?![a-zåäö])|some(?:ssa|tili|nimi|n)?"
)
_SPOKEN_OF = re.compile(
    rf"(?<![{LETTER}])(?:{_MEDIA}|[{LETTER}-]{{0,16}}tili(?!numero|n ?numero)|käyttäjä|profiil|nimimer|nimerk"
    rf"|nick|nik(?:illä|ki)|kanav|seuraa|tunnuk|[{LETTER}-]{{0,12}}tunnus|keskustelupals|palsta|chat"
    r"|kont(?:o|ot)|användar|signatur|account|user|handle|profile|username)[\w-]{0,16}[^.!?]{0,50}$",
    re.IGNORECASE,
)
_SPOKEN_AFTER = re.compile(
    rf"[^.!?\w]{{0,3}}(?:nimimer|{_MEDIA}|niminen (?:tili|käyttäjä)|-?(?:tili|käyttäjä|nimimer))", re.IGNORECASE
)
# A plain word right after what tells it.
_TELLS = [
    re.compile(start + rest)  # one literal each: these are found many times quicker than alternatives
    for word in (
        "nimimerk", "nimerk", "käyttäjäni", "käyttäjätun", "insta", "snäp", "snap", "tiktok", "discord", "telegram",
        "signatur", "somessa", "somesta",
        "användarn", "username", "nickna", "TikTok", "nikki", "nick ", "profiili", "tunnus",
    )
    for start, rest in {(word[0], word[1:]), (word[0].upper(), word[1:])}
]  # fmt: skip
_REST = re.compile(
    rf"[{LETTER}-]{{0,20}}(?:{SPACE}(?:nimellä|nimi|nimeltä|on|nimimerkki|nimimerkillä|tili|tilillä|heter|är"
    rf"|namnet|is|as|käyttäjä|tunnus)|:|,(?= nimellä)){{0,3}}"
    rf"{SPACE}{{1,2}}[\"”'»]?(?P<name>[\w.-]{{3,30}}\w)"
)
_SEVERAL = re.compile(  # nimimerkki juurakon hulda_61, nimellä yksinäinen leijona -66
    rf"(?:nimimerk|nimerk|nimellä|nikillä|signatur|nickname|username|käyttäjänimi|käyttäjätunnu|insta|snap|snäp|discord|telegram|jodel|kikissä|wickr|tiktok|profiili|kanava|tili)[{LETTER}]{{0,12}}:?{SPACE}"
    rf"[\"”'»]?((?:[{LETTER}]{{2,20}}{SPACE}){{1,3}}(?:[{LETTER}]{{1,20}}[_.-]?[0-9]{{1,5}}|{DASH}[0-9]{{2,4}}|[0-9]{{2}}))(?![\w.,:/%-][\w]|{SPACE}?(?:[€%]|euro|vuo|kert|ihm))",
    re.IGNORECASE,
)
_SEVERAL_TOLD = ("nimellä", "nimerk", "nimimerk", "nikill", "signatur", "name", "käyttäjä", "insta",
                 "snap", "snäp", "discord", "telegram",
                 "jodel", "kikis", "wickr", "tiktok", "profiili", "kanava", "tili")  # fmt: skip
_QUOTED = re.compile(  # nimimerkki "Musta Orkidea"
    rf"(?:nimimerk|nimerk|nikillä|nikki|signatur|nickname|username|handle|käyttäjänimi|käyttäjätunnu|käyttäjä|gamertag|profiilinim)[{LETTER}]{{0,14}}(?:{SPACE}(?:on|oli|är|is))?:?{SPACE}"
    rf"[\"”“'’»«]([^\"”“»«\n\[\]]{{2,40}}?)[\"”“'’»«]",
    re.IGNORECASE,
)
_REDDIT = re.compile(
    r"(?<![\w/.])(?:(?:fortnite|roblox|minecraft|steam|psn|xbox|insta|snap|snäp|tiktok|discord|kik)-[a-zåäö_.]{2,24}[0-9]{1,4}(?!\w)|/?u/[\w-]{3,30}|t[_.]me/[\w.-]{3,40}|live:[\w.:-]{3,40}\w)"
)
_NAMED_SHAPED = re.compile(  # nimellä pihlajanmarja62
    rf"(?<![{LETTER}])(?:nimellä|nimeltä|nimimerkillä|nimi(?:merkki)?(?:{SPACE}on)?|namnet|name(?:{SPACE}is)?):?{SPACE}[\"”'»]?([{LETTER}][{LETTER}._-]{{2,28}}[0-9]{{1,5}})(?![\w@:/%]|[.,-][0-9])",
    re.IGNORECASE,
)
_GOES_BY = re.compile(  # kallar sig Soppkungen, esiintyy nimellä Taivaanrannan maalari
    rf"(?<![{LETTER}])(?:(?:esiinty|kirjoit|komment|kirjaut|keskust|huutel|häirits|viesti)[a-zåäö]{{1,10}}{SPACE}(?:[a-zåäö]{{2,16}}{SPACE}){{0,2}}nimellä"
    rf"|kallar{SPACE}sig|calls{SPACE}(?:him|her|them)sel(?:f|ves)|kutsuu{SPACE}itseään|goes{SPACE}by):?{SPACE}[\"”'»]?"
    rf"((?:[A-ZÅÄÖ][\w.-]{{1,28}}\w(?:{SPACE}[\w.-]{{2,20}}(?={SPACE}?[,.;:!?)\"”]|$))?|[a-zåäö][\w-]{{2,28}}))",
)
_DOTTED = re.compile(  # Instaan (hiljainen.tyyppi), oma tili, noora.nukkuu.taas
    rf"(?:\(|tili,{SPACE}|tunnus,{SPACE}|nimi,{SPACE})([a-zåäö]{{3,20}}(?:\.[a-zåäö]{{3,20}}){{1,2}})(?=\)|,|\.?$)"
)
_CAMEL = re.compile(  # nimellä VinttiHaamu
    rf"(?<![{LETTER}])(?:nimellä|nimeltä|nimi|nimimerk[a-zåäö]{{1,6}}|käyttäj[a-zåäö]{{1,12}}|username|namnet)(?:{SPACE}(?:on|oli|is|är))?:?{SPACE}[\"”'»]?"
    r"([A-ZÅÄÖ][a-zåäö]{2,16}[A-ZÅÄÖ][a-zåäö]{2,16}[0-9]{0,4})(?!\w)"
)
_NUMBERED_NAME = re.compile(  # vaihtaa nimimerkkiä, nyt hän on kuunsilta-66
    rf"(?<![\w.-])([{LETTER}]{{4,24}}-[0-9]{{2,4}})(?![\w-]|[.,:/][0-9])"
)
_NAMES_TOLD = re.compile(
    r"(?:nimimer|nimerk|nick|nikki|nikill|käyttäjän|username|signatur)[^.!?]{0,60}$", re.IGNORECASE
)
_SIGNED = re.compile(rf"^\W{{0,3}}([{LETTER}]{{4,28}}[-_.]?[0-9]{{1,4}}){SPACE}(?:täällä|tässä|here|här)(?!\w)")
_HYPHENED = re.compile(  # tunnus VanhaKettu-39, nimi on nosleep-tuula
    rf"(?:nimimerkki|nimi|nimellä|nimeltä|tunnus|tunnuksella|nick|nikki|profiili|profiilissa|käyttäjä|tili|tilillä|tililtä|insta|instassa|snap|snapissa|snäpissä|snäppi|discord|tiktok|tiktokissa|username|handle|konto|signatur)"
    rf"(?:{SPACE}(?:on|oli|heter|is|är|nimellä|nimeltä))?:?{SPACE}[\"”'»]?([{LETTER}][\w]{{2,20}}-[\w]{{2,20}})(?![\w@.-][\w])",
    re.IGNORECASE,
)
_MEDIA_IN = (
    r"(?:instagram|youtube|tiktok|facebook|telegram|discord|twitter|jodel|reddit|snapchat|tube)(?:[ie]?ssa|[ie]?sta)"
    r"|(?:insta|snäp|snap|tikto|some)(?:i?ssa|i?ssä|i?sta|i?stä|kissa|kista|pissä|pistä)"
)
_ACCOUNT = re.compile(  # tiktok-tili minnuliini, snäpissä olen minnuli, ig minnuliini.
    rf"(?<![{LETTER}])(?:(?:{_MEDIA})[{LETTER}]{{0,10}}-?(?P<tells>tili|kanava|käyttäjä|nimi|tunnus|sivu|profiil|konto|account|channel)?[{LETTER}]{{0,10}}(?P<gap>:|{SPACE}@)?"
    rf"(?P<said>{SPACE}(?:olen|oon|oli|on|nimellä|nimeltä|nimi|tilin?|mun|mä|minä|se|siellä|käyttäjä|am|is|heter|är|jag)){{0,3}})"
    rf"{SPACE}[\"”'»]?(?P<name>[{LETTER}0-9][\w.-]{{2,28}}\w)(?![\w@/:])",
    re.IGNORECASE,
)
_PHRASE = re.compile(  # nimimerkki Väsynyt Äiti
    rf"(?:nimimerkki|nimimerkillä|nimim\.|nimim|signaturen|nickname){SPACE}?:?{SPACE}[\"”'»]?([A-ZÅÄÖ][\w-]{{1,20}}(?:{SPACE}[\w-]{{2,20}}){{1,2}})(?={SPACE}?[,.;!?)\"”]|$|\n)",
    re.IGNORECASE,
)
_BEFORE_MEDIUM = re.compile(  # tuhkaäijä youtubesta, hiihtohullu-ulla niin sillä nimellä
    rf"(?<![\w.@-])([{LETTER}][\w-]{{3,28}}\w)(?:{SPACE}(?:{_MEDIA_IN})|,?{SPACE}(?:niin{SPACE}|ja{SPACE})?(?:sillä|tällä|sellaisella|siis){SPACE}(?:nimellä|nimimerkillä|nikillä))(?![{LETTER}])",
    re.IGNORECASE,
)
#: In lower case, what all patterns have that tell of a name in words: hardly a text holds any of these.
_TOLD_BY = (
    "nimimerk", "nimerk", "nimellä", "nimeltä", "nimi", "tunnu", "nick", "nikki", "nikill", "profiil", "käyttäj",
    "tili", "insta", "snap", "snäp", "discord", "telegram", "tiktok", "jodel", "kikis", "wickr", "kanava", "konto",
    "signatur", "användarn", "username", "handle", "gamertag", "somes",
)  # fmt: skip
_IS = re.compile("(?:on|oli|är|is|nimi|nimellä|nimeltä) $")
_SPOKEN_NET = re.compile(
    rf"(?<![{LETTER}])(?:{_MEDIA}|netis|palsta|profiil|seniorchat|foorumi|ryhmä|sovellu|peli|linkki|reddit|video|seuraaj|www)|https?:|chat|\.com",
    re.IGNORECASE,
)
_SPOKEN_MEDIA = re.compile(rf"(?<![{LETTER}])(?:{_MEDIA})")  # for caseless text, which is quicker
_BARE_MEDIA = re.compile(
    rf"(?<![{LETTER}])(?:verkkotunnus|käyttäjätunnus|wilma|skype|insta|ig|snap|snäp|snäppi|tiktok|tikki|fb|discord|dc|twitter|twitch|youtube|jodel|kik|wickr|telegram)"
    rf"(?:{SPACE}(?:on|nimi|nimellä|tili))?:?{SPACE}[\"”'»]?$",
    re.IGNORECASE,
)
_SURE = re.compile(r"nimimerk|nimerk|käyttäjäni|käyttäjätun|signatur|användarn|username", re.IGNORECASE)
_NAMED = re.compile(r" (?:nimellä|nimi|nimeltä|nimimerkki|nimimerkillä|tunnus)(?= )|:")
_PLACE_ON_NET = re.compile(r"(?:gram|chat)?(?:i?ss[aä]|i?st[aä]|:)(?![a-zåäö])", re.IGNORECASE)
_OF_GROUPS = re.compile(
    r"(?:ryhmä|järjest|yhdisty|yrity|palvelu|hanke|yksikkö|koti|tapahtum)[a-zåäö]{0,6} $", re.IGNORECASE
)
_USER = re.compile("(?:käyttäjä|nimimerk|nick|nikki|username|handle|signatur|profiili)", re.IGNORECASE)
_AGE = re.compile("[0-9]+-[a-zåäö]")


def handles(text: str) -> Iterator[Span]:
    """Yield names of users: @name, what is shaped like one where the net is spoken of, what follows "nimimerkki"."""
    if "@" in text:
        yield from scan("handle", _AT_NAME, text, _at_name)
    low = caseless(text)
    is_told = any(map(low.__contains__, _TOLD_BY))
    if is_told:
        for told in _TELLS:
            if told.pattern in text:
                yield from scan("handle", told, text, _told)
    yield from scan("handle", _JOINT, text, _shaped)
    if is_told and any(map(low.__contains__, _SEVERAL_TOLD)) and FIRST_DIGIT.search(text):
        yield from scan("handle", _SEVERAL, text, _several)
    if is_told and any(map(text.__contains__, "\"”“»«'’")):
        yield from scan("handle", _QUOTED, text, _quoted)
    media = _SPOKEN_MEDIA.search(low) is not None
    if media and "-" in text or "u/" in text or "t.me" in text or "t_me" in text or "live:" in text:
        yield from scan("handle", _REDDIT, text, _at_name)
    if any(map(low.__contains__, ("nim", "name", "namn"))) and FIRST_DIGIT.search(text):
        yield from scan("handle", _NAMED_SHAPED, text, _quoted)
    if any(map(low.__contains__, ("nimellä", "kallar sig", "self", "selves", "itseään", "goes by"))):
        yield from scan("handle", _GOES_BY, text, _goes_by)
    if media:
        yield from scan("handle", _DOTTED, text, _dotted)
        yield from scan("handle", _ACCOUNT, text, _account)
        yield from scan("handle", _BEFORE_MEDIUM, text, _before_medium)
    elif any(map(low.__contains__, ("illä nimel", "ällä nimel", "illä nimim"))):
        yield from scan("handle", _BEFORE_MEDIUM, text, _before_medium)
    if "imim" in text or "ignature" in text or "ickname" in text:
        yield from scan("handle", _PHRASE, text, _phrase)
    if is_told:
        yield from scan("handle", _CAMEL, text, _quoted)
        if "-" in text and FIRST_DIGIT.search(text):
            yield from scan("handle", _NUMBERED_NAME, text, _numbered_name)
    signed = _SIGNED.match(text)
    if signed is not None:
        yield from scan("handle", _SIGNED, text[: signed.end()], _quoted)
    if is_told and "-" in text:
        yield from scan("handle", _HYPHENED, text, _hyphened)


def _before_medium(text: str, match: re.Match[str]) -> Found | None:
    """Accept a word that no dictionary has before the medium; no name of a person."""
    name = match[1]
    odd = "nimel" in match[0] and ("-" in name or not _words(name)) or "-" in name and not _words(*name.split("-"))
    return (match.start(1), match.end(1), 0.4, "handle_told") if odd and name.islower() else None


def _account(text: str, match: re.Match[str]) -> Found | None:
    """Accept a word that no dictionary has where an account is told of."""
    name = match["name"].rstrip(".-")
    start, end = match.start("name"), match.start("name") + len(name)
    closed = text[end : end + 1] in ("", ",", ".", ";", ")", "!", "?", "\n", '"', "”")
    told = match["tells"] or match["gap"] or match["said"] and closed
    if not any(map(str.isalpha, name)):
        return None
    known = _words(*name.replace("-", ".").replace("_", ".").split("."))
    return (start, end, 0.5, "handle_told") if not known and (told or closed and name.islower()) else None


def _phrase(text: str, match: re.Match[str]) -> Found | None:
    name = match[1]
    fits = name[0].isupper() and not any(map(_verb, name.split()[1:]))
    return (match.start(1), match.end(1), 0.5, "handle_told") if fits else None


def _goes_by(text: str, match: re.Match[str]) -> Found | None:
    name = match[1]
    if _OF_GROUPS.search(before(text, match.start(), 30)):
        return None
    odd = not name[0].islower() or not _words(name)
    return (match.start(1), match.end(1), 0.5, "handle_told") if odd else None


def _dotted(text: str, match: re.Match[str]) -> Found | None:
    told = _SPOKEN_OF.search(before(text, match.start(1), 80)) is not None and not _FILE.search(match[1])
    return (match.start(1), match.end(1), 0.5, "handle_told") if told else None


def _numbered_name(text: str, match: re.Match[str]) -> Found | None:
    told = _NAMES_TOLD.search(before(text, match.start(), 80)) is not None
    return (match.start(1), match.end(1), 0.5, "handle_told") if told else None


def _quoted(text: str, match: re.Match[str]) -> Found:
    return match.start(1), match.end(1), 0.6, "handle_told"


def _several(text: str, match: re.Match[str]) -> Found | None:
    last = match[1].split()[-1]
    near = before(text, match.start(), 60)
    sure = _SURE.match(match[0]) is not None or (_SPOKEN_OF.search(near) or _SPOKEN_NET.search(near)) is not None
    shaped = "_" in last or not last[0].isalpha() or any(c.isdigit() for c in last)
    plain = last.isdigit() and not _SURE.match(match[0])
    return (match.start(1), match.end(1), 0.5, "handle_told") if sure and shaped and not plain else None


def _hyphened(text: str, match: re.Match[str]) -> Found | None:
    name = match[1]
    near = before(text, match.start(), 80)
    odd = (
        any(c.isdigit() for c in name)
        or re.search("[a-zåäö][A-ZÅÄÖ]", name) is not None
        or not _words(*name.split("-"))
    )
    net = (
        _SPOKEN_NET.search(near) is not None
        or _BARE_MEDIA.search(match[0][: match.start(1) - match.start()]) is not None
    )
    net = net or any(c.isdigit() for c in name) and _USER.match(match[0]) is not None
    return (match.start(1), match.end(1), 0.5, "handle_told") if odd and net and not name[0].isdigit() else None


def _at_name(text: str, match: re.Match[str]) -> Found | None:
    name = match[0]
    return None if name.casefold() in _PUBLIC else (match.start(), match.end(), 0.8, "handle")


def _shaped(text: str, match: re.Match[str]) -> Found | None:
    behind = _BEHIND.match(before(text, match.start(), 32)[::-1])
    ahead = _AHEAD.match(text, match.start())
    if behind is None or ahead is None:
        return None
    start, end = match.start() - len(behind[0]), ahead.end()
    name = text[start:end].rstrip(".")
    if name.lower() in _MEDIA_NUMBERED:
        return None
    end = start + len(name)
    if name.isdigit() or not any(c.isalpha() for c in name) or _FILE.search(name):
        return None
    if _NUMBERED.fullmatch(name):
        return start, end, 0.6, "handle_form"
    if _UNDERSCORE.search(name) and not name.isupper():
        return start, end, 0.6, "handle_form"
    letters = sum(c.isalpha() for c in name)
    near = before(text, start, 80)
    bare = _BARE_MEDIA.search(near) is not None
    if letters < 3 or name[0].isdigit() and not bare or name.count(".") > (4 if _SPOKEN_NET.search(near) else 2):
        return None
    far = _SPOKEN_NET.search(near) is not None and (
        text[start - 2 : start] in (", ", ": ") or _IS.search(near) is not None
    )
    if not (_SPOKEN_OF.search(near) or _SPOKEN_AFTER.match(text, end) or far):
        return None
    dotted = "#" not in name and not any(c.isdigit() for c in name)
    if dotted and (
        name != name.lower() or _words(*name.split(".")) and not (_NAMED.search(near[-24:]) or _BARE_MEDIA.search(near))
    ):
        return None  # a full stop without its space
    return start, end, 0.6, "handle_told"


def _told(text: str, match: re.Match[str]) -> Found | None:
    if match.start() and text[match.start() - 1].isalpha():
        return None
    rest = _REST.match(text, match.end())
    if rest is None:
        return None
    name, start, end = rest["name"], rest.start("name"), rest.end("name")
    if text[end : end + 1] in ("@", "/") or _AGE.match(name) or name.lower() in _MEDIA_NUMBERED:
        return None
    shaped = not name.replace("-", "").isalpha()
    sure = _SURE.match(match[0]) is not None or _NAMED.search(rest[0][: start - rest.start()]) is not None
    if not any(c.isalpha() for c in name) or (shaped and _FILE.search(name)):
        return None
    if not _SURE.match(match[0]) and (text[start - 1] in "\"”'»" or (not shaped and name[0].isupper())):
        return None
    if not shaped and not sure and not _PLACE_ON_NET.match(rest[0]):
        return None
    if not shaped and _words(name) and not (sure and name[0].isupper() and not match[0].isupper() and not _verb(name)):
        return None
    whole = name.islower() and _SURE.match(match[0]) is not None  # nimimerkin hiljaa.vaan
    if (
        shaped
        and "." in name
        and _words(*name.split("."))
        and not whole
        and not _BARE_MEDIA.search(before(text, start, 24))
    ):
        return None
    if match[0].lower() in ("tunnus", "profiili", "nikki", "nick ") and not _odd(name):
        return None
    return start, end, 0.6 if sure or shaped else 0.5, "handle_told"


def _odd(name: str) -> bool:
    """Return whether a name is shaped as hardly a word or a case number is: small letters and a sign or a digit."""
    letters = sum(c.isalpha() and c.islower() for c in name)
    return letters > 3 and (
        any(c.isdigit() or c == "_" for c in name) or re.search("[a-zåäö][A-ZÅÄÖ]", name) is not None
    )


def _words(*parts: str) -> bool:
    """Return whether all parts are words; they are taken for such where no morphology is at hand."""
    from ..errors import BackendError

    try:
        return all(_known(part) for part in parts if part)
    except BackendError:
        return True


def _known(word: str) -> bool:
    from ..language.forms import knows, respelt
    from ..language.lemma_model import LemmaModel
    from ..language.lexicon import Lexicon
    from ..language.spoken import spoken_forms

    lower = word.lower()
    known = knows(word) or knows(lower) or lower in spoken_forms() or lower in LemmaModel.default().readings
    return known or Lexicon.default().get(lower) is not None or respelt(lower) != lower


def _verb(word: str) -> bool:
    from ..language.forms import read_word

    return read_word(word.lower()).pos in ("VERB", "AUX", "PRON", "ADV", "CCONJ", "SCONJ", "ADP", "PART")
