"""Closed classes, adverbs that were once case forms, and nouns used in the plural: lists, not rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("function_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def closed_lemmas() -> dict[str, tuple[str, ...]]:
    """Return the parts of speech that a closed-class lemma may have, by lemma."""
    return _inverted("lemmas")


@cache
def closed_forms() -> dict[str, tuple[str, ...]]:
    """Return the parts of speech that an uninflected word may have, by form."""
    return _inverted("forms")


@cache
def adverbs() -> frozenset[str]:
    """Return case forms that are usually adverbs or adpositions of their own (lopulta, lisäksi, kunnossa)."""
    return frozenset(closed_forms())


@cache
def nouns_of_adverbs() -> dict[str, str]:
    """Return the noun that an adverb tells of where Voikko gives an old form of it (kotona: koti)."""
    return dict(pair.split(":", 1) for pair in _table()["nouns"]["of_adverbs"].split())


@cache
def plural_nouns() -> dict[str, str]:
    """Return the nouns whose lemma is a plural (kasvot, häät, Yhdysvallat), by Voikko's base form."""
    return dict(pair.split(":", 1) for pair in _table()["plural"]["nouns"].split())


def _inverted(section: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for pos, words in _table()[section].items():
        for word in words.split():
            found.setdefault(word, []).append(pos)
    return {word: tuple(tags) for word, tags in found.items()}
