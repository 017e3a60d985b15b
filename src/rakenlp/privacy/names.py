"""Finding of names of persons in Finnish free text: lists, Voikko and context in a small trained model.

Given and family names in any inflection, nicknames, initials and foreign names; words that are names and other words
too (Toivo, Rauha, Lahti) by what stands around them. Places, organisations and titles are no names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..texts import text as say
from ._name_kinds import UNKNOWN
from ._name_model import NameModel
from ._name_passes import first_pass, second_pass
from ._name_runs import marks
from ._name_text import Manner, Token, candidates, manner, tokens
from ._name_words import NameWord
from ._span import Span

#: The kind of what is found here.
KIND = "name"
#: What a word that tells of a place needs to be taken for a person.
_SURE = 0.5
_DASH = re.compile("[-–‑]")
#: Cases in which the first name of a person does not stand: what follows is another person.
_APART = frozenset("par ine ela ill ade abl all ess tra".split())  # noqa: SIM905


def find_names(text: str) -> list[Span]:
    """Return the names of persons in a text, in the order of the text.

    Parameters
    ----------
    text : str
        Any text; it takes time in proportion to its length. The model is loaded at the first call.

    Returns
    -------
    list of Span
        Of kind "name". A given name and the family name beside it are one; titles stay outside, case endings inside.
        The score is the probability that it is a name of a person, as measured on texts of the training's kind: no
        promise that every name is found.

    Raises
    ------
    ModelFormatError
        If the shipped model is missing or damaged.
    BackendError
        If there is no Voikko on this machine.

    Examples
    --------
    >>> from rakenlp.privacy import find_names
    >>> text = "Rouva Virtanen soitti Minnalle Tampereelta."
    >>> [text[span.start : span.end] for span in find_names(text)]
    ['Virtanen', 'Minnalle']
    """
    return names_in(text, NameModel.default())


def names_in(text: str, model: NameModel) -> list[Span]:
    """Return the names of persons in a text by a model."""
    found = tokens(text, model.words.__getitem__)
    how = manner(found)
    places = candidates(found, how)
    if not places:
        return []
    marked = marks(found, model.lists.runs)
    scores = second_pass(model, found, places, first_pass(model, found, places, how, marked), how, marked)
    odds = dict(zip(places, scores, strict=True))
    named = [place for place in places if odds[place] >= _needed(found, place, how, model) or _is_alone(found, place)]
    whole = _with_rest(text, found, named, odds, model.thresholds["beside"])
    return [_span(text, found, group) for group in _joined(text, found, _with_initials(found, whole))]


def _where(found: Sequence[Token], place: int, how: Manner) -> str:
    """Return which threshold a word needs."""
    word = found[place].word
    if word.shape == "aa" and UNKNOWN.fullmatch(word.kind):
        return "small_unmet"
    if word.shape == "aa":
        return "small_rare" if how.capitals in ("n", "t") else "small"
    return "start" if not place or found[place - 1].word.shape in (".", "\n") else "middle"


def _needed(found: Sequence[Token], place: int, how: Manner, model: NameModel) -> float:
    """Return the probability from which a word is taken for a name."""
    least = model.thresholds[_where(found, place, how)]
    return max(least, _SURE) if _tells_of_a_place(found[place].word) else least


def _tells_of_a_place(word: NameWord) -> bool:
    """Tell whether a word is a place and no name of people, or one in a case that people are seldom in: Turusta."""
    return "P" in word.brief and (word.brief.startswith("P") or word.low.endswith(("ssa", "ssä", "sta", "stä")))


def _is_alone(found: Sequence[Token], place: int) -> bool:
    """Tell whether a name is all that a cell holds: with nothing around it, the list decides, but for places."""
    word = found[place].word
    if word.shape != "Aa" or not set("GF") & set(word.kind) or "P" in word.kind:
        return False
    return sum(any(map(str.isalnum, token.piece)) for token in found[:8]) == 1 and len(found) <= 4


Named = tuple[int, float]


def _with_rest(
    text: str, found: Sequence[Token], named: Sequence[int], odds: Mapping[int, float], least: float
) -> list[Named]:
    """Add the words beside a name that with it are the name of one person: Tutta Palin, of which one was known.

    Beside a name little is asked of a word; one in lower case stays outside.
    """
    whole = {place: odds[place] for place in named}
    ahead = list(named)
    while ahead:
        place = ahead.pop()
        for other in (place - 1, place + 1):
            if (
                other not in whole
                and odds.get(other, 0.0) >= least
                and found[other].word.shape != "aa"
                and not _tells_of_a_place(found[other].word)
                and _one_person(text, found, max(place, other))
            ):
                whole[other] = odds[other]
                ahead.append(other)
    return sorted(whole.items())


def _with_initials(found: Sequence[Token], named: Sequence[Named]) -> list[Named]:
    """Add the initial of a family name in lower case: minttu k."""
    out: list[Named] = []
    for number, (place, score) in enumerate(named):
        out.append((place, score))
        initial, after = place + 1, place + 2
        if (
            found[place].word.shape == "aa"
            and initial < len(found)
            and len(found[initial].piece.rstrip(".")) == 1
            and found[initial].word.shape == "aa"
            and (found[initial].piece[-1] == "." or after == len(found) or found[after].word.shape in (".", ",", "\n"))
            and not any(other == initial for other, _ in named[number + 1 : number + 2])
        ):
            out.append((initial, score))
    return out


def _joined(text: str, found: Sequence[Token], named: Sequence[Named]) -> list[list[Named]]:
    """Put words together that are one person's name."""
    groups: list[list[Named]] = []
    for place, score in named:
        last = groups[-1] if groups else [(-9, 0.0)]
        beside = last[-1][0] == place - 1 and _one_person(text, found, place)
        if beside or _listed_order(found, last, place):
            last.append((place, score))
        else:
            groups.append([(place, score)])
    return groups


