"""Numbers that no word right before them tells of: those whose form leaves nothing else for them to be.

Sums are written in threes, years, dates and times have their forms, laws are a number and a year. A long number
that is none of these, or a code of letters and digits, is of a person, a case or a thing; of a thing where one is told.
"""

from __future__ import annotations

import re

from ._span import DASH, LETTER, SPACE, Found, before

_NEAR = 90
# Words about whose numbers people write, in any case form, in lower case.
_ABOUT = re.compile(
    rf"(?:asiak|potilas|potilaa|päätö|hakemu|lasku|tunnu|tunnis|kortti|kortin|kortis|kortil|kortte"
    r"|jäsen|sopimu|vakuutu|tilau|diaari|muistutu|valitu|kantelu|kirje|lähet|todistu|ilmoitu|numero|viite|viitte|viitta|koodi|kuitti|kuitin|kuitis|lausun|vaatimu|hyväksyn|varau|lähety|lupa|luvan|velka|velan|velal"
    rf"|(?<![{LETTER}])(?:asia(?:ni|nne|nsa|n|ssa|sta|lle|sto|t|mme)?(?![a-zåäö])|asioin|dnro|d:?nro|nro|n:o|juttu|jutun|tapau|tapaht|rikos|r-ilm|ulosot|perin|perit|maksu|maksoin|maksaa|arkist|kirjaam|kirjat|vireil|käsitt"
    r"|rekister|seurant|paket|kassa|eläke|opisk|oppil|passi|id(?![a-zåäö])|kela|migri|vero|poliisi|oikeu|käräjä|hylät|hylkä|myönt|jono|maistraa"
    r"|kund|ärend|beslut|ansök|faktur|patient|nummer|journal|case|client|customer|invoice|reference|number|decision|file|application|claim))",
)
_ABOUT_AFTER = re.compile(
    rf"{SPACE}?[,)(–-]?{SPACE}?(?:[{LETTER}]{{1,14}}{SPACE}){{0,4}}[{LETTER}-]{{0,16}}(?:asiak|potila|päätö|hakemu|lasku|tunnu|tunnis|jäsen|sopimu|vakuutu|tilau"
    r"|diaari|numero(?!on)|viite|viitte|koodi|avoinna|auki|hylät|hylk|vireil|katos|katon|kadon|käsitt|number|nummer|maksamat)",
)
#: Things that have numbers and tell of nobody.
_OF_THINGS = re.compile(
    r"tuote|malli|lomak|blanket|standard|kone\b|laite|lääk|reseptil|diagn|\bdg\b|testi|mittari|asteik|linja"
    r"|bussi|pysäk|juna|lento|reitti|huone|\bsali|\bluok|tila \b|versio|windows|android|firefox|chrome|\bios\b"
    r"|laki|lain|lais|lakii|asetu|direkt|pykäl|artikl|päivit|merkki|merkin|kirjasto|isbn|issn|doi|arvo|hinta|velkaa|euro|hallituksen|esity|valiokun|mietin|postinumero|\balue|vnr"
    r"|julkaisu|raport|\bsivu|kohta|kohda|momen|luku|virhe|error|koodi 0|väri|form\b|model|product|room|flight"
    r"|route|virka|rakennus|kiinteistö|kaava|pinta-ala|paino|pituus|verenpain|annos|mg\b|hengityk|rgb|lukema|kilometr|näyttölu|mittarilu|ruutu|kokous|pöytäk"
    r"|tilasto|väestö|asuka|budjet|määrärah|miljoon|palvelunumer|neuvon",
)
_LAW = re.compile("[0-9]{1,4}/(?:19|20)[0-9]{2}")
_YEAR = re.compile("(?:19[0-9]|20[0-3])[0-9]")
_DAY = re.compile(
    "(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)?[0-9]{2})|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]"
)
_HOURS = re.compile("[0-2][0-9][0-5][0-9][-–][0-2][0-9][0-5][0-9]")
_NUMBERS = re.compile("[0-9]+")
_SMALL_HEAD = re.compile("[a-zåäö]{3,9}[-:_.]?(?=[0-9])")
_OF_UNION = re.compile("/(?:EU|EY|YOS|ETY|EYVL)$")
_LETTERED = re.compile("[A-ZÅÄÖ]")
_THOUSANDS = re.compile(rf"[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+")
_SUM_AFTER = re.compile(
    rf"{SPACE}?(?:[,.][0-9]{{1,2}}(?![0-9])|[€%$§]|(?i:eur|e(?![{LETTER}])|euro|kr|mk|kpl|henk|hlö|ihm|asuk|as\.|m2|m²|km|kg|g(?![{LETTER}])|mg|ml|l(?![{LETTER}])|h(?![{LETTER}])|vuot|v(?![{LETTER}])|lasta|laps|perhe|oppil|opisk|asiak|käyn|kert|tunt|askel|merkk|sanaa|sivu|dollar|vp(?![{LETTER}])))"
)
_DECIDED = re.compile(
    r"(?:päätö[a-zåäö]{0,10}|lautak[a-zåäö]{0,12}|pöytäk[a-zåäö]{0,12}|beslut[a-z]{0,5})[ ,:]{1,2}§ ?$", re.IGNORECASE
)
_PLACE_AFTER = re.compile(rf",?{SPACE}{{1,2}}[A-ZÅÄÖ][a-zåäö]")
_LEAST = 4
_LONG = 6
_SURE = 7


