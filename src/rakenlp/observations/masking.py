"""Masks identifiers at load and counts them; what is masked is decided in :mod:`rakenlp.privacy`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..texts import text
from .report import IssueLog

if TYPE_CHECKING:
    from ..privacy.settings import Masking

_SUSPICIOUS = re.compile(r"@|(?:\d\D?){5}")


class Masker:
    """Masks cells, each distinct text once; does nothing without settings."""

    def __init__(self, masking: Masking | None, log: IssueLog) -> None:
        self._masking = masking
        self._log = log
        self._counts: dict[str, Counter[str]] = {}
        self._known: dict[tuple[str, bool], tuple[str, Counter[str]]] = {}
        self._mask: Callable[[str, bool], Any] | None = None

    def column(self, values: Sequence[str | None], name: str) -> list[str | None]:
        """Mask the texts of a column and count what was found under its name."""
        return [self._text(value, name) if isinstance(value, str) else value for value in values]

    def cells(self, values: Sequence[object], name: str) -> list[object]:
        """Mask the texts among the cells of an unknown column."""
        return [self._text(value, name) if isinstance(value, str) else value for value in values]

    def plain(self, values: Sequence[str]) -> list[str]:
        """Mask texts without counting them."""
        return [self._text(value, None) for value in values]

    def short(self, value: str, name: str | None = None) -> str:
        """Mask the value of a field of choices, which holds an identifier only if somebody typed one there.

        Names are not looked for: a municipality or a unit may bear one (Salo, Toivola).
        """
        return self._text(value, name, names=False) if _SUSPICIOUS.search(value) else value

    def report(self) -> None:
        """Report the counts by column and kind, never the values."""
        for name, counts in self._counts.items():
            kinds = ", ".join(f"{_shown(kind)} {count}" for kind, count in sorted(counts.items()))
            self._log.add("masked", column=name, n=sum(counts.values()), kinds=kinds)

    def _text(self, value: str, name: str | None, names: bool = True) -> str:
        if self._masking is None or not value:
            return value
        key = (value, names)
        if key not in self._known:
            self._known[key] = self._masked(value, names)
        masked, counts = self._known[key]
        if counts and name is not None:
            self._counts.setdefault(name, Counter()).update(counts)
        return masked

    def _masked(self, value: str, names: bool) -> tuple[str, Counter[str]]:
        if self._mask is None:
            from ..privacy import mask

            settings = self._masking
            self._mask = lambda text, names: mask(text, settings, names=None if names else False)
        result = self._mask(value, names)
        return result.text, Counter(_kind(span) for span in result.spans)


def _kind(span: Any) -> str:
    return str(span.kind if hasattr(span, "kind") else span[0])


def _shown(kind: str) -> str:
    try:
        return text(f"import.kind_{kind}")
    except KeyError:
        return kind
