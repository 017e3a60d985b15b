"""A document as blocks: what is said, and as what, before it becomes Word, HTML or Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

ParaRole = Literal["body", "lead", "quiet", "notice", "care"]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a section), 2 or 3."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Para:
    """A paragraph: plain, a lead under a heading, quiet small print, a notice or a warning."""

    words: str
    role: ParaRole = "body"


@dataclass(frozen=True)
class Items:
    """A list of points, numbered or not; with ``is_checklist`` each begins with an empty box."""

    points: Sequence[str]
    is_numbered: bool = False
    is_checklist: bool = False


@dataclass(frozen=True)
class Facts:
    """Terms with what is said of each."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table with a header row, whose first column names the rows.

    Attributes
    ----------
    title : str
        Its name for those who hear the page; shown above it when ``is_captioned``.
    header : sequence of str
    rows : sequence of sequence of str
    numeric : frozenset of int
        Columns set to the right.
    strong : frozenset of int
        Rows in bold: parents and totals.
    weights : sequence of float
        Widths of the columns in relation to each other; equal when empty.
    is_upright : bool
        The header words of all columns but the first stand upright, for many narrow columns.
    shades : dict of (row, column) to str
        Fill of single cells, as #rrggbb.
    is_form : bool
        Cells are to be filled in by people.
    share : float
        Of the width of the page.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    weights: Sequence[float] = ()
    is_upright: bool = False
    shades: dict[tuple[int, int], str] = field(default_factory=dict)
    is_captioned: bool = False
    is_form: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class Quote:
    """Words of a sender: who and when above, the parts of the form below, each with its label or none."""

    meta: str
    parts: Sequence[tuple[str, str]]
    language: str = ""
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """A place that people fill in, marked so that nobody takes it for finished."""

    words: str


@dataclass(frozen=True)
class Picture:
    """A drawing of data that is also plain values.

    Attributes
    ----------
    kind : {"strip", "bars", "drawn"}
    data : object
        What :mod:`rakenlp.reporting._svg` and :mod:`rakenlp.reporting._pictures` draw; "drawn": ready for a page.
    alt : str
    caption : str
    tallest : float
        Height in inches that it may have; made smaller above that. 0: as tall as it is.
    """

    kind: Literal["strip", "bars", "drawn"]
    data: Any
    alt: str
    caption: str = ""
    tallest: float = 0.0


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Para | Items | Facts | Table | Quote | Slot | Picture | PageBreak


@dataclass(frozen=True)
class Document:
    """A document to be written.

    Attributes
    ----------
    title : str
    kicker : str
        The line above the title.
    under : sequence of str
        Lines below the title, the first more visible.
    badge : str
        For whom it is.
    blocks : sequence of Block
    language : str
        Of everything but the quotes.
    day : str or None
        The day looked at, as in 2026-03-01: the date of the file.
    subject : str
        For the properties of the file.
    footer : str
        The line at the foot of every page, before the page number.
    foot : str
        The line at the foot of a page for the screen; that of drafts when empty.
    contents : str
        Heading of the list of contents; none when empty.
    is_compact : bool
        Whether everything is set small, for a document of one page.
    """

    title: str
    blocks: Sequence[Block]
    language: str
    kicker: str = ""
    under: Sequence[str] = ()
    badge: str = ""
    day: str | None = None
    subject: str = ""
    footer: str = ""
    foot: str = ""
    contents: str = ""
    is_compact: bool = False
