"""How the work of reading is done: in how many processes, who is told of it, and where what is done is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._batches import by_batches
from .._checkpoint import Checkpoint


@dataclass(frozen=True)
class Work:
    """Workers, progress and checkpoint of one reading.

    Attributes
    ----------
    n_jobs : int or None
    progress : callable or None
        Called as ``progress(stage, done, total)``.
    checkpoint : Checkpoint or None
    """

    n_jobs: int | None = None
    progress: Callable[[str, int, int], None] | None = None
    checkpoint: Checkpoint | None = None

    def batches(
        self, function: Callable[[Sequence[Any]], Any], items: Sequence[Any], size: int, stage: str
    ) -> Iterator[Any]:
        """Yield what a function gives for each batch of some items, in order."""
        told = None if self.progress is None else partial(self.progress, stage)
        kept = None if self.checkpoint is None else self.checkpoint.of(stage)
        return by_batches(function, items, self.n_jobs, size, progress=told, checkpoint=kept)
