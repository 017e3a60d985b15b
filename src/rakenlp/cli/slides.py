"""``rakenlp slides DIR|FILE --out FILE``: the kooste as slides for a quarter of an hour."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_written
from .kooste import add_profile_and_period


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--out", required=True, metavar=text("cli.file"), help=text("cli.slides_out"))
    add_profile_and_period(parser)
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write its slides."""
    from ._outputs import open_analysis, open_file

    analysis = open_analysis(args.source, args.mapping)
    out = open_file(args.out)
    analysis.slides(out, profile=args.profile, period=args.period)
    print_written(args, out, profile=args.profile, period=args.period)
    return 0
