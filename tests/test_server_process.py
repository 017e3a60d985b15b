"""The service as a process: what the command says, reloading, stopping, and what does not reach its log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.triage import TriageHolder

pytest.importorskip("fastapi", reason="needs the extra server")
pytest.importorskip("uvicorn", reason="needs the extra server")

from running_service import service  # noqa: E402

from rakenlp.server._reload import Reloader  # noqa: E402
from rakenlp.server._serve import _listen  # noqa: E402

KEY = "prosessin-avain-0123456789"
SECRET = "Salainen Maija 010100A123D"
posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def model(analysis: rakenlp.Analysis, tmp_path: Path) -> Path:
    return analysis.triage().save(tmp_path / "malli")


@pytest.mark.slow
@posix
def test_from_start_to_stop(model: Path, tmp_path: Path) -> None:
    register = tmp_path / "rake.sqlite"
    with service(str(model), "--register", str(register), "--reload-signal", RAKENLP_API_KEY=KEY) as running:
        keyed = {"X-API-Key": KEY}
        assert running.ask("health") == (200, {"status": "ok"})
        assert running.ask("suggest", {"text": SECRET})[0] == 401
        first = running.ask("suggest", {"text": f"{SECRET} on vuokravelkaa"}, **keyed)[1]
        assert first["personal_data"]["hetu"] == 1
        assert running.ask("suggest", {"text": [SECRET], SECRET: 1}, **keyed)[0] == 422
        decided = running.ask("decisions", {"action": "accept", "subject": "koyhyys", "why": SECRET}, **keyed)
        assert decided[0] == 201

        shutil.rmtree(model)
        rakenlp.Triage.default().save(model)
        running.process.send_signal(signal.SIGHUP)
        running.wait_for("model ")
        second = running.ask("suggest", {"text": "vuokra"}, **keyed)[1]
        assert second["model_id"] == rakenlp.Triage.default().model_id != first["model_id"]
        (model / "manifest.json").write_text("{}")
        running.process.send_signal(signal.SIGHUP)
        running.wait_for("reload model_damaged")
        assert running.ask("suggest", {"text": "vuokra"}, **keyed) == (200, second)

        items = {"items": [{"text": f"Vuokra on rästissä, häätö {n} uhkaa ja {n * 7} asuntoa"} for n in range(100)]}
        late: list[tuple[int, dict[str, Any]]] = []
        asking = threading.Thread(target=lambda: late.append(running.ask("suggest/batch", items, **keyed)))
        asking.start()
        time.sleep(0.1)
        assert running.stop() == 0
        asking.join(10)
        assert late[0][0] == 200 and len(late[0][1]["suggestions"]) == 100
        said = "".join(running.said)
        assert "Maija" not in said and "010100" not in said and KEY not in said and "Traceback" not in said
        assert "service_invalid" in said and "service_key" in said and "lopetettu" in said
    with rakenlp.Register.open(register) as opened:
        assert [entry.subject for entry in opened.entries()] == ["koyhyys"]


def test_a_folder_that_changes_is_loaded_once_it_stays_still(model: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "rakenlp.server")
    holder = TriageHolder(rakenlp.Triage.load(model))
    before = holder.current

    async def watched() -> None:
        watching = asyncio.ensure_future(Reloader(holder, model).watch(0.05))
        await asyncio.sleep(0.3)
        assert holder.current is before  # nothing has changed
        rakenlp.Triage.default().save(model)
        for _ in range(200):
            await asyncio.sleep(0.05)
            if holder.current is not before:
                break
        newer = holder.current
        assert newer.model_id == rakenlp.Triage.default().model_id
        (model / "manifest.json").write_text("{}")
        await asyncio.sleep(0.6)
        assert holder.current is newer and "reload model_damaged" in caplog.text
        shutil.rmtree(model)
        await asyncio.sleep(0.3)
        assert holder.current is newer
        watching.cancel()

    asyncio.run(watched())
    assert caplog.text.count("reload model_damaged") == 1


@pytest.mark.parametrize(("arguments", "code"), [
    (["--host", "0.0.0.0"], "serve_key_needed"),
    (["--api-key-file", "{place}/short"], "serve_key_unusable"),
    (["--api-key-file", "{place}/none"], "none"),
    (["{place}/nowhere"], "saved_missing"),
    (["--reload-signal"], "serve_nothing_to_reload"),
    (["--register", "{place}/short"], "register_foreign"),
    (["--port", "70000"], "0–65535"),
])  # fmt: skip
def test_what_cannot_be_served(
    arguments: list[str], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAKENLP_API_KEY", raising=False)
    (tmp_path / "short").write_text("lyhyt\n" * 2)
    filled = [argument.format(place=tmp_path) for argument in arguments]
    assert main(["serve", *(["--port", "0"] if "--port" not in filled else []), *filled]) == 2
    said = capsys.readouterr().err
    assert code in said and "lyhyt" not in said


def test_answers_are_not_held_back_by_the_network_stack() -> None:
    with contextlib.closing(_listen("127.0.0.1", 0)) as place:
        assert place.proto == socket.IPPROTO_TCP  # without it asyncio leaves TCP_NODELAY off: 40 ms an answer


def test_a_taken_port_is_told_before_the_model_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = time.monotonic()
        assert main(["serve", "--port", str(port)]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err and time.monotonic() - started < 2


@pytest.mark.slow
@posix
def test_a_signal_to_reload_without_a_folder_does_nothing() -> None:
    with service() as running:
        running.process.send_signal(signal.SIGHUP)
        running.wait_for("SIGHUP")
        assert running.ask("health")[0] == 200
        assert running.stop() == 0


def test_headers_that_never_end_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import uvicorn

    from rakenlp.server import _connection, create_app

    monkeypatch.setattr(_connection, "HEADERS_WITHIN", 0.4)

    async def asked() -> list[bytes]:
        app = create_app(rakenlp.Triage.default())
        config = uvicorn.Config(app, http=_connection.Connection, log_config=None, timeout_keep_alive=1)
        server = uvicorn.Server(config)
        place = _listen("127.0.0.1", 0)
        serving = asyncio.ensure_future(server.serve(sockets=[place]))
        while not server.started:
            await asyncio.sleep(0.02)
        whole, got = b"GET /page.css HTTP/1.1\r\nHost: localhost\r\n\r\n", []
        for sent in (b"", whole[:-2], whole + whole[:-2]):
            reader, writer = await asyncio.open_connection(*place.getsockname())
            writer.write(sent)
            got.append(await asyncio.wait_for(reader.read(), 3))  # until the service closes
            writer.close()
        reader, writer = await asyncio.open_connection(*place.getsockname())
        for _ in range(4):  # who asks whole requests may go on with the same connection for longer
            writer.write(whole)
            got.append((await reader.readuntil(b"\r\n"))[:15])
            await asyncio.sleep(0.25)
            await reader.read(100_000)
        writer.close()
        server.should_exit = True
        await serving
        return got

    got = asyncio.run(asked())
    assert got[:2] == [b"", b""] and got[2].startswith(b"HTTP/1.1 200") and got[2].count(b"HTTP/1.1") == 1
    assert got[3:] == [b"HTTP/1.1 200 OK"] * 4
