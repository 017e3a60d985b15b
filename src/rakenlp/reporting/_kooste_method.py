"""What both koosteet say as blocks: how the numbers came about, and who was not heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..texts import text
from ._blocks import Block, Heading, Items, Para


def unheard_words(groups: list[str] | None, is_withheld: bool = False) -> str:
    """Return the groups not heard as a fact: their names, that all were heard, or that nobody knows or may say."""
    if is_withheld:
        return text("kooste.fact_groups_withheld")
    if groups is None:
        return text("kooste.fact_groups_untold")
    return ", ".join(groups) or text("kooste.fact_not_heard_none")


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
