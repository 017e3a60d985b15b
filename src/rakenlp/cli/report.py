"""``rakenlp report DIR|FILE --phenomenon ID --out FILE``: the draft of a social report."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_written
from ._parser import day


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--phenomenon", required=True, metavar="ID", help=text("cli.phenomenon"))
    parser.add_argument("--out", required=True, metavar=text("cli.file"), help=text("cli.report_out"))
    parser.add_argument(
        "--profile", choices=("internal", "published"), default="published", help=text("cli.kooste_profile")
    )
    parser.add_argument("--period", default="all", metavar=text("cli.period"), help=text("cli.report_period"))
    parser.add_argument("--template", metavar="DOCX", help=text("cli.template"))
    parser.add_argument("--indicators", metavar="CSV", help=text("cli.report_indicators"))
    parser.add_argument("--quote", action="append", default=[], metavar="ID", help=text("cli.report_quote"))
    parser.add_argument("--sent", type=day, metavar=text("cli.day"), help=text("cli.report_sent"))
    parser.add_argument("--register", metavar="SQLITE", help=text("cli.report_register"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write the draft."""
    from ._outputs import look_up, open_analysis, open_file

    analysis = open_analysis(args.source, args.mapping)
    if args.indicators:
        from ..reporting.indicators import read_indicators

        analysis.attach_indicators(read_indicators(args.indicators))
    out = open_file(args.out)
    with look_up(args.register) as register:
        options = {"template": args.template, "quotes": args.quote, "sent": args.sent, "register": register}
        analysis.social_report(args.phenomenon, out, args.profile, args.period, **options)
    print_written(args, out, phenomenon_id=args.phenomenon, profile=args.profile, period=args.period)
    return 0
