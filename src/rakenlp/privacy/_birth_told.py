"""What around a date tells that it is of a birth."""

from __future__ import annotations

import re

from ._span import LETTER, SPACE, before

DAY_ALONE = re.compile(
    r"(?:syntymä(?:aika|päivä)(?:ni|si|nsä)?|synt\.|syntynyt|född|born)(?: on| oli| siis|:)? ?$"
)  # what a date without a year must follow
NEAR = 72
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
VERB = re.compile(
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
NO_BIRTH = re.compile(  # a debt, a decision, an idea are "born" too
    r"(?:vel[kg]|sopimu|päätö|vahin|idea|ryhm|riita|saatav|saami|maks|lask|hank|oikeu|tilan|ongel|lak|yhdist"
    r"|skuld|avtal|beslut)"
    r"[a-zåäö]{0,12}(?: [a-zåäö]{1,8})? synty[a-zåäö]*",
    re.IGNORECASE,
)
_LONG_BEFORE = 1960
_LONG_AGO = 2010  # whole dates before it are seldom of anything else
THIS_AGE = 22  # two-digit years from here to 30 are taken for dates of events: the texts are from these years
PERSON = re.compile(
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
HISTORY = re.compile(
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


def of_person(text: str, start: int, end: int, year: str) -> bool:
    """Return whether a date stands by a person as dates of birth do: "poika (3.4.2015)", "äiti on 2.3.1938"."""
    digits = year.strip(" ,'’-–.vuona")
    if not digits.isdigit():
        return False
    number = int(digits)
    if number < 100:
        number += 1900 if number > 30 else 2000
    if number > 2000 + THIS_AGE + 2:
        return False
    near = _LISTED.sub("", before(text, start, 90))[-60:]
    if number < _LONG_AGO and not HISTORY.search(near) and not HISTORY.search(text[end : end + 30]):
        return number < _LONG_BEFORE or not (_SINCE.match(text, end) or _HAPPENED.search(near))
    if not any(map(str.isalpha, near[-30:])) or _EVENT.match(text, end) or HISTORY.search(near[-24:]):
        return False
    person = PERSON.search(near)
    if person is None or _DONE.search(person[0]):
        return False
    ends = text[end : end + 1] in ("", ",", ".", ";", ")", "!", "?", "\n", ":")
    closed = ends or text[end : end + 6].split()[:1] in _GOES_ON
    told = (
        person[0].rstrip()[-1:] in "(,:–-"
        or re.search(r"\b(?:on|ovat|är|is|are)$", person[0].rstrip(), re.IGNORECASE) is not None
    )
    return (closed or number < 2008) if told else number <= 2000 + THIS_AGE and closed


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


def is_told(text: str, start: int, end: int, whole: bool) -> bool:
    """Return whether words near a date tell of a birth; ``whole`` is whether it has a year."""
    near = before(text, start, NEAR)
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
        if not card or old(_year_of(text, end)):
            return True
    after = _AFTER.match(text, end)
    if not whole:
        is_day = DAY_ALONE.search(near) or _TURNS.search(near) or _BIRTHDAY.search(near)
        return is_day is not None or _TURNED.match(ahead) is not None
    if _SECOND.search(near):
        return True
    if after is not None:
        return NO_BIRTH.search(near + text[end : after.end()]) is None
    near = _CORRECTED.sub("", near)
    verb = VERB.search(near) or (_FAR_VERB.search(near) if old(_year_of(text, end)) else None)
    return verb is not None and NO_BIRTH.search(near) is None


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


def old(year: str) -> bool:
    """Return whether a year, of two digits or four, is long enough ago to be one of birth."""
    number = int(year.lstrip("'’-–"))
    return number < 2000 + THIS_AGE if number > 99 else not THIS_AGE <= number <= 30
