"""Entries of the register: what people decided, who, when and why. Nothing in them ever changes."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ._stored import DamagedRow, content_of, time_of

#: Decisions on a phenomenon or a flag.
DECISIONS = ("accept", "reject", "mute")
#: Everything that an entry can be.
ACTIONS = (*DECISIONS, "reassign", "merge", "split", "rename", "open_report", "advance_report", "undo")
#: The way of a social report, in this order.
STEPS = ("tarve", "luonnos", "kommentointi", "valiokunta", "kannanotto", "julkaistu")
#: Kinds of flags; a flag is named ``kind:phenomenon_id``, that of a whole parent ``growing:parent:code``, a single
#: voice ``single_voice:observation_id``.
FLAG_KINDS = ("growing", "accumulated", "single_voice")
_PARENT = "parent:"


@dataclass(frozen=True)
class Entry:
    """One decision.

    Attributes
    ----------
    seq : int
        Its number; numbers grow by one.
    when : datetime
    who : str
        A free label, empty if not told.
    why : str
        The reason, with identifiers masked; empty if not told.
    action : str
        One of :data:`ACTIONS`.
    subject : str
        What it is about: a phenomenon, a flag, an observation, a report, or the number of an entry undone.
    content : mapping
        What was decided, as plain data.
    undone_by : int or None
        Number of the entry that undid this one.
    """

    seq: int
    when: dt.datetime
    who: str
    why: str
    action: str
    subject: str
    content: Mapping[str, Any]
    undone_by: int | None = None


def read_entries(connection: sqlite3.Connection, after: int = 0) -> list[Entry]:
    """Return the entries after a number, oldest first, without what undid them.

    Raises
    ------
    DamagedRow
        If one is not as rakenlp writes them.
    """
    rows = connection.execute(
        "SELECT seq, at, who, why, action, subject, content FROM entries WHERE seq > ? ORDER BY seq", (after,)
    )
    return [_entry(*row) for row in rows]


def _entry(seq: int, at: Any, who: Any, why: Any, action: Any, subject: Any, content: Any) -> Entry:
    if not all(isinstance(text, str) for text in (who, why, action, subject)):
        raise DamagedRow("text")
    told = content_of(action, seq, content)
    # what quiets flags, other than of a single voice, is later compared with what was known then
    quiets = action in (*DECISIONS, "open_report", "advance_report") and flag_target(subject)[1] != "single_voice"
    if quiets and not {"run", "observed"} <= set(told):
        raise DamagedRow("content")
    return Entry(seq, time_of(at), who, why, action, subject, told)


def append(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add one entry to the file."""
    connection.execute(
        "INSERT INTO entries (seq, at, who, why, action, subject, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.seq,
            entry.when.isoformat(),
            entry.who,
            entry.why,
            entry.action,
            entry.subject,
            json.dumps(entry.content, ensure_ascii=False, sort_keys=True),
        ),
    )


def last_number(connection: sqlite3.Connection) -> int:
    """Return the number of the newest entry; 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM entries").fetchone()[0])


def with_undone(entries: list[Entry]) -> list[Entry]:
    """Return all entries with ``undone_by`` filled in.

    An undo that has itself been undone no longer counts, so an entry can be taken back and restored at will.
    """
    undone: dict[int, int] = {}
    for entry in reversed(entries):
        if entry.action == "undo" and entry.seq not in undone:
            undone[int(entry.content["undoes"])] = entry.seq
    return [replace(entry, undone_by=undone.get(entry.seq)) for entry in entries]


def flag_target(subject: str) -> tuple[str, str | None]:
    """Return what a decision is about: a phenomenon (or observation), and the kind of flag if it is one.

    Examples
    --------
    >>> from rakenlp.register.entries import flag_target
    >>> flag_target("growing:koyhyys"), flag_target("koyhyys")
    (('koyhyys', 'growing'), ('koyhyys', None))
    """
    kind, colon, target = subject.partition(":")
    return (target, kind) if colon and kind in FLAG_KINDS else (subject, None)


def parent_target(code: Any) -> str:
    """Return what a decision on the flag of a whole national parent is about.

    Examples
    --------
    >>> from rakenlp.register.entries import flag_target, is_parent, parent_target
    >>> parent_target("asunnottomuus"), flag_target("growing:parent:asunnottomuus")
    ('parent:asunnottomuus', ('parent:asunnottomuus', 'growing'))
    >>> is_parent("parent:asunnottomuus"), is_parent("asunnottomuus")
    (True, False)
    """
    return f"{_PARENT}{code}"


def is_parent(target: Any) -> bool:
    """Tell whether a decision is about the flag of a whole parent."""
    return isinstance(target, str) and target.startswith(_PARENT)


def references(subject: str, content: Mapping[str, Any]) -> list[str]:
    """Return the phenomena that an entry refers to."""
    told = (content.get("to"), content.get("phenomenon_id"))
    return [flag_target(subject)[0], *content.get("ids", ()), *(key for key in told if key is not None)]


def subjects_of(entry: Entry) -> set[str]:
    """Return everything that an entry is about."""
    parts = [part["phenomenon_id"] for part in entry.content.get("parts", ())]
    placed = [key for part in entry.content.get("parts", ()) for key in part["observation_ids"]]
    return {entry.subject, *references(entry.subject, entry.content), *parts, *placed}
