"""The HTTP service: the same answers as in the process, limits that hold, errors that repeat nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rakenlp
from rakenlp.errors import ParameterError, ServiceError
from rakenlp.server import Limits
from rakenlp.texts import LANGUAGES, text
from rakenlp.triage import TriageHolder, TriageSuggestion

pytest.importorskip("fastapi", reason="needs the extra server")
pytest.importorskip("httpx", reason="needs httpx")

from fastapi.testclient import TestClient  # noqa: E402

from rakenlp.server import create_app  # noqa: E402
from rakenlp.server._serve import check_key, is_loopback, serve  # noqa: E402

_FIELDS = st.sampled_from(["text", "items", "top_k", "received_date", "action", "subject", "parts", "entry", "ids"])
HOMELESS = "Oon nukkunu kaverin sohvalla toukokuusta, eikä asuntoa löydy 😀 vuokra on rästissä"
SECRET = "Salainen Maija 010100A123D"
KEY = "oikein-pitka-avain-1234"


@pytest.fixture(scope="module")
def triage(analysis: rakenlp.Analysis) -> rakenlp.Triage:
    return analysis.triage()


@pytest.fixture(scope="module")
def client(triage: rakenlp.Triage) -> TestClient:
    return TestClient(create_app(triage))


class Slow:
    """A triage that answers when it is let."""

    model_id = "hidas"

    def __init__(self, triage: rakenlp.Triage) -> None:
        self._triage, self.let, self.begun = triage, threading.Event(), 0

    def suggest(self, *given: Any, **named: Any) -> TriageSuggestion:
        self.begun += 1
        self.let.wait(5)
        return self._triage.suggest(*given, **named)


class Broken:
    """A triage that fails with the text in its message."""

    model_id = "rikki"

    def suggest(self, text: str, **named: Any) -> TriageSuggestion:
        raise RuntimeError(text)


def test_a_suggestion_is_the_one_of_the_process(client: TestClient, triage: rakenlp.Triage) -> None:
    body = {"text": HOMELESS, "received_date": "1.5.2026", "respondent_group": "asiakas", "municipality": "Nokia"}
    answer = client.post("/suggest", json={**body, "top_k": 5})
    assert answer.status_code == 200
    assert json.dumps(answer.json()) == json.dumps(triage.suggest(**body, top_k=5).to_dict())
    assert TriageSuggestion.from_dict(answer.json()) == triage.suggest(**body, top_k=5)


@pytest.mark.parametrize(
    "said", ["", "…", "\x00", "En jaksa enää elää.", "Jag är bostadslös", "<script>alert(1)</script>"]
)
def test_any_text_gets_an_answer(client: TestClient, triage: rakenlp.Triage, said: str) -> None:
    assert client.post("/suggest", json={"text": said}).json() == triage.suggest(said).to_dict()


def test_half_a_character_of_javascript_is_read_as_a_broken_one(client: TestClient, triage: rakenlp.Triage) -> None:
    headers = {"Content-Type": "application/json"}
    said = "Vuokra on rästissä \ud83d ja häätö uhkaa \udc00"
    mended = said.replace("\ud83d", "\ufffd").replace("\udc00", "\ufffd")
    found = client.post("/suggest", content=json.dumps({"text": said, "municipality": "Nok\ud800"}), headers=headers)
    assert found.status_code == 200
    assert found.json() == triage.suggest(mended, municipality="Nok\ufffd").to_dict() == triage.suggest(said).to_dict()
    many = client.post("/suggest/batch", content=json.dumps({"items": [{"text": said}]}), headers=headers)
    assert many.json()["suggestions"] == [triage.suggest(mended).to_dict()]


def test_a_batch_is_the_single_answers_in_order(client: TestClient, triage: rakenlp.Triage) -> None:
    items = [{"text": HOMELESS, "top_k": 1}, {"text": ""}, {"text": "Vuokra rästissä", "municipality": "Nokia"}]
    answer = client.post("/suggest/batch", json={"items": items}).json()
    assert answer == {"suggestions": [triage.suggest(**item).to_dict() for item in items]}
    assert client.post("/suggest/batch", json={"items": []}).json() == {"suggestions": []}


def test_places_of_the_evidence_are_those_of_the_words(client: TestClient) -> None:
    for said in (HOMELESS, "😀 Jag är bostadslös och har ingen lägenhet.", "Häätö\n\n  häätöjä, HÄÄDÖN"):
        found = client.post("/suggest", json={"text": said, "evidence_spans": True}).json()
        spans = found.pop("evidence_spans")
        assert found == client.post("/suggest", json={"text": said}).json()
        assert spans and {span["term"] for span in spans} <= {
            t for g in found["phenomena"] for t in g["evidence_terms"]
        }
        assert all(a["end"] <= b["start"] for a, b in zip(spans, spans[1:], strict=False))
    words = [said[span["start"] : span["end"]] for span in spans if span["term"] == "häätö"]
    assert words == ["Häätö", "häätöjä", "HÄÄDÖN"]


def test_threads_get_their_own_answers(client: TestClient, triage: rakenlp.Triage, analysis: rakenlp.Analysis) -> None:
    texts = analysis.obs.texts[:24]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda said: client.post("/suggest", json={"text": said}).json(), texts))
    assert answers == [triage.suggest(said).to_dict() for said in texts]


def test_phenomena_in_every_language(client: TestClient, triage: rakenlp.Triage) -> None:
    for language in LANGUAGES:
        told = client.get("/phenomena", params={"language": language}).json()
        assert [row["phenomenon_id"] for row in told["phenomena"]] == triage.phenomenon_ids
        assert [row["name"] for row in told["phenomena"]] == [row.name for row in triage.phenomena(language)]
    assert told["phenomena"][0]["kind"] == "known" and told["phenomena"][0]["status"] is None
    assert client.get("/phenomena").json()["language"] == "fi"
    assert client.get("/phenomena", params={"language": "de"}).status_code == 422


def test_health(client: TestClient, triage: rakenlp.Triage) -> None:
    assert client.get("/health").json() == {**triage.health(), "register_version": None}


def test_a_busy_service_tells_that_it_works(triage: rakenlp.Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    from rakenlp.server import _health

    class Busy(Slow):
        phenomenon_ids = triage.phenomenon_ids

        def health(self) -> dict[str, Any]:
            self.let.wait(5)
            return {**triage.health(), "model_id": self.model_id}

    monkeypatch.setattr(_health, "FRESH", 0.0)
    monkeypatch.setattr(_health, "PATIENCE", 0.1)
    busy: Any = Busy(triage)
    busy.let.set()
    client = TestClient(create_app(TriageHolder(busy), limits=Limits(seconds=2)))
    first = client.get("/health")
    assert (first.status_code, first.json()["status"]) == (200, "ok")
    busy.let.clear()
    for _ in range(3):
        started = time.monotonic()
        assert client.get("/health").json() == first.json()
        assert time.monotonic() - started < 1
    monkeypatch.setattr(_health, "STUCK", 0.0)
    assert client.get("/health").status_code == 503  # it has been tried for so long that it is not only busy
    busy.let.set()


def test_a_model_that_fails_is_not_well(caplog: pytest.LogCaptureFixture) -> None:
    broken: Any = Broken()
    answer = TestClient(create_app(TriageHolder(broken))).get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing") and "health AttributeError" in caplog.text


@pytest.mark.parametrize(("method", "path", "content", "status", "code"), [
    ("POST", "/suggest", b"{", 400, "service_body"),
    ("POST", "/suggest", b"", 422, "service_invalid"),
    ("POST", "/suggest", b"\xff\xfe", 400, "service_body"),
    ("POST", "/suggest", b"[" * 100_000, 400, "service_body"),
    ("POST", "/suggest", b"{}", 422, "service_invalid"),
    ("POST", "/suggest", b'{"text": NaN}', 422, "service_invalid"),
    ("POST", "/suggest", b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}", 422, "service_invalid"),
    ("POST", "/suggest", f'{{"text": ["{SECRET}"]}}'.encode(), 422, "service_invalid"),
    ("POST", "/suggest", f'{{"text": "a", "{SECRET}": "{SECRET}"}}'.encode(), 422, "service_invalid"),
    ("POST", "/suggest", f'{{"text": "a", "top_k": "{SECRET}"}}'.encode(), 422, "service_invalid"),
    ("POST", "/suggest", b'{"text": "a", "top_k": 0}', 422, "service_invalid"),
    ("POST", "/suggest", json.dumps({"text": SECRET * 5_000}).encode(), 413, "service_too_long"),
    ("POST", "/suggest", json.dumps({"text": SECRET * 100_000}).encode(), 413, "service_body_large"),
    ("POST", "/suggest/batch", json.dumps({"items": [{"text": SECRET}] * 101}).encode(), 413, "service_too_long"),
    ("POST", "/suggest/batch", json.dumps({"items": [{"text": "a"}, {"t": SECRET}]}).encode(), 422, "service_invalid"),
    ("GET", f"/{SECRET}", b"", 404, "service_not_found"),
    ("GET", "/docs", b"", 404, "service_not_found"),
    ("DELETE", "/suggest", b"", 405, "service_method"),
    ("GET", "/flags", b"", 503, "service_no_register"),
    ("GET", "/decisions", b"", 503, "service_no_register"),
    ("POST", "/decisions", b'{"action": "accept", "subject": "koyhyys"}', 503, "service_no_register"),
])  # fmt: skip
def test_errors_have_a_code_and_repeat_nothing(
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    caplog.set_level(logging.DEBUG, "rakenlp.server")
    headers = {"Content-Type": "application/json"}
    for language in LANGUAGES:
        answer = client.request(method, path, content=content, headers={**headers, "Accept-Language": f"{language}-FI"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["message"].split()[0] == text(f"errors.{code}", language).split()[0]
        assert "Maija" not in answer.text and "010100" not in answer.text
    assert code in caplog.text and "Maija" not in caplog.text and "010100" not in caplog.text
    assert answer.headers["x-request-id"] in caplog.text


def test_only_json_is_read(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.post("/suggest", content=b'{"text": "a"}', headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "service_content_type")


def test_numbers_of_json_are_whole_however_they_are_written(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    asked = [
        client.post("/suggest", content=f'{{"text": "vuokra", "top_k": {n}}}', headers=headers) for n in ("2", "2.0")
    ]
    assert asked[0].json() == asked[1].json() and len(asked[0].json()["phenomena"]) == 2
    for wrong in ("2.5", "true", '"2"', "1e400"):
        answer = client.post("/suggest", content=f'{{"text": "vuokra", "top_k": {wrong}}}', headers=headers)
        assert answer.json()["code"] == "service_invalid"


def test_a_method_that_is_not_there_is_told_with_those_that_are(client: TestClient) -> None:
    assert client.put("/decisions").headers["allow"] == "GET, HEAD, POST"
    assert client.post("/flags").headers["allow"] == client.post("/").headers["allow"] == "GET, HEAD"
    assert client.head("/suggest").headers["allow"] == "POST"


def test_head_is_get_without_the_content(client: TestClient) -> None:
    for path in ("/", "/health", "/page.js", "/phenomena", "/openapi.json"):
        whole, bare = client.get(path), client.head(path)
        assert (bare.status_code, bare.content) == (200, b"")
        assert bare.headers["content-length"] == whole.headers["content-length"]


def test_the_service_can_be_a_part_of_another(triage: rakenlp.Triage) -> None:
    from fastapi import FastAPI

    whole = FastAPI()
    whole.mount("/rake", create_app(triage, api_key=KEY))
    client = TestClient(whole)
    assert client.get("/rake/").status_code == client.get("/rake/page.js").status_code == 200
    assert client.post("/rake/suggest", json={"text": "vuokra"}).json()["code"] == "service_key"
    keyed = {"X-API-Key": KEY}
    assert client.post("/rake/suggest", json={"text": "vuokra"}, headers=keyed).json()["model_id"] == triage.model_id
    assert client.put("/rake/decisions", headers=keyed).headers["allow"] == "GET, HEAD, POST"


def test_a_body_is_counted_as_it_comes(triage: rakenlp.Triage) -> None:
    client, sent = TestClient(create_app(triage, limits=Limits(body_bytes=1_000))), 0

    def parts() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 500
            yield b" " * 500

    answer = client.post("/suggest", content=parts(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "service_body_large")
    assert client.post("/suggest", json={"text": "vuokra"}).status_code == 200


def test_an_error_of_the_model_is_told_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    broken: Any = Broken()
    client = TestClient(create_app(TriageHolder(broken)))
    answer = client.post("/suggest", json={"text": SECRET})
    assert (answer.status_code, answer.json()["code"]) == (500, "service_internal")
    assert answer.headers["x-request-id"] in answer.json()["message"]
    assert answer.headers["x-request-id"] in caplog.text and "RuntimeError test_server.py" in caplog.text
    assert "Maija" not in answer.text + caplog.text and "Traceback" not in caplog.text


async def asked(app: Any, count: int, during: Callable[[], object]) -> list[Any]:
    """Ask several times at once in one loop; do something while they are under way."""
    import httpx

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        asking = [asyncio.ensure_future(client.post("/suggest", json={"text": "vuokra"})) for _ in range(count)]
        await asyncio.sleep(0.3)
        during()
        return await asyncio.gather(*asking)


def test_too_many_at_once_are_refused_and_the_rest_answered(triage: rakenlp.Triage) -> None:
    slow: Any = Slow(triage)
    app = create_app(TriageHolder(slow), limits=Limits(requests=3, threads=2))
    answers = asyncio.run(asked(app, 5, slow.let.set))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 503, 503]
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.json()["code"] == "service_busy" and refused.headers["retry-after"] == "1"
    assert TestClient(app).post("/suggest", json={"text": "vuokra"}).status_code == 200


def test_a_request_that_takes_too_long_is_stopped(triage: rakenlp.Triage) -> None:
    slow: Any = Slow(triage)
    app = create_app(TriageHolder(slow), limits=Limits(seconds=0.5, threads=1))
    started = time.monotonic()
    answers = asyncio.run(asked(app, 3, lambda: None))
    assert time.monotonic() - started < 3
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "service_timeout")}
    slow.let.set()
    assert TestClient(app).post("/suggest", json={"text": "vuokra"}).status_code == 200
    assert slow.begun == 2  # what nobody waited for was not begun


def test_a_body_that_never_ends_is_not_waited_for(triage: rakenlp.Triage) -> None:
    import httpx

    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async def ask() -> Any:
        app = create_app(triage, limits=Limits(seconds=0.4))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            return await client.post("/suggest", content=parts(), headers={"Content-Type": "application/json"})

    answer = asyncio.run(asyncio.wait_for(ask(), 5))
    assert (answer.status_code, answer.json()["code"]) == (503, "service_timeout")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12) | _FIELDS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["/suggest", "/suggest/batch", "/decisions"]), body=_JSON.map(json.dumps) | st.binary())
def test_no_body_breaks_the_service(client: TestClient, path: str, body: str | bytes) -> None:
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 413, 422, 503), answer.text
    assert answer.status_code == 200 or {"code", "message"} <= set(answer.json())
    assert answer.status_code != 503 or answer.json()["code"] == "service_no_register"


def test_a_batch_is_given_up_when_its_time_is_out(triage: rakenlp.Triage) -> None:
    slow: Any = Slow(triage)
    app = create_app(TriageHolder(slow), limits=Limits(seconds=0.3))
    client = TestClient(app)
    assert client.post("/suggest/batch", json={"items": [{"text": "a"}] * 50}).json()["code"] == "service_timeout"
    slow.let.set()
    time.sleep(0.2)
    assert slow.begun == 1


def test_a_single_text_does_not_wait_for_batches(triage: rakenlp.Triage) -> None:
    class SlowInBatches(Slow):
        def suggest(self, *given: Any, **named: Any) -> TriageSuggestion:
            return super().suggest(*given, **named) if named["text"] == "hidas" else triage.suggest(*given, **named)

    slow: Any = SlowInBatches(triage)
    client = TestClient(create_app(TriageHolder(slow), limits=Limits(threads=2)))
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(client.post, "/suggest/batch", json={"items": [{"text": "hidas"}]}) for _ in range(3)]
        time.sleep(0.3)
        assert client.post("/suggest", json={"text": "vuokra"}).status_code == 200
        assert not any(each.done() for each in waiting)
        slow.let.set()
        assert all(each.result().status_code == 200 for each in waiting)


def test_the_key_is_asked_for(triage: rakenlp.Triage) -> None:
    client = TestClient(create_app(triage, api_key=KEY))
    body = {"text": "vuokra"}
    for headers in ({}, {"X-API-Key": ""}, {"X-API-Key": KEY[:-1]}, {"X-API-Key": KEY + "x"}):
        answer = client.post("/suggest", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "service_key") and KEY not in answer.text
    assert client.post("/suggest", json=body, headers={"X-API-Key": KEY}).status_code == 200
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/health", headers={"X-API-Key": KEY}).json()["model_id"] == triage.model_id
    assert client.get("/phenomena").status_code == client.get("/unknown").status_code == 401
    assert client.get("/openapi.json").json()["components"]["securitySchemes"]
    assert 'id="key"' in client.get("/").text and KEY not in client.get("/").text


def test_a_foreign_name_is_refused(triage: rakenlp.Triage) -> None:
    app = create_app(triage, hosts=["127.0.0.1", "localhost", "[::1]"])
    assert TestClient(app, base_url="http://evil.example").get("/health").json()["code"] == "service_host"
    for name in ("127.0.0.1:8000", "localhost", "LOCALHOST:80", "[::1]:80"):
        assert TestClient(app).get("/health", headers={"Host": name}).status_code == 200


def test_headers_of_every_answer(client: TestClient) -> None:
    for answer in (client.get("/"), client.get("/health"), client.get("/none"), client.post("/suggest", json={})):
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in answer.headers and "server" not in answer.headers
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/suggest", headers=preflight).status_code == 405


def test_a_newer_model_is_put_in_use_between_requests(triage: rakenlp.Triage) -> None:
    holder = TriageHolder(rakenlp.Triage.default())
    client = TestClient(create_app(holder))
    older = client.post("/suggest", json={"text": "vuokra"}).json()["model_id"]
    holder.swap(triage)
    assert client.post("/suggest", json={"text": "vuokra"}).json()["model_id"] == triage.model_id != older
    assert client.get("/health").json()["model_id"] == triage.model_id


def test_the_description_has_examples_and_tells_the_limits(triage: rakenlp.Triage) -> None:
    told = TestClient(create_app(triage, limits=Limits(text_characters=77, batch_items=5))).get("/openapi.json").json()
    assert {"/suggest", "/suggest/batch", "/phenomena", "/flags", "/decisions", "/health"} == set(told["paths"])
    parts = told["components"]["schemas"]
    assert parts["Ilmoitus"]["properties"]["text"]["maxLength"] == 77 and parts["Ilmoitus"]["examples"]
    assert parts["Era"]["properties"]["items"]["maxItems"] == 5
    assert set(TriageSuggestion.__dataclass_fields__) | {"schema"} == set(parts["Suggestion"]["properties"])
    assert all("422" in way["responses"] for path in told["paths"].values() for way in path.values() if "post" in path)


def test_the_page_is_whole_in_every_language_and_loads_nothing_foreign(client: TestClient) -> None:
    for language in LANGUAGES:
        page = client.get("/", params={"lang": language})
        assert f'<html lang="{language}">' in page.text and text("server.title", language) in page.text
        assert page.headers["content-security-policy"].count("'self'") == 3
        assert "http://" not in page.text and "https://" not in page.text and "<style" not in page.text
    assert '<html lang="fi">' in client.get("/", params={"lang": "'><script>"}).text
    for name in ("page.css", "page.js"):
        answer = client.get(f"/{name}")
        assert answer.status_code == 200 and "http" not in answer.text and "innerHTML" not in answer.text
        assert f'"{name}"' in page.text


def test_every_text_that_the_page_asks_for_is_there(client: TestClient) -> None:
    from rakenlp.server._page import _texts

    script = client.get("/page.js").text
    asked_for = set(re.findall(r'\b(?:t|fill|say|row)\("(\w+)"', script))
    assert {"because", "done", "novelty"} <= asked_for
    assert asked_for <= set(_texts("fi"))


def test_limits_are_checked() -> None:
    for name, value in (("seconds", 0), ("requests", 1.5), ("body_bytes", True), ("threads", -1)):
        with pytest.raises(ParameterError, match=name):
            Limits(**{name: value})


def test_it_is_not_opened_to_the_network_without_a_key(triage: rakenlp.Triage) -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::", "rake.example"):
        assert not is_loopback(host)
        with pytest.raises(ServiceError, match="serve_key_needed"):
            serve(triage, host=host)
    for key in ("short", "å" * 20, "spaces in the key are bad", "x" * 20 + "\n"):
        with pytest.raises(ServiceError, match="serve_key_unusable") as told:
            check_key(key, "file.txt")
        assert key not in str(told.value)
    with pytest.raises(ServiceError, match="serve_nothing_to_reload"):
        serve(triage, reload_on_signal=True)
    with pytest.raises(ParameterError, match="port"):
        serve(triage, port=70_000)


def test_the_extra_is_named_when_it_is_missing(tmp_path: Path) -> None:
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError('no', name='fastapi')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import rakenlp.server as s; print(s.Limits())"
    done = subprocess.run([sys.executable, "-c", f"{code}; s.create_app"], capture_output=True, text=True)
    assert "rakenlp[server]" in done.stderr and "MissingExtraError" in done.stderr and "Limits(" in done.stdout
