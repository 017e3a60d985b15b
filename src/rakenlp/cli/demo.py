"""``rakenlp demo``: the whole way on the example that ships."""

from __future__ import annotations

import argparse
import time
from importlib import resources

from ..texts import text
from ._json import add_json, finish_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--out", metavar=text("cli.folder"), default="demo", help=text("cli.demo_out"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Analyse the example and write its outputs."""
    from ._outputs import PROFILES, finish, open_folder
    from ._progress import Progress

    started = time.perf_counter()
    folder = open_folder(args.out)
    progress = Progress()
    progress.say("cli.step_start")
    from .. import analyse, read_observations

    example = resources.files("rakenlp").joinpath("demo", "example.csv")
    with resources.as_file(example) as path:
        progress.say("cli.step_read_example")
        obs = read_observations(path)
    analysis = analyse(obs, progress=progress)
    if args.json:
        finish_json(analysis, folder, PROFILES["both"], progress, started)
        return 0
    finish(analysis, folder, PROFILES["both"], progress, started)
    print("\n" + text("cli.demo_next", path=folder / "kooste.html"))
    return 0
