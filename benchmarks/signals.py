"""The detector of signals in a simulation of an open form: emergences found against false flags.

``adapter`` is a plug-in for a harness that simulates counties month by month and shows each detector only
the past: ``adapter(view) -> (score, flag)``, two arrays of length ``view.K``. A view has ``t`` (the current
month), ``K`` (phenomena), ``counts`` (months × phenomena, near-duplicates collapsed) and
``window_voices(months, phenomenon)``. Decisions come from :func:`rakenlp.signals.screen`, the same core that
:func:`rakenlp.detect_signals` uses; the stock of accumulated phenomena is not simulated.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rakenlp.signals import Rules, Screening, screen

_RULES = Rules()


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
    found = _screened(view, rules)
    chance = np.where(found.entry, found.evidence.chance_per_year, 12.0 * view.K)
    return 3.0 - np.log10(np.maximum(chance, 1e-12)), found.growing | found.accumulated


def _screened(view: Any, rules: Rules) -> Screening:
    recent = view.counts[-rules.recent_months :].sum(axis=0)
    voices = np.zeros(view.K, dtype=np.int64)
    for k in np.flatnonzero(recent >= rules.min_observations).tolist():
        voices[k] = view.window_voices(rules.recent_months, k)
    return screen(view.counts, voices, rules)


def main() -> None:
    """Say how the simulation is run with this detector in it."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    print(
        "In the folder of the simulation harness (run_bench.py), with this checkout as $RAKENLP:\n\n"
        "  PYTHONPATH=$RAKENLP/src:$RAKENLP python run_bench.py --sims 100 --volumes 30,120,400 \\\n"
        "      --only rake_flag,fixed_3voices180 --plugin benchmarks.signals:adapter\n\n"
        "Row 'plugin' is rakenlp: first at its own default, then at a common budget of false flags a year.\n"
        "POD: share of injected emergences found; flood: share of one-voice floods flagged (less is better)."
    )


if __name__ == "__main__":
    main()
