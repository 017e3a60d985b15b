"""Measure the domain model on writers that it has not seen: whole writers are left out, never random rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from fitting import OTHER, fit
from knowledge import BACKGROUND, example, knowledge, sides
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, logsumexp
from sklearn.metrics import adjusted_rand_score, f1_score
from sklearn.model_selection import GroupKFold

from rakenlp.phenomena.domain_model import MUU

#: Smaller groups of respondents are not told apart.
_FEWEST = 100


class Unseen(NamedTuple):
    """Answers about texts by writers that were left out.

    Attributes
    ----------
    rows : list of dict
        The submissions.
    classes : list of str
    scores : ndarray of shape (n_texts, n_classes)
    subs : ndarray of str of shape (n_texts,)
        Most probable sub-phenomenon of the text's own phenomenon.
    """

    rows: list[dict]
    classes: list[str]
    scores: np.ndarray
    subs: np.ndarray


def leave_writers_out(rows: Sequence[dict], folds: int = 5) -> Unseen:
    """Answer each text with a model that was never told of its writer."""
    groups = [row["kirjoittaja"] for row in rows]
    extra = knowledge()
    order: list[int] = []
    scores, best = [], []
    classes: list[str] = []
    for train, test in GroupKFold(folds).split(rows, groups=groups):
        known = [rows[i] for i in train]
        features, linear, subs = fit([*map(example, known), *extra], sides(known))
        subs = type(subs).restore(*subs.state())  # in 8 bits, as it ships
        classes = linear.classes
        matrix = features.transform([rows[i]["teksti"] for i in test])
        found = subs.scores(matrix)
        scores.append(np.asarray(matrix @ linear.weights) + linear.intercept + subs.above(found))
        above = np.array([classes.index(rows[i]["ilmio"]) for i in test])
        inside = np.where(subs.parents[None, :] == above[:, None], found, -np.inf)
        best.append(np.array(subs.codes)[inside.argmax(axis=1)])
        order += test.tolist()
        print(f"  fold of {len(test)} texts done", flush=True)
    return Unseen([rows[i] for i in order], classes, np.vstack(scores), np.concatenate(best))


def temperature(unseen: Unseen) -> float:
    """Return the factor of the scores that makes their softmax likeliest."""
    target = _target(unseen)
    weight = usual_share(unseen)

    def loss(t: float) -> float:
        log_p = log_softmax(unseen.scores * t, axis=1)[np.arange(len(target)), target]
        return float(-np.average(log_p, weights=weight))

    return float(minimize_scalar(loss, bounds=(0.05, 3), method="bounded").x)


def usual_share(unseen: Unseen) -> np.ndarray:
    """Return the weight of each text, so that other matters have the share that a county is taken to have."""
    other = _target(unseen) == unseen.classes.index(MUU)
    share = OTHER * (~other).sum() / ((1 - OTHER) * max(other.sum(), 1))
    return np.where(other, share, 1.0)


def figures(unseen: Unseen, sharpness: float) -> dict[str, Any]:
    """Return the figures that the manifest and the model card tell.

    The first and the first three of the known phenomena are right if they are the text's main phenomenon or a side one.
    """
    log_p = log_softmax(unseen.scores * sharpness, axis=1)
    target, gold = _target(unseen), np.array([row["ilmio"] for row in unseen.rows])
    known, weight = ~np.isin(gold, BACKGROUND), usual_share(unseen)
    hits = _hits(unseen)
    sub = np.array([row["alailmio"] or "" for row in unseen.rows])
    off = np.exp(logsumexp(log_p[:, np.isin(unseen.classes, BACKGROUND)], axis=1))
    first = np.array(unseen.classes)[np.where(np.isin(unseen.classes, BACKGROUND), -np.inf, log_p).argmax(axis=1)]
    voices = np.array([row["vastaajaryhma"] for row in unseen.rows])
    writers = np.array([row["kirjoittaja"] for row in unseen.rows])
    return {
        "texts": int(known.sum()),
        "writers": len(set(writers)),
        "top1": float(hits[known, 0].mean()),
        "top3": float(hits[known].any(axis=1).mean()),
        "macro_f1": float(f1_score(gold[known], first[known], average="macro")),
        "adjusted_rand": float(adjusted_rand_score(gold[known], first[known])),
        "log_loss": float(-np.average(log_p[np.arange(len(target)), target], weights=weight)),
        "calibration_error": calibration_error(log_p, target, weight),
        "reliability": reliability(log_p, target, weight),
        "sub_phenomenon_right": float((unseen.subs == sub)[known & (sub != "")].mean()),
        "matters": int((~known & (sub != "")).sum()),
        "matter_right": float((unseen.subs == sub)[~known & (sub != "")].mean()),
        "background_recall_at_half": float((off[~known] > 0.5).mean()),
        "known_lost_to_background": float((off[known] > 0.5).mean()),
        "top1_by_voice": _by(voices, known, hits[:, 0]),
        "top3_by_voice": _by(voices, known, hits.any(axis=1)),
        "top1_by_language": _by(np.array([row["kieli"] for row in unseen.rows]), known, hits[:, 0]),
        "top1_by_writer": _by(writers, known, hits[:, 0]),
    }


def reliability(log_p: np.ndarray, target: np.ndarray, weight: np.ndarray) -> list[list[float]]:
    """Return, for each tenth of probability: how many texts, what the model said, how often it was right."""
    top, right = np.exp(log_p.max(axis=1)), log_p.argmax(axis=1) == target
    bins = np.digitize(top, np.linspace(0, 1, 11)[1:-1])
    rows = []
    for b in sorted(set(bins)):
        inside, of = bins == b, weight[bins == b]
        told, held = np.average(top[inside], weights=of), np.average(right[inside], weights=of)
        rows.append([round(float(of.sum())), float(told), float(held)])
    return rows


def calibration_error(log_p: np.ndarray, target: np.ndarray, weight: np.ndarray) -> float:
    """Return the expected calibration error over ten bins (Guo, Pleiss, Sun & Weinberger 2017, ICML)."""
    return sum(n * abs(said - right) for n, said, right in reliability(log_p, target, weight)) / weight.sum()


def _target(unseen: Unseen) -> np.ndarray:
    return np.array([unseen.classes.index(row["ilmio"]) for row in unseen.rows])


def _hits(unseen: Unseen) -> np.ndarray:
    order = np.argsort(-np.where(np.isin(unseen.classes, BACKGROUND), -np.inf, unseen.scores), axis=1)[:, :3]
    wide = [{row["ilmio"], *row["sivuilmiot"]} for row in unseen.rows]
    return np.array([[unseen.classes[c] in codes for c in row] for row, codes in zip(order, wide, strict=True)])


def _by(names: np.ndarray, known: np.ndarray, right: np.ndarray) -> dict[str, float]:
    groups = {str(name): known & (names == name) for name in sorted(set(names))}
    return {name: float(right[group].mean()) for name, group in groups.items() if group.sum() >= _FEWEST}
