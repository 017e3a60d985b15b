"""Work that is done text by text, in batches: in this process, in several, or on several machines.

joblib's back ends apply: its own processes, or whatever ``joblib.parallel_config`` has chosen, such as Dask. Results
come in the order of the texts, whatever the size of the batches and the number of workers, also when one of these is
lost on the way; and what a checkpoint holds of an interrupted run is not done again.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ._checkpoint import Checkpoint

T = TypeVar("T")
#: Called with how many items are done, and of how many.
Told = Callable[[int, int], None]

#: Texts that are read at once, as the scores of hundreds of sub-phenomena take room.
AT_ONCE = 1_000
#: More batches than this are done without looking for cyclic garbage between.
_MANY = 4
#: Batches that are given out at a time to a back end that tells of them only when all are done.
_WAVE = 4
#: So many times a run goes on after workers are lost before anything new is done.
_PATIENCE = 3


def in_batches(
    function: Callable[[Sequence[Any]], T],
    items: Sequence[Any],
    n_jobs: int | None = None,
    size: int = AT_ONCE,
    *,
    progress: Told | None = None,
    checkpoint: Checkpoint | None = None,
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
    progress : callable, optional
        Told how many items are done, and of how many.
    checkpoint : Checkpoint, optional
        What it holds is not done again, and what is done is kept in it.

    Returns
    -------
    list

    Examples
    --------
    >>> from rakenlp._batches import in_batches
    >>> in_batches(sum, [1, 2, 3], size=2), in_batches(sum, [])
    ([3, 3], [0])
    """
    return list(by_batches(function, items, n_jobs, size, progress=progress, checkpoint=checkpoint))


def by_batches(
    function: Callable[[Sequence[Any]], T],
    items: Sequence[Any],
    n_jobs: int | None = None,
    size: int = AT_ONCE,
    *,
    progress: Told | None = None,
    checkpoint: Checkpoint | None = None,
) -> Iterator[T]:
    """Yield what :func:`in_batches` lists, one batch after the other, so that not all need be held at once."""
    bounds = [(start, min(start + size, len(items))) for start in range(0, max(len(items), 1), size)]
    keys: list[str] = []
    if len(bounds) == 1:  # soon done again, and nothing tells of a single text
        checkpoint = None
    if checkpoint is not None:
        of_all = checkpoint.of(checkpoint.key(items), str(size))  # told by all items: no name tells of a few texts
        keys = [of_all.key(bound) for bound in bounds]
        is_there = [key in checkpoint for key in keys]
    missing = [bound for i, bound in enumerate(bounds) if checkpoint is None or not is_there[i]]
    done = _all(function, items, missing, n_jobs)
    for i, (start, end) in enumerate(bounds):
        found: Any = None
        if checkpoint is None:
            found = next(done)
        elif not is_there[i]:
            found = next(done)
            checkpoint.keep(keys[i], found)
        elif (found := checkpoint.read(keys[i])) is None:  # damaged, or gone since
            found = function(items[start:end])
        if progress is not None:
            progress(end, len(items))
        yield found


def is_parallel(n_jobs: int | None) -> bool:
    """Tell whether work goes to other workers: several are wanted, or a back end was chosen for joblib."""
    if n_jobs == 1 or (n_jobs is None and "joblib" not in sys.modules):
        return False
    from joblib import effective_n_jobs
    from joblib.parallel import get_active_backend

    return effective_n_jobs(n_jobs) > 1 or getattr(get_active_backend()[0], "uses_threads", True) is False


def _all(
    function: Callable[[Any], T], items: Sequence[Any], bounds: Sequence[tuple[int, int]], n_jobs: int | None
) -> Iterator[T]:
    """Yield what the function gives for each batch, in order; what lost workers had not done is done again."""
    if len(bounds) < 2 or not is_parallel(n_jobs):
        for start, end in bounds:
            with _uncollected() if len(bounds) > _MANY else nullcontext():
                found = function(items[start:end])
            yield found
        return
    first, tries = 0, 0
    while first < len(bounds):
        try:
            for found in _given_out(function, items, bounds[first:], n_jobs):
                yield found
                first, tries = first + 1, 0
        except _losses():
            tries += 1
            if tries > _PATIENCE:
                raise


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cyclic garbage rest, unless somebody else has stopped it.

    Everything that is kept of words makes it look through millions of objects again and again, a tenth of all the time.
    Batches leave no cycles behind; what is not in a cycle is freed at once as ever. What was made meanwhile is then put
    among what is old, as a collection would that finds nothing to free.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what somebody else has frozen stays so
            gc.freeze()
            gc.unfreeze()
        gc.enable()


def _given_out(
    function: Callable[[Any], T], items: Sequence[Any], bounds: Sequence[tuple[int, int]], n_jobs: int | None
) -> Iterator[T]:
    from joblib import Parallel, delayed, effective_n_jobs
    from joblib.parallel import get_active_backend

    if getattr(get_active_backend()[0], "supports_return_generator", False):
        tasks = (delayed(_call)(function, _Batch(items[start:end])) for start, end in bounds)
        yield from Parallel(n_jobs=n_jobs, return_as="generator")(tasks)
        return
    wave = _WAVE * max(effective_n_jobs(n_jobs), 1)
    with Parallel(n_jobs=n_jobs) as parallel:
        for at in range(0, len(bounds), wave):
            tasks = (delayed(_call)(function, _Batch(items[start:end])) for start, end in bounds[at : at + wave])
            yield from parallel(tasks)


class _Batch:
    """Some items on their way: a back end that logs what it was given logs no text."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items

    def __repr__(self) -> str:
        return f"<batch of {len(self.items)}>"


def _call(function: Callable[[Sequence[Any]], T], batch: _Batch) -> T:
    return function(batch.items)


def _losses() -> tuple[type[BaseException], ...]:
    """Return what is raised where a worker died: killed for its memory, or its machine is gone."""
    from concurrent.futures import CancelledError
    from concurrent.futures.process import BrokenProcessPool

    lost: list[type[BaseException]] = [BrokenProcessPool, CancelledError]
    distributed = sys.modules.get("distributed")
    for name in ("KilledWorker", "CancelledError") if distributed is not None else ():
        kind = getattr(distributed, name, None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            lost.append(kind)
    return tuple(lost)
