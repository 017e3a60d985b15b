"""The parser, with argparse's own words in the language of the user."""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from ..texts import LANGUAGES, text

_PHRASES = (
    (r"the following arguments are required: (?P<names>.+)", "cli.arg_required"),
    (r"unrecognized arguments: (?P<names>.+)", "cli.arg_unknown"),
    (r"expected (one|at least one|\d+) arguments?", "cli.arg_value_missing"),
    (r"invalid choice: (?P<received>.+?) \(choose from (?P<choices>[^)]+)\)", "cli.arg_choice"),
    (r"ignored explicit argument (?P<received>.+)", "cli.arg_no_value"),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, text("cli.usage") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks the user's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._positionals.title = text("cli.positionals")
        self._optionals.title = text("cli.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.opt_help"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, text("cli.error", message=_explained(message)) + "\n")


def build_parser() -> Parser:
    """Return the parser of all commands, in the language now set."""
    from .. import __version__
    from . import (
        analyse,
        check_tables,
        compare,
        demo,
        doctor,
        hand_over,
        kooste,
        mask,
        rake_vartti,
        register,
        report,
        serve,
        slides,
        tables,
        triage,
        validate,
        vectors,
    )

    parser = Parser(
        prog="rakenlp", description=text("cli.description"), epilog=f"{text('cli.epilog')} {text('cli.exit_codes')}"
    )
    parser.add_argument("--version", action="version", version=f"rakenlp {__version__}", help=text("cli.opt_version"))
    _add_common(parser)
    parser.set_defaults(run=lambda args: _print_help(parser))
    commands = parser.add_subparsers(title=text("cli.commands"), metavar=text("cli.command"))
    about = (
        demo,
        analyse,
        validate,
        kooste,
        slides,
        tables,
        check_tables,
        hand_over,
        compare,
        report,
        rake_vartti,
        triage,
        mask,
        register,
        serve,
        vectors,
        doctor,
    )
    for module in about:
        name = module.__name__.rpartition(".")[2]
        description = text(f"cli.{name}_description")
        command = commands.add_parser(name.replace("_", "-"), help=text(f"cli.{name}_help"), description=description)
        module.configure(command)
        _add_common(command)
        command.set_defaults(run=module.run)
    return parser


def _print_help(parser: Parser) -> int:
    parser.print_help()
    return 0


def _add_common(parser: Parser) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        metavar="|".join(LANGUAGES),
        default=argparse.SUPPRESS,
        help=text("cli.opt_lang"),
    )
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=text("cli.opt_debug"))


def positive(value: str) -> int:
    """Read a whole number from 1 up (argparse type)."""
    if not re.fullmatch(r"[1-9]\d{0,8}", value):
        raise argparse.ArgumentTypeError(text("cli.arg_positive", received=value))
    return int(value)


def seed(value: str) -> int:
    """Read a whole number from 0 up to 2³²−1, as NumPy wants its seeds (argparse type)."""
    if not re.fullmatch(r"\d{1,10}", value) or int(value) >= 2**32:
        raise argparse.ArgumentTypeError(text("cli.arg_seed", received=value))
    return int(value)


def day(value: str) -> datetime.date:
    """Read a day written d.m.yyyy or yyyy-mm-dd (argparse type).

    Examples
    --------
    >>> from rakenlp.cli._parser import day
    >>> day("1.2.2026") == day("2026-02-01")
    True
    """
    finnish = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", value)
    parts = finnish.groups()[::-1] if finnish else value.split("-")
    try:
        year, month, date = (int(part) for part in parts)
        return datetime.date(year, month, date)
    except ValueError:
        raise argparse.ArgumentTypeError(text("cli.arg_day", received=value)) from None


def _explained(message: str) -> str:
    subject, rest = "", message
    if named := re.match(r"argument ([^:]+): (.*)", message, re.DOTALL):
        subject, rest = f"{named[1]}: ", named[2]
    for pattern, key in _PHRASES:
        if found := re.match(pattern, rest):
            return subject + text(key, **found.groupdict())
    return subject + rest
