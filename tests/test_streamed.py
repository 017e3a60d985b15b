"""Large files read piece by piece: the same observations as at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest

import rakenlp
from rakenlp.observations import streamed

TEXTS = [
    "Vuokra nousi, soita 040 123 4567.",
    "testi",
    "-",
    "Rahat loppu;\n ruoka jono",
    'Hän sanoi "ei", ja lähti',
    "Ei  pääse lääkäriin",
]


def rows(count: int) -> pd.DataFrame:
    draw = random.Random(0)
    return pd.DataFrame(
        {
            "saapunut_pvm": [f"{draw.randint(1, 28)}.{draw.randint(1, 12)}.2025" for _ in range(count)],
            "kuvaus": [f"{draw.choice(TEXTS)} {draw.choice(['', 'nro 7', 'Minna Virtanen'])}" for _ in range(count)],
            "kunta": [draw.choice(["Tampere", "Nokia", None]) for _ in range(count)],
            "Muuta": [draw.choice([1, 2, None]) for _ in range(count)],
        }
    )


def same(one: rakenlp.Observations, other: rakenlp.Observations) -> None:
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.set_aside, other.set_aside)
    pd.testing.assert_frame_equal(one.import_report.issues, other.import_report.issues)
    pd.testing.assert_frame_equal(one.import_report.columns, other.import_report.columns)
    assert one.import_report.summary() == other.import_report.summary()


def write(frame: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        pytest.importorskip("pyarrow")
        frame.to_parquet(path, row_group_size=100)
    elif path.stem == "sep":
        path.write_text("sep=;\n" + frame.to_csv(index=False, sep=";"), encoding="utf-8-sig")
    elif path.stem == "lainaus":  # a quote that is never closed swallows rows
        text = frame.to_csv(index=False, sep=";").replace("nro 7\n", "nro 7\n", 1)
        path.write_text(text + '1.2.2025;"Avoin lainaus;Nokia;1\n' + "1.2.2025;Seuraava rivi tässä;Nokia;1\n" * 5)
    elif path.stem == "latin":
        path.write_text(frame.to_csv(index=False, sep=";"), encoding="cp1252")
    else:
        frame.to_csv(path, index=False, sep="\t")
    return path


@pytest.mark.parametrize("name", ["a.csv", "sep.csv", "lainaus.csv", "latin.csv", "a.parquet"])
def test_the_same_as_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(rows(500), tmp_path / name)
    at_once = rakenlp.read_observations(path)
    assert at_once.import_report.rows_read >= 500
    monkeypatch.setattr(streamed, "FROM_BYTES", 0)
    used = []

    def watch(name: str) -> None:
        real = getattr(streamed, name)

        def read(*args: Any, **options: Any) -> Any:
            used.append(real(*args, **options))
            return used[-1]

        monkeypatch.setattr(streamed, name, read)

    watch("read_records")
    watch("read_parquet")
    same(at_once, rakenlp.read_observations(path))
    assert [found is not None for found in used] == [name not in ("lainaus.csv", "latin.csv")]


def test_masking_over_workers_and_from_a_checkpoint_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rakenlp.observations import building, masking

    monkeypatch.setattr(masking, "_BATCH", 50)
    monkeypatch.setattr(building, "_READ", 50)
    frame = rows(220)
    expected = rakenlp.read_observations(frame)
    with joblib.parallel_config(backend="threading"):
        same(expected, rakenlp.read_observations(frame, n_jobs=2))
    folder, told = tmp_path / "osat", []

    def stop(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))
        if len(told) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rakenlp.read_observations(frame, progress=stop, checkpoint=folder)
    done = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert done and ("language", 50, len(expected)) in told
    for path in done:
        content = path.read_bytes()
        assert b"040 123" not in content and b"Virtanen" not in content
    same(expected, rakenlp.read_observations(frame, checkpoint=folder))
    assert {path: path.stat().st_mtime_ns for path in done} == done
