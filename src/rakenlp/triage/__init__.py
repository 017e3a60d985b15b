"""Triage: what one new submission is about, what it resembles, and what a person should look at first.

It orders the queue. It never closes a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

if TYPE_CHECKING:
    from .holder import TriageHolder as TriageHolder
    from .names import NamedPhenomenon as NamedPhenomenon
    from .suggestion import SCHEMA as SCHEMA
    from .suggestion import EvidenceSpan as EvidenceSpan
    from .suggestion import FlagStatus as FlagStatus
    from .suggestion import Guess as Guess
    from .suggestion import Reason as Reason
    from .suggestion import Similar as Similar
    from .suggestion import TriageSuggestion as TriageSuggestion
    from .triage import Triage as Triage

_HOME = {
    "EvidenceSpan": "suggestion",
    "FlagStatus": "suggestion",
    "Guess": "suggestion",
    "NamedPhenomenon": "names",
    "Reason": "suggestion",
    "SCHEMA": "suggestion",
    "Similar": "suggestion",
    "Triage": "triage",
    "TriageHolder": "holder",
    "TriageSuggestion": "suggestion",
}

__all__ = [
    "SCHEMA",
    "EvidenceSpan",
    "FlagStatus",
    "Guess",
    "NamedPhenomenon",
    "Reason",
    "Similar",
    "Triage",
    "TriageHolder",
    "TriageSuggestion",
]

__getattr__ = loader(__name__, _HOME)
