"""Phenomena beside other methods: clustering, writers that were left out, and what size costs.

    python benchmarks/phenomena.py --sib SIB.tsv --vkk VKK.csv.xz --headlines NEWS.csv.xz --writers
    python benchmarks/phenomena.py --sib SIB.tsv --quick      # under two minutes
    python benchmarks/phenomena.py --only size                # one part: clustering, writers or size

Everything that the given files allow is printed:

1. Clustering without a taxonomy: ``PhenomenonModel(taxonomy=None)`` told the true number of groups (k) and not told,
   with the vectors that ship and with none but those learnt from the very texts with the dictionary of associations;
   beside it TF-IDF + k-means, NMF, and on our vectors k-means, BERTopic (UMAP + HDBSCAN, or k-means in its place) and
   KeyNMF. On the example export (synthetic), on SIB-200 Finnish (columns ``category``, ``text``) and on sentences of
   ministers' answers (eduskunta-vkk, columns ``ministry``, ``sentence``; a seeded sample of 5,000). Headlines join if
   they have a column ``section`` or ``category``.
2. With ``--writers`` (a quarter of an hour): submissions answered by a domain model that was never told of their
   writer, by voice and by writer, as in ``models/domain/measuring.py``. Synthetic texts.
3. Size: CPU seconds and peak memory of each stage at 1,000, 10,000 and 40,000 texts, each in a process of its own:
   headlines with leads if given, else sentences of the corpus mixed anew (a small vocabulary: cheaper).

Seconds are CPU seconds of one thread. In part 1 models are loaded and words read before the clock starts (the line
"words read" tells what that took), and vectors that others borrow from us count for them, too; in part 3 models are
loaded and words are not. BERTopic and KeyNMF are needed only here:

    pip install bertopic                     # or --no-deps with hdbscan umap-learn plotly tqdm pyyaml: no torch needed
    pip install torch turftopic              # KeyNMF; torch from its index of CPU builds saves 4 GB

No encoder is downloaded: both are given ``ObservationVectorizer``. Without them their rows are left out, with a line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from quality import CHARACTERS, WORDS, environment, example
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, v_measure_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from threadpoolctl import threadpool_limits

import rakenlp
from rakenlp.vectors import LemmaVectors, ObservationVectorizer

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "models" / "corpus" / "observations.jsonl"
LARGEST_SET, QUICK_SET = 5_000, 1_000
SEEDS = (0, 1, 2)
SIZES, QUICK_SIZES = (1_000, 10_000, 40_000), (1_000,)
GROUPS = 40  # of k-means in part 3
TOLERANCE = 0.3  # of the number of groups
FEWEST = 50  # texts of a voice or writer with a line of its own
GOAL = "goal: 40,000 texts in 30 CPU s and 1,000 MB"

Labeller = Callable[[int], np.ndarray]


# 1. Clustering


class Given:
    """Texts, their true groups, and vectors of ours for methods that borrow them.

    Parameters
    ----------
    name : str
    texts, gold : list of str
    """

    def __init__(self, name: str, texts: list[str], gold: list[str]) -> None:
        self.name, self.texts, self.gold, self.k = name, texts, gold, len(set(gold))
        self._made: dict[str, tuple[ObservationVectorizer, np.ndarray, float]] = {}

    def vectors(self, background: str) -> tuple[ObservationVectorizer, np.ndarray, float]:
        """Return the fitted vectorizer, the vectors and the CPU seconds that they took."""
        if background not in self._made:
            start = time.process_time()
            vectorizer = ObservationVectorizer(
                background="default" if background == "ships" else LemmaVectors.train([])
            )
            vectors = vectorizer.fit_transform(self.texts)
            self._made[background] = vectorizer, vectors, time.process_time() - start
        return self._made[background]


def ours(given: Given, background: str, k: int | None, seed: int) -> np.ndarray:
    """Return the labels of ``PhenomenonModel`` without a taxonomy."""
    vectors = "default" if background == "ships" else LemmaVectors.train([])
    model = rakenlp.PhenomenonModel(taxonomy=None, n_phenomena=k, vectors=vectors, random_state=seed)
    return model.fit(given.texts).labels_


def k_means_of_words(given: Given, settings: dict[str, Any], reduced: bool, seed: int) -> np.ndarray:
    """Return the labels of TF-IDF and k-means, with latent semantic analysis between if wanted."""
    lsa = (TruncatedSVD(100, random_state=seed), Normalizer(copy=False)) if reduced else ()
    means = KMeans(given.k, n_init=5, random_state=seed)
    return make_pipeline(TfidfVectorizer(**settings), *lsa, means).fit_predict(given.texts)


def nmf(given: Given, seed: int) -> np.ndarray:
    """Return the strongest component of each text."""
    weights = TfidfVectorizer(**WORDS).fit_transform(given.texts)
    shares = NMF(given.k, init="nndsvda", random_state=seed, max_iter=400).fit_transform(weights)
    return np.where(shares.max(axis=1) > 0, shares.argmax(axis=1), -1)


def k_means(given: Given, background: str, seed: int) -> np.ndarray:
    """Return the labels of k-means on our vectors."""
    return KMeans(given.k, n_init=5, random_state=seed).fit_predict(given.vectors(background)[1])


def bertopic(given: Given, background: str, k: int | None, seed: int) -> np.ndarray:
    """Return BERTopic's topics on our vectors; with k its documented k-means instead of HDBSCAN."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    cluster = {} if k is None else {"hdbscan_model": KMeans(k, n_init=5, random_state=seed)}
    model = BERTopic(language="multilingual", umap_model=reduce, **cluster)
    topics, _ = model.fit_transform(given.texts, given.vectors(background)[1])
    return np.array(topics)


