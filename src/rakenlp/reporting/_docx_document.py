"""From a document of blocks to the bytes of a Word file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ._blocks import Document, Heading
from ._docx_body import Body, page_field
from ._docx_package import (
    fill_places,
    has_cover,
    need_docx,
    open_package,
    package_bytes,
    put_content,
    set_language,
    set_properties,
    xml_safe,
)
from ._docx_styles import Styles, tighten


def docx_bytes(document: Document, feature: str, template: str | os.PathLike[str] | None = None) -> bytes:
    """Return a document as a Word file.

    Parameters
    ----------
    document : Document
    feature : str
        What needs python-docx, for the message when it is missing.
    template : path or None
        A county's own; its styles, header, footer and what it holds (a cover) are kept.

    Returns
    -------
    bytes
        The same for the same document and template.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    InputError
        If the template is no Word document.
    ParameterError
        If a style is missing from the template or is of the wrong kind.
    """
    need_docx(feature)
    package = open_package(template)
    styles = Styles(package, "" if template is None else Path(template).name)
    if document.is_compact and template is None:
        tighten(package, styles)
    body = Body(package, styles, document.language)
    had_title = False
    if template is None:
        _foot(package, document)
    else:
        had_title = fill_places(package, document)
    _head(body, document, with_title=not had_title)
    first = next((i for i, block in enumerate(document.blocks) if isinstance(block, Heading)), len(document.blocks))
    body.add(document.blocks[:first])
    if document.contents:
        sections = [block.words for block in document.blocks if isinstance(block, Heading) and block.level == 1]
        body.contents(document.contents, sections)
    body.add(document.blocks[first:])
    elements = body.elements()
    if template is not None and has_cover(package):
        _begin_page(elements)
    put_content(package, elements)
    set_language(package, document.language)
    set_properties(package, document)
    return package_bytes(package)


def _head(body: Body, document: Document, with_title: bool) -> None:
    if with_title:
        if document.kicker:
            body.paragraph(document.kicker, "Rake Ylärivi")
        body.paragraph(document.title, "Title")
    for place, line in enumerate(document.under):
        body.paragraph(line, "Rake Pieni" if place else "Rake Ingressi")
    if document.badge:
        body.paragraph(document.badge, "Rake Kenelle")


def _begin_page(elements: list[Any]) -> None:
    """Begin the content on a page of its own, after the cover."""
    from docx.oxml.ns import qn

    if elements and elements[0].tag == qn("w:p"):
        elements[0].get_or_add_pPr().pageBreakBefore_val = True


def _foot(package: Any, document: Document) -> None:
    """Write the foot of our own template: what this is, and the page of all pages."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Pt, RGBColor

    section = package.sections[0]
    paragraph = section.footer.paragraphs[0]
    paragraph.style = package.styles["Normal"]
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(section.page_width - section.left_margin - section.right_margin, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{xml_safe(document.footer)}\t")
    pages = f"{page_field('PAGE')}<w:r><w:t> / </w:t></w:r>{page_field('NUMPAGES')}"
    fields = parse_xml(f"<w:p {nsdecls('w')}>{pages}</w:p>")
    for part in list(fields):
        paragraph._p.append(part)
    for each in paragraph.runs:
        each.font.size, each.font.color.rgb = Pt(9), RGBColor.from_string("4A5A5D")
