"""A running ``rakenlp serve``, for the tests that ask it over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any


class Service:
    """A running ``rakenlp serve``."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        command = [sys.executable, "-m", "rakenlp.cli", "serve", "--port", "0", *arguments]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, **pipes)
        assert self.process.stderr is not None
        self.said = [self.process.stderr.readline()]
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.said[0])
        assert found, self.said[0] + self.process.stderr.read()
        self.address = found.group()
        self._listener = threading.Thread(target=lambda: self.said.extend(self.process.stderr or ()), daemon=True)
        self._listener.start()

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the answer."""
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, content, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def wait_for(self, what: str, seconds: float = 15) -> None:
        """Wait until the log holds something."""
        end = time.monotonic() + seconds
        while not any(what in line for line in self.said):
            assert time.monotonic() < end, self.said
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask the service to stop; return its exit code."""
        self.process.terminate()
        code = self.process.wait(30)
        self._listener.join(5)
        return code


@contextlib.contextmanager
def service(*arguments: str, **environment: str) -> Iterator[Service]:
    running = Service(*arguments, **environment)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait(10)
