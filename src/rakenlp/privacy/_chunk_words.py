"""What is told of a chunk by itself: its shape, what the dictionary has it for, and what it may tell of."""

from __future__ import annotations

import re
from typing import NamedTuple

from .._remember import remember
from ._chunk_signs import signs
from ._chunks import LONGEST
from ._dictionary import readings

_SEED = re.compile(r"[0-9@]|\w_\w|[a-zåäö]\.[a-zåäö]|://|^[uU]/\w")
_CAMEL = re.compile(r"[a-zåäö][A-ZÅÄÖ][a-zåäö]")
_MONTH = re.compile(
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)(?:ku|k\b)"
    r"|(?:januar|februar|april|augusti?|septemb|o[ck]tob|novemb|decemb)\w*$|(?:mars|march|maj|juni|july?|june)$"
)
_NUMBER = re.compile(
    r"(?:nolla|yks|yhde[nks]|yht[eä]|kaks|kahde|kahte|kahta|kahet|kolm|nelj|viis|viide|viit|kuus|kuude|kuut|seits|seitt|seitk"
    r"|kahdeks|kaheks|yheks|yhdeks|sata(?:a|$)|sada[ns]|kymmen|kymp|ykkö|kakko|nelo"
    r"|vito|kuto|seisk|kasii?|ysii?|toista(?:toista)?$|kolkyt|ensimmäi"
    r"|noll$|ett$|två$|tre$|fyra$|fem$|sju$|åtta$|nio$|tio$|zero$|one$|two$|three$|four$|five$|seven$|eight$|nine$)"
)
_STREET = re.compile(
    r"\w{2,30}?(?:katu|kadu|tie(?:n|l|t|s|$)|kuja|polku|polu|raitti|raiti|gatan|vägen|väg$|gränd|stigen|puistik|bulevar|esplan|backen)"
)
_FLAT = frozenset(
    (
        *("as", "asunto", "huoneisto", "huone", "h", "hs", "bst", "bostad", "lgh", "apt", "flat", "ovi", "talo"),
        *("rappu", "rapussa", "porras", "trappa", "tr", "krs", "nro", "nr", "no", "numero", "n:o"),
    )
)
_TELLS = re.compile(
    r"nimimer|nimerk|nick|nikk|nikil|käyttäj|tunnu|profiil|kanava|insta|snap|snäp|discord|tiktok|telegram|jodel|twitt|facebook"
    r"|youtube|reddit|signatur|userna|handle|gamert|somes|tili(?:n|ll|lt|$)|tub[ei]|nimel(?:lä|tä)"
)
_DATE = re.compile(
    r"([0-3]?[0-9])([./-])([01]?[0-9])[./-]((?:1[0-9]|20)?[0-9]{2})|((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])"
)
_DAY = re.compile(r"([0-3]?[0-9])[./]([01]?[0-9])")
_TIME = re.compile(r"[0-2]?[0-9][.:][0-5][0-9](?:[-–].*)?")
_RANGE = re.compile(r"[0-9.]{1,6}[-–][0-9.]{1,10}")
_LAW = re.compile(r"[0-9]{1,4}/(?:19|20)[0-9]{2}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_INFLECTED = re.compile(r"[0-9]+:[a-zåäö]+")
_AGE = re.compile(r"[0-9.–-]+-[a-zåäö]{3,}")  # 9-vuotias, 8.-luokkalaiset
_DOMAIN = re.compile(r"[A-Za-zåäö]\.[a-zåäö]{2,}|//")
_SHAPES = tuple(
    (group, re.compile(shape))
    for group, shape in (
        ("p", r"[A-ZÅÄÖ]{1,3}[-–]?[0-9]{1,3}|[a-zåäö]{2,3}[-–]?[0-9]{2,3}|[A-ZÅÄÖ]{3}[-–]?[0-9]{1,3}"),
        ("n", r"[A-Za-zÅÄÖåäö][A-Za-zÅÄÖåäö._-]*[a-zåäö]{2}[A-Za-zÅÄÖåäö._-]*[0-9]{1,5}"),
        ("i", r"[0-9]{6}[-–+A-FU-Ya-fu-y_][0-9]{3}[0-9A-Za-z]|[0-9]{6}[-–+A-F][0-9]{2,3}"),
        ("y", r"[0-9]{6,8}[-–][0-9]"),
        ("k", r"[A-ZÅÄÖ]{1,8}[-–/_:.]?[0-9]{2,}(?:[-–/_:.][0-9A-Za-z]{1,8}){0,4}"),
        ("f", r"[0-9]{1,8}(?:[-–/:.][0-9A-Za-zÅÄÖ]{1,8}){1,4}"),
        ("q", r"[0-9]{1,4}[.,]?[-–]?[a-zåäö%€]{1,3}"),
        ("b", r"[0-9]{1,3}[A-ZÅÄÖa-zåäö][0-9]{0,3}"),
    )
)
_YEARS = ((1940, "a"), (1970, "b"), (1990, "c"), (2005, "d"), (2015, "e"), (2023, "f"), (2025, "g"), (2027, "h"))


class Word(NamedTuple):
    """What is told of a piece by itself.

    Attributes
    ----------
    group : str
        What it is in the rough: a date, a year, a number of some digits, a word with a capital.
    coarse : str
        The same more finely.
    low : str
        In lower case, each digit a 0.
    lemma : str
        Of the dictionary, or the beginning of the word.
    known : str
        What the dictionary has it for: a given name, a place, a word, or nothing.
    is_seed : bool
        Whether an identifier may be looked for here.
    tells : bool
        Whether a name of a user may follow.
    signs : str
        What it may tell of, see :mod:`rakenlp.privacy._chunk_signs`.
    """

    group: str
    coarse: str
    low: str
    lemma: str
    known: str
    is_seed: bool
    tells: bool
    signs: str


@remember(1 << 16, longest=LONGEST)
def look_of(piece: str) -> tuple[bool, bool]:
    """Return whether an identifier may be looked for in a piece, and whether a name of a user may follow it.

    The dictionary is not asked: most texts hold neither, and are left at that.
    """
    low = piece.lower()
    if piece[0] == "[":
        return False, False
    tells = _TELLS.match(low) is not None or low.endswith(("tili", "tilillä", "tunnus", "kanava"))
    if piece.isalpha():
        return _letters(piece, low) in ("M", "N", "aA"), tells
    return _coarse(piece) != "Ia" and _SEED.search(low) is not None, tells


def letters_of(piece: str) -> str:
    """Return what a piece of letters is in the rough ("M" a month, "N" a number, "S" a street); empty for others."""
    return _letters(piece, piece.lower()) if piece.isalpha() else ""


@remember(1 << 15, longest=LONGEST)
def word_of(piece: str) -> Word:
    """Return what is told of a piece by itself.

    Examples
    --------
    >>> word_of("3.4.2012").coarse, word_of("2012").group, word_of("AB-12").coarse
    ('De', 'Y', 'A2-d2')
    """
    low = piece.lower()
    if piece[0] == "[":
        return Word("[", low[:5], low[:5], low[:5], "", False, False, "")
    is_seed, tells = look_of(piece)
    if piece.isalpha():
        group = _letters(piece, low)
        lemma, known = _of_dictionary(piece, low)
        if group in ("Aa", "aa"):
            group += known[:1]
        return Word(group, group, low, lemma, known, is_seed, tells, signs(low))
    coarse = _coarse(piece)
    group = coarse[0] if coarse[0] in "DYTLRBIG" else _group(piece, coarse)
    plain = re.sub("[0-9]", "0", low)
    letters = re.sub("[^a-zåäö]+", " ", low).strip()
    known = "" if not letters else "w" if all(map(_is_word, re.split("[^A-Za-zÅÄÖåäö]+", piece))) else "?"
    if group in ("-", "."):
        group += known
    return Word(group, coarse, plain, letters[:6], known, is_seed, tells, signs(low))


def _is_word(part: str) -> bool:
    return len(part) < 2 or _of_dictionary(part, part.lower())[1] != "?"


def _letters(piece: str, low: str) -> str:
    if len(piece) == 1:
        return "A" if piece.isupper() else "a"
    if low in _FLAT:
        return "F"
    if _MONTH.match(low):
        return "M"
    if _NUMBER.match(low):
        return "N"
    if _STREET.match(low):
        return "S"
    if _CAMEL.search(piece):
        return "aA"
    return "AA" if piece.isupper() else "Aa" if piece[0].isupper() else "aa"


def _of_dictionary(piece: str, low: str) -> tuple[str, str]:
    if len(piece) < 2:
        return low, ""
    found = readings(piece)
    if not found and piece != low:
        found = readings(low)
    if not found:
        return low[:5], "?" if found is not None else ""
    classes = {reading.get("CLASS", "") for reading in found}
    known = next((name for name in ("etunimi", "sukunimi", "paikannimi") if name in classes), "w")
    lemma = min((reading.get("BASEFORM", low) for reading in found), key=lambda base: (len(base), base)).lower()
    return lemma, known


def _coarse(piece: str) -> str:
    date = _DATE.fullmatch(piece)
    if date is not None:
        day, month, year = (date[1], date[3], date[4]) if date[1] else (date[7], date[6], date[5])
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
            return "D" + _year(int(year))
    if piece.isdigit() and piece.isascii():
        if _YEAR.fullmatch(piece):
            return "Y" + _year(int(piece))
        if len(piece) in (6, 8) and 1 <= int(piece[:2]) <= 31 and 1 <= int(piece[2:4]) <= 12:
            return f"B{len(piece)}"
        return f"d{min(len(piece), 12)}"
    day_month = _DAY.fullmatch(piece)
    if day_month is not None and 1 <= int(day_month[1]) <= 31 and 1 <= int(day_month[2]) <= 12:
        return "G"
    if _TIME.fullmatch(piece):
        return "T"
    if _LAW.fullmatch(piece):
        return "L"
    if _RANGE.fullmatch(piece):
        return "R"
    if _INFLECTED.fullmatch(piece):
        return "I"
    if _AGE.fullmatch(piece):
        return "Ia"
    return _shape(piece)


def _year(year: int) -> str:
    if year < 100:
        return "o" if year > 30 else "n"
    return next((name for end, name in _YEARS if year < end), "i")


def _shape(piece: str) -> str:
    out: list[str] = []
    last, length = "", 0
    for sign in piece[:24] + "\0":
        kind = "d" if "0" <= sign <= "9" else "A" if sign.isupper() else "a" if sign.isalpha() else sign
        if kind == last:
            length += 1
            continue
        if last:
            out.append(last + (str(min(length, 4 if last in "Aa" else 8)) if last in "dAa" else ""))
        last, length = kind, 1
    return "".join(out)[:16]


def _group(piece: str, coarse: str) -> str:
    if "@" in piece:
        return "@"
    figures = sum("0" <= sign <= "9" for sign in piece)
    if not figures:
        return "_" if "_" in piece else "." if "." in piece else "-"
    if coarse[0] == "d" and coarse[1:].isdigit():
        return "1" if figures < 3 else "3" if figures < 5 else "5" if figures < 8 else "8"
    if "." in piece and _DOMAIN.search(piece):
        return "w"
    for group, shape in _SHAPES:
        if shape.fullmatch(piece):
            return group
    if any(map(str.isalpha, piece)):
        return "x" if figures < 3 else "X"
    return "c" if figures < 4 else "C"
