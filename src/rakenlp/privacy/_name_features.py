"""Features of a word that may be a name, of the word alone."""

from __future__ import annotations

import re

from ._name_kinds import BIT, FLAGS, brief_of

#: What the second pass is told of a word, in numbers.
ROW = (
    *("given", "family", "place", "usual", "seen", "common", "length"),
    *("shape", "case", "group", "told", "head"),
)
_SHAPES = (*("Aa", "aa", "AA", "aA", "I", ".", ",", "-", ":", "q", "(", ")", "\n", ";", "/", "&", "0", "x"), "long")
_ORDER = (*("", "nom", "gen", "par", "ine", "ela", "ill", "ade", "abl", "all", "ess", "tra", "pl", "sv"), "head")
_GROUPS = ("", "title", "kin", "greeting", "closing", "naming", "speech", "unit", "feast", "connector")
_READINGS = (
    *(
        "?",
        "etunim",
        "sukuni",
        "paikan",
        "nimi",
        "nimisanom",
        "nimisagen",
        "nimisa",
        "laatus",
        "verb3",
        "verb1",
        "verb",
    ),
    *("asemos", "sidesa", "suhdes", "seikka", "lukusa", ".", ","),
)
_FOREIGN = re.compile("[bcfgqwxzšžåéèáóíúüßçñøæ]")


#: Kinds of words that neither lists nor Voikko know.
UNMET = frozenset(("u", "w", "u+", "u-", "w+", "w-", "+", "-"))


def unmet_features(core: str) -> list[str]:
    """Return what the letters of a word tell that nothing else is known of."""
    marked = f"^{core}$"
    return [f"u{size}={marked[i : i + size]}" for size in (2, 3, 4) for i in range(len(marked) - size + 1)]


def own_features(
    core: str,
    shape: str,
    bits: int,
    classes: str,
    common: int,
    case: str,
    kind: str,
    listed: tuple[str, ...],
    lemma: str,
) -> tuple[str, ...]:
    """Return the features of a word by itself."""
    flags = [name for name in FLAGS if bits & BIT[name]]
    out = [
        f"k={kind}{shape}", f"k={kind}", f"s={shape}", f"c={case}", f"v={classes}{shape}", f"o={common}{shape}",
        f"ko={kind}{common}{case}", f"kc={brief_of(kind)}{case}{shape}", f"n={min(len(core), 12)}", f"w={core}",
        f"l={lemma}", f"sc={shape}{case}",
        f"m={'-' in core}{':' in core}{shape}", f"x={min(len(_FOREIGN.findall(core)), 3)}",
    ]  # fmt: skip
    out += [f"f={name}" for name in flags]
    out.append("fs=" + "".join(str(FLAGS.index(name)) + "." for name in flags) + shape)
    out.append(f"lc={len(listed) > 0}{bool(classes)}{common}{shape}")
    for size in (1, 2, 3, 4, 5):
        if len(core) > size:
            out.append(f"e={core[-size:]}")
    for size in (2, 3, 4):
        if len(core) > size:
            out.append(f"a={core[:size]}")
    base = listed[0] if listed else lemma
    for size in (2, 3, 4):
        if len(base) > size:
            out.append(f"be={base[-size:]}")
    if kind in UNMET:
        out += unmet_features(core)
    marked = f"^{core}$"
    out += [f"r={marked[i : i + 3]}" for i in range(len(marked) - 2)]
    return tuple(dict.fromkeys(out))


def row_of(
    kind: str, common: int, length: int, shape: str, case: str, group: str, told: str, head: str
) -> tuple[float, ...]:
    """Return the numbers of :data:`ROW`."""
    reading = max((len(start), n) for n, start in enumerate(_READINGS) if told.startswith(start) or start == "?")[1]
    row = (
        3.0 * ("G" in kind) + 2.0 * ("g" in kind) + ("h" in kind),
        3.0 * ("F" in kind) + 2.0 * ("f" in kind) + ("e" in kind),
        2.0 * ("P" in kind) + ("O" in kind),
        2.0 * ("W" in kind) + ("w" in kind),
        float("+" in kind) - ("-" in kind),
        float(common),
        float(min(length, 20)),
        _at(_SHAPES, shape),
        _at(_ORDER, case),
        _at(_GROUPS, group),
        float(reading),
        float(len(head) > 0) + (head[1:] in _GROUPS),
    )
    return tuple(map(_NUMBERS.__getitem__, row))


#: All numbers of rows, each kept once: they are whole and small.
_NUMBERS = {float(number): float(number) for number in range(-2, 64)}


def _at(known: tuple[str, ...], name: str) -> float:
    return float(known.index(name)) if name in known else -1.0
