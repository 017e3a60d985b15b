"""What many tests share: the example export, read and analysed once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import rakenlp
from rakenlp.texts import set_language

# The same examples in every run, so that a change is judged by what it changes. Others are looked for with
# `./rake test --hypothesis-profile=default`; what that finds becomes an @example.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def example_path() -> Path:
    return Path(str(resources.files("rakenlp").joinpath("demo", "example.csv")))


@pytest.fixture(scope="session")
def truth(example_path: Path) -> pd.DataFrame:
    table = pd.read_csv(
        example_path.with_name("ground_truth.csv"), sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False
    )
    return table.set_index("ilmoitus_id")


@pytest.fixture(scope="session")
def example(example_path: Path) -> rakenlp.Observations:
    return rakenlp.read_observations(example_path)


@pytest.fixture(scope="session")
def analysis(example: rakenlp.Observations) -> rakenlp.Analysis:
    return rakenlp.analyse(example)


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    """Every test starts in Finnish and leaves Finnish behind."""
    set_language("fi")
    yield
    set_language("fi")
