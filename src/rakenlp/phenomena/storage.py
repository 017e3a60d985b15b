"""Models on disk: one JSON and one npz, checked when read; no code in either."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._files import digest, is_sealed, read_arrays, read_json, read_settled, sealed, write_atomic
from ..errors import ModelFormatError
from ..vectors import LemmaVectors

_JSON, _ARRAYS = "model.json", "model.npz"
_NAME = re.compile(r"model(?:-[0-9a-f]{12})?\.npz")


def packed(content: dict[str, Any], arrays: dict[str, NDArray[Any]], older: str | None = None) -> dict[str, bytes]:
    """Return settings and arrays as files by their names, in the order in which they are to be written.

    ``older`` names the arrays of a model that these take the place of: they get another name, so that the old model is
    whole until the settings, which name the arrays, are replaced.
    """
    buffer = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez_compressed(buffer, **named)
    data = buffer.getvalue()
    name = _ARRAYS if older is None else f"model-{digest(data)[:12]}.npz"
    told = {**content, "arrays_sha256": digest(data)}
    return {name: data, _JSON: sealed(told if older is None else {**told, "arrays": name})}


def write_state(folder: Path, content: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Write the files of :func:`packed`; whatever happens meanwhile, the folder holds the older model or this one."""
    older = _arrays_of(folder)
    files = packed(content, arrays, older)
    try:
        for name, data in files.items():
            write_atomic(folder / name, data)
    except BaseException:
        for name in set(files) - {older, _JSON}:
            with contextlib.suppress(OSError):
                (folder / name).unlink()
        raise
    if older is not None and older not in files:
        with contextlib.suppress(OSError):
            (folder / older).unlink()


def _arrays_of(folder: Path) -> str | None:
    """Return the name of the arrays of the model in a folder; None without a model."""
    try:
        content = read_json(folder / _JSON)
    except ModelFormatError:
        return None
    name = content.get("arrays", _ARRAYS) if isinstance(content, dict) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def load_state(folder: Path, schema: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Load the files of :func:`write_state`.

    Raises
    ------
    ModelFormatError
        If a file is missing, damaged or of another schema version.
    """
    return read_settled(folder / _JSON, lambda: _load_state(folder, schema))


def _load_state(folder: Path, schema: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    content = read_json(folder / _JSON)
    if not isinstance(content, dict) or "schema" not in content:
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="schema")
    if content["schema"] != schema:
        raise ModelFormatError("model_version", path=str(folder), received=content["schema"], expected=schema)
    if not is_sealed(content):
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="sha256")
    name = content.get("arrays", _ARRAYS)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="arrays")
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    if digest(data) != content.get("arrays_sha256"):
        raise ModelFormatError("model_damaged", path=str(path), reason="sha256")
    return content, read_arrays(path)


def save_vectors(vectors: LemmaVectors) -> dict[str, NDArray[Any]]:
    """Return lemma vectors as arrays of a saved model, to the last bit."""
    words = np.frombuffer("\n".join(vectors.vocabulary).encode("utf-8", "replace"), dtype=np.uint8)
    return {"vectors_words": words, "vectors_rows": vectors.stored, "vectors_shares": vectors.shares}


def load_vectors(arrays: dict[str, NDArray[Any]], folder: Path) -> LemmaVectors:
    """Return what :func:`save_vectors` gave.

    Raises
    ------
    ModelFormatError
        If something is missing or does not fit together.
    """
    try:
        words = arrays["vectors_words"].tobytes().decode("utf-8").split("\n")
        rows, shares = arrays["vectors_rows"], arrays["vectors_shares"]
    except (KeyError, UnicodeDecodeError) as error:
        raise ModelFormatError("model_damaged", path=str(folder), reason=type(error).__name__) from None
    if len(words) != len(rows) or len(words) != len(shares):
        raise ModelFormatError("model_damaged", path=str(folder), reason="vectors")
    return LemmaVectors({word: i for i, word in enumerate(words)}, rows, shares)
