"""Privacy: identifiers out of texts, small cells out of tables. What is found is told."""

from ._span import Span
from .identifiers import KINDS, find_identifiers
from .masking import TOKENS, MaskedText, mask
from .names import find_names
from .small_cells import suppress

__all__ = ["KINDS", "TOKENS", "MaskedText", "Span", "find_identifiers", "find_names", "mask", "suppress"]
