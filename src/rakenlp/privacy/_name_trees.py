"""Boosted trees as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Trees:
    """Boosted decision trees: which number of a row is asked, where it goes from there, what a leaf adds.

    Parameters
    ----------
    feature : sequence of int
        By node: the number that is asked; -1 for a leaf.
    cut : sequence of float
        A row with at most this goes to ``left``, others to ``right``.
    left, right : sequence of int
    value : sequence of float
        What a leaf adds.
    roots : sequence of int
    start : float
        What is added to.
    """

    def __init__(
        self,
        feature: Sequence[int],
        cut: Sequence[float],
        left: Sequence[int],
        right: Sequence[int],
        value: Sequence[float],
        roots: Sequence[int],
        start: float,
    ) -> None:
        self.feature, self.cut, self.left, self.right, self.value = feature, cut, left, right, value
        self.roots, self.start = roots, start

    def __call__(self, row: Sequence[float]) -> float:
        """Return the sum of the leaves that a row comes to."""
        feature, cut, left, right, value = self.feature, self.cut, self.left, self.right, self.value
        total = self.start
        for node in self.roots:
            asked = feature[node]
            while asked >= 0:
                node = left[node] if row[asked] <= cut[node] else right[node]
                asked = feature[node]
            total += value[node]
        return total

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to be saved."""
        import numpy as np

        return {
            "tree_feature": np.array(self.feature, np.int16),
            "tree_cut": np.array(self.cut, np.float32),
            "tree_left": np.array(self.left, np.int32),
            "tree_right": np.array(self.right, np.int32),
            "tree_value": np.array(self.value, np.float32),
            "tree_roots": np.array(self.roots, np.int32),
            "tree_start": np.array([self.start], np.float64),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], columns: int) -> Trees:
        """Return the trees of saved arrays.

        Raises
        ------
        ValueError
            If a node asks for a number that rows do not have, or leads nowhere or backwards.
        """
        import numpy as np

        names = ("feature", "cut", "left", "right", "value", "roots")
        feature, cut, left, right, value, roots = (arrays[f"tree_{name}"] for name in names)
        size = len(feature)
        inner = feature >= 0
        here = np.arange(size)
        if (
            not size == len(cut) == len(left) == len(right) == len(value)
            or not (np.isfinite(cut).all() and np.isfinite(value).all())
            or (feature >= columns).any()
            or (roots < 0).any()
            or (roots >= size).any()
            or any(((to <= here) | (to >= size))[inner].any() for to in (left, right))
        ):
            raise ValueError("trees")
        start = float(arrays["tree_start"][0])
        return cls(feature.tolist(), cut.tolist(), left.tolist(), right.tolist(), value.tolist(), roots.tolist(), start)
