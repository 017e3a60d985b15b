"""Masking of tables: any DataFrame, column by column, with a report of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ParameterError
from .identifiers import KINDS
from .masking import mask
from .settings import Masking

if TYPE_CHECKING:
    import pandas as pd


class MaskedFrame(NamedTuple):
    """A masked table and what was masked in it.

    Attributes
    ----------
    frame : DataFrame
        A copy of the one given, with tokens in the place of identifiers.
    report : DataFrame
        column, kind, n: how many of each kind were masked in each column, and never what.
    """

    frame: pd.DataFrame
    report: pd.DataFrame


def mask_frame(
    df: pd.DataFrame,
    columns: Iterable[str] | None = None,
    masking: Masking | str | PathLike[str] | None = None,
) -> MaskedFrame:
    """Return a table with its texts masked, and the counts by column and kind.

    Parameters
    ----------
    df : DataFrame
        Never changed.
    columns : iterable of str, optional
        Columns to mask; every column that holds a text when None. Other values than texts stay.
    masking : Masking or path, optional
        Settings; see :class:`rakenlp.privacy.Masking`. Numbers of tokens are those of one cell.

    Returns
    -------
    MaskedFrame
        (frame, report).

    Raises
    ------
    ParameterError
        If ``df`` is no DataFrame, or a column is not in it.

    Examples
    --------
    >>> import pandas as pd
    >>> from rakenlp.privacy import mask_frame
    >>> frame, report = mask_frame(pd.DataFrame({"kuvaus": ["Soita 040 123 4567", "-"], "n": [1, 2]}))
    >>> frame["kuvaus"].tolist()
    ['Soita [PUHELIN]', '-']
    >>> report.values.tolist()
    [['kuvaus', 'phone', 1]]
    """
    import numpy as np
    import pandas as pd

    if not isinstance(df, pd.DataFrame):
        raise _wrong("df", "DataFrame", type(df).__name__)
    own = Masking.of(masking)
    wanted = list(df.columns) if columns is None else [columns] if isinstance(columns, str) else list(columns)
    for column in wanted:
        if column not in df.columns:
            raise _wrong("columns", ", ".join(map(str, df.columns)), column)
    chosen = set(wanted)
    known: dict[str, tuple[str, dict[str, int]]] = {}
    counts: dict[Any, Counter[str]] = {}
    frame = df.copy()
    for at, column in enumerate(df.columns):
        values = df.iloc[:, at].tolist()
        if column not in chosen or not any(isinstance(value, str) for value in values):
            continue
        tally = counts.setdefault(column, Counter())
        for place, value in enumerate(values):
            if isinstance(value, str):
                if value not in known:
                    masked = mask(value, own)
                    known[value] = (masked.text, masked.counts)
                values[place], found = known[value]
                tally.update(found)
        frame.isetitem(at, np.array([*values, None], dtype=object)[:-1])
    rows = [(column, kind, tally[kind]) for column, tally in counts.items() for kind in KINDS if tally[kind]]
    report = pd.DataFrame(
        {
            "column": pd.Series([row[0] for row in rows], dtype=object),
            "kind": pd.Series([row[1] for row in rows], dtype=object),
            "n": pd.Series([row[2] for row in rows], dtype="int64"),
        }
    )
    return MaskedFrame(frame, report)


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="mask_frame", expected=expected, received=received)
