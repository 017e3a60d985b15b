"""Observations: reading, column mapping, cleaning, screening, import report, near-duplicates, language of a row."""

from .campaigns import duplicate_table
from .duplicates import find_near_duplicates
from .observations import Observations, read_observations
from .report import ImportReport
from .row_language import detect_language

__all__ = [
    "ImportReport",
    "Observations",
    "detect_language",
    "duplicate_table",
    "find_near_duplicates",
    "read_observations",
]
