"""``rakenlp serve [MODEL]``: triage and the register's decisions over HTTP, on this machine."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import re
import sys
from pathlib import Path

from ..texts import text

_ENVIRONMENT = "RAKENLP_API_KEY"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("model", nargs="?", metavar=text("cli.folder"), help=text("cli.triage_model"))
    parser.add_argument("--register", metavar=text("cli.file"), help=text("cli.serve_register"))
    parser.add_argument("--host", default="127.0.0.1", metavar="IP", help=text("cli.serve_host"))
    parser.add_argument("--port", type=_port, default=8000, metavar=text("cli.number"), help=text("cli.serve_port"))
    parser.add_argument("--api-key-file", metavar=text("cli.file"), help=text("cli.serve_key"))
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar=text("cli.name"), help=text("cli.serve_allow_host")
    )
    parser.add_argument("--reload-signal", action="store_true", help=text("cli.serve_reload"))


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from ..register import Register
    from ..server import serve

    key = _key(args.api_key_file)
    _log_to_stderr()
    with contextlib.ExitStack() as stack:
        register = None
        if args.register is not None:
            # a decision waits for another program only so long that its sender can still be told and try again
            register = stack.enter_context(Register.open(args.register, timeout=3.0))
        serve(
            args.model,
            register,
            host=args.host,
            port=args.port,
            api_key=key,
            hosts=args.allow_host,
            reload_on_signal=args.reload_signal,
            ready=lambda address: print(text("cli.serve_ready", address=address), file=sys.stderr, flush=True),
        )
    print(text("cli.serve_stopped"), file=sys.stderr)
    return 0


def _key(file: str | None) -> str | None:
    """Return the key of the file, or of the environment; None where neither is given."""
    from ..server._serve import check_key

    if file is not None:
        key = Path(file).expanduser().read_text(encoding="utf-8-sig", errors="replace").strip()
        check_key(key, file)
        return key
    key = os.environ.get(_ENVIRONMENT, "")
    if key:
        check_key(key, _ENVIRONMENT)
    return key or None


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("rakenlp.server").setLevel(logging.INFO)


def _port(value: str) -> int:
    if not re.fullmatch(r"\d{1,5}", value) or int(value) >= 2**16:
        raise argparse.ArgumentTypeError(text("cli.arg_port", received=value))
    return int(value)
