"""A text as the finder of names sees it: its words with their places, which may be names, and features of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ..language.tokens import pieces_of
from ._name_words import UNKNOWN, NameWord
from ._tokens import TOKEN

_AFTER = frozenset(("title", "kin", "greeting", "closing", "naming"))
_STARTS = {"": "T", ".": "S", "\n": "N", ":": "C", "q": "C", "(": "C", "-": "C", ";": "C"}
#: Features of a word itself that are told apart by its place and the manner of the text.
BY_PLACE = ("k=", "s=", "o=", "fs=", "lc=", "ko=", "kb=", "kc=", "h=")
NONE = NameWord("", "", False, False, "", "", (), "", "", "", "", "")


class Token(NamedTuple):
    """A word or mark of a text that is no white space.

    Attributes
    ----------
    piece : str
        As it was written.
    start, end : int
    word : NameWord
    """

    piece: str
    start: int
    end: int
    word: NameWord


def tokens(text: str, read: Callable[[str], NameWord]) -> list[Token]:
    """Return the words and marks of a text; a line break is one, too."""
    found, start = [], 0
    cut = pieces_of(text)
    for piece in _read_apart(cut) if "[" in text else cut:
        bare = piece.strip()
        if bare:
            begin = start if bare[0] == piece[0] else start + piece.index(bare[0])
            found.append(_token((bare, begin, begin + len(bare), read(bare))))
        elif "\n" in piece:
            found.append(Token("\n", start, start + 1, read("\n")))
        start += len(piece)
    return found


_token = partial(tuple.__new__, Token)  # a text has a hundred: without the function that would put the four together


def _read_apart(found: Sequence[str]) -> Iterator[str]:
    """Yield pieces of a text; what only looks like a token of masking, such as [VIRTANEN], is cut into its words."""
    for piece in found:
        if piece[0] == "[" and len(piece) > 2 and not TOKEN.match(piece):
            yield from _BRACKETED.findall(piece)
        else:
            yield piece


_BRACKETED = re.compile(r"[\[\]]\s*|[^\s\[\]]+\s*")


class Manner(NamedTuple):
    """How a text is written: use of capitals, and language."""

    capitals: str
    language: str


def manner(found: Sequence[Token]) -> Manner:
    """Return how a text is written.

    Capitals: "u" all in capitals, "l" none, "h" sentences begin without, "t" nearly every word has one, "n" as usual.
    """
    shapes = [token.word.shape for token in found]
    loud = shapes.count("AA")
    capital = loud + shapes.count("Aa") + shapes.count("I")
    words = capital + shapes.count("aa") + shapes.count("aA")
    foreign = [token.word.language for token in found if token.word.language]
    language = next((code for code in "se" if foreign.count(code) > 1 and foreign.count(code) * 12 >= words), "f")
    if words > 2 and loud * 10 >= words * 6:
        return Manner("u", language)
    if not capital:
        return Manner("l", language)
    if words > 5 and capital * 10 >= words * 7:
        return Manner("t", language)
    first = [shape for before, shape in zip(("", *shapes), shapes, strict=False) if before in _STARTING]
    starts = sum(map(first.count, _OF_WORDS))
    return Manner("h" if first.count("aa") * 2 > starts else "n", language)


_STARTING = frozenset(("", ".", "\n"))
_OF_WORDS = ("Aa", "aa", "AA", "aA", "I")


def candidates(found: Sequence[Token], how: Manner) -> list[int]:
    """Return the places of the words that may be names."""
    places = []
    last = -2
    for place, word in [(place, token.word) for place, token in enumerate(found) if token.word.hopeful]:
        if not word.may:
            if last == place - 1 and _capital(found, place + 1):
                places.append(place)
                last = place
            continue
        if word.shape == "aa":
            group = found[place - 1].word.group if place else ""
            after = group in _AFTER or (last == place - 1 and found[last].word.shape == "aa")
            initial = last == place - 1 and len(word.low) == 1 and found[last].word.shape == "aa"
            met = word.suspect and (how.language == "f" or not UNKNOWN.fullmatch(word.kind))
            if not (met or initial or (after and UNKNOWN.fullmatch(word.kind))):
                continue
        places.append(place)
        last = place
    return places


def _capital(found: Sequence[Token], place: int) -> bool:
    return place < len(found) and found[place].word.shape == "Aa"


Key = tuple[str, str]
_AHEAD = 9
_EMPTY = frozenset(("olla", "ei"))
_SHE = frozenset("hän se itse hon han hans hennes he she his her".split())  # noqa: SIM905


def start_of(found: Sequence[Token], place: int) -> str:
    """Return where a word stands: after a full stop, a line end, a colon, or in the middle."""
    before = found[place - 1].word.shape if place else ""
    start = _STARTS.get(before, "M")
    return "D" if start == "C" and (place < 2 or found[place - 2].word.shape in (".", "\n")) else start


def own_key(found: Sequence[Token], place: int, how: Manner, mark: str) -> Key:
    """Return what the score of a candidate begins with: the word, its place, the manner, what is listed there."""
    return found[place].piece, "c" + start_of(found, place) + how.capitals + how.language + mark


def other_keys(found: Sequence[Token], place: int, own: Key) -> tuple[list[Key], list[Key]]:
    """Return what else it is summed of: (piece, role) of the words around, and pairs of what they are."""
    token = found[place]
    word = token.word
    start, capitals, language = own[1][1], own[1][2], own[1][3]
    size = len(found)
    before = found[place - 1] if place else None
    after = found[place + 1] if place + 1 < size else None
    before2 = found[place - 2] if place > 1 else None
    after2 = found[place + 2] if place + 2 < size else None
    prev, following = before.word if before else NONE, after.word if after else NONE
    prev2, following2 = before2.word if before2 else NONE, after2.word if after2 else NONE
    about = word.about
    singles = [
        (before.piece if before else "", "p" + about),
        (after.piece if after else "", "n" + about),
        (before2.piece if before2 else "", "q" + about),
        (after2.piece if after2 else "", "m" + about),
    ]
    looks = word.brief
    lemma, used, he = _ahead(found, place)
    tight = "" if after is None or after.start > token.end else "'"
    pairs = [
        ("pg|" + prev.group + prev.shape, looks),
        ("pk|" + prev.brief, looks),
        ("nk|" + following.brief + tight, looks),
        ("ng|" + following.group + tight, looks),
        ("nt|" + following.told, looks + word.case),
        ("pt|" + prev.told, looks + word.case),
        ("pl|" + prev.low[:40], about),
        ("nl|" + following.low[:40], about),
        ("s|" + start + capitals, looks),
        ("sl|" + start + language, looks),
        ("pn|" + (prev.group or start) + "|" + following.told, about),
        ("pn2|" + prev.about + "|" + following.about, about + start),
        ("qg|" + prev2.group + "|" + prev.group, about),
        ("mt|" + following2.told + following.shape, about),
        ("qk|" + prev2.about + prev.about, about),
        ("mk|" + following2.about + following.about, about),
        ("pm|" + prev.shape + following.shape, about + start),
        ("nv|" + lemma, about),
        ("nu|" + used, about + word.case),
        ("ns|" + used, looks),
        ("nh|" + he, about + start),
        ("mm|" + following.shape + following2.shape, about + start),
        ("ps|" + prev.told + "|" + prev2.told, about),
        ("ce|" + word.case + prev.told[:6], about),
    ]
    return singles, pairs


#: Shapes of words with a capital.
CAPITALISED = frozenset(("Aa", "AA", "aA", "I"))
_REACH = 8


def run_of(found: Sequence[Token], place: int) -> tuple[int, int]:
    """Return where the row of capitalised words begins that a word stands in, and where it ends.

    Connectors ("von") inside it are of it; no mark is. It is looked for :data:`_REACH` words to either side.
    """
    first, last = place, place + 1
    while first > max(0, place - _REACH) and _goes_on(found, first - 1, first):
        first -= 1
    while last < min(len(found), place + _REACH) and _goes_on(found, last, last - 1):
        last += 1
    return first, last


def _goes_on(found: Sequence[Token], place: int, beside: int) -> bool:
    left, right = found[min(place, beside)], found[max(place, beside)]
    if right.start - left.end > 1:
        return False
    word = found[place].word
    if word.shape in CAPITALISED:
        return True
    if word.group != "connector":
        return False
    beyond = 2 * place - beside
    return 0 <= beyond < len(found) and found[beyond].word.shape in CAPITALISED


def _ahead(found: Sequence[Token], place: int) -> tuple[str, str, str]:
    """Return the first verb after a word with its group, and whether somebody is spoken of in the same sentence."""
    lemma = used = he = ""
    for token in found[place + 1 : place + 1 + _AHEAD]:
        word = token.word
        if word.shape in (".", "\n"):
            break
        if not lemma and word.told.startswith("verb") and word.lemma not in _EMPTY:
            lemma, used = word.lemma, f"u={word.used}"
        if word.lemma in _SHE:
            he = "h"
        elif word.low.endswith(("-vuotias", "vuotiaana", "-v")) and not he:
            he = "v"
    return lemma, used, he


def expand_single(word: NameWord, role: str) -> Iterator[str]:
    """Yield the features of a word in a role."""
    if role[0] == "c":
        start, capitals, language, mark = role[1], role[2], role[3], role[4:]
        if mark:
            yield f"r{mark}|{word.shape}"
            yield f"r{mark}|{word.kind}"
            yield f"r{mark}|{word.brief}{start}"
        for feature in word.alone.split("\n") if word.alone else ():
            yield "c|" + feature
            if feature.startswith(BY_PLACE):
                yield f"c{start}{capitals}|{feature}"
                yield f"c{language}{start == 'M'}|{feature}"
        return
    for feature in word.near:
        yield f"{role}|{feature}"
        yield f"{role[0]}|{feature}"


def expand_pair(left: str, right: str) -> str:
    """Return the feature of a pair."""
    return left + "|" + right