def key_nmf(given: Given, background: str, seed: int) -> np.ndarray:
    """Return KeyNMF's strongest topic of each text; our vectorizer is its encoder of texts and words."""
    from turftopic import KeyNMF
    from turftopic.encoders import ExternalEncoder

    vectorizer, vectors, _ = given.vectors(background)

    class Ours(ExternalEncoder):
        def encode(self, sentences: Any, *args: Any, **kwargs: Any) -> np.ndarray:
            return vectorizer.transform([str(s) for s in sentences])

    words = CountVectorizer(min_df=2, token_pattern=r"(?u)\b[^\W\d_][\w-]+\b")
    model = KeyNMF(given.k, encoder=Ours(), vectorizer=words, random_state=seed)
    shares = np.asarray(model.fit_transform(given.texts, embeddings=vectors))
    return np.where(shares.max(axis=1) > 0, shares.argmax(axis=1), -1)


def methods(given: Given) -> dict[str, tuple[Labeller, str]]:
    """Return the methods by name, each with the vectors that it borrows (empty: none)."""
    k = given.k
    found: dict[str, tuple[Labeller, str]] = {}
    for background, told in (("ships", "shipped vectors"), ("none", "no background")):
        found[f"rakenlp, {told}, k"] = partial(ours, given, background, k), ""
        found[f"rakenlp, {told}, own k"] = partial(ours, given, background, None), ""
    found |= {
        "TF-IDF of words + k-means, k": (partial(k_means_of_words, given, WORDS, False), ""),
        "TF-IDF of char 3–5-grams + LSA + k-means, k": (
            partial(k_means_of_words, given, {**CHARACTERS, "max_df": 0.3}, True),
            "",
        ),
        "NMF of TF-IDF of words, k": (partial(nmf, given), ""),
    }
    for background, told in (("ships", "shipped vectors"), ("none", "no background")):
        found[f"k-means on ours, {told}, k"] = partial(k_means, given, background), background
        if find_spec("bertopic"):
            found[f"BERTopic on ours, {told}, k"] = partial(bertopic, given, background, k), background
            found[f"BERTopic on ours, {told}, own k"] = partial(bertopic, given, background, None), background
        if find_spec("turftopic"):
            found[f"KeyNMF on ours, {told}, k"] = partial(key_nmf, given, background), background
    return found


def quietly(labelled: Labeller, seed: int) -> np.ndarray:
    """Return labels without what peers print of their progress and warn of."""
    with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        warnings.simplefilter("ignore")
        return labelled(seed)


