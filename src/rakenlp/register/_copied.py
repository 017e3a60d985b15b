"""A register read as a copy in memory: where its folder may not be written to, SQLite cannot open it in its place."""

from __future__ import annotations

import sqlite3
from pathlib import Path

#: Where the header of the file tells that it has a log beside it (2); in memory there is none (1).
_VERSIONS = slice(18, 20)


def copied(path: Path) -> sqlite3.Connection | None:
    """Return a connection to a copy of a register as it is now, or None if what is in its file is not all of it.

    What others write later does not show in it.
    """
    log = path.with_name(path.name + "-wal")
    before = path.stat()
    content = bytearray(path.read_bytes())
    after = path.stat()
    unsaid = log.exists() and log.stat().st_size > 0  # written by others, and not yet moved into the file
    if unsaid or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        return None
    content[_VERSIONS] = b"\x01\x01"
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.deserialize(bytes(content))
    return connection
