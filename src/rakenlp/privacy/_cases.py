"""Numbers of clients, decisions, cases, invoices: codes that a word before them tells of, and diary numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

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

_STEMS = (
    "asia|asiaka|asiakk|potil|päätö|hakem|lasku|diaar|dia|vakuut|jäsen|tapau|tapah|maksus|lupa|lupanu|luva|sopim|viit|ilmoitu|lähet|muistut|kantel"
    "|valit|kirje|kort|opiskel|oppil|henkilö|työntek|tilau|seuran|passi|ajoko|eläke|perin|uloso|ulosott|rikos|juttu|jutun|resep|kuit"
    "|varau|käyttöpai|käyttöpaikka|liittym|kassa|ruokakunta|etuu|tuen|talou|as|asnro|pot|vak|jäs|päät|hak"
    "|kund|klient|patient|ären|besl|fakt|medl|diar|ansök|försäk|remis|räkn"
    "|case|custom|client|appl|decis|memb|invoi|refer|ref|perm|polic|claim"
)
_NUMBER_WORD = re.compile(
    rf"(?<![{LETTER}])(?:"
    rf"(?:{_STEMS})[{LETTER}]{{0,24}}?(?:{SPACE}?[.-]?{SPACE}?)(?:numero(?!on|st|iss)|nume?r(?!o)|nro|tunnu"
    rf"|koodi|nummer|number|(?:nr|no|n:o|id|num)(?![{LETTER}]))"
    rf"|d(?:ia)?a?nro|dnr|dno|asnro|asno|as{SPACE}?[.:-]{SPACE}?nro|pot{SPACE}?[.:-]{SPACE}?nro|diaari"
    rf"|id{SPACE}?:|case{SPACE}?(?:no|id)?|ref)"
    rf"[{LETTER}]{{0,14}}[.:]?[^0-9]{{0,28}}$",
)
_ANY_NUMBER = re.compile(  # any compound: kela-tunnus, wilma-tunnus, rekisterinumerolla
    rf"(?<![{LETTER}])[{LETTER}-]{{2,24}}(?:numero(?!on|st|iss|it)|viite|viitte|viittee|kortti|kortin|kortis|tunnus|tunnuks|koodi|nro|nummer|nr|number)[{LETTER}]{{0,8}}[.:]?[^0-9.!?]{{0,16}}$"
)
_DISTANT = re.compile(  # maksusitoumuksen numeron ja se on; asiakkuutensa, nro
    rf"(?<![{LETTER}])(?:{_STEMS}|hallintoval|oleskelulu|liesivahtihak)[{LETTER}]{{0,24}}[, ]{{1,2}}"
    rf"(?:[{LETTER}]{{1,12}} ){{0,2}}(?:numero|nro|nr|tunnu|koodi|nummer"
    rf"|number)[{LETTER}]{{0,12}}[.:]?[^0-9]{{0,16}}$",
)
_LONE_NUMBER = re.compile(
    rf"(?<![{LETTER}])(?:tunnu(?:s|ksella|ksen|kseni)|numero(?:lla|ni|n|a|na)?|number|nro|nr)[.:]?(?:{SPACE}on)?{SPACE}?$"
)
_WORD = re.compile(  # directly before the code
    rf"(?<![{LETTER}])(?:asia|asiakas|asiakkaa|potila|[{LETTER}]{{0,20}}päätö[sk]|[{LETTER}]{{0,20}}hakemu[sk]"
    rf"|[{LETTER}]{{0,16}}lasku|tapau[sk]"
    rf"|tapahtuma|muistutu|kantelu|[{LETTER}]{{0,16}}valitu|maksusitoumu|lähet|[{LETTER}]{{0,16}}ilmoitu|diaari"
    rf"|sopimu|vakuutu|jäsen|lupa|juttu|hakijan|velka|velan|[{LETTER}]{{0,12}}pyyn[tn]|tiket|palaut|ajanvarau|perin|kuit|tarra|rekisteröi|ratkais|todistu|toimeksian|asiointi|chat|yhteydenot|työmäär|vikail|tutkin|esitutkin|s-?posti|kirjau|kirjas|potilasaj|käyn(?:ti|nin)|esikoulup"
    r"|rikosilm|r-ilmo|kirje|lappu|paperi|viite|viittee|tilaus|käyttäj|kund|patient|klient|ärende|beslut|ansök"
    r"|faktur|remiss|case|customer|client|application|decision|invoice|claim|permit|ref"
    rf")[{LETTER}]{{0,16}}[.]?(?:{SPACE}?[:,(#=]{{1,2}}|{SPACE}(?:on|oli|ei|ole|olikin|jo|tehty|annettu|jätetty|avattu|suljettu|hylätty|auki|lappu|lapussa|numerolla|koodilla|nro|nr|numero|no|n:o|tunnuksella|tunnus|viite|id|is|är"
    rf"|dnro)(?![{LETTER}])[.:]?|{SPACE}?-)*{SPACE}{{0,2}}$",
)
_UNIT = re.compile(
    rf"{SPACE}?(?:[€%§°]|(?:e|eur\w*|mk|kr|kg|km|kpl|m2|m²|v|vk|vko|viikk\w*|kk|kuukau\w*|pv|päiv\w*|h|t"
    rf"|tunt\w*|min\w*|vuo\w+|henk\w*|asiak\w*|ihm\w*"
    rf"|asukas\w*|prosent\w*|kerta\w*|kertaa|hlö\w*|sivu\w*|lasta|luvu\w*|momen\w*|luokka\w*|dagar|euros?"
    rf"|timmar|days|weeks)(?![{LETTER}]))",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?:laki|lain|laissa|laista|lakii|asetu|säädö|maksu|lagen|SHL|hallituksen esity|HE"
    r"|direktiiv)[a-zåäö]*[^.]{0,25}$|[(] ?$"
)
_THOUSANDS = re.compile(rf"[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+")
_DIGIT = re.compile("[0-9]")
_AFTER_DIGITS = re.compile("^.*[0-9]", re.DOTALL)
_NEW_SENTENCE = re.compile("[.] [A-ZÅÄÖ][a-zåäö]")
_DATE_LIKE = re.compile(
    r"[0-3]?[0-9][./-][01]?[0-9](?:[./-](?:(?:19"
    r"|20)?[0-9]{2})?)?(?:[-–][0-3]?[0-9](?:\.(?:[01]?[0-9])?(?:\.(?:[0-9]{2}){0,2})?)?)?|(?:19"
    r"|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
)
_TIME_LIKE = re.compile(r"[0-2]?[0-9][.:][0-5][0-9](?:[-–].*)?")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:[-–/](?:(?:19|20)?[0-9]{2}))?")
_STATUTE = re.compile(r"[0-9]{1,4}/(?:19|20)[0-9]{2}")
_DIARY = re.compile(
    r"[A-ZÅÄÖ]{1,8}[/:][0-9]{1,7}/(?:[0-9]{2}(?:\.[0-9]{2}){1,4}/)?(?:19|20)[0-9]{2}"
    r"|[A-ZÅÄÖ]{2,8}[-/ ]?(?:19|20)[0-9]{2}[-/][0-9]{2,7}"
    r"|[0-9]{3,6}/[0-9]{2}/[0-9]{4}"
    r"|[0-9]{1,6}/[0-9]{2}(?:\.[0-9]{2}){1,4}/(?:19|20)[0-9]{2}"
)
_CODE_LIKE = re.compile(
    r"[A-ZÅÄÖ]{1,6}[-/_]?[0-9]{2,}(?:[-/_][0-9]{2,}){0,3}[A-Z]?|[0-9]{2,}(?:[-/](?:[0-9]{2,}"
    r"|[A-Z]{1,3})){1,3}(?:-?[A-Z])?"
    r"|[0-9]{3,}-?[A-Z]{1,2}"
)
_PLAIN_WORD = re.compile(  # the singular, so that a count of them is none
    rf"(?<![{LETTER}])(?:asiakas|asiakkaamme|asiakkaan|potilas|potilaan|jäsen|[{LETTER}]{{0,16}}(?:hakemus"
    rf"|hakemukse|päätös|päätökse|lasku|ilmoitus|tapaus|tapaukse)"
    rf"|maksusitoumus|lähete|viite|asia|ärende|beslut|case|invoice|client|customer|faktura|kund|patient)(?:ni"
    rf"|nsa|nsä|mme|n)?"
    rf"(?:{SPACE}(?:nro|nr|no|n:o|numero)[.]?|{SPACE}?[:#])?{SPACE}?$",
)
NO_HEAD = frozenset((
    "HE", "RR", "EPDS", "GAF", "BMI", "HB", "INR", "AUDIT", "GDS", "MADRS", "GDPR", "MMSE", "MOCA", "BDI", "PHQ",
    "WHO", "CERAD", "MNA", "SDQ", "VAS", "GCS", "SpO", "SopS", "KTM", "OMML", "VNA", "TAS", "OM", "YM", "TM",
    "VNp", "KTMp", "LVMp", "DL", "VN", "STM", "VM", "SM", "EU", "EY", "EC", "KHO", "KKO", "SHL", "ICD", "ISO",
    "SFS", "THL", "TPA", "VNK", "PL", "COVID", "DSM", "OPS", "EN", "IEC", "LVM", "UM", "OKM", "TEM", "FDF", "RFC",
    "klo", "Klo", "kl", "vko", "vk", "LA", "KK", "LAA", "KKV", "EOA", "AOA", "EOAK", "OKV", "TSV", "EIT", "EUT",
    "LaVM", "StVM", "PeVL", "PeVM", "SuVM", "VaVM", "HaVM", "MmVM", "TyVM", "SiVM", "TaVM", "PuVM", "UaVM", "VNS",
    "VNT", "SKT", "EDK", "EK", "LTA", "TPO", "PTK", "KAA", "RP", "TOIM", "KLO", "Kl", "nro", "Nro", "NRO", "n:o",
))  # fmt: skip
_PUBLIC = frozenset(("112", "116", "117", "118", "169"))
_NO_TOLD = re.compile(
    r"(?:puhelin|puh|huone|sivu|kohta|vuoro|linja|talon|rappu|kappale|luoka|posti|tuote|malli|lomake|diagnoosi|ovi|toimenpide|sulku|rata|kunta|kenkä|hätä"
    r"|palvelu|artikkeli|standardi|icd|viiva|sarja|tyyppi|väri|versio|osa|kerros|tili|jonotus|jono"
    r"|suunta|alue)[a-zåäö]{0,6}[ -]?(?:numero|nro|koodi|tunnu)|\bvnr",
    re.IGNORECASE,
)


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
    if _DATE_LIKE.fullmatch(tidy) or _TIME_LIKE.fullmatch(tidy):
        return None
    if _YEARS.fullmatch(tidy) and not (groups is not None and _no_year(tidy, groups[0])):
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
    shown = _Code(tidy, number, prefix)
    score = _told(shown, near, capitals)
    if score is None:
        said = number >= 4 and _SAID_AFTER.match(text, groups.end() if groups is not None else end)
        if said:
            head_length = len(capitals[0]) if capitals is not None and capitals[1] not in NO_HEAD else 0
            return start - head_length, groups.end() if groups is not None else end, 0.7, "case_told"
        if number >= 4 and _hashed(text, start) and not _NO_FORM.search(wide[-30:]):
            return start, end, 0.4, "case_form"
        formed = _by_form(text, tidy, start, end, wide, capitals) or _repeated(tidy, number, wide)
        if formed is None:
            if _DIARY.fullmatch(tidy):
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
_FORM = re.compile(
    r"[A-ZÅÄÖ]{2,6}-?[0-9]{6,}|[A-ZÅÄÖ]{2,4}[-_/](?!(?:19|20)[0-9]{2}$)[0-9]{4,}|[A-ZÅÄÖ]{2,6}[-_/]?[0-9]{2,8}[-–/][0-9]{2,8}(?:[-/][0-9]{1,6})?"
    r"|[0-9]{4}-[A-ZÅÄÖ]{2,5}-[0-9]{3,}|[A-ZÅÄÖ]{2,5}-[0-9]{2,4}-[A-ZÅÄÖ]{1,4}(?:-?[0-9]+)?"
)
_SPACED_FORM = re.compile(
    r"[0-9]{6,}|[0-9]{1,7}[-–/](?:19|20)?[0-9]{2,5}(?:/[0-9]{1,5})?|(?:19|20)[0-9]{2}[-–/][0-9]{2,7}(?:/[0-9]+)?"
)
_NO_FORM = re.compile(
    r"tuote|malli|lomak|standard|kone|laite|lääk|diagn|testi|mittari|asteik|linja|bussi|juna|lento|reitti|huone|sali|versio|laki|lain|asetu|direkt|§|pykäl"
    r"|artikl|päivit|merkki|merkin|kirjasto|isbn|doi|arvo|euro|hinta|osa|form|model|product|room|flight|lamp|paristo|\bakku|hallituksen|esity|valiokun|mietin|lausun",
    re.IGNORECASE,
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


def _by_form(
    text: str, code: str, start: int, end: int, near: str, capitals: re.Match[str] | None
) -> tuple[int, float] | None:
    """Return how far before a code begins and how sure it is, where its form alone tells: KK-20250304-11, VT 118/25."""
    spaced = capitals is not None and len(capitals[1]) > 1 and _SPACED_FORM.fullmatch(code) is not None
    if not spaced and _FORM.fullmatch(code) is None:
        return None
    if (
        _NO_FORM.search(near[-40:])
        or _PUBLIC_PAPER.search(near)
        or text[end : end + 3] == " vp"
        or text[start - 1 : start] == "/"
    ):
        return None
    if _FORM.fullmatch(code) and not re.match(r"[A-ZÅÄÖ]+[-_/]?(?:19|20)[0-9]{2}[-–/](?:19|20)?[0-9]{2}$", code):
        return 0, 0.4
    if capitals is not None and len(capitals[1]) > 1 and capitals[1] not in NO_HEAD and _SPACED_FORM.fullmatch(code):
        years = _YEARS.fullmatch(code) or _DATE_LIKE.fullmatch(code)
        return None if years else (len(capitals[0]), 0.4)
    return None


def _repeated(code: str, number: int, near: str) -> tuple[int, float] | None:
    """Return the same for a code of the same form as one told of before: "ei 1187/24 vaan 1178/24"."""
    if number < 4:
        return None
    if not any(map(str.isalpha, near)):
        return None
    form = re.escape(re.sub("[0-9]", "0", code)).replace("0", "[0-9]")
    earlier = re.search(rf"(?<![0-9{LETTER}/-]){form}(?![0-9{LETTER}/-])", near)
    if earlier is None:
        return None
    low = near[: earlier.start()].lower()
    told = _NUMBER_WORD.search(low) or _ANY_NUMBER.search(low) or (not code.isdigit() and _WORD.search(low))
    return (0, 0.5) if told and not _NO_TOLD.search(near) and not _LAW.search(near[: earlier.start()]) else None


_PUBLIC_PAPER = re.compile(
    r"valtioneuvos|neuvoston|puitepää|komissi|parlament|ministeriö|tuomioistu|direktiiv|unioni|OKM|KHO|KKO|EOA|SopS|mietin|työryhm"
    r"|julkaisu|oikeusasiamie|täytäntöönpano|valtuutet"
)
_OF_UNION = re.compile(r"/(?:EU|EY|YOS|ETY|EYVL)$")


_SAID_AFTER = re.compile(  # 48291 on asiakasnumeroni
    rf"{SPACE}?[,(-]?{SPACE}?(?:(?:on|oli|se|tämä|minun|mun|hänen|är|is|my|min|as|som){SPACE}){{0,3}}(?:{_STEMS})[{LETTER}]{{0,16}}(?:numero(?!on|st)|nro|tunnu|viite|nummer|number)",
    re.IGNORECASE,
)


def _hashed(text: str, start: int) -> bool:
    return text[start - 1 : start] == "#" and (start < 2 or text[start - 2] in " \n\t(:,")


class _Code(NamedTuple):
    text: str
    digits: int
    prefix: str


def _told(code: _Code, near: str, capitals: re.Match[str] | None) -> float | None:
    """Return how surely the words before a code tell that it is a number of a client, a decision or the like."""
    if not any(map(str.isalpha, near)):
        return None
    low = near.lower()
    told = _NUMBER_WORD.search(low) or _DISTANT.search(low)
    if told is not None and not _NEW_SENTENCE.search(near[told.start() :]) and not _NO_TOLD.search(near):
        return 0.85
    plain = code.text.isdigit()
    if (
        code.digits >= 4
        and _ANY_NUMBER.search(low)
        and not _NO_TOLD.search(near)
        and not _NEW_SENTENCE.search(near[-40:])
    ):
        return 0.6
    if _LONE_NUMBER.search(low if capitals is None else low[: capitals.start()]):
        return 0.6 if code.digits >= 5 and not plain and not _NO_TOLD.search(near) else None
    if capitals is not None and capitals[1] in NO_HEAD:
        return None
    if capitals is not None and code.digits >= 4 and _WORD.search(low[: capitals.start()]):
        return 0.6
    if not _WORD.search(low):
        return None
    if plain:
        least = 5 if low.rstrip(" :#").endswith(("lasku", "laskun", "invoice", "faktura", "maksusitoumus")) else 4
        return 0.6 if least <= code.digits <= 10 and _PLAIN_WORD.search(low) else None
    law = _STATUTE.fullmatch(code.text) is not None and _LAW.search(near) is not None
    law = law or _PUBLIC_PAPER.search(near) is not None or _OF_UNION.search(code.text) is not None
    fits = (code.digits >= 5 or code.prefix) and _CODE_LIKE.fullmatch(code.text)
    return 0.7 if (fits or _DIARY.fullmatch(code.text)) and not law else None
