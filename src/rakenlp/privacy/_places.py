"""Street addresses in any case form, and post-office boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._postcodes import LIVES, TOWNS, is_place
from ._span import LETTER, SPACE, Found, Span, before, scan

_CASES = "(?:n|ll[aäeo]|lt[aä]|l|lt|ss[aä]|st[aä]|[aä]|t[aä]|hen|een|lle|lta)?"
_STREET = re.compile(  # the word is a street also in lower case
    rf"[{LETTER}'-]{{2,}}(?:katu|katua|katuun|kadu(?:n|ll[ae]|lta|l|lt|ssa|sta)|(?<!t)tie{_CASES}|kuja{_CASES}"
    rf"|polku|polkua|polkuun|polu(?:n|ll[ae]|lta|ssa|sta)|raitti|raittia|raiti(?:n|ll[ae]|lta)"
    rf"|puistikko|puistikkoa|puistikkoon|puistiko(?:n|ll[ae]|lta|l|ssa|sta)|bulevardi{_CASES}|esplanadi{_CASES}"
    r"|kaar(?:re|teen|teella|teelta|teelle|retta)|tanhua[a-zåäö]{0,3}|tanhu(?:t|alla)|syrjä(?:n|llä|ltä)?|taival(?:la|ta)?|veräjä(?:n|llä|ltä)?"
    r"|penger|penkere[a-zåäö]{1,4}|mutka(?:n|lla|lta|ssa)?|kierto|kierro(?:n|ll[ae]|lta|ssa|sta)|kehä(?:n|llä|ltä)?|rin(?:ne|teell[äe]|teeltä)"
    r"|(?:katu|tie|kuja|polku|raitti)(?:ni|si|nsa|nsä|mme)|gatan?s?|gatu|vägens?|gränden|gränd|stigen|stråket|backen|svängen|brinken"
    r"|esplanaden|allén)(?:kin|kaan|kään|han|hän)?",
    re.IGNORECASE,
)
_WEAK = (  # only with a capital initial, or where one lives there: these end common words too
    r"kaar[a-zåäö]{1,5}|väyl[äi][a-zåäö]{0,4}|aukio[a-zåäö]{0,3}|(?:(?<![khstc])|(?<=Keskus))tori[a-zåäö]{0,4}"
    r"|rin(?:ne|te)[a-zåäö]{0,5}|bulevard[a-zåäö]{0,4}|esplanad[a-zåäö]{0,4}|mäk[ie][a-zåäö]{0,4}|mäe[a-zåäö]{1,4}|ran(?:ta|na)[a-zåäö]{0,5}"
    r"|puisto[a-zåäö]{0,4}|piha[a-zåäö]{0,4}|penger[a-zåäö]{0,3}|penkere[a-zåäö]{1,5}|kulma[a-zåäö]{0,4}|tanhua[a-zåäö]{0,4}"
    r"|syrjä[a-zåäö]{0,4}|(?<!pi)(?<!ti)lai[td]a[a-zåäö]{0,4}|linja[a-zåäö]{0,4}|pää(?:n|ssä|stä|llä|hän)?|taival[a-zåäö]{0,3}|taipale[a-zåäö]{1,4}"
    r"|portti[a-zåäö]{0,3}|porti[a-zåäö]{1,4}|ahde|ahte[a-zåäö]{1,5}|tanner|tant[e]?r?e[a-zåäö]{1,4}|mutka[a-zåäö]{0,4}|veräjä[a-zåäö]{0,4}"
    r"|kierto(?:a|on)?|kierro(?:n|ll[ae]|lta|ssa|sta)|kehä[a-zåäö]{0,4}|niit(?:ty|y)[a-zåäö]{0,4}|silta[a-zåäö]{0,2}|silla[a-zåäö]{1,4}|silloilla|harju[a-zåäö]{0,4}"
    r"|kallio[a-zåäö]{0,4}|törmä[a-zåäö]{0,4}|noro[a-zåäö]{0,4}|notko[a-zåäö]{0,4}|notkelma[a-zåäö]{0,4}|lehto[a-zåäö]{0,3}|lehdo[a-zåäö]{1,4}|metsä[a-zåäö]{0,4}"
    r"|haka|hakaan|suora[a-zåäö]{0,4}|kuja[a-zåäö]{0,4}|kujanne|nurkka|nurkassa|kumpu|kummu[a-zåäö]{1,4}|vainio[a-zåäö]{0,4}|pelto|pello[a-zåäö]{1,4}"
    r"|laakso[a-zåäö]{0,4}|nummi|numme[a-zåäö]{1,4}|niemi|nieme[a-zåäö]{1,4}|saari|saare[a-zåäö]{1,4}|lahti|lahde[a-zåäö]{1,4}|koski|koske[a-zåäö]{1,4}|oja(?:n|nkulma|lla|lta|ssa|sta)"
    r"|kangas|kankaa[a-zåäö]{1,4}|kenttä|kentä[a-zåäö]{1,4}|aho[a-zåäö]{0,3}|palsta[a-zåäö]{0,3}|karta[a-zåäö]{1,5}|kartano[a-zåäö]{0,4}|majan?[a-zåäö]{0,4}"
    r"|käytävä[a-zåäö]{0,4}|pyörä|ketju|varsi|varre[a-zåäö]{1,4}|reuna[a-zåäö]{0,4}|reitti|reiti[a-zåäö]{1,4}|porras|portaa[a-zåäö]{1,5}|portaat|alku"
    r"|valkama[a-zåäö]{0,4}|satama[a-zåäö]{0,4}|laituri[a-zåäö]{0,4}|kuusikko|männikkö|koivikko|lepikkö|(?:haav|pens|pih|kat?aj|vaht|män)ikko|vuori|vuore[a-zåäö]{1,4}|kylä[a-zåäö]{0,4}|kuoppa|montu|hauta"
    r"|torget|esplanaden|stranden|kajen|åsen|platsen|bågen|leden|parken|planen|rundeln|bron|hörnet|gården|ängen|berget|dalen|udden|viken|hamnen|kroken|ringen|sidan|backe"
)
_CAPITAL_STREET = re.compile(rf"[A-ZÅÄÖ][{LETTER}'-]+(?:{_WEAK})")
_WEAK_STREET = re.compile(rf"[{LETTER}'-]{{3,}}(?:{_WEAK})", re.IGNORECASE)
_NO_STREET = (
    "valtatie", "kantatie", "moottorit", "seututie", "yhdystie", "rautatie", "bussilinj", "junalinj",
    "ratikkalinj", "maantie", "lappeenran", "raport", "näkökulm",
)  # fmt: skip
_ANY_STREET = (
    "pääka", "sivuka", "kävelyka", "kotika", "kotiti", "hiihtot", "pyörät", "päät", "sivut", "läpi", "hakku",
    "laskut",
)  # fmt: skip
_WORD_NUMBER = re.compile(
    rf"(?<![\w'-])([{LETTER}][{LETTER}'-]{{3,40}})(?:{SPACE}{{1,2}}|,?{SPACE}(?:nro|numero(?:ssa|sta|on)?|no|n:o|nr"
    rf"|talo(?:ssa|sta|n|on)?(?:{SPACE}(?:numero|nro))?)[.:]?{SPACE}|[.]{SPACE}?|,{SPACE}(?=[1-9][0-9]?{SPACE}?[A-Z]{SPACE}[0-9]))"
    rf"([1-9][0-9]{{0,3}})(?![0-9]|[.,/][0-9])"
)
_FLAT = (
    rf"(?:as|asunto|huoneisto|huone|hto|h|hs|bst|bostad|lgh|lägenhet|apt|flat|ovi|dörr|talo|rappu|rap"
    rf"|porras|trappa|tr|rak(?:ennus)?|lh|LH|krs){SPACE}?[.:]?"
)
_TAIL = re.compile(  # 12-14, 12 B, 12 B 4, 12b4, 12 as. 4, 14 rappu E, asunto 71, 3 B-talo, 4. krs
    rf"(?:{SPACE}?[-–]{SPACE}?[0-9]{{1,3}}(?![0-9]|[.,][0-9]))?"
    rf"(?:{SPACE}?(?:[A-Z]|[abcdfgijk])(?!\w)(?!:[^a-zåäö])(?:{SPACE}?[-/]?{SPACE}?[0-9]{{1,3}}(?![0-9]|[.,:/-][0-9]))?"
    rf"|{SPACE}[eghlmnoprs]{SPACE}[0-9]{{1,3}}(?![0-9]|[.,:/-][0-9])"
    rf"|{SPACE}?[A-Za-z][0-9]{{1,3}}(?![\w])|{SPACE}?[a-z](?![\w:])(?=[,.]))?"
    rf"(?:(?<=[A-Za-z])-?(?:rappu|talo|porras|rapu[a-z]{{1,4}}))?"
    rf"(?:,?{SPACE}?(?i:{_FLAT}){SPACE}?(?:[0-9]{{1,3}}(?![0-9])(?:{SPACE}?[a-zA-Z](?!\w))?|[A-Z][0-9]{{1,3}}(?![\w])|[A-Z](?!\w)(?:{SPACE}?[0-9]{{1,3}}(?![0-9]))?)){{0,3}}"
    rf"(?:,?{SPACE}?[0-9]{{1,2}}[.]?{SPACE}?(?:krs|kerros|kerroksessa|vån|våningen)\.?)?"
)
_UNIT = re.compile(
    rf"{SPACE}?(?:[€%]|(?:viik|vko|vk|vuo|kuukau|kk|päiv|pv|tunti|tunnin|minuut|min|kerta|kerr|euro|eur"
    r"|prosent|km|kilometr|metri|henki|henkilö|hlö|ihmi|asukas|asukk|asunto|asunno|kpl|kappale|lasta|laps|luku"
    r"|luvu|§|mom|pykäl"
    r"|perhe|yötä|yö|nuor|hengen|huonee|kappal|klo|neliö|m2|kuolem|hoitaj|työntek|tapau|hakij|kotiti|talout|kuntaa|kunnas|vuot|vanhus|opp|osallis|kävij|paikk|sivu|vapaa|uutta|uusi|tyhj|muuta|eri\b|ensimm|viim|suur|pien|iso|pitk|vanha|kaunis|kilo|litra|tonni|miljoon|pari|vuoro|bussi|linja|osa|luok|astet|piste|sent|kruun|barn|personer|hours|years|weeks|days|aikui|mies|miest|nais|poliis|auto|kohta|milj|tuhat|sata|år|dag|gång|person)"
    rf"|(?-i:[hvme])(?![\w]|{SPACE}?[0-9]))",
    re.IGNORECASE,
)
_PLURAL = re.compile("[klrsu]kuja$")  # laskuja, akkuja, lukuja
_ORDINAL = re.compile(rf"\.{SPACE}?[a-zåäö]")
_THOUSANDS = re.compile(rf"{SPACE}[0-9]{{3}}(?![0-9])")
_PARTITIVE = re.compile(rf"{SPACE}[a-zåäö]{{2,}}(?<!ll)(?<!lt)(?<!ss)(?<!st)[aä](?![{LETTER}])")


_ADJECTIVE = re.compile(
    r"(?<!\w)(?:Vanha|Uusi|Uude|Iso|Ison|Pieni|Piene|Pitkä|Pohjoi|Eteläi|Itäi|Länti|Läntis|Ylä|Ala|Keski|Gamla"
    r"|Nya|Stora|Lilla|Norra|Södra|Östra|Västra|Tapiolan|Pispalan)[a-zåäö]{0,6} $"
)
_CLOSED = re.compile(
    rf"{SPACE}?[,.;)!?\n]|$|{SPACE}(?:ja|jossa|josta|johon|joka|mutta|kun|eikä|tienoi|kohdal|pihas|rapus|edes|vieres|och|and|där|where|eli|sekä|tai|vaikka|on|oli|ei)(?![{LETTER}])"
)
_POST_AFTER = re.compile(rf"{SPACE}?,{SPACE}{{0,2}}(?:FI-?|AX-?)?[0-9]{{5}}{SPACE}{{0,2}}[{LETTER}]")
_RANGE = re.compile(rf"([0-9]{{1,3}}){SPACE}?[-–]{SPACE}?([0-9]{{1,3}})")
_STAIR_LOW = re.compile(rf"{SPACE}?[A-Za-z]{SPACE}?(?:as\.?{SPACE}?)?[0-9]{{1,3}}(?![\w]|[.,:/-][0-9])")
_STAIR = re.compile(rf"{SPACE}?[A-Z]{SPACE}?(?:as\.?{SPACE}?)?[0-9]{{1,3}}(?![\w]|[.,:/-][0-9])")
_STAIR_ALONE = re.compile(rf"{SPACE}[A-H](?=[,.;)!?\n]|$|{SPACE}(?:ja|jossa|on|oli)(?!\w))")
_NO_HOUSE = re.compile(
    r"luok|koulu|talo|rappu|rapu|huone|koht|liit|ryhm|osast|linj|buss|taso|kerro|sali|tila|asem|päiväk|versio|malli|lomak|ruut|lohko|sarja|vuosi|vuon|kurss|luku|mom|moduu|rivi|sivu|kaavio|kuva|taul|kappal|ovi|portti|terminaa|laituri|hepat|vitam|influe|tyypp|aihe|vaihe|artik|tehtäv|klass|avdel|grupp|grade|class|room|form|page|group|level|level|section",
    re.IGNORECASE,
)
_PARTED = re.compile(  # the last word of Aleksis Kiven katu 12, Kolmas linja 17
    rf"(?<=[nNsSaäi]{SPACE})(?:katu|kadu(?:n|ll[ae]|lta|lla|ssa|sta)|tie{_CASES}|kuja{_CASES}|polku|polu(?:n|ll[ae]"
    rf"|lta)|raitti|raiti(?:n|ll[ae]|lta)|[a-zåäö]{{3,12}}(?:tie{_CASES}|katu|kadulla|kadulta|kadun|kuja{_CASES}|polku|polulla)"
    rf"|(?<=Pispalan )valtatie{_CASES}|valtatie{_CASES}(?={SPACE}[0-9]{{1,3}}{SPACE}[A-Z](?!\w))"
    rf"|bulevardi{_CASES}|puistikko|{_WEAK}|KATU|KADULLA|TIE|TIELLÄ|KUJA|LINJA)"
    rf"{SPACE}{{1,2}}[1-9][0-9]{{0,3}}(?![0-9]|[.,/][0-9])"
)
_OWNER = re.compile(
    rf"(?:(?<![\w-])[A-ZÅÄÖ][{LETTER}'-]{{1,25}}|[A-ZÅÄÖ]\.)(?:{SPACE}?(?:[A-ZÅÄÖ][{LETTER}'-]{{1,25}}"
    rf"|[A-ZÅÄÖ]\.)){{0,2}}{SPACE}$"
)
_GENITIVE = re.compile(
    r"(?:n|\b(?:kolmas|neljäs|viides|kuudes|seitsemäs|kahdeksas|yhdeksäs|kymmenes|vanha|uusi|iso|pitkä|pieni)|is)$",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(  # numero 12 Hämeenkadulla, 5 Mannerheimintie
    rf"(?:(?:numero(?:ssa|sta)?|nro|talo(?:ssa|sta)?){SPACE}|(?<=at )|(?<=in"
    rf" ))[1-9][0-9]{{0,2}}(?:{SPACE}?[A-Z](?!\w))?,?{SPACE}"
    rf"([A-ZÅÄÖ][{LETTER}-]{{4,40}})(?![{LETTER}-])"
)
_MAY_BE_FIRST = re.compile(rf"[1-9](?<={SPACE}[1-9])[0-9]{{0,2}}(?:{SPACE}?[A-Z](?!\w))?,?{SPACE}[A-ZÅÄÖ]")
_BOX = re.compile(
    rf"(?<![\w])(?:[Pp][Ll]|P\.?O\.? ?[Bb]ox|[Bb]ox|PB|[Pp]ostilokero(?:on|ssa|sta)?|[Ll]okero(?:on|ssa"
    rf"|sta)?){SPACE}[1-9][0-9]{{0,4}}(?![0-9]|[.,:/-][0-9]|{SPACE}?§)"
)
_PLACE_NEXT = re.compile(rf",?{SPACE}([A-ZÅÄÖ][{LETTER}-]{{2,24}})")
_BOX_TOLD = re.compile(r"post|osoi|loker|laatik|kirje|lähet|laskut|adress|\bbox|mail", re.IGNORECASE)
_BOX_AFTER = re.compile(
    rf"{SPACE}?,?{SPACE}?(?:FI-?)?[0-9]{{5}}{SPACE}|[^.!?]{{0,48}}(?:post|loker|laatik|kirje)", re.IGNORECASE
)
_FLAT_FIRST = re.compile(  # lgh 9, Kaptensgatan 12
    rf"(?<![\w])(?:lgh|as|asunto|bst|huoneisto|flat|apt|rappu)\.?{SPACE}?(?:[A-Z]{SPACE}?)?[0-9]{{1,3}},?{SPACE}$",
    re.IGNORECASE,
)


def street_addresses(text: str) -> Iterator[Span]:
    """Yield street names followed by a number, in any case form ("Satakunnankadulla 12 B 4")."""
    yield from scan("address", _WORD_NUMBER, text, _street_address)
    yield from scan("address", _PARTED, text, _parted)
    if _MAY_BE_FIRST.search(text):
        yield from scan("address", _NUMBER_FIRST, text, _number_first)
    yield from scan("address", _BOX, text, _box)
    yield from scan("address", _LINE, text, _line)
    if _GLUED_NUMBER.search(text):
        yield from scan("address", _GLUED, text, _glued)


_GLUED_NUMBER = re.compile("[1-9](?<=[aäeunot][1-9])")
_GLUED = re.compile(  # Koivutie3
    rf"(?<![{LETTER}-])[{LETTER}-]{{3,30}}(?:katu|kadulla|kadulta|kadun|tie|tiellä|tieltä|kuja|kujalla|polku|polulla|raitti|gatan|vägen)[1-9][0-9]{{0,2}}(?![0-9])",
    re.IGNORECASE,
)


def _glued(text: str, match: re.Match[str]) -> Found | None:
    if match[0].casefold().startswith((*_NO_STREET, *_ANY_STREET)) or _UNIT.match(text, match.end()):
        return None
    tail = _TAIL.match(text, match.end())
    return match.start(), tail.end() if tail is not None else match.end(), 0.6, "address"


_LINE = re.compile(  # kolmas linja 5 a 3, 3. linja 5
    rf"(?<![\w-])(?:(?i:ensimmäinen|toinen|kolmas|neljäs|viides)|[1-5]\.){SPACE}linja(?:n|lla|lta|lle|ssa|sta)?{SPACE}[1-9][0-9]?(?![0-9]|[.,:][0-9])"
)


def _line(text: str, match: re.Match[str]) -> Found | None:
    tail = _TAIL.match(text, match.end())
    end = tail.end() if tail is not None else match.end()
    return None if _UNIT.match(text, match.end()) else (match.start(), end, 0.6, "address")


def _box(text: str, match: re.Match[str]) -> Found | None:
    """Accept a post-office box where a postcode follows or post is spoken of."""
    place = _PLACE_NEXT.match(text, match.end())
    if place is not None and (place[1].casefold().startswith(TOWNS) or is_place(place[1])):
        return match.start(), match.end(), 0.5, "address"
    told = _BOX_AFTER.match(text, match.end()) or _BOX_TOLD.search(before(text, match.start(), 60) + match[0])
    return (match.start(), match.end(), 0.5, "address") if told else None


def _number_first(text: str, match: re.Match[str]) -> Found | None:
    word = match[1]
    street = _STREET.fullmatch(word) and not word.casefold().startswith(_NO_STREET)
    return (match.start(), match.end(), 0.7, "address") if street else None


def _street_address(text: str, match: re.Match[str]) -> Found | None:
    word = match[1]
    capital = word[0].isupper()
    dot = text[match.end(1)] == "."
    plain = _STREET.fullmatch(word) is not None
    abbreviated = dot and capital and word[-1] in "kt" and len(word) > 4 and not plain
    tail = _TAIL.match(text, match.end())
    housed = (
        tail is not None and tail.end() > match.end() + 1 or LIVES.search(before(text, match.start(), 40)) is not None
    )
    if abbreviated and housed and not _UNIT.match(text, match.end()):  # osoite Kirkkot. 12, Kirkkok. 12 A 3
        return match.start(), tail.end() if tail is not None else match.end(), 0.5, "address"
    if dot and not (capital and (word[-2:] in ("nk", "NK", "sk") or word[-1] == "t") and len(word) > 4 and not plain):
        return None
    year = len(match[2]) == 4 and 1900 <= int(match[2]) <= 2035 and not _POST_AFTER.match(text, match.end())
    road = word.casefold().startswith(_NO_STREET) and "kat" not in word and "kad" not in word
    if road or year or _UNIT.match(text, match.end()):
        return None
    tail = _TAIL.match(text, match.end())
    end = tail.end() if tail is not None else match.end()
    if not dot and not plain and not _CAPITAL_STREET.fullmatch(word):
        return _other_word(text, match, end)
    if not capital and (word.endswith("tien") or word.startswith(_ANY_STREET)):
        return None  # a plural, a main street
    if not capital and _PLURAL.search(word) or _THOUSANDS.match(text, match.end()) or _ORDINAL.match(text, match.end()):
        return None
    if dot and end == match.end() and not (word[-1] == "k" or _POST_AFTER.match(text, end)):
        return None
    score_line = _RANGE.fullmatch(text, match.start(2), end)
    if not plain and score_line is not None and int(score_line[1]) >= int(score_line[2]):
        return None  # the result of a game
    if not plain and end == match.end() and _PARTITIVE.match(text, end):
        return None
    score = 0.9 if capital and plain else 0.7
    older = _ADJECTIVE.search(before(text, match.start(), 16)) if capital else None
    start = match.start() - (len(older[0]) if older is not None else 0)
    flat = _FLAT_FIRST.search(before(text, start, 24))
    start -= len(flat[0]) if flat is not None else 0
    return start, end, score, "address" if capital else "address_lower"


def _other_word(text: str, match: re.Match[str], end: int) -> Found | None:
    """Accept a word that names no kind of street where a postcode, a flat or a word of living tells of an address."""
    if _POST_AFTER.match(text, end) and (match[1][0].isupper() or _WEAK_STREET.fullmatch(match[1])):
        return match.start(), end, 0.7, "address"
    near = before(text, match.start(), 40)
    living = LIVES.search(near) is not None
    if match[1][0].isupper() and not match[1].isupper():
        if living and len(match[1]) > 4 and (end > match.end() + 1 or _CLOSED.match(text, end)):
            return match.start(), end, 0.5, "address"
    elif _WEAK_STREET.fullmatch(match[1]) and (
        living and _CLOSED.match(text, end) or _STAIR_LOW.match(text, match.end())
    ):
        return match.start(), end, 0.5, "address_lower"
    return _with_stair(text, match)


def _with_stair(text: str, match: re.Match[str]) -> Found | None:
    """Accept any capitalised word that a number, a stair and a flat follow: Kuusikko 3 B 12."""
    if not match[1][0].isupper() or match[1].isupper() or len(match[2]) > 3:
        return None
    stair = _STAIR.match(text, match.end())
    if stair is None and len(match[1]) > 4 and not _NO_HOUSE.match(match[1]):
        stair = _STAIR_ALONE.match(text, match.end())
    if stair is None:
        return None
    return match.start(), stair.end(), 0.5, "address"


def _parted(text: str, match: re.Match[str]) -> Found | None:
    owner = _OWNER.search(before(text, match.start(), 60))
    if owner is None or _UNIT.match(text, match.end()) or not _GENITIVE.search(owner[0].rstrip()):
        return None
    stair = _STAIR.match(text, match.end()) is not None
    road = match[0].casefold().startswith(_NO_STREET) and "ispalan" not in owner[0] and not stair
    if _THOUSANDS.match(text, match.end()) or _ORDINAL.match(text, match.end()):
        return None
    if road or re.search(r"(?:19|20)[0-9]{2}$", match[0]) or _NO_OWNER.search(owner[0]):
        return None
    tail = _TAIL.match(text, match.end())
    return match.start() - len(owner[0]), tail.end() if tail is not None else match.end(), 0.8, "address"


_NO_OWNER = re.compile(
    r"(?:[Ll]iikenteen|Bussin|Junan|Ratikan|Linjan|Auton|Kelan|Asian|Lain|Valtion|Kunnan|Kaupungin|Hoivan|Tuen|Avun)\b"
)
