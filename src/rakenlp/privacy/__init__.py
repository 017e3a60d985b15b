"""Privacy: names and identifiers out of texts, small cells out of tables. What is found is told."""

from ._span import Span
from .frames import mask_frame
from .identifiers import KINDS, find_identifiers
from .masking import TOKENS, MaskedText, mask
from .roles import identifying
from .settings import Masking
from .small_cells import suppress
from .vault import new_key, unmask

__all__ = [
    "KINDS",
    "TOKENS",
    "MaskedText",
    "Masking",
    "Span",
    "find_identifiers",
    "identifying",
    "mask",
    "mask_frame",
    "new_key",
    "suppress",
    "unmask",
]
