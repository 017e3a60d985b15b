"""What do a county's corrections change, and is anything forgotten?

    python benchmarks/corrections.py        # some minutes: trains a model without a fifth of the writers

For each writer that the model has not seen, half of the texts are looked at by "people": the first 20 or 100 that the
model got wrong are corrected to their true phenomenon. Printed is how often the best phenomenon is right, before and
after: in the corrected texts, in the writer's other half (what comes later), and in the texts of the other unseen
writers (what must not be forgotten). Synthetic texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from rakenlp._resources import models_folder
from rakenlp.phenomena.adaptation import STRENGTH, Adaptation

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "models" / "domain"))
import fitting  # noqa: E402
from knowledge import example, knowledge, observations, sides  # noqa: E402

AMOUNTS = (20, 100)
FOLD = 1


def main() -> None:
    """Print the table."""
    rows = observations()
    splits = GroupKFold(5).split(rows, groups=[row["kirjoittaja"] for row in rows])
    train, test = list(splits)[FOLD]
    known, unseen = [rows[i] for i in train], [rows[i] for i in test]
    features, linear, subs = fitting.fit([*map(example, known), *knowledge()], sides(known))
    matrix = features.transform([row["teksti"] for row in unseen])
    raw = np.asarray(matrix @ linear.weights) + linear.intercept + subs.above(subs.scores(matrix))
    scores = raw * _temperature()
    gold = np.array([linear.classes.index(row["ilmio"]) for row in unseen])
    writers = np.array([row["kirjoittaja"] for row in unseen])

    def right(values: np.ndarray, part: np.ndarray) -> float:
        return float((values[part].argmax(axis=1) == gold[part]).mean())

    print(f"Synthetic texts; {len(set(writers))} writers that the model has not seen; strength {STRENGTH}")
    print(f"{'writer':<8}{'texts':>6}{'corrected':>11}{'of them right':>15}{'later texts':>20}{'other writers':>20}")
    generator = np.random.default_rng(0)
    gains: dict[int, list[list[float]]] = {amount: [] for amount in AMOUNTS}
    for writer in sorted(set(writers)):
        order = generator.permutation(np.flatnonzero(writers == writer))
        now, later = order[: len(order) // 2], order[len(order) // 2 :]
        others = np.flatnonzero(writers != writer)
        wrong = now[scores[now].argmax(axis=1) != gold[now]]
        for amount in AMOUNTS:
            told = wrong[:amount]
            added = Adaptation.learn(matrix[told], scores[told], gold[told].tolist())
            after = scores + added.scores(matrix)
            values = [right(after, told)] + [right(s, part) for part in (later, others) for s in (scores, after)]
            gains[amount].append(values)
            _line(writer, str(len(order)), len(told), values)
    for amount in AMOUNTS:
        _line("mean", "", amount, np.mean(gains[amount], axis=0).tolist())


def _temperature() -> float:
    """Return the sharpness of the shipped model's probabilities."""
    content = (models_folder("domain") / "manifest.json").read_text(encoding="utf-8")
    return float(json.loads(content)["temperature"])


def _line(writer: str, texts: str, corrected: int, values: list[float]) -> None:
    kept, before, after, others, others_after = values
    later, elsewhere = f"{before:.3f} -> {after:.3f}", f"{others:.3f} -> {others_after:.3f}"
    print(f"{writer:<8}{texts:>6}{corrected:>11}{kept:>15.2f}{later:>20}{elsewhere:>20}")


if __name__ == "__main__":
    main()
