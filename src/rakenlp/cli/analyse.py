"""``rakenlp analyse FILE --out DIR``: a form export of one's own."""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from ..errors import InputError
from ..texts import text
from ._json import add_json, finish_json
from ._parser import day, positive, seed
from .tables import add_formats

if TYPE_CHECKING:
    from ..phenomena import Taxonomy


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add what tells how to read an export; ``validate`` has the same."""
    parser.add_argument("file", metavar=text("cli.file"), help=text("cli.analyse_file"))
    parser.add_argument("--mapping", metavar="TOML", help=text("cli.analyse_mapping"))
    parser.add_argument("--sheet", metavar=text("cli.name"), help=text("cli.analyse_sheet"))
    parser.add_argument("--masking", metavar="TOML", help=text("cli.analyse_masking"))


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    number = text("cli.number")
    add_source(parser)
    parser.add_argument("--out", required=True, metavar=text("cli.folder"), help=text("cli.analyse_out"))
    parser.add_argument(
        "--profile",
        choices=("internal", "published", "both"),
        default="both",
        help=text("cli.analyse_profile"),
    )
    parser.add_argument(
        "--taxonomy", default="default", metavar=text("cli.analyse_taxonomy_value"), help=text("cli.analyse_taxonomy")
    )
    parser.add_argument("--lexicon", metavar="CSV", help=text("cli.analyse_lexicon"))
    parser.add_argument("--vectors", metavar=text("cli.folder"), help=text("cli.analyse_vectors"))
    parser.add_argument("--register", metavar="SQLITE", help=text("cli.analyse_register"))
    parser.add_argument("--keep-texts", action="store_true", help=text("cli.analyse_keep_texts"))
    parser.add_argument("--n-phenomena", type=positive, metavar=number, help=text("cli.analyse_n_phenomena"))
    parser.add_argument("--as-of", type=day, metavar=text("cli.day"), help=text("cli.analyse_as_of"))
    add_formats(parser, "--tables")
    parser.add_argument("--no-mask", action="store_true", help=text("cli.analyse_no_mask"))
    parser.add_argument("--jobs", type=positive, metavar=number, help=text("cli.analyse_jobs"))
    parser.add_argument("--dask", metavar="TCP", help=text("cli.analyse_dask"))
    parser.add_argument("--checkpoint", metavar=text("cli.folder"), help=text("cli.analyse_checkpoint"))
    parser.add_argument("--seed", type=seed, default=0, metavar=number, help=text("cli.analyse_seed"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Read, analyse and write."""
    from ._outputs import PROFILES, finish, internal_there, open_folder
    from ._progress import Progress

    if args.keep_texts and args.register is None:
        raise InputError("keep_texts_alone")
    started = time.perf_counter()
    formats = tuple(args.formats or ("csv",))
    if formats != ("csv",):  # before the long work
        from ..reporting.tables import check_formats

        check_formats(formats, "analyse --tables")
    folder = open_folder(args.out)
    progress = Progress()
    if args.profile == "published" and (left := internal_there(folder)):
        progress.say("cli.warn_internal_there", path=folder, names=", ".join(left))
    progress.say("cli.step_start")
    from .. import Register, analyse, read_observations
    from .._checkpoint import open_checkpoint
    from .._workers import dask_workers

    workers = dask_workers(args.dask, "rakenlp analyse --dask") if args.dask else nullcontext()
    kept = {"n_jobs": args.jobs, "progress": progress, "checkpoint": args.checkpoint}
    with workers:
        progress.say("cli.step_read", path=args.file)
        masking = False if args.no_mask else args.masking or True
        if args.no_mask:
            progress.say("cli.warn_no_mask")
        obs = read_observations(args.file, mapping=args.mapping, sheet=args.sheet, mask=masking, **kept)
        texts_kept = Register.open(args.register, keep_texts=True) if args.keep_texts else nullcontext(args.register)
        with texts_kept as register:
            analysis = analyse(
                obs,
                register=register,
                taxonomy=_taxonomy(args.taxonomy),
                n_phenomena=args.n_phenomena,
                lexicon=args.lexicon,
                vectors=args.vectors or "default",
                as_of=args.as_of,
                random_state=args.seed,
                **kept,
            )
    tell = finish_json if args.json else finish
    tell(analysis, folder, PROFILES[args.profile], progress, started, formats)
    if (done := open_checkpoint(args.checkpoint)) is not None:
        done.clear()  # all of it is in the results now
    return 0


def _taxonomy(wanted: str) -> Taxonomy | str | None:
    """Return what is meant by "default", "none", a file, or a file after a plus sign that adds to the default."""
    if wanted in ("default", "none"):
        return None if wanted == "none" else wanted
    from ..phenomena import Taxonomy

    return Taxonomy.default().extend(wanted[1:]) if wanted.startswith("+") else Taxonomy.read(wanted)
