"""Routes of triage: suggestions and phenomena."""

import threading
import time
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..register import Register
from ..texts import get_language
from ..triage import Triage, TriageHolder
from ._asked import with_limits
from ._standing import InForce, suggested
from ._told import Phenomena, Suggestions, SuggestionWithPlaces
from ._work import Work
from .limits import Limits

_FIELDS = ("text", "received_date", "respondent_group", "municipality", "service_line")
#: Seconds between the texts of a batch: whoever waits for a turn at the processor gets it then.
_PAUSE = 0.001


def triage_routes(
    holder: TriageHolder,
    register: Register | None,
    limits: Limits,
    work: Work,
    batches: Work,
    waiting: Work,
    in_force: InForce,
) -> APIRouter:
    """Return the routes of triage.

    Parameters
    ----------
    holder : TriageHolder
    register : Register or None
    limits : Limits
    work, batches, waiting : Work
        Threads that read single texts, those that read batches, and those that may wait for the register: none of
        them holds the others up.
    in_force : InForce
        The register's names and merges.
    """
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
        return JSONResponse(await work.do(lambda given_up: _suggested(triage, in_force, body)))

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
                found.append(_asked(triage, in_force, item))
                time.sleep(_PAUSE)
            return {"suggestions": found}

        return JSONResponse(await batches.do(job))

    @router.get("/phenomena", response_model=Phenomena, summary="Ilmiöt, joita voidaan ehdottaa")
    async def phenomena(language: Literal["fi", "sv", "en"] | None = None) -> JSONResponse:
        triage = holder.current
        own = work if register is None else waiting
        return JSONResponse(await own.do(lambda given_up: _phenomena(triage, register, language or get_language())))

    return router


def _asked(triage: Triage, in_force: InForce, item: Any) -> dict[str, Any]:
    given = {name: getattr(item, name) for name in _FIELDS}
    return suggested(lambda top_k: triage.suggest(**given, top_k=top_k), triage, in_force.look(), item.top_k)


def _suggested(triage: Triage, in_force: InForce, body: Any) -> dict[str, Any]:
    found = _asked(triage, in_force, body)
    if not body.evidence_spans:
        return found
    terms = {term for guess in found["phenomena"] for term in guess["evidence_terms"]}
    return {**found, "evidence_spans": [s._asdict() for s in triage.evidence_spans(body.text, terms)]}


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
