"""Files: written in one step, so that a reader sees the old one or the whole new one; checked when read."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import math
import os
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ._names import check_name
from .errors import ModelFormatError, RakeError, WriteError

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")
MANIFEST = "manifest.json"
#: Where a folder of results keeps the saved analysis.
SAVED = "malli"
_DRAFT = ".part"
_ABANDONED = 3600.0  # seconds after which a half-written file has no writer
_PATIENCE = 30.0  # seconds in which a reader begins again as long as somebody saves
#: What reading a file of another make can raise, beside what is caught where it is opened.
UNREADABLE = (
    *(ArithmeticError, AttributeError, IndexError, KeyError, MemoryError, NotImplementedError, RuntimeError),
    *(TypeError, ValueError, struct.error, zlib.error, zipfile.BadZipFile),
)


def write_atomic(
    path: str | os.PathLike[str], content: str | bytes, encoding: str = "utf-8", *, is_private: bool = False
) -> Path:
    """Write a file in one step, making its folder when needed.

    Whatever happens meanwhile, a reader sees the old content or the whole new one. What a writer that was killed left
    half-done beside it is removed by the next one that writes the same file.

    Parameters
    ----------
    path : path-like
    content : str or bytes
        Lone surrogates of a str are written as "?".
    encoding : str
    is_private : bool, default=False
        Readable by its owner only.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    WriteError
        If the disk is full or the folder cannot be written to; what was there before is as it was.
    ParameterError
        If the name is one that cannot be opened on Windows.
    """
    target = Path(path)
    write_together({target: content}, encoding, is_private=is_private)
    return target


def write_together(files: Mapping[Path, str | bytes], encoding: str = "utf-8", *, is_private: bool = False) -> None:
    """Write files that belong together: all are written beside the old ones before the first takes its place.

    So a full disk leaves all the old ones. The last of them takes its place last.

    Parameters
    ----------
    files : mapping of pathlib.Path to str or bytes
    encoding : str
    is_private : bool, default=False
        Readable by their owner only.

    Raises
    ------
    WriteError, ParameterError
        As :func:`write_atomic`.
    """
    drafts: dict[str, Path] = {}
    target = None
    try:
        for target, content in files.items():
            check_name(target)
            data = content.encode(encoding, errors="replace") if isinstance(content, str) else content
            drafts[_draft(target, data, is_private)] = target
        for draft, target in list(drafts.items()):
            os.replace(draft, target)
            del drafts[draft]
    except OSError as error:
        raise error if isinstance(error, RakeError) else WriteError.of(error, target) from error
    finally:
        for draft in drafts:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(draft)
    for folder in {path.parent for path in files}:
        _put_name_on_disk(folder)


def _draft(target: Path, data: bytes, is_private: bool) -> str:
    """Write a file beside the one whose place it will take, and return its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}."
    remove_drafts(target.parent, prefix)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=prefix, suffix=_DRAFT)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not is_private:
            os.chmod(draft, 0o666 & ~_umask())
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
    return draft


def remove_drafts(folder: Path, prefix: str = ".") -> None:
    """Remove what writers that were killed have left half-done in a folder; those still at work are left alone."""
    for path in folder.glob(f"{glob.escape(prefix)}*{_DRAFT}"):
        with contextlib.suppress(OSError):
            if is_abandoned(path):
                path.unlink()


def is_abandoned(path: Path) -> bool:
    """Tell whether nobody can be writing a file any more: it has not changed for an hour."""
    return abs(time.time() - path.stat().st_mtime) > _ABANDONED


def digest(content: bytes) -> str:
    """Return the checksum of a file's content."""
    return hashlib.sha256(content).hexdigest()


def sealed(content: dict[str, Any]) -> bytes:
    """Return data as JSON, with a checksum of itself under "sha256"."""
    plain = json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
    return json.dumps({**plain, "sha256": _seal(plain)}, ensure_ascii=False, indent=1).encode()


def is_sealed(content: dict[str, Any]) -> bool:
    """Tell whether data are as :func:`sealed` wrote them."""
    return content.get("sha256") == _seal({key: value for key, value in content.items() if key != "sha256"})


def saved_folder(path: str | os.PathLike[str]) -> Path:
    """Return the folder of what was saved: the one given, or the one in it where ``rakenlp analyse --out`` saves.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    pathlib.Path
        One with a manifest.

    Raises
    ------
    ModelFormatError
        If neither has one.
    """
    folder = Path(path).expanduser()
    inside = folder / SAVED
    for place in (folder, inside):
        if (place / MANIFEST).is_file():
            return place
    raise ModelFormatError("saved_missing", path=str(folder), inside=str(inside))


def read_settled(manifest: Path, read: Callable[[], T]) -> T:
    """Return what reading a folder gives, beginning again as long as somebody saves it anew.

    Whoever saves replaces the manifest and removes older files after that: a file that a manifest names is missing
    only if the manifest has been replaced since, or the folder is damaged.

    Parameters
    ----------
    manifest : pathlib.Path
        The file of the folder that every save replaces.
    read : callable
        Reads the manifest and the files that it names.

    Raises
    ------
    ModelFormatError
        What ``read`` raises while nobody saves, or after half a minute.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        before = _stamp(manifest)
        try:
            return read()
        except ModelFormatError:
            if _stamp(manifest) == before or time.monotonic() >= end:
                raise


def read_json(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    ModelFormatError
        If it is missing, no JSON, or nested or large beyond measure.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ModelFormatError("model_damaged", path=str(path), reason="JSON") from None


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of an npz file; pickled objects are refused.

    Raises
    ------
    ModelFormatError
        If it is missing or damaged, or an array claims to be larger than its file.
    """
    import numpy as np

    try:
        _check_sizes(path)
        with np.load(path, allow_pickle=False) as found:
            return {key: found[key] for key in found.files}
    except FileNotFoundError:
        raise ModelFormatError("model_missing", path=str(path)) from None
    except (OSError, EOFError, *UNREADABLE):
        raise ModelFormatError("model_damaged", path=str(path), reason="npz") from None


def pack_words(words: Iterable[str]) -> NDArray[Any]:
    """Return words without line ends as one array of bytes."""
    import numpy as np

    return np.frombuffer("\n".join(words).encode(), np.uint8)


def unpack_words(array: NDArray[Any]) -> list[str]:
    """Return the words that :func:`pack_words` was given."""
    return array.tobytes().decode().split("\n") if array.size else []


def _check_sizes(path: Path) -> None:
    """Refuse arrays whose header tells of more than there is, before room is made for them."""
    from numpy.lib import format as npy

    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                read = npy.read_array_header_1_0 if npy.read_magic(stream) == (1, 0) else npy.read_array_header_2_0
                shape, _, dtype = read(stream)
            if math.prod(shape) * dtype.itemsize > member.file_size:
                raise ValueError("shape")


def _put_name_on_disk(folder: Path) -> None:
    """See that a file's new name survives a power cut, where the system can promise it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _stamp(manifest: Path) -> tuple[int, int] | None:
    """Return what every save changes, also one that brings back an older content."""
    try:
        found = manifest.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _seal(content: dict[str, Any]) -> str:
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=True).encode())


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