def unexplained(text: str, start: int, end: int, groups_end: int) -> Found | None:
    """Return a code that is nothing else that is written in digits, with the groups of digits that follow it.

    Parameters
    ----------
    text : str
    start, end : int
        The code without the groups.
    groups_end : int
        Where the last group of digits after it ends.
    """
    code = text[start:end]
    head = _SMALL_HEAD.match(code)
    if head is not None:  # puh0401234567
        start, code = start + head.end(), code[head.end() :]
    near = before(text, start, _NEAR)
    if text[start - 1 : start] in ("/", "\\", "=", "+") or text[end : end + 1] in ("/", "=", "\\"):
        return None  # of a link
    if _DECIDED.search(near) and _LAW.fullmatch(code):
        return start, end, 0.5, "case_form"
    stop = groups_end if not _LETTERED.search(code) else end
    if not _fits(text, start, end, stop, told=True):
        return None  # whatever is said of it
    if not any(map(str.isalpha, near)) and not any(map(str.isalpha, text[groups_end : groups_end + 24])):
        return (start, stop, 0.4, "case_form") if _fits(text, start, end, stop, told=False) else None
    low = near.lower()
    last = low[max(low.rfind(". "), low.rfind("! "), low.rfind("? "), low.rfind("\n")) + 1 :]
    if _OF_THINGS.search(last[-48:]) and not _OF_CASES.search(last[-30:]):
        return None
    told = _ABOUT.search(low) is not None or _ABOUT_AFTER.match(text[groups_end : groups_end + 96].lower()) is not None
    if not told and not _fits(text, start, end, stop, told=False):
        return None
    prefix = (
        _PREFIX.search(near) if told and stop == end and not code.isdigit() and not _LETTERED.search(code) else None
    )
    return start - (len(prefix[0]) if prefix is not None else 0), stop, 0.4, "case_form"


def _fits(text: str, start: int, end: int, stop: int, *, told: bool) -> bool:
    code = text[start:end]
    if _LETTERED.search(code):
        return _lettered(code, told)
    return _in_groups(text, start, end, stop, told) if stop > end else _in_digits(text, start, end, told)


_OF_CASES = re.compile("tunniste|viite|asiak")
_PREFIX = re.compile(r"(?<!\w)(?!nr|kk|vk|pv|kpl|kl)[bcdfghjklmnpqrstvwxz]{2,4} $")  # ppk 2210-6


def _lettered(code: str, told: bool) -> bool:
    """Accept letters and digits with a sign between: 55081-A, 2024-PÄI-88, F0088-1."""
    numbers = _NUMBERS.findall(code)
    total = sum(map(len, numbers))
    joints = len(re.findall("[-–/_.:#]", code))
    if told and not joints and total > _LEAST and len(numbers) > 1:
        return True  # 12A34567
    if not joints or ":" in code and not told or _OF_UNION.search(code):
        return False
    others = [n for n in numbers if not _YEAR.fullmatch(n)]
    if not others or (len(numbers) == 1 and total < _LEAST):
        return False
    return total >= _LEAST if told else total >= _LEAST and (joints > 1 or total > _LEAST) and len(code) > _LONG


def _in_groups(text: str, start: int, end: int, groups_end: int, told: bool) -> bool:
    """Accept digits in groups that are no thousands: 10 03394 58217, 900 4471 2266."""
    said = text[start:groups_end]
    parts = said.split()
    total = sum(c.isdigit() for c in said)
    if _SUM_AFTER.match(text, groups_end) or _SUM_AFTER.match(text, end) or any(map(_YEAR.fullmatch, parts)):
        return False
    if _THOUSANDS.fullmatch(said):
        return False
    if not text[start:end].isdigit():  # 90 341/25 is told of
        return False
    if any(len(part) > 3 for part in parts):
        return total >= _SURE or told and total >= _LONG
    return told and total >= _SURE and (len(parts) > 2 or len(parts[-1]) < 3)


