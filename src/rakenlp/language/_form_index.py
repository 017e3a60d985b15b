"""Where a form stands in a list of forms, in a quarter of the room that a dictionary of strings takes.

The forms lie one after the other as bytes. They are found by their checksums, which are kept in order, and compared
with the bytes themselves, so that an answer is never a guess.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .._files import digest

if TYPE_CHECKING:
    from numpy.typing import NDArray


class FormIndex:
    """The places of forms in a list.

    Parameters
    ----------
    packed : ndarray of uint8
        The forms, as :func:`rakenlp._files.pack_words` puts them together.

    Examples
    --------
    >>> from rakenlp._files import pack_words
    >>> from rakenlp.language._form_index import FormIndex
    >>> index = FormIndex(pack_words(["asua", "koti", "häätö"]))
    >>> index.place("häätö"), index.place("asunto"), index[1], len(index)
    (2, -1, 'koti', 3)
    """

    def __init__(self, packed: NDArray[Any]) -> None:
        import numpy as np

        self._bytes = packed.tobytes()
        forms = self._bytes.split(b"\n") if self._bytes else []
        sums = np.fromiter(map(crc32, forms), np.uint32, len(forms))
        order = np.argsort(sums, kind="stable")
        ends = np.cumsum(np.fromiter(map(len, forms), np.int64, len(forms)) + 1)
        self._sums = array("I", sums[order].tobytes())
        self._order = array("I", order.astype(np.uint32).tobytes())
        self._starts = array("I", np.concatenate([[0], ends]).astype(np.uint32).tobytes())

    @cached_property
    def checksum(self) -> str:
        """Checksum of the forms in their order."""
        return digest(self._bytes)

    def place(self, form: str) -> int:
        """Return the place of a form, -1 for one that is not there."""
        written = form.encode("utf-8", "surrogatepass")
        told = crc32(written)
        sums = self._sums
        at = bisect_left(sums, told)
        while at < len(sums) and sums[at] == told:
            place = self._order[at]
            if self._bytes[self._starts[place] : self._starts[place + 1] - 1] == written:
                return place
            at += 1
        return -1

    def __getitem__(self, place: int) -> str:
        return self._bytes[self._starts[place] : self._starts[place + 1] - 1].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def __len__(self) -> int:
        return len(self._order)
