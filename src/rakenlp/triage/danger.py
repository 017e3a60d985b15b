"""Danger to life: submissions that are to be read first. Wide on purpose, and no judgement of anyone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

#: Phenomena that speak of danger to life, and the probability from which a text is read first.
PHENOMENA: Mapping[str, tuple[str, float]] = {"itsemurhat": ("suicide", 0.2), "lahisuhdevakivalta": ("violence", 0.2)}
_BLANKS = re.compile(r"\s+")


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
    plain = _BLANKS.sub(" ", text.lower())
    return [kind for kind, pattern in _patterns().items() if kind in told or pattern.search(plain)]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(resources.files(__package__).joinpath("danger.toml").read_text(encoding="utf-8"))
    found = {}
    for kind, lists in table.items():
        phrases = sorted({line for words in lists.values() for line in words.strip().splitlines()})
        found[kind] = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + ")")
    return found
