"""Importing rakenlp and asking for help are instant: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

HEAVY = (
    *(
        "numpy",
        "pandas",
        "scipy",
        "sklearn",
        "spacy",
        "thinc",
        "joblib",
        "libvoikko",
        "pyvoikko",
        "jinja2",
        "tqdm",
    ),
    *("openpyxl", "pyarrow", "matplotlib", "fastapi", "pydantic", "uvicorn"),
)


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def seconds(module: str, tries: int = 5) -> float:
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    return min(float(run(code)) for _ in range(tries))


@pytest.mark.parametrize("code", [
    "import rakenlp",
    "import rakenlp; dir(rakenlp)",
    "import rakenlp.texts, rakenlp.errors",
    "import rakenlp.cli",
    "import rakenlp.server; rakenlp.server.Limits()",
    "import tempfile, rakenlp; rakenlp.Register.open(tempfile.mkdtemp() + '/rake.sqlite').entries()",
    "import rakenlp.language, rakenlp.language.voikko",
    "from rakenlp.cli import main; main(['--help'])",
    "from rakenlp.cli import main; main(['analyse', '--help', '--lang', 'sv'])",
])  # fmt: skip
def test_nothing_heavy_is_loaded(code: str) -> None:
    loaded = run(f"import sys; {code}; print('\\nLOADED', *sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert loaded.splitlines()[-1] == "LOADED"


def test_import_is_faster_than_that_of_numpy() -> None:
    assert seconds("rakenlp") < seconds("numpy")


def test_help_comes_at_once() -> None:
    def whole(*arguments: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        return time.perf_counter() - started

    bare = min(whole("-c", "pass") for _ in range(3))
    assert min(whole("-m", "rakenlp.cli", "--help") for _ in range(3)) - bare < 0.4
