"""The page on which the service can be tried: one small file of each kind, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from fastapi import APIRouter, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..privacy import KINDS
from ..texts import LANGUAGES, get_language, text
from ..triage.inputs import RESPONDENT_GROUPS

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
#: Texts of the page that the catalogue has elsewhere.
_SHARED = {
    "similar": "triage.title_similar",
    "closing": "triage.closing",
}
_OWN = (
    *("title", "lead", "privacy", "languages", "form", "text_label", "text_hint", "more", "date", "group", "place"),
    *("line", "key", "key_hint", "ask", "example", "clear", "no_script", "working", "done", "results", "queue"),
    *("show_words", "no_phenomenon", "guesses", "because", "your_text", "marked", "no_marks", "reasons", "no_reasons"),
    *("status", "novelty", "similar_none", "duplicate", "personal", "personal_none", "suggested_line", "json", "model"),
    *("failed", "empty", "not_told", "text_language", "language_fi", "language_sv", "language_en", "language_unknown"),
    *("example_text", "about", "sureness", "novelty_scale", "priority_first", "priority_human", "priority_ordinary"),
)


def page_routes(keyed: bool) -> APIRouter:
    """Return the routes of the page; ``keyed`` tells whether it has to ask for a key."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page(lang: str = "") -> Response:
        language = lang if lang in LANGUAGES else get_language()
        return Response(
            _rendered(language, keyed),
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": _POLICY, "Content-Language": language},
        )

    @router.get("/page.css")
    def style() -> Response:
        return Response(_file("page.css"), media_type="text/css; charset=utf-8")

    @router.get("/page.js")
    def script() -> Response:
        return Response(_file("page.js"), media_type="text/javascript; charset=utf-8")

    return router


@cache
def _rendered(language: str, keyed: bool) -> str:
    environment = Environment(
        loader=PackageLoader("rakenlp.server", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = {code: _texts(code) for code in LANGUAGES}
    return environment.get_template("index.html.jinja").render(
        language=language,
        languages={"fi": "Suomi", "sv": "Svenska", "en": "English"},
        keyed=keyed,
        t=texts[language],
        groups=RESPONDENT_GROUPS,
        data={"texts": texts, "keyed": keyed},
    )


def _texts(language: str) -> dict[str, Any]:
    own = {name: text(f"server.{name}", language) for name in _OWN}
    shared = {name: text(key, language) for name, key in _SHARED.items()}
    groups = {f"group_{group}": text(f"kooste.voice_{group}", language) for group in RESPONDENT_GROUPS}
    kinds = {f"kind_{kind}": text(f"triage.kind_{kind}", language) for kind in KINDS}
    return {**own, **shared, **groups, **kinds}


@cache
def _file(name: str) -> bytes:
    return resources.files(__package__).joinpath("page", name).read_bytes()
