"""Train the domain model that ships with rakenlp, and measure it by leaving whole writers out.

    python models/domain/train.py            # trains, writes weights.npz, vocabulary.json, manifest.json
    python models/domain/train.py --measure  # also the leave-writers-out figures (a quarter of an hour)

Training data: ``models/corpus`` (synthetic submissions, lexicon, sub-phenomena; CC0) and the seeds of
``models/taxonomy``. The example export of ``rakenlp demo`` is by other writers and is never trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path

import fitting
import numpy as np
from knowledge import BACKGROUND, example, knowledge, observations, sides
from measuring import figures, leave_writers_out, temperature

from rakenlp.language.terms import PART, topic_lemmas, topic_terms
from rakenlp.phenomena.domain_features import DomainFeatures
from rakenlp.phenomena.domain_model import SCHEMA

HERE = Path(__file__).resolve().parent


def topicality(features: DomainFeatures, texts: list[str], labels: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """How much each lemma tells of the phenomenon: divergence of its classes from the prior, shrunk and debiased.

    A lemma that is spread over all phenomena (*ilta*, *sisko*, *soittaa*) is near 0; one that only some
    phenomena use is near 1 or above. A part has the value of the lemma it equals. Also returns the share of
    the texts in which a word has that lemma.
    """
    vectorizer = features.blocks["lemmas"]
    classes, target = np.unique(labels, return_inverse=True)
    prior = np.bincount(target) / len(target)
    place = {name: i for i, name in enumerate(sorted({t.removeprefix(PART) for t in vectorizer.vocabulary_}))}
    counts = np.zeros((len(place), len(classes)))
    for text, label in zip(texts, target, strict=True):
        for term in {t.removeprefix(PART) for t in topic_terms(text)} & place.keys():
            counts[place[term], label] += 1
    total = counts.sum(axis=1)
    shrunk = (counts + 3 * prior) / (total + 3)[:, None]
    divergence = (shrunk * np.log(shrunk / prior)).sum(axis=1)
    chance = np.minimum((len(classes) - 1) / (2 * (total + 6)), 0.9 * divergence)
    value = divergence - chance
    held = np.zeros(len(place))
    for text in texts:
        for lemma in set(topic_lemmas(text)) & place.keys():  # a Swedish word without a Finnish one has none
            held[place[lemma]] += 1
    columns = [place[str(t).removeprefix(PART)] for t in vectorizer.get_feature_names_out()]
    return value[columns], held[columns] / len(texts)


def weights_version(arrays: list[np.ndarray], names: dict[str, list[str]]) -> str:
    """Return a short name of the trained weights: other texts, lemmas or settings give another one."""
    words = json.dumps(names, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays) + words).hexdigest()[:8]


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 weights and the scale of each class."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def rounded(value: object) -> object:
    """Return figures with four decimals."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def main() -> None:
    """Train, measure when asked, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="leave whole writers out first (a quarter of an hour)")
    arguments = parser.parse_args()
    rows = observations()
    manifest_path = HERE / "manifest.json"
    before = json.loads(manifest_path.read_text(encoding="utf-8")) if manifest_path.exists() else {}
    told, sharpness = before.get("leave_writers_out"), before.get("temperature")
    if arguments.measure or sharpness is None:
        unseen = leave_writers_out(rows)
        sharpness = temperature(unseen)
        told = rounded(figures(unseen, sharpness))
        print(json.dumps(told, indent=1, ensure_ascii=False), "temperature", round(sharpness, 3))
    start = time.time()
    extra = knowledge()
    features, linear, subs = fitting.fit([*map(example, rows), *extra], sides(rows))
    quantised, scale = quantise(linear.weights)
    subs.weight *= sharpness
    settings, sub_arrays = subs.state()
    telling, shares = topicality(features, [r["teksti"] for r in rows], [r["ilmio"] for r in rows])
    np.savez_compressed(
        HERE / "weights.npz",
        weights=quantised,
        scale=(scale * sharpness).astype(np.float32),
        intercept=linear.intercept * sharpness,
        topicality=telling.astype(np.float32),
        shares=shares.astype(np.float32),
        **sub_arrays,
        **{f"idf_{name}": block.idf_.astype(np.float32) for name, block in features.blocks.items()},
    )
    names = {name: [str(t) for t in block.get_feature_names_out()] for name, block in features.blocks.items()}
    (HERE / "vocabulary.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    data = hashlib.sha256("\n".join(r["teksti"] for r in rows).encode()).hexdigest()[:16]
    manifest_path.write_text(
        json.dumps(
            {
                "schema": SCHEMA,
                "version": f"2026.11-{weights_version([quantised, sub_arrays['sub_data']], names)}",
                "classes": linear.classes,
                "background": BACKGROUND,
                "sub_phenomena": settings,
                "temperature": sharpness,
                "training_texts": len(rows),
                "knowledge_texts": len(extra),
                "training_data_sha256": data,
                "leave_writers_out": told,
                "settings": {
                    name: getattr(fitting, name.upper())
                    for name in ("regularisation", "regression", "bayes", "side", "sharpness", "smoothing", "shrinkage")
                },
            },
            indent=1,
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    took = time.time() - start
    print(f"trained on {len(rows)} + {len(extra)} texts, {len(linear.weights)} features, in {took:.0f} s")


if __name__ == "__main__":
    main()
