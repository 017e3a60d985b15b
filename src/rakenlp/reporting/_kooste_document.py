"""A kooste as a document: the same sections, numbers and words as the HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Document, Para
from ._format import format_date
from ._kooste_blocks import internal_blocks
from ._kooste_published import published_blocks


def kooste_document(content: dict[str, Any]) -> Document:
    """Return a kooste as a document.

    Parameters
    ----------
    content : dict
        From :func:`rakenlp.reporting.build_kooste`.

    Returns
    -------
    Document
    """
    is_internal = content["profile"] == "internal"
    title = text("kooste.title", period=content["period"]["name"])
    as_of = content["as_of"]
    known = text("kooste.as_of", date=format_date(as_of)) if as_of else text("kooste.as_of_unknown")
    days = "" if content["period"]["days"] == content["period"]["name"] else f"{content['period']['days']} · "
    profile = text(f"kooste.profile_{content['profile']}")
    return Document(
        title=title,
        kicker=text("kooste.kicker"),
        under=(f"{days}{known}",),
        badge=profile,
        blocks=[*_care(content), *(internal_blocks(content) if is_internal else published_blocks(content))],
        language=content["language"],
        day=as_of,
        subject=f"{text('kooste.kicker')} – {profile}",
        footer=f"{title} – {profile}",
        contents=text("kooste.contents") if is_internal else "",
    )


def _care(k: dict[str, Any]) -> Iterator[Block]:
    words = text(f"kooste.{k['profile']}_care")
    if k["profile"] == "internal" and not k["masked"]:
        words += f" {text('kooste.unmasked_care')}"
    yield Para(words, "care")
    if k["period"]["unfinished"] and k["profile"] == "published":
        yield Para(text("kooste.unfinished_published"), "notice")
    elif k["period"]["unfinished"] and k["previous"]:
        yield Para(text("kooste.unfinished", days=k["previous"]["days"]), "notice")
