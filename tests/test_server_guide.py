"""What docs/palvelu.md says is so: its requests work, and it tells every address, code and limit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import rakenlp
from rakenlp.server import Limits

pytest.importorskip("fastapi", reason="needs the extra server")
pytest.importorskip("httpx", reason="needs httpx")

from fastapi.testclient import TestClient  # noqa: E402

from rakenlp.server import create_app  # noqa: E402
from rakenlp.server._answers import _REGISTER, _SERVICE  # noqa: E402

PAGE = Path(rakenlp.__file__).parent.parent.parent / "docs" / "palvelu.md"
pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="not run from a checkout")


def test_its_requests_work(tmp_path: Path) -> None:
    asked = re.findall(
        r"curl http://127\.0\.0\.1:8000(/\S+) -H 'Content-Type: application/json' -d '(.+?)'", _page(), re.S
    )
    assert len(asked) == 3
    with rakenlp.Register.open(tmp_path / "rake.sqlite") as register:
        client = TestClient(create_app(rakenlp.Triage.default(), register))
        for path, body in asked:
            assert client.post(path, json=json.loads(body)).status_code in (200, 201)
        for path in re.findall(r"`GET (/\S*?)`", _page()):
            assert client.get(path).status_code == 200


def test_it_tells_every_address_code_and_limit() -> None:
    page, limits = _page(), Limits()
    for path, ways in create_app(rakenlp.Triage.default()).openapi()["paths"].items():
        assert all(f"`{way.upper()} {path}" in page for way in ways)
    told = {*_SERVICE, *_REGISTER, "service_internal", "register_conflict"} - {"register_unknown_report"}
    assert [code for code in told if f"`{code}`" not in page] == []
    numbers = (limits.body_bytes, limits.text_characters, limits.batch_items, int(limits.seconds), limits.requests)
    assert [n for n in numbers if f"| {n:,}".replace(",", " ") not in page] == []


def _page() -> str:
    return PAGE.read_text(encoding="utf-8")
