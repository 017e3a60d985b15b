"""Phenomena of which nothing is known but their words: a name, aliases, seeds and a definition.

The domain model has learnt its phenomena from thousands of texts. A phenomenon that a county adds to the taxonomy has
none, so it is recognised by how much nearer a text is to its words than to those of every other phenomenon (the
ones that ship are always among them), in the space of the lemma vectors, and by the rare words that it shares with
them. The weights were set on phenomena hidden from the domain model and writers left out of it;
``benchmarks/taxonomy.py`` measures them on others.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ..language.lexicon import Lexicon
from ..language.terms import PART, text_words, topic_terms
from ..language.words import is_person_name
from ..vectors import LemmaVectors
from .clustering import similarities
from .taxonomy import KnownPhenomenon, Taxonomy

#: How much nearer in cosine than to the next phenomenon; than to phenomena on average.
_NEAREST, _NEARER = 3.7, 5.8
#: Rarity of the shared words (log10 of how many texts hold one of them); what the best other phenomenon explains.
_SHARED, _EXPLAINED = 1.2, -2.3
_USUAL = -1.8
_PART_SHARE = 0.5
#: Cosine from which a word of a text speaks for a phenomenon that does not hold it.
_SPEAKS = 0.3


class PhenomenaByWords:
    """Recognise phenomena of a taxonomy by their words alone.

    Parameters
    ----------
    taxonomy : Taxonomy
    codes : sequence of str
        Phenomena to recognise; the others are what they are compared with.
    vectors : LemmaVectors
    reference, importance : mapping of str to float
        Share of texts in general that hold a lemma, and how much it tells at all (see
        :func:`rakenlp.phenomena.naming.distinctive_terms`).
    floor : float
        Share assumed for a lemma that the reference does not hold.
    lexicon : Lexicon, optional
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        codes: Sequence[str],
        vectors: LemmaVectors,
        *,
        reference: Mapping[str, float],
        importance: Mapping[str, float],
        floor: float,
        lexicon: Lexicon | None = None,
    ) -> None:
        self.codes = list(codes)
        self._vectors, self._lexicon = vectors, lexicon
        self._reference, self._importance, self._floor = reference, importance, floor
        shipped = Taxonomy.default().phenomena
        compared = {code: p for code, p in shipped.items() if not taxonomy.resolve(code)} | taxonomy.phenomena
        terms = {code: terms_of(phenomenon, lexicon) for code, phenomenon in compared.items()}
        every = list(terms)
        self._own = [every.index(code) for code in self.codes]
        embedded = vectors.embed(terms.values())
        self._common = embedded.mean(axis=0)
        self._centres = vectors.without(embedded, self._common)
        spread = Counter(term for found in terms.values() for term in set(found))
        self._worth = {
            code: {term: self._rarity(term) / spread[term] for term in sorted(set(terms[code]))} for code in self.codes
        }

    def fitting(self, documents: Sequence[Sequence[str]], explained: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how probable each phenomenon is, of shape (n_texts, n_codes); a row sums to one at most.

        Parameters
        ----------
        documents : sequence of sequence of str
            Terms of each text.
        explained : ndarray of shape (n_texts,)
            Probability of the best phenomenon that the domain model knows.
        """
        if not len(documents):
            return np.zeros((0, len(self.codes)))
        vectors = self._vectors.without(self._vectors.embed(documents), self._common)
        nearness = similarities(vectors, self._centres)
        columns = []
        for column, code in zip(self._own, self.codes, strict=True):
            others = np.delete(nearness, column, axis=1)
            own = nearness[:, column]
            nearest, nearer = own - others.max(axis=1), own - others.mean(axis=1)
            shared = np.array([self._shared(document, code) for document in documents])
            score = _USUAL + _NEAREST * nearest + _NEARER * nearer + _SHARED * shared + _EXPLAINED * explained
            is_read = vectors.any(axis=1) | (shared > 0)
            columns.append(np.where(is_read, expit(score), 0.0))
        fits = np.stack(columns, axis=1)
        return np.asarray(fits / np.maximum(1.0, fits.sum(axis=1, keepdims=True)))

    def evidence(self, text: str, code: str, top: int = 5) -> list[str]:
        """Return the words of a text that speak most for a phenomenon: those it holds, then those near to it."""
        return self.evidence_of_group([text], code, top)

    def evidence_of_group(self, texts: Sequence[str], code: str, top: int = 6) -> list[str]:
        """Return the words of several texts that speak most for a phenomenon."""
        found = self.worths(texts, code)
        return sorted(found, key=lambda lemma: (-found[lemma], lemma))[:top]

    def worths(self, texts: Sequence[str], code: str) -> dict[str, float]:
        """Return how much each lemma of texts speaks for a phenomenon, of those that do."""
        worth, centre = self._worth[code], self._centres[self._own[self.codes.index(code)]]
        value: defaultdict[str, float] = defaultdict(float)
        for text in texts:
            for lemma, terms in sorted(set(text_words(text, lexicon=self._lexicon))):
                shared = sum(worth.get(term, 0.0) for term in set(terms))
                near = float(self._vectors.embed([terms])[0] @ centre)
                value[lemma] += 1 + shared if shared else max(near, 0.0) if near >= _SPEAKS else 0.0
        return {lemma: v for lemma, v in value.items() if v > 0 and len(lemma) > 2 and not is_person_name(lemma)}

    def _shared(self, document: Sequence[str], code: str) -> float:
        worth = self._worth[code]
        return math.fsum(worth[term] for term in set(document) if term in worth)

    def _rarity(self, term: str) -> float:
        lemma = term.removeprefix(PART)
        rare = -math.log10(max(self._reference.get(lemma, 0.0), self._floor))
        told = max(self._importance.get(lemma, 0.8), 0.01)
        return rare * told * (_PART_SHARE if term.startswith(PART) else 1.0)


def terms_of(phenomenon: KnownPhenomenon, lexicon: Lexicon | None = None) -> list[str]:
    """Return the terms of everything that is said of a phenomenon in Finnish, and of its aliases."""
    said = (phenomenon.names.get("fi", ""), *phenomenon.aliases, *phenomenon.seeds, phenomenon.definition)
    return [term for text in dict.fromkeys(said) for term in topic_terms(text, lexicon=lexicon)]
