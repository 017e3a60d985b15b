"""A short summary of an analysis for the terminal: what was read, what was found, what to look at first."""

from __future__ import annotations

import textwrap
from typing import Any

from ..phenomena.taxonomy import PARENTS
from ..texts import text
from ._cards import reader_of_texts
from ._flags import name_of, suggestions
from ._format import format_date, format_dates, is_missing, join_words, label_of, shorten
from ._internal import phenomenon_table
from ._language import in_language
from ._material import Material, collect, not_heard
from .kooste import build_kooste

_PER_PARENT, _PLAIN, _FLAGS, _REASONS, _EMERGING, _SINGLE = 3, 12, 5, 2, 5, 5
_LABEL = 12


def summarise(analysis: Any, width: int = 80, *, profile: str = "internal") -> str:
    """Return what an analysis found, in about one screen and a half of plain text.

    Parameters
    ----------
    analysis : Analysis
    width : int, default 80
        Characters on a line.
    profile : {"internal", "published"}, default "internal"
        "published" is short: the five lines of the published kooste of all the data.

    Returns
    -------
    str
        Lines without a newline at the end.
    """
    analysis = in_language(analysis)
    if profile == "published":
        return "\n".join(_published(analysis, width))
    material = collect(analysis, "all")
    parts = [
        _head(analysis, material, width),
        _phenomena(material, width),
        _flags(analysis, material, width),
        _emerging(analysis, width) if material.with_taxonomy else [],
        _single(analysis, material, width),
        _notes(analysis, width),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _published(analysis: Any, width: int) -> list[str]:
    content = build_kooste(analysis, "published", "all")
    lines = [text("summary.head"), "─" * width]
    for line in content["summary"]:
        lines += _wrapped(line, width, "", "")
    return lines


def _head(analysis: Any, material: Material, width: int) -> list[str]:
    report, rows = analysis.obs.import_report, material.of(material.now)
    title = text("summary.head")
    until = text("kooste.as_of", date=format_date(material.as_of)) if material.as_of is not None else ""
    dates = rows["received_date"].dropna()
    undated = len(rows) - len(dates)
    if dates.empty:
        time = text("summary.time_none")
    else:
        time = format_dates(dates.min().date(), dates.max().date())
        time = text("summary.time_undated", days=time, n=undated) if undated else time
    repeats = int((~rows["counted"]).sum())
    heard = set(rows["respondent_group"])
    silent = not_heard(heard)
    lines = [f"{title}{until:>{max(width - len(title), 0)}}", "─" * width]
    facts = [
        (
            text("summary.read"),
            text(
                "summary.read_text",
                read=report.rows_read,
                kept=report.rows_kept,
                aside=report.rows_set_aside,
            ),
        ),
        (text("summary.time"), time),
        (
            text("summary.repeats"),
            text("summary.repeats_text", n=repeats) if repeats else text("summary.repeats_none"),
        ),
        (text("summary.not_heard"), _silent(silent)),
    ]
    for label, words in facts:
        lines += _wrapped(words, width, f"{label:<{_LABEL}}", " " * _LABEL)
    return lines


def _silent(names: list[str] | None) -> str:
    if names is None:
        return text("kooste.fact_groups_untold")
    return join_words(names) or text("kooste.fact_not_heard_none")


def _phenomena(material: Material, width: int) -> list[str]:
    table = [entry for entry in phenomenon_table(material) if entry["n"]]
    most = max((entry["n"] for entry in table), default=1)
    if not material.with_taxonomy:
        lines = [text("summary.phenomena_plain")]
        lines += [_bar(entry, width, most) for entry in table[:_PLAIN]] or [f"  {text('summary.phenomena_none')}"]
        return [*lines, *_more(len(table) - _PLAIN)]
    lines = [text("summary.phenomena")]
    for code in PARENTS:
        members = [entry for entry in table if entry["parent"] == code]
        total = sum(entry["n"] for entry in members)
        lines.append(_row(f"  {label_of('parent', code)}", total, width))
        lines += [_bar(entry, width, most) for entry in members[:_PER_PARENT]]
        lines += _more(len(members) - _PER_PARENT)
    return lines


def _row(label: str, n: int, width: int) -> str:
    room = _name_room(width)
    return f"{shorten(label, room)[0]:<{room}} {n:>5}"


def _bar(entry: dict[str, Any], width: int, most: int) -> str:
    length = max(1, round((width - _name_room(width) - 8) * entry["n"] / most))
    return f"{_row('    ' + entry['name'], entry['n'], width)}  {'█' * length}"


def _name_room(width: int) -> int:
    return min(50, max(24, width - 30))


def _more(n: int) -> list[str]:
    return [f"    {text('summary.more', n=n)}"] if n > 0 else []


def _flags(analysis: Any, material: Material, width: int) -> list[str]:
    lines = [text("summary.flags")]
    names = material.phenomena["name"].to_dict()
    flags = suggestions(analysis)
    if flags.empty:
        return [*lines, f"  {text('summary.flags_none')}"]
    for place, (_, flag) in enumerate(flags.head(_FLAGS).iterrows(), start=1):
        lines += _wrapped(f"{name_of(flag, names)} – {label_of('kind', flag['kind'])}", width, f"  {place}. ", "     ")
        lines += _wrapped(" ".join(str(flag["reasons"]).splitlines()[:_REASONS]), width, "     ", "     ")
    return [*lines, *_more(len(flags) - _FLAGS)]


def _emerging(analysis: Any, width: int) -> list[str]:
    found = analysis.phenomena[analysis.phenomena["kind"] == "emerging"]
    lines = [text("summary.emerging")]
    if found.empty:
        return [*lines, f"  {text('summary.emerging_none')}"]
    for _, row in found.head(_EMERGING).iterrows():
        terms = "" if is_missing(row["terms"]) or row["terms"] in row["name"] else f": {row['terms']}"
        lines += _wrapped(f"{row['name']} ({row['n_unique']}){terms}", width, "  ", "    ")
    return [*lines, *_more(len(found) - _EMERGING)]


def _single(analysis: Any, material: Material, width: int) -> list[str]:
    single = material.rows[material.rows["is_single_voice"]]
    lines = [text("summary.single", n=len(single))]
    if single.empty:
        return [lines[0], f"  {text('summary.single_none')}"]
    readable = reader_of_texts(analysis)
    newest = single.iloc[::-1].head(_SINGLE)
    room = min(max(len(str(key)) for key in newest.index), 14)
    for key, row in newest.iterrows():
        day = "–" if is_missing(row["received_date"]) else format_date(row["received_date"])
        start = f"  {shorten(str(key), room)[0]:<{room}}  {day:<10}  "
        words = " ".join(readable(row["description"]).split())
        lines.append(start + shorten(words, max(width - len(start) - 2, 12))[0])
    return [*lines, *_more(len(single) - _SINGLE), f"  {text('summary.single_where')}"]


def _notes(analysis: Any, width: int) -> list[str]:
    if not analysis.notes:
        return []
    lines = [text("summary.notes")]
    for note in analysis.notes:
        lines += _wrapped(str(note), width, "  · ", "    ")
    return lines


def _wrapped(words: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=True,
        break_on_hyphens=False,
    ) or [first.rstrip()]
