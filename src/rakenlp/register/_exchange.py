"""The whole register as JSON lines and back, without loss."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from .._files import write_atomic
from ..errors import RegisterError
from ._core import Core
from ._database import Database, plain_errors
from ._schema import SCHEMA, TABLES, migrate
from ._writing import label
from .entries import read_entries
from .replay import BrokenReplay, replay
from .snapshot import take

_KIND = "rakenlp-register"
#: What SQLite says of a value that a column cannot have.
_WRONG = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


class Exchange(Core):
    """Export and import."""

    def export_jsonl(self, path: str | Path) -> Path:
        """Write the whole register as JSON lines, in one step.

        The first line names the kind and the schema, the last one the number of lines and their checksum;
        between them each line is a row of a table. The same register gives the same bytes.

        Parameters
        ----------
        path : path

        Returns
        -------
        pathlib.Path
        """
        with self._database.reading() as connection:
            lines = [_line({"kind": _KIND, "schema": SCHEMA})]
            lines += [_line({"table": table, **row}) for table in TABLES for row in _rows(connection, table)]
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        lines.append(_line({"end": len(lines), "sha256": digest}))
        return write_atomic(Path(path).expanduser(), "".join(lines))

    @classmethod
    def import_jsonl(cls, source: str | Path, path: str | Path, *, who: str = "") -> Self:
        """Make a register of what :meth:`export_jsonl` wrote.

        Parameters
        ----------
        source : path
            The export; those of earlier versions are read too.
        path : path
            The new register; nothing may be there yet.
        who : str, optional
            As in :meth:`open`.

        Returns
        -------
        Register
            Open.

        Raises
        ------
        RegisterError
            If the export is incomplete, changed or of a newer rakenlp, or the file exists.

        Examples
        --------
        >>> import tempfile
        >>> from rakenlp import Register
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Register.open(f"{folder.name}/rake.sqlite") as register:
        ...     entry = register.rename("koyhyys", "Köyhyys")
        ...     path = register.export_jsonl(f"{folder.name}/rake.jsonl")
        >>> with Register.import_jsonl(path, f"{folder.name}/copy.sqlite") as copy:
        ...     copy.version
        1
        """
        origin, target = Path(source).expanduser(), Path(path).expanduser()
        schema, rows = _read(origin)
        damaged = RegisterError("register_export_damaged", path=str(origin), line=len(rows) + 2)
        if target.exists():
            raise RegisterError("register_exists", path=str(target))
        draft = target.with_name(f".{target.name}.part")
        draft.unlink(missing_ok=True)
        try:
            with plain_errors(target):
                _fill(draft, schema, rows, origin)
            try:
                with closing(Database(draft)) as filled, filled.reading() as connection:
                    take(connection, replay(read_entries(connection)))
            except (BrokenReplay, RegisterError):
                raise damaged from None
            _put(draft, target)
        finally:
            for ending in ("", "-wal", "-shm"):
                draft.with_name(draft.name + ending).unlink(missing_ok=True)
        return cls(Database(target), label(who, "who", "Register.import_jsonl"))


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY {TABLES[table]}")
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield {name: _packed(value) for name, value in zip(names, row, strict=True)}


def _packed(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def _unpacked(value: Any) -> Any:
    return base64.b64decode(value["base64"], validate=True) if isinstance(value, dict) else value


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def _read(source: Path) -> tuple[int, list[dict[str, Any]]]:
    """Return schema and rows of an export, checked to the last byte."""
    try:
        lines = [line + "\n" for line in source.read_bytes().decode("utf-8").split("\n")[:-1]]
    except FileNotFoundError:
        raise RegisterError("file_not_found", path=str(source)) from None
    except UnicodeDecodeError:
        raise RegisterError("register_export_damaged", path=str(source), line=1) from None
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(json.loads(line))
        except (ValueError, RecursionError, MemoryError):
            raise RegisterError("register_export_damaged", path=str(source), line=number) from None
    damaged = RegisterError("register_export_damaged", path=str(source), line=len(lines))
    if len(rows) < 2 or not all(isinstance(row, dict) for row in rows) or rows[0].get("kind") != _KIND:
        raise damaged
    digest = hashlib.sha256("".join(lines[:-1]).encode()).hexdigest()
    if rows[-1].get("end") != len(rows) - 1 or rows[-1].get("sha256") != digest:
        raise damaged
    schema = rows[0].get("schema")
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise damaged
    if schema > SCHEMA:
        raise RegisterError("register_newer", path=str(source), received=schema, expected=SCHEMA)
    return schema, rows[1:-1]


def _put(draft: Path, target: Path) -> None:
    """Give the finished file its name, never in the place of another."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise RegisterError("register_exists", path=str(target)) from None
    except OSError:  # a disk without hard links
        draft.rename(target)


def _fill(path: Path, schema: int, rows: list[dict[str, Any]], source: Path) -> None:
    """Make a file of the export's own version, fill it, and bring it up to date."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection, schema)
        columns = {table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in TABLES}
        for line, row in enumerate(rows, start=2):
            table = row.pop("table", None)
            try:
                if not row or not columns[table].issuperset(row):
                    raise KeyError
                names = ", ".join(row)
                values = [_unpacked(value) for value in row.values()]
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", values)
            except (KeyError, TypeError, ValueError, OverflowError, *_WRONG) as error:
                raise RegisterError("register_export_damaged", path=str(source), line=line) from error
        migrate(connection)
        connection.execute("COMMIT")
    finally:
        connection.close()
