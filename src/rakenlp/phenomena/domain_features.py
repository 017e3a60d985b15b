"""The features of the domain model: lemmas with compound parts, and character n-grams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from ..language._kept import kept
from ..language.forms import analyses_of
from ..language.lexicon import Lexicon
from ..language.terms import MARKS, PART, read_as, topic_terms
from ..language.tokens import without_masks
from ..privacy.masking import without_identifiers
from ..vectors._tfidf import TfidfRows, side_by_side

_CAPITAL = re.compile(r"(?<![\w-])[A-ZÅÄÖ][a-zåäöé]{1,30}(?:-[A-ZÅÄÖ][a-zåäöé]{1,30})?(?![\w-])")
_NAMES = frozenset(("etunimi", "sukunimi"))
#: What stands before a word inside a sentence.
_INSIDE = re.compile(r"[\w,;] $")


def _as_is(terms: list[str]) -> list[str]:
    return terms


def _without_identifiers(text: str) -> str:
    """Return a text without identifiers and names: a street, an account or a Minna tells nothing of the matter.

    So a masked text and the text itself are read nearly alike. Names are those that Voikko knows as nothing else, and
    inside a sentence as no common noun: this is for reading, and masks nothing.
    """
    masked = kept(("without_identifiers", text), lambda: without_identifiers(text))
    return _CAPITAL.sub(_unless_a_name, without_masks(masked))


def _unless_a_name(match: re.Match[str]) -> str:
    inside = bool(_INSIDE.search(match.string, max(match.start() - 2, 0), match.start()))
    return "" if _is_a_name(match[0], inside) else match[0]


@lru_cache(maxsize=1 << 14)
def _is_a_name(word: str, inside: bool) -> bool:
    """Tell whether a word with a capital names a person; inside a sentence it may also be a place or an adjective."""
    classes = {analysis.get("CLASS") for analysis in analyses_of(word)}
    if not inside or not classes & _NAMES:
        return bool(classes) and classes <= _NAMES
    return "nimisana" not in classes or "paikannimi" in classes


def _in_finnish(text: str) -> str:
    """Return the Finnish lemmas of a text in Swedish or English, so that its letters tell what Finnish ones do."""
    if read_as(text) == "fi":
        return text
    return " ".join(term for term in topic_terms(text) if not term.startswith((PART, *MARKS)))


def _in_order(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=vocabulary.__getitem__)


_BLOCKS: dict[str, dict[str, Any]] = {
    "lemmas": {"analyzer": _as_is, "sublinear_tf": True},
    "characters": {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True},
}
#: Character n-grams kept at training.
MAX_CHARACTERS = 40_000


class DomainFeatures:
    """Sparse TF-IDF features of texts in two blocks, each of unit length.

    Rows do not depend on each other, so a text has the same features alone and in any batch.
    """

    def __init__(self, blocks: dict[str, TfidfVectorizer]) -> None:
        self.blocks = blocks

    @classmethod
    def train(cls, texts: Sequence[str]) -> DomainFeatures:
        """Learn vocabularies and weights from texts."""
        blocks = {
            "lemmas": TfidfVectorizer(**_BLOCKS["lemmas"], min_df=min(2, len(texts))),
            "characters": TfidfVectorizer(**_BLOCKS["characters"], min_df=2, max_features=MAX_CHARACTERS),
        }
        said = list(map(_without_identifiers, texts))
        blocks["lemmas"].fit([topic_terms(text) for text in said])
        blocks["characters"].fit(list(map(_in_finnish, said)))
        return cls(blocks)

    @classmethod
    def restore(cls, names: dict[str, list[str]], idf: dict[str, NDArray[np.float64]]) -> DomainFeatures:
        """Make features from saved vocabularies and weights."""
        blocks = {}
        for block, settings in _BLOCKS.items():
            vectorizer = TfidfVectorizer(**settings, vocabulary=names[block])
            vectorizer.idf_ = idf[block]
            blocks[block] = vectorizer
        return cls(blocks)

    def transform(self, texts: Sequence[str], lexicon: Lexicon | None = None) -> sparse.csr_matrix:
        """Return the features of texts, of shape (n_texts, n_features), read with a lexicon of one's own if given."""
        if not texts:
            return sparse.csr_matrix((0, len(self.names)))
        if len(texts) == 1:
            return kept(("features", id(self), texts[0], lexicon), lambda: self._transform(texts, lexicon))
        return self._transform(texts, lexicon)

    def _transform(self, texts: Sequence[str], lexicon: Lexicon | None) -> sparse.csr_matrix:
        said = list(map(_without_identifiers, texts))
        documents = [topic_terms(text, lexicon=lexicon) for text in said]
        return side_by_side([self._rows["lemmas"], self._rows["characters"]], [documents, list(map(_in_finnish, said))])

    @cached_property
    def _rows(self) -> dict[str, TfidfRows]:
        return {name: TfidfRows(block) for name, block in self.blocks.items()}

    @property
    def names(self) -> list[str]:
        """Name of each feature: the lemmas and parts first, then the n-grams."""
        return [name for block in self.blocks.values() for name in _in_order(block.vocabulary_)]

    @property
    def n_lemmas(self) -> int:
        """Number of features that are lemmas or parts."""
        return len(self.blocks["lemmas"].vocabulary_)
