"""What is read back from the file, checked: a row that rakenlp never wrote is told of and not used."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any


class DamagedRow(Exception):
    """A stored row is not as rakenlp writes it."""


def json_of(stored: Any) -> Any:
    """Return stored JSON."""
    try:
        return json.loads(stored)
    except (TypeError, ValueError, RecursionError, MemoryError):
        raise DamagedRow("JSON") from None


def strings_of(stored: Any) -> list[str]:
    """Return a stored list of strings."""
    found = json_of(stored)
    if not _is_strings(found):
        raise DamagedRow("list")
    return list(found)


def day_of(stored: Any) -> dt.date:
    """Return a stored day."""
    if not _is_day(stored):
        raise DamagedRow("day")
    return dt.date.fromisoformat(stored)


def vector_of(stored: Any) -> bytes | None:
    """Return a stored vector, as the bytes of its numbers."""
    if stored is not None and not (isinstance(stored, bytes) and stored and len(stored) % 8 == 0):
        raise DamagedRow("vector")
    return stored


def time_of(stored: Any) -> dt.datetime:
    """Return a stored time."""
    try:
        return dt.datetime.fromisoformat(stored)
    except (TypeError, ValueError):
        raise DamagedRow("time") from None


def content_of(action: Any, seq: Any, stored: Any) -> dict[str, Any]:
    """Return the content of an entry, which has everything that its action needs.

    Raises
    ------
    DamagedRow
        If the action is unknown, or something is missing or of another kind.

    Examples
    --------
    >>> from rakenlp.register._stored import content_of
    >>> content_of("rename", 1, '{"day": "2026-03-02", "name": "Köyhyys"}')["name"]
    'Köyhyys'
    """
    content = json_of(stored)
    needed = _NEEDED.get(action)
    if needed is None or not isinstance(content, dict):
        raise DamagedRow("action")
    fits = all(name in content and is_right(content[name]) for name, is_right in needed.items())
    if not fits or not all(content.get(name) is None or is_right(content[name]) for name, is_right in _MAY.items()):
        raise DamagedRow("content")
    if action == "undo" and not 0 < content["undoes"] < seq:
        raise DamagedRow("undoes")
    return content


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _is_place(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _are_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


def _are_parts(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(part, dict)
        and _is_text(part.get("phenomenon_id"))
        and _is_text(part.get("name"))
        and _is_strings(part.get("observation_ids"))
        for part in value
    )


def _is_step(value: Any) -> bool:
    from .entries import STEPS

    return isinstance(value, str) and value in STEPS


_Needed = Mapping[str, Callable[[Any], bool]]
_DECISION: _Needed = {"through": _is_day}
#: What may be there in any entry.
_MAY: _Needed = {
    "day": _is_day,
    "deadline": _is_day,
    "until": _is_day,
    "made": _is_strings,
    "run": _is_number,
    "observed": _are_counts,
    "groups": _is_strings,
}
#: What an entry of each kind must have.
_NEEDED: dict[Any, _Needed] = {
    "accept": _DECISION,
    "reject": _DECISION,
    "mute": _DECISION,
    "reassign": {"to": _is_place},
    "merge": {"ids": _is_strings},
    "split": {"parts": _are_parts},
    "rename": {"name": _is_text},
    "open_report": {**_DECISION, "day": _is_day, "phenomenon_id": _is_text, "title": _is_text},
    "advance_report": {**_DECISION, "day": _is_day, "step": _is_step, "note": _is_text},
    "undo": {"undoes": _is_number},
}
