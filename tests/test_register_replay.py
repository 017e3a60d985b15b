"""Whatever people decide in whatever order, the register replays, and several processes do not disturb it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rakenlp.errors import ParameterError, RegisterError
from rakenlp.register import Register
from rakenlp.register.entries import read_entries
from rakenlp.register.replay import State, replay

ROOT = Path(__file__).resolve().parent.parent
IDS = ["koyhyys", "asunnottomuus", "velkaantuminen", "yksinaisyys"]
OBSERVATIONS = pd.DataFrame(
    {
        "observation_id": [f"h{k}" for k in range(12)],
        "phenomenon_id": [IDS[k % 4] if k < 11 else None for k in range(12)],
        "respondent_group": ["asiakas", "läheinen", "asukas"] * 4,
    }
)

places, observations, numbers = st.integers(0, 9), st.integers(0, 11), st.integers(1, 25)
steps = st.one_of(
    st.tuples(st.just("rename"), places, st.text(max_size=8)),
    st.tuples(st.just("merge"), st.lists(places, min_size=1, max_size=3), places),
    st.tuples(st.just("split"), places, st.lists(observations, min_size=1, max_size=4)),
    st.tuples(st.just("reassign"), observations, st.none() | places),
    st.tuples(st.just("decide"), places, st.sampled_from(["accept", "reject", "mute"])),
    st.tuples(st.just("report"), places, st.none()),
    st.tuples(st.just("advance"), st.integers(1, 4), st.none()),
    st.tuples(st.just("undo"), numbers, st.none()),
    st.tuples(st.just("undo"), numbers, st.none()),
)


def take(register: Register, step: tuple[str, Any, Any]) -> None:
    """Take a step; what cannot be is refused, which is all right."""
    every = [*IDS, *(key for key in register.phenomena()["phenomenon_id"] if key not in IDS)]
    kind, one, two = step

    def name(place: int) -> str:
        return every[place % len(every)]

    if kind == "rename":
        register.rename(name(one), two)
    elif kind == "merge":
        register.merge([name(place) for place in one], into=name(two))
    elif kind == "split":
        register.split(name(one), {"osa": [f"h{k}" for k in dict.fromkeys(two)]})
    elif kind == "reassign":
        register.reassign(f"h{one}", None if two is None else name(two))
    elif kind == "decide":
        register.decide(name(one), two, why="syy", when="2026-03-05")
    elif kind == "report":
        register.open_report(name(one), when="2026-03-05")
    elif kind == "advance":
        register.advance_report(f"raportti_2026_{one}")
    else:
        register.undo(one)


def plain(state: State) -> dict[str, Any]:
    return {
        "seq": state.seq,
        "names": state.names,
        "into": state.into,
        "parts": state.parts,
        "former": state.former,
        "human": state.human,
        "handled": state.handled,
        "decisions": {
            k: [(d.entry.seq, d.state, d.kind) for d in found] for k, found in state.decisions.items() if found
        },
        "reports": {key: (r.phenomenon_id, r.steps, r.notes, r.deadline) for key, r in state.reports.items()},
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=25))
def test_random_decisions_and_undos_equal_a_fresh_replay(walk: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rake.sqlite"
        with Register.open(path) as register, Register.open(path) as other:
            register.record_observations(OBSERVATIONS, as_of="2026-02-28")
            for turn, step in enumerate(walk):
                before = register.version
                try:
                    take(other if turn % 3 == 2 else register, step)
                    assert register.version == before + 1
                except (RegisterError, ParameterError):
                    assert register.version == before
            with register._database.reading() as connection:
                entries = read_entries(connection)
                held = plain(register._state(connection))
            assert held == plain(replay(entries))  # read entry by entry, or all at once
            assert held == plain(other.snapshot().state)
            # every chain of merges ends in a live phenomenon, and nobody is in two places
            state = replay(entries)
            assert all(state.resolve(key) not in state.into for key in state.into)
            found = register.assignments()
            assert found["observation_id"].is_unique and len(found) == 12
            table = register.phenomena()
            assert table["n"].sum() == found["phenomenon_id"].notna().sum()
            exported = register.export_jsonl(Path(folder) / "a.jsonl").read_bytes()
        with Register.import_jsonl(Path(folder) / "a.jsonl", Path(folder) / "b.sqlite") as copy:
            assert plain(copy.snapshot().state) == held
            assert copy.export_jsonl(Path(folder) / "b.jsonl").read_bytes() == exported


@settings(max_examples=25, deadline=None)
@given(st.lists(steps.filter(lambda step: step[0] != "undo"), min_size=1, max_size=12))
def test_undoing_everything_backwards_leads_to_the_beginning(walk: list[tuple[str, Any, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Register.open(Path(folder) / "rake.sqlite") as register:
        register.record_observations(OBSERVATIONS)
        first = plain(register.snapshot().state)
        for step in walk:
            try:
                take(register, step)
            except (RegisterError, ParameterError):
                continue
        made = register.version
        for seq in range(made, 0, -1):
            register.undo(seq)
        last = plain(register.snapshot().state)
        assert {**last, "seq": 0, "former": {}} == {**first, "former": {}}
        # and undoing the undoing, backwards, leads to where it was
        for seq in range(2 * made, made, -1):
            register.undo(seq)
        with register._database.reading() as connection:
            there = plain(replay(read_entries(connection)[:made]))
        assert {**plain(register.snapshot().state), "seq": made} == there


WRITER = """
import sys
from rakenlp.register import Register
with Register.open(sys.argv[1], who=sys.argv[2]) as register:
    for k in range(int(sys.argv[3])):
        register.rename("koyhyys", f"{sys.argv[2]} {k}")
        register.reassign(f"h{k % 12}", "asunnottomuus")
"""


def test_four_processes_at_once(tmp_path: Path) -> None:
    path, turns = tmp_path / "rake.sqlite", 25
    with Register.open(path) as register:
        register.record_observations(OBSERVATIONS)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, str(turns)]) for name in ("a", "b", "c", "d")
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    with Register.open(path) as register:
        entries = register.entries()
        assert [entry.seq for entry in entries] == list(range(1, 4 * 2 * turns + 1))
        assert Counter(entry.who for entry in entries) == dict.fromkeys("abcd", 2 * turns)
        for name in "abcd":
            own = [entry.content["name"] for entry in entries if entry.who == name and entry.action == "rename"]
            assert own == [f"{name} {k}" for k in range(turns)]
        last = [entry for entry in entries if entry.action == "rename"][-1]
        assert register.snapshot().name("koyhyys") == last.content["name"]


def test_four_processes_make_one_register(tmp_path: Path) -> None:
    """All open a file that is not there yet, at the same moment."""
    code = "import sys; from rakenlp.register import Register; Register.open(sys.argv[1]).rename('koyhyys', 'x')"
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "uusi.sqlite")]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    with Register.open(tmp_path / "uusi.sqlite") as register:
        assert register.version == 4


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL here")
def test_killed_writers_lose_nothing_and_leave_nothing_half_written() -> None:
    script = ROOT / "benchmarks" / "register_kill.py"
    done = subprocess.run([sys.executable, str(script), "--kills", "8"], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[0])
    assert found["processes_killed"] == 32 and found["acknowledged"] > 100
    assert {found[key] for key in ("lost", "changed", "gaps", "half_written", "damaged", "stopped")} == {0}
