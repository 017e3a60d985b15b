"""What a fit has read already, for the labels of the same texts, which are wanted next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def places_in(texts: Sequence[str], fitted: Sequence[str]) -> NDArray[np.intp]:
    """Return where each text stands among the fitted ones, -1 for a new one."""
    place = {text: row for row, text in enumerate(fitted)}
    return np.array([place.get(text, -1) for text in texts], dtype=np.intp)


def merged(rows: NDArray[np.intp], old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows of ``old``, and where they are -1 those of ``new`` in order."""
    found = old[rows]
    found[rows < 0] = new
    return found
