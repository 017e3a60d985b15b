"""A headless Chromium for tests, spoken to by its driver's own protocol (W3C WebDriver): no other package is needed.

``./rake tools`` gets the browser, its driver and axe-core; tests are skipped where they are not found.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
IS_MISSING = CHROMIUM is None or DRIVER is None
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def find_axe() -> Path | None:
    """Return the script of axe-core that ``./rake tools`` has got, or that RAKENLP_AXE tells; None without either."""
    if told := os.environ.get("RAKENLP_AXE"):
        return Path(told)
    return next(Path(sys.prefix, "tools").glob("lib/python*/site-packages/*/axe.min.js"), None)


class Browser:
    """A headless browser, driven over HTTP."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}"
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": CHROMIUM, "args": options},
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        self._session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._base + path, content, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["value"]

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """Send one command of the session."""
        return self._call(method, f"/session/{self._session}{path}", body)

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        """Open a page in a window of a size, the size of its content."""
        self.resize(width, height)
        self.do("POST", "/url", {"url": address})

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        device = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.developer("Emulation.setDeviceMetricsOverride", **device)

    def developer(self, command: str, **values: Any) -> Any:
        """Send one command of the developer tools."""
        return self.do("POST", "/goog/cdp/execute", {"cmd": command, "params": values})

    def run(self, script: str, *values: Any) -> Any:
        """Return what a script returns."""
        return self.do("POST", "/execute/sync", {"script": script, "args": list(values)})

    def type(self, selector: str, keys: str) -> None:
        """Type into an element."""
        found = self.do("POST", "/element", {"using": "css selector", "value": selector})[_ELEMENT]
        self.do("POST", f"/element/{found}/value", {"text": keys})

    def press(self, keys: str) -> None:
        """Press keys wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def texts(self, selector: str) -> list[str]:
        """Return the texts of elements."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector)

    def wait(self, condition: Callable[[], object], seconds: float = 20) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.texts("#state")
            time.sleep(0.05)

    def answered(self) -> None:
        """Wait for a suggestion."""
        self.wait(lambda: self.run("return !document.getElementById('results').hidden"))

    def picture(self, path: Path) -> None:
        """Save a picture of what the window shows."""
        path.write_bytes(base64.b64decode(self.developer("Page.captureScreenshot", format="png")["data"]))

    def complaints(self) -> list[str]:
        """Return what the browser has complained of, such as breaches of the content policy."""
        return [entry["message"] for entry in self.do("POST", "/se/log", {"type": "browser"})]

    def close(self) -> None:
        """End the session."""
        self._call("DELETE", f"/session/{self._session}")


@contextlib.contextmanager
def running_driver() -> Iterator[int]:
    """Run the driver of Chromium and give its port."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = int(place.getsockname()[1])
    process = subprocess.Popen([str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            break
        time.sleep(0.1)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)
