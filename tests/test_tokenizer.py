"""The tokenizer in spaCy: any text, saved, copied, in processes, threads and memory zones, and fast."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.tokens import Doc

import rakenlp
from rakenlp.language.tokenizer import NAME, Tokenizer
from rakenlp.language.tokens import is_word, pieces, words

TEXT = "Kela:n päätöstä odotettu 24 viikkoa.Kukaan ei oo  vastannu :( 10 000 € esim. e-resepti"
TOKENS = ["Kela:n", "päätöstä", "odotettu", "24", "viikkoa", ".", "Kukaan", "ei", "oo", " ", "vastannu", ":("]
TOKENS += ["10 000", "€", "esim.", "e-resepti"]


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return blank()


def blank() -> spacy.Language:
    return spacy.blank("fi", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})


def cut(nlp: spacy.Language, text: str = TEXT) -> list[str]:
    return [token.text for token in nlp(text)]


def test_tokens_and_text(nlp: spacy.Language) -> None:
    assert cut(nlp) == TOKENS
    assert nlp(TEXT).text == TEXT


def test_the_ready_pipeline_uses_it() -> None:
    ready = rakenlp.load_language()
    assert isinstance(ready.tokenizer, Tokenizer)
    assert ready.tokenizer(TEXT).text == TEXT


@given(st.one_of(st.text(st.characters(exclude_categories=())), st.text(" \n\u00a0a1.:-😀\ud800\x00")))
@example("")
@example(" ")
@example("\ud83d\ude00 \udfff\x00")
def test_any_text_is_held(nlp: spacy.Language, text: str) -> None:
    doc = nlp.tokenizer(text)
    assert doc.text == "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert [token.text_with_ws for token in doc] == pieces(doc.text)
    assert [token.text for token in doc if is_word(token.text)] == words(text)


def test_half_an_emoji_becomes_a_replacement_character(nlp: spacy.Language) -> None:
    doc = nlp("koti\ud83d on \ude00")
    assert doc.text == "koti\ufffd on \ufffd"
    assert [token.idx for token in doc] == [0, 4, 6, 9]


def test_places_of_tokens_are_those_of_the_text(nlp: spacy.Language) -> None:
    assert all(TEXT[token.idx : token.idx + len(token)] == token.text for token in nlp(TEXT))


@pytest.mark.parametrize("text", ["a" * 1_200_000, "koti ja " * 150_000, "\x00" * 100_000, " " * 1_200_000])
def test_huge_cell(text: str) -> None:
    assert rakenlp.load_language().make_doc(text).text == text


@pytest.mark.parametrize("copied", [
    lambda nlp: pickle.loads(pickle.dumps(nlp)),
    copy.deepcopy,
    lambda nlp: blank().from_bytes(nlp.to_bytes()),
])  # fmt: skip
def test_copies_cut_the_same_with_their_own_vocabulary(nlp: spacy.Language, copied) -> None:
    again = copied(nlp)
    assert cut(again) == TOKENS
    assert again.tokenizer.vocab is again.vocab is not nlp.vocab


def test_saved_pipeline(nlp: spacy.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert isinstance(loaded.tokenizer, Tokenizer)
    assert cut(loaded) == TOKENS


def test_saved_pipeline_opens_where_rakenlp_is_only_installed(nlp: spacy.Language, tmp_path: Path) -> None:
    """As pip would install it: an entry point, without anyone importing rakenlp."""
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [f"{name} = {place}" for name, place in project["entry-points"]["spacy_tokenizers"].items()]
    info = tmp_path / "installed" / "rakenlp_entry-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rakenlp-entry\nVersion: 1\n")
    (info / "entry_points.txt").write_text("\n".join(["[spacy_tokenizers]", *lines]))
    nlp.to_disk(tmp_path / "nlp")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import spacy; print(spacy.load(sys.argv[2])('ei oo Kela:n')[2])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(info.parent), str(tmp_path / "nlp")], capture_output=True, text=True
    )
    assert done.stdout.strip() == "Kela:n", done.stderr


def test_processes_agree_with_one(nlp: spacy.Language) -> None:
    texts = [f"{TEXT} {n}" for n in range(40)]
    alone = [[token.text for token in doc] for doc in nlp.pipe(texts)]
    together = [[token.text for token in doc] for doc in nlp.pipe(texts, n_process=2, batch_size=10)]
    assert together == alone
    assert [len(doc) for doc in nlp.tokenizer.pipe(texts)] == [len(tokens) for tokens in alone]


def test_spawned_process_gets_the_tokenizer(nlp: spacy.Language) -> None:
    code = (
        "import pickle, sys; tokenizer = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write('|'.join(t.text for t in tokenizer('ei oo Kela:n')).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(nlp.tokenizer), capture_output=True, check=True
    )
    assert done.stdout.decode() == "ei|oo|Kela:n"


def test_threads_agree_with_one(nlp: spacy.Language) -> None:
    texts = [f"uusi{n} sana{n % 7} Kela:n" for n in range(400)]
    fresh = blank()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: cut(fresh, text), texts))
    assert together == [cut(nlp, text) for text in texts]


def test_memory_zones_leave_nothing_behind() -> None:
    nlp = blank()
    nlp("koti")
    before = len(nlp.vocab.strings)
    for _ in range(3):
        with nlp.memory_zone():
            assert cut(nlp, "koti hetkellinen") == ["koti", "hetkellinen"]
        assert "hetkellinen" not in nlp.vocab.strings
    with nlp.vocab.memory_zone():  # past the tokenizer: it must not keep what the vocabulary forgets
        assert cut(nlp, "koti pikainen") == ["koti", "pikainen"]
    assert len(nlp.vocab.strings) == before
    assert cut(nlp, "hetkellinen pikainen") == ["hetkellinen", "pikainen"]


def test_what_is_kept_in_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rakenlp.language.tokenizer.CACHE_SIZE", 50)
    nlp = blank()
    for n in range(300):
        assert cut(nlp, f"sana{n} " + "pitkä" * 20) == [f"sana{n}", "pitkä" * 20]
    assert len(nlp.tokenizer._pieces) <= 50


def test_faster_than_the_tokenizer_of_spacy_on_a_large_vocabulary(nlp: spacy.Language) -> None:
    """Spoken of a vocabulary larger than spaCy's cache of ten thousand, as that of any year's texts is."""
    parts = ["asunto", "vuokra", "velka", "häätö", "tuki", "raha", "perhe", "lapsi", "nuori", "hoito", "apu", "jono"]
    types = [f"{first}{second}{third}{end}" for first in parts for second in parts for third in parts for end in
             ("", "n", "a", "lle", "sta", "lla", "kin")]  # fmt: skip
    texts = [" ".join(types[start::500]) + ", eikä auta." for start in range(500)]
    plain = spacy.blank("fi").tokenizer

    def seconds(tokenizer: Callable[[str], Doc]) -> float:
        started = time.process_time()
        for text in texts:
            tokenizer(text)
        return time.process_time() - started

    ours, theirs = zip(*[(seconds(nlp.tokenizer), seconds(plain)) for _ in range(4)], strict=True)
    assert ours[0] < theirs[0]
    assert 1.5 * min(ours) < min(theirs)
