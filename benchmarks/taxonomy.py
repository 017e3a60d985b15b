"""Are phenomena recognised by the words of the taxonomy alone, when no text on them was ever seen?

    python benchmarks/taxonomy.py [--family test|development]

As in ``benchmarks/emerging.py``, six phenomena at a time are hidden from the domain model, with their submissions,
seeds, lexicon and sub-phenomena, and six whole writers with them. The six are then added as a county would add its
own: a code, a name, seeds and a definition. Measured on the submissions of the hidden writers (every other one), main
phenomenon: the share right of texts on the six; of texts on the other 33, with the six added and without them; and
a guess from lemma vectors alone. The weights were set on the development family, the test family was measured after.

Synthetic texts. The vectors that ship have seen all texts of the corpus, without labels. Seeds and definitions are by
the same hands as the corpus, so words of a county's own will fit its texts less neatly.
"""

from __future__ import annotations

import argparse

import numpy as np
from emerging import HIDDEN, WRITERS, BlindModel, training_script

from rakenlp.language.terms import topic_terms
from rakenlp.phenomena import Taxonomy
from rakenlp.phenomena.by_words import PhenomenaByWords, terms_of


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=sorted(HIDDEN), default="test")
    family = parser.parse_args().family
    train = training_script("domain")
    rows = train.observations()
    held = [r for r in rows if r["kirjoittaja"] in WRITERS[family]][::2]
    documents = [topic_terms(r["teksti"]) for r in held]
    truth = np.array([r["ilmio"] for r in held])
    taxonomy = Taxonomy.default()
    print(f"{'':28}{'texts':>7}{'top 1':>8}{'top 3':>8}")
    figures: dict[str, list[tuple[int, float, float]]] = {}
    for names in HIDDEN[family]:
        hidden = names.split()
        model = BlindModel(train, rows, hidden, WRITERS[family], [])
        codes = [model.classes[column] for column in model.columns]
        known = model.predict_proba([r["teksti"] for r in held])
        by_words = PhenomenaByWords(
            taxonomy,
            hidden,
            model.vectors,
            reference=model.reference,
            importance=model.importance,
            floor=model.floor,
        )
        fits = by_words.fitting(documents, known.max(axis=1))
        together = np.hstack([known * (1 - fits.sum(axis=1, keepdims=True)), fits])
        embedded = model.vectors.embed([terms_of(taxonomy.phenomena[code]) for code in taxonomy.codes])
        nearest = model.vectors.embed(documents) @ embedded.T
        on_hidden, on_known = np.isin(truth, hidden), np.isin(truth, codes)
        for name, mask, values, order in (
            ("the six, by words", on_hidden, together, codes + hidden),
            ("  nearest vector alone", on_hidden, nearest, taxonomy.codes),
            ("the other 33", on_known, together, codes + hidden),
            ("  without the six", on_known, known, codes),
        ):
            best = np.array(order)[np.argsort(-values[mask], axis=1, kind="stable")[:, :3]]
            right = best == truth[mask][:, None]
            figures.setdefault(name, []).append((int(mask.sum()), right[:, 0].mean(), right.any(axis=1).mean()))
    for name, found in figures.items():
        weights = [n for n, _, _ in found]
        top1, top3 = (np.average([row[column] for row in found], weights=weights) for column in (1, 2))
        print(f"{name:28}{sum(weights):>7}{top1:>8.3f}{top3:>8.3f}")


if __name__ == "__main__":
    main()
