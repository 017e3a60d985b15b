"""The engine with domain knowledge: known phenomena first, then what they leave unexplained."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language.lemmas import map_texts
from ..language.lexicon import Lexicon
from ..language.terms import language_of, topic_lemmas, topic_terms
from ..texts import text as say
from ..vectors import LemmaVectors
from ..vectors._order import canonical_order
from .adaptation import Adaptation
from .by_words import PhenomenaByWords
from .domain_model import DomainModel, softmax
from .emerging import EmergingGroup, Landmark, find_emerging, side_by_side
from .naming import distinct, slug
from .places import Places
from .taxonomy import Taxonomy

#: Texts with the phenomenon that people put them under; None where none fits.
Corrections = Sequence[tuple[str, str | None]]
#: A phenomenon that fits a text has at least this probability, and more than "none of these".
FITS = 0.2
#: Fewer texts than this don't show what all of them share, without which nothing can be called unlike the rest.
FEWEST = 50
#: Languages (or none recognised) in which texts can make a phenomenon; others would be alike by their language.
READ = ("fi", "unknown")
_OWN_DIMENSIONS = 100
#: Cosine of centres from which a group found is taken for one of before.
FOUND_AGAIN = 0.58
#: Lemma vectors by which a space is told from another.
_TOLD_BY = 64


class KnownEngine:
    """Known phenomena through the domain model; emerging ones found at ``fit``.

    Parameters
    ----------
    n_emerging : int, optional
        At most this many emerging phenomena; None lets the data decide.
    min_size : int
    random_state : int
    n_jobs : int, optional
    lexicon : Lexicon, optional
    vectors : LemmaVectors, optional
        Others than those that ship.
    taxonomy : Taxonomy, optional
        Another than the one that ships.
    """

    def __init__(
        self,
        n_emerging: int | None = None,
        min_size: int = 5,
        random_state: int = 0,
        n_jobs: int | None = None,
        lexicon: Lexicon | None = None,
        vectors: LemmaVectors | None = None,
        taxonomy: Taxonomy | None = None,
    ) -> None:
        self.n_emerging = n_emerging
        self.min_size = min_size
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.lexicon = lexicon
        self.domain = DomainModel.default()
        self.taxonomy = taxonomy or Taxonomy.default()
        self.background = vectors or LemmaVectors.default()
        self.places = Places.of(self.taxonomy, self.domain)
        self._words: PhenomenaByWords | None = None
        self.groups: list[EmergingGroup] = []
        self._common: NDArray[np.float64] = np.zeros(self.background.dimensions)
        self._adaptation: Adaptation | None = None

    @property
    def ids(self) -> list[str]:
        """Identifiers: the taxonomy's codes, then those of the emerging phenomena, with a number if two are equal."""
        return distinct((group.identifier or slug(group.terms) for group in self.groups), self.taxonomy.codes)

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the taxonomy and of the domain model."""
        own = f"+{self._adaptation.version}" if self._adaptation else ""
        versions = {"taxonomy": self.taxonomy.version, "domain_model": self.domain.version + own}
        is_own = self.background is not LemmaVectors.default()
        return {**versions, "vectors": self.background.version} if is_own else versions

    def fit(self, texts: Sequence[str], counted: NDArray[np.bool_], corrections: Corrections = ()) -> None:
        """Learn from corrections, and look for emerging phenomena among the texts that count.

        Near-duplicates do not count. Of the corrections those to a phenomenon that the domain model knows are learnt.
        """
        self._adapt(corrections)
        self.groups = []
        used = [text for text, counts in zip(texts, counted, strict=True) if counts]
        if len(used) < max(FEWEST, self.min_size):
            return
        used = [used[i] for i in canonical_order(used)]
        documents = self._documents(used)
        readable = np.array([language_of(text) in READ for text in used])
        embedded = self.background.embed(documents)
        self._common = self.background.common(embedded[readable])
        self.groups = find_emerging(
            self._known(used, documents),
            self.background.without(embedded, self._common),
            map_texts(partial(topic_lemmas, lexicon=self.lexicon), used, self.n_jobs),
            reference=self.domain.reference,
            importance=self.domain.importance,
            floor=2 / self.domain.reference_texts,
            own=own_vectors(documents, readable),
            readable=readable,
            min_size=self.min_size,
            n_groups=self.n_emerging,
            random_state=self.random_state,
        )

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return probabilities of shape (n_texts, n_phenomena); a row's missing share is "none of these"."""
        if not texts:
            return np.zeros((0, len(self.ids)))
        documents = self._documents(texts) if self.groups or self.places.unknown else []
        known = self._known(texts, documents)
        if not self.groups:
            return known
        vectors = self.background.without(self.background.embed(documents), self._common)
        return side_by_side(known, vectors, self.groups)

    def untold(self) -> KnownEngine:
        """Return the engine as it would answer without what it learnt from corrections."""
        if self._adaptation is None:
            return self
        other = copy.copy(self)
        other._adaptation = None
        return other

    def _adapt(self, corrections: Corrections) -> None:
        of_class = {code: self.domain.classes.index(code) for code in (*self.domain.codes, "muu")}
        told = sorted({(text, of_class[code or "muu"]) for text, code in corrections if (code or "muu") in of_class})
        self._adaptation = None
        if told:
            features = self.domain.features.transform([text for text, _ in told], self.lexicon)
            scores = self.domain.scores(features)
            self._adaptation = Adaptation.learn(features, scores, [target for _, target in told])

    def _explain(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probabilities of the domain model's classes, with what was learnt from corrections."""
        features = self.domain.features.transform(list(texts), self.lexicon)
        scores = self.domain.scores(features)
        if self._adaptation is not None:
            scores += self._adaptation.scores(features)
        return softmax(scores)

    def labels(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the best phenomenon of each row, -1 where none fits."""
        return labelled(probabilities)

    def describe(self, index: int, texts: Sequence[str]) -> dict[str, Any]:
        """Return name, parent, kind, terms and stability of a phenomenon, given the texts that have it."""
        codes = self.taxonomy.codes
        if index >= len(codes):
            group = self.groups[index - len(codes)]
            return {
                "name": say("phenomena.emerging_name", terms=", ".join(group.terms[:3])),
                "parent": "muu",
                "kind": "emerging",
                "terms": group.terms,
                "stability": group.stability,
            }
        code = codes[index]
        return {
            "name": self.taxonomy.name(code),
            "parent": self.taxonomy.parent(code),
            "kind": "known",
            "terms": (
                self.words.evidence_of_group(texts, code)
                if code in self.places.unknown
                else self.domain.evidence_of_group(texts, code, lexicon=self.lexicon)
            ),
            "stability": float("nan"),
        }

    def evidence(self, text: str, index: int) -> list[str]:
        """Return the words of a text that speak for a phenomenon."""
        codes = self.taxonomy.codes
        if index < len(codes) and codes[index] in self.places.unknown:
            return self.words.evidence(text, codes[index])
        if index < len(codes):
            return self.domain.evidence(text, codes[index], lexicon=self.lexicon)
        own = set(topic_lemmas(text, self.lexicon))
        return [term for term in self.groups[index - len(codes)].terms if term in own]

    def sub_phenomena(self, texts: Sequence[str], index: int) -> tuple[list[str], NDArray[np.float64]]:
        """Return the sub-phenomena of a phenomenon and how probable each is within it, of shape (n_texts, n_sub)."""
        codes, subs = self.taxonomy.codes, self.domain.subs
        if index >= len(codes) or codes[index] not in self.domain.codes:
            return [], np.zeros((len(texts), 0))
        inside = np.flatnonzero(subs.parents == self.domain.classes.index(codes[index]))
        features = self.domain.features.transform(list(texts), self.lexicon)
        return [subs.codes[i] for i in inside], subs.within(subs.scores(features))[:, inside]

    @property
    def landmarks(self) -> dict[int, Landmark]:
        """What the emerging phenomena can be recognised by, by their positions among ``ids``."""
        first = len(self.taxonomy.codes)
        return {
            first + k: Landmark(self.space, group.centre, group.threshold, self._common, tuple(group.terms))
            for k, group in enumerate(self.groups)
        }

    def remember(self, landmarks: Mapping[str, Landmark]) -> None:
        """Go on with phenomena of before that were not found among the texts."""
        found = np.array([group.centre for group in self.groups]).reshape(len(self.groups), self.background.dimensions)
        named = set(self.ids)
        for identifier, mark in sorted(landmarks.items()):
            is_found = identifier in named or (found @ mark.centre).max(initial=-1.0) >= FOUND_AGAIN
            if mark.space == self.space and not is_found:
                if not self._common.any():
                    self._common = mark.common
                nobody = np.zeros(0, dtype=np.intp)
                group = EmergingGroup(nobody, mark.centre, mark.threshold, [*mark.terms], float("nan"), identifier)
                self.groups.append(group)

    @property
    def space(self) -> str:
        """Name of the space that the centres lie in: the same as long as the lemma vectors are."""
        head = np.ascontiguousarray(self.background.vectors[:_TOLD_BY], dtype="<f4").tobytes()
        return f"lemma_vectors_{self.background.dimensions}_{hashlib.sha256(head).hexdigest()[:12]}"

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return what to save: settings as JSON and arrays."""
        settings = {
            "groups": [
                {
                    "terms": g.terms,
                    "threshold": g.threshold,
                    "stability": None if np.isnan(g.stability) else g.stability,  # one that was only remembered
                }
                for g in self.groups
            ],
            "versions": self.versions,
        }
        centres = np.array([g.centre for g in self.groups]).reshape(len(self.groups), self.background.dimensions)
        learnt = self._adaptation.state() if self._adaptation else {}
        return settings, {"centres": centres, "common": self._common, **learnt}

    def restore(self, settings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
        self._common = arrays["common"]
        adapted = "adaptation_data" in arrays
        self._adaptation = Adaptation.restore(arrays, len(self.domain.classes)) if adapted else None
        self.groups = [
            EmergingGroup(
                np.zeros(0, dtype=np.intp),
                centre,
                group["threshold"],
                group["terms"],
                np.nan if group["stability"] is None else group["stability"],
            )
            for group, centre in zip(settings["groups"], arrays["centres"], strict=True)
        ]

    @property
    def words(self) -> PhenomenaByWords:
        """What recognises the phenomena that the domain model has not learnt."""
        if self._words is None:
            self._words = PhenomenaByWords(
                self.taxonomy,
                self.places.unknown,
                self.background,
                reference=self.domain.reference,
                importance=self.domain.importance,
                floor=2 / self.domain.reference_texts,
                lexicon=self.lexicon,
            )
        return self._words

    def _known(self, texts: Sequence[str], documents: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Return the probabilities of the taxonomy's phenomena; the terms of the texts are needed for own ones."""
        known = self.places.put(self._explain(texts))
        if not self.places.unknown:
            return known
        fits = self.words.fitting(documents, known.max(axis=1, initial=0.0))
        known = known * (1 - fits.sum(axis=1, keepdims=True))
        known[:, self.places.unknown_columns] += fits
        return known

    def _documents(self, texts: Sequence[str]) -> list[list[str]]:
        return map_texts(partial(topic_terms, lexicon=self.lexicon), list(texts), self.n_jobs)


def own_vectors(documents: Sequence[Sequence[str]], readable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return unit vectors of texts (lists of terms) learnt from the company that words keep in these very texts."""
    read = [document for document, is_read in zip(documents, readable, strict=True) if is_read]
    vectors = LemmaVectors.train(read, dimensions=_OWN_DIMENSIONS, min_texts=2)
    embedded = vectors.embed(documents)
    return vectors.without(embedded, vectors.common(embedded[readable]))


def labelled(probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the best column of each row that is at least ``FITS`` and likelier than none of them, else -1."""
    if not len(probabilities):
        return np.zeros(0, dtype=np.intp)
    best = probabilities.argmax(axis=1)
    value = probabilities[np.arange(len(best)), best]
    return np.where((value >= FITS) & (value >= 1 - probabilities.sum(axis=1)), best, -1)
