"""Dates of birth: a date is one where words near it say so. Years alone stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
_DAY_ALONE = re.compile(
    r"(?:syntymä(?:aika|päivä)(?:ni|si|nsä)?|synt\.|syntynyt|född|born)(?: on| oli| siis|:)? ?$"
)  # what a date without a year must follow
_NEAR = 72
_HINTS = (
    "synt", "synn", "s.", "föd", "fött", "born", "birth", "f.", "fd", "b.", "hetu", "sotu", "tunnu", "betec",
    "dob", "aika", "täyt", "kort", "passi", "henkilötie", "tunniste", "vuosimal", "päivänval", "henkkar", "papere",
    "birthday", "fyll", "turns", "turned", "ikä", "papers", "née", "né ",
)  # fmt: skip
_HINTS_AHEAD = ("täyt", "fyll", "synt", "Synt", "SYNT", "synn", "föd", "fött", "born", "s.", "birth")
# What tells of birth by itself may stand further off; verbs must stand close by.
_NOUN = re.compile(
    rf"(?:(?:ajokort|henkilökort|henkkar|passi|kelakort|kela-kort|körkort|papereis|(?<![a-zåäö])kort(?:ti|issa|in))[a-zåäö]{{0,6}}|synt(?:ymä)?\.?{SPACE}?a(?:ika|jan?|jaksi)|syntymä(?:päiv|vuo|pv|tie|ajaks|aika|ajan|todist|hetk|ajas|ajal|aja)|synnyinp|syntyp|tunnistetie|vuosimal|päivänval|synt?\.?{SPACE}?pvm|synttäri|synt\.?{SPACE}?pv|hetu"
    rf"|sotu|henkilötunnu"
    r"|födelse(?:datum|tid|dag)|personbeteckning|birth|\bnée? |papers? (?:show|say)|\bd\.?o\.?b\b"
    r"|(?<![a-zåäö])s\.?aika)",
)
_VERB = re.compile(
    rf"(?<![{LETTER}])(?:[Ss]ynt\.?|SYNT\.?|[Ss]ynty[a-zåäö]{{0,12}}|SYNTY[A-ZÅÄÖ]{{0,12}}|synny[a-zåäö]{{0,10}}"
    rf"|född[aes]{{0,2}}|fött|f\.|fd|born|b\.|s\.?|S\.?|täyttä[a-zåäö]{{1,4}}|täytti|fyller|fyllde|turned|turns)"
    rf"(?:[:,]?{SPACE}{{0,2}}(?:oli|on|noin|myös|jo|vasta|siis|eli|vuonna|pvm|den|the|on|in|(?![Pp]äätö"
    rf"|[Hh]akemu)[A-ZÅÄÖ][a-zåäö]{{2,20}}(?:ssa|ssä|lla|llä|na)|keskosena|maailmaan|tänne|sektiolla|kotona|kaksosena"
    rf"|{SPACE}){SPACE}?){{0,3}}[:,(]?{SPACE}{{0,2}}$"
)
_AFTER = re.compile(
    rf",?{SPACE}?[(-]?{SPACE}?(?:syntyn(?:yt|ny|y|ee[a-zåäö]*)|synt\.?(?![{LETTER}])|syntyi|synnyi[a-zåäö]{{0,3}}|född|fött|born"
    rf"|(?:som|on|oli|är|is|as|minun|hänen){SPACE}(?:[a-zåäö]{{2,14}}{SPACE})?(?:hänen{SPACE}|minun{SPACE}|mun{SPACE}|min{SPACE}|hennes{SPACE}|hans{SPACE}|my{SPACE}|her{SPACE}|his{SPACE})?(?:syntymä|synttäri|födels|birth)|syntymäaika|synt\.?{SPACE}?aika|\(?syntymä)",
    re.IGNORECASE,
)
_NOUN_BY = re.compile(  # syntymäaika 12 12 62
    rf"(?:synt(?:ymä)?\.?{SPACE}?(?:aika|pvm|päivä|pv)|syntyn[a-zåäö]{{1,4}}|synt\.?|född|born|birth|dob)[a-zåäö]{{0,6}}(?:{SPACE}(?:on|oli|är|is))?:?{SPACE}$",
    re.IGNORECASE,
)
_NO_BIRTH = re.compile(  # a debt, a decision, an idea are "born" too
    r"(?:vel[kg]|sopimu|päätö|vahin|idea|ryhm|riita|saatav|saami|maks|lask|hank|oikeu|tilan|ongel|lak|yhdist"
    r"|skuld|avtal|beslut)"
    r"[a-zåäö]{0,12}(?: [a-zåäö]{1,8})? synty[a-zåäö]*",
    re.IGNORECASE,
)
_A_NAME = re.compile(
    rf"(?<![{LETTER}.-])([A-ZÅÄÖ][a-zåäöéü]{{2,20}}(?:-[A-ZÅÄÖ][a-zåäöéü]{{2,20}})?)(?:,"
    rf"|{SPACE}?\(|:|;|{SPACE}?\||\t)?{SPACE}?$"
)
_NAMES = frozenset(("etunimi", "sukunimi"))
_CODE_WORD = re.compile(r"(?:numero|nro|tunnus|koodi|dnro|nr|viite)[a-zåäö]{0,8}[:.]? ?(?:on )?$", re.IGNORECASE)
_LONG_BEFORE = 1960
_LONG_AGO = 2010  # whole dates before it are seldom of anything else
_THIS_AGE = 22  # two-digit years from here to 30 are taken for dates of events: the texts are from these years


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
    told = _told(text, match.start(), match.end(), True) or _of_person(text, match.start(), match.end(), year or "")
    return (match.start(), match.end(), 0.7, "birth_told") if told else None


def _month_year(text: str, match: re.Match[str]) -> Found | None:
    if int(match["y"]) > 2000 + _THIS_AGE:
        return None
    near = before(text, match.start(), _NEAR)
    told = _DAY_ALONE.search(near) or _VERB.search(near) and not _NO_BIRTH.search(near)
    told = told or _PERSON.search(near) and int(match["y"]) < 1960 and not _HISTORY.search(near)
    return (match.start(), match.end(), 0.6, "birth_told") if told else None


def _month_date(text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    if start and text[start - 1] in "0123":
        start -= 1
    if start and (text[start - 1].isalnum() or text[start - 1] in ".,-/"):
        return None
    year = match["y"] or ""
    told = _told(text, start, match.end(), bool(year)) or _of_person(text, start, match.end(), year)
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
    told = _told(text, start, match.end(), bool(year)) or _of_person(text, start, match.end(), year)
    return (start, match.end(), 0.8, "birth_told") if told else None


def _date(text: str, match: re.Match[str]) -> Found | None:
    bare = match["bare"]
    if bare is not None:
        return _bare(text, match, bare)
    if match["iso"] is not None:
        told = _told(text, match.start(), match.end(), True)
        told = told or _of_person(text, match.start(), match.end(), match["iso"][:4])
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
    if _told(text, match.start(), match.end(), whole):
        return match.start(), match.end(), 0.8, "birth_told"
    if whole and _of_person(text, match.start(), match.end(), year or ""):
        return match.start(), match.end(), 0.6, "birth_by_name"
    if (
        whole
        and _old(year or "")
        and (_name_before(text, match.start(), year or "") or _beside(text, match, year or ""))
    ):
        return match.start(), match.end(), 0.5, "birth_by_name"
    return None


_PERSON = re.compile(
    rf"(?<![{LETTER}])(?:äiti|äitini|äidin|isä|isäni|isän|poika|poikani|pojan|pojal[a-zåäö]{{2,4}}|tyttö|tytön|tyttäre[a-zåäö]{{1,4}}|tytär|lapsi|lapsen|lapseni|lapsel[a-zåäö]{{2,4}}|vauva|vauvan|mummo|mummon|mummu|mummi|ukki|vaari|pappa|anoppi|anopin|appi|appiukko"
    rf"|veli|veljen[i]?|sisko|siskon|siskoni|sisar|täti|setä|eno|kummi|serkku|puoliso|puolisoni|mies|miehen[i]?|vaimo|vaimon[i]?|exä|ex|asiakas|asiakkaan|asiakkaamme|potilas|potilaan|hakija|hakijan|nuori|nuoren|oppilas|oppilaan|kuopus|esikoinen|kaksoset|kaksosten|vanhus|vanhuksen|rouva|herra|naapuri|naapurin|omainen|vainaja|huollettava|päämies"
    rf"|minä|mä|olen|oon|hän|hänen|iso(?:äiti|isä)|(?:[a-zåäö]{{2,8}})?(?:poikani|poikansa|poikamme"
    rf"|tyttäreni|tyttärensä|lapset|lapsista|lapsenlapsi|kuopukseni|kuopuksen|esikoisen|esikoiseni"
    rf"|tytöt|pojat|veljet|siskot)|äitimme|isämme|vauvani|vauvamme|tyttö(?:ni|mme)|äitee|faija|mutsi"
    rf"|ukko|akka|henkilö|tyyppi|opiskelija|eläkeläinen|kaveri|ystävä|ystäväni|isoveli|pikkuveli"
    rf"|pikkusisko|mies(?:asiakas|potilas)|vuokralainen|asukas|asukkaan|edunvalvottava|tuettava"
    rf"|pariskunta|mamma|mor|mormor|farmor|morfar|far|son|sonen|dotter|dottern|barnet|barn|pojken"
    rf"|flickan|hon|han|jag|mother|father|son|daughter|child|boy|girl|she|he|client|patient|baby)"
    rf"(?:{SPACE}?[,(:]?{SPACE}(?:[A-ZÅÄÖ][\w-]{{1,20}},?{SPACE}?){{0,3}})?(?:{SPACE}?(?:on|ovat|oli|eli|siis|jonka|joka|is|are|är|var|was)(?![{LETTER}]))?{SPACE}?[,(:–-]{{0,2}}{SPACE}?[(]?$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"sops|sopimu|lehde|lehti|palsta|uutis|museo|arkist|sota|sodan|sodas|sotaa|rauha|itsenäis|laki|lain|laissa|asetu|perust|säädö|histori|hallitu|valtio|vuosilu|rakenn|avatt|avaj|voimaan|julkais|allekirj|päätö|päivät|lag(?:en)?\b|krig|law|act\b|founded|built|kuol|menehty|död|died|vihit|naimis|häät|avio|kihla|muutto",
    re.IGNORECASE,
)
_GOES_ON = (
    ["ja"], ["eli"], ["siis"], ["asuu"], ["asuvat"], ["ovat"],
    ["ei"], ["eivät"], ["käy"], ["käyvät"], ["eikä"], ["joka"], ["on"], ["jonka"],
    ["och"], ["and"], ["mutta"], ["vaan"],
)  # fmt: skip
_EVENT = re.compile(
    rf"[.]?{SPACE}(?:[a-zåäö]{{2,14}}{SPACE})?(?:alka|klo|kello|muut|tul|men|jäi|sai|teh|pää|kuol|sijoi|oti|otet|huost|karka|kato|löy|kots|koti|joutu|käv|käy|soit|lähe|lähti|saap|pala|vaka|kirj|anne|hae|hak|hyl|sair|leik|lopet|pako|ero|vuok|irt)",
    re.IGNORECASE,
)


_DONE = re.compile(r"(?:tiin|n[uy]t|tt[uy])\b(?<!synt[uy]n[uy]t)(?<!syntynyt)")  # lapsi sijoitettiin 12.3.2019
_LISTED = re.compile(r"(?:[0-3]?[0-9][./][01]?[0-9][./](?:[0-9]{4}|[0-9]{2})(?:,| ja| och| and|, ja) ?){1,4}$")


_SINCE = re.compile(
    rf"{SPACE}?(?:alkaen|alkain|lähtien|asti|saakka|mennessä|jälkeen|tehty|annettu|päivätty|sedan|since)"
)
_HAPPENED = re.compile(
    r"(?:(?:tiin|imme|ivat|ivät|rosin|[eu]tin|enin|ulin|[tdl]oin|ttu|tty)(?: tänne| sinne| pois)?"
    r"|(?<![a-zåäöA-ZÅÄÖ])(?!äiti|veli|ukki|mummi|anoppi|appi|kummi|tyyppi|kaveri|vaari|lapsi|nuori|syntyi)"
    r"[a-zåäö]{2,}i) $"
)


def _of_person(text: str, start: int, end: int, year: str) -> bool:
    """Return whether a date stands by a person as dates of birth do: "poika (3.4.2015)", "äiti on 2.3.1938"."""
    digits = year.strip(" ,'’-–.vuona")
    if not digits.isdigit():
        return False
    number = int(digits)
    if number < 100:
        number += 1900 if number > 30 else 2000
    if number > 2000 + _THIS_AGE + 2:
        return False
    near = _LISTED.sub("", before(text, start, 90))[-60:]
    if number < _LONG_AGO and not _HISTORY.search(near) and not _HISTORY.search(text[end : end + 30]):
        return number < _LONG_BEFORE or not (_SINCE.match(text, end) or _HAPPENED.search(near))
    if not any(map(str.isalpha, near[-30:])) or _EVENT.match(text, end) or _HISTORY.search(near[-24:]):
        return False
    person = _PERSON.search(near)
    if person is None or _DONE.search(person[0]):
        return False
    ends = text[end : end + 1] in ("", ",", ".", ";", ")", "!", "?", "\n", ":")
    closed = ends or text[end : end + 6].split()[:1] in _GOES_ON
    told = (
        person[0].rstrip()[-1:] in "(,:–-"
        or re.search(r"\b(?:on|ovat|är|is|are)$", person[0].rstrip(), re.IGNORECASE) is not None
    )
    return (closed or number < 2008) if told else number <= 2000 + _THIS_AGE and closed


def _beside(text: str, match: re.Match[str], year: str) -> bool:
    """Return whether a date long past stands between commas, or is written as dates of birth are: 4.9.-87."""
    near = before(text, match.start(), 40)
    apart = re.search(rf"(?:[a-zåäöA-ZÅÄÖ.],{SPACE}|[(]{SPACE}?|:{SPACE})$", near) is not None and not _HISTORY.search(
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
    if _told(text, start, end, True):
        return start, end, 0.8, "birth_told"
    if len(digits) != 6 or _CODE_WORD.search(before(text, start, 24)):
        return None
    if digits[0] == "0" and not _THIS_AGE <= int(digits[4:]) <= 30 or _name_before(text, start):
        return start, end, 0.5, "birth_like"
    return None


_TURNS = re.compile(
    rf"(?:täyttä[a-zåäö]{{1,4}}|täytti|fyller|fyllde|turned|turns){SPACE}(?:(?:[a-zåäö]{{2,8}}|[0-9]{{1,3}}(?:{SPACE}?v(?:uotta|\.)?)?){SPACE})?$"
)


_BIRTHDAY = re.compile(  # täytti sunnuntaina, siis 9.3.; synttärit 31.5.; min syntymäpäivänäni,
    rf"(?:synttärit{SPACE}$|(?:täytti|syntymäpäivänä(?:ni|nsä|än|mme)|fyllde|födelsedag)(?:,?{SPACE}(?!vuotta|v\.)[a-zåäö]{{2,12}}){{0,3}},?{SPACE}(?:den{SPACE})?$)"
)
_TURNED = re.compile(rf",?{SPACE}?(?:[a-zåäö]{{2,10}}{SPACE})?(?:täyttä|täytti|fyller|fyllde|on synttär|on syntymäp)")
_SECOND = re.compile(  # syntynyt 5.12.2019 ja toinen 28.1.2022
    rf"(?:[Ss]yntyn[a-zåäö]{{1,8}}|[Ss]yntyi(?:vät)?|[Ff]ödd[a]?|[Bb]orn){SPACE}[0-3]?[0-9][./][01]?[0-9][./][0-9]{{2,4}}(?:,|{SPACE}(?:ja|och|and)){SPACE}(?:[a-zA-ZÅÄÖåäö]{{2,14}}{SPACE}){{0,2}}$"
)


def _told(text: str, start: int, end: int, whole: bool) -> bool:
    near = before(text, start, _NEAR)
    low = near.lower()
    ahead = text[end : end + 36]
    if not any(map(low.__contains__, _HINTS)) and not any(map(ahead.__contains__, _HINTS_AHEAD)) and low[-2:] != "s ":
        return False
    near = near[max(near.rfind("! "), near.rfind("? "), near.rfind("\n")) + 1 :]
    nouns = list(_NOUN.finditer(near.lower())) if whole else []
    noun = nouns[-1] if nouns else None
    between = near[noun.end() :] if noun is not None else ""
    if noun is not None and not re.search(r"[.;] [A-ZÅÄÖ]|[0-9]", _A_DATE.sub("", between, count=1)):
        card = _CARD.match(noun[0]) is not None
        if not card or _old(_year_of(text, end)):
            return True
    after = _AFTER.match(text, end)
    if not whole:
        is_day = _DAY_ALONE.search(near) or _TURNS.search(near) or _BIRTHDAY.search(near)
        return is_day is not None or _TURNED.match(ahead) is not None
    if _SECOND.search(near):
        return True
    if after is not None:
        return _NO_BIRTH.search(near + text[end : after.end()]) is None
    near = _CORRECTED.sub("", near)
    verb = _VERB.search(near) or (_FAR_VERB.search(near) if _old(_year_of(text, end)) else None)
    return verb is not None and _NO_BIRTH.search(near) is None


_CORRECTED = re.compile(  # syntynyt 12. toukokuuta... ei kun siis 14.5.1972
    rf"(?:[0-3]?[0-9]\.{SPACE}?(?:[01]?[0-9]\.?|[a-zåäö]{{3,12}})(?:{SPACE}?(?:[0-9]{{4}}|[0-9]{{2}}))?)?{SPACE}?(?:\.\.\.|…|,|-|–)?{SPACE}?"
    rf"(?:ei{SPACE}?ku[n]?|eiku|siis|vaan|tai|korjaan|anteeksi|eller|or|i{SPACE}mean)(?:{SPACE}siis)?,?{SPACE}$",
    re.IGNORECASE,
)
_FAR_VERB = re.compile(
    rf"(?<![{LETTER}])(?:[Ss]ynt\.|[Ss]yntyn[a-zåäö]{{0,8}}|[Ss]yntyi|[Ss]yntyisin|[Ff]ödd|[Bb]orn)"
    rf"(?![^.;!?]{{0,48}}(?:iin|tty|ttu|alko|alka|sai|tuli|meni|muut|pää|jäi)(?![{LETTER}]))(?:[,:]?{SPACE}[{LETTER}-]{{1,20}}){{1,5}}[,:(]?{SPACE}$"
)


_A_DATE = re.compile(
    r"[0-3]?[0-9][./-][01]?[0-9][./-](?:[0-9]{4}|[0-9]{2})(?= (?:ja|vaan|eikä|ei|mutta|tai|och|and|eli|/)|,)"
)
_CARD = re.compile("ajo|henkilök|henkk|passi|kela|kör|paper|kort", re.IGNORECASE)


def _year_of(text: str, end: int) -> str:
    year = re.search(r"(?:[0-9]{4}|[0-9]{2})$", text[max(0, end - 4) : end])
    return year[0] if year is not None else "2026"


def _old(year: str) -> bool:
    number = int(year.lstrip("'’-–"))
    return number < 2000 + _THIS_AGE if number > 99 else not _THIS_AGE <= number <= 30


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
