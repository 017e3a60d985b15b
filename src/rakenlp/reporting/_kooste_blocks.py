"""The content of a kooste as blocks of a document: the same sections, numbers and words as the HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..texts import plural, text
from ._blocks import Block, Document, Facts, Heading, Items, Para, Picture, Table
from ._format import format_change, format_date
from ._kooste_tables import group_grid, phenomenon_rows, tallies
from ._lines import published_single
from ._pictures import bars_alt, strip_alt
from ._quotes import observation_quote, proposal_quote


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
        blocks=[*_care(content), *(_internal(content) if is_internal else _published(content))],
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


# --- internal --------------------------------------------------------------------------------------------------


def _internal(k: dict[str, Any]) -> Iterator[Block]:
    yield from _summary(k)
    yield from _sources(k)
    yield from _phenomena(k)
    yield from _flags(k)
    yield from _single(k)
    yield from _emerging(k)
    yield from _practices(k)
    yield from _proposals(k)
    yield from _duplicates(k)
    yield from _import(k)
    yield from method_blocks(k, "")
    yield from _appendix(k)


def _summary(k: dict[str, Any]) -> Iterator[Block]:
    n, sources = k["numbers"], k["sources"]
    yield Heading(text("kooste.h_summary"))
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


def unheard_words(groups: list[str] | None) -> str:
    """Return the groups not heard as a fact: their names, that all were heard, or that nobody knows."""
    if groups is None:
        return text("kooste.fact_groups_untold")
    return ", ".join(groups) or text("kooste.fact_not_heard_none")


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
    if flag["n_duplicates"]:
        yield Para(text("kooste.flag_duplicates", n=flag["n_duplicates"]), "quiet")
    if not with_texts:
        yield Facts([(text("kooste.flag_members"), ", ".join(flag["observation_ids"]))])
        return
    yield Heading(text("kooste.flag_members"), 3)
    for key in flag["observation_ids"][: flag["shown"]]:
        note = text("kooste.flag_decisive") if key in flag["decisive"] else ""
        yield observation_quote(k["observations"][key], note=note)
    if len(flag["observation_ids"]) > flag["shown"]:
        yield Para(text("kooste.flag_ids_more", ids=", ".join(flag["observation_ids"][flag["shown"] :])), "quiet")


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
        told = (("n", row["n"]), ("voices", row["voices"]), ("terms", row["terms"]))
        yield Para(" · ".join(f"{text(f'kooste.col_{name}')}: {value}" for name, value in told), "quiet")
        for key in row["ids"]:
            yield observation_quote(k["observations"][key])
        if row["ids_only"]:
            yield Para(text("kooste.more_ids", ids=", ".join(row["ids_only"])), "quiet")
        elif row["n_more"]:
            yield Para(text("kooste.more_count", n=row["n_more"]), "quiet")


def _practices(k: dict[str, Any]) -> Iterator[Block]:
    practices = k["practices"]
    yield Heading(text("kooste.h_practices"))
    for key in practices["ids"]:
        yield observation_quote(k["observations"][key], with_phenomenon=True)
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
        yield observation_quote(k["observations"][group["first"]], with_phenomenon=True)
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
        columns = 3 if part == "set_aside" else 4
        rows = [
            [entry["message"], str(entry["n"]), _rows_of(entry), entry["remedy"]][:columns] for entry in imported[part]
        ]
        weights = (3.4, 1, 3, 3.4)[:columns]
        title = text(f"kooste.{caption}")
        yield Table(title, names[:columns], rows, frozenset({1}), weights=weights, is_captioned=True)
    if not imported["issues"] and not imported["set_aside"]:
        yield Para(text("kooste.import_none"))


def _rows_of(entry: dict[str, Any]) -> str:
    more = entry["n"] - len(entry["rows"])
    return ", ".join(map(str, entry["rows"])) + (f" {text('kooste.rows_more', n=more)}" if more > 0 else "")


def method_blocks(k: dict[str, Any], extra: str) -> Iterator[Block]:
    """Return how the numbers came about, what could not be said, and the versions."""
    yield Heading(text("kooste.h_method"))
    for name in ("counts", "machine", "duplicates", "flags"):
        yield Para(text(f"kooste.method_{name}"))
    if extra:
        yield Para(extra)
    yield from notes_and_versions(k)


def notes_and_versions(k: dict[str, Any]) -> Iterable[Block]:
    """Return what the data do not allow to be said, and what everything was made with."""
    if k["notes"]:
        yield Heading(text("kooste.method_notes"), 2)
        yield Items(k["notes"])
    if k["versions"]:
        yield Heading(text("kooste.method_versions"), 2)
        yield Para(" · ".join(f"{name} {version}" for name, version in k["versions"].items()))


def _appendix(k: dict[str, Any]) -> Iterator[Block]:
    appendix = k["appendix"]
    yield Heading(text("kooste.h_appendix"))
    note = {"full": "report.appendix_ids", "ids": "kooste.appendix_ids", "counts": "kooste.appendix_counts"}
    yield Para(text(note[appendix["form"]]), "lead")
    for section in appendix["sections"]:
        yield Heading(f"{section['name']} ({section['n']})", 2)
        if section["ids"]:
            yield Para(", ".join(section["ids"]), "quiet")
    if appendix["n_outside"]:
        yield Heading(f"{text('kooste.appendix_outside')} ({appendix['n_outside']})", 2)
        yield Para(text("kooste.appendix_outside_note", n=appendix["n_outside"]))
        if appendix["outside"]:
            yield Para(", ".join(appendix["outside"]), "quiet")
    yield Para(plural("report.in_all", sum(section["n"] for section in appendix["sections"])), "quiet")


# --- published -------------------------------------------------------------------------------------------------


def _published(k: dict[str, Any]) -> Iterator[Block]:
    plain = "" if k["with_taxonomy"] else "_plain"
    yield Heading(text("kooste.h_summary"))
    yield Items(k["summary"], is_numbered=True)
    told = (
        ("period", k["period"]["label"]),
        ("total", k["total"]["shown"]),
        ("not_heard", unheard_words(k["groups_not_heard"])),
    )
    yield Facts([(text(f"kooste.fact_{name}"), words) for name, words in told])
    yield Heading(text(f"kooste.h_phenomena{plain}"))
    rule = f" {text('kooste.change_rule')}" if k["changes_shown"] else ""
    yield Para(text("kooste.names_rule") + rule, "lead")
    if k["with_taxonomy"]:
        yield Picture("bars", k["parents"], bars_alt(k["parents"]))
    yield _parents(k)
    yield Heading(text("kooste.h_flags"))
    yield Para(f"{text('kooste.flags_note')} {text('kooste.suggestion')}.", "lead")
    if k["flags"]:
        header = [text(f"kooste.col_{name}") for name in ("phenomenon", "kind", "n")]
        tag = f" ({text('kooste.tag_emerging')})"
        rows = [
            [flag["name"] + (tag if flag["emerging"] else ""), text(f"kooste.kind_{flag['kind']}"), flag["size"]]
            for flag in k["flags"]
        ]
        yield Table(text("kooste.h_flags"), header, rows, weights=(4, 1.6, 1.6))
    elif not k["flags_unnamed"]:
        yield Para(text("kooste.flags_none"))
    if k["flags_unnamed"]:
        yield Para(text("kooste.flags_unnamed", n=k["flags_unnamed"]))
    yield Heading(text("kooste.h_single"))
    yield Para(published_single(k))
    yield Heading(text("kooste.h_practices"))
    practices = k["practices"]
    asked = text("kooste.practices_not_asked") if practices is None else text("kooste.practices_published", n=practices)
    yield Para(asked)
    yield from method_blocks(k, text("kooste.method_published"))
    yield Heading(text("kooste.h_appendix_published"))
    yield Para(text("kooste.appendix_published_total", n=k["total"]["shown"]))
    yield Para(text("kooste.appendix_published"))


def _parents(k: dict[str, Any]) -> Table:
    names = ("phenomenon", "n", *(("change",) if k["changes_shown"] else ()), "names")
    header = [text(f"kooste.col_{name}") for name in names]

    def row(label: str, shown: str, change: str, named: str) -> list[str]:
        return [label, shown, *([change] if k["changes_shown"] else []), named]

    rows = [
        row(parent["label"], parent["shown"], format_change(parent["change"]), "; ".join(parent["names"]) or "–")
        for parent in k["parents"]
    ]
    rows.append(row(text("kooste.row_no_phenomenon"), k["single_voices"]["shown"], "–", "–"))
    rows.append(row(text("kooste.total").capitalize(), k["total"]["shown"], "", ""))
    numeric = frozenset({1, 2} if k["changes_shown"] else {1})
    weights = (2.8, 1.35, 1.1, 4) if k["changes_shown"] else (2.8, 1.35, 4.4)
    title = text("kooste.bars_title")
    return Table(title, header, rows, numeric, strong=frozenset({len(rows) - 1}), weights=weights)

