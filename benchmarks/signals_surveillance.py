"""The growth test beside R's own package ``surveillance``: on a simulated open form and on known outbreaks.

    python benchmarks/signals_surveillance.py --flags-dir FLAGS [--counties 20] [--panels 6] [--folder KEPT]

``FLAGS`` is the folder of the simulation harness (``run_bench.py``, ``sim.py``). Needs ``Rscript`` and the package:
``apt-get install r-cran-surveillance`` (Debian, Ubuntu), or ``install.packages("surveillance")`` in R. Neither is a
part of rakenlp; ``surveillance.R`` beside this script calls the package itself, nothing of it is written anew. With
``--folder`` tables of counts and the package's answers are kept and used again.

Three comparisons, each with every method at its own default and at a common budget of false flags a year:

1. **The simulated form**, months, 40 phenomena, de-duplicated counts for all. Thresholds are tuned on the counties
   10000+ and scored on 20000+, by the harness's own functions.
2. **Outbreaks simulated by the package** (``sim.pointSource``): panels of 20 weekly series, each with a rhythm of the
   year of its own. Tuned on one half of the panels, scored on the other.
3. **Real outbreaks that ship with the package** and carry a ``state``: 14 weekly series of notified infections of
   2001–2004 (``k1``, ``m1`` …), side by side as one panel, and ``ha``, hepatitis A in twelve districts. Too few to
   tune on others: all methods get the best threshold in hindsight. Series without a state (``salmNewport``,
   ``campyDE``, ``measles.weser``, ``meningo.age`` …) cannot be scored, as nobody has written down what was an outbreak.

In 2 and 3 a week plays the part of a month (windows of 1, 3 and 6 weeks): the outbreaks last for weeks, so months would
hide them. The methods:

``farrington``
    ``farringtonFlexible`` as it comes, alpha 0.05, no alarm under 5 cases in 4 periods; as many years back as there
    are, up to five.
``farrington_low``
    for low counts: ``nbPlugin``, alpha 0.01, no guard, nearly all of the past as its reference.
``farrington_offset``
    the same with the number of other observations as its population.
``ears_C1``, ``ears_C2``, ``ears_C3``
    ``earsC`` as it comes; ``_sigma``: with the least standard deviation of 0.5 that it offers for low counts.
``glrnb``
    Poisson as it comes, ``c.ARL`` 5, expected counts renewed yearly; ``glrnb_nb``: with the dispersion 0.25, which is
    that of the simulated form; ``glrnb_exposure``: with expected counts that follow the number of other observations.
``rakenlp``
    :func:`rakenlp.signals.growth_evidence`, chance recurrence of 6 a year. In 1 with the voice rule, as it ships;
    ``counts alone`` without it: at least 3 observations in 6 periods.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rakenlp.signals import Rules, growth_evidence

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_name("surveillance.R")
SCORED: tuple[str, ...] = ("farrington", "farrington_low", "farrington_offset")
SCORED += tuple(f"ears_{c}{sigma}" for c in ("C1", "C2", "C3") for sigma in ("", "_sigma"))
BOUNDED = {"glrnb": 5, "glrnb_nb": 5, "glrnb_exposure": 5}
OURS, COUNTS = "rakenlp", "rakenlp, counts alone"
CAL, TEST = 10_000, 20_000
RULES = Rules()
Run = tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any], int, int]
Table = NDArray[np.float64]


def read(path: Path) -> Table:
    return np.loadtxt(path, delimiter=",", ndmin=2)


def run_r(*arguments: object) -> None:
    """Run the R script, or tell how to install what it needs."""
    if shutil.which("Rscript") is None:
        sys.exit("Rscript is missing: apt-get install r-cran-surveillance, or see https://www.r-project.org")
    done = subprocess.run(["Rscript", str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"R failed; is the package there (apt-get install r-cran-surveillance)?\n{done.stderr[-2000:]}")


def answers(path: Path) -> dict[str, Any]:
    """Return each method's strength, alarms and seconds for a table of counts, as the harness keeps them."""
    stem = str(path).removesuffix("counts.csv")
    found: dict[str, Any] = {}
    for name in SCORED:
        alarm = read(Path(f"{stem}{name}.alarm.csv")) > 0
        found[name] = (read(Path(f"{stem}{name}.strength.csv")), alarm, 0.0)
    for name in BOUNDED:
        for file in path.parent.glob(f"{Path(stem).name}{name}@*.alarm.csv"):
            alarm = read(file) > 0
            found[f"{name}@{float(file.name.split('@')[1].removesuffix('.alarm.csv')):g}"] = (alarm * 1.0, alarm, 0.0)
    return found


