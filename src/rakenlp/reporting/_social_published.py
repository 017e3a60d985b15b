"""What may leave the team of one phenomenon: counts from five on, and words only from groups of five or more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from ..language.forms import MAX_WORD, analyses_of
from ..privacy._telling_phrases import phrases_of, place_stems
from ..texts import text
from ._bands import K, banded, bounded
from ._cards import reader_of_texts
from ._flags import flags_of, level_of
from ._format import clean, label_of
from ._gaps import gaps
from ._material import UNHEARD_GROUPS, Material, group_codes, not_heard
from ._published import counts_of
from ._published_counts import TOTAL, Shown
from ._social_internal import beside, rows_of, tally, targets

QUOTED = 3
TOLD = 5
LONGEST = 500
#: Known in every county: a capital letter tells nobody's name here.
_COMMON = re.compile(r"(kela|suom[ei])\w{0,4}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:^|[.!?…:\n]|[\"”“»–—-])\s*$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAMES = frozenset({"etunimi", "sukunimi", "paikannimi"})
_SHOUTED = re.compile(r"[A-ZÅÄÖ]{2,5}(?:[:-]\w+)?")


def published_report(analysis: Any, phenomenon_id: str, material: Material, chosen: set[str]) -> dict[str, Any]:
    """Gather the published content of a social report.

    Parameters
    ----------
    analysis : Analysis
    phenomenon_id : str
    material : Material
    chosen : set of str
        Observations that people let be quoted.
    """
    rows = rows_of(material, phenomenon_id)
    counted = rows[rows["counted"]]
    entry = material.phenomena.loc[phenomenon_id]
    published = counts_of(material)
    told = published.shown(material.period)
    size = _size(material, phenomenon_id, str(entry["parent"]), published.parents, told)
    is_open = size is not None and len(counted) >= K
    groups = (_groups(counted) if is_open else None) or {}
    loud = {code for code in groups if int((counted["respondent_group"] == code).sum()) >= K}
    quotable = _quotable(analysis, counted[counted["respondent_group"].isin(loud)], chosen)
    lacks = gaps(analysis, counted)
    return {
        "is_named": entry["kind"] == "known" or (told is not None and len(counted) >= K),
        "terms": "",
        "parts": [],
        "size": {
            "n": text("kooste.hidden") if size is None else size,
            "n_duplicates": None,
            "voices": None,
            "first": None,
            "last": None,
            "n_all": text("kooste.hidden") if told is None else told[TOTAL].shown,
        },
        "flags": _flags(analysis, phenomenon_id, material) if is_open else [],
        "flags_hidden": not is_open,
        "channels": _banded(tally(counted["channel"], "channel")) if is_open else [],
        "groups": [
            {
                "code": code,
                "label": label_of("group", code),
                "shown": shown,
                "ids": [],
                "ids_only": [],
                "n_more": 0,
                "quotes": quotable("description", code, QUOTED),
            }
            for code, shown in groups.items()
        ],
        "also": [],
        "not_heard": _not_heard(counted, groups),
        "quotes_rule": _rule(is_open, loud, chosen),
        "societal_links": quotable("societal_links", None, TOLD),
        "effects": quotable("effects", None, TOLD),
        "gaps": _banded(lacks) if is_open and lacks is not None else None,
        "beside": _bounded([each for each in beside(material, counted) if each["n"] >= K]) if is_open else [],
        "proposals": quotable("proposal", None, TOLD),
        "targets": _bounded(tally(targets(analysis, counted))) if is_open else [],
        "lines": _banded(tally(counted["service_line"])) if is_open else [],
        "municipalities": [],
        "strip": None,
        "brief": False,
        "observations": {},
    }


def _size(
    material: Material, phenomenon_id: str, parent: str, parents: Iterable[str], told: Mapping[str, Shown] | None
) -> str | None:
    """Return the count of a phenomenon as it may stand beside the published one of its parent.

    None where the published kooste of the same days hides the parent, and where it would give away another phenomenon
    of that parent: all reports draw on this one table, so that no two of them can be subtracted.
    """
    own = next((code for code in parents if code in (parent, "all")), None)
    if told is None or own is None or told[own].value is None:
        return None
    rows = material.of(material.now)
    counts = rows[rows["counted"]]["phenomenon_id"].value_counts()
    phenomena = material.phenomena
    if material.with_taxonomy:
        phenomena = phenomena[phenomena["parent"] == parent]
    shown = banded({str(key): int(counts.get(key, 0)) for key in sorted(phenomena.index)})
    return None if shown is None else shown[phenomenon_id]


def _groups(counted: pd.DataFrame) -> dict[str, str] | None:
    counts = counted["respondent_group"].value_counts()
    codes = group_codes(counts.index)
    return banded({code: int(counts.get(code, 0)) for code in codes if code in UNHEARD_GROUPS or counts.get(code, 0)})


def _not_heard(counted: pd.DataFrame, groups: dict[str, str]) -> list[str] | None:
    return not_heard(counted["respondent_group"]) if groups else None


def _flags(analysis: Any, phenomenon_id: str, material: Material) -> list[dict[str, Any]]:
    """Return the kinds of the flags, and whether at least five observations are behind each: no more of them."""
    flags = []
    for flag, _ in flags_of(analysis, phenomenon_id, material):
        if level_of(flag) != "phenomenon":
            continue
        members = material.rows[material.rows.index.isin(list(flag["observation_ids"]))]
        is_large = bool(members["duplicate_key"].nunique() >= K)
        flags.append({"kind": flag["kind"], "size": text("kooste.at_least_k" if is_large else "kooste.under_k")})
    return sorted(flags, key=lambda flag: (flag["kind"] != "growing", flag["kind"]))


def _banded(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace counts of groups that do not overlap by bands; none where these would give one away."""
    shown = banded({str(place): entry["n"] for place, entry in enumerate(entries)})
    return [{**entry, "n": shown[str(place)]} for place, entry in enumerate(entries)] if shown else []


