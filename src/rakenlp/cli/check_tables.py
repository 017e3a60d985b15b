"""``rakenlp check-tables FILE…``: whether a hidden count can be worked out of what is published."""

from __future__ import annotations

import argparse

from ..texts import text
from ._json import add_json, print_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    names = text("cli.check_columns")
    parser.add_argument("files", nargs="+", metavar=text("cli.file"), help=text("cli.check_files"))
    parser.add_argument("--dimensions", metavar=names, help=text("cli.check_dimensions"))
    parser.add_argument("--values", default="n", metavar=text("cli.name"), help=text("cli.check_values"))
    parser.add_argument("--periods", metavar=names, help=text("cli.check_periods"))
    parser.add_argument(
        "--part",
        action="append",
        default=[],
        type=_part,
        metavar=text("cli.check_part_value"),
        help=text("cli.check_part"),
    )
    parser.add_argument("--total", default="total", metavar=text("cli.name"), help=text("cli.check_total"))
    parser.add_argument("--k", type=_limit, default=5, metavar=text("cli.number"), help=text("cli.check_k"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print what can be worked out; 0 if nothing can, 1 if something can or the tables contradict each other."""
    from ..privacy._people_tables import has_sums, taken
    from ..privacy.checking import check_tables, read_tables

    parts: dict[str, dict[str, str]] = {}
    for dimension, child, parent in args.part:
        parts.setdefault(dimension, {})[child] = parent
    tables = read_tables(
        args.files,
        dimensions=_columns(args.dimensions) or None,
        values=args.values,
        periods=_columns(args.periods),
        hierarchies=parts,
        total=args.total,
    )
    code, found = 0, []
    for group in tables:
        result = check_tables(group, args.k, ranges=False)
        code = code if result.ok else 1
        if args.json:
            found.append(
                {
                    "tables": list(dict.fromkeys(table.name for table in group)),
                    "dimensions": list(dict.fromkeys(c for t in group for c in t.dimensions)),
                    "ok": result.ok,
                    "consistent": result.consistent,
                    "proved": result.proved,
                    "has_sums": has_sums(group),
                    "leaks": result.leaks,
                }
            )
            continue
        names = ", ".join(dict.fromkeys(table.name for table in group))
        print(
            text("cli.check_of", names=names, columns=", ".join(dict.fromkeys(c for t in group for c in t.dimensions)))
        )
        for line in dict.fromkeys(f"{table.name}: {line}" for table in group for line in taken(table)):
            print(line)
        print(text("privacy.check_no_sums") if result.ok and not has_sums(group) else result.summary())
    if args.json:
        print_json({"ok": code == 0, "k": args.k, "checked": found})
    return code


def _columns(words: str | None) -> list[str]:
    return [name.strip() for name in (words or "").split(",") if name.strip()]


def _limit(value: str) -> int:
    if not value.isdecimal() or not 3 <= int(value) <= 10_000:
        raise argparse.ArgumentTypeError(text("cli.check_k_wrong", received=value))
    return int(value)


def _part(value: str) -> tuple[str, str, str]:
    dimension, colon, rest = value.partition(":")
    child, equals, parent = rest.partition("=")
    if not (colon and equals and dimension and child and parent):
        raise argparse.ArgumentTypeError(text("cli.check_part_wrong", received=value))
    return dimension.strip(), child.strip(), parent.strip()
