"""Codings of a REFI-QDA project (.qdpx), made in a qualitative tool, read back to be compared."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter, defaultdict
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

import pandas as pd

from ..errors import InputError
from ._qda import PROJECT, PROJECT_FILE, guid
from .codes import codebook, find_code

if TYPE_CHECKING:
    from ..analysis import Analysis

_IN = f"{{{PROJECT}}}"
#: A project file larger than this is no project of an open form.
_LARGEST = 256 * 1024 * 1024
Found = dict[str, dict[str, list[str]]]


def read_qda(path: str | PathLike[str], analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Read the codings of a project that was coded further in a qualitative tool.

    A source is recognised by its GUID or its name (the observation_id), a code by its GUID, its code or its name.
    Codes that were added in the tool keep the name that they have there, so that they show when codings are compared.

    Parameters
    ----------
    path : path-like
        A .qdpx file, of any tool.
    analysis : Analysis
        The one that the project was written from, or another one of the same observations.

    Returns
    -------
    dict of str to DataFrame
        By the name of the user: a coding as of :func:`read_coding_sheet`. The main code of an observation is the one
        that its user put on most of its places, of equal ones the one that comes first in the file.

    Raises
    ------
    InputError
        If the file is not a project, or none of its sources is an observation of the analysis.
    """
    root = _project(Path(path))
    book = codebook(analysis)
    ids = {str(i) for i in analysis.obs.frame.index}
    sources = {guid("source", i): i for i in ids}
    codes = _codes(root, book)
    users = {_key(user.get("guid")): user.get("name") or user.get("id") or "" for user in root.iter(f"{_IN}User")}
    found: Found = defaultdict(lambda: defaultdict(list))
    recognised = 0
    for source in root.iter(f"{_IN}TextSource"):
        i = sources.get(_key(source.get("guid"))) or _by_name(source.get("name") or "", ids)
        if i is None:
            continue
        recognised += 1
        for coding, user in _codings(source):
            ref = coding.find(f"{_IN}CodeRef")
            code = codes.get(_key(ref.get("targetGUID"))) if ref is not None else None
            if code is not None:
                found[users.get(user) or user][i].append(code)
    if not recognised:
        raise InputError("qda_no_sources", path=str(path))
    return {name: _coding(coded) for name, coded in found.items()}


def _project(path: Path) -> Xml.Element:
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.lower().endswith(".qde") and "/" not in n)
            if archive.getinfo(name).file_size > _LARGEST:
                raise ValueError(PROJECT_FILE)
            content = archive.read(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise ValueError("DOCTYPE")
        root = Xml.fromstring(content)
    except (OSError, ValueError, StopIteration, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, Xml.ParseError):
        raise InputError("file_damaged", path=str(path), kind="REFI-QDA") from None
    if root.tag != f"{_IN}Project":
        raise InputError("file_damaged", path=str(path), kind="REFI-QDA")
    return root


def _codes(root: Xml.Element, book: pd.DataFrame) -> dict[str, str]:
    own = {guid("code", code): code for code in book["code"]}
    out = {}
    for element in root.iter(f"{_IN}Code"):
        key, name = _key(element.get("guid")), element.get("name") or ""
        out[key] = own.get(key) or find_code(book, name) or name
    return out


def _codings(source: Xml.Element) -> list[tuple[Xml.Element, str]]:
    """Return the codings of a source with their users: those of its parts, and those of the whole."""
    out = []
    for selection in source.iter(f"{_IN}PlainTextSelection"):
        for coding in selection.findall(f"{_IN}Coding"):
            out.append((coding, _key(coding.get("creatingUser") or selection.get("creatingUser"))))
    out += [(coding, _key(coding.get("creatingUser"))) for coding in source.findall(f"{_IN}Coding")]
    return out


def _by_name(name: str, ids: set[str]) -> str | None:
    return next((each for each in (name, PurePosixPath(name).stem) if each in ids), None)


def _coding(coded: dict[str, list[str]]) -> pd.DataFrame:
    rows = {}
    for i in sorted(coded):
        times = Counter(coded[i])
        order = tuple(sorted(times, key=lambda code: -times[code]))  # stable: the first of the file stays first
        rows[i] = (order[0], order, "")
    out = pd.DataFrame.from_dict(rows, orient="index", columns=["code", "codes", "memo"]).astype(object)
    out.index.name = "observation_id"
    return out


def _key(value: str | None) -> str:
    return (value or "").strip("{} ").lower()
