"""The application: routes, their description, and the gate that every request passes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI, Security
from fastapi.security import APIKeyHeader

from ..triage import Triage, TriageHolder
from ._answers import add_handlers
from ._asked import field_names
from ._gate import Gate
from ._health import Probe, health_route
from ._page import page_routes
from ._register_routes import register_routes
from ._standing import InForce
from ._told import Invalid, Problem
from ._triage_routes import triage_routes
from ._work import Work
from .limits import Limits

if TYPE_CHECKING:
    from ..register import Register

_ABOUT = """Ehdottaa, mistä sosiaalisen raportoinnin lomakkeen ilmoitus kertoo, ja kirjaa ihmisten päätökset.

Ehdotus järjestää jonon, ihminen päättää. Tekstejä ei talleteta, kirjata lokiin eikä toisteta virheissä.
Virheissä on pysyvä `code` ja `message`, jonka kielen voi valita otsakkeella Accept-Language (fi, sv, en)."""
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "Sisältö ei ole JSONia"},
    401: {"model": Problem, "description": "Avain puuttuu tai on väärä"},
    404: {"model": Problem, "description": "Rekisterissä ei ole tällaista"},
    413: {"model": Problem, "description": "Liian suuri"},
    415: {"model": Problem, "description": "Sisältö ei ole application/json"},
    421: {"model": Problem, "description": "Palvelun nimi ei ole sallittu"},
    422: {"model": Invalid, "description": "Pyynnön tiedoissa on virhe"},
    500: {"model": Problem, "description": "Virhe palvelussa"},
    503: {"model": Problem, "description": "Ruuhkaa, liian pitkä työ, tai palvelulla ei ole rekisteriä"},
}


def create_app(
    triage: Triage | TriageHolder | None = None,
    register: Register | None = None,
    *,
    api_key: str | None = None,
    limits: Limits | None = None,
    hosts: Collection[str] | None = None,
) -> FastAPI:
    """Return the service as an ASGI application (FastAPI), to be served or put into another.

    Parameters
    ----------
    triage : Triage or TriageHolder, optional
        What answers; the shipped models alone when None. A holder can be given a newer model while requests go on.
    register : Register, optional
        For flags and decisions; the caller closes it.
    api_key : str, optional
        Asked for in the header ``X-API-Key``; the page, the health and the description are open to all.
    limits : Limits, optional
    hosts : collection of str, optional
        Names by which the service may be asked for, without ports; any when None.

    Returns
    -------
    fastapi.FastAPI

    Raises
    ------
    MissingExtraError
        If FastAPI is not installed.

    Examples
    --------
    >>> from rakenlp.server import create_app
    >>> sorted(path for path in create_app().openapi()["paths"] if "suggest" in path)
    ['/suggest', '/suggest/batch']
    """
    limits = limits or Limits()
    holder = triage if isinstance(triage, TriageHolder) else TriageHolder(triage or Triage.default())
    work, batches = Work(limits.threads), Work(max(1, limits.threads // 2), "batch")
    waiting, checking = Work(limits.threads, "register"), Work(1, "health")
    in_force = InForce(register, waiting)
    probe = Probe(holder, in_force, checking)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        probe.begin()  # so that there is an answer on the health before the service is busy
        yield
        for threads in (work, batches, waiting, checking):
            threads.close()

    from .. import __version__

    app = FastAPI(
        title="rakenlp",
        version=__version__,
        description=_ABOUT,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,  # these pages load their parts from other hosts
        redoc_url=None,
        lifespan=lifespan,
    )
    keyed = [] if api_key is None else [Security(APIKeyHeader(name="X-API-Key", auto_error=False))]
    api = APIRouter(dependencies=keyed, responses=_PROBLEMS)
    api.include_router(triage_routes(holder, register, limits, work, batches, waiting, in_force))
    api.include_router(register_routes(register, waiting, in_force))
    app.include_router(api)
    app.include_router(health_route(probe))
    app.include_router(page_routes(api_key is not None))
    add_handlers(app, limits, field_names())
    app.add_middleware(Gate, limits=limits, key=api_key, hosts=hosts)
    return app
