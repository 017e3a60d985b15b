"""Published files read back as tables of cells: the JSON kooste, ``parents.csv``, and other CSV files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import ParameterError
from ..texts import text
from ._layout import TOTAL, PublishedTable
from ._people_tables import people_table

_KOOSTE = "rakenlp-kooste/"
_PARENTS = {"period", "parent", "n"}
_LOOSE = "none"
_FIVE = 5
_SHORT = re.compile(r"\d{4}(?:-\d{2}|Q[1-4])")  # a month, a quarter


def read_all(files: Iterable[str | os.PathLike[str]], **options: Any) -> list[list[PublishedTable]]:
    """Return the tables of each file; a name that one kooste tells and another one does not is taken into account.

    Parameters
    ----------
    files : iterable of path
    **options
        As in :func:`read_published`.
    """
    paths = [Path(file) for file in files]
    koosteet = {path: _json(path) for path in paths if path.suffix.lower() == ".json"}
    known: dict[str, str] = {}
    for path, content in koosteet.items():
        known |= _names_of(content, path.name)
    return [
        tables_of_kooste(koosteet[path], path.name, known) if path in koosteet else read_published(path, **options)
        for path in paths
    ]


def read_published(
    path: str | os.PathLike[str],
    *,
    dimensions: Sequence[str] | None = None,
    values: str = "n",
    periods: Sequence[str] = (),
    hierarchies: Mapping[str, Mapping[str, str]] | None = None,
    total: str = TOTAL,
) -> list[PublishedTable]:
    """Return the tables of counts in a file.

    Raises
    ------
    ParameterError
        If the file is no CSV file with the columns told.
    """
    file = Path(path)
    frame = _csv(file)
    if dimensions is None and set(frame.columns) >= _PARENTS:
        labels = [code if code in (TOTAL, _LOOSE) else f"parent:{code}" for code in frame["parent"]]
        frame = frame.assign(phenomenon=labels)  # as the koosteet call them, so that both are checked together
        return [PublishedTable(frame, ["period", "phenomenon"], "n", ["period"], {}, TOTAL, file.name)]
    return [people_table(frame, dimensions, values, periods, hierarchies or {}, total, file.name)]


def tables_of_kooste(
    content: Mapping[str, Any], name: str = "", known: Mapping[str, str] | None = None
) -> list[PublishedTable]:
    """Return what a published kooste tells of counts: parents, names, total, and the period before it.

    A phenomenon that is named without a count is at least one, and in a month, a quarter, or days picked by hand at
    least five. Where all names of at least five are told, those that are ``known`` from other koosteet and not told
    are at most four. The number of positive ones is a table of its own.
    """
    within = {} | _names_of(content, name)
    period = content.get("counted") or content["period"]["key"]
    told = bool(content.get("counts_shown", True))  # otherwise it has no numbers, and its signs say nothing
    short = not told or bool(_SHORT.fullmatch(str(content["period"]["key"])))
    lines = [(period, TOTAL, content["total"]["shown"]), (period, _LOOSE, content["single_voices"]["shown"])]
    lines = lines if told else []
    earlier: list[tuple[str, str, str]] = []
    before = (content.get("previous") or {}).get("key")
    own = dict(within)
    for parent in content["parents"]:
        code = f"parent:{parent['code']}"
        if told:
            lines.append((period, code, parent["shown"]))
        if parent["change"] is not None and before:
            earlier.append((before, code, str(parent["value"] - parent["change"])))
        lines += [(period, phenomenon, f"≥{_FIVE}" if short else "≥1") for phenomenon in parent["names"]]
        if _all_named(parent, told, short):
            for phenomenon, of in (known or {}).items():
                if of == code and phenomenon not in own:
                    within[phenomenon] = code
                    lines.append((period, phenomenon, f"≤{_FIVE - 1}"))
    for code in list(dict.fromkeys(within.values())):
        within[f"other:{code}"] = code
    columns = ["period", "phenomenon"]
    tables = [
        PublishedTable(
            pd.DataFrame(part, columns=[*columns, "n"]), columns, "n", ["period"], {"phenomenon": within}, TOTAL, name
        )
        for part in (lines, earlier)
        if part
    ]
    practices = content.get("practices")
    if told and practices is not None:
        voices = pd.DataFrame(
            [(period, "positive", practices), (period, TOTAL, content["total"]["shown"])],
            columns=["period", "valence", "n"],
        )
        other = {"valence": {"positive": "every", "not positive": "every"}}
        tables.append(PublishedTable(voices, ["period", "valence"], "n", ["period"], other, TOTAL, name))
    return tables


def _names_of(content: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the phenomena that a kooste names, with their parents."""
    if not str(content.get("schema", "")).startswith(_KOOSTE) or content.get("profile") != "published":
        raise _unreadable(name)
    return {phenomenon: f"parent:{parent['code']}" for parent in content["parents"] for phenomenon in parent["names"]}


def _all_named(parent: Mapping[str, Any], told: bool, short: bool) -> bool:
    """Tell whether a name that is missing says "under five"; koosteet of 0.1 before its release did not tell it."""
    if "names_complete" in parent:
        return bool(parent["names_complete"])
    return short and (not told or parent["value"] is not None)


def _json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeError) as error:
        raise _unreadable(file.name) from error
    if not isinstance(content, dict):
        raise _unreadable(file.name)
    return content


def _csv(file: Path) -> pd.DataFrame:
    try:
        words = file.read_text(encoding="utf-8-sig")
        delimiter = max(";,\t", key=words.partition("\n")[0].count)
        lines = [line for line in csv.reader(io.StringIO(words), delimiter=delimiter) if line]
    except (UnicodeError, csv.Error) as error:
        raise _unreadable(file.name) from error
    if len(lines) < 1 or any(len(line) != len(lines[0]) for line in lines):
        raise _unreadable(file.name)
    return pd.DataFrame(lines[1:], columns=lines[0], dtype=object)


def _unreadable(name: str) -> ParameterError:
    return ParameterError(
        "parameter", name="tables", owner="check_tables", expected=text("privacy.expected_files"), received=name
    )
