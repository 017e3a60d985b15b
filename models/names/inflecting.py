"""Names in case forms, as people write them: for more training texts. Rules of thumb, right for most names."""

from __future__ import annotations

_BACK, _FRONT = frozenset("aou"), frozenset("äöy")
_VOWELS = frozenset("aeiouyäöåéáóíúü")
#: Words whose stem is another: Mäki, Mäen; Lahti, Lahden.
_STEMS = {
    "mäki": ("mäke", "mäe"), "joki": ("joke", "joe"), "lahti": ("lahte", "lahde"), "niemi": ("nieme", "nieme"),
    "järvi": ("järve", "järve"), "saari": ("saare", "saare"), "salmi": ("salme", "salme"), "lampi": ("lampe", "lamme"),
    "koski": ("koske", "koske"), "suomi": ("suome", "suome"), "vuori": ("vuore", "vuore"), "lehti": ("lehte", "lehde"),
    "lumi": ("lume", "lume"), "meri": ("mere", "mere"), "tähti": ("tähte", "tähde"), "ranta": ("ranta", "ranna"),
    "virta": ("virta", "virra"), "pelto": ("pelto", "pello"), "lehto": ("lehto", "lehdo"), "aalto": ("aalto", "aallo"),
    "hirvi": ("hirve", "hirve"), "honka": ("honka", "honga"), "hauki": ("hauke", "haue"), "kivi": ("kive", "kive"),
    "sampo": ("sampo", "sammo"), "arto": ("arto", "arto"), "tammi": ("tamme", "tamme"), "kieli": ("kiele", "kiele"),
    "satu": ("satu", "sadu"), "rauta": ("rauta", "rauda"), "hanka": ("hanka", "hanga"), "into": ("into", "inno"),
    "lempi": ("lempe", "lemme"), "veli": ("velje", "velje"), "helmi": ("helme", "helme"),
}  # fmt: skip
_KEEP = frozenset("satu into lempi helmi veli".split())  # given names of these are often left as they are  # noqa: SIM905
_ENDS = {
    "gen": "n", "ine": "ssA", "ela": "stA", "ade": "llA", "abl": "ltA", "all": "lle", "ess": "nA", "tra": "ksi",
}  # fmt: skip
_WEAK = frozenset(("gen", "ine", "ela", "ade", "abl", "all", "tra"))
_GRADES = (("kk", "k"), ("pp", "p"), ("tt", "t"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"), ("nk", "ng"))
CASES = ("nom", "gen", "par", "ill", *_ENDS)


def inflect(name: str, case: str, given: bool) -> str:
    """Return a name in a case.

    Parameters
    ----------
    name : str
        Any letter case; that of the first letters stays.
    case : str
        One of ``CASES``; another gives the name as it is.
    given : bool
        Given names mostly keep a single k, p or t (Mika, Mikan).
    """
    if case not in CASES or case == "nom":
        return name
    low = name.lower()
    a = "a" if _back(low) else "ä"
    if low.endswith("nen") and len(low) > 4:
        stem, par = name[:-3] + "se", name[:-3] + "st" + a
        return _end(stem, stem, par, case, a)
    if low[-1] in _VOWELS:
        strong, weak = _grades(name, low, given)
        if low.endswith("e") and not given:
            return _end(name + "e", name + "e", name + "tt" + a, case, a)
        return _end(strong, weak, strong + a, case, a)
    if low.endswith(("us", "ys", "os", "es")):
        return _end(name[:-1] + "kse", name[:-1] + "kse", name + "t" + a, case, a)
    if low.endswith("as") and given:
        return _end(name[:-1] + "a", name[:-1] + "a", name + "t" + a, case, a)
    return _end(name + "i", name + "i", name + "i" + a, case, a)


def _end(strong: str, weak: str, partitive: str, case: str, a: str) -> str:
    if case == "par":
        return partitive
    if case == "ill":
        return strong + strong[-1] + "n"
    return (weak if case in _WEAK else strong) + _ENDS[case].replace("A", a)


def _grades(name: str, low: str, given: bool) -> tuple[str, str]:
    for ending, (strong, weak) in _STEMS.items():
        if low.endswith(ending) and not (given and (len(low) > len(ending) or ending in _KEEP)):
            head = name[: len(name) - len(ending)]
            cap = str.capitalize if not head and name[0].isupper() else str
            return head + cap(strong), head + cap(weak)
    for strong, weak in _GRADES:
        body = low[:-1]
        if body.endswith(strong) and (strong[0] == strong[1] or not given):
            return name, name[: -1 - len(strong)] + weak + name[-1]
    return name, name


def _back(low: str) -> bool:
    for letter in reversed(low):
        if letter in _BACK or letter in _FRONT:
            return letter in _BACK
    return False
