"""Saved analyses: written whole or not at all, and nothing of a broken, changed or foreign file is trusted."""

from __future__ import annotations

import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rakenlp
from rakenlp import _files, _saving
from rakenlp.errors import ModelFormatError, RakeError

TEXTS = ["Vuokra on rästissä ja häätö uhkaa", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun"]
ROWS = [{"observation_id": f"h{k}", "received_date": "2026-01-07", "description": text} for k, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rakenlp.analyse(rakenlp.read_observations(ROWS)).save(tmp_path_factory.mktemp("saved"))


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def own_files(folder: Path) -> list[Path]:
    inside = folder / "triage"
    return sorted(path for path in folder.rglob("*") if path.is_file() and inside not in path.parents)


def resealed(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the manifest and seal it again, as someone who knows how could."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    manifest.pop("sha256", None)
    path.write_bytes(_files.sealed(manifest))


def replaced(folder: Path, pattern: str, content: bytes) -> None:
    """Put another content into a file, with its checksum in a sealed manifest."""
    path = next(folder.glob(pattern))
    path.write_bytes(content)
    name = path.relative_to(folder).as_posix()
    resealed(folder, lambda manifest: manifest["files"].update({name: _files.digest(content)}))


@pytest.mark.parametrize("pattern", ["manifest.json", "observations-*.json", "frame-*.json", "model-*/model.npz"])
def test_cut_and_missing_files_are_told(copy: Path, pattern: str) -> None:
    path = next(copy.glob(pattern))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelFormatError, match="vioittunut"):
        rakenlp.load_analysis(copy)
    path.unlink()
    with pytest.raises(ModelFormatError, match="puuttuu"):
        rakenlp.load_analysis(copy)


def test_a_folder_of_results_is_loaded_by_what_is_saved_in_it(saved: Path, tmp_path: Path) -> None:
    results = tmp_path / "tulokset"
    shutil.copytree(saved, results / "malli")
    assert len(rakenlp.load_analysis(results).observations) == rakenlp.Triage.load(str(results)).n_observations == 3
    shutil.copytree(saved, results, dirs_exist_ok=True)
    (results / "malli" / "manifest.json").unlink()
    assert len(rakenlp.load_analysis(results).observations) == 3  # what was saved in the folder itself comes first
    (results / "manifest.json").unlink()
    for load in (rakenlp.load_analysis, rakenlp.Triage.load):
        with pytest.raises(ModelFormatError, match="manifest.json") as caught:
            load(results)
        assert caught.value.code == "saved_missing"
        assert str(results) in str(caught.value) and str(results / "malli") in str(caught.value)


def test_a_flipped_byte_is_told(copy: Path) -> None:
    chance = random.Random(5)
    for path in own_files(copy):
        content = path.read_bytes()
        for place in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(12))}:
            changed = bytes([content[place] ^ (1 << chance.randrange(8))])
            path.write_bytes(content[:place] + changed + content[place + 1 :])
            try:
                rakenlp.load_analysis(copy)  # a change of white space in the manifest may be harmless
                assert path.name == "manifest.json" and json.loads(path.read_bytes()) == json.loads(content)
            except ModelFormatError as error:
                assert str(copy) in str(error)
        path.write_bytes(content)


