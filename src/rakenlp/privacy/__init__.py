"""Privacy: names and identifiers out of texts, small cells out of tables. What is found is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader
from ._span import Span
from .frames import mask_frame
from .identifiers import KINDS, find_identifiers
from .masking import TOKENS, MaskedText, mask
from .names import find_names
from .roles import identifying
from .settings import Masking
from .small_cells import suppress
from .vault import new_key, unmask

__all__ = [
    "KINDS",
    "TOKENS",
    "CheckResult",
    "MaskedText",
    "Masking",
    "PublishedTable",
    "Span",
    "add_margins",
    "check_tables",
    "find_identifiers",
    "find_names",
    "identifying",
    "mask",
    "mask_frame",
    "new_key",
    "read_tables",
    "suppress",
    "suppress_table",
    "unmask",
]

if TYPE_CHECKING:
    from ._layout import PublishedTable as PublishedTable
    from .checking import CheckResult as CheckResult
    from .checking import check_tables as check_tables
    from .checking import read_tables as read_tables
    from .tables import add_margins as add_margins
    from .tables import suppress_table as suppress_table

__getattr__ = loader(  # these need scipy.optimize, which takes a while to load
    __name__,
    {
        "CheckResult": "checking",
        "PublishedTable": "_layout",
        "add_margins": "tables",
        "check_tables": "checking",
        "read_tables": "checking",
        "suppress_table": "tables",
    },
)
