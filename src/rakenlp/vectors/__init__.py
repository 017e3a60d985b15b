"""Texts as numbers: lemmas, lemma vectors and characters, as scikit-learn transformers."""

from ._lemma_vectorizer import LemmaVectorizer
from ._lemma_vectors import LemmaVectors
from ._observation_vectorizer import ObservationVectorizer

__all__ = ["LemmaVectorizer", "LemmaVectors", "ObservationVectorizer"]
