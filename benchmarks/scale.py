"""From a thousand texts to a million: what does each stage cost, and does cost grow with the number of texts alone?

    python benchmarks/scale.py --largest 100000                       # generated submissions
    python benchmarks/scale.py --headlines HEADLINES.csv --jobs 2     # beside them headlines, repeated and varied
    python benchmarks/scale.py --peers --bertopic PYTHON              # beside scikit-learn and BERTopic

Every stage of every size runs in a process of its own, so that the peak of memory is that stage's own. CPU seconds are
those of the process and of its workers; wall time is whatever the machine had time for. Memory is the peak of the
process and, with ``--jobs``, as much again for each worker as the largest of them took. *whole* is the whole way: from
the file to the saved analysis, in one process; the other stages tell where it goes. The exponent is the slope of the
logarithm of the CPU seconds, less those of an empty process, by the logarithm of the number of texts: 1 is linear.

The generated submissions are sentences of the synthetic corpus and the example, two to four of different texts mixed
anew: their vocabulary is small. The headlines are given by path (a table with the columns ``headline`` and ``lead``);
beyond their number they are mixed of the sentences of two. Peers do less: scikit-learn's pipeline counts words as they
are written and makes clusters without names; BERTopic (in an environment of its own, given by the path of its Python)
is run with TF-IDF and SVD as its embeddings, as no model of a language is downloaded here. A peer stops where it takes
longer than ``--patience`` seconds or its memory ends.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import lzma
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
CLUSTERS = 40  # of the clustering peers
TOWNS = ("Tampere", "Nokia", "Turku", "Akaa", "Lempäälä", "Orivesi", "Pori", "Rauma")
GROUPS = ("asiakas", "ammattilainen", "asukas", "läheinen", "järjestö")


# --- the texts ---


def sentences() -> list[str]:
    """Return the sentences of the synthetic corpus and of the example."""
    with (ROOT / "models" / "corpus" / "observations.jsonl").open(encoding="utf-8") as file:
        texts = [json.loads(line)["teksti"] for line in file]
    with (ROOT / "src" / "rakenlp" / "demo" / "example.csv").open(encoding="utf-8-sig", newline="") as file:
        texts += [row.get("kuvaus", "") for row in csv.DictReader(file, delimiter=";")]
    return sorted({part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n", text) if len(part) > 10})


def generated(count: int) -> list[str]:
    """Return texts of two to four sentences, mixed anew."""
    parts, draw = sentences(), random.Random(0)
    return [" ".join(draw.choices(parts, k=draw.randint(2, 4))) for _ in range(count)]


def headlines(path: Path, count: int) -> list[str]:
    """Return headlines with their leads; beyond their number, sentences of two of them mixed."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        texts = [f"{row['headline']}. {row.get('lead') or ''}".strip() for row in csv.DictReader(file)]
    draw = random.Random(0)
    draw.shuffle(texts)
    made = texts[:count]
    while len(made) < count:
        mixed = [part for text in draw.sample(texts, 2) for part in re.split(r"(?<=[.!?])\s+", text)]
        made.append(" ".join(draw.sample(mixed, min(3, len(mixed)))))
    return made


def write(texts: list[str], path: Path) -> None:
    """Write texts as a form export over two years."""
    draw, first = random.Random(1), dt.date(2024, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["ilmoitus_id", "saapunut_pvm", "vastaajaryhma", "kunta", "kuvaus"])
        for number, text in enumerate(texts):
            day = first + dt.timedelta(days=number * 730 // len(texts))
            table.writerow([f"h{number}", day.isoformat(), draw.choice(GROUPS), draw.choice(TOWNS), text])


def read_texts(path: Path) -> list[str]:
    """Return the texts of an export, as they are."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["kuvaus"] for row in csv.DictReader(file, delimiter=";")]


# --- the stages ---


def reading(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """Read and mask."""
    import rakenlp

    ready()
    rakenlp.read_observations(path, n_jobs=jobs)


def duplicates(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """Near-duplicates."""
    from rakenlp.observations import find_near_duplicates

    texts = read_texts(path)
    ready()
    find_near_duplicates(texts)


def lemmas(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """Lemmas of every text."""
    import rakenlp

    texts = read_texts(path)
    ready()
    rakenlp.lemmatize(texts, n_jobs=jobs)


def vectors(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """A vector of meaning of every text."""
    from rakenlp.language.terms import topic_terms
    from rakenlp.vectors import LemmaVectors

    texts, known = read_texts(path), LemmaVectors.default()
    ready()
    for start in range(0, len(texts), 1_000):
        known.embed([topic_terms(text) for text in texts[start : start + 1_000]])


def fit(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """The phenomena of the texts: found, and given to each text."""
    import rakenlp

    texts = read_texts(path)
    ready()
    rakenlp.PhenomenonModel(n_jobs=jobs).fit(texts)


def predict(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """A fitted model on texts it has not seen."""
    import rakenlp

    texts = read_texts(path)
    model = rakenlp.PhenomenonModel(n_jobs=jobs).fit(texts[:1_000])
    ready()
    for start in range(0, len(texts), 20_000):
        model.predict(texts[start : start + 20_000])


def whole(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """From the file to the saved analysis."""
    import rakenlp

    ready()
    last, marks = "read", [("read", *clock())]

    def told(stage: str, done: int, total: int) -> None:
        nonlocal last
        if stage != last:
            last = stage
            marks.append((stage, *clock()))

    obs = rakenlp.read_observations(path, n_jobs=jobs)
    analysis = rakenlp.analyse(obs, n_jobs=jobs, progress=told)
    marks.append(("saving", *clock()))
    with tempfile.TemporaryDirectory() as folder:
        analysis.save(folder)
    marks.append(("", *clock()))
    parts = {
        name: (after[1] - cpu, after[2] - wall) for (name, cpu, wall), after in zip(marks, marks[1:], strict=False)
    }
    print(json.dumps({"parts": parts, "emerging": int((analysis.phenomena["kind"] == "emerging").sum())}))


def sklearn(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """TF-IDF of words as written, mini-batch k-means."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    texts = read_texts(path)
    ready()
    kmeans = MiniBatchKMeans(CLUSTERS, n_init=3, random_state=0)
    make_pipeline(TfidfVectorizer(sublinear_tf=True, min_df=2), kmeans).fit_predict(texts)


def bertopic(path: Path, jobs: int, ready: Callable[[], None]) -> None:
    """BERTopic on TF-IDF and SVD."""
    from bertopic import BERTopic
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    texts = read_texts(path)
    ready()
    embedded = make_pipeline(TfidfVectorizer(min_df=2), TruncatedSVD(100, random_state=0)).fit_transform(texts)
    BERTopic(language="multilingual", low_memory=True).fit_transform(texts, embedded)


OWN = {"reading": reading, "duplicates": duplicates, "lemmas": lemmas, "vectors": vectors, "fit": fit}
OWN |= {"predict": predict, "whole": whole}
PEERS = {"sklearn": sklearn, "bertopic": bertopic}


# --- measuring ---


def clock() -> tuple[float, float]:
    """Return CPU seconds of this process and its finished workers, and the wall clock."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system, time.perf_counter()


def end_workers() -> None:
    """End joblib's workers, so that their time is known."""
    if "joblib" in sys.modules:
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True)


