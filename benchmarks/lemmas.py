"""How good and how fast are the lemmas, beside Voikko's first analysis and simplemma?

    pip install simplemma
    python benchmarks/lemmas.py TDT-dev.conllu FTB-dev.conllu FTB-test.conllu --texts SENTENCES.csv
    python benchmarks/lemmas.py --only speed --texts SENTENCES.csv ANOTHER.txt

The shipped model has seen the treebanks it was trained on, so rakenlp is measured by cross-validation: for each fold
a model is trained by ``models/lemmas/train.py`` on everything given but the fold, and reads the fold. Folds are whole
documents; a treebank without documents is cut in as many contiguous blocks as there are folds. The same fold of every
file is held out together (neighbouring sentences of FTB lie in different files); ``--apart`` holds out one file's fold
at a time and takes as many times longer as there are files. Counts of words from raw text, which tell nothing of gold
lemmas, are those of the shipped model. Lemmas are compared in lower case, without the ``#`` between parts of compounds.

Speed: each system has a process of its own, with the bare spaCy tokenizer measured first in it.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.util
import io
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rakenlp.language.lemma_model import LemmaModel
    from rakenlp.language.stored_readings import Reading

MODELS = Path(__file__).resolve().parents[1] / "models" / "lemmas"
sys.path.insert(0, str(MODELS))

from reading_data import Sentence, _open, read_texts, read_treebank  # noqa: E402 - lies in the folder of the models

MISSING = "simplemma is not installed, its rows are left out: pip install simplemma"
PASSES, PROCESSES = 3, 3  # the best of so many warm passes, the median of so many processes
QUICK_FOLDS = 2
SECTIONS = ("accuracy", "raw", "speed")
FIRST = "Alku: sosiaalityöntekijä vastas vasta kolmannella kerralla, soitin qwertyläisten toimentulotukihakemuksesta!"

Place = tuple[int, int]
Lemmas = Callable[[Sequence[str]], Iterable[tuple[str, str]]]
Counts = dict[tuple[str, str, str], Counter[str]]  # section, file and system to counts


class Gold(NamedTuple):
    """A sentence as text and as words; words of a split token (ettei) have no place of their own."""

    sentence: Sentence
    text: str
    places: list[Place | None]


# --- the treebanks ---------------------------------------------------------------------------------------------------


def read_gold(path: Path) -> list[Gold]:
    """Return the sentences of a treebank with the place of each word in the text."""
    with _open(path) as file:
        blocks = [block.split("\n") for block in file.read().split("\n\n") if "\n1\t" in f"\n{block}"]
    return [Gold(sentence, *_placed(lines)) for sentence, lines in zip(read_treebank(path), blocks, strict=True)]


def _placed(lines: Iterable[str]) -> tuple[str, list[Place | None]]:
    text, end, split_to = "", 0, 0
    places: list[Place | None] = []
    for line in lines:
        number, _, rest = line.partition("\t")
        if line.startswith("# text ="):
            text = line.partition("=")[2].strip()
        form = rest.partition("\t")[0]
        start = text.find(form, end)
        if "-" in number and not line.startswith("#"):
            split_to, end = int(number.split("-")[1]), start + len(form)
        elif number.isdigit():
            whole = int(number) > split_to and start >= 0
            places.append((start, start + len(form)) if whole else None)
            end = start + len(form) if whole else end
    return text, places


def in_folds(gold: Sequence[Gold], folds: int) -> list[int]:
    """Return the fold of each sentence: whole documents, or contiguous blocks where there are no documents."""
    documents = sorted({g.sentence.document for g in gold})
    if len(documents) == len(gold):
        return [position * folds // len(gold) for position in range(len(gold))]
    random.Random(7).shuffle(documents)
    number = {document: i % folds for i, document in enumerate(documents)}
    return [number[g.sentence.document] for g in gold]


# --- the systems -----------------------------------------------------------------------------------------------------


def first_analysis(form: str) -> str:
    """Return the base form of Voikko's first analysis, or the form."""
    from rakenlp.language.voikko import morphology

    found = morphology().analyze(form)
    return (found[0]["BASEFORM"] if found else form).lower()


