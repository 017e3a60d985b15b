"""``rakenlp mask TEXT|FILE``: a text or a table with names and identifiers masked."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..errors import InputError
from ..texts import text
from .triage import file_meant

_TEXT_FILES = (".txt", ".md")
_WORDS_OF_A_NAME = 3
#: Documents that people would like masked; a file of theirs is not read, but its name is no text either.
_DOCUMENTS = (
    ".docx", ".doc", ".odt", ".rtf", ".pdf", ".ods", ".xlsm", ".xml", ".html", ".htm", ".eml", ".msg", ".zip", ".toml"
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("what", metavar=text("cli.triage_what"), help=text("cli.mask_what"))
    parser.add_argument("--masking", metavar="TOML", help=text("cli.analyse_masking"))
    parser.add_argument("--numbered", action="store_true", default=None, help=text("cli.mask_numbered"))
    parser.add_argument("--no-names", action="store_true", help=text("cli.mask_no_names"))
    parser.add_argument("--columns", metavar=text("cli.name"), nargs="+", help=text("cli.mask_columns"))
    parser.add_argument("--sheet", metavar=text("cli.name"), help=text("cli.analyse_sheet"))
    parser.add_argument("--out", metavar=text("cli.file"), help=text("cli.mask_out"))
    parser.add_argument("--json", action="store_true", help=text("cli.mask_json"))


def run(args: argparse.Namespace) -> int:
    """Print or write what was asked for, masked; the counts go to the standard error."""
    from dataclasses import replace

    from ..privacy import Masking, mask

    own = Masking.of(args.masking)
    own = replace(own, names=own.names and not args.no_names, numbered=args.numbered or own.numbered)
    file = file_meant(args.what, (*_TEXT_FILES, *_DOCUMENTS))
    if file is None and _like_path(args.what):
        raise InputError("file_not_found", path=args.what)
    if file is not None and file.suffix.lower() not in _TEXT_FILES:
        _refuse("a_table", json=args.json)
        return _table(file, own, args)
    _refuse("a_text", columns=args.columns, sheet=args.sheet)
    try:
        given = args.what if file is None else file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("masking_not_utf8", path=str(file)) from None
    masked = mask(given, own)
    if args.json:
        spans = [
            {"kind": span.kind, "start": span.start, "end": span.end, "score": span.score, "reason": span.reason}
            for span in masked.spans
        ]
        shown = json.dumps({"text": masked.text, "counts": masked.counts, "spans": spans}, ensure_ascii=False)
    else:
        shown = masked.text
    if args.out:
        _write(Path(args.out).expanduser(), shown if shown.endswith("\n") else shown + "\n")
    else:
        print(shown.rstrip("\n"))
    if not args.json:
        _tell(masked.counts)
    return 0


def _like_path(what: str) -> bool:
    """Return whether a file that is not there was meant: a few words at most, with the ending of a known kind."""
    if "\n" in what or not what.lower().endswith((*_TEXT_FILES, *_DOCUMENTS, ".csv", ".xlsx", ".json", ".jsonl")):
        return False
    return len(what.split()) <= _WORDS_OF_A_NAME or Path(what).expanduser().parent.is_dir() and "/" in what


def _refuse(what: str, **given: object) -> None:
    """Tell of the options that do nothing here."""
    options = [f"--{name}" for name, value in given.items() if value]
    if options:
        raise InputError("masking_option", options=", ".join(options), what=text(f"cli.mask_{what}"))


def _table(file: Path, own: object, args: argparse.Namespace) -> int:
    import pandas as pd

    from ..observations.labels import label
    from ..observations.mapping import load_mapping
    from ..observations.reading import read_table
    from ..privacy import Masking, mask_frame
    from ..reporting.tables import write_table

    assert isinstance(own, Masking)
    if not args.out:
        raise InputError("masking_needs_out")
    table = read_table(file, load_mapping(None), args.sheet)
    headers = [label(header) for header in table.headers]  # an identifier may be typed into a header, too
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in _named(headers, table.columns)})
    masked, report = mask_frame(frame, args.columns and [label(name) for name in args.columns], own)
    write_table(masked, Path(args.out).expanduser())
    print(text("cli.written", path=args.out))
    left = report.loc[report["kind"] == "left", "column"].tolist()
    for row in report[report["kind"] != "left"].itertuples(index=False):
        print(f"  {row.column}: {text(f'import.kind_{row.kind}')} {row.n}")
    if left:
        print(text("cli.mask_left", columns=", ".join(map(str, left))))
    print(text("cli.mask_read"), file=sys.stderr)
    return 0


def _named(headers: list[str], columns: list[list[object]]) -> list[tuple[str, list[object]]]:
    """Return the columns under names that are there once each."""
    seen: dict[str, int] = {}
    named = []
    for header, cells in zip(headers, columns, strict=True):
        seen[header] = seen.get(header, 0) + 1
        named.append((header if seen[header] == 1 else f"{header} ({seen[header]})", cells))
    return named


def _tell(counts: dict[str, int]) -> None:
    told = ", ".join(f"{text(f'import.kind_{kind}')} {n}" for kind, n in counts.items())
    print(text("cli.mask_counts", counts=told or "–"), file=sys.stderr)
    print(text("cli.mask_read"), file=sys.stderr)


def _write(path: Path, content: str) -> None:
    from .._files import write_atomic

    write_atomic(path, content)
