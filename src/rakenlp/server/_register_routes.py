"""Routes of the register: flags and decisions."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from ..errors import RakeError, RegisterError, ServiceError
from ..register import Entry, Register
from ._answers import answer, language_of, status_of
from ._asked import Accept, Decision, Merge, Mute, Reassign, Reject, Rename, Split
from ._standing import InForce
from ._told import Conflict, Entries, Flags, Written
from ._work import Work

_SHOWN = 100
_ACTION = Literal[
    "accept", "reject", "mute", "reassign", "merge", "split", "rename", "open_report", "advance_report", "undo"
]


def register_routes(register: Register | None, work: Work, in_force: InForce) -> APIRouter:
    """Return the routes of the register; without one they tell that there is none.

    Parameters
    ----------
    register : Register or None
    work : Work
        Threads that may wait for the register.
    in_force : InForce
        Told of what is decided.
    """
    router = APIRouter(tags=["rekisteri"])

    def opened() -> Register:
        if register is None:
            raise ServiceError("service_no_register")
        return register

    @router.get(
        "/flags",
        response_model=Flags,
        summary="Viimeisimmän analyysin nostot",
        description="Ehdotukset sosiaalisen raportin aiheiksi ja yksittäiset äänet, tiloineen päätösten jälkeen.",
    )
    async def flags(kind: Literal["growing", "accumulated", "single_voice"] | None = None) -> JSONResponse:
        own = opened()
        return JSONResponse(await work.do(lambda given_up: _flags(own, kind)))

    @router.get("/decisions", response_model=Entries, summary="Päätökset, vanhin ensin")
    async def decisions(
        subject: Annotated[str | None, Query(max_length=500, description="Vain tätä koskevat.")] = None,
        action: Annotated[_ACTION | None, Query(description="Vain tällaiset.")] = None,
        after: Annotated[int, Query(ge=0, le=2**53, description="Vain tätä kirjausta uudemmat.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> JSONResponse:
        own = opened()
        return JSONResponse(await work.do(lambda given_up: _entries(own, subject, action, after, limit)))

    @router.post(
        "/decisions",
        status_code=201,
        response_model=Written,
        responses={409: {"model": Conflict, "description": "Rekisteri on muuttunut tai päätös ei käy sen tilaan"}},
        summary="Kirjaa päätös",
        description="Vastaus tulee vasta, kun päätös on levyllä. Päätöksiä ei muuteta; kumoaminenkin on uusi kirjaus.",
    )
    async def decide(request: Request, body: Decision) -> JSONResponse:
        own = opened()
        try:
            entry = await work.do(lambda given_up: _decided(own, body, given_up, in_force))
        except RegisterError as error:
            if status_of(error) != 409:
                raise
            request.state.code = error.code
            changes = await work.do(lambda given_up: _changes(own, body.expected_version))
            return answer(error, language_of(request.headers), **changes)
        return JSONResponse({"version": entry.seq, "decision": _plain(entry)}, 201)

    return router


def _decided(register: Register, body: Decision, given_up: threading.Event, in_force: InForce) -> Entry:
    """Write a decision, unless its sender has been told meanwhile that it took too long."""
    with register.transaction():
        entry = None if given_up.is_set() else _written(register, body)
        if entry is None or given_up.is_set():
            raise ServiceError("service_busy")
    with contextlib.suppress(RakeError):  # it is written all the same
        in_force.read()
    return entry


def _written(register: Register, body: Decision) -> Entry:
    told: dict[str, Any] = {"who": body.who or None, "why": body.why, "expected_version": body.expected_version}
    if isinstance(body, Accept | Reject):
        return register.decide(body.subject, body.action, **told)
    if isinstance(body, Mute):
        return register.decide(body.subject, "mute", until=body.until, **told)
    if isinstance(body, Reassign):
        return register.reassign(body.subject, body.to, **told)
    if isinstance(body, Merge):
        return register.merge(body.ids, body.into, **told)
    if isinstance(body, Split):
        return register.split(body.subject, body.parts, **told)
    if isinstance(body, Rename):
        return register.rename(body.subject, body.name, **told)
    return register.undo(body.entry, **told)


def _changes(register: Register, expected: int | None) -> dict[str, Any]:
    version = register.version
    if expected is None:
        return {"version": version, "changes": []}
    new = [entry for entry in register.entries() if entry.seq > expected]
    return {"version": version, "changes": [_plain(entry) for entry in new[:_SHOWN]]}


def _entries(register: Register, subject: str | None, action: str | None, after: int, limit: int) -> dict[str, Any]:
    version = register.version  # before the entries: who decides on these is told of what came between
    found = [entry for entry in register.entries(subject, action) if entry.seq > after]
    shown = found[:limit]
    more = shown[-1].seq if len(found) > limit else None
    return {"version": version, "decisions": [_plain(entry) for entry in shown], "next_after": more}


def _flags(register: Register, kind: str | None) -> dict[str, Any]:
    version = register.version
    rows = register.flag_states().to_dict("records")
    return {"version": version, "flags": [row for row in rows if kind in (None, row["kind"])]}


def _plain(entry: Entry) -> dict[str, Any]:
    own = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
    return {**own, "when": entry.when.isoformat(), "content": dict(entry.content)}
