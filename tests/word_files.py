"""Reading Word files in tests: words, tables, headings, and what every file must have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn


class Word:
    """A Word file as a reader, Word and a screen reader see it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = docx.Document(str(path))
        self.body = self.document.element.body

    @property
    def text(self) -> str:
        return " ".join(self.lines())

    def lines(self) -> list[str]:
        return [_words(paragraph) for paragraph in self.body.iter(qn("w:p"))]

    def headings(self, level: int = 1) -> list[str]:
        return [p.text for p in self.document.paragraphs if p.style.name == f"Heading {level}"]

    def tables(self) -> Iterator[list[list[str]]]:
        for table in self.body.iter(qn("w:tbl")):
            rows = table.findall(qn("w:tr"))
            yield [[_words(cell) for cell in row.findall(qn("w:tc"))] for row in rows]

    def table(self, first: str) -> list[list[str]]:
        return next(table for table in self.tables() if table[0][0] == first)

    def alts(self) -> list[str]:
        return [each.get("descr") or "" for each in self.body.iter(qn("wp:docPr"))]

    def everything(self) -> str:
        """All XML of the file as one text."""
        with zipfile.ZipFile(self.path) as archive:
            names = [name for name in archive.namelist() if "media" not in name]
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in names)

    def check(self, language: str) -> None:
        """Check what holds for every file: language, properties, accessible tables and pictures."""
        core = self.document.core_properties
        assert core.title and core.author == core.last_modified_by == core.comments == ""
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        langs = {each.get(qn("w:val")) for each in defaults.iter(qn("w:lang"))}
        assert langs == {language} and core.language == language
        for table in self.body.iter(qn("w:tbl")):
            rows = table.findall(qn("w:tr"))
            assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
            assert len({len(row.findall(qn("w:tc"))) for row in rows}) == 1
            assert table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}").get(qn("w:val"))
        assert all(self.alts())
        levels = [int(p.style.name[-1]) for p in self.document.paragraphs if p.style.name.startswith("Heading ")]
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
        ids = re.findall(r'<w:bookmarkStart w:id="(\d+)"', self.everything())
        assert len(ids) == len(set(ids))
        known = {style.style_id for style in self.document.styles}
        used = {each.get(qn("w:val")) for name in ("w:pStyle", "w:tblStyle") for each in self.body.iter(qn(name))}
        assert used <= known


def _words(element: Any) -> str:
    names = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(names[each.tag] or each.text or "" for each in element.iter(*names))


def make_template(path: Path, *, drop: str = "", wrong: str = "", cover: tuple[str, ...] = ()) -> Path:
    """Write a county's template: its own heading look, header, footer and cover."""
    document = docx.Document()
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    document.styles["Heading 1"].font.size = Pt(31)
    document.sections[0].header.paragraphs[0].text = "Keksittävän hyvinvointialue · [[otsikko]]"
    document.sections[0].footer.paragraphs[0].text = "Alatunniste 123"
    document.core_properties.author = "Maija Mallintekijä"
    for words in cover:
        document.add_paragraph(words)
    if drop:
        document.styles.element.remove(document.styles[drop].element)
    if wrong:
        document.styles.add_style(wrong, WD_STYLE_TYPE.CHARACTER)
    document.save(str(path))
    return path


def as_dotx(path: Path, kind: str = "template.main+xml") -> bytes:
    """Return a document as a Word template, or as another kind of file of Word."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w") as target:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"wordprocessingml.document.main+xml", f"wordprocessingml.{kind}".encode())
            target.writestr(name, content)
    return out.getvalue()
