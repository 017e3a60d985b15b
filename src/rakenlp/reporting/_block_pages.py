"""A document of blocks as one HTML page without scripts, and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from . import _svg
from ._blocks import Block, Document, Facts, Heading, Items, PageBreak, Para, Picture, Quote, Slot, Table
from ._markdown import escape_markdown, in_cell, quoted
from ._pages import templates

_ROLES = {"body": "", "lead": "lead", "quiet": "quiet", "notice": "notice", "care": "notice"}


def html_page(document: Document, profile: str) -> str:
    """Return a document as a page that stands alone, in the look of the HTML kooste."""
    sections: list[dict[str, Any]] = []
    lead: list[Markup] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            sections.append({"name": block.words, "parts": []})
            continue
        drawn = _HTML[type(block)](block, document)
        (sections[-1]["parts"] if sections else lead).append(drawn)
    page = _environment().get_template("report.html.jinja")
    return page.render(d=document, profile=profile, lead=lead, sections=sections)


def html_of(blocks: Iterable[Block], language: str) -> Markup:
    """Return blocks as HTML, for a page that is made otherwise."""
    around = Document(title="", blocks=(), language=language)
    return Markup("\n").join(_HTML[type(block)](block, around) for block in blocks)


def markdown_of(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown, for a page that is made otherwise."""
    return "\n\n".join(_markdown(block) for block in blocks)


@cache
def _environment() -> Environment:
    return templates()


def _html_heading(block: Heading, document: Document) -> Markup:
    level = block.level + 1
    return Markup("<h{0}>{1}</h{0}>").format(level, block.words)


def _html_para(block: Para, document: Document) -> Markup:
    role = _ROLES[block.role]
    return Markup('<p class="{}">{}</p>').format(role, block.words) if role else Markup("<p>{}</p>").format(block.words)


def _html_items(block: Items, document: Document) -> Markup:
    tag = "ol" if block.is_numbered else "ul"
    kind = ' class="checks"' if block.is_checklist else ""
    points = Markup("").join(Markup("<li>{}</li>").format(words) for words in block.points)
    return Markup(f"<{tag}{kind}>{{}}</{tag}>").format(points)


def _html_facts(block: Facts, document: Document) -> Markup:
    pairs = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*pair) for pair in block.pairs)
    return Markup('<dl class="facts">{}</dl>').format(pairs)


def _html_table(block: Table, document: Document) -> Markup:
    def cells(row: Any, tag: str) -> Markup:
        out = Markup("")
        for column, words in enumerate(row):
            kind = ' class="num"' if column in block.numeric else ""
            head = bool(words) and (tag == "th" or column == 0)  # what is to be filled in heads nothing yet
            name, scope = ("th", f' scope="{"col" if tag == "th" else "row"}"') if head else ("td", "")
            out += Markup(f"<{name}{scope}{kind}>{{}}</{name}>").format(words)
        return out

    head = Markup("<thead><tr>{}</tr></thead>").format(cells(block.header, "th"))
    body = Markup("")
    for place, row in enumerate(block.rows):
        strong = ' class="sum"' if place in block.strong else ""
        body += Markup(f"<tr{strong}>{{}}</tr>").format(cells(row, "td"))
    kind = ' class="form"' if block.is_form else (' class="narrow"' if block.share < 1 else "")
    caption = Markup("<caption>{}</caption>").format(block.title) if block.is_captioned else Markup("")
    table = Markup(f"<table{kind}>{{}}{{}}<tbody>{{}}</tbody></table>").format(caption, head, body)
    return Markup('<div class="scroll" tabindex="0" role="group" aria-label="{}">{}</div>').format(block.title, table)


def _html_quote(block: Quote, document: Document) -> Markup:
    other = block.language if block.language in ("fi", "sv", "en") and block.language != document.language else ""
    lang = Markup(' lang="{}"').format(other) if other else Markup("")
    note = Markup(' · <span class="note">{}</span>').format(block.note) if block.note else Markup("")
    parts = Markup("").join(
        Markup('<p class="words"{}>{}{}</p>').format(
            lang, Markup('<span class="part">{}:</span> ').format(label) if label else "", words
        )
        for label, words in block.parts
    )
    meta = Markup('<p class="meta">{}{}</p>').format(block.meta, note) if block.meta else Markup("")
    return Markup('<div class="observation">{}{}</div>').format(meta, parts)


def _html_slot(block: Slot, document: Document) -> Markup:
    return Markup('<p class="slot">{}</p>').format(block.words)


def _html_picture(block: Picture, document: Document) -> Markup:
    if block.kind == "drawn":
        drawn = Markup(block.data)
    else:
        drawn = _svg.strip_timeline(block.data) if block.kind == "strip" else _svg.parent_bars(block.data)
    caption = Markup("<figcaption>{}</figcaption>").format(block.caption) if block.caption else Markup("")
    return Markup('<figure><div class="scroll" tabindex="0" role="group" aria-label="{}">{}</div>{}</figure>').format(
        block.alt, drawn, caption
    )


_HTML: dict[type, Callable[[Any, Document], Markup]] = {
    Heading: _html_heading,
    Para: _html_para,
    Items: _html_items,
    Facts: _html_facts,
    Table: _html_table,
    Quote: _html_quote,
    Slot: _html_slot,
    Picture: _html_picture,
    PageBreak: lambda block, document: Markup(""),
}


def markdown_page(document: Document) -> str:
    """Return a document as Markdown; nothing that an observation says becomes markup."""
    top = [document.kicker, f"# {in_cell(document.title)}", *document.under]
    parts = [top[0], top[1], *(escape_markdown(line) for line in top[2:])]
    if document.badge:
        parts.append(f"**{in_cell(document.badge)}**")
    parts += [_markdown(block) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {in_cell(block.words)}"
    if isinstance(block, Para):
        return escape_markdown(block.words)
    if isinstance(block, Items):
        plain = "- [ ]" if block.is_checklist else "-"
        marks = [f"{place}." if block.is_numbered else plain for place in range(1, len(block.points) + 1)]
        return "\n".join(f"{mark} {in_cell(words)}" for mark, words in zip(marks, block.points, strict=True))
    if isinstance(block, Facts):
        return "\n".join(f"- {in_cell(term)}: {in_cell(told)}" for term, told in block.pairs)
    if isinstance(block, Table):
        return _markdown_table(block)
    if isinstance(block, Quote):
        note = f" · **{in_cell(block.note)}**" if block.note else ""
        words = [quoted(f"{label}: {words}" if label else words) for label, words in block.parts]
        return "\n>\n".join([*([f"> {in_cell(block.meta)}{note}"] if block.meta else []), *words])
    if isinstance(block, Slot):
        return f"> **{in_cell(block.words)}**"
    if isinstance(block, Picture):
        return f"*{in_cell(block.alt)}*"
    return ""


def _markdown_table(block: Table) -> str:
    rule = ["---:" if column in block.numeric else "---" for column in range(len(block.header))]
    lines = [[in_cell(words) for words in block.header], rule]
    for place, row in enumerate(block.rows):
        mark = "**" if place in block.strong else ""
        lines.append([f"{mark}{in_cell(words)}{mark}" if words else "" for words in row])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"**{in_cell(block.title)}**\n\n{table}" if block.is_captioned else table
