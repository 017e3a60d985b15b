"""Triage on disk: a folder of JSON and npz whose manifest, written last, names its files and their checksums."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from .._files import (
    MANIFEST,
    digest,
    read_arrays,
    read_json,
    read_settled,
    saved_folder,
    sealed,
    write_atomic,
)
from .._saved_folders import abandoned_files, read_manifest, remove_files
from ..errors import ModelFormatError, RakeError
from ..phenomena import PhenomenonModel
from .building import Knowledge, from_analysis

SCHEMA = 1
KIND = "rakenlp-triage"
#: Where :meth:`rakenlp.Analysis.save` keeps the triage of an analysis.
INSIDE = "triage"
_ANALYSIS = "rakenlp-analysis"
_MODEL = ("model.json", "model.npz")
_TAG = re.compile(r"[0-9a-f]{12}")
_OURS = re.compile(
    r"(?:index-T\.npz|observations-T\.json|model-T/(?:model\.(?:json|npz)|\.model\..*\.part))".replace(
        "T", _TAG.pattern
    )
)


def save(knowledge: Knowledge, model_id: str, folder: Path, source: str | None = None) -> Path:
    """Write everything into a folder.

    Files are named by their content and the manifest is replaced last, in one step, so that whoever loads at that
    moment gets the old state or the new one. Files of the older state are removed after that.

    Parameters
    ----------
    knowledge : Knowledge
    model_id : str
    folder : pathlib.Path
    source : str, optional
        Checksum of the analysis that it belongs to.
    """
    older = _files_of(folder)
    tag = model_id.rpartition("-")[2]
    buffer = io.BytesIO()
    arrays: dict[str, Any] = knowledge.arrays()
    np.savez(buffer, **arrays)
    words = json.dumps(knowledge.words(), ensure_ascii=False).encode("utf-8", "replace")
    contents = {f"index-{tag}.npz": buffer.getvalue(), f"observations-{tag}.json": words}
    contents |= {f"model-{tag}/{name}": content for name, content in knowledge.model.files().items()}
    files = {name: digest(content) for name, content in contents.items()}
    manifest = {"kind": KIND, "schema": SCHEMA, "model_id": model_id, "tag": tag, "source": source, "files": files}
    try:
        for name, content in contents.items():
            write_atomic(folder / name, content)
        write_atomic(folder / MANIFEST, sealed(manifest))
    except BaseException:
        remove_files(folder, set(files) - older)
        raise
    remove_files(folder, (older | abandoned_files(folder, _OURS)) - set(files))
    for name in {name.partition("/")[0] for name in older if "/" in name} - {f"model-{tag}"}:
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in folder.glob("model-*"):  # emptied above
        with contextlib.suppress(OSError):
            path.rmdir()
    return folder


def load(folder: Path) -> tuple[Knowledge, str | None]:
    """Read a folder of :func:`save` or of :meth:`rakenlp.Analysis.save`, or one of results that has the latter in it.

    Returns
    -------
    knowledge : Knowledge
    model_id : str or None
        None where it has to be worked out.

    Raises
    ------
    ModelFormatError
        If the folder is missing, foreign, damaged, or of another schema version.
    """
    folder = saved_folder(folder)
    manifest = read_json(folder / MANIFEST)
    if isinstance(manifest, dict) and manifest.get("kind") == _ANALYSIS:
        inside = _read_json_or_none(folder / INSIDE / MANIFEST)
        if inside is not None and inside.get("source") == source_of(folder):
            return load(folder / INSIDE)
        from ..analysis import load_analysis

        return from_analysis(load_analysis(folder)), None
    return read_settled(folder / MANIFEST, lambda: _load(folder))


def _load(folder: Path) -> tuple[Knowledge, str]:
    manifest = _manifest(folder)
    tag, files = manifest["tag"], manifest["files"]
    for name in sorted(_names(tag)):
        path = folder / name
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise ModelFormatError("model_missing", path=str(path)) from None
        if found != files[name]:
            raise ModelFormatError("model_damaged", path=str(path), reason="sha256")
    try:
        model = PhenomenonModel.load(folder / f"model-{tag}")
        words = read_json(folder / f"observations-{tag}.json")
        return Knowledge.of(model, words, read_arrays(folder / f"index-{tag}.npz")), manifest["model_id"]
    except RakeError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None


def source_of(folder: Path) -> str:
    """Return the checksum of a saved analysis, from its manifest."""
    return digest((folder / MANIFEST).read_bytes())


def _manifest(folder: Path) -> dict[str, Any]:
    manifest = read_manifest(folder, KIND, SCHEMA)
    tag, files = manifest.get("tag"), manifest.get("files")
    if not isinstance(tag, str) or not _TAG.fullmatch(tag) or not isinstance(files, dict) or set(files) != _names(tag):
        raise ModelFormatError("model_damaged", path=str(folder / MANIFEST), reason="files")
    return manifest


def _names(tag: str) -> set[str]:
    return {f"index-{tag}.npz", f"observations-{tag}.json", *(f"model-{tag}/{name}" for name in _MODEL)}


def _files_of(folder: Path) -> set[str]:
    """Return the files that the folder's own manifest names; none where it is not ours."""
    try:
        return set(_manifest(folder)["files"])
    except ModelFormatError:
        return set()


def _read_json_or_none(path: Path) -> dict[str, Any] | None:
    try:
        found = read_json(path)
    except ModelFormatError:
        return None
    return found if isinstance(found, dict) else None
