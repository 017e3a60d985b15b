"""One text at a time in a process: threads that interrupt each other in the middle of a text only lose time.

Python runs one thread at once. With many of them busy on short arrays, a fifth of the time goes to handing the
interpreter over; by taking turns a text at a time, eight threads answer as many texts as one. Where Python runs
without its global lock, nobody waits.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import AbstractContextManager, nullcontext

_LOCK = threading.RLock()
_ONE_AT_ONCE = getattr(sys, "_is_gil_enabled", lambda: True)()
if hasattr(os, "register_at_fork"):  # a fork waits for the turn, so that the child never finds it taken
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)


def turn() -> AbstractContextManager[object]:
    """Return a context in which the calling thread has its turn."""
    return _LOCK if _ONE_AT_ONCE else nullcontext()
