"""The rake-vartti card in words and as blocks of a document."""

from __future__ import annotations

from typing import Any

from ..texts import plural, text
from ._blocks import Block, Document, Heading, Items, Para, Picture, Table
from ._format import format_date
from ._palette import shade_of
from ._pictures import strip_alt

_TALLEST = 2.7  # inches of the strip, so that the card stays on its page


def what_lines(c: dict[str, Any]) -> list[str]:
    """Return what the phenomenon is, in sentences."""
    phenomenon = c["phenomenon"]
    if not c["with_taxonomy"]:
        lines = [text("rake_vartti.what_plain")]
    elif phenomenon["kind"] == "emerging":
        lines = [text("rake_vartti.what_emerging")]
    else:
        lines = [text("rake_vartti.what", parent=phenomenon["parent_label"])]
    if phenomenon["parts"]:
        names = ", ".join(f"{part['name']} ({part['n']})" for part in phenomenon["parts"])
        lines.append(text("rake_vartti.parts", names=names))
    if phenomenon["terms"]:
        lines.append(text("rake_vartti.terms", terms=phenomenon["terms"]))
    return lines


def movement_lines(c: dict[str, Any]) -> list[str]:
    """Return how the phenomenon has moved, in sentences."""
    moved = c["movement"]
    lines = [plural("rake_vartti.total", moved["n_all"], voices=moved["voices"])]
    if moved["n"] is None:
        lines.append(text("rake_vartti.undated"))
    else:
        period = c["period"]["label"]
        period = f"{period[:1].upper()}{period[1:]}"
        if moved["n_previous"] is None:
            lines.append(text("rake_vartti.now_alone", period=period, n=moved["n"]))
        else:
            told = {"period": period, "n": moved["n"], "previous": c["previous"]["days"], "before": moved["n_previous"]}
            lines.append(text("rake_vartti.now", **told))
    flags = [text(f"rake_vartti.flag_{flag['kind']}", days=_days(flag)) for flag in c["flags"]]
    return [*lines, *(flags or [text("rake_vartti.flag_none")])]


def footer_line(c: dict[str, Any]) -> str:
    """Return the day looked at and the version."""
    version = c["versions"].get("rakenlp", "")
    if not c["as_of"]:
        return text("rake_vartti.footer_undated", version=version)
    return text("rake_vartti.footer", day=format_date(c["as_of"]), version=version)


def rake_vartti_document(c: dict[str, Any]) -> Document:
    """Return the card as a document.

    Parameters
    ----------
    c : dict
        From :func:`rakenlp.reporting.build_rake_vartti`.

    Returns
    -------
    Document
    """
    blocks: list[Block] = [
        Heading(text("rake_vartti.h_what")),
        Para(" ".join(what_lines(c))),
        Heading(text("rake_vartti.h_moved")),
        Para(" ".join(movement_lines(c))),
    ]
    if c["strip"]:
        caption = text(f"rake_vartti.strip_note_{c['strip']['form']}")
        blocks.append(Picture("strip", {**c["strip"], "is_compact": True}, strip_alt(c["strip"]), caption, _TALLEST))
    blocks += [
        Heading(text("rake_vartti.h_voices")),
        voice_table(c["voices"]),
        Para(text("rake_vartti.voices_note"), "quiet"),
        Heading(text("rake_vartti.h_questions")),
        Items(c["questions"], is_numbered=True),
        Para(text("rake_vartti.care"), "notice"),
    ]
    return Document(
        title=text("rake_vartti.title", name=c["phenomenon"]["name"]),
        kicker=text("rake_vartti.kicker"),
        badge=text("rake_vartti.profile"),
        blocks=blocks,
        language=c["language"],
        day=c["as_of"],
        subject=text("rake_vartti.kicker"),
        footer=footer_line(c),
        is_compact=True,
    )


def voice_table(voices: dict[str, Any]) -> Table:
    """Return group × service line, the groups not heard told in words."""
    columns = [*voices["lines"], *([text("rake_vartti.col_untold")] if voices["lines"] else [])]
    rows: list[list[str]] = []
    shades: dict[tuple[int, int], str] = {}
    for place, row in enumerate(voices["rows"]):
        label = row["label"] if row["total"] else f"{row['label']} – {text('rake_vartti.not_heard')}"
        rows.append([label, *(str(n) if n else "–" for n in row["n"]), str(row["total"])])
        shades |= {(place, column): shade_of(n) for column, n in enumerate(row["n"], start=1) if n}
    header = [text("kooste.col_group"), *columns, text("rake_vartti.col_total")]
    silent = frozenset(place for place, row in enumerate(voices["rows"]) if not row["total"])
    return Table(
        title=text("rake_vartti.h_voices"),
        header=header,
        rows=rows,
        numeric=frozenset(range(1, len(header))),
        strong=silent,
        weights=(2.6, *[1.3] * len(columns), 0.9),
        shades=shades,
    )


def _days(flag: dict[str, Any]) -> str:
    if not flag["start"] or not flag["end"]:
        return text("kooste.period_all")
    return f"{format_date(flag['start'])}–{format_date(flag['end'])}"
