"""``rakenlp validate FILE``: how an export is read, without analysing it."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_json
from .analyse import add_source

_SHOWN = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_source(parser)
    parser.add_argument("--out", metavar="CSV", help=text("cli.validate_out"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the import report; 0 if the file can be read."""
    from pathlib import Path

    from .. import read_observations
    from ._outputs import write_import_report

    obs = read_observations(args.file, mapping=args.mapping, sheet=args.sheet, mask=args.masking or True)
    report = obs.import_report
    if args.json:
        if args.out:
            write_import_report(obs, Path(args.out).expanduser())
        counts = {name: getattr(report, name) for name in ("rows_read", "rows_kept", "rows_set_aside")}
        print_json({**counts, "issues": report.issues, "written": args.out})
        return 0
    print(report.summary().rstrip())
    issues = report.issues
    if len(issues):
        print("\n" + text("cli.validate_rows", n=len(issues)))
    for issue in issues.head(_SHOWN).itertuples(index=False):
        place = text("cli.validate_row", row=issue.row) if _known(issue.row) else text("cli.validate_whole")
        column = f", {issue.column}" if _known(issue.column) else ""
        remedy = f" {issue.remedy}" if _known(issue.remedy) else ""
        print(f"  {place}{column}: {issue.message}{remedy} [{issue.code}]")
    if len(issues) > _SHOWN:
        print(text("cli.validate_more", n=len(issues) - _SHOWN))
    if args.out:
        write_import_report(obs, Path(args.out).expanduser())
        print("\n" + text("cli.written", path=args.out))
    return 0


def _known(value: object) -> bool:
    return value is not None and str(value) not in ("", "<NA>", "nan")
