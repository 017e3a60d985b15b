"""Coding sheets: observations to be coded by hand, without the machine's answers, and the coded sheet read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .._files import write_atomic
from ..errors import InputError, ParameterError
from ..texts import LANGUAGES, text
from ._sampling import sampled
from ._texts import masked_texts
from .codes import NO_PHENOMENON, codebook, find_code, nearest_codes

if TYPE_CHECKING:
    from ..analysis import Analysis

_FIELDS = ("observation_id", "text", "code", "other_codes", "memo")
_SEPARATORS = re.compile(r"[|,;\n]")
_ENDINGS = (".csv", ".xlsx")
_SHOWN = 5


def write_coding_sheet(
    analysis: Analysis,
    path: str | PathLike[str],
    n: int = 100,
    seed: int = 0,
    by: str | None = "respondent_group",
) -> Path:
    """Write observations to be coded by hand, with an empty cell for the code, and the codebook beside them.

    The sheet is blind: it tells neither the phenomenon that the machine found nor who wrote. Near-duplicates come once.

    Parameters
    ----------
    analysis : Analysis
    path : path-like
        Ending in .csv (the codebook comes into a file of its own beside it) or .xlsx (extra ``excel``; the codebook is
        its second sheet, and the codes can be picked from a list).
    n : int, default=100
        How many; all when there are fewer.
    seed : int, default=0
        Another seed draws another sample.
    by : str or None, default="respondent_group"
        Column of ``obs.frame`` by which the sample is drawn in strata: at least two of each value, the rest in
        proportion, so that rare voices are there. None draws a simple random sample: figures computed on it hold for
        the whole data as such, which those of strata do only roughly.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ParameterError
        If a parameter has a value that it cannot have.
    MissingExtraError
        If openpyxl is not installed.

    See Also
    --------
    read_coding_sheet : Reads the sheet back, when it has been coded.
    """
    target = Path(path)
    if target.suffix.lower() not in _ENDINGS:
        raise _wrong("path", " / ".join(_ENDINGS), target.suffix)
    for name, value, least in (("n", n, 1), ("seed", seed, 0)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise _wrong(name, f"int >= {least}", value)
    if by is not None and by not in analysis.obs.frame.columns:
        raise _wrong("by", "obs.frame.columns, None", by)
    texts = masked_texts(analysis)
    rows = [{"observation_id": i, "text": texts[i], "code": "", "other_codes": "", "memo": ""}
            for i in sampled(analysis, n, seed, by)]  # fmt: skip
    sheet = pd.DataFrame(rows, columns=list(_FIELDS), dtype=object)
    sheet.columns = pd.Index([text(f"research.column_{name}") for name in _FIELDS])
    book = codebook(analysis)
    shown = book.set_axis([text(f"research.book_{name}") for name in book.columns], axis=1)
    if target.suffix.lower() == ".xlsx":
        from ._workbook import workbook

        return write_atomic(target, workbook(sheet, shown))
    from ..reporting.tables import write_table

    write_table(shown, target.with_name(f"{target.stem}-{text('research.book_file')}.csv"))
    return write_table(sheet, target)


def read_coding_sheet(path: str | PathLike[str], analysis: Analysis) -> pd.DataFrame:
    """Read a coded sheet: one's own coding of observations.

    Codes may be written by their code or by their name; several in the cell of other codes are divided by ``|``,
    ``;`` or ``,``. Rows without a code are left out: they are not coded yet.

    Parameters
    ----------
    path : path-like
        A .csv or .xlsx made by :func:`write_coding_sheet`, or any with the columns *observation_id* and *code* (in
        Finnish, Swedish or English as in the sheet).
    analysis : Analysis

    Returns
    -------
    DataFrame
        Index observation_id; code, codes (a tuple: the code and the other ones) and memo. ``attrs["uncoded"]`` tells
        how many rows have no code.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, or a row has an observation or a code that there is not, or
        an observation that came before; the message tells the row.
    """
    source = Path(path)
    table, header = _table(source)
    named = _named(table, source)
    book = codebook(analysis)
    known = {str(i) for i in analysis.obs.frame.index}
    coded: dict[str, tuple[str, tuple[str, ...], str]] = {}
    seen: dict[str, int] = {}
    uncoded = 0
    for place, row in enumerate(named.itertuples(index=False), start=header + 1):
        key = _cell(row.observation_id)
        written = _cell(row.code)
        others = [part.strip() for part in _SEPARATORS.split(_cell(row.other_codes)) if part.strip()]
        if not key and not written and not others:
            continue
        if key not in known:
            raise InputError("coding_observation", row=place, received=key[:60])
        if key in seen:
            raise InputError("coding_twice", row=place, first=seen[key], received=key[:60])
        seen[key] = place
        if not written:
            if others:
                raise InputError("coding_main_missing", row=place)
            uncoded += 1
            continue
        codes = tuple(dict.fromkeys(_code(each, book, place) for each in (written, *others)))
        if NO_PHENOMENON in codes and len(codes) > 1:
            raise InputError("coding_none_and_other", row=place)
        coded[key] = (codes[0], codes, _cell(row.memo))
    out = pd.DataFrame.from_dict(coded, orient="index", columns=["code", "codes", "memo"]).astype(object)
    out.index.name = "observation_id"
    out.attrs["uncoded"] = uncoded
    return out


def machine_coding(analysis: Analysis) -> pd.DataFrame:
    """Return the machine's own answers in the form of a coding.

    What people moved from one phenomenon to another is not followed, since the machine is what is looked at; merges
    are, since there is only one code then.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        Index observation_id; code, codes (with the other phenomena that fit) and memo (empty).

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.research import machine_coding
    >>> obs = rakenlp.read_observations([{"id": "1", "kuvaus": "Vuokra on rästissä, häätö uhkaa"}])
    >>> machine_coding(rakenlp.analyse(obs)).loc["1", "code"]
    'haato_vuokravelka'
    """
    rows = analysis.observations
    live = analysis.decided.resolve
    main = [live(key) if isinstance(key, str) else NO_PHENOMENON for key in rows["machine_phenomenon_id"]]
    moved = (rows["assigned_by"] != "machine").tolist()
    codes = [
        (code,) if code == NO_PHENOMENON or person else tuple(dict.fromkeys((code, *map(live, also))))
        for code, also, person in zip(main, rows["also"], moved, strict=True)
    ]
    index = pd.Index(rows["observation_id"], name="observation_id")
    return pd.DataFrame({"code": main, "codes": codes, "memo": ""}, index=index, dtype=object)


def codes_of(coding: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the codes of each observation of a coding, the main one first."""
    return {str(i): tuple(codes) for i, codes in zip(coding.index, coding["codes"], strict=True)}


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError("parameter", name=name, owner="write_coding_sheet", expected=expected, received=received)


