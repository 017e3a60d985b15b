"""What the dictionary says of a word, where there is one: identifiers are found without it, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import BackendError


def readings(form: str) -> Sequence[Mapping[str, str]] | None:
    """Return how Voikko reads a form, none for a word that it does not have; None where it cannot be used."""
    from ..language.forms import analyses_of

    try:
        return analyses_of(form)
    except BackendError:
        return None
