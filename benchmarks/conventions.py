"""What the terms should be: one lemma a word, or everything that ties words of one meaning together.

    python benchmarks/conventions.py [SIB200.tsv]

Compares the conventions of :func:`rakenlp.language.terms.topic_terms` (``universal``: the lemma of Universal
Dependencies; ``meaning``: also verbs of -minen nouns, parts of compounds, standard words of office words) with words
as written. Known phenomena: a linear model on the synthetic corpus in ``models/corpus``, whole writers left out.
Clusters: k-means of BM25 + LSA on SIB-200 Finnish (CC BY-SA 4.0), if its file is given.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, v_measure_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import normalize

from rakenlp.language.terms import PART, topic_terms
from rakenlp.language.tokens import words

CORPUS = Path(__file__).resolve().parent.parent / "models" / "corpus" / "observations.jsonl"
SEEDS = 10
FOLDS = 5


def universal(text: str) -> list[str]:
    return topic_terms(text, "universal")


def meaning_without_parts(text: str) -> list[str]:
    return [term for term in topic_terms(text) if not term.startswith(PART)]


def as_written(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


CONVENTIONS: dict[str, Callable[[str], list[str]]] = {
    "words as written": as_written,
    "universal": universal,
    "meaning, no parts": meaning_without_parts,
    "meaning": topic_terms,
}


def known_phenomena(documents: list[list[str]], labels: np.ndarray, writers: list[str]) -> tuple[float, float]:
    """Top-1 and top-3 accuracy over texts of writers that the model has not seen."""
    right = np.zeros(2)
    for train, test in GroupKFold(FOLDS).split(documents, labels, writers):
        vectorizer = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True)
        matrix = vectorizer.fit_transform([documents[i] for i in train])
        model = LogisticRegression(C=5, max_iter=200, tol=1e-3).fit(matrix, labels[train])
        order = np.argsort(-model.predict_proba(vectorizer.transform([documents[i] for i in test])), axis=1)
        hits = model.classes_[order[:, :3]] == labels[test][:, None]
        right += hits[:, 0].sum(), hits.any(axis=1).sum()
    return tuple(right / len(documents))


def clusters(documents: list[list[str]], topics: list[str]) -> tuple[float, float]:
    """V-measure and adjusted Rand of k-means on LSA, mean over seeds."""
    matrix = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True, min_df=2).fit_transform(documents)
    dense = normalize(TruncatedSVD(100, random_state=0).fit_transform(matrix))
    found = [KMeans(len(set(topics)), n_init=3, random_state=seed).fit_predict(dense) for seed in range(SEEDS)]
    return (
        float(np.mean([v_measure_score(topics, labels) for labels in found])),
        float(np.mean([adjusted_rand_score(topics, labels) for labels in found])),
    )


def main() -> None:
    rows = [json.loads(line) for line in CORPUS.open(encoding="utf-8")]
    labels, writers = np.array([r["ilmio"] for r in rows]), [r["kirjoittaja"] for r in rows]
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 1 else []
    sib = list(csv.DictReader(lines, delimiter="\t"))
    print(f"synthetic corpus: {len(rows)} texts, {len(set(writers))} writers, {len(set(labels))} classes")
    print(f"SIB-200: {len(sib)} sentences")
    print(f"{'terms':<20} {'top-1':>6} {'top-3':>6} {'V':>6} {'ARI':>6} {'seconds':>8}")
    for name, convention in CONVENTIONS.items():
        start = time.perf_counter()
        documents = [convention(r["teksti"]) for r in rows]
        seconds = time.perf_counter() - start
        top1, top3 = known_phenomena(documents, labels, writers)
        v, ari = clusters([convention(r["text"]) for r in sib], [r["category"] for r in sib]) if sib else (np.nan,) * 2
        print(f"{name:<20} {top1:>6.3f} {top3:>6.3f} {v:>6.3f} {ari:>6.3f} {seconds:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
