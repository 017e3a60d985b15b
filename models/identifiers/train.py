"""Train the second look at identifiers that ships with rakenlp.

    python models/identifiers/train.py [--measure] MINISTERS-ANSWERS.csv.xz

``--measure`` prints, writer by writer, what a model without that writer finds of what the rules leave, and writes
nothing. See README.md beside this file.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from fitting import Marked, Rows, fit, read_marked, rows, shuffled

from rakenlp.privacy import Span
from rakenlp.privacy._chunk_model import ChunkModel
from rakenlp.privacy._second_look import missed
from rakenlp.privacy.identifiers import may_identify, ruled

HERE = Path(__file__).resolve().parent
MARKED = HERE.parent / "names" / "marked"
CORPUS = HERE.parent / "corpus" / "observations.jsonl"
PLAIN = 9_000  # texts without personal data
_SPACED = re.compile(r" ([.,:;!?)%])|([(]) ")


def plain(answers: Path) -> Iterator[Marked]:
    """Yield texts without personal data that have something in them to be looked at."""
    for line in CORPUS.open(encoding="utf-8"):
        text = json.loads(line)["teksti"]
        if may_identify(text):
            yield Marked(text, (), "plain")
    with lzma.open(answers, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            text = _SPACED.sub(r"\1\2", row["sentence"])
            if any(map(str.isdigit, text)):
                yield Marked(text, (), "plain")


def texts(answers: Path) -> tuple[list[Marked], list[Marked]]:
    """Return the marked texts, and those without personal data."""
    marked = [text for path in sorted(MARKED.glob("*.txt")) for text in read_marked(path)]
    return marked, shuffled(list(plain(answers)))[:PLAIN]


def measure(marked: list[Marked], some: Rows) -> None:
    """Print what is found by models that know all writers but one."""
    total: Counter[str] = Counter()
    writers = sorted({text.writer for text in marked}, key=lambda name: int(name[1:]))
    for writer in writers:
        model = fit(some, some.writers != writer)
        figures = figures_of([text for text in marked if text.writer == writer], model)
        total.update(figures)
        print(writer, dict(figures), flush=True)
    print("all", dict(total))


def figures_of(marked: list[Marked], model: ChunkModel) -> Counter[str]:
    """Count what is marked, what the rules leave of it, what the model finds of that, and what it takes wrongly."""
    out: Counter[str] = Counter()
    for text, gold, _ in marked:
        spans = ruled(text)
        more = missed(text, spans, model)
        out["right"] += sum(_overlaps(span, gold) for span in more)
        out["wrong"] += sum(not _overlaps(span, gold) for span in more)
        for kind, start, end in gold:
            if kind != "name":
                left = not _covered(text, start, end, spans)
                out["marked"] += 1
                out["left"] += left
                out["found"] += left and _covered(text, start, end, [*spans, *more])
    return out


def _covered(text: str, start: int, end: int, spans: list[Span]) -> bool:
    hidden = np.zeros(len(text), bool)
    for span in spans:
        hidden[span.start : span.end] = True
    return all(hidden[at] for at in range(start, end) if text[at].isalnum())


def _overlaps(span: Span, gold: tuple[tuple[str, int, int], ...]) -> bool:
    return any(start < span.end and span.start < end for _, start, end in gold)


def main() -> None:
    """Train, or measure."""
    marked, others = texts(Path(sys.argv[-1]))
    some = rows([*marked, *others])
    print(f"{len(marked)} marked texts, {len(others)} others; {len(some.labels)} candidates", flush=True)
    if "--measure" in sys.argv:
        measure(marked, some)
    else:
        fit(some).save(HERE)


if __name__ == "__main__":
    main()
