"""Danger to life: submissions that are to be read first. Wide on purpose, and no judgement of anyone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

#: Phenomena that speak of danger to life, and the probability from which a text is read first.
PHENOMENA: Mapping[str, tuple[str, float]] = {"itsemurhat": ("suicide", 0.2), "lahisuhdevakivalta": ("violence", 0.2)}


def dangers(text: str, probabilities: Mapping[str, float]) -> list[str]:
    """Return what danger a text may speak of.

    Parameters
    ----------
    text : str
    probabilities : mapping of str to float
        Of the phenomena.

    Returns
    -------
    list of {"suicide", "violence", "neglect"}
        In this order; by the words of ``danger.toml`` or by the probability of a phenomenon.

    Examples
    --------
    >>> from rakenlp.triage.danger import dangers
    >>> dangers("En jaksa enää elää", {}), dangers("Bussi ei kulje", {"itsemurhat": 0.4}), dangers("Vuokra nousi", {})
    (['suicide'], ['suicide'], [])
    """
    told = {kind for code, (kind, least) in PHENOMENA.items() if probabilities.get(code, 0.0) >= least}
    plain = " ".join(text.lower().split())
    patterns, any_of_them = _patterns()
    if any_of_them.search(plain):
        told |= {kind for kind, pattern in patterns.items() if pattern.search(plain)}
    return [kind for kind in patterns if kind in told]


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    """Return what finds the phrases of each kind at the beginning of a word, and what finds any of them."""
    table = tomllib.loads(resources.files(__package__).joinpath("danger.toml").read_text(encoding="utf-8"))
    kinds = {
        kind: {line for words in lists.values() for line in words.strip().splitlines()} for kind, lists in table.items()
    }
    found = {kind: re.compile(r"(?<!\w)" + _one_of(phrases)) for kind, phrases in kinds.items()}
    return found, re.compile(r"(?<!\w)" + _one_of(set().union(*kinds.values())))


def _one_of(phrases: set[str]) -> str:
    """Return a pattern of phrases with their common beginnings told once, so that each letter is tried once."""
    if "" in phrases:  # what begins with another phrase adds nothing
        return ""
    tails: dict[str, set[str]] = {}
    for phrase in sorted(phrases):
        tails.setdefault(phrase[0], set()).add(phrase[1:])
    return "(?:" + "|".join(re.escape(first) + _one_of(rest) for first, rest in tails.items()) + ")"
