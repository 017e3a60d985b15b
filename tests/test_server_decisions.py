"""Flags and decisions over HTTP: what is acknowledged is in the register, and conflicts tell what changed."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import rakenlp

pytest.importorskip("fastapi", reason="needs the extra server")
pytest.importorskip("httpx", reason="needs httpx")

from fastapi.testclient import TestClient  # noqa: E402

from rakenlp.server import Limits, _standing, create_app  # noqa: E402
from rakenlp.texts import LANGUAGES, text  # noqa: E402


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
    assert all(row["reasons"] and row["level"] == "phenomenon" and row["area"] is None for row in rows)
    chosen = client.get("/flags", params={"kind": "growing"}).json()["flags"]
    assert "odotettiin noin" in chosen[0]["reasons"]
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


EVICTED = "Vuokra on rästissä ja häätö uhkaa"


def test_suggestions_have_the_names_and_merges_in_force(client: TestClient, register: rakenlp.Register) -> None:
    triage = rakenlp.Triage.default()

    def guesses(top_k: int = 3) -> dict[str, dict[str, Any]]:
        found = client.post("/suggest", json={"text": EVICTED, "top_k": top_k}).json()["phenomena"]
        assert len(found) == len({guess["phenomenon_id"] for guess in found}) == top_k
        return {guess["phenomenon_id"]: guess for guess in found}

    before = guesses()
    assert list(before) == [guess.phenomenon_id for guess in triage.suggest(EVICTED).phenomena]
    best, second = list(before)[:2]
    client.post("/decisions", json={"action": "rename", "subject": second, "name": "Uusi nimi"})
    assert guesses()[second]["name"] == "Uusi nimi" and guesses()[best]["name"] == before[best]["name"]
    client.post("/decisions", json={"action": "merge", "ids": [best], "into": second})
    after = guesses()
    assert list(after)[0] == second and best not in after and after[second]["name"] == "Uusi nimi"
    assert after[second]["probability"] == pytest.approx(before[best]["probability"] + before[second]["probability"])
    assert set(before[best]["evidence_terms"]) <= set(after[second]["evidence_terms"])
    batch = client.post("/suggest/batch", json={"items": [{"text": EVICTED}]}).json()["suggestions"]
    assert [guess["phenomenon_id"] for guess in batch[0]["phenomena"]] == list(after)
    assert list(guesses(1)) == [second]
    client.post("/decisions", json={"action": "undo", "entry": 2})
    client.post("/decisions", json={"action": "undo", "entry": 1})
    assert guesses() == before


def test_a_merge_into_what_people_have_made(client: TestClient, register: rakenlp.Register) -> None:
    placed = register.assignments().dropna(subset=["phenomenon_id"])
    ids = placed[placed["phenomenon_id"] == "haato_vuokravelka"]["observation_id"].tolist()
    made = register.split("haato_vuokravelka", {"Häätö ja lapset": ids[:2]}).content["parts"][0]["phenomenon_id"]
    register.merge(["haato_vuokravelka"], made)
    first = client.post("/suggest", json={"text": EVICTED}).json()["phenomena"][0]
    assert (first["phenomenon_id"], first["name"]) == (made, "Häätö ja lapset") and first["parent"]


def test_decisions_of_others_are_seen_when_what_is_known_is_old(
    client: TestClient, register: rakenlp.Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = client.post("/suggest", json={"text": EVICTED}).json()["phenomena"][0]["name"]
    with rakenlp.Register.open(register.path) as other:
        other.rename("haato_vuokravelka", "Toisen antama")
    assert client.post("/suggest", json={"text": EVICTED}).json()["phenomena"][0]["name"] == name
    monkeypatch.setattr(_standing, "FRESH", 0.0)
    assert client.post("/suggest", json={"text": EVICTED}).json()["phenomena"][0]["name"] == "Toisen antama"


def test_a_busy_register_holds_nobody_else_up(filled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    path.write_bytes(filled)
    with (
        rakenlp.Register.open(path, timeout=1.5) as register,
        sqlite3.connect(path, isolation_level=None) as other,
        TestClient(create_app(rakenlp.Triage.default(), register, limits=Limits(threads=4))) as client,
    ):
        other.execute("BEGIN IMMEDIATE")
        body = {"action": "rename", "subject": "koyhyys"}
        with ThreadPoolExecutor(6) as pool:
            started = time.monotonic()
            waiting = [pool.submit(client.post, "/decisions", json={**body, "name": f"N{n}"}) for n in range(4)]
            time.sleep(0.2)
            for path_, given in (("/suggest", {"text": EVICTED}), ("/health", None)):
                asked = time.monotonic()
                answer = client.get(path_) if given is None else client.post(path_, json=given)
                assert answer.status_code == 200 and time.monotonic() - asked < 1.2
            assert not any(each.done() for each in waiting)
            answers = [each.result() for each in waiting]
            assert time.monotonic() - started < 4  # they wait together, not one after another
        assert {(a.status_code, a.json()["code"]) for a in answers} == {(503, "register_busy")}
        other.execute("ROLLBACK")
        assert client.post("/decisions", json={**body, "name": "Nyt"}).json()["version"] == 1


def test_a_decision_whose_sender_was_told_that_it_took_too_long_is_not_written(filled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rake.sqlite"
    path.write_bytes(filled)
    with (
        rakenlp.Register.open(path, timeout=10) as register,
        sqlite3.connect(path, isolation_level=None) as other,
        TestClient(create_app(rakenlp.Triage.default(), register, limits=Limits(seconds=0.5))) as client,
    ):
        other.execute("BEGIN IMMEDIATE")
        body = {"action": "rename", "subject": "koyhyys", "name": "Nimi"}
        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(lambda n: client.post("/decisions", json=body), range(5)))
        assert {(a.status_code, a.json()["code"]) for a in answers} == {(503, "service_timeout")}
        other.execute("ROLLBACK")
        time.sleep(0.5)
        assert client.get("/decisions").json()["version"] == 0
        assert client.post("/decisions", json=body).json()["version"] == 1


def test_a_register_that_fails_makes_the_service_unwell(register: rakenlp.Register) -> None:
    client = TestClient(create_app(rakenlp.Triage.default(), register))
    assert client.get("/health").json()["register_version"] == 0
    register.close()
    fresh = TestClient(create_app(rakenlp.Triage.default(), register))
    answer = fresh.get("/health")
    assert (answer.status_code, answer.json()["status"], answer.json()["register_version"]) == (503, "failing", None)
    assert fresh.post("/suggest", json={"text": EVICTED}).status_code == 200


def test_errors_speak_to_who_sends_requests(client: TestClient) -> None:
    client.post("/decisions", json={"action": "merge", "ids": ["velkaantuminen"], "into": "koyhyys"})
    bodies: list[dict[str, Any]] = [
        {"action": "accept", "subject": "tuntematon"},
        {"action": "reassign", "subject": "tuntematon", "to": None},
        {"action": "undo", "entry": 77},
        {"action": "accept", "subject": "velkaantuminen"},
        {"action": "mute", "subject": "koyhyys", "until": "ei päivä"},
        {"action": "merge", "ids": ["koyhyys"], "into": "koyhyys"},
        {"action": "accept", "subject": "koyhyys", "expected_version": 0},
        {"action": "accept", "subject": "koyhyys", "expected_version": 99},
    ]
    for language in LANGUAGES:
        for body in bodies:
            told = client.post("/decisions", json=body, headers={"Accept-Language": language}).json()
            start = text(f"server.error_{told['code']}", language, **dict.fromkeys(_PLACES, "…")).split()[0]
            assert told["message"].split()[0] == start
            assert not any(word in told["message"] for word in ("Register.", "register.", "undo(", "(history)", "None"))


_PLACES = ("name", "into", "seq", "undone_by", "blocker", "action", "expected", "present", "changes")


def test_an_unknown_action_is_told_with_those_that_are_known(client: TestClient) -> None:
    for body in ({"action": "Maija"}, {"subject": "koyhyys"}):
        told = client.post("/decisions", json=body).json()
        assert told["fields"][0]["field"] == "action" and "rename" in told["fields"][0]["expected"]
        assert "action" in told["message"] and "rename" in told["message"] and "Maija" not in str(told)
    assert "'sv'" in client.get("/phenomena", params={"language": "de"}).json()["fields"][0]["expected"]


def test_halves_of_characters_in_decisions(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    lost = client.post("/decisions", content=b'{"action": "accept", "subject": "k\\ud800"}', headers=headers)
    assert (lost.status_code, lost.json()["code"]) == (404, "register_unknown_phenomenon")
    named = b'{"action": "rename", "subject": "koyhyys", "name": "Nimi \\ud83d"}'
    assert (
        client.post("/decisions", content=named, headers=headers).json()["decision"]["content"]["name"] == "Nimi \ufffd"
    )
