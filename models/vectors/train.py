"""Train the lemma vectors that ship with rakenlp.

    python models/vectors/train.py TEXTS.csv[.xz][:COLUMN+COLUMN] ...

TEXTS is the training split of aajanki/eduskunta-vkk (sentences of ministers' answers, CC BY 4.0; column "sentence",
which is the default); the synthetic corpus in ``models/corpus`` and the dictionary ``associations.csv`` (CC0) are
added to it. More files, such as ``news.csv.xz:headline+lead``, make better vectors: their provenance belongs in
README.md beside this file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from rakenlp.vectors import LemmaVectors
from rakenlp.vectors.corpus import Corpus
from rakenlp.vectors.training import train_vectors

HERE = Path(__file__).resolve().parent


def read_texts(argument: str) -> list[str]:
    """Return the texts of a file given as ``PATH[:COLUMN+COLUMN]``."""
    path, _, columns = argument.partition(":")
    table = pd.read_csv(path)[(columns or "sentence").split("+")]
    return table.fillna("").astype(str).agg(". ".join, axis=1).tolist()


def main() -> None:
    """Train and write ``vectors.npz`` and ``vocabulary.json``."""
    texts = [text for argument in sys.argv[1:] for text in read_texts(argument)]
    with (HERE.parent / "corpus" / "observations.jsonl").open(encoding="utf-8") as file:
        texts += [json.loads(line)["teksti"] for line in file]
    corpus = Corpus(sorted(set(texts)), len(sys.argv), len(texts))
    made = train_vectors(corpus, association_weight=6.0, n_jobs=2)
    made.save(HERE)
    vectors = LemmaVectors.load(HERE)
    print(json.dumps(made.training, indent=1))
    for word in ("asunnottomuus", "velka", "yksinäisyys", "koulu", "sohva", "masis"):
        print(word, "→", ", ".join(near for near, _ in vectors.nearest(word, 8)))


if __name__ == "__main__":
    main()
