"""Tidy tables of an analysis for spreadsheets and reporting systems, with their data dictionary.

CSV files open in a Finnish Excel by a double click: UTF-8 with a byte order mark, ``;`` between the
columns, a decimal comma, days as 2026-03-01, yes and no as 1 and 0. In pandas they are read with
``pandas.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig")``. A text that a spreadsheet would take
for a formula gets an apostrophe in front; in the workbook (.xlsx) every text is stored as text, and Parquet holds
texts as they are. Names of tables and columns are the same in every language and format.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .._files import write_together
from ..errors import ParameterError
from ..texts import text
from ._format import iso_day
from ._language import in_language
from ._material import collect
from ._table_files import (
    FORMATS,
    check_formats,
    plain_values,
    table_files,
    write_table,
)
from ._table_rows import rows_of_table
from ._table_schema import DICTIONARY, INTERNAL, PUBLISHED, columns_of, dictionary_content, dictionary_table

__all__ = ["FORMATS", "check_formats", "write_table", "write_tables"]


def write_tables(
    analysis: Any,
    directory: str | os.PathLike[str],
    profile: str = "internal",
    formats: str | Iterable[str] = ("csv",),
) -> list[Path]:
    """Write the tables of an analysis for reporting systems.

    Parameters
    ----------
    analysis : Analysis
    directory : path-like
        Made when it does not exist; tables of the same names are replaced.
    profile : {"internal", "published"}
        "internal" writes everything, texts included, for the working group; ``facts`` counts by period (month,
        half-year), phenomenon, parent, service line, municipality and respondent group at once. "published" writes
        one table, ``parents``: national parent by half-year with the same suppression as the published kooste, and
        by month where :func:`rakenlp.privacy.check_tables` proves that nothing hidden can be worked out of both.
        The data dictionary tells on each line which of them it is.
    formats : str or iterable of {"csv", "parquet", "xlsx"}, default=("csv",)
        Parquet needs the extra ``parquet``; xlsx, one workbook with a sheet for each table, the extra ``excel``.

    Returns
    -------
    list of pathlib.Path
        The files written. The data dictionary is the table ``sarakkeet``, and for machines, with all languages and
        the names of codes, ``sarakkeet.json``, last.

    Raises
    ------
    ParameterError
        If the profile or a format is not known, or a table has more rows than a sheet of Excel can hold.
    MissingExtraError
        If what writes a format is not installed.
    WriteError
        If the disk is full or the folder cannot be written to; the tables there are as they were.

    Examples
    --------
    >>> import tempfile, rakenlp
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in analysis.to_tables(folder, profile="published")]
    ['parents.csv', 'sarakkeet.csv', 'sarakkeet.json']
    """
    if profile not in ("internal", "published"):
        raise ParameterError(
            "parameter",
            name="profile",
            owner="write_tables",
            expected=text("kooste.profile_expected"),
            received=profile,
        )
    wanted = check_formats(formats, "write_tables")
    names = INTERNAL if profile == "internal" else PUBLISHED
    analysis = in_language(analysis)
    material = collect(analysis, "all")
    tables = {name: plain_values(rows_of_table(name, analysis, material), columns_of(name)) for name in names}
    as_of = iso_day(material.as_of)
    rows = {name: len(table) for name, table in tables.items()}
    dictionary = dictionary_content(rows, profile, as_of, analysis.versions)
    tables[DICTIONARY] = plain_values(dictionary_table(names, profile), columns_of(DICTIONARY))
    folder = Path(directory)
    files = table_files(folder, tables, wanted, dictionary, text(f"kooste.profile_{profile}"), as_of)
    files[folder / f"{DICTIONARY}.json"] = json.dumps(dictionary, ensure_ascii=False, indent=1) + "\n"
    write_together(files)
    return list(files)
