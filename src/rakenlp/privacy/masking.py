"""Masking: identifiers give way to typed tokens, so that the rest of the text can be read and analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any

from .._remember import cut_in_service
from ..errors import ParameterError
from ._folding import PARTING, Folded, folded
from ._persons import numbers_of
from ._span import ListedName, Span
from ._tokens import LARGEST, TOKEN, TOKENS, largest_numbers
from .identifiers import KINDS, find_identifiers, may_identify
from .names import find_names
from .settings import Masking


@dataclass(frozen=True, repr=False)
class MaskedText:
    """A text without the identifiers that were found in it.

    Attributes
    ----------
    text : str
        With a token such as ``[PUHELIN]`` in the place of each.
    spans : tuple of Span
        What was masked; places are those of the text as it was given. They do not overlap.
    places : tuple of (int, int)
        Where the token of each span stands in ``text``.
    vault : str or None
        What was masked, encrypted; only where a key was given. See :func:`rakenlp.privacy.unmask`.
    """

    text: str
    spans: tuple[Span, ...] = field(default=())
    places: tuple[tuple[int, int], ...] = field(default=())
    vault: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind were masked."""
        times = Counter(span.kind for span in self.spans)
        return {kind: times[kind] for kind in KINDS if times[kind]}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"MaskedText({len(self.text)} characters, masked: {self.counts})"


def mask(
    text: str,
    masking: Masking | str | PathLike[str] | None = None,
    *,
    names: bool | None = None,
    keep: Iterable[str] | None = None,
    always: Iterable[str] | None = None,
    numbered: bool | None = None,
    key: str | bytes | None = None,
) -> MaskedText:
    """Return the text with names of people and structured identifiers replaced by typed tokens.

    What tells a person by circumstances ("the only one in the village") stays, and no finder finds everything: this
    is no promise of anonymity. A person still has to read a text before it is published.

    Parameters
    ----------
    text : str
        Any text; it takes time in proportion to its length.
    masking : Masking or path, optional
        Settings, or a TOML file of them; the defaults when None.
    names : bool, optional
        Mask names of people; otherwise as in ``masking``, and so with the others.
    keep : iterable of str, optional
        Words never masked, in any case form: names of places and services.
    always : iterable of str, optional
        Names always masked, in any case form.
    numbered : bool, optional
        Number the tokens by who or what they stand for within this text: ``[NIMI 1]``, ``[NIMI 2]``. Forms of one
        name get one number, and a given name or family name alone that of the latest person who has it. Two people of
        the same name are taken for one. Numbers go on from those that the text has already; what would be the
        thousandth of its kind gets a token without one.
    key : str or bytes, optional
        From :func:`rakenlp.privacy.new_key` (extra ``vault``). What was masked is then kept encrypted in ``vault``,
        and :func:`rakenlp.privacy.unmask` with the same key gives the text back. Without the key nobody can.

    Returns
    -------
    MaskedText
        Masking it again changes nothing.

    Raises
    ------
    ParameterError
        If a parameter has a value that it cannot have.
    InputError
        If the file of settings cannot be used.
    MissingExtraError
        If a key is given and ``cryptography`` is not installed.

    Examples
    --------
    >>> from rakenlp.privacy import mask
    >>> masked = mask("Soita 040 123 4567, asun Satakunnankadulla 12 B 4.")
    >>> masked.text
    'Soita [PUHELIN], asun [OSOITE].'
    >>> masked.counts
    {'phone': 1, 'address': 1}
    >>> mask(masked.text).text == masked.text
    True
    >>> [masked.text[start:end] for start, end in masked.places]
    ['[PUHELIN]', '[OSOITE]']
    """
    if not isinstance(text, str):
        raise ParameterError("parameter", name="text", owner="mask", expected="str", received=type(text).__name__)
    own = _settings(Masking.of(masking), names=names, keep=keep, always=always, numbered=numbered)
    spans = _all_found(text, own)
    tokens = [TOKENS[span.kind] for span in spans]
    if own.numbered:
        taken = largest_numbers(text)
        numbers = [taken[span.kind] + number for span, number in zip(spans, numbers_of(text, spans), strict=True)]
        tokens = [
            f"{token[:-1]} {number}]" if number <= LARGEST else token
            for token, number in zip(tokens, numbers, strict=True)
        ]
    result, places = _replaced(text, spans, tokens)
    if own.names and not own.keep:
        _MASKED.add(result)
    vault = None
    if key is not None:
        from .vault import sealed

        vault = sealed([text[span.start : span.end] for span in spans], places, result, key)
    return MaskedText(result, tuple(spans), places, vault)


