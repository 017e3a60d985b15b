"""Results kept by word: the latest ones, so that a word met before is not read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

#: Which part of its words a process that answers one text at a time keeps; it lives for months and meets ever new ones.
SERVICE_SHARE = 16
_NOTHING = object()


class _Kept(Protocol):
    size: int

    def keep(self, size: int) -> None: ...


_ALL: list[_Kept] = []


class Remembered(dict[Any, Any]):
    """The latest results of a function of a word, made once in a process.

    They are kept in two halves. When the newer one is full it becomes the older one, and what the older one held and
    nobody has asked for since is forgotten. Threads may share one: at worst a word is read again.

    Parameters
    ----------
    make : callable
    size : int
        Results kept at most.
    longest : int
        Characters of a word whose result is kept: one cell may hold a megabyte without a space.

    Examples
    --------
    >>> from rakenlp._remember import Remembered
    >>> upper = Remembered(str.upper, size=4, longest=3)
    >>> upper["tuo"], upper["koti"], list(upper)
    ('TUO', 'KOTI', ['tuo'])
    """

    def __init__(self, make: Callable[..., Any], size: int, longest: int) -> None:
        super().__init__()
        self.size = size
        self._make = make
        self._longest = longest
        self._older: dict[Any, Any] = {}
        _ALL.append(self)

    def __missing__(self, key: Any) -> Any:
        found = self._older.get(key, _NOTHING)
        if found is _NOTHING:
            alone = isinstance(key, str)
            found = self._make(key) if alone else self._make(*key)
            if len(key if alone else key[0]) > self._longest:
                return found
        self[key] = found
        if 2 * len(self) >= self.size:
            self.keep(self.size)
        return found

    def keep(self, size: int) -> None:
        """Let no more than so many results stay."""
        if 2 * len(self) >= size:
            self._older = dict(self)
            self.clear()

    def forget(self) -> None:
        """Keep nothing."""
        self.clear()
        self._older = {}


def remember(size: int, longest: int) -> Callable[[F], F]:
    """Decorate a function of a word, and perhaps of a second argument, so that its latest results are kept.

    Parameters
    ----------
    size : int
        Results kept at most.
    longest : int
        Characters of a word whose result is kept.

    Examples
    --------
    >>> from rakenlp._remember import remember
    >>> @remember(1000, longest=3)
    ... def upper(word, lexicon=None):
    ...     return word.upper()
    >>> upper("koti"), upper("tuo"), len(upper.kept)
    ('KOTI', 'TUO', 1)
    """

    def decorate(function: F) -> F:
        kept = Remembered(function, size, longest)

        @wraps(function)
        def call(word: str, second: Any = None) -> Any:
            return kept[word if second is None else (word, second)]

        call.kept, call.cache_clear = kept, kept.forget  # type: ignore[attr-defined]
        return cast(F, call)

    return decorate


def cut_in_service(kept: _Kept) -> None:
    """Let something else that is kept be cut as well, in a process that answers one text at a time."""
    _ALL.append(kept)


def keep_for_service() -> None:
    """Cut what is kept of words to a part, as a process does that answers one text at a time."""
    for kept in _ALL:
        kept.keep(kept.size // SERVICE_SHARE)
