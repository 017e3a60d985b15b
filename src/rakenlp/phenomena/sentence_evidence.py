"""Which sentence of a text speaks for a phenomenon, and by which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..language.lexicon import Lexicon
from ..language.terms import text_words

_END = re.compile(r"(?:[.!?…][\"')\]”»]{0,4}(?=\s)|\n)\s*")
#: Before a full stop that ends no sentence: one letter, a number, an abbreviation.
_GOES_ON = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|[0-9]+|(?:[0-9]+\.)+[0-9]*|esim|mm|ym|yms|jne|eli|ts|ks|vrt|noin|n|klo|puh|nro|os|ko|tms"
    r"|v|kk|vk|krt|toht|prof|bl|osv|t\.ex|kl|e\.g|i\.e)$",
    re.IGNORECASE,
)
#: Terms of a sentence that are told.
_TOP = 5


class SentenceEvidence(NamedTuple):
    """A sentence of a text and what it says for a phenomenon.

    Attributes
    ----------
    start, end : int
        Place in the text.
    share : float
        Part of everything in the text that speaks for the phenomenon, from 0 to 1.
    terms : tuple of str
        Lemmas that speak for it, strongest first.
    """

    start: int
    end: int
    share: float
    terms: tuple[str, ...]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text begin and end; a line end closes one, an abbreviation does not.

    Examples
    --------
    >>> from rakenlp.phenomena.sentence_evidence import sentences
    >>> text = "Raha loppuu 3. päivä, esim. nyt. ei oo ruokaa!"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Raha loppuu 3. päivä, esim. nyt.', 'ei oo ruokaa!']
    """
    start = 0
    for match in _END.finditer(text):
        before = text[max(start, match.start() - 12) : match.start()]
        if match[0][0] == "." and _GOES_ON.search(before):
            continue
        yield from _stripped(text, start, match.end())
        start = match.end()
    yield from _stripped(text, start, len(text))


def by_sentence(text: str, worths: Mapping[str, float], lexicon: Lexicon | None = None) -> list[SentenceEvidence]:
    """Share out what speaks for a phenomenon among the sentences of a text.

    Parameters
    ----------
    text : str
    worths : mapping of str to float
        What each lemma of the text adds, above zero.
    lexicon : Lexicon, optional

    Returns
    -------
    list of SentenceEvidence
        In the order of the text, those with nothing to say too.

    Examples
    --------
    >>> from rakenlp.phenomena.sentence_evidence import by_sentence
    >>> [found.share for found in by_sentence("Sataa. Vuokra on rästissä.", {"vuokra": 2.0, "rästi": 1.0})]
    [0.0, 1.0]
    """
    places = list(sentences(text))
    held = [
        {word.lemma for word in text_words(text[start:end], lexicon=lexicon)} & worths.keys() for start, end in places
    ]
    sums = [sum(worths[lemma] for lemma in sorted(lemmas)) for lemmas in held]
    total = sum(sums) or 1.0
    return [
        SentenceEvidence(start, end, value / total, tuple(sorted(lemmas, key=lambda x: (-worths[x], x))[:_TOP]))
        for (start, end), lemmas, value in zip(places, held, sums, strict=True)
    ]


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    if lead < len(piece):
        yield start + lead, start + len(piece.rstrip())
