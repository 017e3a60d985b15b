"""Signals against thirteen published methods, on simulated counties: emergences found against false flags.

``python benchmarks/signals.py --flags-dir DIR`` runs the detectors of a simulation harness (``sim.py``,
``detectors.py`` and ``run_bench.py`` in DIR) beside rakenlp, on the same counties, and prints Markdown:

* ``main``: at 30, 120 and 400 submissions a year, at each detector's default and at a common budget of false flags;
* ``cold``: the first two years of a form, all of them judged;
* ``noise``: a quarter of the labels wrong, as labels and as calibrated probabilities, and what a detector could
  still find that was told which ones are wrong;
* ``calm``: counties in which nothing emerges: how often chance gives what it is said to give at most;
* ``other``: a second simulator with other assumptions (``signals_worlds.py``), where the method weakens.

Thresholds of the budget come from other seeds than what is scored. Full: about a quarter of an hour on two processors;
``--quick`` a minute or two, to see that it runs.

``adapter(view) -> (score, flag)`` is also a plug-in for such a harness: two arrays of length ``view.K``, from the
submissions (``month``, ``theme``, ``role``, ``area``, ``dup``) up to month ``view.t``. Decisions come from
:func:`rakenlp.signals.screen` and :func:`rakenlp.signals.count_units`, which :func:`rakenlp.detect_signals` uses
too; the stock of accumulated phenomena is not simulated.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rakenlp.signals import Rules, Screening, count_units, screen

if __package__:
    from .signals_worlds import OTHERS, simulate_other, with_probabilities
else:
    from signals_worlds import OTHERS, simulate_other, with_probabilities  # type: ignore[no-redef]

_RULES = Rules()
_LEAST, _LISTED = 0.01, 0.2  # probabilities that count, and with which a submission may be a phenomenon's


def adapter(view: Any, rules: Rules = _RULES) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the strength of the evidence and the detector's own decision for each phenomenon.

    Parameters
    ----------
    view : object
        What may be seen at the end of a month, see the module docstring.
    rules : Rules

    Returns
    -------
    score : ndarray of shape (K,)
        Larger is stronger: minus the common logarithm of the chance recurrence, plus three; at its lowest
        where the voice rule does not hold.
    flag : ndarray of shape (K,)
        Growing, or raised by the voice rule in cold start.
    """
    found = screened(view, rules)
    chance = np.where(found.entry, found.evidence.chance_per_year, 1e6)
    return 3.0 - np.log10(np.maximum(chance, 1e-12)), found.growing | found.accumulated


def screened(view: Any, rules: Rules) -> Screening:
    """Return what the rules say of a view: what :func:`rakenlp.detect_signals` asks, of the same things."""
    voice = view.role * 1000 + view.area
    probability = getattr(view, "probability", None)
    if probability is None:
        row = np.flatnonzero(first_copies(view.dup, view.theme))
        phenomenon, weight, listed = view.theme[row], None, np.ones(len(row), dtype=bool)
    else:
        texts = first_copies(view.dup, np.zeros_like(view.theme))
        row, phenomenon = np.nonzero((probability > _LEAST) & texts[:, None])
        weight = probability[row, phenomenon]
        listed = weight >= _LISTED
    month, voice = view.month[row], voice[row]
    counts, variance = count_units(month, phenomenon, voice, weight, shape=(view.t + 1, view.K))
    recent = listed & (month > view.t - rules.recent_months)
    observations = np.bincount(phenomenon[recent], minlength=view.K)
    pairs = np.unique(np.column_stack([phenomenon[recent], voice[recent]]), axis=0)
    voices = np.bincount(pairs[:, 0], minlength=view.K)
    year = month > view.t - 12
    per_year = float(year.sum() if weight is None else weight[year].sum())
    return screen(counts, voices, rules, variance=variance, observations=observations, per_year=per_year)