def ours(counts: Table, first: int, per_year: int) -> tuple[Table, NDArray[np.bool_], float]:
    """Walk a table of counts with the growth test alone: strength and decision of each period."""
    strength = np.zeros(counts.shape)
    for t in range(first - 1, len(counts)):
        chance = growth_evidence(counts[: t + 1]).chance_per_year * per_year / 12
        enough = counts[max(0, t - 5) : t + 1].sum(axis=0) >= RULES.min_observations
        strength[t] = np.where(enough, 3 - np.log10(np.maximum(chance, 1e-12)), 0)
    return strength, strength >= 3 - np.log10(RULES.max_chance_per_year), 0.0


class Comparison:
    """Runs to tune on and runs to score, with how often a year periods come.

    Parameters
    ----------
    bench : module
        The harness's ``run_bench``, whose ``evaluate`` and ``threshold_for`` do the counting.
    tune, score : list of Run
    first : int
        Number of the first period judged (1 is the first).
    per_year : int
        Periods a year.
    """

    def __init__(self, bench: Any, tune: list[Run], score: list[Run], first: int, per_year: int) -> None:
        self.bench, self.tune, self.score, self.first = bench, tune, score, first
        self.years = per_year / 12

    def at_default(self, name: str) -> dict[str, float]:
        return self._evaluate(self.score, f"{name}@{BOUNDED[name]:g}" if name in BOUNDED else name, None)

    def at_budget(self, name: str, budget: float) -> dict[str, float]:
        self.bench.BURN = self.first - 1
        if name not in BOUNDED:
            threshold = self.bench.threshold_for(self.tune, name, budget / self.years)
            return self._evaluate(self.score, name, threshold)
        bounds = sorted({float(key.split("@")[1]) for key in self.tune[0][2] if key.startswith(f"{name}@")})
        for bound in bounds:
            if self._evaluate(self.tune, f"{name}@{bound:g}", None)["false_per_yr"] <= budget:
                break
        return self._evaluate(self.score, f"{name}@{bound:g}", None)

    def _evaluate(self, runs: list[Run], name: str, threshold: float | None) -> dict[str, float]:
        self.bench.BURN = self.first - 1
        found: dict[str, float] = self.bench.evaluate(runs, name, threshold)
        return {**found, "false_per_yr": found["false_per_yr"] * self.years}

    def show(self, names: tuple[str, ...], budget: float, unit: str, floods: bool = False) -> None:
        """Print one line a method."""
        head = f"{'':24s}{'by default':>22s}{'':6s}{f'at {budget:g} false a year':>24s}"
        columns = f"{'found':>8s}{'false/yr':>9s}{'delay':>7s}{'flood' if floods else '':>7s}"
        print(f"{head}\n{'':24s}{columns}  {columns}")
        for name in names:
            line = f"{name:24s}"
            for r in (self.at_default(name), self.at_budget(name, budget)):
                flood = f"{r['flood']:7.2f}" if floods else " " * 7
                line += f"{r['POD']:8.2f}{r['false_per_yr']:9.1f}{r['delay']:7.1f}{flood}  "
            print(line.rstrip(), flush=True)
        print(f"delay: {unit} from the start, median of those found\n")


