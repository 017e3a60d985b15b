"""One catalogue of everything rakenlp says to a person, in Finnish, Swedish and English.

Each area of the library has one TOML file beside this module; an entry holds the three languages side by
side, so that a missing translation is seen where it is missing.
"""

from ._catalogue import LANGUAGES, Phrase, decimal, get_language, plural, set_language, text
from ._retelling import retold

__all__ = ["LANGUAGES", "Phrase", "decimal", "get_language", "plural", "retold", "set_language", "text"]
