"""The kooste as slides for a quarter of an hour in a management group: one HTML file, one printed page a slide."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import text
from ._pages import templates
from ._slide_blocks import slides_of
from .kooste import build_kooste

SCHEMA = "rakenlp-slides/1"
_HEAD = ("profile", "language", "as_of", "period", "previous", "versions")


def build_slides(analysis: Any, profile: str = "published", period: Any = None) -> dict[str, Any]:
    """Gather what stands on the slides of a kooste as plain values.

    Parameters
    ----------
    analysis : Analysis
    profile : {"published", "internal"}
        As of :func:`build_kooste`. The internal one has small counts and the beginnings of some texts.
    period : str, (start, end), Period or None
        See :func:`rakenlp.reporting.parse_period`.

    Returns
    -------
    dict
        ``slides`` is a list of five to seven: the summary, phenomena by national parent, flags (six at most), single
        voices, what is not seen, what to decide. Every number is one of the kooste of the same profile and period.

    Raises
    ------
    ParameterError
        If the profile or the period cannot be read.
    """
    kooste = build_kooste(analysis, profile, period)
    return {"schema": SCHEMA, **{name: kooste[name] for name in _HEAD}, "slides": slides_of(kooste)}


def write_slides(analysis: Any, path: str | os.PathLike[str], profile: str = "published", period: Any = None) -> Path:
    """Write the slides of a kooste as one self-contained HTML file.

    On a screen the arrow keys, Page Up and Page Down, the space bar, Home and End go from slide to slide; without
    scripts the page scrolls from slide to slide, and on a phone it is read downwards. In print each slide is a page.

    Parameters
    ----------
    analysis : Analysis
    path : path-like
        Ends in ``.html``.
    profile : {"published", "internal"}
    period : str, (start, end), Period or None
        See :func:`build_slides`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ParameterError
        If the file name ends in something else, or the profile or period cannot be read.

    Examples
    --------
    >>> import tempfile, rakenlp
    >>> analysis = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa"]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     analysis.slides(f"{folder}/esitys.html", profile="internal").name
    'esitys.html'
    """
    if Path(path).suffix.lower() != ".html":
        expected, received = text("slides.suffix_expected"), Path(path).name
        raise ParameterError("parameter", name="path", owner="slides", expected=expected, received=received)
    content = build_slides(analysis, profile, period)
    template = _environment().get_template("slides.html.jinja")
    return write_atomic(path, template.render(s=content, script=_script(), allowed=_allowed()))


@cache
def _environment() -> Any:
    return templates()


@cache
def _script() -> str:
    environment = _environment()
    return str(environment.loader.get_source(environment, "slides.js")[0])


@cache
def _allowed() -> str:
    """Return the only script that the page may run, by its checksum."""
    return base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