def first_copies(dup: NDArray[np.int64], theme: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which submissions are the first of their near-duplicates (-1: none) within a phenomenon."""
    own = np.ones(len(dup), dtype=bool)
    copies = np.flatnonzero(dup >= 0)
    keys = dup[copies] * (int(theme.max(initial=0)) + 1) + theme[copies]
    own[copies] = False
    own[copies[np.unique(keys, return_index=True)[1]]] = True
    return own


OURS = "rakenlp"
_PEERS = ("fixed_3voices180", "gp_voices_bh", "rake_flag", "cusum")
_TUNED, _SCORED, _TUNED_OTHER, _SCORED_OTHER = 10_000, 20_000, 30_000, 40_000  # first seeds
_MAIN = ((30, 100), (120, 100), (400, 60))
Run = tuple[list[Any], list[Any], dict[str, Any], int, int]


def _harness() -> SimpleNamespace:
    """Return the modules of the harness, whose folder is on the path."""
    import detectors
    import run_bench
    import sim

    detectors.DETECTORS[OURS] = adapter
    return SimpleNamespace(detectors=detectors.DETECTORS, bench=run_bench, sim=sim)


def _shared(job: tuple[int, float, float, tuple[str, ...], int, int]) -> Run:
    seed, volume, noise, names, burn, months = job
    _harness()
    return _harness().bench.run_one((seed, volume, noise, names, None, burn, months))  # type: ignore[no-any-return]


def _noisy(job: tuple[int, float, float, tuple[str, ...]]) -> Run:
    """Return one county with its labels drawn, most likely and as probabilities."""
    seed, volume, noise, names = job
    harness = _harness()
    county = harness.sim.simulate(seed, volume=volume)
    drawn, likely, probability = with_probabilities(county, noise, seed)
    out = {f"{name}, drawn labels": _judged(harness, drawn, name) for name in names}
    out |= {f"{name}, most likely labels": _judged(harness, likely, name) for name in names}
    out[f"{OURS}, probabilities"] = _judged(harness, likely, OURS, probability)
    return county.emerg, county.floods, out, county.T, county.K


def _mislabelled(job: tuple[int, float, float]) -> Run:
    """Return one county with right labels, with wrong ones among them, and with the wrong ones taken out."""
    seed, volume, noise = job
    harness = _harness()
    right = harness.sim.simulate(seed, volume=volume)
    noisy = harness.sim.simulate(seed, volume=volume, label_noise=noise)
    same = right.theme == noisy.theme
    columns = {name: getattr(noisy, name)[same] for name in ("month", "theme", "role", "area", "dup", "kind")}
    known = SimpleNamespace(**{**vars(noisy), **columns})
    forms = {"right labels": right, "wrong ones among them": noisy, "wrong ones left out": known}
    out = {}
    for rules in (_RULES, replace(_RULES, label_error=noise)):
        harness.detectors[OURS] = partial(adapter, rules=rules)
        for name, county in forms.items():
            out[f"{name}, label_error {rules.label_error:g}"] = _judged(harness, county, OURS)
    return noisy.emerg, noisy.floods, out, noisy.T, noisy.K


def _within_reach(seed: int, volume: float, noise: float) -> list[tuple[bool, bool]]:
    """Tell of each emergence whether the voice rule holds in time: with any, and with rightly labelled members only."""
    harness = _harness()
    right = harness.sim.simulate(seed, volume=volume)
    county = harness.sim.simulate(seed, volume=volume, label_noise=noise)
    first = first_copies(county.dup, county.theme)
    found = []
    for event in county.emerg:
        own = first & (county.theme == event["theme"])
        months = range(event["start"], min(county.T, event["end"] + 3))
        held = [_holds(county, own, t) for t in months]
        members = own & (right.theme == county.theme) & (county.kind == 1)
        found.append((any(held), any(_holds(county, members, t) for t in months)))
    return found


def _holds(county: Any, own: NDArray[np.bool_], t: int) -> bool:
    rows = np.flatnonzero(own & (county.month > t - _RULES.recent_months) & (county.month <= t))
    voices = len(set(zip(county.role[rows].tolist(), county.area[rows].tolist(), strict=True)))
    return len(rows) >= _RULES.min_observations and voices >= _RULES.min_voices


def _other(job: tuple[int, float, str, tuple[str, ...]]) -> Run:
    seed, volume, world, names = job
    harness = _harness()
    county = simulate_other(seed, volume, OTHERS[world])
    out = {name: _judged(harness, county, name) for name in names}
    return county.emerg, county.floods, out, county.T, county.K


def _calm(job: tuple[int, float]) -> tuple[float, float]:
    """Return how many phenomena a year are flagged where nothing emerges: month by month, and for the first time."""
    seed, volume = job
    harness = _harness()
    county = harness.sim.simulate(seed, volume=volume, with_emergences=False, n_floods=0)
    flag = _judged(harness, county, OURS)[1][12:]
    quiet, onsets = np.full(county.K, -99), 0
    for t, row in enumerate(flag):
        new = row & (t - quiet > 6)
        quiet[new] = t
        onsets += int(new.sum())
    years = len(flag) / 12
    return float(flag.sum()) / years, onsets / years


def _judged(harness: SimpleNamespace, county: Any, name: str, probability: Any = None) -> tuple[Any, Any, float]:
    counts = harness.sim.precompute(county)
    cache: dict[Any, Any] = {}
    score, flag = np.zeros((county.T, county.K)), np.zeros((county.T, county.K), dtype=bool)
    begun = time.process_time()
    for t in range(county.T):
        view = harness.sim.View(county, t, cache, counts)
        if probability is not None:
            view.probability = probability[: len(view.theme)]
        score[t], flag[t] = harness.detectors[name](view)
    return score, flag, time.process_time() - begun


def _measured(
    pool: ProcessPoolExecutor,
    job: Callable[[Any], Run],
    jobs: Callable[[int], list[Any]],
    bases: tuple[int, int],
    budget: float,
    burn: int = 12,
) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """Return for each detector what it finds at its default and at the budget."""
    bench = _harness().bench
    bench.BURN = burn
    tuned, scored = (list(pool.map(job, jobs(base), chunksize=2)) for base in bases)
    found = {}
    for name in scored[0][2]:
        threshold = bench.threshold_for(tuned, name, budget)
        found[name] = bench.evaluate(scored, name), bench.evaluate(scored, name, threshold)
    return found


def _rows(results: dict[str, dict[str, Any]], budget: float, peers: bool = True) -> None:
    """Print the results of several settings side by side, with ours against each at the budget."""
    settings = list(results)
    print("| method | " + " | ".join(f"{s}: default found / false a year / floods" for s in settings), end=" | ")
    print(" | ".join(f"{s}: found at {budget:g} (false)" for s in settings), end=" |")
    print(" ours ÷ it |" if peers else "")
    print("|---" * (1 + 2 * len(settings) + peers) + "|")
    for name in results[settings[0]]:
        cells = [name]
        for s in settings:
            own = results[s][name][0]
            cells.append(f"{own['POD']:.2f} / {own['false_per_yr']:.1f} / {own['flood']:.2f}")
        even = [results[s][name][1] for s in settings]
        cells += [f"{own['POD']:.2f} ({own['false_per_yr']:.1f})" for own in even]
        if peers:
            ours = [results[s][OURS][1]["POD"] for s in settings]
            cells.append(" / ".join(f"{a / max(b['POD'], 1e-9):.2f}" for a, b in zip(ours, even, strict=True)))
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def _kinds(results: dict[str, dict[str, Any]], budget: float) -> None:
    """Print by kind of emergence what ours finds."""
    kinds = ("B3", "B6", "P3", "P6", "P12", "N4")
    print("| rakenlp by kind | " + " | ".join((*kinds, "delay, months", "precision")) + " |")
    print("|---" * (3 + len(kinds)) + "|")
    for setting, found in results.items():
        for mode, own in zip(("default", f"at {budget:g}"), found[OURS], strict=True):
            figures = [f"{own[kind]:.2f}" for kind in kinds] + [f"{own['delay']:.0f}", f"{own['precision']:.2f}"]
            print(f"| {setting}, {mode} | " + " | ".join(figures) + " |")
    print(flush=True)


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flags-dir", type=Path, required=True, help="folder of the simulation harness")
    parser.add_argument("--parts", default="main,cold,noise,calm,other")
    parser.add_argument("--volumes", default="30,120,400", help="of the part main")
    parser.add_argument("--sims", type=int, help="counties instead of 60 to 100 (as many again for thresholds)")
    parser.add_argument("--budget", type=float, default=4.0, help="false flags a year")
    parser.add_argument("--worlds", help="of the part other, with commas between; all of them when not given")
    parser.add_argument("--only", help="detectors of the harness, instead of all of them")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="few counties and detectors")
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.flags_dir.resolve()))
    known = [name for name in _harness().detectors if name != OURS]
    only = asked.only.split(",") if asked.only else list(_PEERS) if asked.quick else known
    names, few = (*only, OURS), (*(name for name in _PEERS if name in known), OURS)
    volumes = {int(v) for v in asked.volumes.split(",")}
    budget, parts = asked.budget, asked.parts.split(",")

    def sims(usual: int) -> range:
        return range(asked.sims or (6 if asked.quick else usual))

    jobs: Callable[[int], list[Any]]
    with ProcessPoolExecutor(asked.processes) as pool:
        if "main" in parts:
            results = {}
            for volume, usual in _MAIN:
                if volume not in volumes:
                    continue
                jobs = lambda base: [(base + i, volume, 0.0, names, 12, 60) for i in sims(usual)]  # noqa: B023, E731
                results[f"{volume}/year"] = _measured(pool, _shared, jobs, (_TUNED, _SCORED), budget)
            print("## Shared simulator\n")
            _rows(results, budget)
            _kinds(results, budget)
        if "cold" in parts:
            results = {}
            for volume in (30, 120, 400):
                jobs = lambda base: [(base + i, volume, 0.0, few, 0, 24) for i in sims(100)]  # noqa: B023, E731
                results[f"{volume}/year"] = _measured(pool, _shared, jobs, (_TUNED, _SCORED), budget, burn=0)
            print("## The first two years\n")
            _rows(results, budget)
        if "noise" in parts:
            print("## A quarter of the labels wrong, 120 a year\n")
            jobs = lambda base: [(base + i, 120, 0.25, few, 12, 60) for i in sims(60)]  # noqa: E731
            _rows({"harness' noise": _measured(pool, _shared, jobs, (_TUNED, _SCORED), budget)}, budget)
            jobs = lambda base: [(base + i, 120, 0.25, ("rake_flag", OURS)) for i in sims(60)]  # noqa: E731
            _rows({"probabilities": _measured(pool, _noisy, jobs, (_TUNED, _SCORED), budget)}, budget, peers=False)
            jobs = lambda base: [(base + i, 120, 0.25) for i in sims(60)]  # noqa: E731
            _rows({"rakenlp": _measured(pool, _mislabelled, jobs, (_TUNED, _SCORED), budget)}, budget, peers=False)
            reach = [pair for i in sims(60) for pair in _within_reach(_SCORED + i, 120, 0.25)]
            told = " and ".join(f"{share:.2f}" for share in np.mean(reach, axis=0))
            print(f"Voice rule still met by any, and by rightly labelled members alone: {told}\n", flush=True)
        if "calm" in parts:
            print("## Nothing emerges\n")
            print("| submissions a year | said at most | flagged a year, by month | onsets a year |")
            print("|---|---|---|---|")
            for volume in (30, 120, 400):
                calm = [(_SCORED + 5000 + i, volume) for i in sims(60)]
                monthly, onsets = np.mean(list(pool.map(_calm, calm, chunksize=2)), axis=0)
                said = _RULES.max_chance_cold if volume < _RULES.min_per_year else _RULES.max_chance_per_year
                print(f"| {volume} | {said:g} | {monthly:.1f} | {onsets:.1f} |")
            print(flush=True)
        if "other" in parts:
            print("## Second simulator, 120 a year\n")
            results = {}
            for world in asked.worlds.split(",") if asked.worlds else OTHERS:
                jobs = lambda base: [(base + i, 120, world, few) for i in sims(60)]  # noqa: B023, E731
                results[world] = _measured(pool, _other, jobs, (_TUNED_OTHER, _SCORED_OTHER), budget)
            _worlds(results, budget)


def _worlds(results: dict[str, dict[str, Any]], budget: float) -> None:
    """Print the second simulator: one row per world, detectors side by side."""
    names = list(next(iter(results.values())))
    print("| world | " + " | ".join(f"{name}: default, false a year; at {budget:g}" for name in names) + " |")
    print("|---" * (1 + len(names)) + "|")
    for world, found in results.items():
        cells = [f"{d['POD']:.2f}, {d['false_per_yr']:.1f}; {b['POD']:.2f}" for d, b in found.values()]
        print(f"| {world} | " + " | ".join(cells) + " |")
    print(flush=True)


if __name__ == "__main__":
    main()
