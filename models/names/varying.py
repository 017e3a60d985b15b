"""More training texts out of those at hand: names exchanged for others, and names put where people are spoken of.

A finder that only knows the names of its training texts learns those names. Here every marked text comes again with
other names in the same case forms; and in submissions without names, words for people ("äidin", "naapurilta") give way
to names (marked), and words at the beginning of a sentence that are no people to words that are also names (not
marked).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from inflecting import CASES, inflect
from reading import Marked

from rakenlp.language.forms import analyses_of
from rakenlp.privacy._name_kinds import FLAGS
from rakenlp.privacy._name_model import NameModel
from rakenlp.privacy._name_text import Token, tokens
from rakenlp.privacy._name_words import NameWord

_PEOPLE = frozenset(
    """
    äiti isä mies nainen poika tyttö tytär mummo mummi ukki vaari isoäiti isoisä veli sisko vaimo puoliso naapuri ystävä
    kaveri asiakas potilas vanhus nuori ohjaaja hoitaja omaishoitaja opettaja lääkäri sosiaalityöntekijä sosiaaliohjaaja
    lastenvalvoja kuraattori psykologi perhetyöntekijä kotihoitaja omahoitaja rouva herra setä täti eno serkku leski
    asukas
    vuokralainen pojanpoika tyttärentytär lapsenlapsi esimies työkaveri pomo vartija talonmies isännöitsijä edunvalvoja
    rehtori
    pastori diakoni tulkki opiskelija mutsi faija muija äijä systeri broidi kundi jannu mamma pappa virkailija päällikkö
    """.split()  # noqa: SIM905
)
_TITLES = frozenset(
    """
    ohjaaja hoitaja opettaja lääkäri sosiaalityöntekijä sosiaaliohjaaja lastenvalvoja kuraattori psykologi
    perhetyöntekijä omahoitaja rouva herra setä täti eno serkku naapuri poika tytär vaimo veli sisko äiti isä mies
    asiakas potilas
    pastori diakoni rehtori päällikkö kaveri ystävä leski kotihoitaja tulkki
    """.split()  # noqa: SIM905
)
_SWEDISH = frozenset(
    """
    mamma pappa mor far mormor farmor morfar farfar mannen frun pojken flickan grannen läraren läkaren sonen dottern
    brodern systern sköterskan handledaren socialarbetaren kuratorn klienten kompisen vännen chefen
    """.split()  # noqa: SIM905
)
_SWEDISH_TITLES = frozenset(
    "mamma pappa mormor farmor morfar farfar läkare lärare fru herr moster faster kusin farbror".split()  # noqa: SIM905
)
_ENGLISH = frozenset(
    "mother father mom mum husband wife son daughter brother sister neighbour teacher nurse grandmother".split()  # noqa: SIM905
)


class Stock(NamedTuple):
    """Names to choose from, by kind, with their capitals."""

    given: Sequence[str]
    nick: Sequence[str]
    family: Sequence[str]
    foreign_given: Sequence[str]
    foreign_family: Sequence[str]
    double: Sequence[str]

    @classmethod
    def of(cls, names: Mapping[str, int]) -> Stock:
        """Return the names of the lists."""
        bit = {flag: 1 << place for place, flag in enumerate(FLAGS)}

        def those(*flags: str) -> list[str]:
            some = sum(bit[flag] for flag in flags)
            return sorted(
                "-".join(part.capitalize() for part in name.split("-"))
                for name, bits in names.items()
                if bits & some and len(name) > 2 and not bits & bit["foreign_word"]
            )

        return cls(
            those("given", "near_given"), those("nick"), those("family", "near_family"),
            those("foreign_given", "many_given", "far_given"), those("foreign_family", "many_family", "far_family"),
            [n for n in those("double", "given", "nick", "family") if names[n.lower()] & bit["double"] or _is_word(n)],
        )  # fmt: skip


def _is_word(name: str) -> bool:
    """Tell whether a name is also a noun."""
    return any(a.get("CLASS", "").startswith("nimisana") for a in analyses_of(name.lower()))


def exchanged(texts: Iterable[Marked], model: NameModel, stock: Stock, seed: int) -> Iterator[Marked]:
    """Yield marked texts with other names in them."""
    rng = random.Random(seed)
    for marked in texts:
        if not marked.names:
            continue
        out, names, other, last, size = [], [], [], 0, 0
        spans = sorted([*((*s, True) for s in marked.names), *((*s, False) for s in marked.other)])
        chosen: dict[str, str] = {}
        for start, end, is_name in spans:
            before, old = marked.text[last:start], marked.text[start:end]
            new = " ".join(_other(word, model, stock, rng, chosen) for word in old.split(" ")) if is_name else old
            out += [before, new]
            begin = size + len(before)
            size = begin + len(new)
            (names if is_name else other).append((begin, size))
            last = end
        out.append(marked.text[last:])
        text = _cased("".join(out), names, rng)
        yield marked._replace(source="exchanged", text=text, names=tuple(names), other=tuple(other), things=None)


def _cased(text: str, names: Sequence[tuple[int, int]], rng: random.Random) -> str:
    """Return a text as it is, or without capitals, or without those of its names, or all in capitals."""
    draw = rng.random()
    if draw < 0.12:
        changed = text.lower()
    elif draw < 0.15:
        changed = text.upper()
    elif draw < 0.27:
        letters = list(text)
        for start, end in names:
            letters[start:end] = text[start:end].lower()
        changed = "".join(letters)
    else:
        return text
    return changed if len(changed) == len(text) else text


def _other(word: str, model: NameModel, stock: Stock, rng: random.Random, chosen: dict[str, str]) -> str:
    read = model.words[word]
    if read.case not in CASES or read.shape not in ("Aa", "AA", "aa") or not word.isalpha() or not read.bases:
        return word
    family = ("F" in read.kind or "f" in read.kind) and not ("G" in read.kind and rng.random() < 0.5)
    base = read.bases[0]
    if base not in chosen:
        chosen[base] = _name(stock, rng, family, foreign=not set("GF") & set(read.kind))
    name = inflect(chosen[base], read.case, not family)
    return name.upper() if read.shape == "AA" else name.lower() if read.shape == "aa" else name


def _name(stock: Stock, rng: random.Random, family: bool, foreign: bool = False) -> str:
    draw = rng.random()
    if foreign and draw < 0.8 or draw < 0.2:
        name = rng.choice(stock.foreign_family if family else stock.foreign_given)
    elif draw < 0.5:
        name = rng.choice(stock.double)
    elif family:
        name = rng.choice(stock.family)
    else:
        name = rng.choice(stock.nick if draw < 0.62 else stock.given)
    return _mistyped(name, rng) if rng.random() < 0.08 else name


def _mistyped(name: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(name))
    way = rng.randrange(3)
    if way == 0:
        return name[:place] + name[place + 1 :] if len(name) > 4 else name
    if way == 1:
        return name[:place] + name[place - 1].lower() + name[place:]
    return name[: place - 1] + name[place - 1 : place + 1][::-1].capitalize() + name[place + 1 :] if place > 1 else name


def peopled(texts: Iterable[Marked], model: NameModel, stock: Stock, seed: int) -> Iterator[Marked]:
    """Yield texts without names with names put where a person is spoken of."""
    rng = random.Random(seed)
    for marked in texts:
        found = tokens(marked.text, model.words.__getitem__)
        small = marked.text == marked.text.lower()
        out, names, last, size = [], [], 0, 0
        changed = False
        for place, token in enumerate(found):
            new = _put(found, place, stock, rng, small)
            if new is None:
                continue
            title, name, is_name = new
            before = marked.text[last : token.start] + title
            out += [before, name]
            begin = size + len(before)
            size = begin + len(name)
            if is_name:
                names.append((begin, size))
            last, changed = token.end, True
        if changed:
            yield Marked("peopled", marked.writer, "".join([*out, marked.text[last:]]), tuple(names))


def _put(
    found: Sequence[Token], place: int, stock: Stock, rng: random.Random, small: bool
) -> tuple[str, str, bool] | None:
    """Return what stands before a name, the name, and whether it is one; nothing where the word stays."""
    token = found[place]
    word = token.word
    if word.shape not in ("aa", "Aa") or rng.random() < 0.35:
        return None
    low = word.low
    if low in _SWEDISH or low in _ENGLISH:
        name = _whole(stock, rng, "nom")
        keeps = low in _SWEDISH_TITLES and rng.random() < 0.5
        return (token.piece + " " if keeps else ""), (name.lower() if small else name), True
    lemma = next((f[2:] for f in word.near if f.startswith("l=")), "")
    if word.told.startswith("nimisa") and lemma in _PEOPLE and word.case in CASES and not _possessive(word, lemma):
        name = _whole(stock, rng, word.case)
        title = ""
        if lemma in _TITLES and rng.random() < 0.4:
            title = (lemma.capitalize() if word.shape == "Aa" else lemma) + " "
        return title, (name.lower() if small or rng.random() < 0.1 else name), True
    starts = word.shape == "Aa" and (place == 0 or found[place - 1].word.shape == ".")
    thing = word.told.startswith("nimisa") and lemma not in _PEOPLE and word.case in CASES and not word.group
    if thing and rng.random() < (0.5 if starts else 0.03 if word.shape == "aa" else 0):
        short = [name for name in rng.choices(stock.double, k=9) if len(name) < 8] or ["Toivo"]
        name = inflect(rng.choice(short), word.case, rng.random() < 0.5)
        return "", (name if word.shape == "Aa" else name.lower()), False
    return None


def _possessive(word: NameWord, lemma: str) -> bool:
    return word.low.endswith(("ni", "nsa", "nsä", "mme", "nne")) and word.low != lemma


def _whole(stock: Stock, rng: random.Random, case: str) -> str:
    draw = rng.random()
    if draw < 0.52:
        return inflect(_name(stock, rng, False), case, True)
    if draw < 0.75:
        return inflect(_name(stock, rng, True), case, False)
    foreign = rng.random() < 0.3
    given, family = _name(stock, rng, False, foreign), _name(stock, rng, True, foreign)
    if draw < 0.82:
        return inflect(family, "gen", False) + " " + inflect(given, case, True)
    if draw < 0.86:
        return inflect(given, case, True) + " " + family[0] + "."
    if draw < 0.89:
        return given[0] + ". " + inflect(family, case, False)
    return given + " " + inflect(family, case, False)
