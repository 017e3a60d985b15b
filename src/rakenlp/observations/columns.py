"""Names of columns: Finnish aliases, other spellings seen in exports, contact columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TEXT_FIELDS = ("description", "effects", "societal_links")
FREE_FIELDS = (*TEXT_FIELDS, "proposal")
CONTROLLED_FIELDS = ("respondent_group", "channel", "valence", "recurrence")
CONTACT = "contact"

# English name -> Finnish alias of the contract, then other headers seen in exports of form platforms.
_ALIASES = {
    "observation_id": """
        ilmoitus_id, havainto_id, ilmoituksen id, ilmoitusnumero, id, tunniste, tunnus, vastaus id,
        vastauksen id, vastausnumero, report id, response id, submission id, anmälan id, svars id
    """,
    "received_date": """
        saapunut_pvm, saapunut, saapumispäivä, päivämäärä, pvm, päiväys, aikaleima, lähetetty,
        lähetysaika, lähetyspäivä, vastausaika, vastauspäivä, vastattu, ilmoituspäivä, luotu,
        luontiaika, päättymisaika, valmistumisaika, date, received, timestamp, submitted, submitted
        at, submission date, completion time, created, created at, datum, inkommen, inkom,
        tidsstämpel, inskickad, slutförandetid
    """,
    "channel": "kanava, ilmoituskanava, tiedonkeruukanava, lähde, kanal, source",
    "respondent_group": """
        vastaajaryhma, vastaajan rooli, ilmoittajaryhmä, ilmoittajan rooli, ilmoittajataho, rooli,
        roolini, roolisi, missä roolissa vastaat, kuka olet, respondent, role, your role,
        respondentgrupp, svarandegrupp, svarargrupp, roll
    """,
    "service_line": """
        palvelulinja, palvelualue, service, tjänstelinje, servicelinje, serviceområde
    """,
    "municipality": """
        kunta, kotikunta, asuinkunta, paikkakunta, kaupunki, kunta tai kaupunki, kommun, hemkommun,
        ort, city, town
    """,
    "county": "hyvinvointialue, hva, välfärdsområde, wellbeing services county, region",
    "target_group": """
        kohderyhma, asiakasryhmä, ketä havainto koskee, keitä havainto koskee, målgrupp
    """,
    "description": """
        kuvaus, havainto, havainnon kuvaus, havaintosi, ilmoitus, ilmoituksen kuvaus, ilmiön kuvaus,
        teksti, vapaa teksti, avoin vastaus, avovastaus, vastaus, viesti, palaute, kommentti, kuvaa
        havaintosi, kuvaile havaintosi, kerro havainnostasi, mitä olet havainnut, mitä havaitsit,
        text, observation, message, feedback, comment, beskrivning, iakttagelse, observationen,
        fritext, meddelande, beskriv din iakttagelse, kommentar
    """,
    "effects": """
        vaikutukset, vaikutus, seuraukset, mitä vaikutuksia, effekter, konsekvenser, impact, impacts
    """,
    "societal_links": """
        syyt_yhteydet, syyt, yhteydet, syyt ja yhteydet, yhteiskunnalliset yhteydet, orsaker,
        samband, orsaker och samband, causes, causes and links
    """,
    "proposal": """
        ehdotus, ehdotukset, parannusehdotus, parannusehdotukset, muutosehdotus, toimenpide-ehdotus,
        toimenpide-ehdotukset, kehittämisehdotus, förslag, åtgärdsförslag, suggestion, proposals
    """,
    "valence": "savy, havainnon sävy, ton, tone",
    "recurrence": "toistuvuus, yleisyys, kuinka usein, upprepning, frekvens, frequency",
    "phenomenon_self": """
        ilmiovalinta, ilmiö, mihin ilmiöön havainto liittyy, teema, aihe, fenomen, tema, phenomenon,
        theme, topic
    """,
    "contact_given": "yhteystieto annettu",
}

_ALIAS_LISTS = {name: [alias.strip() for alias in aliases.split(",")] for name, aliases in _ALIASES.items()}
NAMES = tuple(_ALIASES)
FINNISH = {name: aliases[0] for name, aliases in _ALIAS_LISTS.items()}

_CONTACT_ALWAYS = re.compile(
    r"\b(?:yhteystie\w*|yhteydenotto(?:tie\w*|osoite)|kontaktuppgift\w*|henkilötunnu\w*|hetu|personbeteckning\w*|"
    r"personnummer|nimesi|puhelinnumero(?:si|nne)|sähköposti(?:si|osoitteesi)|ditt namn|din e ?post\w*|"
    r"ditt telefonnummer|your (?:full )?(?:name|e ?mail|phone)|social security number|ssn|"
    r"contact (?:details|information|info))\b"
)
_PERSON = (
    r"(?:vastaajan|ilmoittajan|lähettäjän|yhteyshenkilön|asiakkaan|läheisen|huoltajan|oma|koko|sinun|"
    r"your|full|din|ditt)"
)
_CONTACT_SHORT = re.compile(
    r"(?:" + _PERSON + r" )?(?:"
    r"yhteys|contact|kontakt|"
    r"(?:s|säh|sähkö)[ -]?posti(?:osoite|osoitteesi|si|nne)?|sähköpostiosoitteesi|e ?mail(?: address)?|"
    r"e ?post(?:adress)?|"
    r"puh|puhnro|puh nro|puhelin|puhelimesi|puhelinnumero(?:si|nne)?|puhelinnro|matkapuhelin(?:numero)?|gsm|kännykkä|"
    r"phone(?: number)?|telephone(?: number)?|mobile(?: phone| number)?|telefon(?:nummer)?|mobil(?:nummer)?|tel|"
    r"nimi|nimesi|nimeni|etunimi|sukunimi|etu ja sukunimi|sukunimi ja etunimi|yhteyshenkilö|lähettäjä|"
    r"name|first name|last name|surname|family name|namn|förnamn|efternamn|sender|avsändare|"
    r"osoite|osoitteesi|lähiosoite|katuosoite|kotiosoite|postiosoite|address|street address|home address|"
    r"adress|gatuadress|hemadress|ip|ip osoite|ip address|ip adress|syntymäaika|födelsetid|date of birth|"
    r"käyttäjänimi|username|användarnamn|(?:asiakas|potilas|jäsen) ?(?:numero|nro|tunnus|id)(?:si|nne)?|"
    r"(?:kund|klient|patient|medlems)(?:nummer| ?id)|(?:client|customer|patient|member) (?:number|id)"
    r")(?: (?:ja|tai|och|eller|and|or) (?:puhelin|puhelinnumero|sähköposti|phone|email|telefon|e ?post|nimi))*"
)
_CONTACT_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|(?:\+|00)358[\d\s()-]{6,14}|0[45]\d[\d\s-]{5,10}|(?:358)?(?:4\d{8}|50\d{7})|"
    r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]"
)
_LONGEST_HEADER = 500  # nothing longer is the name of a column
_NOT_LETTERS = re.compile(r"[\W_]+")
_LEADING_NUMBER = re.compile(r"^\s*(?:(?:kysymys|fråga|question|k|q)\s*)?\d{1,3}\s*[.):]\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def fold(name: str) -> str:
    """Reduce a name to what is compared: lower case, no diacritics, spaces, underscores or punctuation.

    Examples
    --------
    >>> fold("Vastaaja ryhmä:") == fold("vastaajaryhma")
    True
    """
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKD", name.casefold()))


_BY_FOLDED = {fold(alias): name for name, aliases in _ALIAS_LISTS.items() for alias in (name, *aliases)}
_PRIMARY = {fold(alias): name for name, aliases in _ALIAS_LISTS.items() for alias in (name, aliases[0])}


def recognise(header: str) -> str | None:
    """Return the name of a column by its header, ``"contact"`` for contact details, None if unknown.

    Examples
    --------
    >>> recognise("Saapunut pvm"), recognise("Sähköposti"), recognise("Toimipiste")
    ('received_date', 'contact', None)
    """
    if len(header) > _LONGEST_HEADER:
        return None
    for candidate in _spellings(header):
        found = _BY_FOLDED.get(fold(candidate))
        if found:
            return found
    return CONTACT if is_contact_header(header) else None


def is_primary(header: str) -> bool:
    """Tell whether the header is the very name or Finnish alias of the contract, not another spelling."""
    return any(fold(candidate) in _PRIMARY for candidate in _spellings(header))


def _spellings(header: str) -> Iterable[str]:
    numberless = _LEADING_NUMBER.sub("", header)
    return header, numberless, _IN_BRACKETS.sub(" ", numberless)


def is_contact_header(header: str) -> bool:
    """Tell whether a header asks for the contact details of a person."""
    words = " ".join(re.sub(r"[^\w]+", " ", unicodedata.normalize("NFC", header).lower().replace("_", " ")).split())
    without_brackets = " ".join(re.sub(r"[^\w]+", " ", _IN_BRACKETS.sub(" ", header).lower()).split())
    numberless = re.sub(r"^\d+ ", "", words)
    return bool(
        _CONTACT_ALWAYS.search(words)
        or any(_CONTACT_SHORT.fullmatch(form) for form in (words, without_brackets, numberless))
    )


def holds_contacts(values: Iterable[object]) -> bool:
    """Tell whether at least half of the filled cells are an email address, phone number or identity code.

    A phone number in a cell of numbers has lost its zero: 401234567.
    """
    numbers = (f"{value:.0f}" if isinstance(value, (int, float)) and value == value else value for value in values)
    filled = [value.strip() for value in numbers if isinstance(value, str) and value.strip()]
    hits = sum(bool(_CONTACT_VALUE.fullmatch(value)) for value in filled)
    return bool(filled) and hits * 2 >= len(filled)


def name_from_user(name: str) -> str | None:
    """Return the English name for a name or Finnish alias written by a person in a mapping, or None."""
    folded = fold(name)
    if folded in (CONTACT, "yhteystieto", "yhteystiedot"):
        return CONTACT
    return _PRIMARY.get(folded)
