"""The language layer in threads, processes and long runs: one answer whatever runs it, and memory that stays flat."""

from __future__ import annotations

import copy
import json
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from linecache import getline
from pathlib import Path
from typing import Any

import pytest
import spacy

import rakenlp
from rakenlp.language import component as component_module
from rakenlp.language import forms, terms, tokens, words
from rakenlp.language.component import VoikkoComponent
from rakenlp.language.forms import read_word
from rakenlp.language.voikko import morphology
from rakenlp.language.words import analyse_word

THREADS = 8
RUNS = 20
NAME = "rakenlp_voikko"

FRAMES = (
    "Hän ei oo saanu {0} eikä {1} auta, sanoi sossu.",
    "Luulin et {0} tulee, mut {1} jäi tulematta.Kukaan ei soita",
    "Asiakkaan {0} ja {1} selvitetään, ks. Kela:n ohje 24/7",
    "{0}, {1} ja siks mä en jaksa :( toimentulotuen jonossa",
    "Alusta asti {0} on ollut sopiva, lopulta {1} oli oleva ongelma",
    "Jag är bostadslös, {0} och {1} får ingen hjälp",
)
PARTS = [
    "asunto",
    "vuokra",
    "velka",
    "häätö",
    "tuki",
    "raha",
    "perhe",
    "lapsi",
    "nuori",
    "hoito",
    "apu",
    "jono",
    "koulu",
]
PARTS += ["työ", "terveys", "päihde"]
ENDINGS = ("", "n", "a", "lle", "sta", "lla", "kin", "ni", "ssa", "t", "ksi", "nsa")


def vocabulary(size: int) -> list[str]:
    forms = [f"{a}{b}{c}" for a in PARTS for b in PARTS for c in ENDINGS]
    random.Random(1).shuffle(forms)
    return forms[:size]


def some_texts(size: int = 18) -> list[str]:
    forms = vocabulary(2 * size)
    return [FRAMES[n % len(FRAMES)].format(forms[2 * n], forms[2 * n + 1]) for n in range(size)]


TEXTS = some_texts()


