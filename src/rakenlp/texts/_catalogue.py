"""Look-up of user-facing texts by key and language."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

LANGUAGES = ("fi", "sv", "en")
_language = os.environ.get("RAKENLP_LANG", "fi")


def get_language() -> str:
    """Return the language in which texts are now given ("fi" unless set).

    Returns
    -------
    str
    """
    return _language if _language in LANGUAGES else "fi"


def set_language(language: str) -> None:
    """Choose the language of everything said to people from now on.

    Parameters
    ----------
    language : {"fi", "sv", "en"}
        Also read at import from the environment variable ``RAKENLP_LANG``.

    Raises
    ------
    ValueError
        If the language has no texts.
    """
    global _language
    if language not in LANGUAGES:
        raise ValueError(
            f"The 'language' parameter of set_language must be one of {LANGUAGES}. Got {language!r} instead."
        )
    _language = language


@cache
def _area(name: str) -> dict[str, dict[str, str]]:
    source = resources.files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def texts_of(area: str) -> Mapping[str, Mapping[str, str]]:
    """Return every text of an area, by its name and its language."""
    return _area(area)


@dataclass(frozen=True)
class Phrase:
    """A text that is part of another one, and comes in the language of that.

    Parameters
    ----------
    key : str
    values : mapping of str to object
        What its own placeholders stand for.

    Examples
    --------
    >>> from rakenlp.texts import Phrase, text
    >>> text("errors.parameter", "en", name="until", owner="decide", expected=Phrase("register.a_day"), received=5)
    "The 'until' parameter of decide must be a day, such as 2026-03-31. Got 5 instead."
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return text(self.key, **self.values)


def text(key: str, language: str | None = None, /, **values: object) -> str:
    """Return the text of a key, with its placeholders filled in.

    Parameters
    ----------
    key : str
        ``"area.name"``, where the area names a TOML file of this package.
    language : {"fi", "sv", "en"}, optional
        The language set by :func:`set_language` when None.
    **values : object
        What the placeholders of the text stand for.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If the catalogue has no such key.

    Examples
    --------
    >>> from rakenlp.texts import text
    >>> text("common.yes", "fi"), text("common.yes", "sv")
    ('kyllä', 'ja')
    """
    area, _, name = key.partition(".")
    entry = _area(area)[name]
    template = entry[language or get_language()]
    told = {name: text(v.key, language, **v.values) if isinstance(v, Phrase) else v for name, v in values.items()}
    return template.format(**told) if told else template


def plural(key: str, count: int, language: str | None = None, /, **values: object) -> str:
    """Return the text of ``key`` in the singular ("..._one") or the plural form ("..._many").

    Parameters
    ----------
    key : str
        Without ``_one`` and ``_many``.
    count : int
        The number, which the text may name as ``{n}``.
    language : {"fi", "sv", "en"}, optional
        The one now set by default.
    **values : object
        What the text's other placeholders stand for.

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.texts import plural
    >>> plural("common.observations", 1, "fi"), plural("common.observations", 3, "fi")
    ('1 ilmoitus', '3 ilmoitusta')
    """
    return text(f"{key}_{'one' if count == 1 else 'many'}", language, n=count, **values)


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with so many decimals and the decimal mark of the language now set.

    Parameters
    ----------
    value : float
    digits : int, default=1

    Returns
    -------
    str

    Examples
    --------
    >>> from rakenlp.texts import decimal
    >>> decimal(2.5), decimal(0.125, 2)
    ('2,5', '0,12')
    """
    shown = f"{value:.{digits}f}"
    return shown if get_language() == "en" else shown.replace(".", ",")
