"""Registration plates of vehicles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, partial

from ._dictionary import readings
from ._span import DASH, FIRST_DIGIT, LETTER, SPACE, Found, Span, before, caseless, scan

_SIGN = rf"(?:{SPACE}?(?:{DASH}|[/_·•]){SPACE}?|{SPACE}{{1,2}}|[.:](?=[0-9])|)"
_PLATE = re.compile(rf"(?<![\w-])([{LETTER}]{{2,3}})({_SIGN})([1-9][0-9]{{0,3}})(?![\w-]|[.,:/][0-9])")
_ZERO = re.compile(
    rf"(?<![\w-])([{LETTER}]{{3}})({_SIGN})(0[0-9]{{1,2}}|[0-9]-[0-9])(?![\w-]|[.,:/][0-9])"
)  # njr 026, IVX 2-8
_BOAT = re.compile(rf"(?<![\w-])[A-ZÅÄÖ]{{1,2}}(?:{DASH}|{SPACE})?[0-9]{{3,6}}(?![\w-]|[.,:/][0-9])")
_OF_BOATS = re.compile(
    rf"(?<![{LETTER}])(?:[{LETTER}-]{{0,16}}vene|jolla|jolan|laiva|alus|alukse|purje|soutu|soutaa|soutel|perämoot|buster|terhi|silver|yamarin|båt|boat|vesiskoot|vesijet|jet-?ski|moottorikelk|kelka|kelkka|mönkij|traktor)[a-zåäö]{{0,8}}"
    rf"[^.!?0-9]{{0,30}}$",
    re.IGNORECASE,
)
_TURNED = re.compile(  # 482-HJK of mopeds, TS 14 BRX, 123 ABC of other countries
    rf"(?<![\w.,-])[0-9]{{1,3}}(?:{SPACE}?{DASH}{SPACE}?|{SPACE})?(?:[A-ZÅÄÖ]{{3}}|(?<=[-–])[a-zåäö]{{3}})(?![\w-])"
)
_TOLD_PLATE = re.compile(
    r"rekister|rekkari|rek[.]? ?(?:nro|n:o|tunnus)|\bre[kg]\b|kilpi|kilve|kilvi|registernum|reg\.?nr|plate|tunnuksi",
    re.I,
)
_VEHICLE = re.compile(
    r"rekister|rekkari|rekka|\bre[kg]|auto|moottoripyör|moottorikelk|mopo|mopedi|kilpi|kilve|kilvi|ajoneuvo|skootteri|mönkijä"
    r"|pakettiau|\bpaku|peräkärry|perävaunu|traktori|taksi|taxi|kyyti|kyydi|kuljettaj|kuljetu|kuski|\baja[anv]|\bajo(?:i\b|ivat|ssa|neuv)|\bajel|kaahaa|kaahas|kurva"
    r"|registernum|\bbil(?:en|ar|ens)?\b|plate|parkki|parkkee|pysäköi|parker|mopbil|släpvagn|\bkör|\bcar\b|\bvan\b|vehicle|driv(?:es|ing|er)|drove|truck"
    r"|matkailuau|maasturi|farkku|kaara|menopeli|crossi|hinat|sakko|sakot|törmäs|peruutt|kolhi|naarmut|lommo|ambulans|yliajoi|renka|tankka|asuntovaun|farmari|avolava|kolar|vespa|passaat|yliajo|ajokiel|katsast|vakuutu(?:s|kse)"
    r"|audi\b|toyota|corolla|volvo|bemari|bmw|mersu|merced|opel|skoda|škoda|volkkar|volksw|\bvw|passat|nissan"
    r"|passaat|passat|\btoijo|\blexu|\bkuplavolkkari|volkka|mosse|\bbemu|\bbemar|\bfarkku|fordi|\bkorolla"
    r"|motorcyk|motorcycle|motorbike|moped|moottorip|prätkä|\bjawa|\bpappatunturi|tunturi\b|\bskoot|\bhiac"
    r"|\btransit|sprinter|ducato|caddy|touran|golffi|\bpolo\b|yaris|auris|avensis|kadett|astra|vectra|insignia"
    r"|qashqai|micra|\bceed\b|rio\b|sportage|\bsuperb|fabia|\baudin\b|mini cooper|range rover|\bjeep|hilux"
    r"|mazda|\bkia\b|hyundai|peugeot|renault|citro|fiat|saab|honda|subaru|mitsubi|lexus|tesla|\bford|focus|transit|hiace|octavia|\bgolf|dacia|suzuki|yamaha|lada\b",
    re.IGNORECASE,
)
_VEHICLE_AFTER = re.compile(
    rf"(?::[a-zåäö]{{1,4}})?{SPACE}?[-(,]?{SPACE}?(?:[a-zåäö]{{3,12}}{SPACE})?(?:merkki|rekister|kilp|auto|mopo|paku|pakettiau|bil\b|car\b|van\b|ajaa\b|ajaja|ajoi\b|ajeli|seiso|pysäköi|parkki|kaahas)"
    r"|[^.!?0-9]{0,24}(?:auto|kilpi|kilvet|rekisteri|mopo|pakettiau)",
    re.IGNORECASE,
)
_VEHICLE_BESIDE = re.compile(
    rf"(?:auto|rekkari|rekisteri(?:numero|tunnus)?|(?<![{LETTER}])re[kg]\.?|kilpi|kilvet|kilvissä|mopo|pyörä|reg\.?nr|taksi|traktori|rekka|kärry|vaunu"
    rf"|registernummer|(?<![{LETTER}])(?:bil|car|plate|paku|van))"
    rf"(?:[a-zåäö]{{0,6}})?(?:{SPACE}?[:,(]|{SPACE}(?:on|oli|nro|numero|tunnus|is|är|nimeltä))*{SPACE}?\(?$",
    re.IGNORECASE,
)
_DRIVEN = re.compile(rf"(?:\baja[anv]t?|ajo(?:i|ivat)|ajeli|ajelee|drives?|kör){SPACE}?:?{SPACE}$", re.IGNORECASE)
NO_PLATE = frozenset((
    "ICD", "ID", "BMW", "ISO", "DSM", "SFS", "STM", "THL", "VNK", "OPS", "COV", "SHL", "HE", "PL", "VT", "KT",
    "EUR", "KLO", "VKO", "SOS", "HUS", "EKG", "TK", "VR", "ELY", "TE", "CRP", "LDL", "IQ", "CX", "XC", "EV", "RAV",
    "GT", "GLC", "MX", "HR", "CR", "CRV", "DS", "WRX", "GTI", "TDI", "PHQ", "BDI", "MMSE", "ADHD", "LTO", "TA",
    "KHO", "KKO", "EU", "LS", "HO", "MRI", "CT", "OPO", "RAI", "TVT", "PCR", "HIV", "SIV", "KU",
))  # fmt: skip
_SMALL = frozenset((
    "ja", "on", "ei", "se", "ne", "me", "te", "he", "jo", "no", "yö", "oli", "jos", "kun", "nyt", "vai", "eli",
    "tai", "yli", "työ", "tie", "oon", "oot", "sai", "vei", "toi", "ois", "ali", "osa", "iso", "ku", "et", "ni",
    "sit", "mut", "klo", "kpl", "vko", "ajo", "mun", "sun", "hän", "mua", "sua", "tää", "nää", "nuo", "sen", "sil",
    "loi", "jäi", "joi", "lie", "nro", "vk", "kk", "pv", "eur", "max", "min", "ca", "nr", "är", "och", "för",
    "den", "det", "var", "kom", "the", "and", "was", "for", "had", "has", "got", "pyy", "alk", "per", "syy", "luo",
    "tuo", "kai", "puh", "gsm", "tel", "age", "ikä", "pvm", "vrk", "srk", "mrd", "sms", "hmm", "mm", "cm", "km",
    "kg", "mg", "ml", "dl", "tkl", "vaa", "nyk", "tod", "ks", "ym", "yms", "jne", "eka", "asu", "kuu", "maa",
    "van", "med", "vid", "kl", "än", "ett", "men", "hon", "han", "oik", "vas", "lvl", "top", "noi",
))  # fmt: skip


_SENTENCE_END = re.compile(r"^.*(?:\w{5}[.!?]{1,3} |\n)", re.DOTALL)


def plates(text: str) -> Iterator[Span]:
    """Yield registration plates: ABC-123, other forms where a vehicle is spoken of."""
    vehicles = _Vehicles(text)
    yield from scan("plate", _PLATE, text, partial(_plate, vehicles))
    yield from scan("plate", _TURNED, text, partial(_turned, vehicles), first=FIRST_DIGIT)
    if _HIDDEN_SIGN.search(text):
        yield from scan("plate", _PARTLY, text, partial(_partly, vehicles))
    if any(map(caseless(text).__contains__, _TOLD_BY)):
        yield from scan("plate", _TOLD_ONE, text, _told_one)
    yield from scan("plate", _ZERO, text, partial(_with_zero, vehicles))
    yield from scan("plate", _BOAT, text, _boat)


_TOLD_BY = ("rek", "kilp", "kilv", "plate", "registernum")
_HIDDEN_SIGN = re.compile(r"[0-9][xX?*]{1,2}(?!\w)|[?*][ -]?[0-9]")
_PARTLY = re.compile(  # ABC-1xx, AB?-123
    rf"(?<![\w-])(?:[{LETTER}]{{2,3}}{_SIGN}[0-9]{{1,2}}[xX?*]{{1,2}}|[{LETTER}]{{1,2}}[?*]{{1,2}}{_SIGN}[0-9]{{2,3}})(?![\w-])"
)
_TOLD_ONE = re.compile(  # kilvessä A-1, rekkari alkaa ABC
    rf"(?:(?i:rekkari|rekisteri|rek\.?{SPACE}?nro|kilpi|kilve|kilvi|plate|registernum)[a-zåäö]{{0,10}}(?::|{SPACE}(?i:on|oli|alkaa|alkoi|alku|loppuu|loppui|jotain|ehkä|numero|nro|luki|lukee|siis|is|är)){{0,3}}{SPACE}\"?)"
    rf"([A-ZÅÄÖ]{{1,3}}(?:(?:{DASH}|{SPACE})?[0-9]{{1,4}}|(?<=[A-ZÅÄÖ]{{3}})|(?<=[A-ZÅÄÖ]{{2}})))(?![\w-])"
)


def _partly(vehicles: _Vehicles, text: str, match: re.Match[str]) -> Found | None:
    told = vehicles.between(match.start() - len(before(text, match.start(), 80)), match.end() + 40)
    return (match.start(), match.end(), 0.5, "plate_told") if told else None


def _told_one(text: str, match: re.Match[str]) -> Found | None:
    return (match.start(1), match.end(1), 0.5, "plate_told") if match[1] not in NO_PLATE else None


def _boat(text: str, match: re.Match[str]) -> Found | None:
    """Accept the mark of a boat or a sledge where one is spoken of: U 48112, L-20714."""
    said = _OF_BOATS.search(before(text, match.start(), 60)) is not None
    return (match.start(), match.end(), 0.5, "plate_told") if said and not _WORD_UNIT.match(text, match.end()) else None


def _with_zero(vehicles: _Vehicles, text: str, match: re.Match[str]) -> Found | None:
    letters = match[1]
    if letters.lower() in _SMALL or letters.upper() in NO_PLATE or not (letters.isupper() or letters.islower()):
        return None
    near = len(before(text, match.start(), 80))
    told = vehicles.between(match.start() - near, match.end() + 40) and (letters.isupper() or not _is_word(letters))
    return (match.start(), match.end(), 0.6, "plate_told") if told else None


def _is_word(word: str) -> bool:
    found = readings(word.lower())
    return found is None or bool(found)


class _Vehicles:
    """Where a text speaks of vehicles, found when first asked for, as the words are many and few texts need it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [vehicle.start() for vehicle in _VEHICLE.finditer(self._text)]

    def between(self, start: int, end: int) -> bool:
        """Return whether a vehicle is spoken of between two places."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end


def _turned(vehicles: _Vehicles, text: str, match: re.Match[str]) -> Found | None:
    start = match.start()
    if match[0][-3:].upper() in NO_PLATE or match[0][-3:].lower() in _SMALL:
        return None
    head = re.search(rf"(?<![{LETTER}0-9])[A-Z]{{1,3}}{SPACE}$", before(text, start, 5))
    start -= len(head[0]) if head is not None else 0
    told = vehicles.between(start - len(before(text, start, 60)), start) or _VEHICLE_AFTER.match(text, match.end())
    if not match[0][1].isdigit() and not _VEHICLE_BESIDE.search(before(text, start, 40)):
        return None
    return (start, match.end(), 0.7, "plate_told") if told else None


def _plate(vehicles: _Vehicles, text: str, match: re.Match[str]) -> Found | None:
    letters, gap, number = match.groups()
    upper, joint = letters.isupper(), gap.strip(" \u00a0\u202f")
    small = letters.lower() in _SMALL
    dashed = upper and joint and len(letters) == 3
    if small and not dashed or (len(number) == 4 and not (upper and letters in ("CD", "C"))):
        return None
    if not joint and _WORD_UNIT.match(text, match.end()):
        return None
    near = before(text, match.start(), 60)
    near = _SENTENCE_END.sub("", near)
    vehicle = vehicles.between(match.start() - len(near), match.start())
    told = vehicle and _TOLD_PLATE.search(near) is not None
    if small and not vehicle or letters.upper() in NO_PLATE and not (told and upper and joint):
        return None
    beside = (vehicle or "pyör" in near) and bool(_VEHICLE_BESIDE.search(near) or _DRIVEN.search(near))
    if not gap:  # abo24
        if len(letters) == 3 and upper and len(number) == 3:
            beside = beside or vehicles.between(match.start() - len(before(text, match.start(), 120)), match.end() + 60)
        if vehicle and len(letters) == 3 and len(number) == 3 and letters.islower() and not _is_word(letters):
            return match.start(), match.end(), 0.5, "plate_told"  # volvo ynt340
        odd = len(letters) == 3 and not letters[1:].isupper() or not upper
        fits = beside or (len(number) > 1 and (told or vehicle and upper and len(letters) == 3))
        return (match.start(), match.end(), 0.6, "plate_told") if fits and (upper or odd) else None
    if not joint and not upper and not vehicle and len(letters + number) != 6:
        return None
    after = _VEHICLE_AFTER.match(text, match.end()) is not None
    formed = upper and len(letters) == 3 and len(number) > 1 or joint and upper and len(number) > 1
    if formed and not vehicle and not after:  # the vehicle may be told of further off
        after = vehicles.between(match.start() - len(before(text, match.start(), 160)), match.end() + 100)
    if not joint and not (upper and len(letters) == 3 and len(number) > 1):
        far = 120 if len(letters + number) in (5, 6) and len(letters) == 3 else 0
        if far and letters[1:].islower() and not _is_word(letters):  # fuj 770 traktori
            aside = vehicles.between(match.start() - len(before(text, match.start(), far)), match.end() + 60)
            if aside and len(number) > 1:
                return match.start(), match.end(), 0.5, "plate_told"
        spelt = vehicle and not _SPOKEN_LETTER.search(letters)
        spelt = spelt or (vehicle or after) and len(letters + number) == 6 and not _is_word(letters)
        fits = spelt or beside and (upper or len(number) > 1) or (vehicle or after) and upper and len(letters) == 3
        return (match.start(), match.end(), 0.6, "plate_told") if fits else None
    if vehicle or after:
        return match.start(), match.end(), 0.8, "plate_told"
    if not joint and len(number) == 3:
        shouted = before(text, match.start(), 14).rstrip().split()[-1:]  # one word in capitals among others
        lone = not _is_word(letters) and not (shouted and shouted[0].isupper() and len(shouted[0]) > 2)
        return (match.start(), match.end(), 0.4, "plate") if lone and not _OF_THINGS.search(near[-24:]) else None
    if not upper and joint and len(gap) == 1 and joint in "-–" and letters.islower() and len(letters + number) == 6:
        return match.start(), match.end(), 0.5, "plate"
    if (
        upper
        and joint
        and len(letters) == 3
        and (len(number) == 3 or len(gap) == 1 and joint in "-–" and len(number) == 2)
    ):
        return match.start(), match.end(), 0.7, "plate"
    return None


_OF_THINGS = re.compile(
    r"tuote|malli|lomak|kone|laite|juna|lento|bussi|linja|huone|luok|tila|kurssi|reitti|koodi|versio|asema",
    re.IGNORECASE,
)
_SPOKEN_LETTER = re.compile("[aeiouyåäö]", re.IGNORECASE)  # a word has one
_WORD_UNIT = re.compile(
    rf"{SPACE}?(?:[€%§]|a §|luvu|luku|mom|e\b|euro|eur|km|kk|v\b|vuo|h\b|tunt|kert|kg|kpl|min)", re.IGNORECASE
)