_MANY = re.compile(
    r"(?:i[aä]|it[aä]|j[aä]|ien|iden|jen|määr[äa][a-zåäö]{0,3})(?: [a-zåäö]{2,12}){0,2}:? $", re.IGNORECASE
)


def _in_digits(text: str, start: int, end: int, told: bool) -> bool:
    code = text[start:end]
    numbers = _NUMBERS.findall(code)
    total = sum(map(len, numbers))
    if _SUM_AFTER.match(text, end) or all(map(_DAY.fullmatch, numbers)) or _HOURS.fullmatch(code):
        return False
    if code.isdigit():
        if code.endswith("000") or len(set(code)) == 1:
            return False
        if total >= _LONG:
            return told or total >= _SURE
        many = _MANY.search(before(text, start, 40)) is not None  # asiakkaita 12345
        return (
            told and not many and total == _LONG - 1 and not _PLACE_AFTER.match(text, end) and not code.endswith("00")
        )
    if "." in code or ":" in code or _LAW.fullmatch(code) or all(map(_YEAR.fullmatch, numbers)):
        return False
    if len(numbers) == 2 and len(numbers[0]) == len(numbers[1]) < _LEAST + 1 and numbers[0] < numbers[1]:
        return False  # from one to the other
    if told and total == _LONG - 1 and abs(len(numbers[0]) - len(numbers[-1])) > 1:  # 2210-6
        return "/" not in code
    long = [n for n in numbers if len(n) > 2 and not _YEAR.fullmatch(n)]
    return total >= _LONG and bool(long) and (told or total > _SURE or total == _SURE and len(numbers) > 2)


# One number in pieces: 0 5 0-7721-40, 1 8 8 3 0 2 2 - 0, 050155-9 2 6 W
BROKEN = re.compile(
    rf"(?<![0-9{LETTER}])(?<![0-9][.,:/-])[0-9]{{1,7}}(?:(?:{SPACE}?{DASH}{SPACE}?|{SPACE}{{1,2}}(?:\(0\){SPACE}?)?)[0-9]{{1,7}})+"
    rf"(?:{SPACE}?{DASH}?{SPACE}?[A-Z](?![{LETTER}]))?(?![0-9{LETTER}]|[.,:/-][0-9])"
)
_FIGURE = re.compile(rf"[1-9][0-9]{{0,3}}|[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+|[01]?[0-9]|2[0-4]|0")
_HOUR = re.compile("[0-2][0-9][0-5][0-9]")
_DASHES = re.compile(rf"{SPACE}?{DASH}{SPACE}?")


def broken(text: str, match: re.Match[str]) -> Found | None:
    """Accept digits in pieces that are no sums, hours, years or counts one after another."""
    said = match[0]
    pieces = _NUMBERS.findall(said)
    total = sum(map(len, pieces))
    if total < _SURE or _SUM_AFTER.match(text, match.end()) or any(map(_YEAR.fullmatch, pieces)):
        return None
    near = before(text, match.start(), _NEAR)
    if (
        _OF_THINGS.search(near[-32:].lower())
        or _HOUR_BEFORE.search(near)
        or text[match.end() : match.end() + 3].startswith((" §", " %", " €"))
    ):
        return None
    parts = _DASHES.split(said.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ -–"))
    if all(map(_FIGURE.fullmatch, parts)) or all(map(_DAY.fullmatch, parts)) or all(map(_HOUR.fullmatch, parts)):
        return None  # 9-15 10-14, 1 200–1 500
    if _NUMBERS.fullmatch(pieces[0]) and len(parts) == 1 and _THOUSANDS_LAST.search(said):
        return None  # 12 1 200: a count, then a sum
    singles = sum(len(piece) == 1 for piece in pieces)
    if singles == len(pieces):
        return None  # marks of a school report
    if len(parts) == 1 and singles > 1 and pieces[0][0] != "0" and not _ABOUT.search(near.lower()):
        return None
    if len(parts) == 1 and not any(len(piece) > 3 for piece in pieces) and pieces[0][0] != "0" and not singles:
        return None
    return match.start(), match.end(), 0.4, "case_form"


_THOUSANDS_LAST = re.compile(rf"(?:^|{SPACE})[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+$")
_HOUR_BEFORE = re.compile(
    r"(?:klo|kello|kl\.?|avoinna|auki|ma|ti|ke|to|pe|la|su|vuo[a-zåäö]+|vko|viikot|sivu[a-z]*|s\.)[.:]? ?$",
    re.IGNORECASE,
)
