"""What a long run has done already, kept in a folder, so that an interrupted one goes on where it was.

Only numbers and masked texts are kept, as npz with JSON inside; nothing in them is ever run. They are personal data
all the same: the user chooses the folder, others cannot read what is in it, and it is emptied when all is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ._files import write_atomic

_ENDING = ".osa.npz"
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


class Checkpoint:
    """Results of finished batches by what they were made of.

    Parameters
    ----------
    folder : path
        Made if needed, readable by its owner only.
    made_of : tuple of str
        Whatever else the results depend on: versions of models, settings, the name of the step.

    Examples
    --------
    >>> import tempfile
    >>> from rakenlp._checkpoint import Checkpoint
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = Checkpoint(folder, "lemmat", "1")
    ...     key = done.key(["koira haukkuu"])
    ...     done.keep(key, [["koira", "haukkua"]])
    ...     key in done, done.read(key), done.of("toinen").key(["koira haukkuu"]) == key
    (True, [['koira', 'haukkua']], False)
    """

    def __init__(self, folder: str | os.PathLike[str], *made_of: str) -> None:
        self.folder = Path(folder).expanduser()
        self.made_of = made_of

    def of(self, *made_of: str) -> Checkpoint:
        """Return the same folder for another step, whose results depend on these too."""
        return Checkpoint(self.folder, *self.made_of, *made_of)

    def key(self, items: Iterable[Any]) -> str:
        """Return the name of the result for some items: texts, or what is told apart by its ``repr``."""
        found = hashlib.sha256()
        for part in (*self.made_of, "\x00", *items):
            said = (part if isinstance(part, str) else repr(part)).encode("utf-8", "surrogatepass")
            found.update(len(said).to_bytes(8, "little") + said)
        return found.hexdigest()[:40]

    def __contains__(self, key: str) -> bool:
        return self._path(key).is_file()

    def read(self, key: str) -> Any:
        """Return a kept result; None if it is not there or is damaged."""
        try:
            with np.load(self._path(key), allow_pickle=False) as arrays:
                told = json.loads(bytes(arrays["told"]).decode("utf-8", "surrogatepass"))
                return _unpacked(told, arrays)
        except _DAMAGED:
            return None

    def keep(self, key: str, result: Any) -> None:
        """Keep a result made of numbers, texts, None, lists, dicts and arrays, in one step."""
        arrays: dict[str, np.ndarray] = {}
        told = json.dumps(_packed(result, arrays), ensure_ascii=False).encode("utf-8", "surrogatepass")
        stream = io.BytesIO()
        np.savez(stream, told=np.frombuffer(told, dtype=np.uint8), **arrays)  # type: ignore[arg-type]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(self._path(key), stream.getvalue(), is_private=True)

    def clear(self) -> None:
        """Remove what is kept, and the folder if nothing else is in it."""
        if not self.folder.is_dir():
            return
        for path in [*self.folder.glob(f"*{_ENDING}"), *self.folder.glob(".*.part")]:
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_ENDING}"


def open_checkpoint(folder: str | os.PathLike[str] | Checkpoint | None, *made_of: str) -> Checkpoint | None:
    """Return the checkpoint that a parameter means, for a step; None without one."""
    if folder is None:
        return None
    return folder.of(*made_of) if isinstance(folder, Checkpoint) else Checkpoint(folder, *made_of)


def _packed(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if isinstance(value, dict):
        return {"dict": [[key, _packed(each, arrays)] for key, each in value.items()]}
    if isinstance(value, list | tuple):
        return [_packed(each, arrays) for each in value]
    raise TypeError(type(value).__name__)


def _unpacked(told: Any, arrays: Any) -> Any:
    if isinstance(told, list):
        return [_unpacked(each, arrays) for each in told]
    if isinstance(told, dict):
        if "array" in told:
            return arrays[told["array"]]
        return {key: _unpacked(value, arrays) for key, value in told["dict"]}
    return told
