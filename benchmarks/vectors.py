"""Vectors of one's own archive: alone, beside those trained on other texts, turned into their space, or retrained.

    python benchmarks/vectors.py TEXTS.csv[.xz][:COLUMN+COLUMN] ... [--own 1000 2500 7205]

The base is trained here on TEXTS (sentences of ministers' answers, headlines), without the synthetic submissions; these
play the archive. Measured on the example export's texts, which are by other writers: the share whose main phenomenon
five nearest neighbours tell, and the V-measure of k-means with 39 groups (mean of three seeds).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import v_measure_score
from sklearn.preprocessing import normalize

from rakenlp.language.lemmas import map_texts
from rakenlp.language.terms import topic_terms
from rakenlp.vectors import LemmaVectors
from rakenlp.vectors.joining import joined

MODELS = Path(__file__).resolve().parent.parent / "models"
SETTINGS = {"dimensions": 200, "min_texts": 5}


def read_json_lines(path: Path) -> list[dict[str, str | None]]:
    """Return the records of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_texts(argument: str) -> list[str]:
    """Return the texts of a file given as ``PATH[:COLUMN+COLUMN]``."""
    path, _, columns = argument.partition(":")
    table = pd.read_csv(path)[(columns or "sentence").split("+")]
    return table.fillna("").astype(str).agg(". ".join, axis=1).tolist()


def side_by_side(base: LemmaVectors, own: LemmaVectors) -> LemmaVectors:
    """Return vectors of both lengths together; zeros where one does not know a lemma."""
    place = {lemma: row for row, lemma in enumerate(sorted({*base.vocabulary, *own.vocabulary}))}
    rows, shares = np.zeros((len(place), base.dimensions + own.dimensions)), np.zeros(len(place))
    for vectors, columns in ((base, slice(None, base.dimensions)), (own, slice(base.dimensions, None))):
        known = [place[lemma] for lemma in vectors.vocabulary]
        rows[known, columns], shares[known] = vectors.vectors, vectors.shares
    return LemmaVectors(place, normalize(rows).astype(np.float32), shares)


def figures(vectors: NDArray[np.float64], labels: NDArray[np.str_]) -> str:
    """Return how well vectors tell phenomena apart."""
    vectors = normalize(vectors - vectors.mean(axis=0))
    cosine = vectors @ vectors.T
    np.fill_diagonal(cosine, -9)
    right = 0
    for row, near in enumerate(np.argsort(-cosine, axis=1)[:, :5]):
        votes = {label: cosine[row, near][labels[near] == label].sum() for label in labels[near]}
        right += max(votes, key=lambda label: votes[label]) == labels[row]
    seeds = range(3)
    groups = [KMeans(39, n_init=3, random_state=seed).fit_predict(vectors) for seed in seeds]
    measure = np.mean([v_measure_score(labels, found) for found in groups])
    return f"{right / len(labels):8.3f} {measure:8.3f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--own", nargs="+", type=int, default=[1000, 2500, 7205])
    args = parser.parse_args()
    other = map_texts(topic_terms, [text for argument in args.texts for text in read_texts(argument)], 2)
    archive = read_json_lines(MODELS / "corpus" / "observations.jsonl")
    example = [row for name in "ab" for row in read_json_lines(MODELS / "example" / f"texts_{name}.jsonl")]
    example = [row for row in example if row["ilmio"]]
    labels = np.array([row["ilmio"] for row in example])
    documents = map_texts(topic_terms, [str(row["teksti"]) for row in example], 2)
    own_documents = map_texts(topic_terms, [str(row["teksti"]) for row in archive], 2)
    base = LemmaVectors.train(other, **SETTINGS)
    print(f"{'':42}{'5 near':>8} {'V':>8}")
    print(f"{f'{len(other)} other texts alone':42}{figures(base.embed(documents), labels)}", flush=True)
    for n in args.own:
        mine = [own_documents[i] for i in np.linspace(0, len(own_documents) - 1, n).astype(int)]
        own = LemmaVectors.train(mine, **SETTINGS)
        for name, vectors in (
            ("own alone", own),
            ("side by side", side_by_side(base, own)),
            ("turned and joined (--with-shipped)", joined(base, own, n)),
            ("retrained on all texts", LemmaVectors.train([*other, *mine], **SETTINGS)),
        ):
            print(f"{f'{n} own texts: {name}':42}{figures(vectors.embed(documents), labels)}", flush=True)


if __name__ == "__main__":
    main()
