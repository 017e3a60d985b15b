"""Finnish words: Voikko behind one interface, lemmas, compound parts, and a spaCy component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

if TYPE_CHECKING:
    from .lemmas import lemmatize as lemmatize
    from .lexicon import Lexicon as Lexicon
    from .pipeline import load_language as load_language
    from .respelling import repairs as repairs
    from .row_language import detect_language as detect_language
    from .voikko import BackendInfo as BackendInfo
    from .voikko import active_backend as active_backend
    from .voikko import available_backends as available_backends
    from .voikko import is_available as is_available

_HOME = {
    "lemmatize": "lemmas",
    "Lexicon": "lexicon",
    "load_language": "pipeline",
    "repairs": "respelling",
    "detect_language": "row_language",
    "BackendInfo": "voikko",
    "active_backend": "voikko",
    "available_backends": "voikko",
    "is_available": "voikko",
}

__all__ = [
    "BackendInfo",
    "Lexicon",
    "active_backend",
    "available_backends",
    "detect_language",
    "is_available",
    "lemmatize",
    "load_language",
    "repairs",
]


__getattr__ = loader(__name__, _HOME)
