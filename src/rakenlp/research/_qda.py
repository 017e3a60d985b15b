"""What writing and reading QDA-XML share: namespaces, GUIDs and the colours of codes."""

from __future__ import annotations

import uuid

#: Of QDA-XML 1.0, the exchange format of qualitative tools (REFI-QDA, www.qdasoftware.org).
PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT_FILE = "project.qde"
SOURCES = "sources"
INTERNAL = "internal://"

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:rakenlp:qda")
# Okabe and Ito, in turn: to be told apart also without seeing colours well.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")


def guid(kind: str, *names: str) -> str:
    """Return the GUID of something: always the same for the same thing.

    Examples
    --------
    >>> guid("code", "koyhyys") == guid("code", "koyhyys") != guid("source", "koyhyys")
    True
    """
    return str(uuid.uuid5(_SPACE, "\x1f".join((kind, *names))))
