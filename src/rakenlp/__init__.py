"""rakenlp: social reporting for structural social work.

From the exports of a county's open form to phenomena, flags and a kooste, offline. The public names below
load their modules at first use, so that ``import rakenlp`` stays instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._lazy import loader

__version__ = "0.1.0"

_HOME = {
    "read_observations": "observations",
    "Observations": "observations",
    "load_language": "language",
    "lemmatize": "language",
    "mask": "privacy",
    "LemmaVectorizer": "vectors",
    "ObservationVectorizer": "vectors",
    "PhenomenonModel": "phenomena",
    "detect_signals": "signals",
    "Register": "register",
    "analyse": "analysis",
    "Analysis": "analysis",
    "load_analysis": "analysis",
    "Triage": "triage",
    "TriageSuggestion": "triage",
    "compare_counties": "national",
    "set_language": "texts",
}

__all__ = [*sorted(_HOME), "__version__"]

if TYPE_CHECKING:
    from .analysis import Analysis as Analysis
    from .analysis import analyse as analyse
    from .analysis import load_analysis as load_analysis
    from .language import lemmatize as lemmatize
    from .language import load_language as load_language
    from .national import compare_counties as compare_counties
    from .observations import Observations as Observations
    from .observations import read_observations as read_observations
    from .phenomena import PhenomenonModel as PhenomenonModel
    from .privacy import mask as mask
    from .register import Register as Register
    from .signals import detect_signals as detect_signals
    from .texts import set_language as set_language
    from .triage import Triage as Triage
    from .triage import TriageSuggestion as TriageSuggestion
    from .vectors import LemmaVectorizer as LemmaVectorizer
    from .vectors import ObservationVectorizer as ObservationVectorizer


__getattr__ = loader(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
