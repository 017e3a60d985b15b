"""The texts of an archive: folders of text files and tables, read for what words keep company with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, MissingExtraError
from ..privacy import mask as mask_text

if TYPE_CHECKING:
    from ..observations.table import RawTable

Progress = Callable[[str, int, int], None]
#: Endings of files that are looked into in a folder, after that of a compression.
TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson", ".parquet", ".pq")
_COMPRESSED = (".gz", ".xz", ".bz2")
_TEXT = ".txt"
_TEXT_FIELDS = ("description", "effects", "societal_links", "proposal")


@dataclass
class Corpus:
    """Different texts and what they came from.

    Attributes
    ----------
    texts : list of str
        Each once, sorted, so that the order of files does not matter.
    n_files : int
        Files read.
    n_read : int
        Texts before equal ones were counted once.
    left_out : dict of str to int
        Files of a folder that were not read, by ending ("–" without one) or, if damaged, by the error's code.
    """

    texts: list[str]
    n_files: int
    n_read: int
    left_out: dict[str, int] = field(default_factory=dict)


def read_corpus(
    sources: Sequence[str | PathLike[str]],
    *,
    columns: Sequence[str] = (),
    lines: bool = False,
    mask: bool = True,
    progress: Progress | None = None,
) -> Corpus:
    """Read the texts of folders and files.

    Parameters
    ----------
    sources : sequence of path
        Tables are those that :func:`rakenlp.read_observations` reads, possibly compressed. In a folder, and in
        the folders in it, every table and every .txt file is read; other files are counted and left out.
    columns : sequence of str
        Columns of the tables that hold the text; those that the reader of observations knows by default.
    lines : bool, default=False
        Whether each line of a .txt file in a folder is a text of its own; the whole file is one by default. A
        .txt file that is named itself has a text on each line, as for :func:`rakenlp.read_observations`.
    mask : bool, default=True
        Leave identifiers (identity codes, contacts, accounts, addresses) out.
    progress : callable, optional
        Called as ``progress("vectors_read", done, total)``.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If a source is missing, a file that was named itself cannot be read, or nothing is left.
    """
    named, found, left_out = _files(sources)
    every = [*named, *found]
    read: list[str] = []
    n_files = 0
    for done, path in enumerate(every):
        if progress is not None:
            progress("vectors_read", done, len(every))
        whole = done >= len(named) and not lines
        try:
            read += _texts(path, columns, whole=whole)
            n_files += 1
        except (InputError, MissingExtraError) as error:
            if done < len(named):
                raise
            left_out[error.code] += 1
    said = [text for text in map(_tidied, read) if text]
    if mask:
        said = [mask_text(text, names=False).text for text in said]
    if not said:
        raise InputError("vectors_no_texts", sources=", ".join(str(Path(source)) for source in sources), n=n_files)
    if progress is not None:
        progress("vectors_read", len(every), len(every))
    return Corpus(sorted(set(said)), n_files, len(said), dict(sorted(left_out.items())))


def _tidied(text: str) -> str:
    """Return a text with single spaces, so that copies are known as such."""
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _files(sources: Sequence[str | PathLike[str]]) -> tuple[list[Path], list[Path], Counter[str]]:
    """Return the files named themselves, those found in folders, and how many were left out by ending."""
    named, found = [], []
    left_out: Counter[str] = Counter()
    for source in sources:
        path = Path(source).expanduser()
        if not path.is_dir():
            if not path.exists():
                raise InputError("file_not_found", path=path)
            named.append(path)
            continue
        for inner in sorted(path.rglob("*")):
            if not inner.is_file() or any(part.startswith(".") for part in inner.relative_to(path).parts):
                continue
            if _ending(inner) in (*TABLES, _TEXT):
                found.append(inner)
            else:
                left_out[_ending(inner) or "–"] += 1
    return named, found, left_out


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    return path.with_suffix("").suffix.lower() if ending in _COMPRESSED else ending


def _texts(path: Path, columns: Sequence[str], *, whole: bool) -> Iterable[str]:
    from ..observations.mapping import load_mapping
    from ..observations.planning import plan_columns
    from ..observations.reading import read_table

    is_text = _ending(path) == _TEXT
    mapping = load_mapping({"columns": dict.fromkeys(columns, "description")} if columns and not is_text else None)
    table = read_table(path, mapping, None)
    if is_text and whole:
        return ["\n".join(str(cell) for column in table.columns for cell in column if cell is not None)]
    if columns and not is_text:
        _check_columns(table, columns, path)
    plan = plan_columns(table, mapping)
    fields = ("description",) if columns else _TEXT_FIELDS
    indexes = [index for name in fields for index in plan.fields.get(name, ())]
    return list(_rows(table, indexes))


def _rows(table: RawTable, indexes: Sequence[int]) -> Iterator[str]:
    from ..observations.cleaning import as_text, clean_text
    from ..observations.screening import screen_text

    for cells in zip(*(table.columns[index] for index in indexes), strict=True):
        cleaned = [clean_text(raw)[0] for cell in cells if (raw := as_text(cell)) is not None]
        yield "\n".join(text for text in cleaned if screen_text(text) is None)


def _check_columns(table: RawTable, columns: Sequence[str], path: Path) -> None:
    from ..observations.columns import fold

    headers = {fold(header) for header in table.headers}
    for column in columns:
        if fold(column) not in headers:
            shown = ", ".join(repr(header) for header in table.headers[:30] if header)
            raise InputError("vectors_no_column", path=path, column=column, columns=shown)
