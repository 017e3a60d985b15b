"""Errors as JSON: a stable code and a message, never anything of what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from ..errors import ConflictError, InputError, ParameterError, RakeError, RegisterError, ServiceError
from ..texts import LANGUAGES, get_language, text
from ._asked import ACTIONS
from .limits import Limits

#: Stands for a value of the request in messages.
HIDDEN = "…"
_SERVICE = {
    "service_invalid": 422,
    "service_body": 400,
    "service_content_type": 415,
    "service_body_large": 413,
    "service_too_long": 413,
    "service_busy": 503,
    "service_timeout": 503,
    "service_key": 401,
    "service_host": 421,
    "service_not_found": 404,
    "service_method": 405,
    "service_no_register": 503,
}
_REGISTER = {
    "register_unknown_phenomenon": 404,
    "register_unknown_observation": 404,
    "register_unknown_entry": 404,
    "register_unknown_report": 404,
    "register_merged": 409,
    "register_not_member": 409,
    "register_undone": 409,
    "register_undo_blocked": 409,
}
#: Errors whose own message speaks to who writes Python; that of the service speaks to who sends requests.
_REWORDED = frozenset(
    {
        *_REGISTER,
        *("parameter", "register_conflict", "register_busy", "register_read_only"),
        *("register_damaged", "register_closed", "register_unusable"),
    }
)
_HTTP = {400: "service_body", 404: "service_not_found", 405: "service_method"}
_TOO_LONG = {("string_too_long", "text"), ("too_long", "items")}


def status_of(error: RakeError) -> int:
    """Return the HTTP status of an error; 500 for what is no fault of the request."""
    if isinstance(error, ServiceError):
        return _SERVICE.get(error.code, 500)
    if isinstance(error, ConflictError):
        return 409
    if isinstance(error, RegisterError):
        return _REGISTER.get(error.code, 503)
    return 422 if isinstance(error, ParameterError | InputError) else 500


def told(error: RakeError, language: str) -> dict[str, Any]:
    """Return the code and the message of an error in a language, without values of the request or paths."""
    values = {name: _public(name, value) for name, value in error.values.items()}
    key = f"server.error_{error.code}" if error.code in _REWORDED else f"errors.{error.code}"
    return {"code": error.code, "message": text(key, language, **values)}


def language_of(headers: Mapping[str, str]) -> str:
    """Return the first language of ``Accept-Language`` that has texts; that of the service otherwise."""
    for part in headers.get("accept-language", "")[:200].split(","):
        code = part.strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return get_language()


def answer(error: RakeError, language: str, **more: Any) -> JSONResponse:
    """Return the JSON answer of an error."""
    status = status_of(error)
    headers = {"Retry-After": "1"} if status == 503 and error.code != "service_no_register" else {}
    if status == 401:
        headers["WWW-Authenticate"] = "ApiKey"
    return JSONResponse({**told(error, language), **more}, status, headers)


def add_handlers(app: FastAPI, limits: Limits, names: Iterable[str]) -> None:
    """Answer every error of the routes in this form.

    Parameters
    ----------
    app : FastAPI
    limits : Limits
    names : iterable of str
        Fields that messages may name; any other name came with the request.
    """
    known = frozenset(names)

    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = error.errors()
        if all(each["type"] == "json_invalid" for each in found):
            return _told(request, ServiceError("service_body"))
        fields = [_wrong(each, known) for each in found[:5]]
        long = [place for place, kind, _ in fields if (kind, place.rpartition(".")[2]) in _TOO_LONG]
        if long:
            sizes = {"characters": limits.text_characters, "items": limits.batch_items}
            return _told(request, ServiceError("service_too_long", field=long[0], **sizes))
        shown = ", ".join(
            f"{place} ({kind}{f': {expected}' if expected else ''})" for place, kind, expected in dict.fromkeys(fields)
        )
        listed = [{"field": place, "problem": kind, "expected": expected} for place, kind, expected in fields]
        return _told(request, ServiceError("service_invalid", fields=shown), fields=listed)

    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        found = _told(request, ServiceError(_HTTP.get(error.status_code, "service_body")))
        if error.status_code == 405:  # of all routes of the address, not only of the first
            path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
            found.headers["Allow"] = ", ".join(_methods(app.openapi()["paths"].get(path, {"get": None})))
        return found

    async def ours(request: Request, error: RakeError) -> JSONResponse:
        if status_of(error) == 500:
            raise error
        return _told(request, error)

    app.add_exception_handler(RequestValidationError, invalid)  # type: ignore[arg-type]
    app.add_exception_handler(RakeError, ours)  # type: ignore[arg-type]
    for base in HTTPException.__mro__[:2]:  # that of Starlette too, which has no such address
        app.add_exception_handler(base, refused)  # type: ignore[arg-type]


def _told(request: Request, error: RakeError, **more: Any) -> JSONResponse:
    request.state.code = error.code  # for the log
    return answer(error, language_of(request.headers), **more)


def _methods(ways: Iterable[str]) -> list[str]:
    found = {way.upper() for way in ways}
    return sorted(found | {"HEAD"} if "GET" in found else found)


def _wrong(error: Mapping[str, Any], known: frozenset[str]) -> tuple[str, str, str | None]:
    """Return where something is wrong, what, and what could stand there if that is a list; all from the schema."""
    place, kind, context = _place(error["loc"], known), str(error["type"]), error.get("ctx", {})
    if kind.startswith("union_tag"):  # which of several forms the body has is told by a field of it
        expected = context.get("expected_tags")
        return str(context["discriminator"]).strip("'"), kind, ", ".join(ACTIONS) if expected is None else expected
    return place, kind, str(context["expected"]) if kind == "literal_error" else None


def _place(loc: Iterable[Any], known: frozenset[str]) -> str:
    """Return where in the request something is wrong; names that came with it are hidden."""
    parts = [str(part) if isinstance(part, int) or part in known else HIDDEN for part in loc]
    return ".".join(parts[1:] or parts)


def _public(name: str, value: object) -> object:
    if name == "received" and not isinstance(value, int):
        return HIDDEN
    return Path(str(value)).name if name in ("path", "folder") else value
