"""Masks identifiers at load and counts them; what is masked is decided in :mod:`rakenlp.privacy`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..texts import text
from .labels import label
from .report import IssueLog

if TYPE_CHECKING:
    from ..privacy.settings import Masking


class Masker:
    """Masks cells, each distinct text once; does nothing without settings."""

    def __init__(self, masking: Masking | None, log: IssueLog) -> None:
        self._masking = masking
        self._log = log
        self._counts: dict[str, Counter[str]] = {}
        self._known: dict[str, tuple[str, Counter[str]]] = {}
        self._mask: Callable[[str, Masking | None], Any] | None = None

    def column(self, values: Sequence[str | None], name: str) -> list[str | None]:
        """Mask the texts of a column and count what was found under its name."""
        return [self._text(value, name) if isinstance(value, str) else value for value in values]

    def cells(self, values: Sequence[object], name: str) -> list[object]:
        """Mask the texts among the cells of an unknown column."""
        return [self._cell(value, name) for value in values]

    def _cell(self, value: object, name: str) -> object:
        if isinstance(value, str):
            return self._text(value, name)
        if isinstance(value, Mapping):
            return {self._cell(key, name): self._cell(inner, name) for key, inner in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return type(value)(self._cell(inner, name) for inner in value)
        if isinstance(value, (bytes, np.ndarray)):
            return self._text(str(value), name)
        return value

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

    def _text(self, value: str, name: str | None, *, always: bool = False) -> str:
        if (self._masking is None and not always) or not value:
            return value
        if value not in self._known:
            self._known[value] = self._masked(value)
        masked, counts = self._known[value]
        if counts and name is not None:
            self._counts.setdefault(name, Counter()).update(counts)
        return masked

    def _masked(self, value: str) -> tuple[str, Counter[str]]:
        if self._mask is None:
            from ..privacy import mask

            self._mask = mask
        result = self._mask(value, self._masking)
        return result.text, Counter(_kind(span) for span in result.spans)


def _kind(span: Any) -> str:
    return str(span.kind if hasattr(span, "kind") else span[0])


def _shown(kind: str) -> str:
    try:
        return text(f"import.kind_{kind}")
    except KeyError:
        return kind