def read(nlp: spacy.Language, text: str) -> list[tuple[Any, ...]]:
    return [(t.text, t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in nlp(text)]


def blank() -> spacy.Language:
    nlp = spacy.blank("fi")
    nlp.add_pipe(NAME)
    return nlp


def forget() -> None:
    """Empty the caches of words, so that threads race in filling them; what is loaded stays."""
    for function in (forms.read_word, forms.respelt, words.analyse_word, forms.analyses_of, forms.possible_readings):
        function.cache_clear()
    for remembered in (terms._WORDS, terms._ALONE, tokens._WORDS):
        remembered.forget()


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads change places after every few steps, not every five milliseconds."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def in_threads(work: Callable[[int], Any]) -> list[Any]:
    """Run ``work`` in eight new threads that begin at the same moment."""
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def shuffled(number: int) -> list[int]:
    order = list(range(len(TEXTS)))
    random.Random(number % 3).shuffle(order)  # some threads go side by side, some meet the words elsewhere
    return order


# --- threads


@pytest.mark.parametrize("make", [rakenlp.load_language, blank])
def test_threads_over_one_pipeline_agree_with_one_thread(make: Callable[[], spacy.Language], hurried: None) -> None:
    expected = [read(make(), text) for text in TEXTS]
    shared = make()
    for run in range(RUNS):
        forget()
        shared.remove_pipe(NAME)
        shared.add_pipe(NAME)
        if run % 5 == 4:
            shared = make()  # a vocabulary without a word too

        def work(number: int, nlp: spacy.Language = shared) -> dict[int, list[tuple[Any, ...]]]:
            return {n: read(nlp, TEXTS[n]) for n in shuffled(number)}

        for found in in_threads(work):
            assert [found[n] for n in range(len(TEXTS))] == expected


def test_threads_over_lemmatize_agree_with_one_thread(hurried: None) -> None:
    expected = rakenlp.lemmatize(TEXTS)
    for _ in range(RUNS):
        forget()

        def work(number: int) -> dict[int, list[str]]:
            order = shuffled(number)
            return dict(zip(order, rakenlp.lemmatize([TEXTS[n] for n in order]), strict=True))

        for found in in_threads(work):
            assert [found[n] for n in range(len(TEXTS))] == expected


def test_threads_share_one_small_cache_that_is_full_all_the_time(
    hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlp = rakenlp.load_language()
    expected = [read(nlp, text) for text in TEXTS]
    monkeypatch.setattr("rakenlp.language.component.CACHE_SIZE", 30)
    monkeypatch.setattr("rakenlp.language.tokenizer.CACHE_SIZE", 30)
    monkeypatch.setattr(tokens._WORDS, "size", 30)
    shared = rakenlp.load_language()
    for found in in_threads(lambda number: {n: read(shared, TEXTS[n]) for n in shuffled(number)}):
        assert [found[n] for n in range(len(TEXTS))] == expected


def test_threads_that_come_first_load_the_model_once() -> None:
    """Eight copies would take eight times the memory and the time."""
    code = (
        "import threading; from concurrent.futures import ThreadPoolExecutor;"
        "from rakenlp.language.lemma_model import LemmaModel; from rakenlp.language import Lexicon;"
        "barrier = threading.Barrier(8);"
        "work = lambda _: (barrier.wait(), LemmaModel.default(), Lexicon.default());"
        "found = list(ThreadPoolExecutor(8).map(work, range(8)));"
        "print(len({id(model) for _, model, _ in found}), len({id(lexicon) for _, _, lexicon in found}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]


def test_an_interrupted_run_leaves_the_pipeline_right() -> None:
    """Somebody stops a long run (Ctrl-C) at any line of the component and goes on with the same pipeline.

    Python itself sees to it that nothing comes between a ``with`` and the closing of what it opened.
    """
    texts = TEXTS[:6]
    expected = [read(rakenlp.load_language(), text) for text in texts]
    nlp = rakenlp.load_language()
    for stop in range(1, 400, 3):
        nlp.get_pipe(NAME)._types = None
        left = [stop]

        def trace(frame: Any, event: str, argument: Any, left: list[int] = left) -> Any:
            if frame.f_code.co_filename != component_module.__file__:
                return None
            if event == "line" and not getline(component_module.__file__, frame.f_lineno).lstrip().startswith("with "):
                left[0] -= 1
                if not left[0]:
                    raise KeyboardInterrupt
            return trace

        usual = sys.gettrace()  # that of a measurement of coverage
        sys.settrace(trace)
        try:
            nlp(texts[0])
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(usual)
        assert [read(nlp, text) for text in texts] == expected


# --- copies and processes


COPIES: dict[str, Callable[[spacy.Language], spacy.Language]] = {
    "pickle": lambda nlp: pickle.loads(pickle.dumps(nlp)),
    "deepcopy": copy.deepcopy,
    "bytes": lambda nlp: rakenlp.load_language().from_bytes(nlp.to_bytes()),
}


@pytest.mark.parametrize("way", COPIES)
@pytest.mark.parametrize("used", [True, False])
def test_copies_of_a_pipeline_answer_the_same(way: str, used: bool) -> None:
    nlp = rakenlp.load_language()
    if used:
        read(nlp, TEXTS[0])
    again = COPIES[way](nlp)
    assert [read(again, text) for text in TEXTS] == [read(nlp, text) for text in TEXTS]
    assert again.vocab is not nlp.vocab


@pytest.mark.parametrize("way", ["pickle", "deepcopy"])
def test_copies_of_the_component_answer_the_same(way: str, own_words: Path) -> None:
    nlp = rakenlp.load_language(own_words)
    expected = read(nlp, OWN_TEXT)
    component = nlp.get_pipe(NAME)
    again = pickle.loads(pickle.dumps(component)) if way == "pickle" else copy.deepcopy(component)
    assert again.lexicon == component.lexicon
    assert again is not component
    doc = again(nlp.make_doc(OWN_TEXT))
    assert [(t.text, t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in doc] == expected


OWN_TEXT = "Kotiportista sossuun, et vuokravelka maksetaan"


@pytest.fixture
def own_words(tmp_path: Path) -> Path:
    path = tmp_path / "sanasto.csv"
    path.write_text("muoto;perusmuoto;merkitys\nKotiportti;kotiportti;asunto|neuvonta\n", encoding="utf-8")
    return path


def test_the_unpickled_component_brings_its_attributes_to_a_new_process(own_words: Path) -> None:
    code = (
        "import pickle, sys; nlp = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write(pickle.dumps([(t.lemma_, t._.compound_parts, t._.meaning) for t in nlp(sys.argv[1])]))"
    )
    nlp = rakenlp.load_language(own_words)
    done = subprocess.run(
        [sys.executable, "-c", code, OWN_TEXT], input=pickle.dumps(nlp), capture_output=True, check=True
    )
    assert pickle.loads(done.stdout) == [(t.lemma_, t._.compound_parts, t._.meaning) for t in nlp(OWN_TEXT)]


_PIPE = """
import json, multiprocessing, sys
import rakenlp

def main():
    multiprocessing.set_start_method(sys.argv[1])
    nlp = rakenlp.load_language(sys.argv[2])
    texts = json.load(sys.stdin)
    nlp(texts[0])
    docs = nlp.pipe(texts, n_process=2, batch_size=5)
    print(json.dumps([[(t.text, t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in doc]
                      for doc in docs]))

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_processes_of_spacy_agree_with_one(method: str, own_words: Path, tmp_path: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this system")
    script = tmp_path / "pipe.py"
    script.write_text(_PIPE, encoding="utf-8")
    texts = [OWN_TEXT, *TEXTS[:20]]
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", str(script), method, str(own_words)],
        input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    nlp = rakenlp.load_language(own_words)
    assert json.loads(done.stdout) == json.loads(json.dumps([read(nlp, text) for text in texts]))


def test_processes_of_joblib_agree_with_one(own_words: Path) -> None:
    from joblib import Parallel, delayed

    nlp = rakenlp.load_language(own_words)

    def work(pipeline: spacy.Language, text: str) -> list[tuple[Any, ...]]:
        return [(t.text, t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in pipeline(text)]

    texts = [OWN_TEXT, *TEXTS[:8]]
    found = Parallel(n_jobs=2, backend="loky")(delayed(work)(nlp, text) for text in texts)
    assert found == [read(nlp, text) for text in texts]


@pytest.mark.parametrize("n_jobs", [1, 2, -1])
def test_lemmatize_does_not_depend_on_processes(n_jobs: int, own_words: Path) -> None:
    texts = some_texts(90) * 23 + [OWN_TEXT]
    alone = [rakenlp.lemmatize([text])[0] for text in texts[-91:]]
    assert rakenlp.lemmatize(texts, n_jobs=n_jobs) == alone[:-1] * 23 + alone[-1:]
    assert rakenlp.lemmatize(texts, n_jobs=n_jobs, lexicon=own_words) == rakenlp.lemmatize(texts, lexicon=own_words)


def in_child(work: Callable[[], bool]) -> bool:
    """Fork, run ``work`` in the child and tell whether it was true there; a child that hangs is killed."""
    child = os.fork()
    if child == 0:
        import signal

        code = 2
        try:
            signal.alarm(20)
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_after_use_answers_the_same() -> None:
    nlp = rakenlp.load_language()
    expected = [read(nlp, text) for text in TEXTS]
    parent = id(morphology())

    def work() -> bool:
        own = id(morphology()) != parent
        forget()
        return own and [read(nlp, text) for text in TEXTS] == expected

    assert in_child(work)
    assert [read(nlp, text) for text in TEXTS] == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_while_another_thread_fills_the_caches_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child must not wait for a lock that a thread held which it does not have, nor see a half-written row."""
    expected = [read(rakenlp.load_language(), text) for text in TEXTS]
    nlp = rakenlp.load_language()
    filling, usual = threading.Event(), component_module.is_doubtful

    def slowly(reading: Any) -> bool:
        if not filling.is_set():
            filling.set()
            time.sleep(0.3)
        return usual(reading)

    monkeypatch.setattr(component_module, "is_doubtful", slowly)
    thread = threading.Thread(target=nlp, args=("vuokravelka kasvoi",))
    thread.start()
    assert filling.wait(10)
    assert in_child(lambda: [read(nlp, text) for text in TEXTS] == expected)
    thread.join()
    assert [read(nlp, text) for text in TEXTS] == expected


# --- order


def test_texts_do_not_change_one_another() -> None:
    nlp = rakenlp.load_language()
    expected = {text: read(rakenlp.load_language(), text) for text in TEXTS}
    alone = {text: rakenlp.lemmatize([text])[0] for text in TEXTS}
    for seed in range(5):
        order = random.Random(seed).sample(TEXTS, len(TEXTS))
        forget()
        assert rakenlp.lemmatize(order) == [alone[text] for text in order]
        forget()
        nlp.get_pipe(NAME)._types = None
        for size in (1, 7, 1000):
            docs = nlp.pipe(order, batch_size=size)
            assert [
                [(t.text, t.lemma_, t.pos_, str(t.morph), t._.compound_parts, t._.meaning) for t in doc] for doc in docs
            ] == [expected[text] for text in order]


# --- memory


def resident() -> float:
    """Memory of this process in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


measured = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is told by Linux only")


@measured
@pytest.mark.slow
def test_a_million_calls_leave_the_memory_as_it_was() -> None:
    forms = vocabulary(2_000)
    texts = [" ".join(forms[n : n + 10]) + ", et tulee." for n in range(0, 2_000, 10)]
    nlp, opened = rakenlp.load_language(), morphology()

    def calls(times: int) -> None:
        for _ in range(times * 5):
            for form in forms:
                read_word(form)
                analyse_word(form)
        for turn in range(times):
            for form in forms[:1_000]:
                opened.analyze(form)
            if turn % 5 == 0:
                rakenlp.lemmatize(texts)
                for text in texts:
                    nlp(text)

    calls(2)
    before = resident()
    calls(100)  # a million of read_word and of analyse_word, 10⁵ of Voikko, 56,000 tokens each way
    assert resident() - before < 20


@measured
@pytest.mark.slow
def test_memory_zones_leave_the_memory_as_it_was() -> None:
    nlp = rakenlp.load_language()
    rng = random.Random(5)

    def zones(times: int) -> None:
        for _ in range(times):
            with nlp.memory_zone():
                for _ in range(20):
                    nlp(" ".join("".join(rng.choices("0123456789", k=12)) for _ in range(20)))
            forms.read_word.cache_clear()
            forms.respelt.cache_clear()

    zones(10)
    before, strings = resident(), len(nlp.vocab.strings)
    zones(100)  # 40,000 new words
    assert len(nlp.vocab.strings) == strings
    assert resident() - before < 20


@measured
def test_megabytes_without_a_space_are_not_kept() -> None:
    def one(number: int) -> None:
        text = f"tuki{number}" * 150_000
        assert rakenlp.lemmatize([text]) == [[text]]
        assert analyse_word(text).lemma == text
        assert terms.topic_terms(text)

    for number in range(10):
        one(number)
    before = resident()
    for number in range(10, 60):
        one(number)
    assert resident() - before < 30


def test_every_cache_of_words_has_a_bound() -> None:
    for function in (forms.read_word, forms.respelt, words.analyse_word, forms.analyses_of, forms.possible_readings):
        assert function.kept.size
    assert terms._WORDS.size and terms._ALONE.size and tokens._WORDS.size
    assert isinstance(VoikkoComponent()._types, type(None))
    before = len(forms.read_word.kept)
    read_word("tuki" * 100)
    assert len(forms.read_word.kept) == before
