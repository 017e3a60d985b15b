"""Is anything acknowledged lost, or anything half-written seen, when writers of the register are killed?

    python benchmarks/register_kill.py              # 50 rounds, about two minutes
    python benchmarks/register_kill.py --kills 10

Four processes write into one register with hardly a pause: names, placements, rejections, undoing, and (one
of them) whole analyses of many rows. Whatever a method has returned from, a process notes in a file of its
own. At random moments all four are killed (SIGKILL). Then the register is opened again and compared with the
notes: every noted entry has to be there as it was noted, entries have to be numbered without a gap and to
replay, each analysis has to be there with all of its rows or not at all, and SQLite's own check has to pass.

A process that is killed leaves its writes to the system; that commits also survive a power cut rests on
SQLite's ``synchronous=FULL`` and cannot be shown on a running machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rakenlp.register import Entry, Register

WRITERS = 4
ROWS = 25  # observations of a recorded analysis
WRONG = ("lost", "changed", "gaps", "half_written", "damaged", "stopped")
_LONGEST_START = 60.0


def noted(entry: Entry) -> str:
    """Return an entry as a line of notes."""
    content = dict(entry.content)
    return json.dumps([entry.seq, entry.action, entry.subject, entry.who, entry.why, content], sort_keys=True)


def write_for_ever(path: Path, notes: Path, name: str, seed: int) -> None:
    """Write decisions, noting each once it is acknowledged, until killed."""
    draw = random.Random(seed)
    records = name == _names()[0]  # one of them also writes what takes many rows
    if records:
        import pandas as pd
    out = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    register = Register.open(path, who=name)
    turn = 0
    while True:
        turn += 1
        kind = draw.random()
        if kind < 0.5 and records:
            ids = [f"{name}-{seed}-{turn}-{k}" for k in range(ROWS)]
            run = register.record_observations(pd.DataFrame({"observation_id": ids, "phenomenon_id": "koyhyys"}))
            line = json.dumps(["run", run])
        elif kind < 0.4:
            line = noted(register.rename("koyhyys", f"{name} {turn}", why="x" * draw.randrange(2_000)))
        elif kind < 0.7:
            place = draw.choice(["koyhyys", "asunnottomuus", None])
            line = noted(register.reassign(f"base-{draw.randrange(ROWS)}", place))
        elif kind < 0.8:
            line = noted(register.decide("growing:koyhyys", "reject", why=f"{name} {turn}"))
        else:
            entry = register.rename("asunnottomuus", f"{name} {turn}")
            os.write(out, f"{noted(entry)}\n".encode())
            line = noted(register.undo(entry, why="takaisin"))
        os.write(out, f"{line}\n".encode())
        time.sleep(draw.random() * 0.002)  # SQLite does not queue: without a pause one writer may starve the rest


def one_round(path: Path, folder: Path, number: int, draw: random.Random) -> int:
    """Start the writers, let each write something, kill them all at random moments.

    Returns how many had stopped by themselves.
    """
    before = {name: _size(folder / name) for name in _names()}
    writers = []
    for k, name in enumerate(_names()):
        command = [sys.executable, __file__, "--write", str(path), str(folder / name), name, str(number * WRITERS + k)]
        writers.append(subprocess.Popen(command))
    try:
        end = time.monotonic() + _LONGEST_START
        while any(_size(folder / name) == before[name] for name in _names()):
            if time.monotonic() > end or any(w.poll() is not None for w in writers):
                raise SystemExit("a writer did not start or stopped by itself")
            time.sleep(0.01)
        draw.shuffle(writers)
        for writer in writers:
            time.sleep(draw.random() * 0.1)
            os.kill(writer.pid, signal.SIGKILL)
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    return sum(writer.returncode != -signal.SIGKILL for writer in writers)


def check(path: Path, folder: Path) -> dict[str, int]:
    """Compare the register with the notes; return what was found wrong, and how much there is."""
    with Register.open(path) as register:
        entries = {entry.seq: noted(entry) for entry in register.entries()}
        register.phenomena()  # replays everything
    connection = sqlite3.connect(path)
    sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    rows = dict(connection.execute("SELECT first_run, count(*) FROM observations GROUP BY first_run"))
    runs = dict(connection.execute("SELECT run, n_observations FROM runs"))
    connection.close()
    lost = changed = acknowledged = 0
    for name in _names():
        for line in (folder / name).read_text(encoding="utf-8").split("\n")[:-1]:
            acknowledged += 1
            note: list[Any] = json.loads(line)
            if note[0] == "run":
                lost += note[1] not in runs
            elif note[0] not in entries:
                lost += 1
            else:
                changed += entries[note[0]] != line
    return {
        "acknowledged": acknowledged,
        "entries": len(entries),
        "runs": len(runs),
        "lost": lost,
        "changed": changed,
        "gaps": len(set(range(1, len(entries) + 1)) - set(entries)),
        "half_written": sum(rows.get(run, 0) != count for run, count in runs.items()),
        "damaged": int(not sound),
    }


def measure(kills: int, seed: int = 0) -> dict[str, int]:
    """Return what was found wrong after so many rounds, looked at after each."""
    import pandas as pd

    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "rake.sqlite"
        with Register.open(path) as register:
            ids = [f"base-{k}" for k in range(ROWS)]
            register.record_observations(pd.DataFrame({"observation_id": ids, "phenomenon_id": "koyhyys"}))
            register.rename("asunnottomuus", "Asunnottomuus")
        wrong = dict.fromkeys(WRONG, 0)
        for number in range(kills):
            stopped = one_round(path, folder, number, draw)
            found = {**check(path, folder), "stopped": stopped}
            for key in WRONG:
                wrong[key] += found[key]
        return {"kills": kills, "processes_killed": kills * WRITERS, **found, **wrong}


def _names() -> list[str]:
    return [f"writer-{k}" for k in range(WRITERS)]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        path, notes, name, seed = args.write
        write_for_ever(Path(path), Path(notes), name, int(seed))
    started = time.perf_counter()
    found = measure(args.kills, args.seed)
    print(json.dumps(found))
    print(f"{time.perf_counter() - started:.0f} s")
    return int(any(found[key] for key in WRONG))


if __name__ == "__main__":
    sys.exit(main())
