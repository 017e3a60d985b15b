"""Styles of the Word documents: those that a county's template must have, and those added when it has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import ParameterError

#: Styles of Word that a template must define; the name is the English one in any language of Word.
REQUIRED = ("Title", "Heading 1", "Heading 2", "Heading 3")
#: Styles of rakenlp and of Word that are taken from the template when it has them and made otherwise.
OPTIONAL = {
    "List Bullet": "paragraph",
    "List Number": "paragraph",
    "Caption": "paragraph",
    "TOC 1": "paragraph",
    "Rake Ylärivi": "paragraph",
    "Rake Kenelle": "paragraph",
    "Rake Ingressi": "paragraph",
    "Rake Pieni": "paragraph",
    "Rake Huomio": "paragraph",
    "Rake Lähde": "paragraph",
    "Rake Lainaus": "paragraph",
    "Rake Täytettävä": "paragraph",
    "Rake Tiedot": "paragraph",
    "Rake Solu": "paragraph",
    "Rake Taulukko": "table",
}
_KINDS = {"paragraph": 1, "table": 3}

INK, SOFT, LINE, DEEP, MARK, SHADE, CALM = "1F2D30", "4A5A5D", "C9D1D1", "1B5E67", "A13D0A", "FBF1E8", "E8F0EF"


class Styles:
    """The identifiers of the styles of a document, by name.

    Parameters
    ----------
    document : docx.document.Document
    name : str
        Of the template, for messages; empty for rakenlp's own, which is dressed first.

    Raises
    ------
    ParameterError
        If a required style is missing, or one of the names belongs to another kind of style.
    """

    def __init__(self, document: Any, name: str = "") -> None:
        self._document = document
        found = {_plain(style.name): style for style in document.styles if style.name}
        missing = [each for each in REQUIRED if _plain(each) not in found]
        if missing:
            raise ParameterError("docx_style_missing", path=name, names=", ".join(missing))
        wanted = {**dict.fromkeys(REQUIRED, "paragraph"), **OPTIONAL}
        wrong = [
            each
            for each, kind in wanted.items()
            if _plain(each) in found and int(found[_plain(each)].type) != _KINDS[kind]
        ]
        if wrong:
            raise ParameterError("docx_style_kind", path=name, names=", ".join(wrong))
        if not name:
            _dress(document)
        self.is_real_list = {each: _has_numbers(found.get(_plain(each))) for each in ("List Bullet", "List Number")}
        self._ids = {each: found[_plain(each)].style_id for each in wanted if _plain(each) in found}
        for each, kind in OPTIONAL.items():
            if each not in self._ids:
                self._ids[each] = _add(document, each, kind)

    def __getitem__(self, name: str) -> str:
        return self._ids[name]


def _plain(name: str) -> str:
    return name.casefold()


def _has_numbers(style: Any) -> bool:
    from docx.oxml.ns import qn

    return style is not None and style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None


def _add(document: Any, name: str, kind: str) -> str:
    from docx.enum.style import WD_STYLE_TYPE

    type_ = WD_STYLE_TYPE.TABLE if kind == "table" else WD_STYLE_TYPE.PARAGRAPH
    inside = name.lower() if name.startswith("TOC") else name  # as Word itself writes it
    style = document.styles.add_style(inside, type_, builtin=not name.startswith("Rake"))
    if kind == "table":
        _dress_table(style)
    else:
        style.base_style = next((each for each in document.styles if each.name == "Normal"), None)
        _DRESSES[name](style)
    return str(style.style_id)


def _look(
    style: Any,
    *,
    size: float | None = None,
    colour: str | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    before: float = 0,
    after: float = 6,
    left: float = 0,
    hanging: float = 0,
    next_too: bool = False,
) -> None:
    from docx.shared import Pt, RGBColor

    if size is not None:
        style.font.size = Pt(size)
    if colour is not None:
        style.font.color.rgb = RGBColor.from_string(colour)
    if bold is not None:
        style.font.bold = bold
    if italic is not None:
        style.font.italic = italic
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if left or hanging:
        form.left_indent, form.first_line_indent = Pt(left), Pt(-hanging)
    form.keep_with_next = next_too


def _frame(style: Any, sides: str, colour: str, width: int, fill: str = "", line: str = "single") -> None:
    """Give paragraphs a rule on some sides and a ground."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    rules = "".join(f'<w:{s} w:val="{line}" w:sz="{width}" w:space="6" w:color="{colour}"/>' for s in sides.split())
    properties = style.element.get_or_add_pPr()
    after: tuple[str, ...] = (
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
    )
    after = (*after, "w:outlineLvl", "w:rPr")
    properties.insert_element_before(parse_xml(f"<w:pBdr {nsdecls('w')}>{rules}</w:pBdr>"), *after)
    if fill:
        ground = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        properties.insert_element_before(ground, *after[1:])


