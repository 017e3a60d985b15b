"""Everything that an analysis needs of the register, read at one moment."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ._recording import PART
from ._stored import DamagedRow, day_of, strings_of, vector_of
from .entries import parent_target
from .replay import Decision, Report, State

if TYPE_CHECKING:
    from ..phenomena.emerging import Landmark
    from ..phenomena.identity import Identity


#: What a flag can be of.
_LEVELS = ("phenomenon", "parent", "municipality", "service_line")


class Phenomenon(NamedTuple):
    """A phenomenon as the machine found it, or as people made it."""

    name: str
    parent: str
    kind: str
    terms: str
    space: str | None
    centre: bytes | None
    threshold: float | None
    common: bytes | None


class Seen(NamedTuple):
    """An observation as the newest analysis that had it left it."""

    phenomenon_id: str | None
    probability: float | None
    first_run: int
    group: str | None
    duplicate_of: str | None
    day: str | None
    text: str | None
    municipality: str | None


class Flagged(NamedTuple):
    """A flag of a run."""

    run: int
    as_of: str | None
    flag_id: str
    kind: str
    phenomenon_id: str | None
    period: str
    observed: int
    voices: int
    level: str
    area: str | None
    reasons: str
    observation_ids: list[str]

    @property
    def target(self) -> str | None:
        """What a decision on it is about, merges not followed."""
        if self.kind == "single_voice":
            return self.observation_ids[0]
        return parent_target(self.area) if self.level == "parent" else self.phenomenon_id


@dataclass(frozen=True)
class Snapshot:
    """The register at one moment.

    Attributes
    ----------
    state : State
        What people's decisions amount to.
    phenomena : dict of str to Phenomenon
    observations : dict of str to Seen
    flags : list of Flagged
        Of all runs, oldest first.
    """

    state: State
    phenomena: dict[str, Phenomenon]
    observations: dict[str, Seen]
    flags: list[Flagged]

    def name(self, phenomenon_id: str) -> str:
        """Return the name of a phenomenon: people's if they gave one."""
        found = self.phenomena.get(phenomenon_id)
        return self.state.names.get(phenomenon_id, found.name if found else phenomenon_id)

    def kept_name(self, phenomenon_id: str) -> str | None:
        """Return the name that must survive: people's, or the first one of what the taxonomy lacks."""
        found = self.phenomena.get(phenomenon_id)
        own = found.name if found and found.kind != "known" else None
        return self.state.names.get(phenomenon_id, own)

    def placed(self, observation_id: str) -> str | None:
        """Return where an observation is, people's word before the machine's, merges not followed."""
        if observation_id in self.state.human:
            return self.state.human[observation_id]
        seen = self.observations.get(observation_id)
        return seen.phenomenon_id if seen else None

    def identities(self) -> dict[str, Identity]:
        """Return what the phenomena that no taxonomy holds are recognised by."""
        import numpy as np

        from ..phenomena.identity import Identity

        members: dict[str, set[str]] = defaultdict(set)
        for key in self.observations:
            if (place := self.placed(key)) is not None:
                members[place].add(key)
        found = {}
        for key, row in self.phenomena.items():
            if row.kind == "known" or (row.kind == PART and key not in self.state.parts):
                continue
            centre = None if row.centre is None else np.frombuffer(row.centre, dtype="<f8")
            if members[key] or centre is not None:
                found[key] = Identity(frozenset(members[key]), centre, row.space)
        return found

    def landmarks(self) -> dict[str, Landmark]:
        """Return the emerging phenomena that people have named, decided on or merged, but not rejected."""
        import numpy as np

        from ..phenomena.emerging import Landmark

        state = self.state
        own = {*state.names, *state.into, *state.into.values(), *state.decisions}
        found = {}
        for key in sorted(own & set(self.phenomena)):
            row, decision = self.phenomena[key], state.decision_on(key)
            rejected = decision is not None and decision.state == "rejected"
            if row.kind == "known" or rejected or row.space is None or row.centre is None or row.common is None:
                continue
            centre, common = (np.frombuffer(vector, dtype="<f8").astype(float) for vector in (row.centre, row.common))
            terms = tuple(row.terms.split(", ")) if row.terms else ()
            found[key] = Landmark(row.space, centre, row.threshold or 0.0, common, terms)
        return found

    def flag_state(
        self,
        kind: str,
        target: str | None,
        members: Iterable[tuple[str, str | None, str | None, str | None]],
        as_of: str | None,
    ) -> tuple[str, str]:
        """Return the state of a flag and the sentence that tells why.

        Parameters
        ----------
        kind : str
        target : str or None
            The phenomenon, with merges followed, or the parent as :func:`~rakenlp.register.entries.parent_target`
            names it.
        members : iterable of (observation_id, respondent_group, duplicate_of, day)
        as_of : str or None
            The day looked at, as an ISO date.

        Returns
        -------
        state, reason : str
            See :func:`rakenlp.signals.quiet.state_of`.
        """
        from ..signals.quiet import Handling, Member, state_of

        rows = list(members)
        single = kind == "single_voice"
        target = rows[0][0] if single and rows else target
        decision = None
        if single:
            decision = max(self.state.decisions.get(target or "", []), key=lambda d: d.entry.seq, default=None)
            decision = decision if decision is not None and decision.kind == kind else None
        elif target is not None:
            decision = self.state.decision_on(target, kind)
        handling: Handling | None = None
        is_later: Callable[[str, str | None], bool] = _never
        if decision is not None:
            content = decision.entry.content
            until = content.get("until")
            handling = Handling(
                decision.state,
                decision.entry.when.date(),
                1 if single else content["observed"].get(kind),
                frozenset(content.get("groups", ())),
                dt.date.fromisoformat(until) if until else None,
            )
            is_later = _never if single else self._later_than(decision)
        found = [Member(group, copy or key, is_later(key, day)) for key, group, copy, day in rows]
        today = dt.date.fromisoformat(as_of) if as_of else None
        return state_of(handling, found, self._was_there(kind, target, as_of), today)

    def _later_than(self, decision: Decision) -> Callable[[str, str | None], bool]:
        """Return a test of whether an observation came after a decision: by runs, or by its day without any."""
        run, through = decision.entry.content["run"], decision.entry.content["through"]

        def is_later(key: str, day: str | None) -> bool:
            seen = self.observations.get(key)
            if run:
                return seen is None or seen.first_run > run
            return day is not None and day > through

        return is_later

    def _was_there(self, kind: str, target: str | None, as_of: str | None) -> bool:
        """Tell whether an analysis of an earlier day had this flag; analysing the same day again changes nothing."""
        if as_of is None or target is None:
            return False
        for flag in self.flags:
            if flag.kind != kind or flag.as_of is None or flag.as_of >= as_of:
                continue
            own = flag.target
            if own == target or (own is not None and kind != "single_voice" and self.state.resolve(own) == target):
                return True
        return False


