"""Cards of observations as quotes: who, when and where above, the words of the sender below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Para, Quote
from ._format import format_date


def observation_quote(card: dict[str, Any], *, note: str = "", after: str = "", with_phenomenon: bool = False) -> Quote:
    """Return an observation as the working group reads it.

    Parameters
    ----------
    card : dict
        From :class:`rakenlp.reporting._cards.Cards`.
    note : str
        A short remark beside who and when.
    after : str
        A sentence below the words.
    with_phenomenon : bool
        Whether its phenomenon is named.
    """
    parts = [("" if part["part"] == "description" else part["label"], part["text"]) for part in card["parts"]]
    meta = meta_of(card, with_phenomenon)
    if card["duplicate_of"]:
        meta += f" · {text('kooste.repeat_of', id=card['duplicate_of'])}"
    if card["shortened"]:
        meta += f" · {text('kooste.shortened')}"
    if after:
        meta += f" · {after}"
    return Quote(meta, parts, card["language"], note)


def proposal_quote(card: dict[str, Any], proposal: dict[str, Any]) -> Quote:
    """Return what a sender proposes."""
    meta = meta_of(card, True)
    if proposal["shortened"]:
        meta += f" · {text('kooste.shortened')}"
    return Quote(meta, [("", proposal["text"])], card["language"])


def meta_of(card: dict[str, Any], with_phenomenon: bool = False) -> str:
    """Return id, day, group and place of an observation, with its phenomenon if asked."""
    who = ", ".join(part for part in (card["group"], card["municipality"]) if part)
    parts = [card["id"], format_date(card["date"]), who, card["service_line"]]
    if with_phenomenon:
        parts.append(card["phenomenon"])
    return " · ".join(part for part in parts if part)


def texts_told(texts: dict[str, Any], n: int) -> str:
    """Return how many texts are printed of all behind a flag, and which; "" when all are."""
    n_shown = len(texts["shown"])
    return text("kooste.texts_shown", shown=n_shown, n=n) if 0 < n_shown < n else ""


def not_printed_here(texts: dict[str, Any]) -> Iterator[Block]:
    """Return the ids of the observations whose texts are printed elsewhere, or nowhere before the appendix."""
    for place in texts["elsewhere"]:
        yield Para(text("kooste.texts_elsewhere", where=place["where"], ids=", ".join(place["ids"])), "quiet")
    if others := [*texts["more"], *texts["ids_only"]]:
        yield Para(text("kooste.flag_ids_more", ids=", ".join(others)), "quiet")
