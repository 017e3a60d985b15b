"""Which tests execute which lines, measured once; running some of them in a fork."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import resource
import signal
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
PACKAGE = "rakenlp"
#: Tests that call a folder themselves; what they cannot kill, those of the rest are not relied on to kill.
CALLS = {
    "signals": re.compile(r"rakenlp\.signals|detect_signals\("),
    "privacy": re.compile(r"^(from|import) rakenlp\.privacy", re.MULTILINE),
}
LONGEST = 2.5  # CPU seconds of a test; those that take much longer are not used


class Recorder:
    """Pytest plug-in: the lines and CPU seconds of each test, shared fixtures told apart."""

    def __init__(self, folder: Path) -> None:
        import coverage

        self.coverage = coverage.Coverage(data_file=None, include=[f"{folder}/*"], config_file=False)
        self.seconds: dict[str, float] = {}
        self.shared: dict[str, list[str]] = {}
        self.passed: set[str] = set()
        self._at = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._at = item.nodeid
        fixtures = getattr(item, "_fixtureinfo", None)
        self.shared[item.nodeid] = [f"fixture {name}" for name in fixtures.name2fixturedefs] if fixtures else []
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        signal.signal(signal.SIGPROF, _too_long)
        signal.setitimer(signal.ITIMER_PROF, 4 * LONGEST)  # slower under coverage and with shared fixtures
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.seconds[item.nodeid] = time.process_time() - start

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        self.coverage.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self.coverage.switch_context(self._at)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self.passed.add(report.nodeid)

    def found(self) -> dict[str, dict[str, Any]]:
        """Return for each passed test its seconds and the lines of each file that it executes."""
        lines: dict[str, dict[str, list[int]]] = {}
        data = self.coverage.get_data()
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                for context in contexts:
                    lines.setdefault(context, {}).setdefault(Path(file).relative_to(SRC).as_posix(), []).append(line)
        tests = {}
        for test in sorted(self.passed):
            own: dict[str, set[int]] = {}
            for context in (test, *self.shared[test]):
                for file, numbers in lines.get(context, {}).items():
                    own.setdefault(file, set()).update(numbers)
            tests[test] = {"seconds": self.seconds[test], "lines": {file: sorted(own[file]) for file in own}}
        return tests


def _too_long(*_: object) -> None:
    raise TimeoutError


def measured(folder: str, kept: Path) -> dict[str, dict[str, Any]]:
    """Return what each test executes of a folder; anew only of test files that have changed, or if the folder has."""
    inside = SRC / PACKAGE / folder
    path = kept / f"mutants-{folder}.json"
    files = [
        file for file in sorted((ROOT / "tests").glob("test_*.py")) if CALLS[folder].search(file.read_text("utf-8"))
    ]
    source = _digest(*sorted(inside.rglob("*.py")))
    now = {str(inside.relative_to(ROOT)): source, **{str(file.relative_to(ROOT)): _digest(file) for file in files}}
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if known.get("source") != source:
        known = {"source": source, "files": {}, "tests": {}}
    changed = [file for file in now if known["files"].get(file) != now[file]]
    if changed:
        gone = tuple(file for file in {**known["files"], **now} if file in changed or file not in now)
        left = {test: found for test, found in known["tests"].items() if not test.startswith(gone)}
        kept.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        in_fork(lambda: _measure(inside, changed, new), cpu=1200, wall=7200)
        known["tests"] = {**left, **json.loads(new.read_text("utf-8"))}
        path.write_text(json.dumps({**known, "files": now}), "utf-8")
        new.unlink()
    found: dict[str, dict[str, Any]] = known["tests"]
    return found


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _measure(inside: Path, files: list[str], path: Path) -> int:
    recorder = Recorder(inside)
    recorder.coverage.start()
    run_pytest([str(ROOT / file) for file in files], recorder)
    recorder.coverage.stop()
    path.write_text(json.dumps(recorder.found()), "utf-8")
    return 0


class Chosen:
    """Pytest plug-in: run only the tests chosen, in their order; remember which one failed."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.rank = {test: place for place, test in enumerate(tests)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def run_pytest(arguments: Sequence[str], plugin: object, root: Path = ROOT) -> int:
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly", "-m", "not slow", "--tb=no"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return int(pytest.main([f"--rootdir={root}", *options, *arguments], plugins=[plugin]))


def chosen_tests(tests: dict[str, dict[str, Any]], file: str, lines: range, seconds: float) -> list[str]:
    """Return the tests that execute the lines, then the others of the file, quick ones first, within the seconds."""
    reached = [test for test, found in tests.items() if file in found["lines"]]
    direct = {test for test in reached if not set(lines).isdisjoint(tests[test]["lines"][file])}
    order = sorted(reached, key=lambda test: (test not in direct, tests[test]["seconds"], test))
    kept: list[str] = []
    used = 0.0
    for test in order:
        used += tests[test]["seconds"]
        if used > seconds and kept:
            break
        kept.append(test)
    return kept


def in_fork(work: Callable[[], int], cpu: float, wall: float) -> str:
    """Run in a fork and return "ok", "failed" or "timeout"."""
    child = os.fork()
    if not child:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 5))
            code = work()
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    end = time.monotonic() + wall
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if os.WIFSIGNALED(status):
                return "timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else "failed"
            return "failed" if os.WEXITSTATUS(status) else "ok"
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"
