"""``rakenlp vectors train CORPUS … --out DIR``: lemma vectors of an archive of one's own."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from ..texts import plural, text
from ._json import add_json, print_json
from ._parser import positive, seed

if TYPE_CHECKING:
    from ..vectors import LemmaVectors

#: Shown as examples where the texts hold them; the commonest lemmas otherwise.
_EXAMPLES = ("asunnottomuus", "velka", "yksinäisyys", "päihde", "koulu", "lapsi", "omaishoitaja", "jono")
_SHOWN, _NEIGHBOURS = 5, 8


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    number = text("cli.number")
    parser.add_argument("what", choices=("train",), metavar="train", help=text("cli.vectors_what"))
    parser.add_argument("corpus", nargs="+", metavar=text("cli.vectors_corpus"), help=text("cli.vectors_corpus_help"))
    parser.add_argument("--out", required=True, metavar=text("cli.folder"), help=text("cli.vectors_out"))
    parser.add_argument(
        "--column", action="append", default=[], metavar=text("cli.name"), help=text("cli.vectors_column")
    )
    parser.add_argument("--lines", action="store_true", help=text("cli.vectors_lines"))
    parser.add_argument("--dimensions", type=positive, default=200, metavar=number, help=text("cli.vectors_dimensions"))
    parser.add_argument("--min-texts", type=positive, default=5, metavar=number, help=text("cli.vectors_min_texts"))
    parser.add_argument("--with-shipped", action="store_true", help=text("cli.vectors_with_shipped"))
    parser.add_argument("--lexicon", metavar="CSV", help=text("cli.analyse_lexicon"))
    parser.add_argument(
        "--word", action="append", default=[], metavar=text("cli.vectors_word"), help=text("cli.vectors_word_help")
    )
    parser.add_argument("--jobs", type=positive, metavar=number, help=text("cli.analyse_jobs"))
    parser.add_argument("--seed", type=seed, default=0, metavar=number, help=text("cli.analyse_seed"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Train, save, and show some words with their neighbours."""
    from ._outputs import open_folder, print_done
    from ._progress import Progress

    started = time.perf_counter()
    folder = open_folder(args.out)
    progress = Progress()
    progress.say("cli.step_start")
    from ..vectors.training import train_vectors

    vectors = train_vectors(
        args.corpus,
        dimensions=args.dimensions,
        min_texts=args.min_texts,
        columns=args.column,
        lines=args.lines,
        base="default" if args.with_shipped else None,
        lexicon=args.lexicon,
        random_state=args.seed,
        n_jobs=args.jobs,
        progress=progress,
    )
    progress.close()
    vectors.save(folder)
    if args.json:
        near = {word: [list(pair) for pair in vectors.nearest(word, _NEIGHBOURS)] for word in args.word}
        print_json({"written": folder, "training": vectors.training, "nearest": near})
        return 0
    print(described(vectors, args.word))
    print_done(started)
    print(f"  {folder}")
    print(text("cli.vectors_next", path=folder))
    return 0


def described(vectors: LemmaVectors, words: list[str]) -> str:
    """Return what the vectors were made of, and the neighbours of some words, for a person to judge."""
    made = vectors.training
    lines = [
        text("cli.vectors_made", texts=made["texts"], files=made["files"], lemmas=made["lemmas"]),
        plural("cli.vectors_names", made["names_left_out"]),
    ]
    if made["files_left_out"]:
        shown = ", ".join(f"{kind} {n}" for kind, n in made["files_left_out"].items())
        lines.append(text("cli.vectors_left_out", files=shown))
    lines += ["", text("cli.vectors_neighbours")]
    for word in words or _examples(vectors):
        near = ", ".join(found for found, _ in vectors.nearest(word, _NEIGHBOURS))
        lines.append(f"  {word}: {near or text('cli.vectors_unknown')}")
    return "\n".join(lines)


def _examples(vectors: LemmaVectors) -> list[str]:
    known = [word for word in _EXAMPLES if word in vectors.vocabulary][:_SHOWN]
    if len(known) < _SHOWN:
        common = sorted(vectors.vocabulary, key=lambda word: (-vectors.shares[vectors.vocabulary[word]], word))
        known += [word for word in common[:_SHOWN] if word not in known]
    return known[:_SHOWN]
