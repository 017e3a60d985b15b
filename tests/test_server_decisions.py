"""Flags and decisions over HTTP: what is acknowledged is in the register, and conflicts tell what changed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rakenlp

pytest.importorskip("fastapi", reason="needs the extra server")
pytest.importorskip("httpx", reason="needs httpx")

from fastapi.testclient import TestClient  # noqa: E402

from rakenlp.server import create_app  # noqa: E402


@pytest.fixture(scope="module")
def filled(example: rakenlp.Observations, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("register") / "rake.sqlite"
    with rakenlp.Register.open(path) as register:
        rakenlp.analyse(example, register=register)
    return path.read_bytes()


@pytest.fixture
def register(filled: bytes, tmp_path: Path) -> Iterator[rakenlp.Register]:
    path = tmp_path / "rake.sqlite"
    path.write_bytes(filled)
    with rakenlp.Register.open(path, who="palvelu") as opened:
        yield opened


@pytest.fixture
def client(register: rakenlp.Register) -> TestClient:
    return TestClient(create_app(rakenlp.Triage.default(), register))


def test_every_kind_of_decision(client: TestClient, register: rakenlp.Register) -> None:
    placed = register.assignments().dropna(subset=["phenomenon_id"])
    one = placed[placed["phenomenon_id"] != "haato_vuokravelka"]["observation_id"].tolist()[0]
    many = placed[placed["phenomenon_id"] == "haato_vuokravelka"]["observation_id"].tolist()
    bodies: list[dict[str, Any]] = [
        {
            "action": "accept",
            "subject": "haato_vuokravelka",
            "who": "rake-tiimi",
            "why": "Otetaan",
            "expected_version": 0,
        },
        {"action": "reject", "subject": "koyhyys", "why": "Soita 040 123 4567"},
        {"action": "mute", "subject": "growing:yksinaisyys", "until": "2026-09-01"},
        {"action": "reassign", "subject": one, "to": None},
        {"action": "merge", "ids": ["velkaantuminen"], "into": "koyhyys"},
        {"action": "split", "subject": "haato_vuokravelka", "parts": {"Häätö ja lapset": many[:2]}},
        {"action": "rename", "subject": "yksinaisyys", "name": "Yksinäisyys kylillä"},
        {"action": "undo", "entry": 4, "why": "Väärin"},
    ]
    for number, body in enumerate(bodies, start=1):
        answer = client.post("/decisions", json=body)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        assert told["version"] == told["decision"]["seq"] == register.version == number
        assert told["decision"]["action"] == body["action"]
    told = client.get("/decisions").json()
    assert (told["version"], told["next_after"], len(told["decisions"])) == (8, None, 8)
    first, second, fourth = (told["decisions"][i] for i in (0, 1, 3))
    assert (first["who"], first["why"], second["who"]) == ("rake-tiimi", "Otetaan", "palvelu")
    assert "040" not in second["why"] and fourth["undone_by"] == 8
    names = {
        row["phenomenon_id"]: row for row in client.get("/phenomena", params={"language": "sv"}).json()["phenomena"]
    }
    assert names["yksinaisyys"]["name"] == "Yksinäisyys kylillä"
    assert (names["velkaantuminen"]["status"], names["velkaantuminen"]["merged_into"]) == ("merged", "koyhyys")
    assert names["asunnottomuus"]["name"].startswith("Bostadslöshet")


def test_flags_and_their_states(client: TestClient, register: rakenlp.Register) -> None:
    rows = client.get("/flags").json()["flags"]
    assert [row["flag_id"] for row in rows] == register.flag_states()["flag_id"].tolist() and rows
    chosen = client.get("/flags", params={"kind": "growing"}).json()["flags"]
    assert chosen and {row["kind"] for row in chosen} == {"growing"}
    assert client.post("/decisions", json={"action": "accept", "subject": chosen[0]["flag_id"]}).status_code == 201
    again = client.get("/flags", params={"kind": "growing"}).json()
    assert again["version"] == 1 and again["flags"][0]["state"] == "accepted"


def test_a_conflict_tells_what_changed(client: TestClient) -> None:
    seen = client.get("/decisions").json()["version"]
    client.post("/decisions", json={"action": "accept", "subject": "koyhyys", "who": "toinen"})
    late = client.post("/decisions", json={"action": "mute", "subject": "koyhyys", "expected_version": seen})
    told = late.json()
    assert (late.status_code, told["code"], told["version"]) == (409, "register_conflict", 1)
    assert [(e["seq"], e["action"], e["subject"], e["who"]) for e in told["changes"]] == [
        (1, "accept", "koyhyys", "toinen")
    ]
    right = {"action": "mute", "subject": "koyhyys", "expected_version": told["version"]}
    assert client.post("/decisions", json=right).json()["version"] == 2


@pytest.mark.parametrize(("body", "status", "code"), [
    ({"action": "accept", "subject": "Maija Salainen"}, 404, "register_unknown_phenomenon"),
    ({"action": "accept", "subject": "single_voice:Maija"}, 404, "register_unknown_observation"),
    ({"action": "reassign", "subject": "Maija", "to": None}, 404, "register_unknown_observation"),
    ({"action": "undo", "entry": 77}, 404, "register_unknown_entry"),
    ({"action": "reject", "subject": "koyhyys", "why": " "}, 422, "parameter"),
    ({"action": "mute", "subject": "koyhyys", "until": "Maija"}, 422, "parameter"),
    ({"action": "accept", "subject": "koyhyys", "expected_version": 9}, 422, "parameter"),
    ({"action": "merge", "ids": ["koyhyys"], "into": "koyhyys"}, 422, "parameter"),
    ({"action": "split", "subject": "koyhyys", "parts": {"Maija": ["a", "a"]}}, 422, "parameter"),
    ({"action": "split", "subject": "koyhyys", "parts": {"Maija": [3]}}, 422, "service_invalid"),
    ({"action": "reject", "subject": "koyhyys"}, 422, "service_invalid"),
    ({"action": "Maija"}, 422, "service_invalid"),
    ({"action": "accept", "subject": "koyhyys", "to": "Maija"}, 422, "service_invalid"),
])  # fmt: skip
def test_what_cannot_be_decided(client: TestClient, body: dict[str, Any], status: int, code: str) -> None:
    answer = client.post("/decisions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert "Maija" not in answer.text and "sqlite" not in answer.text
    assert client.get("/decisions").json()["version"] == 0


def test_decisions_that_do_not_fit_the_state_are_conflicts(client: TestClient) -> None:
    client.post("/decisions", json={"action": "merge", "ids": ["velkaantuminen"], "into": "koyhyys"})
    merged = client.post("/decisions", json={"action": "accept", "subject": "velkaantuminen"})
    assert (merged.status_code, merged.json()["code"], merged.json()["version"]) == (409, "register_merged", 1)
    assert client.post("/decisions", json={"action": "undo", "entry": 1}).status_code == 201
    again = client.post("/decisions", json={"action": "undo", "entry": 1})
    assert (again.status_code, again.json()["code"], again.json()["changes"]) == (409, "register_undone", [])


def test_history_in_pages(client: TestClient) -> None:
    for number in range(5):
        client.post("/decisions", json={"action": "rename", "subject": "koyhyys", "name": f"Nimi {number}"})
    client.post("/decisions", json={"action": "accept", "subject": "yksinaisyys"})
    seen, after = [], 0
    while True:
        page = client.get("/decisions", params={"subject": "koyhyys", "limit": 2, "after": after}).json()
        seen += [entry["content"]["name"] for entry in page["decisions"]]
        if (after := page["next_after"]) is None:
            break
    assert seen == [f"Nimi {number}" for number in range(5)] and page["version"] == 6
    assert len(client.get("/decisions", params={"action": "accept"}).json()["decisions"]) == 1
    assert client.get("/decisions", params={"action": "guess"}).status_code == 422


def test_of_many_at_once_one_wins(client: TestClient) -> None:
    body = {"action": "accept", "subject": "koyhyys", "expected_version": 0}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: client.post("/decisions", json={**body, "who": f"ihminen {n}"}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert client.get("/decisions").json()["version"] == 1


def test_a_register_that_cannot_be_written_says_so(register: rakenlp.Register) -> None:
    with rakenlp.Register.open(register.path, read_only=True) as reader:
        client = TestClient(create_app(rakenlp.Triage.default(), reader))
        answer = client.post("/decisions", json={"action": "accept", "subject": "koyhyys"})
        assert (answer.status_code, answer.json()["code"]) == (503, "register_read_only")
        assert str(register.path.parent) not in answer.text
        assert client.get("/flags").status_code == 200
