"""The threads in which requests are worked on; work whose request has ended is left undone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Work:
    """A few threads.

    Parameters
    ----------
    threads : int
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    async def do(self, job: Callable[[threading.Event], T]) -> T:
        """Run a job in a thread. It is given an event that tells when nobody waits for it any more."""
        given_up = threading.Event()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="rakenlp")
        waiting = self._pool.submit(job, given_up)
        try:
            return await asyncio.wrap_future(waiting)
        except asyncio.CancelledError:
            given_up.set()
            waiting.cancel()
            raise

    def close(self) -> None:
        """Let work under way end; drop what has not begun."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
