"""Files: written in one step, so that a reader sees the old one or the whole new one; checked when read."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ModelFormatError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def write_atomic(path: str | os.PathLike[str], content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write a file in one step, making its folder when needed.

    Parameters
    ----------
    path : path-like
    content : str or bytes
        Lone surrogates of a str are written as "?".
    encoding : str

    Returns
    -------
    pathlib.Path
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode(encoding, errors="replace") if isinstance(content, str) else content
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    return target


def read_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    ModelFormatError
        If it is missing or no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    except ValueError:
        raise ModelFormatError("model_damaged", path=str(path), reason="JSON") from None


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of an npz file; pickled objects are refused.

    Raises
    ------
    ModelFormatError
        If it is missing or damaged.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as found:
            return {key: found[key] for key in found.files}
    except FileNotFoundError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    except (ValueError, OSError, EOFError, AttributeError, zipfile.BadZipFile):
        raise ModelFormatError("model_damaged", path=str(path), reason="npz") from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