def warm_up() -> None:
    """Load models and compile what peers compile, so that no method pays for it."""
    few = [row["teksti"] for row in map(json.loads, CORPUS.read_text("utf-8").splitlines()[:60])]
    small = Given("", few, ["a", "b", "c"] * 20)
    for labelled, _ in methods(small).values():
        quietly(labelled, 0)


def clustering(given: Given, seeds: tuple[int, ...]) -> None:
    """Print agreement with the true groups, means over seeds."""
    start = time.process_time()
    rakenlp.lemmatize(given.texts)
    read = time.process_time() - start
    print(f"\n{given.name}: {len(given.texts)} texts, k = {given.k}, mean of {len(seeds)} seed(s)")
    print(f"words read in {read:.1f} CPU s\n\n{'':<47}{'V':>6}{'ARI':>7}{'in no group':>13}{'groups':>8}{'CPU s':>8}")
    for name, (labelled, borrowed) in methods(given).items():
        took = given.vectors(borrowed)[2] if borrowed else 0.0
        rows = []
        for seed in seeds:
            start = time.process_time()
            labels = quietly(labelled, seed)
            seconds = time.process_time() - start + took
            agreement = v_measure_score(given.gold, labels), adjusted_rand_score(given.gold, labels)
            rows.append((*agreement, (labels < 0).mean(), len(set(labels[labels >= 0].tolist())), seconds))
        v, ari, none, groups, seconds = np.mean(rows, axis=0)
        mark = "" if abs(groups - given.k) <= TOLERANCE * given.k else " !"
        print(f"{name:<47}{v:6.3f}{ari:7.3f}{none:13.1%}{groups:8.1f}{seconds:8.1f}{mark}", flush=True)


def sampled(table: pd.DataFrame, label: str, text: str, size: int) -> tuple[list[str], list[str]]:
    """Return texts and labels of a seeded sample, in a fixed order."""
    table = table[(table[label] != "") & (table[text] != "")]
    if len(table) > size:
        table = table.sample(size, random_state=0)
    return table[text].tolist(), table[label].tolist()


def read_table(path: Path) -> pd.DataFrame:
    """Return a table of text cells."""
    tabbed = {"sep": "\t", "quoting": csv.QUOTE_NONE} if ".tsv" in path.name else {}
    return pd.read_csv(path, dtype=str, keep_default_na=False, **tabbed)


def sets(arguments: argparse.Namespace) -> list[Given]:
    """Return what there is to cluster, and tell what is left out."""
    size = QUICK_SET if arguments.quick else LARGEST_SET
    rows = example()
    rows = rows[rows["ilmio"] != "muu"]
    found = [Given("The example export (synthetic), true phenomena", rows["text"].tolist(), rows["ilmio"].tolist())]
    for path, name, label, text in (
        (arguments.sib, "SIB-200 Finnish, topics", "category", "text"),
        (arguments.vkk, "Sentences of ministers' answers, ministries", "ministry", "sentence"),
    ):
        if path:
            found.append(Given(name, *sampled(read_table(path), label, text, size)))
        else:
            print(f"{name}: left out, no path given")
    if arguments.headlines:
        table = read_table(arguments.headlines)
        label = next((name for name in ("section", "category") if name in table), None)
        if label is None:
            print(f"Headlines, sections: left out, the columns are {', '.join(table)}")
        else:
            found.append(Given("Headlines, sections", *sampled(table, label, "headline", size)))
    for package, name in (("bertopic", "BERTopic"), ("turftopic", "KeyNMF")):
        if not find_spec(package):
            print(f"{name}: left out, {package} is not installed (see the docstring of this script)")
    return found


# 2. Writers left out


