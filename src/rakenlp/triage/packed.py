"""Many short strings as the bytes of one: a tenth of the memory that as many objects take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import overload

import numpy as np


class PackedStrings(Sequence[str]):
    """Strings that do not change.

    Parameters
    ----------
    strings : iterable of str

    Examples
    --------
    >>> from rakenlp.triage.packed import PackedStrings
    >>> ids = PackedStrings(["h1", "", "hö3"])
    >>> ids[2], ids[-1], len(ids), list(ids), ids[1:]
    ('hö3', 'hö3', 3, ['h1', '', 'hö3'], ['', 'hö3'])
    """

    def __init__(self, strings: Iterable[str]) -> None:
        encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
        self._bytes = b"".join(encoded)
        ends = accumulate(map(len, encoded), initial=0)
        self._ends = np.fromiter(ends, dtype=np.min_scalar_type(len(self._bytes)), count=len(encoded) + 1)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._bytes[int(self._ends[index]) : int(self._ends[index + 1])].decode("utf-8", "surrogatepass")

    def __repr__(self) -> str:
        return f"<{len(self)} strings>"