def _listed_order(found: Sequence[Token], group: Sequence[Named], place: int) -> bool:
    """Tell whether a family name and a comma stand before a given name: Rautiainen, Eila."""
    if len(group) > 1 or group[0][0] != place - 2 or found[place - 1].piece != ",":
        return False
    family, given = found[place - 2].word, found[place].word
    return (
        bool(set("Ff") & set(family.kind))
        and not set("Gg") & set(family.kind)
        and "G" in given.kind
        and family.case == given.case == "nom"
        and family.shape == given.shape == "Aa"
    )


def _one_person(text: str, found: Sequence[Token], place: int) -> bool:
    before, after = found[place - 1], found[place]
    if after.start - before.end > 1 or "\n" in text[before.end : after.start]:
        return False
    if before.word.case in _APART and before.word.shape != "I":
        return False
    only_given = [
        ("G" in t.word.kind or "g" in t.word.kind) and not set("Ff") & set(t.word.kind) for t in (before, after)
    ]
    return not (before.word.case == "gen" and all(only_given))


def _span(text: str, found: Sequence[Token], group: Sequence[Named]) -> Span:
    first, last = found[group[0][0]], found[group[-1][0]]
    end = last.start + _name_length(last.piece)
    initial = last.word.shape == "I" or (len(group) > 1 and len(last.piece.rstrip(".")) == 1)
    if initial and end == last.end and text[end : end + 1] == "." and text[end - 1] != ".":
        end += 1
    score = min(1.0, max(score for _, score in group))
    return Span(KIND, first.start, end, round(score, 4), say(f"privacy.reason_name_{_reason(found, group)}"))


def _name_length(piece: str) -> int:
    """Return how much of a word is the name: Pekka-setä, all but the head."""
    parts = _DASH.split(piece)
    if len(parts) > 1 and len(parts[-1]) > 2 and parts[-1].islower() and parts[0][:1].isupper():
        return len(piece) - len(parts[-1]) - 1
    return len(piece)


def _reason(found: Sequence[Token], group: Sequence[Named]) -> str:
    words = [found[place].word for place, _ in group]
    listed = [word for word in words if set("GFgfhe") & set(word.kind)]
    if not listed:
        return "initials" if all(word.shape == "I" for word in words) else "context"
    if len(words) > 1:
        return "pair"
    usual = bool(set("WwP") & set(listed[0].kind))
    return "word_too" if usual else "listed"
