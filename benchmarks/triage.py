"""How fast does triage answer one submission, and how much memory does it hold?

    python benchmarks/triage.py            # 0, 1,000 and 100,000 stored observations; about ten minutes
    python benchmarks/triage.py --quick    # 0, 1,000 and 5,000; about a minute

Each measurement runs in a process of its own with one thread for linear algebra. Stored observations are made of
sentences of the synthetic corpus, mixed anew, with random days, groups and places; the texts asked about are made of
sentences of the example export, by other writers. "New" texts hold words that the process has not met; "met" ones
were asked before. Beside it the plainest alternative, which only names a phenomenon: TF-IDF and logistic regression
of scikit-learn, trained on the corpus, pickled and loaded.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "src" / "rakenlp" / "demo" / "example.csv"
CORPUS = ROOT / "models" / "corpus" / "observations.jsonl"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LENGTHS = (20, 80)
GROUPS = ("asiakas", "asukas", "läheinen", "ammattilainen", "viranomainen", "järjestö")
TOWNS = ("Ikaalinen", "Nokia", "Orivesi", "Parkano", "Tampere", "Ylöjärvi")
LINES = ("avopalvelut", "iäkkäät", "lapset ja perheet", "sairaalapalvelut")


def corpus() -> list[dict[str, Any]]:
    """Return the rows of the synthetic corpus."""
    with CORPUS.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sentences(texts: list[str]) -> list[str]:
    """Return the sentences of texts."""
    return [s for text in texts for s in re.split(r"(?<=[.!?])\s+|\n", text) if len(s.split()) > 3]


def made(parts: list[str], count: int, words: int, seed: int) -> Iterator[str]:
    """Yield texts of so many words, made of sentences."""
    draw = random.Random(seed)
    for _ in range(count):
        chosen: list[str] = []
        while len(chosen) < words:
            chosen += draw.choice(parts).split()
        yield " ".join(chosen[:words])


def questions(words: int, count: int) -> list[str]:
    """Return texts to ask about, by other writers than the stored ones."""
    import rakenlp

    return list(made(sentences(rakenlp.read_observations(EXAMPLE).texts), count, words, 1))


def store(count: int, folder: Path) -> None:
    """Make a triage with so many stored observations and save it."""
    import numpy as np
    import pandas as pd

    import rakenlp
    from rakenlp._decided import Decided
    from rakenlp.signals import Rules

    draw = np.random.default_rng(0)
    texts = list(made(sentences([row["teksti"] for row in corpus()]), count, 22, 0))
    model = rakenlp.PhenomenonModel().fit([])
    ids = [*model.phenomenon_ids_, None]
    start = time.perf_counter()
    labels = np.concatenate([model.predict(texts[i : i + 2_000]) for i in range(0, count, 2_000)])
    table = pd.DataFrame(
        {
            "observation_id": [f"h{i:06d}" for i in range(count)],
            "phenomenon_id": pd.Series([ids[i] for i in labels], dtype=object),
            "also": [[] for _ in range(count)],
            "duplicate_group": None,
            "received_date": pd.Timestamp("2022-01-01") + pd.to_timedelta(draw.integers(0, 1_600, count), "D"),
            "respondent_group": draw.choice(GROUPS, count),
            "municipality": draw.choice(TOWNS, count),
            "service_line": draw.choice(LINES, count),
        }
    )
    nothing = pd.DataFrame({name: [] for name in ("phenomenon_id", "kind", "state", "name", "parent", "terms")})
    day = table["received_date"].max()
    obs = SimpleNamespace(texts=texts, masked=True)
    analysis: Any = SimpleNamespace(
        observations=table,
        phenomena=nothing,
        flags=nothing,
        obs=obs,
        model=model,
        as_of=day,
        rules=Rules(),
        decided=Decided(),
    )
    read = time.perf_counter()
    triage = rakenlp.Triage.of(analysis)
    built = time.perf_counter()
    triage.save(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
    print(f"  recognised in {read - start:.0f} s, indexed in {built - read:.0f} s, {size:.0f} MiB on disk")


def took(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return the milliseconds that each text takes."""
    out = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        out.append(1000 * (time.perf_counter() - start))
    return out


def told(name: str, times: list[float]) -> str:
    """Return p50 and p99 in words."""
    ordered = sorted(times)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"  {name:<34} p50 {middle:6.2f} ms   p99 {late:6.2f} ms"


