"""A social report's draft as blocks: fixed sentences of the catalogue, what the data hold, and places to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Document, Facts, Heading, Items, Para, Picture, Quote, Slot, Table
from ._format import format_date, format_number
from ._gaps import GAPS
from ._kooste_blocks import flag_blocks
from ._kooste_method import notes_and_versions
from ._pictures import strip_alt
from ._quotes import meta_of, observation_quote


def social_document(content: dict[str, Any]) -> Document:
    """Return a social report's draft as a document.

    Parameters
    ----------
    content : dict
        From :func:`rakenlp.reporting.build_social_report`.

    Returns
    -------
    Document
    """
    title = text("report.title", name=content["phenomenon"]["name"])
    as_of = content["as_of"]
    known = text("kooste.as_of", date=format_date(as_of)) if as_of else text("kooste.as_of_unknown")
    profile = text(f"report.profile_{content['profile']}")
    return Document(
        title=title,
        kicker=text("report.kicker"),
        under=(f"{content['period']['days']} · {known}",),
        badge=profile,
        blocks=list(_blocks(content)),
        language=content["language"],
        day=as_of,
        subject=text("report.kicker"),
        footer=f"{title} – {profile}",
        contents=text("kooste.contents"),
    )


def _blocks(k: dict[str, Any]) -> Iterator[Block]:
    yield Para(text(f"report.{k['profile']}_care"), "care")
    if k["profile"] == "internal" and not k["masked"]:
        yield Para(text("kooste.unmasked_care"), "notice")
    yield from _scope(k)
    yield from _why_now(k)
    yield from _material(k)
    yield from _voices(k)
    yield from _told(k, "societal_links", "links")
    yield from _told(k, "effects", "effects")
    yield from _gaps(k)
    yield from _research(k)
    yield from _population(k)
    yield from _proposals(k)
    yield from _ethics(k)
    yield from _comments(k)
    yield from _publishing(k)


def _scope(k: dict[str, Any]) -> Iterator[Block]:
    phenomenon, size = k["phenomenon"], k["size"]
    yield Heading(text("report.h_scope"))
    pairs = [(text("kooste.col_phenomenon"), phenomenon["name"])]
    if phenomenon["parent_label"]:
        pairs.append((text("report.fact_parent"), phenomenon["parent_label"]))
    pairs.append((text("report.fact_kind"), text(f"report.kind_{phenomenon['kind']}")))
    if phenomenon["definition"]:
        pairs.append((text("report.fact_definition"), phenomenon["definition"]))
    pairs.append((text("kooste.fact_period"), k["period"]["days"]))
    pairs.append((text("kooste.fact_total"), size["n"]))
    if size["voices"] is not None:
        pairs.append((text("kooste.flag_voices"), size["voices"]))
    if k["terms"]:
        pairs.append((text("report.fact_terms"), k["terms"]))
    yield Facts(pairs)
    if k["parts"]:
        yield Para(text("report.parts", names=", ".join(f"{part['name']} ({part['n']})" for part in k["parts"])))
        yield Para(text("report.parts_note"), "quiet")
    yield Slot(text("report.slot_scope"))


def _why_now(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_why"))
    if k["flags_hidden"]:
        yield Para(text("report.why_hidden"))
    elif not k["flags"]:
        yield Para(text("report.why_none"))
    elif k["profile"] == "published":
        for flag in k["flags"]:
            yield Para(text(f"report.why_{flag['kind']}", size=flag["size"]))
        yield Para(text("kooste.flags_note"), "quiet")
    else:
        yield Para(text("kooste.flags_note"), "lead")
        for flag in k["flags"]:
            yield from flag_blocks(flag, k, with_texts=False)
    if k["strip"]:
        yield Heading(text("report.h_time"), 2)
        caption = text(f"report.strip_caption_{k['strip']['form']}")
        yield Picture("strip", k["strip"], strip_alt(k["strip"]), caption)
    yield Slot(text("report.slot_why"))


def _material(k: dict[str, Any]) -> Iterator[Block]:
    size = k["size"]
    yield Heading(text("report.h_material"))
    yield Para(text("report.material_form", days=k["period"]["days"]))
    pairs = [(text("report.fact_own"), size["n"]), (text("report.fact_all"), size["n_all"])]
    if size["n_duplicates"]:
        pairs.append((text("kooste.fact_duplicates"), str(size["n_duplicates"])))
    if size["first"]:
        pairs.append((text("report.fact_days"), f"{format_date(size['first'])}–{format_date(size['last'])}"))
    if k["channels"]:
        pairs.append((text("kooste.fact_channels"), _counts(k["channels"])))
    yield Facts(pairs)
    for name in ("counts", "machine", "duplicates"):
        yield Para(text(f"kooste.method_{name}"))
    if k["profile"] == "published":
        yield Para(text("report.method_published"))
    yield Slot(text("report.slot_material"))


def _counts(entries: list[dict[str, Any]]) -> str:
    """Return labels with their counts; those told in words stand in brackets."""
    plain = all(isinstance(entry["n"], int) for entry in entries)
    return ", ".join(f"{each['label']} {each['n']}" if plain else f"{each['label']} ({each['n']})" for each in entries)


def _voices(k: dict[str, Any]) -> Iterator[Block]:
    groups = k["groups"]
    yield Heading(text("report.h_voices"))
    if not groups:
        yield Para(text("report.voices_hidden"))
        return
    yield Para(text("kooste.sources_note"), "lead")
    header = [text("kooste.col_group"), text("kooste.col_n")]
    rows = [[group["label"], group["shown"]] for group in groups]
    yield Table(text("kooste.col_group"), header, rows, frozenset({1}), weights=(4, 1.3), share=0.55)
    yield Para(unheard_sentence(k["not_heard"]))
    yield Para(text(f"report.quotes_{k['quotes_rule']}"), "quiet")
    for group in groups:
        if not (group["ids"] or group["quotes"]):
            continue
        yield Heading(f"{group['label'][:1].upper()}{group['label'][1:]} ({group['shown']})", 2)
        for key in group["ids"]:
            yield observation_quote(k["observations"][key])
        for quote in group["quotes"]:
            yield Quote("", [("", quote["text"])], quote["language"])
        if group["ids_only"]:
            yield Para(text("kooste.more_ids", ids=", ".join(group["ids_only"])), "quiet")
        if group["n_more"]:
            yield Para(text("kooste.more_count", n=group["n_more"]), "quiet")
    if k["also"]:
        yield Heading(text("report.h_also"), 2)
        yield Para(text("report.also_note"), "lead")
        for key in k["also"]:
            yield observation_quote(k["observations"][key], with_phenomenon=True)
    yield Slot(text("report.slot_voices"))


def unheard_sentence(groups: list[str] | None) -> str:
    """Return which groups were not heard, as a sentence."""
    if groups is None:
        return text("flags.groups_unknown")
    return text("flags.missing", groups=", ".join(groups)) if groups else text("flags.all_heard")


def _quote(entry: dict[str, Any]) -> Quote:
    return Quote(entry["group"], [("", entry["text"])], entry["language"])


def _told(k: dict[str, Any], part: str, name: str) -> Iterator[Block]:
    """Yield a section of what senders wrote into one field of the form."""
    yield Heading(text(f"report.h_{name}"))
    told = k[part]
    if told:
        yield Para(text(f"report.{name}_note"), "lead")
    elif k["profile"] == "published":
        yield Para(text("report.told_hidden"))
    else:
        yield Para(text(f"report.{name}_none"))
    yield from _words(k, told)
    yield Slot(text(f"report.slot_{name}"))


def _words(k: dict[str, Any], told: list[dict[str, Any]]) -> Iterator[Block]:
    for entry in told:
        if "id" not in entry:
            yield _quote(entry)
            continue
        card = k["observations"][entry["id"]]
        cut = f" · {text('kooste.shortened')}" if entry["shortened"] else ""
        yield Quote(meta_of(card) + cut, [("", entry["text"])], card["language"])


def _gaps(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_gaps"))
    yield Para(text("report.gaps_note"), "lead")
    counted = [text("kooste.col_n")] if k["gaps"] is not None else []
    header = [text("report.col_gap"), *counted, text("report.col_gap_seen")]
    told = {entry["code"]: str(entry["n"]) for entry in k["gaps"] or []}
    rows = [[text(f"report.gap_{code}"), *([told.get(code, "–")] if counted else []), ""] for code in GAPS]
    weights = (3, 1.2, 4) if counted else (3, 5)
    yield Table(text("report.h_gaps"), header, rows, frozenset({1} if counted else ()), weights=weights, is_form=True)
    if not counted:
        yield Para(text("report.gaps_not_asked"), "quiet")
    if k["beside"]:
        yield Para(text("report.beside", names=_beside(k["beside"])))
    yield Slot(text("report.slot_gaps"))


def _beside(entries: list[dict[str, Any]]) -> str:
    return "; ".join(f"{entry['name']} ({entry['n']})" for entry in entries)


def _research(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_indicators"))
    if k["indicators"]:
        yield Para(text("report.indicators_note"), "lead")
        header = [text(f"report.col_{name}") for name in ("indicator", "region", "year", "value", "source")]
        rows = [
            [row["indicator"], row["region"], str(row["year"]), _value(row), _source(row)] for row in k["indicators"]
        ]
        yield Table(text("report.h_indicators"), header, rows, frozenset({2, 3}), weights=(3, 1.8, 0.9, 1.4, 3))
    else:
        yield Slot(text("report.slot_indicators"))
    yield Heading(text("report.h_research"), 2)
    yield Slot(text("report.slot_research"))


def _value(row: dict[str, Any]) -> str:
    value = row["value"]
    decimals = 0 if value == int(value) else min(len(f"{value:.10g}".partition(".")[2]), 3)
    unit = f" {row['unit']}" if row["unit"] else ""
    return f"{format_number(value, decimals)}{unit}"


def _source(row: dict[str, Any]) -> str:
    return f"{row['source']} ({row['address']})" if row["address"] else str(row["source"])


def _population(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_population"))
    parts = [("target", "targets"), ("line", "lines"), ("municipality", "municipalities")]
    found = [(name, k[part]) for name, part in parts if k[part]]
    for name, entries in found:
        title = text("report.col_target") if name == "target" else text(f"kooste.col_{name}")
        rows = [[entry["label"], str(entry["n"])] for entry in entries]
        yield Table(title, [title, text("kooste.col_n")], rows, frozenset({1}), weights=(4, 1.8), share=0.6)
    if not found:
        yield Para(text("report.population_hidden" if k["profile"] == "published" else "report.population_none"))
    if k["targets"]:
        yield Para(text("report.targets_note"), "quiet")
    yield Slot(text("report.slot_population"))


def _proposals(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_proposals"))
    yield Heading(text("kooste.h_proposals"), 2)
    if k["proposals"]:
        yield Para(text("report.proposals_note"), "lead")
    else:
        yield Para(text("report.told_hidden" if k["profile"] == "published" else "report.proposals_none"))
    yield from _words(k, k["proposals"])
    yield Heading(text("report.h_actions"), 2)
    header = [text(f"report.col_{name}") for name in ("action", "whom", "who", "when")]
    yield Table(text("report.h_actions"), header, [[""] * 4] * 3, weights=(4, 2, 2, 1.4), is_form=True)
    yield Slot(text("report.slot_actions"))


def _ethics(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_ethics"))
    for name in ("who_writes", "recognised", "no_records"):
        yield Para(text(f"report.ethics_{name}"))
    yield Para(text("report.ethics_check"))
    checks = ("names", "circumstances", "staff", "small", "heard", "harm")
    yield Items([text(f"report.check_{name}") for name in checks], is_checklist=True)
    yield Slot(text("report.slot_ethics"))


def _comments(k: dict[str, Any]) -> Iterator[Block]:
    comments = k["comments"]
    yield Heading(text("report.h_comments"))
    yield Para(_due(comments))
    due = format_date(comments["deadline"]) if comments["deadline"] else "–"
    header = [text(f"report.col_{name}") for name in ("recipient", "due", "comment")]
    rows = [[recipient, due, ""] for recipient in comments["recipients"]]
    yield Table(text("report.h_comments"), header, rows, weights=(2.6, 1.5, 4), is_form=True)
    yield Heading(text("report.h_statement"))
    yield Para(text("report.statement_note"), "lead")
    header = [text(f"report.col_{name}") for name in ("committee", "meeting", "statement")]
    yield Table(text("report.h_statement"), header, [[""] * 3], weights=(2.6, 1.5, 4), is_form=True)
    yield Slot(text("report.slot_statement"))


def _due(comments: dict[str, Any]) -> str:
    if comments["is_agreed"]:
        return text("report.due_agreed", deadline=format_date(comments["deadline"]))
    if not comments["deadline"]:
        return text("report.due_unknown", n=comments["days"])
    days = {"sent": format_date(comments["sent"]), "deadline": format_date(comments["deadline"])}
    return text("report.due_sent" if comments["is_sent_told"] else "report.due_if", n=comments["days"], **days)


def _publishing(k: dict[str, Any]) -> Iterator[Block]:
    yield Heading(text("report.h_publishing"))
    state = k["state"]
    if state is not None:
        if state["report_id"]:
            told = {"report": state["report_id"], "step": state["step_name"], "since": format_date(state["since"])}
            yield Para(text("report.state", **told))
        else:
            yield Para(text("report.state_none"))
    header = [text("report.col_publishing"), text("report.col_told")]
    rows = [[text(f"report.publishing_{name}"), ""] for name in ("authors", "approved", "number", "day", "where")]
    yield Table(text("report.h_publishing"), header, rows, weights=(3, 5), is_form=True)
    yield Para(text("report.publishing_note"))
    yield from notes_and_versions(k)
