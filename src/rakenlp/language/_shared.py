"""What the threads of a process share: made once, filled by one thread at a time, whole in a forked process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: Held while threads make or fill what they share. One for all, so that nothing can wait for it crosswise.
LOCK = threading.RLock()
if hasattr(os, "register_at_fork"):  # a fork waits for it: else the child would have it locked, or a half-filled table
    os.register_at_fork(before=LOCK.acquire, after_in_parent=LOCK.release, after_in_child=LOCK.release)


def once(make: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function whose costly result is kept: of threads that come first, one makes it and the others wait.

    ``functools.cache`` would let each of them make its own.

    Examples
    --------
    >>> from rakenlp.language._shared import once
    >>> opened = []
    >>> @once
    ... def words():
    ...     opened.append(1)
    ...     return frozenset({"koti"})
    >>> words() is words(), opened
    (True, [1])
    """
    made: dict[tuple[Any, ...], T] = {}

    @wraps(make)
    def get(*args: P.args, **kwargs: P.kwargs) -> T:
        if args not in made:
            with LOCK:
                if args not in made:
                    made[args] = make(*args, **kwargs)
        return made[args]

    get.cache_clear = made.clear  # type: ignore[attr-defined]
    return get
