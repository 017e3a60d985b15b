"""Train the domain model that ships with rakenlp, and measure it by leaving whole writers out.

    python models/domain/train.py            # trains, writes weights.npz, vocabulary.json, manifest.json
    python models/domain/train.py --measure  # also the leave-writers-out figures (some minutes)

Training data: ``models/corpus`` (synthetic submissions, lexicon, sub-phenomena; CC0) and the seeds of
``models/taxonomy``. The example export of ``rakenlp demo`` is by other writers and is never trained on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import time
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import MultinomialNB

from rakenlp.language.terms import PART, topic_lemmas, topic_terms
from rakenlp.phenomena.domain_features import DomainFeatures
from rakenlp.phenomena.domain_model import SCHEMA
from rakenlp.phenomena.taxonomy import Taxonomy

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
BACKGROUND = ["asiaton", "muu"]  # spam and tests; other matters than the taxonomy's
NAIVE_BAYES_WEIGHT = 0.6  # of the naive Bayes log-probabilities beside the regression's
SMOOTHING = 0.01
REGULARISATION = 5.0  # C of the logistic regression


def observations() -> list[dict]:
    with (CORPUS / "observations.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def knowledge() -> tuple[list[str], list[str]]:
    """Seeds, lexicon and definitions of sub-phenomena as extra training texts."""
    texts, labels = [], []
    taxonomy = Taxonomy.default()
    for phenomenon in taxonomy.phenomena.values():
        texts += [" ".join(phenomenon.seeds) + " " + phenomenon.names["fi"]] * 3
        texts += [phenomenon.names["sv"], phenomenon.names["en"]]
        texts += phenomenon.seeds
        labels += [phenomenon.code] * (5 + len(phenomenon.seeds))
    groups: dict[str, list[str]] = {}
    with (CORPUS / "lexicon.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["code"], []).append(row["term"])
            if row["strength"] in ("core", "strong"):  # a telling word tells alone, too
                texts.append(row["term"])
                labels.append(row["code"])
    for code, listed in groups.items():
        for start in range(0, len(listed), 8):
            texts.append(" . ".join(listed[start : start + 8]))
            labels.append(code)
    with (CORPUS / "sub-phenomena.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.append(f"{row['name_fi']}. {row['definition_fi']} {row['terms'].replace('|', ' . ')}")
            texts += [row["name_sv"], row["name_en"]]
            labels += [row["parent_code"]] * 3
    return texts, labels


def fit(texts: list[str], labels: list[str]) -> tuple[DomainFeatures, np.ndarray, np.ndarray, list[str]]:
    """Return features and the mixed linear model: regression + weight × naive Bayes."""
    features = DomainFeatures.train(texts)
    matrix = features.transform(texts)
    regression = LogisticRegression(C=REGULARISATION, max_iter=500, tol=1e-4).fit(matrix, labels)
    bayes = MultinomialNB(alpha=SMOOTHING).fit(matrix, labels)
    weights = regression.coef_.T + NAIVE_BAYES_WEIGHT * bayes.feature_log_prob_.T
    weights -= weights.mean(axis=1, keepdims=True)  # a constant a row leaves the softmax as it is
    intercept = regression.intercept_ + NAIVE_BAYES_WEIGHT * bayes.class_log_prior_
    return features, weights, intercept, [str(c) for c in regression.classes_]


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
        for term in {t.removeprefix(PART) for t in topic_terms(text)}:
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


def weights_version(quantised: np.ndarray, names: dict[str, list[str]]) -> str:
    """Return a short name of the trained weights: other texts, lemmas or settings give another one."""
    words = json.dumps(names, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(quantised.tobytes() + words).hexdigest()[:8]


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 weights and the scale of each class."""
    scale = np.abs(weights).max(axis=0) / 127
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def measure(rows: list[dict], folds: int = 5) -> tuple[dict[str, float], float]:
    """Leave-writers-out figures and the temperature that calibrates the probabilities."""
    groups = [row["kirjoittaja"] for row in rows]
    extra, extra_labels = knowledge()
    scores, gold, wide = [], [], []
    classes: list[str] = []
    for train, test in GroupKFold(folds).split(rows, groups=groups):
        features, weights, intercept, classes = fit(
            [rows[i]["teksti"] for i in train] + extra, [rows[i]["ilmio"] for i in train] + extra_labels
        )
        quantised, scale = quantise(weights)
        matrix = features.transform([rows[i]["teksti"] for i in test])
        scores.append(matrix @ (quantised.astype(np.float64) * scale) + intercept)
        gold += [rows[i]["ilmio"] for i in test]
        wide += [{rows[i]["ilmio"], *rows[i]["sivuilmiot"]} for i in test]
        print(f"  fold of {len(test)} texts done", flush=True)
    logits = np.vstack(scores)
    target = np.array([classes.index(code) for code in gold])
    likelihood = lambda t: -log_softmax(logits * t, axis=1)[np.arange(len(target)), target].mean()  # noqa: E731
    temperature = float(minimize_scalar(likelihood, bounds=(0.05, 3), method="bounded").x)
    log_p = log_softmax(logits * temperature, axis=1)
    known = np.array([code not in BACKGROUND for code in gold])
    order = np.argsort(-np.where(np.isin(classes, BACKGROUND), -np.inf, logits), axis=1)
    hits = [[classes[c] in codes for c in row[:3]] for row, codes in zip(order, wide, strict=True)]
    first, third = np.array([h[0] for h in hits]), np.array([any(h) for h in hits])
    top = np.exp(log_p.max(axis=1))
    right = log_p.argmax(axis=1) == target
    bins = np.digitize(top, np.linspace(0, 1, 11)[1:-1])
    calibration = sum(abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    off = np.exp(logsumexp(log_p[:, [classes.index(c) for c in BACKGROUND]], axis=1))
    return {
        "texts": int(known.sum()),
        "top1": float(first[known].mean()),
        "top3": float(third[known].mean()),
        "log_loss": float(likelihood(temperature)),
        "calibration_error": float(calibration),
        "background_recall_at_half": float((off[~known] > 0.5).mean()),
        "known_lost_to_background": float((off[known] > 0.5).mean()),
    }, temperature


def main() -> None:
    """Train, measure when asked, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="leave whole writers out first (some minutes)")
    arguments = parser.parse_args()
    rows = observations()
    manifest_path = HERE / "manifest.json"
    before = json.loads(manifest_path.read_text(encoding="utf-8")) if manifest_path.exists() else {}
    figures, temperature = before.get("leave_writers_out"), before.get("temperature")
    if arguments.measure or temperature is None:
        figures, temperature = measure(rows)
        print({key: round(value, 4) for key, value in figures.items()}, "temperature", round(temperature, 3))
    start = time.time()
    extra, extra_labels = knowledge()
    features, weights, intercept, classes = fit(
        [r["teksti"] for r in rows] + extra, [r["ilmio"] for r in rows] + extra_labels
    )
    quantised, scale = quantise(weights)
    telling, shares = topicality(features, [r["teksti"] for r in rows], [r["ilmio"] for r in rows])
    np.savez_compressed(
        HERE / "weights.npz",
        weights=quantised,
        scale=(scale * temperature).astype(np.float32),
        intercept=intercept * temperature,
        topicality=telling.astype(np.float32),
        shares=shares.astype(np.float32),
        **{f"idf_{name}": block.idf_.astype(np.float32) for name, block in features.blocks.items()},
    )
    names = {name: [str(t) for t in block.get_feature_names_out()] for name, block in features.blocks.items()}
    (HERE / "vocabulary.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    data = hashlib.sha256("\n".join(r["teksti"] for r in rows).encode()).hexdigest()[:16]
    manifest_path.write_text(
        json.dumps(
            {
                "schema": SCHEMA,
                "version": f"2026.11-{weights_version(quantised, names)}",
                "classes": classes,
                "background": BACKGROUND,
                "temperature": temperature,
                "training_texts": len(rows),
                "knowledge_texts": len(extra),
                "training_data_sha256": data,
                "leave_writers_out": {name: round(value, 4) for name, value in figures.items()},
                "settings": {
                    "naive_bayes_weight": NAIVE_BAYES_WEIGHT,
                    "smoothing": SMOOTHING,
                    "C": REGULARISATION,
                },
            },
            indent=1,
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    print(f"trained on {len(rows)} + {len(extra)} texts, {weights.shape[0]} features, in {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
