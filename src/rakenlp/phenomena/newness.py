"""What tells a group of texts about something new from a scene that texts of many phenomena share.

Texts that name the same shopping centre or the same long way to a service are alike too, and each of them is explained
poorly. What tells such scenes from a new phenomenon was learnt by hiding phenomena from the model: a logistic
regression on a few traits of groups, fitted by ``benchmarks/emerging_evidence.py`` on the development family of
``benchmarks/emerging.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Nearest texts that are a text's surroundings.
_NEAREST = 10
#: Texts whose surroundings are found at a time.
_ROWS = 200
#: Distinctive terms of which a text may hold one.
_FEW = 3


class Traits(NamedTuple):
    """What is known of a group; also the weight of each trait.

    Attributes
    ----------
    coherence : float
        Mean cosine between two of its texts.
    size : float
        Natural logarithm of their number.
    explained, nothing : float
        Mean probability of the best known phenomenon, and of none of them.
    explained_around, nothing_around : float
        The same of the texts nearest to each of its texts.
    words : float
        Logarithm of one plus the strength of its distinctive terms together.
    few_words : float
        Share of its texts with one of the three most distinctive terms: a scene has its few words.
    """

    coherence: float
    size: float
    explained: float
    nothing: float
    explained_around: float
    nothing_around: float
    words: float
    few_words: float


#: Weights of the traits and the intercept, fitted by ``benchmarks/emerging_evidence.py``.
WEIGHTS = Traits(
    coherence=11.841,
    size=-1.070,
    explained=-4.815,
    nothing=2.956,
    explained_around=-12.066,
    nothing_around=-16.768,
    words=1.758,
    few_words=-3.586,
)
INTERCEPT = 5.410


class Surroundings(NamedTuple):
    """How well the known phenomena explain each text, and the texts nearest to it.

    Attributes
    ----------
    explained, nothing : ndarray of shape (n_texts,)
        Probability of the best known phenomenon, and of none of them.
    explained_around, nothing_around : ndarray of shape (n_texts,)
        Their means over the texts nearest to each text.
    """

    explained: NDArray[np.float64]
    nothing: NDArray[np.float64]
    explained_around: NDArray[np.float64]
    nothing_around: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        known: NDArray[np.float64],
        places: NDArray[np.intp],
        points: NDArray[np.float64],
        drawn: NDArray[np.intp],
        among: NDArray[np.float64],
    ) -> Surroundings:
        """Return those of the texts at some places, looked for among the texts drawn.

        Parameters
        ----------
        known : ndarray of shape (n_texts, n_known)
            Probabilities of the known phenomena.
        places, drawn : ndarray of int
            Positions of texts, those drawn rising.
        points, among : ndarray of shape (n_places, n_dimensions) and (n_drawn, n_dimensions)
            Their unit vectors.
        """
        nearness = points @ among.T
        nearness[places[:, None] == drawn] = -np.inf  # a text does not surround itself
        count = min(_NEAREST, len(drawn) - 1)
        np.negative(nearness, out=nearness)
        near = np.empty((len(places), count), dtype=np.intp)
        for start in range(0, len(places), _ROWS):
            part = slice(start, start + _ROWS)
            near[part] = drawn[np.argpartition(nearness[part], count - 1, axis=1)[:, :count]]
        best, nothing = known.max(axis=1, initial=0.0), 1 - known.sum(axis=1)
        return cls(best[places], nothing[places], best[near].mean(axis=1), nothing[near].mean(axis=1))

    def traits(
        self,
        members: NDArray[np.intp],
        coherence: float,
        lemmas: Sequence[Sequence[str]],
        terms: Sequence[tuple[str, float]],
    ) -> Traits:
        """Return the traits of a group.

        Parameters
        ----------
        members : ndarray of int
            Its texts, as positions among those that the surroundings are of.
        coherence : float
            Mean cosine between two of them.
        lemmas : sequence of sequence of str
            Content lemmas of each.
        terms : sequence of (str, float)
            Distinctive terms with their strength, strongest first.
        """
        few = {term for term, _ in terms[:_FEW]}
        return Traits(
            coherence=coherence,
            size=float(np.log(len(members))),
            explained=float(self.explained[members].mean()),
            nothing=float(self.nothing[members].mean()),
            explained_around=float(self.explained_around[members].mean()),
            nothing_around=float(self.nothing_around[members].mean()),
            words=float(np.log1p(sum(strength for _, strength in terms))),
            few_words=float(np.mean([not few.isdisjoint(own) for own in lemmas])),
        )


def log_odds(traits: Traits) -> float:
    """Return the logarithm of the odds that a group is about something new."""
    return INTERCEPT + float(np.dot(WEIGHTS, traits))
