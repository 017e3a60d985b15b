"""An order of texts that does not depend on the order in which they came."""

from __future__ import annotations

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