class _Seen:
    """The latest texts of some kind, by their hashes only, in two halves as :class:`rakenlp._remember.Remembered`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._newer: set[int] = set()
        self._older: set[int] = set()

    def add(self, text: str) -> None:
        self._newer.add(hash(text))
        self.keep(self.size)

    def keep(self, size: int) -> None:
        """Let no more than so many stay."""
        if 2 * len(self._newer) >= size:
            self._newer, self._older = set(), self._newer

    def __contains__(self, text: str) -> bool:
        return hash(text) in self._newer or hash(text) in self._older


#: Texts without anything left to mask. An analysis reads its texts right after they were masked.
_MASKED = _Seen(1 << 21)
cut_in_service(_MASKED)


def without_identifiers(text: str) -> str:
    """Return a text with its structured identifiers masked, names left; what was masked before is not searched again.

    Examples
    --------
    >>> from rakenlp.privacy.masking import without_identifiers
    >>> without_identifiers("Soita Minnalle 040 123 4567")
    'Soita Minnalle [PUHELIN]'
    """
    return text if text in _MASKED or not may_identify(text) else mask(text, names=False).text


def _settings(own: Masking, **given: Any) -> Masking:
    changed = {name: value for name, value in given.items() if value is not None}
    for name in ("keep", "always"):
        if name in changed and not isinstance(changed[name], str):
            changed[name] = tuple(changed[name])
    return replace(own, **changed) if changed else own


def _all_found(text: str, own: Masking) -> list[Span]:
    """Return what is to be masked: what is found, and what is found once that is masked, until nothing is.

    A token may stand where a digit or a letter hid its neighbour, and a name may tell what stands beside it.
    """
    spans: list[Span] = []
    seen = text
    places: tuple[tuple[int, int], ...] = ()
    while True:
        new = _new(folded(seen), own)
        if not new and PARTING in seen:
            new = _new(folded(seen.replace(PARTING, " ")), own)
        if not new:
            return spans
        spans = sorted([*spans, *_moved(new, spans, places)], key=lambda span: span.start)
        seen, places = _replaced(text, spans, [TOKENS[span.kind] for span in spans])


def _new(view: Folded, own: Masking) -> list[Span]:
    """Return what is found in the copy of a text that is searched, as places of that text."""
    seen = view.text
    new = [part for span in _found(seen, own) for part in _outside_tokens(seen, span)]
    if own.keep:
        new = [part for span in new for part in _without_kept(seen, span, own)]
    return view.placed(new)


def _without_kept(text: str, span: Span, own: Masking) -> list[Span]:
    """Return what is left of a span without the words to keep at its ends."""
    if isinstance(span, ListedName):
        return [span]
    piece = text[span.start : span.end]
    if own.keeps(piece):
        return []
    if span.kind != "name":
        return [span]
    start, end = own.without_kept(piece)
    return [span._replace(start=span.start + start, end=span.start + end)] if end else []


def _found(text: str, own: Masking) -> list[Span]:
    structured = find_identifiers(text)
    persons = [*own.listed(text), *(find_names(text) if own.names else ())]
    if not persons:
        return structured
    taken = [(span.start, span.end) for span in structured]
    apart: list[Span] = []
    first = 0
    for span in sorted(persons, key=_surest_first):
        while first < len(taken) and taken[first][1] <= span.start:
            first += 1
        for part in _outside(
            span, map(taken.__getitem__, range(first, len(taken)))
        ):  # an e-mail address and a street may hold a name
            if not apart or part.start >= apart[-1].end:
                apart.append(part)
            elif part.end > apart[-1].end:
                apart[-1] = apart[-1]._replace(end=part.end)
    tidy = [_trimmed(text, span) for span in apart]
    return sorted([*structured, *(span for span in tidy if span.end > span.start)], key=lambda span: span.start)


def _outside(span: Span, taken: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Yield what of a span lies outside places that are taken, which come in order and do not end before it."""
    start = span.start
    for begins, ends in taken:
        if begins >= span.end:
            break
        if start < begins:
            yield span._replace(start=start, end=begins)
        start = max(start, ends)
    if start < span.end:
        yield span if start == span.start else span._replace(start=start)


def _surest_first(span: Span) -> tuple[int, bool, float, int]:
    """Return a key by place; of those that begin together, listed names and the more probable come first."""
    return span.start, not isinstance(span, ListedName), -span.score, -span.end


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip(" ,.;:([\n\t"))
    return span._replace(start=start, end=max(start, span.start + len(piece.rstrip(" ,;:)\n\t"))))


def _outside_tokens(text: str, span: Span) -> list[Span]:
    """Return what of a span lies outside tokens, which hide something already; of a name, all or nothing."""
    opened = text.rfind("[", max(0, span.start - 40), span.start)
    near = TOKEN.finditer(text, opened if opened >= 0 else span.start, span.end + 40)
    over = [token for token in near if token.start() < span.end and token.end() > span.start]
    if not over:
        return [span]
    if span.kind == "name":
        return []
    parts = [_trimmed(text, part) for part in _outside(span, (token.span() for token in over))]
    return [part for part in parts if any(c.isalnum() for c in text[part.start : part.end])]


def _moved(new: list[Span], spans: list[Span], places: tuple[tuple[int, int], ...]) -> list[Span]:
    """Return spans of a masked text as places of the text as it was given."""
    moved, at, shift = [], 0, 0
    for span in new:
        while at < len(spans) and places[at][1] <= span.start:
            shift = spans[at].end - places[at][1]
            at += 1
        moved.append(span._replace(start=span.start + shift, end=span.end + shift))
    return moved


def _replaced(text: str, spans: list[Span], tokens: list[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    pieces, places, last, length = [], [], 0, 0
    for span, token in zip(spans, tokens, strict=True):
        pieces += [text[last : span.start], token]
        start = length + span.start - last
        length = start + len(token)
        places.append((start, length))
        last = span.end
    return "".join([*pieces, text[last:]]), tuple(places)
