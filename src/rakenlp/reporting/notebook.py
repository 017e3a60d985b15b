"""What a notebook cell shows of an analysis: its phenomena and flags as tables, and flags as cards of reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import pandas as pd

from .. import _cell
from ..texts import plural, text
from ._flags import level_of, name_of, suggestions
from ._format import clean, format_date, format_number, is_missing, join_words, label_of
from ._language import in_language
from ._material import Material, collect

_ROWS, _REASONS = 12, 4


def analysis_html(analysis: Any) -> str:
    """Return an analysis as a small piece of HTML, for ``_repr_html_``.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    str
        Holds no text and no id of an observation.
    """
    analysis = in_language(analysis)
    material = collect(analysis, "all")
    rows = material.of(material.now)
    single = int(material.rows["is_single_voice"].sum())
    facts = [
        f"{text('kooste.fact_total')}: {len(rows)}",
        f"{text('phenomena.html_phenomena')}: {len(analysis.phenomena)}",
        f"{text('kooste.h_single')}: {single}",
    ]
    if material.as_of is not None:
        facts.append(text("kooste.as_of", date=format_date(material.as_of)))
    parts = [_cell.note(" · ".join(facts)), _phenomena(analysis), _flags(analysis, material)]
    return _cell.cell(*parts, *(_cell.note(note) for note in analysis.notes))


class FlagCards(Sequence[dict[str, Any]]):
    """The flags of an analysis as cards of reasons; reached as ``analysis.flag_cards``.

    Each is a mapping with the name of the phenomenon and the columns of ``analysis.flags`` that people read. In a
    notebook cell they show themselves. ``analysis.flags`` is the same as a DataFrame, with the single voices.

    Parameters
    ----------
    analysis : Analysis

    Examples
    --------
    >>> import rakenlp
    >>> texts = ["Vuokra on rästissä, häätö uhkaa", "Tuli häätö vuokravelasta", "Vuokrat on maksamatta, pelkään häätöä"]
    >>> cards = rakenlp.analyse(rakenlp.read_observations(texts)).flag_cards
    >>> len(cards), bool(cards)
    (0, False)
    """

    def __init__(self, analysis: Any) -> None:
        analysis = in_language(analysis)
        flags = analysis.flags[analysis.flags["kind"] != "single_voice"]
        names = analysis.phenomena.set_index("phenomenon_id")["name"].to_dict()
        self._cards = [_card(flag, names) for _, flag in flags.iterrows()]

    def __len__(self) -> int:
        return len(self._cards)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self._cards[place]

    def __repr__(self) -> str:
        lines = [f"{card['name']} ({label_of('kind', card['kind'])})" for card in self._cards]
        return "\n".join([plural("kooste.flag_cards", len(self)), *(f"- {line}" for line in lines)])

    def _repr_html_(self) -> str:
        if not self._cards:
            return _cell.cell(_cell.note(text("kooste.flags_none_now")))
        heading = _cell.title(f"{plural('kooste.flag_cards', len(self))} {text('kooste.suggestion')}.")
        return _cell.cell(heading, *(_card_html(card) for card in self._cards))


def _card(flag: pd.Series, names: dict[Any, Any]) -> dict[str, Any]:
    """Return what people read of a flag."""
    numbers = ("observed", "expected", "expected_low", "expected_high", "voices")
    return {
        "phenomenon_id": clean(flag["phenomenon_id"]) or None,
        "name": name_of(flag, names),
        "kind": flag["kind"],
        "level": level_of(flag),
        "state": flag["state"],
        "window": clean(flag["window"]),
        **{name: None if is_missing(flag[name]) else float(flag[name]) for name in numbers},
        "missing_voices": list(flag["missing_voices"]),
        "reasons": clean(flag["reasons"]).splitlines(),
    }


def _card_html(card: dict[str, Any]) -> str:
    first, _, last = card["window"].partition("/")
    days = "–".join(format_date(day) for day in (first, last) if day)
    pairs = [(text("kooste.flag_window"), days)] if days else []
    pairs.append((text("kooste.flag_observed"), format_number(card["observed"])))
    if card["kind"] == "growing" and card["expected"] is not None:
        shown = {key: format_number(card[f"expected{key}"], 0 if key else 1) for key in ("", "_low", "_high")}
        told = text("kooste.flag_expected_text", expected=shown[""], low=shown["_low"], high=shown["_high"])
        pairs.append((text("kooste.flag_expected"), told))
    pairs.append((text("kooste.flag_voices"), format_number(card["voices"])))
    if card["missing_voices"]:
        missing = join_words(label_of("group", code) for code in card["missing_voices"])
        pairs.append((text("kooste.fact_not_heard"), missing))
    pairs.append((text("kooste.flag_state"), label_of("state", card["state"])))
    why, rest = card["reasons"][:_REASONS], len(card["reasons"]) - _REASONS
    more = _cell.note(text("kooste.flag_why_more", n=rest)) if rest > 0 else ""
    heading = _cell.title(f"{card['name']} ({label_of('kind', card['kind'])})")
    return _cell.card(heading, _cell.facts(pairs), _cell.points(why), more)


def _phenomena(analysis: Any) -> str:
    heads = [
        _cell.Head(text("kooste.col_phenomenon")),
        _cell.Head(text("kooste.fact_total"), is_number=True),
        _cell.Head(text("kooste.col_voices"), is_number=True),
        _cell.Head(text("kooste.col_terms")),
    ]
    tag = f" ({text('kooste.tag_emerging')})"
    rows = [
        [
            clean(row["name"]) + (tag if row["kind"] == "emerging" else ""),
            str(row["n_unique"]),
            str(row["voices"]),
            clean(row["terms"]),
        ]
        for _, row in analysis.phenomena.head(_ROWS).iterrows()
    ]
    return _cell.table(heads, rows, _more(len(analysis.phenomena)))


def _flags(analysis: Any, material: Material) -> str:
    flags = suggestions(analysis)
    if flags.empty:
        return _cell.note(text("kooste.flags_none"))
    names = material.phenomena["name"].to_dict()
    heads = [
        _cell.Head(text("kooste.h_flags")),
        _cell.Head(text("kooste.col_kind")),
        _cell.Head(text("kooste.flag_observed"), is_number=True),
        _cell.Head(text("kooste.flag_expected"), is_number=True),
        _cell.Head(text("kooste.flag_voices"), is_number=True),
    ]
    rows = [
        [
            name_of(row, names),
            label_of("kind", row["kind"]),
            "–" if is_missing(row["observed"]) else str(int(row["observed"])),
            format_number(row["expected"], 1),
            str(row["voices"]),
        ]
        for _, row in flags.head(_ROWS).iterrows()
    ]
    return _cell.table(heads, rows, _more(len(flags)))


def _more(n: int) -> str:
    return text("kooste.rows_more", n=n - _ROWS) if n > _ROWS else ""