def test_foreign_and_newer_saves_are_told(copy: Path) -> None:
    resealed(copy, lambda manifest: manifest.update(schema=99))
    with pytest.raises(ModelFormatError, match="99") as caught:
        rakenlp.load_analysis(copy)
    assert caught.value.code == "model_version"
    for content in ('{"kind": "jotain muuta"}', "[]", "null", "{", "", "[" * 200_000, "\x00"):
        (copy / "manifest.json").write_text(content, encoding="utf-8")
        with pytest.raises(ModelFormatError, match="vioittunut"):
            rakenlp.load_analysis(copy)
        with pytest.raises(ModelFormatError, match="vioittunut"):
            rakenlp.Triage.load(copy)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.pop("schema"),
        lambda m: m.pop("files"),
        lambda m: m.update(files=[1]),
        lambda m: m.pop("notes"),
        lambda m: m.update(notes=[3]),
        lambda m: m.update(as_of="huomenna"),
        lambda m: m.update(as_of={"a": 1}),
        lambda m: m.update(as_of=5),
        lambda m: m.update(report={"rows_read": "x"}),
        lambda m: m.update(versions=[]),
        lambda m: m.update(tag="../../etc"),
        lambda m: m.update(tag=None),
        lambda m: m["files"].update({"../../etc/passwd": "0"}),
        lambda m: m["files"].popitem(),
    ],
)
def test_a_wrong_manifest_is_told_though_it_is_sealed(copy: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    resealed(copy, change)
    with pytest.raises(ModelFormatError):
        rakenlp.load_analysis(copy)


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b"xx",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"rows": []}',
        b'{"types": {"observation_id": "object"}, "rows": [["a"]]}',
        b'{"types": {"observation_id": "object"}, "rows": [["a"], ["b", "c"]]}',
        b'{"types": {"received_date": "date"}, "rows": [["joskus"]]}',
        b'{"types": {"observation_id": "datetime64[ns]"}, "rows": [["a"]]}',
        b'{"types": {"n": "int64"}, "rows": [[123456789012345678901234567890]]}',
    ],
)
def test_a_wrong_table_is_told_though_it_is_sealed(copy: Path, content: bytes) -> None:
    replaced(copy, "observations-*.json", content)
    with pytest.raises(ModelFormatError, match="vioittunut"):
        rakenlp.load_analysis(copy)


@pytest.mark.parametrize("key", ["parameters", "engine", "ids", "versions", "arrays_sha256"])
@pytest.mark.parametrize("value", [None, [], {"a": 1}, "x"])
def test_a_wrong_model_is_told_though_it_is_sealed(copy: Path, key: str, value: Any) -> None:
    content = json.loads(next(copy.glob("model-*/model.json")).read_text(encoding="utf-8"))
    del content["sha256"]
    replaced(copy, "model-*/model.json", _files.sealed({**content, key: value}))
    with pytest.raises(ModelFormatError):
        rakenlp.load_analysis(copy)


def test_arrays_larger_than_their_file_are_refused_before_room_is_made(tmp_path: Path) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (999999999, ), }\n"
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    with pytest.raises(ModelFormatError, match="vioittunut"):
        _files.read_arrays(tmp_path / "a.npz")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, zeros=np.zeros(100_000), empty=np.zeros((0, 3)), word=np.array("a"))
    (tmp_path / "b.npz").write_bytes(buffer.getvalue())
    assert {name: array.shape for name, array in _files.read_arrays(tmp_path / "b.npz").items()} == {
        "zeros": (100_000,), "empty": (0, 3), "word": (),
    }  # fmt: skip


@pytest.mark.parametrize("turn", range(1, 11))
def test_a_save_cut_short_leaves_the_older_analysis(copy: Path, monkeypatch: pytest.MonkeyPatch, turn: int) -> None:
    newer = rakenlp.analyse(rakenlp.read_observations(ROWS[:1]))
    before, calls, real = own_files(copy), [0], _saving.write_atomic

    def fail(path: Path, content: Any) -> Path:
        calls[0] += 1
        if calls[0] == turn:
            raise OSError(28, "No space left on device")
        return real(path, content)

    monkeypatch.setattr(_saving, "write_atomic", fail)
    with pytest.raises(OSError, match="space"):
        newer.save(copy)
    assert len(rakenlp.load_analysis(copy).observations) == rakenlp.Triage.load(copy).n_observations == 3
    assert own_files(copy) == before


def test_only_the_newer_analysis_is_left(copy: Path) -> None:
    (copy / "oma.json").write_text("{}")
    newer = rakenlp.analyse(rakenlp.read_observations(ROWS[:1]))
    newer.save(copy)
    assert len(own_files(copy)) == 11 and (copy / "oma.json").exists()
    assert len(rakenlp.load_analysis(copy).observations) == rakenlp.Triage.load(copy).n_observations == 1
    newer.save(copy)
    assert len(own_files(copy)) == 11


def test_an_analysis_without_triage_inside_is_still_one(copy: Path) -> None:
    shutil.rmtree(copy / "triage")
    assert rakenlp.Triage.load(copy).n_observations == 3


def test_what_is_no_text_in_utf8_does_not_break_the_seal(tmp_path: Path) -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(ROWS[:1]))
    analysis.notes = ["puolikas \ud83d merkki"]
    assert rakenlp.load_analysis(analysis.save(tmp_path)).notes == ["puolikas ? merkki"]
    assert issubclass(ModelFormatError, RakeError)
