"""Masks identifiers at load and counts them; what is masked is decided in :mod:`rakenlp.privacy`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..texts import text
from .labels import label
from .report import IssueLog
from .work import Work

if TYPE_CHECKING:
    from ..privacy._cell_masking import CellMasker
    from ..privacy.settings import Masking


#: Texts masked at a time.
_BATCH = 2_000


class Masker:
    """Masks cells, each distinct text once; does nothing without settings."""

    def __init__(self, masking: Masking | None, log: IssueLog, work: Work | None = None) -> None:
        self._masking = masking
        self._log = log
        self._work = work or Work()
        self._counts: dict[str, Counter[str]] = {}
        self._walker: CellMasker | None = None

    def column(self, values: list[str | None], name: str) -> list[str | None]:
        """Mask the texts of a column and count what was found under its name; of many the list is filled anew."""
        if self._masking is None or len(values) <= _BATCH:
            return [self._text(value, name) if isinstance(value, str) else value for value in values]
        start = 0
        for masked, counts in self._work.batches(partial(_masked, masking=self._masking), values, _BATCH, "masking"):
            values[start : start + len(masked)] = masked  # what is not masked is not kept
            start += len(masked)
            self._count(name, counts)
        return values

    def cells(self, values: Sequence[object], name: str) -> list[object]:
        """Mask what the cells of an unknown column hold, texts inside lists, dicts and arrays too."""
        if self._masking is None:
            return list(values)
        tally: Counter[str] = Counter()
        masked = self._cells.column(values, None, tally)
        self._count(name, tally)
        return list(values) if masked is None else masked

    def plain(self, values: Sequence[str]) -> list[str]:
        """Mask texts without counting them."""
        return [self._text(value, None) for value in values]

    def short(self, value: str, name: str | None = None, person: bool = False) -> str:
        """Mask the value of a field of choices, which holds an identifier only if somebody typed one there.

        This is done also where texts are not masked, as such values are shown, counted and kept everywhere. With
        ``person``, a name alone is masked, too: elsewhere Kaarina and Salo are towns.
        """
        return value if label(value, person) == value else self._text(value, name, always=True)

    def report(self) -> None:
        """Report the counts by column and kind, never the values."""
        for name, counts in self._counts.items():
            kinds = ", ".join(f"{_shown(kind)} {count}" for kind, count in sorted(counts.items()))
            self._log.add("masked", column=name, n=sum(counts.values()), kinds=kinds)

    @property
    def _cells(self) -> CellMasker:
        if self._walker is None:
            from ..privacy._cell_masking import CellMasker
            from ..privacy.settings import Masking

            self._walker = CellMasker(Masking.of(self._masking))
        return self._walker

    def _text(self, value: str, name: str | None, *, always: bool = False) -> str:
        if (self._masking is None and not always) or not value:
            return value
        masked, counts = self._cells.text(value)
        if name is not None:
            self._count(name, counts)
        return masked

    def _count(self, name: str, counts: Mapping[str, int]) -> None:
        if counts:
            self._counts.setdefault(name, Counter()).update(counts)


def _masked(values: Sequence[str | None], masking: Masking) -> list[Any]:
    """Mask some texts, over workers if wanted; return them and how many of each kind were."""
    from ..privacy._cell_masking import CellMasker

    walker, found = CellMasker(masking), Counter[str]()
    texts = []
    for value in values:
        masked, counts = walker.text(value) if value else (value, {})
        texts.append(masked)
        found.update(counts)
    return [texts, dict(found)]


def _shown(kind: str) -> str:
    try:
        return text(f"import.kind_{kind}")
    except KeyError:
        return kind