def writers(quick: bool) -> None:
    """Print what the domain model answers about writers whom it was never told of."""
    sys.path.insert(0, str(ROOT / "models" / "domain"))
    from knowledge import observations
    from measuring import Unseen, figures, leave_writers_out, temperature

    rows = observations()
    if quick:
        rows = random.Random(0).sample(rows, len(rows) // 10)
        print("A tenth of the corpus, two folds: lower than the whole.")
    start = time.process_time()
    unseen = leave_writers_out(rows, 2 if quick else 5)
    sharpness = temperature(unseen)
    print(f"{len(unseen.rows)} synthetic texts in {time.process_time() - start:.0f} CPU s\n")
    heading = "".join(f"{name:>10}" for name in ("texts", "top 1", "top 3", "macro-F1", "ARI"))
    print(f"{'main or side phenomenon':<26}{heading}")

    def line(name: str, chosen: np.ndarray) -> dict[str, Any]:
        part = [row for row, is_in in zip(unseen.rows, chosen, strict=True) if is_in]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a writer without off-topic texts has no rate of these
            told = figures(Unseen(part, unseen.classes, unseen.scores[chosen], unseen.subs[chosen]), sharpness)
        values = "".join(f"{told[key]:10.3f}" for key in ("top1", "top3", "macro_f1", "adjusted_rand"))
        print(f"{name:<26}{told['texts']:10}{values}")
        return told

    told = line("all", np.ones(len(unseen.rows), dtype=bool))
    for key, called in (("vastaajaryhma", "voice"), ("kirjoittaja", "writer")):
        groups = np.array([row[key] for row in unseen.rows])
        print(f"by {called}")
        for name in sorted(set(groups), key=lambda g: (len(g), g)):
            if (groups == name).sum() >= FEWEST:
                line(f"  {name}", groups == name)
    print(f"\nexpected calibration error {told['calibration_error']:.3f}, temperature {sharpness:.3f}")
    print("texts, probability of the best class, how often it is right:")
    for count, said, right in told["reliability"]:
        print(f"{count:8}  {said:.2f}  {right:.2f}  {'#' * round(40 * right)}")


# 3. Size


def memory() -> float:
    """Return the peak resident memory of this process in MB (10⁶ bytes); NaN on Windows.

    Linux tells it in /proc, too; its ``ru_maxrss`` begins with the peak of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        if found:
            return int(found.group(1)) * 1024 / 1e6
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def many_texts(count: int, path: Path | None) -> list[str]:
    """Return headlines with leads of a file, or two to four sentences of the corpus' texts mixed anew."""
    if path:
        table = read_table(path)
        columns = [name for name in ("headline", "lead", "sentence", "text") if name in table]
        joined = table[columns].agg(". ".join, axis=1)
        return joined.sample(count, random_state=0, replace=count > len(joined)).tolist()
    draw = random.Random(0)
    with CORPUS.open(encoding="utf-8") as file:
        sentences = [s for row in file for s in re.split(r"(?<=[.!?])\s+|\n", json.loads(row)["teksti"]) if len(s) > 10]
    return [" ".join(draw.sample(sentences, draw.randint(2, 4))) for _ in range(count)]


def stage(name: str, texts: list[str]) -> dict[str, list[float]]:
    """Run a stage with its models loaded; return CPU seconds, peak and peak before in MB, of it and of stages in it."""
    from rakenlp.phenomena import _known

    costs: dict[str, list[float]] = {}

    def watched(name: str, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        before, start = memory(), time.process_time()
        result = work(*args, **kwargs)
        costs[name] = [time.process_time() - start, memory(), before]
        return result

    few = ["Vuokra on rästissä ja häätö uhkaa", "Kukaan ei käy, olen yksinäinen", "Jonot ovat pitkät"]
    words = make_pipeline(TfidfVectorizer(**WORDS), KMeans(GROUPS, n_init=3, random_state=0))
    known = rakenlp.PhenomenonModel()
    work: dict[str, Callable[[], object]] = {
        "read": lambda: rakenlp.read_observations(pd.DataFrame({"description": texts})),
        "lemmas": lambda: rakenlp.lemmatize(texts),
        "vectors": lambda: ObservationVectorizer().fit_transform(texts),
        "domain": lambda: known.predict_proba(texts),
        "known": lambda: rakenlp.PhenomenonModel().fit(texts),
        "free": lambda: rakenlp.PhenomenonModel(taxonomy=None).fit(texts),
        "peer": lambda: words.fit_predict(texts),
    }
    if name != "peer":
        rakenlp.lemmatize(few)
        LemmaVectors.default()
    if name in ("domain", "known"):
        known.fit([]).predict_proba(few)
    _known.find_emerging = partial(watched, "emerging", _known.find_emerging)
    watched(name, work[name])
    return costs


STAGES = {
    "read": "read_observations (masking, duplicates)",
    "lemmas": "lemmatize, words not met before",
    "vectors": "ObservationVectorizer, lemmas included",
    "domain": "domain model, lemmas included",
    "known": "PhenomenonModel().fit, the whole",
    "emerging": "  of which the search for emerging ones",
    "free": "PhenomenonModel(taxonomy=None).fit, the whole",
    "peer": f"TF-IDF of words + k-means ({GROUPS})",
}


def size(path: Path | None, sizes: tuple[int, ...]) -> None:
    """Print CPU seconds and peak memory by stage and number of texts, each in a process of its own."""
    what = "headlines with leads" if path else "sentences of the corpus mixed anew (synthetic)"
    print(f"{what}; {GOAL}.\nMB: peak of the process, of which before the stage.\n")
    print(f"{'':<46}" + "".join(f"{f'{n:,} texts':>24}" for n in sizes))
    print(f"{'':<46}" + f"{'CPU s':>10}{'MB':>7}{'before':>7}" * len(sizes))
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{count}.json" for count in sizes]
        for file, count in zip(files, sizes, strict=True):  # a process of a stage holds only its own texts
            file.write_text(json.dumps(many_texts(count, path)), encoding="utf-8")
        for name in (n for n in STAGES if n != "emerging"):  # which is measured within "known"
            costs = [in_process(name, file) for file in files]
            for part in (name, "emerging") if name == "known" else (name,):
                cells = ["{:10.1f}{:7.0f}{:7.0f}".format(*c[part]) if part in c else "–" for c in costs]
                print(f"{STAGES[part]:<46}{''.join(f'{cell:>24}' for cell in cells)}", flush=True)


def in_process(name: str, texts: Path) -> dict[str, list[float]]:
    """Run a stage in a process of its own; empty if it fails."""
    done = subprocess.run([sys.executable, __file__, "--stage", name, str(texts)], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr.splitlines()[-1])
        return {}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print all parts that the given files allow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sib", type=Path, help="SIB-200 Finnish, training split")
    parser.add_argument("--vkk", type=Path, help="eduskunta-vkk, training split")
    parser.add_argument("--headlines", type=Path, help="headlines and leads")
    parser.add_argument("--writers", action="store_true", help="leave writers out, too")
    parser.add_argument("--quick", action="store_true", help="one seed, smaller sets, 1,000 texts")
    parser.add_argument("--seeds", type=int, choices=range(1, len(SEEDS) + 1), help="of part 1; 3, or 1 with --quick")
    parser.add_argument("--only", choices=("clustering", "writers", "size"))
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of texts of part 3")
    parser.add_argument("--stage", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with threadpool_limits(1):
        run(arguments)


def run(arguments: argparse.Namespace) -> None:
    """Run one stage, or print the parts."""
    if arguments.stage:
        name, file = arguments.stage
        print(json.dumps(stage(name, json.loads(Path(file).read_text(encoding="utf-8")))))
        return
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing is downloaded
    print(environment())
    if arguments.only in (None, "clustering"):
        print("\n1. CLUSTERING WITHOUT A TAXONOMY (!: the number of groups is not within 30 % of the true one)")
        warm_up()
        for given in sets(arguments):
            clustering(given, SEEDS[: arguments.seeds or (1 if arguments.quick else len(SEEDS))])
    if arguments.writers or arguments.only == "writers":
        print("\n2. WRITERS LEFT OUT")
        writers(arguments.quick)
    elif arguments.only is None:
        print("\n2. WRITERS LEFT OUT: with --writers, a quarter of an hour")
    if arguments.only in (None, "size"):
        print("\n3. SIZE")
        size(arguments.headlines, tuple(arguments.sizes or (QUICK_SIZES if arguments.quick else SIZES)))


if __name__ == "__main__":
    main()