def _notice(style: Any) -> None:
    _look(style, before=6, after=8, left=8)
    _frame(style, "left", DEEP, 24, CALM)


def _quotation(style: Any) -> None:
    _look(style, after=7, left=12)
    _frame(style, "left", LINE, 18)


def _to_fill(style: Any) -> None:
    from docx.shared import Pt

    _look(style, before=6, after=10, left=7, italic=True, colour=MARK)
    style.paragraph_format.right_indent = Pt(7)
    _frame(style, "top left bottom right", MARK, 6, SHADE, "dashed")


_DRESSES: dict[str, Callable[[Any], None]] = {
    "List Bullet": lambda s: _look(s, after=3, left=18, hanging=12),
    "List Number": lambda s: _look(s, after=4, left=18, hanging=18),
    "Caption": lambda s: _look(s, size=9.5, colour=SOFT, before=2, after=10),
    "TOC 1": lambda s: _look(s, colour=DEEP, after=2),
    "Rake Ylärivi": lambda s: _look(s, bold=True, colour=DEEP, after=2, next_too=True),
    "Rake Kenelle": lambda s: _look(s, bold=True, colour=MARK, before=2, after=4),
    "Rake Ingressi": lambda s: _look(s, colour=SOFT, after=8),
    "Rake Pieni": lambda s: _look(s, size=9.5, colour=SOFT, after=5),
    "Rake Huomio": _notice,
    "Rake Lähde": lambda s: _look(s, size=9.5, colour=SOFT, before=4, after=1, next_too=True),
    "Rake Lainaus": _quotation,
    "Rake Täytettävä": _to_fill,
    "Rake Tiedot": lambda s: _look(s, after=3, left=12, hanging=12),
    "Rake Solu": lambda s: _look(s, size=9.5, before=1.5, after=1.5),
}


def _dress_table(style: Any) -> None:
    """Thin rules between the rows, a strong one under the header."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def rule(side: str, size: int, colour: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'

    rules = rule("top", 4, LINE) + rule("bottom", 4, LINE) + rule("insideH", 4, LINE)
    cell = '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    parts = (
        f"<w:tblPr {nsdecls('w')}><w:tblBorders>{rules}</w:tblBorders><w:tblCellMar>{cell}</w:tblCellMar></w:tblPr>",
        f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/><w:color w:val="{SOFT}"/></w:rPr>'
        f"<w:tcPr><w:tcBorders>{rule('bottom', 12, SOFT)}</w:tcBorders>"
        f'<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>',
    )
    for part in parts:
        style.element.append(parse_xml(part))


def _dress(document: Any) -> None:
    """Give python-docx's own template the look of the HTML kooste: A4, one font, calm headings."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    styles = document.styles
    _look(styles["Normal"], size=11, colour=INK, after=6)
    styles["Normal"].paragraph_format.line_spacing = 1.12
    for name, size, before, after in (("Title", 25, 0, 4), ("Heading 1", 17, 20, 6), ("Heading 2", 13, 14, 4)):
        _look(styles[name], size=size, colour=DEEP, bold=True, before=before, after=after, next_too=True)
    _look(styles["Heading 3"], size=11, colour=INK, bold=True, before=10, after=3, next_too=True)
    title = styles["Title"].element.get_or_add_pPr()
    for frame in title.findall(qn("w:pBdr")):
        title.remove(frame)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        _font(styles[name], "Calibri")
        styles[name].font.size = styles[name].font.size or Pt(11)
    _look(styles["Caption"], size=9.5, colour=SOFT, bold=False, before=2, after=10)
    for name in ("List Bullet", "List Number"):
        styles[name].paragraph_format.space_after = Pt(4)


def _font(style: Any, name: str) -> None:
    """Name the font itself: the theme's of python-docx differ between headings and text."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def tighten(document: Any, styles: Styles) -> None:
    """Set our own template small, for a document of one page."""
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.left_margin = section.right_margin = Mm(17)
    section.top_margin, section.bottom_margin = Mm(13), Mm(14)
    section.header_distance = section.footer_distance = Mm(7)
    sizes: dict[str, tuple[float, float, float]] = {
        "Normal": (10, 0, 3),
        "Title": (20, 0, 2),
        "Heading 1": (12.5, 7, 2),
        "List Number": (10.5, 0, 2),
        "Caption": (8.5, 0, 2),
        "Rake Ylärivi": (10, 0, 0),
        "Rake Kenelle": (9.5, 0, 2),
        "Rake Pieni": (8.5, 0, 2),
        "Rake Solu": (8.5, 0.4, 0.4),
        "Rake Huomio": (10, 3, 0),
    }
    found = {style.style_id: style for style in document.styles}
    for name, (size, before, after) in sizes.items():
        style = document.styles["Normal"] if name == "Normal" else found[styles[name]]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    document.styles["Normal"].paragraph_format.line_spacing = 1.0
