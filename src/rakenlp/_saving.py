"""Analyses on disk: JSON tables, the model as data, and a manifest with checksums, written last."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from ._assembly import OBSERVATIONS, PHENOMENA
from ._decided import Decided
from ._files import (
    MANIFEST,
    UNREADABLE,
    digest,
    read_settled,
    saved_folder,
    sealed,
    write_atomic,
)
from ._packing import packed_bytes, unpacked
from ._saved_folders import abandoned_files, read_manifest, remove_files
from .analysis import Analysis
from .errors import ModelFormatError, RakeError
from .observations import ImportReport, Observations
from .observations.observations import COLUMNS
from .phenomena import PhenomenonModel
from .privacy import mask
from .signals import Rules
from .signals.detect import FIRST_COLUMNS, completed
from .texts import LANGUAGES
from .triage import storage
from .triage.building import from_analysis

SCHEMA = 1
KIND = "rakenlp-analysis"
_TEXTS = ("description", "effects", "societal_links", "proposal")
#: Tables, each with the columns that it must have.
_TABLES: dict[str, tuple[str, ...]] = {
    "frame": ("observation_id", *COLUMNS),
    "set_aside": (),
    "issues": (),
    "columns": (),
    "phenomena": tuple(PHENOMENA),
    "observations": tuple(OBSERVATIONS),
    "flags": FIRST_COLUMNS,
}
_PARTS = (*(f"{name}.json" for name in _TABLES), "model/model.json", "model/model.npz")
_TAG = re.compile(r"[0-9a-f]{12}")
_OURS = re.compile(
    rf"(?:{'|'.join(_TABLES)})-[0-9a-f]{{12}}\.json|model-[0-9a-f]{{12}}/(?:model\.(?:json|npz)|\.model\..*\.part)"
)


def save_analysis(analysis: Analysis, folder: Path) -> Path:
    """Write an analysis into a folder; texts that were read unmasked are masked here.

    Files are named by their content and the manifest is replaced last, in one step: whoever loads meanwhile, or after
    a save cut short, gets the older analysis or the new one. Files of the older one are removed after that. The index
    for triage names the analysis that it belongs to: one that belongs to another is not used but made anew.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made if needed. What :meth:`rakenlp.Triage.load` needs is put into the subfolder ``triage``.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    report = analysis.obs.import_report
    frame, set_aside = analysis.obs.frame, analysis.obs.set_aside
    if not analysis.obs.masked:
        frame = _masked(frame, [c for c in frame.columns if c in _TEXTS or c not in COLUMNS])
        set_aside = _masked(set_aside, ["description"])
    tables = {
        "frame": frame.rename_axis("observation_id").reset_index(),
        "set_aside": set_aside,
        "issues": report.issues,
        "columns": report.columns,
        "phenomena": analysis.phenomena,
        "observations": analysis.observations,
        "flags": analysis.flags,
    }
    parts = {f"{name}.json": packed_bytes(table) for name, table in tables.items()}
    parts |= {f"model/{name}": content for name, content in analysis.model.files().items()}
    tag = digest("".join(digest(content) for content in parts.values()).encode())[:12]
    files = {_named(name, tag): digest(content) for name, content in parts.items()}
    manifest = {
        "kind": KIND,
        "schema": SCHEMA,
        "versions": analysis.versions,
        "as_of": None if pd.isna(analysis.as_of) else analysis.as_of.isoformat(),
        "notes": analysis.notes,
        "language": analysis.language,
        "rules": analysis.rules.plain(),
        "decided": analysis.decided.plain(),
        "report": {
            "source": report.source,
            "rows_read": report.rows_read,
            "rows_kept": report.rows_kept,
            "rows_set_aside": report.rows_set_aside,
        },
        "tag": tag,
        "files": files,
    }
    older = _files_of(folder)
    last = sealed(manifest)
    knowledge = from_analysis(analysis)
    try:
        for name, content in parts.items():
            write_atomic(folder / _named(name, tag), content)
        storage.save(knowledge, knowledge.identifier(), folder / storage.INSIDE, digest(last))
        write_atomic(folder / MANIFEST, last)
    except BaseException:
        remove_files(folder, set(files) - older)
        raise
    remove_files(folder, (older | abandoned_files(folder, _OURS)) - set(files))
    return folder


