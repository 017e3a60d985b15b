"""The Word file around the blocks: a county's template or our own, its language, properties and fixed bytes."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import time
import zipfile
from pathlib import Path
from typing import Any

from .._files import UNREADABLE
from ..errors import InputError, MissingExtraError, WriteError
from ._blocks import Document
from ._format import UNPRINTABLE

LANGUAGE_TAGS = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
TITLE, PERIOD, CONTENT = "[[otsikko]]", "[[kausi]]", "[[sisältö]]"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
_NO_DAY = dt.datetime(2000, 1, 1)
_MANAGER = re.compile(rb"<(Manager|HyperlinkBase)>[^<]*</\1>")


def need_docx(feature: str) -> None:
    """Raise MissingExtraError, naming the extra, when python-docx is not installed."""
    try:
        import docx  # noqa: F401
    except ImportError:
        raise MissingExtraError("extra", feature=feature, extra="report") from None


def open_package(template: str | os.PathLike[str] | None) -> Any:
    """Open a county's template, or the one that python-docx brings.

    Parameters
    ----------
    template : path or None
        ``.docx`` or ``.dotx``.

    Returns
    -------
    docx.document.Document

    Raises
    ------
    InputError
        If there is no such file, or it is no Word document without macros.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if template is None:
        return docx.Document()
    path = Path(template)
    if not path.is_file():
        raise InputError("file_not_found", path=str(path))
    try:
        return docx.Document(io.BytesIO(_as_document(path.read_bytes())))
    except (PackageNotFoundError, SyntaxError, *UNREADABLE):  # lxml's errors are syntax errors
        raise InputError("docx_template", path=path.name) from None


def _as_document(content: bytes) -> bytes:
    """Return the bytes of a template (.dotx) as those of a document: only the type of its main part differs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode("utf-8")
        if _TEMPLATE not in types:
            return content
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    changed = [
        (name, types.replace(_TEMPLATE, _MAIN).encode() if name == "[Content_Types].xml" else data)
        for name, data in parts
    ]
    return zipped(changed)


def set_language(package: Any, language: str) -> None:
    """Tell Word in which language the text is, so that it is spelled, hyphenated and read aloud rightly."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    tag = LANGUAGE_TAGS[language]
    styles = package.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        styles.insert(0, defaults)
    outer = _child(defaults, "w:rPrDefault", first=True)
    _lang(_child(outer, "w:rPr"), tag)
    for style in package.styles:
        own = style.element.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        if own is not None:
            own.set(qn("w:val"), tag)
    theme = package.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), tag)
    package.core_properties.language = tag


def _child(parent: Any, name: str, first: bool = False) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.insert(0, found) if first else parent.append(found)
    return found


def _lang(properties: Any, tag: str) -> None:
    from docx.oxml.ns import qn

    lang = _child(properties, "w:lang")
    lang.set(qn("w:val"), tag)
    for other in ("w:eastAsia", "w:bidi"):
        if lang.get(qn(other)) is None:
            lang.set(qn(other), "en-US" if other == "w:eastAsia" else "ar-SA")


def set_properties(package: Any, document: Document) -> None:
    """Set the title and the day, and leave no person's name in the properties."""
    from docx.oxml.ns import qn

    day = dt.datetime.fromisoformat(document.day) if document.day else _NO_DAY
    core = package.core_properties
    core.title, core.subject = xml_safe(document.title)[:250], xml_safe(document.subject)[:250]
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.content_status = core.identifier = core.version = ""
    core.created = core.modified = day
    printed = core._element.find(qn("cp:lastPrinted"))
    if printed is not None:
        core._element.remove(printed)
    core.revision = 1
    relations = package.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]  # a picture of the template, not of this
    for part in package.part.package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            part._blob = _MANAGER.sub(b"", part.blob)


def fill_places(package: Any, document: Document) -> bool:
    """Fill ``[[otsikko]]`` and ``[[kausi]]`` wherever a template has them; tell whether its body had the title."""
    period = document.under[0] if document.under else ""
    values = {TITLE: document.title, PERIOD: period}
    had_title = _fill(package.element.body, values)
    for section in package.sections:
        for part in (
            *(section.header, section.first_page_header, section.even_page_header),
            *(section.footer, section.first_page_footer, section.even_page_footer),
        ):
            if not part.is_linked_to_previous:
                _fill(part._element, values)
    return had_title


def _fill(element: Any, values: dict[str, str]) -> bool:
    """Replace the marks in the paragraphs of an element, also those that Word has cut into several runs."""
    from docx.oxml.ns import qn

    found = False
    for paragraph in element.iter(qn("w:p")):
        pieces = list(paragraph.iter(qn("w:t")))
        words = "".join(piece.text or "" for piece in pieces)
        if not any(mark in words for mark in values):
            continue
        found = found or TITLE in words
        for mark, value in values.items():
            words = words.replace(mark, xml_safe(value))
        pieces[0].text = words
        pieces[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for piece in pieces[1:]:
            piece.text = ""
    return found


def put_content(package: Any, elements: list[Any]) -> None:
    """Put the elements where the template has ``[[sisältö]]``, or after everything that it holds."""
    from docx.oxml.ns import qn

    body = package.element.body
    place = None
    for paragraph in body.findall(qn("w:p")):
        if "".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))).strip() == CONTENT:
            place = paragraph
            break
    if place is None:
        last = body.find(qn("w:sectPr"))
        for element in elements:
            last.addprevious(element) if last is not None else body.append(element)
        return
    for element in elements:
        place.addprevious(element)
    body.remove(place)


def has_cover(package: Any) -> bool:
    """Tell whether a template holds anything before the content begins."""
    from docx.oxml.ns import qn

    body = package.element.body
    words = "".join(piece.text or "" for piece in body.iter(qn("w:t"))).replace(CONTENT, "").strip()
    return bool(words) or next(body.iter(qn("w:drawing")), None) is not None


def package_bytes(package: Any) -> bytes:
    """Return the file, the same bytes for the same content: zips usually hold the time of writing."""
    check_clock()
    draft = io.BytesIO()
    package.save(draft)
    with zipfile.ZipFile(draft) as archive:
        return zipped([(name, archive.read(name)) for name in archive.namelist()])


def check_clock() -> None:
    """Refuse to write an archive whose writer looks at the clock, where that tells a year that archives do not know.

    Raises
    ------
    WriteError
        If the date of the system is before 1980 or after 2107.
    """
    now = time.localtime()
    if not _FIRST_YEAR <= now.tm_year <= _LAST_YEAR:
        raise WriteError("clock_wrong", day=time.strftime("%Y-%m-%d", now))


def zipped(parts: list[tuple[str, bytes]]) -> bytes:
    """Return the parts of a package as a zip of fixed bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 0
            archive.writestr(entry, data)
    return out.getvalue()


def xml_safe(words: object) -> str:
    """Return a text without what XML cannot hold.

    Examples
    --------
    >>> xml_safe("ä\\x00\\x0b 🙂\\n")
    'ä 🙂\\n'
    """
    return UNPRINTABLE.sub("", str(words))
