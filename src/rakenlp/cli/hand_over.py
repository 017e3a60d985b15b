"""``rakenlp hand-over DIR|FILE --county NAME --out DIR``: what a county may give away for a comparison."""

from __future__ import annotations

import argparse

from ..texts import plural, text
from ._json import add_json, print_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--county", required=True, metavar=text("cli.county"), help=text("cli.hand_over_county"))
    parser.add_argument("--out", required=True, metavar=text("cli.folder"), help=text("cli.hand_over_out"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write the aggregates of it that may be given away."""
    from ..national import read_hand_over, summarise_county
    from ._outputs import open_analysis, open_folder

    folder = open_folder(args.out)
    summarise_county(open_analysis(args.source, args.mapping), args.county).hand_over(folder)
    told = read_hand_over(folder)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if args.json:
        print_json({"county": told.county, "periods": told.periods["period"].tolist(), "files": files})
        return 0
    print(text("cli.written", path=folder))
    print(plural("cli.hand_over_told", len(told.periods), county=told.county))
    return 0
