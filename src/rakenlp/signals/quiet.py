"""When a flag that people have handled speaks again: a new group is heard, or the evidence has doubled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ..texts import text
from ._people import RESPONDENT_GROUPS, UNKNOWN_GROUP

#: States of flags that people have handled: they are shown as handled, and suggest nothing.
QUIET = ("accepted", "rejected", "muted", "reported")


@dataclass(frozen=True)
class Handling:
    """How people handled a flag.

    Attributes
    ----------
    state : str
        One of :data:`QUIET`.
    day : date
    observed : int or None
        De-duplicated observations of the flag then; None if it was not there yet.
    groups : frozenset of str
        Respondent groups heard of the phenomenon by then.
    until : date or None
        The day from which it speaks again in any case.
    """

    state: str
    day: dt.date
    observed: int | None
    groups: frozenset[str]
    until: dt.date | None = None


class Member(NamedTuple):
    """One observation of a flag: who it is from, which near-duplicates it is one of, and whether it came later."""

    group: str | None
    unit: str
    is_later: bool


def state_of(
    handling: Handling | None, members: Iterable[Member], was_there: bool, today: dt.date | None = None
) -> tuple[str, str]:
    """Return the state of a flag, and what to say of it.

    Parameters
    ----------
    handling : Handling or None
        The newest decision on it.
    members : iterable of Member
        Its observations now.
    was_there : bool
        Whether an earlier analysis had it.
    today : date, optional
        The day looked at.

    Returns
    -------
    state : str
        "new", "open" (seen before, not handled), one of :data:`QUIET`, or "returned".
    reason : str
        A sentence; empty for "new" and "open".

    Examples
    --------
    >>> import datetime as dt
    >>> from rakenlp.signals.quiet import Handling, Member, state_of
    >>> done = Handling("rejected", dt.date(2026, 3, 5), 2, frozenset({"asiakas"}))
    >>> members = [Member("asiakas", "1", False), Member("asiakas", "2", False), Member("asiakas", "3", True)]
    >>> state_of(done, members, True)
    ('rejected', 'Hylätty 5.3.2026; nosto on hiljaa, kunnes kuuluu uusi ilmoittajaryhmä tai näyttö kaksinkertaistuu.')
    >>> state_of(done, [*members, Member("läheinen", "4", True)], True)[0]
    'returned'
    """
    if handling is None:
        return ("open" if was_there else "new"), ""
    later = [member for member in members if member.is_later]
    units = {member.unit for member in members if not member.is_later}
    fresh = {member.unit for member in later} - units
    before = len(units) if handling.observed is None else handling.observed
    heard = {member.group or UNKNOWN_GROUP for member in later}
    new = [group for group in RESPONDENT_GROUPS if group in heard - handling.groups - {UNKNOWN_GROUP}]
    new += sorted(heard - handling.groups - {UNKNOWN_GROUP} - set(RESPONDENT_GROUPS))
    day = f"{handling.day.day}.{handling.day.month}.{handling.day.year}"
    done = text(f"flags.handled_{handling.state}", day=day)
    if new:
        return "returned", text("flags.returned_groups", done=done, groups=", ".join(map(_label, new)))
    if len(fresh) >= max(before, 1):
        return "returned", text("flags.returned_evidence", done=done, before=before, n=len(fresh))
    if handling.until is not None and today is not None and today >= handling.until:
        return "returned", text("flags.returned_until", done=done)
    return handling.state, text("flags.stays_quiet", done=done)


def _label(group: str) -> str:
    known = [name for name in RESPONDENT_GROUPS if name not in ("muu", UNKNOWN_GROUP)]
    return text(f"flags.group_{known.index(group) + 1}") if group in known else group
