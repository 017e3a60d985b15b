"""How fast does triage answer one submission, and how much memory does it hold?

    python benchmarks/triage.py            # 0, 1,000 and 100,000 stored observations; about twenty minutes
    python benchmarks/triage.py --quick    # 0, 1,000 and 5,000, and fewer calls; about two minutes

Each measurement runs in a process of its own with one thread for linear algebra. Stored observations are made of
sentences of the synthetic corpus, mixed anew, with random days, groups and places; the texts asked about are made of
sentences of the example export, by other writers. "First time" texts hold words that the process has not met; "again"
ones were asked before. Memory is told in MB (10^6 bytes), after the load, after the warm-up and over calls on texts
that all bring two words that nobody has written before. One and eight threads, and one and two processes, take turns,
so that other work on the machine falls on both. Beside it the plainest alternative, which only names a phenomenon:
TF-IDF and logistic regression of scikit-learn, trained on the corpus, pickled and loaded.
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
import statistics
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
    """Return texts to ask about, by other writers than the stored ones.

    Another process makes them: reading the example masks it, after which no word of it would be new.
    """
    return list(json.loads(_run("--questions", str(words), str(count), told=True)))


def of_example(words: int, count: int) -> list[str]:
    """Return texts of so many words made of the sentences of the example, masked."""
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
        told_vectors=None,
    )
    read = time.perf_counter()
    triage = rakenlp.Triage.of(analysis)
    built = time.perf_counter()
    triage.save(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
    print(f" recognised in {read - start:.0f} s, indexed in {built - read:.0f} s, {size:.0f} MiB on disk")


def took(work: Callable[[str], object], texts: list[str]) -> tuple[list[float], list[float]]:
    """Return the milliseconds that each text takes, by the clock and of the processor."""
    clock, processor = [], []
    for text in texts:
        start, begun = time.perf_counter(), time.thread_time()
        work(text)
        clock.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.thread_time() - begun))
    return clock, processor


def told(times: tuple[list[float], list[float]]) -> str:
    """Return p50 and p99 by the clock; in brackets of the processor, where other work takes turns with this."""
    (middle, late), own = map(_middle_and_late, times)
    return f"{middle:.1f}, {late:.1f} ms ({own[0]:.1f}, {own[1]:.1f})"


def _middle_and_late(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def memory() -> float:
    """Return the resident memory of this process now, in MB; its peak where /proc is missing."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def ever_new(count: int) -> Iterator[str]:
    """Yield texts in the words of the corpus, each with two words that nobody has written."""
    texts = [row["teksti"] for row in corpus()]
    parts = sorted({word for text in texts for word in re.findall("[a-zåäö]{4,12}", text)})
    draw = random.Random(3)
    for text in made(sentences(texts), count, 18, 2):
        new = [draw.choice(parts) + draw.choice(parts) + draw.choice(("", "n", "ssa", "lle", "ista")) for _ in range(2)]
        yield f"{text} {' '.join(new)}"


def asking(folder: str, count: int, calls: int) -> dict[str, str]:
    """Load a triage and ask it."""
    import rakenlp

    kind = rakenlp.Triage
    start = time.perf_counter()
    triage = kind.load(folder) if folder != "-" else kind.default()
    found = {"load (imports not counted)": f"{time.perf_counter() - start:.1f} s"}
    after_load = memory()
    triage.warm_up()
    found["memory after load, after warm-up"] = f"{after_load:.0f}, {memory():.0f} MB"
    sets = {words: questions(words, count) for words in LENGTHS}
    for words, texts in sets.items():
        found[f"{words} words, first time: p50, p99"] = told(took(triage.suggest, texts))
        found[f"{words} words, again: p50, p99"] = told(took(triage.suggest, texts))
    texts = [text for both in sets.values() for text in both]
    found |= threads(triage, texts)
    if calls:
        found[f"memory over {calls:,} texts with new words"] = over(triage, calls)
    return found


def threads(triage: Any, texts: list[str], turns: int = 7) -> dict[str, str]:
    """Let one and eight threads answer by turns; the ratio is the median over the turns."""
    alone = [triage.suggest(text) for text in texts]
    same, ratios, rates = alone == triage.suggest_batch(texts), [], []
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(triage.suggest, texts[:64]))  # each thread opens its own morphology
        for _ in range(turns):
            start = time.perf_counter()
            for text in texts:
                triage.suggest(text)
            one = time.perf_counter() - start
            start = time.perf_counter()
            together = list(pool.map(triage.suggest, texts))
            ratios.append(one / (time.perf_counter() - start))
            rates.append(len(texts) / one)
            same = same and together == alone
    ratios.sort()
    return {
        "one thread, answers a second": f"{statistics.median(rates):.0f}",
        "eight threads, times as many": f"{ratios[turns // 2]:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})",
        "the same answers to the last bit": "yes" if same else "NO",
    }


