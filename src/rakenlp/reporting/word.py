"""Word documents on a county's own template.

``analysis.kooste("kooste.docx", template="pohja.docx")`` and ``analysis.social_report`` write on a template when one is
given, a ``.docx`` or ``.dotx`` without macros. Kept are its styles, page size, margins, headers, footers and everything
that it holds, such as a cover. The content comes after that, on a page of its own, or in the place of a paragraph that
holds only ``[[sisältö]]``. ``[[otsikko]]`` and ``[[kausi]]`` are replaced by the title and the period wherever they are
written, also in headers and footers; where the page itself has ``[[otsikko]]``, the title is not written again.

The template must define the styles of :data:`REQUIRED_STYLES`. Those of :data:`OPTIONAL_STYLES` are used when it has
them and are made, based on Normal, when it has not. A style that Word only offers is not in the file before it has been
used once: put the styles in use in the template, save it, and delete the text again.
"""

from __future__ import annotations

from ._docx_styles import OPTIONAL, REQUIRED

#: Paragraph styles that a template must define, by their English names in any language of Word.
REQUIRED_STYLES: tuple[str, ...] = REQUIRED
#: Styles that a template may define, each with its kind ("paragraph" or "table").
OPTIONAL_STYLES: dict[str, str] = dict(OPTIONAL)

__all__ = ["OPTIONAL_STYLES", "REQUIRED_STYLES"]