def _table(path: Path) -> tuple[pd.DataFrame, int]:
    """Return the cells of a sheet as text, and the row of its header as people count."""
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    if path.suffix.lower() == ".xlsx":
        from ._workbook import read_workbook

        return read_workbook(path), 1
    from ..observations.delimited import decode, read_delimited
    from ..observations.report import IssueLog

    data = path.read_bytes()
    if not data.strip():
        raise InputError("file_empty", path=str(path))
    grid = read_delimited(
        decode(data, None, path=path).text, delimiter=None, recognise=_field, log=IssueLog(), header_rows=(1,)
    )
    cells = [["" if cell is None else str(cell) for cell in row] for row in grid.cells]
    width = max(map(len, cells), default=0)
    cells = [row + [""] * (width - len(row)) for row in cells]
    return pd.DataFrame(cells[1:], columns=cells[0] if cells else []), 1


def _field(head: str) -> str | None:
    """Return the column that a heading is of, in any language."""
    wanted = " ".join(str(head).split()).casefold()
    for name in _FIELDS:
        if wanted in {name, *(text(f"research.column_{name}", language).casefold() for language in LANGUAGES)}:
            return name
    return None


def _named(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    place = {name: i for i, head in reversed(list(enumerate(table.columns))) if (name := _field(str(head)))}
    if missing := [name for name in ("observation_id", "code") if name not in place]:
        heads = [text(f"research.column_{name}") for name in missing]
        raise InputError("coding_columns", path=str(path), names=", ".join(heads))
    empty = pd.Series([""] * len(table), dtype=object)
    return pd.DataFrame({name: table.iloc[:, place[name]] if name in place else empty for name in _FIELDS})


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    words = str(value).strip()
    return words[1:] if words.startswith("'") else words


def _code(written: str, book: pd.DataFrame, row: int) -> str:
    code = find_code(book, written)
    if code is None:
        near: Sequence[str] = nearest_codes(book, written) or list(book["code"][:_SHOWN])
        raise InputError("coding_code", row=row, received=written[:60], near=", ".join(near))
    return code
