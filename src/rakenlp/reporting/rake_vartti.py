"""The rake-vartti card: one phenomenon on one page, for fifteen minutes of a team."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment

from .._files import write_atomic
from ..errors import ParameterError
from ..texts import plural, text
from . import _svg
from ._flags import flags_of, level_of
from ._format import clean, join_words, label_of, shorten
from ._language import in_language
from ._material import GROUPS, UNHEARD_GROUPS, Material, collect, count_voices, not_heard
from ._pages import suffix_of, templates, write_json
from ._palette import shade_of
from ._social_internal import rows_of, sub_phenomena
from ._strip import phenomenon_strip
from .kooste import head_of

SCHEMA = "rakenlp-rake-vartti/1"
LINES_SHOWN = 4
PARTS_SHOWN = 4
_DOTS = 150
_NAME, _WORDS, _PART, _LABEL, _LINE = 80, 120, 60, 24, 36
_FLAGS = 2
_NAMED = 4
_OTHER_GROUPS = 2


def build_rake_vartti(analysis: Any, phenomenon_id: str) -> dict[str, Any]:
    """Gather the content of a card as plain values.

    Parameters
    ----------
    analysis : Analysis
    phenomenon_id : str
        One of ``analysis.phenomena["phenomenon_id"]``.

    Returns
    -------
    dict
        Plain values only: no text and no id of an observation, but small counts, as the card is for a team.

    Raises
    ------
    ParameterError
        If the phenomenon is not known.
    """
    analysis = in_language(analysis)
    everything = collect(analysis, "all")
    if phenomenon_id not in everything.phenomena.index:
        _refuse("phenomenon_id", "analysis.phenomena['phenomenon_id']", phenomenon_id)
    now = collect(analysis, None)
    rows = rows_of(everything, phenomenon_id)
    counted = rows[rows["counted"]]
    flags = _flags(analysis, phenomenon_id, everything)
    return {
        **{name: value for name, value in head_of(analysis, now, "internal", SCHEMA).items() if name != "notes"},
        "with_taxonomy": everything.with_taxonomy,
        "phenomenon": _phenomenon(analysis, phenomenon_id, everything),
        "movement": _movement(now, phenomenon_id, counted),
        "flags": flags,
        "strip": _strip(everything, rows, flags),
        "voices": _voices(everything, counted),
        "questions": _questions(everything.phenomena.loc[phenomenon_id], counted, flags),
    }


def write_rake_vartti(analysis: Any, phenomenon_id: str, path: str | os.PathLike[str]) -> Path:
    """Write the card of a phenomenon: one page of A4.

    Parameters
    ----------
    analysis : Analysis
    phenomenon_id : str
    path : path-like
        Ends in ``.html`` (one self-contained page without scripts), ``.docx`` (extra ``report``), ``.md`` or
        ``.json``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ParameterError
        If the file name ends in something else, or the phenomenon is not known.
    MissingExtraError
        For a ``.docx``, if python-docx is not installed.
    """
    suffix = suffix_of(path, "rake_vartti")
    content = build_rake_vartti(analysis, phenomenon_id)
    if suffix == ".json":
        return write_json(path, content)
    from ._rake_vartti_blocks import footer_line, movement_lines, rake_vartti_document, what_lines

    if suffix == ".html":
        page = _templates().get_template("rake_vartti.html.jinja")
        lines = {"what": what_lines(content), "moved": movement_lines(content), "foot": footer_line(content)}
        return write_atomic(path, page.render(c=content, **lines))
    document = rake_vartti_document(content)
    if suffix == ".docx":
        from ._docx_document import docx_bytes

        return write_atomic(path, docx_bytes(document, "Analysis.rake_vartti(….docx)"))
    from ._block_pages import markdown_page

    return write_atomic(path, markdown_page(document))


def _refuse(name: str, expected: str, received: Any) -> None:
    raise ParameterError("parameter", name=name, owner="rake_vartti", expected=expected, received=received)


@cache
def _templates() -> Environment:
    return templates(strip_timeline=_svg.strip_timeline, shade=shade_of)


def _phenomenon(analysis: Any, key: str, material: Material) -> dict[str, Any]:
    entry = material.phenomena.loc[key]
    return {
        "phenomenon_id": clean(key),
        "name": _brief(clean(entry["name"]), _NAME),
        "kind": entry["kind"],
        "parent_label": label_of("parent", entry["parent"]) if material.with_taxonomy else None,
        "terms": _brief(clean(entry["terms"]), _WORDS),
        "parts": [
            {"name": _brief(part["name"], _PART), "n": part["n"]} for part in sub_phenomena(analysis, key)[:PARTS_SHOWN]
        ],
    }


def _brief(words: str, limit: int) -> str:
    return shorten(" ".join(words.split()), limit)[0]


def _movement(now: Material, key: str, counted: pd.DataFrame) -> dict[str, Any]:
    """Return how many there are in all, in the half-year looked at, and in the one before."""
    own = now.of(now.now & (now.rows["phenomenon_id"] == key))
    before = now.of(now.before & (now.rows["phenomenon_id"] == key))
    dated = counted["received_date"].notna().any()
    return {
        "n_all": len(counted),
        "voices": count_voices(counted),
        "n": int(own["counted"].sum()) if dated else None,
        "n_previous": int(before["counted"].sum()) if now.previous is not None and dated else None,
    }


def _flags(analysis: Any, key: str, material: Material) -> list[dict[str, Any]]:
    flags = [
        {"kind": str(flag["kind"]), "start": window["start"], "end": window["end"]}
        for flag, window in flags_of(analysis, key, material)
        if level_of(flag) == "phenomenon"
    ]
    return sorted(flags, key=lambda flag: (flag["kind"] != "growing", str(flag["start"])))[:_FLAGS]


def _strip(material: Material, rows: pd.DataFrame, flags: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the observations in time without their ids: the card tells no one apart."""
    windows = [(f["start"], f["end"]) for f in flags if f["kind"] == "growing" and f["start"] and f["end"]]
    strip = phenomenon_strip(material, rows, windows, _DOTS)
    for row in strip["rows"] if strip else []:
        for mark in row["marks"]:
            mark.pop("id", None)
        row["name"] = _brief(row["name"], _LABEL)
    return {**strip, "label_width": 150, "row_height": 21} if strip else None


