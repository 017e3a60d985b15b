"""Are the emerging phenomena of two counties matched rightly? Groups of texts on the same matters by other writers.

    python benchmarks/national.py                # some minutes
    python benchmarks/national.py --worlds 4

In each made-up world the writers of the corpus are parted between two counties. Each county has groups of 5 to 10 texts
on matters of the inventory, half of them on matters that the other has too. The groups are matched as
``rakenlp.national.match_emerging`` does, without being told the matters. *Recall*: of the shared matters, the share
whose two groups were matched. *Precision*: of the matches made, the share that is one matter. Beside it stand the
centres as they are, without the five steps that hand-overs keep of them.

The worlds of seeds 0–7 set the bound (``SAME``); those from 100 on are measured. The texts are synthetic, writers and
matters are the same in all worlds, and the shipped vectors learnt from the corpus, without labels.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from rakenlp.language.terms import topic_lemmas, topic_terms
from rakenlp.national import Emerging, match_emerging, matching
from rakenlp.national.summary import coarse
from rakenlp.phenomena._known import KnownEngine
from rakenlp.phenomena.naming import distinctive_terms
from rakenlp.vectors import LemmaVectors

CORPUS = Path(__file__).resolve().parents[1] / "models" / "corpus" / "observations.jsonl"
_FEWEST, _MOST, _TERMS = 5, 10, 10


class Material:
    """Texts of matters and of phenomena, read once."""

    def __init__(self) -> None:
        rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
        table = pd.DataFrame(rows)
        table = table[table["kieli"] == "fi"]
        told = table[(table["ilmio"] == "muu") & table["alailmio"].notna()]
        sizes = told["alailmio"].value_counts()
        self.told = told[told["alailmio"].isin(sizes[sizes >= 2 * _FEWEST + 4].index)].reset_index(drop=True)
        others = table[table["ilmio"] != "muu"].sample(300, random_state=0)
        self.vectors = LemmaVectors.default()
        self.lemmas = [topic_lemmas(text) for text in self.told["teksti"]]
        self.embedded = self.vectors.embed([topic_terms(text) for text in self.told["teksti"]])
        self.others = self.vectors.embed([topic_terms(text) for text in others["teksti"]])
        self.domain = KnownEngine().knowledge.domain

    def world(self, seed: int, n: int) -> list[dict[str, tuple[Any, list[str]]]]:
        """Return for each of two counties its matters: the centre of a group of texts, and its words."""
        rng = np.random.default_rng(seed)
        writers = rng.permutation(sorted(set(self.told["kirjoittaja"])))
        found = [self._county(rng, set(own)) for own in np.array_split(writers, 2)]
        both = sorted(set(found[0]) & set(found[1]))
        shared = [both[i] for i in rng.permutation(len(both))[: n // 2]]
        kept = []
        for place, own in enumerate(found):
            rest = [code for code in sorted(own) if code not in shared and code not in (kept[0] if place else {})]
            mine = [*shared, *(rest[i] for i in rng.permutation(len(rest))[: n - len(shared)])]
            kept.append({code: own[code] for code in mine})
        return kept

    def _county(self, rng: Any, writers: set[str]) -> dict[str, tuple[Any, list[str]]]:
        own = self.told[self.told["kirjoittaja"].isin(writers)]
        groups = {
            str(code): rng.permutation(part.index)[: int(rng.integers(_FEWEST, _MOST + 1))]
            for code, part in own.groupby("alailmio")
            if len(part) >= _FEWEST
        }
        rows = np.concatenate(list(groups.values()))
        background = self.others[rng.permutation(len(self.others))[:150]]
        common = self.vectors.common(np.vstack([background, self.embedded[rows]]))
        told = self.vectors.without(self.embedded, common)
        return {code: (told[members].mean(axis=0), self._words(members)) for code, members in groups.items()}

    def _words(self, members: Any) -> list[str]:
        domain = self.domain
        found = distinctive_terms(
            [self.lemmas[i] for i in members],
            domain.reference,
            floor=2 / domain.reference_texts,
            importance=domain.importance,
        )
        return [word for word, _ in found][:_TERMS]


def matched(world: list[dict[str, tuple[Any, list[str]]]], is_coarse: bool, with_words: bool) -> tuple[int, int, int]:
    """Return how many matches are right, how many were made, and how many matters are shared."""
    counties = [
        SimpleNamespace(
            county=name,
            space="s",
            emerging=tuple(
                Emerging(code, code, None, 8, 3, None, None, tuple(words) if with_words else (),
                         centre=coarse(centre) if is_coarse else centre)
                for code, (centre, words) in own.items()
            ),
        )
        for name, own in zip("AB", world, strict=True)
    ]  # fmt: skip
    pairs = [match.pairs[0] for match in match_emerging(counties) if match.pairs]
    right = sum(pair.one[1] == pair.other[1] for pair in pairs)
    return right, len(pairs), len(set(world[0]) & set(world[1]))


def main() -> None:
    """Print recall and precision for counties with few and many emerging phenomena."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=12)
    parser.add_argument("--first", type=int, default=100, help="seed of the first world")
    parser.add_argument("--same", type=float, default=matching.SAME, help="least likeness")
    args = parser.parse_args()
    matching.SAME = args.same
    material = Material()
    print(f"{'groups':>6} {'centres':>8} {'words':>6} {'recall':>7} {'precision':>9}  ({args.worlds} worlds)")
    for n in (10, 30, 60):
        worlds = [material.world(args.first + seed, n) for seed in range(args.worlds)]
        for is_coarse, with_words in ((True, False), (True, True), (False, False)):
            right, made, shared = np.sum([matched(world, is_coarse, with_words) for world in worlds], axis=0)
            how = "coarse" if is_coarse else "exact"
            words = "yes" if with_words else "no"
            print(f"{n:>6} {how:>8} {words:>6} {right / shared:>7.2f} {right / max(made, 1):>9.2f}")


if __name__ == "__main__":
    main()
