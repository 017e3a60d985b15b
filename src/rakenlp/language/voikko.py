"""Finnish morphology: the native Voikko library, or its pure Python port where that cannot be had.

A libvoikko handle shared by threads silently returns the analyses of other words, or aborts the process.
Here every thread of every process opens a handle of its own at its first word; none is ever pickled.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from dataclasses import dataclass
from typing import Protocol

from ..errors import BackendError, ParameterError
from ._shared import once

logger = logging.getLogger(__name__)

#: Environment variable that forces one back end ("native" or "pure").
BACKEND_VARIABLE = "RAKENLP_VOIKKO"

#: Where Homebrew keeps libraries on Apple silicon; not on the loader's own path.
_HOMEBREW = "/opt/homebrew/lib"

_PURE_KEYS = (
    "BASEFORM",
    "CLASS",
    "FSTOUTPUT",
    "MOOD",
    "NEGATIVE",
    "PERSON",
    "TENSE",
    "SIJAMUOTO",
    "NUMBER",
    "FOCUS",
    "POSSESSIVE",
    "COMPARISON",
    "PARTICIPLE",
)


class Morphology(Protocol):
    """What a back end offers: all morphological analyses of one word, best first."""

    def analyze(self, word: str) -> list[dict[str, str]]:
        """Return the analyses, each a mapping of Voikko's keys (BASEFORM, CLASS, ...)."""
        ...


@dataclass(frozen=True)
class BackendInfo:
    """What is known of one back end on this machine.

    Attributes
    ----------
    name : {"native", "pure"}
    available : bool
    version : str
        Version of the library; empty if it could not be loaded.
    dictionary : str
        Description of the Finnish dictionary in use.
    reason : str
        Why the back end cannot be used; empty if it can.
    """

    name: str
    available: bool
    version: str = ""
    dictionary: str = ""
    reason: str = ""


class _Pure:
    """pyvoikko behind the interface of libvoikko."""

    def __init__(self) -> None:
        import pyvoikko

        self._analyse = pyvoikko.analyse

    def analyze(self, word: str) -> list[dict[str, str]]:
        found = self._analyse(word)
        if not found and word != word.lower():
            found = self._analyse(word.lower())
        if not found and word != word.title():
            found = self._analyse(word.title())
        out = []
        for analysis in found:
            entry = {key: str(value) for key in _PURE_KEYS if (value := getattr(analysis, key, None))}
            entry["BASEFORM"] = entry.get("BASEFORM", word).replace("=", "").replace("--", "-")
            out.append(entry)
        return out


def _open_native() -> Morphology:
    from libvoikko import Voikko

    if sys.platform == "darwin" and os.path.isdir(_HOMEBREW):
        Voikko.setLibrarySearchPath(_HOMEBREW)
    Voikko.getVersion()  # fails here, before there is an object to clean up, where the library is missing
    return Voikko("fi")  # type: ignore[no-any-return]


def _open_pure() -> Morphology:
    return _Pure()


_OPENERS = {"native": _open_native, "pure": _open_pure}


def _describe(name: str) -> BackendInfo:
    try:
        handle = _OPENERS[name]()
        if not any(a.get("BASEFORM") == "asunnoton" for a in handle.analyze("asunnottomien")):
            return BackendInfo(name, False, reason="the dictionary does not know Finnish words")
    except Exception as error:  # noqa: BLE001 - ctypes, import and library errors of many kinds
        return BackendInfo(name, False, reason=f"{type(error).__name__}: {error}")
    if name == "pure":
        from importlib.metadata import version

        return BackendInfo(name, True, version("pyvoikko"), "pyvoikko")
    from libvoikko import Voikko

    dictionary = "; ".join(
        f"{d.language} {d.variant} ({d.description})" for d in Voikko.listDicts() if d.language.startswith("fi")
    )
    return BackendInfo(name, True, Voikko.getVersion(), dictionary)


def available_backends() -> list[BackendInfo]:
    """Describe every back end that rakenlp knows, usable or not.

    Returns
    -------
    list of BackendInfo
        The native library first.

    Examples
    --------
    >>> from rakenlp.language.voikko import available_backends
    >>> [info.name for info in available_backends()]
    ['native', 'pure']
    """
    return [_describe(name) for name in _OPENERS]


@once
def active_backend() -> BackendInfo:
    """Return the back end in use: the native one if it works, else the pure one.

    The environment variable ``RAKENLP_VOIKKO`` ("native" or "pure") forces one.

    Returns
    -------
    BackendInfo

    Raises
    ------
    BackendError
        If neither works; the message gives the install line of this system.
    """
    forced = os.environ.get(BACKEND_VARIABLE, "")
    for name in (_known(forced, BACKEND_VARIABLE, "rakenlp"),) if forced else tuple(_OPENERS):
        info = _describe(name)
        if info.available:
            if name == "pure":
                logger.info("native Voikko is not in use; the pure Python version is slower and knows fewer words")
            return info
    raise BackendError("voikko_missing", install=install_line())


def is_available(name: str | None = None) -> bool:
    """Tell whether words can be analysed on this machine, without raising where they cannot.

    Parameters
    ----------
    name : {"native", "pure"}, optional
        A back end; by default whichever :func:`active_backend` would choose.

    Returns
    -------
    bool
        :func:`available_backends` tells why not.

    Raises
    ------
    ParameterError
        If there is no such back end.

    Examples
    --------
    >>> from rakenlp.language import is_available
    >>> is_available()
    True
    """
    if name is not None:
        return _describe(_known(name, "name", "is_available")).available
    try:
        return active_backend().available
    except BackendError:
        return False


def _known(name: str, parameter: str, owner: str) -> str:
    if name not in tuple(_OPENERS):
        raise ParameterError("parameter", name=parameter, owner=owner, received=name, expected="native / pure")
    return name


def install_line() -> str:
    """Return the command that installs native Voikko on this system."""
    import platform
    import shutil

    if platform.system() == "Darwin":
        return "brew install libvoikko"
    if platform.system() == "Windows":
        return "pip install 'rakenlp[pure]'"
    if shutil.which("dnf"):
        return "sudo dnf install libvoikko voikko-fi"
    return "sudo apt install libvoikko1 voikko-fi"


class _Handles(threading.local):
    morphology: Morphology | None = None
    process = 0


_handles = _Handles()
_of_turns: list[tuple[Morphology | None, int]] = [(None, 0)]


def borrow() -> tuple[Morphology | None, int]:
    """Let the calling thread use the morphology of those that take turns; a handle takes some megabytes.

    Returns
    -------
    tuple
        What is to be given to :func:`give_back`. Only one thread at a time may be between the two.
    """
    own = _handles.morphology, _handles.process
    _handles.morphology, _handles.process = _of_turns[0]
    return own


def give_back(own: tuple[Morphology | None, int]) -> None:
    """Let the calling thread have its own morphology again."""
    _of_turns[0] = _handles.morphology, _handles.process
    _handles.morphology, _handles.process = own


def morphology() -> Morphology:
    """Return the morphology of the calling thread, opened at its first call in this process.

    Returns
    -------
    Morphology
        Never hand it to another thread.

    Raises
    ------
    BackendError
        If no back end works on this machine.

    Examples
    --------
    >>> from rakenlp.language.voikko import morphology
    >>> morphology().analyze("asunnottomien")[0]["BASEFORM"]
    'asunnoton'
    """
    if _handles.morphology is None or _handles.process != os.getpid():
        _handles.morphology = _OPENERS[active_backend().name]()
        _handles.process = os.getpid()
    return _handles.morphology
