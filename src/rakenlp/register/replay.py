"""The present state of the register, made by reading its entries from the first to the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..errors import RegisterError
from ._stored import DamagedRow
from .entries import DECISIONS, STEPS, Entry, flag_target, is_parent, with_undone

_STATES = {"accept": "accepted", "reject": "rejected", "mute": "muted"}


@dataclass(frozen=True)
class Decision:
    """A decision that quiets flags, with what was known when it was made.

    Attributes
    ----------
    entry : Entry
    state : str
        "accepted", "rejected", "muted" or "reported".
    kind : str or None
        Kind of the flag decided on; None for all flags of the phenomenon.
    """

    entry: Entry
    state: str
    kind: str | None


@dataclass(frozen=True)
class Part:
    """A phenomenon that people made by splitting another."""

    phenomenon_id: str
    name: str
    split_from: str
    seq: int


@dataclass
class Report:
    """A social report on its way."""

    report_id: str
    phenomenon_id: str
    title: str
    opened_by: Entry
    steps: dict[str, dt.date] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    deadline: dt.date | None = None
    #: The day of the newest step whose day people told; others have the day on which they were written down.
    told: dt.date | None = None

    @property
    def step(self) -> str:
        """The step that the report is at."""
        return list(self.steps)[-1]


class State:
    """What the active entries amount to.

    Attributes
    ----------
    seq : int
        Number of the last entry read.
    names : dict of str to str
        Names given by people.
    into : dict of str to str
        Merged phenomena, and what each became part of.
    parts : dict of str to Part
    former : dict of str to str
        Parts whose split was taken back, and the phenomenon that they are again part of.
    human : dict of str to (str or None)
        Where people put an observation; None for no phenomenon.
    placed_by : dict of str to Entry
    decisions : dict of str to list of Decision
        By phenomenon, or by observation for single voices; oldest first.
    handled : dict of str to date
        The day up to which what had come of a phenomenon was handled.
    reports : dict of str to Report
    """

    def __init__(self) -> None:
        self.seq = 0
        self.names: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.merged_by: dict[str, Entry] = {}
        self.parts: dict[str, Part] = {}
        self.former: dict[str, str] = {}
        self.human: dict[str, str | None] = {}
        self.placed_by: dict[str, Entry] = {}
        self.decisions: dict[str, list[Decision]] = {}
        self.handled: dict[str, dt.date] = {}
        self.reports: dict[str, Report] = {}

    def resolve(self, phenomenon_id: str) -> str:
        """Return the phenomenon that a phenomenon is now part of: itself unless merged."""
        for _ in range(len(self.into) + len(self.former) + 1):
            if phenomenon_id in self.into:
                phenomenon_id = self.into[phenomenon_id]
            elif phenomenon_id in self.former and phenomenon_id not in self.parts:
                phenomenon_id = self.former[phenomenon_id]
            else:
                return phenomenon_id
        raise DamagedRow("circle")

    def members_of(self, phenomenon_id: str) -> list[str]:
        """Return a phenomenon and all that have been merged into it, in alphabetical order."""
        others = (key for key in (*self.into, *self.former) if self.resolve(key) == phenomenon_id)
        return sorted({phenomenon_id, *others})

    def decision_on(self, target: str, kind: str | None = None) -> Decision | None:
        """Return the newest decision that holds for a flag (``target``: a live phenomenon, or an observation)."""
        found = [
            decision
            for key in self.members_of(target)
            for decision in self.decisions.get(key, [])
            if decision.kind in (None, kind)
        ]
        return max(found, key=lambda decision: decision.entry.seq, default=None)

    def unfinished_report(self, phenomenon_id: str) -> Report | None:
        """Return the report of a phenomenon that is not yet published."""
        for report in self.reports.values():
            if self.resolve(report.phenomenon_id) == phenomenon_id and report.step != STEPS[-1]:
                return report
        return None

    def apply(self, entry: Entry) -> None:
        """Take one entry (never an undo) into account; refuse what cannot be, changing nothing.

        Raises
        ------
        RegisterError
            If the entry refers to what is not there.
        """
        _APPLY[entry.action](self, entry)
        self.seq = entry.seq

    def check_live(self, phenomenon_id: str, made_by_people: bool = False) -> None:
        """Refuse a phenomenon that has been merged into another, or a part whose split was taken back."""
        if phenomenon_id in self.into:
            raise RegisterError("register_merged", name=phenomenon_id, into=self.into[phenomenon_id])
        if made_by_people and phenomenon_id not in self.parts:
            raise RegisterError("register_unknown_phenomenon", received=phenomenon_id)


def replay(entries: Iterable[Entry]) -> State:
    """Return the state that entries amount to, undone ones left out.

    Raises
    ------
    BrokenReplay
        If an entry builds on one that was undone.
    """
    state = State()
    for entry in with_undone(list(entries)):
        if entry.action == "split" and entry.undone_by is not None:
            state.former |= {part["phenomenon_id"]: entry.subject for part in entry.content["parts"]}
        if entry.action != "undo" and entry.undone_by is None:
            try:
                state.apply(entry)
            except RegisterError as error:
                raise BrokenReplay(entry) from error
        state.seq = entry.seq
    return state


class BrokenReplay(Exception):
    """An entry that cannot be applied without another that was undone."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"entry {entry.seq}")
        self.entry = entry


