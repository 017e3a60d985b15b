"""``rakenlp register FILE history``: what the register holds, and its way out and in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, RegisterError
from ..texts import get_language, retold, text
from ._json import add_json, print_json, print_written

if TYPE_CHECKING:
    from ..register import Register

_WHATS = ("history", "phenomena", "flags", "reports", "export", "import")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("file", metavar=text("cli.file"), help=text("cli.register_file"))
    parser.add_argument("what", choices=_WHATS, metavar="|".join(_WHATS), help=text("cli.register_what"))
    parser.add_argument("path", nargs="?", metavar="JSONL", help=text("cli.register_path"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print a table of the register, or write it out or make it of an export."""
    from ..register import Register

    if (args.path is None) == (args.what in ("export", "import")):
        raise InputError("register_path", command=args.what, path=args.path or "–")
    if args.what == "import":
        with Register.import_jsonl(args.path, args.file) as register:
            print_written(args, register.path)
        return 0
    with _opened(args.file) as register:
        if args.what == "export":
            print_written(args, register.export_jsonl(Path(args.path)))
            return 0
        if args.json:
            print_json(_told(register, args.what))
            return 0
        rows = {"history": _history, "phenomena": _phenomena, "flags": _flags, "reports": _reports}[args.what](register)
    _print_table(rows)
    return 0


def _opened(path: str) -> Register:
    """Open for reading only; a register of an earlier version is first brought up to date."""
    from ..register import Register

    try:
        return Register.open(path, read_only=True)
    except RegisterError as error:
        if error.code != "register_older":
            raise
        return Register.open(path)


def _told(register: Register, what: str) -> Any:
    """Return what a program wants of the register."""
    if what == "history":
        return [asdict(entry) for entry in register.entries()]
    if what == "phenomena":
        return register.phenomena()
    return register.flag_states() if what == "flags" else register.reports()


def _history(register: Register) -> list[list[Any]]:
    heads = _heads("seq", "day", "who", "decision", "subject", "why", "undone_by")
    return [
        heads,
        *(
            [e.seq, _day(e.when), e.who, text(f"register.action_{e.action}"), e.subject, e.why, e.undone_by]
            for e in register.entries()
        ),
    ]


def _phenomena(register: Register) -> list[list[Any]]:
    rows = register.phenomena()
    columns = ["phenomenon_id", "name", "n", "status", "merged_into", "last_handled"]
    heads = _heads("phenomenon", "name", "n", "status", "merged_into", "last_handled")
    states = {key: text(f"kooste.state_{key}") for key in ("new", "accepted", "rejected", "muted", "reported")}
    states["merged"] = text("cli.register_merged")
    shown = rows.assign(status=rows["status"].map(states), last_handled=rows["last_handled"].map(_day))
    return [heads, *shown[columns].values.tolist()]


def _flags(register: Register) -> list[list[Any]]:
    rows = register.flag_states()
    rows = rows[rows["kind"] != "single_voice"]
    pairs = zip(rows["reason"], rows["reasons"], strict=True)
    why = [reason or retold(reasons.split("\n")[0], "flags") for reason, reasons in pairs]
    rows = rows.assign(state=[text(f"kooste.state_{state}") for state in rows["state"]], reason=why)
    heads = _heads("flag", "name", "n", "status", "why")
    return [heads, *rows[["flag_id", "name", "observed", "state", "reason"]].values.tolist()]


def _reports(register: Register) -> list[list[Any]]:
    rows = register.reports()
    rows = rows.assign(since=rows["since"].map(_day), deadline=rows["deadline"].map(_day))
    heads = _heads("report", "title", "step", "since", "deadline")
    return [heads, *rows[["report_id", "title", "step_name", "since", "deadline"]].values.tolist()]


def _heads(*names: str) -> list[Any]:
    return [text(f"cli.register_head_{name}") for name in names]


def _day(day: Any) -> str:
    """Return a day as people write it."""
    if day is None or day != day:
        return ""
    return f"{day:%Y-%m-%d}" if get_language() == "en" else f"{day.day}.{day.month}.{day.year}"


def _print_table(rows: Sequence[Sequence[Any]]) -> None:
    cells = [["" if cell is None else " ".join(str(cell).split()) for cell in row] for row in rows]
    if len(cells) == 1:
        print(text("cli.register_empty"))
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
