"""How the trained scorers of this folder are kept: a manifest, and hashed weights beside it that belong to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._files import UNREADABLE, digest, read_arrays, read_json
from ..errors import ModelFormatError

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Name of the file that tells of the others.
MANIFEST = "manifest.json"


@contextmanager
def saved_scorer(
    folder: str | Path, arrays: str, expected: Mapping[str, Any]
) -> Iterator[tuple[Any, dict[str, NDArray[Any]]]]:
    """Give the manifest and the arrays of a saved scorer; what is wrong with them inside is told as damage.

    Parameters
    ----------
    folder : path
    arrays : str
        Name of the file with the weights.
    expected : mapping
        What the manifest has to say, the schema among it.

    Raises
    ------
    ModelFormatError
        If a file is missing, damaged or of another schema.
    """
    path = Path(folder)
    manifest, found = read_json(path / MANIFEST), read_arrays(path / arrays)
    try:
        if any(manifest[name] != value for name, value in expected.items()):
            raise damaged(path / MANIFEST, f"schema {manifest['schema']}, not {expected['schema']}")
        if digest((path / arrays).read_bytes()) != manifest["sha256"]:
            raise damaged(path / arrays, "sha256")
        yield manifest, found
    except ModelFormatError:
        raise
    except (OSError, *UNREADABLE) as error:
        raise damaged(path, type(error).__name__) from error


def numbers_of(
    folder: Path, manifest: Mapping[str, Any], thresholds: Sequence[str]
) -> tuple[list[float], list[float], dict[str, float]]:
    """Return the units, the biases and the thresholds that a manifest tells.

    Raises
    ------
    ModelFormatError
        If one is not finite.
    """
    unit, bias = ([float(number) for number in manifest[name]] for name in ("unit", "bias"))
    limits = {name: float(manifest["thresholds"][name]) for name in thresholds}
    if not all(map(math.isfinite, [*unit, *bias, *limits.values()])):
        raise damaged(folder / MANIFEST, "numbers")
    return unit, bias, limits


def damaged(path: Path, reason: str) -> ModelFormatError:
    """Return the error that tells of a damaged file."""
    return ModelFormatError("model_damaged", path=str(path), reason=reason)