def _bounded(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace counts by "at least five" and "under five": groups that overlap have no total to be hidden from."""
    return [{**entry, "n": bounded(entry["n"])} for entry in entries]


def _rule(is_open: bool, loud: set[str], chosen: set[str]) -> str:
    if not is_open or not loud:
        return "none"
    return "chosen" if chosen else "not_chosen"


Quotable = Callable[[str, str | None, int], list[dict[str, Any]]]


def _quotable(analysis: Any, rows: pd.DataFrame, chosen: set[str]) -> Quotable:
    """Return a function that gives the words of a field that may be quoted, of one group or of all."""
    readable = reader_of_texts(analysis)
    frame = analysis.obs.frame
    places = (
        place_stems(clean(name) for name in frame["municipality"].dropna().unique()) if "municipality" in frame else ()
    )
    allowed = rows[rows.index.isin(list(chosen))]

    def quotable(part: str, group: str | None, most: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        own = allowed if group is None else allowed[allowed["respondent_group"] == group]
        for key in own.index:
            words = readable(own.at[key, part])
            if words and len(words) <= LONGEST and tells_nobody(words, places):
                entry = {"text": words, "language": clean(own.at[key, "language"]) or "unknown"}
                found.append(entry | {"group": label_of("voice", own.at[key, "respondent_group"])})
            if len(found) == most:
                break
        return found

    return quotable


def tells_nobody(words: str, places: tuple[str, ...] = ()) -> bool:
    """Tell whether nothing in a text looks as if it could tell a person: only such a text is quoted outside.

    No digit, nothing masked, no municipality of the data, no word that Voikko knows as a name, no unknown word with a
    capital at the beginning of a sentence, no capital letter inside one but those of abbreviations and of Kela, and no
    phrase such as "the only family in the village", of a unit and a profession, or of a rare disease.
    This refuses many harmless texts; it does not make a text anonymous, and a person still has to read it.

    Examples
    --------
    >>> tells_nobody("Vuokra nousi, ja Kela ei maksa."), tells_nobody("Soitin Minnalle."), tells_nobody("Lapsi on 7 v.")
    (True, False, False)
    """
    if any(letter.isdigit() for letter in words) or "[" in words:
        return False
    lower = words.lower()
    if any(place in lower for place in places) or phrases_of(words, places):
        return False
    for found in _WORD.finditer(words):
        word = found[0]
        if _COMMON.fullmatch(word) or _SHOUTED.fullmatch(word):
            continue
        if word[0].isupper() and not _SENTENCE_END.search(words[: found.start()]):
            return False
        if _may_be_a_name(word):
            return False
    return True


def _may_be_a_name(word: str) -> bool:
    """Tell whether Voikko knows a word as a name, with a small letter only as one, or a capital and not at all."""
    if len(word) > MAX_WORD:
        return True
    found = {analysis.get("CLASS") for analysis in analyses_of(word)}
    if word[0].isupper():
        return bool(found & _NAMES) or not found
    return bool(found) and found <= _NAMES
