"""Masking: identifiers give way to typed tokens, so that the rest of the text can be read and analysed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ._span import Span
from .identifiers import KINDS, find_identifiers

TOKENS = {
    "hetu": "[HETU]",
    "iban": "[TILINUMERO]",
    "business_id": "[Y-TUNNUS]",
    "email": "[SÄHKÖPOSTI]",
    "phone": "[PUHELIN]",
    "url": "[VERKKO-OSOITE]",
    "plate": "[REKISTERINUMERO]",
    "address": "[OSOITE]",
    "postcode": "[POSTINUMERO]",
    "birth_date": "[SYNTYMÄAIKA]",
    "handle": "[NIMIMERKKI]",
    "case_number": "[ASIAKASNUMERO]",
    "ip": "[IP-OSOITE]",
}


@dataclass(frozen=True, repr=False)
class MaskedText:
    """A text without the identifiers that were found in it.

    Attributes
    ----------
    text : str
        With a token such as ``[PUHELIN]`` in the place of each.
    spans : tuple of Span
        What was masked; places are those of the text as it was given. They do not overlap.
    """

    text: str
    spans: tuple[Span, ...] = field(default=())

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind were masked."""
        times = Counter(span.kind for span in self.spans)
        return {kind: times[kind] for kind in KINDS if times[kind]}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"MaskedText({len(self.text)} characters, masked: {self.counts})"


def mask(text: str) -> MaskedText:
    """Return the text with structured identifiers replaced by typed tokens.

    Names of people are **not** masked, nor dates of birth, client numbers or anything that tells a person
    by circumstances ("the only one in the village"): this is no promise of anonymity, and a person still has
    to read a text before it is published.

    Parameters
    ----------
    text : str
        Any text; it takes time in proportion to its length.

    Returns
    -------
    MaskedText
        Masking it again changes nothing.

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
    """
    found = find_identifiers(text)
    spans = found
    while found:
        # a token may stand where a digit or letter hid its neighbour: look again until nothing new is found
        found = find_identifiers(_filled(text, spans))
        spans = sorted([*spans, *found], key=lambda span: span.start)
    pieces, last = [], 0
    for span in spans:
        pieces += [text[last : span.start], TOKENS[span.kind]]
        last = span.end
    return MaskedText("".join([*pieces, text[last:]]), tuple(spans))


def _filled(text: str, spans: list[Span]) -> str:
    """Return the text with each span as brackets of the same length, as tokens look to their neighbours."""
    pieces, last = [], 0
    for span in spans:
        pieces += [text[last : span.start], "[", "]" * (span.end - span.start - 1)]
        last = span.end
    return "".join([*pieces, text[last:]])
