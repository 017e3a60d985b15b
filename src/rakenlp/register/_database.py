"""One SQLite file: opened with care, safe for threads, forks and other processes, with errors in plain words."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .._names import check_name
from ..errors import RegisterError
from ..texts import text
from ._copied import copied
from ._schema import APPLICATION_ID, SCHEMA, migrate, version_of
from ._stored import DamagedRow

logger = logging.getLogger(__name__)
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_REASONS = {
    sqlite3.SQLITE_BUSY: "register_busy",
    sqlite3.SQLITE_LOCKED: "register_busy",
    sqlite3.SQLITE_CORRUPT: "register_damaged",
    sqlite3.SQLITE_NOTADB: "register_damaged",
}
#: How it shows that the shared memory of WAL cannot be had.
_NO_SHARED_MEMORY = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL)
#: How long a thread that waits for another process keeps the other threads of its own from reading.
_ONE_TRY_MS = 20
#: Seconds for which it lets them.
_BETWEEN_TRIES = 0.01
#: Connections that a fork brought along: never to be used nor closed here, as they are the parent's.
_INHERITED: list[sqlite3.Connection] = []


class Database:
    """A connection shared by the threads of a process, one transaction at a time.

    Parameters
    ----------
    path : pathlib.Path
    read_only : bool
    timeout : float
        Seconds to wait for another process that is writing.

    Attributes
    ----------
    notes : list of str
        What this disk does not allow, in words.
    """

    def __init__(self, path: Path, read_only: bool = False, timeout: float = 30.0) -> None:
        self.path, self.read_only, self.timeout = path, read_only, timeout
        self.notes: list[str] = []
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = os.getpid()
        self._open()

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection on which everything read is of one moment."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, failed: Callable[[], None] | None = None) -> Iterator[sqlite3.Connection]:
        """Give a connection on which everything is written when the block ends, or nothing if it fails.

        Parameters
        ----------
        failed : callable, optional
            Called if nothing was written, before any other thread can go on.
        """
        if self.read_only:
            raise RegisterError("register_read_only", path=str(self.path))
        with self._transaction("BEGIN IMMEDIATE", failed) as connection:
            yield connection

    def empty_log(self) -> None:
        """Move everything from the log into the file, so that nothing of what was deleted is left in it."""
        self._after_fork()
        with self._lock, plain_errors(self.path):
            if self._connection is None:
                raise RegisterError("register_closed", path=str(self.path))
            blocked = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if blocked:
                raise RegisterError("register_busy", path=str(self.path))

    @contextlib.contextmanager
    def _transaction(self, begin: str, failed: Callable[[], None] | None = None) -> Iterator[sqlite3.Connection]:
        self._after_fork()
        with plain_errors(self.path), self._begun(begin) as (connection, own):
            try:
                if own:  # a newer rakenlp beside this one may have brought the file up to its own version
                    _check_version(version_of(connection), self.path)
                yield connection
                if own:
                    connection.execute("COMMIT")
            except BaseException:
                if own and connection.in_transaction:
                    connection.execute("ROLLBACK")
                if failed is not None:
                    failed()
                raise

    @contextlib.contextmanager
    def _begun(self, begin: str) -> Iterator[tuple[sqlite3.Connection, bool]]:
        """Give the connection with a transaction, and whether this step began it, while other threads are kept out.

        While another process is writing, the threads of this one are let to read.
        """
        end = time.monotonic() + self.timeout
        while True:
            with self._lock:
                connection = self._connection
                if connection is None:
                    raise RegisterError("register_closed", path=str(self.path))
                own = not connection.in_transaction  # if not, a step of a longer transaction of this very thread
                if not own or self._begin(connection, begin, time.monotonic() >= end):
                    yield connection, own
                    return
            time.sleep(_BETWEEN_TRIES)

    def _begin(self, connection: sqlite3.Connection, begin: str, last: bool) -> bool:
        """Begin a transaction; return False if another process is writing and there is time to try again."""
        if begin == "BEGIN":
            connection.execute(begin)
            return True
        connection.execute(f"PRAGMA busy_timeout = {_ONE_TRY_MS}")
        try:
            connection.execute(begin)
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(1000 * self.timeout)}")
        return True

    def _after_fork(self) -> None:
        if self._pid == os.getpid():
            return
        inherited, self._pid, self._lock = self._connection, os.getpid(), threading.RLock()
        self._connection = None
        if inherited is not None:
            _INHERITED.append(inherited)
            self._open()

    def _open(self) -> None:
        _check_header(self.path, self.read_only)
        with plain_errors(self.path):
            connection = _connect(self.path, self.read_only, self.timeout)
            try:
                if self.read_only and not _is_readable(connection) and (copy := copied(self.path)) is not None:
                    connection.close()
                    connection = copy
                    self.notes.append(text("register.copied"))
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
        self._connection = connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        if not self.read_only and not _is_readable(connection):
            leave_wal(connection)
        _check_content(connection, self.path)
        if self.read_only:
            connection.execute("PRAGMA query_only = ON")
            if version_of(connection) < SCHEMA:
                raise RegisterError(
                    "register_older", path=str(self.path), received=version_of(connection), expected=SCHEMA
                )
            return
        if version_of(connection) < SCHEMA:
            connection.execute("BEGIN IMMEDIATE")
            _check_content(connection, self.path)
            migrate(connection)
            connection.execute("COMMIT")
        if not use_wal(connection, self.timeout):
            self.notes.append(text("register.no_wal"))
            logger.warning("%s", self.notes[-1])


def use_wal(connection: sqlite3.Connection, timeout: float = 30.0) -> bool:
    """Choose how commits reach the disk, safely in either case; return whether WAL could be had."""
    end = time.monotonic() + timeout
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)
    if mode.lower() == "wal":
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return True
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_SHARED_MEMORY:
                raise
    leave_wal(connection)
    connection.execute("PRAGMA synchronous = EXTRA")
    return False


def leave_wal(connection: sqlite3.Connection) -> None:
    """Bring a file out of WAL mode where the shared memory that WAL needs cannot be had.

    Alone with the file, SQLite can do without it.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the lock is let go by using the file


