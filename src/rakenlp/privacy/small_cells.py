"""Small cells: counts from which no single person can be worked out, also not by subtraction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, overload

from ..errors import ParameterError
from ..texts import text

if TYPE_CHECKING:
    import pandas as pd

HIDDEN = "–"
_NO_LIMIT = 1 << 62


@overload
def suppress(counts: pd.Series[Any], k: int = 5) -> pd.Series[Any]: ...
@overload
def suppress(counts: Iterable[int], k: int = 5) -> list[str]: ...


def suppress(counts: Any, k: int = 5) -> Any:
    """Return the counts of a table with one row or column as they may be shown beside their total.

    Parameters
    ----------
    counts : Series or iterable of int
        The counts of groups that do not overlap.
    k : int
        The smallest count of people that may be shown, at least 3.

    Returns
    -------
    Series of str (with the same index) or list of str
        * "0": a zero is shown, as it tells of no person (if it does, leave the group out of the table);
        * "<5" (for k = 5): from 1 to k - 1;
        * "–": hidden so that the others cannot be worked out from the total.

    Raises
    ------
    ParameterError
        If a count is not a whole number of at least zero, or ``k`` is not one of at least three.

    Notes
    -----
    The reader is taken to know the total, what the signs mean, and that the next smallest counts are hidden
    first. While that would tell a hidden count for certain (there is only one, or they are all 1, or all
    k - 1), or all that is hidden is under k together, the next smallest count from k up is hidden, too. If no
    such count is left, all that is hidden loses its bound: small counts become "–", and so do zeros. A table of
    one group has nothing to hide behind: its total must not be shown either. Nor may any total that is under k
    itself, which ``suppress([total])`` shows as it may be.

    This is of one row beside its total. :func:`suppress_table` is for tables of several dimensions, for tables that
    overlap, and for the same table a month later.

    Examples
    --------
    >>> from rakenlp.privacy import suppress
    >>> suppress([12, 3, 7, 0])
    ['12', '<5', '–', '0']
    >>> suppress([12, 3, 2, 0])
    ['12', '<5', '<5', '0']
    >>> suppress([1, 1, 0])
    ['–', '–', '–']
    """
    if isinstance(k, bool) or not isinstance(k, int) or k < 3:
        raise _wrong("k", text("privacy.expected_k"), k)
    index = getattr(counts, "index", None)
    a_series = index is not None and not callable(index)  # a list has a method of that name
    values = _checked(counts.tolist() if a_series or hasattr(counts, "tolist") else counts)
    shown = _shown(values, k)
    if not a_series:
        return shown
    import pandas as pd

    return pd.Series(shown, index=index, name=counts.name, dtype=object)


def _shown(values: list[int], k: int) -> list[str]:
    shown = [str(value) for value in values]
    small = [i for i, value in enumerate(values) if 0 < value < k]
    if not small:
        return shown
    large = sorted((i for i, value in enumerate(values) if value >= k), key=lambda i: (values[i], i))
    for extra in range(len(large) + 1):
        top = values[large[extra]] if extra < len(large) else _NO_LIMIT
        bounds = [(1, k - 1)] * len(small) + [(k, top)] * extra
        hidden = sum(values[i] for i in small + large[:extra])
        if hidden >= k and _all_open(bounds, hidden):
            for i in small:
                shown[i] = f"<{k}"
            for i in large[:extra]:
                shown[i] = HIDDEN
            return shown
    if len(values) == 1:
        return [f"<{k}"]
    return [HIDDEN] * len(values)


def _all_open(bounds: list[tuple[int, int]], total: int) -> bool:
    """Return whether each number may still have two values, given the bounds and the total of all."""
    lowest, highest = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    return all(max(low, total - (highest - high)) < min(high, total - (lowest - low)) for low, high in bounds)


def _checked(counts: Iterable[Any]) -> list[int]:
    try:
        given = list(counts)
        values = [int(value) for value in given]
        whole = all(value == number for value, number in zip(given, values, strict=True))
    except (TypeError, ValueError, OverflowError) as error:
        raise _wrong("counts", text("privacy.expected_counts"), type(counts).__name__) from error
    if not whole or any(value < 0 for value in values):
        raise _wrong("counts", text("privacy.expected_counts"), type(counts).__name__)
    return values


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="suppress", expected=expected, received=received)
