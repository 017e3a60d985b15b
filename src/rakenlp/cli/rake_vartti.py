"""``rakenlp rake-vartti DIR|FILE --phenomenon ID --out FILE``: the card of a phenomenon, one page."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_written


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--phenomenon", required=True, metavar="ID", help=text("cli.phenomenon"))
    parser.add_argument("--out", required=True, metavar=text("cli.file"), help=text("cli.rake_vartti_out"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write the card."""
    from ._outputs import open_analysis, open_file

    analysis = open_analysis(args.source, args.mapping)
    out = open_file(args.out)
    analysis.rake_vartti(args.phenomenon, out)
    print_written(args, out, phenomenon_id=args.phenomenon)
    return 0
