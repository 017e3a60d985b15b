"""Spoken and dialect forms as the written forms they may stand for.

The rules undo regular changes of spoken Finnish (*nukkunu* → *nukkunut*, *ihmisii* → *ihmisiä*, *meijän* →
*meidän*, *rahhaa* → *rahaa*). They only propose: Voikko must know the result, and the ranker chooses.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

# Each rule: name, pattern at the end of the word or anywhere, replacements to try.
_RULES: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (name, re.compile(pattern), replacements)
    for name, pattern, replacements in (
        ("nut", r"(?<=[nlrs])([uy])$", (r"\1t",)),  # nukkunu → nukkunut
        ("nutki", r"(?<=[nlrs])([uy])(?=k(?:in|i|aan|ään)$)", (r"\1t",)),  # nukkunukaan → nukkunutkaan
        ("si", r"(?<=[kntpu])s$", ("si",)),  # siks → siksi, kuus → kuusi
        ("isi", r"is$", ("isi",)),  # tulis → tulisi
        ("isin", r"is(?=(?:in|it|imme|itte)$)", ("isi",)),
        ("taisi", r"(?<=t)t([aä])s(?=$|in$|it$)", (r"t\1isi", r"\1isi", r"\1\1isi")),  # tarttis, pitäs
        ("isi2", r"(?<=[aäeo])s$", ("isi",)),  # antas → antaisi
        ("isiin", r"(?<=t)([aä])is?$", (r"\1isiin",)),  # oltais → oltaisiin
        ("sta", r"(?<=[aeiouyäö])s$", ("ssa", "ssä")),  # koulus → koulussa
        ("ssa", r"ss$", ("ssa", "ssä")),
        ("st", r"st$", ("sta", "stä")),  # koulust → koulusta
        ("lt", r"lt$", ("lta", "ltä")),
        ("ll", r"l{1,2}$", ("lla", "llä", "lle")),
        ("n", r"(?<=aa|ää|ee|ii|oo|uu|yy|öö)$", ("n",)),  # kotii → kotiin, mennää → mennään
        ("han", r"h([aeiouyäö])$", (r"h\1n",)),
        ("kin", r"ki$", ("kin",)),  # ainaki → ainakin
        ("kaan", r"k(aa|ää)$", (r"k\1n",)),
        ("inen", r"(?<=[aouyäö])(?=nen$|s[eit])", ("i",)),  # punanen → punainen
        ("ia", r"ii$", ("ia", "iä")),  # ihmisii → ihmisiä
        ("oja", r"([oöuy])i([aä]?)$", (r"\1ja", r"\1jä", r"\1ita")),  # taloi → taloja
        ("ita", r"it$", ("ita", "itä")),
        ("ea", r"ee", ("ea", "eä")),  # korkee → korkea, nopeesti → nopeasti
        ("oa", r"oo", ("oa",)),  # ainoo → ainoa
        ("ua", r"uu", ("ua",)),  # haluun → haluan
        ("ia2", r"ii(?=.)", ("ia", "iä")),
        ("yä", r"yy", ("yä",)),
        ("ö", r"öö", ("öä",)),
        ("ts", r"ht", ("ts",)),  # mehtä → metsä
        ("tt", r"tt", ("ts",)),  # mettä → metsä
        ("d-", r"(?<=[aeiouyäö])[jrhlv](?=[aeiouyäö])", ("d",)),  # meijän → meidän, saaha → saada
        ("d+", r"(?<=[aeiouyäöh])(?=[aeiouyäö])", ("d",)),  # lähen → lähden, yhen → yhden
        ("d3", r"(?<=h)(?=[aeiouyäö])", ("d",)),
        ("gemination", r"([hjklmnprstv])\1(?=[aeiouyäö]{2})", (r"\1",)),  # rahhaa → rahaa
        ("svarabhakti", r"(?<=[lhn])([aeiouyäö])(?=[mjkvphf])", ("",)),  # kolome → kolme
        ("mm", r"m$", ("mme",)),
        ("ma", r"(?<=[aä])(?=n$|st[aä]$|ss[aä]$|t[aä]$|h[aä]n$)", ()),
        ("ks", r"(?<=.)ks$", ("ko", "kö")),  # onks → onko
        ("ksx", r"(?<=[aeiouyäö])ks(?=[aeiouyäö]?$)", ("nko", "nkö")),
        ("a-end", r"(?<=t)$", ("a", "ä", "i")),
        ("e-end", r"(?<=[lnrst])$", ("e", "i")),  # viel → vielä handled in the table
        ("ä-end", r"(?<=[lnrs])$", ("a", "ä")),
    )
    if replacements
)


@cache
def spoken_forms() -> dict[str, tuple[str, str]]:
    """Return the table of forms with one sure reading: form to (lemma, part of speech)."""
    return {form: (lemma, pos) for form, lemma, pos in _read("spoken_forms.toml")}


@cache
def spoken_choices() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what ambiguous forms may stand for: form to (lemma, part of speech) of each reading Voikko lacks."""
    found: dict[str, list[tuple[str, str]]] = {}
    for form, lemma, pos in _read("spoken_choices.toml"):
        found.setdefault(form, []).append((lemma, pos))
    return {form: tuple(readings) for form, readings in found.items()}


def _read(name: str) -> Iterator[tuple[str, str, str]]:
    table = tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    for pos, forms in table.items():
        for form, lemma in forms.items():
            yield form, lemma, pos


def written_forms(form: str) -> Iterator[tuple[str, str]]:
    """Propose the written forms that a spoken form may stand for, one rule at a time.

    Parameters
    ----------
    form : str
        Lower case.

    Yields
    ------
    tuple of (str, str)
        A written form and the name of the rule. Many are no words: ask Voikko.

    Examples
    --------
    >>> from rakenlp.language.spoken import written_forms
    >>> ("nukkunut", "nut") in set(written_forms("nukkunu"))
    True
    """
    seen = {form}
    for name, pattern, replacements in _RULES:
        for match in pattern.finditer(form):
            for replacement in replacements:
                new = match.expand(replacement) if "\\" in replacement else replacement  # expanding parses it anew
                written = form[: match.start()] + new + form[match.end() :]
                if written not in seen:
                    seen.add(written)
                    yield written, name
