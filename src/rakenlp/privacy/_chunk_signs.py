"""What a word by a number tells of, in the rough: a vehicle, a birth, a case, a sum. Features, not rules."""

from __future__ import annotations

import re

_SIGNS = {
    "V": (
        r"auto|ajoneuv|rekister|rekkar|rek$|re[kg]nro|kilp|kilve|kilvi|mopo|moped|skoott|mönkij|paku|pakett"
        r"|perävau|kärry|vaunu|traktor|taksi|taxi|kuljett|kuski|aja[avmn]|ajoi|ajeli|kaaha|park|pysäköi|prätk"
        r"|moottori|farmar|bil(?:en|$)|car$|van$|plate|driv|kör|vene|kelkk|volvo|toyot|skoda|bemar|bmw|mersu"
        r"|opel|audi|ford|nissan|mazda|kia|saab|honda|golf|passa[at]|corolla|hiace|transit|tesla|vespa|auton"
    ),
    "B": (
        r"synt|synn|född|fött|born|birth|täytt|fyll|turn(?:s|ed)$|ikä|iässä|hetu|sotu|s$|f$|née|dob|kaste"
        r"|vauva|keskos"
    ),
    "P": (
        r"äi[td]i|isä|poika|pojan|pojal|poja|tyttö|tytön|tytär|tyttär|lapsi|lapse|lasten|vauva|mummo|mummi"
        r"|pappa|ukki|vaari|veli|velje|sisko|sisar|täti|setä|eno|serkku|puoliso|mies|mieh|vaimo|asiak|potila"
        r"|hakij|nuor(?:i|en|emp|in|imm)|vanhem|esiko|kuopu|kaksos|kolmos|leski|rouva|herra|kummi|anop|appi"
        r"|naapur|henkilö|minä$|mä$|hän$|hänen|mamma|mor|far|son|dotter|barn|mother|father|daughter|child|boy"
        r"|girl"
    ),
    "C": (
        r"asia(?:ni|nne|n|ssa|sta|lle|$)|asiak|potila|päätö|hakem|lasku|diaar|dn?ro|dno|asianro|jäsen|sopim"
        r"|vakuut|viite|viitt|viitenu|tapau|tapaht|ilmoit|läh[ei]t|muistut|kantel|valit|lupa|luva|juttu|jutun"
        r"|rikos|perin|uloso|kuitt|kuiti|tilau|varau|maksus|todist|resept|etuu|tiket|case|custom|client|appl"
        r"|decis|invoic|claim|permit|kund|klient|patient|ärend|besl|faktur|ansök|handling|remis|journal|arkist"
        r"|kirjaam|liite|mapp"
    ),
    "#": r"numer|nro|nr$|no$|n:o|tunnu|koodi|id$|number|nummer|kort|saldo|sarja",
    "H": (
        r"nimimer|nimerk|nick|nikk|nikil|käyttäj|profiil|kanava|tili$|tilit|tililt|tilill|tilin|insta|snap"
        r"|snäp|discord|tiktok|telegr|jodel|twit|faceb|youtu|tube|reddit|signat|userna|handle|gamert|some"
        r"|seuraa|striim|stream|video|palsta|keskust|chat|peli|foorum|meemi|kommen|vlog|blog|julkais|postaa"
        r"|viesti|kirjoit|esiinty|huutel|myyj|netti|wilma|sovellu"
    ),
    "A": (
        r"asu[untvaimkejns]|asun|osoit|os$|koti|kämp|yksiö|kaksio|huoneist|muut[ti]|vuokra|rap[pu]|piha|naapur"
        r"|kadul|talo|kerros|portti|kirje|posti|postin|toimit|bor$|bodde|adress|liv(?:es|ing)$|hem|häätö|avai"
        r"|ovi|tienoi|kohdal|pysäk|kulma"
    ),
    "T": (
        r"soit|puh|numeros|numeroo|tavoit|gsm|känny|tekst|whats|viber|viest|luuri|ring|call|phone|tel$|telef"
        r"|sms"
    ),
    "M": r"sähköp|meil|mail|mejl|s-?post|posti|e-?post|yhteyden|lähet|kirjoit",
    "W": r"sivu|linkki|linki|osoit|http|www|verkko|netis|netti|blogi|kotisiv|kauppa|klikk|site|link",
    "I": r"ip|kirjaut|loki|yhtey|palvelin|laite|reitit|server|login|verko|istun|hyökk|kone",
    "Y": r"yrit|yrity|tmi|oy$|oyj|ky$|firma|toimini|y-tunn|y$|fo|ytun|laskut|työnant|isänn|vuokraa|alv",
    "K": r"tili|iban|pankki|maks|siirr|konto|talleta|palaut|vuokr|account|bank|velka|rahat",
    "U": (
        r"€|eur|e$|%|pros|v$|vuo[tds]|vk|viik|vko|kk$|kuuka|pv$|päiv|h$|tunt|min|km|kg|kpl|m2|metri|g$|mg|ml"
        r"|henk|hlö|ihm|asuk|asunt|kert|kerr|last[a]|oppil|hoita|paikk|sivu|ast|neliö|dagar|år$|days|years"
        r"|hours"
    ),
    "L": (
        r"laki|lain|lais|lag|§|pykäl|momen|mom$|asetu|direkt|shl|kho|kko|eoa|he$|vp$|esity|julkais|mietin"
        r"|laissa|säädö|valiok|lagen|§:"
    ),
    "X": (
        r"tuote|malli|mallin|lomak|blank|versi|koodi|diagn|dg|icd|stand|iso$|sfs|testi|pist|mittar|asteik"
        r"|laite|laitt|kone|huone|sali|bussi|linja|juna|vuoro|lento|reitti|luokk|luokan|osasto|ryhm|kerros"
        r"|sivu|kohta|kohda|liite|kappal|luku|lääk|annos|erä|lot|vnr|ean|artik|jono|vuoronu|room|form|model"
        r"|bus|rum|virhe|error|windows|android|sovellu|päivit|hanke|kurssi|apuväl|automaat|tuolin|soini|mmse"
        r"|rai|gds|bdi|audit|phq"
    ),
    "E": (
        r"klo|kello|kl$|alk(?:a|o|oi)|pää(?:t|s)|mennes|lähtien|asti|saakka|tehty|tehtiin|anne|haet|haki|lähet"
        r"|saap|tul[it]|men[it]|käv|käy|muut|kokou|tapaam|aika|määräai|eräp|voima|jät|kirjat|päivät|kuol|sij"
        r"|siirt|avau|avat|suljet|sulke|valmis|since|until|sedan|kl"
    ),
    "O": (
        r"nimelt|nimi|nimen|namn|name|hetu|tied|henkilöt|papere|kort|passi|korti|henkk|ajokor|lomak|liite"
        r"|luett|list"
    ),
}
_PATTERNS = {sign: re.compile(f"(?:{words})") for sign, words in _SIGNS.items()}
_HEADS = (
    r"auto|mopo|tunnus|numero|koodi|päätös|hakemus|lasku|osoite|tili|kortti|päivä|aika|viite|nimi"
    r"|ilmoitus|laite|automaatti|malli|versio|testi|mittari|huone|lomake|linja|arvio|auton|kilpi"
)
_INSIDE = re.compile(rf"(?:{_HEADS})(?:[a-zåäö]{{0,6}})$")


def signs(low: str) -> str:
    """Return what a word in lower case may tell of, a letter for each; the end of a compound counts too.

    Examples
    --------
    >>> signs("rekisterinumero"), signs("kukka")
    ('V#', '')
    """
    inside = _INSIDE.search(low)
    head = low[inside.start() :] if inside is not None and inside.start() > 1 else ""
    return "".join(sign for sign, words in _PATTERNS.items() if words.match(low) or head and words.match(head))
