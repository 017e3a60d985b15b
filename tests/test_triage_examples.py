"""The examples of docs/triage.md work as they are written."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import rakenlp
from rakenlp.triage import TriageHolder, TriageSuggestion
from rakenlp.triage.suggestion import PRIORITIES

DOCS = Path(rakenlp.__file__).parent.parent.parent / "docs"
pytestmark = pytest.mark.skipif(not (DOCS / "triage.md").is_file(), reason="not run from a checkout")


def loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / "examples" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_fastapi(analysis: rakenlp.Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    from fastapi.testclient import TestClient

    folder = analysis.triage().save(tmp_path / "malli")
    monkeypatch.setenv("TRIAGE_MODEL", str(folder))
    module = loaded("triage_fastapi")
    client = TestClient(module.app)
    body = {"text": "Vuokra on rästissä ja häätö uhkaa", "received_date": "2026-05-01", "respondent_group": "asiakas"}
    answer = client.post("/ehdotus", json=body)
    assert answer.status_code == 200
    assert TriageSuggestion.from_dict(answer.json()) == analysis.triage().suggest(**body)
    assert client.post("/ehdotus", json={"text": 3}).status_code == 422
    assert client.get("/terveys").json()["status"] == "ok"
    assert client.post("/lataa").json()["model_id"] == analysis.triage().model_id
    (folder / "manifest.json").write_text("{}")
    broken = client.post("/lataa")
    assert broken.status_code == 409 and broken.json()["detail"]["code"] == "model_damaged"
    assert client.get("/terveys").json()["status"] == "ok"


def test_django_is_written_for_the_names_that_there_are() -> None:
    source = (DOCS / "examples" / "triage_django.py").read_text(encoding="utf-8")
    compile(source, "triage_django.py", "exec")
    used = set(re.findall(r"rakenlp\.(\w+)", source)) - {"triage"}
    assert used == {"Triage"} and TriageHolder.__name__ in source


def test_the_page_tells_every_field_and_reason() -> None:
    page = (DOCS / "triage.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in TriageSuggestion.__dataclass_fields__)
    assert all(f"`{name}`" in page for name in PRIORITIES)
    catalogue = (Path(rakenlp.__file__).parent / "texts" / "triage.toml").read_text(encoding="utf-8")
    told = {re.sub(r"_(one|many)$", "", code) for code in re.findall(r"\[reason_(\w+)\]", catalogue)}
    assert all(f"`{code}`" in page for code in told)
