"""What people have decided of phenomena, as far as the answers on later submissions depend on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .register.replay import State

_KINDS = ("growing", "accumulated")


class Handled(NamedTuple):
    """How a phenomenon was handled.

    Attributes
    ----------
    state : str or None
        "accepted", "rejected", "muted" or "reported"; None where only the day is known.
    day : str
        When it was decided, as an ISO date.
    through : str or None
        What had come by this day no longer counts; None where everything still does. Of merged phenomena the last day
        of any of them, as their newest decision holds for all.
    until : str or None
        From this day on the decision does not quiet it.
    """

    state: str | None
    day: str
    through: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Decided:
    """Merges, splits and handlings in force when an analysis was made.

    Attributes
    ----------
    merged : dict of str to str
        Phenomena that live on as part of another, and that one.
    parts : dict of str to str
        Phenomena that people made by splitting, and the phenomenon that was split (the first, of several splits).
    handled : dict of str to Handled
        By phenomenon, merges followed.

    Examples
    --------
    >>> from rakenlp._decided import Decided
    >>> decided = Decided(merged={"koyhyys": "toimeentulotuki"})
    >>> decided.resolve("koyhyys"), decided.resolve("asunnottomuus")
    ('toimeentulotuki', 'asunnottomuus')
    """

    merged: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    handled: dict[str, Handled] = field(default_factory=dict)

    def resolve(self, phenomenon_id: str) -> str:
        """Return the phenomenon that a phenomenon is now part of: itself unless merged."""
        return self.merged.get(phenomenon_id, phenomenon_id)

    def plain(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**asdict(self), "handled": {key: list(value) for key, value in self.handled.items()}}

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any] | None) -> Decided:
        """Put together what :meth:`plain` gave; nothing decided where it is None.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if plain is None:
            return cls()
        if not isinstance(plain, Mapping) or set(plain) != {"merged", "parts", "handled"}:
            raise ValueError("decided")
        if not all(isinstance(table, Mapping) for table in plain.values()):
            raise ValueError("decided")
        found = cls(
            dict(plain["merged"]),
            dict(plain["parts"]),
            {key: Handled(*_handled(value)) for key, value in plain["handled"].items()},
        )
        names = [*found.merged.items(), *found.parts.items()]
        if not all(isinstance(name, str) for pair in names for name in pair):
            raise ValueError("decided")
        return found

    @classmethod
    def of_state(cls, state: State) -> Decided:
        """Return what the register's entries amount to."""
        merged = {key: live for key in sorted({*state.into, *state.former}) if (live := state.resolve(key)) != key}
        parts = {}
        for key in sorted(state.parts):
            root = state.parts[key].split_from
            while root in state.parts:
                root = state.parts[root].split_from
            if state.resolve(key) == key != (origin := state.resolve(root)):
                parts[key] = origin
        handled = {}
        for key in sorted({state.resolve(key) for key in state.decisions}):
            decisions = [found for kind in _KINDS if (found := state.decision_on(key, kind)) is not None]
            if not decisions:  # on single voices only
                continue
            newest = max(decisions, key=lambda decision: decision.entry.seq)
            days = (state.handled.get(member) for member in state.members_of(key))
            through = max((day for day in days if day is not None), default=None)
            handled[key] = Handled(
                newest.state,
                newest.entry.when.date().isoformat(),
                None if through is None else through.isoformat(),
                newest.entry.content.get("until"),
            )
        return cls(merged, parts, handled)

    @classmethod
    def of_days(cls, handled: Mapping[str, Any]) -> Decided:
        """Return what a plain mapping of phenomena to days tells."""
        import pandas as pd

        days = {str(key): pd.to_datetime(value, errors="coerce") for key, value in handled.items()}
        known = {key: day.date().isoformat() for key, day in days.items() if not pd.isna(day)}
        return cls(handled={key: Handled(None, day, day) for key, day in sorted(known.items())})


def _handled(value: Any) -> list[Any]:
    state, day, through, until = value
    if state not in (None, "accepted", "rejected", "muted", "reported"):
        raise ValueError("handled")
    dt.date.fromisoformat(day)
    for other in (through, until):
        if other is not None:
            dt.date.fromisoformat(other)
    return [state, day, through, until]
