"""The comparison as a page: what can be compared, shares, counties one by one, and what only together shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .._files import write_atomic
from ..errors import ParameterError
from ..phenomena import PARENTS
from ..reporting._block_pages import html_page, markdown_page
from ..reporting._blocks import Block, Document, Facts, Heading, Items, Para, Picture, Table
from ..reporting._format import format_number, join_words
from ..reporting._published_counts import NO_PHENOMENON, TOTAL, K
from ..reporting.periods import parse_period
from ..texts import get_language, plural, text
from . import _together
from ._drawing import county_panels, share_chart, short_parent
from .matching import SAME, Match

if TYPE_CHECKING:
    from .comparison import CountyComparison

_MOST_ROWS = 40


def write_page(comparison: CountyComparison, path: str | os.PathLike[str]) -> Path:
    """Write a comparison, in its profile, as .html or .md.

    Raises
    ------
    ParameterError
        If the file name ends in something else.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (".html", ".md"):
        raise ParameterError(
            "parameter", name="path", owner="CountyComparison.page", expected=".html, .md", received=Path(path).name
        )
    document = document_of(comparison)
    return write_atomic(path, html_page(document, comparison.profile) if suffix == ".html" else markdown_page(document))


def document_of(comparison: CountyComparison) -> Document:
    """Return a comparison as a document of blocks."""
    title = text("national.title")
    badge = text(f"national.profile_{comparison.profile}")
    counties = plural("national.counties", len(comparison.counties))
    return Document(
        title=title,
        kicker=text("kooste.kicker"),
        under=(f"{_days(comparison)} · {counties}",),
        badge=badge,
        blocks=list(_blocks(comparison)),
        language=get_language(),
        subject=title,
        footer=f"{title} – {badge}",
        foot=text("national.foot"),
    )


def _remarks(comparison: CountyComparison) -> list[str]:
    """Return the remarks on what can be compared, one line for all the counties of which the same is said."""
    counties: dict[str, list[str]] = {}
    for county, told in comparison.notes[["county", "text"]].itertuples(index=False):
        counties.setdefault(told.removeprefix(f"{county}: ") if county else told, []).append(county)
    return [f"{join_words(own)}: {told}" if own[0] else told for told, own in counties.items()]


def _days(comparison: CountyComparison) -> str:
    periods = comparison.periods
    if not periods or periods == ("all",):
        return text("kooste.period_all")
    first, last = parse_period(periods[0]), parse_period(periods[-1])
    assert first.start is not None and last.end is not None
    return parse_period(f"{first.start.isoformat()}/{last.end.isoformat()}").label()


