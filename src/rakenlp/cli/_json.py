"""Answers of the commands as JSON, for programs: one line on the standard output and nothing else there."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..texts import text

if TYPE_CHECKING:
    from ..analysis import Analysis
    from ._progress import Progress


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help=text("cli.opt_json"))


def print_json(value: Any) -> None:
    """Print a value as one line of JSON: tables as lists of rows, days as ISO dates, what is not known as null."""
    print(json.dumps(_plain(value), ensure_ascii=False, allow_nan=False))


def print_written(args: argparse.Namespace, path: Path, **about: Any) -> None:
    """Tell what was written: in a sentence, or as JSON with more about it."""
    if args.json:
        print_json({"written": path, **about})
    else:
        print(text("cli.written", path=path))


def finish_json(
    analysis: Analysis, folder: Path, profiles: tuple[str, ...], progress: Progress, started: float, *formats: Any
) -> None:
    """Write everything, as :func:`rakenlp.cli._outputs.finish` does, and print what was found and where it is."""
    from ._outputs import write_all

    progress.say("cli.step_write", path=folder)
    written = write_all(analysis, folder, profiles, *formats)
    report = analysis.obs.import_report
    flags = analysis.flags[analysis.flags["kind"] != "single_voice"]
    columns = ["phenomenon_id", "name", "kind", "level", "area", "state", "window", "observed", "expected", "voices"]
    print_json(
        {
            "rows_read": report.rows_read,
            "rows_kept": report.rows_kept,
            "rows_set_aside": report.rows_set_aside,
            "as_of": analysis.as_of,
            "phenomena": analysis.phenomena,
            "flags": flags[[name for name in columns if name in flags.columns]],
            "single_voices": int(analysis.observations["is_single_voice"].sum()),
            "notes": analysis.notes,
            "versions": analysis.versions,
            "written": [path for _, path in written],
            "seconds": round(time.perf_counter() - started, 1),
        }
    )


def _plain(value: Any) -> Any:
    import numpy as np
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(each) for each in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (dt.datetime, dt.date)):
        stamp = pd.Timestamp(value)
        return stamp.date().isoformat() if stamp == stamp.normalize() else stamp.isoformat()
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value
