"""Does the search for emerging phenomena find what the model was never told?

    python benchmarks/emerging.py                       # the test family, some minutes
    python benchmarks/emerging.py --family development  # the family that the bounds were set on
    python benchmarks/emerging.py --texts TRAIN.csv.xz:sentence MORE.csv.xz:headline+lead

Six phenomena at a time are hidden: the domain model is trained without their submissions, seeds, lexicon and
sub-phenomena, and without six whole writers. From those writers' submissions mixtures are drawn:

A. 1,000 submissions, 20–40 of each of the six hidden phenomena among them
B. 350, 10 of each
C. 350, none hidden
D. 1,000, none hidden

They are searched as ``PhenomenonModel.fit`` does. A hidden phenomenon is *found* when at least half of a group's
core has it, and *comes back* when at least 0.6 of the texts labelled with the group have it and they are at least
half of its texts. Any other group is *spurious*. Beside it a *ceiling*: the same for a classifier that is told the
hidden phenomenon of three texts in four, by cross-validation.

A group is a matter of the inventory that enough texts are about, or one that nothing explains. The blind inventory
lacks the matters that belong to a hidden phenomenon. A third family, ``matters``, asks the opposite: are matters of the
inventory found in texts by writers that the model has not seen? Six of them at a time, 12 texts each, among 1,000 (M)
or 350 (N), and none (C, D).

There are two families of three sets of six phenomena each, and six writers each, with nothing in common. All bounds
and choices were made on the development family; the test family was measured after them. Held-out writers are of the
thirteen (K1–K13) who wrote evenly of all phenomena; the others, who wrote of few and as indirectly as they could,
only train.

Reservations: the texts are synthetic. The vectors that ship learnt from all texts of the corpus, though without
labels, and so know words of the hidden phenomena: with ``--texts`` vectors are trained anew without them, on the texts
of the files and on what the blind model saw. Mixtures of one family share writers and texts, so they are far fewer
cases than their number.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from rakenlp.language.row_language import detect_language
from rakenlp.language.terms import topic_lemmas, topic_terms
from rakenlp.phenomena._known import READ, labelled, own_vectors
from rakenlp.phenomena.domain_model import MUU
from rakenlp.phenomena.emerging import Described, EmergingGroup, find_emerging, side_by_side
from rakenlp.phenomena.inventory import Inventory, find_named
from rakenlp.vectors import LemmaVectors

MODELS = Path(__file__).resolve().parents[1] / "models"
WRITERS = {
    "development": {"K1", "K3", "K6", "K9", "K11", "K12"},
    "test": {"K2", "K4", "K5", "K8", "K10", "K13"},
    "matters": {"K2", "K4", "K5", "K8", "K10", "K13", "K50", "K51", "K52", "K53", "K54", "K55"},
}
#: Fewest texts of a matter by unseen writers.
_ENOUGH = 12
HIDDEN = {
    "development": (
        "etuusmuutokset hyvat_kaytannot neuropsykiatria asiakasmaksut lapsiperhekoyhyys paihdepalvelut",
        "kaksoisdiagnoosi mielenterveys_aikuiset itsemurhat palveluihin_paasy haato_vuokravelka kohtuuhintainen_asunto",
        "vankila_vapautuminen paihteet_huumeet rahapelit iakkaat_kotihoito velkaantuminen henkilostopula",
    ),
    "test": (
        "syrjinta_vahemmistot koyhyys lahisuhdevakivalta paihteet_alkoholi asunnottomuus tyottomyys",
        "yksinaisyys maahanmuutto nuorten_paihteet digisyrjaytyminen koulupoissaolot nuorten_mielenterveys",
        "toimeentulotuki perheiden_tuki vammaispalvelut asumisen_tuki omaishoito palveluverkko_etaisyys",
    ),
}
MIXTURES = {
    "A": (1000, (20, 40)),
    "B": (350, (10, 10)),
    "M": (1000, (12, 12)),
    "N": (350, (12, 12)),
    "C": (350, (0, 0)),
    "D": (1000, (0, 0)),
}
PRECISION, RECALL = 0.6, 0.5


def training_script(model: str) -> ModuleType:
    """Return the training script of a model in ``models/`` as a module; its neighbours can be imported then."""
    sys.path.insert(0, str(MODELS / model))
    spec = importlib.util.spec_from_file_location(f"train_{model}", MODELS / model / "train.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BlindModel:
    """A domain model, and if wanted vectors, that were never told of the hidden phenomena and the held-out writers.

    Parameters
    ----------
    train : module
        ``models/domain/train.py``.
    rows : list of dict
        The synthetic corpus.
    hidden, writers : collections of str
        Phenomena and writers to hide.
    others : list of list of str
        Terms of texts to train vectors on beside what the model sees; empty for the vectors that ship.
    """

    def __init__(
        self, train: ModuleType, rows: list[dict[str, Any]], hidden: list[str], writers: set[str], others: list
    ) -> None:
        seen = [r for r in rows if r["kirjoittaja"] not in writers and r["ilmio"] not in hidden]
        texts, labels = [r["teksti"] for r in seen], [r["ilmio"] for r in seen]
        extra = [e for e in train.knowledge() if e.label not in hidden]
        also = [(place, code) for place, code in train.sides(seen) if code not in hidden]
        self.features, self.linear, self.subs = train.fitting.fit([*map(train.example, seen), *extra], also)
        self.temperature = train.json.loads((MODELS / "domain" / "manifest.json").read_text("utf-8"))["temperature"]
        self.columns = [i for i, code in enumerate(self.linear.classes) if code not in train.BACKGROUND]
        told, shares = train.topicality(self.features, texts, labels)
        names = [name.removeprefix(train.PART) for name in self.features.names[: self.features.n_lemmas]]
        self.importance = dict(zip(names, told.tolist(), strict=True))
        self.reference = dict(zip(names, shares.tolist(), strict=True))
        self.floor = 2 / len(seen)
        self.vectors = LemmaVectors.default()
        if others:
            own = [topic_terms(text) for text in texts]
            self.vectors = LemmaVectors.train(others + own, dimensions=200, min_texts=5)

    def predict_proba(self, texts: list[str]) -> tuple[np.ndarray, Inventory]:
        """Return the probabilities of the phenomena that are not hidden, and of the matters of the inventory."""
        matrix = self.features.transform(texts)
        found = self.subs.scores(matrix)
        scores = np.asarray(matrix @ self.linear.weights) + self.linear.intercept + self.subs.above(found)
        classes = softmax(scores * self.temperature, axis=1)
        other = self.linear.classes.index(MUU)
        places = [i for i in np.flatnonzero(self.subs.parents == other) if self.subs.codes[i] != MUU]
        matters = self.subs.within(found)[:, places] * classes[:, [other]]
        return classes[:, self.columns], Inventory([self.subs.codes[i] for i in places], matters)


def about(row: dict[str, Any]) -> str:
    """Return what a submission is about: its phenomenon, or the matter that has none."""
    return row["alailmio"] if row["ilmio"] == MUU and row["alailmio"] else row["ilmio"]


def matter_sets(held: list[dict[str, Any]], sets: int = 3) -> list[list[str]]:
    """Return sets of six matters of which unseen writers wrote enough, drawn at random."""
    counts = Counter(about(row) for row in held if about(row) != row["ilmio"])
    enough = sorted(code for code, n in counts.items() if n >= _ENOUGH)
    drawn = np.random.default_rng(0).choice(enough, 6 * sets, replace=False).tolist()
    return [drawn[6 * i : 6 * i + 6] for i in range(sets)]


def mixture(held: list[dict[str, Any]], hidden: list[str], kind: str, seed: int) -> list[dict[str, Any]]:
    """Draw the submissions of a mixture from those of the held-out writers."""
    generator = np.random.default_rng(seed)
    total, (least, most) = MIXTURES[kind]
    drawn: list[dict[str, Any]] = []
    for phenomenon in hidden:
        mine = [r for r in held if about(r) == phenomenon]
        size = int(generator.integers(least, most + 1))
        drawn += [mine[i] for i in generator.choice(len(mine), size, replace=False)]
    others = [r for r in held if about(r) not in hidden and about(r) == r["ilmio"]]
    drawn += [others[i] for i in generator.choice(len(others), total - len(drawn), replace=False)]
    return sorted(drawn, key=lambda r: r["teksti"])


class Prepared(NamedTuple):
    """What :func:`rakenlp.phenomena.emerging.find_emerging` is given of the texts of a mixture."""

    known: np.ndarray
    explained: np.ndarray
    vectors: np.ndarray
    described: Described
    own: np.ndarray
    readable: np.ndarray
    matters: list[EmergingGroup]


def prepared(model: BlindModel, texts: list[str]) -> Prepared:
    """Read the texts as ``PhenomenonModel.fit`` does, and find the matters of the inventory among them."""
    documents = [topic_terms(text) for text in texts]
    readable = np.array([detect_language(text) in READ for text in texts])
    embedded = model.vectors.embed(documents)
    vectors = model.vectors.without(embedded, model.vectors.common(embedded[readable]))
    before, all_matters = model.predict_proba(texts)
    times = all_matters.raises()
    known, inventory = all_matters.raised(before, times)
    described = Described([topic_lemmas(text) for text in texts], model.reference, model.importance, model.floor)
    matter = labelled(np.hstack([known, inventory.probabilities])) - known.shape[1]
    matters = find_named(known, inventory, all_matters, matter, vectors, described, min_size=5, random_state=0)
    known, inventory = all_matters.raised(
        before, {str(g.identifier): times.get(str(g.identifier), 1.0) for g in matters}
    )
    explained = np.hstack([known, inventory.only([str(g.identifier) for g in matters]).probabilities])
    return Prepared(known, explained, vectors, described, own_vectors(documents, readable), readable, matters)


def search(model: BlindModel, texts: list[str]) -> tuple[list[EmergingGroup], np.ndarray, np.ndarray, np.ndarray]:
    """Return the groups, the group that each text is labelled with (-1: none), the vectors and the probabilities."""
    known, explained, vectors, described, own, readable, matters = prepared(model, texts)
    groups = find_emerging(explained, vectors, described, own=own, readable=readable)
    labels = labelled(side_by_side(explained, vectors, groups))
    return [*matters, *groups], np.where(labels >= known.shape[1], labels - known.shape[1], -1), vectors, known


def told(texts: list[str], vectors: np.ndarray, known: np.ndarray, gold: np.ndarray, hidden: list[str]) -> int:
    """How many hidden phenomena a classifier can bring back that is told three quarters of their texts."""
    words = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True)
    matrix = sparse.hstack([words.fit_transform([topic_terms(t) for t in texts]), vectors, known]).tocsr()
    back = 0
    for phenomenon in hidden:
        mine = gold == phenomenon
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=300)
        order = np.argsort(-cross_val_predict(model, matrix, mine, cv=4, method="decision_function"))
        hits = np.cumsum(mine[order])
        back += bool(((hits / np.arange(1, len(hits) + 1) >= PRECISION) & (hits / mine.sum() >= RECALL)).any())
    return back


def main() -> None:
    """Run the mixtures and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=sorted(WRITERS), default="test")
    parser.add_argument("--seeds", type=int, default=3, help="mixtures of each kind and set")
    parser.add_argument("--texts", nargs="+", default=[], metavar="PATH[:COLUMN+COLUMN]", help="to train vectors on")
    arguments = parser.parse_args()
    start = time.perf_counter()
    train, writers = training_script("domain"), WRITERS[arguments.family]
    rows = train.observations()
    held = [r for r in rows if r["kirjoittaja"] in writers and r["ilmio"] != "asiaton"]
    read_texts = training_script("vectors").read_texts
    others = [topic_terms(text) for name in arguments.texts for text in read_texts(name)]
    trained = "trained without what is hidden" if others else "those that ship, which saw all texts without labels"
    print(f"Synthetic texts, {arguments.family} family, {len(writers)} writers held out. Vectors: {trained}.\n")
    results: list[dict[str, Any]] = []
    asks_matters = arguments.family == "matters"
    model: BlindModel | None = None
    sets = matter_sets(held) if asks_matters else [names.split() for names in HIDDEN[arguments.family]]
    for number, hidden in enumerate(sets, start=1):
        if model is None or not asks_matters:
            model = BlindModel(train, rows, [] if asks_matters else hidden, writers, others)
        for kind in "MNCD" if asks_matters else "ABCD":
            for seed in range(arguments.seeds):
                drawn = mixture(held, hidden, kind, seed)
                texts, gold = [r["teksti"] for r in drawn], np.array([about(r) for r in drawn])
                groups, labels, vectors, known = search(model, texts)
                found, back, spurious = set(), set(), 0
                shown = []
                for g, group in enumerate(groups):
                    name, count = Counter(gold[group.members].tolist()).most_common(1)[0]
                    right = name in hidden and count >= 0.5 * len(group.members)
                    spurious += not right
                    shown.append(f"{name if right else 'SPURIOUS'} ({', '.join(group.terms[:3])})")
                    if right:
                        hits = (gold[labels == g] == name).sum()
                        precision, recall = hits / max((labels == g).sum(), 1), hits / (gold == name).sum()
                        found.add(name)
                        back |= {name} if precision >= PRECISION and recall >= RECALL else set()
                        results.append({"kind": kind, "precision": precision, "recall": recall})
                ceiling = told(texts, vectors, known, gold, hidden) if kind in "AB" and seed == 0 else np.nan
                results.append(
                    {"kind": kind, "found": len(found), "back": len(back), "spurious": spurious, "ceiling": ceiling}
                )
                if shown:
                    print(f"set {number} {kind} seed {seed}: {'; '.join(shown)}", flush=True)
    table = pd.DataFrame(results).groupby("kind").mean(numeric_only=True)
    columns = {
        "found": "found of 6",
        "back": "come back",
        "ceiling": "ceiling",
        "spurious": "spurious",
        "precision": "label precision",
        "recall": "label recall",
    }
    print(f"\nMeans of {len(sets) * arguments.seeds} mixtures of each kind")
    print(table.rename(columns=columns)[list(columns.values())].round(2).to_string(na_rep="–"))
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
