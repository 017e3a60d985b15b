"""Ready answers of :func:`rakenlp.privacy._name_words.read_name_word` on the commonest words.

They stand in the order of the stored readings (``models/lemmas``). Most words are of few sorts: what is stored of one
is its sort and how its lemma is made.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from .._files import pack_words, read_arrays, unpack_words
from ..language.lemma_model import common_forms, edit
from ..language.stored_readings import numbers
from ._name_features import own_features, row_of
from ._name_kinds import UNKNOWN
from ._name_words import Lists, NameWord, alone_of, rough

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..language._form_index import FormIndex

#: Name of the file beside the model.
FILE = "words.npz"


class Sort(NamedTuple):
    """What many words have in common.

    Attributes
    ----------
    kind, group, case, told, brief, about, language, hopeful, suspect
        As in :class:`~rakenlp.privacy._name_words.NameWord`.
    shape : {"aa", "Aa"}
    classes : str
        Voikko's classes, in short.
    common, bits : int
        How widely it is written in lower case; what lists say of the names that it may be a form of.
    listed : bool
        Whether its bases are of these names.
    """

    kind: str
    group: str
    case: str
    told: str
    brief: str
    about: str
    language: str
    shape: str
    classes: str
    common: int
    bits: int
    listed: bool
    hopeful: bool
    suspect: bool

    def row(self, length: int) -> tuple[float, ...]:
        """Return the numbers of a word of a length."""
        return row_of(self.kind, self.common, length, self.shape, self.case, self.group, self.told, "")

    def alone(self, core: str, lemma: str, bases: tuple[str, ...], used: int) -> str:
        """Return the features of a word itself."""
        if self.shape == "aa" and not self.suspect and not UNKNOWN.fullmatch(self.kind):
            return ""
        listed = bases if self.listed else ()
        own = own_features(core, self.shape, self.bits, self.classes, self.common, self.case, self.kind, listed, lemma)
        return alone_of("", own, used, self.brief)


class NameTable:
    """Ready name words.

    Parameters
    ----------
    index : FormIndex
        Where each form stands.
    found : mapping of str to ndarray
        Of ``words.npz``.
    lists : Lists

    Raises
    ------
    ValueError
        If the arrays do not belong together.
    """

    def __init__(self, index: FormIndex, found: Mapping[str, NDArray[Any]], lists: Lists) -> None:
        self._index, self._groups = index, lists.groups
        self._sorts = [_sort_of(line) for line in unpack_words(found["sorts"])]
        self._adds = unpack_words(found["adds"])
        self._sort = numbers(found["sort"], "H", len(index), len(self._sorts) + 1)
        self._strip = numbers(found["strip"], "B", len(index), 256)
        self._add: array[int] = numbers(found["add"], "H", len(index), len(self._adds))
        self._mores = unpack_words(found["mores"])
        self._more = numbers(found["more"], "H", len(index), len(self._mores))
        self._rows: dict[tuple[int, int], tuple[float, ...]] = {}

    @classmethod
    def beside(cls, folder: Path, names: str, lists: Lists) -> NameTable | None:
        """Return the table of a folder, None where there is none that was made for these names and the readings.

        Parameters
        ----------
        folder : path
        names : str
            Checksum of the model of names.
        lists : Lists
        """
        if not (folder / FILE).is_file():
            return None
        found, index = read_arrays(folder / FILE), common_forms()
        return cls(index, found, lists) if found["made_for"].tobytes() == made_for(names, index) else None

    def get(self, piece: str) -> NameWord | None:
        """Return what a word tells, None where it is not stored."""
        place = self._index.place(piece)
        number = 0 if place < 0 else self._sort[place]
        if not number:
            return None
        sort, strip, low = self._sorts[number - 1], self._strip[place], piece.lower()
        lemma, length = (low[:-strip] if strip else low) + self._adds[self._add[place]], min(len(low), 20)
        row = self._rows.get((number, length))
        if row is None:
            row = self._rows[number, length] = sort.row(length)
        more = self._more[place]
        bases, opens = _parted(self._mores[more]) if more else ((), ())
        used = self._groups.get(lemma, -1)
        return NameWord(
            low, sort.shape, sort.group != "connector" or sort.shape == "Aa", sort.suspect, sort.kind, sort.group,
            bases or rough(low), sort.case, sort.alone(low, lemma, bases, used), sort.told, lemma, sort.brief,
            sort.about, sort.language, opens, row, used, sort.hopeful,
        )  # fmt: skip


def made_for(names: str, index: FormIndex) -> bytes:
    """Return what tells which model and which forms a table belongs to."""
    return f"{names} {index.checksum}".encode()


def arrays(found: Iterable[tuple[str, NameWord, Sort] | None], of: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays to be saved.

    Parameters
    ----------
    found : iterable of (str, NameWord, Sort) or None
        By place: the form, what is read of it, and its sort; None where none is stored.
    of : bytes
        From :func:`made_for`.
    """
    import numpy as np

    rows = [item and (item[2], *edit(item[0].lower(), item[1].lemma), _more(item[1])) for item in found]
    stored = [row for row in rows if row is not None]
    sorts = sorted({row[0] for row in stored})
    adds, mores = (["", *sorted({str(row[at]) for row in stored} - {""})] for at in (2, 3))
    sort_number = {sort: number for number, sort in enumerate(sorts, 1)}
    add_number, more_number = ({text: number for number, text in enumerate(texts)} for texts in (adds, mores))
    return {
        "sorts": pack_words(json.dumps(sort, ensure_ascii=False) for sort in sorts),
        "adds": pack_words(adds),
        "sort": np.array([0 if row is None else sort_number[row[0]] for row in rows], np.uint16),
        "strip": np.array([0 if row is None else row[1] for row in rows], np.uint8),
        "add": np.array([0 if row is None else add_number[row[2]] for row in rows], np.uint16),
        "mores": pack_words(mores),
        "more": np.array([0 if row is None else more_number[row[3]] for row in rows], np.uint16),
        "made_for": np.frombuffer(of, np.uint8),
    }


def _more(word: NameWord) -> str:
    """Return the names that a word may be a form of and the words of listed things; nothing for most."""
    bases = "" if word.bases == rough(word.low) else ",".join(word.bases)
    return f"{bases};{','.join(word.opens)}" if bases or word.opens else ""


def _parted(more: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    bases, _, opens = more.partition(";")
    return tuple(bases.split(",")) if bases else (), tuple(opens.split(",")) if opens else ()


def _sort_of(line: str) -> Sort:
    values: list[Any] = [intern(value) if isinstance(value, str) else value for value in json.loads(line)]
    return Sort(*values)
