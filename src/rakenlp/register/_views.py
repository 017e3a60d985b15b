"""What the register knows, as tables for people and programs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..texts import decimal, text
from ._core import Core
from .entries import last_number
from .snapshot import Snapshot, copy_of, take

if TYPE_CHECKING:
    import pandas as pd


class Standing(NamedTuple):
    """What people's decisions make of the phenomena now.

    Attributes
    ----------
    version : int
        Of the register.
    names : dict of str to str
        Names given by people, by phenomenon.
    merged : dict of str to str
        Phenomena that are now part of another, and that other one.
    titles : dict of str to tuple of str
        Name and parent, as first written down, of those that others are part of.
    """

    version: int
    names: dict[str, str]
    merged: dict[str, str]
    titles: dict[str, tuple[str, str]]


class Views(Core):
    """Phenomena, assignments, flags, and what was handled."""

    def snapshot(self) -> Snapshot:
        """Return everything that an analysis needs, read at one moment."""
        with self._database.reading() as connection:
            return take(connection, copy_of(self._state(connection)))

    def standing(self, known: Standing | None = None) -> Standing:
        """Return the names and merges in force; cheap, as no observation is read.

        Parameters
        ----------
        known : Standing, optional
            An earlier one; returned as it is if nothing has been decided since.

        Returns
        -------
        Standing

        Examples
        --------
        >>> import tempfile
        >>> from rakenlp import Register
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Register.open(f"{folder.name}/rake.sqlite") as register:
        ...     entry = register.merge(["velkaantuminen"], "koyhyys")
        ...     register.standing().merged
        {'velkaantuminen': 'koyhyys'}
        """
        with self._database.reading() as connection:
            if known is not None and known.version == last_number(connection):
                return known
            state = self._state(connection)
            merged = {key: into for key in (*state.into, *state.former) if (into := state.resolve(key)) != key}
            rows = connection.execute("SELECT phenomenon_id, name, parent FROM phenomena ORDER BY phenomenon_id")
            live = set(merged.values())
            titles = {key: (name, parent) for key, name, parent in rows if key in live}
            return Standing(state.seq, dict(sorted(state.names.items())), dict(sorted(merged.items())), titles)

    def phenomena(self) -> pd.DataFrame:
        """Return the phenomena that the register knows.

        Returns
        -------
        DataFrame
            phenomenon_id, name (in force), machine_name, parent, kind ("known" or "emerging"), terms, status
            ("new", "accepted", "rejected", "muted", "reported" or "merged"), merged_into, split_from, n
            (observations now in it), last_handled, lineage (list of sentences, oldest first).
        """
        import pandas as pd

        shot = self.snapshot()
        state = shot.state
        with self._database.reading() as connection:
            events = connection.execute(
                """SELECT phenomenon_id, event, other_id, shared, mine, theirs, nearness FROM lineage
                WHERE event <> 'continued' OR phenomenon_id <> other_id ORDER BY run, rowid"""
            ).fetchall()
        sizes = Counter(state.resolve(p) for key in shot.observations if (p := shot.placed(key)) is not None)
        rows = []
        for key, found in sorted(shot.phenomena.items()):
            if key in state.former and key not in state.parts:
                continue
            merged = state.into.get(key)
            decision = state.decision_on(key)
            part = state.parts.get(key)
            rows.append(
                {
                    "phenomenon_id": key,
                    "name": shot.name(key),
                    "machine_name": found.name,
                    "parent": found.parent,
                    "kind": "known" if found.kind == "known" else "emerging",
                    "terms": found.terms,
                    "status": "merged" if merged else decision.state if decision else "new",
                    "merged_into": merged,
                    "split_from": part.split_from if part else None,
                    "n": 0 if merged else sizes[key],
                    "last_handled": state.handled.get(key),
                    "lineage": _lineage(key, events, shot),
                }
            )
        return pd.DataFrame(rows, columns=_PHENOMENA, dtype=object).astype({"n": "int64"})

    def assignments(self) -> pd.DataFrame:
        """Return the machine's and people's assignment of each observation side by side.

        Returns
        -------
        DataFrame
            observation_id, phenomenon_id (in force, merges followed), machine_phenomenon_id,
            human_phenomenon_id (None if people have not placed it, or placed it in none), assigned_by
            ("machine" or "human"), probability (the machine's), who, when, why, text (if texts are kept).
        """
        import pandas as pd

        shot = self.snapshot()
        rows = []
        for key, seen in shot.observations.items():
            entry = shot.state.placed_by.get(key)
            place = shot.placed(key)
            rows.append(
                {
                    "observation_id": key,
                    "phenomenon_id": None if place is None else shot.state.resolve(place),
                    "machine_phenomenon_id": seen.phenomenon_id,
                    "human_phenomenon_id": shot.state.human.get(key),
                    "assigned_by": "human" if entry else "machine",
                    "probability": float("nan") if seen.probability is None else seen.probability,
                    "who": entry.who if entry else None,
                    "when": entry.when if entry else None,
                    "why": entry.why if entry else None,
                    "text": seen.text,
                }
            )
        table = pd.DataFrame(rows, columns=_ASSIGNMENTS, dtype=object)
        return table.astype({"probability": float})

    def corrections(self) -> dict[str, str | None]:
        """Return where people have placed observations, merges followed: what a model can learn from.

        Returns
        -------
        dict of str to (str or None)
            observation_id to phenomenon_id; None where no phenomenon fits.
        """
        with self._database.reading() as connection:
            state = self._state(connection)
            return {key: None if place is None else state.resolve(place) for key, place in sorted(state.human.items())}

    def handled(self) -> dict[str, dt.date]:
        """Return the day up to which what had come of a phenomenon was last handled.

        By accepting or rejecting it or a flag of it, or in a social report. The day is that of the newest
        analysis that people could have seen then, or of the decision if that was earlier.

        Returns
        -------
        dict of str to date
            By phenomenon, also by those merged into another.
        """
        with self._database.reading() as connection:
            return dict(sorted(self._state(connection).handled.items()))

    def flag_states(self) -> pd.DataFrame:
        """Return the flags of the newest analysis with their state after all decisions.

        Returns
        -------
        DataFrame
            flag_id (as :meth:`decide` takes it), phenomenon_id (None of a whole parent), name, kind, window,
            observed, voices, state, reason (of the state), observation_ids, missing_voices (respondent groups not
            heard in it; none are told of a single voice), municipalities (the most frequent first), level, area
            (as in :func:`rakenlp.detect_signals`), reasons (why it was raised, in the language of that analysis;
            empty where an older version recorded it).
        """
        import pandas as pd

        from ..signals._people import missing_from

        shot = self.snapshot()
        newest = max((flag.run for flag in shot.flags), default=0)
        rows = []
        for flag in shot.flags:
            if flag.run != newest:
                continue
            key = None if flag.phenomenon_id is None else shot.state.resolve(flag.phenomenon_id)
            told = {i: seen for i in flag.observation_ids if (seen := shot.observations.get(i)) is not None}
            members = [(i, seen.group, seen.duplicate_of, seen.day) for i, seen in told.items()]
            places = Counter(seen.municipality for seen in told.values() if seen.municipality)
            groups = [seen.group for seen in told.values() if seen.group]
            missing = [] if flag.kind == "single_voice" else missing_from(groups)
            target = flag.target if flag.level == "parent" else key
            state, reason = shot.flag_state(flag.kind, target, members, flag.as_of)
            name = None if key is None else shot.name(key)
            if flag.level == "parent":
                name = _parent_name(flag.area)
            own = (flag.flag_id, key, name, flag.kind, flag.period, flag.observed, flag.voices)
            towns = sorted(places, key=lambda name: (-places[name], name))
            more = (flag.level, flag.area, flag.reasons)
            rows.append([*own, state, reason, flag.observation_ids, missing, towns, *more])
        return pd.DataFrame(rows, columns=_FLAGS, dtype=object).astype({"observed": "int64", "voices": "int64"})


_PHENOMENA = [
    "phenomenon_id",
    "name",
    "machine_name",
    "parent",
    "kind",
    "terms",
    "status",
    "merged_into",
    "split_from",
    "n",
    "last_handled",
    "lineage",
]
_ASSIGNMENTS = [
    "observation_id",
    "phenomenon_id",
    "machine_phenomenon_id",
    "human_phenomenon_id",
    "assigned_by",
    "probability",
    "who",
    "when",
    "why",
    "text",
]
_FLAGS = [
    "flag_id",
    "phenomenon_id",
    "name",
    "kind",
    "window",
    "observed",
    "voices",
    "state",
    "reason",
    "observation_ids",
    "missing_voices",
    "municipalities",
    "level",
    "area",
    "reasons",
]


def _parent_name(code: str | None) -> str:
    try:
        name = text(f"kooste.parent_{code}")
    except KeyError:  # of a county's own taxonomy
        name = str(code)
    return text("kooste.flag_of_parent", name=name)


def _lineage(key: str, events: list[tuple[Any, ...]], shot: Snapshot) -> list[str]:
    """Return what became of a phenomenon, in words: by the machine, then by people."""
    told = []
    for own, event, other, shared, mine, theirs, nearness in events:
        if own == key:
            near = "–" if nearness is None else decimal(nearness, 2)
            counts = {"shared": shared, "mine": mine, "theirs": theirs, "nearness": near}
            told.append(text(f"register.lineage_{event}", other=shot.name(other) if other else "", **counts))
    if part := shot.state.parts.get(key):
        told.append(text("register.lineage_human_split", other=shot.name(part.split_from)))
    if into := shot.state.into.get(key):
        told.append(text("register.lineage_human_merge", other=shot.name(into)))
    return list(dict.fromkeys(told))
