"""The threads in which requests are worked on; work whose request has ended is left undone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Work:
    """A few threads.

    Parameters
    ----------
    threads : int
    name : str, optional
        What they are called.
    """

    def __init__(self, threads: int, name: str = "rakenlp") -> None:
        self._threads, self._name = threads, name
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    async def do(self, job: Callable[[threading.Event], T]) -> T:
        """Run a job in a thread. It is given an event that tells when nobody waits for it any more."""
        given_up = threading.Event()
        waiting = self.begin(job, given_up)
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            given_up.set()
            waiting.cancel()
            raise

    def begin(self, job: Callable[..., T], *given: object) -> Future[T]:
        """Have a job run in a thread and wait for nothing."""
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix=self._name)
            return self._pool.submit(job, *given)

    def close(self) -> None:
        """Let work under way end; drop what has not begun."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