def run_stage(name: str, path: Path, jobs: int) -> None:
    """Run a stage in this process and print what it cost."""
    import resource

    start: list[tuple[float, float]] = []
    {**OWN, **PEERS}[name](path, jobs, lambda: start.append(clock()))
    if jobs > 1:
        end_workers()
    cpu, wall = (after - before for before, after in zip(start[0], clock(), strict=True))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own, largest = (
        resource.getrusage(who).ru_maxrss / unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"cpu": cpu, "wall": wall, "mib": own + (jobs * largest if jobs > 1 else 0)}))


def in_process(name: str, path: Path, jobs: int, python: str, patience: float | None) -> dict[str, Any] | None:
    """Run a stage in a process of its own; None if it stops on the way."""
    command = [python, str(Path(__file__).resolve()), "--stage", name, str(path), str(jobs)]
    threads = {f"{kind}_NUM_THREADS": "1" for kind in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=patience, check=True, env={**os.environ, **threads}
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        print(f"  {name}: {type(error).__name__}", flush=True)
        return None
    found: dict[str, Any] = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            found |= json.loads(line)
    return found


def exponent(costs: dict[int, float]) -> str:
    """Return the slope of log cost by log size over the sizes of ten thousand texts and more, or of all if few."""
    large = {size: cost for size, cost in costs.items() if size >= 10_000} if len(costs) > 2 else costs
    if len(large) < 2:
        return "–"
    return f"{np.polyfit(np.log(list(large)), np.log([max(cost, 1e-3) for cost in large.values()]), 1)[0]:.2f}"


def measure(kind: str, make: Callable[[int], list[str]], sizes: list[int], options: argparse.Namespace) -> None:
    """Measure all stages on texts of a kind and print them."""
    stages = [name for name in OWN if not options.only or name in options.only]
    stages += [
        name for name in PEERS if (options.peers and name == "sklearn") or (options.bertopic and name == "bertopic")
    ]
    found: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in stages}
    print(f"\n{kind}\n{'stage':<12}{'texts':>10}{'CPU s':>10}{'wall s':>10}{'MiB':>8}{'ms a text':>11}", flush=True)
    stopped: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / "texts.csv"
            write(make(size), path)
            for name in stages:
                if name in stopped:
                    continue
                python = options.bertopic if name == "bertopic" else sys.executable
                cost = in_process(name, path, options.jobs, python, options.patience if name in PEERS else None)
                if cost is None:
                    stopped.add(name)
                    continue
                found[name][size] = cost
                each = f"{1000 * cost['cpu'] / size:11.2f}"
                print(
                    f"{name:<12}{size:>10}{cost['cpu']:10.1f}{cost['wall']:10.1f}{cost['mib']:8.0f}{each}", flush=True
                )
                for part, (cpu, wall) in cost.get("parts", {}).items():
                    print(f"  {part:<10}{'':>10}{cpu:10.1f}{wall:10.1f}", flush=True)
    for name, costs in found.items():
        print(f"{name:<12}exponent {exponent({size: cost['cpu'] for size, cost in costs.items()})}")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=10_000, help="largest set of texts (default 10000)")
    parser.add_argument("--headlines", type=Path, metavar="CSV", help="headlines to measure on, too")
    parser.add_argument("--jobs", type=int, default=1, help="processes, as in joblib")
    parser.add_argument("--only", nargs="+", choices=OWN, help="these stages only")
    parser.add_argument("--peers", action="store_true", help="scikit-learn's pipeline, too")
    parser.add_argument("--bertopic", metavar="PYTHON", help="Python of an environment that has BERTopic")
    parser.add_argument("--patience", type=float, default=3_600, help="most seconds of a peer's run")
    parser.add_argument("--stage", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        name, path, jobs = options.stage
        run_stage(name, Path(path), int(jobs))
        return
    today = dt.date.today()
    print(f"{today.day}.{today.month}.{today.year}, Python {platform.python_version()}, {os.cpu_count()} processors")
    sizes = [size for size in SIZES if size <= options.largest]
    measure("generated submissions", generated, sizes, options)
    if options.headlines:
        measure("headlines", lambda count: headlines(options.headlines, count), sizes, options)


if __name__ == "__main__":
    main()