def _made_by_people(state: State, entry: Entry, phenomenon_id: str) -> None:
    state.check_live(phenomenon_id, phenomenon_id in entry.content.get("made", ()))


def _decide(state: State, entry: Entry) -> None:
    target, kind = flag_target(entry.subject)
    if kind != "single_voice":
        _made_by_people(state, entry, target)
    _quiet(state, target, Decision(entry, _STATES[entry.action], kind))


def _quiet(state: State, target: str, decision: Decision) -> None:
    state.decisions.setdefault(target, []).append(decision)
    if decision.kind == "single_voice" or decision.state == "muted" or is_parent(target):
        return
    day = dt.date.fromisoformat(decision.entry.content["through"])
    for key in state.members_of(target):
        state.handled[key] = max(day, state.handled.get(key, day))


def _rename(state: State, entry: Entry) -> None:
    _made_by_people(state, entry, entry.subject)
    state.names[entry.subject] = entry.content["name"]


def _merge(state: State, entry: Entry) -> None:
    merged = entry.content["ids"]
    for key in (*merged, entry.subject):
        _made_by_people(state, entry, key)
    for key in merged:
        state.into[key] = entry.subject
        state.merged_by[key] = entry


def _split(state: State, entry: Entry) -> None:
    _made_by_people(state, entry, entry.subject)
    for part in entry.content["parts"]:
        key = part["phenomenon_id"]
        state.parts[key] = Part(key, part["name"], entry.subject, entry.seq)
        if entry.subject in state.handled:
            state.handled[key] = state.handled[entry.subject]
        for observation in part["observation_ids"]:
            state.human[observation] = key
            state.placed_by[observation] = entry


def _reassign(state: State, entry: Entry) -> None:
    target = entry.content["to"]
    if target is not None:
        _made_by_people(state, entry, target)
    state.human[entry.subject] = target
    state.placed_by[entry.subject] = entry


def _open_report(state: State, entry: Entry) -> None:
    content: Any = entry.content
    target = content["phenomenon_id"]
    _made_by_people(state, entry, target)
    if open_one := state.unfinished_report(target):
        raise RegisterError("register_report_open", name=target, report=open_one.report_id)
    day = dt.date.fromisoformat(content["day"])
    report = Report(entry.subject, target, content["title"], entry, {STEPS[0]: day})
    report.told = day if content.get("dated") else None
    state.reports[entry.subject] = report
    _quiet(state, target, Decision(entry, "reported", None))


def _advance_report(state: State, entry: Entry) -> None:
    report = state.reports.get(entry.subject)
    if report is None:
        raise RegisterError("register_unknown_report", received=entry.subject)
    step, content = entry.content["step"], entry.content
    if STEPS.index(step) <= STEPS.index(report.step):
        raise RegisterError("register_step", report=entry.subject, received=step, present=report.step)
    report.steps[step] = day = dt.date.fromisoformat(content["day"])
    report.told = day if content.get("dated") else report.told
    if content["note"]:
        report.notes[step] = content["note"]
    if content.get("deadline"):
        report.deadline = dt.date.fromisoformat(content["deadline"])
    _quiet(state, state.resolve(report.phenomenon_id), Decision(entry, "reported", None))


_APPLY: dict[str, Callable[[State, Entry], None]] = {
    **dict.fromkeys(DECISIONS, _decide),
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "reassign": _reassign,
    "open_report": _open_report,
    "advance_report": _advance_report,
}
