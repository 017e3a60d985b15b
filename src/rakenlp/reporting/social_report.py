"""The draft of a social report: what was heard of one phenomenon, and marked places for what people add."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .._files import write_atomic
from ..errors import ParameterError
from ..privacy import identifying
from ..register.calendar import add_working_days, as_day
from ..texts import get_language, text
from ._format import clean, iso_day, label_of
from ._language import in_language
from ._material import Material, collect
from ._pages import suffix_of, write_json
from ._social_internal import internal_report
from ._social_published import published_report
from .indicators import indicators_of
from .kooste import PROFILES, check_template, head_of

SCHEMA = "rakenlp-social-report/1"
#: Working days that the four have for commenting on a draft.
COMMENTING_DAYS = 10
RECIPIENTS = ("line", "area", "social", "head")


def build_social_report(
    analysis: Any,
    phenomenon_id: str,
    profile: str = "published",
    period: Any = "all",
    *,
    quotes: Iterable[str] | None = None,
    sent: Any = None,
    register: Any = None,
) -> dict[str, Any]:
    """Gather the content of a social report's draft as plain values.

    Parameters
    ----------
    analysis : Analysis
    phenomenon_id : str
        One of ``analysis.phenomena["phenomenon_id"]``.
    profile : {"published", "internal"}
        "internal" holds texts, ids and small counts. "published" shows counts only as the published kooste would,
        and of the words of senders only those that people chose.
    period : str, (start, end), Period or None, default="all"
        See :func:`rakenlp.reporting.parse_period`.
    quotes : iterable of str, optional
        Observations that may be quoted in the published profile, chosen by people who have read them; nothing is
        quoted without them. Of these too, only words from groups of at least five are quoted, in which nothing looks
        as if it could tell a person.
    sent : date or str, optional
        The day on which the draft is sent for comments; ``analysis.as_of`` when None.
    register : Register, optional
        Where the state of the report is looked up. It is only read: a report is opened by people, with
        :meth:`rakenlp.Register.open_report`.

    Returns
    -------
    dict
        Plain values only: what the ``.json`` report holds.

    Raises
    ------
    ParameterError
        If the phenomenon, profile, period, day or an observation is not known, or one to be quoted is listed by
        :meth:`rakenlp.Analysis.to_check_before_publishing`.
    """
    if profile not in PROFILES:
        _refuse("profile", text("kooste.profile_expected"), profile)
    analysis = in_language(analysis)
    material = collect(analysis, period)
    if phenomenon_id not in material.phenomena.index:
        _refuse("phenomenon_id", "analysis.phenomena['phenomenon_id']", phenomenon_id)
    chosen = _checked(quotes or (), analysis, material)
    entry = material.phenomena.loc[phenomenon_id]
    if profile == "internal":
        body = internal_report(analysis, phenomenon_id, material)
    else:
        body = published_report(analysis, phenomenon_id, material, chosen)
    state = _state(register, phenomenon_id)
    return {
        **head_of(analysis, material, profile, SCHEMA),
        "with_taxonomy": material.with_taxonomy,
        "phenomenon": _phenomenon(analysis, entry, body.pop("is_named"), material),
        **body,
        "indicators": indicators_of(analysis, phenomenon_id, str(entry["parent"])),
        "comments": _comments(material, sent, state),
        "state": state,
    }


def write_social_report(
    analysis: Any,
    phenomenon_id: str,
    path: str | os.PathLike[str],
    profile: str = "published",
    period: Any = "all",
    *,
    template: str | os.PathLike[str] | None = None,
    quotes: Iterable[str] | None = None,
    sent: Any = None,
    register: Any = None,
) -> Path:
    """Write the draft of a social report.

    Parameters
    ----------
    analysis : Analysis
    phenomenon_id : str
    path : path-like
        Ends in ``.docx`` (extra ``report``), ``.html``, ``.md`` or ``.json``.
    profile, period : optional
        See :func:`build_social_report`.
    template : path-like, optional
        A Word document or template on which a ``.docx`` is made; see :mod:`rakenlp.reporting.word`.
    quotes, sent, register : optional
        See :func:`build_social_report`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ParameterError
        See :func:`build_social_report`; also for another ending of the file, or a template that lacks a style.
    InputError
        If the template is no Word document.
    MissingExtraError
        For a ``.docx``, if python-docx is not installed.
    """
    suffix = suffix_of(path, "social_report")
    check_template(template, suffix, "social_report")
    options = {"quotes": quotes, "sent": sent, "register": register}
    content = build_social_report(analysis, phenomenon_id, profile, period, **options)
    if suffix == ".json":
        return write_json(path, content)
    from ._social_blocks import social_document

    document = social_document(content)
    if suffix == ".docx":
        from ._docx_document import docx_bytes

        return write_atomic(path, docx_bytes(document, "Analysis.social_report(….docx)", template))
    from ._block_pages import html_page, markdown_page

    return write_atomic(path, html_page(document, profile) if suffix == ".html" else markdown_page(document))


def _refuse(name: str, expected: str, received: Any) -> None:
    raise ParameterError("parameter", name=name, owner="social_report", expected=expected, received=received)


def _checked(quotes: Iterable[str], analysis: Any, material: Material) -> set[str]:
    """Return the observations to quote; those that may tell a person by circumstances are refused."""
    given = [quotes] if isinstance(quotes, str) else list(quotes)
    for key in given:
        if key not in material.rows.index:
            _refuse("quotes", text("report.quotes_expected"), key)
    if given:
        found = identifying(analysis.obs, analysis)
        listed = found[found["observation_id"].isin(given)]
        if len(listed):
            key, reason = listed.iloc[0][["observation_id", "reason"]]
            _refuse("quotes", text("report.quotes_unlisted"), f"{key}: {reason}")
    return set(given)


def _phenomenon(analysis: Any, entry: Any, is_named: bool, material: Material) -> dict[str, Any]:
    """Return what the phenomenon is; a name made of the words of fewer than five is not told outside."""
    key = str(entry["phenomenon_id"])
    taxonomy = getattr(analysis.model, "taxonomy_", None)
    known = taxonomy.phenomena.get(key) if taxonomy is not None and entry["kind"] == "known" else None
    return {
        "phenomenon_id": clean(key) if is_named else None,
        "name": clean(entry["name"]) if is_named else text("report.unnamed"),
        "is_named": is_named,
        "kind": entry["kind"],
        "parent": entry["parent"],
        "parent_label": label_of("parent", entry["parent"]) if material.with_taxonomy else None,
        "definition": clean(known.definition) if known is not None and get_language() == "fi" else "",
    }


def _state(register: Any, phenomenon_id: str) -> dict[str, Any] | None:
    """Return where the newest report on the phenomenon stands in the register; None when there is none."""
    if register is None:
        return None
    reports = register.reports()
    own = reports[reports["phenomenon_id"] == phenomenon_id]
    if own.empty:
        return {"report_id": None}
    row = own.iloc[-1]
    return {
        "report_id": str(row["report_id"]),
        "title": clean(row["title"]),
        "step_name": str(row["step_name"]),
        "since": iso_day(row["since"]),
        "deadline": iso_day(row["deadline"]),
    }


def _comments(material: Material, sent: Any, state: dict[str, Any] | None) -> dict[str, Any]:
    """Return to whom the draft goes and by when they answer: ten Finnish working days, the first not counted."""
    told = sent is not None
    day = as_day(sent, "social_report", "sent") if told else (material.as_of.date() if material.as_of else None)
    deadline = add_working_days(day, COMMENTING_DAYS) if day is not None else None
    agreed = (state or {}).get("deadline")
    return {
        "recipients": [text(f"report.recipient_{name}") for name in RECIPIENTS],
        "days": COMMENTING_DAYS,
        "sent": day.isoformat() if day else None,
        "is_sent_told": told,
        "deadline": agreed or (deadline.isoformat() if deadline else None),
        "is_agreed": bool(agreed),
    }
