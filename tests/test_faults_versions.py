"""Damaged data, and two versions of rakenlp beside each other: told, not touched, never mixed.

Saved analyses, triage and registers that are cut, changed or foreign: test_saving.py, test_triage_storage.py,
test_register_files.py. Here is what those do not hold.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from faults import snapshot

import rakenlp
from rakenlp import _files, _saving
from rakenlp.cli import main
from rakenlp.errors import ModelFormatError, RegisterError
from rakenlp.phenomena import PhenomenonModel
from rakenlp.register import Register
from rakenlp.register._schema import SCHEMA
from rakenlp.triage import storage

TEXTS = ["Vuokra on rästissä ja häätö uhkaa", "Kukaan ei käy, olen yksinäinen", "Lapsi ei mene kouluun"]


@pytest.fixture(scope="module")
def analysis() -> rakenlp.Analysis:
    return rakenlp.analyse(rakenlp.read_observations(TEXTS))


def resealed(path: Path, **changes: Any) -> None:
    """Change a sealed file as another version of rakenlp would have written it."""
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    content.pop("sha256")
    path.write_bytes(_files.sealed(content))


def test_a_damaged_model_is_told(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    chance = random.Random(3)
    analysis.model.save(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        content = path.read_bytes()
        places = [chance.randrange(len(content)) for _ in range(12)]
        flipped = [content[:at] + bytes([content[at] ^ 16]) + content[at + 1 :] for at in places]
        for spoilt in (b"", content[: len(content) // 2], content + b"\0", b"SQLite format 3\0", *flipped):
            path.write_bytes(spoilt)
            with pytest.raises(ModelFormatError) as caught:
                PhenomenonModel.load(tmp_path)
            assert str(tmp_path) in str(caught.value)
        path.write_bytes(content)
    PhenomenonModel.load(tmp_path)


@pytest.mark.parametrize("name", ["../model.npz", "/etc/passwd", "model-x.npz", 3, None])
def test_a_model_cannot_point_outside(analysis: rakenlp.Analysis, tmp_path: Path, name: Any) -> None:
    analysis.model.save(tmp_path)
    resealed(tmp_path / "model.json", arrays=name)
    with pytest.raises(ModelFormatError):
        PhenomenonModel.load(tmp_path)
    analysis.model.save(tmp_path)  # it can be saved anew all the same
    PhenomenonModel.load(tmp_path)


def test_a_model_saved_over_another_is_the_newer_one(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    other = PhenomenonModel(taxonomy=None).fit(TEXTS * 3)
    for model in (analysis.model, other, other, analysis.model):
        model.save(tmp_path)
        assert PhenomenonModel.load(tmp_path).predict_proba(TEXTS).tolist() == model.predict_proba(TEXTS).tolist()
        assert len(list(tmp_path.iterdir())) == 2


def test_every_byte_of_a_register_may_be_wrong(tmp_path: Path) -> None:
    """Whatever is flipped, the answer is an error of the register or a table; the file is not changed by reading."""
    path, chance = tmp_path / "rake.sqlite", random.Random(7)
    rakenlp.analyse(rakenlp.read_observations(TEXTS), register=path)
    with Register.open(path) as register:
        register.rename("haato_vuokravelka", "Häädöt")
    content = path.read_bytes()
    told = 0
    for _ in range(60):
        spoilt = bytearray(content)
        for _ in range(8):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoilt)
        try:
            with Register.open(path, read_only=True) as register:
                register.snapshot(), register.history(), register.assignments()
        except RegisterError as error:
            told += 1
            assert str(path) in str(error)
        assert path.read_bytes() == spoilt
    assert told


def test_a_newer_rakenlp_beside_an_older_one_that_holds_the_register(tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    with Register.open(path, who="rake") as register:
        rakenlp.analyse(rakenlp.read_observations(TEXTS), register=register)
        register.rename("haato_vuokravelka", "Häädöt")
        newer = sqlite3.connect(path, isolation_level=None)  # the newer one brings the file up to its own version
        newer.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        rows = newer.execute("SELECT count(*) FROM entries").fetchone()
        for act in (lambda: register.rename("haato_vuokravelka", "x"), register.phenomena, register.snapshot):
            with pytest.raises(RegisterError) as caught:
                act()
            assert caught.value.code == "register_newer" and "Päivitä rakenlp" in str(caught.value)
        assert newer.execute("SELECT count(*) FROM entries").fetchone() == rows
        newer.close()


def test_an_analysis_is_not_recorded_in_a_newer_register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, export = tmp_path / "rake.sqlite", tmp_path / "vienti.csv"
    Register.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    export.write_text("kuvaus\nVuokra on rästissä\n", encoding="utf-8")
    before = path.read_bytes()
    assert main(["analyse", str(export), "--out", str(tmp_path / "t"), "--register", str(path)]) == 2
    assert "register_newer" in capsys.readouterr().err
    assert path.read_bytes() == before and list((tmp_path / "t").iterdir()) == []


def test_what_a_newer_rakenlp_saved_is_told_and_left(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    analysis.save(tmp_path / "a")
    analysis.triage().save(tmp_path / "t")
    analysis.model.save(tmp_path / "m")
    for path in (tmp_path / "a" / "manifest.json", tmp_path / "t" / "manifest.json", tmp_path / "m" / "model.json"):
        resealed(path, schema=99, something="new")
    before = snapshot(tmp_path)
    for load, name in ((rakenlp.load_analysis, "a"), (rakenlp.Triage.load, "t"), (PhenomenonModel.load, "m")):
        with pytest.raises(ModelFormatError, match="99") as caught:
            load(tmp_path / name)
        assert caught.value.code == "model_version" and "Päivitä rakenlp" in str(caught.value)
    assert snapshot(tmp_path) == before


def test_an_older_rakenlp_that_saves_into_a_newer_ones_folder(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    """What it was told to write it writes; what the newer one left of observations does not stay there for ever."""
    for folder, save, load in (
        (tmp_path / "a", analysis.save, rakenlp.load_analysis),
        (tmp_path / "t", analysis.triage().save, rakenlp.Triage.load),
    ):
        save(folder)
        names = set(snapshot(folder))
        first = next(path for path in sorted(folder.glob("observations-*.json")))
        tag = first.stem.rpartition("-")[2]
        for path in list(folder.glob(f"*{tag}*")):
            newer = path.with_name(path.name.replace(tag, "0123456789ab"))
            shutil.copytree(path, newer) if path.is_dir() else shutil.copy(path, newer)
        resealed(folder / "manifest.json", schema=99, tag="0123456789ab")
        old = time.time() - 2 * _files._ABANDONED
        for path in folder.rglob("*0123456789ab*"):
            for inner in (path, *path.rglob("*")):
                os.utime(inner, (old, old))
        save(folder)
        load(folder)
        assert set(snapshot(folder)) == names


def test_what_an_older_rakenlp_saved_is_read(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    """Before the language, the rules and what people had decided were saved, and the arrays had one name only."""
    analysis.save(tmp_path)
    path = tmp_path / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for name in ("language", "rules", "decided", "sha256"):
        del content[name]
    path.write_bytes(_files.sealed(content))
    loaded = rakenlp.load_analysis(tmp_path)
    assert loaded.observations.equals(analysis.observations) and loaded.language is None
    assert rakenlp.Triage.load(tmp_path).model_id == analysis.triage().model_id
    assert (_saving.SCHEMA, storage.SCHEMA) == (1, 1), "a new schema: say here what the older one is read as"
