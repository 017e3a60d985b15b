"""Models on disk: one JSON and one npz, written atomically, checked when read; no code in either."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelFormatError

_JSON, _ARRAYS = "model.json", "model.npz"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def save_state(folder: Path, content: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Save settings and arrays into a folder."""
    import io

    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    data = buffer.getvalue()
    write_atomically(folder / _ARRAYS, data)
    content = {**content, "arrays_sha256": hashlib.sha256(data).hexdigest()}
    write_atomically(folder / _JSON, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


def load_state(folder: Path, schema: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Load what :func:`save_state` wrote.

    Raises
    ------
    ModelFormatError
        If a file is missing, damaged or of another schema version.
    """
    try:
        content = json.loads((folder / _JSON).read_text(encoding="utf-8"))
        data = (folder / _ARRAYS).read_bytes()
    except FileNotFoundError as error:
        raise ModelFormatError("model_missing", path=str(error.filename)) from None
    except ValueError:
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="JSON") from None
    if not isinstance(content, dict) or "schema" not in content:
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="schema")
    if content["schema"] != schema:
        raise ModelFormatError("model_version", path=str(folder), received=content["schema"], expected=schema)
    if hashlib.sha256(data).hexdigest() != content.get("arrays_sha256"):
        raise ModelFormatError("model_damaged", path=str(folder / _ARRAYS), reason="sha256")
    try:
        with np.load(folder / _ARRAYS, allow_pickle=False) as found:
            return content, {key: found[key] for key in found.files}
    except (ValueError, OSError, zipfile.BadZipFile):
        raise ModelFormatError("model_damaged", path=str(folder / _ARRAYS), reason="npz") from None
