"""The kooste: what was heard in a period, for the working group or for publication."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import get_language, plural, text
from . import _svg
from ._block_pages import html_of, markdown_of
from ._format import clean, format_change, format_date, format_dates, format_number, iso_day
from ._internal import internal_content
from ._kooste_blocks import reading_time
from ._kooste_more import earlier_blocks, gap_blocks
from ._language import in_language
from ._lines import (
    internal_lines,
    published_flags,
    published_lead,
    published_lines,
    published_practices,
    published_single,
)
from ._markdown import markdown_filters
from ._material import Material, collect
from ._pages import suffix_of, templates, write_json
from ._published import published_content
from ._quotes import not_printed_here, texts_told
from ._reading import reading_words
from .periods import Period

PROFILES = ("published", "internal")
SCHEMA = "rakenlp-kooste/1"
_NUMBER = re.compile(r"\d")  # a note with a number: the notes of two analyses could be subtracted


def build_kooste(analysis: Any, profile: str = "published", period: Any = None, register: Any = None) -> dict[str, Any]:
    """Gather the content of a kooste as plain values, ready to be rendered or stored.

    Parameters
    ----------
    analysis : Analysis
    profile : {"published", "internal"}
        "internal" holds texts and ids and stays in the working group. "published" shows no count from 1 to 4,
        nor anything from which one could be worked out, and no texts, ids or municipalities.
    period : str, (start, end), Period or None
        See :func:`rakenlp.reporting.parse_period`; None is the half-year in which ``analysis.as_of`` falls.
    register : Register, optional
        Where the internal one looks up how the social reports stand; it is only read.

    Returns
    -------
    dict
        Plain values only: what the ``.json`` kooste holds.

    Raises
    ------
    ParameterError
        If the profile or the period cannot be read.
    """
    if profile not in PROFILES:
        raise ParameterError(
            "parameter",
            name="profile",
            owner="kooste",
            expected=text("kooste.profile_expected"),
            received=profile,
        )
    analysis = in_language(analysis)
    material = collect(analysis, period)
    if profile == "internal":
        body = internal_content(analysis, material, register)
        body["summary"] = internal_lines(body)
    else:
        body = published_content(analysis, material)
        body["summary"] = published_lines(body)
    content = {**head_of(analysis, material, profile, SCHEMA), **body}
    if profile == "internal":
        content["reading"] = reading_time(content)
    return content


def write_kooste(
    analysis: Any,
    path: str | os.PathLike[str],
    profile: str = "published",
    period: Any = None,
    template: str | os.PathLike[str] | None = None,
    register: Any = None,
) -> Path:
    """Write a kooste of a period to a file.

    Parameters
    ----------
    analysis : Analysis
    path : path-like
        Ends in ``.html`` (one self-contained page without scripts), ``.docx`` (extra ``report``), ``.md`` or
        ``.json``.
    profile : {"published", "internal"}
        See :func:`build_kooste`.
    period : str, (start, end), Period or None
        See :func:`rakenlp.reporting.parse_period`.
    template : path-like, optional
        A Word document or template on which a ``.docx`` is made; see :mod:`rakenlp.reporting.word`.
    register : Register, optional
        See :func:`build_kooste`.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ParameterError
        If the file name ends in something else, the profile or period cannot be read, a template is given for
        another format, or it lacks a style.
    InputError
        If the template is no Word document.
    MissingExtraError
        For a ``.docx``, if python-docx is not installed.
    """
    suffix = suffix_of(path, "kooste")
    check_template(template, suffix, "kooste")
    content = build_kooste(analysis, profile, period, register)
    if suffix == ".docx":
        from ._docx_document import docx_bytes
        from ._kooste_document import kooste_document

        return write_atomic(path, docx_bytes(kooste_document(content), "Analysis.kooste(….docx)", template))
    if suffix == ".json":
        return write_json(path, content)
    return write_atomic(path, render(content, suffix[1:]))


def render(content: dict[str, Any], form: str = "html") -> str:
    """Render the content of a kooste as "html" or "md".

    Parameters
    ----------
    content : dict
        From :func:`build_kooste`.
    form : {"html", "md"}

    Returns
    -------
    str
    """
    return _templates(form).get_template(f"kooste.{form}.jinja").render(k=content, language=content["language"])


def check_template(template: Any, suffix: str, owner: str) -> None:
    """Refuse a template for a format that has none, rather than leave it unused."""
    if template is not None and suffix != ".docx":
        expected = text("kooste.template_expected")
        raise ParameterError("parameter", name="template", owner=owner, expected=expected, received=suffix)


def head_of(analysis: Any, material: Material, profile: str, schema: str) -> dict[str, Any]:
    """Return what every report begins with: its period, the day looked at, notes and versions."""
    period, previous = material.period, material.previous
    return {
        "schema": schema,
        "profile": profile,
        "language": get_language(),
        "as_of": iso_day(material.as_of),
        "period": {**_described(period), "unfinished": period.unfinished(material.as_of)},
        "previous": _described(previous) if previous else None,
        "notes": [clean(note) for note in analysis.notes if profile == "internal" or not _NUMBER.search(note)],
        "masked": bool(analysis.obs.masked),
        "versions": {str(name): str(version) for name, version in sorted(analysis.versions.items())},
    }


def _described(period: Period) -> dict[str, Any]:
    days = format_dates(period.start, period.end) if period.start and period.end else text("kooste.period_all")
    return {
        "key": period.key,
        "label": period.label(),
        "name": period.name(),
        "days": days,
        "start": period.start.isoformat() if period.start else None,
        "end": period.end.isoformat() if period.end else None,
    }


@cache
def _templates(form: str) -> Environment:
    environment = templates(
        autoescape=form == "html",
        plural=plural,
        published_single=published_single,
        published_lead=published_lead,
        published_practices=published_practices,
        published_flags=published_flags,
        strip_timeline=_svg.strip_timeline,
        voice_grid=_svg.voice_grid,
        parent_bars=_svg.parent_bars,
        expectation=_svg.expectation,
        gap_blocks=gap_blocks,
        texts_told=texts_told,
        reading_words=reading_words,
        not_printed_here=not_printed_here,
        earlier_blocks=earlier_blocks,
        html_of=html_of,
        markdown_of=markdown_of,
    )
    environment.filters.update(
        day=format_date,
        number=format_number,
        change=format_change,
        **(markdown_filters() if form == "md" else {}),
    )
    return environment
