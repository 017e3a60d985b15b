"""Names of columns, sheets and files as they are shown: an export's own words, without identifiers typed into them."""

from __future__ import annotations

import re
from functools import lru_cache

from .columns import recognise

_PERSONAL = frozenset({"hetu", "iban", "email", "phone", "address", "name", "birth_date", "handle"})
_PLAIN_ID = re.compile(
    r"[A-Za-zÅÄÖåäö]{0,12}[-_/.# ]?[0-9]{1,5}|h?[0-9a-f]{12,40}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)


@lru_cache(maxsize=4096)
def label(name: str, person: bool = False) -> str:
    """Return a name with identifiers masked.

    A header that is known as such without its brackets and numbers stays as it is. Names of people are masked among
    other words only: alone, Kaarina and Salo are towns.

    Parameters
    ----------
    name : str
        Header of a column, title of a sheet, name of a file, or a value of a field of choices.
    person : bool, default=False
        A name alone is that of a person, too: no town is meant here.

    Examples
    --------
    >>> label("Lisätietoja antaa 040 123 4567"), label("Kunta"), label("Kaarina")
    ('Lisätietoja antaa [PUHELIN]', 'Kunta', 'Kaarina')
    """
    from ..privacy import mask

    if "(" not in name and "[" not in name and recognise(name) not in (None, "contact"):
        return name
    masked = mask(name)
    lone = len(name.split()) == 1 and all(span.kind == "name" for span in masked.spans)
    return name if lone and not person else masked.text


def holds_person(value: str) -> bool:
    """Tell whether an id of an observation is itself personal data, or holds some.

    Diary numbers and the like, which other finders take for numbers of cases, are what ids are.

    Examples
    --------
    >>> [holds_person(value) for value in ("ILM-0412", "2026/118", "maija@x.fi", "040 123 4567")]
    [False, False, True, True]
    """
    from ..privacy import mask

    if _PLAIN_ID.fullmatch(value):
        return False
    return any(
        span.kind in _PERSONAL and not (span.kind == "birth_date" and value.isdigit()) for span in mask(value).spans
    )
