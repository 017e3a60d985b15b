"""Learn what tells a new phenomenon from a scene: the weights of ``rakenlp.phenomena.newness``.

    python benchmarks/emerging_evidence.py        # a quarter of an hour

The mixtures are those of the development family of ``benchmarks/emerging.py``, six of each kind and set. Every group
that their texts form is an example: it is new if at least half of its texts have one hidden phenomenon. A logistic
regression on the traits of the groups is printed as it is copied to ``newness.py``, and what it finds at different
bars when it is fitted on two of the three sets and searches the third.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any, NamedTuple

import emerging as hiding
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.preprocessing import StandardScaler

from rakenlp.phenomena.emerging import STRENGTH, candidate_groups
from rakenlp.phenomena.newness import Traits

#: Inverse strength of the penalty on the weights of traits in units of their deviation.
PENALTY = 0.2
#: Bars for which the figures are printed: probabilities that a group is new.
BARS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)


class Example(NamedTuple):
    """The groups of a mixture: their texts, traits, the hidden phenomenon (empty: none), and if they have words."""

    number: int
    kind: str
    seed: int
    members: list[np.ndarray]
    traits: np.ndarray
    names: list[str]
    worded: np.ndarray


def example(model: Any, drawn: list[dict[str, Any]], hidden: list[str], number: int, kind: str, seed: int) -> Example:
    """Return the groups that the texts of a mixture form."""
    searched = hiding.prepared(model, [row["teksti"] for row in drawn])
    places, _, groups = candidate_groups(
        searched.explained, searched.vectors, searched.described, searched.own, searched.readable, 5
    )
    gold = np.array([hiding.about(row) for row in drawn])
    members = [places[group.members] for group in groups]
    common = [Counter(gold[own].tolist()).most_common(1)[0] for own in members]
    names = [
        name if name in hidden and count >= 0.5 * len(own) else ""
        for own, (name, count) in zip(members, common, strict=True)
    ]
    worded = np.array([bool(group.terms) and group.terms[0][1] >= STRENGTH for group in groups])
    return Example(number, kind, seed, members, np.array([group.traits for group in groups]), names, worded)


def learnt(examples: list[Example]) -> tuple[np.ndarray, float]:
    """Return the weights of the traits and the intercept."""
    traits = np.vstack([e.traits for e in examples])
    is_new = np.array([bool(name) for e in examples for name in e.names])
    scaler = StandardScaler().fit(traits)
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(scaler.transform(traits), is_new)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def found(mixture: Example, odds: np.ndarray, bar: float) -> tuple[int, int]:
    """Return how many hidden phenomena are found, and how many groups are spurious, at a bar."""
    taken: set[int] = set()
    names, spurious = set(), 0
    for i in np.argsort(-odds, kind="stable"):
        own = set(mixture.members[i].tolist())
        if odds[i] >= np.log(bar / (1 - bar)) and mixture.worded[i] and taken.isdisjoint(own):
            taken |= own
            names |= {mixture.names[i]} - {""}
            spurious += not mixture.names[i]
    return len(names), spurious


def main() -> None:
    """Draw the mixtures, learn the weights, and print them with what they find."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=6, help="mixtures of each kind and set")
    arguments = parser.parse_args()
    train, writers = hiding.training_script("domain"), hiding.WRITERS["development"]
    rows = train.observations()
    held = [r for r in rows if r["kirjoittaja"] in writers and r["ilmio"] != "asiaton"]
    examples = []
    for number, names in enumerate(hiding.HIDDEN["development"]):
        hidden = names.split()
        model = hiding.BlindModel(train, rows, hidden, writers, [])
        for kind in "ABCD":
            for seed in range(arguments.seeds):
                drawn = hiding.mixture(held, hidden, kind, seed)
                examples.append(example(model, drawn, hidden, number, kind, seed))
    report(examples)


def report(examples: list[Example]) -> None:
    """Print the weights, and what they find in the set that they were not fitted on."""
    odds = []
    for each in examples:
        weights, intercept = learnt([e for e in examples if e.number != each.number])
        odds.append(each.traits @ weights + intercept)
    is_new = [bool(name) for e in examples for name in e.names]
    print(f"{len(is_new)} groups, average precision {average_precision_score(is_new, np.concatenate(odds)):.3f}")
    for title, seeds in (("all", (0, 1)), ("even seeds", (0,)), ("odd seeds", (1,))):
        print(f"\nFound of 6 / spurious groups, {title}")
        for bar in BARS:
            line = []
            for kind in "ABCD":
                own = [(e, o) for e, o in zip(examples, odds, strict=True) if e.kind == kind and e.seed % 2 in seeds]
                pairs = [found(*each, bar) for each in own]
                line.append("{} {:.2f} / {:.2f}".format(kind, *np.mean(pairs, axis=0)))
            print(f"{bar:.2f}  " + "   ".join(line))
    weights, intercept = learnt(examples)
    print("\nWEIGHTS = Traits(")
    for name, weight in zip(Traits._fields, weights, strict=True):
        print(f"    {name}={weight:.3f},")
    print(f")\nINTERCEPT = {intercept:.3f}")


if __name__ == "__main__":
    main()
