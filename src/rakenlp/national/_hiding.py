"""From a county's exact summary to what it may hand over: no small count, nor a word that few wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..observations.values import CHANNELS, RESPONDENT_GROUPS
from ..privacy import PublishedTable, suppress, suppress_table
from ..reporting._published_counts import NO_PHENOMENON, TOTAL, K
from ..texts import text
from .summary import COUNTS, FLAGS, GROWTH, CountySummary, Emerging

HIDDEN = "–"
#: What is counted under a parent but told under no name: emerging phenomena, and those that people named.
REST = "other:"
#: A p-value is told as the least of these that it does not exceed: enough to combine, too coarse to count from.
STEPS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
#: Where the submissions came from: codes that everybody has. Others may be anybody's own words.
_SOURCES = {
    "group": (RESPONDENT_GROUPS, "muu"),
    "channel": ((*CHANNELS, "ei_kerrottu"), "muu"),
    "language": (("fi", "sv", "en"), "other"),
}


def hide(summary: CountySummary) -> CountySummary:
    """Return a summary as it may be handed over.

    The county's own published counts hold as they are; all others are hidden so that beside them, and beside each
    other, no count from one to four can be worked out.
    """
    counts = pd.concat([_of_half(summary, half) for half in _halves(summary)] or [summary.counts.iloc[:0]])
    counts = counts.reset_index(drop=True).astype({"n": "Int64", "voices": "Int64"})
    emerging = tuple(_emerging(each) for each in summary.emerging if each.n is not None and each.n >= K)
    ids = {own.phenomenon_id: each.phenomenon_id for own, each in zip(_large(summary), emerging, strict=True)}
    told = {*counts["code"], *(each.matter for each in emerging)}
    return replace(
        summary,
        is_hidden=True,
        names={code: names for code, names in summary.names.items() if code in summary.parents or code in told},
        periods=summary.periods[summary.periods["period"].isin(_halves(summary))].reset_index(drop=True),
        counts=counts,
        growth=_growth(summary, counts, ids),
        flags=_flags(summary, ids),
        emerging=tuple(sorted(emerging, key=lambda each: each.phenomenon_id)),
        filled=_filled(summary),
        undated=None,
        later=None,
        copies=None,
    )


def _halves(summary: CountySummary) -> list[str]:
    return list(dict.fromkeys(summary.published["period"]))


def _large(summary: CountySummary) -> list[Emerging]:
    return [each for each in summary.emerging if each.n is not None and each.n >= K]


# --- counts ---------------------------------------------------------------------------------------------------------


def _of_half(summary: CountySummary, half: str) -> pd.DataFrame:
    own = summary.counts[summary.counts["period"] == half]
    signs = summary.published[summary.published["period"] == half].set_index("parent")["n"]
    lines: list[tuple[str, str, str, str]] = [("total", TOTAL, half, signs[TOTAL])]
    lines += [("parent", str(code), half, sign) for code, sign in signs.items() if code != TOTAL]
    parts = [(*_level(summary, code), half, sign) for code, sign in _parts(summary, own, signs).items()]
    # a matter whose sign tells nothing is left out: that it is listed would tell that somebody spoke of it
    lines += [line for line in parts if not (line[0] == "matter" and line[3] == HIDDEN)]
    for level in _SOURCES:
        lines += [(level, code, half, sign) for code, sign in _sources(own, level, signs[TOTAL]).items()]
    voices = {(level, code): (n, v) for level, code, n, v in
              zip(own["level"], own["code"], own["n"], own["voices"], strict=True)}  # fmt: skip
    rows = []
    for level, code, period, sign in lines:
        n = int(sign) if sign.isdigit() else pd.NA
        exact = voices.get((level, code), (0, pd.NA))
        is_open = n is not pd.NA and exact[0] == n and not pd.isna(exact[1]) and int(exact[1]) >= K
        rows.append((level, code, period, n, sign, int(exact[1]) if is_open else pd.NA))
    return pd.DataFrame(rows, columns=COUNTS)


def _level(summary: CountySummary, code: str) -> tuple[str, str]:
    if code.startswith(REST):
        return "rest", code.removeprefix(REST)
    return ("phenomenon" if code in summary.parents else "matter"), code


def _parts(summary: CountySummary, own: pd.DataFrame, signs: pd.Series) -> dict[str, str]:
    """Return the signs of phenomena under their parents, and of matters under what fits no phenomenon."""
    exact = {(level, code): int(n) for level, code, n in zip(own["level"], own["code"], own["n"], strict=True)}
    first = {code: parents[0] for code, parents in summary.parents.items()}
    told = {code: exact.get(("phenomenon", code), 0) for code in first}
    matters = {code: n for (level, code), n in exact.items() if level == "matter"}
    above = {**first, **dict.fromkeys(matters, NO_PHENOMENON)}  # a phenomenon may be called as its parent is
    cells = {**told, **matters}
    for parent in signs.index:
        if parent != TOTAL:
            rest = exact.get(("parent", parent), 0) - sum(n for code, n in cells.items() if above[code] == parent)
            cells[f"{REST}{parent}"] = rest
            above[f"{REST}{parent}"] = parent
    frame = pd.DataFrame({"code": list(cells), "n": list(cells.values())})
    published = pd.DataFrame({"code": [_above(code) for code in signs.index], "n": list(signs)})
    hierarchy = {"code": {code: _above(parent) for code, parent in above.items()}}
    earlier = PublishedTable(published, ["code"], hierarchies=hierarchy)
    shown = suppress_table(frame, ["code"], hierarchies=hierarchy, published=[earlier])
    return dict(zip(shown["code"], shown["n"], strict=True))


def _above(parent: str) -> str:
    return parent if parent == TOTAL else f"parent:{parent}"


def _sources(own: pd.DataFrame, level: str, total: str) -> dict[str, str]:
    known, other = _SOURCES[level]
    part = own[own["level"] == level]
    codes = [code if code in known else other for code in part["code"]]
    counts = part["n"].astype(int).groupby(pd.Series(codes, index=part.index, dtype=object)).sum()
    counts = counts.reindex([*known, *([other] if other not in known else [])], fill_value=0)
    if not total.isdigit():
        return dict.fromkeys(counts.index, HIDDEN)
    return dict(zip(counts.index, suppress(counts.tolist()), strict=True))


# --- signals and words ----------------------------------------------------------------------------------------------


def _growth(summary: CountySummary, counts: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    """Return coarse p-values of what has at least five in the last half-year told, and of emerging phenomena told."""
    halves = _halves(summary)
    last = counts[(counts["period"] == halves[-1]) & (counts["n"] >= K).fillna(False)] if halves else counts.iloc[:0]
    large = {*zip(last["level"], last["code"], strict=True), *(("phenomenon", key) for key in ids)}
    table = summary.growth
    is_large = [key in large for key in zip(table["level"], table["code"], strict=True)]
    own = table[pd.Series(is_large, index=table.index, dtype=bool)]
    told = own.assign(
        code=pd.Series([ids.get(code, code) for code in own["code"]], index=own.index, dtype=object),
        p_value=[next(step for step in STEPS if value <= step) for value in own["p_value"]],
        observed=np.nan,
        expected=np.nan,
        months=pd.array([pd.NA] * len(own), dtype="Int64"),
    )
    return told[list(GROWTH)].reset_index(drop=True)


def _flags(summary: CountySummary, ids: Mapping[str, str]) -> pd.DataFrame:
    """Return the flags of at least five observations, as the published kooste names them: without figures."""
    table = summary.flags
    large = (table["level"] == "phenomenon") & (table["observed"] >= K)
    is_named = [key in summary.parents or key in ids for key in table["phenomenon_id"]]
    own = table[large & pd.Series(is_named, index=table.index, dtype=bool)]
    unknown: dict[str, Any] = dict.fromkeys(("expected", "chance_per_year"), np.nan)
    told = own.assign(
        phenomenon_id=pd.Series([ids.get(key, key) for key in own["phenomenon_id"]], index=own.index, dtype=object),
        window="",
        observed=pd.array([pd.NA] * len(own), dtype="Int64"),
        voices=pd.array([pd.NA] * len(own), dtype="Int64"),
        **unknown,
    )
    return told[list(FLAGS)].reset_index(drop=True)


def _emerging(each: Emerging) -> Emerging:
    """Return an emerging phenomenon with the words that at least five of its observations use, and no figures."""
    terms = tuple(term for term, n in zip(each.terms, each.used, strict=True) if n >= K)
    return replace(
        each,
        phenomenon_id=each.matter or _identifier(each),
        name=each.name if each.matter else told_name(terms or each.near),
        n=None,
        voices=None,
        first=None,
        last=None,
        terms=terms,
        used=(),
        terms_hidden=len(each.terms) - len(terms),
    )


def told_name(terms: Sequence[str]) -> str:
    """Return the name of an emerging phenomenon, made of the words that may be told."""
    words = ", ".join(terms[:3]) or text("national.words_hidden")
    return text("phenomena.emerging_name", terms=words)


def _identifier(each: Emerging) -> str:
    """Return an identifier that tells nothing: those of the county are made of its words."""
    content = b"" if each.centre is None else np.asarray(each.centre, dtype="<f8").tobytes()
    return f"uusi_{hashlib.sha256(content).hexdigest()[:10]}"


def _filled(summary: CountySummary) -> dict[str, float]:
    """Return whether the columns of the form are filled: hardly (0), in part (0.5) or mostly (1)."""
    total = summary.counts[summary.counts["level"] == "total"]["n"].astype(int).sum()
    if total < K:
        return {}
    return {column: 0.0 if value < 0.1 else (0.5 if value < 0.75 else 1.0) for column, value in summary.filled.items()}
