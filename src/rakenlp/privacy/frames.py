"""Masking of tables: any DataFrame, column by column, with a report of what was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ParameterError
from ._cell_masking import CellMasker
from ._contact_columns import ANY, contact_kind, holds_contacts
from ._span import ListedName
from .identifiers import KINDS
from .masking import mask
from .settings import Masking

if TYPE_CHECKING:
    import pandas as pd

_DIGITS = re.compile(r"[\d\s.,:/+–-]*")
#: What the report says of a column that was not masked: it holds no texts, or was not asked for.
LEFT = "left"


class MaskedFrame(NamedTuple):
    """A masked table and what was masked in it.

    Attributes
    ----------
    frame : DataFrame
        A copy of the one given, with tokens in the place of identifiers, in headers and in the index, too.
    report : DataFrame
        column, kind, n: how many of each kind were masked in each column, and never what. Of a column that was left
        as it is (numbers, dates, or not asked for) the kind is "left" and n the number of its filled cells.
    """

    frame: pd.DataFrame
    report: pd.DataFrame


def mask_frame(
    df: pd.DataFrame,
    columns: Iterable[Any] | None = None,
    masking: Masking | str | PathLike[str] | None = None,
) -> MaskedFrame:
    """Return a table with its texts masked, and the counts by column and kind.

    A column of contact details (by its header: Puhelinnumero, Nimi, Syntymäaika …, or because half of its cells are
    such) is masked whole, numbers and dates too. In other columns the texts are masked, also those inside lists,
    dicts and bytes; numbers and dates stay, and the report names these columns.

    Parameters
    ----------
    df : DataFrame
        Never changed.
    columns : iterable, optional
        Headers of the columns to mask; all when None.
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
    >>> df = pd.DataFrame({"kuvaus": ["Soita 040 123 4567", "-"], "puh.": [401234567, None], "n": [1, 2]})
    >>> frame, report = mask_frame(df)
    >>> frame["kuvaus"].tolist(), frame["puh."].tolist()
    (['Soita [PUHELIN]', '-'], ['[PUHELIN]', nan])
    >>> report.values.tolist()
    [['kuvaus', 'phone', 1], ['puh.', 'phone', 1], ['n', 'left', 2]]
    """
    import numpy as np
    import pandas as pd

    if not isinstance(df, pd.DataFrame):
        raise _wrong("df", "DataFrame", type(df).__name__)
    own = Masking.of(masking)
    headers = _headers(df.columns, own)
    chosen = _chosen(df, headers, columns)
    cells = CellMasker(own)
    frame = df.copy()
    rows: list[tuple[Any, str, int]] = []
    for at, column in enumerate(df.columns):
        values = df.iloc[:, at].tolist()
        tally: Counter[str] = Counter()
        masked = cells.column(values, _kind(column, values), tally) if at in chosen else None
        if masked is not None:
            frame.isetitem(at, np.array([*masked, None], dtype=object)[:-1])
            rows += [(headers[at], kind, tally[kind]) for kind in (*KINDS, ANY) if tally[kind]]
        filled = int(df.iloc[:, at].notna().sum())
        if filled and not tally and (masked is None or _only_digits(values)):
            rows.append((headers[at], LEFT, filled))
    frame.columns = _index(df.columns, headers, own)
    frame.index, found = _masked_index(df.index, cells)
    index = "index" if df.index.name is None else _masked_name(df.index.name, own)
    rows += [(index, kind, found[kind]) for kind in (*KINDS, ANY) if found[kind]]
    report = pd.DataFrame(
        {
            "column": pd.Series([row[0] for row in rows], dtype=object),
            "kind": pd.Series([row[1] for row in rows], dtype=object),
            "n": pd.Series([row[2] for row in rows], dtype="int64"),
        }
    )
    return MaskedFrame(frame, report)


def _chosen(df: pd.DataFrame, headers: list[Any], columns: Iterable[Any] | None) -> set[int]:
    """Return the places of the columns to mask."""
    if columns is None:
        return set(range(len(headers)))
    places: set[int] = set()
    for wanted in [columns] if isinstance(columns, str) else list(columns):
        here = [at for at, column in enumerate(df.columns) if column == wanted]
        if not here:
            raise _wrong("columns", ", ".join(map(str, headers)), mask(str(wanted)).text)
        places.update(here)
    return places


def _only_digits(values: list[Any]) -> bool:
    """Return whether the texts of a column are numbers or dates, as all of them are in a CSV file."""
    return all(_DIGITS.fullmatch(value) for value in values if isinstance(value, str))


def _kind(column: object, values: list[Any]) -> str | None:
    """Return the kind of a column of contact details, "contact" where only its cells tell; None for others."""
    names = column if isinstance(column, tuple) else (column,)
    kind = next((kind for kind in map(contact_kind, names) if kind), None)
    return kind or (ANY if holds_contacts(values) else None)


def _headers(columns: pd.Index, own: Masking) -> list[Any]:
    """Return masked headers, each once."""
    found: list[Any] = []
    masked = [_masked_name(column, own) for column in columns]
    seen: Counter[Any] = Counter(column for column, header in zip(columns, masked, strict=True) if header == column)
    for column, header in zip(columns, masked, strict=True):
        if header != column:
            seen[header] += 1
            if seen[header] > 1:
                again = f" ({seen[header]})"
                header = (*header[:-1], f"{header[-1]}{again}") if isinstance(header, tuple) else header + again
        found.append(header)
    return found


def _masked_name(name: Any, own: Masking) -> Any:
    """Return a header without identifiers; one of contact details or of one word is nobody's name."""
    if isinstance(name, tuple):
        return tuple(_masked_name(part, own) for part in name)
    if not isinstance(name, str) or contact_kind(name) and "(" not in name:
        return name
    masked = mask(name, own)
    is_guess = all(span.kind == "name" and not isinstance(span, ListedName) for span in masked.spans)
    return name if is_guess and len(name.split()) == 1 else masked.text


def _index(before: pd.Index, headers: list[Any], own: Masking) -> pd.Index:
    import pandas as pd

    names = [_masked_name(name, own) for name in before.names]
    if headers == list(before):
        return before.set_names(names) if names != list(before.names) else before
    if isinstance(before, pd.MultiIndex):
        return pd.MultiIndex.from_tuples(headers, names=names)
    return pd.Index(headers, dtype=object, name=names[0])


def _masked_index(before: pd.Index, cells: CellMasker) -> tuple[pd.Index, Counter[str]]:
    """Return the index of the rows with its texts masked, and what was found."""
    import pandas as pd

    tally: Counter[str] = Counter()
    names = [_masked_name(name, cells.masking) for name in before.names]
    levels = [before.get_level_values(at) for at in range(before.nlevels)]
    values = [level.tolist() for level in levels]
    masked = [cells.column(own, _kind(name, own), tally) for own, name in zip(values, before.names, strict=True)]
    if all(found is None or found == own for found, own in zip(masked, values, strict=True)):
        return before.set_names(names) if names != list(before.names) else before, Counter()
    new = [level if found is None else found for found, level in zip(masked, levels, strict=True)]
    if isinstance(before, pd.MultiIndex):
        return pd.MultiIndex.from_arrays(new, names=names), tally
    return pd.Index(new[0], dtype=object, name=names[0]), tally


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="mask_frame", expected=expected, received=received)
