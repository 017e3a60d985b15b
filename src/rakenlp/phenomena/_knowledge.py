"""What the shipped knowledge says of texts, each alone: phenomena of the taxonomy and matters of the inventory."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cached_property, partial
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._batches import in_batches
from ..language._kept import reading
from ..language.lemmas import map_texts
from ..language.lexicon import Lexicon
from ..language.terms import language_of, topic_lemmas, topic_terms
from ..vectors import LemmaVectors
from ._fresh import merged
from .adaptation import Adaptation
from .by_words import PhenomenaByWords
from .domain_model import MUU, DomainModel, softmax
from .inventory import Inventory, joined
from .places import Places
from .taxonomy import Taxonomy

#: Texts with the phenomenon that people put them under; None where none fits.
Corrections = Sequence[tuple[str, str | None]]


class Read(NamedTuple):
    """What predictions of texts rest on: each text alone, whatever phenomena are found.

    Attributes
    ----------
    known : ndarray of shape (n_texts, n_known)
    matters : Inventory
    vectors : ndarray of shape (n_texts, n_dimensions)
        Of no text if they are not needed.
    """

    known: NDArray[np.float64]
    matters: Inventory
    vectors: NDArray[np.float64]

    def with_new(self, rows: NDArray[np.intp], new: Read) -> Read:
        """Return what is known of texts: rows of this, and where they are -1 the rows of ``new``, in order."""
        codes = new.matters.codes
        old = self.matters.probabilities[:, [self.matters.codes.index(code) for code in codes]]
        matters = Inventory(codes, merged(rows, old, new.matters.probabilities))
        vectors = merged(rows, self.vectors, new.vectors) if len(new.vectors) == len(new.known) else new.vectors
        return Read(merged(rows, self.known, new.known), matters, vectors)


class TextsRead(NamedTuple):
    """What a fit is told of texts.

    Attributes
    ----------
    languages : list of str
    documents, lemmas : list of list of str
        Terms for the vectors, and content lemmas.
    known : ndarray of shape (n_texts, n_known)
    matters : Inventory
    """

    languages: list[str]
    documents: list[list[str]]
    lemmas: list[list[str]]
    known: NDArray[np.float64]
    matters: Inventory


class Knowledge:
    """The domain model as a taxonomy's phenomena, with what was learnt from corrections and phenomena of one's own.

    Parameters
    ----------
    taxonomy : Taxonomy
    vectors : LemmaVectors
        Tell nearness to the words of phenomena that the domain model has not learnt.
    lexicon : Lexicon, optional
    n_jobs : int, optional
    """

    def __init__(
        self, taxonomy: Taxonomy, vectors: LemmaVectors, lexicon: Lexicon | None = None, n_jobs: int | None = None
    ) -> None:
        self.taxonomy, self.vectors, self.lexicon, self.n_jobs = taxonomy, vectors, lexicon, n_jobs
        self.domain = DomainModel.default()
        self.places = Places.of(taxonomy, self.domain)
        self.adaptation: Adaptation | None = None

    @property
    def version(self) -> str:
        """Version of the domain model and of what was learnt from corrections."""
        return self.domain.version + (f"+{self.adaptation.version}" if self.adaptation else "")

    def adapt(self, corrections: Corrections) -> None:
        """Learn from corrections, those to a phenomenon that the domain model knows, and forget earlier ones."""
        of_class = {code: self.domain.classes.index(code) for code in (*self.domain.codes, MUU)}
        told = sorted({(text, of_class[code or MUU]) for text, code in corrections if (code or MUU) in of_class})
        self.adaptation = None
        if told:
            features = self.domain.features.transform([text for text, _ in told], self.lexicon)
            scores = self.domain.scores(features)
            self.adaptation = Adaptation.learn(features, scores, [target for _, target in told])

    def untold(self) -> Knowledge:
        """Return the same without what was learnt from corrections."""
        other = copy.copy(self)
        other.adaptation = None
        return other

    def documents(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the terms of texts."""
        return map_texts(partial(topic_terms, lexicon=self.lexicon), list(texts), self.n_jobs)

    @property
    def matters(self) -> list[str]:
        """Codes of the inventory's matters that the taxonomy has no phenomenon for."""
        return self.domain.matters(self.taxonomy.codes)

    def read(self, texts: Sequence[str], matters: Sequence[str]) -> TextsRead:
        """Return everything that a fit is told of texts, each of which is read once."""
        parts = in_batches(partial(self._read_some, matters=matters), texts, self.n_jobs)
        languages, documents, lemmas, known, inventories = zip(*parts, strict=True)
        return TextsRead(
            [*chain.from_iterable(languages)],
            [*chain.from_iterable(documents)],
            [*chain.from_iterable(lemmas)],
            np.concatenate(known),
            joined(inventories),
        )

    def _read_some(self, texts: Sequence[str], matters: Sequence[str]) -> TextsRead:
        with reading():
            documents = [topic_terms(text, lexicon=self.lexicon) for text in texts]
            lemmas = [topic_lemmas(text, self.lexicon) for text in texts]
            languages = [language_of(text) for text in texts]
            return TextsRead(languages, documents, lemmas, *self._some(texts, documents, matters))

    def known(
        self, texts: Sequence[str], documents: Sequence[Sequence[str]], matters: Sequence[str]
    ) -> tuple[NDArray[np.float64], Inventory]:
        """Return the probabilities of the taxonomy's phenomena and of some of the inventory's matters.

        The terms of the texts (``documents``) are needed for phenomena of one's own only.
        """
        pairs = list(zip(texts, documents or repeat([]), strict=False))
        parts = in_batches(partial(self._some_of, matters=matters), pairs, self.n_jobs)
        known, inventories = zip(*parts, strict=True)
        return np.concatenate(known), joined(inventories)

    def _some_of(
        self, pairs: Sequence[tuple[str, Sequence[str]]], matters: Sequence[str]
    ) -> tuple[NDArray[np.float64], Inventory]:
        return self._some([text for text, _ in pairs], [document for _, document in pairs], matters)

    def _some(
        self, texts: Sequence[str], documents: Sequence[Sequence[str]], matters: Sequence[str]
    ) -> tuple[NDArray[np.float64], Inventory]:
        features = self.domain.features.transform(list(texts), self.lexicon)
        below = self.domain.sub_scores(features)
        scores = self.domain.scores(features, below)
        if self.adaptation is not None:
            scores += self.adaptation.scores(features)
        classes = softmax(scores)
        inventory = self.domain.inventory(below, classes, matters)
        known = self.places.put(classes)
        if self.places.unknown:
            fits = self.words.fitting(documents, known.max(axis=1, initial=0.0))
            left = 1 - fits.sum(axis=1, keepdims=True)
            known = known * left
            known[:, self.places.unknown_columns] += fits
            inventory = inventory._replace(probabilities=inventory.probabilities * left)
        return known, inventory

    def evidence(self, text: str, code: str) -> list[str]:
        """Return the words of a text that speak for a phenomenon of the taxonomy."""
        if code in self.places.unknown:
            return self.words.evidence(text, code)
        return self.domain.evidence(text, code, lexicon=self.lexicon)

    def evidence_of_group(self, texts: Sequence[str], code: str) -> list[str]:
        """Return the words of several texts that speak for a phenomenon of the taxonomy."""
        if code in self.places.unknown:
            return self.words.evidence_of_group(texts, code)
        return self.domain.evidence_of_group(texts, code, lexicon=self.lexicon)

    def evidence_of_matter(self, text: str, code: str) -> list[str]:
        """Return the words of a text that speak for a matter of the inventory."""
        return self.domain.evidence(text, MUU, lexicon=self.lexicon, sub=code)

    def worths(self, text: str, code: str) -> dict[str, float]:
        """Return how much each lemma of a text speaks for a phenomenon or a matter, of those that do."""
        if code in self.places.unknown:
            return self.words.worths([text], code)
        if code in self.taxonomy.codes:
            return self.domain.worths(text, code, self.lexicon)
        return self.domain.worths(text, MUU, self.lexicon, sub=code)

    def sub_phenomena(self, texts: Sequence[str], code: str) -> tuple[list[str], NDArray[np.float64]]:
        """Return the sub-phenomena of a phenomenon and how probable each is within it, of shape (n_texts, n_sub)."""
        subs = self.domain.subs
        if code not in self.domain.codes:
            return [], np.zeros((len(texts), 0))
        inside = np.flatnonzero(subs.parents == self.domain.classes.index(code))
        features = self.domain.features.transform(list(texts), self.lexicon)
        return [subs.codes[i] for i in inside], subs.within(subs.scores(features))[:, inside]

    @cached_property
    def words(self) -> PhenomenaByWords:
        """What recognises the phenomena that the domain model has not learnt."""
        return PhenomenaByWords(
            self.taxonomy,
            self.places.unknown,
            self.vectors,
            reference=self.domain.reference,
            importance=self.domain.importance,
            floor=2 / self.domain.reference_texts,
            lexicon=self.lexicon,
        )