def simulated_form(bench: Any, folder: Path, volume: int, counties: int, cores: int) -> Comparison:
    """Walk the simulated counties of a volume with every method."""
    sim, detectors = importlib.import_module("sim"), importlib.import_module("detectors")
    detectors.DETECTORS[OURS] = importlib.import_module("benchmarks.signals").adapter
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for seed in (base + i for base in (CAL, TEST) for i in range(counties)):
        paths[seed] = folder / f"{seed}.12.13.counts.csv"
        if not paths[seed].exists():
            counts = sim.precompute(sim.simulate(seed, volume=volume))[1]
            np.savetxt(paths[seed], counts, fmt="%d", delimiter=",")
    run_r("run", folder, cores)
    runs: dict[int, list[Run]] = {CAL: [], TEST: []}
    for seed, path in paths.items():
        emergences, floods, found, periods, series = bench.run_one((seed, volume, 0.0, [OURS], None, 12, 60))
        found = {**found, **answers(path), COUNTS: ours(read(path), 13, 12)}
        runs[TEST if seed >= TEST else CAL].append((emergences, floods, found, periods, series))
    return Comparison(bench, runs[CAL], runs[TEST], 13, 12)


def outbreaks(path: Path) -> Run:
    """Return a table of counts with a ``state`` as a run: an outbreak is an unbroken stretch of it with any case."""
    per_year, first = (int(part) for part in path.name.split(".")[1:3])
    counts, state = read(path), read(Path(str(path).replace("counts.csv", "state.csv"))) > 0
    events = []
    for k in range(state.shape[1]):
        edges = np.flatnonzero(np.diff(np.r_[0, state[:, k].astype(int), 0]))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if start >= first - 1 and counts[start:end, k].any():  # before it nothing could be judged
                events.append({"theme": k, "start": start, "end": end - 1, "kind": f"series {k}"})
    found = {**answers(path), COUNTS: ours(counts, first, per_year)}
    return events, [], found, *counts.shape


def main() -> None:
    """Run what is asked and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flags-dir", type=Path, required=True, help="folder of run_bench.py and sim.py")
    parser.add_argument("--counties", type=int, default=10, help="to tune on, and as many to score; 0: none")
    parser.add_argument("--volumes", default="30,120,400", help="submissions a year")
    parser.add_argument("--panels", type=int, default=4, help="of sim.pointSource, half of them to tune on; 0: none")
    parser.add_argument("--budget", type=float, default=4, help="false flags a year")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keep the tables here and use them again")
    arguments = parser.parse_args()
    sys.path[:0] = [str(arguments.flags_dir.resolve()), str(ROOT)]
    sys.dont_write_bytecode = True
    bench = importlib.import_module("run_bench")
    names = (*SCORED, *BOUNDED, COUNTS)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.folder or Path(scratch)).resolve()
        for volume in [int(v) for v in arguments.volumes.split(",")] if arguments.counties else []:
            form = simulated_form(bench, folder / f"form{volume}", volume, arguments.counties, arguments.cores)
            number = sum(len(run[0]) for run in form.score)
            print(f"== 1. simulated form, {volume} a year, {arguments.counties} counties, {number} emergences")
            form.show((*names, OURS), arguments.budget, "months", floods=True)
        if arguments.panels:
            points = folder / f"points{arguments.panels}"
            points.mkdir(parents=True, exist_ok=True)
            if not list(points.glob("*counts.csv")):
                run_r("simulate", points, arguments.panels)
            run_r("run", points, arguments.cores)
            panels = [outbreaks(path) for path in sorted(points.glob("*counts.csv"))]
            half = len(panels) // 2
            number = sum(len(run[0]) for run in panels[half:])
            print(f"== 2. sim.pointSource, weeks, {len(panels) - half} panels of 20 series, {number} outbreaks")
            Comparison(bench, panels[:half], panels[half:], 53, 52).show(names, arguments.budget, "weeks")
        real = folder / "real"
        real.mkdir(parents=True, exist_ok=True)
        if not list(real.glob("*counts.csv")):
            run_r("sets", real)
        run_r("run", real, arguments.cores)
        for path in sorted(real.glob("*counts.csv"), reverse=True):
            run = outbreaks(path)
            first = int(path.name.split(".")[2])
            print(f"== 3. {path.name.split('.')[0]}: {run[4]} series, {len(run[0])} outbreaks from week {first} on")
            Comparison(bench, [run], [run], first, 52).show(names, arguments.budget, "weeks")


if __name__ == "__main__":
    main()
