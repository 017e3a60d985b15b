"""How long does it take, and how much memory?

    python benchmarks/speed.py            # all parts, a few minutes
    python benchmarks/speed.py --largest 5000

Each part runs in a process of its own, so that "cold" is cold and the peak of memory is that part's own. Wall
time, whatever else the machine does meanwhile: generated sets of up to 5,000 texts run three times, and the
fastest counts. These sets are made of sentences of the example's texts, mixed anew: their vocabulary is small, so
the cache of words helps more than in real data.
scikit-learn's lines do less (surface words, no names of phenomena, no stability, no single voices): they tell
what the plainest alternative costs, not what the same result costs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
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

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "src" / "rakenlp" / "demo" / "example.csv"
SIZES = (1_000, 5_000, 20_000)
REPEATS, MOST_REPEATED = 3, 5_000  # the fastest of three runs for up to 5,000 texts
CLUSTERS = 40  # of the clustering peers
SINGLE_TEXTS = 500


def clock(work: Callable[[], object]) -> float:
    """Return the seconds that work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def corpus() -> list[str]:
    """Return the synthetic training texts."""
    with (ROOT / "models" / "corpus" / "observations.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line)["teksti"] for line in file]


def variants(count: int) -> list[str]:
    """Return generated texts: two to five sentences of the example's texts, most of them from one text."""
    import rakenlp

    texts = rakenlp.read_observations(EXAMPLE).texts
    sentences = [parts for t in texts if (parts := [s for s in re.split(r"(?<=[.!?])\s+|\n", t) if len(s) > 10])]
    draw = random.Random(0)
    made = []
    for number in range(count):
        own, other = draw.choice(sentences), draw.choice(sentences)
        chosen = draw.sample(own, min(len(own), draw.randint(1, 4))) + [draw.choice(other)]
        made.append(f"{' '.join(chosen)} {number}")
    return made


def importing() -> None:
    """``import rakenlp``."""
    print(f"import rakenlp {1000 * clock(lambda: __import__('rakenlp')):.1f} ms (the rest loads at first use)", end="")


def lemmas() -> None:
    """Words a second, cold and warm."""
    import rakenlp
    from rakenlp.language.tokens import words

    texts = corpus()
    rakenlp.lemmatize(["alku"])
    count = sum(len(words(t)) for t in texts)
    for name in ("cold cache", "warm cache"):
        seconds = clock(lambda: rakenlp.lemmatize(texts))
        rate = f"{count / seconds:14,.0f} words/s"
        print(f"lemmatize {len(texts)} texts, {name:<22}{rate}  ({count} words, {seconds:.1f} s)")
    from sklearn.feature_extraction.text import TfidfVectorizer

    seconds = clock(lambda: TfidfVectorizer().fit_transform(texts))
    print(f"  sklearn TfidfVectorizer (no lemmas)          {count / seconds:14,.0f} words/s")


def analysing() -> None:
    """The whole way on the example, and its documents."""
    import rakenlp

    start = time.perf_counter()
    obs = rakenlp.read_observations(EXAMPLE)
    read = time.perf_counter() - start
    first = clock(lambda: rakenlp.analyse(obs))
    start = time.perf_counter()
    analysis = rakenlp.analyse(obs)
    second = time.perf_counter() - start
    print(f"read_observations(example), {len(obs)} texts kept       {read:8.2f} s")
    print(f"analyse(example), first in the process           {first:8.2f} s   (models loaded)")
    print(f"analyse(example), again                          {second:8.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("html", "md", "json"):
            path = Path(folder) / f"kooste.{kind}"
            seconds = clock(lambda path=path: analysis.kooste(path))  # type: ignore[misc]
            print(f"kooste .{kind:<5} {path.stat().st_size / 1024:8.0f} KiB                     {seconds:8.2f} s")


def latency() -> None:
    """One new text at a time."""
    import rakenlp

    model = rakenlp.PhenomenonModel().fit(rakenlp.read_observations(EXAMPLE).texts)
    texts = random.Random(0).sample(corpus(), SINGLE_TEXTS)
    took = np.array([clock(lambda t=t: model.predict_proba([t])) for t in texts]) * 1000  # type: ignore[misc]
    print(
        f"predict_proba of one text, {len(texts)} unseen texts     median {np.median(took):.1f} ms, "
        f"p95 {np.percentile(took, 95):.1f} ms, worst {took.max():.1f} ms"
    )


def clusters(count: int) -> None:
    """``PhenomenonModel(taxonomy=None)`` on generated texts."""
    import rakenlp

    texts = variants(count)
    model = rakenlp.PhenomenonModel(taxonomy=None)
    print(f"PhenomenonModel(taxonomy=None)  n = {count:<8}{clock(lambda: model.fit(texts)):8.1f} s", end="")
    print(f"   {len(model.phenomenon_ids_)} phenomena", end="")


def known(count: int) -> None:
    """``PhenomenonModel()`` on generated texts."""
    import rakenlp

    texts = variants(count)
    print(f"PhenomenonModel()               n = {count:<8}", end="")
    print(f"{clock(lambda: rakenlp.PhenomenonModel().fit(texts)):8.1f} s", end="")


def peer(count: int) -> None:
    """TF-IDF of surface words and k-means on generated texts."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    texts = variants(count)
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True, min_df=2), KMeans(CLUSTERS, n_init=3, random_state=0))
    print(f"  sklearn TF-IDF + KMeans({CLUSTERS})    n = {count:<8}{clock(lambda: model.fit(texts)):8.1f} s", end="")


PARTS: dict[str, Callable[..., None]] = {
    "importing": importing,
    "lemmas": lemmas,
    "analysing": analysing,
    "latency": latency,
    "clusters": clusters,
    "known": known,
    "peer": peer,
}


def in_process(part: str, *sizes: int, repeats: int = 1) -> float:
    """Run a part in a process of its own, print the fastest run, and return its seconds."""
    command = [sys.executable, str(Path(__file__).resolve()), "--part", part, *map(str, sizes)]
    runs = []
    for _ in range(repeats):
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = re.search(r"([\d.]+) s\b", output)
        runs.append((float(found.group(1)) if found else float("nan"), output))
    seconds, output = min(runs)
    print(output.rstrip("\n"), flush=True)
    return seconds


def peak() -> str:
    """Return the peak resident memory of this process; unknown on Windows."""
    try:
        import resource
    except ImportError:
        return "peak memory unknown"
    unit = 1 if sys.platform == "darwin" else 1024
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20:,.0f} MiB"


def main() -> None:
    """Run the parts and print their times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="largest generated set")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        name, *sizes = arguments.part
        PARTS[name](*map(int, sizes))
        print(f"   {peak()}")
        return
    today = dt.date.today()
    print(f"{today.day}.{today.month}.{today.year}, Python {platform.python_version()}, {os.cpu_count()} processors\n")
    for part in ("importing", "lemmas", "analysing", "latency"):
        in_process(part)
        print()
    sizes = [size for size in SIZES if size <= arguments.largest]
    for part in ("clusters", "known", "peer"):
        seconds = [in_process(part, size, repeats=REPEATS if size <= MOST_REPEATED else 1) for size in sizes]
        each = ", ".join(f"{1000 * s / n:.2f}" for s, n in zip(seconds, sizes, strict=True))
        print(f"  ms a text: {each} (equal: cost is linear)\n")


if __name__ == "__main__":
    main()
