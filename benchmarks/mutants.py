"""Mutation testing on a sample: would the tests notice if a line of signals/ or privacy/ were wrong?

A seeded random sample of all mutants (one small change of the code each) is run, each in a fork of a process that has
loaded the library and its models. In the fork the mutated module, and what imports it, is imported anew; then the tests
that execute the changed line run, the quickest first, then others that execute the module, up to ``--seconds``.

    python benchmarks/mutants.py --folder signals --n 120 --seed 1

Killed: a test fails, or the tests take longer than allowed. Which tests execute a line is measured once and kept in
``build/``. Mutants that change nothing a test could see count as survivors.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

from mutant_kinds import Mutant, mutants_of
from mutant_tests import CALLS, PACKAGE, ROOT, SRC, Chosen, chosen_tests, in_fork, measured, run_pytest

WARM = "Terve, olen Maija Virtanen ja asun Kuopiossa, p. 040 123 4567. Jag bor i Vasa."


# one mutant


class Mutated(importlib.machinery.SourceFileLoader):
    """Loads a module with other source, under its own name and path."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the mutated module before the true one."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        loader = Mutated(fullname, str(self.path), self.source)
        packages = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=packages
        )


@functools.cache
def imports_of(module: ModuleType) -> set[str]:
    """Return the modules that a module imports when it is loaded, and those where the names it takes were defined."""
    file = getattr(module, "__file__", None) or ""
    found: set[str] = set()
    package = module.__spec__.parent if module.__spec__ else ""
    for node in ast.parse(Path(file).read_text("utf-8")).body if file.endswith(".py") else []:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            found.add(base)
            for alias in node.names:
                found.add(f"{base}.{alias.name}")
                found.add(_home(vars(module).get(alias.asname or alias.name)))
    return found


def _home(value: object) -> str:
    home = getattr(value, "__name__" if isinstance(value, ModuleType) else "__module__", None)
    return home if isinstance(home, str) else ""


def import_mutated(name: str, path: Path, source: str, imports: dict[str, set[str]]) -> None:
    """Import a module with other source, and anew whatever took something of it when it was loaded."""
    package = name.partition(".")[0]
    modules = {found: module for found, module in sys.modules.items() if found.partition(".")[0] == package}
    stale, size = {name}, 0
    while len(stale) > size:
        size = len(stale)
        stale |= {found for found in modules if not stale.isdisjoint(imports[found])}
    for found, module in modules.items():
        if found in stale:
            del sys.modules[found]
        for key, value in list(vars(module).items()):  # what a package that loads its names lazily has kept
            if found not in stale and _home(value) in stale:
                delattr(module, key)
    sys.meta_path.insert(0, Finder(name, path, source))
    for found in sorted(stale):
        importlib.import_module(found)
    for found, module in modules.items():
        parent, _, own = found.rpartition(".")
        if parent in stale and found not in stale:
            setattr(sys.modules[parent], own, module)


def verdict(
    path: Path,
    source: str,
    tests: Sequence[str],
    seconds: float,
    note: Path | None = None,
    root: Path = ROOT,
    folder: str = "src",
) -> str:
    """Return whether tests tell a module of this source from the true one: killed, timeout or survived.

    Parameters
    ----------
    path : Path
        The module's file, under ``folder`` of ``root``.
    source : str
    tests : sequence of str
        Their ids, in the order in which they run; none leave the mutant alive.
    seconds : float
        CPU seconds that they take on the true module.
    note : Path, optional
        Where the first failed test is written.
    """
    if not tests:
        return "survived"
    name = ".".join(path.relative_to(root / folder).with_suffix("").parts).removesuffix(".__init__")
    package = name.partition(".")[0]
    imports = {found: imports_of(module) for found, module in sys.modules.items() if found.partition(".")[0] == package}

    def run() -> int:
        import_mutated(name, path, source, imports)
        chosen = Chosen(tests)
        files = dict.fromkeys(str(root / test.partition("::")[0]) for test in tests)
        code = run_pytest(["-x", *files], chosen, root)
        if note:
            note.write_text(chosen.failed or f"exit {code}", "utf-8")
        return code

    found = in_fork(run, 3 * seconds + 10, 60 * seconds + 60)
    return {"ok": "survived", "failed": "killed"}.get(found, found)