def simple(form: str, greedy: bool) -> str:
    """Return simplemma's lemma."""
    import simplemma

    return str(simplemma.lemmatize(form, lang="fi", greedy=greedy)).lower()


def has_simplemma() -> bool:
    return importlib.util.find_spec("simplemma") is not None


def others() -> dict[str, Callable[[str], str]]:
    """Return what a user would pick instead, from form to lemma."""
    found: dict[str, Callable[[str], str]] = {"Voikko, first analysis": cache(first_analysis)}
    if has_simplemma():
        found["simplemma"] = partial(simple, greedy=False)
        found["simplemma, greedy"] = partial(simple, greedy=True)
    return found


class _Common(Mapping[str, "Reading"]):
    """The common forms of the shipped model, read by another model."""

    def __init__(self, forms: Mapping[str, Reading], read: Callable[[str], Reading]) -> None:
        self._forms, self._read = forms, read

    def __getitem__(self, form: str) -> Reading:
        if form not in self._forms:
            raise KeyError(form)
        return self._read(form)

    def __contains__(self, form: object) -> bool:
        return form in self._forms

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)


@contextlib.contextmanager
def instead_of_shipped(model: LemmaModel, read: Callable[[str], Reading]) -> Iterator[None]:
    """Let the whole of rakenlp use another model inside the block."""
    from rakenlp.language.lemma_model import LemmaModel

    shipped = LemmaModel.__dict__["default"]
    held = replace(model, readings=_Common(LemmaModel.default().readings, read), choices={}, lexicon="")
    _forget()
    LemmaModel.default = classmethod(lambda cls: held)  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        LemmaModel.default = shipped  # type: ignore[method-assign]
        _forget()


