"""How well are known phenomena recognised, beside what a user would pick instead?

    python benchmarks/quality.py [CORPUS]

CORPUS is the folder of the training corpus for the peers (``models/corpus`` unless given).

0. Leave writers out: the figures of the shipped model, as they were measured when it was trained
   (``benchmarks/phenomena.py --writers`` measures them anew, by voice and writer).
1. Known phenomena: the shipped model on the example export, whose texts are by other writers than the training
   corpus; beside it linear models on surface words or characters trained on the same corpus.

All texts are synthetic.
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
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import rakenlp
from rakenlp.phenomena import DomainModel, Taxonomy

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "src" / "rakenlp" / "demo"
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
    arguments = parser.parse_args()
    print(environment())
    unseen_writers()
    known_phenomena(arguments.corpus)


if __name__ == "__main__":
    main()
