"""``rakenlp kooste DIR --out FILE``: a kooste from an analysis saved before."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_written


def add_profile_and_period(parser: argparse.ArgumentParser) -> None:
    """Add whom a kooste is for and what period it is of; its slides have the same."""
    parser.add_argument(
        "--profile", choices=("internal", "published"), default="published", help=text("cli.kooste_profile")
    )
    parser.add_argument("--period", metavar=text("cli.period"), help=text("cli.kooste_period"))


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("directory", metavar=text("cli.folder"), help=text("cli.kooste_directory"))
    parser.add_argument("--out", required=True, metavar=text("cli.file"), help=text("cli.kooste_out"))
    add_profile_and_period(parser)
    parser.add_argument("--template", metavar="DOCX", help=text("cli.template"))
    parser.add_argument("--register", metavar="SQLITE", help=text("cli.kooste_register"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load the analysis and write its kooste."""
    from .. import load_analysis
    from ._outputs import look_up, open_file

    analysis = load_analysis(args.directory)
    out = open_file(args.out)
    with look_up(args.register) as register:
        given = {"template": args.template, "register": register}
        options = {name: value for name, value in given.items() if value}
        analysis.kooste(out, profile=args.profile, period=args.period, **options)
    print_written(args, out, profile=args.profile, period=args.period)
    return 0
