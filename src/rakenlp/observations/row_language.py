"""The language of one short text: Finnish, Swedish or English, or unknown where it cannot be told."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_LOOKED_AT = 4_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

# Common words that (nearly) only one of the languages has. Shared ones ("on", "en", "men", "he") are left out.
_WORDS = {
    "fi": """
        ja ei että oli ollut olen olet ovat olisi ole oo oon oot ois mutta kun kuin jos niin nyt sitten vain
        vaan myös sekä tai eli koska vaikka jotta joka jotka jonka mikä mitä missä mistä mihin miksi miten
        kuka ketä kenen kukaan kukaa mikään mitään mikää mitää minä minun minut minua minulle minulla mä mun
        mut mua mulle mulla sinä sä sun sulla hän hänen häntä hänelle hänellä me meidän meitä meille meillä
        meil te teidän heidän heitä heille heillä heil se sen sitä siitä siinä sille sillä ne niiden niitä
        niille tämä tämän tätä tässä tästä tää tän nämä nää näitä tuo tuon siis siellä sinne täällä tänne
        täältä siel tääl eikä eivät emme ette enää enään vielä aina usein taas jo kaikki kaikkea kaikille
        joku jotain jotakin jokin monta moni monet monen muut muita muu paljon vähän hyvin liian ihan tosi
        kanssa ilman ennen jälkeen mukaan vuoksi takia kautta asti saa saada saan saanut saavat voi voida
        voisi voin pitää pitäisi pitäs tulee tuli tulla tullut olla ollaan oltiin menee mennä meni haluan
        haluaa tarvitsen tarvii tarvitsee pääse pääsee jää jäi jätetään apua rahat rahaa raha vuokra lapsi
        lapset lasten nuoret äiti isä koti kotona kotiin työ töitä töissä vuotta kuukautta viikkoa päivää
        yksin koko kerran kertaa kaksi kolme neljä viisi asiakas asiakkaat asukas kela kelan puhelin jono
        jonot hoitoon lääkäri lääkäriin koulu koulussa ok kiitos hei täytyy pakko varaa enkä etten ettei
        mite tiiä tiedä tiedän sano sanoi sanottiin kysyn jaksa jaksaa jaksan pelkää pelkään asuu asun
        auttaa auta alla ku mul sul sekin toki enemmän vähemmän itte itse toinen kesken edelleen varmaan
        millon milloin loppu he just
    """,
    "sv": """
        och att är inte jag det som för med har på av till den om ett sig vi så kan ska var när från mig hon
        han honom henne min mitt mina din ditt dina sin sitt sina vår vårt våra er era deras dem dom de
        detta denna dessa där här vad vem vilken vilka varför hur eller utan efter innan under mellan genom
        mot över bara också redan alltid aldrig ingen inget inga någon något några allt alla mycket många
        mer mest bättre sämre får fick få vill måste borde skulle kunde hade blev blir bli blivit varit
        finns fanns ligger bor hjälp hjälpa barn barnen pengar hyra hyran skola skolan arbete jobb kommun
        kommunen ensam mamma pappa hemma sedan eftersom medan ännu igen ju nog väl då nu ut upp ner dit hit
        ens ändå e dig oss sej nåt nån nåra stängt vård läkare kö köer år veckor månader dagar saknas
        svenska finska klienten går kommer säger vet tack hej
    """,
    "en": """
        the and is are was were be been being have has had do does did not no of to that this these those
        with for from by at as it its i you he she they we me him her them us my your his their our who what
        when where why how which there here would could should will can can't cannot don't doesn't didn't
        isn't wasn't i'm i've it's because but or if then than after before about into out over only just
        even every never always nobody anyone someone nothing something more most less much many very too
        also again now still need needs help get got getting people person children kids school home house
        housing rent money food job work doctor health care social worker client clients family mother
        father alone lonely months weeks years days ago afford language english finnish speak understand
        told tell please thank thanks hello
    """,
    "other": """
        või mina sina meil mind sind keegi halb arsti liiga järjekord tema nad kuid aga kui ka mida väga
        siis oma pole minu ning olen oled oleme aitäh und ist nicht ich der die das ein eine sie wir mit für
        auf haben keine wird werden og ikke jeg av på til som har ikkje hvad hvor noget være blive mig dig
        waa iyo ku la ayaa lama wuxuu inay sidoo ee los las que una por para con pero muy est les des dans
        pour pas nous vous avec une du tengo el je ne nie jest się bardzo ale proszę mam ve bir bu için çok
        değil var nga dhe për është nuk
    """,
}
_LANGUAGES = ("fi", "sv", "en")
_WEIGHTS: dict[str, Counter[str]] = {language: Counter() for language in _WORDS}
for _language, _list in _WORDS.items():
    for _word in set(_list.split()):
        _shared = sum(_word in _others.split() for _others in _WORDS.values())
        _WEIGHTS[_language][_word] = 2 if _shared == 1 else 1

# Cues inside words: (pattern, weight). Finnish endings and letter pairs survive typos and dropped endings.
_CUES = {
    "fi": re.compile(
        r"(?:aa|ää|uu|ii|yy|öö|uo|yö|ie|äy|öy|kk|ksi|nsa|nsä|lk|ht|vä|hd|ään|jä|hä)|"
        r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|nut|nyt|nen|sti|iin|een|oon|aan|ään|sin|vat|vät|mme|tte|isi|ko|kö|"
        r"kin|kaan|kään|ut|yt|et|at|ät|is|us|ys|as|äs|a|ä|i|u|y|o|ö)\b"
    ),
    "sv": re.compile(
        r"å|(?:ck|skj|sj|tj|stj|ngs|ä[rnv]d|ör|för|gt|dd|mm|bb|nn[^aeiouyäö]|ff|gg|v[lr]|[bcdgfw])|"
        r"(?:ning|ningen|het|heten|ande|ende|arna|erna|orna|are|ade|ats|ar|er|or|en|et|na|st|ig|igt|isk|iskt|sk|rn|ts|d|g)\b"
    ),
    "en": re.compile(
        r"(?:th|wh|sh|gh|ph|qu|ow|ou|ea|ck|wa|we|wo|ch|oo[dkm]|ee[dnt]|[cwxzqbfg])|(?:ing|tion|ed|ly|ness|ment|ght|ed|er|es|s|y|e|d)\b"
    ),
}
# The build of a Finnish word: no foreign letters, no cluster at the start, an ending that Finnish words have.
_ENDINGS = {
    "fi": re.compile(r"(?:nen|ssa|ssä|sta|stä|lla|llä|uus|yys|tus|tys|ista|mme)$"),
    "sv": re.compile(r"(?:het|heten|ning|ningen|skap|arna|erna|orna|lös|igt)$"),
    "en": re.compile(r"(?:ness|tion|ing|ght|ment|able)$"),
}
_FINNISH_BUILD = re.compile(
    r"(?:[hjklmnprstvd]?(?=[aeiouyäö]))[aehijklmnoprstuvyäödg]{3,}(?:[aeiouyäö]|[aeiouyäö][nst])"
)
_NOT_FINNISH = re.compile(r"[õßøæñçśşğłąęžščřůýíáóúèàâêî]")
_FOREIGN_SCRIPT = re.compile(r"[^\W\d_a-zà-ɏ]", re.IGNORECASE)


def detect_language(text: str) -> str:
    """Return the language of a short text.

    Parameters
    ----------
    text : str
        Spoken Finnish, dialect and typing errors are fine.

    Returns
    -------
    {"fi", "sv", "en", "unknown"}
        "unknown" for text without words, in another language, or too short to tell.

    Examples
    --------
    >>> detect_language("mä en jaksa enää ku rahat ei riitä")
    'fi'
    >>> detect_language("Jag får ingen hjälp."), detect_language("Nobody helps us.")
    ('sv', 'en')
    >>> detect_language("12345 !!!")
    'unknown'
    """
    sample = text[:_LOOKED_AT].lower()
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if letters < 3:
        return "unknown"
    foreign = len(_FOREIGN_SCRIPT.findall(sample))
    if foreign * 2 > letters:
        return "unknown"
    parts = [_word_scores(word) for word in words]
    scores = dict(zip(_LANGUAGES, (sum(column) for column in zip(*parts, strict=True)), strict=True))
    ordered = sorted(_LANGUAGES, key=lambda language: -scores[language])
    best, second = scores[ordered[0]], scores[ordered[1]]
    other = 3.0 * sum(_WEIGHTS["other"][word] for word in words) + 1.5 * len(_NOT_FINNISH.findall(sample))
    if other > best or best < 1.0 or best - second < 0.12 * best + 0.4:
        return "unknown"
    return ordered[0]


@lru_cache(maxsize=20_000)
def _word_scores(word: str) -> tuple[float, ...]:
    """Return what a word says for each language: is it common there, does it look and end like its words."""
    scores = []
    for language in _LANGUAGES:
        score = 2.0 * _WEIGHTS[language][word] + min(0.5 * len(_CUES[language].findall(word)), 0.2 * len(word))
        if len(word) > 4 and _ENDINGS[language].search(word):
            score += 1.0
        if language == "fi" and len(word) > 4 and _FINNISH_BUILD.fullmatch(word):
            score += 0.08 * len(word)
        scores.append(score)
    return tuple(scores)
