"""Several machines: a Dask cluster of two processes, one of which is killed on the way."""

from __future__ import annotations

import io
import logging
import os
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rakenlp
from rakenlp._workers import dask_workers
from rakenlp.errors import InputError, MissingExtraError, ParameterError
from rakenlp.phenomena import PhenomenonModel, assign_partitions

distributed = pytest.importorskip("distributed")
dd = pytest.importorskip("dask.dataframe")


def mixed(count: int) -> list[str]:
    """Texts of sentences of the example, mixed anew."""
    with open(os.path.join(os.path.dirname(rakenlp.__file__), "demo", "example.csv"), "rb") as file:
        texts = rakenlp.read_observations(pd.read_csv(file, sep=None, engine="python"), mask=False).texts
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n", text) if len(part) > 10]
    draw = random.Random(1)
    return [" ".join(draw.sample(sentences, 2)) for _ in range(count)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger("distributed").addHandler(handler)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=logging.WARNING
    ) as made:
        made.told = log
        yield made
    logging.getLogger("distributed").removeHandler(handler)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_an_analysis_is_the_same_when_a_worker_is_killed_on_the_way(cluster: Any) -> None:
    texts = mixed(1_150)
    obs = rakenlp.read_observations([{"kuvaus": text, "pvm": f"{1 + i % 28}.1.2026"} for i, text in enumerate(texts)])
    expected = rakenlp.analyse(obs)
    killed: list[int] = []

    def kill_at_work() -> None:
        while not killed:
            for worker in list(cluster.scheduler.workers.values()):
                if worker.processing and not killed:
                    killed.append(cluster.workers[worker.name].pid)
                    os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.01)

    watch = threading.Thread(target=kill_at_work, daemon=True)
    with distributed.Client(cluster) as client, dask_workers(client):
        watch.start()
        found = rakenlp.analyse(obs)
    assert killed
    assert np.array_equal(found.model.probabilities_, expected.model.probabilities_)  # to the last bit
    pd.testing.assert_frame_equal(found.phenomena, expected.phenomena)
    pd.testing.assert_frame_equal(found.observations, expected.observations)
    pd.testing.assert_frame_equal(found.flags, expected.flags)
    told = cluster.told.getvalue()
    assert not any(text[:25] in told for text in texts)


@pytest.mark.slow
def test_partitions_get_what_one_machine_gives(cluster: Any) -> None:
    texts = [*mixed(60), None]
    frame = pd.DataFrame({"kuvaus": texts, "muu": 1}, index=[f"h{i:03}" for i in range(len(texts))])
    model = PhenomenonModel().fit([])
    with distributed.Client(cluster):
        found = assign_partitions(dd.from_pandas(frame, npartitions=4), model).compute()
    masked = [rakenlp.mask(text).text if text else "" for text in texts]
    probabilities = model.predict_proba(masked)
    names = [*model.phenomenon_ids_, None]
    assert found.index.tolist() == frame.index.tolist()
    assert found["phenomenon_id"].tolist() == [names[k] for k in model.labels_of(probabilities)]
    assert found["probability"].tolist() == [
        row[k] if k >= 0 else row.max() for row, k in zip(probabilities, model.labels_of(probabilities), strict=True)
    ]
    assert "kuvaus" not in found.columns


def test_a_saved_model_is_read_by_the_workers(tmp_path: Any) -> None:
    PhenomenonModel().fit([]).save(tmp_path / "malli")
    frame = dd.from_pandas(pd.DataFrame({"teksti": ["Vuokrat rästissä, häätö tulee"]}), npartitions=1)
    found = assign_partitions(frame, tmp_path / "malli", text="teksti").compute(scheduler="synchronous")
    assert found["phenomenon_id"].tolist() == ["haato_vuokravelka"]


def test_wrong_input() -> None:
    model = PhenomenonModel().fit([])
    with pytest.raises(ParameterError):
        assign_partitions(pd.DataFrame({"kuvaus": []}), model)
    frame = dd.from_pandas(pd.DataFrame({"a": ["x"]}), npartitions=1)
    with pytest.raises(InputError, match="kuvaus"):
        assign_partitions(frame, model)


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rakenlp._workers._PATIENCE", 1)
    with pytest.raises(InputError, match="dask_unreachable"), dask_workers("tcp://127.0.0.1:9"):
        pass


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match="dask"), dask_workers("tcp://127.0.0.1:9"):
        pass
