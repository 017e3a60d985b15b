"""Saved triage: the same answers, written whole or not at all, and nothing of a broken or foreign file is trusted."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rakenlp
from rakenlp._files import sealed
from rakenlp.errors import ModelFormatError
from rakenlp.triage import storage

TEXTS = ["Vuokra on rästissä ja häätö uhkaa", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun", ""]


@pytest.fixture(scope="module")
def triage(analysis: rakenlp.Analysis) -> rakenlp.Triage:
    return analysis.triage()


@pytest.fixture(scope="module")
def saved(triage: rakenlp.Triage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return triage.save(tmp_path_factory.mktemp("saved") / "triage")


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_saved_and_loaded_answer_the_same(triage: rakenlp.Triage, saved: Path, analysis: rakenlp.Analysis) -> None:
    loaded = rakenlp.Triage.load(saved)
    texts = [*TEXTS, *analysis.obs.texts[::7]]
    assert loaded.suggest_batch(texts) == triage.suggest_batch(texts)
    assert loaded.model_id == triage.model_id == analysis.triage().model_id


def test_the_shipped_models_alone_are_saved_too(tmp_path: Path) -> None:
    shipped = rakenlp.Triage.default()
    loaded = rakenlp.Triage.load(shipped.save(tmp_path / "t"))
    assert loaded.suggest_batch(TEXTS) == shipped.suggest_batch(TEXTS)
    assert loaded.health() == shipped.health()


def test_a_saved_analysis_is_loaded(triage: rakenlp.Triage, analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    folder = analysis.save(tmp_path / "a")
    assert rakenlp.Triage.load(folder).suggest_batch(TEXTS) == triage.suggest_batch(TEXTS)
    shutil.rmtree(folder / storage.INSIDE)  # as older versions saved it: the index is built from the analysis
    assert rakenlp.Triage.load(str(folder)).suggest_batch(TEXTS) == triage.suggest_batch(TEXTS)


def test_the_index_of_another_analysis_is_not_used(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    other = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    folder, foreign = analysis.save(tmp_path / "a"), other.save(tmp_path / "b")
    shutil.rmtree(folder / storage.INSIDE)
    shutil.copytree(foreign / storage.INSIDE, folder / storage.INSIDE)
    assert rakenlp.Triage.load(folder).n_observations == len(analysis.observations)


def test_no_text_is_saved(saved: Path, analysis: rakenlp.Analysis) -> None:
    content = b"".join(path.read_bytes() for path in files(saved))
    for text in analysis.obs.texts[::10]:
        for part in text.split("\n"):
            if len(part) > 25:
                assert part[:25].encode() not in content and part[-25:].encode() not in content


def test_unmasked_observations_are_masked_before_they_are_remembered(tmp_path: Path) -> None:
    text = "Soita numeroon 040 123 4567, vuokra on rästissä ja häätö uhkaa perhettä joulun alla"
    raw = rakenlp.analyse(rakenlp.read_observations([text], mask=False)).triage()
    masked = rakenlp.analyse(rakenlp.read_observations([text])).triage()
    a, b = raw.suggest(text), masked.suggest(text)
    assert a.near_duplicate_of is not None and (a.similar[0].similarity, a.novelty) == (
        b.similar[0].similarity,
        b.novelty,
    )


def test_saving_over_an_older_one_leaves_only_the_newer(triage: rakenlp.Triage, tmp_path: Path) -> None:
    folder = rakenlp.Triage.default().save(tmp_path / "t")
    (folder / "oma.txt").write_text("oma")
    triage.save(folder)
    assert rakenlp.Triage.load(folder).model_id == triage.model_id
    assert len(files(folder)) == 6 and (folder / "oma.txt").exists()
    triage.save(folder)
    assert rakenlp.Triage.load(folder).model_id == triage.model_id and len(files(folder)) == 6


def test_readers_see_the_old_or_the_new_while_it_is_saved(triage: rakenlp.Triage, tmp_path: Path) -> None:
    shipped = rakenlp.Triage.default()
    folder, stop, wrong = shipped.save(tmp_path / "t"), threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                if rakenlp.Triage.load(folder).model_id not in (triage.model_id, shipped.model_id):
                    wrong.append("id")
            except ModelFormatError as error:
                wrong.append(error.code)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        triage.save(folder)
        shipped.save(folder)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_interrupted_save_leaves_the_old_one(
    triage: rakenlp.Triage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = rakenlp.Triage.default()
    folder = shipped.save(tmp_path / "t")
    real = storage.write_atomic

    def fail(path: Path, content: Any) -> Path:
        if path.name == "manifest.json":
            raise OSError(28, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(storage, "write_atomic", fail)
    with pytest.raises(OSError, match="space"):
        triage.save(folder)
    assert rakenlp.Triage.load(folder).model_id == shipped.model_id


def test_a_missing_or_foreign_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="manifest.json"):
        rakenlp.Triage.load(tmp_path / "nothing")
    (tmp_path / "manifest.json").write_text('{"kind": "something else"}')
    with pytest.raises(ModelFormatError) as caught:
        rakenlp.Triage.load(tmp_path)
    assert caught.value.code == "model_damaged"
    for content in ("[]", "null", "3", "{", "", "\x00"):
        (tmp_path / "manifest.json").write_text(content)
        with pytest.raises(ModelFormatError):
            rakenlp.Triage.load(tmp_path)


@pytest.mark.parametrize("number", range(5))
def test_missing_and_cut_files_are_told(copy: Path, number: int) -> None:
    path = files(copy)[number]
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelFormatError):
        rakenlp.Triage.load(copy)
    path.unlink()
    with pytest.raises(ModelFormatError):
        rakenlp.Triage.load(copy)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_byte_is_told(copy: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files(copy)))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    changed = bytes([content[place] ^ data.draw(st.integers(1, 255))])
    path.write_bytes(content[:place] + changed + content[place + 1 :])
    try:
        rakenlp.Triage.load(copy)  # a change of white space in the manifest may be harmless; nothing else is
        assert path.name == "manifest.json" and json.loads(path.read_bytes()) == json.loads(content)
    except ModelFormatError as error:
        assert str(copy) in str(error)
    finally:
        path.write_bytes(content)


def resealed(folder: Path, change: Any) -> None:
    """Change the manifest and seal it again, as someone who knows how could."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["sha256"]
    change(manifest)
    path.write_bytes(sealed(manifest))


