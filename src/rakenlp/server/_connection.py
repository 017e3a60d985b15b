"""One connection: closed when a request is not told whole in time."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds in which the headers of a request must come, from the connection or from their first byte.
HEADERS_WITHIN = 10.0


class Connection(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, for those who send their headers in a reasonable time.

    What comes after the headers is timed by the gate, and the wait for the next request by uvicorn.
    """

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for headers."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see whether the headers are whole."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        else:
            self._wait()

    def _wait(self) -> None:
        if self._clock is None:
            self._clock = self.loop.call_later(HEADERS_WITHIN, self._end)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