def _flagged(row: tuple[Any, ...]) -> Flagged:
    found = Flagged._make((*row[:-1], strings_of(row[-1])))
    area_fits = found.area is None if found.level == "phenomenon" else isinstance(found.area, str)
    if found.level not in _LEVELS or not area_fits or not isinstance(found.reasons, str):
        raise DamagedRow("flag")
    return found


def _never(key: str, day: str | None) -> bool:
    return False


def take(connection: sqlite3.Connection, state: State) -> Snapshot:
    """Read a snapshot. The caller holds a transaction."""
    phenomena = {
        row[0]: Phenomenon._make((*row[1:6], vector_of(row[6]), row[7], vector_of(row[8])))
        for row in connection.execute(
            "SELECT phenomenon_id, name, parent, kind, terms, space, centre, threshold, common FROM phenomena"
        )
    }
    observations = {
        row[0]: Seen(*row[1:])
        for row in connection.execute(
            """SELECT observation_id, phenomenon_id, probability, first_run, respondent_group, duplicate_of,
            received_date, text, municipality FROM observations ORDER BY observation_id"""
        )
    }
    flags = [
        _flagged(row)
        for row in connection.execute(
            """SELECT run, as_of, flag_id, kind, phenomenon_id, period, observed, voices, level, area, reasons,
            observation_ids FROM flags JOIN runs USING (run) ORDER BY run, flag_id"""
        )
    ]
    for day in {*(seen.day for seen in observations.values()), *(flag.as_of for flag in flags)} - {None}:
        day_of(day)
    return Snapshot(state, phenomena, observations, flags)


def _apart(item: Any) -> Any:
    if isinstance(item, Report):
        return replace(item, steps=dict(item.steps), notes=dict(item.notes))
    return list(item) if isinstance(item, list) else item


def copy_of(state: State) -> State:
    """Return a state that later entries do not change."""
    copied: Any = State()
    for name, value in vars(state).items():
        if isinstance(value, dict):
            value = {key: _apart(item) for key, item in value.items()}
        setattr(copied, name, value)
    return copied  # type: ignore[no-any-return]
