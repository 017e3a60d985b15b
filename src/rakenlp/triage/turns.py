"""One text at a time in a process: threads that interrupt each other in the middle of a text only lose time.

Python runs one thread at once. With many of them busy on short arrays, a fifth of the time goes to handing the
interpreter over; by taking turns a text at a time, eight threads answer as many texts as one, and one morphology does
for all of them. Where Python runs without its global lock, nobody waits, and each thread has its own.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ..language.voikko import borrow, give_back

_LOCK = threading.RLock()
_ONE_AT_ONCE = getattr(sys, "_is_gil_enabled", lambda: True)()
if hasattr(os, "register_at_fork"):  # a fork waits for the turn, so that the child never finds it taken
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)


class _Turn:
    """The lock, with the one morphology of those that take turns; it may be taken again inside."""

    def __init__(self) -> None:
        self._depth = 0
        self._own: Any = None

    def __enter__(self) -> None:
        _LOCK.acquire()
        try:
            if not self._depth:
                self._own = borrow()
            self._depth += 1
        except BaseException:  # Ctrl-C falls anywhere
            _LOCK.release()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self._depth -= 1
            if not self._depth:
                give_back(self._own)
        finally:
            _LOCK.release()


_TURN = _Turn()


def turn() -> AbstractContextManager[object]:
    """Return a context in which the calling thread has its turn, with the morphology of those that take turns."""
    return _TURN if _ONE_AT_ONCE else nullcontext()
