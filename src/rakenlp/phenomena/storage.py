"""Models on disk: one JSON and one npz, checked when read; no code in either."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._files import digest, is_sealed, read_arrays, read_json, sealed
from ..errors import ModelFormatError
from ..vectors import LemmaVectors

_JSON, _ARRAYS = "model.json", "model.npz"


def packed(content: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> dict[str, bytes]:
    """Return settings and arrays as files by their names, in the order in which they are to be written."""
    buffer = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez_compressed(buffer, **named)
    data = buffer.getvalue()
    return {_ARRAYS: data, _JSON: sealed({**content, "arrays_sha256": digest(data)})}


def load_state(folder: Path, schema: int) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Load the files of :func:`packed`.

    Raises
    ------
    ModelFormatError
        If a file is missing, damaged or of another schema version.
    """
    content = read_json(folder / _JSON)
    if not isinstance(content, dict) or "schema" not in content:
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="schema")
    if content["schema"] != schema:
        raise ModelFormatError("model_version", path=str(folder), received=content["schema"], expected=schema)
    if not is_sealed(content):
        raise ModelFormatError("model_damaged", path=str(folder / _JSON), reason="sha256")
    path = folder / _ARRAYS
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
