"""What a county's own decisions change in the domain model: towards what people said, and no further than they said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

#: How much the weights are held to those that ship: the larger, the less a correction changes.
STRENGTH = 0.5


class Adaptation:
    """Additions to the weights of a domain model, learnt from texts that people put under another phenomenon.

    The shipped weights stay as they are; the additions are the smallest ones (in the sum of squares) that make the
    decisions likely: a maximum a posteriori estimate around the shipped model (Chelba & Acero 2006, Adaptation of
    maximum entropy capitalizer, Computer Speech & Language 20). They are a weighted sum of the features of the decided
    texts, so a text that shares nothing with these is read as before, and nothing is forgotten.

    Parameters
    ----------
    weights : csr_matrix of shape (n_features, n_classes)

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> from rakenlp.phenomena.adaptation import Adaptation
    >>> decided = sparse.csr_matrix([[1.0, 0.0]])
    >>> added = Adaptation.learn(decided, np.zeros((1, 3)), [2])
    >>> added.scores(sparse.csr_matrix([[1.0, 0.0], [0.0, 1.0]])).argmax(axis=1).tolist()
    [2, 0]
    """

    def __init__(self, weights: sparse.csr_matrix) -> None:
        self.weights = weights

    @classmethod
    def learn(
        cls,
        features: sparse.csr_matrix,
        scores: NDArray[np.float64],
        decided: Sequence[int],
        strength: float = STRENGTH,
    ) -> Adaptation:
        """Learn from decided texts.

        Parameters
        ----------
        features : csr_matrix of shape (n_texts, n_features)
        scores : ndarray of shape (n_texts, n_classes)
            Of the shipped model.
        decided : sequence of int
            The class that people gave each text.
        strength : float, default=0.5
            Weight of the sum of squares.

        Returns
        -------
        Adaptation
            The same for any order of the texts, up to rounding.
        """
        target = np.zeros(scores.shape)
        target[np.arange(len(decided)), list(decided)] = 1
        alike = np.asarray((features @ features.T).todense())

        def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            shares = flat.reshape(scores.shape)
            added = alike @ shares
            log_p = log_softmax(scores + added, axis=1)
            value = -(target * log_p).sum() + strength / 2 * (shares * added).sum()
            slope = alike @ (np.exp(log_p) - target + strength * shares)
            return float(value), slope.ravel()

        start = (target - softmax(scores, axis=1)).ravel() / (strength + 1)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
        shares = sparse.csr_matrix(found.x.reshape(scores.shape).round(6))
        return cls((features.T @ shares).tocsr())

    @property
    def version(self) -> str:
        """Short name of what was learnt: other decisions give another one."""
        learnt = self.weights.data.tobytes() + self.weights.indices.astype(np.int32).tobytes()
        return hashlib.sha256(learnt).hexdigest()[:8]

    def scores(self, features: sparse.csr_matrix) -> NDArray[np.float64]:
        """Return what is added to the scores, of shape (n_texts, n_classes)."""
        return np.asarray((features @ self.weights).toarray())

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what to save: the weights as sparse arrays; they tell words of the decided texts, not the texts."""
        return {
            "adaptation_data": self.weights.data,
            "adaptation_indices": self.weights.indices.astype(np.int32),
            "adaptation_indptr": self.weights.indptr.astype(np.int64),
        }

    @classmethod
    def restore(cls, arrays: dict[str, NDArray[Any]], n_classes: int) -> Adaptation:
        """Take back what :meth:`state` returned."""
        data, indices, indptr = (arrays[f"adaptation_{part}"] for part in ("data", "indices", "indptr"))
        return cls(sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, n_classes)))
