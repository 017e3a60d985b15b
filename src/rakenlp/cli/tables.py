"""``rakenlp tables DIR|FILE --out DIR``: tidy tables for spreadsheets and reporting systems."""

from __future__ import annotations

import argparse
import json

from ..texts import text
from ._json import add_json, print_json

_FORMATS = ("csv", "parquet", "xlsx")


def add_formats(parser: argparse.ArgumentParser, name: str = "--format") -> None:
    """Add the choice of the formats of tables; ``analyse`` has the same under another name."""
    help_ = text("cli.tables_format")
    parser.add_argument(name, dest="formats", action="append", choices=_FORMATS, help=help_)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("source", metavar=text("cli.source_value"), help=text("cli.source"))
    parser.add_argument("--out", required=True, metavar=text("cli.folder"), help=text("cli.tables_out"))
    add_formats(parser)
    parser.add_argument(
        "--profile", choices=("internal", "published"), default="internal", help=text("cli.tables_profile")
    )
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Load or make the analysis and write its tables."""
    from ..reporting.tables import check_formats
    from ._outputs import open_analysis, open_folder

    formats = check_formats(args.formats or ("csv",), "tables")
    folder = open_folder(args.out)
    written = open_analysis(args.source, args.mapping).to_tables(folder, args.profile, formats)
    if not args.json:
        for path in written:
            print(text("cli.written", path=path))
        return 0
    dictionary = json.loads(written[-1].read_text(encoding="utf-8"))
    tables = {
        table["name"]: {"rows": table["rows"], "columns": [column["name"] for column in table["columns"]]}
        for table in dictionary["tables"]
    }
    print_json({"profile": args.profile, "formats": formats, "tables": tables, "files": written})
    return 0
