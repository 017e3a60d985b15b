"""Folders whose manifest names their files: checked when read, and cleared of what killed saves have left."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from ._files import MANIFEST, is_abandoned, is_sealed, read_json, remove_drafts
from .errors import ModelFormatError


def read_manifest(folder: Path, kind: str, schema: int) -> dict[str, Any]:
    """Return the manifest of a folder, of which kind, schema and seal are right.

    Raises
    ------
    ModelFormatError
        If it is missing, of another kind or schema version, or changed.
    """
    path = folder / MANIFEST
    manifest = read_json(path)
    if not isinstance(manifest, dict) or manifest.get("kind") != kind:
        raise ModelFormatError("model_damaged", path=str(path), reason="kind")
    if manifest.get("schema") != schema:
        raise ModelFormatError("model_version", path=str(folder), received=manifest.get("schema"), expected=schema)
    if not is_sealed(manifest):
        raise ModelFormatError("model_damaged", path=str(path), reason="sha256")
    return manifest


def abandoned_files(folder: Path, ours: re.Pattern[str]) -> set[str]:
    """Return files named as ours are that nobody writes any more; drafts of killed writers are removed."""
    remove_drafts(folder)
    found = set()
    for path in (*folder.glob("*"), *folder.glob("model-*/*")):
        with contextlib.suppress(OSError):
            name = path.relative_to(folder).as_posix()
            if ours.fullmatch(name) and is_abandoned(path):
                found.add(name)
    return found


def remove_files(folder: Path, names: set[str]) -> None:
    """Remove files of ours, and their folders once empty."""
    for name in names:
        with contextlib.suppress(OSError):
            (folder / name).unlink()
    for name in {name.partition("/")[0] for name in names if "/" in name}:
        with contextlib.suppress(OSError):
            (folder / name).rmdir()
