"""Observations as a kooste shows them: one card each, its texts clean, masked and of a bearable length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..texts import text
from ._format import clean, iso_day, label_of, shorten
from ._material import Material

TEXT_LIMIT = 2_000
BRIEF_LIMIT = 240
TEXT_BUDGET = 900_000
_PARTS = ("description", "effects", "societal_links")


class Cards:
    """Collects the cards of the observations that the sections of a kooste point to.

    Parameters
    ----------
    analysis : Analysis
    material : Material

    Attributes
    ----------
    brief : bool
        True when the texts of the period together are too long for one page, so that each is cut short.
    used : dict of str to dict
        The cards asked for so far, by observation id.
    """

    def __init__(self, analysis: Any, material: Material) -> None:
        self._rows = material.rows
        self._names = material.phenomena["name"].to_dict()
        self._clean = reader_of_texts(analysis)
        shown = material.rows[material.now | material.undated]
        length = shown["description"].map(lambda words: min(len(words or ""), TEXT_LIMIT)).sum()
        self.brief = bool(length > TEXT_BUDGET)
        self.used: dict[str, dict[str, Any]] = {}

    def take(self, ids: Iterable[str]) -> list[str]:
        """Make sure that there is a card of each observation and return the ids that are known."""
        known = [key for key in ids if key in self._rows.index]
        for key in known:
            if key not in self.used:
                self.used[key] = self._card(key)
        return known

    def proposal(self, key: str) -> tuple[str, bool]:
        """Return what the sender proposes, and whether it was cut short."""
        return self.part(key, "proposal")

    def part(self, key: str, part: str) -> tuple[str, bool]:
        """Return what the sender wrote into one field of the form, and whether it was cut short."""
        return shorten(self._clean(self._rows.at[key, part]), BRIEF_LIMIT if self.brief else TEXT_LIMIT)

    def _card(self, key: str) -> dict[str, Any]:
        row = self._rows.loc[key]
        parts, cut = [], False
        left = BRIEF_LIMIT if self.brief else TEXT_LIMIT
        for part in _PARTS:
            words = self._clean(row[part])
            if not words or left <= 0:
                cut = cut or bool(words)
                continue
            shown, was_cut = shorten(words, left)
            left -= len(shown)
            cut = cut or was_cut
            parts.append({"part": part, "label": text(f"kooste.part_{part}"), "text": shown})
        return {
            "id": clean(key),
            "date": iso_day(row["received_date"]),
            "respondent_group": row["respondent_group"],
            "group": label_of("voice", row["respondent_group"]),
            "municipality": clean(row["municipality"]),
            "service_line": clean(row["service_line"]),
            "language": clean(row["language"]) or "unknown",
            "phenomenon_id": row["phenomenon_id"],
            "phenomenon": clean(self._names.get(str(row["phenomenon_id"]), "")),
            "duplicate_of": row["duplicate_of"],
            "parts": parts,
            "shortened": cut,
        }


def reader_of_texts(analysis: Any) -> Callable[[Any], str]:
    """Return the function that makes a free text fit to be shown.

    Texts that were masked when they were read are only cleaned; texts read without masking are masked here,
    so that no identifier reaches a file.
    """
    if analysis.obs.masked:
        return clean
    from ..privacy import mask

    return lambda value: mask(clean(value)).text
