"""The other way round: from a text that was said in one language to the same text in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple

from ._catalogue import LANGUAGES, get_language, text, texts_of

#: What stands in place of a placeholder may itself be said in words: the beginnings of the keys of those texts.
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "flags": {
        "often": ("often_",),
        "ratio": ("over_hundred",),
        "low": ("over_hundred",),
        "high": ("over_hundred",),
        "groups": ("group_",),
        "names": ("and_more",),
        "ids": ("and_more",),
        "done": ("handled_",),
    },
    "import": {"kinds": ("kind_",)},
}
#: Placeholders of numbers, whose decimal mark the language decides.
_NUMBERS = frozenset({"expected", "width", "low", "high", "ratio", "mean", "n"})
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_COUNTED = re.compile(r"(.*?)( \d+)?")


class _Template(NamedTuple):
    key: str
    pattern: re.Pattern[str]


def retold(
    said: str,
    area: str,
    keys: Iterable[str] | None = None,
    source: str | None = None,
    known: Mapping[str, str] | None = None,
) -> str:
    """Return a text of the catalogue, said in any language, in the language now set.

    The placeholders are read from it. What was said by no text of the catalogue is returned as it is: people's own
    words, and those of another version.

    Parameters
    ----------
    said : str
        One text, whole.
    area : str
        Of the catalogue.
    keys : iterable of str, optional
        Names (without the area) that it may be of; all of the area when None.
    source : {"fi", "sv", "en"}, optional
        The language that it was said in; each is tried when None, the one now set first.
    known : mapping of str to str, optional
        What to put in place of certain values, such as the names of phenomena.

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.texts import get_language, retold, set_language
    >>> before = get_language()
    >>> set_language("en")
    >>> retold("Kunnat: Nokia 3.", "flags"), retold("Nokia on kaupunki.", "flags")
    ('Municipalities: Nokia 3.', 'Nokia on kaupunki.')
    >>> set_language(before)
    """
    target = get_language()
    if source == target:
        return said
    wanted = None if keys is None else frozenset(keys)
    for language in (source,) if source else (target, *LANGUAGES):
        found = _read(said, area, wanted, language)
        if found is not None:
            key, values = found
            told = {name: _value(area, name, value, language, known or {}) for name, value in values.items()}
            return said if language == target else text(f"{area}.{key}", target, **told)
    return said


def _read(said: str, area: str, keys: frozenset[str] | None, language: str) -> tuple[str, dict[str, str]] | None:
    """Return the key that says a text in a language, and what stands in its placeholders."""
    for template in _templates(area, language):
        if (keys is None or template.key in keys) and (match := template.pattern.fullmatch(said)):
            return template.key, match.groupdict()
    return None


@cache
def _templates(area: str, language: str) -> tuple[_Template, ...]:
    """Return the texts of an area as patterns, those that say most first."""
    found = []
    for key, entry in texts_of(area).items():
        pattern, seen, literals = "", set(), 0
        for literal, name, _, _ in Formatter().parse(entry[language]):
            pattern += re.escape(literal)
            literals += len(literal)
            if name is not None:
                pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
                seen.add(name)
        found.append((-literals, key, re.compile(pattern, re.DOTALL)))
    return tuple(_Template(key, pattern) for _, key, pattern in sorted(found, key=lambda each: each[:2]))


def _value(area: str, name: str, value: str, source: str, known: Mapping[str, str]) -> str:
    """Return what stands in a placeholder, in the language now set."""
    if name in _NUMBERS and (number := _DECIMAL.fullmatch(value)):
        return ("." if get_language() == "en" else ",").join(number.groups())
    heads = _WORDS.get(area, {}).get(name)
    if heads:
        keys = [key for key in texts_of(area) if key.startswith(heads)]
        whole = retold(value, area, keys, source)
        if whole != value or heads == ("and_more",):
            return whole
        return ", ".join(_counted(part, area, keys, source) for part in value.split(", "))
    if value in known:
        return known[value]
    return ", ".join(known.get(part, part) for part in value.split(", ")) if known else value


def _counted(part: str, area: str, keys: list[str], source: str) -> str:
    """Return a word, perhaps with a number after it, in the language now set."""
    match = _COUNTED.fullmatch(part)
    assert match is not None
    return retold(match[1], area, keys, source) + (match[2] or "")
