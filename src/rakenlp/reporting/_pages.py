"""What every report shares on its way to a file: the formats, the templates, the content as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import text

SUFFIXES = (".html", ".docx", ".md", ".json")


def suffix_of(path: str | os.PathLike[str], owner: str) -> str:
    """Return in which format a report is to be written, by its file name.

    Raises
    ------
    ParameterError
        If there is no such format.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        expected, received = text("kooste.suffix_expected"), Path(path).name
        raise ParameterError("parameter", name="path", owner=owner, expected=expected, received=received)
    return suffix


def write_json(path: str | os.PathLike[str], content: dict[str, Any]) -> Path:
    """Write the content of a report as JSON."""
    return write_atomic(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def templates(*, autoescape: bool = True, **names: Any) -> Environment:
    """Return the templates of reports, in which these names are known beside ``t``, the texts."""
    environment = Environment(
        loader=PackageLoader("rakenlp.reporting", "templates"),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(t=text, **names)
    return environment
