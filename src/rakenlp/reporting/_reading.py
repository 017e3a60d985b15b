"""How long a kooste takes to read: its own words counted, at the pace of a reader of plain text."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from ..texts import plural, text
from ._blocks import Block, Facts, Heading, Items, Para, Quote, Table

WORDS_A_MINUTE = 200


def words_in(blocks: Iterable[Block]) -> int:
    """Return how many words there are to read; pictures hold none.

    Parameters
    ----------
    blocks : iterable of Block

    Returns
    -------
    int

    Examples
    --------
    >>> words_in([Heading("Otsikko"), Para("kaksi sanaa"), Items(["yksi"])])
    4
    """
    return sum(len(words.split()) for block in blocks for words in _said(block))


def minutes_of(words: int) -> int:
    """Return the minutes that so many words take, rounded up.

    Examples
    --------
    >>> minutes_of(0), minutes_of(1), minutes_of(201)
    (0, 1, 2)
    """
    return ceil(words / WORDS_A_MINUTE)


def reading_words(reading: dict[str, int]) -> str:
    """Return how long the beginning takes, how long the single voices, and what the rest is for."""
    beginning = plural("kooste.reading_beginning", reading["flags"])
    single = plural("kooste.reading_single", reading["single"]) if reading["single"] else ""
    return " ".join(part for part in (beginning, single, text("kooste.reading_rest")) if part)


def _said(block: Block) -> list[str]:
    if isinstance(block, Heading | Para):
        return [block.words]
    if isinstance(block, Items):
        return list(block.points)
    if isinstance(block, Facts):
        return [words for pair in block.pairs for words in pair]
    if isinstance(block, Table):
        return [*block.header, *(words for row in block.rows for words in row)]
    if isinstance(block, Quote):
        return [block.meta, block.note, *(words for part in block.parts for words in part)]
    return []