def _voices(material: Material, counted: pd.DataFrame) -> dict[str, Any]:
    """Return group × service line, with the groups and the lines that were not heard of this phenomenon."""
    known = material.rows["service_line"].dropna().value_counts()
    lines = sorted(known.index, key=lambda name: (-known[name], str(name)))[:LINES_SHOWN]
    groups = counted["respondent_group"]
    heard = set(groups)
    others = sorted(heard - set(GROUPS), key=lambda code: (-int((groups == code).sum()), code))[:_OTHER_GROUPS]
    codes = [code for code in GROUPS if code in heard or code in UNHEARD_GROUPS] + others
    rows = []
    for code in codes:
        own = counted[groups == code]
        cells = [int((own["service_line"] == line).sum()) for line in lines]
        untold = len(own) - sum(cells)
        label = _brief(label_of("group", code), _LABEL)
        rows.append({"code": code, "label": label, "n": [*cells, untold] if lines else [], "total": len(own)})
    return {
        "lines": [_brief(clean(line), _LINE) for line in lines],
        "rows": rows,
        "not_heard": not_heard(heard),
    }


def _questions(entry: Any, counted: pd.DataFrame, flags: list[dict[str, Any]]) -> list[str]:
    """Return three questions: on what has happened, on who is missing, and on what to do; never on persons."""
    kinds = {flag["kind"] for flag in flags}
    if len(counted) <= 1:
        first = "one"
    elif entry["kind"] == "emerging":
        first = "emerging"
    else:
        first = next((kind for kind in ("growing", "accumulated") if kind in kinds), "steady")
    missing = not_heard(counted["respondent_group"])
    if missing is None or counted.empty:
        second = text("rake_vartti.q_unknown")
    elif not missing:
        second = text("rake_vartti.q_all_heard")
    else:
        more = [text("kooste.others", n=len(missing) - _NAMED)] if len(missing) > _NAMED else []
        second = text("rake_vartti.q_missing", groups=join_words([*missing[:_NAMED], *more]))
    proposals = int(counted["proposal"].map(lambda words: bool(clean(words))).sum())
    third = plural("rake_vartti.q_proposals", proposals) if proposals else text("rake_vartti.q_no_proposals")
    return [text(f"rake_vartti.q_{first}"), second, third]
