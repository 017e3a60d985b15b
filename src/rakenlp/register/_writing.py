"""Checks of what people write into the register."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from ..errors import ParameterError
from ..texts import Phrase

_LONGEST = 10_000


#: What people write here of others; who they are themselves, and what they call a phenomenon, holds names on purpose.
_OF_OTHERS = ("why", "note")


def label(value: Any, name: str, owner: str, *, needed: bool = False) -> str:
    """Return a text written by people, trimmed, with identifiers masked, and in reasons and notes names too.

    Raises
    ------
    ParameterError
        If it is no text, is needed but empty, or is overlong.
    """
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST or (needed and not value.strip()):
        received = f"{len(value)}" if isinstance(value, str) else type(value).__name__
        expected = Phrase("register.a_text", {"least": int(needed), "longest": _LONGEST})
        raise ParameterError("parameter", name=name, owner=owner, expected=expected, received=received)
    from ..privacy import mask  # what finds names takes a while to load

    return mask(value.strip().encode("utf-8", "replace").decode("utf-8"), names=name in _OF_OTHERS).text


def is_storable(value: Any) -> bool:
    """Tell whether a value is a text that a file can hold: half a character is none."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False


def moment(value: Any, owner: str) -> dt.datetime:
    """Return a time with its offset: now when None, midnight for a day."""
    if value is None:
        return dt.datetime.now().astimezone().replace(microsecond=0)
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.astimezone()
    try:
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day).astimezone()
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ParameterError(
            "parameter", name="when", owner=owner, expected=Phrase("register.a_time"), received=value
        ) from None
    return found if found.tzinfo else found.astimezone()


def identifier(name: str, taken: Collection[str]) -> str:
    """Return a readable identifier for a name, unlike those that are taken.

    Examples
    --------
    >>> from rakenlp.register._writing import identifier
    >>> identifier("Nuorten asunnottomuus", [])
    'nuorten_asunnottomuus_ae6e'
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = "_".join(re.findall(r"[a-z0-9]+", plain)[:3]) or "nimeton"
    turn = 0
    while True:
        digest = sha256(f"{name}|{turn}".encode()).hexdigest()[:4]
        if f"{words}_{digest}" not in taken:
            return f"{words}_{digest}"
        turn += 1
