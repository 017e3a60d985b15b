"""``rakenlp slides DIR|FILE --out FILE``: the kooste as slides for a quarter of an hour."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_written


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--out", required=True, metavar=text("cli.file"), help=text("cli.slides_out"))
    parser.add_argument(
        "--profile", choices=("internal", "published"), default="published", help=text("cli.kooste_profile")
    )
    parser.add_argument("--period", metavar=text("cli.period"), help=text("cli.kooste_period"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write its slides."""
    from pathlib import Path

    from ._outputs import open_analysis

    out = Path(args.out).expanduser()
    analysis = open_analysis(args.source, args.mapping)
    out.parent.mkdir(parents=True, exist_ok=True)
    analysis.slides(out, profile=args.profile, period=args.period)
    print_written(args, out, profile=args.profile, period=args.period)
    return 0
