"""Decisions on phenomena, flags and observations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import ParameterError, RegisterError
from ..texts import Phrase
from ._core import Core
from ._evidence import known_observation, seen_through, what_is_known, what_is_known_of_parent
from ._recording import PART, write_phenomena
from ._writing import identifier, label
from .calendar import as_day
from .entries import DECISIONS, Entry, flag_target, is_parent
from .replay import State


class Decisions(Core):
    """Accept, reject, mute, reassign, merge, split, rename."""

    def decide(
        self,
        subject: str,
        decision: str,
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        to: str | None = None,
        until: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Decide on a phenomenon or a flag, or place an observation.

        Parameters
        ----------
        subject : str
            A phenomenon (``"koyhyys"``: all its flags), a flag (``"growing:koyhyys"``,
            ``"accumulated:koyhyys"``, ``"growing:parent:asunnottomuus"``, ``"single_voice:h017"``), or for
            "reassign" an observation.
        decision : {"accept", "reject", "mute", "reassign"}
            "accept": this is taken up. "reject": this is not; a reason is needed. "mute": not now. All three
            quiet the flag until a new respondent group is heard or the evidence doubles; the first two also
            start the count of what accumulates anew. "reassign": see :meth:`reassign`.
        why : str
            The reason; identifiers in it are masked.
        who : str, optional
            A free label; the one given to :meth:`open` when None.
        when : date, datetime or str, optional
            When it was decided; now when None.
        to : str, optional
            The phenomenon of a reassigned observation; None for no phenomenon.
        until : date, optional
            For "mute": the day from which the flag speaks again in any case.
        expected_version : int, optional
            ``version`` as it was when the matter was looked at.

        Returns
        -------
        Entry

        Raises
        ------
        ConflictError
            If somebody has decided something since ``expected_version``; the message tells what.
        RegisterError
            If the register has no such subject, or it has been merged into another.
        ParameterError
            If a parameter has a value that it cannot have.

        Examples
        --------
        >>> import tempfile
        >>> from rakenlp import Register
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Register.open(f"{folder.name}/rake.sqlite", who="rake-tiimi") as register:
        ...     entry = register.decide("koyhyys", "reject", why="Raportti on jo tekeillä", when="2026-03-05")
        ...     register.handled()
        {'koyhyys': datetime.date(2026, 3, 5)}
        """
        owner = "Register.decide"
        if decision == "reassign":
            return self.reassign(subject, to, why=why, who=who, when=when, expected_version=expected_version)
        if decision not in DECISIONS:
            expected = ", ".join((*DECISIONS, "reassign"))
            raise ParameterError("parameter", name="decision", owner=owner, expected=expected, received=decision)
        if to is not None or (until is not None and decision != "mute"):
            name, only = ("to", "reassign") if to is not None else ("until", "mute")
            raise ParameterError(
                "parameter", name=name, owner=owner, expected=f"None ({only})", received=to if name == "to" else until
            )
        quiet_until = None if until is None else as_day(until, owner, "until").isoformat()

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            target, kind = flag_target(subject) if isinstance(subject, str) else (subject, None)
            if kind == "single_voice":
                known_observation(connection, target)
                content: dict[str, Any] = {"through": seen_through(connection, when, owner)}
            elif is_parent(target):
                content = what_is_known_of_parent(connection, state, subject, when, owner)
            else:
                self._known_phenomenon(connection, state, target)
                content = what_is_known(connection, state, target, when, owner)
            return subject, {**content, "until": quiet_until} if quiet_until else content

        return self._write(decision, build, owner, why, who, when, expected_version)

    def reassign(
        self,
        observation_id: str,
        to: str | None,
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Place an observation where it belongs, whatever the machine says.

        Parameters
        ----------
        observation_id : str
        to : str or None
            A phenomenon; None if none fits: then it is a single voice.
        why, who, when, expected_version
            As in :meth:`decide`.

        Returns
        -------
        Entry
        """

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            known_observation(connection, observation_id)
            if to is not None:
                self._known_phenomenon(connection, state, to)
            return observation_id, {"to": to}

        return self._write("reassign", build, "Register.reassign", why, who, when, expected_version)

    def rename(
        self,
        phenomenon_id: str,
        name: str,
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Give a phenomenon a name that people understand; its identifier stays.

        Parameters
        ----------
        phenomenon_id : str
        name : str
        why, who, when, expected_version
            As in :meth:`decide`.

        Returns
        -------
        Entry
        """
        clean = label(name, "name", "Register.rename", needed=True)

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            return self._known_phenomenon(connection, state, phenomenon_id), {"name": clean}

        return self._write("rename", build, "Register.rename", why, who, when, expected_version)

    def merge(
        self,
        ids: Iterable[str],
        into: str,
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Make phenomena one: what is found of any of them counts for ``into`` from now on.

        Parameters
        ----------
        ids : iterable of str
            Phenomena to merge; ``into`` may be among them.
        into : str
            The phenomenon that stays.
        why, who, when, expected_version
            As in :meth:`decide`.

        Returns
        -------
        Entry
        """
        owner = "Register.merge"
        wanted = [] if isinstance(ids, str) or not isinstance(ids, Iterable) else list(dict.fromkeys(ids))
        merged = [key for key in wanted if key != into]
        if not merged:
            raise ParameterError(
                "parameter", name="ids", owner=owner, expected=Phrase("register.the_merged"), received=ids
            )

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            for key in (*merged, into):
                self._known_phenomenon(connection, state, key)
            return into, {"ids": merged}

        return self._write("merge", build, owner, why, who, when, expected_version)

    def split(
        self,
        phenomenon_id: str,
        parts: Mapping[str, Sequence[str]],
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Make new phenomena of some observations of a phenomenon; the rest stay where they are.

        Parameters
        ----------
        phenomenon_id : str
        parts : mapping of str to sequence of str
            Names of the new phenomena, and the observations of each.
        why, who, when, expected_version
            As in :meth:`decide`.

        Returns
        -------
        Entry
            ``content["parts"]`` tells the identifiers of the new phenomena.

        Examples
        --------
        >>> import tempfile
        >>> import rakenlp
        >>> folder = tempfile.TemporaryDirectory()
        >>> obs = rakenlp.read_observations([{"id": "h1", "kuvaus": "Vuokra on rästissä, häätö uhkaa"}])
        >>> with rakenlp.Register.open(f"{folder.name}/rake.sqlite") as register:
        ...     analysis = rakenlp.analyse(obs, register=register)
        ...     entry = register.split("haato_vuokravelka", {"Vuokrarästit": analysis.observations["observation_id"]})
        ...     [part["phenomenon_id"] for part in entry.content["parts"]]
        ['vuokrarastit_...']
        """
        owner = "Register.split"
        wanted = _checked_parts(parts, owner)

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            self._known_phenomenon(connection, state, phenomenon_id)
            for key in (key for ids in wanted.values() for key in ids):
                machine = known_observation(connection, key)
                raw = state.human.get(key, machine)
                if raw is None or state.resolve(raw) != phenomenon_id:
                    raise RegisterError("register_not_member", received=key, name=phenomenon_id)
            taken = {row[0] for row in connection.execute("SELECT phenomenon_id FROM phenomena")}
            parent = connection.execute(
                "SELECT parent FROM phenomena WHERE phenomenon_id = ?", (phenomenon_id,)
            ).fetchone()[0]
            made = []
            for name, ids in wanted.items():
                key = identifier(name, taken)
                taken.add(key)
                made.append({"phenomenon_id": key, "name": name, "observation_ids": ids})
            rows = [
                {"phenomenon_id": p["phenomenon_id"], "name": p["name"], "parent": parent, "kind": PART} for p in made
            ]
            write_phenomena(connection, None, rows)
            return phenomenon_id, {"parts": made}

        return self._write("split", build, owner, why, who, when, expected_version)


def _checked_parts(parts: Any, owner: str) -> dict[str, list[str]]:
    """Return the parts with masked names, each observation in one of them only."""
    found: dict[str, list[str]] = {}
    used: set[str] = set()
    for name, ids in parts.items() if isinstance(parts, Mapping) else ():
        own = [] if isinstance(ids, str) else [str(key) for key in ids]
        if not own or used & set(own) or len(own) != len(set(own)):
            raise _wrong_parts(owner, name)
        used |= set(own)
        found[label(name, "parts", owner, needed=True)] = own
    if not found:
        raise _wrong_parts(owner, type(parts).__name__)
    return found


def _wrong_parts(owner: str, received: Any) -> ParameterError:
    return ParameterError(
        "parameter", name="parts", owner=owner, expected=Phrase("register.the_parts"), received=received
    )