def memory() -> float:
    """Return the resident memory of this process now, in MiB; its peak where /proc is missing."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def asking(folder: str, count: int, calls: int) -> None:
    """Load a triage and ask it."""
    start = time.perf_counter()
    import rakenlp

    kind = rakenlp.Triage
    imported = time.perf_counter()
    triage = kind.load(folder) if folder != "-" else kind.default()
    loaded = time.perf_counter()
    print(f"  import {imported - start:.2f} s, load {loaded - imported:.2f} s", end="")
    read = triage.warm_up()
    print(f", warm_up {time.perf_counter() - loaded:.2f} s ({read} texts), RSS {memory():.0f} MiB")
    sets = {words: questions(words, count) for words in LENGTHS}
    for words, texts in sets.items():
        print(told(f"{words} words, new", took(triage.suggest, texts)))
        print(told(f"{words} words, met", took(triage.suggest, texts)))
    texts = [text for both in sets.values() for text in both]
    alone = [triage.suggest(text) for text in texts]
    start = time.perf_counter()
    for text in texts:
        triage.suggest(text)
    one = time.perf_counter() - start
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(triage.suggest, texts[:64]))  # each thread opens its own morphology
        start = time.perf_counter()
        together = list(pool.map(triage.suggest, texts))
        eight = time.perf_counter() - start
    same = together == alone == triage.suggest_batch(texts)
    print(f"  one thread {len(texts) / one:.0f} a second, eight {len(texts) / eight:.0f}; same answers: {same}")
    before, step = memory(), 0
    start = time.perf_counter()
    while step < calls:
        triage.suggest(texts[step % len(texts)])
        step += 1
    seconds = time.perf_counter() - start
    print(f"  RSS {before:.0f} MiB, after {calls:,} more calls {memory():.0f} MiB ({seconds:.0f} s)")
    _varied(triage, min(calls, 20_000))


def _varied(triage: Any, calls: int) -> None:
    """Ask about texts that are all different, in the words of the corpus: what is kept of words grows, to a bound."""
    parts, told_at = sentences([row["teksti"] for row in corpus()]), {calls // 4, calls // 2, calls}
    print(f"  texts all new: RSS {memory():.0f} MiB", end="")
    for step, text in enumerate(made(parts, calls, 30, 2), 1):
        triage.suggest(text)
        if step in told_at:
            print(f", after {step:,} calls {memory():.0f} MiB", end="", flush=True)
    print()


def working(folder: str, count: int) -> None:
    """Load a triage in this process and answer as many texts as asked: one of several processes."""
    import rakenlp

    triage = rakenlp.Triage.load(folder) if folder != "-" else rakenlp.Triage.default()
    texts = questions(20, 200)
    triage.suggest_batch(texts)
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.perf_counter()
    for step in range(count):
        triage.suggest(texts[step % len(texts)])
    print(time.perf_counter() - start)


def processes(folder: str, workers: int, count: int) -> float:
    """Return the answers a second of several processes at once."""
    command = [sys.executable, __file__, "--working", folder, str(count)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    running = [subprocess.Popen(command, text=True, env={**os.environ, **ONE_THREAD}, **pipes) for _ in range(workers)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return sum(count / float(process.communicate()[0]) for process in running)


def queue() -> None:
    """Ask about the last fifth of the example export when what came before it is known: who is to be read, and why."""
    import rakenlp

    example = rakenlp.read_observations(EXAMPLE)
    days = example.frame["received_date"]
    cut = days.quantile(0.8)
    form = ["received_date", "respondent_group", "municipality", "service_line"]
    table = example.frame[form].assign(observation_id=example.frame.index, description=example.texts)
    triage = rakenlp.analyse(rakenlp.read_observations(table[days <= cut])).triage()
    found = triage.suggest_batch(table[days > cut].to_dict("records"))
    shares = Counter(suggestion.priority for suggestion in found)
    print(f"  {len(found)} texts: " + ", ".join(f"{name} {shares[name]}" for name in ("first", "human", "ordinary")))
    asking = Counter(reason.code for suggestion in found for reason in suggestion.reasons if reason.asks)
    print("  asking: " + ", ".join(f"{code} {count}" for code, count in asking.most_common()))


def peer(count: int) -> None:
    """TF-IDF and logistic regression, pickled, asked one text at a time."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = corpus()
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True, min_df=2), LogisticRegression(C=10, max_iter=200))
    model.fit([row["teksti"] for row in rows], [row["ilmio"] for row in rows])
    data = pickle.dumps(model)
    start = time.perf_counter()
    again = pickle.loads(data)
    print(f"  unpickled in {time.perf_counter() - start:.2f} s, {len(data) / 2**20:.0f} MiB, RSS {memory():.0f} MiB")
    for words in LENGTHS:
        texts = questions(words, count)
        print(told(f"{words} words, predict_proba", took(lambda text: again.predict_proba([text]), texts)))
        often = took(lambda text: pickle.loads(data).predict_proba([text]), texts[:50])
        print(told(f"{words} words, unpickled every time", often))


def main() -> None:
    """Run the measurements, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sets and fewer calls")
    parser.add_argument("--calls", type=int, help="calls of the memory test (100,000; 2,000 with --quick)")
    parser.add_argument("--queue", action="store_true", help="only the order of the queue")
    for hidden in ("--asking", "--working", "--store", "--peer"):
        parser.add_argument(hidden, nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.asking:
        asking(args.asking[0], int(args.asking[1]), int(args.asking[2]))
    elif args.working:
        working(args.working[0], int(args.working[1]))
    elif args.store:
        store(int(args.store[0]), Path(args.store[1]))
    elif args.queue:
        queue()
    elif args.peer:
        peer(int(args.peer[0]))
    else:
        _all(args.quick, args.calls or (2_000 if args.quick else 100_000))


def _all(quick: bool, calls: int) -> None:
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors\n")
    count = "200" if quick else "500"
    with tempfile.TemporaryDirectory() as place:
        for stored in (0, 1_000, 5_000 if quick else 100_000):
            print(f"{stored:,} stored observations", flush=True)
            folder = "-"
            if stored:
                folder = str(Path(place) / str(stored))
                _run("--store", str(stored), folder)
            _run("--asking", folder, count, str(calls))
        print("processes", flush=True)
        for workers in (1, 2):
            rate = processes(folder, workers, 500 if quick else 2_000)
            print(f"  {workers}: {rate:.0f} answers a second", flush=True)
    print("queue", flush=True)
    _run("--queue")
    print("TF-IDF + logistic regression (scikit-learn, pickled)", flush=True)
    _run("--peer", count)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, __file__, *arguments], check=True, env={**os.environ, **ONE_THREAD})


if __name__ == "__main__":
    main()
