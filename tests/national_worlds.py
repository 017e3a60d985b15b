"""Made-up counties for the tests of the comparison: random submissions without a text, and no model behind them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from fake_analysis import FakeImportReport, FakeObservations

from rakenlp._decided import Decided
from rakenlp.phenomena import Taxonomy
from rakenlp.signals import FLAG_COLUMNS, Rules

GROUPS = ("asiakas", "asukas", "läheinen", "ammattilainen", "järjestö", None)
CHANNELS = ("avoin_lomake", "etsivä_työ", None)
MATTERS = ("ajokortin_hinta", "sahkon_hinta", "yksityistiet", "perintoriidat")


class StubModel:
    """What a summary asks of a model."""

    taxonomy = "default"

    def __init__(self, taxonomy: Taxonomy, matters: list[str | None]) -> None:
        self.taxonomy_ = taxonomy
        self._matters = matters

    def _fitted(self) -> Any:
        knowledge = SimpleNamespace(matters=list(MATTERS))
        return SimpleNamespace(space="s", lexicon=None, knowledge=knowledge, background=None)

    def landmarks(self) -> dict[str, Any]:
        return {}

    def matters(self, texts: list[str]) -> pd.DataFrame:
        told = [self._matters[int(text)] for text in texts]
        return pd.DataFrame({"matter_id": pd.Series(told, dtype=object), "probability": [0.9] * len(texts)})


def random_county(
    seed: int,
    n: int,
    *,
    taxonomy: Taxonomy | None = None,
    start: str = "2025-01-01",
    days: int = 545,
    as_of: str | None = "2026-06-30",
    codes: list[str] | None = None,
) -> Any:
    """Return what looks like an analysis of ``n`` random submissions; some of a phenomenon, some of a matter."""
    rng = np.random.default_rng(seed)
    taxonomy = taxonomy or Taxonomy.default()
    codes = codes or [taxonomy.codes[i] for i in rng.permutation(len(taxonomy.codes))[: int(rng.integers(3, 15))]]
    weights = rng.dirichlet(np.full(len(codes) + 1, 0.6))
    found = [[*codes, None][k] for k in rng.choice(len(codes) + 1, n, p=weights)]
    ids = [f"{seed}-{i}" for i in range(n)]
    received = pd.to_datetime(start) + pd.to_timedelta(rng.integers(0, days, n), unit="D")
    pick = lambda values: pd.Series([values[k] for k in rng.integers(0, len(values), n)], dtype=object)  # noqa: E731
    groups, towns, channels = pick(GROUPS), pick(("Tampere", "Nokia", None)), pick(CHANNELS)
    frame = pd.DataFrame({"description": [str(i) for i in range(n)], "channel": channels, "municipality": towns})
    frame["language"] = pick(("fi", "fi", "sv"))
    for column in ("effects", "societal_links", "proposal", "valence", "service_line", "row"):
        frame[column] = pd.Series([None] * n, dtype=object)
    frame["received_date"], frame["respondent_group"] = received, groups
    frame.index = pd.Index(ids, dtype=object, name="observation_id")
    observations = pd.DataFrame({"observation_id": pd.Series(ids, dtype=object)})
    observations["phenomenon_id"] = pd.Series(found, dtype=object)
    observations["also"] = pd.Series([[] for _ in range(n)], dtype=object)
    observations["is_single_voice"] = False
    for column in ("duplicate_of", "duplicate_group", "service_line"):
        observations[column] = pd.Series([None] * n, dtype=object)
    observations["received_date"] = pd.Series(received)
    observations["respondent_group"], observations["municipality"] = groups, towns
    told = [code for code in dict.fromkeys(found) if code]
    phenomena = pd.DataFrame(
        {
            "phenomenon_id": told,
            "name": [taxonomy.name(code) for code in told],
            "parent": [taxonomy.parent(code) for code in told],
            "kind": ["known"] * len(told),
            "terms": [""] * len(told),
        }
    )
    report = FakeImportReport(n, n, 0, pd.DataFrame())
    obs = FakeObservations(frame, report, pd.DataFrame())
    obs.frame["effects"] = None
    return SimpleNamespace(
        obs=obs,
        model=StubModel(taxonomy, list(pick((*MATTERS, None, None)))),
        phenomena=phenomena,
        observations=observations,
        flags=pd.DataFrame(columns=list(FLAG_COLUMNS)),
        as_of=pd.Timestamp(as_of) if as_of else (observations["received_date"].max() if n else pd.NaT),
        notes=[],
        rules=Rules(),
        decided=Decided(),
        versions={"rakenlp": "0.1.0", "taxonomy": taxonomy.version, "domain_model": "1"},
        language="fi",
    )
