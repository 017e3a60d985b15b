"""What is known of a phenomenon at the moment of a decision: what later evidence is compared with."""

from __future__ import annotations

import sqlite3
from typing import Any

from ..errors import RegisterError
from ._stored import day_of, strings_of
from ._writing import is_storable, moment
from .replay import State


def known_observation(connection: sqlite3.Connection, observation_id: Any) -> str | None:
    """Return the machine's assignment of an observation that the register has."""
    row = None
    if is_storable(observation_id):
        row = connection.execute(
            "SELECT phenomenon_id FROM observations WHERE observation_id = ?", (observation_id,)
        ).fetchone()
    if row is None:
        raise RegisterError("register_unknown_observation", received=observation_id)
    return None if row[0] is None else str(row[0])


def what_is_known(connection: sqlite3.Connection, state: State, target: str, when: Any, owner: str) -> dict[str, Any]:
    """Return what is known of a phenomenon when it is decided on: what later evidence is compared with."""
    ids = set(state.members_of(target))
    run = connection.execute("SELECT max(run) FROM runs").fetchone()[0]
    heard: set[str] = set()
    for key, machine, also, group in connection.execute(
        "SELECT observation_id, phenomenon_id, also, respondent_group FROM observations"
    ):
        if group and group not in heard:
            fits = state.human.get(key, machine) in ids or not ids.isdisjoint(strings_of(also))
            heard |= {group} if fits else set()
    observed: dict[str, int] = {}
    for kind, phenomenon, count in connection.execute(
        "SELECT kind, phenomenon_id, observed FROM flags WHERE run = ? AND kind <> 'single_voice'", (run,)
    ):
        if phenomenon in ids:
            observed[kind] = max(count, observed.get(kind, 0))
    return {
        "run": run or 0,
        "through": seen_through(connection, when, owner),
        "observed": observed,
        "groups": sorted(heard),
    }


def what_is_known_of_parent(
    connection: sqlite3.Connection, state: State, flag_id: str, when: Any, owner: str
) -> dict[str, Any]:
    """Return the same of the flag of a whole parent, which some analysis must have had."""
    found = None
    if is_storable(flag_id):
        found = connection.execute(
            "SELECT run, kind, area, observed, observation_ids FROM flags WHERE flag_id = ? ORDER BY run DESC",
            (flag_id,),
        ).fetchone()
    if found is None:
        raise RegisterError("register_unknown_phenomenon", received=flag_id)
    flagged, kind, area, observed, members = found
    run = connection.execute("SELECT max(run) FROM runs").fetchone()[0]
    own = set(strings_of(members))
    under = {row[0] for row in connection.execute("SELECT phenomenon_id FROM phenomena WHERE parent = ?", (area,))}
    heard = {
        group
        for key, machine, group in connection.execute(
            "SELECT observation_id, phenomenon_id, respondent_group FROM observations"
        )
        if group and (key in own or state.human.get(key, machine) in under)
    }
    return {
        "run": run,
        "through": seen_through(connection, when, owner),
        "observed": {kind: observed} if flagged == run else {},
        "groups": sorted(heard),
    }


def seen_through(connection: sqlite3.Connection, when: Any, owner: str) -> str:
    """Return the last day that people had seen: the day of the newest analysis, or of the decision if earlier."""
    day = moment(when, owner).date()
    found = connection.execute("SELECT as_of FROM runs ORDER BY run DESC LIMIT 1").fetchone()
    looked_at = day_of(found[0]) if found and found[0] else day
    return min(day, looked_at).isoformat()
