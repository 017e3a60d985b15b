"""What every request passes: name, key, size, time and number; and what no answer goes without."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from pathlib import Path
from typing import Any

from fastapi.datastructures import Headers

from ..errors import RakeError, ServiceError
from ._answers import answer, language_of, status_of
from .limits import Limits

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("rakenlp.server")

#: Answered without a key: the page, and what machines ask before anything else.
OPEN = frozenset({"/", "/page.css", "/page.js", "/health", "/openapi.json"})
#: Asked with a body.
_WITH_BODY = frozenset({"/suggest", "/suggest/batch", "/decisions"})
_HEADERS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("cache-control", "no-store"),
)


class Gate:
    """The outermost part of the service.

    Parameters
    ----------
    app : ASGI application
    limits : Limits
    key : str or None
        The API key.
    hosts : collection of str or None
        Names by which the service may be asked for; any when None.
    """

    def __init__(self, app: Any, limits: Limits, key: str | None, hosts: Collection[str] | None) -> None:
        self._app, self._limits = app, limits
        self._key = None if key is None else _digest(key.encode())
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["state"] = state = {**scope.get("state", {}), "request_id": secrets.token_hex(8), "code": None}
        headers = Headers(scope=scope)
        state["trusted"] = self._key is None or hmac.compare_digest(
            self._key, _digest(headers.get("x-api-key", "").encode("utf-8", "replace"))
        )
        bare = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET"} if bare else scope  # what GET would answer, without the content
        passage = _Passage(receive, send, self._limits.body_bytes, state["request_id"], bare)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        started, counted = time.perf_counter(), path not in OPEN
        error: RakeError | None = None
        try:
            self._check(scope["method"], path, headers, bool(state["trusted"]))
            self._under_way += counted
            try:
                async with asyncio.timeout(self._limits.seconds) as clock:
                    await self._app(inner, passage.receive, passage.send)
            except TimeoutError:
                if not clock.expired():
                    raise
                raise ServiceError("service_timeout", seconds=f"{self._limits.seconds:g}") from None
            finally:
                self._under_way -= counted
            error = passage.refused
        except RakeError as found:
            error = found
            if status_of(found) == 500:
                error = self._failed(found, state["request_id"])
        except Exception as found:  # noqa: BLE001 - a foreign message may hold anything
            error = self._failed(found, state["request_id"])
        code = error.code if error else state["code"]
        if error is not None and not passage.begun:
            passage.refused = None
            await answer(error, language_of(headers))(scope, receive, passage.send)
        if code is not None:
            level = logging.WARNING if passage.status >= 500 else logging.INFO
            log.log(
                level, "%s %s %d %s %.0f ms", state["request_id"], scope["method"], passage.status, code, _ms(started)
            )

    def _check(self, method: str, path: str, headers: Headers, trusted: bool) -> None:
        if self._hosts is not None and _name(headers.get("host", "")) not in self._hosts:
            raise ServiceError("service_host")
        if path in OPEN:
            return
        if not trusted:
            raise ServiceError("service_key")
        if self._under_way >= self._limits.requests:
            raise ServiceError("service_busy")
        if method != "POST" or path not in _WITH_BODY:
            return
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise ServiceError("service_content_type")
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._limits.body_bytes:
            raise ServiceError("service_body_large", limit=self._limits.body_bytes)

    def _failed(self, error: Exception, request: str) -> RakeError:
        log.error("%s %s %s", request, type(error).__name__, _line(error))
        return ServiceError("service_internal", request=request)


class _Passage:
    """The messages of one request: the body counted as it comes, the headers added to the answer."""

    def __init__(self, receive: Receive, send: Send, most: int, request_id: str, bare: bool) -> None:
        self._receive, self._send, self._most = receive, send, most
        self._request_id, self._bare = request_id, bare
        self._bytes = 0
        self.refused: RakeError | None = None
        self.begun, self.status = False, 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most:
            self.refused = ServiceError("service_body_large", limit=self._most)
            raise self.refused
        return message

    async def send(self, message: Message) -> None:
        if self.refused is not None:
            return  # what the application makes of a body cut short
        if message["type"] == "http.response.start":
            self.begun, self.status = True, message["status"]
            own = {name for name, _ in message["headers"]}
            added = [(name.encode(), value.encode()) for name, value in _HEADERS if name.encode() not in own]
            message["headers"] = [*message["headers"], *added, (b"x-request-id", self._request_id.encode())]
            if message["status"] in (413, 415):  # the rest of the body is not read
                message["headers"].append((b"connection", b"close"))
        elif self._bare:
            message = {**message, "body": b""}
        await self._send(message)


def _digest(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def _name(host: str) -> str:
    """Return a host without its port."""
    host = host.strip().lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _ms(started: float) -> float:
    return 1000 * (time.perf_counter() - started)


def _line(error: BaseException) -> str:
    """Return the file and line where an error was raised, nothing of its data."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "?" if step is None else f"{Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
