"""Privacy: names and identifiers out of texts, small cells out of tables. What is found is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

if TYPE_CHECKING:
    from ._layout import PublishedTable as PublishedTable
    from ._span import Span as Span
    from .checking import CheckResult as CheckResult
    from .checking import check_tables as check_tables
    from .checking import read_tables as read_tables
    from .frames import mask_frame as mask_frame
    from .identifiers import KINDS as KINDS
    from .identifiers import find_identifiers as find_identifiers
    from .masking import TOKENS as TOKENS
    from .masking import MaskedText as MaskedText
    from .masking import mask as mask
    from .names import find_names as find_names
    from .roles import identifying as identifying
    from .settings import Masking as Masking
    from .small_cells import suppress as suppress
    from .tables import add_margins as add_margins
    from .tables import suppress_table as suppress_table
    from .vault import new_key as new_key
    from .vault import unmask as unmask

_HOME = {
    "KINDS": "identifiers",
    "TOKENS": "masking",
    "CheckResult": "checking",
    "MaskedText": "masking",
    "Masking": "settings",
    "PublishedTable": "_layout",
    "Span": "_span",
    "add_margins": "tables",
    "check_tables": "checking",
    "find_identifiers": "identifiers",
    "find_names": "names",
    "identifying": "roles",
    "mask": "masking",
    "mask_frame": "frames",
    "new_key": "vault",
    "read_tables": "checking",
    "suppress": "small_cells",
    "suppress_table": "tables",
    "unmask": "vault",
}

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

__getattr__ = loader(__name__, _HOME)
