"""How fast does the HTTP service answer on this machine, and does it answer right under load?

    python benchmarks/service.py            # about a minute
    python benchmarks/service.py --seconds 5
    python benchmarks/service.py --kills 10     # instead: about a minute

``rakenlp serve`` runs in a process of its own with the triage of the example export; the clients are threads of this
one, so both share the processors. The texts asked about are sentences of the example, mixed anew. Every answer is
compared with that of ``Triage.suggest`` in this process. The last step asks from more clients than the service takes
at once: what it does not take it must refuse (503 service_busy), and answer the rest right.

With ``--kills`` four clients write decisions while the service is killed (SIGKILL) again and again: every decision
that was answered with 201 must be in the register afterwards.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from triage import EXAMPLE, ONE_THREAD, memory, questions

import rakenlp
from rakenlp.server import Limits


class Client(threading.Thread):
    """Asks one text after the other over one connection, until its time is out."""

    def __init__(self, port: int, bodies: list[bytes], expected: list[Any], first: int, end: float) -> None:
        super().__init__()
        self._port, self._bodies, self._expected, self._first, self._end = port, bodies, expected, first, end
        self.times: list[float] = []
        self.wrong = self.refused = 0
        self.errors: list[str] = []

    def run(self) -> None:
        """Ask."""
        link = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        step = self._first
        while time.perf_counter() < self._end:
            number = step % len(self._bodies)
            start = time.perf_counter()
            try:
                link.request("POST", "/suggest", self._bodies[number], {"Content-Type": "application/json"})
                answer = link.getresponse()
                told = json.load(answer)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.errors.append(type(error).__name__)
                link.close()
                continue
            if answer.status == 503 and told["code"] == "service_busy":
                self.refused += 1
                time.sleep(0.01)
            elif answer.status != 200:
                self.errors.append(f"{answer.status} {told.get('code')}")
            else:
                self.times.append(1000 * (time.perf_counter() - start))
                self.wrong += told != self._expected[number]
            step += 1
        link.close()


def load(port: int, bodies: list[bytes], expected: list[Any], clients: int, seconds: float) -> bool:
    """Ask from several clients at once; print what came, and return whether all of it was right."""
    end = time.perf_counter() + seconds
    asking = [Client(port, bodies, expected, n * len(bodies) // clients, end) for n in range(clients)]
    for client in asking:
        client.start()
    for client in asking:
        client.join()
    times = sorted(t for client in asking for t in client.times)
    errors = [error for client in asking for error in client.errors]
    wrong, refused = sum(client.wrong for client in asking), sum(client.refused for client in asking)
    middle, late = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
    speed = f"{len(times) / seconds:4.0f} answers a second, p50 {middle:6.2f} ms, p99 {late:6.2f} ms"
    outcome = (
        f"{len(times)} answers, {wrong} wrong, {refused} refused as busy, {len(errors)} errors {sorted(set(errors))}"
    )
    print(f"  {clients:3} clients: {speed}, {outcome}", flush=True)
    return not wrong and not errors


def resident(process: subprocess.Popen[str]) -> str:
    """Return the resident memory of a process, in MiB, where /proc tells it."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    except OSError:
        return "?"
    return f"{pages * os.sysconf('SC_PAGE_SIZE') / 2**20:.0f}"


def started(*arguments: str) -> tuple[subprocess.Popen[str], int]:
    """Start the service; return its process and port."""
    command = [sys.executable, "-m", "rakenlp.cli", "serve", *arguments, "--port", "0"]
    pipe: dict[str, Any] = {"stderr": subprocess.PIPE, "text": True, "env": {**os.environ, **ONE_THREAD}}
    process = subprocess.Popen(command, **pipe)
    assert process.stderr is not None
    found = re.search(r":(\d+)/", process.stderr.readline())
    assert found
    threading.Thread(target=process.stderr.read, daemon=True).start()  # its log, so that the pipe never fills
    return process, int(found[1])


def decide(port: int, who: str, acknowledged: list[tuple[int, str]]) -> None:
    """Write decisions until the service is gone; keep what was acknowledged."""
    link, number = http.client.HTTPConnection("127.0.0.1", port, timeout=30), 0
    try:
        while True:
            number += 1
            name = f"{who} {number}"
            body = json.dumps({"action": "rename", "subject": "koyhyys", "name": name, "who": who})
            link.request("POST", "/decisions", body, {"Content-Type": "application/json"})
            answer = link.getresponse()
            told = json.load(answer)
            if answer.status == 201:
                acknowledged.append((told["version"], name))
    except (OSError, http.client.HTTPException, ValueError):
        link.close()


def killed(times: int) -> bool:
    """Kill the service while decisions are written; return whether all that was acknowledged is in the register."""
    acknowledged: list[tuple[int, str]] = []
    with tempfile.TemporaryDirectory() as place:
        file = str(Path(place) / "rake.sqlite")
        for turn in range(times):
            process, port = started("--register", file)
            names = [f"asiakas {turn}.{n}" for n in range(4)]
            clients = [threading.Thread(target=decide, args=(port, name, acknowledged)) for name in names]
            for client in clients:
                client.start()
            time.sleep(0.2 + 0.05 * (turn % 7))
            process.kill()
            process.wait()
            for client in clients:
                client.join()
        with rakenlp.Register.open(file) as register:
            there = {entry.seq: entry.content["name"] for entry in register.entries()}
    lost = [(seq, name) for seq, name in acknowledged if there.get(seq) != name]
    numbers = sorted(there) == list(range(1, len(there) + 1))
    print(
        f"  killed {times} times: {len(acknowledged)} decisions acknowledged, {len(lost)} lost, {len(there)} in the "
        f"register, numbered without gaps: {numbers}"
    )
    return not lost and numbers and len(acknowledged) > times


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each number of clients")
    parser.add_argument("--kills", type=int, help="kill the service this many times while it writes decisions")
    args = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors", flush=True)
    if args.kills:
        sys.exit(not killed(args.kills))
    triage = rakenlp.analyse(rakenlp.read_observations(EXAMPLE)).triage()
    texts = [*questions(20, 150), *questions(80, 150)]
    expected = [triage.suggest(text).to_dict() for text in texts]
    bodies = [json.dumps({"text": text}).encode() for text in texts]
    start = time.perf_counter()
    for text in texts:
        triage.suggest(text)
    alone = 1000 * (time.perf_counter() - start) / len(texts)
    print(f"  in this process: {1000 / alone:.0f} answers a second, {alone:.2f} ms each; RSS {memory():.0f} MiB")
    right = True
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        process, port = started(str(triage.save(place)))
        print(f"  the service answers {time.perf_counter() - start:.1f} s after its start", flush=True)
        try:
            for clients in (1, 4, 16, 2 * Limits().requests):
                right &= load(port, bodies, expected, clients, args.seconds)
            print(f"  RSS of the service {resident(process)} MiB")
        finally:
            process.terminate()
            process.wait(30)
    if not right:
        sys.exit(1)


if __name__ == "__main__":
    main()