def over(triage: Any, calls: int) -> str:
    """Return the memory at every fifth of the calls; another process holds the corpus and makes the texts."""
    marks = {calls * fifth // 5 for fifth in range(1, 6)}
    found = [f"{memory():.0f}"]
    command = [sys.executable, __file__, "--texts", str(calls)]
    with subprocess.Popen(command, text=True, encoding="utf-8", stdout=subprocess.PIPE) as maker:
        assert maker.stdout is not None
        for step, text in enumerate(maker.stdout, 1):
            triage.suggest(text)
            if step in marks:
                found.append(f"{memory():.0f}")
    return ", ".join(found) + " MB"


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


def peer(count: int) -> dict[str, str]:
    """TF-IDF and logistic regression, pickled, asked one text at a time."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = corpus()
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True, min_df=2), LogisticRegression(C=10, max_iter=200))
    model.fit([row["teksti"] for row in rows], [row["ilmio"] for row in rows])
    data = pickle.dumps(model)
    del model, rows
    start = time.perf_counter()
    again = pickle.loads(data)
    found = {"load (imports not counted)": f"{time.perf_counter() - start:.1f} s"}
    found["memory after load, after warm-up"] = f"{memory():.0f} MB"
    for words in LENGTHS:
        texts = questions(words, count)
        for kind in ("first time", "again"):
            found[f"{words} words, {kind}: p50, p99"] = told(took(lambda text: again.predict_proba([text]), texts))
    often = took(lambda text: pickle.loads(data).predict_proba([text]), questions(20, 30))
    found["unpickled for every text: p50, p99"] = told(often)
    return found


def main() -> None:
    """Run the measurements, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sets and fewer calls")
    parser.add_argument("--calls", type=int, help="calls of the memory test (100,000; 2,000 with --quick; 0 for none)")
    parser.add_argument("--queue", action="store_true", help="only the order of the queue")
    for hidden in ("--asking", "--working", "--store", "--peer", "--texts", "--questions"):
        parser.add_argument(hidden, nargs="+", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.asking:
        print(json.dumps(asking(args.asking[0], int(args.asking[1]), int(args.asking[2]))))
    elif args.working:
        working(args.working[0], int(args.working[1]))
    elif args.store:
        store(int(args.store[0]), Path(args.store[1]))
    elif args.texts:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for text in ever_new(int(args.texts[0])):
            print(text)
    elif args.questions:
        print(json.dumps(of_example(*map(int, args.questions))))
    elif args.queue:
        queue()
    elif args.peer:
        print(json.dumps(peer(int(args.peer[0]))))
    else:
        _all(args.quick, (2_000 if args.quick else 100_000) if args.calls is None else args.calls)


def _all(quick: bool, calls: int) -> None:
    start = time.perf_counter()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors", flush=True)
    count, most = "200" if quick else "500", 5_000 if quick else 100_000
    columns: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as place:
        for stored in (0, 1_000, most):
            folder = "-"
            if stored:
                folder = str(Path(place) / str(stored))
                print(f"{stored:,} stored:", end="", flush=True)
                _run("--store", str(stored), folder)
            # what is kept of words is the same for any number stored: the least and the most tell
            found = _run("--asking", folder, count, str(calls if stored != 1_000 else 0), told=True)
            columns[f"{stored:,} stored" if stored else "none stored"] = json.loads(found)
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(3):
            for workers, times in rates.items():
                times.append(processes(folder, workers, 500 if quick else 2_000))
    one, two = (statistics.median(times) for times in rates.values())
    columns[f"{most:,} stored"]["two processes, times as many as one"] = f"{two / one:.2f}"
    columns["TF-IDF + logistic regression"] = json.loads(_run("--peer", count, told=True))
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    print("\n| | " + " | ".join(columns) + " |\n" + "|---" * (len(columns) + 1) + "|")
    for name in names:
        print(f"| {name} | " + " | ".join(column.get(name, "") for column in columns.values()) + " |")
    print("\nqueue", flush=True)
    _run("--queue")
    print(f"({(time.perf_counter() - start) / 60:.0f} minutes)")


def _run(*arguments: str, told: bool = False) -> str:
    command, pipe = [sys.executable, __file__, *arguments], subprocess.PIPE if told else None
    done = subprocess.run(command, check=True, env={**os.environ, **ONE_THREAD}, stdout=pipe, text=True)
    return done.stdout or ""


if __name__ == "__main__":
    main()
