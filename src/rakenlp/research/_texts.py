"""The texts of observations as they may leave the analysis: masked, always."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..privacy import mask

if TYPE_CHECKING:
    from ..analysis import Analysis

# What XML, a spreadsheet or another program cannot hold.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def masked_texts(analysis: Analysis) -> dict[str, str]:
    """Return the text of each observation by its id, with ``\\n`` at line ends; those read unmasked are masked here."""
    masked = analysis.obs.masked
    out = {}
    for key, raw in zip(analysis.obs.frame.index, analysis.obs.texts, strict=True):
        words = raw if masked else mask(raw).text
        out[str(key)] = fit(words)
    return out


def fit(words: str) -> str:
    """Return a text without characters that no file format takes; other places keep their positions."""
    return _UNFIT.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
