"""An order of texts that does not depend on the order in which they came."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def canonical_order(texts: Sequence[str]) -> NDArray[np.intp]:
    """Return the positions of the texts in sorted order.

    Sums of floats and the starts of clustering depend on the order of rows. Fitting in this order makes the
    result the same however the rows were shuffled; equal texts are interchangeable.

    Examples
    --------
    >>> from rakenlp.vectors._order import canonical_order
    >>> canonical_order(["b", "a"]).tolist()
    [1, 0]
    """
    return np.array(sorted(range(len(texts)), key=lambda i: (texts[i], i)), dtype=np.intp)


def sample(texts: Sequence[str], size: int) -> list[str]:
    """Return the texts in canonical order; of more than ``size`` a sample, the same in whatever order they came.

    Those are taken whose checksums are the lowest, so that no property of a text makes it likelier. Equal texts are
    taken together as far as there is room.

    Examples
    --------
    >>> from rakenlp.vectors._order import sample
    >>> sample(["b", "a"], 2), sample(["c", "b", "a"], 2) == sample(["a", "b", "c"], 2)
    (['a', 'b'], True)
    """
    if len(texts) <= size:
        return sorted(texts)
    drawn = sorted(texts, key=lambda text: (hashlib.blake2b(text.encode("utf-8", "surrogatepass")).digest(), text))
    return sorted(drawn[:size])
