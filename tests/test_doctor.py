"""``rakenlp doctor``: what it tells, in which language, and the exit code."""

from __future__ import annotations

import json
import platform
import sys
from typing import Any

import pytest

from rakenlp.cli import doctor, main
from rakenlp.errors import BackendError
from rakenlp.language import voikko
from rakenlp.language.voikko import BackendInfo

NATIVE = BackendInfo("native", True, "4.3.1", "fi standard")
NO_NATIVE = BackendInfo("native", False, reason="OSError: libvoikko.so.1: cannot open shared object file")
PURE = BackendInfo("pure", True, "0.6", "pyvoikko")
NO_PURE = BackendInfo("pure", False, reason="ModuleNotFoundError: No module named 'pyvoikko'")


class Morphology:
    def __init__(self, lemma: str) -> None:
        self.lemma = lemma

    def analyze(self, word: str) -> list[dict[str, str]]:
        return [{"BASEFORM": self.lemma}]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what the machine has; everything else the doctor looks at is found in order."""

    def set_up(native: BackendInfo, pure: BackendInfo, lemma: str = "asunnoton") -> None:
        usable = [info for info in (native, pure) if info.available]

        def active() -> BackendInfo:
            if not usable:
                raise BackendError("voikko_missing", install="sudo apt install libvoikko1 voikko-fi")
            return usable[0]

        monkeypatch.setattr(voikko, "available_backends", lambda: [native, pure])
        monkeypatch.setattr(voikko, "active_backend", active)
        monkeypatch.setattr(voikko, "morphology", lambda: Morphology(lemma))
        monkeypatch.setattr(doctor, "_models", lambda: dict.fromkeys(doctor.MODELS, True))
        monkeypatch.setattr(doctor, "_version", lambda name: "1.0")
        monkeypatch.delenv(voikko.BACKEND_VARIABLE, raising=False)

    return set_up


def test_this_machine_is_told_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["python"]["version"] == platform.python_version()
    assert found["packages"]["numpy"] == sys.modules["importlib.metadata"].version("numpy")
    assert [backend["name"] for backend in found["voikko"]["backends"]] == ["native", "pure"]
    assert found["usable"] == (code == 0)
    if found["voikko"]["active"]:
        assert found["voikko"]["check"]["lemma"] == "asunnoton"


def test_native_in_use(machine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    machine(NATIVE, NO_PURE)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "natiivi kirjasto 4.3.1: käytössä, sanasto fi standard" in out
    assert "puhdas Python (pyvoikko): ei käytettävissä" in out
    assert "asunnottomien → asunnoton (oikein)" in out
    assert out.rstrip().endswith("Käyttövalmis.")


def test_pure_in_use_says_what_it_costs(machine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    machine(NO_NATIVE, PURE)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "libvoikko.so.1" in out and "hitaammin" in out and "sudo apt-get install libvoikko1 voikko-fi" in out


def test_without_any_back_end_the_exit_code_is_one(machine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    machine(NO_NATIVE, NO_PURE)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "Ei vielä käyttövalmis" in out and "Käyttövalmis." not in out


def test_a_dictionary_that_answers_wrong_is_not_usable(machine: Any, capsys: pytest.CaptureFixture[str]) -> None:
    machine(NATIVE, NO_PURE, lemma="asunto")
    assert main(["doctor"]) == 1
    assert "asunnottomien → asunto (väärin, pitäisi olla asunnoton)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "change", "told"),
    [
        ("_version", lambda name: None if name == "spacy" else "1.0", "spacy"),
        ("_models", lambda: {"taxonomy": True, "domain": False, "vectors": True}, "domain"),
    ],
)
def test_an_incomplete_installation_is_not_usable(
    machine: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: str,
    change: Any,
    told: str,
) -> None:
    machine(NATIVE, NO_PURE)
    monkeypatch.setattr(doctor, what, change)
    assert main(["doctor"]) == 1
    assert told in capsys.readouterr().out.splitlines()[-1]


def test_missing_extras_come_with_the_line_that_brings_them(
    machine: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(NATIVE, NO_PURE)
    monkeypatch.setattr(doctor, "_version", lambda name: None if name in ("openpyxl", "uvicorn") else "1.0")
    main(["doctor", "--json"])
    extras = {extra["name"]: extra for extra in json.loads(capsys.readouterr().out)["extras"]}
    assert [name for name, extra in extras.items() if not extra["installed"]] == [
        "excel",
        "server",
        "notebook",
    ]
    assert extras["server"]["packages"] == {"fastapi": "1.0", "uvicorn": None}
    assert extras["excel"]["install"] in ("./rake setup excel", 'python -m pip install ".[excel]"',
                                          'python -m pip install "rakenlp[excel]"')  # fmt: skip


@pytest.mark.parametrize(
    ("name", "release", "marked"),
    [
        ("linux", {"ID": "ubuntu", "ID_LIKE": "debian"}, "Debian / Ubuntu"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "Debian / Ubuntu"),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "Fedora"),
        ("linux", {"ID": "arch"}, None),
        ("darwin", {}, "macOS"),
        ("win32", {}, "Windows"),
    ],
)
def test_the_install_line_of_this_machine_is_marked(
    machine: Any, monkeypatch: pytest.MonkeyPatch, name: str, release: dict[str, str], marked: str | None
) -> None:
    machine(NATIVE, NO_PURE)
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(platform, "platform", lambda: "somewhere")
    monkeypatch.setattr(doctor.sys, "platform", name)
    lines = doctor.examine()["install"]
    assert [line["system"] for line in lines] == ["Debian / Ubuntu", "Fedora", "macOS", "Windows"]
    assert [line["system"] for line in lines if line["this_machine"]] == ([marked] if marked else [])
    assert all(line["command"] for line in lines)


@pytest.mark.parametrize(("language", "word"), [("fi", "Lisäosat"), ("sv", "Tillägg"), ("en", "Extras")])
def test_it_speaks_the_language_asked_for(
    machine: Any, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    machine(NATIVE, NO_PURE)
    main(["doctor", "--lang", language])
    assert word in capsys.readouterr().out
