"""Build what triage knows without any county's data: the themes of submissions and how near them texts usually are.

    python models/triage/build.py

Run again after the lemma vectors, the lemmas or the corpus have changed. Takes about a minute.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np

from rakenlp.language.terms import topic_terms
from rakenlp.triage.neighbours import Neighbours, clustered, quantised
from rakenlp.triage.space import SCHEMA
from rakenlp.vectors import LemmaVectors

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus" / "observations.jsonl"
THEMES, FOLDS = 400, 5


def main() -> None:
    """Embed the corpus, find its themes, and measure texts against the themes of other writers."""
    with CORPUS.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = sorted(rows, key=lambda row: (row["teksti"], row["kirjoittaja"]))
    vectors = LemmaVectors.default()
    embedded = vectors.embed([topic_terms(row["teksti"]) for row in rows])
    known = np.flatnonzero(np.abs(embedded).sum(axis=1) > 0)
    common = embedded[known].mean(axis=0).astype(np.float32)
    small = np.array([quantised(row - common.astype(np.float64)) for row in embedded[known]])
    writers = sorted({row["kirjoittaja"] for row in rows})
    fold = np.array([writers.index(rows[i]["kirjoittaja"]) % FOLDS for i in known])
    nearest = np.zeros(len(known))
    for number in range(FOLDS):
        themes = Neighbours.build(clustered(small[fold != number], THEMES))
        for row in np.flatnonzero(fold == number):
            found = themes.search(small[row], 1)
            nearest[row] = found[0][1] if found else 0.0
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        common=common,
        themes=clustered(small, THEMES),
        quantiles=np.quantile(nearest, np.linspace(0, 1, 101)).astype(np.float32),
    )
    (HERE / "reference.npz").write_bytes(buffer.getvalue())
    manifest = {
        "schema": SCHEMA,
        "texts": len(known),
        "themes": THEMES,
        "median_cosine": round(float(np.median(nearest)), 3),
        "vectors_sha256": hashlib.sha256((HERE.parent / "vectors" / "vectors.npz").read_bytes()).hexdigest(),
    }
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(manifest)


if __name__ == "__main__":
    main()
