"""Whether the service works: found out in the background, so that a busy service still tells."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import Future
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ..errors import RakeError
from ..triage import TriageHolder
from ._standing import InForce
from ._told import Health
from ._work import Work

log = logging.getLogger("rakenlp.server")

#: Seconds for which an answer on the health holds: nobody can keep the service busy by asking.
FRESH = 2.0
#: Seconds that a request waits for a newer answer; then the latest one is told.
PATIENCE = 0.5
#: Seconds after which a probe that has not ended means that the service is stuck, not only busy.
STUCK = 120.0
_STEP = 0.01


class Probe:
    """Asks the model one text now and then, and remembers how it went.

    Parameters
    ----------
    holder : TriageHolder
    in_force : InForce
    work : Work
        A thread of its own.
    """

    def __init__(self, holder: TriageHolder, in_force: InForce, work: Work) -> None:
        self._holder, self._in_force, self._work = holder, in_force, work
        self._lock = threading.Lock()
        self._told: dict[str, Any] | None = None
        self._at = self._begun = float("-inf")
        self._under_way: Future[None] | None = None

    async def told(self) -> dict[str, Any]:
        """Return how the service is, at most a moment after being asked; the first answer is waited for."""
        with self._lock:
            fresh = time.monotonic() - self._at <= FRESH and self._told_of_current()
        if not fresh:
            probe, asked = self.begin(), time.monotonic()
            while not probe.done() and (self._told is None or time.monotonic() - asked < PATIENCE):
                await asyncio.sleep(_STEP)
        with self._lock:
            told = dict(self._told or {"status": "failing"})
            stuck = self._under_way is not None and not self._under_way.done()
            if stuck and time.monotonic() - self._begun > STUCK:
                told["status"] = "failing"
        return {**told, "register_version": self._in_force.version}

    def begin(self) -> Future[None]:
        """Begin to find out, unless it is being done already."""
        with self._lock:
            if self._under_way is None or self._under_way.done():
                self._begun = time.monotonic()
                self._under_way = self._work.begin(self._find)
            return self._under_way

    def _told_of_current(self) -> bool:
        return self._told is not None and self._told.get("model_id") == self._holder.current.model_id

    def _find(self) -> None:
        triage = self._holder.current
        try:
            told = triage.health()
        except Exception as error:  # noqa: BLE001 - whatever it is, the service does not work
            log.error("health %s", error.code if isinstance(error, RakeError) else type(error).__name__)
            told = {"status": "failing", "model_id": triage.model_id}
        try:
            self._in_force.read()
        except RakeError as error:
            if error.code != "register_busy":
                log.error("health %s", error.code)
                told["status"] = "failing"
        with self._lock:
            self._told, self._at = told, time.monotonic()


def health_route(probe: Probe) -> APIRouter:
    """Return the route that tells whether the service works."""
    router = APIRouter(tags=["palvelu"])

    @router.get(
        "/health",
        response_model=Health,
        responses={503: {"model": Health, "description": "Malli tai rekisteri ei vastaa oikein"}},
        summary="Toimiiko palvelu",
    )
    async def health(request: Request) -> JSONResponse:
        told = await probe.told()
        shown = told if request.state.trusted else {"status": told["status"]}
        return JSONResponse(shown, 200 if told["status"] == "ok" else 503)

    return router
