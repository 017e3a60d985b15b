"""What the threads of a process share: made once, filled by one thread at a time, whole in a forked process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

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


def remember(size: int, longest: int) -> Callable[[F], F]:
    """Decorate a function of a word and a lexicon so that its latest results are kept, but not for overlong words.

    A count alone would not bound the memory: one cell may hold a megabyte without a space.

    Parameters
    ----------
    size : int
        Results kept.
    longest : int
        Characters of a word whose result is kept.

    Examples
    --------
    >>> from rakenlp.language._shared import remember
    >>> @remember(1000, longest=3)
    ... def upper(word, lexicon=None):
    ...     return word.upper()
    >>> upper("koti"), upper("tuo"), upper.cache_info().currsize
    ('KOTI', 'TUO', 1)
    """

    def decorate(function: F) -> F:
        kept = lru_cache(maxsize=size)(function)

        @wraps(function)
        def call(word: str, lexicon: Any = None) -> Any:  # no *rest: it would double the time of a word met before
            return kept(word, lexicon) if len(word) <= longest else function(word, lexicon)

        call.cache_clear, call.cache_info = kept.cache_clear, kept.cache_info  # type: ignore[attr-defined]
        return cast(F, call)

    return decorate
