"""Signals: which phenomena grow, which have accumulated, and every voice that stands alone.

:func:`detect_signals` takes a table and gives a table, and needs nothing else of rakenlp.
"""

from ._people import RESPONDENT_GROUPS
from .detect import FLAG_COLUMNS, detect_signals
from .growth import GrowthEvidence, Screening, cold_start, growth_evidence, screen
from .rules import Rules
from .single import single_voices
from .units import count_units
from .voices import count_voices, missing_groups

__all__ = [
    "FLAG_COLUMNS",
    "RESPONDENT_GROUPS",
    "GrowthEvidence",
    "Rules",
    "Screening",
    "cold_start",
    "count_units",
    "count_voices",
    "detect_signals",
    "growth_evidence",
    "missing_groups",
    "screen",
    "single_voices",
]
