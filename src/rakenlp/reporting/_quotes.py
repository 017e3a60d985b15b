"""Cards of observations as quotes: who, when and where above, the words of the sender below."""

from __future__ import annotations

from typing import Any

from ..texts import text
from ._blocks import Quote
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
