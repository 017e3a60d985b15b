"""The five lines at the top of a kooste, written from its numbers and from nothing else."""

from __future__ import annotations

from typing import Any

from ..texts import text
from ._format import join_words
from .periods import parse_period

_NAMED = 3


def internal_lines(content: dict[str, Any]) -> list[str]:
    """Return five plain sentences for the working group."""
    numbers = content["numbers"]
    largest = [f"{named(entry)} ({entry['n']})" for entry in content["phenomena"] if entry["n"]][:_NAMED]
    flags = [f"{named(flag)} ({text('kooste.kind_' + flag['kind'])})" for flag in content["flags"]]
    emerging = [f"{named(entry)} ({entry['n']})" for entry in content["emerging"]]
    single = content["single_voices"]["n"]
    about_new = ""
    if content["with_taxonomy"]:
        about_new = (
            text("kooste.line_emerging", names=join_words(_some(emerging)))
            if emerging
            else text("kooste.line_emerging_none")
        )
    return [
        _received(numbers),
        text("kooste.line_largest", names=join_words(largest)) if largest else text("kooste.line_largest_none"),
        text("kooste.line_flags", names=join_words(_some(flags))) if flags else text("kooste.line_flags_none"),
        (
            text(f"kooste.line_single{'_brief' if content['brief'] else ''}", n=single, emerging=about_new)
            if single
            else text("kooste.line_single_none", emerging=about_new)
        ).strip(),
        _unheard(content["sources"]["groups_not_heard"], content["parents"], "n"),
    ]


def published_lines(content: dict[str, Any]) -> list[str]:
    """Return plain sentences that hold nothing but published counts: five, or three of a period without counts."""
    if not content["counts_shown"]:
        return [
            text("kooste.line_withheld_counts"),
            text("kooste.flags_withheld"),
            _unheard(content["groups_not_heard"], [], "shown", content["groups_withheld"]),
        ]
    total = content["total"]
    parents = [f"{parent['label']} ({parent['shown']})" for parent in content["parents"]]
    flags = [f"{named(flag)} ({text('kooste.kind_' + flag['kind'])})" for flag in content["flags"]]
    if total["value"] == 0:
        received = text("kooste.line_published_none")
    elif total["value"] is None:
        received = text("kooste.line_published_hidden")
    else:
        received = text("kooste.line_published_n", n=total["shown"])
    if flags:
        suggested = text("kooste.line_flags", names=join_words(_some(flags)))
    else:
        suggested = published_flags(content) if content["flags_unnamed"] != 0 else text("kooste.line_flags_none")
    return [
        received,
        text("kooste.line_published_parents", names=join_words(parents)),
        suggested,
        published_single(content, "line_published_single"),
        _unheard(content["groups_not_heard"], content["parents"], "shown", content["groups_withheld"]),
    ]


def published_single(content: dict[str, Any], key: str = "single_published") -> str:
    """Return the sentence on submissions that no phenomenon fits."""
    shown = content["single_voices"]
    if not content["counts_shown"]:
        return text("kooste.single_withheld")
    if shown["value"] == 0:
        empty = content["total"]["value"] == 0 or key == "single_published"
        return text("kooste.single_published_none" if empty else f"kooste.{key}_none")
    return text(f"kooste.{key}", n=shown["shown"])


def published_practices(content: dict[str, Any]) -> str:
    """Return the sentence on submissions that their senders called positive."""
    if content["practices"] is None:
        return text("kooste.practices_not_asked")
    if not content["counts_shown"]:
        return text("kooste.practices_withheld")
    return text("kooste.practices_published", n=content["practices"])


def published_lead(content: dict[str, Any]) -> str:
    """Return what is to be known before the published phenomena are read: which counts and names are shown."""
    if not content["counts_shown"]:
        return text("kooste.counts_withheld")
    rules = ["names_rule"]
    if parse_period(content["period"]["key"]).kind in ("month", "quarter"):
        rules.append("names_of_five")
    if content["changes_shown"]:
        rules.append("change_rule")
    return " ".join(text(f"kooste.{rule}") for rule in rules)


def published_flags(content: dict[str, Any]) -> str:
    """Return the sentence on flags beside those named, or in place of them; "" when there is nothing to say."""
    unnamed = content["flags_unnamed"]
    if unnamed is None:
        return text("kooste.flags_withheld")
    if unnamed:
        return text("kooste.flags_unnamed", n=unnamed)
    return "" if content["flags"] else text("kooste.flags_none")


def named(entry: dict[str, Any]) -> str:
    """Return a name, in quotes where it is made of the words of the texts and may hold commas."""
    name: str = entry["name"]
    return text("kooste.quoted", name=name) if entry.get("emerging") or entry.get("kind") == "emerging" else name


def _received(numbers: dict[str, Any]) -> str:
    previous = ""
    if numbers["n_previous"] is not None:
        previous = text("kooste.line_previous", n=numbers["n_previous"])
    n = numbers["n_unique"]
    form = "none" if n == 0 else ("one" if n == 1 else "many")
    return text(f"kooste.line_n_{form}", n=n, previous=previous)


def _unheard(names: list[str] | None, parents: list[dict[str, Any]], field: str, withheld: bool = False) -> str:
    homeless = next((parent[field] for parent in parents if parent["code"] == "asunnottomuus"), None)
    about = text("kooste.line_homeless", n=homeless) if homeless is not None else ""
    if withheld:
        return text("kooste.line_withheld", homeless=about).strip()
    if names is None:
        return text("kooste.line_untold", homeless=about).strip()
    if not names:
        return text("kooste.line_unheard_none", homeless=about).strip()
    return text("kooste.line_unheard", names=join_words(names), homeless=about).strip()


def _some(names: list[str], limit: int = 5) -> list[str]:
    return names if len(names) <= limit else [*names[:limit], text("kooste.others", n=len(names) - limit)]
