"""Work in batches: order, back ends, lost workers, checkpoints."""

from __future__ import annotations

import os
import signal
import stat
import sys
from functools import partial
from pathlib import Path

import joblib
import numpy as np
import pytest

from rakenlp._batches import by_batches, in_batches
from rakenlp._checkpoint import Checkpoint


def doubled(items: list[int]) -> list[int]:
    return [2 * item for item in items]


def doubled_once_killed(items: list[int], mark: str) -> list[int]:
    if items[0] == 30 and not os.path.exists(mark):
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(items)


def counted(items: list[int], told: list[int]) -> list[int]:
    told.append(len(items))
    return doubled(items)


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
@pytest.mark.parametrize("n_jobs", [None, 1, 2])
def test_results_do_not_depend_on_size_or_workers(size: int, n_jobs: int | None) -> None:
    with joblib.parallel_config(backend="threading"):
        found = in_batches(doubled, list(range(100)), n_jobs, size)
    assert [item for batch in found for item in batch] == doubled(list(range(100)))


def test_a_back_end_that_was_chosen_is_used() -> None:
    with joblib.parallel_config(backend="threading", n_jobs=2):
        assert in_batches(doubled, list(range(10)), None, 3)[-1] == [18]


def test_progress_counts_items() -> None:
    told: list[tuple[int, int]] = []
    in_batches(doubled, list(range(25)), None, 10, progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 25), (20, 25), (25, 25)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_a_killed_worker_had_not_done_is_done_again(tmp_path: Path) -> None:
    once = partial(doubled_once_killed, mark=str(tmp_path / "killed"))
    found = in_batches(once, list(range(100)), 2, 10)
    assert (tmp_path / "killed").exists()
    assert [item for batch in found for item in batch] == doubled(list(range(100)))


def test_an_error_of_the_function_is_no_lost_worker() -> None:
    with joblib.parallel_config(backend="threading"), pytest.raises(IndexError):
        in_batches(lambda items: items[5], list(range(100)), 2, 3)


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    kept, told = Checkpoint(tmp_path / "osat", "koe"), []
    run = partial(counted, told=told)
    steps = by_batches(run, list(range(50)), None, 10, checkpoint=kept)
    assert [next(steps), next(steps)] == [doubled(list(range(10))), doubled(list(range(10, 20)))]
    steps.close()
    found = in_batches(run, list(range(50)), None, 10, checkpoint=kept)
    assert [item for batch in found for item in batch] == doubled(list(range(50)))
    assert len(told) == 5  # the first two were not done again
    in_batches(run, list(range(49)), None, 10, checkpoint=kept)
    assert len(told) == 10  # other items, other results


def test_what_is_damaged_is_done_again(tmp_path: Path) -> None:
    kept, told = Checkpoint(tmp_path), []
    run = partial(counted, told=told)
    in_batches(run, list(range(30)), None, 10, checkpoint=kept)
    victim = sorted(tmp_path.glob("*.npz"))[0]
    victim.write_bytes(victim.read_bytes()[:50])
    found = in_batches(run, list(range(30)), None, 10, checkpoint=kept)
    assert [item for batch in found for item in batch] == doubled(list(range(30))) and len(told) == 4


def test_what_is_kept_comes_back_the_same_and_is_nobody_elses(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "a" / "b")
    numbers, places = np.array([np.nan, 0.1]), np.arange(3, dtype=np.int32)
    value = [["ä\ud800", None, 1, 0.1 + 0.2, True], {"x": [1.5]}, numbers, [places]]
    kept.keep("k", value)
    found = kept.read("k")
    assert found[:2] == value[:2]
    assert np.array_equal(found[2], numbers, equal_nan=True) and found[3][0].dtype == np.int32
    assert kept.read("puuttuu") is None and "k" in kept
    if sys.platform != "win32":
        files = list((tmp_path / "a" / "b").iterdir())
        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]
        assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    (tmp_path / "a" / "b" / "oma.txt").touch()
    kept.clear()
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["oma.txt"]


def test_only_data_can_be_kept(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Checkpoint(tmp_path).keep("k", {1, 2})
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_analysis_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rakenlp
    from rakenlp import _assembly
    from rakenlp.phenomena._known import KnownEngine

    said = ["Vuokrat rästissä, häätö tulee", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun"]
    obs = rakenlp.read_observations([{"kuvaus": f"{said[i % 3]} {i}", "pvm": f"{1 + i % 9}.1.2026"} for i in range(30)])
    expected = rakenlp.analyse(obs)

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "signals":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rakenlp.analyse(obs, progress=stop, checkpoint=tmp_path)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Kukaan" not in content
    monkeypatch.setattr(_assembly, "find_near_duplicates", None)  # none of it is done again
    monkeypatch.setattr(KnownEngine, "fit", None)
    found = rakenlp.analyse(obs, checkpoint=tmp_path)
    assert np.array_equal(found.model.probabilities_, expected.model.probabilities_)
    assert found.observations.equals(expected.observations) and found.phenomena.equals(expected.phenomena)
    monkeypatch.undo()
    again = rakenlp.analyse(obs, n_phenomena=0, checkpoint=tmp_path)  # another setting is another analysis
    assert again.model.n_phenomena == 0


def test_the_command_leaves_no_checkpoint_when_all_is_written(tmp_path: Path) -> None:
    from rakenlp.cli import main

    source, kept = tmp_path / "a.csv", tmp_path / "kesken"
    source.write_text("kuvaus;pvm\nVuokrat rästissä, häätö tulee;1.2.2026\n", encoding="utf-8")
    assert main(["analyse", str(source), "--out", str(tmp_path / "ulos"), "--checkpoint", str(kept)]) == 0
    assert (tmp_path / "ulos" / "kooste.html").is_file() and not kept.exists()
