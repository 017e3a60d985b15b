"""Observations: reading, column mapping, cleaning, screening, import report, near-duplicates, language of a row.

The names load their modules at first use: who asks for the language of a text has no need of pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

if TYPE_CHECKING:
    from ..language import detect_language as detect_language
    from .campaigns import duplicate_table as duplicate_table
    from .duplicates import find_near_duplicates as find_near_duplicates
    from .observations import Observations as Observations
    from .observations import read_observations as read_observations
    from .report import ImportReport as ImportReport

_HOME = {
    "ImportReport": "report",
    "Observations": "observations",
    "detect_language": ".language.row_language",
    "duplicate_table": "campaigns",
    "find_near_duplicates": "duplicates",
    "read_observations": "observations",
}

__all__ = [
    "ImportReport",
    "Observations",
    "detect_language",
    "duplicate_table",
    "find_near_duplicates",
    "read_observations",
]


__getattr__ = loader(__name__, _HOME)
