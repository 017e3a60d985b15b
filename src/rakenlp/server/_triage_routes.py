"""Routes of triage: suggestions, phenomena, health."""

import threading
import time
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ..register import Register
from ..texts import get_language
from ..triage import Triage, TriageHolder, TriageSuggestion
from ._asked import with_limits
from ._told import Health, Phenomena, Suggestions, SuggestionWithPlaces
from ._work import Work
from .limits import Limits

_FIELDS = ("text", "received_date", "respondent_group", "municipality", "service_line", "top_k")
#: Seconds for which an answer on the health holds: nobody can keep the service busy by asking.
_FRESH = 2.0


def triage_routes(holder: TriageHolder, register: Register | None, limits: Limits, work: Work) -> APIRouter:
    """Return the routes of triage."""
    router = APIRouter(tags=["triage"])
    alone, batch = with_limits(limits)

    @router.post(
        "/suggest",
        response_model=SuggestionWithPlaces,
        summary="Ehdotus yhdestä ilmoituksesta",
        description="Ilmiöt perusteluineen, samankaltaiset aiemmat ja syyt katsoa. Järjestää jonon; ihminen päättää.",
    )
    async def suggest(body: alone) -> JSONResponse:  # type: ignore[valid-type]
        triage = holder.current
        return JSONResponse(await work.do(lambda given_up: _suggested(triage, body)))

    @router.post(
        "/suggest/batch",
        response_model=Suggestions,
        summary="Ehdotukset useasta ilmoituksesta",
        description="Samat vastaukset kuin yksi kerrallaan, samassa järjestyksessä.",
    )
    async def suggest_batch(body: batch) -> JSONResponse:  # type: ignore[valid-type]
        triage = holder.current

        def job(given_up: threading.Event) -> dict[str, Any]:
            found = []
            for item in body.items:  # type: ignore[attr-defined]
                if given_up.is_set():
                    break
                found.append(_asked(triage, item).to_dict())
            return {"suggestions": found}

        return JSONResponse(await work.do(job))

    @router.get("/phenomena", response_model=Phenomena, summary="Ilmiöt, joita voidaan ehdottaa")
    async def phenomena(language: Literal["fi", "sv", "en"] | None = None) -> JSONResponse:
        triage = holder.current
        return JSONResponse(await work.do(lambda given_up: _phenomena(triage, register, language or get_language())))

    return router


def health_route(holder: TriageHolder, register: Register | None) -> APIRouter:
    """Return the route that tells whether the service works."""
    router = APIRouter(tags=["palvelu"])
    lock = threading.Lock()
    last: dict[str, Any] = {}

    def found() -> dict[str, Any]:
        with lock:
            triage = holder.current
            if last.get("model") != triage.model_id or time.monotonic() - last["at"] > _FRESH:
                told = {**triage.health(), "register_version": None if register is None else register.version}
                last.update(model=triage.model_id, at=time.monotonic(), told=told)
            return dict(last["told"])

    @router.get(
        "/health",
        response_model=Health,
        responses={503: {"model": Health, "description": "Malli ei vastaa oikein"}},
        summary="Toimiiko palvelu",
    )
    def health(request: Request) -> JSONResponse:
        told = found()
        shown = told if request.state.trusted else {"status": told["status"]}
        return JSONResponse(shown, 200 if told["status"] == "ok" else 503)

    return router


def _asked(triage: Triage, item: Any) -> TriageSuggestion:
    return triage.suggest(**{name: getattr(item, name) for name in _FIELDS})


def _suggested(triage: Triage, body: Any) -> dict[str, Any]:
    found = _asked(triage, body)
    if not body.evidence_spans:
        return found.to_dict()
    terms = {term for guess in found.phenomena for term in guess.evidence_terms}
    return {**found.to_dict(), "evidence_spans": [s._asdict() for s in triage.evidence_spans(body.text, terms)]}


def _phenomena(triage: Triage, register: Register | None, language: str) -> dict[str, Any]:
    rows = [{**found._asdict(), "status": None, "merged_into": None} for found in triage.phenomena(language)]
    if register is not None:
        decided = {row["phenomenon_id"]: row for row in register.phenomena().to_dict("records")}
        for row in rows:
            if (now := decided.get(row["phenomenon_id"])) is not None:
                row.update(status=now["status"], merged_into=now["merged_into"])
                if now["name"] != now["machine_name"]:
                    row["name"] = now["name"]
    return {"model_id": triage.model_id, "language": language, "phenomena": rows}
