"""Probabilities of any number of texts: read batch by batch, over workers if wanted, kept in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .._batches import AT_ONCE, Told, by_batches, in_batches
from ..language._kept import reading
from ..language.terms import topic_terms
from ._known import FITS

if TYPE_CHECKING:
    from .._checkpoint import Checkpoint
    from ._free import FreeEngine
    from ._known import KnownEngine

#: What is wanted of the terms of some texts, beside their phenomena: one row for each.
Beside = Callable[[Sequence[Sequence[str]]], NDArray[Any]]
#: The probabilities of so many texts are kept whole; of more, those that tell something.
WHOLE = 50_000
#: Smaller ones tell nothing, unless they are among the two best of a text.
LEAST = 0.01
_ROWS = 5_000


class Assigned(NamedTuple):
    """What is known of texts.

    Attributes
    ----------
    probabilities : ndarray or csr_matrix of shape (n_texts, n_phenomena)
        Sparse for more than :data:`WHOLE` texts: without those below :data:`LEAST`, but for the two best of each text.
    labels : ndarray of int of shape (n_texts,)
    beside : ndarray of shape (n_texts, ...) or None
        What was wanted of the terms of each, beside its phenomena.
    """

    probabilities: NDArray[np.float64] | sparse.csr_matrix
    labels: NDArray[np.intp]
    beside: NDArray[Any] | None


def assigned(
    engine: KnownEngine | FreeEngine,
    texts: Sequence[str],
    n_jobs: int | None = None,
    *,
    beside: Beside | None = None,
    progress: Told | None = None,
    checkpoint: Checkpoint | None = None,
) -> Assigned:
    """Return the probabilities and labels of the texts that an engine was fitted on; equal texts are read once."""
    is_whole = len(texts) <= WHOLE
    fitted = engine.fresh_texts
    place = {text: row for row, text in enumerate(fitted)}
    new: list[str] = []
    rows = np.empty(len(texts), dtype=np.intp)
    for at, text in enumerate(texts):
        row = place.setdefault(text, len(place)) if fitted or not is_whole else len(new)
        if row == len(fitted) + len(new):
            new.append(text)
        rows[at] = row
    parts = []
    if fitted:
        terms = [] if beside is None else engine.fresh_terms
        parts.append(_summed_up(engine, engine.predict_proba(fitted), is_whole))
        if beside is not None:
            parts[0].append(np.concatenate(in_batches(beside, terms)))
        del terms
    del place
    if new or not parts:
        read = partial(_read, engine=engine, is_whole=is_whole, beside=beside)
        if checkpoint is not None and beside is not None:
            checkpoint = checkpoint.of("beside")
        parts += by_batches(read, new, n_jobs, progress=progress, checkpoint=checkpoint)
    labels = np.concatenate([part[0] for part in parts]).astype(np.intp)
    if is_whole:
        found: Any = np.concatenate([part[1] for part in parts])
    else:
        ends = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(part[3]) for part in parts]))])
        columns, data = (np.concatenate([part[k] for part in parts]) for k in (2, 1))
        found = sparse.csr_matrix((data, columns, ends), shape=(len(labels), len(engine.ids)))
    told = None if beside is None else np.concatenate([part[-1] for part in parts])
    if np.array_equal(rows, np.arange(len(labels))):
        return Assigned(found, labels, told)
    return Assigned(found[rows], labels[rows], None if told is None else told[rows])


def probabilities_of(
    engine: KnownEngine | FreeEngine, texts: Sequence[str], n_jobs: int | None = None
) -> NDArray[np.float64]:
    """Return the probabilities of any texts, batch by batch."""
    if len(texts) <= AT_ONCE:
        return engine.predict_proba(texts)
    found = np.empty((len(texts), len(engine.ids)))
    start = 0
    for _, part in by_batches(partial(_read, engine=engine, is_whole=True), texts, n_jobs):
        found[start : start + len(part)] = part
        start += len(part)
    return found


def dense_rows(probabilities: Any) -> Iterator[tuple[int, NDArray[np.float64]]]:
    """Yield rows of probabilities as they were computed, some at a time, with the position of the first of them."""
    for start in range(0, probabilities.shape[0], _ROWS):
        part = probabilities[start : start + _ROWS]
        yield start, part if isinstance(part, np.ndarray) else part.toarray()


def best_of(probabilities: NDArray[np.float64], labels: NDArray[np.intp]) -> tuple[NDArray[np.intp], Any]:
    """Return the phenomenon after the label of each row, and the probability of its label, or else of its best one."""
    at = np.arange(len(labels))
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    if not order.shape[1]:
        return np.full(len(labels), -1), np.full(len(labels), np.nan)
    second = order[:, 1] if order.shape[1] > 1 else np.full(len(labels), -1)
    runner = np.where(order[:, 0] != labels, order[:, 0], second)
    return runner, probabilities[at, np.where(labels >= 0, labels, order[:, 0])]


def others_fitting(probabilities: NDArray[np.float64], labels: NDArray[np.intp]) -> list[list[int]]:
    """Return the phenomena that fit each text beside its label, most probable first."""
    fits = (probabilities >= FITS) & (labels >= 0)[:, None]
    labelled = np.flatnonzero(labels >= 0)
    fits[labelled, labels[labelled]] = False
    out: list[list[int]] = [[] for _ in labels]
    for i in np.flatnonzero(fits.any(axis=1)).tolist():
        row = probabilities[i]
        out[i] = sorted(np.flatnonzero(fits[i]).tolist(), key=lambda k: -row[k])
    return out


def _read(
    texts: Sequence[str], engine: KnownEngine | FreeEngine, is_whole: bool, beside: Beside | None = None
) -> list[Any]:
    with reading():
        found = _summed_up(engine, engine.predict_proba(texts), is_whole)
        if beside is not None:
            found.append(beside([topic_terms(text, lexicon=engine.lexicon) for text in texts]))
        return found


def _summed_up(engine: KnownEngine | FreeEngine, probabilities: NDArray[np.float64], is_whole: bool) -> list[Any]:
    """Return labels and probabilities, or of these the data, columns and ends of what tells something."""
    labels = engine.labels(probabilities)
    if is_whole:
        return [labels, probabilities]
    kept = probabilities >= LEAST
    if probabilities.shape[1] > 2 and len(probabilities):
        best = np.argpartition(-probabilities, 2, axis=1)[:, :2]
        np.put_along_axis(kept, best, True, axis=1)
    kept &= probabilities > 0
    ends = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    return [labels.astype(np.int32), probabilities[kept], np.nonzero(kept)[1].astype(np.int32), ends]
