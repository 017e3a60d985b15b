"""Back ends and handles: one per thread, never shared, never pickled."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rakenlp.errors import BackendError, ParameterError
from rakenlp.language import voikko, words

FORMS = ["asunnottomien", "vuokravelat", "kaverin", "päätöksen", "sohvalla", "lapsen", "koulusta", "kotihoidon"] * 40


def test_each_thread_has_a_handle_of_its_own() -> None:
    handles: list[int] = []
    barrier = threading.Barrier(4)

    def open_one() -> None:
        barrier.wait()
        handles.append(id(voikko.morphology()))
        barrier.wait()

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(handles)) == 4


def test_threads_agree_with_one_thread() -> None:
    uncached = words.analyse_word.__wrapped__
    alone = [uncached(form).lemma for form in FORMS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda form: uncached(form).lemma, FORMS))
    assert together == alone


def test_words_can_be_pickled_and_sent_to_another_process() -> None:
    from joblib import Parallel, delayed

    from rakenlp.language.terms import topic_lemmas

    assert pickle.loads(pickle.dumps(topic_lemmas))("kaverin sohvalla") == ["kaveri", "sohva"]
    out = Parallel(n_jobs=2)(delayed(topic_lemmas)(text) for text in ["kaverin sohvalla", "vuokravelat"])
    assert out == [["kaveri", "sohva"], ["vuokravelka"]]


def test_a_forced_back_end_that_does_not_exist_is_named() -> None:
    code = "import rakenlp.language.voikko as v; v.active_backend()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"RAKENLP_VOIKKO": "magic", "PATH": ""}, capture_output=True, text=True
    )
    assert "RAKENLP_VOIKKO" in done.stderr
    assert "magic" in done.stderr


@pytest.fixture
def unchosen() -> Iterator[None]:
    """No back end has been chosen yet, nor does what a test chooses stay."""
    voikko.active_backend.cache_clear()
    yield
    voikko.active_backend.cache_clear()


def test_what_is_available_can_be_asked() -> None:
    assert voikko.is_available()
    assert voikko.is_available(voikko.active_backend().name)
    for info in voikko.available_backends():
        assert voikko.is_available(info.name) is info.available
    for wrong in ("magic", "", 3, ["native"]):
        with pytest.raises(ParameterError, match="is_available"):
            voikko.is_available(wrong)  # type: ignore[arg-type]


@pytest.mark.usefixtures("unchosen")
def test_nothing_available_is_told_and_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(voikko.BACKEND_VARIABLE, raising=False)
    monkeypatch.setattr(voikko, "_describe", lambda name: voikko.BackendInfo(name, False, reason="not here"))
    assert not voikko.is_available()
    assert not voikko.is_available("native")


@pytest.mark.usefixtures("unchosen")
def test_a_forced_back_end_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(voikko.BACKEND_VARIABLE, "pure")
    monkeypatch.setattr(voikko, "_describe", lambda name: voikko.BackendInfo(name, name == "native"))
    assert not voikko.is_available()
    assert voikko.is_available("native")


@pytest.mark.usefixtures("unchosen")
def test_no_back_end_tells_how_to_install_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(voikko.BACKEND_VARIABLE, raising=False)
    monkeypatch.setattr(voikko, "_describe", lambda name: voikko.BackendInfo(name, False, reason="not here"))
    with pytest.raises(BackendError, match="rakenlp\\[pure\\]") as caught:
        voikko.active_backend()
    assert caught.value.code == "voikko_missing"


@pytest.mark.usefixtures("unchosen")
def test_parameter_error_is_a_value_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(voikko.BACKEND_VARIABLE, "other")
    with pytest.raises(ParameterError, match="other"):
        voikko.active_backend()
