"""What may tell a person by circumstances: a list for people to check before anything is published."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..texts import text as say

if TYPE_CHECKING:
    import pandas as pd

#: Codes of the reasons, the surest first.
CODES = ("only_one", "unit_and_profession", "rare_diagnosis", "unique_combination", "rare_combination")

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
_UNTOLD = frozenset(("", "ei_kerrottu", "muu", "None", "nan"))


def identifying(observations: Any, assignments: Any, k: int = 5) -> pd.DataFrame:
    """List the observations that may tell a person by circumstances, for a person to check before publishing.

    No rule finds them all, and most of what is listed is harmless: it is a list to read, not a decision.

    Parameters
    ----------
    observations : Observations or DataFrame
        As read by :func:`rakenlp.read_observations`, or its ``frame``.
    assignments : Analysis or DataFrame
        Tells the phenomenon of each observation: an analysis, or its ``observations`` (observation_id,
        phenomenon_id).
    k : int, default=5
        A municipality, respondent group and phenomenon together are rare where fewer observations than this have them.

    Returns
    -------
    DataFrame
        observation_id, code and reason (in words, without the text), the surest first: "only_one" (a phrase such as
        "the only one in the village"), "unit_and_profession", "rare_diagnosis" (and a place is known),
        "unique_combination" and "rare_combination" of municipality, respondent group and phenomenon. An observation
        may have several rows.

    Raises
    ------
    ParameterError
        If a parameter is of a wrong type.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.privacy import identifying
    >>> obs = rakenlp.read_observations(["Olemme kunnan ainoa kurdiperhe, tulkkia ei saa.", "Vuokra on rästissä."])
    >>> identifying(obs, rakenlp.analyse(obs))["code"].tolist()
    ['only_one']
    """
    import pandas as pd

    if isinstance(k, bool) or not isinstance(k, int) or k < 2:
        raise ParameterError(
            "parameter", name="k", owner="identifying", expected=say("privacy.expected_k_of_people"), received=k
        )
    frame, texts = _observations(observations)
    found: list[tuple[str, str, str]] = []
    places = [_told(value) for value in _column(frame, "municipality")]
    for key, text, place in zip(frame.index, texts, places, strict=True):
        low = text.lower()
        for code, (hints, pattern) in _TEXTS.items():
            told = any(map(low.__contains__, hints)) and pattern.search(low) is not None
            if code == "rare_diagnosis":
                told = bool(place) and (told or _ALS.search(text) is not None)
            if told:
                found.append((str(key), code, say(f"privacy.role_{code}")))
    found += _combinations(frame, places, assignments, k)
    order = {code: at for at, code in enumerate(CODES)}
    found.sort(key=lambda row: order[row[1]])  # stable: the order of the observations within a code
    columns = ("observation_id", "code", "reason")
    return pd.DataFrame({name: pd.Series([row[at] for row in found], dtype=object) for at, name in enumerate(columns)})


def _combinations(frame: pd.DataFrame, places: list[str], assignments: Any, k: int) -> list[tuple[str, str, str]]:
    phenomena, names = _assignments(assignments)
    groups = [_told(value) for value in _column(frame, "respondent_group")]
    keys = [
        (place.casefold(), group, phenomena.get(str(key), ""))
        for key, place, group in zip(frame.index, places, groups, strict=True)
    ]
    counts = Counter(key for key in keys if all(key))
    found = []
    for key, place, (low, group, phenomenon) in zip(frame.index, places, keys, strict=True):
        n = counts.get((low, group, phenomenon), k)
        if n >= k:
            continue
        code = "unique_combination" if n == 1 else "rare_combination"
        name = names.get(phenomenon, phenomenon)
        reason = say(f"privacy.role_{code}", n=n, place=place, group=_group(group), phenomenon=name)
        found.append((str(key), code, reason))
    return found


def _group(code: str) -> str:
    try:
        return say(f"kooste.voice_{code}")
    except KeyError:
        return code


def _observations(given: Any) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    from ..observations.observations import texts_of

    frame = given if isinstance(given, pd.DataFrame) else getattr(given, "frame", None)
    if not isinstance(frame, pd.DataFrame):
        raise _wrong("observations", "read_observations(...)", given)
    return frame, list(given.texts) if frame is not given else texts_of(frame)


def _assignments(given: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return the phenomenon of each observation, and the names of phenomena where they are known."""
    import pandas as pd

    table = given if isinstance(given, pd.DataFrame) else getattr(given, "observations", None)
    if not isinstance(table, pd.DataFrame) or not {"observation_id", "phenomenon_id"} <= set(table.columns):
        raise _wrong("assignments", "analyse(...), analyse(...).observations", given)
    phenomena = getattr(given, "phenomena", None)
    names = {} if phenomena is None else dict(zip(phenomena["phenomenon_id"], phenomena["name"], strict=True))
    pairs = zip(table["observation_id"], table["phenomenon_id"], strict=True)
    return {str(key): _told(value) for key, value in pairs}, {str(key): str(name) for key, name in names.items()}


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    return frame[name].tolist() if name in frame else [None] * len(frame)


def _told(value: Any) -> str:
    told = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if told in _UNTOLD else told


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError(
        "parameter", name=name, owner="identifying", expected=expected, received=type(received).__name__
    )