def _is_readable(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (*_NO_SHARED_MEMORY, sqlite3.SQLITE_READONLY):
            raise
        return False
    return True


@contextlib.contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite, and rows that cannot be, into those of the register."""
    try:
        yield
    except DamagedRow as error:
        raise RegisterError("register_damaged", path=str(path)) from error
    except sqlite3.ProgrammingError as error:
        raise RegisterError("register_closed", path=str(path)) from error
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _REASONS:
            raise RegisterError(_REASONS[code], path=str(path)) from error
        raise RegisterError("register_unusable", path=str(path), reason=str(error)) from error


def _connect(path: Path, read_only: bool, timeout: float) -> sqlite3.Connection:
    mode = "ro" if read_only else "rwc"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", timeout, isolation_level=None, check_same_thread=False, uri=True
    )


def _check_header(path: Path, read_only: bool) -> None:
    """Refuse what is no register by its first bytes, before SQLite touches it."""
    if not path.exists():
        if read_only:
            raise RegisterError("file_not_found", path=str(path))
        check_name(path)
        if not path.parent.is_dir():
            raise RegisterError("register_no_folder", path=str(path), folder=str(path.parent))
        return
    if path.is_dir():
        raise RegisterError("is_directory", path=str(path))
    if path.with_name(path.name + "-journal").exists():  # a transaction cut short: SQLite first puts it right
        return
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise RegisterError(
            "register_unusable", path=str(path), reason=error.strerror or type(error).__name__
        ) from error
    if not head and not read_only:
        return
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise RegisterError("register_foreign", path=str(path))
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise RegisterError("register_foreign", path=str(path))
    _check_version(int.from_bytes(head[60:64], "big"), path)


def _check_content(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    version = version_of(connection)
    empty = not version and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if found != APPLICATION_ID and not empty:
        raise RegisterError("register_foreign", path=str(path))
    _check_version(version, path)
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise RegisterError("register_damaged", path=str(path))


def _check_version(version: int, path: Path) -> None:
    if version > SCHEMA:
        raise RegisterError("register_newer", path=str(path), received=version, expected=SCHEMA)
