"""What kinds of words stand beside names: titles, kin, greetings, units (``name_context.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources

from ..language._shared import once


@once
def _groups() -> tuple[dict[str, str], tuple[str, ...]]:
    table = tomllib.loads(resources.files(__package__).joinpath("name_context.toml").read_text(encoding="utf-8"))
    heads = tuple(sorted(table["title"].pop("heads").split()))
    words: dict[str, str] = {}
    for group, languages in table.items():
        for listed in languages.values():
            for word in listed.split():
                words.setdefault(word, group)
    return words, heads


def group_of(low: str, lemma: str, core: str) -> str:
    """Return what kind of neighbour of names a word is; empty for others."""
    words, heads = _groups()
    for form in (low, lemma, core, *_without_possessive(core)):
        group = words.get(form)
        if group:
            return group
    return "title" if len(lemma) > 6 and lemma.endswith(heads) else ""


def _without_possessive(core: str) -> Iterable[str]:
    for tail in ("ni", "nsa", "nsä", "si", "mme", "n"):
        if core.endswith(tail):
            yield core[: -len(tail)]
