"""The heart of the register: one file, its entries, and the state that they amount to."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..errors import ConflictError, ParameterError, RegisterError
from ..texts import text
from ._database import Database
from ._recording import PART, write_phenomena
from ._stored import DamagedRow
from ._writing import is_storable, label, moment
from .entries import ACTIONS, Entry, append, last_number, read_entries, references, subjects_of, with_undone
from .replay import BrokenReplay, State, replay

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 5


class Core:
    """Opening, writing entries, undoing them and reading them."""

    def __init__(self, database: Database, who: str) -> None:
        self._database = database
        self._who = who
        self._state_now = State()

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._database.read_only

    @property
    def notes(self) -> list[str]:
        """What the disk does not allow, in words; empty when all is well."""
        return list(self._database.notes)

    @property
    def version(self) -> int:
        """Number of the newest entry: give it as ``expected_version`` to be told if somebody decides meanwhile."""
        with self._database.reading() as connection:
            return last_number(connection)

    def close(self) -> None:
        """Let the file go. Everything is on the disk already."""
        self._database.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that is decided in a block when the block ends, or nothing if it fails.

        Raises
        ------
        RegisterError
            If another process is writing for longer than the timeout.

        Examples
        --------
        >>> import tempfile
        >>> from rakenlp import Register
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Register.open(f"{folder.name}/rake.sqlite") as register:
        ...     with register.transaction():
        ...         first = register.decide("koyhyys", "accept", why="Otetaan rake-vartin aiheeksi")
        ...         second = register.rename("koyhyys", "Toimeentulon niukkuus")
        ...     register.version
        2
        """
        with self._database.writing(self._forget):
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Register({str(self.path)!r})"

    def entries(self, subject: str | None = None, action: str | None = None) -> list[Entry]:
        """Return entries, oldest first.

        Parameters
        ----------
        subject : str, optional
            Only those about this phenomenon, flag, observation or report.
        action : str, optional
            Only those of this kind; one of ``rakenlp.register.ACTIONS``.

        Returns
        -------
        list of Entry
        """
        if action is not None and action not in ACTIONS:
            expected = ", ".join(ACTIONS)
            raise ParameterError(
                "parameter", name="action", owner="Register.entries", expected=expected, received=action
            )
        with self._database.reading() as connection:
            every = with_undone(read_entries(connection))
        about = {entry.seq for entry in every if subject is None or subject in subjects_of(entry)}
        for entry in every:  # what undoes an entry is about the same
            if entry.content.get("undoes") in about:
                about.add(entry.seq)
        return [entry for entry in every if entry.seq in about and action in (None, entry.action)]

    def history(self, subject: str | None = None, action: str | None = None) -> pd.DataFrame:
        """Return what was decided, oldest first.

        Parameters
        ----------
        subject, action : str, optional
            As in :meth:`entries`.

        Returns
        -------
        DataFrame
            seq, when, who, why, action, subject, content (dict), undone_by (number of the entry that undid it).
        """
        import pandas as pd

        found = self.entries(subject, action)
        names = ("seq", "when", "who", "why", "action", "subject", "content", "undone_by")
        columns = {name: pd.Series([getattr(e, name) for e in found], dtype=object) for name in names}
        columns["seq"] = columns["seq"].astype("int64")
        columns["undone_by"] = columns["undone_by"].astype("Int64")
        return pd.DataFrame(columns)

    def undo(
        self,
        entry: Entry | int,
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Take back a decision. The entry stays in the history; what undoes it is a new one.

        Parameters
        ----------
        entry : Entry or int
            What to undo, or its number. Undoing an undo restores the decision.
        why, who, when, expected_version
            As in :meth:`Register.decide`.

        Returns
        -------
        Entry

        Raises
        ------
        RegisterError
            If there is no such entry, it is undone already, or later decisions build on it.
        ConflictError
            If somebody has decided something since ``expected_version``.
        """
        number = entry.seq if isinstance(entry, Entry) else entry
        if isinstance(number, bool) or not isinstance(number, int):
            raise RegisterError("register_unknown_entry", received=number)

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            found = {e.seq: e for e in with_undone(read_entries(connection))}.get(number)
            if found is None:
                raise RegisterError("register_unknown_entry", received=number)
            if found.undone_by is not None:
                raise RegisterError("register_undone", seq=number, undone_by=found.undone_by)
            return str(number), {"undoes": number}

        return self._write("undo", build, "Register.undo", why, who, when, expected_version)

    def _write(
        self,
        action: str,
        build: Callable[[sqlite3.Connection, State], tuple[str, Mapping[str, Any]]],
        owner: str,
        why: str,
        who: str | None,
        when: Any,
        expected_version: int | None,
    ) -> Entry:
        """Add one entry, once everything about it is known to hold; all in one transaction."""
        reason = label(why, "why", owner, needed=action == "reject")
        person = self._who if who is None else label(who, "who", owner)
        at = moment(when, owner)
        with self._database.writing(self._forget) as connection:
            self._check_version(connection, expected_version)
            state = self._state(connection)
            subject, content = build(connection, state)
            content = {**content, "day": at.date().isoformat()} if action != "undo" else content
            made = [key for key in references(subject, content) if key in state.parts]
            content = {**content, "made": made} if made else content
            entry = Entry(last_number(connection) + 1, at, person, reason, action, subject, content)
            if action == "undo":
                self._state_now = _replayed_with(read_entries(connection), entry)
            else:
                state.apply(entry)
            append(connection, entry)
        return entry

    def _forget(self) -> None:
        """Have the state read again from the file: what was applied here is not there."""
        self._state_now = State()

    def _state(self, connection: sqlite3.Connection) -> State:
        """Return the state of this moment. The caller holds a transaction, and with it the lock."""
        new = read_entries(connection, self._state_now.seq)
        try:
            if any(entry.action == "undo" for entry in new):
                self._state_now = replay(read_entries(connection))
                return self._state_now
            for entry in new:
                self._state_now.apply(entry)
        except (BrokenReplay, RegisterError) as error:  # nothing of the kind was ever accepted here
            self._state_now = State()
            raise DamagedRow("entry") from error
        return self._state_now

    def _check_version(self, connection: sqlite3.Connection, expected: int | None) -> None:
        present = last_number(connection)
        if expected is None or expected == present:
            return
        if isinstance(expected, bool) or not isinstance(expected, int) or not 0 <= expected < present:
            raise ParameterError(
                "parameter",
                name="expected_version",
                owner="Register",
                expected=f"0–{present} (register.version)",
                received=expected,
            )
        new = read_entries(connection, expected)
        changes = "; ".join(
            text(
                "register.change",
                seq=entry.seq,
                action=text(f"register.action_{entry.action}"),
                subject=entry.subject,
                who=f", {entry.who}" if entry.who else "",
            )
            for entry in new[:_SHOWN]
        )
        changes += f" … (+{len(new) - _SHOWN})" if len(new) > _SHOWN else ""
        raise ConflictError("register_conflict", expected=expected, present=present, changes=changes)

    def _known_phenomenon(self, connection: sqlite3.Connection, state: State, phenomenon_id: Any) -> str:
        """Return the identifier if it is one: of an analysis, made by people, or of the taxonomy."""
        found = None
        if is_storable(phenomenon_id):
            found = connection.execute(
                "SELECT kind FROM phenomena WHERE phenomenon_id = ?", (phenomenon_id,)
            ).fetchone()
            if found is None and add_from_taxonomy(connection, phenomenon_id):
                found = ("known",)
        if found is None or (found[0] == PART and phenomenon_id not in state.parts):
            raise RegisterError("register_unknown_phenomenon", received=phenomenon_id)
        state.check_live(phenomenon_id)
        return str(phenomenon_id)


def add_from_taxonomy(connection: sqlite3.Connection, code: str) -> bool:
    """Add a phenomenon of the taxonomy that no analysis has found yet; return whether it is one."""
    from ..phenomena.taxonomy import Taxonomy

    taxonomy = Taxonomy.default()
    if code not in taxonomy.phenomena:
        return False
    row = {"phenomenon_id": code, "name": taxonomy.name(code), "parent": taxonomy.parent(code), "kind": "known"}
    write_phenomena(connection, None, [row])
    return True


def _replayed_with(entries: list[Entry], undo: Entry) -> State:
    try:
        return replay([*entries, undo])
    except BrokenReplay as broken:
        blocker = broken.entry
        raise RegisterError(
            "register_undo_blocked",
            seq=undo.content["undoes"],
            blocker=blocker.seq,
            action=text(f"register.action_{blocker.action}"),
        ) from broken
