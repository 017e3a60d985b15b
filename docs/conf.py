"""Settings of the documentation's site. ``./rake docs`` builds it into ``docs/_build/html``.

Nothing is fetched: not while the site is built, and not when it is read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import generated_pages  # noqa: E402
from docutils import nodes  # noqa: E402

import rakenlp  # noqa: E402

project = "rakenlp"
author = "rakenlp"
copyright = "rakenlp, EUPL-1.2"
version = release = rakenlp.__version__
language = "fi"
locale_dirs = ["locale"]
html_search_language = "fi"

generated_pages.write(HERE)

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "examples"]
nitpicky = True
# Other libraries' documentation is not fetched, and what is private has no page; names of ours must lead somewhere.
nitpick_ignore_regex = [(r"py:.*", r"(?!rakenlp\b).*"), (r"py:.*", r"rakenlp\.(.*\.)?_.*")]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

autosummary_generate = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = "rakenlp"
html_static_path = ["_static"]
html_css_files = ["rakenlp.css"]
html_copy_source = False
html_show_sphinx = False
_BRAND = {"color-brand-primary": "#1b5e66", "color-brand-content": "#1b5e66", "color-brand-visited": "#5a4a78"}
_BRAND_DARK = {"color-brand-primary": "#8fc7cc", "color-brand-content": "#8fc7cc", "color-brand-visited": "#b9a6dd"}
html_theme_options = {"top_of_page_buttons": [], "light_css_variables": _BRAND, "dark_css_variables": _BRAND_DARK}


def setup(app: Any) -> None:
    """Tell the language of each page, and turn links that leave the site's folder to where they lead on it."""
    app.connect("html-page-context", _say_language)
    app.connect("source-read", _turn_links)
    app.connect("doctree-read", _let_pictures_open)
    app.connect("autodoc-skip-member", _skip_foreign)


def _say_language(_: Any, page: str, __: str, context: dict[str, Any], ___: Any) -> None:
    if page.startswith(("api/", "projekti/", "measurements")):
        context["language"] = "en"


def _turn_links(_: Any, page: str, source: list[str]) -> None:
    source[0] = generated_pages.turn_links(source[0], HERE / f"{page}.md", HERE)


def _let_pictures_open(_: Any, doctree: nodes.document) -> None:
    """Give pictures a width: Sphinx then makes each a link to itself in full size."""
    for picture in doctree.findall(nodes.image):
        picture.setdefault("width", "100%")


def _skip_foreign(_: Any, __: str, name: str, ___: Any, skip: bool, ____: Any) -> bool | None:
    """Leave out what scikit-learn puts into every estimator: the requests of metadata."""
    return True if name.startswith("set_") and name.endswith("_request") else None
