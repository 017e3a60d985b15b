"""Features of a chunk: itself, its neighbours, what is told of in its sentence, the run of numbers it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from .._remember import Remembered
from ._chunk_words import letters_of, look_of, word_of
from ._chunks import LONGEST, Chunk, sentence

#: Chunks on each side whose places are told apart, and those that are only told to be there.
NEAR, FAR = 4, 12
#: A chunk may be part of an identifier at most this far from what looks like one.
REACH = 2
#: A name of a user may stand at most this far after a word that tells of one.
TOLD = 3
Term = tuple[str, ...]
_IN_RUN = frozenset("MNSFAa")  # groups of words that a run of numbers may hold


def candidates(found: Sequence[Chunk], taken: Sequence[bool]) -> list[int]:
    """Return which chunks may be of an identifier: those shaped like one, those beside them, those told of."""
    near: set[int] = set()
    for at, chunk in enumerate(found):
        is_seed, tells = look_of(chunk.piece)
        if taken[at] and not is_seed:
            continue
        if is_seed:
            reach = 1 if taken[at] else REACH
            near.update(range(max(0, at - reach), min(len(found), at + reach + 1)))
        elif tells:
            near.update(range(at + 1, min(len(found), at + TOLD + 1)))
    return sorted(at for at in near if not taken[at] and found[at].piece[0] != "[")


def is_anchor(found: Sequence[Chunk], at: int, taken: Sequence[bool]) -> bool:
    """Tell whether an identifier may be begun with a chunk: others may only go along."""
    piece = found[at].piece
    if look_of(piece)[0] and (letters_of(piece) not in ("M", "N") or _has_company(found, at)):
        return True
    if piece.isupper() and ((at and taken[at - 1]) or (at + 1 < len(found) and taken[at + 1])):
        return True  # the beginning or the end of a code
    return any(look_of(chunk.piece)[1] for chunk in found[max(0, at - TOLD) : at])


def _has_company(found: Sequence[Chunk], at: int) -> bool:
    """Tell whether a number, a month or a street stands near: a number or a month in words alone is nothing."""
    near = [*found[max(0, at - REACH) : at], *found[at + 1 : at + REACH + 1]]
    return any(look_of(chunk.piece)[0] or letters_of(chunk.piece) == "S" for chunk in near)


def terms(found: Sequence[Chunk], at: int, kinds: Iterable[str]) -> list[Term]:
    """Return what the features of a chunk are made of, each of few words, so that the sums of its weights are kept."""
    chunk = found[at]
    own = word_of(chunk.piece)
    group, coarse = _as_date(found, at) or (own.group, own.coarse)
    after = found[at + 1].gap if at + 1 < len(found) else "$"
    out: list[Term] = [(chunk.piece, "own"), (chunk.gap, after, group, "gap")]
    out += [(kind, group, "kind") for kind in kinds]
    first, last = sentence(found, at, FAR)
    for other in range(max(0, at - FAR), min(len(found), at + FAR + 1)):
        if other == at:
            continue
        step = other - at
        piece = found[other].piece
        inside = first <= other < last
        if -NEAR <= step <= NEAR:
            role = f"{step:+d}" if inside else "<" if step < 0 else ">"
            out.append((piece, role, group, "near"))
            if step in (-1, 1):
                out.append((piece, role, coarse, "fine"))
        elif inside:
            out.append((piece, "-" if step < 0 else "+", group, "bag"))
    left = found[at - 1].piece if at else "^"
    right = found[at + 1].piece if at + 1 < len(found) else "$"
    out.append((left, right, group, chunk.gap, after, "both"))
    out.append((*_run(found, at), "run"))
    return out


def _as_date(found: Sequence[Chunk], at: int) -> tuple[str, str] | None:
    """Return what a chunk is in a date of several: 9. heinäkuuta 1971, maaliskuun viides; None where it is in none."""
    for month in range(max(0, at - 2), min(len(found), at + 3)):
        if word_of(found[month].piece).group != "M":
            continue
        members, year = {month}, "-"
        if month and word_of(found[month - 1].piece).group in ("1", "N") and len(found[month].gap) < 3:
            members.add(month - 1)
        for after in range(month + 1, min(len(found), month + 3)):
            word = word_of(found[after].piece)
            if word.group not in ("Y", "N", "1") or len(found[after].gap) > 2:
                break
            members.add(after)
            year = word.coarse[1:] if word.group == "Y" else "w"
        if at in members and len(members) > 1:
            return "D", f"D{year}"
    return None


def _run(found: Sequence[Chunk], at: int) -> tuple[str, str]:
    """Return the coarse shapes of the chunks in one go with this, and where in them it stands."""

    def joins(one: int, other: int) -> bool:
        word = word_of(found[one].piece)
        return len(found[other].gap) < 3 and not found[other].begins and (word.is_seed or word.group in _IN_RUN)

    first = at
    while first > max(0, at - 5) and joins(first - 1, first):
        first -= 1
    last = at + 1
    while last < min(len(found), at + 6) and joins(last, last):
        last += 1
    shapes = " ".join(word_of(chunk.piece).coarse for chunk in found[first:last])
    return shapes[:LONGEST], str(at - first)


def expand(term: Term) -> list[int]:
    """Return the checksums of the features of a term.

    A feature is a text of a start (which neighbour, beside what) and of what is told of a word. The checksum of two
    strings one after the other is that of the second, gone on with from that of the first: starts are few, and what
    is told of a word is told at many places.
    """
    return _EXPAND[term[-1]](*term[:-1])


@lru_cache(1 << 12)
def _start(text: str) -> int:
    return crc32(_bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class _Told(NamedTuple):
    """What the features of other chunks tell of a piece: ``whole`` and ``brief`` by place and by side, and so on."""

    whole: tuple[bytes, ...]
    brief: tuple[bytes, ...]
    placed: tuple[bytes, ...]
    sided: tuple[bytes, ...]
    fine: tuple[bytes, ...]
    lemma: bytes
    beginning: tuple[bytes, ...]


def _told_of(piece: str) -> _Told:
    word = word_of(piece)
    lemma, coarse, kind, low, start, end, brief = map(
        _bytes,
        (
            *(f"l={word.lemma}", f"c={word.coarse}", f"k={word.known}{word.group}", f"w={word.low}"),
            *(f"s={word.low[:5]}", f"e={word.low[-3:]}", f"e={word.low[-2:]}"),
        ),
    )
    marks = [_bytes(f"z={sign}") for sign in word.signs]
    return _Told(
        (lemma, coarse, kind, low, end, *marks),
        (lemma, coarse, kind, start, *marks),
        (lemma, kind, brief, *marks),
        (lemma, start, *marks),
        (kind[2:], coarse[2:], lemma[2:], *[mark[2:] for mark in marks]),
        lemma,
        (start, *marks),
    )


_TOLD = Remembered(_told_of, 1 << 13, longest=LONGEST)


def _own(piece: str) -> list[int]:
    word = word_of(piece)
    figures = sum("0" <= sign <= "9" for sign in piece)
    letters = sum(map(str.isalpha, piece))
    features = [
        "1",
        f"o|g={word.group}",
        f"o|gk={word.group}{word.known}",
        *(f"o|z={sign}" for sign in word.signs),
        f"o|c={word.coarse}",
        f"o|w={word.low}",
        f"o|l={word.lemma}",
        f"o|e={word.low[-3:]}",
        f"o|p={word.low[:3]}",
        f"o|k={word.known}",
        f"o|n={min(figures, 12)},{min(letters, 8)}",
        f"o|s={''.join(sorted(sign for sign in set(piece) if not sign.isalnum()))}",
        f"o|t={piece[:1].isupper()}{piece[-1:].isupper()}{piece.isupper()}",
        f"o|0={piece[:1] == '0'}{figures}",
    ]
    return _sums(*features)


def _near(piece: str, role: str, group: str) -> list[int]:
    told = _TOLD[piece]
    side = "-" if role[0] in "-<" else "+"
    at, there = _start(f"{role}|"), _start(f"{side}|")
    beside, anywhere = _start(f"{group}{role}|"), _start(f"{group}{side}|")
    return [
        *[crc32(one, at) for one in told.whole],
        *[crc32(one, there) for one in told.brief],
        *[crc32(one, beside) for one in told.placed],
        *[crc32(one, anywhere) for one in told.sided],
    ]


def _fine(piece: str, role: str, coarse: str) -> list[int]:
    start = _start(f"{coarse}{role}|f=")
    return [crc32(one, start) for one in _TOLD[piece].fine]


def _bag(piece: str, side: str, group: str) -> list[int]:
    told = _TOLD[piece]
    start = _start(f"b{side}{group}|")
    lemma = told.lemma
    return [
        crc32(lemma, _start("b|")),
        crc32(lemma, _start(f"b{group}|")),
        *[crc32(one, start) for one in told.beginning],
    ]


def _both(left: str, right: str, group: str, gap: str, after: str) -> list[int]:
    one = "^" if left == "^" else (w := word_of(left)).known + w.group
    two = "$" if right == "$" else (w := word_of(right)).known + w.group
    return _sums(f"{group}|{one}{gap}_{after}{two}", f"{group}|{one}{gap}_{after}")


def _sums(*features: str) -> list[int]:
    return [crc32(_bytes(feature)) for feature in features]


_EXPAND: dict[str, Callable[..., list[int]]] = {
    "own": _own,
    "near": _near,
    "fine": _fine,
    "bag": _bag,
    "both": _both,
    "gap": lambda gap, after, group: _sums(f"g|{gap}_{after}", f"g{group}|{gap}", f"g{group}|_{after}"),
    "kind": lambda kind, group: _sums(f"i|{kind}", f"i{group}|{kind}"),
    "run": lambda shapes, place: _sums(f"r|{shapes}", f"r{place}|{shapes}"),
}
