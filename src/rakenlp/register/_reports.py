"""Social reports on the county's own way: tarve, luonnos, kommentointi, valiokunta, kannanotto, julkaistu."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError, RegisterError
from ..texts import text
from ._core import Core
from ._evidence import what_is_known
from ._writing import is_storable, label, moment
from .calendar import add_working_days
from .entries import STEPS, Entry
from .replay import Report, State

if TYPE_CHECKING:
    import pandas as pd

#: Working days that the county's services have for commenting on a draft.
COMMENTING_DAYS = 10


class Reports(Core):
    """Open a social report, move it on, list what is under way."""

    def open_report(
        self,
        phenomenon_id: str,
        title: str = "",
        *,
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Open a social report on a phenomenon: the step "tarve".

        Flags of the phenomenon are handled by it, and quiet as after "accept".

        Parameters
        ----------
        phenomenon_id : str
        title : str, optional
            The phenomenon's name when empty.
        why, who, when, expected_version
            As in :meth:`Register.decide`.

        Returns
        -------
        Entry
            ``subject`` is the report's identifier, such as "raportti_2026_1".

        Raises
        ------
        RegisterError
            If the phenomenon is not known, is merged into another, or has an unfinished report.
        """
        owner = "Register.open_report"
        clean = label(title, "title", owner)

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            self._known_phenomenon(connection, state, phenomenon_id)
            year = moment(when, owner).year
            like = f"raportti_{year}_%"
            number = connection.execute(
                "SELECT count(*) FROM entries WHERE action = 'open_report' AND subject LIKE ?", (like,)
            ).fetchone()[0]
            content = what_is_known(connection, state, phenomenon_id, when, owner)
            content |= {"phenomenon_id": phenomenon_id, "title": clean, **_told(when)}
            return f"raportti_{year}_{number + 1}", content

        return self._write("open_report", build, owner, why, who, when, expected_version)

    def advance_report(
        self,
        report: Entry | str,
        step: str | None = None,
        *,
        note: str = "",
        why: str = "",
        who: str | None = None,
        when: Any = None,
        expected_version: int | None = None,
    ) -> Entry:
        """Move a report on.

        Parameters
        ----------
        report : str or Entry
            Its identifier, or what :meth:`open_report` returned.
        step : str, optional
            One of ``rakenlp.register.STEPS`` after the present one; the next when None. A step may be
            skipped; it is taken back by undoing its entry.
        note : str, optional
            Such as the committee, or where the statement is found.
        why, who, when, expected_version
            As in :meth:`Register.decide`.

        Returns
        -------
        Entry
            For "kommentointi" ``content["deadline"]`` is ten Finnish working days after the day of the step.

        Raises
        ------
        RegisterError
            If there is no such report, it is past the step already, or the day is before one that was told for an
            earlier step (a step without ``when`` has the day of writing, and may be written down afterwards).

        Examples
        --------
        >>> import tempfile
        >>> from rakenlp import Register
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Register.open(f"{folder.name}/rake.sqlite") as register:
        ...     report = register.open_report("koyhyys", "Köyhyys Pirkanmaalla", when="2026-03-02")
        ...     drafted = register.advance_report(report, when="2026-03-20")
        ...     commented = register.advance_report(report, when="2026-03-27")
        ...     commented.content["step"], commented.content["deadline"]
        ('kommentointi', '2026-04-14')
        """
        owner = "Register.advance_report"
        clean = label(note, "note", owner)
        report_id = report.subject if isinstance(report, Entry) else report
        if step is not None and step not in STEPS:
            raise ParameterError("parameter", name="step", owner=owner, expected=", ".join(STEPS), received=step)

        def build(connection: sqlite3.Connection, state: State) -> tuple[str, dict[str, Any]]:
            found = state.reports.get(report_id) if is_storable(report_id) else None
            if found is None:
                raise RegisterError("register_unknown_report", received=report_id)
            place = STEPS.index(found.step)
            if step is None and found.step == STEPS[-1]:
                raise RegisterError("register_step", report=report_id, received=None, present=found.step)
            chosen = step or STEPS[place + 1]
            content = what_is_known(connection, state, state.resolve(found.phenomenon_id), when, owner)
            day = moment(when, owner).date()
            if found.told is not None and day < found.told:
                raise RegisterError("register_step_day", report=report_id, received=day, day=found.told)
            content |= {"step": chosen, "note": clean, **_told(when)}
            if chosen == "kommentointi":
                content["deadline"] = add_working_days(day, COMMENTING_DAYS).isoformat()
            return report_id, content

        return self._write("advance_report", build, owner, why, who, when, expected_version)

    def reports(self) -> pd.DataFrame:
        """Return the social reports, oldest first.

        Returns
        -------
        DataFrame
            report_id, phenomenon_id, title, step, step_name (in the language of the user), since (day of the
            step), opened, deadline (of commenting), next_step, who (opened it), steps (dict of step to day),
            notes (dict of step to text).
        """
        import pandas as pd

        with self._database.reading() as connection:
            state = self._state(connection)
            names = dict(connection.execute("SELECT phenomenon_id, name FROM phenomena"))
            rows = [_row(report, state, names) for report in state.reports.values()]
        return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def _told(when: Any) -> dict[str, Any]:
    """Mark an entry whose day people told."""
    return {} if when is None else {"dated": True}


_COLUMNS = [
    "report_id",
    "phenomenon_id",
    "title",
    "step",
    "step_name",
    "since",
    "opened",
    "deadline",
    "next_step",
    "who",
    "steps",
    "notes",
]


def _row(report: Report, state: State, names: dict[str, str]) -> dict[str, Any]:
    key = state.resolve(report.phenomenon_id)
    place = STEPS.index(report.step)
    return {
        "report_id": report.report_id,
        "phenomenon_id": key,
        "title": report.title or state.names.get(key, names.get(key, key)),
        "step": report.step,
        "step_name": text(f"register.step_{report.step}"),
        "since": report.steps[report.step],
        "opened": report.steps[STEPS[0]],
        "deadline": report.deadline,
        "next_step": STEPS[place + 1] if place + 1 < len(STEPS) else None,
        "who": report.opened_by.who,
        "steps": dict(report.steps),
        "notes": dict(report.notes),
    }