# the sample


def wilson(k: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    >>> [round(end, 3) for end in wilson(80, 100)]
    [0.711, 0.867]
    """
    z = 1.959964
    middle, half = (k + z * z / 2) / (n + z * z), z / (n + z * z) * (k * (n - k) / n + z * z / 4) ** 0.5
    return middle - half, middle + half


def warm_up() -> None:
    """Import the package and load the models, so that forks have them."""
    for file in sorted((SRC / PACKAGE).rglob("*.py")):
        name = ".".join(file.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # an extra that is not installed
                importlib.import_module(name)
    import hypothesis

    import rakenlp

    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    rakenlp.mask(WARM)
    rakenlp.lemmatize([WARM])
    rakenlp.analyse(rakenlp.read_observations(SRC / PACKAGE / "demo" / "example.csv"))


def shown(mutant: Mutant) -> str:
    """Return the changed lines of a mutant."""
    old, new = mutant.path.read_text("utf-8").splitlines(), mutant.source.splitlines()
    changed = [line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:2] not in ("--", "++", "@@")]
    return "\n".join(f"      {line}" for line in changed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="signals", choices=sorted(CALLS), help="folder of src/rakenlp")
    parser.add_argument("--n", type=int, default=120, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="CPU seconds of tests for a mutant, at most")
    parser.add_argument("--minutes", type=float, default=30, help="stop after so many and report what was run")
    parser.add_argument("--control", type=int, default=5, help="unchanged modules run in the same way: none may fail")
    parser.add_argument("--only", nargs="*", default=[], metavar="FILE:LINE", help="of the sample, only these")
    arguments = parser.parse_args()
    end = time.monotonic() + 60 * arguments.minutes
    everything = [m for file in sorted((SRC / PACKAGE / arguments.folder).rglob("*.py")) for m in mutants_of(file)]
    sample = random.Random(arguments.seed).sample(everything, min(arguments.n, len(everything)))
    warm_up()
    tests = measured(arguments.folder, ROOT / "build")
    print(f"{arguments.folder}: {len(everything)} mutants, {len(tests)} tests, seed {arguments.seed}", flush=True)
    note = ROOT / "build" / "mutants-killer.txt"
    counts: Counter[str] = Counter()
    for place, mutant in enumerate(sample):
        file = mutant.path.relative_to(SRC).as_posix()
        where = f"{mutant.path.name}:{mutant.lines.start}"
        if arguments.only and where not in arguments.only:
            continue
        if time.monotonic() > end:
            break
        chosen = chosen_tests(tests, file, mutant.lines, arguments.seconds)
        if place < arguments.control and not arguments.only:
            true = mutant.path.read_text("utf-8")
            if (found := verdict(mutant.path, true, chosen, arguments.seconds, note)) != "survived":
                raise SystemExit(f"{file} unchanged: {found} by {note.read_text('utf-8')}")
        note.write_text("", "utf-8")
        found = verdict(mutant.path, mutant.source, chosen, arguments.seconds, note)
        counts[found] += 1
        by = f"{len(chosen)} tests" if found == "survived" else note.read_text("utf-8")
        print(f"{found:9}{place:4} {where} {mutant.kind} ({by})", flush=True)
        if found == "survived":
            print(shown(mutant), flush=True)
    n, killed = counts.total(), counts["killed"] + counts["timeout"]
    if n:
        low, high = wilson(killed, n)
        share = f"{killed} of {n} killed ({counts['timeout']} by time), {killed / n:.0%}"
        print(f"\n{arguments.folder}, seed {arguments.seed}: {share}, 95 % interval {low:.0%} to {high:.0%}")


if __name__ == "__main__":
    main()
