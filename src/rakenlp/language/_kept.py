"""Work on one text done once: kept while the text is read, in one thread, and forgotten right after.

Probabilities, evidence and vectors of a text all begin with the same words. A cache over texts would keep
people's submissions in memory; this one lives only as long as the block that asks for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
_here = threading.local()


@contextmanager
def reading() -> Iterator[None]:
    """Keep what is computed inside the block until its end; a block within a block shares the outer one's.

    Examples
    --------
    >>> from rakenlp.language._kept import kept, reading
    >>> made = []
    >>> with reading():
    ...     words = [kept("text", lambda: made.append(1) or ["koti"]) for _ in range(3)]
    >>> len(made)
    1
    """
    if getattr(_here, "table", None) is not None:
        yield
        return
    _here.table = {}
    try:
        yield
    finally:
        _here.table = None


def kept(key: Any, make: Callable[[], T]) -> T:
    """Return ``make()``, or what it gave before in this block; the result must not be changed."""
    table = getattr(_here, "table", None)
    if table is None:
        return make()
    if key not in table:
        table[key] = make()
    found: T = table[key]
    return found
