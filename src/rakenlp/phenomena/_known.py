"""The engine with domain knowledge: known phenomena first, then what they leave unexplained."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language.lexicon import Lexicon
from ..language.terms import topic_lemmas
from ..texts import text as say
from ..vectors import LemmaVectors
from ..vectors._order import sample
from ..vectors.associations import read_associations, touching
from ._fresh import places_in
from ._knowledge import Corrections, Knowledge, Read
from .adaptation import Adaptation
from .emerging import Described, EmergingGroup, Landmark, find_emerging, side_by_side
from .inventory import find_named
from .naming import distinct, slug
from .phrases import name_of
from .sub_phenomena import sub_phenomenon_name
from .taxonomy import Taxonomy

#: A phenomenon that fits a text has at least this probability, and more than "none of these".
FITS = 0.2
#: Fewer texts than this don't show what all of them share, without which nothing can be called unlike the rest.
FEWEST = 50
#: Languages (or none recognised) in which texts can make a phenomenon; others would be alike by their language.
READ = ("fi", "unknown")
_OWN_DIMENSIONS = 100
#: Emerging phenomena are looked for among so many texts at most; of more, among a sample (see :func:`sample`).
SEARCHED = 30_000
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

    searched_at_most = SEARCHED

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
        self.taxonomy = taxonomy or Taxonomy.default()
        self.background = vectors or LemmaVectors.default()
        self.knowledge = Knowledge(self.taxonomy, self.background, lexicon, n_jobs)
        #: Matters of the inventory that enough texts are about, and groups that no list holds.
        self.named: list[EmergingGroup] = []
        self.groups: list[EmergingGroup] = []
        self._raised: dict[str, float] = {}
        #: What is known of the texts of the last fit, until it is asked for once: their labels are what is wanted next.
        self._fresh: tuple[list[str], Read, list[list[str]]] | None = None
        self._common: NDArray[np.float64] = np.zeros(self.background.dimensions)

    @property
    def ids(self) -> list[str]:
        """Identifiers: the taxonomy's codes, then those of the emerging phenomena, with a number if two are equal."""
        return distinct((group.identifier or slug(group.terms) for group in self.emerging), self.taxonomy.codes)

    @property
    def emerging(self) -> list[EmergingGroup]:
        """All emerging phenomena, in the order of ``ids``."""
        return [*self.named, *self.groups]

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the taxonomy and of the domain model."""
        versions = {"taxonomy": self.taxonomy.version, "domain_model": self.knowledge.version}
        is_own = self.background is not LemmaVectors.default()
        return {**versions, "vectors": self.background.version} if is_own else versions

    def fit(self, texts: Sequence[str], counted: NDArray[np.bool_], corrections: Corrections = ()) -> None:
        """Learn from corrections, and look for emerging phenomena among the texts that count.

        Near-duplicates do not count. Of the corrections those to a phenomenon that the domain model knows are learnt.
        """
        self.knowledge.adapt(corrections)
        self.named, self.groups, self._raised, self._fresh = [], [], {}, None
        used = [text for text, counts in zip(texts, counted, strict=True) if counts]
        if len(used) < self.min_size:
            return
        used = sample(used, SEARCHED)
        read = self.knowledge.read(used, self.knowledge.matters)
        readable = np.array([language in READ for language in read.languages])
        embedded = self.background.embed(read.documents)
        self._common = self.background.common(embedded[readable])
        vectors = self.background.without(embedded, self._common)
        domain = self.knowledge.domain
        described = Described(read.lemmas, domain.reference, domain.importance, 2 / domain.reference_texts)
        told, matters = read.known, read.matters
        times = matters.raises()
        known, inventory = matters.raised(told, times)
        labels = inventory.about(known, labelled)
        settings: Any = {"min_size": self.min_size, "random_state": self.random_state}
        self.named = find_named(known, inventory, matters, labels, vectors, described, **settings)[: self.n_emerging]
        self._raised = {str(g.identifier): times.get(str(g.identifier), 1.0) for g in self.named}
        known, inventory = matters.raised(told, self._raised)
        inventory = inventory.only(list(self._raised))
        self._fresh = used, Read(told, matters.only(list(self._raised)), vectors), read.documents
        del read, matters  # hundreds of numbers of each text
        rest = None if self.n_emerging is None else self.n_emerging - len(self.named)
        if len(used) < FEWEST or rest == 0:
            return
        self.groups = find_emerging(
            np.hstack([known, inventory.probabilities]),
            vectors,
            described,
            own=own_vectors(self._fresh[2], readable),
            readable=readable,
            n_groups=rest,
            **settings,
        )

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return probabilities of shape (n_texts, n_phenomena); a row's missing share is "none of these"."""
        if not texts:
            return np.zeros((0, len(self.ids)))
        read = self._read(texts)
        known, inventory = read.matters.raised(read.known, self._raised)
        if self.named:
            known = np.hstack([known, inventory.probabilities])
        return side_by_side(known, read.vectors, self.groups) if self.groups else known

    @property
    def fresh_texts(self) -> list[str]:
        """Texts of the last fit that are read already, until they are asked for."""
        return [] if self._fresh is None else self._fresh[0]

    @property
    def fresh_terms(self) -> list[list[str]]:
        """Terms of these."""
        return [] if self._fresh is None else self._fresh[2]

    def untold(self) -> KnownEngine:
        """Return the engine as it would answer without what it learnt from corrections."""
        other = copy.copy(self)
        other.knowledge = self.knowledge.untold()
        other._fresh = None
        return other

    def labels(self, probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the best phenomenon of each row, -1 where none fits."""
        return labelled(probabilities)

    def describe(self, index: int, texts: Sequence[str]) -> dict[str, Any]:
        """Return name, parent, kind, terms and stability of a phenomenon, given the texts that have it."""
        codes = self.taxonomy.codes
        if index >= len(codes):
            group = self.emerging[index - len(codes)]
            is_named = index - len(codes) < len(self.named)
            told = sub_phenomenon_name(str(group.identifier)) if is_named else name_of(texts, group.terms, self.lexicon)
            return {
                "name": say("phenomena.emerging_name", terms=told),
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
            "terms": self.knowledge.evidence_of_group(texts, code),
            "stability": float("nan"),
        }

    def evidence(self, text: str, index: int) -> list[str]:
        """Return the words of a text that speak for a phenomenon."""
        codes = self.taxonomy.codes
        if index < len(codes):
            return self.knowledge.evidence(text, codes[index])
        group = self.emerging[index - len(codes)]
        if index - len(codes) < len(self.named):
            return self.knowledge.evidence_of_matter(text, str(group.identifier))
        own = set(topic_lemmas(text, self.lexicon))
        return [term for term in group.terms if term in own]

    def worths(self, text: str, index: int) -> dict[str, float]:
        """Return how much each lemma of a text speaks for a phenomenon, of those that do."""
        codes = self.taxonomy.codes
        if index < len(codes) + len(self.named):
            own = codes[index] if index < len(codes) else str(self.named[index - len(codes)].identifier)
            return self.knowledge.worths(text, own)
        return dict.fromkeys(self.evidence(text, index), 1.0)

    def sub_phenomena(self, texts: Sequence[str], index: int) -> tuple[list[str], NDArray[np.float64]]:
        """Return the sub-phenomena of a phenomenon and how probable each is within it, of shape (n_texts, n_sub)."""
        codes = self.taxonomy.codes
        return self.knowledge.sub_phenomena(texts, codes[index] if index < len(codes) else "")

    def matters(self, texts: Sequence[str]) -> list[tuple[str | None, float]]:
        """Return the likeliest matter of the inventory of each text, alone, and how probable it is."""
        if not texts:
            return []
        documents = self.knowledge.documents(texts) if self.knowledge.places.unknown else []
        found = self.knowledge.known(texts, documents, self.knowledge.matters)[1]
        best = found.probabilities.argmax(axis=1)
        return [(found.codes[k], float(row[k])) for k, row in zip(best, found.probabilities, strict=True)]

    @property
    def landmarks(self) -> dict[int, Landmark]:
        """What the emerging phenomena can be recognised by, by their positions among ``ids``."""
        first = len(self.taxonomy.codes)
        return {
            first + k: Landmark(self.space, group.centre, group.threshold, self._common, tuple(group.terms))
            for k, group in enumerate(self.emerging)
        }

    def remember(self, landmarks: Mapping[str, Landmark]) -> None:
        """Go on with phenomena of before that were not found among the texts."""
        found = np.array([group.centre for group in self.emerging]).reshape(-1, self.background.dimensions)
        ids, matters = set(self.ids), self.knowledge.matters
        for identifier, mark in sorted(landmarks.items()):
            is_found = identifier in ids or (found @ mark.centre).max(initial=-1.0) >= FOUND_AGAIN
            if is_found or (mark.space != self.space and identifier not in matters):
                continue
            group = EmergingGroup(
                np.zeros(0, dtype=np.intp), mark.centre, mark.threshold, [*mark.terms], float("nan"), identifier
            )
            if identifier in matters:
                self.named.append(group)
                continue
            if not self._common.any():
                self._common, self._fresh = mark.common, None
            self.groups.append(group)

    @property
    def space(self) -> str:
        """Name of the space that the centres lie in: the same as long as the lemma vectors are."""
        head = np.ascontiguousarray(self.background.vectors[:_TOLD_BY], dtype="<f4").tobytes()
        return f"lemma_vectors_{self.background.dimensions}_{hashlib.sha256(head).hexdigest()[:12]}"

    def state(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """Return what to save: settings as JSON and arrays."""
        settings = {
            "named": {str(group.identifier): self._raised.get(str(group.identifier), 1.0) for group in self.named},
            "groups": [
                {
                    "terms": g.terms,
                    "threshold": g.threshold,
                    "stability": None if np.isnan(g.stability) else g.stability,  # one that was only remembered
                }
                for g in self.emerging
            ],
            "versions": self.versions,
        }
        centres = np.array([g.centre for g in self.emerging]).reshape(-1, self.background.dimensions)
        adaptation = self.knowledge.adaptation
        learnt = adaptation.state() if adaptation else {}
        return settings, {"centres": centres, "common": self._common, **learnt}

    def restore(self, settings: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        """Take back what :meth:`state` returned."""
        self._common = arrays["common"]
        adapted = "adaptation_data" in arrays
        n_classes = len(self.knowledge.domain.classes)
        self.knowledge.adaptation = Adaptation.restore(arrays, n_classes) if adapted else None
        self._raised = dict(settings["named"])
        codes = list(self._raised)
        restored = [
            EmergingGroup(
                np.zeros(0, dtype=np.intp),
                centre,
                group["threshold"],
                group["terms"],
                np.nan if group["stability"] is None else group["stability"],
                code,
            )
            for group, centre, code in zip_longest(settings["groups"], arrays["centres"], codes)
        ]
        self.named, self.groups = restored[: len(codes)], restored[len(codes) :]

    def _read(self, texts: Sequence[str]) -> Read:
        """Return what predictions of texts rest on; that of texts just fitted is there already, to the last bit."""
        fresh, self._fresh = self._fresh, None
        rows = places_in(texts, () if fresh is None else fresh[0])
        new = [text for text, row in zip(texts, rows.tolist(), strict=True) if row < 0]
        documents = self.knowledge.documents(new) if self.groups or self.knowledge.places.unknown else []
        known, inventory = self.knowledge.known(new, documents, [str(group.identifier) for group in self.named])
        vectors = np.zeros((0, self.background.dimensions))
        if self.groups and new:
            vectors = self.background.without(self.background.embed(documents), self._common)
        read = Read(known, inventory, vectors)
        if fresh is None or len(new) == len(texts):
            return read
        return fresh[1].with_new(rows, read)


def own_vectors(documents: Sequence[Sequence[str]], readable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return unit vectors of texts (lists of terms) learnt from these very texts and the dictionary of associations."""
    read = [document for document, is_read in zip(documents, readable, strict=True) if is_read]
    told = touching(read_associations(), read)
    vectors = LemmaVectors.train(read, dimensions=_OWN_DIMENSIONS, min_texts=2, associations=told)
    embedded = vectors.embed(documents)
    return vectors.without(embedded, vectors.common(embedded[readable]))


def labelled(probabilities: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the best column of each row that is at least ``FITS`` and likelier than none of them, else -1."""
    if not len(probabilities):
        return np.zeros(0, dtype=np.intp)
    best = probabilities.argmax(axis=1)
    value = probabilities[np.arange(len(best)), best]
    return np.where((value >= FITS) & (value >= 1 - probabilities.sum(axis=1)), best, -1)
