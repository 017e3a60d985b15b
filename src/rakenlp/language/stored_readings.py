"""Readings of forms: what a form is read as, and those of common forms as they are stored."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .._files import unpack_words
from ._form_counts import Evidence
from ._form_index import FormIndex
from ._form_terms import FormTerms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHARES = tuple(round(share / 255, 3) for share in range(256))


class Reading(NamedTuple):
    """What a form is read as.

    Attributes
    ----------
    lemma : str
        Lower case.
    pos : str
        Universal part of speech.
    feats : str
        Universal features, as in CoNLL-U.
    certainty : float
        Share of the ranker's belief that the lemma holds, 0–1.
    """

    lemma: str
    pos: str
    feats: str
    certainty: float


class StoredReadings(Mapping[str, Reading]):
    """The stored readings, each made when it is asked for.

    Parameters
    ----------
    found : mapping of str to ndarray
        Of ``readings.npz``.
    index : FormIndex, optional
        Of its forms, where there is one already.

    Attributes
    ----------
    index : FormIndex
        Where each form stands: other tables tell of the same forms in the same order.
    terms : FormTerms or None
        Their ready terms.
    counts : dict of str to int or None
        How many times raw text has those that are common.
    """

    def __init__(self, found: Mapping[str, NDArray[Any]], index: FormIndex | None = None) -> None:
        self.terms: FormTerms | None = None
        self.counts: Evidence | None = None
        self.index = FormIndex(found["forms"]) if index is None else index
        self._adds = unpack_words(found["adds"])
        self._kinds = [_kind_of(kind) for kind in unpack_words(found["kinds"])]
        self._strip, self._add, self._kind, self._share = (
            numbers(found[name], code, len(self.index), limit)
            for name, code, limit in (
                ("strip", "B", 256),
                ("add", "H", len(self._adds)),
                ("kind", "H", len(self._kinds)),
                ("certainty", "B", 256),
            )
        )

    def get(self, form: str, default: Any = None) -> Any:
        """Return the reading of a form, or else the default."""
        place = self.index.place(form)
        return default if place < 0 else self.at(place, form)

    def at(self, place: int, form: str) -> Reading:
        """Return the reading of a form whose place is known."""
        low, strip = form.lower(), self._strip[place]
        lemma = (low[:-strip] if strip else low) + self._adds[self._add[place]]
        return Reading(lemma, *self._kinds[self._kind[place]], _SHARES[self._share[place]])

    def __getitem__(self, form: str) -> Reading:
        place = self.index.place(form)
        if place < 0:
            raise KeyError(form)
        return self.at(place, form)

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and self.index.place(form) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self.index)

    def __len__(self) -> int:
        return len(self.index)


def _kind_of(kind: str) -> tuple[str, str]:
    pos, feats = kind.split("\t")
    return pos, feats


def numbers(found: NDArray[Any], code: str, size: int, limit: int) -> array[int]:
    """Return a column of whole numbers of a saved table, in as few bytes as ``code`` has.

    Raises
    ------
    ValueError
        If it is of another size, or a number is not below the limit.
    """
    if found.shape != (size,) or found.dtype.kind not in "ui" or (size and not 0 <= found.min() <= found.max() < limit):
        raise ValueError("column")
    return array(code, found.astype(code).tobytes())
