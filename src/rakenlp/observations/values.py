"""Values of the controlled fields, as they are written in exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .columns import fold

RESPONDENT_GROUPS = (
    "asiakas",
    "kokemustoimija",
    "asukas",
    "läheinen",
    "ammattilainen",
    "viranomainen",
    "järjestö",
    "seurakunta",
    "oppilaitos",
    "muu",
    "ei_kerrottu",
)
CHANNELS = (
    "avoin_lomake",
    "rake_vartti",
    "kysely",
    "etsivä_työ",
    "yhteisösosiaalityö",
    "perhekeskus",
    "näkymä",
    "muu",
)
VALENCES = ("epäkohta", "myönteinen", "neutraali")
RECURRENCES = ("yksittäinen", "toistuva", "lisääntynyt", "en_tiedä")
CONTROLLED: dict[str, tuple[str, ...]] = {
    "respondent_group": RESPONDENT_GROUPS,
    "channel": CHANNELS,
    "valence": VALENCES,
    "recurrence": RECURRENCES,
}
NOT_TOLD = "ei_kerrottu"
OTHER = "muu"

# Beginnings of folded words, in the order in which they decide: "asiakkaan läheinen" is a läheinen,
# "seurakunnan työntekijä" a seurakunta. "=" asks for the whole word, "*" looks inside it too.
_STEMS = {
    "respondent_group": {
        "kokemustoimija": "kokemus erfarenhets experience expertbyexperience vertais",
        "läheinen": """
            laheis laheine omai omais perheenjas vanhempi =aiti =isa sukulai naapuri ystav anhorig
            narstaende relative family friend neighbo kaveri puoliso huoltaja
        """,
        "seurakunta": "seurakun kirk diakoni forsamling parish church congregation",
        "järjestö": """
            jarjest yhdist kolmassektori kolmannensektor saatio organisation organization forening
            ngo association
        """,
        "oppilaitos": """
            oppilait koulu opetta opett kuraattor lukio opisto yliopisto ammattikorkea =skola
            =skolan laroanstalt larar school teacher universit
        """,
        "asukas": "asukas asukk kuntalai kaupunkilai kansalai invanar resident citizen inhabitant",
        "viranomainen": """
            viranomai viranom poliisi =kela =kelan kunnan kaupungin ulosot migri tetoimisto
            tyollisyysa myndighet authorit police =fpa oikeusaput edunvalv rikosseur
        """,
        "ammattilainen": """
            ammatti *tyontekij *hoitaja *ohjaaj laakari henkilok henkilost esihenk esimies johtaja
            professional yrkes anstalld personal employee staff worker viranhaltija
            hyvinvointialueen
        """,
        "asiakas": """
            asiakas asiakka palvelunkayt palveluidenkay palvelujenkay potila kund klient client
            customer patient serviceuser brukare anvandare
        """,
        "muu": "muu =annan annat other ovrig",
    },
    "channel": {
        "rake_vartti": "rakevart",
        "etsivä_työ": "etsiva uppsokande outreach",
        "yhteisösosiaalityö": "yhteisosos yhteisoty samhallsarb community",
        "perhekeskus": "perhekesk familjecent familycent",
        "näkymä": "nakyma",
        "kysely": "kysely enkat survey questionnaire",
        "avoin_lomake": """
            avoin avoinlom lomake verkkolom sahkoinenlom webropol blankett formular oppet form
            webform opendigital
        """,
        "muu": "muu annan annat other ovrig",
    },
    "valence": {
        "epäkohta": "epakoh kieltei negatiiv huono ongelma puute missforh negativ problem",
        "myönteinen": "myontei positiiv hyva onnistu toimiva positiv positive good",
        "neutraali": "neutra kumpaakin sekaett molemp",
    },
    "recurrence": {
        "lisääntynyt": "lisaant kasvan yleistyn okat okande increas growing",
        "toistuva": "toist usein jatkuv useita monesti aterkom upprep ofta repeat recurr often",
        "yksittäinen": "yksitta kerran kertaluont ensimmai enstaka engang single once first",
        "en_tiedä": "entieda eitietoa enosaa eos vetinte vetej dontknow unknown",
    },
}
_NOT_TOLD = re.compile(
    r"(?:e[ni] (?:halua )?(?:kerro|kertoa|kerrottu|vastaa|vastata|sano|sanoa|ilmoitettu|ilmoita|tiedossa)|"
    r"anonyymi|tyhjä|ei|ei valittu|ei vastausta|vill inte (?:uppge|berätta|svara)|inte angivet|anonym|anonymous|"
    r"prefer not to say|not given|nan|none|null|n/?a|[-–—.?*\s]*)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:/|,|;|\+|&|\b(?:tai|ja|eller|och|or|and)\b)\s*")
_BRACKETS = re.compile(r"\([^()]*\)")


def _pattern(stems: str) -> re.Pattern[str]:
    kinds = {"=": r"{}\b", "*": r"\w*{}"}
    parts = (kinds[stem[0]].format(stem[1:]) if stem[0] in kinds else stem for stem in stems.split())
    return re.compile("|".join(parts))


_RULES = {field: [(value, _pattern(stems)) for value, stems in rules.items()] for field, rules in _STEMS.items()}
_EXACT = {field: {fold(value): value for value in values} for field, values in CONTROLLED.items()}


def is_not_told(value: str) -> bool:
    """Tell whether a value of a controlled field says that nothing is told ("-", "en halua kertoa")."""
    return bool(_NOT_TOLD.fullmatch(value.strip().replace("_", " ")))


@lru_cache(maxsize=4096)
def controlled_value(field: str, value: str) -> tuple[str | None, bool]:
    """Return the controlled value that was meant, and whether it is certain.

    Parameters
    ----------
    field : {"respondent_group", "channel", "valence", "recurrence"}
    value : str
        As it was given.

    Returns
    -------
    meant : str or None
        None if the value is not known.
    certain : bool
        False if two different values were named ("asiakas, läheinen"); the first one is then returned.

    Examples
    --------
    >>> controlled_value("respondent_group", "Ammattilaiset (hva)")
    ('ammattilainen', True)
    >>> controlled_value("respondent_group", "Järjestö / yhdistys")
    ('järjestö', True)
    """
    exact = _EXACT[field].get(fold(value))
    if exact:
        return exact, True
    for form in (_BRACKETS.sub(" ", value), value):
        found = [meant for part in _PARTS.split(form) if (meant := _by_stems(field, part))]
        known = [meant for meant in found if meant != OTHER] or found
        if known:
            return known[0], len(set(known)) == 1
    return None, True


def _by_stems(field: str, part: str) -> str | None:
    exact = _EXACT[field].get(fold(part))
    if exact:
        return exact
    words = [fold(word) for word in re.split(r"[\s_-]+", part) if word]
    joined = ["".join(words[start : start + 3]) for start in range(len(words))]
    return next((value for value, stems in _RULES[field] if any(stems.match(word) for word in (*words, *joined))), None)


def translate(table: Mapping[str, str], value: str) -> str | None:
    """Look a value up in the translations of a mapping, first as written, then tolerantly."""
    if value in table:
        return table[value]
    folded = fold(value)
    return next((target for source, target in table.items() if fold(source) == folded), None)
