"""Blocks as the paragraphs, tables and pictures of a Word document."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import escape

from ._blocks import Block, Facts, Heading, Items, PageBreak, Para, Picture, Quote, Slot, Table
from ._docx_package import LANGUAGE_TAGS, xml_safe
from ._docx_styles import LINE, MARK, Styles

_ROLES = {"lead": "Rake Ingressi", "quiet": "Rake Pieni", "notice": "Rake Huomio", "care": "Rake Huomio"}
_EMU = 914_400
_TWIPS = 1_440
_EMPTY_BOX = "☐"
_KEPT_WHOLE = 12  # rows of a table that is not broken between pages


class Body:
    """Collects the elements of a document.

    Parameters
    ----------
    package : docx.document.Document
    styles : Styles
    language : str
        Of the document; quotes in others are marked as such.
    """

    def __init__(self, package: Any, styles: Styles, language: str) -> None:
        self._package = package
        self._styles = styles
        self._language = language
        self._xml: list[str] = []
        self._pictures = 0
        self._marks = 0
        section = package.sections[-1]
        self.width = int(section.page_width - section.left_margin - section.right_margin) / _EMU
        self._draw: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Para: lambda block: self.paragraph(block.words, _ROLES.get(block.role), next_too=block.role == "lead"),
            Items: self._items,
            Facts: self._facts,
            Table: self._table,
            Quote: self._quote,
            Slot: lambda block: self.paragraph(block.words, "Rake Täytettävä"),
            Picture: self._picture,
            PageBreak: lambda block: self._xml.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>'),
        }

    def add(self, blocks: Iterable[Block]) -> None:
        """Add blocks in their order."""
        for block in blocks:
            self._draw[type(block)](block)

    def paragraph(self, words: str, style: str | None = None, *, next_too: bool = False) -> None:
        """Add a paragraph in a style, that of plain text when None, on the page of the next one if asked."""
        self._xml.append(self._p(_run(words), style, rtl=_is_rtl(words), next_too=next_too))

    def contents(self, title: str, headings: list[str]) -> None:
        """Add a list of the sections with links to them, as a field that Word can renew.

        The field asks for no page numbers, as only Word itself knows them: what is written is right from the start.
        """
        if not headings:
            return
        self.paragraph(title, "Rake Ylärivi")
        field = 'TOC \\o "1-1" \\n \\h \\z'
        begin = f"{_field_mark('begin')}{_instruction(field)}{_field_mark('separate')}"
        for place, words in enumerate(headings):
            link = f'<w:hyperlink w:anchor="{_anchor(place + 1)}" w:history="1">{_run(words)}</w:hyperlink>'
            end = _field_mark("end") if place == len(headings) - 1 else ""
            self._xml.append(self._p(f"{begin if not place else ''}{link}{end}", "TOC 1"))

    def elements(self) -> list[Any]:
        """Return what was added as elements of the document, each fresh."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        names = nsdecls("w", "wp", "a", "pic", "r")
        root = parse_xml(f"<w:body {names}>{''.join(self._xml)}</w:body>".encode())
        return list(root)

    def _p(
        self, runs: str, style: str | None = None, *, rtl: bool = False, extra: str = "", next_too: bool = False
    ) -> str:
        named = f'<w:pStyle w:val="{escape(self._styles[style])}"/>' if style else ""
        keep = "<w:keepNext/>" if next_too else ""
        turned = "<w:bidi/>" if rtl else ""
        return f"<w:p><w:pPr>{named}{keep}{turned}{extra}</w:pPr>{runs}</w:p>"

    def _heading(self, block: Heading) -> None:
        runs = _run(block.words)
        if block.level == 1:
            self._marks += 1
            mark, number = _anchor(self._marks), 100 + self._marks
            runs = f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'
        self._xml.append(self._p(runs, f"Heading {block.level}"))

    def _items(self, block: Items) -> None:
        name = "List Number" if block.is_numbered else "List Bullet"
        for place, words in enumerate(block.points, start=1):
            mark = ""
            if block.is_checklist:
                mark = f"{_EMPTY_BOX} "
            elif not self._styles.is_real_list[name]:
                mark = f"{place}. " if block.is_numbered else "• "
            style = name if not block.is_checklist else None
            self._xml.append(self._p(_run(mark + words), style, rtl=_is_rtl(words)))

    def _facts(self, block: Facts) -> None:
        for place, (term, told) in enumerate(block.pairs):
            apart = "" if place else '<w:spacing w:before="120"/>'
            self._xml.append(self._p(_run(f"{term}: ", bold=True) + _run(told), "Rake Tiedot", extra=apart))

    def _quote(self, block: Quote) -> None:
        meta = _run(block.meta) + (_run(f" · {block.note}", colour=MARK) if block.note else "")
        if block.meta:
            self._xml.append(self._p(meta, "Rake Lähde"))
        other = LANGUAGE_TAGS.get(block.language, "") if block.language != self._language else ""
        for label, words in block.parts:
            named = _run(f"{label}: ", bold=True) if label else ""
            turned = _is_rtl(words)
            self._xml.append(self._p(named + _run(words, lang=other, rtl=turned), "Rake Lainaus", rtl=turned))

    def _table(self, block: Table) -> None:
        if block.is_captioned:
            self._xml.append(self._p(_run(block.title), "Caption", next_too=True))
        widths = self._widths(block)
        flags = 'w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
        name = escape(xml_safe(block.title))
        properties = (
            f'<w:tblPr><w:tblStyle w:val="{escape(self._styles["Rake Taulukko"])}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="06A0" {flags}/><w:tblCaption w:val="{name}"/></w:tblPr>'
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [self._row(block, block.header, widths, -1)]
        rows += [self._row(block, row, widths, place) for place, row in enumerate(block.rows)]
        self._xml.append(f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
        self._xml.append(self._p("", "Rake Solu"))

    def _widths(self, block: Table) -> list[int]:
        weights = list(block.weights) or [1.0] * len(block.header)
        total = sum(weights)
        return [int(self.width * block.share * _TWIPS * weight / total) for weight in weights]

    def _row(self, block: Table, cells: Iterable[str], widths: list[int], place: int) -> str:
        is_head = place < 0
        last = len(block.rows) - 1  # a small table stays whole, a parent with a child, a total with a part
        is_joined = place < last and (len(block.rows) <= _KEPT_WHOLE or place in block.strong or place == last - 1)
        upright = is_head and block.is_upright
        tall = 0
        if upright:  # the longest label decides, as Word does not
            tall = 360 + max(len(words) for words in block.header[1:]) * 115
        elif block.is_form and not is_head:
            tall = 620
        rule = "exact" if upright else "atLeast"
        height = f'<w:trHeight w:val="{tall}" w:hRule="{rule}"/>' if tall else ""
        marks = f"<w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' if is_head else ''}</w:trPr>"
        parts = []
        for column, words in enumerate(cells):
            fill = block.shades.get((place, column), "").lstrip("#").upper()
            ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
            turned = '<w:textDirection w:val="btLr"/>' if upright and column else ""
            edges = ""
            if block.is_upright and column and not is_head:
                sides = "".join(
                    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
                    for side in ("top", "left", "bottom", "right")
                )
                edges = f"<w:tcBorders>{sides}</w:tcBorders>"
            middle = '<w:vAlign w:val="center"/>' if block.is_upright and (column or not is_head) else ""
            properties = f'<w:tcPr><w:tcW w:w="{widths[column]}" w:type="dxa"/>{edges}{ground}{turned}{middle}</w:tcPr>'
            side = "right" if column in block.numeric else ""
            if block.is_upright and column and not is_head:
                side = "center"
            align = f'<w:jc w:val="{side}"/>' if side and not upright else ""
            if turned:  # the words begin above the rule, not on it
                align = '<w:ind w:left="110"/>'
            white = bool(fill) and _is_dark(fill)
            runs = _run(words, bold=place in block.strong, colour="FFFFFF" if white else "")
            cell = self._p(runs, "Rake Solu", rtl=_is_rtl(words), extra=align, next_too=is_head or is_joined)
            parts.append(f"<w:tc>{properties}{cell}</w:tc>")
        return f"<w:tr>{marks}{''.join(parts)}</w:tr>"

    def _picture(self, block: Picture) -> None:
        from ._pictures import picture_png

        drawn = picture_png(block, self.width)
        if drawn is None:
            return
        content, wide, high = drawn
        key, _ = self._package.part.get_or_add_image(io.BytesIO(content))
        self._pictures += 1
        number = 1000 + self._pictures
        if block.tallest and high > block.tallest:
            wide, high = wide * block.tallest / high, block.tallest
        x, y = int(wide * _EMU), int(high * _EMU)
        name, alt = f"rakenlp-{self._pictures}", escape(xml_safe(block.alt).replace("\n", " "))
        kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
        drawing = (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{x}" cy="{y}"/>'
            f'<wp:docPr id="{number}" name="{name}" descr="{alt}"/><wp:cNvGraphicFramePr>'
            f'<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="{kind}">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            f"</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        self._xml.append(self._p(f"<w:r>{drawing}</w:r>", None, next_too=bool(block.caption)))
        if block.caption:
            self._xml.append(self._p(_run(block.caption), "Caption"))


def _run(words: str, *, bold: bool = False, colour: str = "", lang: str = "", rtl: bool = False) -> str:
    """Return a run; line breaks and tabs stay."""
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += "<w:rtl/>" if rtl else ""
    look += f'<w:lang w:val="{lang}"/>' if lang else ""
    lines = []
    for line in xml_safe(words).split("\n"):
        cells = [f'<w:t xml:space="preserve">{escape(cell)}</w:t>' if cell else "" for cell in line.split("\t")]
        lines.append("<w:tab/>".join(cells))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{'<w:br/>'.join(lines)}</w:r>"


def _is_rtl(words: str) -> bool:
    """Tell whether the first letter of a text is of a script that runs from right to left."""
    for letter in words[:200]:
        way = unicodedata.bidirectional(letter)
        if way in ("L", "R", "AL"):
            return way != "L"
    return False


def _is_dark(fill: str) -> bool:
    red, green, blue = (int(fill[i : i + 2], 16) for i in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 110


def _anchor(number: int) -> str:
    return f"_Toc{number:06d}"


def _field_mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(words)} </w:instrText></w:r>'


def page_field(name: str) -> str:
    """Return the runs of a field such as PAGE, with a first value of 1 until Word has counted."""
    return f"{_field_mark('begin')}{_instruction(name)}{_field_mark('separate')}{_run('1')}{_field_mark('end')}"
