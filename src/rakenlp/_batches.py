"""Work that is done text by text, in batches, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

#: Texts that are read at once, as the scores of hundreds of sub-phenomena take room.
AT_ONCE = 1_000


def in_batches(
    function: Callable[[Sequence[Any]], T], items: Sequence[Any], n_jobs: int | None = None, size: int = AT_ONCE
) -> list[T]:
    """Return what a function gives for each batch of some items, in order; for no items, that of an empty batch.

    Parameters
    ----------
    function : callable
        From a list of items to anything. Where it is called over processes it is sent to them, and so is what it
        holds. What it gives for an item must not depend on the batch.
    items : sequence
    n_jobs : int, optional
        As in joblib, whose back ends apply; None and 1 mean this process, unless a back end was chosen with
        ``joblib.parallel_config``.
    size : int, default=1000

    Returns
    -------
    list

    Examples
    --------
    >>> from rakenlp._batches import in_batches
    >>> in_batches(sum, [1, 2, 3], size=2), in_batches(sum, [])
    ([3, 3], [0])
    """
    batches = [items[start : start + size] for start in range(0, max(len(items), 1), size)]
    if n_jobs == 1 or len(batches) == 1:
        return [function(batch) for batch in batches]
    from joblib import Parallel, delayed

    done: list[T] = Parallel(n_jobs=n_jobs)(delayed(function)(batch) for batch in batches)
    return done
