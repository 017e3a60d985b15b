"""Measures of what a tool wrote: what can be read in it, what it asks of the net, how a browser shows it."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

ENOUGH = 40  # letters and digits that tell a text from all others
LIBRARY = 2_000_000  # characters: longer scripts are a library of figures, not what it draws
A4 = 794  # pixels across a sheet at 96 to the inch
_LOOK = """
<script>addEventListener('load', () => setTimeout(async () => {
  const roots = [...document.querySelectorAll('.js-plotly-plot, svg, img, canvas')].filter(e => {
    const inner = e.parentElement.closest('.js-plotly-plot, svg');
    const box = e.getBoundingClientRect();
    return !inner && e.id !== 'js-plotly-tester' && box.width > 100 && box.height > 60;
  });
  const told = e => e && ['aria-label', 'aria-labelledby', 'alt', 'title'].some(a => e.getAttribute(a));
  const good = roots.filter(e => told(e) || told(e.closest('figure, [role=img]'))
    || [...e.children].some(c => ['title', 'desc'].includes(c.tagName.toLowerCase())));
  const found = {charts: roots.length, told: good.length, lang: document.documentElement.lang,
    across: document.documentElement.scrollWidth, screen: innerWidth,
    headings: document.querySelectorAll('h1, h2, h3').length};
  if (window.axe) {
    const result = await axe.run();
    found.axe = result.violations.map(v => [v.id, v.impact, v.nodes.length]);
  }
  const kept = document.createElement('pre');
  kept.id = 'looked-at';
  kept.textContent = JSON.stringify(found);
  document.body.append(kept);
}, 3000));</script>
"""


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, whatever the escaping, case, form and spacing."""
    for _ in range(2):
        text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), html.unescape(text))
    text = re.sub(r"<br */?>|\\n", " ", text)
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())


def content(path: Path) -> str:
    """Return the letters and digits of a file; of a Word file those of its parts."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            told = "".join(parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml"))
        return squeezed(re.sub(r"<[^>]+>", "", told))
    if path.suffix == ".png":
        return ""
    text = path.read_text("utf-8", errors="replace")
    if path.suffix == ".html":  # the library of a figure is no content
        text = re.sub(r"<style.*?</style>", "", text, flags=re.S)
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", text, flags=re.S)
        text = re.sub(r"<script.*?</script>", " ", text, flags=re.S)
        packed = [part for script in scripts for part in re.findall(r"[A-Za-z0-9+/]{400,}={0,2}", script)]
        text = re.sub(r"<[^>]+>", "", text) + " ".join(s for s in scripts if len(s) < LIBRARY)
        text += " ".join(map(_unpacked, packed))
    return squeezed(text)


def _unpacked(part: str) -> str:
    """Return what a script holds packed, as data maps keep the texts that show when a point is pointed at."""
    try:
        told = gzip.decompress(base64.b64decode(part))
    except (ValueError, OSError, EOFError, zlib.error):
        return ""
    return told.decode("utf-8", errors="replace")


def readable(needles: Iterable[str], where: str) -> list[int]:
    """Return which of the texts begin somewhere in what was written."""
    return [i for i, needle in enumerate(needles) if needle and needle in where]


def beginning(text: str) -> str:
    """Return what is looked for of a text: its first letters and digits before anything that was masked."""
    parts = sorted((squeezed(part) for part in re.split(r"\[[A-ZÅÄÖ-]+\]", text)), key=lambda p: -len(p[:ENOUGH]))
    return parts[0][:ENOUGH]


def looked_at(path: Path, axe: Path | None) -> dict[str, Any] | None:
    """Open a page in headless Chromium at the width of a sheet; return what it is like, and whom it asks on the net.

    A policy that forbids scripts in the page is taken out of the copy that is opened, or it could not be looked at.
    """
    library = f"<script>{axe.read_text('utf-8')}</script>" if axe else ""
    told = path.read_text("utf-8")
    policy = re.compile(r"<meta[^>]*Content-Security-Policy[^>]*>", flags=re.I)
    opened = _opened(policy.sub("", told) + library + _LOOK)
    if opened is None:
        return None
    dom, asked = opened
    found = re.search(r'<pre id="looked-at">(.*?)</pre>', dom, flags=re.S)
    looked = json.loads(html.unescape(found[1])) if found else {"failed": True}
    asked = {host for host in asked - _of_the_browser() if not host.startswith("optimizationguide")}
    return looked | {"asked": sorted(asked), "policy": bool(policy.search(told))}


@cache
def _of_the_browser() -> frozenset[str]:
    """Return whom the browser asks with an empty page."""
    opened = _opened("<!doctype html><title>.</title><p>.")
    return frozenset(opened[1] if opened else ())


def _opened(page: str) -> tuple[str, set[str]] | None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path, log = Path(folder) / "page.html", Path(folder) / "net.json"
        path.write_text(page, "utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
        command += ["--disable-background-networking", "--disable-component-update"]
        command += ["--disable-features=OptimizationHints", f"--user-data-dir={folder}/user"]
        command += [f"--window-size={A4},1123", f"--log-net-log={log}", "--virtual-time-budget=20000", "--dump-dom"]
        try:
            ran = subprocess.run([*command, path.as_uri()], capture_output=True, text=True, timeout=180, check=False)
        except subprocess.TimeoutExpired:
            return None
        asked = re.findall(r'"url":"https?://([^/"]+)', log.read_text("utf-8", errors="replace"))
    return ran.stdout, set(asked)
