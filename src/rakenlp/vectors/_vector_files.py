"""Lemma vectors on disk: two data files, and a manifest, written last, with their checksums and counts."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._files import read_arrays, read_json, write_together
from ..errors import ModelFormatError

if TYPE_CHECKING:
    from ._lemma_vectors import LemmaVectors

SCHEMA = 1
KIND = "rakenlp-vectors"
_ARRAYS, _WORDS, _MANIFEST = "vectors.npz", "vocabulary.json", "manifest.json"


def write_vectors(vectors: LemmaVectors, stored: NDArray[Any] | None, folder: Path) -> None:
    """Write vectors; ``stored`` is what is written, their 8-bit form when None."""
    shares: NDArray[Any] = vectors.shares
    if stored is None:
        rows = vectors.vectors
        scale = np.abs(rows).max(axis=1, keepdims=True, initial=0.0) / 127
        scale[scale == 0] = 1
        stored, shares = np.round(rows / scale).astype(np.int8), vectors.shares.astype(np.float32)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, vectors=stored, shares=shares)
    names = list(vectors.vocabulary)
    words = json.dumps(names, ensure_ascii=False).encode("utf-8", "replace")
    contents = {_ARRAYS: buffer.getvalue(), _WORDS: words}
    manifest = {
        "kind": KIND,
        "schema": SCHEMA,
        "version": version_of(names, stored, shares),
        "lemmas": len(names),
        "dimensions": int(stored.shape[1]),
        "training": vectors.training,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    contents[_MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    write_together({folder / name: content for name, content in contents.items()})


def read_vectors(folder: Path) -> tuple[list[str], NDArray[Any], NDArray[np.float64], dict[str, Any]]:
    """Return vocabulary, vectors, shares and what they were made of.

    Raises
    ------
    ModelFormatError
        If a file is missing or damaged, or of another schema version.
    """
    manifest = _manifest(folder)
    names = read_json(folder / _WORDS)
    arrays = read_arrays(folder / _ARRAYS)
    if not {"vectors", "shares"} <= set(arrays) or not isinstance(names, list):
        raise ModelFormatError("model_damaged", path=str(folder), reason=_ARRAYS)
    stored, shares = arrays["vectors"], arrays["shares"]
    if stored.ndim != 2 or len(names) != len(stored) or shares.shape != (len(names),):
        raise ModelFormatError("model_damaged", path=str(folder), reason=_ARRAYS)
    return names, stored, shares.astype(np.float64), manifest.get("training", {})


def version_of(names: Sequence[str], stored: NDArray[Any], shares: NDArray[Any]) -> str:
    """Return a short checksum of the content, the same in memory and on disk."""
    digest = hashlib.sha256("\n".join(names).encode("utf-8", "replace"))
    digest.update(f"{stored.dtype.str}{stored.shape}".encode())
    digest.update(np.ascontiguousarray(stored).tobytes())
    digest.update(np.ascontiguousarray(shares, dtype="<f4").tobytes())
    return digest.hexdigest()[:12]


def stamp(folder: Path) -> tuple[int, ...]:
    """Return what changes when the files of a folder do."""
    found = []
    for name in (_ARRAYS, _WORDS, _MANIFEST):
        try:
            told = (folder / name).stat()
            found += [told.st_mtime_ns, told.st_size]
        except OSError:
            found += [0, 0]
    return tuple(found)


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, its files checked; empty where there is none, as beside the vectors that ship."""
    path = folder / _MANIFEST
    if not path.exists():
        return {}
    manifest = read_json(path)
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise ModelFormatError("model_damaged", path=str(path), reason="kind")
    if manifest.get("schema") != SCHEMA:
        raise ModelFormatError("model_version", path=str(folder), received=manifest.get("schema"), expected=SCHEMA)
    for name, digest in manifest.get("sha256", {}).items():
        file = folder / Path(str(name)).name
        try:
            content = file.read_bytes()
        except OSError:
            raise ModelFormatError("model_missing", path=str(file)) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise ModelFormatError("model_damaged", path=str(file), reason="sha256")
    return manifest
