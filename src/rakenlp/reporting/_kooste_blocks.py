"""The internal kooste as blocks of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import plural, text
from ._blocks import Block, Facts, Heading, Items, Para, Picture, Table
from ._format import format_date
from ._kooste_method import method_blocks, unheard_words
from ._kooste_more import earlier_blocks, gap_blocks
from ._kooste_tables import group_grid, phenomenon_rows, tallies
from ._pictures import strip_alt
from ._quotes import not_printed_here, observation_quote, proposal_quote, texts_told
from ._reading import minutes_of, reading_words, words_in


def internal_blocks(k: dict[str, Any]) -> Iterator[Block]:
    """Return the sections of the internal kooste: first what a meeting reads, then what is looked up."""
    yield from _summary(k)
    yield from _flags(k)
    yield from _single(k)
    yield from _sources(k)
    yield from _phenomena(k)
    yield from _emerging(k)
    yield from _practices(k)
    yield Heading(text("kooste.h_gaps"))
    yield from gap_blocks(k)
    yield from _proposals(k)
    yield Heading(text("kooste.h_earlier"))
    yield from earlier_blocks(k)
    yield from _duplicates(k)
    yield from _import(k)
    if "to_check" in k:
        yield from _to_check(k["to_check"], "to_check")
    yield from method_blocks(k, "")
    yield from _appendix(k)


def _summary(k: dict[str, Any]) -> Iterator[Block]:
    n, sources = k["numbers"], k["sources"]
    yield Heading(text("kooste.h_summary"))
    if "reading" in k:
        yield Para(reading_words(k["reading"]), "lead")
    yield Items(k["summary"], is_numbered=True)
    places = sources["municipalities"]
    names = ", ".join(f"{row['label']} {row['n']}" for row in places[:12]) or "–"
    more = f", +{len(places) - 12}" if len(places) > 12 else ""
    kept = {"read": n["rows_read"], "aside": n["rows_set_aside"], "kept": n["rows_kept"]}
    repeats = text("kooste.fact_duplicates_text", n=n["n_duplicates"]) if n["n_duplicates"] else None
    told = {
        "period": k["period"]["label"],
        "compared": k["previous"]["label"] if k["previous"] else text("kooste.fact_compared_none"),
        "channels": ", ".join(f"{row['label']} {row['n']}" for row in sources["channels"]) or "–",
        "municipalities": names + more,
        "not_heard": unheard_words(sources["groups_not_heard"]),
        "rows": text("kooste.fact_rows_text", **kept),
        "duplicates": repeats or text("kooste.fact_duplicates_none"),
    }
    yield Facts([(text(f"kooste.fact_{name}"), words) for name, words in told.items()])
    if n["n_undated"] and k["period"]["key"] != "all":
        yield Para(text("kooste.undated", n=n["n_undated"]), "notice")
    if k["brief"]:
        yield Para(text("kooste.brief_note"), "notice")


def _sources(k: dict[str, Any]) -> Iterator[Block]:
    sources = k["sources"]
    yield Heading(text("kooste.h_sources"))
    yield Para(text("kooste.sources_note"), "lead")
    grid = k["figures"]["voice_grid"]
    if grid:
        yield group_grid(grid)
        left_out = f" {text('kooste.grid_left_out', n=grid['n_left_out'])}" if grid["n_left_out"] else ""
        yield Para(text("kooste.grid_caption") + left_out, "quiet")
    yield tallies(sources, k["numbers"]["n"])
    if len(sources["municipalities"]) > 40:
        yield Para(text("kooste.rows_more", n=len(sources["municipalities"]) - 40), "quiet")
    if sources["municipalities_silent_now"]:
        yield Para(text("kooste.silent_now", names=", ".join(sources["municipalities_silent_now"][:60])))
    yield Para(text("kooste.silent_unknown"), "quiet")


def _phenomena(k: dict[str, Any]) -> Iterator[Block]:
    plain = "" if k["with_taxonomy"] else "_plain"
    yield Heading(text(f"kooste.h_phenomena{plain}"))
    yield Para(text(f"kooste.phenomena{plain}_note"), "lead")
    if k["with_taxonomy"] or k["phenomena"]:
        yield phenomenon_rows(k)
    else:
        yield Para(text("kooste.phenomena_none"))
    timeline = k["figures"]["timeline"]
    if not timeline:
        yield Para(text("kooste.timeline_none"), "quiet")
        return
    caption = text(f"kooste.timeline_caption_{timeline['form']}")
    if timeline["n_shown"] < timeline["n_phenomena"]:
        shown = {"shown": timeline["n_shown"], "all": timeline["n_phenomena"]}
        caption += f" {text('kooste.timeline_left_out', **shown)}"
    yield Heading(text("kooste.timeline_title"), 2)
    yield Picture("strip", timeline, strip_alt(timeline), caption)


def reading_time(k: dict[str, Any]) -> dict[str, int]:
    """Return the minutes that an internal kooste takes from its beginning to the end of the flags, and single voices.

    Parameters
    ----------
    k : dict
        The content of an internal kooste.

    Returns
    -------
    dict of str to int
        flags, single (0 when there are none).
    """
    beginning = (block for part in (_summary, _flags) for block in part(k))
    single = words_in(_single(k)) if k["single_voices"]["n"] else 0
    return {"flags": minutes_of(words_in(beginning)), "single": minutes_of(single)}


def flag_blocks(flag: dict[str, Any], k: dict[str, Any], *, with_texts: bool = True) -> Iterator[Block]:
    """Return the reason card of a flag: what was seen, what was expected, who was heard, and the observations.

    Parameters
    ----------
    flag : dict
        A card of :mod:`rakenlp.reporting._flags`.
    k : dict
        The content that holds the ``observations`` of the card.
    with_texts : bool
        Whether the observations are quoted or only named by their ids.
    """
    tags = [text(f"kooste.kind_{flag['kind']}")]
    if flag["emerging"] and k["with_taxonomy"]:
        tags.append(text("kooste.tag_emerging"))
    yield Heading(f"{flag['name']} ({', '.join(tags)})", 2)
    yield Para(text("kooste.suggestion") + (f" · {flag['parent_label']}" if k["with_taxonomy"] else ""), "quiet")
    why = flag["reasons"].splitlines()
    yield Para(why[0] if why else "")
    if why[1:]:
        yield Items(why[1:])
    window = flag["window"]
    days = f"{format_date(window['start'])}–{format_date(window['end'])}" if window["start"] and window["end"] else ""
    pairs = [
        (text("kooste.flag_window"), days or window["text"] or "–"),
        (text("kooste.flag_observed"), "–" if flag["observed"] is None else str(flag["observed"])),
        (text("kooste.flag_voices"), str(flag["voices"])),
        (text("kooste.flag_state"), flag["state_label"]),
        (text("kooste.flag_groups"), ", ".join(f"{group['label']} {group['n']}" for group in flag["groups"])),
    ]
    if flag["kind"] == "growing":
        expected = flag["expected_text"] or text("kooste.flag_expected_unknown")
        pairs.insert(2, (text("kooste.flag_expected"), expected))
    yield Facts(pairs)
    if flag["beside_table"]:
        yield Para(flag["beside_table"], "quiet")
    if flag["n_duplicates"]:
        yield Para(text("kooste.flag_duplicates", n=flag["n_duplicates"]), "quiet")
    if not with_texts:
        yield Facts([(text("kooste.flag_members"), ", ".join(flag["observation_ids"]))])
        return
    yield Heading(text("kooste.flag_members"), 3)
    if about := texts_told(flag["texts"], len(flag["observation_ids"])):
        yield Para(about, "quiet")
    for key in flag["texts"]["shown"]:
        note = text("kooste.flag_decisive") if key in flag["marked"] else ""
        yield observation_quote(k["observations"][key], note=note)
    yield from not_printed_here(flag["texts"])


def _flags(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("kooste.h_flags"))
    yield Para(text("kooste.flags_note"), "lead")
    for flag in k["flags"]:
        yield from flag_blocks(flag, k)
    if not k["flags"]:
        yield Para(text("kooste.flags_none"))
    if k["flags_elsewhere"]:
        yield Para(text("kooste.flags_elsewhere", n=k["flags_elsewhere"]), "quiet")


def _single(k: dict[str, Any]) -> Iterator[Block]:
    single = k["single_voices"]
    yield Heading(text("kooste.h_single"))
    yield Para(text(f"kooste.single_note{'_brief' if k['brief'] else ''}"), "lead")
    for key in single["ids"]:
        yield observation_quote(k["observations"][key], with_phenomenon=True, after=single["reasons"].get(key, ""))
    if single["ids_only"]:
        yield Para(text("kooste.single_ids", n=len(single["ids_only"])))
        yield Para(", ".join(single["ids_only"]), "quiet")
    if not single["n"]:
        yield Para(text("kooste.single_none"))


def _emerging(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("kooste.h_emerging"))
    if not k["with_taxonomy"]:
        yield Para(text("kooste.phenomena_plain_note"))
    elif not k["emerging"]:
        yield Para(text("kooste.emerging_none"))
    else:
        yield Para(text("kooste.emerging_note"), "lead")
    for row in k["emerging"]:
        tag = f" ({text('kooste.tag_new')})" if row["first_heard_now"] else ""
        yield Heading(f"{row['name']}{tag}", 2)
        told = (("n", row["n"]), ("voices", row["voices"]), ("terms", row["about"]))
        yield Para(" · ".join(f"{text(f'kooste.col_{name}')}: {value}" for name, value in told), "quiet")
        for key in row["texts"]["shown"]:
            yield observation_quote(k["observations"][key])
        yield from not_printed_here(row["texts"])
        if row["n_more"] and not row["ids_only"]:
            yield Para(text("kooste.more_count", n=row["n_more"]), "quiet")


def _practices(k: dict[str, Any]) -> Iterator[Block]:
    practices = k["practices"]
    yield Heading(text("kooste.h_practices"))
    for key in practices["texts"]["shown"]:
        yield observation_quote(k["observations"][key], with_phenomenon=True)
    yield from not_printed_here(practices["texts"])
    if practices["ids_only"]:
        yield Para(text("kooste.more_ids", ids=", ".join(practices["ids_only"])), "quiet")
    if not practices["ids"]:
        yield Para(text("kooste.practices_none" if practices["asked"] else "kooste.practices_not_asked"))


def _proposals(k: dict[str, Any]) -> Iterator[Block]:
    proposals = k["proposals"]
    yield Heading(text("kooste.h_proposals"))
    yield Para(text("kooste.proposals_note"), "lead") if proposals["listed"] else Para(text("kooste.proposals_none"))
    for proposal in proposals["listed"]:
        yield proposal_quote(k["observations"][proposal["id"]], proposal)
    if proposals["n"] > len(proposals["listed"]):
        yield Para(text("kooste.more_count", n=proposals["n"] - len(proposals["listed"])), "quiet")


def _duplicates(k: dict[str, Any]) -> Iterator[Block]:
    groups = k["duplicates"]["groups"]
    yield Heading(text("kooste.h_duplicates"))
    yield Para(text("kooste.duplicates_note"), "lead") if groups else Para(text("kooste.duplicates_none"))
    for group in groups:
        yield Heading(text("kooste.duplicates_many", n=group["n"]), 2)
        until = "" if group["to"] == group["from"] else f"–{format_date(group['to'])}"
        yield Para(f"{format_date(group['from'])}{until} · {text('kooste.col_voices')}: {group['voices']}", "quiet")
        for key in group["texts"]["shown"]:
            yield observation_quote(k["observations"][key], with_phenomenon=True)
        yield from not_printed_here(group["texts"])
        yield Para(", ".join(group["ids"]), "quiet")
    if k["duplicates"]["n_more"]:
        yield Para(text("kooste.duplicates_more", n=k["duplicates"]["n_more"]), "quiet")


def _import(k: dict[str, Any]) -> Iterator[Block]:
    n, imported = k["numbers"], k["import"]
    yield Heading(text("kooste.h_import"))
    counts = {"read": n["rows_read"], "kept": n["rows_kept"], "aside": n["rows_set_aside"]}
    yield Para(text("kooste.import_note", **counts))
    names = [text(f"kooste.col_{name}") for name in ("reason", "rows_n", "rows", "remedy")]
    for part, caption in (("set_aside", "set_aside_caption"), ("issues", "issues_caption")):
        if not imported[part]:
            continue
        rows = [[entry["message"], str(entry["n"]), _rows_of(entry), entry["remedy"]] for entry in imported[part]]
        title = text(f"kooste.{caption}")
        yield Table(title, names, rows, frozenset({1}), weights=(3.4, 1, 3, 3.4), is_captioned=True)
    if not imported["issues"] and not imported["set_aside"]:
        yield Para(text("kooste.import_none"))


def _rows_of(entry: dict[str, Any]) -> str:
    more = entry["rows_more"]
    return (", ".join(map(str, entry["rows"])) or "–") + (f" {text('kooste.rows_more', n=more)}" if more else "")


def _to_check(listed: dict[str, Any], name: str) -> Iterator[Block]:
    """Yield what a person should look at before anything is shown to others."""
    yield Heading(text(f"kooste.h_{name}"))
    if not listed["n"]:
        yield Para(text(f"kooste.{name}_none"))
        return
    yield Para(text(f"kooste.{name}_note"), "lead")
    header = [text(f"kooste.col_{column}") for column in ("id", "why")]
    rows = [[row["id"], "; ".join(row["reasons"])] for row in listed["rows"]]
    yield Table(text(f"kooste.h_{name}"), header, rows, weights=(1.6, 5))
    if listed["n_more"]:
        yield Para(text(f"kooste.{name}_more", n=listed["n_more"]), "quiet")


def _appendix(k: dict[str, Any]) -> Iterator[Block]:
    appendix = k["appendix"]
    yield Heading(text("kooste.h_appendix"))
    note = {"full": "report.appendix_ids", "ids": "kooste.appendix_ids", "counts": "kooste.appendix_counts"}
    yield Para(text(note[appendix["form"]]), "lead")
    told = [(section["name"], ", ".join(section["ids"]), section["n"]) for section in appendix["sections"]]
    yield Facts([(f"{name} ({n})", ids) if ids else (name, str(n)) for name, ids, n in told])
    if appendix["n_outside"]:
        yield Heading(f"{text('kooste.appendix_outside')} ({appendix['n_outside']})", 2)
        yield Para(text("kooste.appendix_outside_note", n=appendix["n_outside"]))
        if appendix["outside"]:
            yield Para(", ".join(appendix["outside"]), "quiet")
    yield Para(plural("report.in_all", sum(section["n"] for section in appendix["sections"])), "quiet")
