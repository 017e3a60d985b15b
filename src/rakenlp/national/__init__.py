"""Several counties side by side: shared phenomena, emerging ones matched, and what each may hand over for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import loader

_HOME = {
    "CountyComparison": "comparison",
    "CountySummary": "summary",
    "Emerging": "summary",
    "compare_counties": "comparison",
    "match_emerging": "matching",
    "read_hand_over": "handover",
    "summarise_county": "summary",
}
__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from .comparison import CountyComparison as CountyComparison
    from .comparison import compare_counties as compare_counties
    from .handover import read_hand_over as read_hand_over
    from .matching import match_emerging as match_emerging
    from .summary import CountySummary as CountySummary
    from .summary import Emerging as Emerging
    from .summary import summarise_county as summarise_county

__getattr__ = loader(__name__, _HOME)
