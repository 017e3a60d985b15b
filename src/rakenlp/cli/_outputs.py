"""What an analysis leaves in a folder: koosteet, tables, the import report and the saved analysis."""

from __future__ import annotations

import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from .._files import SAVED
from .._names import check_name
from ..errors import InputError, WriteError
from ..texts import decimal, text
from ._progress import Progress

if TYPE_CHECKING:
    from ..analysis import Analysis
    from ..observations import Observations
    from ..register import Register

PROFILES = {"internal": ("internal",), "published": ("published",), "both": ("internal", "published")}
_KOOSTE = {"internal": "kooste.html", "published": "kooste-julkaistava.html"}
_TABLES = {"internal": "taulukot", "published": "taulukot-julkaistavat"}
_IMPORT_REPORT = "tuontiraportti.csv"


def open_folder(path: str) -> Path:
    """Make the folder, with those above it, before the long work starts.

    Raises
    ------
    InputError
        If a file is in its place.
    ParameterError
        If its name cannot be opened on Windows.
    WriteError
        If it cannot be made or written to.
    """
    folder = Path(path).expanduser()
    if folder.exists() and not folder.is_dir():
        raise InputError("out_not_folder", path=str(folder))
    _check_writable(folder, folder)
    return folder


def open_file(path: str) -> Path:
    """Return where a file is to be written, with the folders above it made; raises as :func:`open_folder`."""
    file = Path(path).expanduser()
    _check_writable(file.parent, file)
    return file


def _check_writable(folder: Path, path: Path) -> None:
    """Make a folder and try to write in it; ``path`` is what is told when that fails."""
    check_name(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part"):
            pass
    except OSError as error:
        raise WriteError.of(error, path) from error


def look_up(register: str | None) -> AbstractContextManager[Register | None]:
    """Open a register to read in it; None without one."""
    if not register:
        return nullcontext()
    from ..register import Register

    return Register.open(register, read_only=True)


def open_analysis(source: str, mapping: str | None = None) -> Analysis:
    """Load an analysis from a folder, or make one of an export.

    Parameters
    ----------
    source : str
        A saved analysis, the folder that ``analyse --out`` was given, or an export.
    mapping : str, optional
        The mapping file of an export.
    """
    if Path(source).expanduser().is_dir():
        from .. import load_analysis

        return load_analysis(source)
    from .. import analyse, read_observations

    progress = Progress()
    progress.say("cli.step_read", path=source)
    return analyse(read_observations(source, mapping=mapping), progress=progress)


def write_import_report(obs: Observations, path: Path) -> None:
    """Write the import report as a table that a Finnish Excel opens."""
    from ..reporting.tables import write_table

    write_table(obs.import_report.issues, path)


def write_all(
    analysis: Analysis, folder: Path, profiles: tuple[str, ...], formats: tuple[str, ...] = ("csv",)
) -> list[tuple[str, Path]]:
    """Write the files of the profiles into the folder; files of the same name are replaced, others are left alone.

    The import report and the saved analysis are for the team only, and come with "internal".

    Parameters
    ----------
    analysis : Analysis
    folder : Path
    profiles : tuple of {"internal", "published"}
        Of the koosteet and tables to write.
    formats : tuple of {"csv", "parquet", "xlsx"}
        Those of the tables.

    Returns
    -------
    list of (str, Path)
        What each is, in words, and where.
    """
    written = []
    for profile in profiles:
        path = folder / _KOOSTE[profile]
        analysis.kooste(path, profile=profile)
        written.append((text(f"cli.output_{profile}"), path))
    for profile in profiles:
        place = folder / _TABLES[profile]
        analysis.to_tables(place, profile, formats)
        written.append((text(f"cli.output_{profile}_tables", formats=", ".join(formats)), place))
    if "internal" in profiles:
        write_import_report(analysis.obs, folder / _IMPORT_REPORT)
        written.append((text("cli.output_import_report"), folder / _IMPORT_REPORT))
        analysis.save(folder / SAVED)
        written.append((text("cli.output_saved"), folder / SAVED))
    return written


def internal_there(folder: Path) -> list[str]:
    """Return the names of the files and folders for the team only that an earlier run has left in a folder."""
    names = (_KOOSTE["internal"], _TABLES["internal"], _IMPORT_REPORT, SAVED)
    return [name for name in names if (folder / name).exists()]


def print_done(started: float) -> None:
    """Tell that the work is done, and how long it took."""
    print("\n" + text("cli.done", seconds=decimal(time.perf_counter() - started)))


def finish(
    analysis: Analysis,
    folder: Path,
    profiles: tuple[str, ...],
    progress: Progress,
    started: float,
    formats: tuple[str, ...] = ("csv",),
) -> None:
    """Write everything, then print the summary and where things are."""
    from ..reporting.summary import summarise

    progress.say("cli.step_write", path=folder)
    written = write_all(analysis, folder, profiles, formats)
    print(summarise(analysis).rstrip())
    print_done(started)
    width = max(len(what) for what, _ in written)
    for what, path in written:
        print(f"  {what:<{width}}  {path}")
