"""What around a code tells that it is of a client, a case or the like."""

from __future__ import annotations

import re
from typing import NamedTuple

from ._span import LETTER, SPACE

STEMS = (
    "asia|asiaka|asiakk|potil|päätö|hakem|lasku|diaar|dia|vakuut|jäsen|tapau|tapah|maksus|lupa|lupanu|luva|sopim|viit|ilmoitu|lähet|muistut|kantel"
    "|valit|kirje|kort|opiskel|oppil|henkilö|työntek|tilau|seuran|passi|ajoko|eläke|perin|uloso|ulosott|rikos|juttu|jutun|resep|kuit"
    "|varau|käyttöpai|käyttöpaikka|liittym|kassa|ruokakunta|etuu|tuen|talou|as|asnro|pot|vak|jäs|päät|hak"
    "|kund|klient|patient|ären|besl|fakt|medl|diar|ansök|försäk|remis|räkn"
    "|case|custom|client|appl|decis|memb|invoi|refer|ref|perm|polic|claim"
)
_NUMBER_WORD = re.compile(
    rf"(?<![{LETTER}])(?:"
    rf"(?:{STEMS})[{LETTER}]{{0,24}}?(?:{SPACE}?[.-]?{SPACE}?)(?:numero(?!on|st|iss)|nume?r(?!o)|nro|tunnu"
    rf"|koodi|nummer|number|(?:nr|no|n:o|id|num)(?![{LETTER}]))"
    rf"|d(?:ia)?a?nro|dnr|dno|asnro|asno|as{SPACE}?[.:-]{SPACE}?nro|pot{SPACE}?[.:-]{SPACE}?nro|diaari"
    rf"|id{SPACE}?:|case{SPACE}?(?:no|id)?|ref)"
    rf"[{LETTER}]{{0,14}}[.:]?[^0-9]{{0,28}}$",
)
_ANY_NUMBER = re.compile(  # any compound: kela-tunnus, wilma-tunnus, rekisterinumerolla
    rf"(?<![{LETTER}])[{LETTER}-]{{2,24}}(?:numero(?!on|st|iss|it)|viite|viitte|viittee|kortti|kortin|kortis|tunnus|tunnuks|koodi|nro|nummer|nr|number)[{LETTER}]{{0,8}}[.:]?[^0-9.!?]{{0,16}}$"
)
_DISTANT = re.compile(  # maksusitoumuksen numeron ja se on; asiakkuutensa, nro
    rf"(?<![{LETTER}])(?:{STEMS}|hallintoval|oleskelulu|liesivahtihak)[{LETTER}]{{0,24}}[, ]{{1,2}}"
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
_LAW = re.compile(
    r"(?:laki|lain|laissa|laista|lakii|asetu|säädö|maksu|lagen|SHL|hallituksen esity|HE"
    r"|direktiiv)[a-zåäö]*[^.]{0,25}$|[(] ?$"
)
_NEW_SENTENCE = re.compile("[.] [A-ZÅÄÖ][a-zåäö]")
DATE_LIKE = re.compile(
    r"[0-3]?[0-9][./-][01]?[0-9](?:[./-](?:(?:19"
    r"|20)?[0-9]{2})?)?(?:[-–][0-3]?[0-9](?:\.(?:[01]?[0-9])?(?:\.(?:[0-9]{2}){0,2})?)?)?|(?:19"
    r"|20)[0-9]{2}-[01][0-9]-[0-3][0-9]"
)
YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:[-–/](?:(?:19|20)?[0-9]{2}))?")
_STATUTE = re.compile(r"[0-9]{1,4}/(?:19|20)[0-9]{2}")
DIARY = re.compile(
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
_NO_TOLD = re.compile(
    r"(?:puhelin|puh|huone|sivu|kohta|vuoro|linja|talon|rappu|kappale|luoka|posti|tuote|malli|lomake|diagnoosi|ovi|toimenpide|sulku|rata|kunta|kenkä|hätä"
    r"|palvelu|artikkeli|standardi|icd|viiva|sarja|tyyppi|väri|versio|osa|kerros|tili|jonotus|jono"
    r"|suunta|alue)[a-zåäö]{0,6}[ -]?(?:numero|nro|koodi|tunnu)|\bvnr",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"[A-ZÅÄÖ]{2,6}-?[0-9]{6,}|[A-ZÅÄÖ]{2,4}[-_/](?!(?:19|20)[0-9]{2}$)[0-9]{4,}|[A-ZÅÄÖ]{2,6}[-_/]?[0-9]{2,8}[-–/][0-9]{2,8}(?:[-/][0-9]{1,6})?"
    r"|[0-9]{4}-[A-ZÅÄÖ]{2,5}-[0-9]{3,}|[A-ZÅÄÖ]{2,5}-[0-9]{2,4}-[A-ZÅÄÖ]{1,4}(?:-?[0-9]+)?"
)
_SPACED_FORM = re.compile(
    r"[0-9]{6,}|[0-9]{1,7}[-–/](?:19|20)?[0-9]{2,5}(?:/[0-9]{1,5})?|(?:19|20)[0-9]{2}[-–/][0-9]{2,7}(?:/[0-9]+)?"
)
NO_FORM = re.compile(
    r"tuote|malli|lomak|standard|kone|laite|lääk|diagn|testi|mittari|asteik|linja|bussi|juna|lento|reitti|huone|sali|versio|laki|lain|asetu|direkt|§|pykäl"
    r"|artikl|päivit|merkki|merkin|kirjasto|isbn|doi|arvo|euro|hinta|osa|form|model|product|room|flight|lamp|paristo|\bakku|hallituksen|esity|valiokun|mietin|lausun",
    re.IGNORECASE,
)


def by_form(
    text: str, code: str, start: int, end: int, near: str, capitals: re.Match[str] | None
) -> tuple[int, float] | None:
    """Return how far before a code begins and how sure it is, where its form alone tells: KK-20250304-11, VT 118/25."""
    spaced = capitals is not None and len(capitals[1]) > 1 and _SPACED_FORM.fullmatch(code) is not None
    if not spaced and _FORM.fullmatch(code) is None:
        return None
    if (
        NO_FORM.search(near[-40:])
        or _PUBLIC_PAPER.search(near)
        or text[end : end + 3] == " vp"
        or text[start - 1 : start] == "/"
    ):
        return None
    if _FORM.fullmatch(code) and not re.match(r"[A-ZÅÄÖ]+[-_/]?(?:19|20)[0-9]{2}[-–/](?:19|20)?[0-9]{2}$", code):
        return 0, 0.4
    if capitals is not None and len(capitals[1]) > 1 and capitals[1] not in NO_HEAD and _SPACED_FORM.fullmatch(code):
        years = YEARS.fullmatch(code) or DATE_LIKE.fullmatch(code)
        return None if years else (len(capitals[0]), 0.4)
    return None


def repeated(code: str, number: int, near: str) -> tuple[int, float] | None:
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


class Code(NamedTuple):
    """A code as it stands, its digits counted, and the letters it begins with."""

    text: str
    digits: int
    prefix: str


def how_told(code: Code, near: str, capitals: re.Match[str] | None) -> float | None:
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
    return 0.7 if (fits or DIARY.fullmatch(code.text)) and not law else None
