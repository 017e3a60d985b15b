"""Phrases by which a person may be known: the only one in a place, a unit and a profession, a rare disease."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_PLACE = (
    r"kyl[äi]|kun[nt]a|kunna|kaupun|pitäjä|paikkakun|koulu|luoka|yksikö|taajama|seurakun|srk|päiväko|saare|alue"
    r"|seudu|lukio"
    r"|rappu|rapu|rivitalo|talo[ns]|talossa|työpaika|asuinaluee|hyvinvointialue|by[ns]?(?!\w)|kommun|stad|skola"
    r"|ort|village|town|municipal|school"
)
_PERSON = (
    r"perhe|perhee|lap(?:si|sen|se)|nai(?:nen|se)|mie(?:s|he)|äiti|isä|oppila|asuk[ak]|maahanmuut|pakolai"
    r"|turvapaik|romani|saamelai|lääkäri|opetta"
    r"|ohjaaj|työntek|hoita|psykolog|kuraattor|diakon|pappi|kirkkoher|rehtor|poliisi|kätilö|tulkki|yksinhuolt"
    r"|vammai|transihmi|nuor[ei]|suku|leski"
    r"|familj|barn|kvinna|man(?!\w)|mamma|elev|invånare|läkare|lärare|familj|family|child|woman|mother|father"
    r"|doctor|teacher|pupil|resident"
)
_ONLY = re.compile(
    rf"(?<!\w)(?:{_PLACE})\w{{0,14}} (?:\w{{1,14}} )?ain(?:oa|oo|oana|oan|oat|oita|ut|una|uita|oalla|oalle|oassa)(?!\w)"
    rf"|(?<!\w)ain(?:oa|oo|oana|oan|oat|oista|oita|ut|una|uita|oalla"
    rf"|oalle) (?:\w{{1,20}}[ ,]){{0,2}}\w{{0,20}}(?:{_PERSON})"
    rf"|(?<!\w)ain(?:oa|oo|oana|oan|oat|ut"
    rf"|una) (?:[\w-]{{1,24}}[ ,]){{1,4}}[\w-]{{0,20}}(?:{_PLACE})\w{{0,10}}(?:ss[aä]|ll[aä]|n)(?!\w)"
    rf"|(?<!\w)(?:den|det|de) enda (?:\w{{1,20}} ){{0,2}}(?:\w{{0,14}}(?:{_PERSON})|\w{{1,20}} (?:i|på) )"
    rf"|(?<!\w)the only (?:\w{{1,20}} ){{0,2}}(?:\w{{0,14}}(?:{_PERSON})|\w{{1,20}} in )",
)
_UNIT = (
    r"(?:koulun|päiväkodin|terveysaseman|hoivakodin|palvelutalon|vanhainkodin|yksikön|seurakunnan|kylän|kunnan"
    r"|lukion|ryhmäkodin|lastenkodin|kirjaston|neuvolan"
    r"|asumisyksikön|perhekodin|hyvinvointiaseman|nuorisotalon|sairaalan|aseman|skolans|daghemmets"
    r"|församlingens|kommunens|enhetens|school's|unit's)"
)
_PROFESSION = (
    r"(?:apulaisrehtor|rehtor|johtaj|esimies|esihenkilö|vastaav|kuraattor|psykolog|terveydenhoitaj|lääkär"
    r"|kirkkoherr|diakon|diakonissa|papp|papi|kanttor"
    r"|sosiaalityöntek|sosiaaliohjaa|kunnanjohtaj|sihteer|talonmie|keittäj|siivooj|laitoshuolt|vahtimest"
    r"|erityisopett|rektor|föreståndar|kurator|läkare|kyrkoherd|psykolog|principal|headteacher|nurse|doctor)"
)
_ROLE = re.compile(
    rf"(?<!\w){_UNIT} (?:[\w-]{{1,20}} )?{_PROFESSION}\w{{0,8}}|(?<!\w)(?:rehtorina|kirkkoherrana"
    rf"|kunnanjohtajana|päiväkodin johtajana|kyläkoulun opettajana)(?!\w)",
)
_DIAGNOSIS = re.compile(
    r"(?<!\w)(?:erittäin |hyvin |todella )?harvinai\w{1,8} (?:[\w-]{1,20} )?(?:sairau|taut|oireyhtym|syndroo"
    r"|diagnoo|vamma|geeni)"
    r"|huntington|kystinen fibroosi|prader|angelman|rettin? oire|williamsin"
    r"|fragile|duchenn|lihasdystrofi|fenyyliketon|wilsonin taut"
    r"|tourette|narkoleps|hemofil|verenvuototau|porfyri|gaucher|fabryn|marfan|ehlers|sällsynt(?:a)? (?:sjukdom"
    r"|syndrom|diagnos)"
    r"|rare (?:disease|disorder|syndrome|condition|diagnosis)",
)
#: For texts in lower case; each is tried only where one of its hints stands.
_TEXTS = {
    "only_one": (("ainoa", "ainoo", "ainu", " enda", "the only"), _ONLY),
    "unit_and_profession": (("n ", "s "), _ROLE),
    "rare_diagnosis": (
        ("harvinai", "huntin", "fibroo", "oire", "syndr", "taut", "dystro", "tourette", "narkol", "hemofil", "porfyr")
        + ("duchenn", "marfan", "ehlers", "gaucher", "prader", "angelman", "fragile", "fabryn", "sällsynt", "rare "),
        _DIAGNOSIS,
    ),
}
_ALS = re.compile("(?<![A-Za-z])ALS(?![A-Za-z])")
_ONE = r"ain(?:oa|oo|oana|oan|oat|oita|ut|una|uita|oalla|oalle)"
_NO_OTHER = re.compile(
    rf"(?<!\w)(?:kukaan muu|kellään muulla|ei muita|ingen annan|nobody else|no one else) (?:[\w-]{{1,24}} ){{0,3}}?"
    rf"[\w-]{{0,12}}(?:{_PLACE})\w{{0,10}}"
)
_GRADES: tuple[tuple[str, str], ...] = (
    *(("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"), ("ht", "hd")),
    *(("kk", "k"), ("pp", "p"), ("tt", "t"), ("t", "d"), ("p", "v"), ("k", "")),
)
_VOWELS = "aeiouyäö"
_SOFTENING = _VOWELS + "lr"  # a single consonant changes after these
_SHORTEST = 4


def phrases_of(text: str, places: Sequence[str] = ()) -> list[str]:
    """Return the codes of the telling phrases of a text: "only_one", "unit_and_profession", "rare_diagnosis".

    Parameters
    ----------
    text : str
    places : sequence of str
        Beginnings of the municipalities of the data (:func:`place_stems`): places in which someone is the only one.

    Examples
    --------
    >>> phrases_of("Olen ainoa somali Ikaalisissa.", place_stems(["Ikaalinen"])), phrases_of("Vuokra nousi.")
    (['only_one'], [])
    """
    low = text.lower()
    found = [
        code for code, (hints, pattern) in _TEXTS.items() if any(map(low.__contains__, hints)) and pattern.search(low)
    ]
    if "only_one" not in found and (_NO_OTHER.search(low) or _only_in(low, tuple(places))):
        found.insert(0, "only_one")
    if "rare_diagnosis" not in found and _ALS.search(text):
        found.append("rare_diagnosis")
    return found


def place_stems(names: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings that names of municipalities keep in every case, in lower case.

    Examples
    --------
    >>> place_stems(["Tampere", "Ikaalinen", "Lahti"])
    ('ikaali', 'lahd', 'laht', 'tampe')
    """
    stems: set[str] = set()
    for name in names:
        for part in name.lower().replace("-", " ").split():
            if part.endswith("nen"):
                stems.add(part[:-3])
                continue
            weak = next(((strong, soft) for strong, soft in _GRADES if _alternates(part, strong)), None)
            if weak is None:
                stems.add(part[: max(_SHORTEST, len(part) - 2)])
            else:
                vowel = "" if part.endswith("i") or weak[1] else part[-1]
                stems |= {part[:-1], part[: -1 - len(weak[0])] + weak[1] + vowel}
    return tuple(sorted(stem for stem in stems if len(stem) >= _SHORTEST))


def _alternates(name: str, strong: str) -> bool:
    """Tell whether a name ends in these consonants and a vowel, so that they change in other cases."""
    before = name[: -1 - len(strong)][-1:]
    softens = len(strong) > 1 or (before and before in _SOFTENING)
    return bool(name[-1:] in _VOWELS and name[:-1].endswith(strong) and softens)


def _only_in(low: str, places: tuple[str, ...]) -> bool:
    if not places or not any(hint in low for hint in ("ain", "muu", " enda ", " only ")):
        return False
    return _of_places(places).search(low) is not None


@lru_cache(maxsize=16)
def _of_places(places: tuple[str, ...]) -> re.Pattern[str]:
    place = rf"(?:{'|'.join(map(re.escape, places))})\w{{0,12}}"
    one = rf"(?<!\w)(?:{_ONE}|kukaan muu|kellään muulla|ei muita|(?:den|det|de) enda|the only)"
    return re.compile(
        rf"{one} (?:[\w-]{{1,24}},? ){{0,4}}?{place}|(?<!\w){place} (?:[\w-]{{1,24}} ){{0,2}}?{_ONE}(?!\w)"
    )
