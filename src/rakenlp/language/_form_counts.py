"""How common the forms of raw text are, and how often they begin with a capital: two numbers of each in one table."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import Any

#: What a capital's number is below; the count goes before it. Together they are small numbers that cost no room.
_TENS = 10


class Evidence(dict[str, int]):
    """Common forms that Voikko knows to about how many times raw text has them: evidence for spelling repair.

    Hundreds of forms are looked for at each repair, so this is a dictionary; inside it has the two numbers as one.
    """

    def __getitem__(self, form: str) -> int:
        return 1 << (super().__getitem__(form) // _TENS)

    def get(self, form: str, default: Any = None) -> Any:
        """Return how many times, or else the default."""
        return 1 << (dict.get(self, form, 0) // _TENS) if form in self else default

    def items(self) -> ItemsView[str, int]:  # type: ignore[override]
        """Return the forms with how many times."""
        return {form: self[form] for form in self}.items()


class FormColumn(Mapping[str, int]):
    """One of the numbers of forms.

    Parameters
    ----------
    tables : iterable of dict
        Of each form both numbers as one.
    count : bool
        Whether it is the count, the logarithm of how many times, or else the capitals.
    unseen : int
        The number of capitals that tells nothing, as if the form were not there.
    """

    def __init__(self, tables: Iterable[dict[str, int]], *, count: bool, unseen: int) -> None:
        self.tables, self._count, self._unseen = tuple(tables), count, unseen

    def get(self, form: str, default: Any = None) -> Any:
        """Return the number of a form, or else the default."""
        for table in self.tables:
            both = dict.get(table, form)
            if both is not None:
                if self._count:
                    return both // _TENS
                return default if both % _TENS == self._unseen else both % _TENS
        return default

    def __getitem__(self, form: str) -> int:
        found = self.get(form)
        if found is None:
            raise KeyError(form)
        return int(found)

    def __contains__(self, form: object) -> bool:
        return any(form in table for table in self.tables) if self._count else self.get(str(form)) is not None

    def __iter__(self) -> Iterator[str]:
        return (form for table in self.tables for form in table if form in self)

    def __len__(self) -> int:
        return sum(map(len, self.tables)) if self._count else sum(1 for _ in self)


def columns(
    rows: Iterable[tuple[str, int, int]], known: Iterable[bytes], unseen: int
) -> tuple[FormColumn, FormColumn, Evidence]:
    """Return the counts, the capitals and the evidence of forms.

    Parameters
    ----------
    rows : iterable of (str, int, int)
        Form, count, capitals.
    known : iterable of bytes
        Forms that Voikko knows.
    unseen : int
    """
    evidence, others, known = Evidence(), dict[str, int](), set(known)
    for form, count, capitals in rows:
        table = evidence if form.encode() in known else others
        table[form] = count * _TENS + capitals
    tables = (evidence, others)
    return FormColumn(tables, count=True, unseen=unseen), FormColumn(tables, count=False, unseen=unseen), evidence
