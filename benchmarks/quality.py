"""How well are phenomena recognised and found, beside what a user would pick instead?

    python benchmarks/quality.py [CORPUS] [--sib FILE.tsv] [--skip-known]

CORPUS is the folder of the training corpus for the peers (``models/corpus`` unless given). ``--sib`` is a table
with the columns ``category`` and ``text``: the Finnish training split of SIB-200, on which the vectors were
developed, so its figures are development figures, not a test.

1. Known phenomena: the shipped model on the example export, whose texts are by other writers than the training
   corpus; beside it linear models on surface words or characters trained on the same corpus.
2. Clustering without a taxonomy: ``PhenomenonModel(taxonomy=None)`` beside TF-IDF and k-means.

All texts but those of SIB-200 are synthetic.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, v_measure_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import Normalizer

import rakenlp
from rakenlp.phenomena import DomainModel, Taxonomy

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "src" / "rakenlp" / "demo"
SEEDS = (0, 1, 2)
WORDS = {"sublinear_tf": True, "min_df": 2}
CHARACTERS = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True, "min_df": 2, "max_features": 40_000}


def example() -> pd.DataFrame:
    """Return the example's texts with their true phenomena: near-duplicates once, blank and test rows left out."""
    obs = rakenlp.read_observations(DEMO / "example.csv")
    truth = pd.read_csv(DEMO / "ground_truth.csv", sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    truth = truth.set_index("ilmoitus_id").reindex(obs.frame.index).assign(text=obs.texts)
    first = (truth["kaksoiskappale_ryhma"] == "") | (truth["kaksoiskappale_ryhma"] == truth.index)
    return truth[first & (truth["ilmio"] != "asiaton")]


def hits(scores: np.ndarray, classes: list[str], rows: pd.DataFrame, wide: bool) -> np.ndarray:
    """Return whether the best one and one of the best three are right, of shape (n_rows, 2)."""
    codes = Taxonomy.default().codes
    allowed = np.where(np.isin(classes, codes), scores, -np.inf)
    best = np.argsort(-allowed, axis=1, kind="stable")[:, :3]
    right = [
        [classes[c] in {main, *(side.split("|") if wide else ())} for c in row]
        for row, main, side in zip(best, rows["ilmio"], rows["sivuilmiot"], strict=True)
    ]
    return np.column_stack([np.array(right)[:, 0], np.array(right).any(axis=1)])


def knowledge(corpus: Path) -> tuple[list[str], list[str]]:
    """Return seeds and lexicon terms as short texts, for peers that should know them, too."""
    taxonomy = Taxonomy.default()
    texts = [" ".join(p.seeds) for p in taxonomy.phenomena.values()]
    labels = list(taxonomy.codes)
    with (corpus / "lexicon.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.append(row["term"])
            labels.append(row["code"])
    return texts, labels


def known_phenomena(corpus: Path) -> None:
    """Print the shipped model beside peers on the known phenomena of the example."""
    rows = example()
    rows = rows[rows["ilmio"].isin(Taxonomy.default().codes)]
    texts = rows["text"].tolist()
    with (corpus / "observations.jsonl").open(encoding="utf-8") as file:
        training = [json.loads(line) for line in file]
    own, labels = [r["teksti"] for r in training], [r["ilmio"] for r in training]
    extra, extra_labels = knowledge(corpus)
    print(f"\n1. KNOWN PHENOMENA: {len(rows)} synthetic texts of the example, {rows['ilmio'].nunique()} phenomena,")
    print(f"   by other writers than the {len(own)} training texts; near-duplicates once. Share right:\n")
    print(f"{'':<50}{'main phenomenon':>18}{'main or side':>16}")
    print(f"{'':<50}{'top 1':>9}{'top 3':>9}{'top 1':>8}{'top 3':>8}{'fit s':>8}")

    def line(name: str, scores: np.ndarray, classes: list[str], seconds: float, part: np.ndarray | None = None) -> None:
        chosen = np.ones(len(rows), dtype=bool) if part is None else part
        main, wide = (hits(scores[chosen], classes, rows[chosen], wide).mean(axis=0) for wide in (False, True))
        took = f"{seconds:8.0f}" if seconds else f"{'–':>8}"
        print(f"{name:<50}{main[0]:9.3f}{main[1]:9.3f}{wide[0]:8.3f}{wide[1]:8.3f}{took}", flush=True)

    model = DomainModel.default()
    scores = model.predict_log_odds(texts)
    line("rakenlp, shipped model", scores, model.classes, 0)
    for language, name in (("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")):
        part = (rows["kieli"] == language).to_numpy()
        line(f"   its {name} rows ({part.sum()})", scores, model.classes, 0, part)
    for name, settings, more in (
        ("TF-IDF of words + logistic regression", WORDS, False),
        ("  the same, lexicon and seeds added", WORDS, True),
        ("TF-IDF of char 3–5-grams + logistic regression", CHARACTERS, False),
    ):
        start = time.perf_counter()
        peer = make_pipeline(TfidfVectorizer(**settings), LogisticRegression(C=5, max_iter=200, tol=1e-4))
        peer.fit(own + extra if more else own, labels + extra_labels if more else labels)
        line(name, peer.decision_function(texts), peer.classes_.tolist(), time.perf_counter() - start)
    common = [code for code, _ in Counter(labels).most_common() if code in set(Taxonomy.default().codes)]
    line("majority class(es) of the training corpus", -np.tile(np.arange(len(common)), (len(texts), 1)), common, 0)


def peers(k: int, seed: int) -> dict[str, Pipeline]:
    """Return what a user would pick instead."""
    means = KMeans(k, n_init=5, random_state=seed)
    lsa = (TruncatedSVD(100, random_state=seed), Normalizer(copy=False))
    return {
        "TF-IDF of words + k-means": make_pipeline(TfidfVectorizer(**WORDS), means),
        "TF-IDF of words + LSA 100 + k-means": make_pipeline(TfidfVectorizer(**WORDS), *lsa, means),
        "TF-IDF of char 3–5-grams + k-means": make_pipeline(TfidfVectorizer(**CHARACTERS), means),
        "TF-IDF of char 3–5-grams + LSA 100 + k-means": make_pipeline(
            TfidfVectorizer(**CHARACTERS, max_df=0.3), *lsa, means
        ),
    }


def own_groups(texts: list[str], k: int | None, seed: int) -> np.ndarray:
    """Return the labels of ``PhenomenonModel`` without a taxonomy."""
    return rakenlp.PhenomenonModel(taxonomy=None, n_phenomena=k, random_state=seed).fit(texts).labels_


def clustering(name: str, texts: list[str], gold: list[str]) -> None:
    """Print agreement with the true groups, means over seeds."""
    k = len(set(gold))
    print(f"\n2. CLUSTERING WITHOUT A TAXONOMY: {name}; {len(texts)} texts, k = {k}, mean of {len(SEEDS)} seeds\n")
    print(f"{'':<50}{'V-measure':>11}{'ARI':>8}{'in no group':>13}{'s':>8}")
    methods: dict[str, Callable[[int], np.ndarray]] = {
        f"rakenlp PhenomenonModel(taxonomy=None, {k})": lambda seed: own_groups(texts, k, seed),
        "rakenlp PhenomenonModel(taxonomy=None), own k": lambda seed: own_groups(texts, None, seed),
    }
    for peer in peers(k, 0):
        methods[peer] = partial(lambda peer, seed: peers(k, seed)[peer].fit_predict(texts), peer)
    for method, labelled in methods.items():
        figures = []
        for seed in SEEDS:
            start = time.perf_counter()
            labels = labelled(seed)
            seconds = time.perf_counter() - start
            figures.append(
                (v_measure_score(gold, labels), adjusted_rand_score(gold, labels), (labels < 0).mean(), seconds)
            )
        v, ari, none, seconds = np.mean(figures, axis=0)
        print(f"{method:<50}{v:11.3f}{ari:8.3f}{none:13.1%}{seconds:8.1f}", flush=True)


def environment() -> str:
    """Return the date, versions and number of processors, in one line."""
    names = ("rakenlp", "scikit-learn", "numpy", "pandas", "spacy", "libvoikko")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    today = dt.date.today()
    return (
        f"{today.day}.{today.month}.{today.year}, Python {platform.python_version()}, {versions}, "
        f"domain model {DomainModel.default().version}, {os.cpu_count()} processors"
    )


def unseen_writers() -> None:
    """Print the leave-writers-out figures of the shipped model: whole, by voice and language, and its reliability."""
    told = json.loads((ROOT / "models" / "domain" / "manifest.json").read_text(encoding="utf-8"))["leave_writers_out"]
    print("\n0. LEAVE WRITERS OUT, from models/domain/manifest.json (synthetic texts, main or side phenomenon):\n")
    for key, value in told.items():
        if not isinstance(value, (dict, list)):
            print(f"   {key:<32}{value:.3f}" if isinstance(value, float) else f"   {key:<32}{value}")
    print(f"\n   {'':<20}{'top 1':>7}{'top 3':>7}")
    for voice, value in told["top1_by_voice"].items():
        print(f"   {voice:<20}{value:7.3f}{told['top3_by_voice'][voice]:7.3f}")
    for language, value in told["top1_by_language"].items():
        print(f"   in {language:<17}{value:7.3f}")
    writers = sorted(told["top1_by_writer"].values())
    print(f"   writers: {writers[0]:.3f} to {writers[-1]:.3f}, median {np.median(writers):.3f}")
    print("\n   reliability: texts, probability of the best class, how often it is right")
    for count, said, right in told["reliability"]:
        print(f"   {count:6}  {said:.2f}  {right:.2f}  {'#' * round(40 * right)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / "models" / "corpus")
    parser.add_argument("--sib", type=Path, help="SIB-200 Finnish, training split (columns category, text)")
    parser.add_argument("--skip-known", action="store_true", help="clustering only")
    arguments = parser.parse_args()
    print(environment())
    unseen_writers()
    if not arguments.skip_known:
        known_phenomena(arguments.corpus)
    rows = example()
    rows = rows[rows["ilmio"] != "muu"]
    clustering("the example (synthetic), true phenomena", rows["text"].tolist(), rows["ilmio"].tolist())
    if arguments.sib:
        table = pd.read_csv(arguments.sib, sep="\t", dtype=str, quoting=csv.QUOTE_NONE)
        clustering("SIB-200 Finnish, training split", table["text"].tolist(), table["category"].tolist())


if __name__ == "__main__":
    main()
