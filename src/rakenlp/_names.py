"""Names of files that can be opened on any system: what is written on one computer is often read on another."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .errors import ParameterError

#: What Windows takes for a device, whatever ending follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)", re.IGNORECASE)
#: What no name may hold there: most signs end up in another file or in none, a last dot or space is dropped.
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]|[. ]$')
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def check_name(path: Path, windows: bool = os.name == "nt") -> None:
    r"""Refuse a name, before it is made, that Windows cannot open; and a path of Windows on another system.

    Parameters
    ----------
    path : pathlib.Path
        What exists already is left as it is.
    windows : bool
        Whether this is Windows: there, every sign that no name may hold is refused, elsewhere only what Windows takes
        for a device.

    Raises
    ------
    ParameterError

    Examples
    --------
    >>> from pathlib import Path
    >>> from rakenlp._names import check_name
    >>> check_name(Path("tulokset/kooste.html"))
    >>> check_name(Path("tulokset/con.html"))
    Traceback (most recent call last):
    rakenlp.errors.ParameterError: ...
    """
    if not windows and _DRIVE.match(str(path)):
        raise ParameterError("name_of_windows", path=str(path))
    for part in (path, *path.parents):
        if not part.name or part.name == "..":
            continue
        wrong = _DEVICE.match(part.name) or (windows and _FORBIDDEN.search(part.name))
        if wrong and (windows or not part.exists()):
            raise ParameterError("name_reserved", name=part.name, path=str(path))
