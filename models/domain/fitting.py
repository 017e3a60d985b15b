"""Fit the domain model: a regression, and a naive Bayes model of sub-phenomena, mixed as log-probabilities.

Both are linear in the features. What the sub-phenomena of one phenomenon share joins the regression in one matrix;
how each differs from its phenomenon is a sparse matrix beside it (``rakenlp.phenomena.sub_phenomena``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from knowledge import BACKGROUND, Example, sub_phenomena
from scipy import sparse
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from rakenlp.phenomena.domain_features import DomainFeatures
from rakenlp.phenomena.domain_model import MUU, Linear
from rakenlp.phenomena.sub_phenomena import SubPhenomena

REGULARISATION = 1.0  # C of the logistic regression
REGRESSION = 1.0  # weight of its scores in the mixture
BAYES = 0.5  # weight of the naive Bayes log-probabilities
SIDE = 0.3  # weight of a text as an example of its side phenomenon
SHARPNESS = 0.5  # of the likelihood of a sub-phenomenon: words of a text are not independent
SMOOTHING = 0.01  # added to each count of a phenomenon
SHRINKAGE = 0.1  # of a sub-phenomenon towards its phenomenon, in its mean mass
OTHER = 0.07  # share of other matters than the phenomena that a county is taken to have; the corpus has more
ROUNDS = 3  # of telling the sub-phenomenon of the texts for which nobody told it
_TELLING = 0.8  # sharpness there


def fit(
    examples: Sequence[Example], sides: Sequence[tuple[int, str]] = ()
) -> tuple[DomainFeatures, Linear, SubPhenomena]:
    """Return the features and the two parts of the mixed model.

    Parameters
    ----------
    examples : sequence of Example
    sides : sequence of (int, str), optional
        Positions of examples that also have another phenomenon, and which.
    """
    texts, labels = [e.text for e in examples], np.array([e.label for e in examples])
    features = DomainFeatures.train(texts)
    matrix = features.transform(texts).astype(np.float32)
    classes = sorted(set(labels))
    target = np.searchsorted(classes, labels)
    also = sparse.vstack([matrix, matrix[[position for position, _ in sides]]], format="csr")
    also_target = np.concatenate([target, np.searchsorted(classes, [code for _, code in sides])]).astype(int)
    share = np.repeat([1.0, SIDE], [len(target), len(sides)])
    regression = LogisticRegression(C=REGULARISATION, max_iter=60, tol=1e-3).fit(also, also_target, share)
    shared, subs = fit_sub_phenomena(matrix, target, [e.sub for e in examples], classes)
    weights = REGRESSION * regression.coef_.T + BAYES * SHARPNESS * shared.T
    weights -= weights.mean(axis=1, keepdims=True)  # a constant a row leaves the softmax as it is
    intercept = REGRESSION * regression.intercept_
    others = float((labels == MUU).mean())
    intercept[classes.index(MUU)] -= np.log(others / (1 - others)) - np.log(OTHER / (1 - OTHER))
    return features, Linear(classes, weights.astype(np.float64), intercept), subs


def fit_sub_phenomena(
    matrix: sparse.csr_matrix, target: np.ndarray, told: Sequence[str], classes: Sequence[str]
) -> tuple[np.ndarray, SubPhenomena]:
    """Return the log-probabilities of the features by class, and how sub-phenomena differ from them.

    Texts without a sub-phenomenon are shared out among those of their phenomenon (expectation maximisation; Nigam,
    McCallum, Thrun & Mitchell 2000, Machine Learning 39), starting from the texts that have one.
    """
    names = [(row["parent_code"], row["sub_code"]) for row in sub_phenomena() if row["parent_code"] in classes]
    names += [(code, code) for code in BACKGROUND]
    names.sort(key=lambda item: classes.index(item[0]))
    parent = np.array([classes.index(code) for code, _ in names])
    place = {sub: i for i, (_, sub) in enumerate(names)}
    own = np.array([place.get(sub, -1) for sub in told])
    for code in BACKGROUND:  # other matters without a name stay a class of their own
        own[(target == classes.index(code)) & (own < 0)] = place[code]
    known = own >= 0
    of_class = sparse.csr_matrix((np.ones(len(target), np.float32), (np.arange(len(target)), target)))
    counts = np.asarray((of_class.T @ matrix).todense(), dtype=np.float64) + SMOOTHING
    share = counts / counts.sum(axis=1, keepdims=True)
    members = np.zeros((len(target), len(names)), np.float32)
    members[np.flatnonzero(known), own[known]] = 1
    allowed = parent[None, :] == target[~known, None]
    rest = matrix[~known]
    for turn in range(ROUNDS + 1):
        mass, differences = _differences(members, matrix, share, parent)
        shrinkage = SHRINKAGE * mass.mean()
        level = np.log(shrinkage / (mass + shrinkage))
        prior = np.log(members.sum(axis=0) + 1.0)
        if turn == ROUNDS:
            break
        likelihood = np.asarray((rest @ differences).todense()) + rest.sum(axis=1).A1[:, None] * level
        scores = np.where(allowed, _TELLING * likelihood + prior, -np.inf)
        members[~known] = np.exp(scores - logsumexp(scores, axis=1, keepdims=True))
    return np.log(share), SubPhenomena([s for _, s in names], parent, differences, level, prior, SHARPNESS, BAYES)


def _differences(
    members: np.ndarray, matrix: sparse.csr_matrix, share: np.ndarray, parent: np.ndarray
) -> tuple[np.ndarray, sparse.csr_matrix]:
    """Return the mass of each sub-phenomenon, and log (1 + count / shrunk share), which is 0 without a count."""
    counts = (matrix.T @ sparse.csr_matrix(np.where(members > 0.01, members, 0))).tocoo()
    mass = np.bincount(counts.col, counts.data, minlength=len(parent))
    shrunk = SHRINKAGE * mass.mean() * share[parent[counts.col], counts.row]
    data = np.log1p(counts.data / shrunk)
    return mass, sparse.csr_matrix((data, (counts.row, counts.col)), shape=counts.shape)