def test_a_newer_schema_tells_what_to_do(copy: Path) -> None:
    resealed(copy, lambda manifest: manifest.update(schema=99))
    with pytest.raises(ModelFormatError, match="99") as caught:
        rakenlp.Triage.load(copy)
    assert caught.value.code == "model_version" and "Päivitä rakenlp" in str(caught.value)


class Exploit:
    ran = False

    def __reduce__(self) -> tuple[Any, ...]:
        return (setattr, (Exploit, "ran", True))


def test_code_in_a_resealed_index_is_not_run(copy: Path) -> None:
    index = next(copy.glob("index-*.npz"))
    arrays = dict(np.load(index))
    arrays["quantiles"] = np.array([Exploit()], dtype=object)
    np.savez(index, allow_pickle=True, **arrays)
    digest = hashlib.sha256(index.read_bytes()).hexdigest()
    resealed(copy, lambda manifest: manifest["files"].update({index.name: digest}))
    with pytest.raises(ModelFormatError):
        rakenlp.Triage.load(copy)
    index.write_bytes(pickle.dumps(Exploit()))
    digest = hashlib.sha256(index.read_bytes()).hexdigest()
    resealed(copy, lambda manifest: manifest["files"].update({index.name: digest}))
    with pytest.raises(ModelFormatError):
        rakenlp.Triage.load(copy)
    assert not Exploit.ran


@pytest.mark.parametrize("name", ["memory.days", "near.vectors", "sketch.signatures", "memory.pair_rows"])
def test_arrays_that_do_not_fit_together_are_told(copy: Path, name: str) -> None:
    index = next(copy.glob("index-*.npz"))
    arrays = dict(np.load(index))
    arrays[name] = arrays[name][:3]
    np.savez(index, **arrays)
    digest = hashlib.sha256(index.read_bytes()).hexdigest()
    resealed(copy, lambda manifest: manifest["files"].update({index.name: digest}))
    with pytest.raises(ModelFormatError, match="vioittunut"):
        rakenlp.Triage.load(copy)


@pytest.mark.parametrize("tag", ["../../etc", "/etc/passwd", "", 3, None])
def test_a_manifest_cannot_point_outside(copy: Path, tag: Any) -> None:
    resealed(copy, lambda manifest: manifest.update(tag=tag))
    with pytest.raises(ModelFormatError):
        rakenlp.Triage.load(copy)