def read_analysis(folder: Path) -> Analysis:
    """Read what :func:`save_analysis` wrote; see :func:`rakenlp.load_analysis`."""
    folder = saved_folder(folder)
    return read_settled(folder / MANIFEST, lambda: _read(folder, _manifest(folder)))


def _read(folder: Path, manifest: dict[str, Any]) -> Analysis:
    tag = manifest["tag"]
    content = {name: _content(folder / _named(name, tag), manifest["files"][_named(name, tag)]) for name in _PARTS}
    tables = {name: _table(folder / _named(f"{name}.json", tag), content[f"{name}.json"]) for name in _TABLES}
    try:
        notes, versions, day = manifest["notes"], manifest["versions"], manifest["as_of"]
        language = manifest.get("language")  # not told by older versions
        if language is not None and language not in LANGUAGES:
            raise ValueError("language")
        if not all(isinstance(text, str) for text in [*notes, *versions, *versions.values(), day or ""]):
            raise TypeError("str")
        return Analysis(
            obs=Observations(
                frame=tables["frame"].set_index("observation_id"),
                import_report=ImportReport(**manifest["report"], issues=tables["issues"], columns=tables["columns"]),
                set_aside=tables["set_aside"],
                masked=True,
            ),
            model=PhenomenonModel.load(folder / f"model-{tag}"),
            phenomena=tables["phenomena"],
            observations=tables["observations"],
            flags=completed(tables["flags"]),
            as_of=pd.Timestamp(day or "NaT"),
            notes=list(notes),
            versions=versions,
            rules=Rules.load(manifest.get("rules")),  # those saved by older versions have neither
            decided=Decided.of_plain(manifest.get("decided")),
            language=language,
        )
    except ModelFormatError:
        raise
    except (RakeError, *UNREADABLE) as error:
        raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None


def _manifest(folder: Path) -> dict[str, Any]:
    manifest = read_manifest(folder, KIND, SCHEMA)
    tag, files = manifest.get("tag"), manifest.get("files")
    known = {_named(name, tag) for name in _PARTS} if isinstance(tag, str) and _TAG.fullmatch(tag) else None
    if known is None or not isinstance(files, dict) or set(files) != known:
        raise ModelFormatError("model_damaged", path=str(folder / MANIFEST), reason="files")
    return manifest


def _named(name: str, tag: str) -> str:
    """Return the name that a part has in the folder.

    Examples
    --------
    >>> from rakenlp._saving import _named
    >>> _named("flags.json", "00ff"), _named("model/model.npz", "00ff")
    ('flags-00ff.json', 'model-00ff/model.npz')
    """
    first, mark, rest = name.partition("/" if "/" in name else ".")
    return f"{first}-{tag}{mark}{rest}"


def _files_of(folder: Path) -> set[str]:
    """Return the files that the folder's own manifest names; none where there is none of ours."""
    try:
        return set(_manifest(folder)["files"])
    except ModelFormatError:
        return set()


def _content(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    if digest(content) != expected:
        raise ModelFormatError("model_damaged", path=str(path), reason="sha256")
    return content


def _table(path: Path, content: bytes) -> pd.DataFrame:
    try:
        table = unpacked(json.loads(content))
    except UNREADABLE as error:
        raise ModelFormatError("model_damaged", path=str(path), reason=type(error).__name__) from None
    needed = set(_TABLES[path.name.partition("-")[0]])
    if not needed.issubset(table.columns):
        raise ModelFormatError("model_damaged", path=str(path), reason="columns")
    return table


def _masked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    frame = frame.copy()
    for column in columns:
        frame[column] = pd.Series(
            [mask(value).text if isinstance(value, str) else value for value in frame[column]],
            index=frame.index,
            dtype=object,
        )
    return frame