def _forget() -> None:
    """Empty every cache of rakenlp that holds readings."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rakenlp.language"):
            for item in list(vars(module).values()):
                if hasattr(item, "cache_clear"):
                    item.cache_clear()


# --- accuracy and raw text -------------------------------------------------------------------------------------------


def cross_validate(files: Mapping[str, list[Gold]], folds: int, measured: int, apart: bool, parts: set[str]) -> Counts:
    """Train a model a fold, score every system on what was held out, and return the counts."""
    from train import Reader, train

    from rakenlp.language.lemma_model import LemmaModel

    bare = replace(LemmaModel.default(), seen={}, weights={}, context_weights={}, readings={}, choices={}, lexicon="")
    numbers = {name: in_folds(gold, folds) for name, gold in files.items()}
    counts: Counts = {}
    groups = [[name] for name in files] if apart else [list(files)]
    rounds = [(fold, group) for fold in range(measured) for group in groups]
    for done, (fold, group) in enumerate(rounds, 1):
        start = time.perf_counter()
        rest: list[Sentence] = []
        held: dict[str, list[Gold]] = {name: [] for name in group}
        for name, gold in files.items():
            for number, one in zip(numbers[name], gold, strict=True):
                held[name].append(one) if name in group and number == fold else rest.append(one.sentence)
        with contextlib.redirect_stdout(io.StringIO()):  # train tells how it goes
            model = train(bare, rest)
        reader = Reader(model)
        known = {token.form.lower() for sentence in rest for token in sentence.tokens}
        with instead_of_shipped(model, reader.alone):
            for name, gold in held.items():
                if "accuracy" in parts:
                    _score_gold(counts, name, gold, reader, known)
                if "raw" in parts:
                    _score_raw(counts, name, gold, reader)
        seconds = time.perf_counter() - start
        print(f"model {done} of {len(rounds)}: {seconds:.0f} s", file=sys.stderr, flush=True)
    return counts


def _score_gold(counts: Counts, name: str, gold: Iterable[Gold], reader: Any, known: set[str]) -> None:
    from rakenlp.language.sentences import read_words

    systems: dict[str, Lemmas] = {
        other: partial(_by_form, lemma) for other, lemma in {"surface form": str.lower, **others()}.items()
    }
    systems["rakenlp ranker, no context"] = lambda words: [reader.alone(word)[:2] for word in words]
    systems["rakenlp ranker + context"] = lambda words: [reading[:2] for reading in reader.read(words)]
    systems["  + lexicon, spoken, spelling"] = lambda words: [reading[:2] for reading in read_words(words)]
    for system, read in systems.items():
        total = counts.setdefault(("accuracy", name, system), Counter())
        for one in gold:
            tokens = one.sentence.tokens
            for token, (lemma, pos) in zip(tokens, read([t.form for t in tokens]), strict=True):
                right, word = lemma == token.lemma, token.pos not in ("PUNCT", "SYM")
                unseen = word and token.form.lower() not in known
                total.update(n=1, right=right, words=word, word_right=right and word, pos=pos == token.pos)
                total.update(unseen=unseen, unseen_right=right and unseen)


def _by_form(lemma: Callable[[str], str], words: Sequence[str]) -> list[tuple[str, str]]:
    return [(lemma(word), "") for word in words]


def _score_raw(counts: Counts, name: str, gold: Iterable[Gold], reader: Any) -> None:
    import spacy

    import rakenlp

    blank, nlp, with_pipe = spacy.blank("fi"), rakenlp.load_language(), spacy.blank("fi")
    with_pipe.add_pipe("rakenlp_voikko")
    systems: dict[str, tuple[Callable[[str], Any], Callable[[Any], list[str]]]] = {
        f"spaCy tokens, {other}": (blank, partial(_of_tokens, lemma))
        for other, lemma in {"surface form": str.lower, **others()}.items()
    }
    systems["rakenlp tokens, ranker + context"] = nlp.tokenizer, partial(_in_context, reader)
    systems['spacy.blank("fi") + rakenlp_voikko'] = with_pipe, _annotated
    systems["rakenlp.load_language()"] = nlp, _annotated
    for system, (cut, lemmas) in systems.items():
        total = counts.setdefault(("raw", name, system), Counter())
        for one in gold:
            doc = cut(one.text)
            found = {
                (token.idx, token.idx + len(token)): lemma
                for token, lemma in zip(doc, lemmas(doc), strict=True)
                if not token.is_space
            }
            total.update(gold=len(one.places), found=len(found))
            for place, token in zip(one.places, one.sentence.tokens, strict=True):
                total.update(tokens=place in found, right=place is not None and found.get(place) == token.lemma)


def _of_tokens(lemma: Callable[[str], str], doc: Any) -> list[str]:
    return [lemma(token.text) for token in doc]


def _in_context(reader: Any, doc: Any) -> list[str]:
    return [reading.lemma for reading in reader.read([token.text for token in doc])]


def _annotated(doc: Any) -> list[str]:
    return [token.lemma_ for token in doc]


def print_accuracy(counts: Counts, files: Iterable[str]) -> None:
    """Print the share of right lemmas of each system and file."""
    print("1. GOLD TOKENS: right lemmas of all tokens, of words (no PUNCT, SYM), of words whose form is not in the")
    print("   training data; right parts of speech. rakenlp by cross-validation: its ranker and context alone, and")
    print(
        "   with the field lexicon, spoken forms and spelling repair on top. What was written by hand (rules, lists of"
    )
    print("   function words, these tables) is not held out: if it was written with these files in sight, it flatters.")
    for name in files:
        rows = {system: total for (part, file, system), total in counts.items() if (part, file) == ("accuracy", name)}
        size = next(iter(rows.values()))
        print(f"\n{name}: {size['n']} tokens, {size['words']} words, {size['unseen']} of them unseen\n")
        print(f"{'':<34}{'all':>8}{'words':>8}{'unseen':>8}{'UPOS':>8}")
        for system, t in rows.items():
            shares = [t["right"] / t["n"], t["word_right"] / t["words"], t["unseen_right"] / max(1, t["unseen"])]
            pos = f"{100 * t['pos'] / t['n']:8.2f}" if t["pos"] else f"{'–':>8}"
            print(f"{system:<34}" + "".join(f"{100 * share:8.2f}" for share in shares) + pos)
    print()


def print_raw(counts: Counts, files: Iterable[str]) -> None:
    """Print precision, recall and F1 over spans, as in the CoNLL shared task."""
    print("2. RAW TEXT, one sentence at a time: spans of tokens, and spans with the right lemma. Split tokens of the")
    print("   treebank (ettei: että, ei) are misses for every system. rakenlp by cross-validation.")
    for name in files:
        rows = {system: total for (part, file, system), total in counts.items() if (part, file) == ("raw", name)}
        print(f"\n{name}: {next(iter(rows.values()))['gold']} words\n")
        print(f"{'':<42}{'token F1':>9}{'precision':>11}{'recall':>8}{'lemma F1':>10}")
        for system, t in rows.items():
            f1, tokens = (200 * t[key] / (t["gold"] + t["found"]) for key in ("right", "tokens"))
            precision, recall = 100 * t["right"] / t["found"], 100 * t["right"] / t["gold"]
            print(f"{system:<42}{tokens:9.2f}{precision:11.2f}{recall:8.2f}{f1:10.2f}")
    print()


# --- speed -----------------------------------------------------------------------------------------------------------


def read_raw(path: Path) -> Iterator[str]:
    """Yield the texts of a CSV or JSON lines file, or the lines of another one."""
    if {".csv", ".json", ".jsonl"} & set(path.suffixes):
        yield from read_texts(path)
    else:
        with _open(path) as file:
            yield from (line.rstrip("\n") for line in file if line.strip())


Run = Callable[[list[str]], object]


def _consume(pipe: Callable[[list[str]], Iterable[Any]]) -> Run:
    return lambda texts: deque(pipe(texts), maxlen=0)


def _tokenizer() -> Any:
    import spacy

    return spacy.blank("fi").tokenizer


def _token_by_token(lemma: Callable[[str], str]) -> Run:
    tokenizer = _tokenizer()

    def run(texts: list[str]) -> None:
        for doc in tokenizer.pipe(texts):
            for token in doc:
                token.lemma_ = lemma(token.text)

    return run


def _component() -> Run:
    import spacy

    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_voikko")
    return _consume(nlp.pipe)


def _whole() -> Run:
    import rakenlp

    return _consume(rakenlp.load_language().pipe)


def _lemmatize() -> Run:
    import rakenlp

    return rakenlp.lemmatize


def _simplemma() -> Run:
    import simplemma

    return _consume(lambda texts: (simplemma.text_lemmatizer(text, lang="fi") for text in texts))


def _bare() -> Run:
    return _consume(_tokenizer().pipe)


SYSTEMS: dict[str, Callable[[], Run]] = {
    "spaCy tokens, lower-cased in a loop": lambda: _token_by_token(str.lower),
    'spacy.blank("fi") + rakenlp_voikko': _component,
    "rakenlp.load_language()": _whole,
    "rakenlp.lemmatize": _lemmatize,
    "spaCy tokens, Voikko first analysis": lambda: _token_by_token(first_analysis),
    "  with a cache of types": lambda: _token_by_token(cache(first_analysis)),
    "simplemma.text_lemmatizer": _simplemma,
    "spaCy tokens, simplemma": lambda: _token_by_token(partial(simple, greedy=False)),
}


def clock(work: Callable[[], object]) -> float:
    """Return the CPU seconds that work takes: other jobs on the machine disturb them less than wall time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def resident() -> float:
    """Return the resident memory of this process in MB; known on Linux only."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def worker(system: str, path: Path, count: int) -> None:
    """Measure one system in this process and print the figures as JSON."""
    texts = list(islice(read_raw(path), count))
    found = {"import": clock(lambda: __import__("spacy"))}
    bare = _bare()
    bare([FIRST])
    found["bare cold"] = clock(lambda: bare(texts))
    found["bare warm"] = min(clock(lambda: bare(texts)) for _ in range(PASSES))
    memory = resident()
    loaded: list[Run] = []

    def load() -> None:
        loaded.append(SYSTEMS[system]())
        loaded[0]([FIRST])

    found["load"] = clock(load)
    found["load MB"] = resident() - memory
    found["cold"] = clock(lambda: loaded[0](texts))
    found["warm"] = min(clock(lambda: loaded[0](texts)) for _ in range(PASSES))
    found["run MB"] = resident() - memory - found["load MB"]
    print(json.dumps(found))


def _in_processes(system: str, path: Path, count: int, processes: int) -> list[dict[str, float]]:
    """Return the figures of each process, with the ratios to its bare tokenizer."""
    command = [sys.executable, str(Path(__file__).resolve()), "--worker", system, str(path), str(count)]
    runs = []
    for _ in range(processes):
        run = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        runs.append(run | {f"{kind} ratio": run[f"bare {kind}"] / run[kind] for kind in ("cold", "warm")})
    return runs


def _median(runs: Iterable[Mapping[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _rate(runs: Sequence[Mapping[str, float]], kind: str, tokens: int) -> str:
    ratios = sorted(run[f"{kind} ratio"] for run in runs)
    spread = f"({ratios[0]:.2f}–{ratios[-1]:.2f})"
    return f"{tokens / _median(runs, kind):12,.0f}{statistics.median(ratios):7.2f} {spread:<11}"


def speed(path: Path, tokens: int, processes: int) -> None:
    """Print tokens a second of every system on the first texts of a file, and what loading takes."""
    from rakenlp.language.lemma_model import LemmaModel
    from rakenlp.language.lexicon import Lexicon

    tokenizer, counts, count = _tokenizer(), Counter[str](), 0
    for text in read_raw(path):
        counts.update(token.text for token in tokenizer(text))
        count += 1
        if (n := counts.total()) >= tokens:
            break
    else:
        print(f"{path.name} has {(n := counts.total())} tokens, {tokens} were asked for")
    model = LemmaModel.default()
    if model.lexicon != Lexicon.default().fingerprint:
        print("The table of common forms was made with another lexicon and is not in use: rebuild models/lemmas.")
    written = {form: seen for form, seen in counts.items() if any(map(str.isalpha, form))}
    stored = sum(seen for form, seen in written.items() if form in model.readings)
    print(f"3. SPEED: {path.name}, its first {count} texts: {n} tokens and {len(counts)} types of the spaCy tokenizer;")
    print(
        f"   {100 * stored / sum(written.values()):.1f} % of those with letters are in rakenlp's table of common forms."
    )
    print(f"   Tokens a second of CPU time (time.process_time), one core, median of {processes} process(es).")
    print(f"   Cold: first sight of the text, models loaded. Warm: best of {PASSES} further passes. Ratio: to the bare")
    print("   spaCy tokenizer just before in the same process, cold to cold, warm to warm; median (least–largest).")
    print(f"   Load average {_load_average()}\n")
    print(f"{'':<36}{'cold':>12}{'ratio':>7}{'':12}{'warm':>12}{'ratio':>7}")
    figures: dict[str, list[dict[str, float]]] = {}
    for name in SYSTEMS:
        if "simplemma" in name and not has_simplemma():
            continue
        runs = figures[name] = _in_processes(name, path, count, processes)
        print(f"{name:<36}{_rate(runs, 'cold', n)}{_rate(runs, 'warm', n)}".rstrip(), flush=True)
    everything = [run for runs in figures.values() for run in runs]
    bare = {kind: sorted(n / run[f"bare {kind}"] for run in everything) for kind in ("cold", "warm")}
    detail = "; ".join(f"{k} {statistics.median(v):,.0f} ({v[0]:,.0f}–{v[-1]:,.0f})" for k, v in bare.items())
    print(f"\nThe bare tokenizer in these {len(everything)} processes: {detail} tokens/s.")
    print(f"Load average after: {_load_average()}\n")
    print("Loading (models and a first short sentence, after spaCy), CPU seconds; growth of resident memory")
    print(f"{'import spacy':<36}{_median(everything, 'import'):8.2f} s")
    for name, runs in figures.items():
        seconds, loaded, more = (_median(runs, key) for key in ("load", "load MB", "run MB"))
        print(f"{name.strip():<36}{seconds:8.2f} s{loaded:8.0f} MB, {more:.0f} MB more for the texts")
    print()


def _load_average() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"


# --- the run ---------------------------------------------------------------------------------------------------------


def heading() -> None:
    """Print what is measured, and on what."""
    from importlib.metadata import version

    from rakenlp.language.voikko import active_backend

    backend, today = active_backend(), dt.date.today()
    packages = ["rakenlp", "spacy", *(["simplemma"] if has_simplemma() else [])]
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"{today.day}.{today.month}.{today.year}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"{versions}, libvoikko {backend.version} ({backend.name})")
    if not has_simplemma():
        print(MISSING)
    sizes = {path.name: path.stat().st_size / 1e6 for path in sorted(MODELS.glob("*.npz"))}
    detail = ", ".join(f"{name} {size:.2f}" for name, size in sizes.items())
    print(f"model files {sum(sizes.values()):.2f} MB ({detail})\n", flush=True)


def main() -> None:
    """Run the sections that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", nargs="*", type=Path, help="CoNLL-U files with gold lemmas, .xz too")
    parser.add_argument("--texts", nargs="+", type=Path, default=[], help="raw texts for speed: CSV, JSON lines, lines")
    parser.add_argument("--tokens", type=int, default=100_000, help="least number of tokens for speed")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_FOLDS} of the folds only, one process for speed")
    parser.add_argument("--apart", action="store_true", help="hold out a fold of one file at a time")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, help="sections")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker(arguments.worker[0], Path(arguments.worker[1]), int(arguments.worker[2]))
        return
    parts = set(arguments.only)
    if parts & {"accuracy", "raw"} and not arguments.treebanks:
        parser.error("give treebanks (CoNLL-U files), or --only speed")
    if "speed" in parts and not arguments.texts:
        parser.error("give --texts for speed, or --only accuracy raw")
    paths = [*arguments.treebanks, *arguments.texts]
    if absent := [str(path) for path in paths if not path.is_file()]:
        parser.error(f"no such file: {', '.join(absent)}")
    if len({path.name for path in arguments.treebanks}) < len(arguments.treebanks) or arguments.folds < 2:
        parser.error("treebanks need different file names, and two folds at least")
    heading()
    if parts & {"accuracy", "raw"}:
        files = {path.name: read_gold(path) for path in arguments.treebanks}
        measured = min(arguments.folds, QUICK_FOLDS) if arguments.quick else arguments.folds
        counts = cross_validate(files, arguments.folds, measured, arguments.apart, parts)
        print(f"Cross-validation: {measured} of {arguments.folds} folds measured", end="")
        print(", one file's fold held out at a time\n" if arguments.apart else ", of all files together\n")
        if "accuracy" in parts:
            print_accuracy(counts, files)
        if "raw" in parts:
            print_raw(counts, files)
    if "speed" in parts:
        for path in arguments.texts:
            speed(path, arguments.tokens, 1 if arguments.quick else PROCESSES)


if __name__ == "__main__":
    main()