def _blocks(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.in_short"))
    yield Items(_summary(comparison))
    yield Heading(text("national.comparable"))
    yield Para(text("national.no_sample"), "lead")
    notes = _remarks(comparison)
    yield Items(notes) if notes else Para(text("national.no_notes"))
    if comparison.periods:
        yield from _shares(comparison)
        yield from _panels(comparison)
    yield from _growing(comparison)
    yield from _emerging(comparison)
    yield from _few(comparison)
    yield from _flags(comparison)
    yield from _method(comparison)


def _summary(comparison: CountyComparison) -> list[str]:
    facts, points = comparison.facts, []
    if comparison.periods:
        own = facts[(facts["level"] == "total") & (facts["period"] == comparison.whole) & (facts["county"] == TOTAL)]
        n = own["n"].iloc[0] if len(own) else pd.NA
        points.append(text("national.short_hidden") if pd.isna(n) else plural("national.short_total", int(n)))
    shared = comparison.together[comparison.together["is_shared"].astype(bool)]
    if len(shared):
        names = join_words(_named(comparison, code, level) for code, level in
                           list(zip(shared["code"], shared["level"], strict=True))[:3])  # fmt: skip
        points.append(text("national.short_growing", names=names))
    matched = [match for match in comparison.matches if len(match.members) > 1]
    points.append(plural("national.short_matched", len(matched)) if matched else text("national.short_unmatched"))
    if len(comparison.few):
        points.append(plural("national.short_few", len(comparison.few)))
    return points


def _shares(comparison: CountyComparison) -> Iterable[Block]:
    facts = comparison.facts
    own = facts[(facts["level"] == "parent") & (facts["period"] == comparison.whole)]
    yield Heading(text("national.shares"))
    yield Para(text("national.shares_lead"), "lead")
    chart = share_chart(own, comparison.counties, list(PARENTS))
    yield Picture("drawn", chart, text("national.shares_title"), text("national.shares_caption"))
    whole = facts[(facts["period"] == comparison.whole) & facts["level"].isin(["total", "parent"])]
    cells = {(row["code"], row["county"]): row for row in whole.to_dict("records")}
    yield from _table(comparison, cells, "shares_table", _count, [TOTAL, *PARENTS, NO_PHENOMENON])
    yield from _table(comparison, cells, "percent_table", _percent, [*PARENTS, NO_PHENOMENON])
    if comparison.populations:
        yield from _table(comparison, cells, "rate_table", _rate, [TOTAL, *PARENTS])


def _table(
    comparison: CountyComparison, cells: dict[Any, Any], title: str, told: Callable[[Any], str], codes: list[str]
) -> Iterable[Block]:
    """Yield a table of counties and parents under its heading; ``told`` writes a cell."""
    rows = [
        [text("national.all_counties") if county == TOTAL else county,
         *(told(cells[code, county]) if (code, county) in cells else "–" for code in codes)]
        for county in (*comparison.counties, TOTAL)
    ]  # fmt: skip
    header = [
        text("national.county"),
        *(text("kooste.total") if code == TOTAL else short_parent(code) for code in codes),
    ]
    numeric = frozenset(range(1, len(header)))
    yield Heading(text(f"national.{title}"), 2)
    yield Table(text(f"national.{title}"), header, rows, numeric, frozenset([len(rows) - 1]))


def _count(cell: Any) -> str:
    return str(cell["shown"]) if pd.isna(cell["n"]) else format_number(int(cell["n"]))


def _percent(cell: Any) -> str:
    return "–" if pd.isna(cell["share"]) else _between(cell, "share", 100, 0)


def _rate(cell: Any) -> str:
    return "–" if pd.isna(cell["rate"]) else _between(cell, "rate", 1, 1)


def _between(cell: Any, name: str, times: float, decimals: int) -> str:
    low, high = (format_number(times * cell[f"{name}_{end}"], decimals) for end in ("low", "high"))
    return f"{format_number(times * cell[name], decimals)} ({low}–{high})"


def _panels(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.one_by_one"))
    yield Para(text("national.one_by_one_lead"), "lead")
    panels = county_panels(comparison.facts, comparison.counties, [*PARENTS, NO_PHENOMENON], list(comparison.periods))
    yield Picture("drawn", panels, text("national.panels_alt"))


def _growing(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.growing"))
    shared = comparison.together[comparison.together["is_shared"].astype(bool)]
    if not len(shared):
        yield Para(text("national.growing_none" if len(comparison.together) else "national.growing_untested"))
        return
    yield Para(text("national.growing_lead"), "lead")
    is_public = comparison.profile == "published"
    header = [text("national.phenomenon"), text("national.grows_in")]
    header += [] if is_public else [text("national.chance"), text("national.p_anywhere")]
    rows = []
    for row in shared.head(_MOST_ROWS).to_dict("records"):
        cells = [_named(comparison, row["code"], row["level"]), join_words(row["counties"])]
        numbers = [] if is_public else [_small(row["chance_per_year"]), _small(row["p_anywhere"])]
        rows.append([*cells, *numbers])
    numeric = frozenset() if is_public else frozenset([2, 3])
    yield Table(text("national.growing"), header, rows, numeric=numeric)
    yield Para(text("national.growing_care"), "quiet")


def _emerging(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.emerging"))
    matched = [match for match in comparison.matches if len(match.members) > 1]
    single = [match for match in comparison.matches if len(match.members) == 1]
    if not comparison.matches:
        yield Para(text("national.emerging_none"))
        return
    yield Para(text("national.emerging_lead"), "lead")
    if matched:
        header = [text(f"national.{name}") for name in ("phenomenon", "counties_heard", "why_same", "near")]
        rows = [[comparison.name_of_match(match), _heard(match), _why(match), _near(match)] for match in matched]
        yield Heading(text("national.matched"), 2)
        yield Table(text("national.matched"), header, rows)
    if single:
        header = [text(f"national.{name}") for name in ("phenomenon", "county_n", "near")]
        rows = [[comparison.name_of_match(match), _heard(match), _near(match)] for match in single]
        yield Heading(text("national.unmatched"), 2)
        yield Table(text("national.unmatched"), header, rows[:_MOST_ROWS])


def _heard(match: Match) -> str:
    return ", ".join(f"{county} ({f'≥ {K}' if each.n is None else each.n})" for county, each in match.members)


def _why(match: Match) -> str:
    cosines = [pair.cosine for pair in match.pairs if not pd.isna(pair.cosine)]
    words = sorted({word for pair in match.pairs for word in pair.terms})
    told = [text("national.same_matter")] if all(pair.is_same_matter for pair in match.pairs) else []
    if cosines:
        low, high = format_number(min(cosines), 2), format_number(max(cosines), 2)
        told.append(text("national.cosine", value=low if low == high else f"{low}–{high}"))
    if words:
        told.append(text("national.shared_words", words=", ".join(words[:6])))
    return "; ".join(told)


def _near(match: Match) -> str:
    words = [word for _, each in match.members for word in each.near]
    return ", ".join(sorted(set(words), key=lambda word: (-words.count(word), words.index(word)))[:5])


def _few(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.few"))
    if not len(comparison.few):
        yield Para(text("national.few_none"))
        return
    yield Para(text("national.few_lead"), "lead")
    rows = []
    for row in comparison.few.head(_MOST_ROWS).to_dict("records"):
        told = text("national.one_in_each") if row["is_single"] else text("national.under_five_in_each")
        n = "–" if pd.isna(row["n"]) else format_number(int(row["n"]))
        rows.append([_named(comparison, row["code"], row["level"]), join_words(row["counties"]), told, n])
    header = [text(f"national.{name}") for name in ("phenomenon", "counties_heard", "how_many", "submissions")]
    yield Table(text("national.few"), header, rows, numeric=frozenset([3]))


def _flags(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.flags"))
    flags = comparison.flags
    if not len(flags):
        yield Para(text("national.flags_none"))
        return
    yield Para(text("national.flags_lead"), "lead")
    rows = []
    for _, own in flags.groupby(["level", "name"], sort=False):
        name = own["name"].iloc[0]
        heard = [set(own[own["kind"] == kind]["county"]) for kind in ("growing", "accumulated")]
        cells = [", ".join(sorted(counties)) for counties in heard]
        rows.append(([name, *cells], -own["county"].nunique()))
    rows.sort(key=lambda row: (row[1], row[0][0]))
    header = [text("national.phenomenon"), text("national.growing_in"), text("national.accumulated_in")]
    yield Table(text("national.flags"), header, [row for row, _ in rows[:_MOST_ROWS]])


def _method(comparison: CountyComparison) -> Iterable[Block]:
    yield Heading(text("national.method"))
    hidden = [summary.county for summary in comparison.summaries if summary.is_hidden]
    how = text(f"national.method_{comparison.profile}")
    pairs = [
        (text("national.taxonomy"), comparison.taxonomy_version),
        (text("national.interval"), text("national.method_interval")),
        (text("national.growth"), text("national.method_growth")),
        (text("national.same"), text("national.method_same", same=format_number(SAME, 2))),
        (text("national.privacy"), how),
    ]
    if hidden and comparison.profile == "internal":
        pairs.append((text("national.handed_over"), join_words(hidden)))
    yield Facts(pairs)


def _named(comparison: CountyComparison, code: str, level: str) -> str:
    match = _together.keyed(comparison.matches).get(code)
    if match is not None and level == "phenomenon":
        return comparison.name_of_match(match)
    name = comparison.name_of(code, level)
    return text("national.whole_parent", name=name) if level == "parent" else name


def _small(value: float) -> str:
    if value < 0.001:
        return f"< {format_number(0.001, 3)}"
    return format_number(value, 3 if value < 0.01 else (2 if value < 1 else 1))
