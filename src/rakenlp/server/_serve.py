"""Serving until told to stop: a socket, signals, and the model's folder watched."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from .._files import saved_folder
from ..errors import ParameterError, ServiceError
from ..triage import Triage, TriageHolder
from ._app import create_app
from ._connection import Connection
from ._reload import Reloader
from .limits import Limits

if TYPE_CHECKING:
    from ..register import Register

log = logging.getLogger("rakenlp.server")

#: Names of this machine, as others cannot give them: a foreign page cannot ask through a name of its own.
_OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
#: Fewest characters of a key.
LEAST_KEY = 16
#: Seconds between two looks at the model's folder.
LOOK = 5.0
_BACKLOG = 128


def serve(
    triage: Triage | str | Path | None = None,
    register: Register | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    api_key: str | None = None,
    limits: Limits | None = None,
    hosts: Collection[str] = (),
    reload_on_signal: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until the process is told to stop (SIGTERM or SIGINT); requests under way are answered first.

    Parameters
    ----------
    triage : Triage or path, optional
        What answers. A folder is watched: when a newer model is saved there, it is put in use between two requests.
        The shipped models alone when None.
    register : Register, optional
    host : str, default="127.0.0.1"
        Address to listen at. Beyond this machine only with a key.
    port : int, default=8000
        0 for any free one.
    api_key : str, optional
        At least 16 ASCII characters.
    limits : Limits, optional
    hosts : collection of str, optional
        Further names by which the service may be asked for. Without a key only this machine's own names are known.
    reload_on_signal : bool, default=False
        Put the folder's newer model in use on SIGHUP instead of watching the folder.
    ready : callable, optional
        Called once with the address when requests are answered.

    Raises
    ------
    ServiceError
        If it would be open to the network without a key, or the key is too weak.
    ModelFormatError
        If the folder holds no model.
    OSError
        If the address is taken or not this machine's.
    """
    limits = limits or Limits()
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 2**16:
        raise ParameterError("parameter", name="port", owner="serve", expected="0–65535", received=port)
    if api_key is None and not is_loopback(host):
        raise ServiceError("serve_key_needed", host=host)
    if api_key is not None:
        check_key(api_key, "api_key")
    is_watched = isinstance(triage, str | Path)
    if reload_on_signal and (not is_watched or not hasattr(signal, "SIGHUP")):
        raise ServiceError("serve_nothing_to_reload" if not is_watched else "serve_no_signal")
    place = _listen(host, port)  # before the long work, so that a taken address is told at once
    with contextlib.closing(place):
        folder = saved_folder(triage) if isinstance(triage, str | Path) else None
        model = triage if isinstance(triage, Triage) else Triage.default() if folder is None else Triage.load(folder)
        model.warm_up()
        holder = TriageHolder(model)
        known = None if api_key is not None and not hosts else {*_OWN_NAMES, host, *hosts}
        app = create_app(holder, register, api_key=api_key, limits=limits, hosts=known)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                http=Connection,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=_BACKLOG,
                ws="none",
                timeout_keep_alive=5,
                timeout_graceful_shutdown=int(limits.seconds) + 1,
            )
        )
        with _stopped_in_peace():
            asyncio.run(_run(server, place, holder, folder, reload_on_signal, ready))


def check_key(key: str, origin: str) -> None:
    """See that a key is long enough and can be sent in a header.

    Raises
    ------
    ServiceError
        If not. The message tells where the key came from, never the key.
    """
    if len(key) < LEAST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise ServiceError("serve_key_unusable", origin=origin, least=LEAST_KEY)


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only.

    Examples
    --------
    >>> from rakenlp.server._serve import is_loopback
    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "example.fi", "")]
    [True, True, True, False, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    place = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # told, so that asyncio sets TCP_NODELAY
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind((bare, port))
    except OSError as error:
        place.close()
        error.filename = f"{host}:{port}"
        raise
    return place


async def _run(
    server: uvicorn.Server,
    place: socket.socket,
    holder: TriageHolder,
    folder: Path | None,
    on_signal: bool,
    ready: Callable[[str], None] | None,
) -> None:
    tasks: set[asyncio.Task[object]] = set()
    reloader = None if folder is None else Reloader(holder, folder)

    def asked() -> None:
        if reloader is None:
            log.warning("SIGHUP: no folder to load a model from")
            return
        task: asyncio.Task[object] = asyncio.ensure_future(reloader.reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    if hasattr(signal, "SIGHUP"):
        with contextlib.suppress(ValueError, RuntimeError):  # not in the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked)
    if reloader is not None and not on_signal:
        tasks.add(asyncio.ensure_future(reloader.watch(LOOK)))
    if ready is not None:
        tasks.add(asyncio.ensure_future(_tell(server, place, ready)))
    try:
        await server.serve(sockets=[place])
    finally:
        for task in [*tasks]:
            task.cancel()


async def _tell(server: uvicorn.Server, place: socket.socket, ready: Callable[[str], None]) -> None:
    name, port = place.getsockname()[:2]
    while not server.started:
        await asyncio.sleep(0.02)
    ready(f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/")


@contextlib.contextmanager
def _stopped_in_peace() -> Iterator[None]:
    """Let a signal to stop end the service and nothing more: it is raised once again after the last answer."""

    def nothing(number: int, frame: FrameType | None) -> None:
        return None

    try:
        before = {number: signal.signal(number, nothing) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not in the main thread
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
