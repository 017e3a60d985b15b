"""Train the finder of names that ships with rakenlp.

    python models/names/train.py [--measure] TURKU-NER-TRAIN

``--measure`` prints figures by cross-validation over writers and documents, and writes nothing. The marked texts and
the lists of names lie beside this file; see README.md there.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from fitting import Row, fit, parts, rows, untrained
from known import PLAIN, lists
from measuring import Figures, report
from reading import Marked, read_documents, read_marked, read_plain, read_turku
from ready_words import store_words
from varying import Stock, exchanged, peopled

from rakenlp.privacy._name_words import Lists
from rakenlp.privacy.names import names_in

HERE = Path(__file__).resolve().parent
MADE = ("exchanged", "peopled", "unmet")  # texts that are made of others: trained on, never measured on
PEOPLED = 24_000
COPIES = 2  # of each marked text, with other names


def measure(some: Sequence[Row], known: Lists, folds: int = 4) -> None:
    """Print figures by cross-validation: whole writers of the synthetic texts, whole documents of the others."""
    part = parts(some, folds)
    figures = Figures()
    for fold in range(folds):
        model = fit([row for row in some if part[row.marked.writer] != fold], known)
        for row in some:
            if part[row.marked.writer] == fold and row.marked.source not in MADE:
                figures.add(row.marked, names_in(row.marked.text, model), model)
    report(figures)


def texts(turku: Path, known: Lists, plain: int | None = None, people: int = PEOPLED) -> list[Marked]:
    """Return everything that is trained on."""
    found = [marked for path in sorted((HERE / "marked").glob("*.txt")) for marked in read_marked(path)]
    found += read_turku(turku)
    others = list(read_plain(PLAIN))
    random.Random(3).shuffle(others)
    model = untrained(known)
    stock = Stock.of(known.names)
    made = [marked._replace(source="unmet") for marked in found]
    for seed in range(COPIES):
        made += exchanged(found, model, stock, seed)
    made += peopled(others[:people], model, stock, 11)
    return [*found, *read_documents(turku), *others[: plain or len(others)], *made]


def main() -> None:
    """Train, or measure."""
    turku = Path(sys.argv[-1])
    known = lists()
    print(f"{len(known.names)} names and other words, {len(known.common)} common words", flush=True)
    if "--measure" in sys.argv:
        measure(rows(texts(turku, known, 8000), known), known)
        return
    fit(rows(texts(turku, known), known), known).save(HERE)
    store_words()


if __name__ == "__main__":
    main()
