"""Masking of the cells of a column, whatever they hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from numbers import Number
from typing import Any

from ._contact_columns import ANY, contact_kind, holds_contacts, token
from .masking import mask
from .settings import Masking

_DEEPEST = 30  # lists within lists
_REMEMBERED = 20_000


class CellMasker:
    """Masks cells, each distinct text once (of very many, as long as the copies are near each other).

    Parameters
    ----------
    masking : Masking
    """

    def __init__(self, masking: Masking) -> None:
        self.masking = masking
        self._known: dict[str, tuple[str, dict[str, int]]] = {}

    def column(self, values: Sequence[Any], kind: str | None, tally: Counter[str]) -> list[Any] | None:
        """Return the cells of a column masked, counting what was; None where nothing in it can be masked.

        Parameters
        ----------
        values : sequence
        kind : str or None
            Of contact details: then every filled cell is masked whole.
        tally : Counter
            Gets the counts by kind.
        """
        if kind is not None:
            return [self._whole(value, kind, tally) for value in values]
        if all(_plain(value) for value in values):
            return None
        return [self._cell(value, tally) for value in values]

    def _whole(self, value: Any, kind: str, tally: Counter[str]) -> Any:
        """Return the token of a cell of contact details; what is empty stays."""
        if _empty(value):
            return value
        if kind == ANY:
            kind = self._kind_of(value)
        tally[kind] += 1
        return token(kind)

    def _kind_of(self, value: Any) -> str:
        """Return the one kind that is found in a cell of contact details, if it is one."""
        said = f"{value:.0f}" if isinstance(value, float) and value == value else str(value)
        if said.isdigit() and holds_contacts([said]):
            return "phone"
        kinds = self.text(said)[1]
        return next(iter(kinds)) if len(kinds) == 1 else ANY

    def _cell(self, value: Any, tally: Counter[str], depth: int = 0) -> Any:
        import numpy as np

        if isinstance(value, str):
            masked, found = self.text(value)
            tally.update(found)
            return masked
        if _plain(value):
            return value
        if isinstance(value, bytes | bytearray):
            said = bytes(value).decode("utf-8", "surrogateescape")
            masked, found = self.text(said)
            tally.update(found)
            return masked.encode("utf-8", "surrogateescape") if found else value
        if depth < _DEEPEST:
            if isinstance(value, Mapping):
                return {self._cell(key, tally, depth + 1): self._inner(key, each, tally, depth)
                        for key, each in value.items()}  # fmt: skip
            if isinstance(value, np.ndarray):
                if value.dtype.kind not in "OUS":
                    return value
                inner = [self._cell(each, tally, depth + 1) for each in value.ravel().tolist()]
                masked_array = np.empty(len(inner), dtype=object)
                masked_array[:] = inner
                return masked_array.reshape(value.shape)
            if isinstance(value, list | tuple | set | frozenset):
                inner = [self._cell(each, tally, depth + 1) for each in value]
                return type(value)(*inner) if hasattr(value, "_fields") else type(value)(inner)
        masked, found = self.text(str(value))  # an object of another kind is told by its text
        tally.update(found)
        return masked if found else value

    def _inner(self, key: Any, value: Any, tally: Counter[str], depth: int) -> Any:
        """Return a value of a dict; one under a key that asks for contact details is masked whole."""
        kind = contact_kind(key)
        if kind is None or isinstance(value, Mapping):
            return self._cell(value, tally, depth + 1)
        return self._whole(value, kind, tally)

    def text(self, value: str) -> tuple[str, dict[str, int]]:
        """Return a text masked, and how many of each kind were."""
        if value not in self._known:
            if len(self._known) >= _REMEMBERED:  # repeated texts are near each other; raw ones are not all held
                self._known.clear()
            masked = mask(value, self.masking)
            self._known[value] = (masked.text, masked.counts)
        return self._known[value]


def _plain(value: Any) -> bool:
    """Return whether a cell holds no text: a number, a date, nothing."""
    import numpy as np
    import pandas as pd

    if value is None or isinstance(value, Number | dt.date | dt.time | dt.timedelta | np.generic):
        return not isinstance(value, str | bytes)
    return value is pd.NA or value is pd.NaT or isinstance(value, pd.Period | pd.Interval)


def _empty(value: Any) -> bool:
    import pandas as pd

    if isinstance(value, str):
        return not value.strip(" -–—.\n\t")
    return value is None or value is pd.NA or value is pd.NaT or isinstance(value, float) and value != value
