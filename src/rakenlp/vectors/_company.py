"""The company that lemmas keep in texts, and how much more of it there is than chance would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from ..language.terms import PART

#: Texts that are counted at once.
_BLOCK = 40_000


def company(documents: Sequence[Sequence[str]], vocabulary: Mapping[str, int], window: int) -> sparse.csr_matrix:
    """Return how often lemmas stand near each other, symmetric, of shape (n_lemmas, n_lemmas)."""
    total = sparse.csr_matrix((len(vocabulary), len(vocabulary)), dtype=np.float32)
    for start in range(0, len(documents), _BLOCK):
        total = total + _of_block(documents[start : start + _BLOCK], vocabulary, window)
    return total + total.T


def ppmi(company: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return positive pointwise mutual information, the context distribution smoothed to the power 0.75."""
    counts = company.tocoo()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    context = rows**0.75
    context /= context.sum()
    ratio = counts.data / (rows[counts.row] * context[counts.col])
    value = np.log(np.maximum(ratio, 1e-12))
    positive = value > 0
    index = (counts.row[positive], counts.col[positive])
    return sparse.csr_matrix((value[positive], index), shape=counts.shape)


def _of_block(documents: Sequence[Sequence[str]], vocabulary: Mapping[str, int], window: int) -> sparse.csr_matrix:
    """Sum co-occurrence within the window; a part sits at its lemma's place and never meets its own lemma."""
    columns: list[int] = []
    places: list[int] = []
    place = 0
    for document in documents:
        for term in document:
            place += not term.startswith(PART)
            column = vocabulary.get(term.removeprefix(PART))
            if column is not None:
                columns.append(column)
                places.append(place)
        place += window + 1
    column_array, place_array = np.array(columns, np.int64), np.array(places, np.int64)
    size = len(vocabulary)
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for offset in range(1, 2 * window):
        if offset >= len(column_array):
            break
        distance = place_array[offset:] - place_array[:-offset]
        near = (distance > 0) & (distance <= window)
        if not near.any():
            break
        weight = (1.0 / np.sqrt(distance[near])).astype(np.float32)
        pairs = (column_array[:-offset][near], column_array[offset:][near])
        total = total + sparse.coo_matrix((weight, pairs), shape=(size, size)).tocsr()
    return total
