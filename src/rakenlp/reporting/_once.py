"""Where each text of the internal kooste stands: in one place, to which its id leads from the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._evidence import in_turn
from ..texts import text
from ._cards import Cards
from ._material import Material

TEXTS_SHOWN = 6
"""How many texts are printed of a flag or a new theme: of different groups first, the rest by their ids."""


class Places:
    """Gives each text its place.

    Parameters
    ----------
    material : Material
    cards : Cards

    Attributes
    ----------
    printed : dict of str to str
        Where a text is printed, in the words of that place, by observation id.
    """

    def __init__(self, material: Material, cards: Cards) -> None:
        self._material = material
        self._cards = cards
        self.printed: dict[str, str] = {}
        self._kept: set[str] = set()

    def print_all(self, ids: Iterable[str], where: str) -> list[str]:
        """Print those that are not printed yet and return them."""
        own = [key for key in self._cards.take(ids) if key not in self.printed]
        self.printed.update(dict.fromkeys(own, where))
        return own

    def print_some(self, ids: list[str], where: str, first: Iterable[str] = ()) -> list[str]:
        """Print a few of those that are not printed yet, of different groups; return them in the order given.

        Parameters
        ----------
        ids : list of str
        where : str
        first : iterable of str
            Those that are to be among them, whatever their group.
        """
        urgent = set(first)
        rows = in_turn(self._material.rows.loc[[key for key in ids if key not in self.printed]])
        order = sorted(rows.index, key=lambda key: (key not in urgent, rows.at[key, "duplicate_of"] is not None))
        chosen = set(order[:TEXTS_SHOWN])
        return self.print_all([key for key in ids if key in chosen], where)

    def rest(self, ids: Iterable[str], shown: list[str]) -> dict[str, Any]:
        """Return what is told of a list of observations: those printed there, and where the others are.

        Returns
        -------
        dict
            shown; more (not printed, their texts kept behind a heading on a page that can be opened); elsewhere (the
            places where others are printed, each with its ids); ids_only (neither printed nor kept here).
        """
        here, elsewhere = set(shown), dict[str, list[str]]()
        more, ids_only = [], []
        for key in ids:
            if key in here:
                continue
            if key in self.printed:
                elsewhere.setdefault(self.printed[key], []).append(key)
            elif self._cards.brief or key in self._kept:
                ids_only.append(key)
            else:
                self._kept.add(key)
                more.append(key)
        self._cards.take(more)
        places = [{"where": place, "ids": own} for place, own in elsewhere.items()]
        return {"shown": shown, "more": more, "elsewhere": places, "ids_only": ids_only}

    def left(self, ids: Iterable[str]) -> list[str]:
        """Return those whose text is neither printed nor kept anywhere before the appendix."""
        return [key for key in ids if key not in self.printed and key not in self._kept]


def place_texts(content: dict[str, Any], material: Material, cards: Cards) -> None:
    """Add to the sections of an internal kooste where the texts of their observations stand.

    Single voices come before all else: every one is printed in full in its own section.

    Parameters
    ----------
    content : dict
        Of the sections; each list of observations gets its ``texts``, of :meth:`Places.rest`.
    material : Material
    cards : Cards
    """
    places = Places(material, cards)
    flags, themes, practices = content["flags"], content["emerging"], content["practices"]
    places.print_all(content["single_voices"]["ids"], text("kooste.h_single"))
    shown = [places.print_some(flag["observation_ids"], _named(flag), flag["marked"]) for flag in flags]
    flagged = {flag["phenomenon_id"] for flag in flags if flag["level"] == "phenomenon"}
    members = [[*theme["ids"], *theme["ids_only"]] for theme in themes]
    new = [
        [] if theme["phenomenon_id"] in flagged else places.print_some(ids, theme["name"])
        for theme, ids in zip(themes, members, strict=True)
    ]
    good = places.print_all(practices["ids"], text("kooste.h_practices"))
    groups = content["duplicates"]["groups"]
    repeats = [places.print_all([group["first"]], text("kooste.h_duplicates")) for group in groups]
    for flag, own in zip(flags, shown, strict=True):
        flag["texts"] = places.rest(flag["observation_ids"], own)
    for theme, ids, own in zip(themes, members, new, strict=True):
        theme["texts"] = places.rest(ids, own)
    practices["texts"] = places.rest(practices["ids"], good)
    for group, own in zip(groups, repeats, strict=True):
        group["texts"] = places.rest([group["first"]], own)
    for section in content["appendix"]["sections"]:
        section["left"] = places.left(section["ids"]) if content["appendix"]["form"] == "full" else []
    for number, card in enumerate(cards.used.values(), start=1):
        card["anchor"] = f"teksti-{number}"


def _named(flag: dict[str, Any]) -> str:
    return f"{flag['name']} ({text('kooste.kind_' + flag['kind'])})"
