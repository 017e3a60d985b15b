"""Tables of the register's file, and the steps from each earlier version to the present one.

A step never changes once released: a file of any age takes those it lacks, all in one transaction.
"""

from __future__ import annotations

import sqlite3

#: "RAKE" as a number: what tells a register from any other SQLite file.
APPLICATION_ID = 0x52414B45

_FIRST = """
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TRIGGER entries_are_not_replaced BEFORE INSERT ON entries
WHEN NEW.seq IN (SELECT seq FROM entries)
BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
CREATE TABLE runs (
    run INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    as_of TEXT,
    n_observations INTEGER NOT NULL
);
CREATE TABLE phenomena (
    phenomenon_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    kind TEXT NOT NULL,
    terms TEXT NOT NULL,
    space TEXT,
    centre BLOB,
    first_run INTEGER REFERENCES runs,
    last_run INTEGER REFERENCES runs
);
CREATE TABLE observations (
    observation_id TEXT PRIMARY KEY,
    received_date TEXT,
    respondent_group TEXT,
    municipality TEXT,
    service_line TEXT,
    duplicate_of TEXT,
    phenomenon_id TEXT REFERENCES phenomena,
    probability REAL,
    also TEXT NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs,
    last_run INTEGER NOT NULL REFERENCES runs
);
CREATE INDEX observations_by_phenomenon ON observations (phenomenon_id);
CREATE TABLE flags (
    run INTEGER NOT NULL REFERENCES runs,
    flag_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    phenomenon_id TEXT,
    period TEXT NOT NULL,
    observed INTEGER NOT NULL,
    voices INTEGER NOT NULL,
    observation_ids TEXT NOT NULL,
    PRIMARY KEY (run, flag_id)
);
"""

_SECOND = """
ALTER TABLE observations ADD COLUMN text TEXT;
ALTER TABLE phenomena ADD COLUMN threshold REAL;
ALTER TABLE phenomena ADD COLUMN common BLOB;
ALTER TABLE runs ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';
CREATE TABLE lineage (
    run INTEGER NOT NULL REFERENCES runs,
    phenomenon_id TEXT NOT NULL,
    event TEXT NOT NULL,
    other_id TEXT,
    shared INTEGER NOT NULL,
    mine INTEGER NOT NULL,
    theirs INTEGER NOT NULL,
    nearness REAL
);
CREATE INDEX lineage_by_phenomenon ON lineage (phenomenon_id);
"""

_THIRD = """
ALTER TABLE flags ADD COLUMN level TEXT NOT NULL DEFAULT 'phenomenon';
ALTER TABLE flags ADD COLUMN area TEXT;
ALTER TABLE flags ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
"""

_STEPS = (_FIRST, _SECOND, _THIRD)

#: The version that this rakenlp writes.
SCHEMA = len(_STEPS)

#: Tables in the order in which a copy is filled, each with the columns that order its rows.
TABLES = {
    "runs": "run",
    "phenomena": "phenomenon_id",
    "observations": "observation_id",
    "flags": "run, flag_id",
    "lineage": "rowid",
    "entries": "seq",
}


def version_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, target: int = SCHEMA) -> None:
    """Take the steps that the file lacks. The caller holds a write transaction."""
    present = version_of(connection)
    for step in _STEPS[present:target]:
        for statement in _statements(step):
            connection.execute(statement)
    if present < target:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {target}")


def _statements(script: str) -> list[str]:
    """Split a script into statements, as ``executescript`` would commit the transaction at hand."""
    found, draft = [], ""
    for line in script.strip().splitlines(keepends=True):
        draft += line
        if sqlite3.complete_statement(draft):
            found.append(draft)
            draft = ""
    return found
