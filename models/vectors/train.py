"""Train the lemma vectors that ship with rakenlp.

    python models/vectors/train.py TEXTS.csv[.xz][:COLUMN+COLUMN] ...

TEXTS is the training split of aajanki/eduskunta-vkk (sentences of ministers' answers, CC BY 4.0; column "sentence",
which is the default); the synthetic corpus in ``models/corpus`` (CC0) is added to it. More files, such as
``news.csv.xz:headline+lead``, make better vectors: their provenance belongs in README.md beside this file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from rakenlp.language.terms import topic_terms
from rakenlp.vectors import LemmaVectors

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
    documents = [topic_terms(text) for text in texts]
    LemmaVectors.train(documents, dimensions=200, min_texts=5).save(HERE)
    vectors = LemmaVectors.load(HERE)
    print(f"{len(texts)} texts, {len(vectors.vocabulary)} lemmas, {vectors.dimensions} dimensions")
    for word in ("asunnottomuus", "velka", "yksinäisyys", "koulu"):
        near = np.argsort(-vectors.vectors @ vectors.vectors[vectors.vocabulary[word]])[1:8]
        names = list(vectors.vocabulary)
        print(word, "→", ", ".join(names[i] for i in near))


if __name__ == "__main__":
    main()
