"""Ready terms of the common forms whose readings are stored: what :mod:`rakenlp.language.terms` would find anew."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Name of the file beside ``readings.npz``.
FILE = "terms.npz"
#: What is stored of a form: nothing, so that it is read anew; that it has no topic; its lemma alone; a list of terms.
ANEW, EMPTY, PLAIN, LISTED = range(4)
#: Added to it where the form, taken for a lemma, is no name of a person.
_COMMON = 4
_MARK = "\t"


class FormTerms:
    """The terms of forms by their places in the list of forms.

    Parameters
    ----------
    found : mapping of str to ndarray
        Of ``terms.npz``.
    size : int
        Number of forms.

    Raises
    ------
    ValueError
        If the arrays do not belong together.
    """

    def __init__(self, found: Mapping[str, NDArray[Any]], size: int) -> None:
        import numpy as np

        codes, lengths, text = found["codes"], found["lengths"].astype(np.int64), found["text"]
        listed = (codes & 3) == LISTED
        if codes.shape != (size,) or len(lengths) != listed.sum() or lengths.sum() != len(text) or (codes > 7).any():
            raise ValueError("terms")
        sizes = np.zeros(size + 1, np.int64)
        sizes[1:][listed] = lengths
        self._codes = codes.astype(np.uint8).tobytes()
        self._starts = array("I", np.cumsum(sizes).astype(np.uint32).tobytes())
        self._text = text.tobytes()

    def code(self, place: int) -> int:
        """Return what is stored of a form: :data:`ANEW`, :data:`EMPTY`, :data:`PLAIN` or :data:`LISTED`."""
        return self._codes[place] & 3

    def listed(self, place: int, lemma: str) -> tuple[str, list[str]]:
        """Return the lemma of a form and its terms, given the lemma of its reading."""
        own, *terms = self._text[self._starts[place] : self._starts[place + 1]].decode().split(_MARK)
        own = own or lemma
        return own, [term or own for term in terms]

    def is_common(self, place: int) -> bool:
        """Tell whether a form, taken for a lemma, is known to be no name of a person."""
        return self._codes[place] >= _COMMON


def packed(found: Sequence[tuple[int, str]], is_common: Sequence[bool], readings: str) -> dict[str, NDArray[Any]]:
    """Return the arrays to be saved.

    Parameters
    ----------
    found : sequence of (int, str)
        Of each form the code, and what :func:`written` gave of its terms where these are listed.
    is_common : sequence of bool
    readings : str
        Checksum of the file of readings that they are made for.
    """
    import numpy as np

    texts = [text.encode() for code, text in found if code == LISTED]
    codes = [code + _COMMON * common for (code, _), common in zip(found, is_common, strict=True)]
    return {
        "codes": np.array(codes, np.uint8),
        "lengths": np.array(list(map(len, texts)), np.uint16),
        "text": np.frombuffer(b"".join(texts), np.uint8),
        "readings": np.frombuffer(readings.encode(), np.uint8),
    }


def written(own: str, terms: Sequence[str], lemma: str) -> str:
    """Return a lemma and terms as they are stored, given the lemma of the reading."""
    return _MARK.join(["" if own == lemma else own, *("" if term == own else term for term in terms)])
