"""The engine without domain knowledge: every phenomenon arises from the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.preprocessing import normalize

from ..language.lemmas import map_texts
from ..language.lexicon import Lexicon
from ..language.terms import topic_lemmas, topic_terms
from ..texts import text as say
from ..vectors import LemmaVectors, ObservationVectorizer
from ..vectors._order import sample
from ._fresh import merged, places_in
from ._grouping import Grouping, searched_at_most
from .clustering import similarities, unit_means
from .emerging import Landmark
from .naming import distinct, distinctive_terms, slug
from .phrases import name_of

#: A text whose cosine to every centre is below this fits none.
FLOOR = 0.2
#: Sharpness of the probabilities: softmax of cosine times this.
SHARPNESS = 20.0
#: Phenomena are looked for among so many texts at most; of more, among a sample (see :func:`sample`).
SEARCHED = 50_000
_ROUNDS = 5


class FreeEngine:
    """Phenomena by clustering dense vectors of the texts; cost linear in their number.

    Parameters
    ----------
    n_phenomena : int, optional
        None: as many as there are communities among the texts' nearest neighbours (see :class:`Grouping`).
    min_size : int
    random_state : int
    n_jobs : int, optional
    lexicon : Lexicon, optional
    vectors : LemmaVectors, optional
        Others than those that ship.
    """

    #: The space is made anew by every fit: nothing in it can be recognised by its place.
    landmarks: dict[int, Landmark] = {}

    def __init__(
        self,
        n_phenomena: int | None = None,
        min_size: int = 3,
        random_state: int = 0,
        n_jobs: int | None = None,
        lexicon: Lexicon | None = None,
        vectors: LemmaVectors | None = None,
    ) -> None:
        self.n_phenomena = n_phenomena
        self.searched_at_most = searched_at_most(n_phenomena)
        self.min_size = min_size
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.lexicon = lexicon
        self.vectorizer = ObservationVectorizer(
            background=vectors or "default", random_state=random_state, n_jobs=n_jobs, lexicon=lexicon
        ).set_output(transform="default")  # arrays here, whatever scikit-learn is set to give users
        self.versions: dict[str, str] = {} if vectors is None else {"vectors": vectors.version}
        self.centres: NDArray[np.float64] = np.zeros((0, 0))
        #: Texts and vectors of the last fit, until they are asked for once: their labels are the next thing wanted.
        self._fresh: tuple[list[str], NDArray[np.float64]] | None = None
        self.terms: list[list[str]] = []
        self.stability: list[float] = []

    @property
    def ids(self) -> list[str]:
        """Identifiers made of the phenomena's terms; a number is added if two would be equal."""
        return distinct(slug(terms) for terms in self.terms)

    def fit(
        self, texts: Sequence[str], counted: NDArray[np.bool_], corrections: Sequence[tuple[str, str | None]] = ()
    ) -> None:
        """Find phenomena among the texts that count (near-duplicates do not); nothing is learnt from corrections.

        Of very many texts a sample is searched, which does not depend on their order.
        """
        used = [text for text, counts in zip(texts, counted, strict=True) if counts]
        used = sample(used, SEARCHED)
        self.centres, self.terms, self.stability, self._fresh = np.zeros((0, 0)), [], [], None
        if len(used) < 2:
            return
        vectors = self.vectorizer.fit_transform(used)
        grouping = Grouping(vectors, self.n_phenomena, self.min_size, self.random_state)
        if grouping.labels.max(initial=-1) < 0:
            return
        centres = unit_means(vectors[grouping.rows], grouping.labels)
        labels = _assign(vectors, centres, forced=self.n_phenomena is not None)
        if self.n_phenomena is None:  # texts moved to a nearer centre: groups may have become too small
            sizes = np.bincount(labels[labels >= 0], minlength=len(centres))
            centres = centres[sizes >= self.min_size]
            labels = _assign(vectors, centres, forced=False)
        if not len(centres):
            return
        lemmas = map_texts(partial(topic_lemmas, lexicon=self.lexicon), used, self.n_jobs)
        self.centres = centres
        self.terms = _terms(lemmas, labels, len(centres))
        self.stability = self._stability(vectors, labels, grouping)
        self._fresh = used, vectors

    @property
    def fresh_texts(self) -> list[str]:
        """Texts of the last fit that are read already, until they are asked for."""
        return [] if self._fresh is None else self._fresh[0]

    @property
    def fresh_terms(self) -> list[list[str]]:
        """Terms of these."""
        return map_texts(partial(topic_terms, lexicon=self.lexicon), self.fresh_texts, self.n_jobs)

    def remember(self, landmarks: Mapping[str, Landmark]) -> None:
        """Do nothing, as places of another space mean nothing here."""

    def untold(self) -> FreeEngine:
        """Return itself, as nothing is learnt from corrections."""
        return self

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return probabilities of shape (n_texts, n_phenomena); a row's missing share is "none of these"."""
        if not len(self.centres):
            return np.zeros((len(texts), 0))
        vectors = self._vectors_of(texts)
        nearness = similarities(vectors, self.centres)
        none = np.full((len(vectors), 1), -1.0 if self.n_phenomena is not None else FLOOR)
        return np.asarray(softmax(SHARPNESS * np.hstack([nearness, none]), axis=1)[:, :-1])

    def labels(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the best phenomenon of each row, -1 where none fits."""
        if not probabilities.size:
            return np.full(len(probabilities), -1, dtype=np.intp)
        best = probabilities.argmax(axis=1)
        value = probabilities[np.arange(len(best)), best]
        return np.where(value >= 1 - probabilities.sum(axis=1), best, -1)

    def describe(self, index: int, texts: Sequence[str]) -> dict[str, Any]:
        """Return name, parent, kind, terms and stability of a phenomenon."""
        terms = self.terms[index]
        told = name_of(texts, terms, self.lexicon)
        name = say("phenomena.emerging_name_plain", terms=told) if told else say("phenomena.nameless")
        return {
            "name": name,
            "parent": "muu",
            "kind": "emerging",
            "terms": terms,
            "stability": self.stability[index],
        }

    def evidence(self, text: str, index: int) -> list[str]:
        """Return the words of a text that speak for a phenomenon."""
        own = set(topic_lemmas(text, self.lexicon))
        return [term for term in self.terms[index] if term in own]

    def worths(self, text: str, index: int) -> dict[str, float]:
        """Return how much each lemma of a text speaks for a phenomenon, of those that do."""
        return dict.fromkeys(self.evidence(text, index), 1.0)

    def sub_phenomena(self, texts: Sequence[str], index: int) -> tuple[list[str], NDArray[np.float64]]:
        """Return no sub-phenomenon: without the taxonomy none is known."""
        return [], np.zeros((len(texts), 0))

    def matters(self, texts: Sequence[str]) -> list[tuple[str | None, float]]:
        """Return no matter: without the taxonomy none is known."""
        return [(None, float("nan"))] * len(texts)

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return what to save: settings as JSON and arrays."""
        settings: dict[str, Any] = {"terms": self.terms, "stability": self.stability}
        if not len(self.centres):
            return settings, {"centres": np.zeros((0, 0))}
        words, arrays = self.vectorizer.state()
        return {**settings, "vectorizer": words}, {**arrays, "centres": self.centres}

    def restore(self, settings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
        self.terms, self.stability, self.centres = settings["terms"], settings["stability"], arrays["centres"]
        if len(self.centres):
            self.vectorizer.restore(settings["vectorizer"], arrays)

    def _vectors_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the vectors of texts; those of the texts just fitted are there already, the same to the last bit."""
        fresh, self._fresh = self._fresh, None
        if fresh is None:
            return self.vectorizer.transform(texts)
        rows = places_in(texts, fresh[0])
        new = [text for text, row in zip(texts, rows.tolist(), strict=True) if row < 0]
        vectors = self.vectorizer.transform(new) if new else np.zeros((0, fresh[1].shape[1]))
        return merged(rows, fresh[1], vectors)

    def _stability(self, vectors: NDArray[np.float64], labels: NDArray[np.intp], grouping: Grouping) -> list[float]:
        """Mean best Jaccard overlap of each group when a fifth of the texts is left out."""
        count = len(self.centres)
        generator = np.random.default_rng(self.random_state)
        overlap = np.zeros((_ROUNDS, count))
        for turn in range(_ROUNDS):
            size = max(2, int(0.8 * len(grouping.rows)))
            kept = np.sort(generator.choice(len(grouping.rows), min(size, len(grouping.rows)), replace=False))
            rows = grouping.rows[kept]
            centres = unit_means(vectors[rows], grouping.again(kept))
            again = _assign(vectors[rows], centres, forced=self.n_phenomena is not None)
            both = (labels[rows] >= 0) & (again >= 0)
            table = np.zeros((count, int(again.max(initial=-1)) + 1))
            np.add.at(table, (labels[rows][both], again[both]), 1)
            mine = np.bincount(labels[rows][labels[rows] >= 0], minlength=count)[:, None]
            theirs = np.bincount(again[again >= 0], minlength=table.shape[1])[None]
            if table.shape[1]:
                overlap[turn] = (table / np.maximum(mine + theirs - table, 1)).max(axis=1)
        return [float(x) for x in overlap.mean(axis=0)]


def _assign(vectors: NDArray[np.float64], centres: NDArray[np.float64], *, forced: bool) -> NDArray[np.intp]:
    if not len(centres):
        return np.full(len(vectors), -1, dtype=np.intp)
    nearness = similarities(vectors, np.asarray(normalize(centres)))
    best = nearness.argmax(axis=1)
    return best if forced else np.where(nearness[np.arange(len(best)), best] >= FLOOR, best, -1)


def _terms(lemmas: Sequence[Sequence[str]], labels: NDArray[np.intp], count: int) -> list[list[str]]:
    frequency = Counter(lemma for document in lemmas for lemma in set(document))
    total = len(lemmas)
    groups: list[list[Sequence[str]]] = [[] for _ in range(count)]
    for label, document in zip(labels.tolist(), lemmas, strict=True):
        if label >= 0:
            groups[label].append(document)
    out = []
    for group in groups:
        inside = Counter(lemma for document in group for lemma in set(document))
        rest = max(total - len(group), 1)
        reference = {lemma: (frequency[lemma] - n) / rest for lemma, n in inside.items()}
        out.append(
            [t for t, _ in distinctive_terms(group, reference, floor=1 / (total + 1))]
            or [t for t, _ in inside.most_common(3)]
        )
    return out
